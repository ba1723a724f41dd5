//! All faults of a simple kind that there could be, the plainest first: what may stand in place of several others.
//! Knows what kinds of things a model has, and nothing of what they mean.

use super::size::Grain;
use crate::check::model::{InputOf, Model};
use crate::check::scenario::ScenarioOf;
use crate::sim::fault::{AttemptAddress, Fault, MessageAddress, Nth, Restart, StepAddress};
use crate::sim::process::{Label, ProcessId};
use crate::sim::time::Span;
use crate::sim::{Process, System};

/// How long things last in what is made up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lengths {
    /// Less than a message takes.
    pub(super) short: Span,
    /// Until what went wrong has been tried again.
    pub(super) long: Span,
}

impl Lengths {
    /// Those of a scenario's model.
    pub(super) fn of<M: Model>(kept: &ScenarioOf<M>, grain: Grain) -> Lengths {
        Lengths { short: Span::from_nanos(grain.0), long: M::pace(&kept.knobs).repair }
    }
}

/// Which occurrence of what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Which {
    /// The item, where things are about items.
    pub(super) item: Option<u32>,
    /// The occurrence.
    pub(super) nth: Nth,
}

/// What can be done to a message of each kind.
pub(super) fn of_messages<M: Model>(which: Which, lengths: Lengths) -> Vec<Fault> {
    let mut found = Vec::new();
    for kind in <<M as System>::Process as Process>::Message::KINDS {
        let Which { item, nth } = which;
        let message = || MessageAddress { kind: kind.to_string(), from: None, to: None, item, nth };
        found.push(Fault::Lose { message: message() });
        found.push(Fault::Duplicate { message: message(), after: Span::ZERO });
        let late = [lengths.short, lengths.long].map(|by| Fault::Delay { message: message(), by });
        found.extend(late);
    }
    found
}

/// Each operation, failed.
pub(super) fn failures<M: Model>(which: Which) -> Vec<Fault> {
    let Which { item, nth } = which;
    let failed = |operation: &&str| Fault::Fail {
        attempt: AttemptAddress { operation: operation.to_string(), item, nth },
    };
    M::OPERATIONS.iter().map(failed).collect()
}

/// A crash in each step, before anything of it leaves and after the first effect; back at once, or after long.
pub(super) fn crashes<M: Model>(kept: &ScenarioOf<M>, which: Which, lengths: Lengths) -> Vec<Fault> {
    let Ok(model) = M::new(&kept.knobs) else { return Vec::new() };
    let names = model.process_names();
    let timers = <<M as System>::Process as Process>::Timer::KINDS;
    let messages = <<M as System>::Process as Process>::Message::KINDS;
    let kinds = messages.iter().chain(timers).chain(InputOf::<M>::KINDS);
    let is_timer = |kind: usize| (messages.len()..messages.len() + timers.len()).contains(&kind);
    let mut found = Vec::new();
    for (kind, name) in kinds.enumerate() {
        let takers = (0..names.len()).filter(|id| model.can_take(ProcessId(*id as u16), kind));
        for process in takers.map(|id| &names[id]) {
            let item = which.item.filter(|_| !is_timer(kind));
            for (effects, down) in [(0, Span::ZERO), (1, Span::ZERO), (0, lengths.long), (1, lengths.long)] {
                let (process, kind) = (process.clone(), name.to_string());
                let step = StepAddress { process, kind, item, nth: which.nth };
                found.push(Fault::CrashAfter { step, effects, restart: Restart::After(down) });
            }
        }
    }
    found
}

/// Each tick of a timer, left out.
pub(super) fn skips<M: Model>(kept: &ScenarioOf<M>, nth: Nth) -> Vec<Fault> {
    let Ok(model) = M::new(&kept.knobs) else { return Vec::new() };
    let messages = <<M as System>::Process as Process>::Message::KINDS.len();
    let timers = <<M as System>::Process as Process>::Timer::KINDS;
    let mut found = Vec::new();
    for (id, process) in model.process_names().into_iter().enumerate() {
        let own = (0..timers.len()).filter(|timer| model.can_take(ProcessId(id as u16), messages + timer));
        found.extend(own.map(|timer| {
            let timer = timers[timer].to_string();
            Fault::SkipTick { process: process.clone(), timer, nth }
        }));
    }
    found
}
