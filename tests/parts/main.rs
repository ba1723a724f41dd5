//! What models are built of, each part against a naive one that is easy to believe.

mod ack_queue;
mod bag;
mod cursor;
mod idempotence;
mod locks;
mod memory;
mod outbox;
mod table;
mod transactions;
