//! The annotation service: it owns the annotations.

use super::letter::{Letter, Tick};
use super::service::Service;
use super::settings::{Profile, Rules, Settings};
use super::system::{ACK, DATA_ENTRY, GENERATE};
use crate::sim::{Context, Span};

const ACKED: u32 = 1;
const VERSION: u32 = 2;

/// What the annotation service knows of one field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// The id of the field's annotation; 0 while there is none.
    pub(super) id: u32,
    /// Whether it is acknowledged, and the version that was annotated.
    state: u32,
}

impl Row {
    /// The version that was annotated.
    #[inline]
    pub(super) fn version(&self) -> u32 {
        self.state / VERSION
    }
    #[inline]
    pub(super) fn acked(&self) -> bool {
        self.state & ACKED != 0
    }
}

/// The annotation service. Knows nothing of data entry but its address.
#[derive(Clone, Debug)]
pub struct Annotation {
    rows: Vec<Row>,
    /// (field, id) of unacknowledged annotations in the order of their creation; others linger until the next tick.
    outstanding: Vec<(u32, u32)>,
    annotations: u32,
    acked: u32,
    /// Attempts and annotations so far; a crash does not rewind them.
    attempts: u32,
    made: u32,
    revision: u64,
    durable: bool,
    ids_are_attempts: bool,
    ticks: (Span, Span),
}

impl Annotation {
    pub(super) fn new(settings: &Settings) -> Annotation {
        Annotation {
            rows: vec![Row::default(); settings.fields as usize + 1],
            outstanding: Vec::new(),
            annotations: 0,
            acked: 0,
            attempts: 0,
            made: 0,
            revision: 0,
            durable: settings.annotation_durable,
            ids_are_attempts: settings.profile == Profile::Classic && settings.rules == Rules::Python,
            ticks: (settings.first_annotation_tick(), settings.annotation_every),
        }
    }

    /// Rows that were never touched are as good as new: writing millions of them again would cost.
    pub(super) fn reset(&mut self) {
        if self.revision != 0 {
            self.forget();
        }
        self.attempts = 0;
        self.made = 0;
        self.revision = 0;
    }

    fn forget(&mut self) {
        self.rows.fill(Row::default());
        self.outstanding.clear();
        self.annotations = 0;
        self.acked = 0;
        self.revision += 1;
    }

    /// One more than the highest field number.
    pub(super) fn fields(&self) -> u32 {
        self.rows.len() as u32
    }
    /// How many fields have an annotation here.
    pub fn annotations(&self) -> u32 {
        self.annotations
    }
    /// How many of them are acknowledged.
    pub fn acked(&self) -> u32 {
        self.acked
    }
    /// How many are not.
    pub fn unacked(&self) -> u32 {
        self.annotations - self.acked
    }
    /// The annotation of `field`: its id, the version that it is of, and whether it is acknowledged.
    pub fn annotation_of(&self, field: u32) -> Option<(u32, u32, bool)> {
        let row = self.rows.get(field as usize).filter(|row| row.id != 0)?;
        Some((row.id, row.version(), row.acked()))
    }
    /// Every field from 0 on, whether it has an annotation or not.
    #[inline]
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }
    /// Rises whenever an annotation changes.
    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    pub(super) fn on_start(&mut self, ctx: &mut impl Context<Service>) {
        ctx.every(Tick::Annotation, self.ticks.0, self.ticks.1);
    }

    /// Data entry has published a field: it is annotated if that version is not yet, and announced in any case.
    #[inline(always)]
    pub(super) fn on_publish(&mut self, field: u32, version: u32, ctx: &mut impl Context<Service>) {
        if !self.attempt(field, ctx) {
            return;
        }
        let row = &self.rows[field as usize];
        let (id, version) = match row.id == 0 || version > row.version() {
            true => (self.make(field, version), version),
            false => (row.id, row.version()),
        };
        ctx.send(DATA_ENTRY, Letter::Annotate { field, id, version });
    }

    /// Data entry has saved an annotation.
    #[inline(always)]
    pub(super) fn on_ack(&mut self, field: u32, id: u32, ctx: &mut impl Context<Service>) {
        if !ctx.attempt(ACK, field) {
            return;
        }
        match self.rows[field as usize].id {
            // Ids begin at 1, so an acknowledgement never names 0.
            other if other == id => self.acknowledge(field),
            other => wrong(other, ctx),
        }
    }

    /// Announces every unacknowledged annotation again, in the order of their creation.
    pub(super) fn on_tick(&mut self, ctx: &mut impl Context<Service>) {
        let rows = &self.rows;
        self.outstanding.retain(|&(field, id)| {
            let row = rows[field as usize];
            let waits = row.id == id && !row.acked();
            if waits {
                ctx.send(DATA_ENTRY, Letter::Annotate { field, id, version: row.version() });
            }
            waits
        });
    }

    pub(super) fn on_crash(&mut self) {
        if !self.durable {
            self.forget();
        }
    }

    /// Makes an annotation of a version of a field, and tells its id.
    #[inline(always)]
    pub(super) fn make(&mut self, field: u32, version: u32) -> u32 {
        let row = &mut self.rows[field as usize];
        self.made += 1;
        self.annotations += (row.id == 0) as u32;
        self.acked -= row.state & ACKED;
        self.revision += 1;
        row.id = if self.ids_are_attempts { self.attempts } else { self.made };
        row.state = version * VERSION;
        let id = row.id;
        self.outstanding.push((field, id));
        id
    }

    /// Announces the annotation of a field to data entry.
    #[inline(always)]
    pub(super) fn announce(&self, field: u32, ctx: &mut impl Context<Service>) {
        let row = self.rows[field as usize];
        ctx.send(DATA_ENTRY, Letter::Annotate { field, id: row.id, version: row.version() });
    }

    /// Notes that data entry holds the annotation of a field.
    #[inline(always)]
    pub(super) fn acknowledge(&mut self, field: u32) {
        let row = &mut self.rows[field as usize];
        self.acked += !row.acked() as u32;
        self.revision += !row.acked() as u64;
        row.state |= ACKED;
    }

    /// Counts an attempt to annotate a field, and tells whether it succeeds.
    #[inline(always)]
    pub(super) fn attempt(&mut self, field: u32, ctx: &mut impl Context<Service>) -> bool {
        self.attempts += 1;
        ctx.attempt(GENERATE, field)
    }

    /// Forgets what is unacknowledged.
    pub(super) fn give_up(&mut self) {
        self.outstanding.clear();
    }
}

/// An acknowledgement of what is not the annotation of its field.
#[cold]
#[inline(never)]
fn wrong(stands: u32, ctx: &mut impl Context<Service>) {
    match stands {
        0 => ctx.note("of a field without annotation: ignored"),
        _ => ctx.note("of an annotation that does not stand: ignored"),
    }
}
