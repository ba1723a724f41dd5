//! The reference in campaigns: thousands of seeds in every run of the tests.

use std::sync::atomic::AtomicBool;

use sooner::check::{CampaignReport, Plan, Samples, ScenarioOf};
use sooner::models::annotation::{AnnotationSystem, Settings};
use sooner::testing::{self, Campaign};

use crate::Scenario;

fn campaign(scenario: Scenario) -> Campaign<AnnotationSystem> {
    testing::campaign::<AnnotationSystem>(scenario)
}

#[test]
fn the_reference_stands_five_thousand_seeds_of_a_swarm() {
    let report =
        campaign(Scenario::calm("annotation", Settings::default())).swarm().seeds(0..5_000).assert_ok();
    let CampaignReport { runs, settled, excused, coverage, .. } = report;
    assert!(runs >= 5_000 && settled + excused == runs && settled > runs * 4 / 5);
    assert_eq!(coverage.never_hit(), []);
}

#[test]
fn a_hundred_fields_become_consistent_where_a_tenth_of_all_messages_is_lost() {
    let text = r#"(version: 1, model: "annotation", knobs: (fields: 100, create_every: "1ms"),
        weather: (latency: Uniform("1ms", "10ms"), loss: 0.1))"#;
    let scenario = ScenarioOf::<AnnotationSystem>::parse(text).unwrap();
    let report = campaign(scenario).seeds(0..2_000).assert_ok();
    assert!(report.runs >= 2_000 && report.settled == report.runs);
}

#[test]
fn a_field_that_is_never_done_counts_as_slower_than_all() {
    let text = r#"(version: 1, model: "annotation", knobs: (fields: 10), horizon: "500ms",
        weather: (operations: {"save": Chance(0.4)}))"#;
    let scenario = ScenarioOf::<AnnotationSystem>::parse(text).unwrap();
    let (plan, never) = (Plan { seeds: 0..300, ..Plan::default() }, AtomicBool::new(false));
    let report =
        sooner::check::campaign::<AnnotationSystem>(&scenario, &Samples::new(), &plan, &never, &mut |_| {});
    let report = report.unwrap();
    assert_eq!(report.items.total() + report.items_open, 3_000);
    // Before the first tick three fields in five are done, at once; the others never.
    let [half, most] = ["p50", "p90"].map(|level| level.parse().unwrap());
    assert_eq!(report.items.quantiles(&[half, most], report.items_open), [Some(0), None]);
    assert_eq!(report.items.quantile(most), Some(0), "of those that were done");
}
