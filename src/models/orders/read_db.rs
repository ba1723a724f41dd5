//! The read database: copies of orders, and pages of them; it knows no queue.

use super::letter::{Input, Letter, Tick};
use super::service::Service;
use super::settings::Settings;
use crate::sim::{Context, ProcessId};

/// The read database: copies of orders, and pages of them; it knows no queue.
#[derive(Clone, Debug)]
pub struct ReadDb {}

impl ReadDb {
    pub(super) fn new(_: &Settings) -> ReadDb {
        ReadDb {}
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
