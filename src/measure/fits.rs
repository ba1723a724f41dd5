//! Smooth families fitted to a sample: descriptions, never tests. Knows no law.

use std::f64::consts::PI;

use statrs::function::gamma::checked_gamma_lr;

use super::special::{normal_at_most, stirling_rest};
use super::times::Times;

/// A family of distributions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Gumbel's, of a maximum.
    Gumbel,
    /// Gamma.
    Gamma,
    /// Log-normal.
    LogNormal,
}

/// A fit by maximum likelihood.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Which family.
    pub family: Family,
    /// Its two parameters, in nanoseconds where they have a unit: (location, scale), (shape, scale), (mu, sigma of the
    /// logarithm).
    pub parameters: (f64, f64),
    /// Akaike's criterion, 4 - 2 ln L: the smaller the better.
    pub aic: f64,
    /// The largest vertical distance to the sample's distribution function.
    pub distance: f64,
}

impl Fit {
    /// The share that it has at or below so many nanoseconds.
    pub fn within(&self, nanos: f64) -> f64 {
        let (first, second) = self.parameters;
        match self.family {
            Family::Gumbel => libm::exp(-libm::exp(-(nanos - first) / second)),
            _ if nanos <= 0.0 => 0.0,
            Family::Gamma => gamma_within(first, nanos / second),
            Family::LogNormal => normal_at_most((libm::log(nanos) - first) / second),
        }
    }
}

/// All families, the best by AIC first; empty where nothing can be fitted: runs that were not reached, fewer than two
/// distinct times, or a time of zero.
pub fn fits(times: &Times) -> Vec<Fit> {
    let sample = match Sample::of(times) {
        Some(sample) if times.unreached().total() == 0 => sample,
        _ => return Vec::new(),
    };
    let mut fits: Vec<Fit> = [gumbel(&sample), gamma(&sample), log_normal(&sample)]
        .into_iter()
        .map(|(family, parameters, likelihood)| {
            // Per run; the two parameters cost 4.
            let fit = Fit { family, parameters, aic: 4.0 - 2.0 * sample.runs * likelihood, distance: 0.0 };
            Fit { distance: sample.distance(|nanos| fit.within(nanos)), ..fit }
        })
        .filter(|fit| fit.aic.is_finite() && fit.distance.is_finite())
        .collect();
    fits.sort_by(|one, other| one.aic.total_cmp(&other.aic));
    fits
}

/// What the fits need of a sample.
struct Sample {
    /// Time and how many, ascending.
    atoms: Vec<(f64, f64)>,
    runs: f64,
    mean: f64,
    /// Standard deviation (with n).
    deviation: f64,
    /// The mean of ln(time / mean), which is below 0; without cancellation where the times are near each other.
    log_mean: f64,
    /// The standard deviation of the logarithm (with n).
    log_deviation: f64,
}

impl Sample {
    fn of(times: &Times) -> Option<Sample> {
        let (shortest, longest) = (times.shortest()?.0, times.longest()?.0);
        if shortest == longest || shortest.as_nanos() == 0 {
            return None;
        }
        let atoms: Vec<(f64, f64)> =
            times.atoms().map(|(time, atom)| (time.as_nanos() as f64, atom.runs as f64)).collect();
        let runs = times.reached() as f64;
        let average =
            |of: &dyn Fn(f64) -> f64| atoms.iter().map(|(x, runs)| runs * of(*x)).sum::<f64>() / runs;
        let near = average(&|x| x);
        let mean = near + average(&|x| x - near);
        let deviation = average(&|x| (x - mean) * (x - mean)).sqrt();
        let relative = |x: f64| libm::log1p((x - mean) / mean);
        let log_mean = -average(&|x| above_its_logarithm((x - mean) / mean));
        let log_deviation = average(&|x| (relative(x) - log_mean) * (relative(x) - log_mean)).sqrt();
        let fit = deviation > 0.0 && log_deviation > 0.0 && log_mean < 0.0;
        fit.then_some(Sample { atoms, runs, mean, deviation, log_mean, log_deviation })
    }

    /// The largest distance to a continuous distribution function, on either side of each step.
    fn distance(&self, within: impl Fn(f64) -> f64) -> f64 {
        let mut below = 0.0;
        let mut worst: f64 = 0.0;
        for (x, runs) in &self.atoms {
            let here = within(*x);
            worst = worst.max((here - below / self.runs).abs());
            below += runs;
            worst = worst.max((here - below / self.runs).abs());
        }
        worst
    }
}

/// u - ln(1 + u).
fn above_its_logarithm(u: f64) -> f64 {
    match u.abs() < 1e-2 {
        true => {
            let terms = (2..12).rev().map(|power| 1.0 / power as f64);
            u * u * terms.fold(0.0, |rest, term| term - u * rest)
        }
        false => u - libm::log1p(u),
    }
}

type Found = (Family, (f64, f64), f64);

/// The scale solves scale = mean - (sum x e^(-x/scale)) / (sum e^(-x/scale)); the location follows. In units of the
/// deviation above the shortest, where no exponential overflows. The difference of both sides grows with the scale.
fn gumbel(sample: &Sample) -> Found {
    let shortest = sample.atoms[0].0;
    let mean = (sample.mean - shortest) / sample.deviation;
    // The sum of e^(-x/scale), and the mean and the variance of x under these weights.
    let weighted = |scale: f64| {
        let mut sums = (0.0, 0.0, 0.0);
        for (x, runs) in &sample.atoms {
            let x = (x - shortest) / sample.deviation;
            let weight = runs * libm::exp(-x / scale);
            sums = (sums.0 + weight, sums.1 + weight * x, sums.2 + weight * x * x);
        }
        let centre = sums.1 / sums.0;
        (sums.0, centre, (sums.2 / sums.0 - centre * centre).max(0.0))
    };
    // The moments' answer to begin with; the true one is below the distance from the shortest to the mean.
    let scale = root(0.0, mean, 6.0_f64.sqrt() / PI, |scale| {
        let (_, centre, variance) = weighted(scale);
        (scale - mean + centre, 1.0 + variance / (scale * scale))
    });
    let location = -scale * libm::log(weighted(scale).0 / sample.runs);
    let likelihood = -libm::log(scale * sample.deviation) - (mean - location) / scale - 1.0;
    (Family::Gumbel, (shortest + sample.deviation * location, scale * sample.deviation), likelihood)
}

/// The shape solves ln(shape) - digamma(shape) = ln(mean) - mean of ln (Choi and Wette, 1969); the scale follows.
fn gamma(sample: &Sample) -> Found {
    let wanted = -sample.log_mean;
    // Over the logarithm of the shape. The left side is between 1/(2 shape) and 1/shape.
    let (low, high) = (libm::log(0.5 / wanted), libm::log(1.0 / wanted));
    let shape = libm::exp(root(low, high, 0.5 * (low + high), |logarithm| {
        let shape = libm::exp(logarithm);
        let (above, slope) = above_digamma(shape);
        (1.0 - above / wanted, -slope * shape / wanted)
    }));
    // shape ln(shape) - shape - ln(gamma(shape)), where the large parts cancel.
    let rest = 0.5 * libm::log(shape / (2.0 * PI)) - stirling_rest(shape);
    let likelihood = shape * sample.log_mean - sample.log_mean - libm::log(sample.mean) + rest;
    (Family::Gamma, (shape, sample.mean / shape), likelihood)
}

fn log_normal(sample: &Sample) -> Found {
    let mu = libm::log(sample.mean) + sample.log_mean;
    let sigma = sample.log_deviation;
    let likelihood = -mu - libm::log(sigma) - 0.5 * libm::log(2.0 * PI) - 0.5;
    (Family::LogNormal, (mu, sigma), likelihood)
}

/// ln(x) - digamma(x) and its slope: upwards to where the series in 1/x holds (Abramowitz and Stegun 6.3.18, 6.4.12).
fn above_digamma(x: f64) -> (f64, f64) {
    let (mut back, mut slope) = (0.0, 0.0);
    let mut at = x;
    while at < 12.0 {
        back += 1.0 / at;
        slope += 1.0 / (at * at);
        at += 1.0;
    }
    let inverse = 1.0 / (at * at);
    let digamma_rest = 0.5 / at
        + inverse
            * (1.0 / 12.0
                - inverse
                    * (1.0 / 120.0 - inverse * (1.0 / 252.0 - inverse * (1.0 / 240.0 - inverse / 132.0))));
    let trigamma = slope
        + 1.0 / at
        + 0.5 * inverse
        + inverse / at * (1.0 / 6.0 - inverse * (1.0 / 30.0 - inverse * (1.0 / 42.0 - inverse / 30.0)));
    (back + digamma_rest - libm::log(at / x), 1.0 / x - trigamma)
}

/// Where a growing function, given with its slope, is zero: Newton's steps within a bracket that bisection narrows
/// otherwise; never more than 200.
fn root(mut low: f64, mut high: f64, start: f64, of: impl Fn(f64) -> (f64, f64)) -> f64 {
    let mut at = if start > low && start < high { start } else { 0.5 * (low + high) };
    for _ in 0..200 {
        let (value, slope) = of(at);
        if value < 0.0 {
            low = at;
        } else {
            high = at;
        }
        let next = at - value / slope;
        let next = if next > low && next < high { next } else { 0.5 * (low + high) };
        let done = (next - at).abs() <= 1e-14 * (1.0 + at.abs()).min(at.abs().max(1e-3));
        at = next;
        if done {
            break;
        }
    }
    at
}

/// The lower incomplete gamma function; of a large shape by the cube root, which is then all but normal (Wilson and
/// Hilferty, 1931).
fn gamma_within(shape: f64, x: f64) -> f64 {
    if shape > 1e5 {
        let ninth = 1.0 / (9.0 * shape);
        return normal_at_most((libm::cbrt(x / shape) - (1.0 - ninth)) / ninth.sqrt());
    }
    checked_gamma_lr(shape, x).unwrap_or(if x > shape { 1.0 } else { 0.0 })
}
