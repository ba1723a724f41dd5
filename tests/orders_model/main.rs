//! The orders pipeline beyond the printed cases.

mod paging;
mod rows;
mod write;
