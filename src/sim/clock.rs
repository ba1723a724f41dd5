//! What a process takes for the time: a clock that may be ahead or behind, and too fast or too slow for a while.

use super::time::{Shift, Span, Time};

const MILLION: i128 = 1_000_000;

/// One process's clock.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clock {
    /// By how much it is ahead, apart from its drift.
    offset: i64,
    /// How many parts per million it is too fast.
    drift: i32,
    /// Up to when it drifts.
    until: Time,
}

impl Clock {
    pub(crate) fn new(offset: Shift, drift: i32, until: Time) -> Clock {
        Clock { offset: offset.as_nanos(), drift, until }
    }

    /// Whether it shows anything but the true time, or ever will.
    #[inline]
    pub(crate) fn is_wrong(&self) -> bool {
        (self.offset | self.drift as i64) != 0
    }

    /// What it shows at a true instant; never before the start.
    pub(crate) fn reads(&self, now: Time) -> Time {
        let gained = now.min(self.until).as_nanos() as i128 * self.drift as i128 / MILLION;
        let shown = now.as_nanos() as i128 + gained + self.offset as i128;
        Time::from_nanos(shown.clamp(0, u64::MAX as i128) as u64)
    }

    /// How long it truly takes until it has moved on by `span`; what begins while it drifts, drifts to its end.
    #[inline]
    pub(crate) fn truly(&self, span: Span, now: Time) -> Span {
        if self.drift == 0 || now >= self.until {
            return span;
        }
        let true_nanos = span.as_nanos() as u128 * MILLION as u128 / (MILLION + self.drift as i128) as u128;
        Span::from_nanos(u64::try_from(true_nanos).unwrap_or(u64::MAX))
    }

    /// Puts it forward, or back.
    pub(crate) fn step(&mut self, by: Shift) {
        self.offset = self.offset.saturating_add(by.as_nanos());
    }
}
