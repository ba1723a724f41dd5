//! How the program ends. Knows numbers and their meaning, and no verdict's words.

use std::process::ExitCode;

use crate::check::{CampaignReport, Expectation, Judgement, Missed, Outcome, Verdict};

/// The exit status, as `--help` explains it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Status {
    /// As expected.
    Fine = 0,
    /// A property is violated or an expectation was missed.
    Violated = 1,
    /// The command or a file is wrong.
    Wrong = 2,
    /// The horizon or the step limit came first.
    Undecided = 3,
    /// Nothing ran.
    Nothing = 4,
    /// Our own bug.
    Bug = 70,
    /// Interrupted.
    Interrupted = 130,
}

/// The table in `--help`.
pub(super) const TABLE: &str = "\
Exit status:
    0  as expected: every expectation of the file is met; without any, it settled
    1  a property is violated, an expectation or a threshold was missed, or a campaign never
       reached what it must
    2  the command or a file is wrong
    3  undecided: the horizon or the step limit came first, and no expectation covers it; or a
       threshold is UNSURE
    4  nothing ran, there is nothing to make smaller, or there is no law
   70  a bug in sooner itself
  130  interrupted";

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(status as u8)
    }
}

impl Status {
    /// Whether an expectation is about the verdict itself.
    pub(super) fn is_covered_by(expectation: &Expectation) -> bool {
        expectation.is_of_the_verdict()
    }

    /// What a campaign came to.
    pub(super) fn of_campaign(report: &CampaignReport) -> Status {
        match report.judgement() {
            Judgement::Fine => Status::Fine,
            Judgement::Failed | Judgement::Blind | Judgement::Slow => Status::Violated,
            Judgement::Undecided | Judgement::Unsure => Status::Undecided,
            Judgement::Nothing => Status::Nothing,
        }
    }

    /// What a run came to, held against what its file expects.
    ///
    /// Expectations about counts alone do not excuse a violation or a stall: a verdict must be expected to be fine.
    pub(super) fn of(outcome: &Outcome, expectations: &[Expectation], missed: &[Missed]) -> Status {
        match &outcome.verdict {
            _ if !missed.is_empty() => Status::Violated,
            _ if expectations.iter().any(Status::is_covered_by) => Status::Fine,
            Verdict::Settled { .. } => Status::Fine,
            Verdict::Violated { .. } => Status::Violated,
            Verdict::Stalled { .. } => Status::Undecided,
        }
    }
}
