//! By what waits grow: an exact rational above 0, kept and written as it was read.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A factor above 0 as an exact rational, written `2`, `1.5` or `"3/2"`.
#[derive(Clone, Copy, Debug)]
pub struct Coefficient {
    /// Reduced.
    numerator: u64,
    denominator: u64,
    /// By what both were divided to get there.
    reduced_by: u64,
    /// Written as a decimal number: the denominator was a power of ten.
    decimal: bool,
}

impl Coefficient {
    /// Every wait is as long as the one before.
    pub const ONE: Coefficient = Coefficient::whole(1);
    /// Every wait is twice as long as the one before.
    pub const TWO: Coefficient = Coefficient::whole(2);

    const fn whole(numerator: u64) -> Coefficient {
        Coefficient { numerator, denominator: 1, reduced_by: 1, decimal: true }
    }
    fn new(numerator: u64, denominator: u64, decimal: bool) -> Coefficient {
        let divisor = common_divisor(numerator, denominator);
        Coefficient {
            numerator: numerator / divisor,
            denominator: denominator / divisor,
            reduced_by: divisor,
            decimal,
        }
    }
    /// `numerator / denominator`; `Err` in words when that is not above 0.
    pub fn ratio(numerator: u64, denominator: u64) -> Result<Coefficient, String> {
        match (numerator, denominator) {
            (_, 0) => Err(format!("{numerator}/0 divides by zero")),
            (0, _) => Err(zero(&format!("0/{denominator}"))),
            _ => Ok(Coefficient::new(numerator, denominator, false)),
        }
    }
    /// What is above the line of the reduced fraction.
    pub fn numerator(self) -> u64 {
        self.numerator
    }
    /// What is below the line of the reduced fraction.
    pub fn denominator(self) -> u64 {
        self.denominator
    }
    /// Whether it is 1.
    pub fn is_one(self) -> bool {
        self.numerator == self.denominator
    }
    /// The exact value of a number such as `1.5`, written with digits and at most one point.
    fn decimal(text: &str) -> Result<Coefficient, String> {
        let (whole, digits) = text.split_once('.').unwrap_or((text, "0"));
        let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_digit());
        if !are_digits(whole) || !are_digits(digits) {
            return Err(hint(text));
        }
        // `2` has no places after the point, `2.0` has one and keeps it.
        let digits = if text.contains('.') { digits } else { "" };
        let too_long = || format!("`{text}` has too many digits for an exact coefficient of 64 bits");
        let places = u32::try_from(digits.len()).map_err(|_| too_long())?;
        let denominator = 10u64.checked_pow(places).ok_or_else(too_long)?;
        let whole: u64 = whole.parse().map_err(|_| too_long())?;
        let rest: u64 = if places == 0 { 0 } else { digits.parse().map_err(|_| too_long())? };
        let numerator = whole.checked_mul(denominator).and_then(|whole| whole.checked_add(rest));
        match numerator.ok_or_else(too_long)? {
            0 => Err(zero(text)),
            numerator => Ok(Coefficient::new(numerator, denominator, true)),
        }
    }
}

fn common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

fn zero(text: &str) -> String {
    format!("`{text}` is zero: nothing would wait after the first failure; a coefficient is above 0")
}

fn hint(text: &str) -> String {
    format!("`{text}` is not a coefficient; write a number like 2 or 1.5, or a fraction like \"3/2\"")
}

/// Equal as numbers: `"3/2"` equals `1.5`.
impl PartialEq for Coefficient {
    fn eq(&self, other: &Coefficient) -> bool {
        (self.numerator, self.denominator) == (other.numerator, other.denominator)
    }
}

impl Eq for Coefficient {}

/// As it was written.
impl fmt::Display for Coefficient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (numerator, denominator) = (self.numerator * self.reduced_by, self.denominator * self.reduced_by);
        if !self.decimal {
            return f.pad(&format!("{numerator}/{denominator}"));
        }
        match denominator.ilog10() as usize {
            0 => f.pad(&numerator.to_string()),
            places => f.pad(&format!("{}.{:0places$}", numerator / denominator, numerator % denominator)),
        }
    }
}

impl FromStr for Coefficient {
    type Err = String;

    fn from_str(text: &str) -> Result<Coefficient, String> {
        let trimmed = text.trim();
        if trimmed.starts_with('-') {
            return Err(format!("`{trimmed}` is negative: a coefficient is above 0"));
        }
        let Some((above, below)) = trimmed.split_once('/') else { return Coefficient::decimal(trimmed) };
        let number = |text: &str| text.trim().parse().map_err(|_| hint(trimmed));
        Coefficient::ratio(number(above)?, number(below)?)
    }
}

/// As a number where numbers can say it exactly as it was written, else as text.
impl Serialize for Coefficient {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.to_string();
        if let Ok(whole) = text.parse::<u64>() {
            return serializer.serialize_u64(whole);
        }
        match text.parse::<f64>() {
            Ok(number) if number.to_string() == text => serializer.serialize_f64(number),
            _ => serializer.serialize_str(&text),
        }
    }
}

impl<'de> Deserialize<'de> for Coefficient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Coefficient, D::Error> {
        struct Number;
        impl de::Visitor<'_> for Number {
            type Value = Coefficient;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a coefficient, like 2, 1.5 or \"3/2\"")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Coefficient, E> {
                text.parse().map_err(E::custom)
            }
            fn visit_f32<E: de::Error>(self, value: f32) -> Result<Coefficient, E> {
                // RON hands short numbers over as f32; their shortest text is what was written.
                self.visit_str(&value.to_string())
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Coefficient, E> {
                self.visit_str(&value.to_string())
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Coefficient, E> {
                self.visit_str(&value.to_string())
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Coefficient, E> {
                self.visit_str(&value.to_string())
            }
        }
        deserializer.deserialize_any(Number)
    }
}
