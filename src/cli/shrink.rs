//! `shrink`: from a scenario that fails, or is slow, to the smallest that is so in the same way. Knows files and
//! terminals, and nothing of how that is done.

use std::path::{Path, PathBuf};

use super::args::{Format, ShrinkArguments};
use super::input;
use super::out::{BAD, Out};
use super::save::Place;
use super::shell;
use super::status::Status;
use super::trouble::Trouble;
use crate::check::{Progress, Registry, RunRequest, Smaller, Unshrunk, wrapped};
use crate::report::json;

/// How long the lines of a story are.
const WIDTH: usize = 100;

pub(super) fn shrink(
    registry: &Registry,
    arguments: &ShrinkArguments,
    out: &mut Out,
) -> Result<Status, Trouble> {
    let opened = input::open(registry, &arguments.file)?;
    let to = arguments.out.clone().unwrap_or_else(|| beside(&arguments.file));
    let place = Place::new(&to, &arguments.file, &opened)?;
    let seed = arguments.seed.unwrap_or(opened.scenario.seed());
    let mut last = None;
    let mut watch = |progress: Progress| {
        let words = format!(
            "shrinking: {} -> {} faults, {} runs",
            progress.before.faults, progress.left.faults, progress.runs
        );
        if last != Some(progress.left) || progress.runs.is_multiple_of(50) {
            out.progress(&words);
        }
        last = Some(progress.left);
    };
    let shrunk = match arguments.slower_than {
        Some(within) => opened.scenario.shrink_slow(seed, within, arguments.budget),
        None => opened.scenario.shrink(seed, arguments.budget, &mut watch),
    };
    out.progress("");
    let mut smaller = match shrunk {
        Ok(smaller) => smaller,
        Err(Unshrunk::Refused(problem)) => return Err(Trouble::general(problem)),
        Err(Unshrunk::Settled(outcome)) => {
            out.tell(&format!("nothing to shrink: it {} (seed {seed})", outcome.verdict));
            return Ok(Status::Nothing);
        }
    };
    let mut trail = Vec::new();
    let own = smaller.scenario.seed();
    smaller.scenario.run(own, RunRequest { trail: Some(&mut trail), ..Default::default() });
    let program = shell::program();
    let from = format!(
        "{}, seed {seed}: {} in {} runs{}",
        arguments.file.display(),
        less(&smaller),
        smaller.runs,
        if smaller.complete || arguments.budget == 0 { "" } else { ", when the budget was spent" },
    );
    place.write_smaller(&smaller, &from, &trail, &program)?;
    match arguments.format {
        Format::Json => out.line(&json::smaller(&smaller, &to.display().to_string())),
        Format::Human => {
            out.styled(BAD, &smaller.failure.to_string());
            out.line("");
            out.text(&wrapped(&smaller.story, "", WIDTH));
            out.line("");
            out.line(&format!("shrunk    {} in {} runs", less(&smaller), smaller.runs));
            out.line(&format!("saved     {}", to.display()));
            out.line(&format!("reproduce {program} replay {}", shell::quoted(&to)));
        }
    }
    if !smaller.complete && arguments.budget > 0 {
        out.warn(&format!(
            "the budget of {} runs was spent: a bigger one may make it smaller still",
            arguments.budget
        ));
    }
    Ok(Status::Fine)
}

/// From how much to how much.
fn less(smaller: &Smaller) -> String {
    let Smaller { before, after, item, .. } = smaller;
    match before == after {
        true => before.words(item),
        false => format!("{} -> {}", before.words(item), after.words(item)),
    }
}

/// Where a smaller scenario goes if nobody says otherwise.
fn beside(file: &Path) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!("{stem}-shrunk.ron"))
}
