//! Swarm: each seed draws which families of faults are alive, how strong, and how the model's knobs stand.

use super::model::Model;
use super::scenario::ScenarioOf;

/// The scenario that `seed` draws around `base`: it carries the seed, and needs no swarm to be run again.
pub fn draw<M: Model>(base: &ScenarioOf<M>, seed: u64) -> ScenarioOf<M> {
    ScenarioOf::<M> { seed, expect: Vec::new(), ..base.clone() }
}
