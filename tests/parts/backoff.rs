//! Waits against integers of any length, multiplied one step at a time.

use std::cmp::Ordering;

use proptest::prelude::*;
use sooner::parts::{Backoff, Coefficient, Retries};
use sooner::prelude::Span;

fn backoff(millis: u64, coefficient: &str) -> Backoff {
    Backoff {
        interval: Span::from_millis(millis),
        coefficient: coefficient.parse().unwrap(),
        most: Retries::Forever,
    }
}

/// A whole number of any length, its lowest digit first.
#[derive(Clone, PartialEq, Eq)]
struct Long(Vec<u64>);

impl Long {
    fn times(&self, factor: u64) -> Long {
        let mut carry = 0;
        let mut digits: Vec<u64> = Vec::new();
        for digit in &self.0 {
            let product = u128::from(*digit) * u128::from(factor) + carry;
            digits.push(product as u64);
            carry = product >> 64;
        }
        digits.push(carry as u64);
        while digits.last() == Some(&0) {
            digits.pop();
        }
        Long(digits)
    }
    fn is_at_most(&self, other: &Long) -> bool {
        let order = self.0.len().cmp(&other.0.len());
        order.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev())) != Ordering::Greater
    }
}

/// Whether `floor` is interval * coefficient^exponent without its fraction, and at most the longest span.
fn is_floor(floor: u64, interval: u64, above: u64, below: u64, exponent: u32) -> bool {
    let (mut product, mut divisor) = (Long(vec![1]).times(interval), Long(vec![1]));
    for _ in 0..exponent {
        (product, divisor) = (product.times(above), divisor.times(below));
    }
    let reaches = |quotient: u64| divisor.times(quotient).is_at_most(&product);
    reaches(floor) && (floor == u64::MAX || !reaches(floor + 1))
}

/// Small and great numbers alike.
fn numbers() -> impl Strategy<Value = u64> {
    prop_oneof![
        1..12u64,
        1..2_000u64,
        any::<u64>(),
        (any::<u64>(), 0..64u32).prop_map(|(bits, by)| bits >> by)
    ]
    .prop_map(|number| number.max(1))
}

/// Fractions, many of them close to 1, whose powers grow slowly.
fn fractions() -> impl Strategy<Value = (u64, u64)> {
    prop_oneof![
        (numbers(), numbers()),
        (numbers(), 1..5u64).prop_map(|(below, more)| (below.saturating_add(more), below)),
        (numbers(), 1..5u64).prop_map(|(above, more)| (above, above.saturating_add(more))),
    ]
}

proptest! {
    #[test]
    fn a_delay_is_the_exact_power_floored((above, below) in fractions(), interval in numbers(), failure in 1..300u32) {
        let coefficient = Coefficient::ratio(above, below).unwrap();
        let backoff = Backoff { interval: Span::from_nanos(interval), coefficient, most: Retries::Forever };
        let delay = backoff.delay(failure).as_nanos();
        prop_assert!(is_floor(delay, interval, above, below, failure - 1), "{backoff:?}: {failure} waits {delay}");
    }

    #[test]
    fn the_total_is_the_sum_of_the_delays((above, below) in fractions(), interval: u32, retries in 0..40u32) {
        let coefficient = Coefficient::ratio(above, below).unwrap();
        let backoff =
            Backoff { interval: Span::from_nanos(interval.into()), coefficient, most: Retries::AtMost(retries) };
        let sum = (1..).map_while(|failure| backoff.after(failure)).fold(Span::ZERO, |sum, delay| sum + delay);
        prop_assert_eq!(backoff.total(retries), sum);
    }

    #[test]
    fn whole_coefficients_sum_up_to_the_closed_form(coefficient in 1..10u64, interval in 0..1u64 << 30, retries in 0..10u32) {
        let backoff = Backoff {
            interval: Span::from_nanos(interval),
            coefficient: coefficient.to_string().parse().unwrap(),
            most: Retries::AtMost(retries),
        };
        let closed = match coefficient {
            1 => interval * u64::from(retries),
            _ => interval * ((coefficient.pow(retries) - 1) / (coefficient - 1)),
        };
        prop_assert_eq!(backoff.total(retries), Span::from_nanos(closed));
    }

    #[test]
    fn a_coefficient_is_written_as_it_was_read(above in numbers(), below in numbers(), places in 0..=18usize) {
        let fraction = format!("{above}/{below}");
        let decimal = match places {
            0 => above.to_string(),
            _ => format!("{}.{:0places$}", above % 10, below % 10u64.pow(places as u32)),
        };
        for text in [fraction, decimal] {
            let Ok(read) = text.parse::<Coefficient>() else {
                prop_assert!(text.starts_with("0.") && !text.contains(['1', '2', '3', '4', '5', '6', '7', '8', '9']));
                continue;
            };
            prop_assert_eq!(read.to_string(), &text[..]);
            for again in [
                ron::from_str::<Coefficient>(&ron::to_string(&read).unwrap()).unwrap(),
                serde_json::from_str::<Coefficient>(&serde_json::to_string(&read).unwrap()).unwrap(),
            ] {
                prop_assert_eq!(again, read);
                prop_assert_eq!(again.to_string(), &text[..]);
            }
        }
    }
}

#[test]
fn waits_are_those_of_the_acceptance_rows() {
    for (millis, coefficient, retries, exact, truncated) in [
        (500, "2", 4, 7_500_000, [0, 1, 2, 4].as_slice()),
        (1000, "1.5", 5, 13_187_500, &[1, 1, 2, 3, 5]),
        (300, "3", 3, 3_900_000, &[0, 0, 2]),
        (1000, "2", 10, 1_023_000_000, &[1, 2, 4, 8, 16, 32, 64, 128, 256, 512]),
        (1000, "1", 3, 3_000_000, &[1, 1, 1]),
    ] {
        let backoff = backoff(millis, coefficient);
        assert_eq!(backoff.total(retries), Span::from_micros(exact));
        let waits: Vec<Span> = (1..=retries).map(|failure| backoff.delay_truncated(failure)).collect();
        assert_eq!(waits, truncated.iter().copied().map(Span::from_secs).collect::<Vec<_>>());
    }
}

#[test]
fn great_powers_saturate_and_small_ones_vanish() {
    for (coefficient, failure, delay) in [
        ("2", 1_001, Span::MAX),
        ("1.5", 1_001, Span::MAX),
        ("1000000007/1000000006", u32::MAX, Span::from_nanos(73_329_814_033)),
        ("1/2", 1_001, Span::ZERO),
        ("18446744073709551615", 3, Span::MAX),
        ("1/18446744073709551615", 2, Span::ZERO),
        ("18446744073709551615/18446744073709551614", u32::MAX, Span::from_nanos(1_000_000_000)),
        ("18446744073709551614/18446744073709551615", u32::MAX, Span::from_nanos(999_999_999)),
    ] {
        assert_eq!(backoff(1_000, coefficient).delay(failure), delay, "{coefficient}");
    }
    assert_eq!(backoff(1_000, "1.01").total(u32::MAX), Span::MAX);
    assert_eq!(backoff(1_000, "1").total(u32::MAX), Span::from_secs(u32::MAX.into()));
    assert_eq!(backoff(1_000, "1/2").total(u32::MAX), Span::from_nanos(1_999_999_987));
    assert_eq!(backoff(0, "3/2").total(u32::MAX), Span::ZERO);
}

#[test]
fn wrong_coefficients_are_refused_in_words() {
    for (text, words) in [
        ("0", "`0` is zero: nothing would wait after the first failure; a coefficient is above 0"),
        ("0.0", "`0.0` is zero"),
        ("0/7", "`0/7` is zero"),
        ("-2", "`-2` is negative: a coefficient is above 0"),
        ("-3/2", "`-3/2` is negative"),
        ("3/0", "3/0 divides by zero"),
        ("1.2.3", "`1.2.3` is not a coefficient; write a number like 2 or 1.5, or a fraction like \"3/2\""),
        ("3/", "`3/` is not a coefficient"),
        ("2.", "`2.` is not a coefficient"),
        ("", "`` is not a coefficient"),
        ("two", "`two` is not a coefficient"),
        ("0.12345678901234567890", "`0.12345678901234567890` has too many digits"),
        ("18446744073709551616", "`18446744073709551616` has too many digits"),
    ] {
        let refused = text.parse::<Coefficient>().unwrap_err();
        assert!(refused.starts_with(words), "{text}: {refused}");
    }
    for (text, words) in
        [("0", "is zero"), ("-2", "is negative"), ("-0.5", "is negative"), ("true", "a coefficient, like 2")]
    {
        let refused = ron::from_str::<Coefficient>(text).unwrap_err().to_string();
        assert!(refused.contains(words), "{text}: {refused}");
    }
}

#[test]
fn coefficients_in_a_file_are_numbers_or_fractions() {
    for (text, value) in
        [("2", "2"), ("1.5", "3/2"), ("0.1", "1/10"), ("\"6/4\"", "3/2"), ("\"1.50\"", "1.5")]
    {
        let read: Coefficient = ron::from_str(text).unwrap();
        assert_eq!(read, value.parse().unwrap());
        assert_eq!(ron::to_string(&read).unwrap(), text);
    }
    assert_eq!(Coefficient::TWO, ron::from_str("\"4/2\"").unwrap());
}

#[test]
fn retries_are_a_number_and_minus_one_is_for_ever() {
    for (text, retries) in
        [("-1", Retries::Forever), ("0", Retries::AtMost(0)), ("4294967295", Retries::AtMost(u32::MAX))]
    {
        assert_eq!(ron::from_str(text), Ok(retries));
        assert_eq!(ron::to_string(&retries).unwrap(), text);
        assert_eq!((text.parse(), retries.to_string()), (Ok(retries), text.to_string()));
    }
    for (text, words) in [
        ("-2", "-2 retries are less than none; -1 is for ever"),
        ("4294967296", "4294967296 retries are more than 4294967295; -1 is for ever"),
        ("1.5", "a number of retries, like 10, or -1 for ever"),
    ] {
        let refused = ron::from_str::<Retries>(text).unwrap_err().to_string();
        assert!(refused.contains(words), "{text}: {refused}");
    }
    assert!(Retries::Forever.allow(u32::MAX));
    assert!(Retries::AtMost(3).allow(3) && !Retries::AtMost(3).allow(4) && !Retries::AtMost(0).allow(1));
}

#[test]
#[should_panic(expected = "failures are counted from 1")]
fn there_is_no_failure_of_number_zero() {
    backoff(1, "2").delay(0);
}
