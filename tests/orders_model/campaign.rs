//! The reference under random weather, and what each property says of runs that break it.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use sooner::check::{Plan, Prepared, ScenarioOf, Verdict, campaign};
use sooner::models::orders::OrdersSystem;

fn verdict(knobs: &str, rest: &str) -> Verdict {
    let text = format!(
        r#"(version: 1, model: "orders", knobs: ({knobs}), weather: (latency: Constant("10ms")), {rest})"#
    );
    let scenario =
        ScenarioOf::<OrdersSystem>::parse(&text).unwrap_or_else(|problem| panic!("{text}: {problem}"));
    let prepared = Prepared::<OrdersSystem>::new(&scenario, &BTreeMap::new());
    prepared.unwrap_or_else(|problem| panic!("{text}: {problem}")).run(0).verdict
}

fn violated(knobs: &str, rest: &str) -> Option<String> {
    match verdict(knobs, rest) {
        Verdict::Violated { property, .. } => Some(property),
        _ => None,
    }
}

#[test]
fn five_thousand_seeds_of_the_reference_break_nothing_and_none_is_left_undecided() {
    let reference = ScenarioOf::<OrdersSystem>::calm("orders", Default::default());
    let plan = Plan { seeds: 0..5_000, swarm: true, jobs: 2, ..Plan::default() };
    let report =
        campaign::<OrdersSystem>(&reference, &BTreeMap::new(), &plan, &AtomicBool::new(false), &mut |_| {});
    let report = report.expect("every seed draws a scenario that can be run");
    assert_eq!((report.runs, report.violated, report.undecided), (5_000, 0, 0));
    assert!(report.settled > 4_000, "{} settled", report.settled);
}

#[test]
fn two_orders_at_once_are_published_after_their_commits_in_the_wrong_order() {
    // The queue's news of the first publication comes late: its row follows that of the second.
    let rest = r#"faults: [Delay(message: (kind: "Publish", item: 0, nth: 1), by: "100ms")]"#;
    let fifo = |fifo: bool| {
        let text = format!(
            r#"(version: 1, model: "orders", knobs: (orders: 2, publish: AfterCommit),
                weather: (latency: Constant("10ms"), links: [(kind: Some("Publish"), fifo: Some({fifo}))]), {rest})"#
        );
        let scenario = ScenarioOf::<OrdersSystem>::parse(&text).expect("the scenario is well formed");
        Prepared::<OrdersSystem>::new(&scenario, &BTreeMap::new()).expect("it can be run").run(0).verdict
    };
    assert!(matches!(fifo(false), Verdict::Violated { property, .. } if property == "W7"));
    assert!(matches!(fifo(true), Verdict::Settled { .. }));
}

#[test]
fn a_failed_read_waives_the_order_of_the_rows_and_a_lost_reply_to_the_client_does_not() {
    let failed = r#"faults: [Fail(attempt: (operation: "read", nth: 1))]"#;
    assert_eq!(verdict("orders: 2", failed).word(), "stalled");
    let with_the_end_of_the_connection = r#"faults: [Fail(attempt: (operation: "read", nth: 1)),
        Disconnect(between: ("queue", "sync"), at: "2s")]"#;
    assert_eq!(verdict("orders: 2", with_the_end_of_the_connection).word(), "settled");
    let lost = r#"faults: [Lose(message: (kind: "Answer", nth: 1))]"#;
    assert_eq!(verdict("orders: 2", lost).word(), "settled");
}

#[test]
fn a_walk_that_begins_after_an_order_lists_what_is_below_it() {
    let walk = |walk: &str| format!(r#"inputs: [(at: "5s", input: Walk({walk}))]"#);
    for known in ["after: Some(2), size: Some(1)", "size: Some(0)", "size: Some(-1)", "after: Some(9)"] {
        assert_eq!(verdict("orders: 3", &walk(known)).word(), "settled", "{known}");
    }
    let wrong = walk("after: Some(2), size: Some(1)");
    assert_eq!(violated("orders: 3, page: Shipped", &wrong).as_deref(), Some("W8"));
    assert_eq!(violated("orders: 3, page: Shipped", &walk("after: Some(9)")), None);
}

#[test]
fn poison_is_taken_from_the_queue_and_everything_behind_it_comes_through() {
    let poison = r#"inputs: [(at: "0s", input: Poison), (at: "100ms", input: Poison)]"#;
    assert_eq!(verdict("orders: 3", poison).word(), "settled");
}

#[test]
fn a_row_that_only_the_law_makes_late_waives_the_order_of_the_rows() {
    let text = r#"(version: 1, model: "orders", knobs: (orders: 4, repeat_after: "100ms", order_every: "1ms"),
        weather: (latency: Exponential(rate: 3.0, per: "40ms"), latency_bound: "40ms"), horizon: "20s")"#;
    let scenario = ScenarioOf::<OrdersSystem>::parse(text).expect("the scenario is well formed");
    let mut prepared = Prepared::<OrdersSystem>::new(&scenario, &BTreeMap::new()).expect("it can be run");
    // In these seeds the sync service gives a delivery up and passes it.
    for seed in [64, 757, 949, 1283] {
        let verdict = prepared.run(seed).verdict;
        assert!(!matches!(verdict, Verdict::Violated { .. }), "seed {seed}: {verdict}");
    }
}

#[test]
fn an_amount_that_is_refused_is_no_repeat_of_the_order_that_it_would_be_rounded_to() {
    let after = |first: &str, then: &str| {
        let order = |at: u32, amount: &str| {
            format!(r#"(at: "{at}s", input: Order(request: {at}, amount: "{amount}", key: "k1"))"#)
        };
        format!("inputs: [{}, {}]", order(0, first), order(1, then))
    };
    for refused in ["0.011", "0.005", "0.0149"] {
        assert_eq!(verdict("orders: 0", &after("0.01", refused)).word(), "settled", "{refused}");
    }
    for refused in ["0", "ten", "-1"] {
        let kept_as_nothing = after("0.004", refused);
        assert_eq!(verdict("orders: 0, amounts: Shipped", &kept_as_nothing).word(), "settled", "{refused}");
    }
}

#[test]
fn requests_that_a_scenario_adds_may_stand_in_line_for_longer_than_the_bound_knows() {
    let orders = |number: u32| {
        format!(r#"(at: "1s", input: Order(request: {number}, amount: "0.01", key: "k{number}"))"#)
    };
    let inputs: Vec<String> = (0..60).map(orders).collect();
    let text = format!(
        r#"(version: 1, model: "orders", knobs: (orders: 0), inputs: [{}], weather: (latency: Constant("100ms")),
            horizon: "1h")"#,
        inputs.join(", ")
    );
    let scenario = ScenarioOf::<OrdersSystem>::parse(&text).expect("the scenario is well formed");
    let mut prepared = Prepared::<OrdersSystem>::new(&scenario, &BTreeMap::new()).expect("it can be run");
    assert_eq!(prepared.run(0).verdict.word(), "settled");
}

#[test]
fn poison_that_is_delivered_twice_is_counted_once() {
    let text = r#"(version: 1, model: "orders", knobs: (orders: 0), inputs: [(at: "1s", input: Poison)],
        weather: (latency: Constant("10ms")),
        faults: [
            Duplicate(message: (kind: "Deliver", nth: 1), after: "1ms"),
            Lose(message: (kind: "Ack", nth: 1)),
            Disconnect(between: ("queue", "sync"), at: "3s"),
        ])"#;
    let scenario = ScenarioOf::<OrdersSystem>::parse(text).expect("the scenario is well formed");
    let mut prepared = Prepared::<OrdersSystem>::new(&scenario, &BTreeMap::new()).expect("it can be run");
    let outcome = prepared.run(0);
    assert!(outcome.facts.contains(&("poison", 1.into())), "{:?}", outcome.facts);
}
