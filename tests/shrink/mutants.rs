//! Every mutant's counterexample, buried and found again.

use sooner::check::{
    Expectation, Extent, Failure, HexDigest, Prepared, RUNS, Samples, Shrunk, Unshrunk, shrink,
};
use sooner::models::annotation::AnnotationSystem;

use crate::bury::{Scenario, buried, failure, zoo};

/// How many faults and inputs the specification's smallest counterexample of each mutant has: M1 first.
pub(crate) const SMALLEST: [u64; 11] = [1, 1, 2, 1, 2, 1, 0, 1, 0, 1, 1];
/// How many irrelevant faults there are, and the seed that they are drawn from.
const BURIALS: [(usize, u64); 8] =
    [(5, 1), (12, 2), (30, 3), (30, 4), (60, 5), (60, 6), (60, 106), (60, 162)];

pub(crate) fn shrunk(scenario: &Scenario) -> Shrunk<Scenario> {
    shrink::<AnnotationSystem>(scenario, &Samples::new(), RUNS).expect("it fails")
}

/// Every burial: the mutant's number, the file's name, the scenario.
fn burials() -> Vec<(usize, String, Scenario)> {
    let mut all = Vec::new();
    for (name, text) in zoo() {
        let number = name[1..].split('-').next().and_then(|number| number.parse().ok());
        let small = Scenario::parse(&text).expect("the zoo can be read");
        for (faults, seed) in BURIALS {
            let scenario = buried(&small, faults, seed);
            all.push((number.expect("named after its mutant"), format!("{name} in {faults}"), scenario));
        }
    }
    all
}

#[test]
fn what_is_buried_is_found_again_as_small_as_the_specification_says() {
    let mut misses = Vec::new();
    for (number, name, scenario) in burials() {
        let found = shrunk(&scenario);
        let Extent { faults, items } = found.after;
        let right = faults <= SMALLEST[number - 1] && items <= 2 && found.complete && found.runs <= RUNS;
        if !right {
            misses.push(format!(
                "{name}: {:?} in {} runs\n{}",
                found.after,
                found.runs,
                found.scenario.to_text()
            ));
        }
        assert_eq!(Some(&found.failure), failure(&scenario).as_ref(), "{name}");
        assert_eq!(found.scenario.seed, 0, "{name} needs no seed");
    }
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}

#[test]
fn the_smallest_replays_with_the_digest_that_it_expects() {
    for (_, name, scenario) in burials() {
        let found = shrunk(&scenario);
        let text = found.scenario.to_brief_text();
        let read = Scenario::parse(&text).unwrap_or_else(|problem| panic!("{name}: {problem}\n{text}"));
        assert_eq!(read, found.scenario, "{name}: {text}");
        let mut prepared = Prepared::<AnnotationSystem>::new(&read, &Samples::new()).expect("it can be run");
        let outcome = prepared.run(read.seed);
        assert!(outcome.unmatched.is_empty() && outcome.untriggered.is_empty(), "{name}: {text}");
        for expected in &read.expect {
            assert_eq!(expected.held_against(&outcome).map(|missed| missed.got), None, "{name}: {text}");
        }
        let digest = |one: &Expectation| *one == Expectation::Digest(HexDigest(outcome.digest));
        assert!(read.expect.iter().any(digest), "{name} expects a digest");
    }
}

#[test]
fn shrinking_twice_gives_the_same_and_what_is_shrunk_shrinks_no_more() {
    for (_, name, scenario) in burials().into_iter().step_by(5) {
        let (one, other) = (shrunk(&scenario), shrunk(&scenario));
        assert_eq!((one.scenario.to_text(), one.runs), (other.scenario.to_text(), other.runs), "{name}");
        let again = shrunk(&one.scenario);
        assert_eq!(again.scenario, one.scenario, "{name}");
    }
}

#[test]
fn a_small_budget_gives_what_was_reached_by_then_and_it_fails() {
    let (_, _, scenario) = burials().swap_remove(16);
    let mut before = u64::MAX;
    for budget in [0, 1, 3, 10, 30, 100] {
        let found = shrink::<AnnotationSystem>(&scenario, &Samples::new(), budget).expect("it fails");
        assert!(found.runs <= budget);
        assert_eq!(failure(&found.scenario), Some(found.failure), "with {budget} runs");
        assert!(found.after.faults <= before, "a bigger budget leaves no more");
        before = found.after.faults;
    }
}

#[test]
fn a_stall_keeps_its_horizon_and_its_step_limit() {
    let text = include_str!("../../scenarios/annotation/a4-saving-never-succeeds.ron");
    let scenario = Scenario::parse(text).expect("it can be read");
    let found = shrunk(&scenario);
    assert_eq!(found.failure, Failure::Stalls);
    assert_eq!(found.scenario.horizon, scenario.horizon);
    assert_eq!(found.scenario.step_limit, scenario.step_limit);
    assert!(found.after.items < found.before.items);
}

#[test]
fn a_scenario_that_settles_has_nothing_to_shrink() {
    let text = include_str!("../../scenarios/annotation/a8-one-field-in-calm-weather.ron");
    let scenario = Scenario::parse(text).expect("it can be read");
    match shrink::<AnnotationSystem>(&scenario, &Samples::new(), RUNS) {
        Err(Unshrunk::Settled(outcome)) => assert_eq!(outcome.verdict.word(), "settled"),
        other => panic!("{other:?}"),
    }
}
