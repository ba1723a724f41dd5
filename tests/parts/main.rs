//! The parts that models are built of, each held against its own contract by a model too simple to be wrong.

mod backoff;
mod group;
mod log;
mod memory;
mod request;
mod transactions;
