//! The sync service: it copies orders from the queue to the read database; it keeps nothing through a crash.

use super::letter::{Input, Letter, Tick};
use super::service::Service;
use super::settings::Settings;
use crate::sim::{Context, ProcessId};

/// The sync service: it copies orders from the queue to the read database; it keeps nothing through a crash.
#[derive(Clone, Debug)]
pub struct Sync {}

impl Sync {
    pub(super) fn new(_: &Settings) -> Sync {
        Sync {}
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
