//! When a predicate first claims success: at its own instant, and to an observer who polls.

use crate::check::Property;
use crate::sim::{Span, Time};

/// What is known of one predicate's claims.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Claim {
    /// When it first held.
    pub(super) first: Option<Time>,
    /// The first poll that found it holding.
    pub(super) polled: Option<Time>,
    since: Option<Time>,
}

impl Claim {
    /// Takes in whether it holds after a step at `now`. A poll sees what stands after the last step of its instant.
    #[inline]
    pub(super) fn note(&mut self, holds: bool, now: Time, poll: Option<Span>) {
        if holds != self.since.is_some() {
            self.change(holds, now, poll);
        }
    }

    /// Whether it holds, by what was noted last.
    #[inline]
    pub(super) fn stands(&self) -> bool {
        self.since.is_some()
    }

    fn change(&mut self, holds: bool, now: Time, poll: Option<Span>) {
        if let Some(since) = self.since {
            let next = poll.map(|period| next_poll(since, period));
            self.polled = self.polled.or(next.filter(|&at| at < now));
        }
        self.since = holds.then_some(now);
        self.first = self.first.or(self.since);
    }

    /// The first successful poll, if the run had gone on as it ended.
    pub(super) fn polled(&self, poll: Option<Span>) -> Option<Time> {
        self.polled.or_else(|| Some(next_poll(self.since?, poll?)))
    }
}

/// The first poll at or after `time`; polls come at every multiple of the period.
fn next_poll(time: Time, period: Span) -> Time {
    let period = period.as_nanos().max(1);
    Time::from_nanos(time.as_nanos().div_ceil(period).max(1).saturating_mul(period))
}

/// What a run of this model tells besides its verdict; instants are nanoseconds, and null where it never happened.
pub(super) const FACTS: &[Property] = &[
    Property {
        name: "ids_by_field",
        about: "the id of the annotation that data entry holds, for each field from 1",
    },
    Property {
        name: "without_annotation",
        about: "the fields that exist and that the annotation service knows none for",
    },
    Property {
        name: "strong_ns",
        about: "when first all fields exist and are annotated and acknowledged, and both services hold the same",
    },
    Property {
        name: "py_weak_ns",
        about: "when the Python original first claims success: the same by its counts alone",
    },
    Property {
        name: "cs_weak_ns",
        about: "when the C# original first claims success: there is a field, and none is unannotated",
    },
    Property {
        name: "strong_polled_ns",
        about: "strong_ns as an observer sees it who looks every `poll`; only with that knob",
    },
    Property { name: "py_weak_polled_ns", about: "the same of py_weak_ns" },
    Property { name: "cs_weak_polled_ns", about: "the same of cs_weak_ns" },
];
