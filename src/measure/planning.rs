//! How many seeds a statement takes. Knows no sample.

use super::confidence::Confidence;
use super::level::Level;
use super::special::normal_beyond;

/// How many runs it takes before a quantile has a finite upper limit at all (two-sided, by order statistics): 3,688 for
/// p99.9 at 95 %, 52,981 for p99.99 at 99 %.
pub fn seeds_for_quantile_limit(level: Level, confidence: Confidence) -> u64 {
    seeds_without_a_miss(level, confidence.error() / 2.0)
}

/// How many runs show, without a single miss, that a share is at least `level`, one-sided: 2,995 for 99.9 % at 95 %.
pub fn seeds_to_show_share(level: Level, confidence: Confidence) -> u64 {
    seeds_without_a_miss(level, confidence.error())
}

/// The smallest n with level^n <= tail; at least one.
fn seeds_without_a_miss(level: Level, tail: f64) -> u64 {
    // A float to an integer saturates; a level near 1 may take more than there are.
    ((libm::log(tail) / libm::log1p(-level.beyond())).ceil() as u64).max(1)
}

/// How many runs give a share near `share` an interval of this half width: z^2 p(1-p)/h^2. At least one, and as many as
/// there are where the half width is 0.
pub fn seeds_for_half_width(share: f64, half_width: f64, confidence: Confidence) -> u64 {
    let share = share.clamp(0.0, 1.0);
    let z = normal_beyond(confidence.error() / 2.0);
    seeds(z * z * share * (1.0 - share), half_width * half_width)
}

/// How many runs tell the probability of a rare event, about `tail`, to this relative precision (half the interval's width
/// by the probability): z^2/(r^2 p).
pub fn seeds_for_relative_precision(tail: f64, precision: f64, confidence: Confidence) -> u64 {
    let z = normal_beyond(confidence.error() / 2.0);
    seeds(z * z, precision * precision * tail.clamp(0.0, 1.0))
}

fn seeds(wanted: f64, per_seed: f64) -> u64 {
    match per_seed > 0.0 {
        true => ((wanted / per_seed).ceil() as u64).max(1),
        false => u64::MAX,
    }
}
