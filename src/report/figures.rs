//! Numbers as reports write them: no more digits than their interval supports. Knows nothing of what they mean.

pub use crate::measure::percent;
use crate::measure::{Rounded, length, length_of};

/// A length of time, rounded to a thousandth of an interval of this width.
pub fn span(nanos: u64, width: u64) -> String {
    length(nanos, width, Rounded::Nearest)
}

/// The same of a number of nanoseconds that is no whole one.
pub fn span_of(nanos: f64, width: f64) -> String {
    length_of(nanos, width, Rounded::Nearest)
}

/// A whole number with its thousands apart: `52 981`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let mut groups: Vec<&str> = if first > 0 { vec![&digits[..first]] } else { Vec::new() };
    groups.extend((first..digits.len()).step_by(3).map(|at| &digits[at..at + 3]));
    groups.join(" ")
}

/// `1 run`, `2 runs`.
pub fn several(number: u64, word: &str) -> String {
    format!("{} {word}{}", thousands(number), if number == 1 { "" } else { "s" })
}

/// How likely chance alone goes so far: with three decimals, or as a power of ten.
pub fn chance(p: f64) -> String {
    if p < 0.001 { format!("{p:.1e}") } else { format!("{p:.3}") }
}
