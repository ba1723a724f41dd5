//! Whether a sample agrees with a law that has atoms: the whole curve by its band, the atoms by chi-square. Knows nothing
//! of where the law comes from.

use super::times::Times;
use crate::sim::Time;

/// The verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agrees {
    /// Neither test rejects.
    Agree,
    /// One does.
    Disagree,
    /// Neither rejects, but with so few runs hardly anything could be.
    Underpowered,
}

/// A chi-square test on atoms, pooled until each is expected at least five times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquare {
    /// The statistic.
    pub statistic: f64,
    /// Degrees of freedom.
    pub freedom: u64,
    /// How likely at least so much is under the law.
    pub p: f64,
}

/// The atom that is furthest off, in standard deviations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Residual {
    /// The last time of the atom or pool.
    pub at: Time,
    /// Runs seen there.
    pub seen: u64,
    /// Runs expected there.
    pub expected: f64,
}

/// How a sample and a law compare.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// How many runs.
    pub runs: u64,
    /// The largest vertical distance between the two distribution functions.
    pub distance: f64,
    /// Where it is.
    pub at: Time,
    /// The distance that a true law exceeds with probability alpha at most.
    pub reach: f64,
    /// The atoms; `None` where there are not two pools.
    pub chi_square: Option<ChiSquare>,
    /// The worst of them.
    pub worst: Option<Residual>,
    /// The verdict at alpha.
    pub agrees: Agrees,
}

/// Compares a sample with a law given by its steps: (time, probability of at most that time), ascending. Runs that were not
/// consistent by the horizon count as beyond it; both tests together are wrong with probability `alpha` at most.
pub fn agreement(times: &Times, law: &[(Time, f64)], alpha: f64) -> Option<Agreement> {
    let _ = (times, law, alpha);
    todo!()
}
