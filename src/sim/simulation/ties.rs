//! Ties: what is due at one instant in one rank, and changes places.

use super::setup::{System, input_kind, step_kinds, timer_kind};
use super::{Core, Event};
use crate::sim::agenda::Rank;
use crate::sim::family::Family;
use crate::sim::observer::{Departure, Observer};
use crate::sim::process::{Label, ProcessId};
use crate::sim::rng::Purpose;
use crate::sim::time::Time;

/// What comes up: for whom, its kind among all kinds of steps, its item.
type Coming = (u16, usize, Option<u32>);

impl<S: System> Core<S> {
    /// Whether ties may change places in this run.
    #[inline]
    pub(super) fn ties_matter(&self) -> bool {
        self.setup.climate.ties.possible() || self.rules.swap_any()
    }

    /// Puts what has just come up behind its ties, if chance or a fault of the scenario says so. It happens once to each.
    #[cold]
    pub(super) fn put_behind<O: Observer<S>>(
        &mut self,
        observer: &mut O,
        (time, rank): (Time, Rank),
        event: &Event<S>,
    ) -> bool {
        // Only the ranks of a model's own kinds: not what was held, not what was put behind already.
        if rank % 4 != 2 {
            return false;
        }
        let Some((process, kind, item)) = self.coming(event) else { return false };
        let tied = self.agenda.is_tied(time, rank);
        let ordered = match event {
            Event::Deliver(delivery) => {
                self.setup.links.law(delivery.from, delivery.to, delivery.message.kind()).fifo
            }
            _ => false,
        };
        let swapped = self.rules.swapped(kind, process, item, tied && !ordered);
        let drawn = self.setup.climate.ties.possible() && {
            let n = self.tie_counts.next(process as usize * step_kinds::<S>() + kind, item);
            let key = self.keys.of(Purpose::Weather);
            let swaps = self.is_stormy() && tied && !ordered && !swapped;
            let swaps = swaps && self.setup.climate.swaps(key, process, kind, item, n);
            if swaps {
                observer.departed(Departure::Swapped(ProcessId(process), kind, item, n));
            }
            swaps
        };
        if swapped || drawn {
            self.tally.hit(Family::Tie, kind);
            self.agenda.push(time, rank + 1, *event);
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
