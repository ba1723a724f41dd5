//! Smooth families fitted to a sample: descriptions, never tests. Knows no law.

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

/// All families, the best by AIC first; empty where nothing can be fitted: runs that were not reached, fewer than two
/// distinct times, or a time of zero.
pub fn fits(times: &Times) -> Vec<Fit> {
    let _ = times;
    todo!()
}
