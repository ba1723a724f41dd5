//! Special functions that intervals need, right where libraries are not: the incomplete beta function, its inverse and
//! what follows from them. Knows no sample.
//!
//! Logarithms and exponentials are `libm`'s, so that figures are the same on every platform.

use std::f64::consts::{PI, SQRT_2};

use statrs::function::gamma::checked_gamma_ur;

/// The most steps of a continued fraction; 8 * (10^10)^(1/3), doubled.
const STEPS: usize = 40_000;
/// Above this smaller parameter the expansion for large ones is exact to nine digits, and quicker.
const LARGE: f64 = 1e10;

/// The regularised incomplete beta function I_x(a, b), for positive `a` and `b`; `x` is brought into 0 to 1.
pub fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    incomplete_beta_of(a, b, x.clamp(0.0, 1.0), (1.0 - x).clamp(0.0, 1.0)).0
}

/// I_x(a, b) and one minus it, neither by subtracting from something near it, of `x` and of `y`, which is one minus it.
pub(super) fn incomplete_beta_of(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    if x <= 0.0 || y <= 0.0 {
        return if x <= 0.0 { (0.0, 1.0) } else { (1.0, 0.0) };
    }
    if a.min(b) > LARGE {
        return large(a, b, x, y);
    }
    // The fraction converges quickly on the near side of the mean only.
    match x * (a + b + 2.0) <= a + 1.0 {
        true => {
            let below = density(a, b, x, y) * fraction(a, b, x) / a;
            (below, 1.0 - below)
        }
        false => {
            let beyond = density(a, b, x, y) * fraction(b, a, y) / b;
            (1.0 - beyond, beyond)
        }
    }
}

/// x^a y^b / B(a, b): the slope of I over the logit of x. By Loader's saddle point form ("Fast and accurate computation of
/// binomial probabilities", 2000), as the gamma functions of large parameters cancel each other and their digits.
fn density(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let all = a + b;
    let exponent = stirling_rest(all)
        - stirling_rest(a)
        - stirling_rest(b)
        - deviance(a, all * x)
        - deviance(b, all * y);
    libm::exp(exponent) * (a / all * b / (2.0 * PI)).sqrt()
}

/// ln(z!) - ((z + 1/2) ln z - z + ln(2 pi)/2): what Stirling's formula leaves.
pub(super) fn stirling_rest(z: f64) -> f64 {
    if z < 15.0 {
        return libm::lgamma(z + 1.0) - (z + 0.5) * libm::log(z) + z - 0.5 * libm::log(2.0 * PI);
    }
    const SERIES: [f64; 5] = [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0];
    let square = z * z;
    SERIES.iter().rev().fold(-691.0 / 360_360.0 / square, |rest, term| match term {
        first if *first == SERIES[0] => (first + rest) / z,
        term => (term + rest) / square,
    })
}

/// x ln(x/mean) + mean - x, without cancellation where the two are near each other.
fn deviance(x: f64, mean: f64) -> f64 {
    if mean == 0.0 {
        return f64::INFINITY;
    }
    let difference = x - mean;
    if difference.abs() >= 0.1 * (x + mean) {
        return x * libm::log(x / mean) - difference;
    }
    // ln((1+v)/(1-v)) = 2 (v + v^3/3 + v^5/5 + ..)
    let v = difference / (x + mean);
    let mut sum = difference * v;
    let mut power = 2.0 * x * v;
    for odd in (3..200).step_by(2) {
        power *= v * v;
        let next = sum + power / odd as f64;
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// The continued fraction of the incomplete beta function, by Lentz's method (Numerical Recipes, 6.4).
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for step in 1..STEPS {
        let m = step as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        value *= c * d;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        value *= c * d;
        if (c * d - 1.0).abs() < 2.0 * f64::EPSILON {
            break;
        }
    }
    value
}

/// Temme's uniform expansion for large parameters to its first term (DLMF 8.18.9), whose error is about one part in the
/// smaller parameter.
fn large(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    let all = a + b;
    let (mean, rest) = (a / all, b / all);
    let far = deviance(a, all * x) + deviance(b, all * y);
    // Of x or y the smaller one, whose difference is exact.
    let above = if x < y { x - mean } else { rest - y };
    let eta = (2.0 * far / all).sqrt().copysign(above);
    let spread = (mean * rest).sqrt();
    let bend = if eta.abs() < 1e-3 { (rest - mean) / (3.0 * spread) } else { 1.0 / eta - spread / above };
    let term = bend * libm::exp(-far) / (2.0 * PI * all).sqrt();
    let root = far.sqrt().copysign(above);
    ((0.5 * libm::erfc(-root) + term).clamp(0.0, 1.0), (0.5 * libm::erfc(root) - term).clamp(0.0, 1.0))
}

/// The x at which I_x(a, b) is `p`, and one minus it, both to their last digits: Newton's steps on the logarithm over the
/// logit of x, where it is concave, kept within a bracket that bisection narrows otherwise; never more than 200.
pub(super) fn inverse_incomplete_beta(a: f64, b: f64, p: f64) -> (f64, f64) {
    inverse(a, b, p, 1.0 - p)
}

fn inverse(a: f64, b: f64, p: f64, beyond: f64) -> (f64, f64) {
    if p <= 0.0 || beyond <= 0.0 {
        return if p <= 0.0 { (0.0, 1.0) } else { (1.0, 0.0) };
    }
    if p > 0.5 {
        let (y, x) = inverse(b, a, beyond, p);
        return (x, y);
    }
    let share = |logit: f64| (1.0 / (1.0 + libm::exp(-logit)), 1.0 / (1.0 + libm::exp(logit)));
    let (mut low, mut high) = (-700.0, 700.0);
    let mut logit = libm::log(a / b).clamp(low, high);
    for _ in 0..200 {
        let (x, y) = share(logit);
        let here = incomplete_beta_of(a, b, x, y).0;
        if here < p {
            low = logit;
        } else {
            high = logit;
        }
        let step = (libm::log(p) - libm::log(here)) * here / density(a, b, x, y);
        let next = logit + step;
        // Not a number is within nothing.
        let next = if next >= low && next <= high { next } else { 0.5 * (low + high) };
        let done = (next - logit).abs() <= 1e-15 * (1.0 + logit.abs());
        logit = next;
        if done {
            break;
        }
    }
    share(logit)
}

/// How likely at most `k` successes of `n` are, and how likely more, where one succeeds with probability `p` and fails
/// with `q`, which is one minus it.
pub fn binomial(k: u64, n: u64, p: f64, q: f64) -> (f64, f64) {
    match k >= n {
        true => (1.0, 0.0),
        false => incomplete_beta_of((n - k) as f64, k as f64 + 1.0, q, p),
    }
}

/// The z that a standard normal variable exceeds with probability `tail`, which is between 0 and 1.
pub fn normal_beyond(tail: f64) -> f64 {
    if tail > 0.5 {
        return -normal_beyond(1.0 - tail);
    }
    if tail <= 0.0 {
        return f64::INFINITY;
    }
    let beyond = |z: f64| 0.5 * libm::erfc(z / SQRT_2);
    // The tail is log-concave, so Newton's steps on its logarithm come from one side once they are near.
    let mut z = (-2.0 * libm::log(2.0 * tail)).max(0.0).sqrt();
    for _ in 0..60 {
        let here = beyond(z);
        let density = libm::exp(-0.5 * z * z) / (2.0 * PI).sqrt();
        let step = (libm::log(here) - libm::log(tail)) * here / density;
        if !step.is_finite() {
            break;
        }
        z += step;
        if step.abs() <= 1e-16 * (1.0 + z.abs()) {
            break;
        }
    }
    z
}

/// The t that Student's variable with so many degrees of freedom exceeds with probability `tail`, which is above 0 and at
/// most a half.
pub fn student_beyond(tail: f64, freedom: f64) -> f64 {
    let (x, y) = inverse_incomplete_beta(0.5 * freedom, 0.5, (2.0 * tail).min(1.0));
    (freedom * (y / x)).sqrt()
}

/// How likely a chi-square variable with so many degrees of freedom is above `statistic`: the upper incomplete gamma
/// function, which `statrs` gets right.
pub fn chi_square_beyond(statistic: f64, freedom: f64) -> f64 {
    if statistic <= 0.0 || freedom <= 0.0 {
        return if statistic > 0.0 { 0.0 } else { 1.0 };
    }
    match statistic.is_finite() {
        true => checked_gamma_ur(0.5 * freedom, 0.5 * statistic).unwrap_or(0.0),
        false => 0.0,
    }
}

/// How likely a standard normal variable is at least so far from 0, to either side.
pub fn normal_two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / SQRT_2).min(1.0)
}

/// How likely a standard normal variable is at most `z`.
pub(super) fn normal_at_most(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}
