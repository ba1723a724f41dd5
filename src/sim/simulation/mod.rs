//! The simulator: one run of a system, from its start to its end.
//!
//! Split by the phases of a run: `setup` what it starts from, `run` the loop and its end, `steps` what happens to
//! one process, `effects` what a handler does, `fates` what becomes of a message, `lives` crashes, pauses, cuts,
//! `traps` crashes inside a step, `ties` what changes places.

mod effects;
mod fates;
mod lives;
mod run;
mod setup;
mod steps;
mod ties;
mod traps;

pub use run::{Ending, Stop};
pub use setup::{End, ExtraInput, InputTime, Ranks, Setup, System};

use super::agenda::Agenda;
use super::climate::Ambush;
use super::clock::Clock;
use super::counters::Counters;
use super::digest::Digest;
use super::fault::Fault;
use super::link_states::LinkStates;
use super::observer::{MessageOf, Violation};
use super::process::{Process, ProcessId, TimerId};
use super::rng::{Keys, Purpose};
use super::rules::Rules;
use super::time::{Span, Time};
use super::timers::Timers;
use super::world::{Life, Tally, World};

type TimerOf<S> = <<S as System>::Process as Process>::Timer;
type InputOf<S> = <<S as System>::Process as Process>::Input;

/// A message on its way.
#[derive(Clone, Copy, Debug)]
struct Delivery<M> {
    from: u16,
    to: u16,
    n: u32,
    sent: Time,
    message: M,
    epoch: u16,
    copy: bool,
    corrupt: bool,
    /// Whether it has arrived, at a process that was paused.
    held: bool,
}

/// What the agenda holds.
#[derive(Debug)]
enum Event<S: System> {
    Deliver(Delivery<MessageOf<S>>),
    /// A timer, as often as it had been moved when it was entered.
    Timer(TimerId, u32),
    /// A tick that fell into a pause, fired at its end.
    Missed(u16, TimerOf<S>),
    Then(u16, u32, TimerOf<S>),
    /// The next input of the model's own workload.
    Planned(u16, InputOf<S>),
    Input(u16, InputOf<S>),
    /// A process, the peer that it lost, and the life in which it is told.
    Disconnected(u16, u16, u32),
    /// A cut may have outlived the keepalive of the connections that it severs.
    Break,
    Fault(Turn),
}

/// A turn of the weather: rank 0, before all else at its instant.
#[derive(Clone, Copy, Debug)]
enum Turn {
    Crash(u32),
    Restart(u16, u32),
    Pause(u32),
    Resume(u32),
    Cut(u32),
    Whole(u32),
    Disconnect(u32),
    Clog(u32),
    /// Nothing happens: something is over by now, which a run that is to be quiet waits for.
    Over,
    ClockStep(u32),
    /// The next step of a process with effects is a trap.
    Ambush(u32),
    /// All is whole, and nothing is left to chance any more but latencies.
    Heal,
}

impl<S: System> Clone for Event<S> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<S: System> Copy for Event<S> {}

/// One simulated system. [`Simulation::reset`] makes it ready for another seed and keeps its memory.
#[derive(Debug)]
pub struct Simulation<S: System> {
    system: S,
    processes: Vec<S::Process>,
    core: Core<S>,
}

/// Everything but the processes themselves.
#[derive(Debug)]
struct Core<S: System> {
    setup: Setup<S>,
    agenda: Agenda<Event<S>>,
    states: LinkStates<Delivery<MessageOf<S>>>,
    keys: Keys,
    /// Occurrences of messages by sender and kind, of attempts by process and operation, of what comes up by process
    /// and kind: what is about one item lies together.
    counts: Counters,
    draw_counts: Counters,
    timers: Timers<TimerOf<S>>,
    rules: Rules,
    /// The faults of the scenario, then those that chance drew for this run.
    faults: Vec<Fault<u16>>,
    /// Crashes that chance drew for this run, and those that now wait for a step, by process.
    ambushes: Vec<Ambush>,
    traps: Vec<Option<Ambush>>,
    /// Whether links are asked about everything that is sent on them or arrives: any is a connection, keeps an order
    /// or has room for so many messages only.
    watched: bool,
    /// Whether ties may change places in this run.
    ties_matter: bool,
    /// How many processes a crash waits for; one more where a fault of the scenario waits for a step.
    lurking: usize,
    clocks: Vec<Clock>,
    tally: Tally,
    digest: Digest,
    /// What the current step did besides its effects (failed attempts, losses), for the digest.
    mark: u64,
    now: Time,
    steps: u64,
    /// What the agenda has given, steps or not, and how much of it was a turn of the weather.
    events: u64,
    turns: u64,
    /// When the horizon and the liveness bound are to be looked at again, and after how many events the step limit.
    look_at: Time,
    look_after: u64,
    lives: Vec<Life>,
    life_numbers: Vec<u32>,
    pauses: Vec<u16>,
    held: Vec<Vec<Event<S>>>,
    exits: Vec<(Time, ProcessId, i32)>,
    /// The code with which the process exits that is taking a step.
    exit: Option<i32>,
    next_input: u64,
    workload_done: bool,
    /// Whether code of the model is running: a panic is then the model's failure, else our own bug.
    in_model: bool,
    /// Inputs, faults' turns, continuations and messages that are still to come.
    inputs_due: usize,
    turns_due: usize,
    /// Continuations and news of ended connections that wait for each process, and for all.
    thens: Vec<u32>,
    thens_due: usize,
    /// The latest instant at which something kept the system from becoming consistent.
    disturbed: Time,
    /// When the liveness bound is to be looked at again.
    check_at: Time,
    settled_since: Option<Time>,
    unsettled_since: Time,
    /// The liveness bound, as long as it is demanded.
    within: Option<Span>,
}

impl<S: System> Simulation<S> {
    /// A simulator of `system` as `setup` says, for `seed`.
    ///
    /// # Panics
    /// When `setup` does not fit the system (fewer laws than operations, ...): a bug of the caller.
    pub fn new(system: S, setup: Setup<S>, seed: u64) -> Simulation<S> {
        let processes = system.processes();
        assert_eq!(processes.len(), setup.links.processes(), "the links join as many processes as there are");
        let core = Core::new(setup, seed, system.items());
        Simulation { system, processes, core }
    }

    /// Makes it ready for another run with `seed`. What was allocated stays.
    pub fn reset(&mut self, seed: u64) {
        self.system.reset(&mut self.processes);
        self.core.reset(seed);
    }

    /// Builds it anew, keeping nothing: after a panic inside a handler nothing in it can be trusted.
    pub fn rebuild(&mut self, seed: u64) {
        self.processes = self.system.processes();
        self.system.reset(&mut self.processes);
        self.core = Core::new(self.core.setup.clone(), seed, self.system.items());
    }

    /// The system as it stands.
    pub fn world(&self) -> World<'_, S::Process> {
        self.core.world(&self.processes)
    }

    /// The system's description, with what it has remembered.
    pub fn system(&self) -> &S {
        &self.system
    }

    /// Whether each fault of the scenario has struck, in their order; `false` marks an address that nothing matched.
    pub fn struck(&self) -> &[bool] {
        &self.core.rules.struck[..self.core.setup.faults.len()]
    }

    /// The law of each operation.
    pub fn operations(&self) -> &[super::operation::OperationLaw] {
        &self.core.setup.operations
    }

    /// The faults of this run that are known before it begins: the scenario's own, then those that chance has drawn.
    pub fn faults(&self) -> &[Fault<u16>] {
        &self.core.faults
    }

    /// Changes how soon this run must be settled, before it begins: see [`Setup::within`] and [`Setup::not_before`].
    pub fn demand(&mut self, within: Option<Span>, not_before: Time) {
        (self.core.within, self.core.setup.not_before) = (within, not_before);
    }

    /// Whether each input of the scenario came due: its instant was reached, or the step came that it waits for.
    pub fn came_due(&self) -> impl Iterator<Item = bool> {
        let reached = |time: &InputTime| match time {
            InputTime::At(at) => *at <= self.core.now,
            InputTime::After(_) => false,
        };
        let inputs = self.core.setup.inputs.iter().zip(&self.core.rules.triggered);
        inputs.map(move |(input, triggered)| *triggered || reached(&input.time))
    }

    /// Whether a panic that ended [`Simulation::run`] came from code of the model: a handler, a property, the workload.
    pub fn panicked_in_model(&self) -> bool {
        self.core.in_model
    }

    /// Ends a run that a panic of the model cut short.
    pub fn abandon(&mut self, violation: Violation) -> Ending {
        self.core.ending(Stop::Violated(violation))
    }

    /// The most steps that a run takes.
    pub fn step_limit(&self) -> u64 {
        self.core.setup.step_limit
    }

    /// Whether the liveness bound is judged in this run, as far as it has come.
    pub fn demands_settling(&self) -> bool {
        self.core.within.is_some()
    }

    /// Every exit of a process: when, who, with which code.
    pub fn exits(&self) -> &[(Time, ProcessId, i32)] {
        &self.core.exits
    }

    /// The latest instant at which something disturbed the system: T of the liveness bound.
    pub fn disturbed_at(&self) -> Time {
        self.core.disturbed
    }
}

impl<S: System> Core<S> {
    fn new(mut setup: Setup<S>, seed: u64, items: usize) -> Core<S> {
        if setup.climate.bursts.is_some() {
            setup.links.draw_always();
        }
        let processes = setup.links.processes();
        let kinds = <MessageOf<S> as super::process::Label>::KINDS.len();
        let labels = setup::step_kinds::<S>();
        let operations = setup.operations.len();
        let triggers = setup.triggers();
        let mut core = Core {
            agenda: Agenda::default(),
            states: if setup.has_weather() { LinkStates::new(processes) } else { LinkStates::none() },
            keys: Keys::derive(seed),
            counts: Counters::new(processes * setup::columns::<S>(operations), items),
            draw_counts: Counters::new(processes * (labels + 1), items),
            timers: Timers::default(),
            rules: Rules::new(&setup.faults, setup.inputs.len(), &triggers),
            faults: setup.faults.clone(),
            ambushes: Vec::new(),
            traps: vec![None; processes],
            watched: setup.links.remember(),
            ties_matter: false,
            lurking: 0,
            clocks: vec![Clock::default(); processes],
            tally: Tally::new(kinds, operations),
            digest: Digest::default(),
            mark: 0,
            now: Time::START,
            steps: 0,
            events: 0,
            turns: 0,
            look_at: Time::START,
            look_after: 0,
            lives: vec![Life::Up; processes],
            life_numbers: vec![0; processes],
            pauses: vec![0; processes],
            held: (0..processes).map(|_| Vec::new()).collect(),
            exits: Vec::new(),
            exit: None,
            next_input: 0,
            workload_done: false,
            in_model: false,
            inputs_due: 0,
            turns_due: 0,
            thens: vec![0; processes],
            thens_due: 0,
            disturbed: Time::START,
            check_at: Time::START,
            settled_since: None,
            unsettled_since: Time::START,
            within: setup.within,
            setup,
        };
        core.draw_weather();
        core
    }

    fn reset(&mut self, seed: u64) {
        self.agenda.clear();
        self.states.reset();
        self.keys = Keys::derive(seed);
        self.counts.reset();
        self.draw_counts.reset();
        self.timers.clear();
        self.rules.reset();
        self.traps.fill(None);
        self.clocks.fill(Clock::default());
        self.tally.reset();
        self.digest = Digest::default();
        self.mark = 0;
        self.now = Time::START;
        self.steps = 0;
        self.events = 0;
        self.turns = 0;
        self.look_at = Time::START;
        self.look_after = 0;
        self.lives.fill(Life::Up);
        self.life_numbers.fill(0);
        self.pauses.fill(0);
        self.held.iter_mut().for_each(Vec::clear);
        self.exits.clear();
        self.exit = None;
        self.next_input = 0;
        self.workload_done = false;
        self.in_model = false;
        self.inputs_due = 0;
        self.turns_due = 0;
        self.thens.fill(0);
        self.thens_due = 0;
        self.disturbed = Time::START;
        self.check_at = Time::START;
        self.settled_since = None;
        self.unsettled_since = Time::START;
        self.within = self.setup.within;
        self.draw_weather();
    }

    /// Draws what chance does at instants of this run.
    fn draw_weather(&mut self) {
        self.lurking = self.rules.name_steps() as usize;
        self.ties_matter = self.setup.climate.ties.possible() || self.rules.swap_any();
        self.faults.truncate(self.setup.faults.len());
        self.ambushes.clear();
        if self.setup.climate.has_spells() {
            let (key, end) =
                (self.keys.of(Purpose::Weather), self.setup.climate.heal_at.min(self.setup.horizon));
            let processes = self.lives.len() as u16;
            self.setup.climate.draw(key, processes, end, &mut self.faults, &mut self.ambushes);
        }
        if self.setup.climate.reconnects && self.setup.climate.heal_at < self.setup.horizon {
            let at = self.setup.climate.heal_at;
            let ends = self.setup.links.connections();
            self.faults.extend(ends.map(|between| Fault::Disconnect { between, at }));
        }
        self.rules.struck.resize(self.faults.len(), false);
    }

    /// Whether chance still has its way.
    #[inline]
    fn is_stormy(&self) -> bool {
        self.now < self.setup.climate.heal_at
    }

    fn world<'a>(&'a self, processes: &'a [S::Process]) -> World<'a, S::Process> {
        World { now: self.now, processes, lives: &self.lives, tally: &self.tally, digest: self.digest }
    }

    /// Something of a process's present life waits for its turn.
    fn await_turn(&mut self, process: u16) {
        self.thens[process as usize] += 1;
        self.thens_due += 1;
    }

    /// It has come up; whether the process still lives the life that it was meant for.
    fn comes_up(&mut self, process: u16, life: u32) -> bool {
        let same = self.life_numbers[process as usize] == life;
        if same {
            self.thens[process as usize] -= 1;
            self.thens_due -= 1;
        }
        same
    }

    fn disturb(&mut self, at: Time) {
        self.disturbed = self.disturbed.max(at);
    }

    /// How long a message may take before it counts as late.
    fn is_late(&self, took: Span) -> bool {
        took > self.setup.latency_bound
    }
}
