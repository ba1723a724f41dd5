//! The work of a campaign: runs in pieces of consecutive seeds, handed out in order and taken in order.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use super::in_order::in_order;
use super::plan::Plan;
use super::record::{RunRecord, Standing};
use super::report::{CampaignReport, Ended};
use crate::check::model::Model;
use crate::check::prepare::Prepared;
use crate::check::problem::Problem;
use crate::check::run::words;
use crate::check::scenario::ScenarioOf;
use crate::check::swarm::draw;
use crate::check::weather::Samples;
use crate::sim::{Label, Process, System};

/// The most seeds of one piece: enough that handing it over costs nothing beside it.
const PIECE: u64 = 64;
/// The most items whose times one piece brings, but for those of a single run.
const ITEMS: u64 = 1 << 16;
/// How many pieces each thread gets at least, where there are seeds enough.
const PIECES: u64 = 16;

/// Consecutive runs.
#[derive(Default)]
struct Piece {
    records: Vec<RunRecord>,
    /// How long their items took, in nanoseconds.
    items: Vec<u64>,
    /// How many of their items were never done.
    open: u64,
    /// Why the piece ends before its last seed.
    broken: Option<Broken>,
}

enum Broken {
    /// The campaign was told to end.
    Cancelled,
    /// This seed drew a scenario that cannot be run.
    Refused(u64, Problem),
    /// We panicked at this seed.
    Bug(u64, String),
}

/// Runs `scenario` with every seed of the plan, until `cancel` is set; `watch` sees each run in order of seed.
///
/// A fixed scenario is prepared once for each thread; in a swarm, each seed draws its own around it.
///
/// # Errors
/// When the plan or the scenario is wrong, or a seed drew a scenario that cannot be run.
///
/// # Panics
/// When the simulator itself panics: a bug of ours. A panic of the model is a finding.
pub fn campaign<M: Model>(
    scenario: &ScenarioOf<M>,
    samples: &Samples,
    plan: &Plan,
    cancel: &AtomicBool,
    watch: &mut dyn FnMut(&RunRecord),
) -> Result<CampaignReport, Problem> {
    let number = plan.number()?;
    let items = Prepared::<M>::new(scenario, samples)?.simulation.system().items() as u64;
    let most = (ITEMS / items.max(1)).clamp(1, PIECE);
    let size = (number / (PIECES * plan.jobs.max(1) as u64)).clamp(1, most);
    let first = |piece: u64| plan.seeds.start + piece * size;
    let hire = || {
        let mut runner = Runner::<M>::new(scenario, samples, plan.swarm);
        move |piece: u64, result: &mut Piece| {
            let seeds = first(piece)..plan.seeds.end.min(first(piece).saturating_add(size));
            runner.run(seeds, cancel, result);
        }
    };
    let mut report = CampaignReport::new::<M>(scenario, plan);
    let mut broken = None;
    in_order(plan.jobs, number.div_ceil(size), hire, |piece: &mut Piece| {
        for record in &piece.records {
            report.add(record);
            watch(record);
            if record.standing() == Standing::Violated && plan.stop_after == Some(report.violated) {
                report.ended = Ended::Enough;
                // A piece's items are of all its runs, and how many those are depends on the number of threads.
                report.items.clear();
                report.items_open = 0;
                return false;
            }
        }
        report.items_open = report.items_open.saturating_add(piece.open);
        piece.items.iter().for_each(|nanos| report.items.add_one(*nanos));
        broken = piece.broken.take();
        broken.is_none()
    });
    report.items.settle();
    report.assess();
    match broken {
        None => Ok(report),
        Some(Broken::Cancelled) => Ok(CampaignReport { ended: Ended::Cancelled, ..report }),
        Some(Broken::Refused(seed, problem)) => {
            let message = format!("seed {seed} draws a scenario that cannot be run: {}", problem.message);
            Err(Problem { message, span: None, ..problem })
        }
        Some(Broken::Bug(seed, words)) => panic!("at seed {seed}: {words}"),
    }
}

/// Runs seeds, one after the other.
struct Runner<'a, M: Model> {
    scenario: &'a ScenarioOf<M>,
    samples: &'a Samples,
    /// The simulator of a fixed scenario; none in a swarm.
    fixed: Option<Prepared<M>>,
}

/// A scenario that is ready to run, or refused; or what the model's panic said while it was built.
pub(super) fn build<M: Model>(
    scenario: &ScenarioOf<M>,
    samples: &Samples,
) -> Result<Result<Prepared<M>, Problem>, String> {
    let built = catch_unwind(AssertUnwindSafe(|| Prepared::new(scenario, samples)));
    built.map_err(|panic| words(panic.as_ref()).to_string())
}

impl<'a, M: Model> Runner<'a, M> {
    fn new(scenario: &'a ScenarioOf<M>, samples: &'a Samples, swarm: bool) -> Runner<'a, M> {
        let prepare = || Prepared::new(scenario, samples).expect("the scenario was prepared before");
        Runner { scenario, samples, fixed: (!swarm).then(prepare) }
    }

    fn run(&mut self, seeds: std::ops::Range<u64>, cancel: &AtomicBool, piece: &mut Piece) {
        piece.records.clear();
        piece.items.clear();
        piece.open = 0;
        piece.broken = None;
        for seed in seeds {
            if cancel.load(Ordering::Relaxed) {
                piece.broken = Some(Broken::Cancelled);
                return;
            }
            let done = catch_unwind(AssertUnwindSafe(|| self.run_one(seed, piece)));
            let broken = match done {
                Ok(Ok(())) => continue,
                Ok(Err(problem)) => Broken::Refused(seed, problem),
                Err(panic) => Broken::Bug(seed, words(panic.as_ref()).to_string()),
            };
            piece.broken = Some(broken);
            return;
        }
    }

    fn run_one(&mut self, seed: u64, piece: &mut Piece) -> Result<(), Problem> {
        if let Some(prepared) = &mut self.fixed {
            let outcome = prepared.run(seed);
            let before = piece.items.len();
            prepared.items_done(&mut |span| piece.items.push(span.as_nanos()));
            // Of a model that does not tell its items, none is missed.
            let done = (piece.items.len() - before) as u64;
            piece.open += if M::TELLS_ITEMS { outcome.progress.1.saturating_sub(done) } else { 0 };
            piece.records.push(RunRecord::of(outcome));
            return Ok(());
        }
        match build::<M>(&draw::<M>(self.scenario, seed)?, self.samples) {
            Ok(prepared) => piece.records.push(RunRecord::of(prepared?.run(seed))),
            Err(words) => {
                let kinds = <<M as System>::Process as Process>::Message::KINDS.len();
                piece.records.push(RunRecord::unbuilt(seed, kinds, &words));
            }
        }
        Ok(())
    }
}
