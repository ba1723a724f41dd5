//! The orders pipeline beyond the printed cases.

mod paging;
