//! Where an axis has its ticks, and what they are called. Knows no pixel.

use super::decimal::{magnitude, superscript, ten};
use super::unit::Unit;
use crate::measure::grouped;

/// A tick.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where.
    pub at: f64,
    /// What it is called.
    pub label: String,
}

/// The smallest step of 1, 2 or 5 times a power of ten with which `most` ticks reach over `width`.
fn round_step(width: f64, most: usize) -> f64 {
    let least = width / most.max(1) as f64;
    let size = ten(magnitude(least));
    [1.0, 2.0, 5.0, 10.0]
        .iter()
        .map(|by| by * size)
        .find(|step| *step >= least * (1.0 - 1e-9))
        .unwrap_or(size)
}

/// Steps of more than a second, in seconds.
const LONG: [f64; 22] = [
    1.0,
    2.0,
    5.0,
    10.0,
    20.0,
    30.0,
    60.0,
    120.0,
    300.0,
    600.0,
    900.0,
    1_800.0,
    3_600.0,
    7_200.0,
    14_400.0,
    21_600.0,
    43_200.0,
    86_400.0,
    172_800.0,
    432_000.0,
    864_000.0,
    1_728_000.0,
];

/// The same for times, where sixty and twenty-four are round too.
fn time_step(width: f64, most: usize) -> f64 {
    let least = width / most.max(1) as f64;
    let second = Unit::ALL[3].nanos();
    if least <= second {
        return round_step(width, most).max(1.0);
    }
    let long = LONG.iter().map(|step| step * second).find(|step| *step >= least);
    long.unwrap_or_else(|| {
        let day = Unit::ALL[6].nanos();
        round_step(width / day, most) * day
    })
}

/// How many decimals tell multiples of a step apart.
fn decimals(step: f64) -> usize {
    let fits = |decimals: &usize| {
        let scaled = step * ten(*decimals as i32);
        (scaled - libm::round(scaled)).abs() < 1e-6 * scaled.max(1.0)
    };
    (0..12).find(fits).unwrap_or(0)
}

fn multiples(from: f64, to: f64, step: f64, label: impl Fn(f64) -> String) -> Vec<Tick> {
    let first = libm::ceil(from / step - 1e-9);
    let last = libm::floor(to / step + 1e-9);
    if !(first.is_finite() && last.is_finite() && last - first < 1_000.0) {
        return Vec::new();
    }
    let count = (last - first).max(-1.0) as i64;
    let tick = |index: i64| {
        let at = (first + index as f64) * step;
        Tick { at, label: label(at) }
    };
    (0..=count).map(tick).collect()
}

/// Round numbers between two, about `most` of them.
pub fn linear(from: f64, to: f64, most: usize) -> Vec<Tick> {
    let step = round_step((to - from).max(f64::MIN_POSITIVE), most);
    let digits = decimals(step);
    multiples(from, to, step, |at| grouped(&format!("{at:.digits$}")))
}

/// Round instants between two, in nanoseconds; their labels are in the unit that comes with them.
pub fn linear_time(from: f64, to: f64, most: usize) -> (Vec<Tick>, Unit) {
    let unit = Unit::of(to);
    let step = time_step((to - from).max(1.0), most);
    let digits = decimals(step / unit.nanos());
    (multiples(from, to, step, |at| grouped(&format!("{:.digits$}", at / unit.nanos()))), unit)
}

/// The powers of ten between two shares, about `most` of them, as shares are told: per cent down to 0.01 %.
pub fn decades(from: f64, to: f64, most: usize) -> Vec<Tick> {
    let (low, high) = (magnitude(from * (1.0 + 1e-9)), magnitude(to));
    let every = (high - low).max(1).unsigned_abs().div_ceil(most.max(1) as u32).max(1) as i32;
    let name = |power: i32| match power {
        0 => "100\u{a0}%".to_string(),
        -1 => "10\u{a0}%".to_string(),
        -2 => "1\u{a0}%".to_string(),
        -3 => "0.1\u{a0}%".to_string(),
        -4 => "0.01\u{a0}%".to_string(),
        power => format!("10{}", superscript(power)),
    };
    let inside = |power: &i32| ten(*power) >= from * (1.0 - 1e-9) && ten(*power) <= to * (1.0 + 1e-9);
    let powers = (low..=high).rev().filter(|power| (high - power) % every == 0).filter(inside);
    powers.map(|power| Tick { at: ten(power), label: name(power) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(ticks: &[Tick]) -> Vec<&str> {
        ticks.iter().map(|tick| tick.label.as_str()).collect()
    }

    #[test]
    fn ticks_are_round_in_every_unit() {
        let time = |from: f64, to: f64| {
            let (ticks, unit) = linear_time(from, to, 6);
            (labels(&ticks).join(" "), unit.name())
        };
        assert_eq!(time(0.0, 5.0), ("0 1 2 3 4 5".into(), "ns"));
        assert_eq!(time(0.0, 14e9), ("0 5 10".into(), "s"));
        assert_eq!(time(0.0, 11e9), ("0 2 4 6 8 10".into(), "s"));
        assert_eq!(time(0.0, 1.1e9), ("0.0 0.2 0.4 0.6 0.8 1.0".into(), "s"));
        assert_eq!(time(0.0, 600e9), ("0 2 4 6 8 10".into(), "min"));
        assert_eq!(time(0.0, 86_400e9), ("0 4 8 12 16 20 24".into(), "h"));
        assert_eq!(time(0.0, 20.0 * 86_400e9), ("0 5 10 15 20".into(), "d"));
        assert_eq!(
            time(7.001e9, 7.0013e9),
            ("7.00100 7.00105 7.00110 7.00115 7.00120 7.00125 7.00130".into(), "s")
        );
    }

    #[test]
    fn decades_are_told_as_shares() {
        assert_eq!(
            labels(&decades(1e-6, 1.0, 8)),
            [
                "100\u{a0}%",
                "10\u{a0}%",
                "1\u{a0}%",
                "0.1\u{a0}%",
                "0.01\u{a0}%",
                "10\u{207b}\u{2075}",
                "10\u{207b}\u{2076}"
            ]
        );
        assert_eq!(decades(1e-15, 1.0, 6).len(), 6);
    }

    #[test]
    fn thousands_have_their_comma() {
        assert_eq!(labels(&linear(0.0, 1_000.0, 2)), ["0", "500", "1,000"]);
    }
}
