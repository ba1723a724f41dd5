//! Quantiles as values that occurred, with intervals between values that occurred. Knows no law.

use super::confidence::Confidence;
use super::level::Level;
use super::times::Times;
use crate::sim::Time;

/// A quantile of a sample, with an interval by order statistics: exact without any assumption, conservative with ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantile {
    /// Which.
    pub level: Level,
    /// The value and the smallest seed that took it; `None` where it lies among the runs that did not become consistent.
    pub value: Option<(Time, u64)>,
    /// The lower limit; `None` where there are too few runs for one.
    pub low: Option<Time>,
    /// The upper limit; `None` where there is no finite one.
    pub high: Option<Time>,
    /// Without an upper limit for want of runs: how many it takes to have one at all.
    pub needs: Option<u64>,
}

/// A quantile of the sample, `None` of no runs.
pub fn quantile(times: &Times, level: Level, confidence: Confidence) -> Option<Quantile> {
    let _ = (times, level, confidence);
    todo!()
}
