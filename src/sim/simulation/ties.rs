//! Ties: what is due at one instant in one rank, and changes places.

use super::setup::{System, input_kind, timer_kind};
use super::{Core, Delivery, Event};
use crate::sim::agenda::Rank;
use crate::sim::family::Family;
use crate::sim::observer::{Departure, MessageOf, Observer};
use crate::sim::process::{Label, ProcessId};
use crate::sim::rng::Purpose;
use crate::sim::time::Time;

/// What comes up: for whom, its kind among all kinds of steps, its item.
type Coming = (u16, usize, Option<u32>);

/// What comes up and may change places.
struct Tie {
    time: Time,
    rank: Rank,
    coming: Coming,
    /// Whether anything else is due at its instant in its rank.
    tied: bool,
    /// Which of its kind it is, where chance asks.
    n: u32,
}

/// Only the ranks of a model's own kinds: not what was held, not what was put behind already.
#[inline]
fn may_go_behind(rank: Rank) -> bool {
    rank % 4 == 2
}

impl<S: System> Core<S> {
    /// Puts a message that has just come up behind its ties, if chance or a fault of the scenario says so.
    #[inline(always)]
    pub(super) fn put_message_behind<O: Observer<S>>(
        &mut self,
        observer: &mut O,
        (time, rank): (Time, Rank),
        delivery: Delivery<MessageOf<S>>,
    ) -> bool {
        if !self.ties_matter || !may_go_behind(rank) {
            return false;
        }
        let message = &delivery.message;
        let tie = self.tie(time, rank, (delivery.to, message.kind(), message.item()));
        tie.is_some_and(|tie| {
            let ordered = self.setup.links.law(delivery.from, delivery.to, delivery.message.kind()).fifo;
            self.go_behind(observer, tie, ordered, Event::Deliver(delivery))
        })
    }

    /// The same of anything else.
    #[inline(always)]
    pub(super) fn put_behind<O: Observer<S>>(
        &mut self,
        observer: &mut O,
        (time, rank): (Time, Rank),
        event: &Event<S>,
    ) -> bool {
        if !self.ties_matter || !may_go_behind(rank) {
            return false;
        }
        let Some(coming) = self.coming(event) else { return false };
        let tie = self.tie(time, rank, coming);
        tie.is_some_and(|tie| self.go_behind(observer, tie, false, *event))
    }

    /// Counts what comes up, and tells of it what must be known where it may change places.
    #[inline(always)]
    fn tie(&mut self, time: Time, rank: Rank, coming: Coming) -> Option<Tie> {
        let (process, kind, item) = coming;
        let tied = self.agenda.is_tied(time, rank);
        let n = match self.setup.climate.ties.possible() {
            true => {
                let what = MessageOf::<S>::KINDS.len() + self.setup.operations.len() + kind;
                self.counts.next(self.column(ProcessId(process), what), item)
            }
            false => 0,
        };
        (tied || self.rules.swap_any()).then_some(Tie { time, rank, coming, tied, n })
    }

    /// Puts what comes up behind its ties, if chance or a fault of the scenario says so. It happens once to each.
    #[inline(never)]
    fn go_behind<O: Observer<S>>(
        &mut self,
        observer: &mut O,
        Tie { time, rank, coming: (process, kind, item), tied, n }: Tie,
        ordered: bool,
        event: Event<S>,
    ) -> bool {
        let swapped = self.rules.swapped(kind, process, item, tied && !ordered);
        let climate = &self.setup.climate;
        let drawn = climate.ties.possible()
            && (self.is_stormy() && tied && !ordered && !swapped)
            && climate.swaps(self.keys.of(Purpose::Weather), process, kind, item, n);
        if drawn {
            observer.departed(Departure::Swapped(ProcessId(process), kind, item, n));
        }
        if swapped || drawn {
            self.tally.hit(Family::Tie, kind);
            self.agenda.push(time, rank + 1, event);
        }
        swapped || drawn
    }

    fn coming(&mut self, event: &Event<S>) -> Option<Coming> {
        Some(match event {
            Event::Deliver(delivery) => (delivery.to, delivery.message.kind(), delivery.message.item()),
            Event::Timer(id, moves) => {
                let set = self.timers.get(*id).filter(|set| set.moves == *moves)?;
                (set.process, timer_kind::<S>(set.timer.kind()), set.timer.item())
            }
            Event::Then(process, _, timer) => (*process, timer_kind::<S>(timer.kind()), timer.item()),
            Event::Planned(process, input) | Event::Input(process, input) => {
                (*process, input_kind::<S>(input.kind()), input.item())
            }
            _ => return None,
        })
    }
}
