//! Small scope, all of it: every set of up to K faults, at every address that the runs themselves offer.
//!
//! A set is built in the order in which its faults strike: the run under the first faults offers the next one, at
//! an address that comes up after they have struck. A second Ack that exists only because the first was lost is thus
//! found, a delay is measured by the ticks that really follow, and every set comes exactly once. A set of which a
//! fault would strike nothing is the run of a smaller set; it is not counted.

mod beats;
mod offers;
mod search;

use super::model::Model;
use super::outcome::{Outcome, Verdict};
use super::problem::Problem;
use super::scenario::ScenarioOf;
use super::weather::Samples;
use crate::sim::fault::Fault;

/// The most faults that a set may have.
pub const MOST_FAULTS: u32 = 3;
/// The most sets of one size that are run.
pub const MOST_SETS: u64 = 10_000_000;
/// What a run breaks that neither settles nor violates a property, though settling was demanded of it.
pub const STALLS: &str = "stalls";

/// What is to be tried.
#[derive(Clone, Copy)]
pub struct ExhaustRequest<'a> {
    /// The most faults in a set, from 1 to [`MOST_FAULTS`].
    pub faults: u32,
    /// Only what breaks this property counts: one of the model's, or [`STALLS`].
    pub property: Option<&'a str>,
    /// Whether a process may also go down for good.
    pub never: bool,
    /// How many threads run sets. The result does not depend on it.
    pub jobs: usize,
    /// Is told now and then how many sets of a size have been run, of how many at most: (size, run, most).
    pub progress: &'a (dyn Fn(u32, u64, u64) + Sync),
}

impl Default for ExhaustRequest<'_> {
    fn default() -> Self {
        ExhaustRequest { faults: 2, property: None, never: false, jobs: 1, progress: &|_, _, _| {} }
    }
}

/// What came of the sets of one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetsOfSize {
    /// How many faults each has.
    pub faults: u32,
    /// How many sets there were; all were run.
    pub sets: u64,
    /// How many of them break which property, by its name.
    pub breaking: Vec<(String, u64)>,
}

/// A set of faults that breaks the system.
#[derive(Clone, Debug, PartialEq)]
pub struct Breaking<S> {
    /// Its faults, in the order in which they strike. None: the run without further faults fails.
    pub faults: Vec<Fault>,
    /// The property that does not hold, or [`STALLS`].
    pub property: String,
    /// What the run came to.
    pub outcome: Outcome,
    /// The scenario with these faults; it expects this outcome.
    pub scenario: S,
}

/// What came of all sets.
#[derive(Clone, Debug, PartialEq)]
pub struct Exhausted<S> {
    /// The most faults that a set was to have.
    pub faults: u32,
    /// The run under the scenario's own faults alone.
    pub base: Outcome,
    /// By size, from 1, as far as it went: it ends with the smallest size of which a set breaks the system.
    pub sizes: Vec<SetsOfSize>,
    /// The first breaking set: of the smallest size, and of these the one whose faults strike first.
    pub smallest: Option<Breaking<S>>,
}

impl<S> Exhausted<S> {
    /// How many sets were run.
    pub fn sets(&self) -> u64 {
        self.sizes.iter().map(|size| size.sets).sum()
    }

    /// The same with another form of the scenario.
    pub fn map<T, E>(self, form: impl FnOnce(S) -> Result<T, E>) -> Result<Exhausted<T>, E> {
        let Exhausted { faults, base, sizes, smallest } = self;
        let turn = |Breaking { faults, property, outcome, scenario }: Breaking<S>| {
            Ok(Breaking { faults, property, outcome, scenario: form(scenario)? })
        };
        Ok(Exhausted { faults, base, sizes, smallest: smallest.map(turn).transpose()? })
    }
}

/// Runs `scenario` under every set of up to `request.faults` faults besides its own.
///
/// What breaks it: a violated property, or a run that does not settle though that is demanded.
pub fn exhaust<M: Model>(
    scenario: &ScenarioOf<M>,
    samples: &Samples,
    request: &ExhaustRequest<'_>,
) -> Result<Exhausted<ScenarioOf<M>>, Problem> {
    if request.faults == 0 || request.faults > MOST_FAULTS {
        let message = format!("a set of {} faults is none that is tried", request.faults);
        return Err(Problem::at(["--faults"], message).hint(format!("write 1 to {MOST_FAULTS}")));
    }
    if let Some(name) = request.property.filter(|name| *name != STALLS) {
        super::names::find_property::<M>(name).map_err(|problem| problem.within(["--property"]))?;
    }
    search::Search::<M>::new(scenario, samples, request)?.exhaust(request.faults)
}

/// What a run breaks, if anything.
fn broken(outcome: &Outcome) -> Option<&str> {
    match &outcome.verdict {
        Verdict::Settled { .. } => None,
        Verdict::Violated { property, .. } => Some(property),
        Verdict::Stalled { .. } => (!outcome.excused).then_some(STALLS),
    }
}
