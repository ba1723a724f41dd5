//! `run`: a scenario from its file to its verdict. Knows how a run is watched, and nothing of what happens in it.

use std::path::Path;

use super::args::{Format, RunArguments};
use super::input::{self, Opened};
use super::out::{BAD, GOOD, OPEN, Out};
use super::save::Place;
use super::shell;
use super::status::Status;
use super::trouble::Trouble;
use crate::check::{Expectation, Line, Missed, Outcome, Problem, Registry, RunRequest, Table, Verdict};
use crate::report::text::TraceColumns;
use crate::report::{json, text};
use crate::sim::Time;

pub(super) fn run(registry: &Registry, arguments: &RunArguments, out: &mut Out) -> Result<Status, Trouble> {
    let mut opened = input::open(registry, &arguments.file)?;
    let seed = arguments.seed.unwrap_or(opened.scenario.seed());
    let drawn = draw(&mut opened, seed, arguments, out)?;
    if let Some(item) = arguments.item {
        let refuse = |why: String| Trouble::general(Problem::at(["--item"], why).hint("name another item"));
        opened.scenario.check_item(item).map_err(refuse)?;
    }
    let place =
        arguments.save.as_deref().map(|save| Place::new(save, &arguments.file, &opened)).transpose()?;
    out.has_more_to_do = place.is_some();
    for warning in opened.scenario.warnings() {
        out.warn(&warning);
    }
    let mut trail = place.is_some().then(Vec::new);
    let (outcome, lines) = watch(&mut opened, seed, arguments, trail.as_mut(), out);
    let unmatched = tell_unmatched(&opened, &outcome, out);
    let expectations = expectations(&opened, seed, out);
    let missed: Vec<Missed> = expectations.iter().filter_map(|one| one.held_against(&outcome)).collect();
    if let (Some(place), Some(trail)) = (&place, &trail) {
        place.write(&opened, &outcome, trail, &shell::program())?;
    }
    match arguments.format {
        Format::Json => {
            let held = (!expectations.is_empty()).then_some(missed.as_slice());
            let beside = json::Beside {
                scenario: drawn.as_deref(),
                missed: held,
                unmatched: &unmatched,
                trace: lines.as_deref(),
            };
            out.line(&json::outcome(&outcome, &beside));
        }
        Format::Human => {
            tell(&outcome, out);
            tell_expectations(expectations.len(), &missed, out);
            out.line(&reproduce(arguments, &outcome));
        }
    }
    Ok(Status::of(&outcome, &expectations, &missed))
}

/// With `--swarm`, draws what the seed draws, with `--explicit`, writes chance down; shows what is run then as the one
/// block that it is. Its text comes back.
fn draw(
    opened: &mut Opened,
    seed: u64,
    arguments: &RunArguments,
    out: &mut Out,
) -> Result<Option<String>, Trouble> {
    if !arguments.swarm && !arguments.explicit {
        return Ok(None);
    }
    if !opened.scenario.expectations().is_empty() {
        out.tell("note: the file's expectations are not held against what is made of it");
    }
    if arguments.swarm {
        opened.draw(seed)?;
    }
    if arguments.explicit {
        opened.scenario = opened.scenario.resolved(seed).map_err(Trouble::general)?;
    }
    let text = opened.scenario.to_brief_text(seed, Vec::new());
    if arguments.format == Format::Human {
        out.text(&text);
        out.line("");
    }
    Ok(Some(text))
}

/// What the file expects, which it does of its own seed only.
fn expectations(opened: &Opened, seed: u64, out: &mut Out) -> Vec<Expectation> {
    let expectations = opened.scenario.expectations();
    let own = opened.scenario.seed();
    if seed != own && !expectations.is_empty() {
        out.tell(&format!(
            "note: the file's expectations are of seed {own}; they are not held against seed {seed}"
        ));
        return Vec::new();
    }
    expectations.to_vec()
}

/// Runs, and prints while time passes; the lines of the trace come back where they are to be one array.
fn watch(
    opened: &mut Opened,
    seed: u64,
    arguments: &RunArguments,
    trail: Option<&mut Vec<u16>>,
    out: &mut Out,
) -> (Outcome, Option<Vec<Line>>) {
    let item = arguments.item;
    let mut concerned = 0u64;
    let mut wanted = |line: &Line| {
        let is_wanted = item.is_none_or(|item| line.items.contains(&item));
        concerned += is_wanted as u64;
        is_wanted
    };
    let traced = arguments.trace || item.is_some();
    let scenario = &mut opened.scenario;
    let watched = match (arguments.format, traced) {
        (Format::Json, false) => (scenario.run(seed, RunRequest { trail, ..Default::default() }), None),
        (Format::Json, true) => {
            let mut lines = Vec::new();
            let mut keep = |line: Line| {
                if wanted(&line) {
                    lines.push(line);
                }
            };
            let outcome = scenario.run(seed, RunRequest { trail, trace: Some(&mut keep), table: None });
            (outcome, Some(lines))
        }
        (Format::Human, true) => {
            let columns = TraceColumns::new(scenario.process_names(), &opened.model);
            out.line(&columns.head());
            let mut show = |line: Line| {
                if wanted(&line) {
                    out.line(&columns.row(&line, item));
                }
            };
            (scenario.run(seed, RunRequest { trail, trace: Some(&mut show), table: None }), None)
        }
        (Format::Human, false) => {
            let columns = scenario.columns();
            out.line(&text::table_head(columns));
            let mut row = |time: Time, counts: Vec<u64>| out.line(&text::table_row(columns, time, &counts));
            let table = Table { every: arguments.every, most: u64::MAX, row: &mut row };
            (scenario.run(seed, RunRequest { trail, table: Some(table), trace: None }), None)
        }
    };
    if let (Some(item), 0) = (item, concerned) {
        out.warn(&format!("no step of this run concerns item {item}"));
    }
    watched
}

/// Says which faults nothing matched: their number from 1, and as the file writes them.
pub(super) fn tell_unmatched(opened: &Opened, outcome: &Outcome, out: &mut Out) -> Vec<(usize, String)> {
    let unmatched = outcome.unmatched.iter().map(|&index| (index + 1, opened.scenario.fault(index)));
    let unmatched: Vec<(usize, String)> = unmatched.collect();
    for (number, fault) in &unmatched {
        out.warn(&format!("fault {number} struck nothing: {fault}"));
    }
    for index in &outcome.untriggered {
        out.warn(&format!("input {} never came due", index + 1));
    }
    unmatched
}

/// The verdict and the counts.
pub(super) fn tell(outcome: &Outcome, out: &mut Out) {
    out.line("");
    let style = match &outcome.verdict {
        Verdict::Settled { .. } => GOOD,
        Verdict::Violated { .. } => BAD,
        Verdict::Stalled { .. } => OPEN,
    };
    if let Verdict::Settled { .. } = &outcome.verdict {
        out.styled(style, "Eventually has arrived.");
    }
    out.styled(style, &text::verdict(outcome));
    out.line("");
    for line in text::counts(outcome) {
        out.line(&line);
    }
    out.line(&format!("seed      {}", outcome.seed));
    out.line(&format!("digest    {}", crate::check::HexDigest(outcome.digest)));
}

fn tell_expectations(number: usize, missed: &[Missed], out: &mut Out) {
    match (number, missed) {
        (0, _) => {}
        (number, []) => out.line(&format!("expected  all {number} expectations are met")),
        (_, missed) => missed.iter().for_each(|missed| out.styled(BAD, &text::missed(missed))),
    }
}

/// The one command that gives this run again.
fn reproduce(arguments: &RunArguments, outcome: &Outcome) -> String {
    let program = shell::program();
    let quoted = |file: &Path| shell::quoted(file);
    match &arguments.save {
        Some(saved) => format!("reproduce {program} replay {}", quoted(saved)),
        None => {
            let swarm = if arguments.swarm { " --swarm" } else { "" };
            let explicit = if arguments.explicit { " --explicit" } else { "" };
            let file = quoted(&arguments.file);
            format!("reproduce {program} run {file}{swarm}{explicit} --seed {}", outcome.seed)
        }
    }
}
