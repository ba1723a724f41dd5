//! R1, R2, R3 and R9: how often the message in hand was tried in this life, and how long the consumer waited between the
//! tries. Knows nothing of offsets, and nothing of what the consumer counts but what R9 asks.

use super::properties::violated;
use crate::parts::{Backoff, Retries};
use crate::sim::{Span, Time, Violation};

/// Watches the tries of one message after the other.
#[derive(Clone, Debug)]
pub(super) struct Tries {
    backoff: Backoff,
    /// The waits of a message that fails to the end, all together.
    total: Span,
    current: Option<u32>,
    tries: u32,
    failures: u32,
    /// When the last try failed, until the next one.
    failed_at: Option<Time>,
    waited: Span,
}

impl Tries {
    pub(super) fn new(backoff: Backoff) -> Tries {
        let total = match backoff.most {
            Retries::Forever => Span::MAX,
            Retries::AtMost(most) => backoff.total(most),
        };
        Tries { backoff, total, current: None, tries: 0, failures: 0, failed_at: None, waited: Span::ZERO }
    }

    /// A life begins, or a run.
    pub(super) fn begin_life(&mut self) {
        self.current = None;
        self.forget();
    }

    fn forget(&mut self) {
        (self.tries, self.failures, self.failed_at, self.waited) = (0, 0, None, Span::ZERO);
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
    }

    /// R3: the consumer gives up.
    pub(super) fn note_exit(&self) -> Result<(), Violation> {
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
        if self.waited != self.total {
            let why =
                format!("the consumer died after waiting {} for {item}, not {}", self.waited, self.total);
            return violated("R3", why);
        }
        Ok(())
    }
}
