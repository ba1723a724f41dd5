//! What models are built of, each part against a naive one that is easy to believe.

mod ack_queue;
mod backoff;
mod bag;
mod cursor;
mod group;
mod idempotence;
mod locks;
mod log;
mod log_memory;
mod memory;
mod outbox;
mod producers;
mod request;
mod table;
mod transactions;
