//! Observers look at a run and cannot change it: properties, traces, statistics. What is off costs nothing,
//! because the observer is a type parameter of the run.

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
    fn noted(&mut self, at: Time, process: ProcessId, remark: &'static str) {
        (**self).noted(at, process, remark);
    }
    #[inline]
    fn passing(&mut self, world: &World<'_, S::Process>, next: Time) {
        (**self).passing(world, next);
    }
    #[inline]
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
    fn noted(&mut self, at: Time, process: ProcessId, remark: &'static str) {
        self.0.noted(at, process, remark);
        self.1.noted(at, process, remark);
    }
    #[inline]
    fn passing(&mut self, world: &World<'_, S::Process>, next: Time) {
        self.0.passing(world, next);
        self.1.passing(world, next);
    }
    #[inline]
    fn stepped(&mut self, world: &World<'_, S::Process>, step: &Step<S::Process>) -> Result<(), Violation> {
        // Both see every step, the one that ends the run too.
        let first = self.0.stepped(world, step);
        first.and(self.1.stepped(world, step))
    }
}
