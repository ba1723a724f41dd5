//! The bug zoo: sixteen wrong variants, each of which some property must catch.
//!
//! The processes know nothing of them. A scenario names one as `mutant: M4SkipsAfterTheLastTry`; there is none by default.

use serde::{Deserialize, Serialize};

use super::consumer_process::{Consumer, GIVES_UP, Turn};
use super::course::{CURRENT, END, Share};
use super::service::Service;
use crate::check::MutantDoc;
use crate::parts::Retries;
use crate::sim::{Context, Span};

/// A wrong variant, in the order of the specification's zoo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mutant {
    /// The offset is committed before the message is handled. Caught by R4.
    #[serde(alias = "M1")]
    M1CommitsBeforeHandling,
    /// The consumer dies one failure too early. Caught by R3.
    #[serde(alias = "M2")]
    M2OneTryTooFew,
    /// The consumer tries once more than it may. Caught by R1.
    #[serde(alias = "M3")]
    M3OneTryTooMany,
    /// A message that has failed often enough is skipped, as tonga does. Caught by R6.
    #[serde(alias = "M4")]
    M4SkipsAfterTheLastTry,
    /// The waits of the next message go on where those of the last one stopped. Caught by R2.
    #[serde(alias = "M5")]
    M5DelayNotReset,
    /// The first wait is already multiplied. Caught by R2.
    #[serde(alias = "M6")]
    M6MultipliesBeforeTheFirstWait,
    /// Each wait is longer by the interval, not by the factor. Caught by R2.
    #[serde(alias = "M7")]
    M7AdditiveBackoff,
    /// The offset of the message itself is committed, not the one behind it. Caught by quiescence.
    #[serde(alias = "M8")]
    M8CommitsTheOffsetItself,
    /// Checkpoints are tested before the commit. Caught by R7.
    #[serde(alias = "M9")]
    M9TestsBeforeTheCommit,
    /// Checkpoints are tested before the handler. Caught by R7.
    #[serde(alias = "M10")]
    M10TestsBeforeTheHandler,
    /// A checkpoint must be passed, not reached. Caught by R7.
    #[serde(alias = "M11")]
    M11MustPassTheCheckpoint,
    /// One partition at its checkpoint is enough. Caught by R7.
    #[serde(alias = "M12")]
    M12AnyPartitionIsEnough,
    /// The current checkpoint is where the log ends. Caught by R7.
    #[serde(alias = "M13")]
    M13CurrentIsTheEnd,
    /// What a rebuild commits moves the group's offset back, and the next life's checkpoint with it, as shipped. Caught by R8.
    #[serde(alias = "M14")]
    M14RewindsTheCheckpoint,
    /// Every message arms the callbacks again. Caught by R7.
    #[serde(alias = "M15")]
    M15RearmsTheCallbacks,
    /// Failures are still counted after a restart. Caught by R3.
    #[serde(alias = "M16")]
    M16CountsFailuresOfEarlierLives,
}

/// What there is to know of each: what is wrong, which property catches it, and how small its counterexample is.
pub(super) const DOCS: &[MutantDoc] = &[
    MutantDoc::new(
        "M1CommitsBeforeHandling",
        "the offset is committed before the message is handled",
        "R4",
        0,
        1,
    ),
    MutantDoc::new("M2OneTryTooFew", "the consumer dies one failure too early", "R3", 1, 1),
    MutantDoc::new("M3OneTryTooMany", "the consumer tries once more than it may", "R1", 1, 1),
    MutantDoc::new("M4SkipsAfterTheLastTry", "a message that has failed often enough is skipped", "R6", 1, 2),
    MutantDoc::new(
        "M5DelayNotReset",
        "the waits of the next message go on where those of the last one stopped",
        "R2",
        2,
        2,
    ),
    MutantDoc::new("M6MultipliesBeforeTheFirstWait", "the first wait is already multiplied", "R2", 1, 1),
    MutantDoc::new("M7AdditiveBackoff", "each wait is longer by the interval, not by the factor", "R2", 2, 1),
    MutantDoc::new(
        "M8CommitsTheOffsetItself",
        "the offset of the message itself is committed, not the one behind it",
        "quiescence",
        0,
        1,
    ),
    MutantDoc::new("M9TestsBeforeTheCommit", "checkpoints are tested before the commit", "R7", 0, 1),
    MutantDoc::new("M10TestsBeforeTheHandler", "checkpoints are tested before the handler", "R7", 0, 1),
    MutantDoc::new("M11MustPassTheCheckpoint", "a checkpoint must be passed, not reached", "R7", 0, 1),
    MutantDoc::new("M12AnyPartitionIsEnough", "one partition at its checkpoint is enough", "R7", 0, 1),
    MutantDoc::new("M13CurrentIsTheEnd", "the current checkpoint is where the log ends", "R7", 0, 1),
    MutantDoc::new(
        "M14RewindsTheCheckpoint",
        "what a rebuild commits moves the group's offset back",
        "R8",
        1,
        2,
    ),
    MutantDoc::new("M15RearmsTheCallbacks", "every message arms the callbacks again", "R7", 0, 1),
    MutantDoc::new(
        "M16CountsFailuresOfEarlierLives",
        "failures are still counted after a restart",
        "R3",
        2,
        1,
    ),
];

/// A consumer that is a mutant, and the failures that it counts though it should not.
#[derive(Clone, Debug)]
pub struct Wrong {
    mutant: Mutant,
    kept: u32,
}

impl Wrong {
    pub(super) fn new(mutant: Mutant) -> Wrong {
        Wrong { mutant, kept: 0 }
    }

    pub(super) fn reset(&mut self) {
        self.kept = 0;
    }

    pub(super) fn on_crash(&mut self) {
        if self.mutant != Mutant::M16CountsFailuresOfEarlierLives {
            self.kept = 0;
        }
    }
}

impl Consumer {
    /// What the mutant does next, where that differs from what is right.
    pub(super) fn proceed_as(&mut self, wrong: &mut Wrong, turn: Turn, ctx: &mut impl Context<Service>) {
        let has_checkpoints = self.course().has_checkpoints();
        match (wrong.mutant, turn) {
            (Mutant::M1CommitsBeforeHandling, Turn::Read) if self.is_in_group() => self.commit(ctx),
            (Mutant::M1CommitsBeforeHandling, Turn::Committed) => self.begin(ctx),
            (Mutant::M1CommitsBeforeHandling, Turn::Handled) => self.proceed(Turn::Committed, ctx),
            (_, Turn::Failed) => self.fail_as(wrong, ctx),
            (Mutant::M8CommitsTheOffsetItself, Turn::Handled) if self.is_in_group() => {
                let offset = self.reading().map_or(0, |reading| reading.offset);
                self.commit_to(offset, ctx);
            }
            (Mutant::M9TestsBeforeTheCommit, Turn::Handled) if has_checkpoints => {
                self.move_on();
                self.test_checkpoints(ctx);
                self.commit(ctx);
            }
            (Mutant::M10TestsBeforeTheHandler, Turn::Read) if has_checkpoints => {
                self.move_on();
                self.test_checkpoints(ctx);
                self.begin(ctx);
            }
            (Mutant::M9TestsBeforeTheCommit | Mutant::M10TestsBeforeTheHandler, Turn::Committed)
                if has_checkpoints =>
            {
                self.poll(ctx);
            }
            (Mutant::M11MustPassTheCheckpoint, Turn::Started | Turn::Committed) => self.tell_when(
                turn,
                |shares, which| shares.iter().all(|share| share.position > share.checkpoints[which]),
                ctx,
            ),
            (Mutant::M12AnyPartitionIsEnough, Turn::Started | Turn::Committed) => self.tell_when(
                turn,
                |shares, which| shares.iter().any(|share| share.position >= share.checkpoints[which]),
                ctx,
            ),
            (Mutant::M13CurrentIsTheEnd, Turn::Started) => {
                let course = self.course_mut();
                course.start();
                course.shares_mut().iter_mut().for_each(|share| share.checkpoints[CURRENT] = share.end);
                course.count_behind();
                self.test_checkpoints(ctx);
                self.poll(ctx);
            }
            (Mutant::M15RearmsTheCallbacks, Turn::Read) => {
                self.course_mut().rearm();
                self.begin(ctx);
            }
            (Mutant::M16CountsFailuresOfEarlierLives, Turn::Committed) => {
                wrong.kept = 0;
                self.proceed(turn, ctx);
            }
            // Rewinding is the broker's: it is told so at the beginning.
            (_, turn) => self.proceed(turn, ctx),
        }
    }

    /// What the mutant does after a failure.
    fn fail_as(&mut self, wrong: &mut Wrong, ctx: &mut impl Context<Service>) {
        let backoff = self.backoff();
        match wrong.mutant {
            Mutant::M2OneTryTooFew => self.fail_at(|most| most.max(1), ctx),
            Mutant::M3OneTryTooMany => self.fail_at(|most| most.saturating_add(2), ctx),
            Mutant::M4SkipsAfterTheLastTry => {
                let failures = self.count_failure();
                match backoff.after(failures) {
                    Some(wait) => self.wait(wait, ctx),
                    None => {
                        self.move_on();
                        self.poll(ctx);
                    }
                }
            }
            Mutant::M5DelayNotReset => {
                wrong.kept += 1;
                self.fail_after(backoff.delay(wrong.kept), ctx);
            }
            Mutant::M6MultipliesBeforeTheFirstWait => {
                self.fail_after(backoff.delay(self.failures() + 2), ctx);
            }
            Mutant::M7AdditiveBackoff => {
                self.fail_after(backoff.interval * (u64::from(self.failures()) + 1), ctx);
            }
            Mutant::M16CountsFailuresOfEarlierLives => {
                wrong.kept += 1;
                while self.failures() + 1 < wrong.kept {
                    self.count_failure();
                }
                self.fail(ctx);
            }
            _ => self.fail(ctx),
        }
    }

    /// A failure, of which the one after so many is the last.
    fn fail_at(&mut self, last: impl Fn(u32) -> u32, ctx: &mut impl Context<Service>) {
        let failures = self.count_failure();
        match self.backoff().most {
            Retries::AtMost(most) if failures >= last(most) => ctx.exit(GIVES_UP),
            _ => self.wait(self.backoff().delay(failures), ctx),
        }
    }

    /// A failure, after which it waits for so long, if there is another try.
    fn fail_after(&mut self, wait: Span, ctx: &mut impl Context<Service>) {
        let failures = self.count_failure();
        match self.backoff().after(failures) {
            Some(_) => self.wait(wait, ctx),
            None => ctx.exit(GIVES_UP),
        }
    }

    /// Calls back when something else holds than should.
    fn tell_when(
        &mut self,
        turn: Turn,
        holds: impl Fn(&[Share], usize) -> bool,
        ctx: &mut impl Context<Service>,
    ) {
        match turn {
            Turn::Started => self.course_mut().start(),
            _ => self.move_on(),
        }
        for which in [CURRENT, END] {
            if self.course().may_call(which) && holds(self.shares(), which) {
                self.call_back(which, ctx);
            }
        }
        self.poll(ctx);
    }
}
