//! Where no step from one scenario to a smaller one is left: one simple departure in place of several, in calm weather.
//! What only together made something go wrong may have done what one fault does alone.

use super::anchors::{Departure, anchored, departures_of, made_of};
use super::calm;
use super::catalogue::{self, Lengths, Which};
use super::items;
use super::numbers;
use super::reducer::{Bench, Proposals};
use super::size::{departures, randomness, read_span};
use crate::check::knobs::Knobs;
use crate::check::model::{InputOf, Model};
use crate::check::scenario::ScenarioOf;
use crate::check::weather::{Latency, Weather};
use crate::sim::fault::{Fault, Nth};
use crate::sim::time::Span;

/// With more faults and inputs than this they are not looked at one by one.
const MOST: usize = 6;
/// With more than this it is guessed before all else was tried.
const FEW: usize = 3;
/// A latency that leaves time for everything is so many times shorter than what repairs.
const FASTER: u64 = 100;

/// One departure in place of many, or an input and a delay, as long as there are too many to look at one by one.
pub(super) fn few_of_many<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Proposals<M> {
    if bench.kept.faults.len() + bench.kept.inputs.len() <= FEW || !violated(bench) {
        return None;
    }
    let guess = Guess::<M>::of(bench);
    let inputs: Vec<_> = departures_of::<M>(bench.kept).into_iter().filter(is_input).take(FEW).collect();
    let guesses = match spot {
        0 => guess.own(&inputs),
        1 => Guess::<M>::each(&guess.usual, &[], [guess.plain(Nth::One(1)), guess.crashes(1)].concat()),
        2 => {
            let mut delays = catalogue::of_messages::<M>(guess.which(Nth::One(1)), guess.lengths);
            delays.retain(|fault| matches!(fault, Fault::Delay { .. }));
            guess.beside_inputs(&inputs, &[&guess.usual], &delays)
        }
        _ => return None,
    };
    Some((guesses, spot + 1))
}

/// One departure in place of all, two in place of more, one in place of all but one.
pub(super) fn fewer<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Proposals<M> {
    let own = departures_of::<M>(bench.kept);
    let number = number::<M>(bench.kept);
    if own.len() > MOST || number == 0 || number == 1 && spot > 0 {
        return None;
    }
    let guess = Guess::<M>::of(bench);
    let first = || guess.plain(Nth::One(1));
    let guesses = match spot {
        // A run that ends too early would stall, too, and tell nothing.
        0 | 1 | 5 if !violated(bench) => Vec::new(),
        0 => guess.nothing(),
        1 => guess.own(&own),
        2 => Guess::<M>::each(&guess.calm, &[], first()),
        3 if number > 2 => guess.two(&own),
        3 => Vec::new(),
        4 => Guess::<M>::each(&guess.calm, &[], guess.crashes(1)),
        5 => Guess::<M>::each(&guess.usual, &[], [first(), guess.crashes(1)].concat()),
        6 => Guess::<M>::each(&guess.calm, &[], [guess.plain(Nth::One(2)), guess.crashes(2)].concat()),
        7.. if number > 2 => match own.get(spot - 7) {
            Some(stays) => Guess::<M>::each(&guess.calm, std::slice::from_ref(stays), first()),
            None => return None,
        },
        _ => return None,
    };
    Some((guesses, spot + 1))
}

/// Whether a property was violated, as far as somebody told.
fn violated<M: Model>(bench: &Bench<'_, M>) -> bool {
    bench.seen.is_some_and(|seen| seen.violated_at.is_some())
}

fn is_input<I>(departure: &Departure<I>) -> bool {
    matches!(departure, Departure::Input(_))
}

/// How many departures there are; a random latency may stand for two.
fn number<M: Model>(kept: &ScenarioOf<M>) -> u64 {
    let random = randomness(&kept.weather.latency) > 0;
    departures(kept) + if random { 2 } else { 0 }
}

/// What guesses are made from.
struct Guess<'a, M: Model> {
    bench: &'a Bench<'a, M>,
    /// Calm weather with the latency that there is, or one that could be.
    calm: ScenarioOf<M>,
    /// The same with a latency that leaves time for everything.
    fast: ScenarioOf<M>,
    /// The same with all durations that knobs set at their defaults: what comes at one instant by chance no longer does.
    usual: ScenarioOf<M>,
    /// The same with every such duration at zero that may be: what comes at one instant by chance then always does.
    at_once: ScenarioOf<M>,
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
            if violated(bench) {
                calm.horizon = calm.horizon.max(lengths.long * 10);
            }
            calm
        };
        let own = calm::constants(&kept.weather.latency, kept.weather.latency_bound, bench.grain);
        let latency = match &kept.weather.latency {
            Latency::Constant(span) => span.as_nanos(),
            _ => own.first().copied().unwrap_or(bench.grain.0),
        };
        let fast = with((lengths.long.as_nanos() / FASTER).max(bench.grain.0));
        Guess {
            bench,
            calm: with(latency),
            at_once: at_once::<M>(&usual::<M>(&fast)),
            usual: usual::<M>(&fast),
            fast,
            item: numbers::items(kept).into_iter().min(),
            lengths,
        }
    }

    fn which(&self, nth: Nth) -> Which {
        Which { item: self.item, nth }
    }

    /// No departure at all, but with another latency; where there is one item, with one more, too. Counting laws stay.
    fn nothing(&self) -> Vec<ScenarioOf<M>> {
        let mut found = Vec::new();
        let mut short = self.fast.clone();
        short.weather.latency = Latency::Constant(self.lengths.short);
        for calm in [&self.calm, &self.fast, &short, &self.usual] {
            let mut none = made_of::<M>(calm, &[]);
            none.weather.operations = self.bench.kept.weather.operations.clone();
            found.extend(items::one_more::<M>(&none));
            found.push(none);
        }
        found
    }

    /// Each of the scenario's own, and each input right after a step, alone: with a latency that leaves time.
    fn own(&self, own: &[Departure<InputOf<M>>]) -> Vec<ScenarioOf<M>> {
        let mut found = Vec::new();
        for one in own {
            found.push(made_of::<M>(&self.at_once, std::slice::from_ref(one)));
            let elsewhere = anchored::<M>(self.bench.kept, one).into_iter();
            for one in std::iter::once(one.clone()).chain(elsewhere) {
                let alone = |calm| made_of::<M>(calm, std::slice::from_ref(&one));
                found.extend([&self.fast, &self.usual].map(alone));
            }
        }
        found
    }

    /// Each of these beside what stays.
    fn each(calm: &ScenarioOf<M>, stay: &[Departure<InputOf<M>>], faults: Vec<Fault>) -> Vec<ScenarioOf<M>> {
        let with = |fault: Fault| {
            let mut all = stay.to_vec();
            all.push(Departure::Fault(fault));
            made_of::<M>(calm, &all)
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

    /// The first two of something; an input right after a step, and something done to a message.
    fn two(&self, own: &[Departure<InputOf<M>>]) -> Vec<ScenarioOf<M>> {
        let both = self.which(Nth::Range(1, 3));
        let mut same = catalogue::failures::<M>(both);
        same.extend(catalogue::of_messages::<M>(both, self.lengths));
        let mut found = Self::each(&self.calm, &[], same);
        let messages = catalogue::of_messages::<M>(self.which(Nth::One(1)), self.lengths);
        let latencies = if violated(self.bench) { vec![&self.fast, &self.calm] } else { vec![&self.calm] };
        found.extend(self.beside_inputs(own, &latencies, &messages));
        found
    }

    /// Each input right after each step, with each of these faults, in each of these weathers.
    fn beside_inputs(
        &self,
        own: &[Departure<InputOf<M>>],
        weathers: &[&ScenarioOf<M>],
        faults: &[Fault],
    ) -> Vec<ScenarioOf<M>> {
        let mut found = Vec::new();
        for one in own.iter().filter(|one| is_input(one)) {
            for anchored in anchored::<M>(self.bench.kept, one) {
                for weather in weathers {
                    let with = |fault: &Fault| {
                        made_of::<M>(weather, &[anchored.clone(), Departure::Fault(fault.clone())])
                    };
                    found.extend(faults.iter().map(with));
                }
            }
        }
        found
    }
}

/// The scenario with every duration that a knob sets at zero, but for those of which the model needs some.
fn at_once<M: Model>(scenario: &ScenarioOf<M>) -> ScenarioOf<M> {
    let durations = M::Knobs::docs().into_iter().zip(scenario.knobs.values());
    durations.filter(|(_, value)| read_span(value).is_some()).fold(scenario.clone(), |at_once, (doc, _)| {
        items::turned::<M>(&at_once, &doc, "\"0s\"").unwrap_or(at_once)
    })
}

/// The scenario with every duration that a knob sets at its default, where the model takes that.
fn usual<M: Model>(scenario: &ScenarioOf<M>) -> ScenarioOf<M> {
    let mut usual = scenario.clone();
    for (doc, value) in M::Knobs::docs().into_iter().zip(scenario.knobs.values()) {
        if read_span(&value).is_some() && usual.knobs.turn(doc.name, &doc.default).is_err() {
            return scenario.clone();
        }
    }
    if M::new(&usual.knobs).is_ok() { usual } else { scenario.clone() }
}
