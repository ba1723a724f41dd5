//! Makes a failing seed a scenario that is worth keeping, and its story. Knows no file.

use super::work::build;
use crate::check::expect::Expectation;
use crate::check::failure::Failure;
use crate::check::model::Model;
use crate::check::outcome::{Outcome, Verdict};
use crate::check::problem::Problem;
use crate::check::scenario::ScenarioOf;
use crate::check::shrink::{Extent, RUNS, Shrunk, Unshrunk, shrink, shrink_slow};
use crate::check::swarm::draw;
use crate::check::trace::Checks;
use crate::check::weather::Samples;
use crate::sim::time::Span;

/// A failing run, made small and ready to be written down.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The seed that found it.
    pub seed: u64,
    /// How the small run ends.
    pub verdict: Verdict,
    /// How both fail.
    pub failure: Failure,
    /// The scenario's text, with what it is expected to come to.
    pub text: String,
    /// What happens in it, in sentences.
    pub story: String,
    /// Where it came from: the seed, how much of it is left, how many runs that took.
    pub origin: String,
    /// How much there was at first.
    pub before: Extent,
    /// How much is left.
    pub after: Extent,
    /// How many runs making it small took.
    pub runs: usize,
    /// Whether nothing was left to try; otherwise the budget was spent.
    pub complete: bool,
}

/// The scenario to keep of a campaign's failing seed: as small as it goes. It needs no swarm, and says what it comes to.
///
/// # Errors
/// When the seed's scenario cannot be built, or does not fail.
pub fn keep<M: Model>(
    scenario: &ScenarioOf<M>,
    samples: &Samples,
    swarm: bool,
    seed: u64,
) -> Result<Kept, Problem> {
    let drawn = match swarm {
        true => draw::<M>(scenario, seed)?,
        false => ScenarioOf::<M> { seed, expect: Vec::new(), ..scenario.clone() },
    };
    // A model that panics while it is built is told apart before anything is made of it.
    run_with_trail::<M>(&drawn, samples)?;
    let small = shrink::<M>(&drawn, samples, RUNS).map_err(|unshrunk| unkept(unshrunk, seed, "fail"))?;
    written::<M>(small, samples, seed, if swarm { " of a swarm" } else { "" })
}

/// The scenario to keep of a seed that takes longer than `within`: the smallest that explains why. It expects to settle
/// when it does, and so fails nowhere.
///
/// # Errors
/// When the seed's scenario cannot be built, or is not slow.
pub fn keep_slow<M: Model>(
    scenario: &ScenarioOf<M>,
    samples: &Samples,
    within: Span,
    seed: u64,
) -> Result<Kept, Problem> {
    let slow = ScenarioOf::<M> { seed, expect: Vec::new(), ..scenario.clone() };
    let small = shrink_slow::<M>(&slow, samples, within, RUNS);
    let words = format!("take longer than {within}");
    written::<M>(small.map_err(|unshrunk| unkept(unshrunk, seed, &words))?, samples, seed, "")
}

fn unkept(unshrunk: Unshrunk, seed: u64, fail: &str) -> Problem {
    match unshrunk {
        Unshrunk::Refused(problem) => problem,
        Unshrunk::Settled(outcome) => {
            Problem::at::<&str>([], format!("seed {seed} does not {fail}: it {}", outcome.verdict))
        }
    }
}

/// What was made small, with the trail of its run.
fn written<M: Model>(
    small: Shrunk<ScenarioOf<M>>,
    samples: &Samples,
    seed: u64,
    of: &str,
) -> Result<Kept, Problem> {
    let Shrunk { scenario: small, story, failure, runs, before, after, complete, item, .. } = small;
    let (outcome, trail) = run_with_trail::<M>(&small, samples)?;
    let origin = format!("seed {seed}{of}: {} -> {} in {runs} runs", before.words(item), after.words(item));
    let text = ScenarioOf::<M> { expect: Expectation::all_of(&outcome, &trail), ..small }.to_brief_text();
    let verdict = outcome.verdict;
    Ok(Kept { seed, verdict, failure, text, story, origin, before, after, runs, complete })
}

/// A run and the trail of its digests.
fn run_with_trail<M: Model>(
    scenario: &ScenarioOf<M>,
    samples: &Samples,
) -> Result<(Outcome, Vec<u16>), Problem> {
    let unbuilt = |words: String| {
        let message = format!("the model panics while it is built: {words}");
        Problem::at::<&str>([], message).hint("there is no run that could be kept")
    };
    let mut trail = Vec::new();
    let outcome =
        build::<M>(scenario, samples).map_err(unbuilt)??.run_observed(scenario.seed, &mut Checks(&mut trail));
    Ok((outcome, trail))
}
