//! How many retries there are; refuses to know how long each waits.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// How often something is tried again, written as a number; `-1` is for ever.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Retries {
    /// Until it succeeds.
    Forever,
    /// So many times after the first try.
    AtMost(u32),
}

impl Retries {
    /// Whether there is another try after so many failures.
    #[inline]
    pub fn allow(self, failures: u32) -> bool {
        match self {
            Retries::Forever => true,
            Retries::AtMost(most) => failures <= most,
        }
    }
}

impl TryFrom<i64> for Retries {
    type Error = String;

    fn try_from(number: i64) -> Result<Retries, String> {
        match number {
            -1 => Ok(Retries::Forever),
            ..0 => Err(format!("{number} retries are less than none; -1 is for ever")),
            _ => u32::try_from(number)
                .map(Retries::AtMost)
                .map_err(|_| format!("{number} retries are more than {}; -1 is for ever", u32::MAX)),
        }
    }
}

impl fmt::Display for Retries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Retries::Forever => f.pad("-1"),
            Retries::AtMost(most) => most.fmt(f),
        }
    }
}

impl FromStr for Retries {
    type Err = String;

    fn from_str(text: &str) -> Result<Retries, String> {
        let number: i64 = text
            .trim()
            .parse()
            .map_err(|_| format!("`{text}` is not a number of retries; write one like 10, or -1 for ever"))?;
        Retries::try_from(number)
    }
}

impl Serialize for Retries {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Retries::Forever => serializer.serialize_i64(-1),
            Retries::AtMost(most) => serializer.serialize_u32(most),
        }
    }
}

impl<'de> Deserialize<'de> for Retries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Retries, D::Error> {
        struct Number;
        impl de::Visitor<'_> for Number {
            type Value = Retries;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a number of retries, like 10, or -1 for ever")
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Retries, E> {
                Retries::try_from(number).map_err(E::custom)
            }
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Retries, E> {
                self.visit_i64(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
        deserializer.deserialize_any(Number)
    }
}
