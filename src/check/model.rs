//! What a model is: a system together with its names, its knobs, its properties and its words.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::demand::Demand;
use super::dice::{Dice, Pace, Range};
use super::fact::Fact;
use super::knobs::Knobs;
use super::scenario::{ExtraInput, ScenarioOf};
use super::trial::Trial;
use super::weather::{LinkWeather, Samples};
use crate::exact::{NoLaw, Protocol};
use crate::sim::fault::Fault;
use crate::sim::operation::OperationLaw;
use crate::sim::{Observer, Process, ProcessId, Span, System, Time, World};

/// The input type of a model.
pub type InputOf<M> = <<M as System>::Process as Process>::Input;

/// A property of a model, by name; or a fact that its runs tell, and what that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// What it demands, in a sentence.
    pub about: &'static str,
}

/// A wrong variant of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MutantDoc {
    /// Its name: what the knob `mutant` is turned to.
    pub name: &'static str,
    /// What is wrong with it.
    pub about: &'static str,
    /// The property that catches it; `None` where nothing can, because it behaves as the model should.
    pub caught_by: Option<&'static str>,
    /// How many faults and added inputs the smallest counterexample has.
    pub faults: usize,
    /// How many items it has.
    pub items: u64,
}

impl MutantDoc {
    /// One that a property catches, in a run of so many faults and items.
    pub const fn new(
        name: &'static str,
        about: &'static str,
        caught_by: &'static str,
        faults: usize,
        items: u64,
    ) -> MutantDoc {
        MutantDoc { name, about, caught_by: Some(caught_by), faults, items }
    }
}

/// A knob's value that a model refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Which knob.
    pub knob: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// What a run is watched under: what a model needs to know to decide which properties are demanded.
#[derive(Clone, Copy, Debug)]
pub struct Watch<'a> {
    /// The faults of this run that are known before it begins: the scenario's own, and those that chance drew.
    pub faults: &'a [Fault<u16>],
    /// The laws that the operations were given by the scenario.
    pub operations: &'a [OperationLaw],
    /// Whether all that a step causes is over before a timer or an input comes: no latency, and messages rank first.
    pub cascades: bool,
    /// The upper end of the latency, where it is known.
    pub latency_bound: Option<Span>,
}

impl Watch<'_> {
    /// The longest true time between two ticks of a process that come every `period` by its own clock, which may be slow.
    /// A clock that is put back makes a gap longer still: the simulator adds that to the bound when it happens.
    pub fn longest_gap(&self, process: ProcessId, period: Span) -> Span {
        const MILLION: u128 = 1_000_000;
        let drift = |fault: &Fault<u16>| match fault {
            Fault::Clock { process: whose, drift, .. } if *whose == process.0 => Some(*drift),
            _ => None,
        };
        // The last of several decides, as in the run.
        let slow = self.faults.iter().rev().find_map(drift).unwrap_or(0).min(0).unsigned_abs();
        let gap = (period.as_nanos() as u128 * MILLION).div_ceil(MILLION - slow as u128);
        Span::from_nanos(u64::try_from(gap).unwrap_or(u64::MAX))
    }
}

/// A system that scenarios can be written for.
pub trait Model:
    System<Process: Process<Input: Serialize + DeserializeOwned + PartialEq + Sync + Send + 'static>>
    + Sync
    + Send
    + 'static
{
    /// Its name in scenario files.
    const NAME: &'static str;
    /// What it is, in a sentence.
    const ABOUT: &'static str;
    /// What an item is called.
    const ITEM: &'static str = "item";
    /// The operations that can fail, in the order of their indices.
    const OPERATIONS: &'static [&'static str] = &[];
    /// The safety and liveness properties that its monitor checks.
    const PROPERTIES: &'static [Property] = &[];
    /// The property of not being settled within [`Model::within`].
    const LIVENESS: &'static str = "settles in time";
    /// What else a run can tell, by name: see [`Model::facts`].
    const FACTS: &'static [Property] = &[];
    /// What some run of a campaign must have come to, or the campaign has seen nothing: see [`Model::reached`].
    const REACHED: &'static [Property] = &[];
    /// Its wrong variants, for testing tests. A model that has some has a knob `mutant` that asks for one by its name.
    const MUTANTS: &'static [MutantDoc] = &[];
    /// The settings in which its law is held against its runs: see [`Model::protocol`].
    const TRIALS: &'static [Trial] = &[];
    /// Whether it tells when each item was done: see [`Model::items_done`].
    const TELLS_ITEMS: bool = false;
    /// What the time of an item is called, and from when to when it counts.
    const ITEM_TIME: Property =
        Property { name: "time to be done", about: "from when an item begins to exist until it is done" };
    /// Under which trouble its properties are not demanded; any other is demanded always.
    const DEMANDS: &'static [Demand] = &[];
    /// The processes that may exit by themselves: a swarm draws when their supervisor brings each of them back.
    const EXITS: &'static [&'static str] = &[];
    /// What is counted in the table that a run prints, beside the time.
    const COLUMNS: &'static [&'static str] = &[];

    /// What a scenario may turn.
    type Knobs: Knobs;
    /// Checks the properties after every step.
    type Monitor: Observer<Self>;

    /// The model with its knobs turned, or why that cannot be.
    fn new(knobs: &Self::Knobs) -> Result<Self, Refusal>;

    /// The names of the processes, in their order.
    fn process_names(&self) -> Vec<String>;

    /// A monitor for one run.
    fn monitor(&self, watch: &Watch<'_>) -> Self::Monitor;

    /// Makes a used monitor as good as new.
    fn reset_monitor(&self, watch: &Watch<'_>, monitor: &mut Self::Monitor) {
        *monitor = self.monitor(watch);
    }

    /// What goes first at one instant: names of kinds of timers and inputs, and "message". What is not named comes
    /// last; an empty list means the order of insertion.
    fn ranks(&self) -> Vec<&'static str> {
        Vec::new()
    }

    /// The laws that its links have by themselves, such as an order or a connection; the last that fits a message
    /// decides, and what a scenario says of the same links comes before it.
    fn links(&self) -> Vec<LinkWeather> {
        Vec::new()
    }

    /// Which process an input is for.
    fn recipient(&self, input: &InputOf<Self>) -> ProcessId {
        let _ = input;
        ProcessId(0)
    }

    /// Whether there can be an item of this number; if not, why.
    fn check_item(&self, item: u32) -> Result<(), String> {
        let _ = item;
        Ok(())
    }

    /// Whether an input can be asked for; if not, why. What it is about is checked by [`Model::check_item`] before.
    fn check_input(&self, input: &InputOf<Self>) -> Result<(), String> {
        let _ = input;
        Ok(())
    }

    /// Whether messages of a kind ever go from one process to another; an address that none can match is refused.
    fn can_send(&self, from: ProcessId, to: ProcessId, kind: usize) -> bool {
        let _ = (from, to, kind);
        true
    }

    /// Whether a process ever takes a step of a kind, counted over messages, then timers, then inputs.
    fn can_take(&self, process: ProcessId, kind: usize) -> bool {
        let _ = (process, kind);
        true
    }

    /// How long after the last disturbance it must be settled, where the latency's upper end is known and the
    /// weather is such that the bound is demanded.
    fn within(&self, watch: &Watch<'_>) -> Option<Span> {
        let _ = watch;
        None
    }

    /// An instant before which [`Model::within`] demands nothing, however early the last disturbance: what repairs may
    /// itself begin late.
    fn not_before(&self, watch: &Watch<'_>) -> Time {
        let _ = watch;
        Time::START
    }

    /// Whether liveness is still demanded after a process has gone down: not where it has then forgotten what nobody
    /// else can tell it again.
    fn survives(&self, process: ProcessId) -> bool {
        let _ = process;
        true
    }

    /// What a swarm draws knobs from, by their names.
    fn swarm() -> Vec<(&'static str, Range)> {
        Vec::new()
    }

    /// The time scale with these knobs, by which a swarm measures the weather.
    fn pace(knobs: &Self::Knobs) -> Pace {
        let _ = knobs;
        Pace { repair: Span::from_secs(1), workload: Span::from_secs(1) }
    }

    /// Inputs that a swarm adds to the workload, where messages take about `latency`.
    fn swarm_inputs(knobs: &Self::Knobs, latency: Span, dice: &Dice) -> Vec<ExtraInput<InputOf<Self>>> {
        let _ = (knobs, latency, dice);
        Vec::new()
    }

    /// The protocol that this scenario is, where its time to consistency has a known law; else why it has none.
    fn protocol(scenario: &ScenarioOf<Self>, samples: &Samples) -> Result<Protocol, NoLaw> {
        let _ = (scenario, samples);
        Err(NoLaw(format!("none is known for the model {}", Self::NAME)))
    }

    /// When each item became consistent for the first time, in the order of items, after when it began to exist. What
    /// the monitor does not know is left out.
    fn items_done(&self, monitor: &Self::Monitor, tell: &mut dyn FnMut(Span)) {
        let _ = (monitor, tell);
    }

    /// What the run came to, of [`Model::REACHED`]: bit i for the i-th.
    fn reached(&self, world: &World<'_, Self::Process>, monitor: &Self::Monitor) -> u64 {
        let _ = (world, monitor);
        0
    }

    /// What the model makes of the operation laws that a scenario asks for.
    fn operation_laws(&self, laws: &mut [OperationLaw]) {
        let _ = laws;
    }

    /// Things that a user should hear before a run.
    fn warnings(&self, watch: &Watch<'_>) -> Vec<String> {
        let _ = watch;
        Vec::new()
    }

    /// How many items are done, of how many.
    fn progress(&self, world: &World<'_, Self::Process>) -> (u64, u64) {
        let _ = world;
        (0, 0)
    }

    /// Which item waits for what, in words; at most `most` sentences.
    fn waiting(&self, world: &World<'_, Self::Process>, most: usize) -> Vec<String> {
        let _ = (world, most);
        Vec::new()
    }

    /// The counts of [`Model::COLUMNS`].
    fn row(&self, world: &World<'_, Self::Process>) -> Vec<u64> {
        let _ = world;
        Vec::new()
    }

    /// What else a run can tell, by name.
    fn facts(&self, world: &World<'_, Self::Process>, monitor: &Self::Monitor) -> Vec<(&'static str, Fact)> {
        let _ = (world, monitor);
        Vec::new()
    }
}
