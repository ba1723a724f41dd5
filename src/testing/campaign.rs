//! A campaign as a test writes it: the corpus first, then the seeds; a failure is saved and told so that it can be
//! replayed. Knows no terminal.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::corpus::{self, Told};
use super::seeds;
use crate::check::{
    self, CampaignReport, Ended, Finding, Judgement, Kept, Model, Plan, Problem, Registry, Samples,
    ScenarioOf, model_of,
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
    }
}

/// A campaign as a test writes it.
#[must_use = "nothing is run before `assert_ok` or `run`"]
#[derive(Clone, Debug)]
pub struct Campaign<M: Model> {
    scenario: ScenarioOf<M>,
    samples: Samples,
    plan: Plan,
    exactly: bool,
    corpus: PathBuf,
}

/// Why a campaign is not fine, in words for the one who wrote the test.
#[derive(Clone, PartialEq, Eq)]
pub struct Failed(String);

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
        self.run().unwrap_or_else(|failed| panic!("{failed}"))
    }

    /// Replays the corpus, then runs the seeds.
    ///
    /// # Errors
    /// When a file of the corpus cannot be read or misses what it expects; when a seed fails, whose scenario is then
    /// saved into the corpus; when a run is undecided, nothing ran, or something that has to be reached never was;
    /// when the scenario or `SOONER_SEEDS` is wrong.
    pub fn run(mut self) -> Result<CampaignReport, Failed> {
        if !self.exactly {
            let raised = seeds::raised(self.plan.seeds.clone(), seeds::asked().as_deref());
            self.plan.seeds = raised.map_err(Failed)?;
        }
        self.replay_corpus()?;
        let cancel = AtomicBool::new(false);
        let report = check::campaign::<M>(&self.scenario, &self.samples, &self.plan, &cancel, &mut |_| {});
        let report = report.map_err(|problem| Failed(format!("the campaign cannot be run: {problem}")))?;
        match report.judgement() {
            Judgement::Fine => Ok(report),
            Judgement::Failed => Err(self.tell_finding(&report)),
            Judgement::Blind => Err(Failed(format!(
                "{} runs of {} never came to: {}\nA test that cannot see this is not a pass.",
                report.runs,
                M::NAME,
                report.never_reached().join(", ")
            ))),
            Judgement::Undecided => Err(tell_undecided(&report)),
            Judgement::Nothing => Err(Failed("the campaign has no seeds: nothing ran".to_string())),
        }
    }

    fn replay_corpus(&self) -> Result<(), Failed> {
        let at = |file: &Path, words: String| format!("{}: {words}", file.display());
        let files = corpus::files(&self.corpus)
            .map_err(|error| Failed(at(&self.corpus, format!("this folder cannot be read: {error}"))))?;
        let mut complaints = Vec::new();
        for file in files {
            if let Err(words) = self.replay_file(&file) {
                complaints.push(at(&file, words));
            }
        }
        match complaints.is_empty() {
            true => Ok(()),
            false => Err(Failed(format!(
                "saved scenarios do not come to what they expect:\n  {}",
                complaints.join("\n  ")
            ))),
        }
    }

    fn replay_file(&self, file: &Path) -> Result<(), String> {
        let text = corpus::read(file).map_err(|error| format!("it cannot be read: {error}"))?;
        let wrong = |problem: Problem| problem.to_string();
        if model_of(&text).map_err(wrong)? != M::NAME {
            return Ok(());
        }
        let registry = Registry::new().with::<M>();
        let opened = registry.model_of(&text).and_then(|model| model.open(&text, &self.samples));
        let mut opened = opened.map_err(wrong)?;
        let (outcome, missed) = corpus::replay(opened.as_mut());
        match missed.as_slice() {
            [] => Ok(()),
            [first, ..] => {
                let advice = corpus::advice(opened.expectations(), &outcome);
                Err(format!("expected {}, got {}; {advice}", first.expected, first.got))
            }
        }
    }

    fn tell_finding(&self, report: &CampaignReport) -> Failed {
        let Some(first) = report.findings.first() else { unreachable!("a failed campaign has a finding") };
        let (kept, saved) = match check::keep::<M>(&self.scenario, &self.samples, report.swarm, first.seed) {
            Ok(kept) => {
                let saved = self.save(&kept).map_err(|error| error.to_string());
                (Some(kept), saved)
            }
            Err(problem) => (None, Err(problem.to_string())),
        };
        Failed(words::<M>(report, first, kept.as_ref(), &saved, &self.corpus))
    }

    fn save(&self, kept: &Kept) -> std::io::Result<PathBuf> {
        corpus::prepare(&self.corpus)?;
        let origin = format!("a campaign of a test, {}", kept.origin);
        let told = Told { failure: &kept.failure, story: &kept.story, origin: &origin };
        corpus::add(&self.corpus, &format!("{}-{}", M::NAME, kept.seed), |place| {
            corpus::story_text(&told, "sooner", place, &kept.text)
        })
    }
}

/// The message of a test that found something.
fn words<M: Model>(
    report: &CampaignReport,
    first: &Finding,
    kept: Option<&Kept>,
    saved: &Result<PathBuf, String>,
    folder: &Path,
) -> String {
    let Finding { seed, verdict, .. } = first;
    let seeds = &report.seeds;
    let mut text = format!("{} fails at seed {seed} of {}..{}: {verdict}\n", M::NAME, seeds.start, seeds.end);
    if let Some(kept) = kept {
        text += &format!("\n{}\n\n", kept.story.trim_end());
    }
    match saved {
        Ok(place) => {
            text += &format!("saved   {}\n", place.display());
            text += &format!("replay  sooner replay {}\n", corpus::quoted(place));
        }
        Err(why) => text += &format!("not saved into {}: {why}\n", folder.display()),
    }
    text += &format!("seed    {seed}, which is alone with .exactly({seed}..{})", seed.saturating_add(1));
    if report.ended != Ended::Complete && report.violated > 1 {
        text += &format!("\nIt is the first of {} failing seeds in {} runs.", report.violated, report.runs);
    }
    text
}

fn tell_undecided(report: &CampaignReport) -> Failed {
    let CampaignReport { runs, undecided, excused, .. } = report;
    match report.open.first() {
        Some(Finding { seed, verdict, .. }) => Failed(format!(
            "{undecided} of {runs} runs did not come to an end, the first of them seed {seed}: {verdict}\n\
             A later `horizon` or a higher `step_limit` lets them."
        )),
        None => Failed(format!(
            "none of {runs} runs settled, and of {excused} that was not demanded: nothing was seen"
        )),
    }
}
