//! What is wrong with a run, so that a smaller run can be told to be wrong in the same way.

use std::fmt;

use super::outcome::{Outcome, Verdict};
use super::run::NOTHING_LEFT;
use crate::sim::time::Span;

/// A way to fail.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Failure {
    /// This property does not hold.
    Violates(String),
    /// The run does not settle, though no property says so.
    Stalls,
    /// The run takes longer than somebody allows it: no property is violated, and it settles later than this after its
    /// start, or not at all.
    Slow {
        /// How long it may take from the start of the run.
        within: Span,
    },
}

impl Failure {
    /// How a run failed, if it did. That it is too slow only somebody can say who knows how long it may take: see
    /// [`Failure::shows_in`].
    pub fn of(outcome: &Outcome) -> Option<Failure> {
        match &outcome.verdict {
            Verdict::Settled { .. } => None,
            Verdict::Violated { property, .. } => Some(Failure::Violates(property.clone())),
            Verdict::Stalled { .. } => Some(Failure::Stalls),
        }
    }

    /// Whether a run fails so. One that violates a property is not slow, but wrong; one that was given up before its time
    /// was over is not slow either, as nobody knows.
    pub fn shows_in(&self, outcome: &Outcome) -> bool {
        let Failure::Slow { within } = self else {
            return Failure::of(outcome).as_ref() == Some(self);
        };
        match &outcome.verdict {
            Verdict::Settled { at } => *at > within.after_start(),
            Verdict::Violated { .. } => false,
            Verdict::Stalled { at, why } => {
                !outcome.limited && (*at >= within.after_start() || why.starts_with(NOTHING_LEFT))
            }
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Violates(property) if property == "panic" => f.write_str("panics"),
            Failure::Violates(property) => write!(f, "violates {property}"),
            Failure::Stalls => f.write_str("stalls"),
            Failure::Slow { within } => write!(f, "takes longer than {within}"),
        }
    }
}
