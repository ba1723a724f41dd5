//! What happens at an instant, right after a step in its place: then it comes at the right moment whatever else goes, so
//! that what only made the moment right can go.

use super::numbers::{self, Kind};
use super::reducer::{Bench, Proposals};
use super::size::Grain;
use crate::check::model::{InputOf, Model};
use crate::check::scenario::{ExtraInput, ScenarioOf};
use crate::sim::fault::{Fault, Nth, StepAddress};
use crate::sim::process::{Label, ProcessId};
use crate::sim::{Process, System};

/// More faults and inputs than this are not tried with one another.
const MOST: usize = 12;

/// A fault or an input.
#[derive(Clone)]
pub(super) enum Departure<I> {
    Fault(Fault),
    Input(ExtraInput<I>),
}

/// Each fault or input that has an instant, right after a step instead: alone, with one of the others, or with all
/// others but one.
pub(super) fn steps<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Proposals<M> {
    let kept = bench.kept;
    let all = departures_of::<M>(kept);
    if !(2..=MOST).contains(&all.len()) || spot >= all.len() {
        return None;
    }
    let others: Vec<_> =
        all.iter().enumerate().filter(|(place, _)| *place != spot).map(|(_, other)| other.clone()).collect();
    let mut fewer = Vec::new();
    for anchored in anchored::<M>(kept, &all[spot]) {
        fewer.push(made_of::<M>(kept, std::slice::from_ref(&anchored)));
        if others.len() < 2 {
            continue;
        }
        for (place, other) in others.iter().enumerate() {
            fewer.push(made_of::<M>(kept, &[other.clone(), anchored.clone()]));
            let first = first(other);
            let brief = brief(first.as_ref().unwrap_or(other), bench.grain);
            let less = first.into_iter().chain(brief);
            fewer.extend(less.map(|other| made_of::<M>(kept, &[other, anchored.clone()])));
            if others.len() > 2 {
                let mut rest = others.clone();
                rest[place] = anchored.clone();
                fewer.push(made_of::<M>(kept, &rest));
            }
        }
    }
    Some((fewer, spot + 1))
}

/// The faults, then the inputs.
pub(super) fn departures_of<M: Model>(kept: &ScenarioOf<M>) -> Vec<Departure<InputOf<M>>> {
    let faults = kept.faults.iter().cloned().map(Departure::Fault);
    faults.chain(kept.inputs.iter().cloned().map(Departure::Input)).collect()
}

/// The scenario with these in place of its own faults and inputs.
pub(super) fn made_of<M: Model>(kept: &ScenarioOf<M>, departures: &[Departure<InputOf<M>>]) -> ScenarioOf<M> {
    let mut scenario = kept.clone();
    scenario.faults.clear();
    scenario.inputs.clear();
    for departure in departures {
        match departure {
            Departure::Fault(fault) => scenario.faults.push(fault.clone()),
            Departure::Input(input) => scenario.inputs.push(input.clone()),
        }
    }
    scenario
}

/// The same of the first occurrence, where it was of a later one.
fn first<I: Clone>(departure: &Departure<I>) -> Option<Departure<I>> {
    let mut first = departure.clone();
    let nth = match &mut first {
        Departure::Fault(fault) => numbers::nth_of(fault)?.1,
        Departure::Input(input) => &mut input.after.as_mut()?.nth,
    };
    (*nth != Nth::One(1)).then(|| *nth = Nth::One(1))?;
    Some(first)
}

/// The same for a short time only.
fn brief<I: Clone>(departure: &Departure<I>, grain: Grain) -> Option<Departure<I>> {
    let mut brief = departure.clone();
    let Departure::Fault(fault) = &mut brief else { return None };
    let mut changed = false;
    numbers::of_fault(fault, &mut |kind, number| {
        if kind == Kind::Length && *number > grain.0 {
            (*number, changed) = (grain.0, true);
        }
    });
    changed.then_some(brief)
}

/// The same right after each step that there could be.
pub(super) fn anchored<M: Model>(
    kept: &ScenarioOf<M>,
    departure: &Departure<InputOf<M>>,
) -> Vec<Departure<InputOf<M>>> {
    let Ok(model) = M::new(&kept.knobs) else { return Vec::new() };
    let messages = <<M as System>::Process as Process>::Message::KINDS;
    let timers = <<M as System>::Process as Process>::Timer::KINDS.len();
    let inputs = InputOf::<M>::KINDS;
    let names = model.process_names();
    let takers = |kind: usize| {
        let takes = |id: &usize| model.can_take(ProcessId(*id as u16), kind);
        (0..names.len()).filter(takes).collect::<Vec<_>>()
    };
    let step = |id: usize, kind: &str, item| StepAddress {
        process: names[id].clone(),
        kind: kind.to_string(),
        item,
        nth: Nth::One(1),
    };
    let mut found = Vec::new();
    match departure {
        Departure::Input(input) if input.at.is_some() => {
            for (kind, name) in messages.iter().enumerate() {
                for id in takers(kind) {
                    let after = Some(step(id, name, input.input.item()));
                    let input = ExtraInput { at: None, after, input: input.input };
                    found.push(Departure::Input(input));
                }
            }
        }
        Departure::Fault(Fault::Crash { process, restart, .. }) => {
            let item = numbers::items(kept).into_iter().min();
            let later = inputs.iter().enumerate().map(|(kind, name)| (messages.len() + timers + kind, name));
            for (kind, name) in messages.iter().enumerate().chain(later) {
                for id in takers(kind).into_iter().filter(|id| names[*id] == *process) {
                    for effects in [0, 1] {
                        let step = step(id, name, item);
                        let crash = Fault::CrashAfter { step, effects, restart: *restart };
                        found.push(Departure::Fault(crash));
                    }
                }
            }
        }
        _ => {}
    }
    found
}
