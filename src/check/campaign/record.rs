//! What a campaign remembers of one run while it passes by.

use crate::check::outcome::{Outcome, Verdict};
use crate::sim::family::Hits;
use crate::sim::time::Time;

/// How a run counts in a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It settled.
    Settled,
    /// A property is violated: a finding.
    Violated,
    /// It did not settle, and that was not demanded.
    Excused,
    /// It did not settle, though that was demanded, before its horizon or step limit came.
    Undecided,
}

/// One run of a campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRecord {
    /// Its seed.
    pub seed: u64,
    /// The judgement.
    pub verdict: Verdict,
    /// The start of the last unbroken interval in which the system was settled, if it is settled at the end.
    pub settled_at: Option<Time>,
    /// When all was quiet, if it was.
    pub quiet_at: Option<Time>,
    /// When the run ended.
    pub ended_at: Time,
    /// The latest instant at which something disturbed the system.
    pub disturbed_at: Time,
    /// How many steps were taken.
    pub steps: u64,
    /// The digest over every step.
    pub digest: u64,
    /// Items done, of how many.
    pub progress: (u64, u64),
    /// Whether it was not demanded that the run settles.
    pub excused: bool,
    /// Whether the step limit ended it.
    pub limited: bool,
    /// What it came to, of the model's `REACHED`: bit i for the i-th.
    pub reached: u64,
    /// How many messages of each kind were sent; copies do not count.
    pub sent: Vec<u64>,
    /// What the faults struck, by kind of message.
    pub hits: Vec<Hits>,
    /// The faults of the scenario, by their place in it, that struck nothing.
    pub unmatched: Vec<usize>,
}

impl RunRecord {
    /// What is remembered of an outcome.
    pub fn of(outcome: Outcome) -> RunRecord {
        let reached = outcome.reached.iter().enumerate();
        RunRecord {
            reached: reached.fold(0, |bits, (index, (_, held))| bits | (*held as u64) << index),
            seed: outcome.seed,
            verdict: outcome.verdict,
            settled_at: outcome.settled_at,
            quiet_at: outcome.quiet_at,
            ended_at: outcome.ended_at,
            disturbed_at: outcome.disturbed_at,
            steps: outcome.steps,
            digest: outcome.digest,
            progress: outcome.progress,
            excused: outcome.excused,
            limited: outcome.limited,
            sent: outcome.messages.iter().map(|(_, messages)| messages.sent).collect(),
            hits: outcome.hits.iter().map(|(_, hits)| *hits).collect(),
            unmatched: outcome.unmatched,
        }
    }

    /// A run that never began, because the model panicked while it was built.
    pub(super) fn unbuilt(seed: u64, kinds: usize, words: &str) -> RunRecord {
        RunRecord {
            seed,
            verdict: Verdict::Violated {
                property: "panic".to_string(),
                at: Time::START,
                why: format!("while it was built: {words}"),
            },
            settled_at: None,
            quiet_at: None,
            ended_at: Time::START,
            disturbed_at: Time::START,
            steps: 0,
            digest: 0,
            progress: (0, 0),
            excused: false,
            limited: false,
            reached: 0,
            sent: vec![0; kinds],
            hits: vec![Hits::default(); kinds],
            unmatched: Vec::new(),
        }
    }

    /// How it counts.
    pub fn standing(&self) -> Standing {
        match (&self.verdict, self.excused) {
            (Verdict::Settled { .. }, _) => Standing::Settled,
            (Verdict::Violated { .. }, _) => Standing::Violated,
            (Verdict::Stalled { .. }, true) => Standing::Excused,
            (Verdict::Stalled { .. }, false) => Standing::Undecided,
        }
    }
}
