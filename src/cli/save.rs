//! Writes a run down as a scenario that replays. Never writes over the scenario that it ran, and never half a file.

use std::path::Path;

use super::input::{Opened, folder};
use super::trouble::Trouble;
use super::whole::{Target, Wanted};
use crate::check::{Expectation, HexDigest, Outcome, Trail, Verdict};

/// How every saved file begins; only such a file is ever replaced.
const OPENING: &str = "// A run that was kept:";

/// A place that a scenario can be saved at, as far as that can be known before the run.
pub(super) struct Place(Target);

impl Place {
    /// Checks that `out` can be written, and that the scenario would find there what it needs.
    pub(super) fn new(out: &Path, scenario: &Path, opened: &Opened) -> Result<Place, Trouble> {
        let other = "this file exists, and it is not one that was saved from a run";
        let target = Target::new(out, scenario, &Wanted { example: "found.ron", opening: OPENING, other })?;
        let home = folder(out).canonicalize();
        let elsewhere =
            folder(scenario).canonicalize().is_ok_and(|beside| !home.is_ok_and(|home| home == beside));
        if opened.has_samples && elsewhere {
            let hint = format!("save into {}", folder(scenario).display());
            return Err(Trouble::file(out, "from there the scenario would not find its sample files", hint));
        }
        Ok(Place(target))
    }

    /// Writes the scenario with what this run came to: whole, or not at all.
    pub(super) fn write(
        &self,
        opened: &Opened,
        outcome: &Outcome,
        trail: &[u16],
        program: &str,
    ) -> Result<(), Trouble> {
        let body = opened.scenario.to_text(outcome.seed, expectations(outcome, trail));
        let header = format!(
            "{OPENING} {}.\n// To replay it: {program} replay {}\n",
            one_line(&outcome.verdict.to_string()),
            one_line(&super::shell::quoted(self.0.path())),
        );
        self.0.write(&(header + &body))
    }
}

fn one_line(words: &str) -> String {
    words.split(['\n', '\r']).collect::<Vec<_>>().join(" ")
}

/// What a replay is to be held against.
fn expectations(outcome: &Outcome, trail: &[u16]) -> Vec<Expectation> {
    let verdict = match &outcome.verdict {
        Verdict::Settled { at } => Expectation::Settles { at: Some(*at) },
        Verdict::Violated { property, .. } => Expectation::Violates(property.clone()),
        Verdict::Stalled { .. } => Expectation::Stalls,
    };
    let trail = Expectation::Trail(Trail::of(trail));
    match outcome.panicked() {
        // A run that ended in a panic has no digest, but the steps before it have left their trail.
        true => vec![verdict, trail],
        false => vec![verdict, Expectation::Digest(HexDigest(outcome.digest)), trail],
    }
}
