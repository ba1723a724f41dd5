//! `exhaust`: every set of a few faults, and the smallest that breaks a scenario. Knows how it is told, not how it is found.

use std::io::IsTerminal;

use super::args::{ExhaustArguments, Format};
use super::input::{self, Opened};
use super::out::Out;
use super::save::Place;
use super::shell;
use super::status::Status;
use super::trouble::Trouble;
use crate::check::{AnyScenario, Breaking, ExhaustRequest, Registry, RunRequest};
use crate::report::exhaust as report;

pub(super) fn exhaust(
    registry: &Registry,
    arguments: &ExhaustArguments,
    out: &mut Out,
) -> Result<Status, Trouble> {
    let opened = input::open(registry, &arguments.file)?;
    let place =
        arguments.out.as_deref().map(|place| Place::new(place, &arguments.file, &opened)).transpose()?;
    out.has_more_to_do = place.is_some();
    for warning in opened.scenario.warnings() {
        out.warn(&warning);
    }
    let watched = std::io::stderr().is_terminal();
    let progress = |size: u32, run: u64, most: u64| {
        if watched {
            eprint!("\r{run} of at most {most} sets of {size} ");
        }
    };
    let request = ExhaustRequest {
        faults: arguments.faults,
        property: arguments.property.as_deref(),
        never: arguments.never,
        jobs: arguments.jobs.map_or_else(shell::processors, usize::from),
        progress: &progress,
    };
    let exhausted = opened.scenario.exhaust(&request);
    if watched {
        eprint!("\r\x1b[K");
    }
    let exhausted = exhausted.map_err(Trouble::general)?;
    let text = exhausted.smallest.as_ref().map(|breaking| {
        let expect = breaking.scenario.expectations().to_vec();
        breaking.scenario.to_brief_text(breaking.scenario.seed(), expect)
    });
    let lines = report::lines(&exhausted);
    match (arguments.format, &text) {
        (Format::Json, text) => out.line(&report::json(&exhausted, text.as_deref())),
        // All of standard output is then one scenario file.
        (Format::Human, Some(text)) if place.is_none() => {
            lines.iter().for_each(|line| out.line(&format!("// {line}")));
            out.text(text);
        }
        (Format::Human, _) => lines.iter().for_each(|line| out.line(line)),
    }
    let Some(breaking) = exhausted.smallest else { return Ok(Status::Fine) };
    if let Some(place) = place {
        keep(breaking, opened, &place)?;
        if arguments.format == Format::Human {
            let kept = arguments.out.as_deref().expect("there is a place to keep it at");
            out.line(&format!("reproduce {} replay {}", shell::program(), shell::quoted(kept)));
        }
    }
    Ok(Status::Violated)
}

/// Writes the breaking scenario down with the trail of its run.
fn keep(breaking: Breaking<Box<dyn AnyScenario>>, opened: Opened, place: &Place) -> Result<(), Trouble> {
    let mut broken = Opened { scenario: breaking.scenario, ..opened };
    let mut trail = Vec::new();
    let seed = broken.scenario.seed();
    let outcome = broken.scenario.run(seed, RunRequest { trail: Some(&mut trail), ..Default::default() });
    place.write(&broken, &outcome, &trail, &shell::program())
}
