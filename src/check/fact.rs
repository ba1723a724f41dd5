//! Facts: what a model tells of a run beyond its verdict, by name.

use std::fmt;
use std::num::NonZeroU32;

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
    /// Ids or counts above zero, one an item, or none: four bytes each, for runs of many items.
    Ids(Vec<Option<NonZeroU32>>),
    /// Several.
    List(Vec<Fact>),
}

impl Fact {
    /// One id for each item; 0 stands for none.
    pub fn ids(ids: impl Iterator<Item = u32>) -> Fact {
        Fact::Ids(ids.map(NonZeroU32::new).collect())
    }

    /// Several facts, in the form in which a file that says the same is read: ids where all of them can be.
    pub fn list(facts: impl Iterator<Item = Fact>) -> Fact {
        let facts: Vec<Fact> = facts.collect();
        let id = |fact: &Fact| match fact {
            Fact::Nothing(()) => Some(None),
            Fact::Number(number) => u32::try_from(*number).ok().and_then(NonZeroU32::new).map(Some),
            _ => None,
        };
        facts.iter().map(id).collect::<Option<Vec<_>>>().map_or(Fact::List(facts), Fact::Ids)
    }
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
            Fact::Ids(ids) => {
                list(f, ids.iter().map(|id| id.map_or("none".to_string(), |id| id.to_string())))
            }
            Fact::List(facts) => list(f, facts.iter().map(Fact::to_string)),
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, words: impl Iterator<Item = String>) -> fmt::Result {
    f.write_str("[")?;
    for (index, word) in words.enumerate() {
        write!(f, "{}{word}", if index > 0 { ", " } else { "" })?;
    }
    f.write_str("]")
}
