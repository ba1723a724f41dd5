//! What a page is made of, as plain data. Knows no HTML.

use super::stages::Stages;
use crate::check::CampaignReport;
use crate::exact::{Law, NoLaw, Tuning};
use crate::measure::{Confidence, Times};
use crate::sim::Time;

/// A threshold of the scenario and what the campaign says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// The threshold, as the scenario writes it: `p99 < 12s`.
    pub words: String,
    /// `PASS`, `FAIL` or `UNSURE`.
    pub verdict: String,
    /// What that rests on: the interval, in words.
    pub interval: String,
}

/// What a page is made of.
pub struct Page<'a> {
    /// The scenario's file, as it was named.
    pub file: &'a str,
    /// A hash of the file's bytes.
    pub hash: &'a str,
    /// The file's text.
    pub text: &'a str,
    /// The version of the program.
    pub version: &'a str,
    /// The command that makes this page again.
    pub command: &'a str,
    /// The command that gives a seed's run again.
    pub reproduce: &'a dyn Fn(u64) -> String,
    /// The scenario in words, a fact a line: (key, words).
    pub explanation: &'a [(String, String)],
    /// The campaign.
    pub report: &'a CampaignReport,
    /// Whether chance has its way in the scenario; if not, all seeds are the same run.
    pub by_chance: bool,
    /// The law of the time to consistency, or why there is none.
    pub law: Result<&'a Law, &'a NoLaw>,
    /// The largest intervals that would do, where they could be found.
    pub tuning: Option<&'a Tuning>,
    /// When the last of the scenario's writes comes, if that is known before a run.
    pub last_write: Option<Time>,
    /// The deadlines that the scenario asks about; the first of them is what the verdict is about.
    pub deadlines: &'a [Time],
    /// The scenario's thresholds, judged.
    pub thresholds: &'a [Threshold],
    /// What the model's columns count, over time.
    pub stages: &'a Stages,
    /// How sure every statement is.
    pub confidence: Confidence,
}

impl Page<'_> {
    /// The times to consistency, of a campaign that has some run of one system.
    pub(super) fn times(&self) -> Option<&Times> {
        self.report.times.as_ref().filter(|times| times.runs() > 0)
    }

    /// Why there are none, as a sentence.
    pub(super) fn no_times(&self) -> &'static str {
        match self.report.swarm {
            true => {
                "Each seed of a swarm draws a scenario of its own: their times are of different systems, and are not pooled."
            }
            false => "Nothing ran: there are no seeds.",
        }
    }

    /// The words that explain a key of the scenario, if it has that key.
    pub(super) fn explained(&self, key: &str) -> Option<&str> {
        self.explanation.iter().find(|(known, _)| known == key).map(|(_, words)| words.as_str())
    }

    /// The value of a knob that is turned.
    pub(super) fn knob(&self, name: &str) -> Option<&str> {
        let knobs = self.explanation.iter().filter(|(key, _)| key == "knob");
        knobs
            .filter_map(|(_, words)| words.split_once(": "))
            .find(|(knob, _)| *knob == name)
            .map(|(_, value)| value)
    }
}
