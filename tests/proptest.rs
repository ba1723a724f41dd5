//! Scenarios in a user's own proptest: the reference stands them, a mutant falls, and what is left is minimal.
#![cfg(feature = "proptest")]

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRng, TestRunner};
use sooner::check::{Failure, Prepared, Samples, ScenarioOf, Verdict, scenarios};
use sooner::models::annotation::{AnnotationSystem, Mutant, Settings};

type Scenario = ScenarioOf<AnnotationSystem>;

fn base(mutant: Option<Mutant>) -> Scenario {
    Scenario::calm("annotation", Settings { mutant, ..Settings::default() })
}

fn failure(scenario: &Scenario) -> Option<Failure> {
    let mut prepared = Prepared::<AnnotationSystem>::new(scenario, &Samples::new()).ok()?;
    Failure::of(&prepared.run(scenario.seed))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn the_reference_violates_nothing(scenario in scenarios::<AnnotationSystem>(base(None))) {
        let mut prepared = Prepared::<AnnotationSystem>::new(&scenario, &Samples::new()).unwrap();
        let outcome = prepared.run(scenario.seed);
        prop_assert!(!matches!(outcome.verdict, Verdict::Violated { .. }), "{}", outcome.verdict);
    }
}

/// What proptest comes down to for a property, and how many times it asked.
fn minimal(mutant: Mutant, property: &str, config: Config) -> (Scenario, usize) {
    let asked = std::cell::Cell::new(0);
    let mut runner = TestRunner::new_with_rng(
        Config { failure_persistence: None, ..config },
        TestRng::from_seed(Default::default(), &[7; 32]),
    );
    let wanted = Failure::Violates(property.to_string());
    let done = runner.run(&scenarios::<AnnotationSystem>(base(Some(mutant))), |scenario| {
        asked.set(asked.get() + 1);
        match failure(&scenario) == Some(wanted.clone()) {
            true => Err(TestCaseError::fail(property.to_string())),
            false => Ok(()),
        }
    });
    match done {
        Err(TestError::Fail(_, scenario)) => (scenario, asked.get()),
        other => panic!("{mutant:?} must fall: {other:?}"),
    }
}

#[test]
fn a_mutant_falls_and_what_is_left_is_minimal() {
    for (mutant, property, departures) in [
        (Mutant::M1AlwaysMakesANewAnnotation, "S1", 1),
        (Mutant::M4NeverRepublishesFields, "L1", 1),
        (Mutant::M10RepublishesTheAcknowledged, "L1", 1),
        (Mutant::M11SavesAnOlderVersion, "S3", 1),
    ] {
        let (scenario, _) = minimal(mutant, property, Config::with_cases(2_000));
        assert_eq!(failure(&scenario), Some(Failure::Violates(property.to_string())), "{mutant:?}");
        let text = scenario.to_text();
        assert!(scenario.faults.len() + scenario.inputs.len() <= departures, "{mutant:?}: {text}");
        assert!(scenario.knobs.fields <= 2, "{mutant:?}: {text}");
        assert_eq!(scenario.seed, 0, "{mutant:?}: {text}");
    }
}

#[test]
fn what_is_left_fails_even_where_proptest_gives_up_early() {
    for iterations in [0, 1, 2, 5, 10] {
        let config = Config { max_shrink_iters: iterations, ..Config::with_cases(2_000) };
        let (scenario, _) = minimal(Mutant::M4NeverRepublishesFields, "L1", config);
        let found = failure(&scenario);
        assert_eq!(found, Some(Failure::Violates("L1".to_string())), "after {iterations} iterations");
    }
}
