//! Nothing allocates per step, and a run's memory is bounded by its fields.

use std::collections::BTreeMap;

use allocation_counter::measure;
use sooner::check::{Prepared, ScenarioOf};
use sooner::models::annotation::AnnotationSystem;
use sooner::models::orders::OrdersSystem;

fn prepare(fields: u32, faults: &str) -> Prepared<AnnotationSystem> {
    let text = format!(
        r#"(version: 1, model: "annotation", knobs: (fields: {fields}), end: Settled, horizon: "2h",
            weather: (latency: Uniform("1ms", "10ms"), loss: "1/100", duplication: (probability: "1/100"),
                operations: {{"generate": Chance("1/5"), "save": Chance("1/5"), "ack": Chance("1/5")}}),
            faults: [{faults}])"#
    );
    let scenario = ScenarioOf::<AnnotationSystem>::parse(&text).expect("the scenario is well formed");
    Prepared::new(&scenario, &BTreeMap::new()).expect("the scenario can be run")
}

/// The agenda's 129 buckets find their sizes as bursts fall into them: a few doublings each, whatever a run's length.
const DOUBLINGS: u64 = 129 * 4;

#[test]
fn steps_do_not_allocate() {
    let mut calm = prepare(50_000, "");
    let first = calm.run_bare(1);
    assert!(first.steps > 250_000);
    let allocated = measure(|| assert_eq!(calm.run_bare(1), first));
    assert!(allocated.count_total <= DOUBLINGS, "{allocated:?} in {} steps", first.steps);
}

#[test]
fn steps_in_weather_do_not_allocate() {
    let mut stormy = prepare(
        50_000,
        r#"Lose(message: (kind: "Ack", nth: "1..20000")),
           Delay(message: (kind: "Annotate", item: 7, nth: "all"), by: "30ms"),
           Partition(cut: Isolate(["annotation"]), from: "20s", until: "21s")"#,
    );
    let first = stormy.run_bare(1);
    assert!(first.steps > 250_000);
    let allocated = measure(|| assert_eq!(stormy.run_bare(1), first));
    assert!(allocated.count_total <= DOUBLINGS, "{allocated:?} in {} steps", first.steps);
}

#[test]
fn a_field_of_a_million_costs_at_most_64_bytes_with_every_property_on_and_its_id_told() {
    const FIELDS: u32 = 1_000_000;
    let used = measure(|| assert_eq!(prepare(FIELDS, "").run(1).verdict.word(), "settled"));
    let per_field = used.bytes_max / FIELDS as u64;
    assert!(per_field <= 64, "{per_field} bytes per field, {} in all", used.bytes_max);
}

fn orders(orders: u32) -> Prepared<OrdersSystem> {
    let text = format!(
        r#"(version: 1, model: "orders", knobs: (orders: {orders}, cap: "1000"), end: Quiet, horizon: "2h",
            weather: (latency: Uniform("100us", "500us")))"#
    );
    let scenario = ScenarioOf::<OrdersSystem>::parse(&text).expect("the scenario is well formed");
    Prepared::new(&scenario, &BTreeMap::new()).expect("the scenario can be run")
}

/// A run opens blocks of rows and slots of transactions; what a simulator has opened once, its next run finds there.
#[test]
fn steps_of_the_orders_pipeline_do_not_allocate() {
    let mut calm = orders(10_000);
    let first = calm.run_bare(1);
    assert!(first.steps > 250_000);
    let allocated = measure(|| assert_eq!(calm.run_bare(1), first));
    assert!(allocated.count_total <= DOUBLINGS, "{allocated:?} in {} steps", first.steps);
}
