//! The reference systems, written against the public interface only.

pub mod annotation;
