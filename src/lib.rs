//! *How soon is "eventually"?* `sooner` is a deterministic discrete-event simulator with property testing for
//! eventually consistent, message-driven systems. It tells three things about a protocol: **whether** it always
//! becomes consistent, **how soon**, and, when it does not, **why**.
//!
//! A run is a pure function of a model, a scenario and a seed. Time is virtual, chance is keyed by what it
//! decides, faults are data, and a 64-bit digest over every step says what "the same run" means.
//!
//! # The smallest complete system
//!
//! Two processes, one property, and a seed that breaks it:
//!
//! ```
#![doc = include_str!("../examples/two_generals.rs")]
//! ```
//!
//! # Where to look
//!
//! - [`sim`]: the deterministic core. What a user writes is a [`Process`](sim::Process) and a [`System`](sim::System).
//! - [`check`]: what a [`Model`](check::Model) is, [`Scenario`](check::Scenario) files, and what a run came to.
//! - [`measure`]: what can be said of many runs, and how surely; [`exact`]: the law of time to consistency, without a run.
//! - [`testing`]: campaigns inside `#[test]`, and the corpus of saved failures.
//! - [`parts`]: building blocks for models: logs, queues, stores.
//! - [`models`]: the reference systems.

pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod exact;
pub mod measure;
pub mod models;
pub mod parts;
#[cfg(feature = "cli")]
pub mod report;
pub mod sim;
pub mod testing;

/// What nearly every model needs.
pub mod prelude {
    pub use crate::check::{Failures, Latency, Model, Outcome, Prepared, Scenario, Verdict, Weather};
    pub use crate::sim::{
        Context, Label, Nothing, Operation, Probability, Process, ProcessId, Span, Step, System, Time, World,
    };
}
