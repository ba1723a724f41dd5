//! The fetch service: it answers pages; it keeps nothing.

use super::letter::{Input, Letter, Tick};
use super::records::{Page, Row};
use super::service::{READ_DB, READER, Service};
use super::settings::{Paging, Settings};
use crate::sim::{Context, ProcessId};

/// The fetch service: it answers pages; it keeps nothing.
#[derive(Clone, Debug)]
pub struct Fetch {
    page: Paging,
}

impl Fetch {
    pub(super) fn new(settings: &Settings) -> Fetch {
        Fetch { page: settings.page }
    }

    pub(super) fn reset(&mut self) {}

    pub(super) fn on_start(&mut self, _: &mut impl Context<Service>) {}

    #[inline]
    pub(super) fn on_message(&mut self, _: ProcessId, letter: Letter, ctx: &mut impl Context<Service>) {
        match letter {
            Letter::AskPage(page) => self.on_ask(page, ctx),
            Letter::PageRow(page, query, row) => ctx.send(READER, Letter::Listed(page, query, row)),
            letter => unreachable!("{letter:?} is not for the fetch service"),
        }
    }

    pub(super) fn on_tick(&mut self, tick: Tick, _: &mut impl Context<Service>) {
        unreachable!("the fetch service sets no {tick:?}")
    }

    pub(super) fn on_input(&mut self, input: Input, _: &mut impl Context<Service>) {
        unreachable!("{input:?} is not for the fetch service")
    }

    pub(super) fn on_disconnect(&mut self, _: ProcessId, _: &mut impl Context<Service>) {}

    pub(super) fn on_crash(&mut self) {}

    /// As the original ships, no page after another is ever found: it asks for exactly one row that is newer than the
    /// reference, and none, one and several all fail.
    fn on_ask(&mut self, page: Page, ctx: &mut impl Context<Service>) {
        let refused = match self.page {
            Paging::Keyset if page.size < 0 => Some(Row::Unprocessable),
            Paging::Shipped if page.size < 0 || page.after.is_some() => Some(Row::Failed),
            _ => None,
        };
        match refused {
            Some(row) => ctx.send(READER, Letter::Listed(page, 0, row)),
            None => ctx.send(READ_DB, Letter::QueryPage(page)),
        }
    }
}
