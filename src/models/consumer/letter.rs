//! What the processes say to each other, to themselves, and what the workload asks of them.

use serde::{Deserialize, Serialize};

use crate::parts::Correlation;
use crate::sim::Label;

/// What a message of the log consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Payload {
    /// All that it should: correlation id, schema version, timestamp, data.
    Good,
    /// Nothing that can be read.
    Undecodable,
    /// All but its correlation id.
    WithoutCorrelationId,
}

/// A message between processes. `item` is the number of a message of the log; offsets count within a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Letter {
    /// The consumer wants to know where it is to begin, and to be in its group.
    Join {
        /// Which request it is.
        call: Correlation,
    },
    /// The broker tells of one partition.
    Assigned {
        /// The request.
        call: Correlation,
        /// The partition.
        partition: u16,
        /// The generation of the group.
        generation: u32,
        /// Where the partition ends.
        end: u32,
        /// What the group has committed of it.
        committed: Option<u32>,
    },
    /// The consumer polls: it asks for the message at an offset, as soon as there is one.
    Fetch {
        /// Which request it is: those of one poll are one request, which one answer is enough for.
        call: Correlation,
        /// The partition.
        partition: u16,
        /// The generation in which it joined.
        generation: u32,
        /// The offset.
        offset: u32,
    },
    /// A message of the log.
    Record {
        /// The request.
        call: Correlation,
        /// The message.
        item: u32,
        /// Its partition.
        partition: u16,
        /// Its offset.
        offset: u32,
        /// Where the partition ends now.
        end: u32,
        /// What arrives of it.
        payload: Payload,
    },
    /// The consumer has handled a message.
    Commit {
        /// Which request it is.
        call: Correlation,
        /// The message.
        item: u32,
        /// Its partition.
        partition: u16,
        /// The generation in which the consumer joined.
        generation: u32,
        /// The offset at which the group goes on.
        offset: u32,
    },
    /// What became of a commit.
    Committed {
        /// The request.
        call: Correlation,
        /// The message.
        item: u32,
        /// Whether it counts; otherwise it was rejected.
        applied: bool,
    },
    /// The consumer leaves its group: it has not polled for too long.
    Leave {
        /// The generation in which it joined.
        generation: u32,
    },
    /// The group has changed: who polls must join again.
    Rejoin {
        /// The request.
        call: Correlation,
    },
    /// The emitter has a message for the log.
    Produce {
        /// Which request it is.
        call: Correlation,
        /// The message.
        item: u32,
        /// Its partition.
        partition: u16,
        /// Its number among the emitter's messages for this partition.
        sequence: u32,
    },
    /// It lies in the log.
    Produced {
        /// The request.
        call: Correlation,
        /// The message.
        item: u32,
    },
    /// What the handler of a message sends out.
    Effect {
        /// The message.
        item: u32,
        /// Which of the handler's effects, from 0.
        number: u32,
    },
}

impl Label for Letter {
    const KINDS: &'static [&'static str] = &[
        "Join",
        "Assigned",
        "Fetch",
        "Record",
        "Commit",
        "Committed",
        "Leave",
        "Rejoin",
        "Produce",
        "Produced",
        "Effect",
    ];

    #[inline]
    fn kind(&self) -> usize {
        match self {
            Letter::Join { .. } => 0,
            Letter::Assigned { .. } => 1,
            Letter::Fetch { .. } => 2,
            Letter::Record { .. } => 3,
            Letter::Commit { .. } => 4,
            Letter::Committed { .. } => 5,
            Letter::Leave { .. } => 6,
            Letter::Rejoin { .. } => 7,
            Letter::Produce { .. } => 8,
            Letter::Produced { .. } => 9,
            Letter::Effect { .. } => 10,
        }
    }

    #[inline]
    fn item(&self) -> Option<u32> {
        match self {
            Letter::Record { item, .. }
            | Letter::Commit { item, .. }
            | Letter::Committed { item, .. }
            | Letter::Produce { item, .. }
            | Letter::Produced { item, .. }
            | Letter::Effect { item, .. } => Some(*item),
            Letter::Join { .. }
            | Letter::Assigned { .. }
            | Letter::Fetch { .. }
            | Letter::Leave { .. }
            | Letter::Rejoin { .. } => None,
        }
    }
}

/// What a process tells itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tick {
    /// A try begins: right after the message was read, or after a wait.
    Handle {
        /// The message.
        item: u32,
    },
    /// The handler is done, or raises.
    Handled {
        /// The message.
        item: u32,
    },
    /// The reply to a commit did not come in time.
    TimeOut {
        /// The message.
        item: u32,
    },
    /// The consumer has not polled for too long.
    PollLimit,
    /// The consumer repeats what was not answered.
    Poll,
    /// The emitter repeats what was not answered.
    Resend,
}

impl Label for Tick {
    const KINDS: &'static [&'static str] = &["Handle", "Handled", "TimeOut", "PollLimit", "Poll", "Resend"];

    #[inline]
    fn kind(&self) -> usize {
        match self {
            Tick::Handle { .. } => 0,
            Tick::Handled { .. } => 1,
            Tick::TimeOut { .. } => 2,
            Tick::PollLimit => 3,
            Tick::Poll => 4,
            Tick::Resend => 5,
        }
    }

    #[inline]
    fn item(&self) -> Option<u32> {
        match self {
            Tick::Handle { item } | Tick::Handled { item } | Tick::TimeOut { item } => Some(*item),
            Tick::PollLimit | Tick::Poll | Tick::Resend => None,
        }
    }
}

/// What the workload asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Input {
    /// The emitter is to send a message; one that it was asked for before, or that was there before the run, it does not
    /// send again.
    Emit {
        /// Its number.
        message: u32,
        /// Its partition.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        partition: Option<u16>,
        /// Its key, which decides the partition where none is named; without a key the partitions take turns.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<u32>,
    },
    /// The broker begins a new generation of the group.
    Rebalance,
}

impl Label for Input {
    const KINDS: &'static [&'static str] = &["Emit", "Rebalance"];

    fn kind(&self) -> usize {
        match self {
            Input::Emit { .. } => 0,
            Input::Rebalance => 1,
        }
    }

    fn item(&self) -> Option<u32> {
        match self {
            Input::Emit { message, .. } => Some(*message),
            Input::Rebalance => None,
        }
    }
}
