//! What the two services say to each other, to themselves, and what the workload asks of them.

use serde::{Deserialize, Serialize};

use crate::sim::Label;

/// A message. `version` counts the edits of the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Letter {
    /// Data entry announces a field: F.
    Publish {
        /// The field.
        field: u32,
        /// Its version.
        version: u32,
    },
    /// The annotation service announces its annotation of a field: A.
    Annotate {
        /// The field.
        field: u32,
        /// The annotation's id.
        id: u32,
        /// The version that was annotated.
        version: u32,
    },
    /// Data entry has saved an annotation: K.
    Ack {
        /// The field.
        field: u32,
        /// The annotation's id.
        id: u32,
    },
}

impl Label for Letter {
    const KINDS: &'static [&'static str] = &["Publish", "Annotate", "Ack"];

    #[inline]
    fn kind(&self) -> usize {
        match self {
            Letter::Publish { .. } => 0,
            Letter::Annotate { .. } => 1,
            Letter::Ack { .. } => 2,
        }
    }

    #[inline]
    fn item(&self) -> Option<u32> {
        match self {
            Letter::Publish { field, .. } | Letter::Annotate { field, .. } | Letter::Ack { field, .. } => {
                Some(*field)
            }
        }
    }
}

/// The periodic republishing of each service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tick {
    /// Data entry publishes its unannotated fields again.
    DataEntry,
    /// The annotation service publishes its unacknowledged annotations again.
    Annotation,
}

impl Label for Tick {
    const KINDS: &'static [&'static str] = &["DataEntryTick", "AnnotationTick"];

    fn kind(&self) -> usize {
        *self as usize
    }
}

/// What the workload asks of data entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Input {
    /// A field is created; the model's own workload does this.
    Create {
        /// Its number, from 1.
        field: u32,
    },
    /// A field is edited: its version rises, its annotation is cleared, it is published at once.
    Edit {
        /// The field.
        field: u32,
    },
    /// A field's annotation is removed; the next tick publishes the field again.
    Unannotate {
        /// The field.
        field: u32,
    },
}

impl Label for Input {
    const KINDS: &'static [&'static str] = &["Create", "Edit", "Unannotate"];

    fn kind(&self) -> usize {
        match self {
            Input::Create { .. } => 0,
            Input::Edit { .. } => 1,
            Input::Unannotate { .. } => 2,
        }
    }

    fn item(&self) -> Option<u32> {
        match self {
            Input::Create { field } | Input::Edit { field } | Input::Unannotate { field } => Some(*field),
        }
    }
}
