//! Resolves a run's chance into explicit faults: the same run, with what happened to it written down.

use super::model::Model;
use super::outcome::Outcome;
use super::problem::Problem;
use super::scenario::ScenarioOf;
use super::weather::Samples;

/// A run and its chance, written down.
#[derive(Clone, Debug)]
pub struct Resolved<M: Model> {
    /// The scenario whose run is the same, without chance but for latencies and what handlers draw.
    pub scenario: ScenarioOf<M>,
    /// What the run came to.
    pub outcome: Outcome,
}

/// Runs `scenario` with its seed and writes down every departure from law.
pub fn resolve<M: Model>(scenario: &ScenarioOf<M>, samples: &Samples) -> Result<Resolved<M>, Problem> {
    let outcome = super::Prepared::<M>::new(scenario, samples)?.run(scenario.seed);
    Ok(Resolved { scenario: scenario.clone(), outcome })
}
