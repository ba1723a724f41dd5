//! The raw data of a campaign, a row for each run, in a file whose name says in which form. Knows no column.

use std::path::Path;

use super::lines::Lines;
use super::trouble::Trouble;
use crate::check::{Problem, RunRecord};
use crate::report::campaign::{Form, Rows};

/// A file of rows.
pub(super) struct RowFile {
    rows: Rows,
    lines: Lines,
}

impl RowFile {
    /// Checks that rows of a model with these kinds of messages can be written to `place`, before any run.
    pub(super) fn new(place: &Path, kinds: &'static [&'static str]) -> Result<RowFile, Trouble> {
        let form = match place.extension().and_then(|end| end.to_str()) {
            Some("csv") => Form::Csv,
            Some("ndjson") => Form::Ndjson,
            _ if place.is_dir() => {
                let hint = "name a file in it, such as `runs.csv`";
                return Err(Trouble::file(place, "this is a folder, not a file", hint));
            }
            _ => {
                let message =
                    format!("`{}` does not say in which form the runs are to be written", place.display());
                let problem = Problem::at(["--samples"], message);
                return Err(Trouble::general(problem.hint("name a file that ends in .csv or in .ndjson")));
            }
        };
        let rows = Rows::new(kinds, form);
        let mut lines = Lines::new(place, form.opening())?;
        rows.head().map_or(Ok(()), |head| lines.write(&head))?;
        Ok(RowFile { rows, lines })
    }

    /// Writes a run; after what went wrong once, nothing more is written.
    pub(super) fn write(&mut self, record: &RunRecord) -> Result<(), Trouble> {
        self.lines.write(&self.rows.row(record))
    }

    /// Puts the file into its place.
    pub(super) fn end(self) -> Result<(), Trouble> {
        self.lines.end()
    }
}
