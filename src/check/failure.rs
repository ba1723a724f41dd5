//! What is wrong with a run, so that a smaller run can be told to be wrong in the same way.

use std::fmt;

use super::outcome::{Outcome, Verdict};

/// A way to fail.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Failure {
    /// This property does not hold.
    Violates(String),
    /// The run does not settle, though no property says so.
    Stalls,
}

impl Failure {
    /// How a run failed, if it did.
    pub fn of(outcome: &Outcome) -> Option<Failure> {
        match &outcome.verdict {
            Verdict::Settled { .. } => None,
            Verdict::Violated { property, .. } => Some(Failure::Violates(property.clone())),
            Verdict::Stalled { .. } => Some(Failure::Stalls),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Violates(property) if property == "panic" => f.write_str("panics"),
            Failure::Violates(property) => write!(f, "violates {property}"),
            Failure::Stalls => f.write_str("stalls"),
        }
    }
}
