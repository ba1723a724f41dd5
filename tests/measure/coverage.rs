//! How often the intervals are right, counted. Every sample comes from one generator with a fixed start.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sooner::measure::*;
use sooner::sim::{Span, Time};

use crate::level;

struct Dice(ChaCha8Rng);

impl Dice {
    fn new(seed: u64) -> Dice {
        Dice(ChaCha8Rng::seed_from_u64(seed))
    }
    /// Above 0 and below 1.
    fn share(&mut self) -> f64 {
        ((self.0.next_u64() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }
}

/// How often of `repeats` something is true.
fn share_of(repeats: u32, mut once: impl FnMut() -> bool) -> f64 {
    f64::from((0..repeats).map(|_| u32::from(once())).sum::<u32>()) / f64::from(repeats)
}

/// Three standard deviations of a share of 95 % of so many.
fn noise(repeats: u32) -> f64 {
    3.0 * (0.95 * 0.05 / f64::from(repeats)).sqrt()
}

fn sample(n: u64, mut draw: impl FnMut() -> u64) -> Times {
    let mut times = Times::watched_for(Span::MAX);
    (0..n).for_each(|seed| times.add(Time::from_nanos(draw()), seed));
    times
}

/// How often an interval contains the true share, exactly: summed over all numbers of hits.
fn covers(interval: fn(u64, u64, Confidence) -> Interval, n: u64, share: f64) -> f64 {
    let at_most = |hits: u64| binomial(hits, n, share, 1.0 - share).0;
    (0..=n)
        .filter(|hits| {
            let Interval { low, high } = interval(*hits, n, Confidence::P95);
            low <= share && share <= high
        })
        .map(|hits| at_most(hits) - if hits > 0 { at_most(hits - 1) } else { 0.0 })
        .sum()
}

#[test]
fn the_exact_interval_of_a_share_covers_it_at_least_as_often_as_it_says() {
    for n in [1, 5, 20, 100, 500] {
        for share in (1..40).map(|part| f64::from(part) / 40.0 + 0.0003).chain([1e-4, 0.9999]) {
            let covered = covers(clopper_pearson, n, share);
            assert!(covered >= 0.95 - 1e-9, "{share} of {n}: {covered}");
        }
    }
}

#[test]
fn the_interval_of_wilson_covers_a_share_as_often_as_it_says_on_average() {
    for n in [20, 50, 200] {
        let shares = (1..200).map(|part| f64::from(part) / 200.0 + 0.0003);
        let average = shares.map(|share| covers(wilson, n, share)).sum::<f64>() / 199.0;
        assert!((0.94..0.97).contains(&average), "of {n}: {average}");
    }
}

#[test]
fn the_interval_of_a_quantile_covers_it_with_and_without_ties() {
    const REPEATS: u32 = 2_000;
    let mut dice = Dice::new(1);
    for (n, share) in [(30, "p50"), (100, "p90"), (800, "p99")] {
        let quantile_level = level(share);
        // Exponential with mean 10^9, whose quantile is known.
        let truth = -1e9 * libm::log(quantile_level.beyond());
        let covered = share_of(REPEATS, || {
            let times = sample(n, || (-1e9 * libm::log(dice.share())) as u64);
            let found = quantile(&times, quantile_level, Confidence::P95).expect("there are runs");
            let nanos = |time: Option<Time>, missing| time.map_or(missing, |time| time.as_nanos() as f64);
            nanos(found.low, 0.0) <= truth && truth <= nanos(found.high, f64::INFINITY)
        });
        assert!(covered >= 0.95 - noise(REPEATS) && covered < 0.995, "{share} of {n}: {covered}");
        // Geometric rounds of a second each with ratio 0.36: atoms, as ticks make them.
        let rounds = (libm::log(quantile_level.beyond()) / libm::log(0.36)).ceil();
        let covered = share_of(REPEATS, || {
            let times = sample(n, || (libm::log(dice.share()) / libm::log(0.36)).ceil() as u64);
            let found = quantile(&times, quantile_level, Confidence::P95).expect("there are runs");
            let nanos = |time: Option<Time>, missing| time.map_or(missing, |time| time.as_nanos() as f64);
            nanos(found.low, 0.0) <= rounds && rounds <= nanos(found.high, f64::INFINITY)
        });
        assert!(covered >= 0.95 - noise(REPEATS), "atoms, {share} of {n}: {covered}");
    }
}

#[test]
fn the_interval_of_a_mean_covers_it() {
    const REPEATS: u32 = 4_000;
    let mut dice = Dice::new(2);
    for n in [5, 40] {
        let covered = share_of(REPEATS, || {
            // The sum of twelve even shares is all but normal.
            let times = sample(n, || (1e9 * (0..12).map(|_| dice.share()).sum::<f64>()) as u64);
            let mean = mean(&times, Confidence::P95).expect("all were reached");
            mean.low <= 6e9 && 6e9 <= mean.high
        });
        assert!((0.94..0.96).contains(&covered), "of {n}: {covered}");
    }
}

#[test]
fn the_band_contains_the_whole_distribution_function() {
    const REPEATS: u32 = 4_000;
    let mut dice = Dice::new(3);
    let reach = band(200, Confidence::P95).reach;
    let covered = share_of(REPEATS, || {
        let times = sample(200, || (1e9 * dice.share()) as u64);
        let mut before = 0.0;
        times.curve().all(|(time, share)| {
            let truth = time.as_nanos() as f64 / 1e9;
            let within = (share - truth).abs() <= reach && (truth - before).abs() <= reach;
            before = share;
            within
        })
    });
    assert!(covered >= 0.95 - noise(REPEATS) && covered < 0.975, "{covered}");
}

#[test]
fn a_right_law_is_rejected_as_rarely_as_it_says() {
    const REPEATS: u32 = 2_000;
    let mut dice = Dice::new(4);
    let law: Vec<(Time, f64)> =
        (1..40).map(|round| (Time::from_nanos(round), 1.0 - 0.6_f64.powi(round as i32))).collect();
    let rejected = share_of(REPEATS, || {
        let times = sample(400, || (libm::log(dice.share()) / libm::log(0.6)).ceil() as u64);
        agreement(&times, &law, 0.05).expect("there are runs").agrees == Agrees::Disagree
    });
    assert!((0.01..0.05 + noise(REPEATS)).contains(&rejected), "{rejected}");
    // A law whose ratio is a tenth off is not taken for the right one.
    let wrong: Vec<(Time, f64)> =
        (1..60).map(|round| (Time::from_nanos(round), 1.0 - 0.66_f64.powi(round as i32))).collect();
    let rejected = share_of(200, || {
        let times = sample(2_000, || (libm::log(dice.share()) / libm::log(0.6)).ceil() as u64);
        agreement(&times, &wrong, 0.05).expect("there are runs").agrees == Agrees::Disagree
    });
    assert!(rejected > 0.99, "{rejected}");
}
