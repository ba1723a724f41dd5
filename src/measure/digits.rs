//! Numbers as people are told them: no more digits than their interval supports. Knows nothing of what they mean.

use super::rounding::{Rounded, length, length_of};

/// A length of time, rounded to a thousandth of an interval of this width.
pub fn span(nanos: u64, width: u64) -> String {
    length(nanos, width, Rounded::Nearest)
}

/// The same of a number of nanoseconds that is no whole one.
pub fn span_of(nanos: f64, width: f64) -> String {
    length_of(nanos, width, Rounded::Nearest)
}

/// A whole number with its thousands apart: `52,981`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let mut groups: Vec<&str> = if first > 0 { vec![&digits[..first]] } else { Vec::new() };
    groups.extend((first..digits.len()).step_by(3).map(|at| &digits[at..at + 3]));
    groups.join(",")
}

/// `1 run`, `2 runs`.
pub fn several(number: u64, word: &str) -> String {
    format!("{} {word}{}", thousands(number), if number == 1 { "" } else { "s" })
}

/// A share in per cent, with as many decimals as tell it apart from 0 and 1, at most six.
pub fn percent(share: f64) -> String {
    let rest = share.min(1.0 - share);
    let decimals = match rest {
        _ if rest <= 0.0 => 0,
        _ => (-(rest * 100.0).log10().floor()).clamp(0.0, 4.0) as usize + 2,
    };
    let text = format!("{:.decimals$}", share * 100.0);
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text} %")
}
