//! The reference systems, written against the public interface only.

pub mod annotation;
pub mod consumer;
pub mod orders;

use crate::check::Registry;

/// Every reference system, for a command line or a test that serves them all. A registry with models of one's own begins
/// with [`Registry::new`].
pub fn registry() -> Registry {
    Registry::new()
        .with::<annotation::AnnotationSystem>()
        .with::<consumer::ConsumerSystem>()
        .with::<orders::OrdersSystem>()
}
