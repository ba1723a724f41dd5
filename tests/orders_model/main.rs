//! The orders pipeline beyond the printed cases.

mod campaign;
mod paging;
mod rows;
mod write;
mod zoo;
