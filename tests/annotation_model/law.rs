//! The law of time to consistency, where the specification gives numbers.

use sooner::check::{Failures, Latency};
use sooner::models::annotation::{Profile, Settings};
use sooner::sim::simulation::End;

use crate::{Scenario, calm, ms, prepared};

const W100K: &str = include_str!("../../scenarios/annotation/w100k.ron");
const DEMO_RANDOM: &str = include_str!("../../scenarios/annotation/demo-random.ron");

/// Mean and its standard error, in milliseconds, of the time to consistency over so many seeds.
fn mean_time(scenario: &Scenario, seeds: u64) -> (f64, f64) {
    let mut prepared = prepared(scenario);
    let (mut sum, mut squares) = (0.0, 0.0);
    for seed in 0..seeds {
        let settled = prepared.run_bare(seed).settled_at.expect("it becomes consistent with probability 1");
        let millis = settled.as_nanos() as f64 / 1e6;
        sum += millis;
        squares += millis * millis;
    }
    let mean = sum / seeds as f64;
    let variance = squares / seeds as f64 - mean * mean;
    (mean, (variance / seeds as f64).sqrt())
}

fn assert_mean(scenario: &Scenario, expected: f64) {
    let (mean, error) = mean_time(scenario, 2000);
    assert!((mean - expected).abs() < 5.0 * error, "{mean} is not within 5 x {error} of {expected}");
    assert!(error < 50.0, "{error} is too much to tell anything");
}

fn demo_random() -> Scenario {
    let mut scenario = Scenario::parse(DEMO_RANDOM).expect("the scenario can be read");
    scenario.end = End::Settled;
    scenario
}

#[test]
fn the_random_demonstration_takes_as_long_as_the_law_says() {
    assert_mean(&demo_random(), 6628.21);
}

#[test]
fn it_takes_longer_where_the_annotation_tick_goes_first() {
    let mut scenario = demo_random();
    scenario.ranks = ["message", "Create", "AnnotationTick", "DataEntryTick"].map(str::to_string).to_vec();
    assert_mean(&scenario, 7186.88);
}

#[test]
fn it_takes_as_long_as_the_law_says_with_a_constant_latency() {
    let mut scenario = demo_random();
    scenario.weather.latency = Latency::Constant(ms(20));
    assert_mean(&scenario, 7022.89);
}

#[test]
fn a_single_field_needs_as_many_rounds_as_the_law_says() {
    const SEEDS: u64 = 200_000;
    let mut scenario = calm(Settings { profile: Profile::Classic, fields: 1, ..Settings::default() });
    for operation in ["generate", "save", "ack"] {
        let failures = Failures::Chance("1/5".parse().expect("a probability"));
        scenario.weather.operations.insert(operation.to_string(), failures);
    }
    scenario.end = End::Settled;
    let mut prepared = prepared(&scenario);
    let mut within = [0u64; 3];
    for seed in 0..SEEDS {
        let settled = prepared.run_bare(seed).settled_at.expect("it becomes consistent with probability 1");
        let rounds = settled.as_nanos() / 1_000_000_000;
        (rounds..3).for_each(|round| within[round as usize] += 1);
    }
    for (round, law) in [0.5120, 0.815104, 0.932774].into_iter().enumerate() {
        let share = within[round] as f64 / SEEDS as f64;
        // Beyond 4.9 standard errors once in a million.
        let tolerance = 4.9 * (law * (1.0 - law) / SEEDS as f64).sqrt() + 5e-7;
        assert!((share - law).abs() < tolerance, "F({round}) = {share}, not {law}");
    }
}

#[test]
fn the_reference_work_is_the_work_that_others_were_measured_on() {
    let scenario = Scenario::parse(W100K).expect("the scenario can be read");
    for seed in 0..3 {
        let ending = prepared(&scenario).run_bare(seed);
        let per_field = ending.steps as f64 / scenario.knobs.fields as f64;
        let after = ending.settled_at.expect("it becomes consistent").as_nanos() as f64 / 1e9 - 100.0;
        assert!((5.55..5.59).contains(&per_field), "{per_field} steps per field");
        assert!((4.0..11.0).contains(&after), "consistent {after} s after the last field");
    }
}
