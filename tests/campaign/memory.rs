//! A campaign's memory does not grow with its seeds.

use allocation_counter::measure;
use sooner::check::{Plan, Samples, ScenarioOf, campaign};
use sooner::models::annotation::AnnotationSystem;
use std::sync::atomic::AtomicBool;

use crate::dice::{Dice, Throws, scenario, seeds};

fn most_bytes(throws: Throws, plan: &Plan) -> u64 {
    let (scenario, never) = (scenario(throws), AtomicBool::new(false));
    let used = measure(|| {
        let mut runs = 0;
        let report = campaign::<Dice>(&scenario, &Samples::new(), plan, &never, &mut |_| runs += 1).unwrap();
        assert_eq!((report.runs, runs), (plan.seeds.end, plan.seeds.end));
    });
    used.bytes_max
}

#[test]
fn a_hundred_times_the_seeds_take_no_more_memory() {
    let few = most_bytes(Throws::default(), &seeds(1_000));
    let many = most_bytes(Throws::default(), &seeds(100_000));
    assert!(many <= few + 64_000, "{few} bytes for a thousand seeds, {many} for a hundred thousand");
}

#[test]
fn the_thread_that_takes_the_results_stays_small_too() {
    let many = most_bytes(Throws::default(), &Plan { jobs: 4, ..seeds(100_000) });
    assert!(many < 1_000_000, "{many} bytes");
}

#[test]
fn failing_seeds_take_at_most_64_bytes_a_run() {
    let many = most_bytes(Throws { breaks: 1, ..Throws::default() }, &seeds(100_000));
    assert!(many < 100_000 * 64, "{many} bytes");
}

#[test]
fn times_of_which_no_two_are_equal_take_64_bytes_a_run_and_a_megabyte_at_most() {
    let throws = || Throws { whenever: true, ..Throws::default() };
    for runs in [10_000, 200_000] {
        let most = most_bytes(throws(), &seeds(runs));
        assert!(most <= runs * 64 + 1_000_000, "{most} bytes for {runs} runs: {} each", most / runs);
    }
}

/// Sixteen bytes each where they are sorted, eight while they wait, and both lists once more while they become one.
#[test]
fn items_of_which_no_two_take_equally_long_take_64_bytes_each_on_top() {
    let scenario = ScenarioOf::<AnnotationSystem>::parse(
        r#"(version: 1, model: "annotation", knobs: (fields: 1), weather: (latency: Uniform("1ms", "10s")))"#,
    );
    let (scenario, never) = (scenario.unwrap(), AtomicBool::new(false));
    for runs in [10_000, 100_000] {
        let used = measure(|| {
            let report =
                campaign::<AnnotationSystem>(&scenario, &Samples::new(), &seeds(runs), &never, &mut |_| {});
            assert_eq!(report.unwrap().items.total(), runs);
        });
        let most = used.bytes_max;
        assert!(most <= runs * (64 + 64) + 1_000_000, "{most} bytes for {runs} runs: {} each", most / runs);
    }
}
