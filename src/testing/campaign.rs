//! A campaign as a test writes it: the corpus first, then the seeds; a failure is made small, saved and told. Knows no
//! terminal.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::corpus::{self, Today, Told};
use super::{seeds, words};
use crate::check::{
    self, CampaignReport, Finding, Judgement, Kept, Model, Plan, Registry, Samples, ScenarioOf, model_of,
};

/// A campaign over `scenario`, to be told how large it is and then asserted to be fine:
/// `campaign::<M>(scenario).seeds(0..2_000).assert_ok()`.
pub fn campaign<M: Model>(scenario: ScenarioOf<M>) -> Campaign<M> {
    Campaign {
        scenario,
        samples: Samples::new(),
        plan: Plan { seeds: 0..1_000, stop_after: Some(1), ..Plan::default() },
        exactly: false,
        corpus: corpus::home(M::NAME),
        program: "sooner".to_string(),
    }
}

/// A campaign as a test writes it.
#[must_use = "nothing is run before `assert_ok` or `run`"]
#[derive(Clone, Debug)]
pub struct Campaign<M: Model> {
    pub(super) scenario: ScenarioOf<M>,
    pub(super) samples: Samples,
    pub(super) plan: Plan,
    exactly: bool,
    pub(super) corpus: PathBuf,
    pub(super) program: String,
}

/// Why a campaign is not fine, in words for the one who wrote the test.
#[derive(Clone, PartialEq, Eq)]
pub struct Failed(pub(super) String);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// As it is displayed, so that `unwrap` shows its lines as lines.
impl fmt::Debug for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failed {}

impl<M: Model> Campaign<M> {
    /// These seeds, or more of them from the same first one: the environment variable `SOONER_SEEDS` raises their
    /// number, and never lowers it. Without a word about seeds it is `seeds(0..1_000)`.
    pub fn seeds(mut self, seeds: Range<u64>) -> Self {
        (self.plan.seeds, self.exactly) = (seeds, false);
        self
    }

    /// These seeds, whatever the environment says.
    pub fn exactly(mut self, seeds: Range<u64>) -> Self {
        (self.plan.seeds, self.exactly) = (seeds, true);
        self
    }

    /// Each seed also draws which families of faults are alive, how strong, and how the knobs stand.
    pub fn swarm(mut self) -> Self {
        self.plan.swarm = true;
        self
    }

    /// So many threads, which changes no result; without a word it is one, as tests run side by side anyway.
    pub fn jobs(mut self, jobs: usize) -> Self {
        self.plan.jobs = jobs;
        self
    }

    /// The folder of saved failures, in place of `scenarios/failures/<model>` in the package's folder, which is where
    /// `cargo test` runs tests.
    pub fn corpus(mut self, folder: impl Into<PathBuf>) -> Self {
        self.corpus = folder.into();
        self
    }

    /// The contents of the sample files that the scenario and the corpus name.
    pub fn samples(mut self, samples: Samples) -> Self {
        self.samples = samples;
        self
    }

    /// The program that is named where a command is told, in place of `sooner`: the one that serves your models.
    pub fn program(mut self, program: impl Into<String>) -> Self {
        self.program = program.into();
        self
    }

    /// Ends at the so-manyth failing seed in place of the first.
    pub fn stop_after(mut self, failing: u64) -> Self {
        self.plan.stop_after = Some(failing);
        self
    }

    /// Replays the corpus, runs the seeds, and demands that nothing fails.
    ///
    /// # Panics
    /// With [`Failed`] when something does.
    #[track_caller]
    pub fn assert_ok(self) -> CampaignReport {
        // Not in a closure, so that the place that is told is the test's own.
        match self.run() {
            Ok(report) => report,
            Err(failed) => panic!("{failed}"),
        }
    }

    /// Replays the corpus, then runs the seeds.
    ///
    /// # Errors
    /// When a saved scenario still fails, or a file of the corpus cannot be read: then no seed is run. When a seed
    /// fails, which is then made small and saved into the corpus; when a run is undecided, nothing ran, or something
    /// that has to be reached never was; when the scenario or `SOONER_SEEDS` is wrong.
    pub fn run(mut self) -> Result<CampaignReport, Failed> {
        self.corpus = words::near(self.corpus);
        if !self.exactly {
            let raised = seeds::raised(self.plan.seeds.clone(), seeds::asked().as_deref());
            self.plan.seeds = raised.map_err(Failed)?;
        }
        self.replay_corpus()?;
        let cancel = AtomicBool::new(false);
        let report = check::campaign::<M>(&self.scenario, &self.samples, &self.plan, &cancel, &mut |_| {});
        let report = report.map_err(|problem| Failed(format!("the campaign cannot be run: {problem}")))?;
        match (report.judgement(), report.findings.first()) {
            (Judgement::Fine, _) => Ok(report),
            (Judgement::Failed, Some(first)) => {
                Err(self.tell_finding(&report, first, &words::alone(first.seed)))
            }
            _ => Err(words::no_pass(&report)),
        }
    }

    /// Demands that no saved scenario still fails.
    pub(super) fn replay_corpus(&self) -> Result<(), Failed> {
        let files = corpus::files(&self.corpus).map_err(|error| {
            Failed(format!("{}: this folder cannot be read: {error}", self.corpus.display()))
        })?;
        let complaints: Vec<String> = files.iter().filter_map(|file| self.replay_file(file).err()).collect();
        match complaints.is_empty() {
            true => Ok(()),
            false => Err(words::corpus(M::NAME, &complaints)),
        }
    }

    fn replay_file(&self, file: &Path) -> Result<(), String> {
        let unread = |error| format!("{}: it cannot be read: {error}\n", file.display());
        let text = corpus::read(file).map_err(unread)?;
        let wrong = |problem| words::wrong(file, &text, &problem);
        if model_of(&text).map_err(wrong)? != M::NAME {
            return Ok(());
        }
        let registry = Registry::new().with::<M>();
        let opened = registry.model_of(&text).and_then(|model| model.open(&text, &self.samples));
        let mut opened = opened.map_err(wrong)?;
        match corpus::replay(opened.as_mut()) {
            (outcome, Today::Fails) => Err(words::still_fails(file, &outcome.verdict, &self.program)),
            (_, Today::Fixed | Today::Holds) => Ok(()),
        }
    }

    /// Makes a failing seed small, saves it, and tells it; `again` says how it is run again.
    pub(super) fn tell_finding(&self, report: &CampaignReport, first: &Finding, again: &str) -> Failed {
        let (kept, saved) = match check::keep::<M>(&self.scenario, &self.samples, report.swarm, first.seed) {
            Ok(kept) => {
                let saved =
                    save(&self.corpus, &kept, M::NAME, &self.program).map_err(|error| error.to_string());
                (Some(kept), saved)
            }
            Err(problem) => (None, Err(problem.to_string())),
        };
        let place = match &saved {
            Ok(place) => Ok(place.as_path()),
            Err(why) => Err((self.corpus.as_path(), why.as_str())),
        };
        words::finding(report, first, kept.as_ref(), place, &self.program, again)
    }
}

/// Adds what was made small to a folder.
pub(super) fn save(folder: &Path, kept: &Kept, model: &str, program: &str) -> std::io::Result<PathBuf> {
    corpus::prepare(folder)?;
    let origin = format!("a campaign of a test, {}", kept.origin);
    let told = Told { failure: &kept.failure, story: &kept.story, origin: &origin };
    corpus::add(folder, &format!("{model}-{}", kept.seed), |place| {
        corpus::story_text(&told, program, place, &kept.text)
    })
}
