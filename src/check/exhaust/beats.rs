//! The beats of a system: when its timers fire while nothing goes wrong, and how long its messages take.
//! From them follows how long a message must be late, or a process down, to miss a repair.

use std::collections::BTreeMap;

use crate::check::model::Model;
use crate::sim::observer::{Fate, MessageOf, Sending};
use crate::sim::process::Label;
use crate::sim::time::{Span, Time};
use crate::sim::world::{Step, What, World};
use crate::sim::{Observer, Violation};

/// So many firings show what there is to see.
const ENOUGH: usize = 4096;
/// From so many on, firings at equal distances are taken to go on so.
const A_RATE: usize = 3;

/// Listens to a run.
#[derive(Debug, Default)]
pub(super) struct Listener {
    firings: BTreeMap<(u16, usize), Vec<Time>>,
    heard: usize,
    latencies: Option<(Span, Span)>,
}

impl<M: Model> Observer<M> for Listener {
    fn sent(&mut self, _: Sending<MessageOf<M>>, fate: Fate) {
        if let Fate::Arrives(span) = fate
            && span > Span::ZERO
        {
            let (least, most) = self.latencies.unwrap_or((span, span));
            self.latencies = Some((least.min(span), most.max(span)));
        }
    }

    fn stepped(&mut self, _: &World<'_, M::Process>, step: &Step<M::Process>) -> Result<(), Violation> {
        if let What::Timer(timer) = &step.what {
            self.firings.entry((step.process.0, timer.kind())).or_default().push(step.at);
            self.heard += 1;
        }
        match self.heard < ENOUGH {
            true => Ok(()),
            false => Err(Violation { property: "", why: String::new() }),
        }
    }
}

/// One timer: when it was seen to fire, and at which rate it goes on.
#[derive(Clone, Debug)]
struct Beat {
    seen: Vec<Time>,
    period: Option<Span>,
}

impl Beat {
    fn of(seen: Vec<Time>) -> Beat {
        let mut gaps = seen.windows(2).map(|pair| pair[1].since(pair[0]));
        let first = gaps.next().filter(|gap| *gap > Span::ZERO);
        let period = first.filter(|first| seen.len() >= A_RATE && gaps.all(|gap| gap == *first));
        Beat { seen, period }
    }

    /// The first firing after an instant.
    fn after(&self, time: Time) -> Option<Time> {
        let next = self.seen.partition_point(|seen| *seen <= time);
        if let Some(seen) = self.seen.get(next) {
            return Some(*seen);
        }
        let (last, period) = (*self.seen.last()?, self.period?);
        Some(last + period * (time.since(last).as_nanos() / period.as_nanos() + 1))
    }
}

/// When timers fire, and how long messages take.
#[derive(Clone, Debug)]
pub(super) struct Beats {
    beats: Vec<Beat>,
    /// The longest latency that was seen.
    longest: Span,
    /// Shorter than any latency that was seen: what is late by this much comes before all that is caused in time.
    little: Span,
}

impl Beats {
    pub(super) fn heard(listener: Listener) -> Beats {
        let (least, longest) = listener.latencies.unwrap_or_default();
        let steps = [Span::from_millis(1), Span::from_micros(1)];
        let little = steps.into_iter().find(|step| *step < least).unwrap_or(Span::from_nanos(1));
        Beats { beats: listener.firings.into_values().map(Beat::of).collect(), longest, little }
    }

    /// An instant just after the first tick of any process that follows `time`.
    pub(super) fn past_a_tick(&self, time: Time) -> Option<Time> {
        self.beats.iter().filter_map(|beat| beat.after(time)).min().map(|tick| tick + self.little)
    }

    /// How long a process that goes down at `time` stays so, for all that the next tick sends to find it down.
    pub(super) fn downtime(&self, time: Time) -> Span {
        let tick = self.past_a_tick(time).unwrap_or(time + self.little);
        (tick + self.longest).since(time)
    }
}
