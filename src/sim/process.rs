//! What a user writes: processes, and the context through which alone they act.
//! Knows neither the network nor the agenda, so a handler can be tested without either.

use std::fmt;
use std::hash::Hash;

use rand_chacha::ChaCha8Rng;

use super::time::{Span, Time};

/// A process of a system: its index in [`System::processes`](super::System::processes).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ProcessId(pub u16);

impl ProcessId {
    /// As an index.
    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// An operation that can fail: its index in the model's list of operations.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Operation(pub u8);

/// What one message, timer or input is called: a kind, and the item that it is about.
///
/// The label addresses faults ("lose the 2nd Ack of field 7"), keys chance and groups statistics.
/// `Hash` is what the digest sees of its content: derive it.
pub trait Label: Copy + fmt::Debug + Hash {
    /// The names of the kinds, as files and reports write them.
    const KINDS: &'static [&'static str];
    /// Its kind, an index into [`Label::KINDS`].
    fn kind(&self) -> usize;
    /// The item that it is about: dense numbers from 0, assigned by the workload.
    fn item(&self) -> Option<u32> {
        None
    }
}

/// The label of what does not exist: a process without timers has `type Timer = Nothing`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Nothing {}

impl Label for Nothing {
    const KINDS: &'static [&'static str] = &[];
    fn kind(&self) -> usize {
        match *self {}
    }
}

/// One process. A handler is atomic on what the process keeps; its effects leave in order, and a crash may cut
/// them after any one.
pub trait Process: Sized {
    /// What processes send each other.
    type Message: Label;
    /// What a process tells itself: timers and continuations.
    type Timer: Label;
    /// What the workload asks of it, from outside the system.
    type Input: Label;

    /// Its first start, and every restart.
    fn on_start(&mut self, ctx: &mut impl Context<Self>) {
        let _ = ctx;
    }
    /// A message has arrived.
    fn on_message(&mut self, from: ProcessId, message: Self::Message, ctx: &mut impl Context<Self>);
    /// A timer fires or a continuation comes up.
    fn on_timer(&mut self, timer: Self::Timer, ctx: &mut impl Context<Self>) {
        let _ = (timer, ctx);
    }
    /// The workload asks for something.
    fn on_input(&mut self, input: Self::Input, ctx: &mut impl Context<Self>) {
        let _ = (input, ctx);
    }
    /// A connection to `peer` has ended.
    fn on_disconnect(&mut self, peer: ProcessId, ctx: &mut impl Context<Self>) {
        let _ = (peer, ctx);
    }
    /// It has died: forget what is not durable.
    fn on_crash(&mut self) {}
    /// What a corrupted message looks like to its receiver; `None` (a checksum rejects it) drops it.
    fn corrupted(message: Self::Message) -> Option<Self::Message> {
        let _ = message;
        None
    }
}

/// A timer that was set, so that it can be cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerId {
    pub(crate) slot: u32,
    pub(crate) generation: u32,
}

/// The only way in which a handler acts. Every `send`, timer, continuation and exit is one *effect*.
pub trait Context<P: Process> {
    /// The process that is acting.
    fn me(&self) -> ProcessId;
    /// The present instant.
    fn now(&self) -> Time;
    /// Sends `message` to `to`.
    fn send(&mut self, to: ProcessId, message: P::Message);
    /// Fires `timer` once, `after` from now, unless it is cancelled or the process dies first.
    fn set_timer(&mut self, timer: P::Timer, after: Span) -> TimerId;
    /// Cancels a timer that was set and has not fired; any other is let be.
    fn cancel_timer(&mut self, timer: TimerId);
    /// Fires `timer` at a fixed rate: first `first` from now, then every `period`. The phase is anchored when this
    /// is first called: after a restart, a second call of the same kind changes nothing.
    fn every(&mut self, timer: P::Timer, first: Span, period: Span);
    /// Continues with `timer` as a step of its own at this instant, after all that is already queued in its rank.
    fn then(&mut self, timer: P::Timer) {
        self.then_after(timer, Span::ZERO);
    }
    /// Continues with `timer` after the time that handling takes.
    fn then_after(&mut self, timer: P::Timer, time: Span);
    /// Ends the process with an exit code, once its effects have left.
    fn exit(&mut self, code: i32);
    /// Attempts `operation` for `item`: whether it succeeds. Not an effect.
    fn attempt(&mut self, operation: Operation, item: u32) -> bool;
    /// A generator of this step's own, keyed by the process, the step's label and its occurrence.
    fn rng(&mut self) -> ChaCha8Rng;
    /// A remark for the trace.
    fn note(&mut self, remark: &'static str) {
        let _ = remark;
    }
}

/// A context that keeps the effects, so that a handler can be tested alone. Operations succeed.
#[derive(Debug)]
pub struct Recorder<P: Process> {
    /// Who acts.
    pub me: ProcessId,
    /// When.
    pub now: Time,
    /// The effects, in order.
    pub effects: Vec<Effect<P>>,
}

/// What a handler asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effect<P: Process> {
    /// A message to a process.
    Send(ProcessId, P::Message),
    /// A timer after a span.
    Set(P::Timer, Span),
    /// A timer was cancelled.
    Cancel(TimerId),
    /// A fixed-rate timer: first, period.
    Every(P::Timer, Span, Span),
    /// A continuation after a span.
    Then(P::Timer, Span),
    /// An exit with a code.
    Exit(i32),
}

impl<P: Process> Recorder<P> {
    /// A context for `me` at `now`.
    pub fn new(me: ProcessId, now: Time) -> Recorder<P> {
        Recorder { me, now, effects: Vec::new() }
    }
}

impl<P: Process> Context<P> for Recorder<P> {
    fn me(&self) -> ProcessId {
        self.me
    }
    fn now(&self) -> Time {
        self.now
    }
    fn send(&mut self, to: ProcessId, message: P::Message) {
        self.effects.push(Effect::Send(to, message));
    }
    fn set_timer(&mut self, timer: P::Timer, after: Span) -> TimerId {
        self.effects.push(Effect::Set(timer, after));
        TimerId { slot: self.effects.len() as u32, generation: 0 }
    }
    fn cancel_timer(&mut self, timer: TimerId) {
        self.effects.push(Effect::Cancel(timer));
    }
    fn every(&mut self, timer: P::Timer, first: Span, period: Span) {
        self.effects.push(Effect::Every(timer, first, period));
    }
    fn then_after(&mut self, timer: P::Timer, time: Span) {
        self.effects.push(Effect::Then(timer, time));
    }
    fn exit(&mut self, code: i32) {
        self.effects.push(Effect::Exit(code));
    }
    fn attempt(&mut self, _: Operation, _: u32) -> bool {
        true
    }
    fn rng(&mut self) -> ChaCha8Rng {
        super::rng::generator(super::rng::Key::default(), self.me.0 as u64, self.now.as_nanos())
    }
}
