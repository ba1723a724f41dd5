//! Quantiles with intervals by order statistics; ranks from `scipy.stats.binom`, 1.17.1.

use sooner::measure::{Confidence, Level, quantile, quantiles, ranks, seeds_for_quantile_limit};
use sooner::sim::Time;

use crate::{confidence, level, sample};

#[test]
fn the_ranks_are_those_of_the_binomial_law() {
    let table = [
        (10, "0.5", 0.95, Some(2), Some(9)),
        (5, "0.5", 0.95, None, None),
        (6, "0.5", 0.95, Some(1), Some(6)),
        (20, "0.5", 0.95, Some(6), Some(15)),
        (100, "0.9", 0.95, Some(84), Some(96)),
        (1_000, "0.99", 0.95, Some(983), Some(997)),
        (3_687, "0.999", 0.95, Some(3_679), None),
        (3_688, "0.999", 0.95, Some(3_680), Some(3_688)),
        (10_000, "0.999", 0.95, Some(9_983), Some(9_997)),
        (10_000, "0.5", 0.99, Some(4_871), Some(5_130)),
        (52_980, "0.9999", 0.99, Some(52_968), None),
        (52_981, "0.9999", 0.99, Some(52_969), Some(52_981)),
        (1_000_000, "0.999", 0.95, Some(998_938), Some(999_062)),
        (1_000_000, "0.5", 0.95, Some(499_020), Some(500_981)),
    ];
    for (n, share, sure, low, high) in table {
        let found = ranks(n, level(share), confidence(sure));
        assert_eq!((found.low, found.high), (low, high), "of {n} runs, {share} at {sure}");
    }
}

#[test]
fn a_quantile_has_an_upper_limit_from_the_first_number_of_runs_that_is_planned_for_it() {
    for (share, sure) in
        [("0.5", 0.95), ("0.9", 0.5), ("0.99", 0.99), ("0.999", 0.95), ("0.9999", 0.999), ("0.1", 0.6)]
    {
        let (level, confidence) = (level(share), confidence(sure));
        let needs = seeds_for_quantile_limit(level, confidence);
        assert!(ranks(needs, level, confidence).high == Some(needs), "{share} {sure} {needs}");
        assert!(needs == 1 || ranks(needs - 1, level, confidence).high.is_none(), "{share} {sure} {needs}");
    }
}

#[test]
fn a_quantile_is_a_value_that_occurred_and_names_a_seed() {
    let times = sample(&[(6_000, 40), (7_000, 30), (8_000, 30)]);
    let p80 = quantile(&times, level("0.8"), Confidence::P95).unwrap();
    // No 7600, which nothing took.
    assert_eq!(p80.value, Some((Time::from_millis(8_000), 2)));
    assert_eq!((p80.low, p80.high), (Some(Time::from_millis(8_000)), Some(Time::from_millis(8_000))));
    let p50 = quantile(&times, Level::P50, Confidence::P95).unwrap();
    assert_eq!(p50.value, Some((Time::from_millis(7_000), 1)));
    assert_eq!((p50.low, p50.high), (Some(Time::from_millis(6_000)), Some(Time::from_millis(7_000))));
}

#[test]
fn too_few_runs_say_how_many_it_takes() {
    let p999 = quantile(&sample(&[(6_000, 3_687)]), level("p99.9"), Confidence::P95).unwrap();
    assert_eq!((p999.high, p999.needs), (None, Some(3_688)));
    assert_eq!(p999.value, Some((Time::from_millis(6_000), 0)));
    let p999 = quantile(&sample(&[(6_000, 3_688)]), level("p99.9"), Confidence::P95).unwrap();
    assert_eq!((p999.high, p999.needs), (Some(Time::from_millis(6_000)), None));
}

#[test]
fn a_limit_among_the_runs_that_were_not_reached_is_no_number() {
    let mut times = sample(&[(6_000, 90)]);
    times.unreached_mut().horizon = 6;
    times.unreached_mut().step_limit = 3;
    times.unreached_mut().violated = 1;
    let p90 = quantile(&times, level("p90"), Confidence::P95).unwrap();
    assert_eq!(p90.value, Some((Time::from_millis(6_000), 0)));
    assert_eq!((p90.low, p90.high, p90.needs), (Some(Time::from_millis(6_000)), None, None));
    let p95 = quantile(&times, level("p95"), Confidence::P95).unwrap();
    assert_eq!((p95.value, p95.low.is_some(), p95.high), (None, true, None));
    let p99 = quantile(&times, level("p99"), Confidence::P95).unwrap();
    assert_eq!((p99.value, p99.low, p99.high, p99.needs), (None, None, None, Some(368)));
}

#[test]
fn many_quantiles_are_what_each_is() {
    let times = sample(&[(1, 5), (2, 50), (3, 500), (9, 100), (70, 3)]);
    let levels: Vec<Level> = (1..100).map(|percent| level(&format!("p{percent}"))).collect();
    let each: Vec<_> = levels.iter().filter_map(|level| quantile(&times, *level, Confidence::P95)).collect();
    assert_eq!(quantiles(&times, &levels, Confidence::P95), each);
}
