//! Exact probabilities: a rational number, kept and written as it was read.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A probability as an exact rational, written `"1/5"` or `0.2`.
#[derive(Clone, Copy, Debug)]
pub struct Probability {
    numerator: u64,
    denominator: u64,
    decimal: bool,
}

impl Probability {
    /// It never happens.
    pub const ZERO: Probability = Probability { numerator: 0, denominator: 1, decimal: true };
    /// It always happens.
    pub const ONE: Probability = Probability { numerator: 1, denominator: 1, decimal: true };

    /// `numerator / denominator`; `Err` in words when that is no probability.
    pub fn ratio(numerator: u64, denominator: u64) -> Result<Probability, String> {
        match denominator {
            0 => Err(format!("{numerator}/0 divides by zero")),
            d if numerator > d => {
                Err(format!("{numerator}/{d} is above 1; a probability lies between 0 and 1"))
            }
            _ => Ok(Probability { numerator, denominator, decimal: false }),
        }
    }

    /// The exact value of a decimal number such as `0.2` (two tenths, not the nearest float).
    pub fn decimal(value: f64) -> Result<Probability, String> {
        if !(0.0..=1.0).contains(&value) {
            return Err(format!("{value} is not between 0 and 1"));
        }
        let text = format!("{value}");
        let digits = text.split_once('.').map_or("", |(_, digits)| digits);
        let too_fine = || format!("{value} has more than 18 decimal places; write it as a fraction");
        if digits.len() > 18 {
            return Err(too_fine());
        }
        let denominator = 10u64.pow(digits.len() as u32);
        let whole = if value >= 1.0 { denominator } else { 0 };
        let numerator =
            whole + if digits.is_empty() { 0 } else { digits.parse::<u64>().map_err(|_| too_fine())? };
        Ok(Probability { numerator, denominator, decimal: true })
    }

    /// Whether it is 0.
    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }
    /// Whether it is 1.
    pub fn is_one(self) -> bool {
        self.numerator == self.denominator
    }
    /// The nearest float, for reports only.
    pub fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }
    /// The sum, reduced; `Err` in words when it is above 1 or cannot be written with 64 bits.
    pub fn plus(self, other: Probability) -> Result<Probability, String> {
        let wide = |n: u64, d: u64| n as u128 * d as u128;
        let numerator = wide(self.numerator, other.denominator) + wide(other.numerator, self.denominator);
        let denominator = wide(self.denominator, other.denominator);
        let divisor = common_divisor(numerator, denominator);
        let narrow = |n: u128| {
            u64::try_from(n / divisor).map_err(|_| "these fractions are too fine to add up".to_string())
        };
        Probability::ratio(narrow(numerator)?, narrow(denominator)?)
    }
    /// The greatest draw that falls under the probability; for 1, the greatest of all.
    pub fn up_to(self) -> u64 {
        let threshold = self.threshold();
        if threshold.always { u64::MAX } else { threshold.below.saturating_sub(1) }
    }
    /// What a 64-bit draw is compared with: floor(p * 2^64), and 1 apart.
    pub fn threshold(self) -> Threshold {
        let below = ((self.numerator as u128) << 64) / self.denominator as u128;
        Threshold { below: below as u64, always: self.is_one() }
    }
}

fn common_divisor(a: u128, b: u128) -> u128 {
    if b == 0 { a.max(1) } else { common_divisor(b, a % b) }
}

/// A probability, ready to be compared with 64 random bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Threshold {
    below: u64,
    always: bool,
}

impl Threshold {
    /// Whether `bits`, uniform on 64 bits, fall under the probability.
    #[inline]
    pub fn hit(self, bits: u64) -> bool {
        bits < self.below || self.always
    }
    /// Draws below this hit; `None`: all do.
    pub(crate) fn below(self) -> Option<u64> {
        (!self.always).then_some(self.below)
    }
    /// Whether it can ever hit.
    #[inline]
    pub fn possible(self) -> bool {
        self.below > 0 || self.always
    }
}

impl Default for Probability {
    fn default() -> Probability {
        Probability::ZERO
    }
}

/// Equal as numbers: `"1/5"` equals `0.2`.
impl PartialEq for Probability {
    fn eq(&self, other: &Probability) -> bool {
        self.numerator as u128 * other.denominator as u128
            == other.numerator as u128 * self.denominator as u128
    }
}

impl Eq for Probability {}

impl fmt::Display for Probability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.decimal {
            return write!(f, "{}/{}", self.numerator, self.denominator);
        }
        let places = self.denominator.ilog10() as usize;
        let whole = self.numerator / self.denominator;
        match places {
            0 => write!(f, "{whole}"),
            _ => write!(f, "{whole}.{:0places$}", self.numerator % self.denominator),
        }
    }
}

impl FromStr for Probability {
    type Err = String;

    fn from_str(text: &str) -> Result<Probability, String> {
        let hint =
            || format!("`{text}` is not a probability; write a fraction like \"1/5\" or a number like 0.2");
        match text.split_once('/') {
            Some((above, below)) => Probability::ratio(
                above.trim().parse().map_err(|_| hint())?,
                below.trim().parse().map_err(|_| hint())?,
            ),
            None => Probability::decimal(text.trim().parse().map_err(|_| hint())?),
        }
    }
}

impl Serialize for Probability {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.decimal {
            true => serializer.serialize_f64(self.to_string().parse().expect("its text is a number")),
            false => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Probability {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Probability, D::Error> {
        struct Number;
        impl de::Visitor<'_> for Number {
            type Value = Probability;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a probability, like \"1/5\" or 0.2")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Probability, E> {
                text.parse().map_err(E::custom)
            }
            fn visit_f32<E: de::Error>(self, value: f32) -> Result<Probability, E> {
                // RON hands short numbers over as f32; their shortest text is what was written.
                value.to_string().parse().map_err(E::custom)
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Probability, E> {
                Probability::decimal(value).map_err(E::custom)
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Probability, E> {
                Probability::decimal(value as f64).map_err(E::custom)
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Probability, E> {
                Probability::decimal(value as f64).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Number)
    }
}
