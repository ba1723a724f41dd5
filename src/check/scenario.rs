//! A scenario: one readable file that is a test, a document, an input of the command line and a benchmark's work.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::dice::Range;
use super::expect::Expectation;
use super::knobs::Knobs;
use super::locate::locate;
use super::model::{InputOf, Model};
use super::problem::Problem;
use super::text::{by_name, read, ron_options};
use super::threshold::Threshold;
use super::weather::{Weather, is_default};
use crate::sim::fault::{Fault, Restart, StepAddress};
use crate::sim::simulation::End;
use crate::sim::time::{Span, Time};

/// The version of the schema that this crate writes, and the newest that it reads.
pub const SCHEMA: u32 = 1;

/// A scenario with knobs `K` and inputs `I`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[serde(bound(serialize = "K: Knobs, I: Serialize", deserialize = "K: Knobs, I: DeserializeOwned"))]
pub struct Scenario<K, I> {
    /// The schema's version.
    pub version: u32,
    /// The model's name.
    pub model: String,
    /// What is turned on the model.
    #[serde(default, skip_serializing_if = "is_default")]
    pub knobs: K,
    /// What a swarm draws knobs from, by their names, in place of what the model says.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "by_name")]
    pub swarm: BTreeMap<String, Range>,
    /// What goes first at one instant; empty: as the model says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranks: Vec<String>,
    /// Inputs besides the model's own workload.
    #[serde(default = "none", skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<ExtraInput<I>>,
    /// The laws of chance.
    #[serde(default, skip_serializing_if = "is_default")]
    pub weather: Weather,
    /// Explicit faults.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
    /// When a process comes back after it exited, by its name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "by_name")]
    pub supervision: BTreeMap<String, Restart>,
    /// Decides all that is left to chance.
    #[serde(default, skip_serializing_if = "is_default")]
    pub seed: u64,
    /// When the run ends.
    #[serde(default, skip_serializing_if = "is_default")]
    pub end: End,
    /// The last instant that is simulated, inclusive.
    #[serde(default = "an_hour")]
    pub horizon: Span,
    /// The most steps that are taken: a guard against livelock.
    #[serde(default = "many_steps", skip_serializing_if = "is_many")]
    pub step_limit: u64,
    /// What the run is expected to come to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expect: Vec<Expectation>,
}

/// The scenario type of a model.
pub type ScenarioOf<M> = Scenario<<M as Model>::Knobs, InputOf<M>>;

/// An input that the scenario adds: at an instant, or right after a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtraInput<I> {
    /// The instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Time>,
    /// The step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<StepAddress>,
    /// What is asked.
    pub input: I,
}

/// An expectation is read on its own (its form decides what it is), so what is wrong with it is placed on its own, too.
fn sharpened(text: &str, problem: Problem) -> Problem {
    let [first, index, ..] = problem.path.as_slice() else { return problem };
    let Some(element) = locate(text, &problem.path[..2]).filter(|_| first == "expect") else {
        return problem;
    };
    match Expectation::read(&text[element.clone()]) {
        Ok(_) => problem,
        Err(inner) => {
            let span = inner.span.clone().filter(|span| !span.is_empty());
            let span = span.map(|span| span.start + element.start..span.end + element.start);
            Problem { span, ..inner }.within([first, index]).placed(text)
        }
    }
}

fn none<T>() -> Vec<T> {
    Vec::new()
}

fn an_hour() -> Span {
    Span::from_secs(3600)
}

fn many_steps() -> u64 {
    100_000_000
}

fn is_many(limit: &u64) -> bool {
    *limit == many_steps()
}

/// The two keys that every scenario of every version begins with.
#[derive(Deserialize)]
struct Header {
    version: u64,
    model: String,
}

/// Reads only which model a scenario is for.
///
/// # Errors
/// When its head cannot be read, or it is of a newer schema.
pub fn model_of(text: &str) -> Result<String, Problem> {
    let header: Header = read(text)?;
    match header.version {
        version if version == SCHEMA as u64 => Ok(header.model),
        newer if newer > SCHEMA as u64 => Err(Problem::at(
            ["version"],
            format!("this scenario is of schema version {newer}; this program reads versions up to {SCHEMA}"),
        )
        .hint("it was written by a newer sooner: upgrade to replay it")
        .placed(text)),
        older => Err(Problem::at(["version"], format!("there was no schema version {older}"))
            .hint(format!("write `version: {SCHEMA}`"))
            .placed(text)),
    }
}

impl<K: Knobs, I: Serialize + DeserializeOwned> Scenario<K, I> {
    /// A scenario of `model` in calm weather.
    pub fn calm(model: &str, knobs: K) -> Self {
        Scenario {
            version: SCHEMA,
            model: model.to_string(),
            knobs,
            swarm: BTreeMap::new(),
            ranks: Vec::new(),
            inputs: Vec::new(),
            weather: Weather::default(),
            faults: Vec::new(),
            supervision: BTreeMap::new(),
            seed: 0,
            end: End::default(),
            horizon: an_hour(),
            step_limit: many_steps(),
            expect: Vec::new(),
        }
    }

    /// What it demands of the times of many runs.
    pub fn thresholds(&self) -> Vec<Threshold> {
        let threshold = |expectation: &Expectation| match expectation {
            Expectation::Threshold(threshold) => Some(*threshold),
            _ => None,
        };
        self.expect.iter().filter_map(threshold).collect()
    }

    /// Reads a scenario file's text.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        model_of(text)?;
        read(text).map_err(|problem: Problem| sharpened(text, problem))
    }

    /// The text of a scenario file; reading it gives an equal scenario.
    pub fn to_text(&self) -> String {
        let style = ron::ser::PrettyConfig::new().struct_names(false).indentor("    ").depth_limit(2);
        let text = ron_options().to_string_pretty(self, style).expect("every scenario can be written");
        text + "\n"
    }

    /// The same without the knobs that stand at their defaults.
    pub fn to_brief_text(&self) -> String {
        let text = self.to_text();
        let docs = K::docs();
        let defaults: Vec<String> =
            docs.iter().map(|knob| format!("        {}: {},", knob.name, knob.default)).collect();
        let mut in_knobs = false;
        let mut brief = String::new();
        for line in text.lines() {
            in_knobs = line == "    knobs: (" || in_knobs && !line.starts_with("    )");
            if !(in_knobs && defaults.iter().any(|default| default == line)) {
                brief += line;
                brief.push('\n');
            }
        }
        // Left out is only what reads the same.
        match Self::parse(&brief) {
            Ok(read) if read.to_text() == text => brief,
            _ => text,
        }
    }
}
