//! The price service: it knows what a bitcoin costs; it knows no order.

use super::letter::{Input, Letter, Tick};
use super::service::Service;
use super::settings::Settings;
use crate::sim::{Context, ProcessId};

/// The price service: it knows what a bitcoin costs; it knows no order.
#[derive(Clone, Debug)]
pub struct Price {}

impl Price {
    pub(super) fn new(_: &Settings) -> Price {
        Price {}
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
