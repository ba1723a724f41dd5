//! Two configurations under the same seeds. Knows no run.

use super::confidence::Confidence;

/// What comes of comparing pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paired {
    /// Pairs.
    pub pairs: u64,
}

/// Compares pairs of times in nanoseconds.
pub fn paired(pairs: &[(Option<u64>, Option<u64>)], confidence: Confidence) -> Option<Paired> {
    let _ = (pairs, confidence);
    todo!()
}
