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
            Latency::Exponential { mean } => Exponential { mean: *mean }.draw(bits),
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

/// Exponential with this mean in nanoseconds, by itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exponential {
    pub(crate) mean: f64,
}

impl Exponential {
    /// The latency that `bits` stand for: the distribution function turned round.
    ///
    /// Defined by the pinned logarithm; nearly always a quicker one, whose error is known, tells the same nanosecond.
    /// Kept apart, so that it makes no room where other latencies are drawn.
    #[inline(never)]
    pub(crate) fn draw(self, bits: u64) -> Span {
        let value = self.mean * minus_log(bits);
        let (whole, doubt) = (value as i64, self.mean * DOUBT);
        let rest = value - whole as f64;
        if doubt < rest && rest < 1.0 - doubt {
            return Span::from_nanos(whole as u64);
        }
        exponential_by_definition(self.mean, bits)
    }
}

#[cold]
#[inline(never)]
fn exponential_by_definition(mean: f64, bits: u64) -> Span {
    nanos(mean * -libm::log(open_unit(bits)))
}

/// More than [`minus_log`] and the pinned logarithm can differ by: the series leaves out less than 1.9e-13, each of about
/// ten roundings adds less than 8e-15 to a value below 37, and the pinned logarithm is off by one unit in its last place.
const DOUBT: f64 = 1e-12;

const CELLS: usize = 128;

/// By leading bits of a number in 1..2: nearly its reciprocal, and the logarithm of that.
static RECIPROCALS: [(f64, f64); CELLS] = {
    let mut cells = [(0.0, 0.0); CELLS];
    let mut cell = 0;
    while cell < CELLS {
        let reciprocal = 1.0 / (1.0 + (cell as f64 + 0.5) / CELLS as f64);
        // ln x = 2 artanh((x - 1) / (x + 1)), whose argument is within 1/3 of zero.
        let argument = (reciprocal - 1.0) / (reciprocal + 1.0);
        let mut sum = 0.0;
        let mut power = 39;
        while power > 0 {
            sum = sum * argument * argument + 1.0 / power as f64;
            power -= 2;
        }
        cells[cell] = (reciprocal, 2.0 * argument * sum);
        cell += 1;
    }
    cells
};

/// -ln([`open_unit`]), off by less than half of [`DOUBT`], without a division.
#[inline]
fn minus_log(bits: u64) -> f64 {
    // `open_unit` times 2^53, which is a whole number: 2^exponent times a number in 1..2.
    let number = ((bits >> 11 | 1) as i64 as f64).to_bits();
    let exponent = (number >> 52) as i64 - 1023;
    let (reciprocal, log) = RECIPROCALS[(number >> 45) as usize % CELLS];
    let mantissa = f64::from_bits((number & ((1 << 52) - 1)) | 1.0f64.to_bits());
    // Within 2^-8 of zero, where four terms of the series do.
    let beyond = mantissa * reciprocal - 1.0;
    let square = beyond * beyond;
    let curve = square * ((0.5 - beyond * (1.0 / 3.0)) + square * 0.25);
    ((53 - exponent) as f64 * std::f64::consts::LN_2 + log) + (curve - beyond)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The ends of each cell, where the series is at its worst, by each exponent.
    fn edges() -> impl Iterator<Item = u64> {
        let cells = (0..CELLS as u64).flat_map(|cell| [cell << 45, ((cell + 1) << 45) - 1]);
        cells.flat_map(|mantissa| (1..64).map(move |bit| (1 << 52 | mantissa) << 11 >> (63 - bit)))
    }

    fn random(count: u64) -> impl Iterator<Item = u64> {
        (0..count).map(|n| branch(n, 7)).flat_map(|bits| [bits, bits >> (bits % 53)])
    }

    #[test]
    fn the_quick_logarithm_is_as_near_as_it_says() {
        for bits in edges().chain(random(100_000)) {
            let (quick, pinned) = (minus_log(bits), -libm::log(open_unit(bits)));
            assert!((quick - pinned).abs() < DOUBT / 2.0, "{bits:#x}: {quick} is not {pinned}");
        }
    }

    #[test]
    fn an_exponential_latency_is_the_one_that_the_pinned_logarithm_defines() {
        let means =
            [0.0, 1e-3, 1.0, 1e3, (1u64 << 20) as f64, 1e9, 3.6e12, 1e17, 1e19, f64::INFINITY, f64::NAN];
        for bits in edges().chain(random(20_000)).chain([0, 1, u64::MAX]) {
            for mean in means {
                let drawn = Exponential { mean }.draw(bits);
                assert_eq!(drawn, exponential_by_definition(mean, bits), "{mean} {bits:#x}");
            }
        }
    }
}
