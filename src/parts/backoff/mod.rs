//! How long to wait before the next try, and how often to try at all; refuses to know what is tried, and waits for
//! nothing itself.

mod coefficient;
mod power;
mod retries;
mod schedule;

pub use coefficient::Coefficient;
pub use retries::Retries;
pub use schedule::Backoff;
