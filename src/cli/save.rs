//! Writes a run down as a scenario that replays. Never writes over the scenario that it ran, and never half a file.

use std::path::Path;

use super::input::{Opened, folder};
use super::trouble::Trouble;
use super::whole::{Target, Wanted};
use crate::check::{Expectation, Outcome, Smaller};
use crate::testing::corpus::{self, Told};

/// A place that a scenario can be saved at, as far as that can be known before the run.
pub(super) struct Place(Target);

impl Place {
    /// Checks that `out` can be written, and that the scenario would find there what it needs.
    pub(super) fn new(out: &Path, scenario: &Path, opened: &Opened) -> Result<Place, Trouble> {
        let other = "this file exists, and it is not one that was saved from a run";
        let wanted = Wanted { example: "found.ron", openings: &corpus::OPENINGS, other };
        let target = Target::new(out, scenario, &wanted)?;
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
        let body = opened.scenario.to_text(outcome.seed, Expectation::all_of(outcome, trail));
        self.0.write(&corpus::text(&outcome.verdict, program, self.0.path(), &body))
    }

    /// Writes a smaller scenario with its story, and where it came from.
    pub(super) fn write_smaller(
        &self,
        smaller: &Smaller,
        origin: &str,
        trail: &[u16],
        program: &str,
    ) -> Result<(), Trouble> {
        let Smaller { scenario, outcome, failure, story, .. } = smaller;
        let body = scenario.to_brief_text(scenario.seed(), Expectation::all_of(outcome, trail));
        let told = Told { failure, story, origin };
        self.0.write(&corpus::story_text(&told, program, self.0.path(), &body))
    }
}
