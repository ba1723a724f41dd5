//! What a run came to.

use std::fmt;

use super::fact::Fact;
use crate::sim::family::Hits;
use crate::sim::operation::Attempts;
use crate::sim::time::Time;
use crate::sim::world::Messages;

/// The judgement on a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The system became settled and stayed so.
    Settled {
        /// The start of the last unbroken interval in which it was settled.
        at: Time,
    },
    /// A property does not hold.
    Violated {
        /// Which.
        property: String,
        /// Since when.
        at: Time,
        /// Why, in words.
        why: String,
    },
    /// The horizon or the step limit came first; no property is violated.
    Stalled {
        /// When the run ended.
        at: Time,
        /// What ended it, and what waits for what.
        why: String,
    },
}

impl Verdict {
    /// One word: `settled`, `violated` or `stalled`.
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Settled { .. } => "settled",
            Verdict::Violated { .. } => "violated",
            Verdict::Stalled { .. } => "stalled",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Verdict::Settled { at } => write!(f, "settled at {at}"),
            Verdict::Violated { property, at, why } => write!(f, "violated {property} at {at}: {why}"),
            Verdict::Stalled { at, why } => write!(f, "stalled at {at}: {why}"),
        }
    }
}

/// Everything that a run tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The model's name.
    pub model: &'static str,
    /// The seed that decided what was left to chance.
    pub seed: u64,
    /// The judgement.
    pub verdict: Verdict,
    /// When the run ended.
    pub ended_at: Time,
    /// The start of the last unbroken interval in which the system was settled, if it is settled at the end.
    pub settled_at: Option<Time>,
    /// When all was quiet, if it was.
    pub quiet_at: Option<Time>,
    /// How many steps were taken.
    pub steps: u64,
    /// The digest over every step.
    pub digest: u64,
    /// Items done, of how many.
    pub progress: (u64, u64),
    /// Messages by kind.
    pub messages: Vec<(&'static str, Messages)>,
    /// Attempts by operation.
    pub attempts: Vec<(&'static str, Attempts)>,
    /// How often each family of faults struck, by kind of message.
    pub hits: Vec<(&'static str, Hits)>,
    /// Which of the model's `REACHED` this run came to.
    pub reached: Vec<(&'static str, bool)>,
    /// Whether it was not demanded that the run settles: no bound is known, or a process forgot what it cannot learn again.
    pub excused: bool,
    /// Whether the step limit ended it.
    pub limited: bool,
    /// The model's own facts.
    pub facts: Vec<(&'static str, Fact)>,
    /// Exits of processes: when, who, with which code.
    pub exits: Vec<(Time, String, i32)>,
    /// The faults, by their place in the scenario, that nothing matched.
    pub unmatched: Vec<usize>,
    /// The inputs, by their place in the scenario, that never came due: the run ended before, or their step never came.
    pub untriggered: Vec<usize>,
    /// The latest instant at which something disturbed the system.
    pub disturbed_at: Time,
}

impl Outcome {
    /// Whether the run ended in a panic of the model, so that its counts and its digest say nothing.
    pub fn panicked(&self) -> bool {
        matches!(&self.verdict, Verdict::Violated { property, .. } if property == "panic")
    }
}
