//! `replay`: a run held against what its file says of it, and the first step where it is another one.

use super::args::ReplayArguments;
use super::input::{self, Opened};
use super::out::{BAD, GOOD, OPEN, Out};
use super::run;
use super::shell;
use super::status::Status;
use super::trouble::Trouble;
use crate::check::{Expectation, Line, Missed, Outcome, Registry, RunRequest, Trail};
use crate::report::text::{self, TraceColumns};

/// The most steps that are shown of a run that differs.
const SHOWN: u64 = 40;
/// How many steps are shown after the first one that differs, where that is known exactly.
const FOLLOWING: u64 = 4;

pub(super) fn replay(
    registry: &Registry,
    arguments: &ReplayArguments,
    out: &mut Out,
) -> Result<Status, Trouble> {
    let mut opened = input::open(registry, &arguments.file)?;
    let file = shell::quoted(&arguments.file);
    let program = shell::program();
    let expectations = opened.scenario.expectations();
    let thresholds = opened.scenario.thresholds();
    if !thresholds.is_empty() {
        let words: Vec<String> = thresholds.iter().map(|one| one.to_string()).collect();
        out.tell(&format!("note: {} is of many runs: {program} campaign {file}", words.join(", ")));
    }
    if expectations.is_empty() {
        out.tell(&format!("{file} expects nothing: there is nothing to hold a run against, so nothing ran"));
        out.tell(&format!("help: keep a run first: {program} run {file} --save kept.ron"));
        return Ok(Status::Nothing);
    }
    for warning in opened.scenario.warnings() {
        out.warn(&warning);
    }
    let mut checks = Vec::new();
    let seed = opened.scenario.seed();
    let outcome = opened.scenario.run(seed, RunRequest { trail: Some(&mut checks), ..Default::default() });
    let missed = hold(&expectations, &outcome, &checks, out);
    run::tell(&outcome, out);
    let trail = expectations.iter().find_map(|one| match one {
        Expectation::Trail(trail) => Some(trail),
        _ => None,
    });
    if missed.iter().any(|missed| missed.digest) {
        out.line("");
        let same =
            missed.iter().all(|missed| missed.digest) && expectations.iter().any(Status::is_covered_by);
        let words = if same {
            "The verdict is the same, but it is not the same run."
        } else {
            "It is not the same run."
        };
        out.styled(OPEN, words);
        match trail {
            Some(trail) => show_difference(&mut opened, trail, &checks, out),
            None => {
                out.line(
                    "The file keeps no trail of its run, so the first step that differs cannot be told.",
                );
                out.line(&format!("To keep one: {program} run {file} --save kept.ron"));
            }
        }
        out.line("If sooner, the model or the scenario was changed on purpose, save the run anew.");
    }
    Ok(Status::of(&outcome, &expectations, &missed))
}

/// Prints every expectation, met or missed.
fn hold(expectations: &[Expectation], outcome: &Outcome, checks: &[u16], out: &mut Out) -> Vec<Missed> {
    let mut all = Vec::new();
    for expectation in expectations {
        let missed = match expectation {
            Expectation::Trail(trail) => left(trail, checks),
            other => other.held_against(outcome),
        };
        match missed {
            None => out.styled(GOOD, &format!("met       {expectation}")),
            Some(missed) => {
                out.styled(BAD, &text::missed(&missed));
                all.push(missed);
            }
        }
    }
    all
}

/// Where a run left its trail, if it did.
fn left(trail: &Trail, checks: &[u16]) -> Option<Missed> {
    let (first, last) = trail.first_difference(checks)?;
    let got = format!("another run from one of the steps {first} to {last} on");
    Some(Missed { expected: Expectation::Trail(trail.clone()).to_string(), got, digest: true })
}

/// Shows this run's steps where it left the recorded one.
fn show_difference(opened: &mut Opened, trail: &Trail, checks: &[u16], out: &mut Out) {
    let taken = checks.len() as u64;
    let (first, last) = match trail.first_difference(checks) {
        Some((first, _)) if first > taken => {
            return out
                .line(&format!("The recorded run went on after step {taken}, with which this one ends."));
        }
        Some((first, last)) if first == last => {
            out.line(&format!(
                "The first step that differs is step {first}. This run's steps from there on:"
            ));
            (first, first + FOLLOWING)
        }
        Some((first, last)) => {
            out.line(&format!(
                "The first step that differs is one of {first} to {last}. This run's steps there:"
            ));
            (first, last)
        }
        None => {
            let agreed = (trail.checks.len() as u64 / 4).saturating_mul(trail.stride.max(1)).min(taken);
            out.line(&format!(
                "All checks agree up to step {agreed}; what differs comes after it. This run's steps there:"
            ));
            (agreed + 1, taken)
        }
    };
    let columns = TraceColumns::new(opened.scenario.process_names(), &opened.model);
    out.line(&columns.head());
    let mut step = 0;
    let mut show = |line: Line| {
        step = step.max(line.step);
        if step >= first && step <= last.min(first + SHOWN - 1) {
            out.line(&columns.row(&line, None));
        }
    };
    let seed = opened.scenario.seed();
    opened.scenario.run(seed, RunRequest { trace: Some(&mut show), ..Default::default() });
    let hidden = last.min(taken).saturating_sub(first + SHOWN - 1);
    if hidden > 0 {
        out.line(&format!("... and {hidden} steps more"));
    }
}
