//! Scenarios as a strategy of proptest: what a seed draws, its chance written down, shrunk by the one reducer.
//! Runs nothing but what is needed to write the chance down.

use std::fmt;

use proptest::prelude::Rng;
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::model::Model;
use super::resolve::resolve;
use super::scenario::ScenarioOf;
use super::shrink::Reducer;
use super::swarm::draw;
use super::weather::Samples;

/// Scenarios that a swarm draws around `base`, one a seed, with explicit faults.
///
/// In a test of a crate with a model of its own:
///
/// ```
/// use proptest::prelude::*;
/// use sooner::check::{Prepared, Samples, ScenarioOf, Verdict, scenarios};
/// use sooner::models::annotation::AnnotationSystem as Model;
///
/// fn base() -> ScenarioOf<Model> {
///     ScenarioOf::<Model>::calm("annotation", Default::default())
/// }
///
/// proptest! {
///     #![proptest_config(ProptestConfig::with_cases(20))]
///     // With #[test] before it, in a test.
///     fn no_property_is_violated(scenario in scenarios::<Model>(base())) {
///         let mut prepared = Prepared::<Model>::new(&scenario, &Samples::new()).unwrap();
///         let outcome = prepared.run(scenario.seed);
///         prop_assert!(!matches!(outcome.verdict, Verdict::Violated { .. }), "{}", outcome.verdict);
///     }
/// }
/// no_property_is_violated();
/// ```
pub fn scenarios<M: Model>(base: ScenarioOf<M>) -> Scenarios<M> {
    Scenarios { base, samples: Samples::new() }
}

/// The strategy of [`scenarios`].
pub struct Scenarios<M: Model> {
    base: ScenarioOf<M>,
    samples: Samples,
}

impl<M: Model> Scenarios<M> {
    /// The same, with the contents of the sample files that the base names.
    pub fn with_samples(self, samples: Samples) -> Scenarios<M> {
        Scenarios { samples, ..self }
    }
}

impl<M: Model> fmt::Debug for Scenarios<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "scenarios of {}", M::NAME)
    }
}

impl<M: Model> Strategy for Scenarios<M> {
    type Tree = ScenarioTree<M>;
    type Value = ScenarioOf<M>;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let seed = runner.rng().next_u64();
        let drawn = draw::<M>(&self.base, seed).map_err(|problem| problem.to_string())?;
        let resolved = resolve::<M>(&drawn, &self.samples).map_err(|problem| problem.to_string())?;
        Ok(ScenarioTree { current: resolved.scenario, reducer: None })
    }
}

/// One drawn scenario, and the smaller ones that the reducer proposes.
///
/// proptest calls `simplify` when what is current fails and `complicate` when it does not: exactly what the reducer asks.
pub struct ScenarioTree<M: Model> {
    current: ScenarioOf<M>,
    /// There is none as long as nothing has failed.
    reducer: Option<Reducer<M>>,
}

impl<M: Model> fmt::Debug for ScenarioTree<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.current.fmt(f)
    }
}

impl<M: Model> ScenarioTree<M> {
    fn step(&mut self, last_kept: bool) -> bool {
        let reducer = self.reducer.get_or_insert_with(|| Reducer::new(&self.current));
        match reducer.next(last_kept) {
            Some(candidate) => {
                self.current = candidate;
                true
            }
            None => {
                self.current = reducer.kept().clone();
                false
            }
        }
    }
}

impl<M: Model> ValueTree for ScenarioTree<M> {
    type Value = ScenarioOf<M>;

    fn current(&self) -> ScenarioOf<M> {
        self.current.clone()
    }
    fn simplify(&mut self) -> bool {
        self.step(true)
    }
    fn complicate(&mut self) -> bool {
        self.step(false)
    }
}
