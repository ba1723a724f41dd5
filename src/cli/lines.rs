//! A line for each run, into a file that is whole when it is there, or onto standard output. Knows no run.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::trouble::Trouble;
use crate::testing::corpus::Part;

/// Where the lines go.
pub(super) enum Lines {
    /// Standard output.
    Results,
    /// A new file, or in place of an earlier one of ours.
    File(PathBuf, Option<Part>),
    /// A pipe or a device.
    Stream(PathBuf, Option<File>),
}

impl Lines {
    /// Checks that lines can be written to `place`, before any run. Only a file that begins with `opening`, as ours do, is
    /// ever replaced.
    pub(super) fn new(place: &Path, opening: &str) -> Result<Lines, Trouble> {
        let failed = |error: io::Error| unwritten(place, &error);
        if place == Path::new("-") {
            return Ok(Lines::Results);
        }
        if place.is_dir() {
            let hint = "name a file in it, such as `runs.ndjson`, or `-`";
            return Err(Trouble::file(place, "this is a folder, not a file", hint));
        }
        if place.exists() && !place.is_file() {
            let stream = OpenOptions::new().write(true).open(place).map_err(failed)?;
            return Ok(Lines::Stream(place.to_path_buf(), Some(stream)));
        }
        if place.exists() && !holds_lines(place, opening).map_err(failed)? {
            let message = "this file exists, and it does not hold the lines of a campaign";
            return Err(Trouble::file(place, message, "name a new file, or move this one away first"));
        }
        Ok(Lines::File(place.to_path_buf(), Some(Part::begin(place).map_err(failed)?)))
    }

    /// Writes a line; after what went wrong once, nothing more is written.
    pub(super) fn write(&mut self, line: &str) -> Result<(), Trouble> {
        let (place, written) = match self {
            Lines::File(place, Some(part)) => (place, writeln!(part, "{line}")),
            Lines::Stream(place, Some(stream)) => (place, writeln!(stream, "{line}")),
            _ => return Ok(()),
        };
        let trouble = written.map_err(|error| unwritten(place, &error));
        if trouble.is_err() {
            match self {
                Lines::File(_, part) => *part = None,
                Lines::Stream(_, stream) => *stream = None,
                Lines::Results => {}
            }
        }
        trouble
    }

    /// Puts the file into its place.
    pub(super) fn end(self) -> Result<(), Trouble> {
        match self {
            Lines::File(place, Some(part)) => part.put_over().map_err(|error| unwritten(&place, &error)),
            _ => Ok(()),
        }
    }
}

fn unwritten(place: &Path, error: &io::Error) -> Trouble {
    Trouble::file(place, format!("the runs cannot be written here: {error}"), "name another file")
}

fn holds_lines(file: &Path, opening: &str) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(file)?.take(opening.len() as u64).read_to_end(&mut start)?;
    Ok(start.is_empty() || start == opening.as_bytes())
}
