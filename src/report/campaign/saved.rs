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
    /// Whether each of its runs drew a scenario of its own.
    pub swarm: bool,
    model: String,
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
    open: u64,
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
        let broken = |path: &str, error: &serde_json::Error| {
            let message = match path {
                "." => format!("this is no saved campaign: {error}"),
                path => format!("this is no saved campaign: {path}: {error}"),
            };
            Problem::at::<&str>([], message).hint("write one with `campaign FILE --format json`")
        };
        let saved = read.map_err(|error| broken(&error.path().to_string(), error.inner()))?;
        deserializer.end().map_err(|error| broken(".", &error))?;
        Ok(saved)
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
        let ended = self.consistent().map_err(broken)?;
        let times = self.time_to_consistency.map(SavedTimes::read);
        let Verdicts { settled, violated, excused, undecided } = self.verdicts;
        let mut report = CampaignReport::empty(model);
        (report.settled, report.violated, report.excused, report.undecided) =
            (settled, violated, excused, undecided);
        (report.runs, report.steps, report.digest) = (self.runs, self.steps, self.digest.0);
        (report.times, report.confidence, report.thresholds) = (times, confidence, thresholds);
        report.assess();
        (report.swarm, report.unmatched) = (self.swarm, self.unmatched);
        report.seeds = self.seeds.from..self.seeds.until;
        report.ended = ended;
        recount(&mut report.sent, &self.sent);
        recount(&mut report.properties, &self.violated);
        recount(&mut report.reached, &self.reached);
        report.coverage.add(&hits(model, &self.hits));
        report.items_open = self.items.open;
        report.items = self.items.read();
        report.findings = self.findings.into_iter().map(SavedFinding::read).collect();
        report.open = self.undecided.into_iter().map(SavedFinding::read).collect();
        Ok(report)
    }
}

impl Saved {
    /// How it ended, where all its counts fit together.
    fn consistent(&self) -> Result<Ended, &'static str> {
        let Seeds { from, until } = self.seeds;
        let Verdicts { settled, violated, excused, undecided } = self.verdicts;
        if until.checked_sub(from).is_none_or(|seeds| seeds < self.runs) {
            return Err("it has fewer seeds than runs");
        }
        if sum([settled, violated, excused, undecided]) != Some(self.runs) {
            return Err("its verdicts are not those of all its runs");
        }
        if self.time_to_consistency.is_some() == self.swarm {
            return Err("a swarm has no times, and every other campaign has some");
        }
        if let Some(times) = &self.time_to_consistency {
            times.consistent(&self.verdicts, &self.seeds)?;
        }
        if self.unmatched.iter().any(|runs| *runs > self.runs) {
            return Err("a fault struck nothing in more runs than there are");
        }
        if !(0.0..1.0).contains(&self.items.relative_error) {
            return Err("the error of its items is no share");
        }
        if sum(self.items.times.iter().map(|(_, items)| *items)).is_none() {
            return Err("it has more items than can be counted");
        }
        let hits = self.hits.values().flat_map(|kinds| kinds.values().copied());
        if sum(self.sent.values().copied()).is_none() || sum(hits).is_none() {
            return Err("it has more messages than can be counted");
        }
        match self.ended.as_str() {
            "complete" if until - from == self.runs => Ok(Ended::Complete),
            "complete" => Err("it is complete, and not all its seeds were run"),
            "enough" => Ok(Ended::Enough),
            "interrupted" => Ok(Ended::Cancelled),
            _ => Err("nobody knows how it ended"),
        }
    }
}

/// The sum, where it can be counted.
fn sum(numbers: impl IntoIterator<Item = u64>) -> Option<u64> {
    numbers.into_iter().try_fold(0_u64, u64::checked_add)
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
    /// Whether they are times of the runs with these verdicts and of these seeds.
    fn consistent(&self, verdicts: &Verdicts, seeds: &Seeds) -> Result<(), &'static str> {
        let SavedUnreached { horizon, step_limit, violated } = self.unreached;
        let stalled = verdicts.excused.checked_add(verdicts.undecided);
        if sum(self.times.iter().map(|(_, runs, _)| *runs)) != Some(verdicts.settled)
            || violated != verdicts.violated
            || stalled.is_none()
            || sum([horizon, step_limit]) != stalled
        {
            return Err("its times are not those of all its runs");
        }
        if !self.times.is_sorted_by(|(one, ..), (other, ..)| one < other)
            || self.times.iter().any(|(_, runs, _)| *runs == 0)
        {
            return Err("its times are not one row for each, ascending");
        }
        if self.times.last().is_some_and(|(last, ..)| *last > self.horizon_ns) {
            return Err("a run was consistent after the horizon");
        }
        let known = seeds.from..seeds.until;
        match self.times.iter().all(|(.., seed)| known.contains(seed)) {
            true => Ok(()),
            false => Err("a time is of a seed that was not run"),
        }
    }

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
        self.times.iter().for_each(|(nanos, items)| counts.add(*nanos, *items));
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
