//! A test of a share that may be looked at while it runs. Knows no run.

use super::confidence::Confidence;
use super::level::Level;
use super::planning::seeds_for_quantile_limit;
use super::share::{Interval, lower_limit, upper_limit};
use super::special::binomial;

/// What is known so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The share is at least the level.
    Holds,
    /// It is below.
    Fails,
    /// Not enough is known.
    Open,
}

/// Decides whether a share is at least a level: at certain numbers of runs it looks, each look spending a part of the error,
/// so that all of them together are wrong with at most the error of the confidence.
///
/// It looks for a failure at 64, 128, 256, .. runs, and for success at n, 2n, 4n, .. runs, where n is the smallest number of
/// runs that can show it without a miss. A look says "fails" where the exact one-sided upper limit of Clopper and Pearson
/// is below the level, "holds" where the lower limit is not. The j-th look of either kind, from 0, has the error
/// alpha / ((j+1)(j+2)), where alpha is that of the confidence.
///
/// Why that is enough: where the share is at least the level, only "fails" is wrong. Look j says so with probability
/// alpha/((j+1)(j+2)) at most, whatever the looks before it said, and these sum to alpha (each is alpha/(j+1) - alpha/(j+2)).
/// Where the share is below the level, the same holds of "holds". The numbers of runs at which it looks are fixed
/// beforehand. The first k looks have spent alpha - alpha/(k+1), so [`Sequential::last_look`], after which there is none,
/// may spend alpha/(k+1).
#[derive(Clone, Debug, PartialEq)]
pub struct Sequential {
    level: Level,
    confidence: Confidence,
    /// The first look for success.
    first_success: u64,
}

/// The first look for a failure.
const FIRST_FAILURE: u64 = 64;

impl Sequential {
    /// Nothing seen yet.
    pub fn new(level: Level, confidence: Confidence) -> Sequential {
        // Its first look has half of the error, as has one side of an interval.
        Sequential { level, confidence, first_success: seeds_for_quantile_limit(level, confidence) }
    }

    /// The level that the share is held against.
    pub fn level(&self) -> Level {
        self.level
    }

    /// How sure a decision is.
    pub fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// The next number of runs, after `n`, at which it looks; the largest number where there is none.
    pub fn next_look(&self, n: u64) -> u64 {
        look_after(FIRST_FAILURE, n).min(look_after(self.first_success, n))
    }

    /// The decision after `n` runs, `hits` of which were within. Open where this is no number at which it looks, and at
    /// more hits than runs.
    pub fn look(&self, hits: u64, n: u64) -> Decision {
        let alpha = self.confidence.error();
        let spent = |first: u64| {
            let before = looks_before(first, n);
            let is_look = n > 0 && look_after(first, n - 1) == n && n != u64::MAX;
            if is_look { alpha / (before as f64 + 1.0) / (before as f64 + 2.0) } else { 0.0 }
        };
        self.decide(hits, n, spent(FIRST_FAILURE), spent(self.first_success))
    }

    /// The decision after the last run there will be, at any number of runs that was fixed beforehand: a limit. It spends
    /// all error that no look before it has spent.
    pub fn last_look(&self, hits: u64, n: u64) -> Decision {
        let left = |first: u64| self.confidence.error() / (looks_before(first, n) as f64 + 1.0);
        self.decide(hits, n, left(FIRST_FAILURE), left(self.first_success))
    }

    /// The share's limits after `n` runs, with what is left of the error where this was the last look, and what a look here
    /// spends where it decided: so they never say more than the decision.
    pub fn limits(&self, hits: u64, n: u64, decision: Decision) -> Interval {
        let error = |first: u64| {
            let looks = looks_before(first, n) as f64 + 1.0;
            let left = self.confidence.error() / looks;
            if decision == Decision::Open { left } else { left / (looks + 1.0) }
        };
        let sure = |first: u64| Confidence::new(1.0 - error(first)).unwrap_or(self.confidence);
        Interval {
            low: lower_limit(hits, n, sure(self.first_success)),
            high: upper_limit(hits, n, sure(FIRST_FAILURE)),
        }
    }

    /// A limit lies beyond the level where so much, or more, has less than the error left at a share of the level: that is
    /// the definition of the limit, and needs no search for it.
    fn decide(&self, hits: u64, n: u64, failure: f64, success: f64) -> Decision {
        if hits > n || n == 0 {
            return Decision::Open;
        }
        let misses = n - hits;
        let (level, beyond) = (self.level.get(), self.level.beyond());
        // At most so many hits; and at most so many misses.
        if failure > 0.0 && binomial(hits, n, level, beyond).0 < failure {
            return Decision::Fails;
        }
        if success > 0.0 && binomial(misses, n, beyond, level).0 <= success {
            return Decision::Holds;
        }
        Decision::Open
    }

    /// How many runs in all would decide if the share stays exactly as it was seen: an estimate for planning, not a promise.
    /// `None` where the share equals the level, so that no number would, or where nothing was seen.
    pub fn seeds_needed(&self, hits: u64, n: u64) -> Option<u64> {
        if n == 0 || hits > n {
            return None;
        }
        let mut look = self.next_look(n);
        while look < u64::MAX {
            let expected = (u128::from(look) * u128::from(hits) / u128::from(n)) as u64;
            if self.look(expected, look) != Decision::Open {
                return Some(look);
            }
            look = self.next_look(look);
        }
        None
    }
}

/// The smallest of first, 2 first, 4 first, .. above `n`; the largest number where there is none.
fn look_after(first: u64, n: u64) -> u64 {
    let mut look = first;
    while look <= n {
        match look.checked_mul(2) {
            Some(next) => look = next,
            None => return u64::MAX,
        }
    }
    look
}

/// How many of first, 2 first, 4 first, .. are below `n`.
fn looks_before(first: u64, n: u64) -> u32 {
    match n > first {
        true => (n - 1).div_euclid(first).ilog2() + 1,
        false => 0,
    }
}
