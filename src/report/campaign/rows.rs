//! The raw data of a campaign: a row of plain columns for each run, as CSV and as JSON. Columns are only ever added. Knows
//! no file.

use serde_json::{Map, Value, json};

use super::json::instants;
use crate::check::{HexDigest, RunRecord, Standing, Verdict};
use crate::sim::family::Family;

/// In which form rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Values with commas between them, after a line with the names of the columns.
    Csv,
    /// A JSON object a line; what is not there is null.
    Ndjson,
}

impl Form {
    /// How a file of rows begins.
    pub fn opening(self) -> &'static str {
        match self {
            Form::Csv => "seed,verdict,",
            Form::Ndjson => "{\"seed\":",
        }
    }
}

/// The rows of a campaign over a model with these kinds of messages.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    kinds: &'static [&'static str],
    form: Form,
}

impl Rows {
    /// Rows in this form.
    pub fn new(kinds: &'static [&'static str], form: Form) -> Rows {
        Rows { kinds, form }
    }

    /// The line before all rows, if there is one.
    pub fn head(&self) -> Option<String> {
        (self.form == Form::Csv).then(|| csv(self.columns()))
    }

    /// A run as a line, without its end.
    pub fn row(&self, record: &RunRecord) -> String {
        let cells = self.cells(record);
        match self.form {
            Form::Csv => csv(cells.into_iter().map(|cell| match cell {
                Value::Null => String::new(),
                Value::String(text) => text,
                other => other.to_string(),
            })),
            Form::Ndjson => Value::Object(self.columns().zip(cells).collect::<Map<_, _>>()).to_string(),
        }
    }

    fn columns(&self) -> impl Iterator<Item = String> {
        let head = ["seed", "verdict", "property", "excused"].map(str::to_string);
        let times = ["settled_at_ns", "quiet_at_ns", "ended_at_ns", "disturbed_at_ns", "steps"];
        let sent = self.kinds.iter().map(|kind| format!("sent_{kind}"));
        let faults = Family::ALL.iter().map(|family| format!("faults_{}", family.name()));
        let digest = ["digest".to_string()];
        head.into_iter().chain(times.map(str::to_string)).chain(sent).chain(faults).chain(digest)
    }

    fn cells(&self, record: &RunRecord) -> Vec<Value> {
        let property = match &record.verdict {
            Verdict::Violated { property, .. } => Some(property),
            _ => None,
        };
        let mut cells = vec![
            json!(record.seed),
            json!(record.verdict.word()),
            json!(property),
            json!(record.standing() == Standing::Excused),
        ];
        cells.extend(instants(record).into_iter().map(|(_, nanos)| json!(nanos)));
        cells.push(json!(record.steps));
        cells.extend(record.sent.iter().map(|sent| json!(sent)));
        let struck = |family: &Family| record.hits.iter().map(|hits| hits[*family as usize]).sum::<u64>();
        cells.extend(Family::ALL.iter().map(|family| json!(struck(family))));
        cells.push(json!(HexDigest(record.digest).to_string()));
        cells
    }
}

/// A line of values, quoted where that is needed.
fn csv(values: impl IntoIterator<Item = String>) -> String {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(values.into_iter().collect::<Vec<String>>()).expect("memory takes what is written");
    let line = writer.into_inner().expect("memory takes what is written");
    String::from_utf8(line).expect("all values are text").trim_end_matches('\n').to_string()
}
