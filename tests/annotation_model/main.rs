//! The annotation system beyond the printed cases: against a second implementation, against the exact law, in
//! stories, and under random weather.

mod books;
mod campaign;
mod classic;
mod law;
mod original;
mod stories;
mod weather;

use std::collections::BTreeMap;

use sooner::check::{Failures, Outcome, Prepared, ScenarioOf};
use sooner::models::annotation::{AnnotationSystem, Settings};
use sooner::sim::Span;

type Scenario = ScenarioOf<AnnotationSystem>;

fn calm(knobs: Settings) -> Scenario {
    Scenario::calm("annotation", knobs)
}

fn prepared(scenario: &Scenario) -> Prepared<AnnotationSystem> {
    Prepared::new(scenario, &BTreeMap::new())
        .unwrap_or_else(|problem| panic!("{problem}\n{}", scenario.to_text()))
}

fn outcome(scenario: &Scenario) -> Outcome {
    prepared(scenario).run(scenario.seed)
}

/// Every k-th attempt of the three operations fails; 0 means that none does.
fn every_kth(scenario: &mut Scenario, generate: u64, save: u64, ack: u64) {
    for (name, k) in [("generate", generate), ("save", save), ("ack", ack)] {
        scenario.weather.operations.insert(name.to_string(), Failures::EveryKth(k));
    }
}

fn attempts(outcome: &Outcome) -> [u64; 3] {
    [0, 1, 2].map(|operation: usize| outcome.attempts[operation].1.made)
}

fn ms(millis: u64) -> Span {
    Span::from_millis(millis)
}
