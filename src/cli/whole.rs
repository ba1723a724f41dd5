//! Writes a file whole or not at all, at a place that was looked at before the work began. Knows nothing of what is in it.

use std::path::{Path, PathBuf};

use super::input::folder;
use super::trouble::Trouble;
use crate::testing::corpus;

/// A place that can be written, as far as that can be known beforehand.
pub(super) struct Target {
    out: PathBuf,
}

/// What is wanted of a place.
pub(super) struct Wanted<'a> {
    /// A name that would do.
    pub(super) example: &'a str,
    /// How files begin that may be replaced.
    pub(super) openings: &'a [&'a str],
    /// What to say of another file that exists.
    pub(super) other: &'a str,
}

impl Target {
    /// Checks that `out` can be written, so that a long run is not lost over a typing mistake.
    pub(super) fn new(out: &Path, scenario: &Path, wanted: &Wanted<'_>) -> Result<Target, Trouble> {
        let refuse = |message: &str, hint: &str| Err(Trouble::file(out, message, hint));
        if out.is_dir() {
            let hint = format!("name a file in it, such as `{}`", wanted.example);
            return refuse("this is a folder, not a file", &hint);
        }
        if out.file_name().is_none() {
            return refuse("this names no file", &format!("name a file, such as `{}`", wanted.example));
        }
        if folder(out).canonicalize().is_err() {
            return refuse("its folder does not exist", "make the folder first, or name another one");
        }
        let same =
            out.canonicalize().ok().is_some_and(|out| scenario.canonicalize().is_ok_and(|it| it == out));
        if same {
            return refuse("this is the scenario itself", "save to a new file: yours stays as it is");
        }
        if out.exists() && !corpus::begins_with(out, wanted.openings) {
            return refuse(wanted.other, "name a new file, or move this one away first");
        }
        Ok(Target { out: out.to_path_buf() })
    }

    /// The place.
    pub(super) fn path(&self) -> &Path {
        &self.out
    }

    /// Writes the text: whole, or not at all.
    pub(super) fn write(&self, text: &str) -> Result<(), Trouble> {
        corpus::write_over(&self.out, text).map_err(|error| {
            let message = format!("{} cannot be written: {error}", self.out.display());
            Trouble::file(&self.out, message, "name another place to save to")
        })
    }
}
