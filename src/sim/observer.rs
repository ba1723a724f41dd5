//! Observers look at a run and cannot change it: properties, traces, statistics. What is off costs nothing,
//! because the observer is a type parameter of the run.

use super::family::Family;
use super::process::{Operation, Process, ProcessId};
use super::simulation::System;
use super::time::{Span, Time};
use super::world::{Step, World};

/// Why a message did not reach its receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The law of its link drew it.
    Law,
    /// A fault of the scenario named it.
    Fault,
    /// The link was cut when it was sent.
    CutAtSend,
    /// The link was cut when it arrived.
    CutAtArrival,
    /// The receiver was down when it arrived.
    ReceiverDown,
    /// It was corrupted, and the receiver's check rejected it.
    Corrupt,
    /// Its connection had ended.
    Disconnected,
    /// Its link was bad: it fell into a burst.
    Burst,
}

impl Cause {
    /// In words, after "lost: ".
    pub fn words(self) -> &'static str {
        match self {
            Cause::Law => "by chance",
            Cause::Fault => "by a fault of the scenario",
            Cause::CutAtSend => "the link is cut",
            Cause::CutAtArrival => "the link was cut before it arrived",
            Cause::ReceiverDown => "the receiver is down",
            Cause::Corrupt => "it is corrupt",
            Cause::Disconnected => "its connection has ended",
            Cause::Burst => "in a burst",
        }
    }

    /// The family of faults that it belongs to.
    pub fn family(self) -> Family {
        match self {
            Cause::Law | Cause::Fault | Cause::Corrupt => Family::Loss,
            Cause::Burst => Family::Burst,
            Cause::CutAtSend | Cause::CutAtArrival | Cause::Disconnected => Family::Partition,
            Cause::ReceiverDown => Family::Crash,
        }
    }
}

/// One message that was sent, or arrives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sending<M> {
    /// When it was sent.
    pub at: Time,
    /// By whom.
    pub from: ProcessId,
    /// To whom.
    pub to: ProcessId,
    /// What.
    pub message: M,
    /// Which of its sender's messages of this kind and item, from 1; 0 when nothing needed the count.
    pub n: u32,
    /// Whether it is the network's copy.
    pub copy: bool,
}

/// What becomes of a message that is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It will arrive after this long, unless a cut or a crash comes between.
    Arrives(Span),
    /// It waits for room on its link.
    Waits,
    /// It is lost.
    Lost(Cause),
}

/// Something that chance did and no law of the system would have done: what a fault of a scenario must say for the same.
/// What is addressed by an occurrence is the newest of its kind when it is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Departure<M> {
    /// The message was lost when it was sent.
    Lost(Sending<M>),
    /// It takes longer by this.
    Delayed(Sending<M>, Span),
    /// It takes exactly this long.
    Took(Sending<M>, Span),
    /// A copy of it arrives so long after it.
    Copied(Sending<M>, Span),
    /// An attempt failed.
    Failed(Operation, u32),
    /// A process crashed inside its newest step, after so many of its effects, and comes back after this long.
    Crashed(ProcessId, u32, Span),
    /// What came up for a process went behind its ties: the kind among all kinds of steps, the item, the occurrence.
    Swapped(ProcessId, usize, Option<u32>, u32),
}

/// A property that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Its name.
    pub property: &'static str,
    /// What is wrong, in words.
    pub why: String,
}

/// Looks at a run. Every method has a default that does nothing.
pub trait Observer<S: System> {
    /// A message is sent, or a copy of it made.
    #[inline]
    fn sent(&mut self, sending: Sending<MessageOf<S>>, fate: Fate) {
        let _ = (sending, fate);
    }
    /// A message does not reach its receiver.
    #[inline]
    fn lost(&mut self, at: Time, sending: Sending<MessageOf<S>>, cause: Cause) {
        let _ = (at, sending, cause);
    }
    /// An operation was attempted.
    #[inline]
    fn attempted(&mut self, at: Time, process: ProcessId, operation: Operation, item: u32, succeeds: bool) {
        let _ = (at, process, operation, item, succeeds);
    }
    /// Chance departs from law.
    #[inline]
    fn departed(&mut self, departure: Departure<MessageOf<S>>) {
        let _ = departure;
    }
    /// A handler remarks something.
    #[inline]
    fn noted(&mut self, at: Time, process: ProcessId, remark: &'static str) {
        let _ = (at, process, remark);
    }
    /// Time is about to move on to `next`; `world` shows how things stand until then.
    #[inline]
    fn passing(&mut self, world: &World<'_, S::Process>, next: Time) {
        let _ = (world, next);
    }
    /// A step was taken. A violation ends the run.
    #[inline]
    fn stepped(&mut self, world: &World<'_, S::Process>, step: &Step<S::Process>) -> Result<(), Violation> {
        let _ = (world, step);
        Ok(())
    }
}

/// The message type of a system.
pub type MessageOf<S> = <<S as System>::Process as Process>::Message;

impl<S: System> Observer<S> for () {}

/// One that is lent.
impl<S: System, O: Observer<S>> Observer<S> for &mut O {
    #[inline]
    fn sent(&mut self, sending: Sending<MessageOf<S>>, fate: Fate) {
        (**self).sent(sending, fate);
    }
    #[inline]
    fn lost(&mut self, at: Time, sending: Sending<MessageOf<S>>, cause: Cause) {
        (**self).lost(at, sending, cause);
    }
    #[inline]
    fn attempted(&mut self, at: Time, process: ProcessId, operation: Operation, item: u32, succeeds: bool) {
        (**self).attempted(at, process, operation, item, succeeds);
    }
    #[inline]
    fn departed(&mut self, departure: Departure<MessageOf<S>>) {
        (**self).departed(departure);
    }
    #[inline]
    fn noted(&mut self, at: Time, process: ProcessId, remark: &'static str) {
        (**self).noted(at, process, remark);
    }
    #[inline]
    fn passing(&mut self, world: &World<'_, S::Process>, next: Time) {
        (**self).passing(world, next);
    }
    #[inline(always)]
    fn stepped(&mut self, world: &World<'_, S::Process>, step: &Step<S::Process>) -> Result<(), Violation> {
        (**self).stepped(world, step)
    }
}

/// Both look.
impl<S: System, A: Observer<S>, B: Observer<S>> Observer<S> for (A, B) {
    #[inline]
    fn sent(&mut self, sending: Sending<MessageOf<S>>, fate: Fate) {
        self.0.sent(sending, fate);
        self.1.sent(sending, fate);
    }
    #[inline]
    fn lost(&mut self, at: Time, sending: Sending<MessageOf<S>>, cause: Cause) {
        self.0.lost(at, sending, cause);
        self.1.lost(at, sending, cause);
    }
    #[inline]
    fn attempted(&mut self, at: Time, process: ProcessId, operation: Operation, item: u32, succeeds: bool) {
        self.0.attempted(at, process, operation, item, succeeds);
        self.1.attempted(at, process, operation, item, succeeds);
    }
    #[inline]
    fn departed(&mut self, departure: Departure<MessageOf<S>>) {
        self.0.departed(departure);
        self.1.departed(departure);
    }
    #[inline]
    fn noted(&mut self, at: Time, process: ProcessId, remark: &'static str) {
        self.0.noted(at, process, remark);
        self.1.noted(at, process, remark);
    }
    #[inline]
    fn passing(&mut self, world: &World<'_, S::Process>, next: Time) {
        self.0.passing(world, next);
        self.1.passing(world, next);
    }
    #[inline(always)]
    fn stepped(&mut self, world: &World<'_, S::Process>, step: &Step<S::Process>) -> Result<(), Violation> {
        // Both see every step, the one that ends the run too.
        let first = self.0.stepped(world, step);
        first.and(self.1.stepped(world, step))
    }
}
