//! "It settles within 30 s" as a test: seeds are run until that is shown or refuted, or too many were needed. Knows no
//! terminal, and no statistics but which to ask.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use super::campaign::{Campaign, Failed, campaign, save};
use super::corpus;
use super::settling::{Explained, Settling};
use super::words;
use crate::check::{self, CampaignReport, Model, Plan, RunRecord, Samples, ScenarioOf, keep_slow};
use crate::measure::{Confidence, Decision, Level, Sequential};
use crate::sim::Span;

/// How many seeds are run at most where nobody says otherwise.
const AT_MOST: u64 = 20_000;

/// Demands that, with this confidence, at least this share of all runs settles within this time from its start:
/// `assert_settles_within::<M>(scenario, "30s", 0.999, 0.99)`.
///
/// See [`settles_within`] for how that is decided, and for more words.
///
/// # Panics
/// With [`Failed`] when it is not so, when 20,000 seeds do not decide it, when a property is violated, or when a number is
/// none.
#[track_caller]
pub fn assert_settles_within<M: Model>(
    scenario: ScenarioOf<M>,
    within: &str,
    probability: f64,
    confidence: f64,
) -> Settling {
    settles_within::<M>(scenario, within).probability(probability).confidence(confidence).assert()
}

/// A demand on how soon `scenario` settles, to be told more of and then asserted:
/// `settles_within::<M>(scenario, "30s").probability(0.999).confidence(0.99).assert()`.
///
/// Seeds are run in blocks; after each it is decided by [`Sequential`] whether the share of runs that settle in time is
/// shown to be high enough, or shown not to be. Looking several times makes neither more likely to be wrong than one minus
/// the confidence. A run that does not settle is not in time, whether that was demanded of it or not.
pub fn settles_within<M: Model>(scenario: ScenarioOf<M>, within: &str) -> SettlesWithin<M> {
    SettlesWithin {
        campaign: campaign(scenario),
        within: within.to_string(),
        probability: 0.999,
        confidence: 0.99,
        at_most: AT_MOST,
        from_seed: 0,
        slow_runs: corpus::home_of_slow_runs(M::NAME),
    }
}

/// A demand on how soon a scenario settles.
#[must_use = "nothing is run before `assert` or `run`"]
#[derive(Clone, Debug)]
pub struct SettlesWithin<M: Model> {
    campaign: Campaign<M>,
    within: String,
    probability: f64,
    confidence: f64,
    at_most: u64,
    from_seed: u64,
    slow_runs: PathBuf,
}

impl<M: Model> SettlesWithin<M> {
    /// The share of all runs that is to settle in time, above 0 and below 1; without a word it is 0.999.
    pub fn probability(mut self, probability: f64) -> Self {
        self.probability = probability;
        self
    }

    /// How sure the decision is to be, above 0 and below 1; without a word it is 0.99.
    pub fn confidence(mut self, confidence: f64) -> Self {
        self.confidence = confidence;
        self
    }

    /// At most so many seeds; without a word it is 20,000. What they do not decide is undecided, and no pass. The
    /// environment variable `SOONER_SEEDS` changes nothing of this.
    pub fn at_most(mut self, seeds: u64) -> Self {
        self.at_most = seeds;
        self
    }

    /// The first seed; without a word it is 0.
    pub fn from_seed(mut self, seed: u64) -> Self {
        self.from_seed = seed;
        self
    }

    /// So many threads, which changes no result; without a word it is one, as tests run side by side anyway.
    pub fn jobs(mut self, jobs: usize) -> Self {
        self.campaign = self.campaign.jobs(jobs);
        self
    }

    /// The contents of the sample files that the scenario and the corpus name.
    pub fn samples(mut self, samples: Samples) -> Self {
        self.campaign = self.campaign.samples(samples);
        self
    }

    /// The program that is named where a command is told, in place of `sooner`.
    pub fn program(mut self, program: impl Into<String>) -> Self {
        self.campaign = self.campaign.program(program);
        self
    }

    /// The folder of saved failures, as of a [`Campaign`]: they are replayed first, and a violated property is saved there.
    pub fn corpus(mut self, folder: impl Into<PathBuf>) -> Self {
        self.campaign = self.campaign.corpus(folder);
        self
    }

    /// The folder into which the smallest set of faults that explains a slow run is saved, in place of
    /// `scenarios/slow/<model>`. It is for reading and replaying: it settles as it expects, so no test runs it again.
    pub fn slow_runs(mut self, folder: impl Into<PathBuf>) -> Self {
        self.slow_runs = folder.into();
        self
    }

    /// Replays the corpus, runs seeds until it is decided, and demands that it holds.
    ///
    /// # Panics
    /// With [`Failed`] when it does not, or is not decided.
    #[track_caller]
    pub fn assert(self) -> Settling {
        // Not in a closure, so that the place that is told is the test's own.
        match self.run() {
            Ok(settling) => settling,
            Err(failed) => panic!("{failed}"),
        }
    }

    /// Replays the corpus, then runs seeds until it is decided.
    ///
    /// # Errors
    /// When a saved scenario still fails: then no seed is run. When a seed violates a property, which is then made small
    /// and saved into the corpus. When too few runs are in time: with the slowest seeds, and the smallest set of faults
    /// that explains the first slow one. When it is not decided: with what was seen and how many seeds it would take. When
    /// a number is none, or the scenario is wrong.
    pub fn run(mut self) -> Result<Settling, Failed> {
        let (mut settling, sequential) = self.asked()?;
        let seeds = self.seeds()?;
        self.campaign.corpus = words::near(std::mem::take(&mut self.campaign.corpus));
        self.slow_runs = words::near(std::mem::take(&mut self.slow_runs));
        self.campaign.replay_corpus()?;
        loop {
            let done = settling.runs();
            let until = sequential.next_look(done).min(self.at_most);
            let block = seeds.start + done..seeds.start + until;
            let mut report = self.run_block(block, &mut settling)?;
            if let Some(first) = report.findings.first().cloned() {
                let again = format!("seed    {0}, with which .from_seed({0}) begins", first.seed);
                report.seeds = seeds;
                return Err(self.campaign.tell_finding(&report, &first, &again));
            }
            let is_last = until == self.at_most;
            let decision = match is_last {
                true => sequential.last_look(settling.hits, until),
                false => sequential.look(settling.hits, until),
            };
            match decision {
                Decision::Holds => return Ok(settling),
                Decision::Fails => return Err(self.tell_slow(&settling)),
                Decision::Open if is_last => {
                    return Err(Failed(settling.undecided(sequential.seeds_needed(settling.hits, until))));
                }
                Decision::Open => {}
            }
        }
    }

    /// What is asked, where that can be asked at all.
    fn asked(&self) -> Result<(Settling, Sequential), Failed> {
        let refuse = |why: String| Failed(format!("this cannot be asserted: {why}"));
        let within: Span = self.within.parse().map_err(refuse)?;
        let level = level(self.probability).map_err(refuse)?;
        let confidence = confidence(self.confidence).map_err(refuse)?;
        let horizon = self.campaign.scenario.horizon;
        if within > horizon {
            return Err(refuse(format!(
                "the scenario ends at its horizon, {horizon}, so nobody sees what happens within {within}; write a \
                 later `horizon` into it"
            )));
        }
        Ok((Settling::new(M::NAME, within, level, confidence), Sequential::new(level, confidence)))
    }

    /// All seeds that there may be.
    fn seeds(&self) -> Result<Range<u64>, Failed> {
        let refuse = |why: String| Failed(format!("this cannot be asserted: {why}"));
        if self.at_most == 0 {
            return Err(refuse("of at most 0 seeds nothing can be seen; write .at_most(20_000)".to_string()));
        }
        let end = self.from_seed.checked_add(self.at_most);
        let end = end.ok_or_else(|| {
            refuse(format!("there are no {} seeds from seed {} on", self.at_most, self.from_seed))
        })?;
        let seeds = self.from_seed..end;
        let plan = Plan { seeds: seeds.clone(), ..Plan::default() };
        plan.number().map_err(|problem| refuse(problem.to_string()))?;
        Ok(seeds)
    }

    fn run_block(&self, seeds: Range<u64>, settling: &mut Settling) -> Result<CampaignReport, Failed> {
        let Campaign { scenario, samples, plan, .. } = &self.campaign;
        let plan = Plan { seeds, stop_after: Some(1), ..plan.clone() };
        let cancel = AtomicBool::new(false);
        let mut see = |record: &RunRecord| settling.add(record);
        let report = check::campaign::<M>(scenario, samples, &plan, &cancel, &mut see);
        report.map_err(|problem| Failed(format!("the scenario cannot be run: {problem}")))
    }

    fn tell_slow(&self, settling: &Settling) -> Failed {
        let Campaign { scenario, samples, program, .. } = &self.campaign;
        let explained = settling.first_slow().map(|seed| {
            let kept = keep_slow::<M>(scenario, samples, settling.within, seed);
            let kept = kept.map_err(|problem| problem.to_string());
            kept.map(|kept| {
                let saved = save(&self.slow_runs, &kept, M::NAME, program);
                Explained { saved: saved.map_err(|error| error.to_string()), kept }
            })
        });
        let last_input = M::new(&scenario.knobs).ok().and_then(|model| {
            let inputs = (0..).map_while(|index| model.input(index)).map(|(at, ..)| at);
            inputs.take_while(|at| *at <= scenario.horizon.after_start()).last()
        });
        Failed(settling.too_slow(explained, last_input, &self.slow_runs, program))
    }
}

/// A share of runs that can be shown.
fn level(probability: f64) -> Result<Level, String> {
    match probability {
        1.0 => Err("that all runs settle in time, with probability 1, is shown by no number of runs; ask for \
                    a share below, like 0.9999"
            .to_string()),
        0.0 => {
            Err("with probability 0 it is true of every system; ask for a share above, like 0.99".to_string())
        }
        _ => format!("{probability}").parse().map_err(|_| {
            format!("{probability} is no probability that can be asked for: one is above 0 and below 1, like 0.999")
        }),
    }
}

fn confidence(confidence: f64) -> Result<Confidence, String> {
    match confidence {
        1.0 => {
            Err("runs make nothing certain, so no confidence is 1; ask for one below, like 0.99".to_string())
        }
        0.0 => Err("a statement with confidence 0 says nothing; ask for one like 0.99".to_string()),
        _ => Confidence::new(confidence),
    }
}
