//! Writes a run down as a scenario that replays. Never writes over the scenario that it ran, and never half a file.

use std::path::{Path, PathBuf};

use super::input::{Opened, folder};
use super::trouble::Trouble;
use crate::check::{Expectation, Outcome};
use crate::testing::corpus;

/// A place that a scenario can be saved at, as far as that can be known before the run.
pub(super) struct Place {
    out: PathBuf,
}

impl Place {
    /// Checks that `out` can be written, so that a long run is not lost over a typing mistake.
    pub(super) fn new(out: &Path, scenario: &Path, opened: &Opened) -> Result<Place, Trouble> {
        if out.is_dir() {
            return Err(Trouble::file(
                out,
                "this is a folder, not a file",
                "name a file in it, such as `found.ron`",
            ));
        }
        if out.file_name().is_none() {
            return Err(Trouble::file(out, "this names no file", "name a file, such as `found.ron`"));
        }
        let home = folder(out);
        let Ok(home) = home.canonicalize() else {
            return Err(Trouble::file(
                out,
                "its folder does not exist",
                "make the folder first, or name another one",
            ));
        };
        let same =
            out.canonicalize().ok().is_some_and(|out| scenario.canonicalize().is_ok_and(|it| it == out));
        if same {
            return Err(Trouble::file(
                out,
                "this is the scenario itself",
                "save to a new file: yours stays as it is",
            ));
        }
        if out.exists() && !corpus::was_saved_before(out) {
            let message = "this file exists, and it is not one that was saved from a run";
            return Err(Trouble::file(out, message, "name a new file, or move this one away first"));
        }
        let elsewhere = folder(scenario).canonicalize().is_ok_and(|beside| beside != home);
        if opened.has_samples && elsewhere {
            let hint = format!("save into {}", folder(scenario).display());
            return Err(Trouble::file(out, "from there the scenario would not find its sample files", hint));
        }
        Ok(Place { out: out.to_path_buf() })
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
        let text = corpus::text(&outcome.verdict, program, &self.out, &body);
        corpus::write_over(&self.out, &text).map_err(|error| {
            Trouble::file(
                &self.out,
                format!("{} cannot be written: {error}", self.out.display()),
                "name another place to save to",
            )
        })
    }
}
