//! Calmer weather: one term after the other back to its default, random latencies to constant ones, then no seed.
//! A constant latency stays one: without any, all happens at one instant.

use super::reducer::{Bench, Proposals};
use super::size::{Grain, typical};
use crate::check::model::Model;
use crate::check::scenario::ScenarioOf;
use crate::check::weather::{Failures, Latency, LinkWeather, Weather};
use crate::sim::simulation::End;
use crate::sim::time::Span;

/// The terms of the weather that are taken away one at a time.
const TERMS: [fn(&mut Weather); 16] = [
    |weather| weather.links.clear(),
    |weather| weather.loss = Default::default(),
    |weather| weather.duplication = None,
    |weather| weather.reorder = None,
    |weather| weather.fifo = false,
    |weather| weather.capacity = None,
    |weather| weather.connection = None,
    |weather| weather.operations.clear(),
    |weather| weather.bursts = None,
    |weather| weather.partitions.clear(),
    |weather| weather.clogs.clear(),
    |weather| weather.crashes.clear(),
    |weather| weather.pauses.clear(),
    |weather| weather.clocks.clear(),
    |weather| weather.ties = Default::default(),
    |weather| weather.heal_at = None,
];

/// Calmer weather, term by term.
pub(super) fn weather<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Proposals<M> {
    let kept = bench.kept;
    let with = |weather: Weather| ScenarioOf::<M> { weather, ..kept.clone() };
    let mut at = spot;
    let mut here = |spots: usize| {
        let inside = (at < spots).then_some(at);
        at = at.wrapping_sub(spots);
        inside
    };
    let calmer = if let Some(bold) = here(2) {
        boldly::<M>(bench, bold)
    } else if here(1).is_some() {
        latencies(&kept.weather, bench.grain).into_iter().map(with).collect()
    } else if let Some(term) = here(TERMS.len()) {
        let mut calm = kept.weather.clone();
        TERMS[term](&mut calm);
        vec![with(calm)]
    } else if let Some(index) = here(kept.weather.links.len()) {
        calmer_link(&kept.weather, index, bench.grain).into_iter().map(with).collect()
    } else if let Some(index) = here(kept.weather.operations.len()) {
        calmer_operation(&kept.weather, index).into_iter().map(with).collect()
    } else {
        return surroundings::<M>(kept, at).map(|calmer| (calmer, spot + 1));
    };
    Some((calmer, spot + 1))
}

/// Everything at once but the latency; first with the latency constant and no seed.
fn boldly<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Vec<ScenarioOf<M>> {
    let kept = bench.kept;
    let Weather { latency, latency_bound, .. } = kept.weather.clone();
    let calm = Weather { latency, latency_bound, ..Weather::default() };
    match spot {
        0 => {
            let laws = latencies(&calm, bench.grain);
            let calm = if laws.is_empty() { vec![calm] } else { laws };
            calm.into_iter().map(|weather| ScenarioOf::<M> { weather, seed: 0, ..kept.clone() }).collect()
        }
        _ => vec![ScenarioOf::<M> { weather: calm, ..kept.clone() }],
    }
}

/// Constant latencies in place of a random one, or rounder ones in place of a constant one.
fn latencies(weather: &Weather, grain: Grain) -> Vec<Weather> {
    let constant = |nanos: u64| Weather {
        latency: Latency::Constant(Span::from_nanos(nanos)),
        latency_bound: None,
        ..weather.clone()
    };
    let mut found = constants(&weather.latency, weather.latency_bound, grain);
    if let (Latency::Constant(span), Some(_)) = (&weather.latency, weather.latency_bound) {
        found.push(span.as_nanos());
    }
    found.into_iter().map(constant).collect()
}

/// Lengths that a law could be replaced by: its bound, its upper end, what is typical of it, its lower end.
pub(super) fn constants(latency: &Latency, bound: Option<Span>, grain: Grain) -> Vec<u64> {
    let own = match latency {
        Latency::Constant(span) => return grain.rounder(span.as_nanos()),
        Latency::Uniform(from, to) => [Some(*to), None, Some(*from)],
        other => [None, typical(other), None],
    };
    let ends: Vec<u64> = [bound].into_iter().chain(own).flatten().map(Span::as_nanos).collect();
    let round = ends.iter().filter_map(|end| grain.rounder(*end).first().copied());
    let mut found: Vec<u64> = Vec::new();
    for nanos in round.chain(ends.iter().copied()).filter(|nanos| *nanos > 0) {
        if !found.contains(&nanos) {
            found.push(nanos);
        }
    }
    found
}

/// One entry of the links less, or one of its terms.
fn calmer_link(weather: &Weather, index: usize, grain: Grain) -> Vec<Weather> {
    let with = |change: &dyn Fn(&mut LinkWeather)| {
        let mut calm = weather.clone();
        change(&mut calm.links[index]);
        calm
    };
    let mut calm = vec![{
        let mut calm = weather.clone();
        calm.links.remove(index);
        calm
    }];
    let terms: [&dyn Fn(&mut LinkWeather); 7] = [
        &|link| link.loss = None,
        &|link| link.duplication = None,
        &|link| link.reorder = None,
        &|link| link.fifo = None,
        &|link| link.capacity = None,
        &|link| link.connection = None,
        &|link| link.latency = None,
    ];
    calm.extend(terms.map(with));
    if let Some(latency) = &weather.links[index].latency {
        let constant = |nanos| Some(Latency::Constant(Span::from_nanos(nanos)));
        let laws = constants(latency, None, grain).into_iter();
        calm.extend(laws.map(|nanos| with(&move |link: &mut LinkWeather| link.latency = constant(nanos))));
    }
    calm
}

/// One operation's failures less, or simpler.
fn calmer_operation(weather: &Weather, index: usize) -> Vec<Weather> {
    let Some((name, failures)) = weather.operations.iter().nth(index) else { return Vec::new() };
    let with = |law: Failures| {
        let mut calm = weather.clone();
        calm.operations.insert(name.clone(), law);
        calm
    };
    let mut calm = vec![{
        let mut calm = weather.clone();
        calm.operations.remove(name);
        calm
    }];
    match failures {
        Failures::EveryKth(k) => {
            calm.extend([1, *k].map(|one| with(Failures::Script(vec![one]))));
            let smaller = [1, 2, 3, 5, k / 2, k.saturating_sub(1)].into_iter().filter(|less| less < k);
            calm.extend(smaller.filter(|less| *less > 0).map(|less| with(Failures::EveryKth(less))));
        }
        Failures::Script(attempts) => {
            let fewer = (0..attempts.len()).map(|less| {
                let mut attempts = attempts.clone();
                attempts.remove(less);
                Failures::Script(attempts)
            });
            calm.extend([1, 2].map(|one| with(Failures::Script(vec![one]))));
            calm.extend(fewer.map(with));
        }
        Failures::Chance(_) => {
            calm.extend([Failures::EveryKth(2), Failures::Script(vec![1])].map(with));
        }
        Failures::Never => {}
    }
    calm
}

/// What is no weather, but turned all the same: ranks, the end, supervision, and at last the seed.
fn surroundings<M: Model>(kept: &ScenarioOf<M>, spot: usize) -> Option<Vec<ScenarioOf<M>>> {
    let mut calm = kept.clone();
    match spot {
        0 => calm.ranks.clear(),
        1 => calm.end = End::default(),
        2 => calm.supervision.clear(),
        3 => calm.seed = 0,
        _ => return None,
    }
    Some(vec![calm])
}
