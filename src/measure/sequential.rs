//! A test of a share that may be looked at while it runs. Knows no run.

use super::confidence::Confidence;
use super::level::Level;

/// What is known so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The share is at least the level.
    Holds,
    /// It is below.
    Fails,
    /// Not enough is known.
    Open,
}

/// Decides whether a share is at least a level: at certain numbers of runs it looks, each look spending a part of the error,
/// so that all of them together are wrong with at most the error of the confidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Sequential {
    level: Level,
    confidence: Confidence,
}

impl Sequential {
    /// Nothing seen yet.
    pub fn new(level: Level, confidence: Confidence) -> Sequential {
        Sequential { level, confidence }
    }
}
