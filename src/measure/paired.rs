//! Two configurations under the same seeds. Knows no run.

use super::confidence::Confidence;
use super::share::{Interval, clopper_pearson};
use super::special::{binomial, normal_two_sided, student_beyond};

/// Two times of one seed, in nanoseconds, of the first and of the second configuration; `None` where it was not reached.
pub type Pair = (Option<u64>, Option<u64>);

/// Some of the pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// How many.
    pub pairs: u64,
    /// Their share of all pairs, by Clopper and Pearson.
    pub share: Interval,
}

/// How the times of the pairs vary, where every one was reached and there are two at least.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Variation {
    /// The variance of the first, in square nanoseconds (with n - 1).
    pub first: f64,
    /// Of the second.
    pub second: f64,
    /// Of the differences.
    pub difference: f64,
    /// How many times as many runs it would take without the same seeds: (first + second) / difference. `None` where all
    /// differences are equal.
    pub reduction: Option<f64>,
    /// Pearson's correlation; `None` where one of them does not vary.
    pub correlation: Option<f64>,
}

/// What comes of comparing pairs. The first configuration is a, the second b.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paired {
    /// Pairs.
    pub pairs: u64,
    /// Pairs that both reached.
    pub both: u64,
    /// That a alone reached.
    pub only_a: u64,
    /// That b alone reached.
    pub only_b: u64,
    /// That neither reached: they say nothing about which is faster.
    pub neither: u64,
    /// The mean of b - a in nanoseconds; `None` where one was not reached, as then nobody knows it.
    pub difference: Option<f64>,
    /// Its interval by Student's t on the differences; infinite of one pair.
    pub interval: Option<Interval>,
    /// Pairs in which b is faster, or alone reached it.
    pub faster: Part,
    /// In which both took the same time.
    pub equal: Part,
    /// In which b is slower, or a alone reached it.
    pub slower: Part,
    /// How likely so uneven a split into faster and slower, or a more uneven one, is if both are as likely: the exact
    /// two-sided sign test. Equal pairs say nothing. 1 where there is no other.
    pub sign_p: f64,
    /// The two-sided signed-rank test of Wilcoxon (1945) by its normal limit, corrected for ties, not for continuity: rough
    /// below some ten pairs. Equal pairs are left out; a pair that one alone reached differs more than any other. 1 where
    /// there is no other.
    pub rank_p: f64,
    /// How the times vary; `None` where one was not reached or there are not two pairs.
    pub variation: Option<Variation>,
}

/// Compares pairs; `None` of no pair.
pub fn paired(pairs: &[Pair], confidence: Confidence) -> Option<Paired> {
    if pairs.is_empty() {
        return None;
    }
    let count = |wanted: fn(&Pair) -> bool| pairs.iter().filter(|pair| wanted(pair)).count() as u64;
    let all = pairs.len() as u64;
    let part = |pairs: u64| Part { pairs, share: clopper_pearson(pairs, all, confidence) };
    let off: Vec<Off> = pairs.iter().filter_map(|pair| Off::of(*pair)).collect();
    let faster = off.iter().filter(|off| off.0 < 0).count() as u64;
    let slower = off.iter().filter(|off| off.0 > 0).count() as u64;
    let reached = reached(pairs);
    let (difference, interval) = match &reached {
        Some(reached) => difference(reached, confidence),
        None => (None, None),
    };
    Some(Paired {
        pairs: all,
        both: count(|pair| matches!(pair, (Some(_), Some(_)))),
        only_a: count(|pair| matches!(pair, (Some(_), None))),
        only_b: count(|pair| matches!(pair, (None, Some(_)))),
        neither: count(|pair| matches!(pair, (None, None))),
        difference,
        interval,
        faster: part(faster),
        equal: part(off.len() as u64 - faster - slower),
        slower: part(slower),
        sign_p: sign_test(faster, slower),
        rank_p: rank_test(off),
        variation: reached.as_deref().and_then(variation),
    })
}

/// By how much b is slower, in nanoseconds; more than any time where one was not reached.
#[derive(Clone, Copy)]
struct Off(i128);

impl Off {
    fn of(pair: Pair) -> Option<Off> {
        match pair {
            (Some(a), Some(b)) => Some(Off(i128::from(b) - i128::from(a))),
            (Some(_), None) => Some(Off(i128::MAX)),
            (None, Some(_)) => Some(Off(-i128::MAX)),
            (None, None) => None,
        }
    }
}

/// The pairs where every one was reached.
fn reached(pairs: &[Pair]) -> Option<Vec<(u64, u64)>> {
    pairs.iter().map(|(a, b)| a.zip(*b)).collect()
}

/// The mean, exactly until its last division, and its interval.
fn difference(pairs: &[(u64, u64)], confidence: Confidence) -> (Option<f64>, Option<Interval>) {
    let sum: i128 = pairs.iter().map(|(a, b)| i128::from(*b) - i128::from(*a)).sum();
    let n = pairs.len() as i128;
    let (whole, rest) = (sum.div_euclid(n), sum.rem_euclid(n) as f64 / n as f64);
    let off = |(a, b): &(u64, u64)| (i128::from(*b) - i128::from(*a) - whole) as f64 - rest;
    let value = whole as f64 + rest;
    let reach = standard_error(pairs.iter().map(off), pairs.len())
        .map_or(f64::INFINITY, |error| student_beyond(confidence.error() / 2.0, n as f64 - 1.0) * error);
    (Some(value), Some(Interval { low: value - reach, high: value + reach }))
}

/// The standard error of a mean, of what its `n` values are off it; `None` of fewer than two.
fn standard_error(off: impl Iterator<Item = f64>, n: usize) -> Option<f64> {
    let squares: f64 = off.map(|off| off * off).sum();
    (n > 1).then(|| (squares / (n as f64 - 1.0) / n as f64).sqrt())
}

fn variation(pairs: &[(u64, u64)]) -> Option<Variation> {
    if pairs.len() < 2 {
        return None;
    }
    let n = pairs.len() as f64;
    let mean = |value: fn(&(u64, u64)) -> u64| {
        let sum: u128 = pairs.iter().map(|pair| u128::from(value(pair))).sum();
        let n = pairs.len() as u128;
        ((sum / n) as i128, (sum % n) as f64 / n as f64)
    };
    let (a, b) = (mean(|pair| pair.0), mean(|pair| pair.1));
    let off = |value: u64, (whole, rest): (i128, f64)| (i128::from(value) - whole) as f64 - rest;
    let (mut first, mut second, mut both, mut difference) = (0.0, 0.0, 0.0, 0.0);
    for pair in pairs {
        let (off_a, off_b) = (off(pair.0, a), off(pair.1, b));
        // Of whole numbers first: two near ones would cancel.
        let apart = (i128::from(pair.1) - i128::from(pair.0) - (b.0 - a.0)) as f64 - (b.1 - a.1);
        first += off_a * off_a;
        second += off_b * off_b;
        both += off_a * off_b;
        difference += apart * apart;
    }
    let freedom = n - 1.0;
    let constant = pairs
        .iter()
        .all(|(a, b)| i128::from(*b) - i128::from(*a) == i128::from(pairs[0].1) - i128::from(pairs[0].0));
    let spread = (first * second).sqrt();
    Some(Variation {
        first: first / freedom,
        second: second / freedom,
        difference: if constant { 0.0 } else { difference / freedom },
        reduction: (!constant && difference > 0.0).then(|| (first + second) / difference),
        correlation: (spread > 0.0).then(|| (both / spread).clamp(-1.0, 1.0)),
    })
}

fn sign_test(faster: u64, slower: u64) -> f64 {
    let (n, fewer) = (faster + slower, faster.min(slower));
    (2.0 * binomial(fewer, n, 0.5, 0.5).0).min(1.0)
}

fn rank_test(mut off: Vec<Off>) -> f64 {
    off.retain(|off| off.0 != 0);
    off.sort_unstable_by_key(|off| off.0.unsigned_abs());
    let n = off.len() as f64;
    let (mut positive, mut ties, mut below) = (0.0, 0.0, 0.0);
    for tied in off.chunk_by(|a, b| a.0.unsigned_abs() == b.0.unsigned_abs()) {
        let size = tied.len() as f64;
        let rank = below + (size + 1.0) / 2.0;
        positive += rank * tied.iter().filter(|off| off.0 > 0).count() as f64;
        ties += size * (size * size - 1.0);
        below += size;
    }
    let mean = n * (n + 1.0) / 4.0;
    let variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ties / 48.0;
    if variance > 0.0 { normal_two_sided((positive - mean) / variance.sqrt()) } else { 1.0 }
}

/// Whether b is slower than a by more than a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slowness {
    /// With the confidence, it is.
    Slower,
    /// With the confidence, it is not.
    NotSlower,
    /// Neither can be said of so few pairs, or one was not reached, so that nobody knows a mean.
    Unsure,
}

/// Whether the mean of b is more than (1 + `part`) times that of a: `0.05` for 5 %. By Student's t on b - (1 + part) a of
/// each pair, one-sided each way.
pub fn slower_by(pairs: &[Pair], part: f64, confidence: Confidence) -> Slowness {
    let Some(reached) = reached(pairs).filter(|pairs| pairs.len() > 1 && part.is_finite()) else {
        return Slowness::Unsure;
    };
    let n = reached.len() as f64;
    let off = |(a, b): &(u64, u64)| (i128::from(*b) - i128::from(*a)) as f64 - part * *a as f64;
    let mean = reached.iter().map(off).sum::<f64>() / n;
    let Some(error) = standard_error(reached.iter().map(|pair| off(pair) - mean), reached.len()) else {
        return Slowness::Unsure;
    };
    // Two-sided with twice the error, each side has that of the confidence.
    let tail = confidence.error();
    let reach = if tail < 0.5 { student_beyond(tail, n - 1.0) * error } else { 0.0 };
    match (mean - reach > 0.0, mean + reach <= 0.0) {
        (true, _) => Slowness::Slower,
        (_, true) => Slowness::NotSlower,
        _ => Slowness::Unsure,
    }
}
