//! PHOLD, the classic exercise of an event list (Fujimoto 1990): each event makes one other, after an exponential time,
//! at a process chosen by chance. It knows no simulator.

use rand::{Rng, RngExt};

/// Nanoseconds in a mean increment, for those who count time in whole ones.
pub const MEAN: f64 = 1_048_576.0;

/// An exponential increment with mean 1.
#[inline]
#[allow(
    clippy::disallowed_methods,
    reason = "contenders are not compared across platforms; this is what they would call"
)]
pub fn increment(dice: &mut impl Rng) -> f64 {
    -(1.0 - dice.random::<f64>()).ln()
}

/// The same in nanoseconds.
#[inline]
pub fn nanoseconds(dice: &mut impl Rng) -> u64 {
    (increment(dice) * MEAN) as u64
}
