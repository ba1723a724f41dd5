//! The queue: durable, at least once, one delivery at a time; it knows no database.

use super::letter::{Input, Letter, Tick};
use super::service::Service;
use super::settings::Settings;
use crate::sim::{Context, ProcessId};

/// The queue: durable, at least once, one delivery at a time; it knows no database.
#[derive(Clone, Debug)]
pub struct Queue {}

impl Queue {
    pub(super) fn new(_: &Settings) -> Queue {
        Queue {}
    }

    pub(super) fn reset(&mut self) {}

    pub(super) fn on_start(&mut self, _: &mut impl Context<Service>) {}

    #[inline]
    pub(super) fn on_message(&mut self, _: ProcessId, _: Letter, _: &mut impl Context<Service>) {}

    pub(super) fn on_tick(&mut self, _: Tick, _: &mut impl Context<Service>) {}

    pub(super) fn on_input(&mut self, _: Input, _: &mut impl Context<Service>) {}

    pub(super) fn on_disconnect(&mut self, _: ProcessId, _: &mut impl Context<Service>) {}

    pub(super) fn on_crash(&mut self) {}
}
