//! How often each value came.

use sooner::measure::{Counts, Level};

use crate::level;

/// Values without an order, all distinct.
fn scattered(from: u64, to: u64) -> impl Iterator<Item = u64> {
    (from..to).map(|index| index.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20)
}

fn counted(values: impl Iterator<Item = u64>) -> Counts {
    let mut counts = Counts::default();
    values.for_each(|value| counts.add(value, 1));
    counts
}

#[test]
fn up_to_a_million_values_are_exact_and_one_more_makes_a_histogram() {
    let mut counts = counted(scattered(0, 1_000_000));
    let mut expected: Vec<u64> = scattered(0, 1_000_000).collect();
    expected.sort_unstable();
    assert_eq!(counts.error(), 0.0);
    assert!(counts.values().iter().map(|(value, _)| *value).eq(expected.iter().copied()));
    let exact = counts.clone();
    let mean = counts.mean();
    counts.add(expected[0], 1);
    assert_eq!((counts.error(), counts.total()), (0.0, 1_000_001));
    counts.add(u64::MAX, 1);
    assert_eq!((counts.error(), counts.total()), (0.001, 1_000_002));
    assert_ne!(counts, exact);
    assert!(counts.mean() > mean);
    for share in ["p1", "p50", "p99.9"] {
        let true_value = exact.quantile(level(share)).unwrap() as f64;
        let found = counts.quantile(level(share)).unwrap() as f64;
        assert!((found / true_value - 1.0).abs() <= 0.0011, "{share}: {found} for {true_value}");
    }
    assert_eq!(counts.values().iter().map(|(_, times)| times).sum::<u64>(), 1_000_002);
    assert!(counts.values().last().is_some_and(|(value, times)| *value >= u64::MAX - 1 && *times == 1));
    counts.clear();
    assert_eq!(counts, Counts::default());
    counts.add(7, 2);
    assert_eq!((counts.values(), counts.error()), (vec![(7, 2)], 0.0));
}

#[test]
fn merging_makes_no_difference_of_order_across_the_switch() {
    let parts = [
        counted(scattered(0, 700_000)),
        counted(scattered(400_000, 900_000)),
        counted(scattered(800_000, 1_100_000)),
    ];
    let merged = |order: [usize; 3]| {
        let mut all = Counts::default();
        order.into_iter().for_each(|part| all.merge(&parts[part]));
        all
    };
    let mut nested = parts[2].clone();
    let mut pair = parts[1].clone();
    pair.merge(&parts[0]);
    nested.merge(&pair);
    let all = merged([0, 1, 2]);
    assert_eq!(all.error(), 0.001);
    assert_eq!(all, merged([2, 1, 0]));
    assert_eq!(all, merged([1, 2, 0]));
    assert_eq!(all, nested);
    let mut into_few = counted([5, 6].into_iter());
    into_few.merge(&all);
    let mut into_many = all.clone();
    into_many.merge(&counted([5, 6].into_iter()));
    assert_eq!(into_few, into_many);
}

#[test]
fn what_was_not_counted_has_no_quantile() {
    let mut counts = Counts::default();
    counts.add(9, 0);
    assert_eq!((counts.quantile(Level::P50), counts.mean(), counts.total()), (None, None, 0));
    assert_eq!(counts.values(), []);
    counts.add(0, 3);
    counts.add(u64::MAX, u64::MAX);
    assert_eq!(counts.total(), u64::MAX);
    assert_eq!(counts.quantile(Level::P50), Some(u64::MAX));
}

#[test]
fn multiples_of_a_tick_are_spread_over_the_table() {
    // Were they not, this would take minutes.
    for tick in [1_000_000_000, 1 << 32, 1 << 44, 1_000_000] {
        let counts = counted((0..200_000).map(|index| index * tick));
        assert_eq!(counts.values().len(), 200_000);
    }
}
