//! The numbers of a scenario, to be looked at and changed in one way: instants, lengths, occurrences and items.
//! Refuses to know which of them matters.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::check::problem::Problem;
use crate::check::scenario::Scenario;
use crate::check::text::read;
use crate::sim::fault::{Fault, Nth, Restart, StepAddress};
use crate::sim::process::Label;
use crate::sim::time::{Shift, Span, Time};

/// What a number of nanoseconds is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An instant of the run.
    Instant,
    /// How long something takes.
    Length,
}

/// Looks at a number: of which fault or input it is (inputs come after the faults), what it is, and the number.
pub(super) type Look<'a> = &'a mut dyn FnMut(usize, Kind, &mut u64);

/// Calls `look` with every number of nanoseconds of the faults, then of the inputs.
pub(super) fn nanos<K, I>(scenario: &mut Scenario<K, I>, look: Look<'_>) {
    let faults = scenario.faults.len();
    for (owner, fault) in scenario.faults.iter_mut().enumerate() {
        of_fault(fault, &mut |kind, number| look(owner, kind, number));
    }
    for (index, input) in scenario.inputs.iter_mut().enumerate() {
        if let Some(at) = &mut input.at {
            instant(at, &mut |kind, number| look(faults + index, kind, number));
        }
    }
}

/// Calls `look` with every number of nanoseconds of a fault.
pub(super) fn of_fault(fault: &mut Fault, look: &mut dyn FnMut(Kind, &mut u64)) {
    match fault {
        Fault::Delay { by: span, .. }
        | Fault::Take { latency: span, .. }
        | Fault::Duplicate { after: span, .. } => length(span, look),
        Fault::Hold { until: at, .. } | Fault::Disconnect { at, .. } => instant(at, look),
        Fault::Crash { at, restart, .. } => {
            instant(at, look);
            back(restart, look);
        }
        Fault::CrashAfter { restart, .. } => back(restart, look),
        Fault::Pause { from, until, .. }
        | Fault::Partition { from, until, .. }
        | Fault::Clog { from, until, .. } => {
            instant(from, look);
            instant(until, look);
        }
        Fault::Clock { offset, until, .. } => {
            shift(offset, look);
            instant(until, look);
        }
        Fault::ClockStep { at, by, .. } => {
            instant(at, look);
            shift(by, look);
        }
        Fault::Lose { .. }
        | Fault::Corrupt { .. }
        | Fault::Fail { .. }
        | Fault::Swap { .. }
        | Fault::SkipTick { .. } => {}
    }
}

fn instant(time: &mut Time, look: &mut dyn FnMut(Kind, &mut u64)) {
    let mut nanos = time.as_nanos();
    look(Kind::Instant, &mut nanos);
    *time = Time::from_nanos(nanos);
}

fn length(span: &mut Span, look: &mut dyn FnMut(Kind, &mut u64)) {
    let mut nanos = span.as_nanos();
    look(Kind::Length, &mut nanos);
    *span = Span::from_nanos(nanos);
}

fn back(restart: &mut Restart, look: &mut dyn FnMut(Kind, &mut u64)) {
    if let Restart::After(span) = restart {
        length(span, look);
    }
}

/// Its sign stays.
fn shift(shift: &mut Shift, look: &mut dyn FnMut(Kind, &mut u64)) {
    let mut span = shift.length();
    length(&mut span, look);
    let nanos = span.as_nanos().min(i64::MAX as u64) as i64;
    *shift = Shift::from_nanos(if shift.as_nanos() < 0 { -nanos } else { nanos });
}

/// The same scenario with every number of nanoseconds passed through `change`.
pub(super) fn with_nanos<K: Clone, I: Clone>(
    scenario: &Scenario<K, I>,
    mut change: impl FnMut(usize, Kind, u64) -> u64,
) -> Scenario<K, I> {
    let mut changed = scenario.clone();
    nanos(&mut changed, &mut |owner, kind, number| *number = change(owner, kind, *number));
    changed
}

/// Every number of nanoseconds: of whom, what, how much.
pub(super) fn all_nanos<K: Clone, I: Clone>(scenario: &Scenario<K, I>) -> Vec<(usize, Kind, u64)> {
    let mut all = Vec::new();
    // A look changes nothing; only one way of looking is written down.
    with_nanos(scenario, |owner, kind, number| {
        all.push((owner, kind, number));
        number
    });
    all
}

/// What an address counts: its occurrences, and what they are occurrences of.
pub(super) fn nth_of(fault: &mut Fault) -> Option<(String, &mut Nth)> {
    let of = |word: &str, kind: &str, item: Option<u32>| format!("{word} {kind} {item:?}");
    Some(match fault {
        Fault::Fail { attempt } => (of("attempt", &attempt.operation, attempt.item), &mut attempt.nth),
        Fault::CrashAfter { step, .. } | Fault::Swap { step } => step_nth(step),
        Fault::SkipTick { process, timer, nth } => (of(process, timer, None), nth),
        other => {
            let message = other.message_mut()?;
            (of("message", &message.kind, message.item), &mut message.nth)
        }
    })
}

pub(super) fn step_nth(step: &mut StepAddress) -> (String, &mut Nth) {
    (format!("step {} {} {:?}", step.process, step.kind, step.item), &mut step.nth)
}

/// Every address's occurrences, of the faults and then of the inputs.
pub(super) fn occurrences<K, I>(scenario: &mut Scenario<K, I>) -> Vec<(String, &mut Nth)> {
    let faults = scenario.faults.iter_mut().filter_map(nth_of);
    let steps = scenario.inputs.iter_mut().filter_map(|input| input.after.as_mut()).map(step_nth);
    faults.chain(steps).collect()
}

/// The item that a fault names.
pub(super) fn item_of(fault: &mut Fault) -> Option<&mut u32> {
    match fault {
        Fault::Fail { attempt } => attempt.item.as_mut(),
        Fault::CrashAfter { step, .. } | Fault::Swap { step } => step.item.as_mut(),
        other => other.message_mut()?.item.as_mut(),
    }
}

/// The items that a scenario names: of each fault, then of each input, which may name two.
pub(super) fn items<K, I: Label>(scenario: &Scenario<K, I>) -> Vec<u32> {
    let faults = scenario.faults.iter().filter_map(|fault| fault.item().map(|(_, item)| item));
    let inputs = scenario.inputs.iter().flat_map(|input| {
        [input.input.item(), input.after.as_ref().and_then(|step| step.item)].into_iter().flatten()
    });
    faults.chain(inputs).collect()
}

/// The same input about another item, found by its text: the type knows its item, but not how to change it.
pub(super) fn with_item<I: Label + Serialize + DeserializeOwned>(input: &I, item: u32) -> Option<I> {
    let old = input.item()?;
    if old == item {
        return Some(*input);
    }
    let text = Problem::show(input);
    let digits = old.to_string();
    text.match_indices(&digits).find_map(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + digits.len()..]);
        let part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
        if before.ends_with(part) || after.starts_with(part) {
            return None;
        }
        let changed: I = read(&format!("{before}{item}{after}")).ok()?;
        (changed.item() == Some(item)).then_some(changed)
    })
}
