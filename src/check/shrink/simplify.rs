//! Simpler faults in place of each: less of the same, or a kind that is easier to tell.

use super::numbers;
use super::reducer::{Bench, Proposals};
use crate::check::model::Model;
use crate::check::scenario::ScenarioOf;
use crate::sim::fault::{Cut, Fault, MessageAddress, Nth};
use crate::sim::process::Label;
use crate::sim::time::{Shift, Span};
use crate::sim::{Process, System};

/// How many occurrences of each kind of message are tried in place of a bigger fault.
const OCCURRENCES: u32 = 2;

/// Simpler ones in place of each fault.
pub(super) fn faults<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Proposals<M> {
    let fault = bench.kept.faults.get(spot)?;
    let with = |simpler: Fault| {
        let mut scenario = bench.kept.clone();
        scenario.faults[spot] = simpler;
        scenario
    };
    let mut named = numbers::items(bench.kept);
    named.sort_unstable();
    named.dedup();
    let mut simpler = less(fault);
    simpler.extend(easier(fault, bench));
    if let Some(length) = trouble(fault) {
        simpler.extend(messages::<M>(&named, length));
    }
    Some((simpler.into_iter().map(with).collect::<Vec<ScenarioOf<M>>>(), spot + 1))
}

/// The same kind, with less in it.
fn less(fault: &Fault) -> Vec<Fault> {
    let mut found = Vec::new();
    let mut with = |change: &dyn Fn(&mut Fault)| {
        let mut changed = fault.clone();
        change(&mut changed);
        found.push(changed);
    };
    match fault {
        Fault::CrashAfter { effects, .. } => {
            for fewer in [0, 1, effects / 2, effects.saturating_sub(1)] {
                with(&|fault| {
                    if let Fault::CrashAfter { effects, .. } = fault {
                        *effects = fewer.min(*effects);
                    }
                });
            }
        }
        Fault::Clock { .. } => {
            with(&|fault| {
                if let Fault::Clock { offset, .. } = fault {
                    *offset = Shift::ZERO;
                }
            });
            for part in [0, 10, 2] {
                with(&|fault| {
                    if let Fault::Clock { drift, .. } = fault {
                        *drift = drift.checked_div(part).unwrap_or(0);
                    }
                });
            }
        }
        Fault::Partition { cut, .. } | Fault::Clog { cut, .. } => {
            for smaller in smaller_cuts(cut) {
                with(&|fault| {
                    if let Fault::Partition { cut, .. } | Fault::Clog { cut, .. } = fault {
                        *cut = smaller.clone();
                    }
                });
            }
        }
        _ => {}
    }
    if fault.message().is_some_and(|message| message.from.is_some() || message.to.is_some()) {
        found.extend(widened(fault));
    }
    found
}

/// The same messages without saying from whom or to whom.
fn widened(fault: &Fault) -> Option<Fault> {
    let mut wide = fault.clone();
    let message = wide.message_mut()?;
    (message.from, message.to) = (None, None);
    Some(wide)
}

pub(super) fn smaller_cuts(cut: &Cut) -> Vec<Cut> {
    let fewer = |group: &[String]| -> Vec<Vec<String>> {
        let one_less = |less: usize| {
            let rest = group.iter().enumerate().filter(|(place, _)| *place != less);
            rest.map(|(_, name)| name.clone()).collect()
        };
        if group.len() > 1 { (0..group.len()).map(one_less).collect() } else { Vec::new() }
    };
    match cut {
        Cut::Isolate(group) => fewer(group).into_iter().map(Cut::Isolate).collect(),
        Cut::Between(one, other) => {
            let mut found = vec![Cut::OneWay(one.clone(), other.clone())];
            found.push(Cut::OneWay(other.clone(), one.clone()));
            found.extend(fewer(one).into_iter().map(|one| Cut::Between(one, other.clone())));
            found.extend(fewer(other).into_iter().map(|other| Cut::Between(one.clone(), other)));
            found
        }
        Cut::OneWay(one, other) => {
            let left = fewer(one).into_iter().map(|one| Cut::OneWay(one, other.clone()));
            left.chain(fewer(other).into_iter().map(|other| Cut::OneWay(one.clone(), other))).collect()
        }
    }
}

/// Another kind that does nearly the same.
fn easier<M: Model>(fault: &Fault, bench: &Bench<'_, M>) -> Vec<Fault> {
    let late = |message: &MessageAddress, longest: u64| {
        let round = bench.grain.simpler(longest).into_iter().rev().filter(|nanos| *nanos > 0);
        let by = |nanos| Fault::Delay { message: message.clone(), by: Span::from_nanos(nanos) };
        [longest].into_iter().chain(round).take(6).map(by).collect::<Vec<_>>()
    };
    match fault {
        Fault::Hold { message, until } => late(message, until.as_nanos()),
        Fault::Take { message, latency } => late(message, latency.as_nanos()),
        Fault::Delay { message, .. } | Fault::Corrupt { message } => {
            vec![Fault::Lose { message: message.clone() }]
        }
        _ => Vec::new(),
    }
}

/// How long the messages around a process or a link are in trouble, if they are.
fn trouble(fault: &Fault) -> Option<Span> {
    match fault {
        Fault::Pause { from, until, .. }
        | Fault::Partition { from, until, .. }
        | Fault::Clog { from, until, .. } => Some(until.since(*from)),
        Fault::Crash { .. } | Fault::CrashAfter { .. } | Fault::Disconnect { .. } => Some(Span::ZERO),
        _ => None,
    }
}

/// One message lost or late, in place of trouble with many.
fn messages<M: Model>(named: &[u32], late: Span) -> Vec<Fault> {
    let items: Vec<Option<u32>> = match named {
        [] => vec![None],
        // The items that are named already, or none; those beyond are not worth the runs.
        named => named.iter().take(2).copied().map(Some).collect(),
    };
    let mut found = Vec::new();
    for kind in <<M as System>::Process as Process>::Message::KINDS {
        for item in &items {
            for nth in (1..=OCCURRENCES).map(Nth::One) {
                let message =
                    MessageAddress { kind: kind.to_string(), from: None, to: None, item: *item, nth };
                if late > Span::ZERO && nth == Nth::One(1) {
                    found.push(Fault::Delay { message: message.clone(), by: late });
                }
                found.push(Fault::Lose { message });
            }
        }
    }
    found
}
