//! Swarms: thousands of seeds, none of which finds the reference wrong or leaves it undecided.

use std::sync::atomic::AtomicBool;

use sooner::check::{Plan, ScenarioOf, campaign, draw};
use sooner::models::consumer::{ConsumerSystem, Settings};

fn calm() -> ScenarioOf<ConsumerSystem> {
    ScenarioOf::<ConsumerSystem>::calm("consumer", Settings::default())
}

#[test]
fn five_thousand_seeds_find_nothing_wrong_and_leave_nothing_undecided() {
    let plan = Plan { seeds: 0..5_000, swarm: true, jobs: 4, ..Plan::default() };
    let cancel = AtomicBool::new(false);
    let report = campaign::<ConsumerSystem>(&calm(), &Default::default(), &plan, &cancel, &mut |_| {})
        .unwrap_or_else(|problem| panic!("{problem}"));
    assert_eq!((report.runs, report.violated, report.undecided), (5_000, 0, 0));
    // Where the weather is such that a reply never comes in time, nothing is demanded: that must stay rare.
    assert!(report.excused * 20 < report.runs, "{} runs were excused", report.excused);
}

#[test]
fn a_swarm_draws_nothing_that_was_shipped() {
    for seed in 0..500 {
        let knobs = draw::<ConsumerSystem>(&calm(), seed).unwrap().knobs;
        assert!(!knobs.truncate_to_s && !knobs.fire_only_after_message);
        assert!(!knobs.cp_from_committed_even_if_rewound && knobs.mutant.is_none());
    }
}

#[test]
fn ten_thousand_messages_with_every_trouble_at_once_are_handled() {
    let knobs = r#"partitions: [(messages: 4000, committed: 0), (messages: 3000, committed: 0), (messages: 3000, committed: 0)],
        interleave: true, position: Latest, handler_sends: 1, interval: "10ms", request_timeout: "2s", poll_every: "1s""#;
    let rest = r#"seed: 7, horizon: "100000s", supervision: {"consumer": After("1s")},
        weather: (latency: Uniform("1ms", "10ms"), loss: "1/100", duplication: (probability: "1/50"),
            operations: {"handle": Chance("1/10"), "commit": Chance("1/20")},
            crashes: [(process: Some("consumer"), up: (mean: "20s", least: "1s"), down: (mean: "1s"))],
            heal_at: "1000s")"#;
    let outcome = super::run(knobs, rest);
    assert!(super::is_settled(&outcome), "{}", outcome.verdict);
    assert_eq!(super::numbers(&outcome, "offsets"), [4000, 3000, 3000]);
    assert!(super::numbers(&outcome, "handled").len() > 10_000, "some were handled twice");
}
