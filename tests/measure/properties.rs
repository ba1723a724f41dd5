//! What holds of every sample.

use std::collections::BTreeMap;

use proptest::prelude::*;
use sooner::measure::*;
use sooner::sim::{Span, Time};

use crate::confidence;

fn times(runs: &[(u64, u64)], unreached: u64) -> Times {
    let mut times = Times::watched_for(Span::from_secs(1));
    runs.iter().for_each(|(nanos, seed)| times.add(Time::from_nanos(*nanos), *seed));
    times.unreached_mut().horizon = unreached;
    times
}

prop_compose! {
    fn some_level()(atto in 1_u64..1_000_000_000_000_000_000) -> Level {
        format!("0.{atto:018}").parse().expect("it is one")
    }
}

proptest! {
    #[test]
    fn an_interval_of_a_share_contains_it_and_grows_with_hits_and_confidence(
        n in 1_u64..100_000, part in 0.0..=1.0, sure in 0.01..0.98,
    ) {
        let hits = ((n as f64 * part) as u64).min(n);
        let share = hits as f64 / n as f64;
        for interval in [clopper_pearson, wilson] {
            let here = interval(hits, n, confidence(sure));
            prop_assert!(here.low <= share && share <= here.high, "{here:?}");
            let surer = interval(hits, n, confidence(sure + 0.01));
            prop_assert!(surer.low <= here.low && here.high <= surer.high);
            if hits < n {
                let more = interval(hits + 1, n, confidence(sure));
                prop_assert!(here.low <= more.low && here.high <= more.high);
            }
            let misses = interval(n - hits, n, confidence(sure));
            prop_assert!((misses.low - (1.0 - here.high)).abs() < 1e-12);
        }
    }

    #[test]
    fn the_limits_of_a_share_are_where_the_binomial_law_says(n in 2_u64..1_000_000, part in 0.0..1.0, sure in 0.5..0.999) {
        let hits = ((n as f64 * part) as u64).clamp(1, n - 1);
        let sure = confidence(sure);
        let (low, high) = (lower_limit(hits, n, sure), upper_limit(hits, n, sure));
        prop_assert!((binomial(hits - 1, n, low, 1.0 - low).1 / sure.error() - 1.0).abs() < 1e-7);
        prop_assert!((binomial(hits, n, high, 1.0 - high).0 / sure.error() - 1.0).abs() < 1e-7);
    }

    #[test]
    fn ranks_are_the_closest_whose_tails_are_small_enough(n in 1_u64..1_000_000, level in some_level(), sure in 0.5..0.999) {
        let sure = confidence(sure);
        let tail = sure.error() / 2.0;
        let at_most = |k: u64| binomial(k, n, level.get(), level.beyond());
        let RankInterval { low, high } = ranks(n, level, sure);
        let below = low.unwrap_or(0);
        prop_assert!(below == 0 || at_most(below - 1).0 <= tail);
        prop_assert!(at_most(below).0 > tail);
        if let Some(high) = high {
            prop_assert!(at_most(high - 1).1 <= tail);
        }
        let under = high.unwrap_or(n + 1) - 1;
        prop_assert!(under == 0 || at_most(under - 1).1 > tail);
    }

    #[test]
    fn a_level_is_read_back_as_it_is_written(level in some_level()) {
        prop_assert_eq!(level.to_string().parse(), Ok(level));
        prop_assert!((level.get() + level.beyond() - 1.0).abs() < 1e-15);
    }

    #[test]
    fn a_rank_is_the_smallest_with_at_least_the_share(level in some_level(), n in 1_u64..=u64::MAX) {
        let atto: u128 = format!("{level}")[1..].split_once('.').map_or_else(
            || format!("{level}")[1..].parse::<u128>().unwrap() * 10_u128.pow(16),
            |(whole, rest)| format!("{whole}{rest:0<16}").parse().unwrap(),
        );
        let rank = u128::from(level.rank(n));
        // rank >= n * share, and rank - 1 < n * share.
        prop_assert!(rank * 10_u128.pow(18) >= u128::from(n) * atto);
        prop_assert!(rank == 1 || (rank - 1) * 10_u128.pow(18) < u128::from(n) * atto);
    }

    #[test]
    fn samples_merge_in_any_order(
        runs in prop::collection::vec((0_u64..50, 0_u64..1_000), 0..60), cut in 0_usize..60, unreached in 0_u64..5,
    ) {
        let cut = cut.min(runs.len());
        let (one, other) = (times(&runs[..cut], unreached), times(&runs[cut..], 1));
        let (mut there, mut back) = (one.clone(), other.clone());
        there.merge(&other).unwrap();
        back.merge(&one).unwrap();
        prop_assert_eq!(&there, &back);
        let mut reversed = runs.clone();
        reversed.reverse();
        prop_assert_eq!(&there, &times(&reversed, unreached + 1));
        let (seen, expected) = (mean(&there, Confidence::P95), mean(&back, Confidence::P95));
        prop_assert_eq!(seen, expected);
    }

    #[test]
    fn ranks_and_shares_are_those_of_the_sorted_sample(
        runs in prop::collection::vec((0_u64..50, 0_u64..1_000), 0..60), unreached in 0_u64..5, at in 0_u64..60,
    ) {
        let times = times(&runs, unreached);
        let ranked = times.ranked();
        let mut sorted: Vec<u64> = runs.iter().map(|(nanos, _)| *nanos).collect();
        sorted.sort_unstable();
        for rank in 1..=times.runs() {
            let expected = sorted.get(rank as usize - 1).map(|nanos| Time::from_nanos(*nanos));
            prop_assert_eq!(times.at_rank(rank).map(|(time, _)| time), expected);
            prop_assert_eq!(times.at_rank(rank), ranked.at_rank(rank));
        }
        let at = Time::from_nanos(at);
        let within = sorted.iter().filter(|nanos| Time::from_nanos(**nanos) <= at).count() as u64;
        prop_assert_eq!((times.within(at), ranked.within(at)), (within, within));
        let on_curve = times.curve().take_while(|(time, _)| *time <= at).last().map_or(0.0, |(_, share)| share);
        prop_assert_eq!(on_curve, times.share_within(at));
    }

    #[test]
    fn counts_are_those_of_an_ordered_map(
        values in prop::collection::vec((prop_oneof![0_u64..40, any::<u64>()], 0_u64..4), 0..300), cut in 0_usize..300,
    ) {
        let count = |values: &[(u64, u64)]| {
            let mut counts = Counts::default();
            values.iter().for_each(|(value, times)| counts.add(*value, *times));
            counts
        };
        let mut expected: BTreeMap<u64, u64> = BTreeMap::new();
        for (value, times) in values.iter().filter(|(_, times)| *times > 0) {
            *expected.entry(*value).or_default() += times;
        }
        let cut = cut.min(values.len());
        let all = count(&values);
        let (mut there, mut back) = (count(&values[..cut]), count(&values[cut..]));
        let one = there.clone();
        there.merge(&back);
        back.merge(&one);
        prop_assert_eq!(&there, &all);
        prop_assert_eq!(&back, &all);
        prop_assert_eq!(all.values(), expected.iter().map(|(value, times)| (*value, *times)).collect::<Vec<_>>());
        let ordered: Vec<u64> = expected.iter().flat_map(|(value, times)| (0..*times).map(|_| *value)).collect();
        prop_assert_eq!(all.quantile(Level::P50), ordered.get(ordered.len().div_ceil(2).max(1) - 1).copied());
    }
}
