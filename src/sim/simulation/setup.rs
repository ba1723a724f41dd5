//! What a run starts from: the system, and everything that its scenario says, resolved to indices.

use super::InputOf;
use crate::sim::agenda::{RANKS, Rank};
use crate::sim::climate::Climate;
use crate::sim::fault::{Fault, Restart};
use crate::sim::network::Links;
use crate::sim::observer::MessageOf;
use crate::sim::operation::OperationLaw;
use crate::sim::process::{Label, Process, ProcessId};
use crate::sim::rules::Trigger;
use crate::sim::time::{Span, Time};
use crate::sim::world::World;

/// A system as the simulator sees it: its processes, its workload, and when it is settled.
pub trait System: Sized {
    /// Its processes; an enum where there are several kinds.
    type Process: Process;

    /// The processes as they are before the start.
    fn processes(&self) -> Vec<Self::Process>;

    /// Makes used processes as good as new; override it to keep their memory.
    fn reset(&mut self, processes: &mut Vec<Self::Process>) {
        *processes = self.processes();
    }

    /// The `index`-th input of the workload, from 0, never earlier than the one before; `None` after the last.
    fn input(&self, index: u64) -> Option<(Time, ProcessId, <Self::Process as Process>::Input)> {
        let _ = index;
        None
    }

    /// Whether the property that the run is to reach holds now. Asked after every step: O(1), with the help of
    /// what it may remember.
    fn settled(&mut self, world: &World<'_, Self::Process>) -> bool;

    /// Whether the system, as it stands, may still settle by itself. While only something from outside could help, such as
    /// the end of a connection, the liveness bound is not judged. Asked where that bound has passed, never in each step.
    fn can_recover(&self, world: &World<'_, Self::Process>) -> bool {
        let _ = world;
        true
    }

    /// The highest item number that is common; counters are made for this many at once.
    fn items(&self) -> usize {
        0
    }
}

/// Ranks: what goes first at one instant. Faults have rank 0 and precede all. The ranks of a model lie four apart: what
/// a process was kept from goes one rank before its own kind, so that it comes before what only now arrives, and what
/// changes places with its ties goes one behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranks {
    /// Of messages and continuations.
    pub messages: Rank,
    /// Of timers, by kind.
    pub timers: Vec<Rank>,
    /// Of inputs, by kind.
    pub inputs: Vec<Rank>,
}

impl Ranks {
    /// How many different places there are.
    pub const PLACES: usize = RANKS / 4;

    /// The rank of the kinds in a place, counted from 0.
    ///
    /// # Panics
    /// When there is no such place.
    pub fn place(place: usize) -> Rank {
        assert!(
            place < Ranks::PLACES,
            "there are {} places at one instant, not {}",
            Ranks::PLACES,
            place + 1
        );
        (4 * place + 2) as Rank
    }

    /// All the same: what was entered first goes first.
    pub fn insertion<P: Process>() -> Ranks {
        let first = Ranks::place(0);
        Ranks {
            messages: first,
            timers: vec![first; P::Timer::KINDS.len()],
            inputs: vec![first; P::Input::KINDS.len()],
        }
    }
}

/// When an input that the scenario adds is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputTime {
    /// At an instant.
    At(Time),
    /// Right after a step.
    After(crate::sim::fault::StepAddress<u16>),
}

/// An input that the scenario adds to the workload.
#[derive(Clone, Debug)]
pub struct ExtraInput<I> {
    /// When.
    pub time: InputTime,
    /// To whom.
    pub process: ProcessId,
    /// What.
    pub input: I,
}

/// When a run ends, apart from its horizon and its step limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum End {
    /// When the system is settled and nothing is under way or due any more.
    #[default]
    Quiet,
    /// When the system first settles.
    Settled,
    /// At the horizon only.
    Horizon,
}

/// A scenario, resolved to indices.
#[derive(Debug)]
pub struct Setup<S: System> {
    /// When the run ends.
    pub end: End,
    /// The last instant that is simulated, inclusive.
    pub horizon: Time,
    /// The most steps that are taken, and the most of what happens without being a step.
    pub step_limit: u64,
    /// What goes first at one instant.
    pub ranks: Ranks,
    /// The laws of the network.
    pub links: Links,
    /// The law of each operation.
    pub operations: Vec<OperationLaw>,
    /// What else chance may do, and when it ends.
    pub climate: Climate,
    /// Explicit faults.
    pub faults: Vec<Fault<u16>>,
    /// Inputs besides the model's own workload.
    pub inputs: Vec<ExtraInput<InputOf<S>>>,
    /// When each process comes back after it exited.
    pub supervision: Vec<Restart>,
    /// Whether settling is still demanded after each process has gone down.
    pub survives: Vec<bool>,
    /// How soon the system must be settled after the last disturbance; `None`: not judged.
    pub within: Option<Span>,
    /// The bound never lies before this instant: what repairs a disturbance may itself begin late.
    pub not_before: Time,
    /// What a message may take before it counts as a disturbance.
    pub latency_bound: Span,
}

impl<S: System> Clone for Setup<S> {
    fn clone(&self) -> Self {
        Setup {
            end: self.end,
            horizon: self.horizon,
            step_limit: self.step_limit,
            ranks: self.ranks.clone(),
            links: self.links.clone(),
            operations: self.operations.clone(),
            climate: self.climate.clone(),
            faults: self.faults.clone(),
            inputs: self.inputs.clone(),
            supervision: self.supervision.clone(),
            survives: self.survives.clone(),
            within: self.within,
            not_before: self.not_before,
            latency_bound: self.latency_bound,
        }
    }
}

impl<S: System> Setup<S> {
    /// Calm weather for `system`: no latency, no fault, no operation fails, an hour at most.
    pub fn calm(system: &S, operations: usize) -> Setup<S> {
        let processes = system.processes().len();
        Setup {
            end: End::default(),
            horizon: Time::START + Span::from_secs(3600),
            step_limit: 100_000_000,
            ranks: Ranks::insertion::<S::Process>(),
            links: Links::uniform(processes, <MessageOf<S>>::KINDS.len(), Default::default()),
            operations: vec![OperationLaw::Never; operations],
            climate: Climate::default(),
            faults: Vec::new(),
            inputs: Vec::new(),
            survives: vec![true; processes],
            supervision: vec![Restart::Never; processes],
            within: None,
            not_before: Time::START,
            latency_bound: Span::MAX,
        }
    }

    /// Whether anything but laws drawn at sending shapes the run: then the run takes the slower path.
    pub(super) fn has_weather(&self) -> bool {
        !self.faults.is_empty()
            || self.inputs.iter().any(|input| matches!(input.time, InputTime::After(_)))
            || self.links.remember()
            || self.climate.is_alive()
    }

    pub(super) fn triggers(&self) -> Vec<(u32, Trigger)> {
        let trigger = |(index, input): (usize, &ExtraInput<_>)| match &input.time {
            InputTime::After(step) => Some((index as u32, step.clone())),
            InputTime::At(_) => None,
        };
        self.inputs.iter().enumerate().filter_map(trigger).collect()
    }
}

/// How many kinds of steps a system has: messages, then timers, then inputs.
pub(super) fn step_kinds<S: System>() -> usize {
    timer_kind::<S>(0) + super::TimerOf::<S>::KINDS.len() + InputOf::<S>::KINDS.len()
}

/// How many things are counted of each process that has so many operations.
#[inline]
pub(super) fn columns<S: System>(operations: usize) -> usize {
    MessageOf::<S>::KINDS.len() + operations + step_kinds::<S>()
}

/// The number of a timer's kind among all kinds of steps.
pub(super) fn timer_kind<S: System>(kind: usize) -> usize {
    MessageOf::<S>::KINDS.len() + kind
}

/// The number of an input's kind among all kinds of steps.
pub(super) fn input_kind<S: System>(kind: usize) -> usize {
    timer_kind::<S>(super::TimerOf::<S>::KINDS.len()) + kind
}
