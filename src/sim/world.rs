//! What a property may look at: the processes, their lives, and the engine's own counts.

use super::digest::Digest;
use super::family::{Family, Hits};
use super::operation::Attempts;
use super::process::{Operation, Process, ProcessId};
use super::time::Time;

/// How a process stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Life {
    /// It runs.
    #[default]
    Up,
    /// It crashed or exited and has not come back.
    Down,
    /// It stands still; what is meant for it is held.
    Paused,
}

/// What became of the messages of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Messages {
    /// Sent by a process; copies do not count.
    pub sent: u64,
    /// Copies that the network or a fault made.
    pub duplicated: u64,
    /// Handed to their receiver.
    pub delivered: u64,
    /// Lost on the way.
    pub dropped: u64,
    /// Arrived while the receiver was down.
    pub lost_to_down: u64,
    /// Under way, held or waiting for room.
    pub in_flight: u64,
}

impl Messages {
    /// Nothing appears or disappears: sent + duplicated = delivered + dropped + lost + in flight.
    pub fn conserved(&self) -> bool {
        self.sent + self.duplicated == self.delivered + self.dropped + self.lost_to_down + self.in_flight
    }
}

/// The engine's counts of a run so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Messages by kind.
    pub messages: Vec<Messages>,
    /// Attempts by operation.
    pub attempts: Vec<Attempts>,
    /// Crashes of durable or volatile processes alike.
    pub crashes: u64,
    /// Inputs that the workload has handed over.
    pub inputs: u64,
    /// How often each family of faults struck messages of each kind, by law or by a fault of the scenario.
    pub hits: Vec<Hits>,
}

impl Tally {
    pub(crate) fn new(kinds: usize, operations: usize) -> Tally {
        Tally {
            messages: vec![Messages::default(); kinds],
            attempts: vec![Attempts::default(); operations],
            hits: vec![Hits::default(); kinds],
            ..Tally::default()
        }
    }

    pub(crate) fn reset(&mut self) {
        self.messages.fill(Messages::default());
        self.attempts.fill(Attempts::default());
        self.crashes = 0;
        self.inputs = 0;
        self.hits.fill(Hits::default());
    }

    #[inline]
    pub(crate) fn hit(&mut self, family: Family, kind: usize) {
        if let Some(hits) = self.hits.get_mut(kind) {
            hits[family as usize] += 1;
        }
    }

    /// The attempts of `operation` so far.
    pub fn attempts_of(&self, operation: Operation) -> Attempts {
        self.attempts[operation.0 as usize]
    }
}

/// The whole system between two steps. Nothing can be changed through it.
#[derive(Debug)]
pub struct World<'a, P> {
    /// The present instant.
    pub now: Time,
    /// Every process, by [`ProcessId`].
    pub processes: &'a [P],
    /// How each process stands.
    pub lives: &'a [Life],
    /// The engine's counts.
    pub tally: &'a Tally,
    /// The digest of the run so far.
    pub digest: Digest,
}

/// One step that was taken.
#[derive(Debug)]
pub struct Step<P: Process> {
    /// When.
    pub at: Time,
    /// By whom.
    pub process: ProcessId,
    /// What it was.
    pub what: What<P>,
    /// How many effects left, of how many that the handler had; fewer when a crash cut them.
    pub effects: (u32, u32),
}

/// What a step was. It has a tag of its own, not one that shares a byte with the message's: so where a step of a known
/// kind is taken, nothing asks for the kind again.
#[derive(Debug, PartialEq)]
#[repr(u8)]
pub enum What<P: Process> {
    /// The process's first start.
    Start,
    /// It came back.
    Restart,
    /// A message from a process; its occurrence (counted from 1, 0 when nothing needed the count) and whether it is a copy.
    Message(ProcessId, P::Message, u32, bool),
    /// A timer fired.
    Timer(P::Timer),
    /// A continuation came up.
    Then(P::Timer),
    /// The workload asked.
    Input(P::Input),
    /// A connection to a process ended.
    Disconnect(ProcessId),
    /// The process crashed.
    Crash,
    /// It exited with a code.
    Exit(i32),
    /// It stands still.
    Pause,
    /// It goes on.
    Resume,
}

// Whether the process itself can be copied makes no difference.
impl<P: Process> Clone for What<P> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<P: Process> Copy for What<P> {}

impl<P: Process> Clone for Step<P> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<P: Process> Copy for Step<P> {}

impl<P: Process> What<P> {
    /// The item that the step is about.
    #[inline]
    pub fn item(&self) -> Option<u32> {
        use super::process::Label;
        match self {
            What::Message(_, message, ..) => message.item(),
            What::Timer(timer) | What::Then(timer) => timer.item(),
            What::Input(input) => input.item(),
            _ => None,
        }
    }

    /// Its kind among all kinds of steps: messages, then timers, then inputs; what comes after is none of them.
    #[inline]
    pub fn kind(&self) -> usize {
        use super::process::Label;
        let (messages, timers) = (P::Message::KINDS.len(), P::Timer::KINDS.len());
        match self {
            What::Message(_, message, ..) => message.kind(),
            What::Timer(timer) | What::Then(timer) => messages + timer.kind(),
            What::Input(input) => messages + timers + input.kind(),
            _ => messages + timers + P::Input::KINDS.len(),
        }
    }

    /// The name of what was handled, in the model's words.
    pub fn name(&self) -> &'static str {
        use super::process::Label;
        match self {
            What::Message(_, message, ..) => P::Message::KINDS[message.kind()],
            What::Timer(timer) | What::Then(timer) => P::Timer::KINDS[timer.kind()],
            What::Input(input) => P::Input::KINDS[input.kind()],
            What::Start => "start",
            What::Restart => "restart",
            What::Disconnect(_) => "disconnect",
            What::Crash => "crash",
            What::Exit(_) => "exit",
            What::Pause => "pause",
            What::Resume => "resume",
        }
    }
}
