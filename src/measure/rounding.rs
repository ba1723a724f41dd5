//! Lengths of time as reports write them: no more digits than their interval supports. Knows nothing of what they mean.

/// Which way a length is rounded: a limit never says more than it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounded {
    /// To what is not longer.
    Down,
    /// To what is nearest.
    Nearest,
    /// To what is not shorter.
    Up,
}

/// A length of time in nanoseconds as a decimal of the unit that suits it, rounded to a thousandth of an interval of this
/// width, in nanoseconds, too.
pub fn length(nanos: u64, width: u64, rounded: Rounded) -> String {
    const UNITS: [(u64, usize, &str); 4] =
        [(1_000_000_000, 9, "s"), (1_000_000, 6, "ms"), (1_000, 3, "us"), (1, 0, "ns")];
    let mut step = 1u64;
    while step <= width / 1_000 {
        step *= 10;
    }
    let steps = match rounded {
        Rounded::Down => nanos / step,
        Rounded::Nearest => nanos / step + u64::from(nanos % step >= step.div_ceil(2)),
        Rounded::Up => nanos.div_ceil(step),
    };
    let Some(rounded) = steps.checked_mul(step) else { return length(nanos, 0, rounded) };
    let Some((unit, digits, name)) = UNITS.iter().find(|(unit, ..)| rounded >= *unit) else {
        return "0s".to_string();
    };
    let decimals = format!("{:0digits$}", rounded % unit);
    let decimals = if *digits == 0 { "" } else { decimals.trim_end_matches('0') };
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{}{point}{decimals}{name}", rounded / unit)
}

/// The same of a number of nanoseconds that is no whole one.
pub fn length_of(nanos: f64, width: f64, rounded: Rounded) -> String {
    let whole = match rounded {
        _ if !nanos.is_finite() => return "infinite".to_string(),
        Rounded::Down => nanos.floor(),
        Rounded::Nearest => nanos.round(),
        Rounded::Up => nanos.ceil(),
    };
    // A float becomes the nearest whole number that there is.
    length(whole as u64, if width.is_finite() { width.abs() as u64 } else { 0 }, rounded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_never_says_more_than_it_may() {
        let told = |rounded| length(8_003_512_345, 2_000_000_000, rounded);
        assert_eq!([Rounded::Down, Rounded::Nearest, Rounded::Up].map(told), ["8s", "8s", "8.01s"]);
        let told = |rounded| length(8_003_512_345, 900_000_000, rounded);
        assert_eq!([Rounded::Down, Rounded::Nearest, Rounded::Up].map(told), ["8.003s", "8.004s", "8.004s"]);
    }

    #[test]
    fn what_is_whole_stays_whole_and_what_is_nothing_is_nothing() {
        for rounded in [Rounded::Down, Rounded::Nearest, Rounded::Up] {
            assert_eq!(length(7_000_000_000, 7_000_000_000, rounded), "7s");
            assert_eq!(length(0, 5_000, rounded), "0s");
            assert_eq!(length(14_109_239, 0, rounded), "14.109239ms");
        }
        assert_eq!(length(1, 100_000, Rounded::Down), "0s");
        assert_eq!(length(1, 100_000, Rounded::Up), "1us");
    }

    #[test]
    fn the_longest_lengths_are_told_too() {
        assert_eq!(length(u64::MAX, u64::MAX, Rounded::Up), "18446744073.709551615s");
        assert_eq!(length(u64::MAX, u64::MAX, Rounded::Down), "18400000000s");
        assert_eq!(length_of(f64::INFINITY, 1.0, Rounded::Up), "infinite");
        assert_eq!(length_of(-3.0, f64::INFINITY, Rounded::Down), "0s");
    }
}
