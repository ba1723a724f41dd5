//! A share of runs, with its interval. Knows no time.

use super::confidence::Confidence;
use super::special::{inverse_incomplete_beta, normal_beyond};

/// From where to where, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The exact interval of Clopper and Pearson (1934) for a share of which `hits` of `n` were seen: it covers the true share
/// at least as often as its confidence says. Of no run, from 0 to 1; more hits than runs are as many as runs.
pub fn clopper_pearson(hits: u64, n: u64, confidence: Confidence) -> Interval {
    let tail = confidence.error() / 2.0;
    Interval { low: low(hits, n, tail), high: high(hits, n, tail) }
}

/// Wilson's interval (1927), closer to its confidence on average but not exact: for showing. Of no run, from 0 to 1.
pub fn wilson(hits: u64, n: u64, confidence: Confidence) -> Interval {
    let hits = hits.min(n);
    if n == 0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let z = normal_beyond(confidence.error() / 2.0);
    let (runs, square) = (n as f64, z * z);
    let share = hits as f64 / runs;
    let centre = share + square / (2.0 * runs);
    let reach = z * (share * (1.0 - share) / runs + square / (4.0 * runs * runs)).sqrt();
    let whole = 1.0 + square / runs;
    Interval {
        low: if hits == 0 { 0.0 } else { ((centre - reach) / whole).clamp(0.0, share) },
        high: if hits == n { 1.0 } else { ((centre + reach) / whole).clamp(share, 1.0) },
    }
}

/// One-sided and exact: with this confidence, the true share is at least this.
pub fn lower_limit(hits: u64, n: u64, confidence: Confidence) -> f64 {
    low(hits, n, confidence.error())
}

/// One-sided and exact: with this confidence, the true share is at most this. Of no hit among `n`: 1 - alpha^(1/n).
pub fn upper_limit(hits: u64, n: u64, confidence: Confidence) -> f64 {
    high(hits, n, confidence.error())
}

/// The share at which so many hits or more come with probability `tail`.
fn low(hits: u64, n: u64, tail: f64) -> f64 {
    match hits.min(n) {
        0 => 0.0,
        hits if hits == n => libm::exp(libm::log(tail) / n as f64),
        hits => inverse_incomplete_beta(hits as f64, (n - hits) as f64 + 1.0, tail).0,
    }
}

/// The share at which so few hits or fewer come with probability `tail`.
fn high(hits: u64, n: u64, tail: f64) -> f64 {
    match hits.min(n) {
        hits if hits == n => 1.0,
        0 => -libm::expm1(libm::log(tail) / n as f64),
        hits => inverse_incomplete_beta((n - hits) as f64, hits as f64 + 1.0, tail).1,
    }
}
