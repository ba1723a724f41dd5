//! Building blocks for models: plain data structures that never send, wait or draw. They know neither processes nor
//! each other's users; what they keep lives as long as the process that owns them says.

pub mod ack_queue;
mod backoff;
pub mod cursor;
pub mod idempotence;
pub mod log;
mod numbers;
pub mod outbox;
mod request;
pub mod store;

pub use ack_queue::{AckQueue, Delivery, Publication};
pub use backoff::{Backoff, Coefficient, Retries};
pub use idempotence::{Answers, Asked, LastAnswers, Seen};
pub use outbox::Outbox;
pub use request::{Correlation, Request, Requests};
pub use store::{
    Bag, Conflict, Difference, Durability, Lock, Locks, Sequence, Table, Transaction, Transactional,
    Transactions, differences,
};
