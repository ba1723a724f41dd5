//! The bug zoo: eleven wrong variants of the protocol, each of which some property must catch, and one that is as good
//! as the protocol, which none may.
//!
//! The services know nothing of them. A scenario names one as `mutant: M4NeverRepublishesFields`; there is none by default.

use serde::{Deserialize, Serialize};

use super::annotation_service::Annotation;
use super::data_entry_service::DataEntry;
use super::letter::Letter;
use super::service::Service;
use super::system::{ACK, SAVE};
use crate::check::MutantDoc;
use crate::sim::Context;

/// A wrong variant. The number is that of the specification's zoo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mutant {
    /// Annotation makes a new annotation for every publication. Caught by S1.
    #[serde(alias = "M1")]
    M1AlwaysMakesANewAnnotation,
    /// Data entry acknowledges what it failed to save. Caught by S2a.
    #[serde(alias = "M2")]
    M2AcknowledgesWithoutSaving,
    /// Annotation takes an acknowledgement of any id. Caught by S2a.
    #[serde(alias = "M3")]
    M3TakesAnyAcknowledgement,
    /// Data entry never publishes a field again. Caught by L1.
    #[serde(alias = "M4")]
    M4NeverRepublishesFields,
    /// Annotation announces an unacknowledged annotation again only once. Caught by L1.
    #[serde(alias = "M5")]
    M5RepublishesOnlyOnce,
    /// Annotation does not answer a publication whose annotation is acknowledged. Caught by L1.
    #[serde(alias = "M6")]
    M6SilentOnceAcknowledged,
    /// Generate fails by the law of ack, as the original ships. Caught by S8.
    #[serde(alias = "M7")]
    M7GenerateFailsByTheLawOfAck,
    /// Data entry acknowledges an annotation of a field that it does not know. Caught by S2a.
    #[serde(alias = "M8")]
    M8AcknowledgesUnknownFields,
    /// Success is claimed as soon as every existing field is annotated. Caught by S5.
    #[serde(alias = "M9")]
    M9ClaimsSuccessTooEarly,
    /// Annotation announces the acknowledged annotations again, not the others. Caught by L1.
    #[serde(alias = "M10")]
    M10RepublishesTheAcknowledged,
    /// Data entry saves an annotation of an older version. Caught by S3.
    #[serde(alias = "M11")]
    M11SavesAnOlderVersion,
    /// Annotation does not answer a publication whose annotation is unacknowledged: its tick does. Caught by nothing.
    #[serde(alias = "E1")]
    E1SilentWhileUnacknowledged,
}

/// What there is to know of each: what is wrong, which property catches it, and how small its counterexample is.
pub(super) const DOCS: &[MutantDoc] = &[
    MutantDoc::new(
        "M1AlwaysMakesANewAnnotation",
        "annotation makes a new annotation for every publication",
        "S1",
        1,
        1,
    ),
    MutantDoc::new(
        "M2AcknowledgesWithoutSaving",
        "data entry acknowledges what it failed to save",
        "S2a",
        1,
        1,
    ),
    MutantDoc::new("M3TakesAnyAcknowledgement", "annotation takes an acknowledgement of any id", "S2a", 2, 1),
    MutantDoc::new("M4NeverRepublishesFields", "data entry never publishes a field again", "L1", 1, 1),
    MutantDoc::new(
        "M5RepublishesOnlyOnce",
        "annotation announces an unacknowledged annotation again only once",
        "L1",
        2,
        1,
    ),
    MutantDoc::new(
        "M6SilentOnceAcknowledged",
        "annotation does not answer a publication whose annotation is acknowledged",
        "L1",
        1,
        1,
    ),
    MutantDoc::new(
        "M7GenerateFailsByTheLawOfAck",
        "generate fails by the law of ack, as the original ships",
        "S8",
        0,
        2,
    ),
    MutantDoc::new(
        "M8AcknowledgesUnknownFields",
        "data entry acknowledges an annotation of a field that it does not know",
        "S2a",
        1,
        1,
    ),
    MutantDoc::new(
        "M9ClaimsSuccessTooEarly",
        "success is claimed as soon as every existing field is annotated",
        "S5",
        0,
        2,
    ),
    MutantDoc::new(
        "M10RepublishesTheAcknowledged",
        "annotation announces the acknowledged annotations again, not the others",
        "L1",
        1,
        1,
    ),
    MutantDoc::new(
        "M11SavesAnOlderVersion",
        "data entry saves an annotation of an older version",
        "S3",
        1,
        1,
    ),
    MutantDoc {
        name: "E1SilentWhileUnacknowledged",
        about: "annotation leaves a publication whose annotation is unacknowledged to its tick",
        caught_by: None,
        faults: 0,
        items: 0,
    },
];

impl DataEntry {
    /// What the mutant does with a message, where that differs from the protocol.
    pub(super) fn on_message_as(&mut self, mutant: Mutant, letter: Letter, ctx: &mut impl Context<Service>) {
        let Letter::Annotate { field, id, version } = letter else {
            unreachable!("{letter:?} is not for data entry")
        };
        match mutant {
            Mutant::M2AcknowledgesWithoutSaving => {
                if ctx.attempt(SAVE, field) && self.version_of(field) == Some(version) {
                    self.save(field, id);
                }
                self.acknowledge(field, id, ctx);
            }
            Mutant::M8AcknowledgesUnknownFields if self.version_of(field).is_none() => {
                if ctx.attempt(SAVE, field) {
                    self.acknowledge(field, id, ctx);
                }
            }
            Mutant::M11SavesAnOlderVersion if self.version_of(field).is_some() => {
                if ctx.attempt(SAVE, field) {
                    self.save(field, id);
                    self.acknowledge(field, id, ctx);
                }
            }
            _ => self.on_annotate(field, id, version, ctx),
        }
    }

    /// What the mutant does at a tick, where that differs from the protocol.
    pub(super) fn on_tick_as(&mut self, mutant: Mutant, ctx: &mut impl Context<Service>) {
        if mutant != Mutant::M4NeverRepublishesFields {
            self.on_tick(ctx);
        }
    }
}

impl Annotation {
    /// What the mutant does with a message, where that differs from the protocol.
    pub(super) fn on_message_as(&mut self, mutant: Mutant, letter: Letter, ctx: &mut impl Context<Service>) {
        match (mutant, letter) {
            (Mutant::M1AlwaysMakesANewAnnotation, Letter::Publish { field, version }) => {
                if self.attempt(field, ctx) {
                    self.make(field, version);
                    self.announce(field, ctx);
                }
            }
            (Mutant::M6SilentOnceAcknowledged, Letter::Publish { field, version }) => {
                let done = matches!(self.annotation_of(field), Some((_, of, true)) if of >= version);
                match done {
                    true => drop(self.attempt(field, ctx)),
                    false => self.on_publish(field, version, ctx),
                }
            }
            (Mutant::E1SilentWhileUnacknowledged, Letter::Publish { field, version }) => {
                let waits = matches!(self.annotation_of(field), Some((_, of, false)) if of >= version);
                match waits {
                    true => drop(self.attempt(field, ctx)),
                    false => self.on_publish(field, version, ctx),
                }
            }
            (Mutant::M3TakesAnyAcknowledgement, Letter::Ack { field, .. }) => {
                if ctx.attempt(ACK, field) && self.annotation_of(field).is_some() {
                    self.acknowledge(field);
                }
            }
            (_, Letter::Publish { field, version }) => self.on_publish(field, version, ctx),
            (_, Letter::Ack { field, id }) => self.on_ack(field, id, ctx),
            (_, letter) => unreachable!("{letter:?} is not for the annotation service"),
        }
    }

    /// What the mutant does at a tick, where that differs from the protocol.
    pub(super) fn on_tick_as(&mut self, mutant: Mutant, ctx: &mut impl Context<Service>) {
        match mutant {
            Mutant::M5RepublishesOnlyOnce => {
                self.on_tick(ctx);
                self.give_up();
            }
            Mutant::M10RepublishesTheAcknowledged => {
                let acked = |field: &u32| matches!(self.annotation_of(*field), Some((.., true)));
                (0..self.fields()).filter(acked).for_each(|field| self.announce(field, ctx));
            }
            _ => self.on_tick(ctx),
        }
    }
}
