//! Where no step from one scenario to a smaller one is left: one simple departure in place of several, in calm weather.
//! What only together made something go wrong may have done what one fault does alone.

use super::anchors::{Departure, anchored, departures_of, made_of};
use super::calm;
use super::catalogue::{self, Lengths, Which};
use super::numbers;
use super::reducer::{Bench, Proposals};
use super::size::departures;
use crate::check::model::{InputOf, Model};
use crate::check::scenario::ScenarioOf;
use crate::check::weather::{Latency, Weather};
use crate::sim::fault::{Fault, Nth};
use crate::sim::time::Span;

/// With more faults and inputs than this there is no guessing.
const MOST: usize = 6;
/// A latency that leaves time for everything is so many times shorter than what repairs.
const FASTER: u64 = 100;

/// One departure in place of all, two in place of more, one in place of all but one.
pub(super) fn fewer<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Proposals<M> {
    let own = departures_of::<M>(bench.kept);
    let number = departures(bench.kept);
    if own.len() > MOST || number < 2 {
        return None;
    }
    let guess = Guess::<M>::of(bench);
    let guesses = match spot {
        0 => guess.own(&own),
        1 => guess.each(&[], guess.plain(Nth::One(1))),
        2 => guess.each(&[], guess.crashes(1)),
        3 => guess.each(&[], guess.later()),
        4 if number > 2 => guess.two(&own),
        5.. if number > 2 => match own.get(spot - 5) {
            Some(stays) => guess.each(std::slice::from_ref(stays), guess.plain(Nth::One(1))),
            None => return None,
        },
        _ if spot > 4 => return None,
        _ => Vec::new(),
    };
    Some((guesses, spot + 1))
}

/// What guesses are made from.
struct Guess<'a, M: Model> {
    bench: &'a Bench<'a, M>,
    /// Calm weather with the latency that there is, or one that could be.
    calm: ScenarioOf<M>,
    /// The same with a latency that leaves time for everything.
    fast: ScenarioOf<M>,
    item: Option<u32>,
    lengths: Lengths,
}

impl<'a, M: Model> Guess<'a, M> {
    fn of(bench: &'a Bench<'a, M>) -> Guess<'a, M> {
        let kept = bench.kept;
        let lengths = Lengths::of::<M>(kept, bench.grain);
        let with = |latency: u64| {
            let weather =
                Weather { latency: Latency::Constant(Span::from_nanos(latency)), ..Weather::default() };
            let mut calm = ScenarioOf::<M> { weather, seed: 0, ..kept.clone() };
            // Where a property was violated there may be more time to violate it; a stall keeps its own.
            if bench.seen.is_some_and(|seen| seen.violated_at.is_some()) {
                calm.horizon = calm.horizon.max(lengths.long * 10);
            }
            calm
        };
        let own = calm::constants(&kept.weather.latency, kept.weather.latency_bound, bench.grain);
        let latency = match &kept.weather.latency {
            Latency::Constant(span) => span.as_nanos(),
            _ => own.first().copied().unwrap_or(bench.grain.0),
        };
        let fast = lengths.long.as_nanos() / FASTER;
        Guess {
            bench,
            calm: with(latency),
            fast: with(fast.max(bench.grain.0)),
            item: numbers::items(kept).into_iter().min(),
            lengths,
        }
    }

    fn which(&self, nth: Nth) -> Which {
        Which { item: self.item, nth }
    }

    /// Each of the scenario's own, and each input right after a step, alone: with a latency that leaves time.
    fn own(&self, own: &[Departure<InputOf<M>>]) -> Vec<ScenarioOf<M>> {
        let mut found = Vec::new();
        for one in own {
            let elsewhere = anchored::<M>(self.bench.kept, one).into_iter();
            for one in std::iter::once(one.clone()).chain(elsewhere) {
                found.push(made_of::<M>(&self.fast, &[one]));
            }
        }
        found
    }

    /// Each of these beside what stays.
    fn each(&self, stay: &[Departure<InputOf<M>>], faults: Vec<Fault>) -> Vec<ScenarioOf<M>> {
        let with = |fault: Fault| {
            let mut all = stay.to_vec();
            all.push(Departure::Fault(fault));
            made_of::<M>(&self.calm, &all)
        };
        faults.into_iter().map(with).collect()
    }

    fn plain(&self, nth: Nth) -> Vec<Fault> {
        let mut found = catalogue::failures::<M>(self.which(nth));
        found.extend(catalogue::of_messages::<M>(self.which(nth), self.lengths));
        found.extend(catalogue::skips::<M>(self.bench.kept, nth));
        found
    }

    fn crashes(&self, n: u32) -> Vec<Fault> {
        catalogue::crashes::<M>(self.bench.kept, self.which(Nth::One(n)), self.lengths)
    }

    fn later(&self) -> Vec<Fault> {
        let mut found = self.plain(Nth::One(2));
        found.extend(self.crashes(2));
        found
    }

    /// The first two of something; an input right after a step, and something done to a message.
    fn two(&self, own: &[Departure<InputOf<M>>]) -> Vec<ScenarioOf<M>> {
        let both = self.which(Nth::Range(1, 3));
        let mut found = catalogue::failures::<M>(both);
        found.extend(catalogue::of_messages::<M>(both, self.lengths));
        let mut found = self.each(&[], found);
        let messages = catalogue::of_messages::<M>(self.which(Nth::One(1)), self.lengths);
        for one in own.iter().filter(|one| matches!(one, Departure::Input(_))) {
            for anchored in anchored::<M>(self.bench.kept, one) {
                for scenario in [&self.calm, &self.fast] {
                    found.extend(messages.iter().map(|fault| {
                        made_of::<M>(scenario, &[anchored.clone(), Departure::Fault(fault.clone())])
                    }));
                }
            }
        }
        found
    }
}
