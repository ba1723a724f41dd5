//! The data-entry service: it owns the fields.

use super::letter::{Input, Letter, Tick};
use super::service::Service;
use super::settings::{Rules, Settings};
use super::system::{ANNOTATION, SAVE};
use crate::sim::{Context, Span};

const EXISTS: u32 = 1;
const LISTED: u32 = 2;
const VERSION: u32 = 4;

/// What data entry knows of one field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// The id of its annotation; 0 while there is none.
    pub(super) annotation: u32,
    /// Whether it exists, whether it is listed as unannotated, and its version.
    state: u32,
}

impl Row {
    #[inline]
    pub(super) fn exists(&self) -> bool {
        self.state & EXISTS != 0
    }
    #[inline]
    pub(super) fn version(&self) -> u32 {
        self.state / VERSION
    }
    /// Whether the field exists in this version.
    #[inline]
    fn is(&self, version: u32) -> bool {
        self.exists() && self.version() == version
    }
}

/// The data-entry service. Knows nothing of the annotation service but its address.
#[derive(Clone, Debug)]
pub struct DataEntry {
    rows: Vec<Row>,
    /// Unannotated fields, ascending; annotated ones linger until the next tick.
    outstanding: Vec<u32>,
    fields: u32,
    annotated: u32,
    revision: u64,
    durable: bool,
    publishes: bool,
    acknowledges_unknown: bool,
    ticks: (Span, Span),
    first_field: u32,
}

impl DataEntry {
    pub(super) fn new(settings: &Settings) -> DataEntry {
        let mut service = DataEntry {
            rows: vec![Row::default(); settings.fields as usize + 1],
            outstanding: Vec::new(),
            fields: 0,
            annotated: 0,
            revision: 0,
            durable: settings.data_entry_durable,
            publishes: settings.publishes_on_create(),
            acknowledges_unknown: settings.rules == Rules::CSharp,
            ticks: (settings.first_data_entry_tick(), settings.data_entry_every),
            first_field: settings.first_field(),
        };
        service.construct();
        service
    }

    /// Rows that were never touched are as good as new: writing millions of them again would cost.
    pub(super) fn reset(&mut self) {
        if self.revision != 0 {
            self.forget();
            self.revision = 0;
        }
        self.construct();
    }

    /// What the constructor of the C# original leaves behind: field 0.
    fn construct(&mut self) {
        if self.first_field == 0 && self.version_of(0).is_none() {
            self.insert(0);
        }
    }

    fn forget(&mut self) {
        self.rows.fill(Row::default());
        self.outstanding.clear();
        self.fields = 0;
        self.annotated = 0;
        self.revision += 1;
    }

    /// How many fields exist.
    pub fn fields(&self) -> u32 {
        self.fields
    }
    /// How many of them have an annotation.
    pub fn annotated(&self) -> u32 {
        self.annotated
    }
    /// How many have none.
    pub fn unannotated(&self) -> u32 {
        self.fields - self.annotated
    }
    /// The annotation of `field`, if it exists and has one.
    pub fn annotation_of(&self, field: u32) -> Option<u32> {
        self.rows.get(field as usize).map(|row| row.annotation).filter(|&id| id != 0)
    }
    /// The version of `field`, if it exists.
    pub fn version_of(&self, field: u32) -> Option<u32> {
        self.rows.get(field as usize).filter(|row| row.exists()).map(Row::version)
    }
    /// Every field from 0 on, whether it exists or not.
    #[inline]
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }
    /// Rises whenever a field changes.
    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    pub(super) fn on_start(&mut self, ctx: &mut impl Context<Service>) {
        self.construct();
        ctx.every(Tick::DataEntry, self.ticks.0, self.ticks.1);
    }

    #[inline(always)]
    pub(super) fn on_input(&mut self, input: Input, ctx: &mut impl Context<Service>) {
        match input {
            Input::Create { field } => self.create(field, ctx),
            _ => self.on_change(input, ctx),
        }
    }

    #[inline(always)]
    fn create(&mut self, field: u32, ctx: &mut impl Context<Service>) {
        if self.rows[field as usize].exists() {
            return ctx.note("the field exists already");
        }
        let version = self.insert(field);
        if self.publishes {
            ctx.send(ANNOTATION, Letter::Publish { field, version });
        }
    }

    /// A field is edited, or its annotation removed.
    #[inline(never)]
    fn on_change(&mut self, input: Input, ctx: &mut impl Context<Service>) {
        match input {
            Input::Edit { field } if self.version_of(field).is_some() => {
                self.clear(field);
                self.rows[field as usize].state += VERSION;
                self.publish(field, ctx);
            }
            Input::Unannotate { field } if self.version_of(field).is_some() => self.clear(field),
            _ => ctx.note("there is no such field now"),
        }
    }

    /// The annotation service has annotated a field.
    #[inline(always)]
    pub(super) fn on_annotate(&mut self, field: u32, id: u32, version: u32, ctx: &mut impl Context<Service>) {
        if !ctx.attempt(SAVE, field) {
            return;
        }
        match self.rows.get(field as usize) {
            Some(row) if row.is(version) => {
                self.save(field, id);
                self.acknowledge(field, id, ctx);
            }
            _ => self.decline(field, id, ctx),
        }
    }

    /// An annotation that cannot be saved.
    #[cold]
    #[inline(never)]
    fn decline(&self, field: u32, id: u32, ctx: &mut impl Context<Service>) {
        match self.version_of(field) {
            Some(_) => ctx.note("of another version: ignored"),
            None if self.acknowledges_unknown => self.acknowledge(field, id, ctx),
            None => ctx.note("unknown field"),
        }
    }

    /// Publishes every unannotated field again, in the order of their numbers.
    pub(super) fn on_tick(&mut self, ctx: &mut impl Context<Service>) {
        let rows = &mut self.rows;
        self.outstanding.retain(|&field| {
            let row = &mut rows[field as usize];
            let waits = row.annotation == 0;
            match waits {
                true => ctx.send(ANNOTATION, Letter::Publish { field, version: row.version() }),
                false => row.state &= !LISTED,
            }
            waits
        });
    }

    pub(super) fn on_crash(&mut self) {
        if !self.durable {
            self.forget();
        }
    }

    /// Saves an annotation of a field.
    #[inline(always)]
    pub(super) fn save(&mut self, field: u32, id: u32) {
        let row = &mut self.rows[field as usize];
        self.annotated += (row.annotation == 0) as u32;
        self.revision += (row.annotation != id) as u64;
        row.annotation = id;
    }

    /// Tells the annotation service that an annotation is saved.
    #[inline(always)]
    pub(super) fn acknowledge(&self, field: u32, id: u32, ctx: &mut impl Context<Service>) {
        ctx.send(ANNOTATION, Letter::Ack { field, id });
    }

    /// Makes a field exist, and tells its version.
    #[inline(always)]
    fn insert(&mut self, field: u32) -> u32 {
        let row = &mut self.rows[field as usize];
        let (version, listed) = (row.version(), row.state & LISTED != 0);
        row.state |= EXISTS | LISTED;
        self.fields += 1;
        self.revision += 1;
        if !listed {
            self.list(field);
        }
        version
    }

    /// Takes the annotation of a field away.
    fn clear(&mut self, field: u32) {
        let row = &mut self.rows[field as usize];
        self.annotated -= (row.annotation != 0) as u32;
        self.revision += 1;
        row.annotation = 0;
        let listed = row.state & LISTED != 0;
        row.state |= LISTED;
        if !listed {
            self.list(field);
        }
    }

    /// Enters a field into the list of the unannotated, at its place.
    #[inline]
    fn list(&mut self, field: u32) {
        match self.outstanding.last() {
            Some(&last) if last > field => self.list_between(field),
            _ => self.outstanding.push(field),
        }
    }

    #[cold]
    fn list_between(&mut self, field: u32) {
        let place = self.outstanding.partition_point(|&other| other < field);
        self.outstanding.insert(place, field);
    }

    fn publish(&self, field: u32, ctx: &mut impl Context<Service>) {
        let version = self.rows[field as usize].version();
        ctx.send(ANNOTATION, Letter::Publish { field, version });
    }
}
