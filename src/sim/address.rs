//! Addresses: which messages, attempts or steps a fault means, by kind, item and occurrence.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Which occurrences an address means, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nth {
    /// One of them: `2`.
    One(u32),
    /// From the first number up to, not including, the second: `"2..5"`.
    Range(u32, u32),
    /// Every one: `"all"`.
    All,
}

impl Nth {
    /// Whether the `n`-th occurrence is meant.
    #[inline]
    pub fn includes(self, n: u32) -> bool {
        match self {
            Nth::One(one) => n == one,
            Nth::Range(from, to) => from <= n && n < to,
            Nth::All => true,
        }
    }
    /// The first and the last occurrence that are meant.
    pub fn bounds(self) -> (u32, u32) {
        match self {
            Nth::One(one) => (one, one),
            Nth::Range(from, to) => (from, to - 1),
            Nth::All => (1, u32::MAX),
        }
    }
}

impl Default for Nth {
    fn default() -> Nth {
        Nth::One(1)
    }
}

impl fmt::Display for Nth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Nth::One(one) => write!(f, "{one}"),
            Nth::Range(from, to) => write!(f, "{from}..{to}"),
            Nth::All => f.write_str("all"),
        }
    }
}

impl Serialize for Nth {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Nth::One(one) => serializer.serialize_u32(*one),
            other => serializer.collect_str(other),
        }
    }
}

impl<'de> Deserialize<'de> for Nth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Nth, D::Error> {
        struct Text;
        impl de::Visitor<'_> for Text {
            type Value = Nth;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an occurrence counted from 1: 2, \"2..5\" or \"all\"")
            }
            fn visit_u64<E: de::Error>(self, n: u64) -> Result<Nth, E> {
                match u32::try_from(n) {
                    Ok(0) => Err(E::custom("occurrences count from 1, not 0")),
                    Ok(n) => Ok(Nth::One(n)),
                    Err(_) => {
                        Err(E::custom(format!("the {n}th occurrence never comes; at most {}", u32::MAX)))
                    }
                }
            }
            fn visit_i64<E: de::Error>(self, n: i64) -> Result<Nth, E> {
                let n =
                    u64::try_from(n).map_err(|_| E::custom(format!("occurrences count from 1, not {n}")))?;
                self.visit_u64(n)
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Nth, E> {
                let range = || {
                    let (from, to) = text.split_once("..")?;
                    Some((from.trim().parse::<u32>().ok()?, to.trim().parse::<u32>().ok()?))
                };
                match range() {
                    _ if text == "all" => Ok(Nth::All),
                    Some((from, to)) if from >= 1 && from < to => Ok(Nth::Range(from, to)),
                    Some((from, to)) => {
                        Err(E::custom(format!("`{from}..{to}` holds nothing; occurrences count from 1")))
                    }
                    None => {
                        Err(E::custom(format!("`{text}` is no occurrence; write 2, \"2..5\" or \"all\"")))
                    }
                }
            }
        }
        deserializer.deserialize_any(Text)
    }
}

/// Messages of a kind, on one link or any, of one item or any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageAddress<N = String> {
    /// The message's kind.
    pub kind: N,
    /// Only from this process.
    #[serde(default = "nobody", skip_serializing_if = "Option::is_none")]
    pub from: Option<N>,
    /// Only to this process.
    #[serde(default = "nobody", skip_serializing_if = "Option::is_none")]
    pub to: Option<N>,
    /// Only of this item; occurrences then count for this item alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<u32>,
    /// Which of them, counted as they are sent (copies do not count).
    pub nth: Nth,
}

fn nobody<N>() -> Option<N> {
    None
}

/// Attempts of an operation, counted as they are made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttemptAddress<N = String> {
    /// The operation.
    pub operation: N,
    /// Only for this item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<u32>,
    /// Which of them.
    pub nth: Nth,
}

/// Steps of a process: the handling of a message, timer, continuation or input of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepAddress<N = String> {
    /// The process that takes the step.
    pub process: N,
    /// The kind of message, timer or input that it handles.
    pub kind: N,
    /// Only of this item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<u32>,
    /// Which of them, over the whole run.
    pub nth: Nth,
}
