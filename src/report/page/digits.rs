//! Numbers as people read them, with no more digits than their interval supports. Knows no sample.

use crate::measure::{grouped, thousands};
use crate::report::plot::{Unit, superscript, ten};
use crate::sim::Time;

pub(super) use crate::measure::Rounded as Round;

/// A blank that does not break a line.
pub(super) const BLANK: char = '\u{a0}';

/// A whole number with commas between thousands.
pub(super) fn count(number: u64) -> String {
    thousands(number)
}

/// So many of something.
pub(super) fn counted(number: u64, one: &str) -> String {
    match number {
        1 => format!("1{BLANK}{one}"),
        number => format!("{}{BLANK}{one}s", count(number)),
    }
}

/// A number with so many decimals.
pub(super) fn decimal(value: f64, decimals: usize, round: Round) -> String {
    let size = ten(decimals as i32);
    let scaled = value * size;
    // What is whole but for the last bits of a float is whole.
    let slack = scaled.abs().max(1.0) * 1e-12;
    let whole = match round {
        Round::Down => libm::floor(scaled + slack),
        Round::Nearest => libm::round(scaled),
        Round::Up => libm::ceil(scaled - slack),
    };
    grouped(&format!("{:.decimals$}", whole / size + 0.0))
}

/// The power of ten of a number's first digit.
fn first_digit(number: f64) -> i32 {
    (-320..=320).rev().find(|power| ten(*power) <= number * (1.0 + 1e-12)).unwrap_or(-320)
}

/// How many decimals an interval of this half width supports: down to the place of its first digit, one more where that
/// is a 1.
pub(super) fn supported(half_width: f64) -> usize {
    if !(half_width > 0.0 && half_width.is_finite()) {
        return 0;
    }
    let place = first_digit(half_width);
    let place = if half_width < 2.0 * ten(place) { place - 1 } else { place };
    (-place).clamp(0, 9) as usize
}

/// How many decimals, and no more than `most`, tell all of these exactly.
pub(super) fn needed(values: &[f64], most: usize) -> usize {
    let whole = |value: f64| (value - libm::round(value)).abs() <= 1e-9 * value.abs().max(1.0);
    let fits = |decimals: &usize| values.iter().all(|value| whole(value * ten(*decimals as i32)));
    (0..most).find(fits).unwrap_or(most)
}

/// A positive number with so many significant digits; very small ones with their power of ten.
pub(super) fn significant(value: f64, digits: i32) -> String {
    if !(value > 0.0 && value.is_finite()) {
        return match value {
            0.0 => "0".into(),
            f64::INFINITY => "\u{221e}".into(),
            _ => "unknown".into(),
        };
    }
    let power = first_digit(value);
    if !(-4..=12).contains(&power) {
        let shown = value / ten(power);
        let digits = (digits - 1).max(0) as usize;
        return format!(
            "{}{BLANK}\u{d7}{BLANK}10{}",
            decimal(shown, digits, Round::Nearest),
            superscript(power)
        );
    }
    decimal(value, (digits - 1 - power).max(0) as usize, Round::Nearest)
}

/// A share in per cent with two digits of what is missing to 0 or 100, rounded as said.
pub(super) fn share(share: f64, round: Round) -> String {
    let share = share.clamp(0.0, 1.0);
    let rare = share.min(1.0 - share) * 100.0;
    let decimals = if rare > 0.0 { (1 - first_digit(rare)).clamp(0, 9) as usize } else { 0 };
    format!("{}{BLANK}%", decimal(share * 100.0, decimals, round))
}

/// A law's share: what is beyond it is known without cancellation, so that a share close to one is told by that.
pub(super) fn law_share(within: f64, beyond: f64) -> String {
    match beyond {
        _ if beyond > 1e-8 || beyond <= 0.0 => {
            let rare = within.min(beyond) * 100.0;
            let decimals = if rare > 0.0 { (1 - first_digit(rare)).clamp(0, 9) as usize } else { 0 };
            format!("{}{BLANK}%", decimal(within * 100.0, decimals, Round::Nearest))
        }
        beyond => format!("all but {}", significant(beyond, 2)),
    }
}

/// The same without noughts at its end: for what is known exactly.
pub(super) fn trimmed(value: f64, digits: i32) -> String {
    let text = significant(value, digits);
    match text.contains('.') && text.ends_with('0') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
        false => text,
    }
}

/// A time with so many decimals, without its unit.
pub(super) fn time(nanos: f64, unit: Unit, decimals: usize, round: Round) -> String {
    decimal(nanos / unit.nanos(), decimals, round)
}

/// A time in its own unit, with up to six significant digits: for what is known exactly.
pub(super) fn exactly(at: Time) -> String {
    precise(at.as_nanos() as f64, 6)
}

/// A time in its own unit with every digit: for what one run came to.
pub(super) fn whole(at: Time) -> String {
    precise(at.as_nanos() as f64, 16)
}

/// A time in its own unit with at most so many significant digits.
pub(super) fn precise(nanos: f64, digits: i32) -> String {
    if nanos <= 0.0 {
        return format!("0{BLANK}s");
    }
    // An hour is an hour, and not sixty minutes.
    let divides = |unit: &&Unit| libm::fmod(nanos, unit.nanos()) == 0.0;
    let round = Unit::ALL[4..].iter().rev().find(divides).copied();
    let unit = round.unwrap_or(Unit::of(nanos));
    let value = nanos / unit.nanos();
    let most = (digits - 1 - first_digit(value)).max(0) as usize;
    let decimals = needed(&[value], most);
    format!("{}{BLANK}{}", decimal(value, decimals, Round::Nearest), unit.name())
}

/// The blanks that stand for a point and for digits.
pub(super) const PADDING: [char; 2] = ['\u{2008}', '\u{2007}'];

/// The numbers of a column with their points below each other: what one has fewer decimals than another is blank.
pub(super) fn align(column: &mut [String]) {
    let decimals = |text: &String| {
        text.split_once('.').map(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).count())
    };
    let is_number =
        |text: &String| text.chars().all(|letter| letter.is_ascii_digit() || ",.-".contains(letter));
    let most = column.iter().filter(|text| is_number(text)).filter_map(decimals).max().unwrap_or(0);
    for text in column.iter_mut().filter(|text| !text.is_empty() && is_number(text)) {
        let own = decimals(text);
        let missing = most - own.unwrap_or(0);
        let point = if own.is_none() && most > 0 { "\u{2008}" } else { "" };
        *text += point;
        *text += &"\u{2007}".repeat(missing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_supports_its_own_digits() {
        let all = [(0.02, 2), (0.012, 3), (3.0, 0), (1.5, 1), (0.5, 1), (0.1, 2), (250.0, 0), (0.0, 0)];
        for (half_width, decimals) in all {
            assert_eq!(supported(half_width), decimals, "{half_width}");
        }
    }

    #[test]
    fn a_limit_never_says_more_than_it_may() {
        assert_eq!(share(0.999_084, Round::Down), "99.908\u{a0}%");
        assert_eq!(share(0.999_0, Round::Down), "99.90\u{a0}%");
        assert_eq!(share(0.000_299_5, Round::Up), "0.030\u{a0}%");
        assert_eq!(
            (share(0.0, Round::Up), share(1.0, Round::Down)),
            ("0\u{a0}%".into(), "100\u{a0}%".into())
        );
        assert_eq!(share(0.051, Round::Down), "5.1\u{a0}%");
    }

    #[test]
    fn a_law_is_told_by_what_is_beyond_it() {
        assert_eq!(law_share(0.999_506, 0.000_494), "99.951\u{a0}%");
        assert_eq!(law_share(1.0, 1.2e-11), "all but 1.2\u{a0}\u{d7}\u{a0}10\u{207b}\u{b9}\u{b9}");
        assert_eq!(law_share(1.0, 0.0), "100\u{a0}%");
    }

    #[test]
    fn times_are_told_in_their_own_unit() {
        let told = |nanos| exactly(Time::from_nanos(nanos)).replace(BLANK, " ");
        assert_eq!(told(7_040_000_000), "7.04 s");
        assert_eq!(told(0), "0 s");
        assert_eq!(told(15_212_743_353), "15.2127 s");
        assert_eq!(told(7), "7 ns");
        assert_eq!(told(3_600_000_000_000), "1 h");
        assert_eq!(told(5_400_000_000_000), "90 min");
    }

    #[test]
    fn points_stand_below_each_other() {
        let mut column = ["7".to_string(), "13.04".into(), "6.5".into(), "none".into()];
        align(&mut column);
        assert_eq!(column, ["7\u{2008}\u{2007}\u{2007}", "13.04", "6.5\u{2007}", "none"]);
    }
}
