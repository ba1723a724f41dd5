//! The waits between the tries; refuses to know what is tried.

use super::power::times_power;
use super::{Coefficient, Retries};
use crate::sim::Span;

/// Waits that grow by a factor: `interval` after the first failure, `coefficient` times as long after each other.
///
/// ```
/// use sooner::parts::{Backoff, Coefficient, Retries};
/// use sooner::prelude::Span;
///
/// let backoff = Backoff {
///     interval: Span::from_millis(1000),
///     coefficient: Coefficient::ratio(3, 2)?,
///     most: Retries::AtMost(2),
/// };
/// assert_eq!(backoff.after(1), Some(Span::from_millis(1000)));
/// assert_eq!(backoff.after(2), Some(Span::from_millis(1500)));
/// assert_eq!(backoff.after(3), None);
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Backoff {
    /// The wait after the first failure.
    pub interval: Span,
    /// By what each wait is longer than the one before; below 1, they grow shorter.
    pub coefficient: Coefficient,
    /// How many waits there are.
    pub most: Retries,
}

impl Backoff {
    /// How long to wait after the `failure`-th failure, counted from 1; `None`: there is no other try.
    #[inline]
    pub fn after(&self, failure: u32) -> Option<Span> {
        self.most.allow(failure).then(|| self.delay(failure))
    }
    /// The wait after the `failure`-th failure, counted from 1, whether or not there is one: interval *
    /// coefficient^(failure - 1), computed exactly, then floored to a nanosecond; [`Span::MAX`] where it is longer.
    pub fn delay(&self, failure: u32) -> Span {
        assert!(failure > 0, "failures are counted from 1");
        let (numerator, denominator) = (self.coefficient.numerator(), self.coefficient.denominator());
        Span::from_nanos(times_power(self.interval.as_nanos(), numerator, denominator, failure - 1))
    }
    /// The whole seconds of the same [delay](Backoff::delay): the growing delay keeps its fractions, each wait drops its
    /// own. 500 ms doubled thus waits 0, 1, 2 and 4 s.
    pub fn delay_truncated(&self, failure: u32) -> Span {
        const SECOND: u64 = 1_000_000_000;
        Span::from_secs(self.delay(failure).as_nanos() / SECOND)
    }
    /// The first so many [delays](Backoff::delay) together; [`Span::MAX`] where they are longer. Without fractions that
    /// is interval * (coefficient^retries - 1) / (coefficient - 1), and interval * retries where the coefficient is 1.
    ///
    /// They are added up one by one, because each is floored by itself: with billions of retries, and a coefficient close
    /// to 1, that takes its time.
    pub fn total(&self, retries: u32) -> Span {
        if self.coefficient.is_one() {
            return self.interval * u64::from(retries);
        }
        let mut total = Span::ZERO;
        for failure in 1..=retries {
            let delay = self.delay(failure);
            total = total + delay;
            // Delays that grow have reached the longest span long before their number is great; those that shrink,
            // nothing.
            if delay == Span::ZERO || total == Span::MAX {
                break;
            }
        }
        total
    }
}
