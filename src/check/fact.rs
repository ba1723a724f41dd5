//! Facts: what a model tells of a run beyond its verdict, by name.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One named output of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Fact {
    /// There is none: it did not happen.
    Nothing(()),
    /// A number; instants are nanoseconds.
    Number(u64),
    /// Words.
    Text(String),
    /// Several.
    List(Vec<Fact>),
}

impl From<Option<crate::sim::Time>> for Fact {
    fn from(time: Option<crate::sim::Time>) -> Fact {
        time.map_or(Fact::Nothing(()), |time| Fact::Number(time.as_nanos()))
    }
}

impl From<u64> for Fact {
    fn from(number: u64) -> Fact {
        Fact::Number(number)
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fact::Nothing(()) => f.write_str("never"),
            Fact::Number(number) => write!(f, "{number}"),
            Fact::Text(text) => f.write_str(text),
            Fact::List(facts) => {
                f.write_str("[")?;
                for (index, fact) in facts.iter().enumerate() {
                    write!(f, "{}{fact}", if index > 0 { ", " } else { "" })?;
                }
                f.write_str("]")
            }
        }
    }
}
