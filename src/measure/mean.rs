//! The mean of a sample with its interval. Knows no law.

use super::confidence::Confidence;
use super::times::Times;

/// The mean time of runs that all became consistent, in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// The mean.
    pub value: f64,
    /// The lower end of its interval by Student's t.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The standard deviation of one run (with n - 1).
    pub deviation: f64,
    /// The sample's skewness: beyond about 1, distrust the interval of a small sample. 0 where all are equal.
    pub skewness: f64,
}

/// The mean; `None` where a run did not become consistent, as then nobody knows it, or where there is no run. Of one run
/// the interval is infinite.
pub fn mean(times: &Times, confidence: Confidence) -> Option<Mean> {
    let _ = (times, confidence);
    todo!()
}
