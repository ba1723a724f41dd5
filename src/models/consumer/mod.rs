//! Eventy's retrying consumer: it reads a log, handles one message after the other, tries again after growing waits, dies
//! when it has tried often enough, and tells by two callbacks how far it has come since its start.

mod bound;
mod broker;
mod callbacks;
mod consumer_process;
mod course;
mod downstream;
mod emitter;
mod facts;
mod letter;
mod monitor;
mod mutants;
mod offsets;
mod properties;
mod service;
mod settings;
mod swarm;
mod system;
mod tries;

pub use broker::Broker;
pub use consumer_process::{Consumer, Phase};
pub use downstream::Downstream;
pub use emitter::Emitter;
pub use letter::{Input, Letter, Payload, Tick};
pub use monitor::Monitor;
pub use mutants::{Mutant, Wrong};
pub use service::Service;
pub use settings::{Partition, Position, Settings};
pub use system::{CALLBACK, COMMIT, ConsumerSystem, HANDLE};
