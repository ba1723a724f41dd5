//! Campaigns that never ran, for pages about them. Claims nothing.

use sooner::check::CampaignReport;
use sooner::exact::{Law, Link, NoLaw, Order, Protocol, Ticks};
use sooner::measure::{Confidence, Times};
use sooner::report::page::{Gathering, Page, Stages, Threshold, page};
use sooner::sim::{Span, Time};

/// What a page is made of, to be changed by a test.
pub(crate) struct Sample {
    pub(crate) file: String,
    pub(crate) text: String,
    pub(crate) explanation: Vec<(String, String)>,
    pub(crate) report: CampaignReport,
    pub(crate) by_chance: bool,
    pub(crate) law: Result<Law, NoLaw>,
    pub(crate) last_write: Option<Time>,
    pub(crate) deadlines: Vec<Time>,
    pub(crate) thresholds: Vec<Threshold>,
    pub(crate) stages: Stages,
}

/// Twenty fields at once, no latency, every operation fails one time in five.
pub(crate) fn protocol() -> Protocol {
    let ticks = Ticks { first: Span::from_secs(1), every: Span::from_secs(1) };
    let link = || Link { latency: vec![(Span::ZERO, 1.0)], loss: 0.0, copies: None };
    Protocol {
        fields: 20,
        first_create: Span::from_millis(1),
        create_every: Span::ZERO,
        publish_on_create: true,
        data_entry: ticks,
        annotation: ticks,
        order: Order { message: 0, create: 1, data_entry: 2, annotation: 3 },
        failures: [0.2; 3],
        links: [link(), link(), link()],
        cuts: Vec::new(),
    }
}

/// No run yet.
pub(crate) fn nothing(horizon: Span) -> CampaignReport {
    let registry = sooner::models::registry();
    let model = registry.models().next().expect("there is the annotation system").describe();
    let mut report = CampaignReport::empty(&model);
    report.times = Some(Times::watched_for(horizon));
    report
}

/// A campaign whose runs took these times; `None` was not reached.
pub(crate) fn campaign(all: impl Iterator<Item = Option<u64>>, horizon: Span) -> CampaignReport {
    let mut report = nothing(horizon);
    let mut times = Times::watched_for(horizon);
    for (seed, nanos) in all.enumerate() {
        report.runs += 1;
        match nanos {
            Some(nanos) => {
                report.settled += 1;
                times.add(Time::from_nanos(nanos), seed as u64);
            }
            None => {
                report.undecided += 1;
                times.unreached_mut().horizon += 1;
            }
        }
    }
    report.seeds = 0..report.runs;
    report.steps = report.runs * 500;
    report.sent.iter_mut().for_each(|(_, sent)| *sent = report.runs * 25);
    report.times = Some(times);
    report
}

/// A number that looks like chance.
pub(crate) fn mixed(seed: u64) -> u64 {
    let mixed = (seed ^ 0x9e37_79b9_7f4a_7c15).wrapping_mul(0xd6e8_feb8_6659_fd93);
    let mixed = (mixed ^ mixed >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93);
    mixed ^ mixed >> 32
}

/// Times as the law has them, seed by seed.
pub(crate) fn by_law(law: &Law, runs: u64) -> impl Iterator<Item = Option<u64>> + '_ {
    (0..runs).map(|seed| {
        let share = (mixed(seed) >> 11) as f64 / (1u64 << 53) as f64;
        law.steps().iter().find(|step| step.within > share).map(|step| step.at.as_nanos())
    })
}

/// Ten thousand runs that do as the law says.
pub(crate) fn ordinary() -> Sample {
    let law = Law::of(&protocol()).expect("this protocol has a law");
    let mut report = campaign(by_law(&law, 10_000), Span::from_secs(60));
    (0..200_000).for_each(|item| report.items.add((1 + mixed(item) % 7) * 1_000_000_000, 1));
    let mut gathering = Gathering::new(&["fields", "acked"], Span::from_millis(100));
    for run in 0..20 {
        let row = |row: u64| (Time::from_millis(100 * (row + 1)), vec![20, (row + mixed(run) % 5).min(20)]);
        gathering.add((0..60).map(row).collect());
    }
    Sample {
        file: "scenarios/demo-random.ron".into(),
        text: "(version: 1, model: \"annotation\")".into(),
        explanation: [("model", "annotation (two services)"), ("at one instant", "faults, message, Create")]
            .map(|(key, words)| (key.to_string(), words.to_string()))
            .to_vec(),
        report,
        by_chance: true,
        law: Ok(law),
        last_write: Some(Time::from_millis(1)),
        deadlines: Vec::new(),
        thresholds: Vec::new(),
        stages: gathering.finish(),
    }
}

impl Sample {
    /// The page.
    pub(crate) fn page(&self) -> String {
        page(&Page {
            file: &self.file,
            hash: "0x0123456789abcdef",
            text: &self.text,
            version: "0.1.0",
            command: &format!("sooner report {} --seeds 0..10000 -o report.html", self.file),
            reproduce: &|seed| format!("sooner run {} --seed {seed}", self.file),
            explanation: &self.explanation,
            report: &self.report,
            by_chance: self.by_chance,
            law: self.law.as_ref(),
            tuning: None,
            last_write: self.last_write,
            deadlines: &self.deadlines,
            thresholds: &self.thresholds,
            stages: &self.stages,
            confidence: Confidence::P95,
        })
    }
}
