//! The properties of counts: S7 and S8, and the closed form of S6. Knows nothing of the services.

use super::properties::violated;
use super::settings::{Profile, Settings};
use super::system::{ACK, AnnotationSystem, GENERATE, SAVE};
use crate::check::{Model, Watch};
use crate::sim::family::Family;
use crate::sim::operation::{Attempts, OperationLaw};
use crate::sim::world::Messages;
use crate::sim::{Tally, Violation};

/// Watches the engine's counts.
#[derive(Clone, Debug)]
pub(super) struct Books {
    /// The closed form of S6 may hold as an equality: classic profile, and each cascade over before the next begins.
    cascades: bool,
    laws: Vec<OperationLaw>,
    /// Whether some law says how many of its attempts have failed, so that S8 has something to count.
    counts: bool,
    /// The attempts of each operation when they were last held against their laws, (made, failed).
    counted: [(u64, u64); 3],
}

impl Books {
    pub(super) fn new(settings: &Settings, watch: &Watch<'_>) -> Books {
        let mut laws = watch.operations.to_vec();
        if settings.generate_uses_ack_law {
            laws[GENERATE.0 as usize] = laws[ACK.0 as usize].clone();
        }
        Books {
            cascades: settings.profile == Profile::Classic && watch.cascades,
            counts: laws.iter().any(|law| law.failures_among(0).is_some()),
            counted: [(0, 0); 3],
            laws,
        }
    }

    pub(super) fn reset(&mut self) {
        self.counted = [(0, 0); 3];
    }

    /// The closed form of S6 for this many fields: K = N + floor((N-1)/(k_ack-1)), S = K + floor((K-1)/(k_save-1)).
    pub(super) fn closed_form(&self, expected: u32, tally: &Tally) -> Result<(), Violation> {
        if !self.cascades || !self.only_counted_failures(tally) {
            return Ok(());
        }
        let with_failures = |successes: u64, law: &OperationLaw| match law {
            OperationLaw::EveryKth(k) => successes + (successes - 1) / (k - 1),
            _ => successes,
        };
        let acks = with_failures(expected as u64, &self.laws[ACK.0 as usize]);
        let saves = with_failures(acks, &self.laws[SAVE.0 as usize]);
        let made = (tally.attempts_of(SAVE).made, tally.attempts_of(ACK).made);
        if made != (saves, acks) {
            return violated(
                "S6",
                format!("{} save and {} ack attempts, not {saves} and {acks}", made.0, made.1),
            );
        }
        Ok(())
    }

    /// Whether nothing went wrong but what counting laws let fail: the closed form knows of nothing else.
    fn only_counted_failures(&self, tally: &Tally) -> bool {
        let counted = |(law, attempts): (&OperationLaw, &Attempts)| {
            attempts.forced == 0
                && (attempts.failed == 0 || matches!(law, OperationLaw::Never | OperationLaw::EveryKth(_)))
        };
        let failures = |family: usize| family == Family::Failure as usize;
        let mut hits = tally.hits.iter().flat_map(|hits| hits.iter().enumerate());
        hits.all(|(family, hits)| *hits == 0 || failures(family))
            && self.laws.iter().zip(&tally.attempts).all(counted)
    }

    /// S7 and S8: the engine's own books, all of them after every step: whatever is wrong is caught where it happens.
    /// What cannot be, differences that are not zero, are gathered first and looked at once.
    #[inline(always)]
    pub(super) fn balance(&mut self, tally: &Tally) -> Result<(), Violation> {
        let ([publish, annotate, ack, ..], [generate, save, acked, ..]) =
            (&tally.messages[..], &tally.attempts[..])
        else {
            unreachable!("there are three kinds of messages and three operations")
        };
        let off = |messages: &Messages, attempts: &Attempts| {
            surplus(messages) | attempts.made.wrapping_sub(messages.delivered)
        };
        if off(publish, generate) | off(annotate, save) | off(ack, acked) != 0 {
            return self.audit(tally);
        }
        if self.counts { self.count([generate, save, acked], tally) } else { Ok(()) }
    }

    /// S8 where laws count: only an operation whose attempts have changed can have left its law.
    #[inline(never)]
    fn count(&mut self, attempts: [&Attempts; 3], tally: &Tally) -> Result<(), Violation> {
        for ((law, counted), attempts) in self.laws.iter().zip(&mut self.counted).zip(attempts) {
            let (made, failed) = (attempts.made, attempts.failed);
            if *counted != (made, failed) {
                *counted = (made, failed);
                if law.failures_among(made).is_some_and(|failures| failures != failed) {
                    return self.audit(tally);
                }
            }
        }
        Ok(())
    }

    /// Finds what is wrong in the books.
    #[cold]
    fn audit(&self, tally: &Tally) -> Result<(), Violation> {
        for (kind, operation) in [(0, GENERATE), (1, SAVE), (2, ACK)] {
            let messages = &tally.messages[kind];
            if !messages.conserved() {
                return violated("S7", format!("{messages:?} do not add up"));
            }
            let attempts = tally.attempts_of(operation);
            if attempts.made != messages.delivered {
                let why = format!("{} deliveries made {} attempts", messages.delivered, attempts.made);
                return violated("S8", why);
            }
            let law = self.laws[operation.0 as usize].failures_among(attempts.made);
            if law.is_some_and(|failures| failures != attempts.failed) {
                let (name, law) = (AnnotationSystem::OPERATIONS[operation.0 as usize], law.unwrap_or(0));
                let why = format!(
                    "{} attempts to {name} were made and {} failed, where the law of {name} says {law}",
                    attempts.made, attempts.failed
                );
                return violated("S8", why);
            }
        }
        Ok(())
    }
}

/// By how much more messages of a kind were sent than are accounted for; 0 unless something is wrong.
#[inline]
fn surplus(messages: &Messages) -> u64 {
    let sent = messages.sent.wrapping_add(messages.duplicated);
    let accounted = messages.delivered.wrapping_add(messages.dropped);
    sent.wrapping_sub(accounted).wrapping_sub(messages.lost_to_down).wrapping_sub(messages.in_flight)
}
