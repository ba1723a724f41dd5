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

/// A number that is written in decimal, with commas between the thousands before its point: `52,981.5`.
pub fn grouped(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let whole = digits.find('.').unwrap_or(digits.len());
    let mut text = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && index < whole && (whole - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A whole number with commas between its thousands: `52,981`.
pub fn thousands(number: u64) -> String {
    grouped(&number.to_string())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_have_their_comma() {
        assert_eq!(
            ["1234567.5", "-123", "-1234", "999"].map(grouped),
            ["1,234,567.5", "-123", "-1,234", "999"]
        );
        assert_eq!([0, 1_000, 52_981].map(thousands), ["0", "1,000", "52,981"]);
    }

    #[test]
    fn a_share_has_the_decimals_that_tell_it_from_nothing_and_all() {
        assert_eq!(
            [0.0, 0.5, 0.999, 0.99951, 1.0].map(percent),
            ["0 %", "50 %", "99.9 %", "99.951 %", "100 %"]
        );
    }
}
