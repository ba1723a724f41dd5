//! A share of runs, with its interval. Knows no time.

use super::confidence::Confidence;

/// From where to where, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The exact interval of Clopper and Pearson (1934) for a share of which `hits` of `n` were seen: it covers the true share
/// at least as often as its confidence says. Of no run, from 0 to 1.
pub fn clopper_pearson(hits: u64, n: u64, confidence: Confidence) -> Interval {
    let _ = (hits, n, confidence);
    todo!()
}

/// Wilson's interval (1927), closer to its confidence on average but not exact: for showing.
pub fn wilson(hits: u64, n: u64, confidence: Confidence) -> Interval {
    let _ = (hits, n, confidence);
    todo!()
}

/// One-sided and exact: with this confidence, the true share is at least this.
pub fn lower_limit(hits: u64, n: u64, confidence: Confidence) -> f64 {
    let _ = (hits, n, confidence);
    todo!()
}

/// One-sided and exact: with this confidence, the true share is at most this.
pub fn upper_limit(hits: u64, n: u64, confidence: Confidence) -> f64 {
    let _ = (hits, n, confidence);
    todo!()
}
