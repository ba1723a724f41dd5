//! Laws: pure functions from 64 drawn bits to a latency. The only file of the core with floating point, and
//! that through the pinned `libm` alone, so that a value is the same on every platform, bit by bit.

use super::rng::{below, branch};
use super::time::Span;

/// How long a message takes, ready to be drawn from.
#[derive(Clone, Debug, PartialEq)]
pub enum Latency {
    /// Always the same.
    Constant(Span),
    /// Every nanosecond from the first to the last, both included, equally likely.
    Uniform(Span, Span),
    /// Exponential with this mean in nanoseconds.
    Exponential {
        /// Mean in nanoseconds.
        mean: f64,
    },
    /// exp(ln(median) + sigma * Z), Z standard normal.
    LogNormal {
        /// Median in nanoseconds.
        median: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// minimum * U^(-1/shape): never below `minimum`, heavy above.
    Pareto {
        /// The least value, in nanoseconds.
        minimum: f64,
        /// The tail index; the smaller, the heavier the tail.
        shape: f64,
    },
    /// One of several laws, chosen with the given weights.
    Mixture(Vec<Component>),
    /// One of the measured values, each as likely as it occurs.
    Samples(Vec<Span>),
}

/// One law of a mixture.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// Chosen when the drawn bits are at most this; the last component's is `u64::MAX`.
    pub up_to: u64,
    /// The law it stands for.
    pub law: Latency,
}

impl Latency {
    /// The latency that `bits`, uniform on 64 bits, stand for.
    #[inline]
    pub fn draw(&self, bits: u64) -> Span {
        match self {
            Latency::Constant(span) => *span,
            Latency::Uniform(from, to) => {
                *from + Span::from_nanos(below(bits, (to.as_nanos() - from.as_nanos()).saturating_add(1)))
            }
            other => other.draw_rare(bits),
        }
    }

    fn draw_rare(&self, bits: u64) -> Span {
        match self {
            Latency::Constant(_) | Latency::Uniform(..) => self.draw(bits),
            Latency::Exponential { mean } => exponential(*mean, bits),
            Latency::LogNormal { median, sigma } => nanos(median * libm::exp(sigma * normal(bits))),
            Latency::Pareto { minimum, shape } => {
                nanos(minimum * libm::exp(-libm::log(open_unit(bits)) / shape))
            }
            Latency::Samples(values) => values[below(bits, values.len() as u64) as usize],
            Latency::Mixture(components) => {
                let chosen = components
                    .iter()
                    .position(|component| bits <= component.up_to)
                    .expect("the last component of a mixture takes all that is left");
                components[chosen].law.draw(branch(bits, 1 + chosen as u64))
            }
        }
    }

    /// The upper end of the law, where it has one.
    pub fn upper_end(&self) -> Option<Span> {
        match self {
            Latency::Constant(span) => Some(*span),
            Latency::Uniform(_, to) => Some(*to),
            Latency::Samples(values) => values.iter().max().copied(),
            Latency::Mixture(components) => components
                .iter()
                .map(|component| component.law.upper_end())
                .try_fold(Span::ZERO, |most, end| Some(most.max(end?))),
            Latency::Exponential { .. } | Latency::LogNormal { .. } | Latency::Pareto { .. } => None,
        }
    }

    /// Whether a value depends on what is drawn.
    pub fn is_random(&self) -> bool {
        match self {
            Latency::Constant(_) => false,
            Latency::Uniform(from, to) => from != to,
            _ => true,
        }
    }
}

/// Exponential with this mean in nanoseconds: its distribution function turned round.
#[inline]
pub(crate) fn exponential(mean: f64, bits: u64) -> Span {
    nanos(mean * -libm::log(open_unit(bits)))
}

/// A float strictly between 0 and 1: the upper 52 bits, in the middle of their cell.
#[inline]
fn open_unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64)
}

/// Standard normal by Box and Muller (1958), from the two branches of `bits`.
fn normal(bits: u64) -> f64 {
    let radius = libm::sqrt(-2.0 * libm::log(open_unit(bits)));
    radius * libm::cos(std::f64::consts::TAU * open_unit(branch(bits, 0)))
}

/// Rounded down to the clock's grid; what is longer than the clock can say is the longest span.
#[inline]
fn nanos(value: f64) -> Span {
    Span::from_nanos(value as u64)
}
