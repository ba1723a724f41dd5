//! What is kept of a failing seed.

use sooner::check::{AnyScenario, Expectation, Samples, ScenarioOf, keep};
use sooner::models::annotation::AnnotationSystem;

use crate::dice::{Dice, Throws, scenario, seeds, throw};

/// A seed with which something is lost that matters.
const SEED: u64 = 1;

fn open(text: &str) -> Box<dyn AnyScenario> {
    let registry = sooner::models::registry().with::<Dice>();
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
        assert!(kept.story.starts_with("With fields = 1 and mutant = M4"), "{}", kept.story);
        assert!(kept.story.contains("(violated L1 at "), "{}", kept.story);
        assert!(!kept.text.contains("seed:"), "chance was written down: {}", kept.text);
        assert!(kept.origin.starts_with("seed 1"), "{}", kept.origin);
    }
}

/// The draws of a handler stay with a seed, and any seed that fails in the same way will do.
#[test]
fn a_panic_is_kept_with_a_seed_of_its_own_that_gives_the_same_panic() {
    let throws = Throws { panics: 20, ..Throws::default() };
    let (report, _) = throw(throws.clone(), &seeds(500));
    for finding in report.findings.iter().take(5) {
        let kept = keep::<Dice>(&scenario(throws.clone()), &Samples::new(), false, finding.seed).unwrap();
        let mut scenario = open(&kept.text);
        let outcome = scenario.run(scenario.seed(), Default::default());
        assert!(outcome.panicked() && scenario.seed() <= finding.seed);
        assert_eq!((&outcome.verdict, &kept.verdict), (&finding.verdict, &finding.verdict));
        assert_eq!(scenario.expectations()[0], Expectation::Violates("panic".into()));
        assert!(kept.origin.starts_with(&format!("seed {}: ", finding.seed)), "{}", kept.origin);
    }
}

#[test]
fn a_model_that_cannot_be_built_is_told_and_not_kept() {
    let broken = scenario(Throws { unbuildable: true, ..Throws::default() });
    let problem = keep::<Dice>(&broken, &Samples::new(), false, 3).unwrap_err().to_string();
    assert!(problem.contains("panics while it is built: there is no table"), "{problem}");
}
