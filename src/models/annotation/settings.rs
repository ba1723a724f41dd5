//! The knobs of the annotation system.

use serde::{Deserialize, Serialize};

use super::mutants::Mutant;
use crate::sim::Span;

/// Where annotation ids come from, and what goes first at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Profile {
    /// Ids count the annotations made; messages, then creations, then the data-entry tick, then the annotation tick.
    Message,
    /// As the original, bit for bit: ids are the numbers of the generate attempts; messages, so that each cascade
    /// finishes first, then the annotation tick, then the data-entry tick, then creations.
    Classic,
}

/// Whose rules the services follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rules {
    /// The Python demonstration.
    Python,
    /// The C# forerunner: fields are published by the tick only, ids have a counter of their own, an annotation of an
    /// unknown field is acknowledged, and a field 0 exists from the start. (The original keeps all annotations of a field
    /// and announces the newest; as there is only ever one a version, that is the same.)
    CSharp,
}

crate::knobs! {
    /// What a scenario may turn on the annotation system.
    pub struct Settings {
        /// How many fields the workload creates.
        pub fields: u64 = 1000,
        /// The time between two creations.
        pub create_every: Span = Span::from_millis(1),
        /// When the first field is created; without it, after one interval.
        pub first_create: Option<Span> = None,
        /// How often data entry republishes its unannotated fields.
        pub data_entry_every: Span = Span::from_secs(1),
        /// When it first does; without it, after one interval.
        pub first_data_entry_tick: Option<Span> = None,
        /// How often the annotation service republishes its unacknowledged annotations.
        pub annotation_every: Span = Span::from_secs(1),
        /// When it first does; without it, after one interval.
        pub first_annotation_tick: Option<Span> = None,
        /// Whether a field is published when it is created; without it, as the rules say.
        pub publish_on_create: Option<bool> = None,
        /// Whether the fields survive a crash of data entry.
        pub data_entry_durable: bool = true,
        /// Whether the annotations survive a crash of the annotation service.
        pub annotation_durable: bool = true,
        /// `Message` or `Classic`: ids, and what goes first at one instant.
        pub profile: Profile = Profile::Message,
        /// `Python` or `CSharp`: whose rules the services follow.
        pub rules: Rules = Rules::Python,
        /// Whether generate fails by the law of ack, on its own counter, as the original ships.
        pub generate_uses_ack_law: bool = false,
        /// A wrong variant of the protocol, for testing the tests; none by default.
        pub mutant: Option<Mutant> = None,
        /// How often an outside observer polls; without it, claims are told at their own instants only.
        pub poll: Option<Span> = None,
    }
}

impl Settings {
    pub(super) fn first_create(&self) -> Span {
        self.first_create.unwrap_or(self.create_every)
    }
    pub(super) fn first_data_entry_tick(&self) -> Span {
        self.first_data_entry_tick.unwrap_or(self.data_entry_every)
    }
    pub(super) fn first_annotation_tick(&self) -> Span {
        self.first_annotation_tick.unwrap_or(self.annotation_every)
    }
    pub(super) fn publishes_on_create(&self) -> bool {
        self.publish_on_create.unwrap_or(self.rules == Rules::Python)
    }
    /// Whether a service keeps what it knows through a crash.
    pub(super) fn durable(&self, data_entry: bool) -> bool {
        if data_entry { self.data_entry_durable } else { self.annotation_durable }
    }
    /// The number of the first field: the C# original starts with one more.
    pub(super) fn first_field(&self) -> u32 {
        (self.rules == Rules::Python) as u32
    }
}
