//! `check`: reads scenarios and explains them. Runs nothing.

use std::path::Path;

use super::args::CheckArguments;
use super::input;
use super::out::{GOOD, Out};
use super::status::Status;
use super::trouble::Trouble;
use crate::check::Registry;

pub(super) fn check(registry: &Registry, arguments: &CheckArguments, out: &mut Out) -> Status {
    let mut status = Status::Fine;
    for file in &arguments.files {
        if let Err(trouble) = check_one(registry, file, arguments, out) {
            out.tell(&trouble.render());
            status = Status::Wrong;
        }
    }
    status
}

fn check_one(
    registry: &Registry,
    file: &Path,
    arguments: &CheckArguments,
    out: &mut Out,
) -> Result<(), Trouble> {
    let mut opened = input::open(registry, file)?;
    out.line(&format!("{}: {GOOD}well formed{GOOD:#}", file.display()));
    if arguments.swarm {
        opened.draw(arguments.seed.unwrap_or(opened.scenario.seed()))?;
    }
    let facts = opened.scenario.explain();
    let width = facts.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
    for (key, words) in facts {
        out.folded(&format!("  {key:<width$}  {words}"));
    }
    for warning in opened.scenario.warnings() {
        out.warn(&format!("{}: {warning}", file.display()));
    }
    Ok(())
}
