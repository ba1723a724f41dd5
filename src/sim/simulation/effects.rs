//! What a handler does: its effects leave at once, in order, unless a crash cuts them off.

use rand_chacha::ChaCha8Rng;

use super::setup::System;
use super::{Core, Event, TimerOf};
use crate::sim::observer::{MessageOf, Observer};
use crate::sim::process::{Context, Label, Operation, ProcessId, TimerId};
use crate::sim::rng::{Purpose, generator};
use crate::sim::time::{Span, Time};
use crate::sim::timers::Set;

/// The context of one step.
pub(super) struct Effects<'a, S: System, O, const WEATHER: bool> {
    pub(super) core: &'a mut Core<S>,
    pub(super) observer: &'a mut O,
    pub(super) me: ProcessId,
    /// The step's kind among all kinds of steps, and its item.
    pub(super) label: (usize, Option<u32>),
    /// How many effects may leave.
    pub(super) left: u32,
    /// How many the handler has asked for.
    pub(super) asked: u32,
}

impl<S: System, O: Observer<S>, const WEATHER: bool> Effects<'_, S, O, WEATHER> {
    /// Counts an effect; false when a crash has cut it off.
    #[inline]
    fn leaves(&mut self) -> bool {
        self.asked += 1;
        !WEATHER || self.asked <= self.left
    }
}

impl<S: System, O: Observer<S>, const WEATHER: bool> Context<S::Process> for Effects<'_, S, O, WEATHER> {
    #[inline]
    fn me(&self) -> ProcessId {
        self.me
    }

    #[inline]
    fn now(&self) -> Time {
        if WEATHER { self.core.clocks[self.me.index()].reads(self.core.now) } else { self.core.now }
    }

    #[inline(always)]
    fn send(&mut self, to: ProcessId, message: MessageOf<S>) {
        if self.leaves() {
            self.core.send::<O, WEATHER>(self.observer, self.me, to, message);
        }
    }

    fn set_timer(&mut self, timer: TimerOf<S>, after: Span) -> TimerId {
        if !self.leaves() {
            return TimerId { slot: u32::MAX, generation: 0 };
        }
        let due = self.due(after);
        self.core.start_timer(Set { process: self.me.0, timer, rate: None, due, moves: 0 })
    }

    fn cancel_timer(&mut self, timer: TimerId) {
        if self.leaves() {
            self.core.timers.remove(timer);
        }
    }

    fn every(&mut self, timer: TimerOf<S>, first: Span, period: Span) {
        assert!(period > Span::ZERO, "a fixed-rate timer needs a period above zero: {timer:?}");
        if self.leaves() && !self.asked_again(timer) {
            let due = self.due(first);
            self.core.start_timer(Set { process: self.me.0, timer, rate: Some(period), due, moves: 0 });
        }
    }

    fn then_after(&mut self, timer: TimerOf<S>, time: Span) {
        if self.leaves() {
            let core = &mut *self.core;
            core.await_turn(self.me.0);
            let life = core.life_numbers[self.me.index()];
            core.agenda.push(core.now + time, core.setup.ranks.messages, Event::Then(self.me.0, life, timer));
        }
    }

    fn exit(&mut self, code: i32) {
        if self.leaves() {
            self.core.exit = Some(code);
        }
    }

    #[inline(always)]
    fn attempt(&mut self, operation: Operation, item: u32) -> bool {
        self.core.attempt::<O, WEATHER>(self.observer, self.me, operation, item, self.label.0)
    }

    fn rng(&mut self) -> ChaCha8Rng {
        let core = &mut *self.core;
        let (kind, item) = self.label;
        let column = self.me.index() * (super::setup::step_kinds::<S>() + 1) + kind;
        let n = core.draw_counts.next(column, item);
        let item = item.map_or(u64::MAX, u64::from);
        generator(core.keys.of(Purpose::Handler), column as u64, item << 32 | n as u64)
    }

    fn note(&mut self, remark: &'static str) {
        self.observer.noted(self.core.now, self.me, remark);
    }
}

impl<S: System, O, const WEATHER: bool> Effects<'_, S, O, WEATHER> {
    /// When the process's clock will have moved on by `span`.
    fn due(&self, span: Span) -> Time {
        let now = self.core.now;
        now + if WEATHER { self.core.clocks[self.me.index()].truly(span, now) } else { span }
    }

    /// Whether a fixed-rate timer of this kind already keeps its phase.
    fn asked_again(&self, timer: TimerOf<S>) -> bool {
        self.core.timers.find_rate(self.me.0, |other| other.kind() == timer.kind())
    }
}

impl<S: System> Core<S> {
    /// Sets a timer and enters it.
    fn start_timer(&mut self, set: Set<TimerOf<S>>) -> TimerId {
        let id = self.timers.set(set);
        self.agenda.push(set.due, self.setup.ranks.timers[set.timer.kind()], Event::Timer(id, 0));
        id
    }
}
