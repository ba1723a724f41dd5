//! sooner
pub mod check;
pub mod models;
pub mod sim;
