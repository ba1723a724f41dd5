//! Smaller scenarios that are slow for the same reason: by taking away and by nothing else. Whatever the scenario says of
//! time stays, its latencies, its intervals, its schedule and its horizon, and no fault turns into another one; otherwise
//! a run could be slow because the search made it so.

use super::items::{turned, with_items};
use super::numbers;
use super::reducer::{Bench, Proposals};
use super::simplify::smaller_cuts;
use super::size::{Grain, MOST_INPUTS};
use crate::check::knobs::Knobs;
use crate::check::model::Model;
use crate::check::scenario::ScenarioOf;
use crate::check::weather::Weather;
use crate::sim::fault::{Fault, Restart};
use crate::sim::time::{Shift, Span, Time};

/// The terms of the weather that are nothing but trouble. What also orders, limits or times messages stays.
const TROUBLE: [fn(&mut Weather); 10] = [
    |weather| weather.loss = Default::default(),
    |weather| weather.duplication = None,
    |weather| weather.reorder = None,
    |weather| weather.bursts = None,
    |weather| weather.partitions.clear(),
    |weather| weather.clogs.clear(),
    |weather| weather.crashes.clear(),
    |weather| weather.pauses.clear(),
    |weather| weather.clocks.clear(),
    |weather| weather.ties = Default::default(),
];

/// How many bits of a spot say which part of the items it is.
const PART: u32 = 24;

/// Where no part of the items explains it by itself among so many parts, it takes several items.
const MOST_PARTS: usize = 8;

/// The faults of some items alone, and of none: of a half, a quarter, an eighth, and once one is found, of its parts. A run
/// is as slow as its slowest item, and often that one alone explains it.
pub(super) fn of_few_items<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Proposals<M> {
    let (level, part) = (spot >> PART, spot & ((1 << PART) - 1));
    let mut named = numbers::items(bench.kept);
    named.sort_unstable();
    named.dedup();
    let parts = 2usize.checked_shl(level as u32)?;
    let next_level = (level + 1) << PART;
    if parts >= 2 * named.len() || parts > MOST_PARTS {
        return None;
    }
    if part >= parts {
        return Some((Vec::new(), next_level));
    }
    let bounds = |part: usize| named.len() * part / parts;
    let stay = &named[bounds(part)..bounds(part + 1)];
    let mut smaller = bench.kept.clone();
    smaller.faults.retain(|fault| fault.item().is_none_or(|(_, item)| stay.binary_search(&item).is_ok()));
    let is_smaller = smaller.faults.len() < bench.kept.faults.len();
    Some((if is_smaller { vec![smaller] } else { Vec::new() }, spot + 1))
}

/// The weather with less trouble: without one kind of it, on one link, or of one operation.
pub(super) fn calmer<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Proposals<M> {
    let mut calm = bench.kept.weather.clone();
    let (terms, links) = (TROUBLE.len(), calm.links.len());
    match spot {
        _ if spot < terms => TROUBLE[spot](&mut calm),
        _ if spot < terms + links => {
            // What a link leaves out is as everywhere.
            let everywhere = !calm.loss.is_zero() || calm.duplication.is_some() || calm.reorder.is_some();
            let link = &mut calm.links[spot - terms];
            if !everywhere {
                (link.loss, link.duplication, link.reorder) = (None, None, None);
            }
        }
        _ => {
            let operation = calm.operations.keys().nth(spot - terms - links)?.clone();
            calm.operations.remove(&operation);
        }
    }
    let is_calmer = calm != bench.kept.weather;
    let with = ScenarioOf::<M> { weather: calm, ..bench.kept.clone() };
    Some((if is_calmer { vec![with] } else { Vec::new() }, spot + 1))
}

/// Fewer items, of which each that is left comes when it came before; first the named ones moved to the front.
pub(super) fn fewer_items<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Proposals<M> {
    let kept = bench.kept;
    let mut named = numbers::items(kept);
    named.sort_unstable();
    named.dedup();
    let model = M::new(&kept.knobs).ok()?;
    let fewer = match spot.checked_sub(1) {
        None => {
            let base = (0..=1).find(|item| model.check_item(*item).is_ok())?;
            let map = named.iter().copied().zip(base..).collect();
            with_items::<M>(kept, &map).into_iter().collect()
        }
        Some(knob) => {
            let doc = &M::Knobs::docs().into_iter().nth(knob)?;
            let number = kept.knobs.values()[knob].parse::<u64>().unwrap_or(0);
            let last = named.last().copied().map_or(0, u64::from);
            let less = [last, last + 1, number / 4, number / 2, number / 4 * 3, number.saturating_sub(1)];
            let less = less.into_iter().filter(|less| *less < number && doc.name != "mutant");
            let turned = less.filter_map(|less| turned::<M>(kept, doc, &less.to_string()));
            turned
                .filter(|fewer| M::new(&fewer.knobs).is_ok_and(|fewer| is_part_of(&fewer, &model)))
                .collect()
        }
    };
    Some((fewer, spot + 1))
}

/// Whether a model has fewer items than another, and its workload is a part of the other's, at the same instants.
fn is_part_of<M: Model>(fewer: &M, all: &M) -> bool {
    let inputs = |model: &M| (0..MOST_INPUTS).take_while(|index| model.input(*index).is_some()).count();
    if (fewer.items(), inputs(fewer)) >= (all.items(), inputs(all)) {
        return false;
    }
    let mut all = (0..).map_while(|index| all.input(index));
    let mut fewer = (0..MOST_INPUTS).map_while(|index| fewer.input(index));
    fewer.all(|input| all.any(|other| other == input))
}

/// Less of each fault: shorter, on fewer links, a clock that is less wrong.
pub(super) fn less<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Proposals<M> {
    let fault = bench.kept.faults.get(spot)?;
    let with = |less: Fault| {
        let mut scenario = bench.kept.clone();
        scenario.faults[spot] = less;
        scenario
    };
    Some((less_of(fault, bench.grain).into_iter().map(with).collect(), spot + 1))
}

fn less_of(fault: &Fault, grain: Grain) -> Vec<Fault> {
    let mut found = Vec::new();
    let mut with = |change: &mut dyn FnMut(&mut Fault)| {
        let mut less = fault.clone();
        change(&mut less);
        found.push(less);
    };
    match fault {
        Fault::Delay { by: length, .. }
        | Fault::Crash { restart: Restart::After(length), .. }
        | Fault::CrashAfter { restart: Restart::After(length), .. } => {
            for shorter in shorter(*length, grain) {
                with(&mut |fault| match fault {
                    Fault::Delay { by, .. } => *by = shorter,
                    Fault::Crash { restart, .. } | Fault::CrashAfter { restart, .. } => {
                        *restart = Restart::After(shorter);
                    }
                    _ => {}
                });
            }
        }
        Fault::Hold { until: end, .. } => {
            ends(Time::START, *end, grain).into_iter().for_each(|end| with(&mut |fault| end_at(fault, end)));
        }
        Fault::Pause { from, until: end, .. }
        | Fault::Partition { from, until: end, .. }
        | Fault::Clog { from, until: end, .. } => {
            ends(*from, *end, grain).into_iter().for_each(|end| with(&mut |fault| end_at(fault, end)));
        }
        Fault::Clock { drift, .. } => {
            with(&mut |fault| less_wrong(fault, true, 1));
            let parts = [0, 10, 2].into_iter().filter(|_| *drift != 0);
            parts.for_each(|part| with(&mut |fault| less_wrong(fault, false, part)));
        }
        _ => {}
    }
    if let Fault::Partition { cut, .. } | Fault::Clog { cut, .. } = fault {
        for smaller in smaller_cuts(cut) {
            with(&mut |fault| {
                if let Fault::Partition { cut, .. } | Fault::Clog { cut, .. } = fault {
                    *cut = smaller.clone();
                }
            });
        }
    }
    found
}

fn end_at(fault: &mut Fault, end: Time) {
    if let Fault::Hold { until, .. }
    | Fault::Pause { until, .. }
    | Fault::Partition { until, .. }
    | Fault::Clog { until, .. } = fault
    {
        *until = end;
    }
}

/// A clock without its offset, or with a part of its drift.
fn less_wrong(fault: &mut Fault, on_time: bool, part: i32) {
    if let Fault::Clock { offset, drift, .. } = fault {
        *offset = if on_time { Shift::ZERO } else { *offset };
        *drift = drift.checked_div(part).unwrap_or(0);
    }
}

/// Simpler lengths that are shorter.
fn shorter(length: Span, grain: Grain) -> Vec<Span> {
    let simpler = grain.simpler(length.as_nanos()).into_iter().map(Span::from_nanos);
    simpler.filter(|other| *other < length).collect()
}

/// Simpler ends that are earlier, but after the beginning.
fn ends(from: Time, until: Time, grain: Grain) -> Vec<Time> {
    let lengths = shorter(until.since(from), grain).into_iter().map(|length| from + length);
    let simpler = grain.simpler(until.as_nanos()).into_iter().map(Time::from_nanos);
    lengths.chain(simpler).filter(|end| *end > from && *end < until).collect()
}
