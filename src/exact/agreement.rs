//! The law held against a sample. Knows nothing of where the sample comes from.

use super::law::Law;
use crate::measure::{Agreement, Times, agreement};
use crate::sim::Time;

/// How likely a true law is called wrong, at most: so rarely that a `DISAGREE` means something whenever it is seen.
pub const AGREEMENT_ERROR: f64 = 1e-6;

impl Law {
    /// How a sample and the law compare, at [`AGREEMENT_ERROR`]; `None` of no run.
    pub fn agreement(&self, times: &Times) -> Option<Agreement> {
        let steps: Vec<(Time, f64)> = self.steps().iter().map(|step| (step.at, step.within)).collect();
        agreement(times, &steps, AGREEMENT_ERROR)
    }
}
