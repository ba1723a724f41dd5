//! Virtual time: integer nanoseconds. Knows no clock of the machine.

use std::fmt;
use std::ops::{Add, Mul, Sub};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An instant of virtual time: nanoseconds since the run began.
///
/// Adding a [`Span`] saturates at [`Time::NEVER`], which no run reaches.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(u64);

/// A length of virtual time in nanoseconds, written `"250ms"`, `"1m 30s"`, `"7s"`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span(u64);

impl Time {
    /// The instant at which every run begins.
    pub const START: Time = Time(0);
    /// Later than everything that can happen.
    pub const NEVER: Time = Time(u64::MAX);

    /// The instant `nanos` nanoseconds after the start.
    pub const fn from_nanos(nanos: u64) -> Time {
        Time(nanos)
    }
    /// The instant `millis` milliseconds after the start.
    pub const fn from_millis(millis: u64) -> Time {
        Time(millis * 1_000_000)
    }
    /// Nanoseconds since the start.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }
    /// The time that passed since `earlier`; zero when `earlier` is later.
    pub const fn since(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);
    /// The longest span.
    pub const MAX: Span = Span(u64::MAX);

    /// A span of `nanos` nanoseconds.
    pub const fn from_nanos(nanos: u64) -> Span {
        Span(nanos)
    }
    /// A span of `micros` microseconds.
    pub const fn from_micros(micros: u64) -> Span {
        Span(micros * 1_000)
    }
    /// A span of `millis` milliseconds.
    pub const fn from_millis(millis: u64) -> Span {
        Span(millis * 1_000_000)
    }
    /// A span of `secs` seconds.
    pub const fn from_secs(secs: u64) -> Span {
        Span(secs * 1_000_000_000)
    }
    /// Its length in nanoseconds.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }
    /// The instant this long after the start of a run.
    pub const fn after_start(self) -> Time {
        Time(self.0)
    }
}

/// A signed length of time, written `"250ms"` or `"-250ms"`: what a clock is put forward or back by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Shift(i64);

impl Shift {
    /// Nothing at all.
    pub const ZERO: Shift = Shift(0);

    /// So many nanoseconds; negative is back.
    pub const fn from_nanos(nanos: i64) -> Shift {
        Shift(nanos)
    }
    /// In nanoseconds; negative is back.
    pub const fn as_nanos(self) -> i64 {
        self.0
    }
    /// Its length without its sign.
    pub const fn length(self) -> Span {
        Span(self.0.unsigned_abs())
    }
}

impl Add<Shift> for Time {
    type Output = Time;
    fn add(self, shift: Shift) -> Time {
        Time(self.0.saturating_add_signed(shift.0))
    }
}

impl Sub<Shift> for Time {
    type Output = Time;
    fn sub(self, shift: Shift) -> Time {
        Time(self.0.saturating_sub_signed(shift.0))
    }
}

impl Add<Span> for Time {
    type Output = Time;
    #[inline]
    fn add(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}

impl Sub for Span {
    type Output = Span;
    fn sub(self, other: Span) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}

impl Mul<u64> for Span {
    type Output = Span;
    fn mul(self, factor: u64) -> Span {
        Span(self.0.saturating_mul(factor))
    }
}

/// Exactly, and as people would write it: a whole number of the largest unit that divides it (`1500ms`, `7s`, `250us`),
/// where that is not too long; else a decimal of the largest unit below it (`15.212743353s`).
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(u64, &str); 6] = [
            (3_600_000_000_000, "h"),
            (60_000_000_000, "m"),
            (1_000_000_000, "s"),
            (1_000_000, "ms"),
            (1_000, "us"),
            (1, "ns"),
        ];
        /// The most of a unit that is still read at a glance.
        const WHOLE: u64 = 99_999;
        /// The units below which decimals are written, and how many there are then.
        const DECIMAL: [(u64, usize, &str); 3] =
            [(1_000_000_000, 9, "s"), (1_000_000, 6, "ms"), (1_000, 3, "us")];
        let nanos = self.0;
        if nanos == 0 {
            return f.pad("0s");
        }
        let divides = |(size, _): &&(u64, &str)| nanos.is_multiple_of(*size);
        let (size, unit) = UNITS.iter().find(divides).expect("one nanosecond divides everything");
        let decimal = DECIMAL.iter().find(|(unit, ..)| nanos > *unit && !nanos.is_multiple_of(*unit));
        match decimal {
            Some((of, digits, unit)) if nanos / size > WHOLE => {
                let decimals = format!("{:0digits$}", nanos % of);
                f.pad(&format!("{}.{}{unit}", nanos / of, decimals.trim_end_matches('0')))
            }
            _ => f.pad(&format!("{}{unit}", nanos / size)),
        }
    }
}

/// As a span since the start.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Span(self.0).fmt(f)
    }
}

impl fmt::Display for Shift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.0 < 0 { "-" } else { "" }, self.length())
    }
}

impl fmt::Debug for Shift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Span {
    type Err = String;

    /// Reads what people write: `250ms`, `1m 30s`, `2 min`, `1.5s`.
    fn from_str(text: &str) -> Result<Span, String> {
        let too_long =
            || format!("`{text}` is too long: the longest duration is {} ns, about 584 years", u64::MAX);
        let parsed = jiff::fmt::friendly::SpanParser::new().parse_unsigned_duration(text).map_err(|_| {
            let digits = text.split(|letter: char| !letter.is_ascii_digit()).map(str::len).max();
            match digits {
                _ if text.trim_start().starts_with('-') => format!("`{text}` is negative: no duration is below 0s"),
                Some(19..) => too_long(),
                _ => format!(
                    "`{text}` is not a duration; write one like \"250ms\" or \"1m 30s\"; the units are h, m, s, ms, us and ns"
                ),
            }
        })?;
        u64::try_from(parsed.as_nanos()).map(Span).map_err(|_| too_long())
    }
}

impl FromStr for Shift {
    type Err = String;

    /// Reads a duration, with a minus before it where it leads back.
    fn from_str(text: &str) -> Result<Shift, String> {
        let (back, length) = match text.trim_start().strip_prefix('-') {
            Some(rest) => (true, rest.parse::<Span>()?),
            None => (false, text.parse::<Span>()?),
        };
        let nanos = i64::try_from(length.0)
            .map_err(|_| format!("`{text}` is too long: a clock is off by at most {} ns", i64::MAX))?;
        Ok(Shift(if back { -nanos } else { nanos }))
    }
}

impl Serialize for Shift {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Shift {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Shift, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Span, D::Error> {
        struct Text;
        impl de::Visitor<'_> for Text {
            type Value = Span;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a duration in quotes, like \"250ms\"")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Span, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Text)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Span(self.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
        Span::deserialize(deserializer).map(|span| Time(span.0))
    }
}
