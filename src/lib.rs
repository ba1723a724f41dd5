//! sooner
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod models;
#[cfg(feature = "cli")]
pub mod report;
pub mod sim;
