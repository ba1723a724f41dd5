//! Fewer items and fewer turned knobs. Knows a knob by its name and its text alone, and leaves a `mutant` as it is.

use std::collections::BTreeMap;

use super::numbers::{self, Kind};
use super::reducer::{Bench, Proposals};
use super::size::read_span;
use super::texts;
use crate::check::knobs::{KnobDoc, Knobs};
use crate::check::model::Model;
use crate::check::scenario::ScenarioOf;
use crate::sim::time::Span;

/// How many numbers are tried for the item that the last one of fewer stands for.
const MOST_TRADED: u64 = 8;

/// First all items numbered anew, then each alone, then each knob.
pub(super) fn fewer<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Proposals<M> {
    let kept = bench.kept;
    let mut named = numbers::items(kept);
    named.sort_unstable();
    named.dedup();
    let docs = M::Knobs::docs();
    let fewer = match spot {
        0 => compact::<M>(kept, &named),
        _ => match (spot - 1).checked_sub(named.len()) {
            None => lowered::<M>(kept, &named, named.len() - spot),
            Some(knob) => {
                let (doc, value) = (docs.get(knob)?, &kept.knobs.values()[knob]);
                let with = |text: String| turned::<M>(kept, doc, &text);
                match doc.name {
                    "mutant" => Vec::new(),
                    _ => {
                        let simpler = simpler_values(bench, doc, value).into_iter().filter_map(with);
                        simpler.chain(traded::<M>(kept, doc, value)).collect()
                    }
                }
            }
        },
    };
    Some((fewer, spot + 1))
}

pub(super) fn turned<M: Model>(kept: &ScenarioOf<M>, doc: &KnobDoc, text: &str) -> Option<ScenarioOf<M>> {
    let mut scenario = kept.clone();
    scenario.knobs.turn(doc.name, text).ok()?;
    M::new(&scenario.knobs).ok()?;
    Some(scenario)
}

/// One item more in place of each input: what an input asks for, the workload may ask for, too.
pub(super) fn instead<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Proposals<M> {
    let without = |index: usize| {
        let mut scenario = bench.kept.clone();
        scenario.inputs.remove(index);
        scenario
    };
    (spot < bench.kept.inputs.len()).then(|| (one_more::<M>(&without(spot)).into_iter().collect(), spot + 1))
}

/// One item, or two in place of one, where there is a knob for that: what comes with it needs no other departure.
pub(super) fn one_more<M: Model>(kept: &ScenarioOf<M>) -> Option<ScenarioOf<M>> {
    let items = |scenario: &ScenarioOf<M>| M::new(&scenario.knobs).map_or(0, |model| model.items());
    let before = items(kept);
    if before > 1 {
        return None;
    }
    let knobs = M::Knobs::docs().into_iter().zip(kept.knobs.values());
    let more = knobs.filter_map(|(doc, value)| {
        let more = value.parse::<u64>().ok()?.checked_add(1)?;
        turned::<M>(kept, &doc, &more.to_string())
    });
    more.into_iter().find(|more| items(more) == before + 1)
}

/// Simpler values of a knob: its default, a smaller whole number, a duration that is as long but rounder.
fn simpler_values<M: Model>(bench: &Bench<'_, M>, doc: &KnobDoc, value: &str) -> Vec<String> {
    let mut found = vec![doc.default.clone()];
    if let Ok(number) = value.parse::<u64>() {
        let less = [0, 1, 2, 3, number / 4, number / 2, number / 4 * 3, number.saturating_sub(1)];
        found.extend(less.into_iter().filter(|less| *less < number).map(|less| less.to_string()));
    } else if let Some(span) = read_span(value) {
        let rounder = bench.grain.rounder(span.as_nanos()).into_iter();
        found.extend(rounder.map(|nanos| format!("\"{}\"", Span::from_nanos(nanos))));
    } else {
        found.extend(texts::simpler(value));
    }
    found
}

/// Fewer of something, with an interval that is as much longer: the last comes when it came before. Named items go
/// with the last.
fn traded<M: Model>(kept: &ScenarioOf<M>, doc: &KnobDoc, value: &str) -> Vec<ScenarioOf<M>> {
    let Ok(number) = value.parse::<u64>() else { return Vec::new() };
    let intervals = M::Knobs::docs().into_iter().zip(kept.knobs.values());
    let intervals = intervals.filter_map(|(doc, value)| read_span(&value).map(|span| (doc, span)));
    let mut found = Vec::new();
    for (interval, span) in intervals {
        for fewer in [1, 2].into_iter().filter(|fewer| *fewer < number) {
            // One that stands for an earlier one, too: it comes when that came.
            for last in (fewer + 1..=number.min(fewer + MOST_TRADED)).rev() {
                let longer = span.as_nanos() as u128 * u128::from(last) / u128::from(fewer);
                let Ok(longer) = u64::try_from(longer) else { continue };
                let text = format!("\"{}\"", Span::from_nanos(longer));
                let items = |item: u32| u32::try_from(u64::from(item) * fewer / last).unwrap_or(item).max(1);
                let map = numbers::items(kept).into_iter().map(|item| (item, items(item))).collect();
                let traded = with_items::<M>(kept, &map);
                let traded = traded.and_then(|scenario| turned::<M>(&scenario, &interval, &text));
                found.extend(traded.and_then(|scenario| turned::<M>(&scenario, doc, &fewer.to_string())));
            }
        }
    }
    found
}

/// All named items numbered from the smallest number that there can be, in their order.
fn compact<M: Model>(kept: &ScenarioOf<M>, named: &[u32]) -> Vec<ScenarioOf<M>> {
    let Ok(model) = M::new(&kept.knobs) else { return Vec::new() };
    let Some(base) = (0..=1).find(|item| model.check_item(*item).is_ok()) else { return Vec::new() };
    let map: BTreeMap<u32, u32> = named.iter().copied().zip(base..).collect();
    match map.iter().all(|(old, new)| old == new) {
        true => Vec::new(),
        false => renumbered::<M>(kept, &map),
    }
}

/// One item in place of another: the smallest that is not named, or one that is.
fn lowered<M: Model>(kept: &ScenarioOf<M>, named: &[u32], index: usize) -> Vec<ScenarioOf<M>> {
    let Ok(model) = M::new(&kept.knobs) else { return Vec::new() };
    let old = named[index];
    let free = (0..old).find(|item| !named.contains(item) && model.check_item(*item).is_ok());
    let all = named[..index].iter().copied().chain(free);
    all.flat_map(|new| renumbered::<M>(kept, &BTreeMap::from([(old, new)]))).collect()
}

/// The scenario with other numbers for its items: as it is, or with the times of each shifted by as many intervals as
/// its number has changed by, for every knob that might be that interval.
fn renumbered<M: Model>(kept: &ScenarioOf<M>, map: &BTreeMap<u32, u32>) -> Vec<ScenarioOf<M>> {
    let Some(scenario) = with_items::<M>(kept, map) else { return Vec::new() };
    let mut intervals: Vec<u64> =
        kept.knobs.values().iter().filter_map(|value| read_span(value)).map(Span::as_nanos).collect();
    intervals.push(0);
    intervals.sort_unstable();
    intervals.dedup();
    let earlier = |item: u32| u64::from(item - map.get(&item).copied().unwrap_or(item).min(item));
    // What names no item goes with the first that does.
    let first = map.keys().next().map_or(0, |item| earlier(*item));
    let faults = kept.faults.len();
    let of = |owner: usize| {
        let named = match owner.checked_sub(faults) {
            None => kept.faults[owner].item().map(|(_, item)| item),
            Some(index) => crate::sim::process::Label::item(&kept.inputs[index].input),
        };
        named.map_or(first, earlier)
    };
    let shifted = |interval: u64| {
        numbers::with_nanos(&scenario, |owner, kind, nanos| match kind {
            Kind::Instant => nanos.saturating_sub(interval.saturating_mul(of(owner))),
            Kind::Length => nanos,
        })
    };
    intervals.into_iter().map(shifted).collect()
}

pub(super) fn with_items<M: Model>(kept: &ScenarioOf<M>, map: &BTreeMap<u32, u32>) -> Option<ScenarioOf<M>> {
    let new = |old: u32| map.get(&old).copied().unwrap_or(old);
    let mut scenario = kept.clone();
    for item in scenario.faults.iter_mut().filter_map(numbers::item_of) {
        *item = new(*item);
    }
    for extra in &mut scenario.inputs {
        if let Some(old) = crate::sim::process::Label::item(&extra.input) {
            extra.input = numbers::with_item(&extra.input, new(old))?;
        }
        if let Some(item) = extra.after.as_mut().and_then(|step| step.item.as_mut()) {
            *item = new(*item);
        }
    }
    Some(scenario)
}
