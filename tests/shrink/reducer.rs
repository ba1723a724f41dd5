//! The reducer asked by hand, without a run: candidates get smaller, none comes twice, a mutant is never touched.

use std::collections::BTreeSet;

use sooner::check::{Reducer, Size};
use sooner::models::annotation::AnnotationSystem;

use crate::bury::{Scenario, buried, zoo};

fn some() -> Vec<Scenario> {
    let small = zoo().into_iter().map(|(_, text)| Scenario::parse(&text).expect("it can be read"));
    small.enumerate().map(|(index, small)| buried(&small, 20, index as u64)).collect()
}

/// Asks to the end; `fails` says which candidates are kept. What is kept at last, its size, and how many there were.
fn ask(scenario: &Scenario, mut fails: impl FnMut(&Scenario) -> bool) -> (Scenario, Size, usize) {
    let mut reducer = Reducer::<AnnotationSystem>::new(scenario);
    let mut texts = BTreeSet::new();
    let mut last_kept = false;
    let mut size = reducer.size();
    while let Some(candidate) = reducer.next(last_kept) {
        assert!(reducer.size() <= size, "what is kept never grows");
        size = reducer.size();
        assert!(texts.insert(candidate.to_text()), "twice: {}", candidate.to_text());
        assert!(texts.len() < 20_000, "there is no end to it");
        last_kept = fails(&candidate);
    }
    (reducer.kept().clone(), reducer.size(), texts.len())
}

#[test]
fn no_candidate_comes_twice_whatever_is_kept() {
    for (index, scenario) in some().iter().enumerate() {
        let (kept, ..) = ask(scenario, |_| false);
        assert_eq!(Scenario { expect: Vec::new(), swarm: Default::default(), ..scenario.clone() }, kept);
        let mut number = index;
        ask(scenario, |_| {
            number = number.wrapping_mul(31).wrapping_add(7);
            number.is_multiple_of(3)
        });
    }
}

#[test]
fn where_everything_fails_nothing_is_left_but_the_mutant() {
    for scenario in some() {
        let (kept, size, _) = ask(&scenario, |_| true);
        assert!(kept.faults.is_empty() && kept.inputs.is_empty());
        assert_eq!((kept.knobs.fields, kept.knobs.mutant), (1, scenario.knobs.mutant));
        assert_eq!((size.departures, size.weather, kept.seed), (0, 0, 0));
    }
}

#[test]
fn two_faults_that_only_fail_together_are_kept_together() {
    let scenario = &some()[0];
    let (one, other) = (scenario.faults[3].clone(), scenario.faults[17].clone());
    let both = |candidate: &Scenario| candidate.faults.contains(&one) && candidate.faults.contains(&other);
    let (kept, ..) = ask(scenario, both);
    assert_eq!(kept.faults, [one.clone(), other.clone()]);
}

#[test]
fn what_can_only_go_in_pairs_goes_in_pairs() {
    let scenario = Scenario { faults: some()[0].faults[..8].to_vec(), ..some()[0].clone() };
    let even = |candidate: &Scenario| {
        candidate.faults.len().is_multiple_of(2) && candidate.inputs == scenario.inputs
    };
    let (kept, ..) = ask(&scenario, even);
    assert!(kept.faults.is_empty(), "{:?}", kept.faults);
}
