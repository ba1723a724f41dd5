//! What a campaign came to. The same for any number of threads; knows no time but the virtual one.

use std::ops::Range;

use super::coverage::Coverage;
use super::plan::Plan;
use super::record::{RunRecord, Standing};
use crate::check::describe::Description;
use crate::check::model::{Model, Property};
use crate::check::outcome::Verdict;
use crate::check::scenario::ScenarioOf;
use crate::check::threshold::{Assessed, Holds, Threshold};
use crate::measure::{Confidence, Counts, Times};
use crate::sim::digest::Digest;

/// How many failing seeds are kept in detail, the first ones; the others are counted.
pub const FINDINGS: usize = 1_000;
/// How many undecided seeds are.
const UNDECIDED: usize = 10;

/// Why a campaign ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Every seed was run.
    Complete,
    /// As many seeds failed as were asked for.
    Enough,
    /// It was told to end: what it tells is the longest complete beginning.
    Cancelled,
}

/// A seed whose run is worth telling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The seed.
    pub seed: u64,
    /// What its run came to.
    pub verdict: Verdict,
    /// The run's digest.
    pub digest: u64,
}

/// What a whole campaign comes to, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// No seed failed, and all that had to be reached was.
    Fine,
    /// A seed failed.
    Failed,
    /// No seed failed, but something that some run must come to never came: the campaign cannot see.
    Blind,
    /// No seed failed, but there were runs that nothing can be said of.
    Undecided,
    /// No seed failed, but a threshold of the scenario does, surely.
    Slow,
    /// No seed failed, but of a threshold these runs say neither yes nor no.
    Unsure,
    /// Nothing ran.
    Nothing,
}

/// What a campaign came to.
#[derive(Clone, Debug, PartialEq)]
pub struct CampaignReport {
    /// The model's name.
    pub model: &'static str,
    /// What the model calls an item.
    pub item: &'static str,
    /// What it calls the time of one, and from when to when that counts.
    pub item_time: Property,
    /// Whether each seed drew its own scenario.
    pub swarm: bool,
    /// The seeds that were asked for.
    pub seeds: Range<u64>,
    /// How many of them were run: always the first ones.
    pub runs: u64,
    /// Why it ended there.
    pub ended: Ended,
    /// Runs that settled.
    pub settled: u64,
    /// Runs that violate a property.
    pub violated: u64,
    /// Runs that did not settle where that was not demanded.
    pub excused: u64,
    /// Runs that did not settle before their horizon or step limit, though that was demanded.
    pub undecided: u64,
    /// Steps of all runs.
    pub steps: u64,
    /// When the runs became consistent. Of a swarm there is none: its runs are of different systems.
    pub times: Option<Times>,
    /// How long each item of each run took, from when it began to exist. Nothing of a swarm, or of a campaign that ended at
    /// a failing seed.
    pub items: Counts,
    /// How many items were not done when their runs ended; of the same runs.
    pub items_open: u64,
    /// How sure each statement about the times is.
    pub confidence: Confidence,
    /// What the scenario demands of the times; of a swarm nothing.
    pub thresholds: Vec<Threshold>,
    /// Each of them, held against the times.
    pub assessed: Vec<Assessed>,
    /// How many messages of each kind all runs sent; copies do not count.
    pub sent: Vec<(&'static str, u64)>,
    /// How many runs violate each property: the model's, liveness, and `panic`.
    pub properties: Vec<(&'static str, u64)>,
    /// In how many runs each of the model's `REACHED` came.
    pub reached: Vec<(&'static str, u64)>,
    /// In how many runs each fault of the scenario struck nothing.
    pub unmatched: Vec<u64>,
    /// What the faults struck.
    pub coverage: Coverage,
    /// The first failing seeds, [`FINDINGS`] at most.
    pub findings: Vec<Finding>,
    /// The first undecided ones, some at most.
    pub open: Vec<Finding>,
    /// A digest over all runs, in order.
    pub digest: u64,
    /// The same, to be gone on with.
    pub(super) running: Digest,
}

impl CampaignReport {
    /// Of a model, before any run.
    pub fn empty(model: &Description) -> CampaignReport {
        let mut properties: Vec<(&'static str, u64)> = Vec::new();
        for name in model.properties.iter().map(|property| property.name).chain([model.liveness, "panic"]) {
            if !properties.iter().any(|(known, _)| *known == name) {
                properties.push((name, 0));
            }
        }
        CampaignReport {
            model: model.name,
            item: model.item,
            item_time: model.item_time,
            swarm: false,
            seeds: 0..0,
            runs: 0,
            ended: Ended::Complete,
            settled: 0,
            violated: 0,
            excused: 0,
            undecided: 0,
            steps: 0,
            times: None,
            items: Counts::default(),
            items_open: 0,
            confidence: Confidence::P95,
            thresholds: Vec::new(),
            assessed: Vec::new(),
            sent: model.messages.iter().map(|kind| (*kind, 0)).collect(),
            properties,
            reached: model.reached.iter().map(|property| (property.name, 0)).collect(),
            unmatched: Vec::new(),
            coverage: Coverage::new(model.messages),
            findings: Vec::new(),
            open: Vec::new(),
            digest: 0,
            running: Digest::default(),
        }
    }

    pub(super) fn new<M: Model>(scenario: &ScenarioOf<M>, plan: &Plan) -> CampaignReport {
        let system = !plan.swarm;
        CampaignReport {
            swarm: plan.swarm,
            seeds: plan.seeds.clone(),
            times: system.then(|| Times::watched_for(scenario.horizon)),
            confidence: plan.confidence,
            thresholds: if system { scenario.thresholds() } else { Vec::new() },
            unmatched: vec![0; scenario.faults.len()],
            ..CampaignReport::empty(&Description::of::<M>())
        }
    }

    /// Takes the next run in.
    pub(super) fn add(&mut self, record: &RunRecord) {
        let standing = record.standing();
        self.runs += 1;
        self.steps = self.steps.saturating_add(record.steps);
        self.coverage.add(&record.hits);
        self.sent.iter_mut().zip(&record.sent).for_each(|((_, sum), sent)| *sum = sum.saturating_add(*sent));
        self.time(record);
        record.unmatched.iter().for_each(|fault| self.unmatched[*fault] += 1);
        for (index, (_, runs)) in self.reached.iter_mut().enumerate() {
            *runs += record.reached >> index & 1;
        }
        let finding =
            || Finding { seed: record.seed, verdict: record.verdict.clone(), digest: record.digest };
        match standing {
            Standing::Settled => self.settled += 1,
            Standing::Excused => self.excused += 1,
            Standing::Undecided => {
                self.undecided += 1;
                if self.open.len() < UNDECIDED {
                    self.open.push(finding());
                }
            }
            Standing::Violated => {
                self.violated += 1;
                self.count(&record.verdict);
                if self.findings.len() < FINDINGS {
                    self.findings.push(finding());
                }
            }
        }
        self.running.absorb(record.seed, standing as u64, record.digest);
        self.digest = self.running.value();
    }

    /// What the run says about time: when it was consistent, or why nobody knows.
    fn time(&mut self, record: &RunRecord) {
        let Some(times) = &mut self.times else { return };
        match (&record.verdict, record.limited) {
            (Verdict::Settled { at }, _) => times.add(*at, record.seed),
            (Verdict::Violated { .. }, _) => times.unreached_mut().violated += 1,
            (Verdict::Stalled { .. }, true) => times.unreached_mut().step_limit += 1,
            (Verdict::Stalled { .. }, false) => times.unreached_mut().horizon += 1,
        }
    }

    fn count(&mut self, verdict: &Verdict) {
        if let Verdict::Violated { property, .. } = verdict
            && let Some((_, runs)) = self.properties.iter_mut().find(|(name, _)| name == property)
        {
            *runs += 1;
        }
    }

    /// The faults of the scenario, by their place in it, that struck nothing in any run.
    pub fn never_struck(&self) -> Vec<usize> {
        let never = |(_, runs): &(usize, &u64)| self.runs > 0 && **runs == self.runs;
        self.unmatched.iter().enumerate().filter(never).map(|(fault, _)| fault).collect()
    }

    /// What some run of a whole campaign must have come to, and none did. A single seed, run again, is no campaign.
    pub fn never_reached(&self) -> Vec<&'static str> {
        match self.runs > 1 && self.ended == Ended::Complete {
            true => self.reached.iter().filter(|(_, runs)| *runs == 0).map(|(name, _)| *name).collect(),
            false => Vec::new(),
        }
    }

    /// Holds each threshold against the times, once all runs are in, or the confidence is another one.
    pub fn assess(&mut self) {
        let Some(times) = &self.times else { return };
        let judge = |threshold: &Threshold| threshold.judge(times, self.confidence);
        self.assessed = self.thresholds.iter().map(judge).collect();
    }

    /// What it comes to.
    pub fn judgement(&self) -> Judgement {
        let any = |holds: Holds| self.assessed.iter().any(|one| one.holds == holds);
        match self {
            _ if self.violated > 0 => Judgement::Failed,
            _ if self.runs == 0 => Judgement::Nothing,
            // A threshold that fails does so whatever the undecided runs would have come to: they counted against that.
            _ if any(Holds::Fail) => Judgement::Slow,
            // Where every single run was excused, nothing was seen to settle either. What a run that was ended early
            // did not come to says nothing.
            _ if self.undecided > 0 || self.settled == 0 => Judgement::Undecided,
            _ if !self.never_reached().is_empty() => Judgement::Blind,
            _ if any(Holds::Unsure) => Judgement::Unsure,
            _ => Judgement::Fine,
        }
    }
}
