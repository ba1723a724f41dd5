//! What a swarm itself finds shrinks to the specification's minimum, however it was found.

use sooner::check::{Failure, Latency, Model, Prepared, RUNS, Samples, Shrunk, draw, shrink};
use sooner::models::annotation::{AnnotationSystem, Mutant, Settings};
use sooner::sim::Span;

use crate::bury::{Scenario, failure};
use crate::mutants::{SMALLEST, shrunk};

const MUTANTS: [Mutant; 11] = [
    Mutant::M1AlwaysMakesANewAnnotation,
    Mutant::M2AcknowledgesWithoutSaving,
    Mutant::M3TakesAnyAcknowledgement,
    Mutant::M4NeverRepublishesFields,
    Mutant::M5RepublishesOnlyOnce,
    Mutant::M6SilentOnceAcknowledged,
    Mutant::M7GenerateFailsByTheLawOfAck,
    Mutant::M8AcknowledgesUnknownFields,
    Mutant::M9ClaimsSuccessTooEarly,
    Mutant::M10RepublishesTheAcknowledged,
    Mutant::M11SavesAnOlderVersion,
];

fn drawn(mutant: Mutant, seed: u64) -> Scenario {
    let base = Scenario::calm("annotation", Settings { mutant: Some(mutant), ..Settings::default() });
    draw::<AnnotationSystem>(&base, seed).expect("every seed can be drawn")
}

/// The first seeds whose run violates the property that catches a mutant: its number, counted from 1.
fn found(number: usize) -> impl Iterator<Item = Scenario> {
    let property = <AnnotationSystem as Model>::MUTANTS[number - 1].caught_by.expect("all are caught");
    let wanted = Some(Failure::Violates(property.to_string()));
    (0..).map(move |seed| drawn(MUTANTS[number - 1], seed)).filter(move |drawn| failure(drawn) == wanted)
}

fn assert_small(number: usize, scenario: &Scenario) -> Shrunk<Scenario> {
    let small = shrunk(scenario);
    let right = small.after.faults <= SMALLEST[number - 1] && small.after.items <= 2 && small.runs <= RUNS;
    let text = small.scenario.to_brief_text();
    assert!(right, "M{number}, seed {}: {:?} in {} runs\n{text}", scenario.seed, small.after, small.runs);
    assert_eq!(small.scenario.seed, 0, "M{number}, seed {}: {text}", scenario.seed);
    small
}

#[test]
fn the_first_that_a_swarm_finds_of_each_mutant_are_as_small_as_the_specification_says() {
    for number in 1..=MUTANTS.len() {
        for scenario in found(number).take(8) {
            assert_small(number, &scenario);
        }
    }
}

/// Mutants and seeds whose failure was once left too big, and how: law of failures, timing that a fault made, three
/// faults where one does it, an edit in place of a second field, comings at one instant, latencies.
const HARD: [(usize, u64); 24] = [
    (1, 100),
    (2, 95),
    (2, 226),
    (2, 282),
    (2, 1257),
    (3, 1734),
    (3, 1968),
    (3, 2175),
    (5, 16),
    (5, 121),
    (5, 154),
    (5, 526),
    (5, 583),
    (6, 897),
    (6, 3716),
    (7, 317),
    (7, 1012),
    (8, 1929),
    (8, 2141),
    (9, 1008),
    (9, 1229),
    (10, 44),
    (10, 377),
    (11, 119),
];

#[test]
fn what_was_once_left_too_big_is_small() {
    for (number, seed) in HARD {
        let scenario = drawn(MUTANTS[number - 1], seed);
        assert!(failure(&scenario).is_some(), "M{number}, seed {seed} is no failure any more");
        assert_small(number, &scenario);
    }
}

#[test]
fn what_is_shrunk_replays_from_its_own_text_to_the_same_failure() {
    for number in [2, 6] {
        for scenario in found(number).take(100) {
            let small = assert_small(number, &scenario);
            let text = small.scenario.to_text();
            let read = Scenario::parse(&text).unwrap_or_else(|problem| panic!("{problem}\n{text}"));
            assert_eq!(read, small.scenario, "{text}");
            let mut prepared =
                Prepared::<AnnotationSystem>::new(&read, &Samples::new()).expect("it can be run");
            let outcome = prepared.run(read.seed);
            assert_eq!(Failure::of(&outcome), failure(&scenario), "{text}");
            assert_eq!(read.expect.len(), 2, "a verdict and a digest: {text}");
            for expected in &read.expect {
                assert_eq!(expected.held_against(&outcome).map(|missed| missed.got), None, "{text}");
            }
            assert!(outcome.unmatched.is_empty() && outcome.untriggered.is_empty(), "{text}");
        }
    }
}

#[test]
fn where_only_the_latency_is_left_to_chance_the_seed_goes() {
    // The other fields matter to nobody, and neither does what each message took.
    for mutant in [Mutant::M9ClaimsSuccessTooEarly, Mutant::M11SavesAnOlderVersion] {
        let every = Span::from_millis(97);
        let knobs = Settings { fields: 3, create_every: every, mutant: Some(mutant), ..Settings::default() };
        let mut scenario = Scenario::calm("annotation", knobs);
        scenario.weather.latency = Latency::Uniform(Span::from_millis(5), Span::from_millis(23));
        if mutant == Mutant::M11SavesAnOlderVersion {
            let input = sooner::models::annotation::Input::Edit { field: 2 };
            let at = Some((every * 2).after_start() + Span::from_millis(1));
            scenario.inputs.push(sooner::check::ExtraInput { at, after: None, input });
        }
        let failing = (1..200).map(|seed| Scenario { seed, ..scenario.clone() });
        let failing: Vec<Scenario> =
            failing.filter(|scenario| matches!(failure(scenario), Some(Failure::Violates(_)))).collect();
        assert!(failing.len() >= 20, "{mutant:?}: {}", failing.len());
        for scenario in failing.iter().take(20) {
            let small = shrink::<AnnotationSystem>(scenario, &Samples::new(), RUNS).expect("it fails");
            let text = small.scenario.to_text();
            assert_eq!(small.scenario.seed, 0, "{text}");
            assert!(matches!(small.scenario.weather.latency, Latency::Constant(_)), "{text}");
        }
    }
}
