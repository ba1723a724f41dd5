//! The deterministic core. It knows no model, no file, no thread and no clock but the virtual one.

pub mod address;
pub mod agenda;
pub mod climate;
mod clock;
mod counters;
pub mod digest;
pub mod family;
pub mod fault;
pub mod law;
mod link_states;
pub mod network;
pub mod observer;
pub mod operation;
pub mod probability;
pub mod process;
pub mod rng;
mod rules;
pub mod simulation;
mod sorter;
pub mod time;
mod timers;
pub mod world;

pub use family::Family;
pub use fault::{Cut, Fault, Nth, Restart};
pub use observer::{Observer, Violation};
pub use probability::Probability;
pub use process::{Context, Label, Nothing, Operation, Process, ProcessId, Recorder, TimerId};
pub use simulation::{Ending, Setup, Simulation, Stop, System};
pub use time::{Shift, Span, Time};
pub use world::{Life, Step, Tally, What, World};
