//! Testing the tester: every wrong variant of a model is hunted by a swarm, and what is found is made small. Knows no
//! clock: whoever wants to know how long something took measures it from outside.

use std::sync::atomic::{AtomicBool, Ordering};

use super::campaign::{CampaignReport, Ended, Kept, Plan, RunRecord, campaign, in_order, keep};
use super::knobs::Knobs;
use super::model::{Model, MutantDoc};
use super::outcome::Verdict;
use super::prepare::Prepared;
use super::problem::{Problem, did_you_mean};
use super::scenario::ScenarioOf;
use super::shrink::RUNS;
use super::weather::Samples;

/// A mutant is to be found within so many seeds.
pub const FOUND_WITHIN: u64 = 1_000;
/// How many of the first seeds that find a mutant are made small where nobody says otherwise.
pub const MADE_SMALL: usize = 5;
/// How many items a small scenario may have, where the smallest counterexample has no more.
pub const MOST_ITEMS: u64 = 2;
/// The knob by which a scenario asks for a mutant.
const KNOB: &str = "mutant";

/// Does a reduction, once, and may measure it; on any thread: (mutant, seed, the work).
pub type Around<'a> = dyn Fn(&'static str, u64, &mut dyn FnMut()) + Sync + 'a;

/// What is to be hunted.
#[derive(Clone, Copy)]
pub struct HuntRequest<'a> {
    /// This mutant alone, by its name or another that a scenario may give it.
    pub mutant: Option<&'a str>,
    /// The seeds of each swarm are 0 to this.
    pub seeds: u64,
    /// How many threads. It changes no result.
    pub jobs: usize,
    /// How many of the first seeds that find a mutant are made small.
    pub made_small: usize,
    /// Ends the hunt when it is set; what is told then is how far it came.
    pub cancel: &'a AtomicBool,
    /// Is given every reduction to do.
    pub around: &'a Around<'a>,
}

/// What came of a hunt.
#[derive(Clone, Debug, PartialEq)]
pub struct Hunt {
    /// The model's name.
    pub model: &'static str,
    /// What it calls an item.
    pub item: &'static str,
    /// How many seeds each swarm was to have.
    pub seeds: u64,
    /// The same swarm around the model as it should be.
    pub reference: CampaignReport,
    /// The mutants, in the order of the model.
    pub mutants: Vec<Hunted>,
    /// Whether it was told to end before it was done.
    pub cancelled: bool,
}

/// What came of hunting one mutant.
#[derive(Clone, Debug, PartialEq)]
pub struct Hunted {
    /// The mutant.
    pub doc: MutantDoc,
    /// How many seeds were run, from 0 on.
    pub runs: u64,
    /// The seeds that find it by its own property, in order.
    pub found: Vec<u64>,
    /// How many seeds find it by another property, for each of those that did.
    pub others: Vec<(&'static str, u64)>,
    /// How many runs did not settle in time, though no property says why they need not.
    pub undecided: u64,
    /// The first of the seeds that find it, made small.
    pub small: Vec<Small>,
    /// A digest over all its runs.
    pub digest: u64,
}

/// A run that gives a mutant away, made small.
#[derive(Clone, Debug, PartialEq)]
pub struct Small {
    /// The scenario and its story.
    pub kept: Kept,
    /// Whether a law of chance still decides something: another seed gives another run.
    pub is_random: bool,
}

/// Whether a goal was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// It was.
    Met,
    /// It was not.
    Missed,
    /// That cannot be said of so few seeds.
    Open,
}

/// The goals for a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// It is found within [`FOUND_WITHIN`] seeds; an equivalent one is never found.
    pub found: Goal,
    /// What was made small has at most one and a half times the faults of the smallest counterexample, and no more
    /// items than that one or [`MOST_ITEMS`].
    pub small: Goal,
    /// Making it small took at most [`RUNS`] runs.
    pub runs: Goal,
}

impl Judged {
    /// All of them together.
    pub fn all(self) -> Goal {
        [self.found, self.small, self.runs].into_iter().fold(Goal::Met, Goal::and)
    }
}

impl Goal {
    fn of(is_met: bool) -> Goal {
        if is_met { Goal::Met } else { Goal::Missed }
    }

    /// Both together: what is missed stays missed.
    pub fn and(self, other: Goal) -> Goal {
        match (self, other) {
            (Goal::Missed, _) | (_, Goal::Missed) => Goal::Missed,
            (Goal::Open, _) | (_, Goal::Open) => Goal::Open,
            _ => Goal::Met,
        }
    }
}

impl Small {
    /// Whether it is as small as it is to be.
    pub fn is_small(&self, doc: &MutantDoc) -> bool {
        let (faults, items) = Small::most(doc);
        !self.is_random && self.kept.after.faults <= faults && self.kept.after.items <= items
    }

    /// The most departures and items that a small scenario of a mutant may have.
    pub fn most(doc: &MutantDoc) -> (u64, u64) {
        (doc.faults as u64 * 3 / 2, doc.items.max(MOST_ITEMS))
    }
}

impl Hunted {
    /// How many seeds a search needs that begins at any of the seeds and goes on with the first after the last: the
    /// median over where it begins. None where no seed finds the mutant.
    pub fn median(&self) -> Option<u64> {
        let mut gaps: Vec<u64> = self.found.windows(2).map(|pair| pair[1] - pair[0]).collect();
        gaps.push(self.found.first()? + self.runs - self.found.last()?);
        // Of the searches that end at a finding seed, one needs 1 seed, one 2, and so on up to the gap before it.
        let need = |most: u64| gaps.iter().map(|gap| *gap.min(&most)).sum::<u64>();
        let (mut low, mut high) = (1, self.runs);
        while low < high {
            let middle = low + (high - low) / 2;
            match need(middle) >= self.runs.div_ceil(2) {
                true => high = middle,
                false => low = middle + 1,
            }
        }
        Some(low)
    }

    /// How many seeds find it by another property than its own.
    pub fn other(&self) -> u64 {
        self.others.iter().map(|(_, seeds)| seeds).sum()
    }

    /// How it stands with the goals.
    pub fn judged(&self) -> Judged {
        let small = || Goal::of(self.small.iter().all(|small| small.is_small(&self.doc)));
        let runs = || Goal::of(self.small.iter().all(|small| small.kept.runs <= RUNS));
        let nothing_small = if self.small.is_empty() { Goal::Open } else { Goal::Met };
        match (self.doc.caught_by, self.found.first()) {
            (None, _) if self.other() > 0 => {
                Judged { found: Goal::Missed, small: Goal::Met, runs: Goal::Met }
            }
            (None, _) => {
                let found = if self.undecided > 0 || self.runs == 0 { Goal::Open } else { Goal::Met };
                Judged { found, small: Goal::Met, runs: Goal::Met }
            }
            (Some(_), Some(first)) => Judged {
                found: Goal::of(*first < FOUND_WITHIN),
                small: small().and(nothing_small),
                runs: runs().and(nothing_small),
            },
            (Some(_), None) => {
                let found = if self.runs < FOUND_WITHIN { Goal::Open } else { Goal::Missed };
                Judged { found, small: Goal::Open, runs: Goal::Open }
            }
        }
    }
}

impl Hunt {
    /// The reference has no finding.
    pub fn reference_goal(&self) -> Goal {
        let CampaignReport { runs, violated, undecided, .. } = &self.reference;
        match violated {
            0 if *undecided > 0 || *runs == 0 => Goal::Open,
            violated => Goal::of(*violated == 0),
        }
    }

    /// All goals together; of a hunt that was told to end, no more is said than what is missed.
    pub fn goal(&self) -> Goal {
        let mutants = self.mutants.iter().map(|hunted| hunted.judged().all());
        let whole = if self.cancelled { Goal::Open } else { Goal::Met };
        mutants.fold(self.reference_goal().and(whole), Goal::and)
    }
}

/// Hunts the wrong variants of a model, around its calm scenario; `watch` hears after every run how many runs more were
/// done, a reduction counted as [`RUNS`], and how many seeds found something so far.
///
/// # Errors
/// When the model lacks the mutant, or has none; when a seed draws a scenario that cannot be run.
pub fn hunt<M: Model>(request: &HuntRequest<'_>, watch: &mut dyn FnMut(u64, u64)) -> Result<Hunt, Problem> {
    let wanted = wanted::<M>(request.mutant)?;
    let mut found = 0;
    let reference = swarm::<M>(&calm::<M>(None)?, request, &mut |record| {
        found += is_violated(record) as u64;
        watch(1, found);
    })?;
    let mut hunt = Hunt {
        model: M::NAME,
        item: M::ITEM,
        seeds: request.seeds,
        cancelled: reference.ended == Ended::Cancelled,
        reference,
        mutants: Vec::new(),
    };
    for doc in wanted {
        if hunt.cancelled {
            return Ok(hunt);
        }
        let (hunted, ended) = search::<M>(doc, request, &mut |is_found| {
            found += is_found as u64;
            watch(1, found);
        })?;
        hunt.cancelled = ended == Ended::Cancelled;
        hunt.mutants.push(hunted);
    }
    hunt.cancelled |= make_small::<M>(&mut hunt.mutants, request, &mut |runs| watch(runs, found))?;
    Ok(hunt)
}

/// The mutants that are asked for.
fn wanted<M: Model>(name: Option<&str>) -> Result<Vec<MutantDoc>, Problem> {
    if M::MUTANTS.is_empty() {
        let message = format!("the model `{}` has no mutants", M::NAME);
        return Err(Problem::at::<&str>([], message).hint("name a model that has some"));
    }
    let Some(name) = name else { return Ok(M::MUTANTS.to_vec()) };
    let mut turned = M::Knobs::default();
    // A scenario may know it by a shorter name, too.
    let is_known = turned.turn(KNOB, name).is_ok();
    for doc in M::MUTANTS {
        if doc.name == name || is_known && calm::<M>(Some(doc))?.knobs == turned {
            return Ok(vec![*doc]);
        }
    }
    let names = M::MUTANTS.iter().map(|doc| doc.name);
    let longer = names.clone().find(|longer| !name.is_empty() && longer.starts_with(name));
    let hint = (longer.map(|longer| format!("did you mean `{longer}`?")))
        .or_else(|| did_you_mean(name, names.clone()))
        .unwrap_or_else(|| format!("there is {}", names.collect::<Vec<_>>().join(", ")));
    let message = format!("the model `{}` has no mutant `{name}`", M::NAME);
    Err(Problem::at(["--mutant"], message).hint(hint))
}

/// The model's calm scenario, of a mutant or of none.
fn calm<M: Model>(mutant: Option<&MutantDoc>) -> Result<ScenarioOf<M>, Problem> {
    let mut knobs = M::Knobs::default();
    if let Some(doc) = mutant {
        knobs.turn(KNOB, doc.name)?;
    }
    Ok(ScenarioOf::<M>::calm(M::NAME, knobs))
}

fn swarm<M: Model>(
    base: &ScenarioOf<M>,
    request: &HuntRequest<'_>,
    watch: &mut dyn FnMut(&RunRecord),
) -> Result<CampaignReport, Problem> {
    let plan = Plan { seeds: 0..request.seeds, swarm: true, jobs: request.jobs, ..Plan::default() };
    campaign::<M>(base, &Samples::default(), &plan, request.cancel, watch)
}

fn is_violated(record: &RunRecord) -> bool {
    matches!(record.verdict, Verdict::Violated { .. })
}

/// Runs a mutant's swarm.
fn search<M: Model>(
    doc: MutantDoc,
    request: &HuntRequest<'_>,
    watch: &mut dyn FnMut(bool),
) -> Result<(Hunted, Ended), Problem> {
    let mut found = Vec::new();
    let report = swarm::<M>(&calm::<M>(Some(&doc))?, request, &mut |record| {
        match &record.verdict {
            Verdict::Violated { property, .. } if Some(property.as_str()) == doc.caught_by => {
                found.push(record.seed);
            }
            _ => {}
        }
        watch(is_violated(record));
    })?;
    let CampaignReport { runs, undecided, ended, digest, mut properties, .. } = report;
    properties.retain(|(name, seeds)| Some(*name) != doc.caught_by && *seeds > 0);
    let small = Vec::new();
    Ok((Hunted { doc, runs, found, others: properties, undecided, small, digest }, ended))
}

/// Makes the first seeds that found each mutant small; says whether it was told to end before.
fn make_small<M: Model>(
    mutants: &mut [Hunted],
    request: &HuntRequest<'_>,
    watch: &mut dyn FnMut(u64),
) -> Result<bool, Problem> {
    let mut seeds: Vec<(usize, MutantDoc, u64)> = Vec::new();
    for (index, Hunted { doc, found, .. }) in mutants.iter().enumerate() {
        let first = found.iter().take(request.made_small);
        watch((request.made_small - first.len()) as u64 * RUNS as u64);
        seeds.extend(first.map(|seed| (index, *doc, *seed)));
    }
    let worker = || {
        |piece: u64, result: &mut Option<Result<Small, Problem>>| {
            let (_, doc, seed) = seeds[piece as usize];
            *result = None;
            if !request.cancel.load(Ordering::Relaxed) {
                (request.around)(doc.name, seed, &mut || *result = Some(small::<M>(&doc, seed)));
            }
        }
    };
    let (mut problem, mut cancelled, mut next) = (None, false, 0);
    in_order(request.jobs, seeds.len() as u64, worker, |result| {
        match result.take() {
            Some(Ok(small)) => mutants[seeds[next].0].small.push(small),
            Some(Err(refused)) => problem = Some(refused),
            None => cancelled = true,
        }
        next += 1;
        watch(RUNS as u64);
        problem.is_none() && !cancelled
    });
    problem.map_or(Ok(cancelled), Err)
}

/// The run of a mutant's seed, made small.
fn small<M: Model>(doc: &MutantDoc, seed: u64) -> Result<Small, Problem> {
    let samples = Samples::default();
    let kept = keep::<M>(&calm::<M>(Some(doc))?, &samples, true, seed)?;
    let scenario = ScenarioOf::<M>::parse(&kept.text)?;
    let mut prepared = Prepared::<M>::new(&scenario, &samples)?;
    let [own, other] = [scenario.seed, scenario.seed ^ 1].map(|seed| prepared.run(seed).digest);
    Ok(Small { kept, is_random: own != other })
}
