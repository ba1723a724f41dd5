//! The law itself: the distribution of the time to consistency, as its steps.

use super::chain::Quirks;
use super::field::FieldLaw;
use super::messages::{Messages, messages};
use super::protocol::{NoLaw, Protocol};
use super::system::Reach;
use super::tail::{Growth, Tail};
use super::{field, system, tail};
use crate::measure::Level;
use crate::sim::{Span, Time};

/// One step of the distribution function: an instant at which the system may become consistent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The instant.
    pub at: Time,
    /// P(TTC <= at).
    pub within: f64,
    /// P(TTC > at), without cancellation.
    pub beyond: f64,
}

/// The law of one protocol.
///
/// Its numbers are exact (tag [`super::Tag::Exact`]) up to the rounding of floats, unless they say otherwise: fields are
/// independent, so P(TTC <= t) is the product of what holds for each. Where an operation or a message always fails, no
/// instant is ever reached: there are no steps, and no quantile and no mean. Where fields settle so slowly that going on
/// would take too long, the steps end early: [`Law::is_whole`] is false, quantiles beyond are `None`, and the tail still
/// tells how it goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Law {
    protocol: Protocol,
    quirks: Quirks,
    steps: Vec<Step>,
    whole: bool,
}

impl Law {
    /// The law of a protocol (one chain for zero, constant and lattice latency).
    ///
    /// # Errors
    /// Where there is none, or none that can be computed; in words.
    pub fn of(protocol: &Protocol) -> Result<Law, NoLaw> {
        Law::with(protocol, Quirks::default())
    }

    pub(super) fn with(protocol: &Protocol, quirks: Quirks) -> Result<Law, NoLaw> {
        protocol.check()?;
        let never = tail::of(protocol).rate.value == 0.0;
        let (steps, whole) =
            if never { (Vec::new(), true) } else { system::steps(protocol, quirks, &mut Reach::whole())? };
        Ok(Law { protocol: protocol.clone(), quirks, steps, whole })
    }

    /// What it is the law of.
    pub fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    /// The steps of the distribution function, ascending, down to a tail of 1e-15 or less where [`Law::is_whole`].
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Whether the steps are all that matter: they go down to a tail of 1e-15 or less, or there never are any.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    fn last_step(&self, time: Time) -> Option<&Step> {
        self.steps[..self.steps.partition_point(|step| step.at <= time)].last()
    }

    /// P(TTC <= t). After the last step, a lower bound: what holds there.
    pub fn within(&self, time: Time) -> f64 {
        self.last_step(time).map_or(0.0, |step| step.within)
    }

    /// P(TTC > t). After the last step, an upper bound: what holds there.
    pub fn beyond(&self, time: Time) -> f64 {
        self.last_step(time).map_or(1.0, |step| step.beyond)
    }

    /// The smallest time within which it is consistent with at least this probability; `None` where that lies after the
    /// last step.
    pub fn quantile(&self, level: Level) -> Option<Time> {
        self.reached(level.beyond())
    }

    /// The smallest time t with P(TTC > t) <= `beyond`; `None` where that lies after the last step.
    pub fn reached(&self, beyond: f64) -> Option<Time> {
        let step = self.steps.partition_point(|step| step.beyond > beyond);
        self.steps.get(step).map(|step| step.at)
    }

    /// The mean, in nanoseconds; `None` where it is infinite, or hangs on what lies after the last step.
    pub fn mean(&self) -> Option<f64> {
        mean(&self.steps, Time::START)
    }

    /// The tail.
    pub fn tail(&self) -> Tail {
        tail::of(&self.protocol)
    }

    /// How the time grows with the number of fields, where the constant C of its tail is known: ticks of
    /// both services at the same instants, no latency or a constant one that is over before the next tick, and no cut.
    pub fn growth(&self) -> Option<Growth> {
        tail::growth(&self.protocol)
    }

    /// How many messages are sent until all is quiet; `None` where that is not known: with cuts, where it is
    /// infinite, or would take too long to reckon.
    pub fn messages(&self) -> Option<Messages> {
        if self.quirks == Quirks::default() { messages(&self.protocol) } else { None }
    }

    /// When an outside observer who looks every `period`, from the start on, first sees what comes about at an instant:
    /// period * ceil(at / period).
    pub fn observed(at: Time, period: Span) -> Time {
        match period.as_nanos() {
            0 => at,
            every => Time::from_nanos(at.as_nanos().div_ceil(every).saturating_mul(every)),
        }
    }

    /// The law of one field, counted from 1.
    ///
    /// # Errors
    /// Where there is no such field, or it cannot be computed.
    pub fn field(&self, number: u64) -> Result<FieldLaw, NoLaw> {
        field::law(&self.protocol, self.quirks, number)
    }
}

/// P(TTC > t), t being how far the steps are to go.
pub(super) fn beyond(protocol: &Protocol, reach: &mut Reach) -> Result<f64, NoLaw> {
    protocol.check()?;
    if tail::of(protocol).rate.value == 0.0 {
        return Ok(1.0);
    }
    match system::steps(protocol, Quirks::default(), reach)? {
        (steps, true) => Ok(steps.last().map_or(1.0, |step| step.beyond)),
        (_, false) => Err(NoLaw("it would take too long to reckon".into())),
    }
}

/// The mean time from an instant on, in nanoseconds; `None` where the steps do not tell it.
pub(super) fn mean(steps: &[Step], from: Time) -> Option<f64> {
    const UNTOLD: f64 = 1e-12;
    steps.last().filter(|step| step.beyond <= UNTOLD)?;
    // From the end, where the small numbers are.
    let spans =
        steps.windows(2).rev().map(|pair| pair[1].at.since(pair[0].at).as_nanos() as f64 * pair[0].beyond);
    Some(spans.sum::<f64>() + steps[0].at.since(from).as_nanos() as f64)
}
