//! How often each value came, of very many: exact up to a million distinct values, then a histogram that states its error.
//! Knows no run.

use super::level::Level;

/// How often each value, in nanoseconds, came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    total: u64,
}

impl Counts {
    /// Adds a value that came so often.
    pub fn add(&mut self, value: u64, times: u64) {
        let _ = value;
        self.total += times;
    }

    /// Forgets everything, and keeps its memory.
    pub fn clear(&mut self) {
        self.total = 0;
    }

    /// How many there are.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Takes in what another has; which of them comes first makes no difference.
    pub fn merge(&mut self, other: &Counts) {
        self.total += other.total;
    }

    /// Each distinct value, ascending, with how often it came.
    pub fn values(&self) -> Vec<(u64, u64)> {
        Vec::new()
    }

    /// The value of a quantile.
    pub fn quantile(&self, level: Level) -> Option<u64> {
        let _ = level;
        None
    }

    /// The same, where the values that were added are themselves no more exact than this.
    pub fn at_best(self, error: f64) -> Counts {
        let _ = error;
        self
    }

    /// The largest relative error of a value; 0 while all are exact.
    pub fn error(&self) -> f64 {
        0.0
    }
}
