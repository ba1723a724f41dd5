//! Numbers as reports write them: no more digits than their interval supports. Knows nothing of what they mean.

pub use crate::measure::percent;
use crate::sim::Span;

/// A length of time, rounded to what an interval of this width supports: about a hundredth of it.
pub fn span(nanos: u64, width: u64) -> String {
    let mut unit = 1u64;
    while unit <= width / 1_000 {
        unit *= 10;
    }
    let half = unit / 2;
    Span::from_nanos(nanos.saturating_add(half) / unit * unit).to_string()
}

/// The same of a number of nanoseconds that is no whole one.
pub fn span_of(nanos: f64, width: f64) -> String {
    match nanos.is_finite() {
        true => span(nanos.max(0.0).round() as u64, if width.is_finite() { width.abs() as u64 } else { 0 }),
        false => "infinite".to_string(),
    }
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
