//! A campaign's result read again from the JSON that was written of it. Knows no file.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::check::{CampaignReport, Description, Ended, Finding, HexDigest, Problem, Threshold, Verdict};
use crate::measure::{Atom, Confidence, Counts, Times, Unreached};
use crate::sim::family::{Family, Hits};
use crate::sim::{Span, Time};

/// A saved result, as far as it is read before its model is known.
#[derive(Deserialize)]
pub struct Saved {
    /// The scenario's file, as it was named.
    pub file: String,
    /// The scenario's text.
    pub scenario: String,
    model: String,
    swarm: bool,
    seeds: Seeds,
    ended: String,
    runs: u64,
    steps: u64,
    digest: HexDigest,
    verdicts: Verdicts,
    violated: BTreeMap<String, u64>,
    reached: BTreeMap<String, u64>,
    hits: BTreeMap<String, BTreeMap<String, u64>>,
    findings: Vec<SavedFinding>,
    undecided: Vec<SavedFinding>,
    confidence: f64,
    time_to_consistency: Option<SavedTimes>,
    items: SavedItems,
    sent: BTreeMap<String, u64>,
    unmatched: Vec<u64>,
}

#[derive(Deserialize)]
struct Seeds {
    from: u64,
    until: u64,
}

#[derive(Deserialize)]
struct Verdicts {
    settled: u64,
    violated: u64,
    excused: u64,
    undecided: u64,
}

#[derive(Deserialize)]
struct SavedFinding {
    seed: u64,
    verdict: String,
    at_ns: u64,
    property: Option<String>,
    why: Option<String>,
    digest: HexDigest,
}

#[derive(Deserialize)]
struct SavedTimes {
    horizon_ns: u64,
    unreached: SavedUnreached,
    times: Vec<(u64, u64, u64)>,
}

#[derive(Deserialize)]
struct SavedUnreached {
    horizon: u64,
    step_limit: u64,
    violated: u64,
}

#[derive(Deserialize)]
struct SavedItems {
    relative_error: f64,
    times: Vec<(u64, u64)>,
}

impl Saved {
    /// Reads what `campaign --format json` wrote.
    ///
    /// # Errors
    /// When it is something else.
    pub fn read(text: &str) -> Result<Saved, Problem> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let read: Result<Saved, _> = serde_path_to_error::deserialize(&mut deserializer);
        read.map_err(|error| {
            let path = error.path().to_string();
            let message = match path.as_str() {
                "." => format!("this is no saved campaign: {}", error.inner()),
                path => format!("this is no saved campaign: {path}: {}", error.inner()),
            };
            Problem::at::<&str>([], message).hint("write one with `campaign FILE --format json`")
        })
    }

    /// The result, of a campaign of this model with these thresholds.
    ///
    /// # Errors
    /// Where the counts in it do not add up: it was changed, or cut off.
    pub fn report(self, model: &Description, thresholds: Vec<Threshold>) -> Result<CampaignReport, Problem> {
        let broken = |what: &str| {
            let message = format!("the saved campaign is damaged: {what}");
            Problem::at::<&str>([], message).hint("run the campaign again")
        };
        if self.model != model.name {
            return Err(broken(&format!(
                "it is of the model `{}`, its scenario of `{}`",
                self.model, model.name
            )));
        }
        let confidence = Confidence::new(self.confidence).map_err(|words| broken(&words))?;
        let times = self.time_to_consistency.map(SavedTimes::read);
        if times.as_ref().is_some_and(|times| times.runs() != self.runs) {
            return Err(broken("its times are not those of all its runs"));
        }
        let Verdicts { settled, violated, excused, undecided } = self.verdicts;
        if [settled, violated, excused, undecided].iter().try_fold(0u64, |sum, one| sum.checked_add(*one))
            != Some(self.runs)
        {
            return Err(broken("its verdicts are not those of all its runs"));
        }
        let mut report = CampaignReport::empty(model);
        (report.settled, report.violated, report.excused, report.undecided) =
            (settled, violated, excused, undecided);
        (report.runs, report.steps, report.digest) = (self.runs, self.steps, self.digest.0);
        (report.times, report.confidence, report.thresholds) = (times, confidence, thresholds);
        (report.swarm, report.unmatched) = (self.swarm, self.unmatched);
        report.seeds = self.seeds.from..self.seeds.until;
        report.ended = match self.ended.as_str() {
            "complete" => Ended::Complete,
            "enough" => Ended::Enough,
            _ => Ended::Cancelled,
        };
        recount(&mut report.sent, &self.sent);
        recount(&mut report.properties, &self.violated);
        recount(&mut report.reached, &self.reached);
        report.coverage.add(&hits(model, &self.hits));
        report.items = self.items.read();
        report.findings = self.findings.into_iter().map(SavedFinding::read).collect();
        report.open = self.undecided.into_iter().map(SavedFinding::read).collect();
        Ok(report)
    }
}

/// Counts by the names that a model has.
fn recount(counts: &mut [(&'static str, u64)], saved: &BTreeMap<String, u64>) {
    counts.iter_mut().for_each(|(name, count)| *count = saved.get(*name).copied().unwrap_or(0));
}

/// What the faults struck, a row for each kind of message.
fn hits(model: &Description, saved: &BTreeMap<String, BTreeMap<String, u64>>) -> Vec<Hits> {
    let row = |kind: &&str| {
        let mut row = Hits::default();
        for family in Family::ALL {
            let kinds = saved.get(family.name());
            row[family as usize] = kinds.and_then(|kinds| kinds.get(*kind)).copied().unwrap_or(0);
        }
        row
    };
    model.messages.iter().map(row).collect()
}

impl SavedTimes {
    fn read(self) -> Times {
        let mut times = Times::watched_for(Span::from_nanos(self.horizon_ns));
        let SavedUnreached { horizon, step_limit, violated } = self.unreached;
        *times.unreached_mut() = Unreached { horizon, step_limit, violated };
        for (nanos, runs, seed) in self.times {
            times.add_atom(Time::from_nanos(nanos), Atom { runs, seed });
        }
        times
    }
}

impl SavedItems {
    fn read(self) -> Counts {
        let mut counts = Counts::default();
        counts.add_all(self.times);
        counts.with_error(self.relative_error)
    }
}

impl SavedFinding {
    fn read(self) -> Finding {
        let (at, why) = (Time::from_nanos(self.at_ns), self.why.unwrap_or_default());
        let verdict = match (self.verdict.as_str(), self.property) {
            ("violated", property) => Verdict::Violated { property: property.unwrap_or_default(), at, why },
            ("stalled", _) => Verdict::Stalled { at, why },
            _ => Verdict::Settled { at },
        };
        Finding { seed: self.seed, verdict, digest: self.digest.0 }
    }
}
