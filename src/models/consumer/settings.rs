//! The knobs of the retrying consumer. Knows no process.

use serde::{Deserialize, Serialize};

use super::letter::Payload;
use super::mutants::Mutant;
use crate::parts::{Backoff, Coefficient, Retries};
use crate::sim::Span;

/// Where a consumer begins that has nothing else to go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Position {
    /// At the first message, on every start: it builds anew what it made of them.
    Earliest,
    /// With a group, where that got to; otherwise behind the last message.
    Latest,
}

/// A partition of the topic as it is before the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partition {
    /// How many messages lie in it.
    #[serde(default)]
    pub messages: u32,
    /// The offset that the group has committed; none where it has committed nothing, which is not 0. It means nothing
    /// without a group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committed: Option<u32>,
}

crate::knobs! {
    /// What a scenario may turn on the retrying consumer.
    pub struct Settings {
        /// The topic's partitions: how many messages lie in each, and what the group has committed of it.
        pub partitions: Vec<Partition> = vec![Partition { messages: 3, committed: None }],
        /// Whether the consumer is in a group; without one it commits nothing.
        pub group: bool = true,
        /// `Earliest` or `Latest`: where it begins.
        pub position: Position = Position::Earliest,
        /// How often it tries again after the first failure of a message; -1 is for ever.
        pub max_retries: Retries = Retries::AtMost(10),
        /// How long it waits after the first failure of a message.
        pub interval: Span = Span::from_secs(1),
        /// By what each further wait is longer than the one before.
        pub coefficient: Coefficient = Coefficient::TWO,
        /// How long the handler takes.
        pub handler_time: Span = Span::ZERO,
        /// How many effects the handler sends out before it is done.
        pub handler_sends: u32 = 0,
        /// Whether the partitions are read in turns; otherwise in their order, each to its end.
        pub interleave: bool = false,
        /// When the reply to a commit, or to what the emitter sends, is waited for no longer.
        pub request_timeout: Span = Span::from_secs(10),
        /// How often it repeats that it wants to join, or to read, while that is not answered.
        pub poll_every: Span = Span::from_secs(5),
        /// After how long without a poll it leaves its group; never by default. (Kafka's clients: 300 s.)
        pub max_poll_interval: Option<Span> = None,
        /// As shipped: each wait is cut to whole seconds.
        pub truncate_to_s: bool = false,
        /// As shipped: checkpoints are tested after a message only, not at the start.
        pub fire_only_after_message: bool = false,
        /// As shipped: every success writes its offset, backwards too, and the next life's checkpoint follows it.
        pub cp_from_committed_even_if_rewound: bool = false,
        /// The messages that cannot be decoded, by their numbers.
        pub undecodable: Vec<u32> = Vec::new(),
        /// The messages that carry no correlation id.
        pub without_correlation_id: Vec<u32> = Vec::new(),
        /// How many messages the emitter sends; they are numbered behind those that are there before the run.
        pub emit: u64 = 0,
        /// The time between two of them.
        pub emit_every: Span = Span::from_secs(1),
        /// When it sends the first; without it, after one interval.
        pub first_emit: Option<Span> = None,
        /// How many different keys they have in turns; without keys the partitions take turns.
        pub emit_keys: u32 = 0,
        /// A wrong variant of the consumer, for testing the tests; none by default.
        pub mutant: Option<Mutant> = None,
    }
}

impl Settings {
    /// How many messages there are before the run.
    pub(super) fn preloaded(&self) -> u64 {
        self.partitions.iter().map(|partition| u64::from(partition.messages)).sum()
    }
    /// How many there are when the emitter's own workload is sent.
    pub(super) fn messages(&self) -> u64 {
        self.preloaded().saturating_add(self.emit)
    }
    pub(super) fn first_emit(&self) -> Span {
        self.first_emit.unwrap_or(self.emit_every)
    }
    pub(super) fn backoff(&self) -> Backoff {
        Backoff { interval: self.interval, coefficient: self.coefficient, most: self.max_retries }
    }
    /// All the waits for one message together, or more than that where there are very many; `None` where they have no
    /// end.
    pub(super) fn total_backoff(&self) -> Option<Span> {
        /// So many are added up one by one.
        const FEW: u32 = 1_000;
        let backoff = self.backoff();
        match self.max_retries {
            Retries::Forever => None,
            Retries::AtMost(most) if most <= FEW => Some(backoff.total(most)),
            // None is longer than the first or the last.
            Retries::AtMost(most) => Some(backoff.interval.max(backoff.delay(most)) * u64::from(most)),
        }
    }
    /// Whether every start begins at the first message.
    pub(super) fn rebuilds(&self) -> bool {
        self.position == Position::Earliest
    }
    /// Whether there are checkpoints.
    pub(super) fn has_checkpoints(&self) -> bool {
        self.group && self.rebuilds()
    }
    /// Whether messages may be skipped for good: the consumer begins behind what nobody has committed.
    pub(super) fn may_skip(&self) -> bool {
        let committed = |partition: &Partition| partition.committed.is_some();
        let all_committed = self.group && self.partitions.iter().all(committed);
        !self.rebuilds() && !all_committed
    }
    /// What a message consists of when it is appended.
    pub(super) fn payload(&self, item: u32) -> Payload {
        match () {
            () if self.undecodable.contains(&item) => Payload::Undecodable,
            () if self.without_correlation_id.contains(&item) => Payload::WithoutCorrelationId,
            () => Payload::Good,
        }
    }
}
