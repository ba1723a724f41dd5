//! What is kept of a failing seed.

use sooner::check::{AnyScenario, Expectation, Registry, Samples, ScenarioOf, keep};
use sooner::models::annotation::AnnotationSystem;

use crate::dice::{Dice, Throws, scenario};

/// A seed with which something is lost that matters.
const SEED: u64 = 1;

fn open(text: &str) -> Box<dyn AnyScenario> {
    let registry = Registry::new().with::<AnnotationSystem>().with::<Dice>();
    registry.model_of(text).and_then(|model| model.open(text, &Samples::new())).unwrap()
}

#[test]
fn what_is_kept_comes_to_what_it_says_without_a_swarm() {
    let text = r#"(version: 1, model: "annotation", knobs: (fields: 9, mutant: Some(M4)),
        weather: (latency: Uniform("1ms", "10ms"), loss: 0.1), seed: 5, expect: [Settles()])"#;
    let lossy = ScenarioOf::<AnnotationSystem>::parse(text).unwrap();
    for swarm in [false, true] {
        let kept = keep::<AnnotationSystem>(&lossy, &Samples::new(), swarm, SEED);
        let kept = kept.unwrap();
        let mut scenario = open(&kept.text);
        let outcome = scenario.run(scenario.seed(), Default::default());
        assert_eq!(outcome.verdict, kept.verdict);
        assert!(scenario.expectations().contains(&Expectation::Violates("L1".into())), "{}", kept.text);
        let missed = scenario.expectations().iter().find_map(|expected| expected.held_against(&outcome));
        assert_eq!(missed, None);
        assert!(kept.story.starts_with("violated L1 at "), "{}", kept.story);
    }
}

#[test]
fn a_panic_is_kept_too() {
    let kept = keep::<Dice>(&scenario(Throws { panics: 1, ..Throws::default() }), &Samples::new(), false, 3)
        .unwrap();
    let mut scenario = open(&kept.text);
    let outcome = scenario.run(3, Default::default());
    assert!(outcome.panicked() && scenario.seed() == 3);
    assert_eq!(scenario.expectations()[0], Expectation::Violates("panic".into()));
}

#[test]
fn a_model_that_cannot_be_built_is_told_and_not_kept() {
    let broken = scenario(Throws { unbuildable: true, ..Throws::default() });
    let problem = keep::<Dice>(&broken, &Samples::new(), false, 3).unwrap_err().to_string();
    assert!(problem.contains("panics while it is built: there is no table"), "{problem}");
}
