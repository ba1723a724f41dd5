//! Asks questions of runs: what a model is, what a scenario says, what a run came to.

mod declare;
mod erased;
mod expect;
mod fact;
mod knobs;
mod locate;
mod model;
mod names;
mod outcome;
mod prepare;
mod problem;
mod run;
mod scenario;
mod trace;
mod weather;

pub use declare::{Always, Check};
pub use erased::{AnyModel, AnyScenario, Description, Named, Registry, RunRequest, Table};
pub use expect::{Expectation, HexDigest, Missed, Trail};
pub use fact::Fact;
#[doc(hidden)]
pub use knobs::kind_in_words;
pub use knobs::{KnobDoc, Knobs};
pub use model::{InputOf, Model, Property, Refusal, Watch};
pub use outcome::{Outcome, Verdict};
pub use prepare::Prepared;
pub use problem::Problem;
pub use scenario::{ExtraInput, SCHEMA, Scenario, ScenarioOf};
pub use trace::{Line, Tracer};
pub use weather::{Duplication, Failures, Latency, LinkWeather, Mode, Reorder, Weather};
