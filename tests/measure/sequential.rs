//! Looking while it runs: how often the test of a share errs, computed exactly.

use sooner::measure::{Confidence, Decision, Level, Sequential, binomial};

use crate::{confidence, level};

/// How likely the test says "holds" and "fails" by `cap` runs where each is a hit with probability `share`, by following
/// the law of the number of hits from look to look.
fn says(test: &Sequential, share: f64, cap: u64) -> (f64, f64) {
    let (mut holds, mut fails) = (0.0, 0.0);
    let mut law = vec![1.0];
    let mut n = 0;
    while n < cap {
        let look = test.next_look(n).min(cap);
        let step = (look - n) as usize;
        let jump: Vec<f64> = (0..=step as u64)
            .map(|hits| {
                let before =
                    if hits == 0 { 0.0 } else { binomial(hits - 1, step as u64, share, 1.0 - share).0 };
                binomial(hits, step as u64, share, 1.0 - share).0 - before
            })
            .collect();
        let mut next = vec![0.0; law.len() + step];
        for (hits, here) in law.iter().enumerate().filter(|(_, here)| **here > 1e-15) {
            jump.iter().enumerate().for_each(|(more, jump)| next[hits + more] += here * jump);
        }
        n = look;
        for (hits, here) in next.iter_mut().enumerate() {
            let decide = if n == cap { Sequential::last_look } else { Sequential::look };
            match decide(test, hits as u64, n) {
                Decision::Holds => holds += std::mem::take(here),
                Decision::Fails => fails += std::mem::take(here),
                Decision::Open => {}
            }
        }
        law = next;
    }
    (holds, fails)
}

#[test]
fn peeking_does_not_raise_the_error() {
    for (share, sure, cap) in [("0.9", 0.95, 1_500), ("0.5", 0.9, 1_000), ("0.99", 0.8, 2_500)] {
        let test = Sequential::new(level(share), confidence(sure));
        let alpha = 1.0 - sure;
        // At the level itself "fails" is wrong; just below it "holds" is, and both are likeliest there.
        let (holds, fails) = says(&test, test.level().get(), cap);
        assert!(fails <= alpha, "{share}: {fails}");
        assert!(holds <= alpha, "{share}: {holds}");
        assert!(fails > alpha / 20.0 && holds > alpha / 20.0, "it is not needlessly timid: {fails} {holds}");
    }
}

#[test]
fn what_is_far_from_the_level_is_decided() {
    let test = Sequential::new(level("0.9"), Confidence::P95);
    assert!(says(&test, 0.8, 1_500).1 > 0.999);
    assert!(says(&test, 0.97, 1_500).0 > 0.999);
}

#[test]
fn it_looks_at_stated_numbers_of_runs() {
    let test = Sequential::new(level("0.999"), Confidence::P95);
    let mut looks = vec![test.next_look(0)];
    while looks.len() < 9 {
        looks.push(test.next_look(looks[looks.len() - 1]));
    }
    assert_eq!(looks, [64, 128, 256, 512, 1_024, 2_048, 3_688, 4_096, 7_376]);
    assert_eq!(test.look(3_688, 3_688), Decision::Holds);
    assert_eq!(test.look(3_687, 3_688), Decision::Open);
    // No look, so no decision, however clear.
    assert_eq!(test.look(0, 65), Decision::Open);
    assert_eq!(test.look(60, 64), Decision::Fails);
    assert_eq!(test.last_look(2_995, 2_995), Decision::Holds);
    assert_eq!(test.last_look(2_994, 2_994), Decision::Open);
}

#[test]
fn how_many_runs_it_takes_is_estimated() {
    let test = Sequential::new(level("0.999"), Confidence::P95);
    assert_eq!(test.seeds_needed(100, 100), Some(3_688));
    assert_eq!(test.seeds_needed(999, 1_000), None);
    assert_eq!(test.seeds_needed(0, 0), None);
    let near = test.seeds_needed(999_100, 1_000_000).unwrap();
    // z^2 p(1-p) / difference^2, within what doubling and peeking cost.
    assert!((300_000..10_000_000).contains(&near), "{near}");
    assert!(test.seeds_needed(998_000, 1_000_000).unwrap() >= 1_000_000);
    assert!(test.seeds_needed(50, 100).unwrap() <= 128);
}

#[test]
fn extreme_levels_and_counts_have_an_answer() {
    for share in ["0.000000000000000001", "0.999999999999999999", "0.5"] {
        for sure in [1e-12, 0.5, 1.0 - 1e-15] {
            let test = Sequential::new(level(share), confidence(sure));
            for n in [0, 1, 63, 64, 1 << 40, 1 << 63, u64::MAX - 1, u64::MAX] {
                assert!(test.next_look(n) > n || n == u64::MAX);
                for hits in [0, 1, n / 2, n - n.min(1), n] {
                    test.look(hits, n);
                    test.last_look(hits, n);
                    test.seeds_needed(hits, n);
                }
            }
            assert_eq!(test.look(2, 1), Decision::Open);
        }
    }
    assert_eq!(Sequential::new(Level::P50, Confidence::P95).confidence(), Confidence::P95);
}

#[test]
fn the_limits_that_are_told_never_say_more_than_the_decision() {
    let test = Sequential::new(level("0.999"), confidence(0.99));
    let n = 20_000;
    for misses in 0..80 {
        let hits = n - misses;
        let (decision, limits) = (test.last_look(hits, n), test.limits(hits, n, Decision::Open));
        assert_eq!(limits.low >= 0.999, decision == Decision::Holds, "{misses}: {limits:?}");
        assert_eq!(limits.high < 0.999, decision == Decision::Fails, "{misses}: {limits:?}");
    }
    let look = test.next_look(5_000);
    for misses in 0..40 {
        let decision = test.look(look - misses, look);
        let limits = test.limits(look - misses, look, decision);
        assert_eq!(limits.low >= 0.999, decision == Decision::Holds, "{misses}: {limits:?}");
    }
}
