//! Building blocks for models: plain data structures that never send, wait or draw. They know neither processes nor
//! each other's users; what they keep lives as long as the process that owns them says.

mod backoff;
pub mod log;
mod request;

pub use backoff::{Backoff, Coefficient, Retries};
pub use request::{Correlation, Request, Requests};
