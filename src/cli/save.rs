//! Writes a run down as a scenario that replays. Never writes over the scenario that it ran, and never half a file.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::input::{Opened, folder};
use super::trouble::Trouble;
use crate::check::{Expectation, HexDigest, Outcome, Smaller, Trail, Verdict, wrapped};

/// How a run that was saved begins.
const KEPT: &str = "// A run that was kept:";
/// How a scenario that was made smaller begins.
const SHRUNK: &str = "// A failure, shrunk:";
/// Only files that begin like this are ever replaced.
const OPENINGS: [&str; 2] = [KEPT, SHRUNK];

/// How long the lines of a comment are.
const WIDTH: usize = 100;

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
        if out.exists() && !was_saved_before(out) {
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
        let body = opened.scenario.to_text(outcome.seed, expectations(outcome, trail));
        let header = format!(
            "{KEPT} {}.\n// To replay it: {program} replay {}\n",
            one_line(&outcome.verdict.to_string()),
            one_line(&super::shell::quoted(&self.out)),
        );
        self.write_text(&(header + &body))
    }

    /// Writes a smaller scenario with its story, and where it came from.
    pub(super) fn write_smaller(
        &self,
        smaller: &Smaller,
        from: &str,
        trail: &[u16],
        program: &str,
    ) -> Result<(), Trouble> {
        let Smaller { scenario, outcome, .. } = smaller;
        let body = scenario.to_brief_text(scenario.seed(), expectations(outcome, trail));
        let story = wrapped(&one_line(&smaller.story), "// ", WIDTH);
        let origin = wrapped(&one_line(from), "// ", WIDTH);
        let header = format!(
            "{SHRUNK} {}.\n//\n{story}//\n{origin}// To replay it: {program} replay {}\n",
            smaller.failure,
            one_line(&super::shell::quoted(&self.out)),
        );
        self.write_text(&(header + &body))
    }

    fn write_text(&self, text: &str) -> Result<(), Trouble> {
        let name = self.out.display();
        let file_name = self.out.file_name().expect("it was checked to have one").to_string_lossy();
        let part = folder(&self.out).join(format!(".{file_name}.{}.part", std::process::id()));
        let written = write_whole(&part, text).and_then(|()| fs::rename(&part, &self.out));
        written.map_err(|error| {
            // The unfinished file is of no use to anybody; that it cannot be removed either adds nothing.
            let _ = fs::remove_file(&part);
            Trouble::file(
                &self.out,
                format!("{name} cannot be written: {error}"),
                "name another place to save to",
            )
        })
    }
}

/// Whether a file is an earlier work of this program.
fn was_saved_before(file: &Path) -> bool {
    let mut start = Vec::new();
    let opened = file.is_file().then(|| File::open(file).ok()).flatten();
    let longest = OPENINGS.iter().map(|opening| opening.len()).max().unwrap_or_default();
    let read = opened.and_then(|file| file.take(longest as u64).read_to_end(&mut start).ok());
    read.is_some() && OPENINGS.iter().any(|opening| start.starts_with(opening.as_bytes()))
}

fn write_whole(file: &Path, text: &str) -> std::io::Result<()> {
    let mut file = File::create_new(file)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
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
