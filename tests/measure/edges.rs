//! What nobody should ask, and many will: no runs, one run, nothing reached, limits of numbers.

use sooner::measure::*;
use sooner::sim::{Span, Time};

use crate::{confidence, level, sample};

const NUMBERS: [u64; 9] = [0, 1, 2, 10, 1 << 33, 1 << 53, 1 << 63, u64::MAX - 1, u64::MAX];

fn confidences() -> [Confidence; 7] {
    [f64::MIN_POSITIVE, 1e-12, 0.1, 0.5, 0.95, 1.0 - 1e-12, 1.0 - f64::EPSILON / 2.0].map(confidence)
}

#[test]
fn every_share_has_an_interval_within_0_and_1() {
    for n in NUMBERS {
        for hits in [0, 1, 2, n / 3, n / 2, n - n.min(2), n - n.min(1), n, u64::MAX] {
            for sure in confidences() {
                for Interval { low, high } in [clopper_pearson(hits, n, sure), wilson(hits, n, sure)] {
                    assert!(
                        0.0 <= low && low <= high && high <= 1.0,
                        "{hits} of {n} at {sure}: {low} {high}"
                    );
                }
                let (low, high) = (lower_limit(hits, n, sure), upper_limit(hits, n, sure));
                assert!(
                    (0.0..=1.0).contains(&low) && (0.0..=1.0).contains(&high),
                    "{hits} of {n}: {low} {high}"
                );
            }
        }
    }
    let unknown = Interval { low: 0.0, high: 1.0 };
    assert_eq!(clopper_pearson(0, 0, Confidence::P95), unknown);
    assert_eq!(wilson(0, 0, Confidence::P95), unknown);
}

#[test]
fn every_quantile_has_ranks_in_their_order() {
    for share in ["0.000000000000000001", "0.001", "0.5", "p99.9", "0.999999999999999999"] {
        for n in NUMBERS {
            for sure in confidences() {
                let RankInterval { low, high } = ranks(n, level(share), sure);
                assert!(low.is_none_or(|low| 1 <= low && low <= n), "{share} of {n} at {sure}: {low:?}");
                assert!(
                    high.is_none_or(|high| low.unwrap_or(1) <= high && high <= n),
                    "{share} of {n}: {high:?}"
                );
            }
        }
    }
}

#[test]
fn samples_without_runs_say_nothing() {
    let none = sample(&[]);
    assert_eq!(quantile(&none, Level::P50, Confidence::P95), None);
    assert_eq!(quantiles(&none, &Level::TOLD, Confidence::P95), []);
    assert_eq!(mean(&none, Confidence::P95), None);
    assert_eq!(band(0, Confidence::P95).reach, 1.0);
    assert_eq!((none.share_within(Time::NEVER), none.curve().len(), none.shortest()), (0.0, 0, None));
}

#[test]
fn one_run_is_a_quantile_without_limits() {
    let one = sample(&[(7_000, 1)]);
    let p50 = quantile(&one, Level::P50, Confidence::P95).unwrap();
    assert_eq!(
        (p50.value, p50.low, p50.high, p50.needs),
        (Some((Time::from_millis(7_000), 0)), None, None, Some(6))
    );
    let mean = mean(&one, Confidence::P95).unwrap();
    assert_eq!((mean.value, mean.low, mean.high), (7e9, f64::NEG_INFINITY, f64::INFINITY));
    assert_eq!((mean.deviation, mean.skewness), (0.0, 0.0));
}

#[test]
fn where_nothing_was_reached_no_number_is_told() {
    let mut nothing = Times::watched_for(Span::from_secs(1));
    nothing.unreached_mut().horizon = 10_000;
    let p50 = quantile(&nothing, Level::P50, Confidence::P95).unwrap();
    assert_eq!((p50.value, p50.low, p50.high, p50.needs), (None, None, None, None));
    assert_eq!(mean(&nothing, Confidence::P95), None);
    assert_eq!(nothing.share_within(Time::NEVER), 0.0);
    assert_eq!(nothing.ranked().at_rank(1), None);
}

#[test]
fn equal_times_have_an_interval_without_width() {
    let equal = sample(&[(7_000, 100_000)]);
    for quantile in quantiles(&equal, &Level::TOLD, Confidence::P95) {
        assert_eq!(
            (quantile.low, quantile.high),
            (Some(Time::from_millis(7_000)), Some(Time::from_millis(7_000)))
        );
    }
    let mean = mean(&equal, Confidence::P95).unwrap();
    assert_eq!((mean.low, mean.high, mean.deviation, mean.skewness), (7e9, 7e9, 0.0, 0.0));
}

#[test]
fn the_largest_times_and_numbers_do_not_overflow() {
    let mut largest = Times::watched_for(Span::MAX);
    largest.add_atom(Time::NEVER, Atom { runs: u64::MAX - 1, seed: 3 });
    largest.add_atom(Time::START, Atom { runs: 1, seed: 1 });
    for sure in confidences() {
        let mean = mean(&largest, sure).unwrap();
        assert!(mean.value > 1e19 && mean.deviation.is_finite() && mean.low.is_finite(), "{mean:?}");
        assert!(quantile(&largest, level("p99.9"), sure).unwrap().value.is_some());
        assert!((0.0..=1.0).contains(&band(largest.runs(), sure).reach));
    }
    largest.add_atom(Time::from_nanos(1), Atom { runs: u64::MAX, seed: 1 });
    largest.unreached_mut().horizon = u64::MAX;
    largest.unreached_mut().violated = 1;
    assert_eq!((largest.runs(), largest.reached()), (u64::MAX, u64::MAX));
    assert_eq!(largest.within(Time::NEVER), u64::MAX);
    assert_eq!(largest.ranked().within(Time::NEVER), u64::MAX);
    let other = largest.clone();
    largest.merge(&other).unwrap();
    assert_eq!(largest.runs(), u64::MAX);
}

#[test]
fn a_hundred_thousand_quantiles_of_a_large_sample_are_found_at_once() {
    let mut times = Times::watched_for(Span::from_secs(1_000));
    (0..100_000).for_each(|seed| times.add(Time::from_nanos(seed * 7_919 % 1_000_003), seed));
    let levels: Vec<Level> = (1..100_000).map(|share| level(&format!("0.{share:05}"))).collect();
    let found = quantiles(&times, &levels, Confidence::P95);
    assert_eq!(found.len(), levels.len());
    let orderly = |pair: &[Quantile]| pair[0].value <= pair[1].value && pair[0].low <= pair[1].low;
    assert!(found.windows(2).all(orderly));
}
