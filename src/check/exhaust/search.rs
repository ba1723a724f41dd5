//! The search: sets by size, and of one size in the order in which their faults strike; on as many threads as wanted.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

use super::beats::{Beats, Listener};
use super::offers::{Collector, Ground, Offer};
use super::{Breaking, ExhaustRequest, Exhausted, MOST_SETS, SetsOfSize, broken};
use crate::check::expect::Expectation;
use crate::check::model::Model;
use crate::check::outcome::Outcome;
use crate::check::prepare::Prepared;
use crate::check::problem::Problem;
use crate::check::scenario::ScenarioOf;
use crate::check::weather::Samples;
use crate::sim::simulation::End;

/// How many sets are run between two words of progress.
const STRIDE: u64 = 512;

/// Everything that the workers share.
pub(super) struct Search<'a, M: Model> {
    scenario: &'a ScenarioOf<M>,
    samples: &'a Samples,
    request: &'a ExhaustRequest<'a>,
    ground: Ground<M>,
}

/// What a part of the sets of one size came to.
#[derive(Default)]
struct Part {
    sets: u64,
    /// How many faults their runs offer: the sets of the next size, at most.
    offered: u64,
    breaking: BTreeMap<String, u64>,
    first: Option<(Vec<Offer>, Outcome)>,
}

impl Part {
    /// With the part that comes after it.
    fn and(mut self, later: Part) -> Part {
        self.sets += later.sets;
        self.offered = self.offered.saturating_add(later.offered);
        for (property, number) in later.breaking {
            *self.breaking.entry(property).or_default() += number;
        }
        self.first = self.first.or(later.first);
        self
    }
}

impl<'a, M: Model> Search<'a, M> {
    pub(super) fn new(
        scenario: &'a ScenarioOf<M>,
        samples: &'a Samples,
        request: &'a ExhaustRequest<'a>,
    ) -> Result<Search<'a, M>, Problem> {
        let endless = ScenarioOf::<M> { end: End::Horizon, ..scenario.clone() };
        let mut prepared = Prepared::<M>::new(&endless, samples)?;
        let mut listener = Listener::default();
        prepared.run_observed(scenario.seed, &mut listener);
        let model = M::new(&scenario.knobs).expect("the scenario was prepared with these knobs");
        let ground = Ground {
            many_links: Ground::many_links(&model),
            model,
            beats: Beats::heard(listener),
            horizon: scenario.horizon.after_start(),
            never: request.never,
            own: prepared.simulation.faults()[..scenario.faults.len()].to_vec(),
            process_names: prepared.process_names,
        };
        Ok(Search { scenario, samples, request, ground })
    }

    pub(super) fn exhaust(&self, faults: u32) -> Result<Exhausted<ScenarioOf<M>>, Problem> {
        let mut worker = Worker::new(self);
        let base = worker.run(&[], true)?.expect("without faults, all of them strike");
        let mut exhausted = Exhausted { faults, base: base.outcome, sizes: Vec::new(), smallest: None };
        if self.broken(&exhausted.base).is_some() {
            exhausted.smallest = Some(self.breaking(&[], exhausted.base.clone()));
            return Ok(exhausted);
        }
        let mut most = base.offered;
        self.refuse_too_many(faults, sets_among(most, faults), "")?;
        for size in 1..=faults {
            let before = format!("; no set of at most {} breaks it", size - 1);
            self.refuse_too_many(size, most, if size > 1 { &before } else { "" })?;
            let part = self.size(size, most, &base.offers)?;
            most = part.offered;
            let breaking = part.breaking.into_iter().collect();
            exhausted.sizes.push(SetsOfSize { faults: size, sets: part.sets, breaking });
            if let Some((set, outcome)) = part.first {
                exhausted.smallest = Some(self.breaking(&set, outcome));
                break;
            }
        }
        Ok(exhausted)
    }

    fn refuse_too_many(&self, faults: u32, sets: u64, before: &str) -> Result<(), Problem> {
        if sets <= MOST_SETS {
            return Ok(());
        }
        let s = if faults == 1 { "" } else { "s" };
        let message = format!(
            "there would be about {sets} sets of at most {faults} fault{s}; at most {MOST_SETS} are run{before}"
        );
        let hint = "lower it, or the number of items, or the horizon: what never settles goes on until then";
        Err(Problem::at(["--faults"], message).hint(hint))
    }

    /// Runs every set of a size; `most` is how many there are at most.
    fn size(&self, size: u32, most: u64, first: &[Offer]) -> Result<Part, Problem> {
        let (next, run) = (AtomicUsize::new(0), AtomicU64::new(0));
        // Every set that begins with one fault is one piece of work; the pieces are put together in their order.
        let work = || {
            let mut worker = Worker::new(self);
            let mut pieces = Vec::new();
            while let Some((index, offer)) = {
                let index = next.fetch_add(1, Ordering::Relaxed);
                first.get(index).map(|offer| (index, offer))
            } {
                let mut part = Part::default();
                let visited = worker.visit(&mut vec![offer.clone()], size - 1, &mut part);
                let before = run.fetch_add(part.sets, Ordering::Relaxed);
                if before / STRIDE < (before + part.sets) / STRIDE {
                    (self.request.progress)(size, before + part.sets, most);
                }
                pieces.push((index, visited.map(|()| part)));
            }
            pieces
        };
        let mut pieces = thread::scope(|scope| {
            let threads: Vec<_> = (1..self.request.jobs.max(1)).map(|_| scope.spawn(work)).collect();
            let own = work();
            let theirs =
                threads.into_iter().flat_map(|thread| thread.join().unwrap_or_else(|it| resume_unwind(it)));
            own.into_iter().chain(theirs).collect::<Vec<_>>()
        });
        pieces.sort_by_key(|(index, _)| *index);
        pieces.into_iter().try_fold(Part::default(), |all, (_, part)| Ok(all.and(part?)))
    }

    /// What a run breaks, if that counts.
    fn broken<'o>(&self, outcome: &'o Outcome) -> Option<&'o str> {
        broken(outcome).filter(|name| self.request.property.is_none_or(|only| only == *name))
    }

    fn breaking(&self, set: &[Offer], outcome: Outcome) -> Breaking<ScenarioOf<M>> {
        let faults: Vec<_> = set.iter().map(|offer| self.ground.spelled(&offer.fault)).collect();
        let mut scenario = self.scenario.clone();
        scenario.faults.extend(faults.iter().cloned());
        scenario.expect = Expectation::of(&outcome);
        let property = self.broken(&outcome).expect("it breaks the system").to_string();
        Breaking { faults, property, outcome, scenario }
    }
}

/// How many sets of at most `faults` there are among `offered` faults.
fn sets_among(offered: u64, faults: u32) -> u64 {
    let choose = |size: u32| {
        (0..size as u64)
            .fold(1u128, |sets, index| sets * offered.saturating_sub(index) as u128 / (index + 1) as u128)
    };
    (1..=faults).map(choose).sum::<u128>().min(u64::MAX as u128) as u64
}

/// What came of one set; nothing, where a fault of it strikes nothing.
struct Ran {
    outcome: Outcome,
    offers: Vec<Offer>,
    offered: u64,
}

/// Runs sets, one after another.
struct Worker<'a, M: Model> {
    search: &'a Search<'a, M>,
    scenario: ScenarioOf<M>,
}

impl<'a, M: Model> Worker<'a, M> {
    fn new(search: &'a Search<'a, M>) -> Worker<'a, M> {
        Worker { search, scenario: search.scenario.clone() }
    }

    /// Runs the scenario under a set, and gathers what the run offers beyond the set, where that is asked for.
    fn run(&mut self, set: &[Offer], gathers: bool) -> Result<Option<Ran>, Problem> {
        let ground = &self.search.ground;
        let faults = &mut self.scenario.faults;
        faults.truncate(ground.own.len());
        faults.extend(set.iter().map(|offer| ground.spelled(&offer.fault)));
        let mut prepared = Prepared::<M>::new(&self.scenario, self.search.samples)?;
        let seed = self.scenario.seed;
        // Only a crash can keep what comes before it in the same step from striking.
        let step = |offer: &Offer| offer.place.0;
        let is_certain = set.windows(2).last().is_none_or(|pair| step(&pair[0]) != step(&pair[1]));
        if !gathers && is_certain {
            return Ok(Some(Ran { outcome: prepared.run(seed), offers: Vec::new(), offered: 0 }));
        }
        let mut collector = Collector::new(ground, set);
        let outcome = prepared.run_observed(seed, &mut collector);
        let strikes = collector.met_all();
        Ok(strikes.then_some(Ran { outcome, offers: collector.offers, offered: collector.offered }))
    }

    /// Runs every set that begins with `set` and has `more` faults more.
    fn visit(&mut self, set: &mut Vec<Offer>, more: u32, part: &mut Part) -> Result<(), Problem> {
        // What the largest sets offer nobody asks for.
        let gathers = (set.len() as u32) < self.search.request.faults;
        let Some(ran) = self.run(set, gathers)? else { return Ok(()) };
        if more > 0 {
            for offer in ran.offers {
                set.push(offer);
                self.visit(set, more - 1, part)?;
                set.pop();
            }
            return Ok(());
        }
        part.sets += 1;
        part.offered = part.offered.saturating_add(ran.offered);
        if let Some(property) = self.search.broken(&ran.outcome) {
            *part.breaking.entry(property.to_string()).or_default() += 1;
            part.first.get_or_insert_with(|| (set.clone(), ran.outcome.clone()));
        }
        Ok(())
    }
}
