//! The law itself: the distribution of the time to consistency, as its steps.

use super::protocol::{NoLaw, Protocol};
use super::{Figure, Mistake};
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

/// How the distribution falls off in the end: P(TTC > t) ~ N C exp(-rate t).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tail {
    /// The dominant rate lambda, per second.
    pub rate: Figure<f64>,
    /// theta = exp(-lambda R): what is left after one interval of the service that is the bottleneck.
    pub theta: Figure<f64>,
    /// Which service that is.
    pub bottleneck: &'static str,
    /// What ten times as many fields cost: ln(10)/lambda.
    pub per_decade: Figure<Span>,
}

/// How many messages are sent until all is quiet, on average; copies do not count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Messages {
    /// Publishes.
    pub publish: f64,
    /// Annotates.
    pub annotate: f64,
    /// Acknowledgements.
    pub ack: f64,
}

/// The law of one protocol.
#[derive(Clone, Debug, PartialEq)]
pub struct Law {
    steps: Vec<Step>,
}

impl Law {
    /// The law of a protocol.
    ///
    /// # Errors
    /// Where there is none, or none that can be computed; in words.
    pub fn of(protocol: &Protocol) -> Result<Law, NoLaw> {
        let _ = protocol;
        todo!()
    }

    /// A law with a mistake in it.
    ///
    /// # Errors
    /// As [`Law::of`].
    pub fn mistaken(protocol: &Protocol, mistake: Mistake) -> Result<Law, NoLaw> {
        let _ = (protocol, mistake);
        todo!()
    }

    /// The steps of the distribution function, ascending, down to a tail of 1e-15 or less.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// P(TTC <= t).
    pub fn within(&self, time: Time) -> f64 {
        let _ = time;
        todo!()
    }

    /// P(TTC > t).
    pub fn beyond(&self, time: Time) -> f64 {
        let _ = time;
        todo!()
    }

    /// The smallest time within which it is consistent with at least this probability.
    pub fn quantile(&self, level: Level) -> Option<Time> {
        let _ = level;
        todo!()
    }

    /// The mean, in nanoseconds; `None` where it is infinite.
    pub fn mean(&self) -> Option<f64> {
        todo!()
    }

    /// The tail.
    pub fn tail(&self) -> Tail {
        todo!()
    }

    /// How many messages are sent; `None` where that is not known.
    pub fn messages(&self) -> Option<Messages> {
        todo!()
    }
}
