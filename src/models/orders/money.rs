//! Amounts, prices and what they buy, exactly: decimal numbers as integers. Knows no process.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// How many of the smallest part, a satoshi, make one bitcoin: eight places.
const WHOLE: u64 = 100_000_000;
/// Amounts from here on are refused.
const TOO_MUCH: i64 = 1_000_000_000;

/// The currency of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Currency {
    /// US dollars.
    #[default]
    Usd,
    /// Euros.
    Eur,
    /// Pounds.
    Gbp,
    /// Any other: refused with 422.
    Unknown,
}

impl Currency {
    /// Those that there is a price in.
    pub const KNOWN: [Currency; 3] = [Currency::Usd, Currency::Eur, Currency::Gbp];

    /// Its code.
    pub fn code(self) -> &'static str {
        ["USD", "EUR", "GBP", "XXX"][self as usize]
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Currency, D::Error> {
        let code = String::deserialize(deserializer)?;
        Ok(Currency::KNOWN.into_iter().find(|known| known.code() == code).unwrap_or(Currency::Unknown))
    }
}

/// What a client writes for an amount: a decimal number, kept without the zeros at its end, or something that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Amount {
    /// `digits` / 10^`places`.
    Number {
        /// All digits.
        digits: i64,
        /// How many of them stand after the point.
        places: u8,
    },
    /// It is no number: refused with 422.
    Malformed,
}

impl Amount {
    /// So many hundredths.
    pub fn cents(cents: u64) -> Amount {
        Amount::of(cents as i64, 2)
    }

    fn of(mut digits: i64, mut places: u8) -> Amount {
        while places > 0 && digits % 10 == 0 {
            digits /= 10;
            places -= 1;
        }
        Amount::Number { digits, places }
    }

    /// Whether it lies between 0 and a thousand million, both left out.
    fn is_in_range(self) -> bool {
        match self {
            Amount::Number { digits, places } => {
                let limit = i128::from(TOO_MUCH) * 10i128.pow(places.into());
                digits > 0 && i128::from(digits) < limit
            }
            Amount::Malformed => false,
        }
    }

    /// Whether it can be asked for: it is in range and has at most two places; with `any_places`, as many as there are.
    pub fn is_valid(self, any_places: bool) -> bool {
        let few = matches!(self, Amount::Number { places, .. } if places <= 2);
        self.is_in_range() && (any_places || few)
    }

    /// In hundredths, half away from zero: what a column with two places keeps of it.
    pub fn in_cents(self) -> u64 {
        let Amount::Number { digits, places } = self else { return 0 };
        let digits = digits.max(0) as u128;
        let part = 10u128.pow(u32::from(places));
        ((digits * 200 + part) / (2 * part)) as u64
    }

    /// What it buys at `rate`: the quotient rounded up to eight significant digits, then half up to eight places.
    pub fn buys(self, rate: Rate) -> Btc {
        let Amount::Number { digits, places } = self else { return Btc(0) };
        // The quotient is digits * 10^8 / (10^places * rate), reduced by powers of ten: there is room for eight more.
        let (more, fewer) = (8u32.saturating_sub(places.into()), u32::from(places).saturating_sub(8));
        let numerator = digits.max(0) as u128 * 10u128.pow(more);
        let denominator = 10u128.pow(fewer) * u128::from(rate.0);
        Btc(significant_then_places(numerator, denominator))
    }
}

/// numerator / denominator, rounded up to eight significant digits, then half up to satoshis.
fn significant_then_places(numerator: u128, denominator: u128) -> u64 {
    if numerator == 0 || denominator == 0 {
        return 0;
    }
    // The exponent e of the last significant digit: the quotient has eight digits before it, 10^7 <= q / 10^e < 10^8.
    let (low, high) = (10_000_000u128, 100_000_000u128);
    let (mut top, mut bottom, mut exponent) = (numerator, denominator, 0i32);
    while top >= bottom.saturating_mul(high) {
        bottom *= 10;
        exponent += 1;
    }
    while top < bottom.saturating_mul(low) {
        top *= 10;
        exponent -= 1;
    }
    let significant = top.div_ceil(bottom);
    // In satoshis it is significant * 10^(exponent + 8).
    let shift = exponent + 8;
    let satoshis = match shift {
        0.. => significant * 10u128.pow(shift as u32),
        -20..=-1 => {
            let part = 10u128.pow(shift.unsigned_abs());
            (2 * significant + part) / (2 * part)
        }
        _ => 0,
    };
    u64::try_from(satoshis).unwrap_or(u64::MAX)
}

/// A price of one bitcoin, in parts of 10^-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(pub u64);

/// A quantity of bitcoin, in satoshis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Btc(pub u64);

/// The key by which a repeat of a request is known: a UUID, or `k1`, `k2`, ... for the UUIDs with these numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A UUID: its upper and its lower half.
    Uuid(u64, u64),
    /// It is none: refused with 422.
    Malformed,
}

impl Key {
    /// The UUID with this number.
    pub fn numbered(number: u64) -> Key {
        Key::Uuid(0, number)
    }
}

impl FromStr for Key {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Key, Self::Err> {
        let short =
            text.strip_prefix('k').filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
        if let Some(number) = short.and_then(|digits| digits.parse().ok()) {
            return Ok(Key::numbered(number));
        }
        let lengths: Vec<usize> = text.split('-').map(str::len).collect();
        let hex: String = text.split('-').collect();
        let is_hex = hex.bytes().all(|digit| digit.is_ascii_hexdigit());
        if lengths != [8, 4, 4, 4, 12] || !is_hex {
            return Ok(Key::Malformed);
        }
        let half = |digits: &str| u64::from_str_radix(digits, 16).ok();
        Ok(half(&hex[..16]).zip(half(&hex[16..])).map_or(Key::Malformed, |(high, low)| Key::Uuid(high, low)))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Uuid(0, number) => write!(f, "k{number}"),
            Key::Uuid(high, low) => {
                let (a, b, c) = (high >> 32, high >> 16 & 0xffff, high & 0xffff);
                write!(f, "{a:08x}-{b:04x}-{c:04x}-{:04x}-{:012x}", low >> 48, low & 0xffff_ffff_ffff)
            }
            Key::Malformed => f.write_str("malformed"),
        }
    }
}

/// Reads a decimal number with at most `most` places as a whole number of the smallest parts; the sign is kept.
fn digits_of(text: &str, most: usize) -> Option<(i64, u8)> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let is_number = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
    let part = part.trim_end_matches('0');
    if whole.is_empty() && part.is_empty() || !is_number(whole) || !is_number(part) || part.len() > most {
        return None;
    }
    let digits: i64 = format!("0{whole}{part}").parse().ok()?;
    Some((sign * digits, part.len() as u8))
}

impl FromStr for Amount {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Amount, Self::Err> {
        Ok(digits_of(text.trim(), 15)
            .map_or(Amount::Malformed, |(digits, places)| Amount::of(digits, places)))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Amount::Number { digits, places } => {
                let part = 10u64.pow(places.into());
                let (whole, rest) = (digits.unsigned_abs() / part, digits.unsigned_abs() % part);
                let sign = if digits < 0 { "-" } else { "" };
                match places {
                    0 => write!(f, "{sign}{whole}"),
                    places => write!(f, "{sign}{whole}.{rest:0width$}", width = places as usize),
                }
            }
            Amount::Malformed => f.write_str("malformed"),
        }
    }
}

/// A positive decimal number with at most eight places, in parts of 10^-8.
fn eight_places(text: &str, what: &str) -> Result<u64, String> {
    let wrong = || {
        format!("`{text}` is no {what}; write a decimal number with at most eight places, such as \"0.5\"")
    };
    let (digits, places) = digits_of(text, 8).ok_or_else(wrong)?;
    let digits = u64::try_from(digits).map_err(|_| format!("a {what} cannot be negative: `{text}`"))?;
    digits.checked_mul(10u64.pow(8 - u32::from(places))).ok_or_else(wrong)
}

fn write_eight_places(f: &mut fmt::Formatter<'_>, parts: u64) -> fmt::Result {
    let (whole, rest) = (parts / WHOLE, parts % WHOLE);
    match rest {
        0 => write!(f, "{whole}"),
        rest => f.write_str(format!("{whole}.{rest:08}").trim_end_matches('0')),
    }
}

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Rate, String> {
        match eight_places(text, "price")? {
            0 => Err("a price is above 0".to_string()),
            parts => Ok(Rate(parts)),
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_eight_places(f, self.0)
    }
}

impl FromStr for Btc {
    type Err = String;

    fn from_str(text: &str) -> Result<Btc, String> {
        eight_places(text, "quantity").map(Btc)
    }
}

impl fmt::Display for Btc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_eight_places(f, self.0)
    }
}

/// What is written in quotes in a file, as its text.
macro_rules! written_as_text {
    ($($type:ty),+) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    )+};
}

written_as_text!(Amount, Rate, Btc, Key);

#[cfg(test)]
mod tests {
    use super::*;

    fn buys(amount: &str, rate: &str) -> String {
        let amount: Amount = amount.parse().expect("an amount of any form is read");
        amount.buys(rate.parse().expect("a rate")).to_string()
    }

    #[test]
    fn a_quotient_is_rounded_up_to_eight_digits_and_then_half_up_to_eight_places() {
        // Decimal(prec=8, ROUND_UP), then quantize(8 places, ROUND_HALF_UP).
        assert_eq!(buys("0.02", "60000"), "0.00000033");
        assert_eq!(buys("0.01", "50000"), "0.0000002");
        assert_eq!(buys("1000", "3"), "333.33334");
        assert_eq!(buys("999999999.99", "50000"), "20000");
        assert_eq!(buys("0.01", "60000000000"), "0");
        assert_eq!(buys("1", "7"), "0.14285715");
        // As far as amounts and prices go.
        assert_eq!(buys("0.000000000000001", "184467440737"), "0");
        assert_eq!(buys("0.000000000000001", "0.00000001"), "0.0000001");
        assert_eq!(buys("9223.372036854775807", "184467440737"), "0.00000005");
        assert_eq!(buys("999999999.99", "0.9"), "1111111200");
    }

    #[test]
    fn amounts_are_equal_as_numbers_and_wrong_ones_are_told_apart() {
        let amount = |text: &str| text.parse::<Amount>().expect("an amount of any form is read");
        assert_eq!(amount("0.010"), amount("0.01"));
        assert_eq!(amount("10"), Amount::cents(1000));
        assert_eq!(amount("ten"), Amount::Malformed);
        let valid = |text: &str| (amount(text).is_valid(false), amount(text).is_valid(true));
        assert_eq!(valid("0.011"), (false, true));
        for wrong in ["0", "-1", "1000000000", "x", ""] {
            assert_eq!(valid(wrong), (false, false), "{wrong}");
        }
        assert_eq!(valid("999999999.99"), (true, true));
        assert_eq!(
            (amount("0.004").in_cents(), amount("0.005").in_cents(), amount("0.011").in_cents()),
            (0, 1, 1)
        );
    }

    #[test]
    fn what_is_written_reads_the_same() {
        for text in ["0.01", "-1", "1000000000", "malformed"] {
            assert_eq!(text.parse::<Amount>().expect("it is read").to_string(), text);
        }
        for text in ["k7", "00000001-0002-0003-0004-000000000005", "malformed"] {
            assert_eq!(text.parse::<Key>().expect("it is read").to_string(), text);
        }
        assert_eq!("50000.5".parse::<Rate>().expect("a rate").to_string(), "50000.5");
        assert!(
            "0".parse::<Rate>().is_err()
                && "-1".parse::<Btc>().is_err()
                && "1.123456789".parse::<Btc>().is_err()
        );
    }
}
