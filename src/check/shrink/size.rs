//! How big a scenario is: what shrinking makes smaller. Knows nothing of runs.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{numbers, texts};
use crate::check::knobs::Knobs;
use crate::check::model::Model;
use crate::check::scenario::{Scenario, ScenarioOf};
use crate::check::weather::{Failures, Latency, LinkWeather, Weather};
use crate::sim::fault::{Cut, Fault, Nth};
use crate::sim::process::Label;
use crate::sim::simulation::End;
use crate::sim::time::Span;

/// More inputs of a workload than this are not counted one by one.
pub(super) const MOST_INPUTS: u64 = 4096;
/// What an address that means every occurrence counts for.
const EVERY: u64 = 1_000;
/// What one significant digit more is worth, in doublings: 1s is smaller than 937ms.
const DIGIT: u64 = 16;

/// The size of a scenario. The first that differs decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size {
    /// Faults and inputs, each counted as often as it strikes by its address; a law of chance strikes everywhere, and so
    /// does one that fails every so many attempts.
    pub departures: u64,
    /// Items: those that the model has with these knobs, its workload, and those that are named.
    pub items: u64,
    /// Terms of the weather, and whether a seed is needed.
    pub weather: u64,
    /// How much there is to say of the faults.
    pub faults: u64,
    /// Knobs that are not at their defaults.
    pub knobs: u64,
    /// All numbers: digits that are not zero first, then their length.
    pub numbers: u64,
}

/// What is a short time for a scenario, in nanoseconds: nothing is made shorter than this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grain(pub(super) u64);

impl Grain {
    /// A millisecond, or less where the messages are faster.
    pub(super) fn of(weather: &Weather) -> Grain {
        let typical = typical(&weather.latency).map_or(0, Span::as_nanos);
        Grain(match typical {
            1..1_000 => 1,
            1_000..1_000_000 => 1_000,
            _ => 1_000_000,
        })
    }

    /// What a duration costs.
    pub(super) fn cost(self, nanos: u64) -> u64 {
        if nanos == 0 {
            return 0;
        }
        let (length, grain) = (u64::from(nanos.ilog2()), u64::from(self.0.ilog2()));
        let length = if nanos < self.0 { 2 * grain + 1 - length } else { length };
        DIGIT * digits(nanos) + 1 + length
    }

    /// Simpler durations than this one, the simplest first. Zero is among them.
    pub(super) fn simpler(self, nanos: u64) -> Vec<u64> {
        let mut found = vec![0, self.0];
        for part in [nanos / 10, nanos / 2, nanos / 4 * 3, nanos] {
            for places in 1..=3 {
                let down = rounded(part, places);
                found.extend([down, down.saturating_add(step(part, places))]);
            }
        }
        self.sorted(nanos, found)
    }

    /// Those of `found` that cost less than `nanos`, the cheapest first.
    pub(super) fn sorted(self, nanos: u64, mut found: Vec<u64>) -> Vec<u64> {
        let cost = self.cost(nanos);
        found.retain(|other| self.cost(*other) < cost);
        found.sort_unstable_by_key(|other| (self.cost(*other), *other));
        found.dedup();
        found
    }

    /// Simpler durations of about the same length: a digit or two of its own.
    pub(super) fn rounder(self, nanos: u64) -> Vec<u64> {
        let both = |places| {
            let down = rounded(nanos, places);
            [down, down.saturating_add(step(nanos, places))]
        };
        let found = (1..=3).flat_map(both).filter(|other| *other > 0).collect();
        self.sorted(nanos, found)
    }
}

/// How many digits a number has without the zeros at its end.
fn digits(mut number: u64) -> u64 {
    while number > 0 && number.is_multiple_of(10) {
        number /= 10;
    }
    number.checked_ilog10().map_or(0, |digits| u64::from(digits) + 1)
}

/// One of the last of so many leading digits.
fn step(number: u64, places: u32) -> u64 {
    10u64.pow((number.checked_ilog10().unwrap_or(0) + 1).saturating_sub(places))
}

/// A number cut to so many leading digits.
fn rounded(number: u64, places: u32) -> u64 {
    number - number % step(number, places)
}

/// The first of 1, 2, 5, 10, 20, ... that is at least this.
pub(super) fn ceiling(number: u64) -> u64 {
    let step = step(number, 1);
    let steps = [1, 2, 5, 10].map(|digit| step.saturating_mul(digit));
    steps.into_iter().find(|round| *round >= number).unwrap_or(u64::MAX)
}

/// About how long a message takes, where the law's words say so.
pub(super) fn typical(latency: &Latency) -> Option<Span> {
    match latency {
        Latency::Constant(span) | Latency::Uniform(_, span) => Some(*span),
        Latency::Exponential { rate, per } => {
            (*rate > 0.0).then(|| Span::from_nanos((per.as_nanos() as f64 / rate) as u64))
        }
        Latency::LogNormal { median, .. } => Some(*median),
        Latency::Pareto { minimum, .. } => Some(*minimum),
        Latency::Mixture(parts) => parts.first().and_then(|(_, law)| typical(law)),
        Latency::Samples(_) => None,
    }
}

impl Size {
    /// Which of two scenarios is smaller, by the same measure of time.
    pub(super) fn compare<M: Model>(one: &ScenarioOf<M>, other: &ScenarioOf<M>) -> std::cmp::Ordering {
        let grain = Grain::of(&other.weather);
        Size::of::<M>(one, grain).cmp(&Size::of::<M>(other, grain))
    }

    /// The size of a scenario.
    pub(super) fn of<M: Model>(scenario: &ScenarioOf<M>, grain: Grain) -> Size {
        let named = {
            let mut named = numbers::items(scenario);
            named.sort_unstable();
            named.dedup();
            named.len() as u64
        };
        let model = M::new(&scenario.knobs).ok();
        let items = model.as_ref().map_or(0, |model| model.items() as u64);
        let inputs = model.as_ref().map_or(0, |model| {
            (0..MOST_INPUTS).take_while(|index| model.input(*index).is_some()).count() as u64
        });
        let (knobs, knob_numbers) = knobs(&scenario.knobs, grain);
        Size {
            departures: departures(scenario)
                + EVERY * scenario.weather.chances()
                + failures(&scenario.weather),
            items: items.saturating_add(inputs).saturating_add(named),
            weather: weather(scenario),
            faults: scenario.faults.iter().map(words).sum(),
            knobs,
            numbers: knob_numbers.saturating_add(own_numbers(scenario, grain)),
        }
    }
}

/// Faults and inputs as often as their addresses strike.
pub(super) fn departures<K: Clone, I: Clone>(scenario: &Scenario<K, I>) -> u64 {
    let times = |nth: Nth| match nth {
        Nth::One(_) => 1,
        Nth::Range(from, to) => u64::from(to.saturating_sub(from)).clamp(1, EVERY),
        Nth::All => EVERY,
    };
    let fault = |fault: &Fault| numbers::nth_of(&mut fault.clone()).map_or(1, |(_, nth)| times(*nth));
    scenario.faults.iter().map(fault).sum::<u64>() + scenario.inputs.len() as u64
}

/// How many attempts the counting laws make fail.
fn failures(weather: &Weather) -> u64 {
    let law = |law: &Failures| match law {
        Failures::Script(attempts) => attempts.len() as u64,
        Failures::EveryKth(k) if *k > 0 => EVERY,
        _ => 0,
    };
    weather.operations.values().map(law).sum()
}

/// Terms of the weather, and of what else is not as by default.
fn weather<K, I>(scenario: &Scenario<K, I>) -> u64 {
    let Weather { latency, latency_bound, loss, duplication, reorder, fifo, capacity, connection, .. } =
        &scenario.weather;
    let Weather { bursts, partitions, clogs, crashes, pauses, clocks, ties, heal_at, .. } = &scenario.weather;
    let trouble = partitions.len() + clogs.len() + crashes.len() + pauses.len() + clocks.len();
    let links = scenario.weather.links.iter().map(link).sum::<u64>();
    let operations = scenario.weather.operations.values().map(operation).sum::<u64>();
    let flags = [
        latency_bound.is_some(),
        *fifo,
        capacity.is_some(),
        connection.is_some(),
        heal_at.is_some(),
        scenario.seed != 0,
        !scenario.ranks.is_empty(),
        scenario.end != End::default(),
    ];
    let flags = flags.into_iter().map(u64::from).sum::<u64>();
    let copies = duplication
        .as_ref()
        .map_or(0, |copies| 2 + copies.delay.as_ref().map_or(0, |delay| 1 + randomness(delay)));
    let chances = [!loss.is_zero(), reorder.is_some(), bursts.is_some(), !ties.is_zero()];
    let chances = chances.into_iter().map(u64::from).sum::<u64>() + trouble as u64;
    let supervision = scenario.supervision.len() as u64;
    randomness(latency) + copies + 2 * chances + flags + links + operations + supervision
}

pub(super) fn randomness(latency: &Latency) -> u64 {
    match latency {
        Latency::Constant(_) => 0,
        Latency::Mixture(parts) => 3 + parts.iter().map(|(_, law)| 1 + randomness(law)).sum::<u64>(),
        _ => 3,
    }
}

fn link(link: &LinkWeather) -> u64 {
    let some = [
        link.from.is_some(),
        link.to.is_some(),
        link.kind.is_some(),
        link.latency.is_some(),
        link.loss.is_some(),
        link.duplication.is_some(),
        link.reorder.is_some(),
        link.fifo.is_some(),
        link.capacity.is_some(),
        link.connection.is_some(),
    ];
    2 + some.into_iter().map(u64::from).sum::<u64>() + link.latency.as_ref().map_or(0, randomness)
}

fn operation(failures: &Failures) -> u64 {
    match failures {
        Failures::Never => 1,
        Failures::EveryKth(_) => 2,
        Failures::Script(attempts) => 2 + attempts.len() as u64,
        Failures::Chance(_) => 4,
    }
}

/// How much there is to say of a fault.
fn words(fault: &Fault) -> u64 {
    let ends = |cut: &Cut| match cut {
        Cut::Between(one, other) => 2 + (one.len() + other.len()) as u64,
        Cut::OneWay(one, other) => (one.len() + other.len()) as u64,
        Cut::Isolate(group) => 3 + group.len() as u64,
    };
    let kind = match fault {
        Fault::Lose { .. } | Fault::Fail { .. } | Fault::SkipTick { .. } => 1,
        Fault::Delay { .. } | Fault::Duplicate { .. } | Fault::Corrupt { .. } | Fault::Swap { .. } => 2,
        Fault::Take { .. } | Fault::Hold { .. } => 3,
        Fault::Crash { .. } | Fault::CrashAfter { .. } | Fault::Pause { .. } => 4,
        Fault::Disconnect { .. } | Fault::ClockStep { .. } => 4,
        Fault::Clock { .. } => 5,
        Fault::Partition { cut, .. } | Fault::Clog { cut, .. } => 5 + ends(cut),
    };
    let narrowed = fault
        .message()
        .map_or(0, |message| u64::from(message.from.is_some()) + u64::from(message.to.is_some()));
    kind + narrowed
}

/// How many knobs are not at their defaults, and the numbers that they are turned to. A mutant is no matter of size.
fn knobs<K: Knobs>(knobs: &K, grain: Grain) -> (u64, u64) {
    let turned = K::docs().into_iter().zip(knobs.values());
    let turned = turned.filter(|(doc, value)| doc.name != "mutant" && *value != doc.default);
    turned.fold((0, 0), |(count, sum), (_, value)| {
        let number = match (value.parse::<u64>(), read_span(&value)) {
            (Ok(whole), _) => length(whole),
            (_, Some(span)) => grain.cost(span.as_nanos()),
            // Of a list, what it holds; of a word, that it is there.
            _ => {
                let numbers = texts::numbers(&value);
                let numbers: u64 = numbers.into_iter().map(|(_, number)| 1 + length(number)).sum();
                1 + numbers + texts::elements(&value).len() as u64
            }
        };
        (count + 1, sum + number)
    })
}

/// A knob's value as a duration.
pub(super) fn read_span(text: &str) -> Option<Span> {
    text.strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}

/// Small numbers one by one, big ones by their lengths.
fn length(whole: u64) -> u64 {
    whole.min(64) + whole.checked_ilog2().map_or(0, |length| 1 + u64::from(length)) + digits(whole)
}

/// The numbers of the faults, the inputs, the weather and the horizon.
fn own_numbers<K: Clone, I: Clone + Label + Serialize + DeserializeOwned>(
    scenario: &Scenario<K, I>,
    grain: Grain,
) -> u64 {
    let nanos: u64 = numbers::all_nanos(scenario).iter().map(|(.., nanos)| grain.cost(*nanos)).sum();
    let mut copy = scenario.clone();
    let nth = |nth: &Nth| match nth {
        Nth::One(n) => u64::from(*n),
        Nth::Range(from, to) => u64::from(*from) + u64::from(*to),
        Nth::All => 0,
    };
    let occurrences: u64 = numbers::occurrences(&mut copy).iter().map(|(_, of)| nth(of)).sum();
    let items: u64 = numbers::items(scenario).into_iter().map(u64::from).sum();
    let details = scenario.faults.iter().map(|fault| match fault {
        Fault::CrashAfter { effects, .. } => u64::from(*effects),
        Fault::Clock { drift, .. } => length(u64::from(drift.unsigned_abs())),
        _ => 0,
    });
    let latency = match &scenario.weather.latency {
        Latency::Constant(span) => grain.cost(span.as_nanos()),
        _ => 0,
    };
    let laws = scenario.weather.operations.values().map(|law| match law {
        Failures::EveryKth(k) => length(*k),
        Failures::Script(attempts) => attempts.iter().copied().map(length).sum(),
        _ => 0,
    });
    let bound = scenario.weather.latency_bound.map_or(0, |bound| grain.cost(bound.as_nanos()));
    let horizon = grain.cost(scenario.horizon.as_nanos());
    nanos + occurrences + items + details.sum::<u64>() + latency + bound + laws.sum::<u64>() + horizon
}
