//! Asks questions of runs: what a model is, what a scenario says, what a run came to.

mod campaign;
mod chances;
mod climate;
mod declare;
mod demand;
mod describe;
mod dice;
mod drawing;
mod erased;
mod exhaust;
mod expect;
mod fact;
mod failure;
mod form;
mod knobs;
mod locate;
mod model;
mod mutants;
mod names;
mod outcome;
mod prepare;
mod problem;
mod resolve;
mod run;
mod scenario;
mod shrink;
mod sketch;
mod story;
#[cfg(feature = "proptest")]
mod strategy;
mod swarm;
mod text;
mod threshold;
mod trace;
mod trial;
mod weather;

pub use campaign::{
    CampaignReport, Coverage, Ended, FINDINGS, Finding, Judgement, Kept, MOST_SEEDS, Plan, RunRecord,
    Standing, campaign, keep, keep_slow, parse_seed, parse_seeds,
};
pub use climate::{Bursts, ClockSteps, Clocks, Crashes, Cuts, Pauses, Spell};
pub use declare::{Always, Check};
pub use demand::{Demand, Demands, Trouble};
pub use describe::Description;
pub use dice::{Dice, Pace, Range};
pub use drawing::{Arrow, ArrowEnd, Barrier, Doing, Drawing, Gap, MOST_MESSAGES, Moment};
pub use erased::{AnyModel, AnyScenario, Named, Registry, RunRequest, Smaller, Table};
pub use exhaust::{Breaking, ExhaustRequest, Exhausted, MOST_FAULTS, MOST_SETS, STALLS, SetsOfSize, exhaust};
pub use expect::{Expectation, HexDigest, Missed, Trail};
pub use fact::Fact;
pub use failure::Failure;
#[doc(hidden)]
pub use form::kind_in_words;
pub use knobs::{KnobDoc, Knobs};
#[doc(hidden)]
pub use knobs::{no_such_knob, read_knob};
pub use model::{InputOf, Model, MutantDoc, Property, Refusal, Watch};
pub use mutants::{
    Around, FOUND_WITHIN, Goal, Hunt, HuntRequest, Hunted, Judged, MADE_SMALL, MOST_ITEMS, Small, hunt,
};
pub use outcome::{Outcome, Verdict};
pub use prepare::Prepared;
pub use problem::Problem;
pub use resolve::{Resolved, resolve};
pub use run::OVERDUE;
pub use scenario::{ExtraInput, SCHEMA, Scenario, ScenarioOf, model_of};
pub use shrink::{
    Extent, Progress, RUNS, Reducer, Shrunk, Size, Unshrunk, shrink, shrink_slow, shrink_watched,
};
pub use story::{story, wrapped};
#[cfg(feature = "proptest")]
pub use strategy::{ScenarioTree, Scenarios, scenarios};
pub use swarm::{CALM_EVERY, draw};
pub use threshold::{Assessed, Comparison, Holds, Quantity, Threshold};
pub use trace::{Line, Tracer};
pub use trial::{TRIAL_RUNS, Trial, Tried, try_law};
pub use weather::{Duplication, Failures, Latency, LinkWeather, Mode, Reorder, Samples, Weather};
