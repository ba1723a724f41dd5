//! The orders pipeline beyond the printed cases.

mod campaign;
mod paging;
mod write;
