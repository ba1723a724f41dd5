//! A band around a whole distribution function. Knows no law.

use super::confidence::Confidence;

/// The band of Dvoretzky, Kiefer and Wolfowitz with Massart's constant (1990): with its confidence, the true distribution
/// function lies within it everywhere at once, atoms or not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// How far it reaches up and down: sqrt(ln(2/alpha) / 2n), 1 at most.
    pub reach: f64,
}

/// The band of `n` runs; of no run it reaches everywhere.
pub fn band(n: u64, confidence: Confidence) -> Band {
    Band { reach: reach(n, confidence.error()) }
}

/// How far it reaches at this error.
pub(super) fn reach(n: u64, alpha: f64) -> f64 {
    (libm::log(2.0 / alpha) / (2.0 * n as f64)).sqrt().min(1.0)
}
