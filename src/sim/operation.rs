//! Operations that fail: by counting, by chance, or by script.

use super::probability::Threshold;

/// When attempts of an operation fail. One attempt counter per operation runs over all items.
#[derive(Clone, Debug, PartialEq, Default)]
#[repr(u8)]
pub enum OperationLaw {
    /// They never do.
    #[default]
    Never,
    /// Attempt n fails exactly when k divides n. k = 1 fails always, k = 0 never.
    EveryKth(u64),
    /// Each attempt fails with this probability, keyed by (process, operation, item, attempt).
    Chance(Threshold),
    /// These attempts fail, in ascending order, counted from 1.
    Script(Vec<u64>),
}

/// What happened to the attempts of one operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    /// How many there were.
    pub made: u64,
    /// How many the law let fail.
    pub failed: u64,
    /// How many a fault let fail that the law had not.
    pub forced: u64,
}

impl OperationLaw {
    /// Whether attempt `n`, counted from 1, fails by a law that leaves nothing to chance.
    #[inline]
    pub(crate) fn fails(&self, n: u64) -> bool {
        match self {
            OperationLaw::Never => false,
            OperationLaw::EveryKth(k) => n.is_multiple_of(*k),
            OperationLaw::Script(attempts) => attempts.binary_search(&n).is_ok(),
            OperationLaw::Chance(_) => unreachable!("what is left to chance is drawn"),
        }
    }

    /// How many of the first `n` attempts the law lets fail; `None` when that is left to chance.
    pub fn failures_among(&self, n: u64) -> Option<u64> {
        match self {
            OperationLaw::Never => Some(0),
            OperationLaw::EveryKth(k) => Some(n.checked_div(*k).unwrap_or(0)),
            OperationLaw::Script(attempts) => Some(attempts.partition_point(|&attempt| attempt <= n) as u64),
            OperationLaw::Chance(threshold) if !threshold.possible() => Some(0),
            OperationLaw::Chance(_) => None,
        }
    }
}
