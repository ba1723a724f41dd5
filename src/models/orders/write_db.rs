//! The write database: orders, keys, the running total, the outbox; it knows no protocol.

use super::letter::{Input, Letter, Tick};
use super::service::Service;
use super::settings::Settings;
use crate::sim::{Context, ProcessId};

/// The write database: orders, keys, the running total, the outbox; it knows no protocol.
#[derive(Clone, Debug)]
pub struct WriteDb {}

impl WriteDb {
    pub(super) fn new(_: &Settings) -> WriteDb {
        WriteDb {}
    }

    pub(super) fn reset(&mut self) {}

    pub(super) fn commits(&self) -> &[u32] {
        &[]
    }
    pub(super) fn total(&self) -> super::money::Btc {
        super::money::Btc(0)
    }
    pub(super) fn last_id(&self) -> u32 {
        0
    }
    pub(super) fn orders(&self) -> &crate::parts::Table<u32, super::records::Order> {
        unimplemented!()
    }

    pub(super) fn on_start(&mut self, _: &mut impl Context<Service>) {}

    #[inline]
    pub(super) fn on_message(&mut self, _: ProcessId, _: Letter, _: &mut impl Context<Service>) {}

    pub(super) fn on_tick(&mut self, _: Tick, _: &mut impl Context<Service>) {}

    pub(super) fn on_input(&mut self, _: Input, _: &mut impl Context<Service>) {}

    pub(super) fn on_disconnect(&mut self, _: ProcessId, _: &mut impl Context<Service>) {}

    pub(super) fn on_crash(&mut self) {}
}
