//! What every model relies on: a test for each paragraph of the semantics, on a toy system without a model's rules.

mod connections;
mod edges;
mod effects;
mod endings;
mod faults;
mod lives;
mod network;
mod operations;
mod order;
mod panics;
mod recorder;
mod storms;
mod toy;
