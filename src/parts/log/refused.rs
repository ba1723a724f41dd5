//! Why the log refuses what a reader or writer asks for; refuses to know what is done about it.

use std::error::Error;
use std::fmt;

use super::Place;

/// A member of an earlier generation of its group asked for what only the current members may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fenced {
    /// The generation that it said it was of.
    pub generation: u32,
    /// The group's.
    pub current: u32,
}

/// Why a producer's request changed nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    /// An offset was to be committed by an old generation.
    Fenced(Fenced),
    /// The producer never registered.
    Unknown {
        /// Which.
        producer: u32,
    },
    /// The producer registered again since, or its transaction was timed out: who asks is a zombie.
    Epoch {
        /// Which.
        producer: u32,
        /// The epoch that it said it was of.
        epoch: u32,
        /// The producer's.
        current: u32,
    },
    /// A record before this one is missing.
    Gap {
        /// Whose.
        producer: u32,
        /// Where.
        place: Place,
        /// The sequence number that comes next there.
        expected: u64,
        /// The one that came.
        sequence: u64,
    },
    /// It has begun a transaction and not ended it.
    InTransaction {
        /// Which.
        producer: u32,
    },
    /// It has begun no transaction, or ended it.
    NoTransaction {
        /// Which.
        producer: u32,
    },
}

impl fmt::Display for Fenced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "generation {} of the group is over: it is at generation {}", self.generation, self.current)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Fenced(fenced) => fenced.fmt(f),
            Refused::Unknown { producer } => write!(f, "producer {producer} never registered"),
            Refused::Epoch { producer, epoch, current } => {
                write!(f, "epoch {epoch} of producer {producer} is fenced: it is at epoch {current}")
            }
            Refused::Gap { producer, place, expected, sequence } => write!(
                f,
                "producer {producer} sent record {sequence} to {place}, where its record {expected} comes next"
            ),
            Refused::InTransaction { producer } => {
                write!(f, "producer {producer} is already in a transaction")
            }
            Refused::NoTransaction { producer } => write!(f, "producer {producer} is in no transaction"),
        }
    }
}

impl Error for Fenced {}
impl Error for Refused {}

impl From<Fenced> for Refused {
    fn from(fenced: Fenced) -> Refused {
        Refused::Fenced(fenced)
    }
}
