//! Makes a failing seed a scenario that is worth keeping, and its story. Knows no file.

use super::work::build;
use crate::check::expect::Expectation;
use crate::check::failure::Failure;
use crate::check::model::Model;
use crate::check::outcome::{Outcome, Verdict};
use crate::check::problem::Problem;
use crate::check::resolve::resolve;
use crate::check::scenario::ScenarioOf;
use crate::check::swarm::draw;
use crate::check::trace::Checks;
use crate::check::weather::Samples;

/// How many faults a story names.
const NAMED: usize = 12;

/// A failing run, ready to be written down.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The seed that found it.
    pub seed: u64,
    /// What the run of the kept scenario comes to.
    pub verdict: Verdict,
    /// The scenario's text, with what it is expected to come to.
    pub text: String,
    /// What happens in it, in words: some lines.
    pub story: String,
}

/// The scenario to keep of a campaign's failing seed: it needs no swarm, and says what it comes to.
///
/// # Errors
/// When the seed's scenario cannot be built.
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
    let (found, found_trail) = run_with_trail::<M>(&drawn, samples)?;
    let (small, told) = shrunk::<M>(&drawn, samples)?;
    let (outcome, trail) = run_with_trail::<M>(&small, samples)?;
    // What is kept fails in the way that was found, or it is kept as it was found.
    let (small, outcome, trail) = match Failure::of(&outcome) == Failure::of(&found) {
        true => (small, outcome, trail),
        false => (drawn, found, found_trail),
    };
    let text = ScenarioOf::<M> { expect: Expectation::all_of(&outcome, &trail), ..small }.to_text();
    Ok(Kept { seed, story: format!("{}\n{told}", outcome.verdict), verdict: outcome.verdict, text })
}

/// SEAM: the one place where a failing scenario is made small and its story told. For now its chance is written
/// down; the reducer and the story take their places here.
fn shrunk<M: Model>(drawn: &ScenarioOf<M>, samples: &Samples) -> Result<(ScenarioOf<M>, String), Problem> {
    let resolved = resolve::<M>(drawn, samples)?;
    let faults = &resolved.scenario.faults;
    let mut story: Vec<String> = faults.iter().take(NAMED).map(Problem::show).collect();
    if faults.len() > NAMED {
        story.push(format!("... and {} faults more", faults.len() - NAMED));
    }
    Ok((resolved.scenario, story.join("\n")))
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
