//! The law held against a sample. Knows nothing of where the sample comes from.

use super::law::Law;
use crate::measure::{Agreement, Times, agreement_up_to};
use crate::sim::Time;

/// How likely reports and trials call a true law wrong, at most: so rarely that a `DISAGREE` means something whenever it is
/// seen.
pub const AGREEMENT_ERROR: f64 = 1e-6;

impl Law {
    /// How a sample and the law compare, as [`agreement`](crate::measure::agreement()). Where the steps end early, only up to
    /// the last of them: what lies beyond is known as a whole, and a run there speaks neither for the law nor against it.
    pub fn agreement(&self, times: &Times, error: f64) -> Option<Agreement> {
        let steps: Vec<(Time, f64)> = self.steps().iter().map(|step| (step.at, step.within)).collect();
        let last = steps.last().map_or(Time::START, |(at, _)| *at);
        let known_up_to = if self.is_whole() { Time::NEVER } else { last };
        agreement_up_to(times, &steps, known_up_to, error)
    }
}
