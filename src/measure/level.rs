//! Which quantile: an exact share, as people name it. Knows no sample.

use std::fmt;
use std::str::FromStr;

/// The share of runs that a quantile leaves at or below it, as an exact decimal strictly between 0 and 1: `p99.9`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Level {
    /// In units of 10^-18.
    atto: u64,
}

const ONE: u64 = 1_000_000_000_000_000_000;

impl Level {
    /// The median.
    pub const P50: Level = Level { atto: ONE / 2 };
    /// What a report tells: p50, p90, p95, p99, p99.9.
    pub const TOLD: [Level; 5] = [
        Level::P50,
        Level { atto: ONE / 10 * 9 },
        Level { atto: ONE / 100 * 95 },
        Level { atto: ONE / 100 * 99 },
        Level { atto: ONE / 1_000 * 999 },
    ];

    /// The smallest rank, from 1, of `n` ordered values at which at least this share is at or below it: ceil(n * q),
    /// exactly.
    pub fn rank(self, n: u64) -> u64 {
        ((n as u128 * self.atto as u128).div_ceil(ONE as u128) as u64).max(1)
    }

    /// The nearest float.
    pub fn get(self) -> f64 {
        self.atto as f64 / ONE as f64
    }

    /// The share above it, without cancellation.
    pub fn beyond(self) -> f64 {
        (ONE - self.atto) as f64 / ONE as f64
    }
}

/// A share such as `0.999`, or a percentile such as `99.9%`, `p99.9` or `p99_9`.
impl FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Level, String> {
        let refuse = || {
            format!(
                "`{text}` is no quantile: write a share above 0 and below 1 like 0.999, or one like p99.9"
            )
        };
        let (digits, places) = match (text.strip_prefix('p'), text.strip_suffix('%')) {
            (Some(digits), _) | (None, Some(digits)) => (digits, 16),
            (None, None) => (text, 18),
        };
        let digits = digits.trim().replace('_', ".");
        let (whole, decimals) = digits.split_once('.').unwrap_or((&digits, ""));
        let decimals = decimals.trim_end_matches('0');
        let plain = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
        if whole.is_empty() && decimals.is_empty()
            || !plain(whole)
            || !plain(decimals)
            || decimals.len() > places
        {
            return Err(refuse());
        }
        let number: Option<u128> = format!("{whole}{decimals:0<places$}").parse().ok();
        match number.and_then(|atto| u64::try_from(atto).ok()) {
            Some(atto) if atto > 0 && atto < ONE => Ok(Level { atto }),
            _ => Err(refuse()),
        }
    }
}

/// As people name it: `p99.9`.
impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.atto / (ONE / 100), self.atto % (ONE / 100));
        let decimals = format!("{rest:016}");
        let decimals = decimals.trim_end_matches('0');
        let dot = if decimals.is_empty() { "" } else { "." };
        f.pad(&format!("p{whole}{dot}{decimals}"))
    }
}
