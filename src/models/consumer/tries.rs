//! R1, R2, R3 and R9: how often the message in hand was tried in this life, and how long the consumer waited between the
//! tries. Knows nothing of offsets, and nothing of what the consumer counts but what R9 asks.

use super::consumer_process::GIVES_UP;
use super::properties::violated;
use crate::parts::{Backoff, Retries};
use crate::sim::{Span, Time, Violation};

/// Watches the tries of one message after the other.
#[derive(Clone, Debug)]
pub(super) struct Tries {
    backoff: Backoff,
    current: Option<u32>,
    tries: u32,
    failures: u32,
    /// When the last try failed, until the next one.
    failed_at: Option<Time>,
    waited: Span,
    /// What all the waits after these failures should come to.
    due: Span,
}

impl Tries {
    pub(super) fn new(backoff: Backoff) -> Tries {
        let (waited, due) = (Span::ZERO, Span::ZERO);
        Tries { backoff, current: None, tries: 0, failures: 0, failed_at: None, waited, due }
    }

    /// A life begins, or a run.
    pub(super) fn begin_life(&mut self) {
        self.current = None;
        self.forget();
    }

    fn forget(&mut self) {
        (self.tries, self.failures, self.failed_at) = (0, 0, None);
        (self.waited, self.due) = (Span::ZERO, Span::ZERO);
    }

    /// A try begins. `counted`: the failures of this message that the consumer has counted so far. Tells how long it
    /// waited since the last one, if that failed.
    #[inline]
    pub(super) fn note_try(
        &mut self,
        item: u32,
        now: Time,
        counted: u32,
    ) -> (Option<Span>, Result<(), Violation>) {
        if self.current != Some(item) {
            self.current = Some(item);
            self.forget();
            if counted > 0 {
                return (
                    None,
                    violated("R9", format!("message {item} begins with {counted} failures counted")),
                );
            }
        }
        self.tries += 1;
        let waited = self.failed_at.take().map(|failed| now.since(failed));
        self.waited = self.waited + waited.unwrap_or(Span::ZERO);
        let wrong = self.tries > 1 && (!self.backoff.most.allow(self.tries - 1) || waited.is_some());
        (waited, if wrong { self.judge(item, waited) } else { Ok(()) })
    }

    /// R1 and R2, where a message is tried again.
    fn judge(&self, item: u32, waited: Option<Span>) -> Result<(), Violation> {
        if !self.backoff.most.allow(self.tries - 1) {
            return violated(
                "R1",
                format!("message {item} is tried once too often in this life: this is try {}", self.tries),
            );
        }
        let (Some(waited), delay) = (waited, self.backoff.delay(self.failures)) else { return Ok(()) };
        if waited != delay {
            let failures = self.failures;
            let why = format!("after failure {failures} of message {item} it waited {waited}, not {delay}");
            return violated("R2", why);
        }
        Ok(())
    }

    /// The try has failed.
    pub(super) fn note_failure(&mut self, now: Time) {
        self.failures += 1;
        self.failed_at = Some(now);
        // Added up as they come: the closed form knows nothing of floors, and of retries there may be billions.
        if self.backoff.after(self.failures).is_some() {
            self.due = self.due + self.backoff.delay(self.failures);
        }
    }

    /// R3: the consumer gives up.
    pub(super) fn note_exit(&self, now: Time, code: i32) -> Result<(), Violation> {
        let Retries::AtMost(most) = self.backoff.most else {
            return violated("R3", "the consumer gave up, though it is to try for ever".into());
        };
        let item = self.current.map_or("no message".into(), |item| format!("message {item}"));
        if u64::from(self.failures) != u64::from(most) + 1 {
            let why = format!(
                "the consumer died on failure {} of {item}, not on failure {}",
                self.failures,
                u64::from(most) + 1
            );
            return violated("R3", why);
        }
        if self.waited != self.due {
            let why = format!("the consumer died after waiting {} for {item}, not {}", self.waited, self.due);
            return violated("R3", why);
        }
        let late = self.failed_at.map_or(Span::ZERO, |failed| now.since(failed));
        if late > Span::ZERO {
            return violated("R3", format!("the consumer died {late} after the last failure of {item}"));
        }
        if code != GIVES_UP {
            return violated("R3", format!("the consumer died with code {code}, not {GIVES_UP}"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::Coefficient;

    /// What R3 says of a consumer with one retry, whose last failure is at 1 s and which dies then.
    fn exit(at: u64, code: i32) -> Result<(), Violation> {
        let interval = Span::from_secs(1);
        let backoff = Backoff { interval, coefficient: Coefficient::TWO, most: Retries::AtMost(1) };
        let mut tries = Tries::new(backoff);
        for second in 0..2 {
            let now = Span::from_secs(second).after_start();
            tries.note_try(0, now, second as u32).1?;
            tries.note_failure(now);
        }
        tries.note_exit(Span::from_secs(at).after_start(), code)
    }

    #[test]
    fn who_dies_does_so_at_the_last_failure_and_with_code_1() {
        assert_eq!(exit(1, GIVES_UP), Ok(()));
        assert!(exit(3, GIVES_UP).is_err(), "after one wait more");
        assert!(exit(1, 0).is_err(), "as if all were well");
    }
}
