//! What becomes of a message that is sent, and of an attempt that is made.

use super::setup::{System, columns};
use super::{Core, Delivery, Event};
use crate::sim::family::Family;
use crate::sim::network::{Departs, Drawn, Usual};
use crate::sim::observer::{Cause, Departure, Fate, MessageOf, Observer, Sending};
use crate::sim::operation::OperationLaw;
use crate::sim::process::{Label, Operation, ProcessId};
use crate::sim::rng::{Purpose, branch};
use crate::sim::rules::Orders;
use crate::sim::time::{Span, Time};

const LOSS_MARK: u64 = 1 << 32;
const FAILURE_MARK: u64 = 1;

impl<S: System> Core<S> {
    #[inline(always)]
    pub(super) fn send<O: Observer<S>, const WEATHER: bool>(
        &mut self,
        observer: &mut O,
        from: ProcessId,
        to: ProcessId,
        message: MessageOf<S>,
    ) {
        assert!(
            to.index() < self.lives.len(),
            "{from:?} sends to {to:?}, but there are {} processes",
            self.lives.len()
        );
        let (kind, item) = (message.kind(), message.item());
        self.tally.messages[kind].sent += 1;
        let (mut n, mut bits) = (0, 0);
        let odds = self.setup.links.odds(from.0, to.0, kind);
        if odds.draws {
            let column = self.column(from, kind);
            n = self.counts.next(column, item);
            let link = (from.0 as u64) << 32 | (to.0 as u64) << 16 | kind as u64;
            let occurrence = item.map_or(u64::MAX << 32, |item| (item as u64) << 32) | n as u64;
            bits = self.keys.of(Purpose::Message).draw(link, occurrence);
        }
        let usual = match odds.usual(bits, self.is_stormy()) {
            Usual::Takes(latency) => Some(latency),
            Usual::Odd => None,
            Usual::Unknown => {
                let law = self.setup.links.law(from.0, to.0, kind);
                if self.is_stormy() { law.usual(bits) } else { Some(law.lawful(bits)) }
            }
        };
        let sent = self.now;
        // Built anew wherever it is needed: what one branch lends to others need not lie in memory for the rest.
        let delivery = || Delivery::new((from, to), n, sent, message);
        if WEATHER {
            if usual.is_none() || !self.states.is_plain(from.0, to.0, sent) {
                return self.send_in_weather(observer, delivery(), usual, bits);
            }
            self.note_clock(from.0, kind);
        }
        match usual {
            Some(latency) => self.dispatch(observer, latency, delivery),
            None => self.send_oddly(observer, delivery(), bits),
        }
    }

    /// A message with which chance does more than draw its latency.
    #[cold]
    fn send_oddly<O: Observer<S>>(&mut self, observer: &mut O, delivery: Delivery<MessageOf<S>>, bits: u64) {
        let drawn = self.setup.links.law(delivery.from, delivery.to, delivery.message.kind()).fate(bits);
        let Some(latency) = drawn.latency else {
            return self.lose_by_chance(observer, delivery, Cause::Law);
        };
        self.dispatch(observer, latency, || delivery);
        self.depart(observer, delivery, drawn, latency);
        if let Some(after) = drawn.copy {
            self.dispatch(observer, latency + after, || Delivery { copy: true, ..delivery });
        }
    }

    /// Counts and tells what chance made of a message that arrives, beyond its latency's law.
    #[cold]
    fn depart<O: Observer<S>>(
        &mut self,
        observer: &mut O,
        delivery: Delivery<MessageOf<S>>,
        drawn: Drawn,
        latency: Span,
    ) {
        let kind = delivery.message.kind();
        match drawn.departs {
            Departs::Not => {}
            Departs::Longer(by) => observer.departed(Departure::Delayed(delivery.sending(), by)),
            Departs::Copys => observer.departed(Departure::Took(delivery.sending(), latency)),
        }
        if drawn.departs != Departs::Not {
            self.tally.hit(Family::Delay, kind);
        }
        if let Some(after) = drawn.copy {
            self.tally.hit(Family::Copy, kind);
            self.tally.messages[kind].duplicated += 1;
            observer.departed(Departure::Copied(delivery.sending(), after));
        }
    }

    fn lose_by_chance<O: Observer<S>>(
        &mut self,
        observer: &mut O,
        delivery: Delivery<MessageOf<S>>,
        cause: Cause,
    ) {
        self.lose(observer, delivery, cause);
        observer.departed(Departure::Lost(delivery.sending()));
    }

    /// A message that nothing but its latency keeps from its receiver.
    #[inline(always)]
    fn dispatch<O: Observer<S>>(
        &mut self,
        observer: &mut O,
        latency: Span,
        delivery: impl Fn() -> Delivery<MessageOf<S>>,
    ) {
        let sending = delivery().sending();
        self.tally.messages[sending.message.kind()].in_flight += 1;
        if self.is_late(latency) {
            self.disturb(sending.at);
        }
        observer.sent(sending, Fate::Arrives(latency));
        let arrival = self.now + latency;
        self.agenda.push_built(arrival, self.setup.ranks.messages, || Event::Deliver(delivery()));
    }

    /// A message lost at its sending.
    fn lose<O: Observer<S>>(&mut self, observer: &mut O, delivery: Delivery<MessageOf<S>>, cause: Cause) {
        observer.sent(delivery.sending(), Fate::Lost(cause));
        self.tally.hit(cause.family(), delivery.message.kind());
        self.tally.messages[delivery.message.kind()].dropped += 1;
        self.mark += LOSS_MARK;
        self.disturb(delivery.sent);
    }

    /// What is sent by a process whose clock is wrong counts as struck by it.
    #[inline(always)]
    fn note_clock(&mut self, process: u16, kind: usize) {
        if self.clocks[process as usize].is_wrong() {
            self.tally.hit(Family::Clock, kind);
        }
    }

    /// Notes up to when nothing becomes of what is sent on a link but what its law says.
    fn foresee(&mut self, (from, to): (u16, u16)) {
        let (now, stormy, key) = (self.now, self.is_stormy(), self.keys.of(Purpose::Weather));
        if self.watched || self.rules.name_messages() {
            return;
        }
        let state = self.states.of(from, to);
        let until = match &self.setup.climate.bursts {
            _ if state.cuts > 0 || state.clogged_until > now => Time::START,
            Some(law) if stormy && state.burst.is_bad(law, key, (from, to), now) => Time::START,
            Some(_) if stormy => state.burst.until(),
            _ => Time::NEVER,
        };
        self.states.plain(from, to, until);
    }

    /// The same where chance does more than draw its latency, or faults, cuts and what links remember have their say.
    #[inline(never)]
    fn send_in_weather<O: Observer<S>>(
        &mut self,
        observer: &mut O,
        mut delivery: Delivery<MessageOf<S>>,
        usual: Option<Span>,
        bits: u64,
    ) {
        let link = (delivery.from, delivery.to);
        let kind = delivery.message.kind();
        self.foresee(link);
        let drawn = match usual {
            Some(latency) => Drawn::plain(latency),
            None => self.setup.links.law(link.0, link.1, kind).fate(bits),
        };
        let state = self.states.of(link.0, link.1);
        delivery.epoch = state.epoch;
        let cut = state.cuts > 0;
        let orders = self.rules.message(&self.faults, kind, link, delivery.message.item(), cut);
        self.note_clock(link.0, kind);
        if orders.lose {
            return self.lose(observer, delivery, Cause::Fault);
        }
        if cut {
            return self.lose(observer, delivery, Cause::CutAtSend);
        }
        if orders.named {
            // What a fault of the scenario names is left to it: of chance there is only the latency.
            let lawful = self.setup.links.law(link.0, link.1, kind).lawful(bits);
            return self.send_as_ordered(observer, delivery, lawful, &orders);
        }
        let drawn = match self.burst(link, bits) {
            None => drawn,
            Some(None) => return self.lose_by_chance(observer, delivery, Cause::Burst),
            Some(Some(by)) => drawn.longer(by),
        };
        let Some(latency) = drawn.latency else {
            return self.lose_by_chance(observer, delivery, Cause::Law);
        };
        self.admit(observer, delivery, latency);
        if drawn.copy.is_some() || drawn.departs != Departs::Not {
            self.depart(observer, delivery, drawn, latency);
            if let Some(after) = drawn.copy {
                self.admit(observer, Delivery { copy: true, ..delivery }, latency + after);
            }
        }
    }

    /// What a burst on its link makes of a message: nothing, a loss, or so much delay.
    fn burst(&mut self, (from, to): (u16, u16), bits: u64) -> Option<Option<Span>> {
        let law = self.setup.climate.bursts.as_ref().filter(|_| self.is_stormy())?;
        let key = self.keys.of(Purpose::Weather);
        let bad = self.states.of(from, to).burst.is_bad(law, key, (from, to), self.now);
        bad.then(|| (!law.loss.hit(branch(bits, 7))).then(|| law.delay.draw(branch(bits, 8))))
    }

    /// A message that faults of the scenario name.
    fn send_as_ordered<O: Observer<S>>(
        &mut self,
        observer: &mut O,
        delivery: Delivery<MessageOf<S>>,
        lawful: Span,
        orders: &Orders,
    ) {
        let kind = delivery.message.kind();
        let latency = (orders.take.unwrap_or(lawful) + orders.delay).max(orders.hold.since(self.now));
        if latency != lawful {
            self.tally.hit(Family::Delay, kind);
        }
        self.admit(observer, Delivery { corrupt: orders.corrupt, ..delivery }, latency);
        if let Some(after) = orders.duplicate {
            self.tally.hit(Family::Copy, kind);
            self.tally.messages[kind].duplicated += 1;
            self.admit(observer, Delivery { copy: true, ..delivery }, latency + after);
        }
    }

    /// Puts a message on its link, which may be full.
    fn admit<O: Observer<S>>(&mut self, observer: &mut O, delivery: Delivery<MessageOf<S>>, latency: Span) {
        let law = self.setup.links.law(delivery.from, delivery.to, delivery.message.kind());
        let (capacity, fifo) = (law.capacity, law.fifo);
        let now = self.now;
        let state = self.states.of(delivery.from, delivery.to);
        let stuck = state.clogged_until.since(now);
        if stuck > latency {
            self.tally.hit(Family::Clog, delivery.message.kind());
        }
        let latency = latency.max(stuck);
        if capacity.is_some_and(|capacity| state.under_way >= capacity) {
            state.waiting.push_back((delivery, latency));
            self.tally.messages[delivery.message.kind()].in_flight += 1;
            return observer.sent(delivery.sending(), Fate::Waits);
        }
        let latency = self.board(delivery, latency, fifo);
        self.dispatch(observer, latency, || delivery);
    }

    /// Takes a place on the link, behind what went before where it is FIFO; tells when it then arrives.
    fn board(&mut self, delivery: Delivery<MessageOf<S>>, latency: Span, fifo: bool) -> Span {
        let now = self.now;
        let arrival = now + latency;
        if !self.watched {
            return arrival.since(now);
        }
        let state = self.states.of(delivery.from, delivery.to);
        state.under_way += 1;
        let arrival = if fifo { arrival.max(state.last) } else { arrival };
        state.last = state.last.max(arrival);
        arrival.since(now)
    }

    /// A message has left its link: what waits for room may go, in order, as far as there is room.
    pub(super) fn make_room(&mut self, from: u16, to: u16) {
        if !self.watched {
            return;
        }
        self.states.of(from, to).under_way -= 1;
        while let Some((delivery, latency)) = self.next_on_board(from, to) {
            let fifo = self.setup.links.law(from, to, delivery.message.kind()).fifo;
            let latency = self.board(delivery, latency, fifo);
            if self.is_late((self.now + latency).since(delivery.sent)) {
                self.disturb(delivery.sent);
            }
            self.agenda.push(self.now + latency, self.setup.ranks.messages, Event::Deliver(delivery));
        }
    }

    /// The next message that waits for room on a link, if there is room for it.
    fn next_on_board(&mut self, from: u16, to: u16) -> Option<(Delivery<MessageOf<S>>, Span)> {
        let state = self.states.of(from, to);
        let kind = state.waiting.front()?.0.message.kind();
        let capacity = self.setup.links.law(from, to, kind).capacity;
        if capacity.is_some_and(|capacity| state.under_way >= capacity) {
            return None;
        }
        state.waiting.pop_front()
    }

    /// Whether an attempt succeeds, by law and by the scenario's faults.
    #[inline(always)]
    pub(super) fn attempt<O: Observer<S>, const WEATHER: bool>(
        &mut self,
        observer: &mut O,
        process: ProcessId,
        operation: Operation,
        item: u32,
        step: usize,
    ) -> bool {
        let index = operation.0 as usize;
        let column = self.column(process, MessageOf::<S>::KINDS.len() + index);
        let attempts = &mut self.tally.attempts[index];
        attempts.made += 1;
        let (by_law, by_chance) = match &self.setup.operations[index] {
            OperationLaw::Chance(threshold) => {
                let n = self.counts.next(column, Some(item));
                let (who, which) = ((process.0 as u64) << 16 | index as u64, (item as u64) << 32 | n as u64);
                let bits = self.keys.of(Purpose::Operation).draw(who, which);
                let fails = threshold.hit(bits) && self.is_stormy();
                (fails, fails)
            }
            law => (law.fails(attempts.made), false),
        };
        let forced = WEATHER && self.rules.attempt_fails(index, process.0, item);
        let fails = by_law || forced;
        if fails {
            let attempts = &mut self.tally.attempts[index];
            attempts.failed += by_law as u64;
            attempts.forced += !by_law as u64;
            self.mark += FAILURE_MARK;
            self.tally.hit(Family::Failure, step);
            self.disturb(self.now);
        }
        observer.attempted(self.now, process, operation, item, !fails);
        if by_chance {
            observer.departed(Departure::Failed(operation, item));
        }
        !fails
    }

    /// A message that arrives, but not at its receiver.
    pub(super) fn lose_on_arrival<O: Observer<S>>(
        &mut self,
        observer: &mut O,
        delivery: Delivery<MessageOf<S>>,
        cause: Cause,
    ) {
        let messages = &mut self.tally.messages[delivery.message.kind()];
        messages.in_flight -= 1;
        match cause {
            Cause::ReceiverDown => messages.lost_to_down += 1,
            _ => messages.dropped += 1,
        }
        self.tally.hit(cause.family(), delivery.message.kind());
        self.mark += LOSS_MARK;
        let disturbed: Time = if cause == Cause::ReceiverDown { self.now } else { delivery.sent };
        self.disturb(disturbed);
        observer.lost(self.now, delivery.sending(), cause);
    }
}

impl<S: System> Core<S> {
    /// Where it is counted what a process does, and what comes up for it: messages by kind, attempts by operation,
    /// then what may change places with its ties, by kind.
    #[inline]
    pub(super) fn column(&self, process: ProcessId, what: usize) -> usize {
        process.index() * columns::<S>(self.setup.operations.len()) + what
    }
}

impl<M: Copy> Delivery<M> {
    #[inline(always)]
    fn new((from, to): (ProcessId, ProcessId), n: u32, sent: Time, message: M) -> Delivery<M> {
        let (from, to) = (from.0, to.0);
        Delivery { from, to, n, sent, message, epoch: 0, copy: false, corrupt: false, held: false }
    }

    #[inline]
    pub(super) fn sending(&self) -> Sending<M> {
        Sending {
            at: self.sent,
            from: ProcessId(self.from),
            to: ProcessId(self.to),
            message: self.message,
            n: self.n,
            copy: self.copy,
        }
    }
}
