//! Pairs against scipy 1.17.1 (`wilcoxon(.., zero_method="wilcox", correction=False, method="approx")`, `binomtest`, `t`).

use sooner::measure::{Confidence, Pair, Slowness, paired, slower_by};

use crate::special::near;

fn pairs() -> Vec<Pair> {
    let a = [100, 120, 130, 140, 150, 160, 170, 180, 190, 200, 210, 220];
    let b = [90, 125, 110, 140, 131, 170, 140, 170, 180, 185, 212, 205];
    a.into_iter().zip(b).map(|(a, b)| (Some(a), Some(b))).collect()
}

#[test]
fn pairs_are_compared_as_scipy_does() {
    let found = paired(&pairs(), Confidence::P95).unwrap();
    assert_eq!((found.pairs, found.both, found.only_a, found.only_b, found.neither), (12, 12, 0, 0, 0));
    assert_eq!((found.faster.pairs, found.equal.pairs, found.slower.pairs), (8, 1, 3));
    near(found.difference.unwrap(), -9.333333333333334, 1e-14);
    near(found.interval.unwrap().low, -16.739650792037697, 1e-13);
    near(found.interval.unwrap().high, -1.9270158746289718, 1e-13);
    near(found.sign_p, 0.2265625, 1e-14);
    near(found.rank_p, 0.02262846702224811, 1e-12);
    let variation = found.variation.unwrap();
    near(variation.first, 1408.3333333333335, 1e-14);
    near(variation.second, 1445.4242424242425, 1e-14);
    near(variation.difference, 135.87878787878788, 1e-13);
    near(variation.correlation.unwrap(), 0.9524664612467028, 1e-14);
    near(variation.reduction.unwrap(), 21.002230151650313, 1e-13);
}

#[test]
fn a_pair_that_one_alone_reached_counts_for_it_and_hides_the_mean() {
    let pairs = [(Some(5), None), (None, Some(5)), (Some(5), None), (None, None), (Some(5), Some(5))];
    let found = paired(&pairs, Confidence::P95).unwrap();
    assert_eq!((found.both, found.only_a, found.only_b, found.neither), (1, 2, 1, 1));
    assert_eq!((found.faster.pairs, found.equal.pairs, found.slower.pairs), (1, 1, 2));
    assert_eq!((found.difference, found.interval, found.variation), (None, None, None));
    assert_eq!(found.sign_p, 1.0);
    assert_eq!(slower_by(&pairs, 0.0, Confidence::P95), Slowness::Unsure);
}

#[test]
fn what_does_not_vary_has_no_reduction() {
    let pairs: Vec<Pair> = (0..10).map(|seed| (Some(seed), Some(seed + 7))).collect();
    let found = paired(&pairs, Confidence::P95).unwrap();
    assert_eq!(found.difference, Some(7.0));
    assert_eq!((found.interval.unwrap().low, found.interval.unwrap().high), (7.0, 7.0));
    let variation = found.variation.unwrap();
    assert_eq!((variation.difference, variation.reduction), (0.0, None));
    near(variation.correlation.unwrap(), 1.0, 1e-15);
    near(found.sign_p, 2.0 / 1024.0, 1e-13);
    assert_eq!(paired(&[], Confidence::P95), None);
    let one = paired(&pairs[..1], Confidence::P95).unwrap();
    assert_eq!((one.interval.unwrap().low, one.variation), (f64::NEG_INFINITY, None));
    let same = paired(&[(Some(3), Some(3)); 5], Confidence::P95).unwrap();
    assert_eq!((same.sign_p, same.rank_p, same.variation.unwrap().correlation), (1.0, 1.0, None));
}

#[test]
fn slower_is_said_only_of_what_is_shown() {
    let scaled = |numerator: u64| -> Vec<Pair> {
        (0..400)
            .map(|seed| {
                (
                    Some(1_000_000 + seed * 7_919 % 5_003),
                    Some((1_000_000 + seed * 104_729 % 4_001) * numerator / 100),
                )
            })
            .collect()
    };
    assert_eq!(slower_by(&scaled(110), 0.05, Confidence::P95), Slowness::Slower);
    assert_eq!(slower_by(&scaled(102), 0.05, Confidence::P95), Slowness::NotSlower);
    assert_eq!(slower_by(&scaled(105), 0.0501, Confidence::P95), Slowness::NotSlower);
    assert_eq!(slower_by(&scaled(110)[..1], 0.05, Confidence::P95), Slowness::Unsure);
    assert_eq!(slower_by(&scaled(110), f64::NAN, Confidence::P95), Slowness::Unsure);
    assert_eq!(slower_by(&pairs()[..3], -0.05, Confidence::P95), Slowness::Unsure);
    let exact: Vec<Pair> = vec![(Some(100), Some(105)); 3];
    assert_eq!(slower_by(&exact, 0.05, Confidence::P95), Slowness::NotSlower);
    assert_eq!(slower_by(&exact, 0.04, Confidence::P95), Slowness::Slower);
}

#[test]
fn a_pair_that_one_alone_reached_has_the_highest_rank() {
    // Ten pairs that differ a little one way, ten that b never reached: the ranks say what a mean cannot.
    let mut pairs: Vec<Pair> = (1..=10).map(|seed| (Some(100), Some(100 - seed))).collect();
    pairs.extend([(Some(100), None); 10]);
    let found = paired(&pairs, Confidence::P95).unwrap();
    assert_eq!(found.sign_p, 1.0);
    assert!(found.rank_p < 0.06, "{}", found.rank_p);
}
