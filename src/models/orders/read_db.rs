//! The read database: copies of orders, and pages of them. It knows no protocol.

use std::ops::Bound;

use super::letter::{Input, Letter, Tick};
use super::records::{DeliveryId, Order, Page, Row};
use super::service::{FETCH, SYNC, Service};
use super::settings::{PageKey, Settings, WriteRow};
use super::system::READING;
use crate::parts::cursor::below;
use crate::parts::{Bag, Durability, Transaction, Transactions};
use crate::sim::{Context, ProcessId, Time};

/// The read database: copies of orders, and pages of them. It knows no protocol.
#[derive(Clone, Debug)]
pub struct ReadDb {
    row: WriteRow,
    page_key: PageKey,
    transactions: Transactions,
    rows: Bag<u32, Order>,
    /// The same rows by when they were created, where pages are ordered so.
    by_time: Bag<(Time, u32), ()>,
    /// The transaction of the sync service's connection, if one is open.
    open: Option<(DeliveryId, Transaction, Order)>,
    /// The delivery whose row was inserted last: what comes again of it is a copy.
    newest: DeliveryId,
    /// The row that was committed last, and how many were.
    committed: Option<Order>,
    commits: u32,
    queries: u32,
}

const NO_DELIVERY: DeliveryId = DeliveryId { session: 0, number: 0 };

impl ReadDb {
    pub(super) fn new(settings: &Settings) -> ReadDb {
        ReadDb {
            row: settings.row,
            page_key: settings.page_key,
            transactions: Transactions::new(),
            rows: Bag::new(Durability::Durable),
            by_time: Bag::new(Durability::Durable),
            open: None,
            newest: NO_DELIVERY,
            committed: None,
            commits: 0,
            queries: 0,
        }
    }

    pub(super) fn reset(&mut self) {
        self.transactions.clear();
        self.rows.clear();
        self.by_time.clear();
        (self.open, self.newest) = (None, NO_DELIVERY);
        (self.committed, self.commits, self.queries) = (None, 0, 0);
    }

    pub(super) fn on_start(&mut self, _: &mut impl Context<Service>) {}

    #[inline]
    pub(super) fn on_message(&mut self, _: ProcessId, letter: Letter, ctx: &mut impl Context<Service>) {
        match letter {
            Letter::InsertRow(id, order) => self.on_insert(id, order, ctx),
            Letter::CommitRow(id, request) => self.on_commit(id, request, ctx),
            Letter::QueryPage(page) => self.on_query(page, ctx),
            letter => unreachable!("{letter:?} is not for the read database"),
        }
    }

    pub(super) fn on_tick(&mut self, tick: Tick, _: &mut impl Context<Service>) {
        unreachable!("the read database sets no {tick:?}")
    }

    pub(super) fn on_input(&mut self, input: Input, _: &mut impl Context<Service>) {
        unreachable!("{input:?} is not for the read database")
    }

    /// The open transaction has ended with its connection: nothing can commit it any more. It is rolled back when the
    /// next one begins, not here, where that may already be the open one: the news comes when it comes.
    pub(super) fn on_disconnect(&mut self, _: ProcessId, _: &mut impl Context<Service>) {}

    pub(super) fn on_crash(&mut self) {
        self.transactions.crash((&mut self.rows, &mut self.by_time));
        (self.open, self.newest) = (None, NO_DELIVERY);
    }

    /// Begins a transaction, the connection's only one, and inserts a row.
    fn on_insert(&mut self, id: DeliveryId, order: Order, ctx: &mut impl Context<Service>) {
        if (id.session, id.number) <= (self.newest.session, self.newest.number) {
            return;
        }
        self.newest = id;
        self.roll_back();
        let is_done = ctx.attempt(READING, order.request);
        if is_done {
            let transaction = self.transactions.begin(SYNC.0.into());
            self.stage(transaction, order);
            self.open = Some((id, transaction, order));
        }
        ctx.send(SYNC, Letter::RowInserted(id, order.request, is_done));
    }

    fn stage(&mut self, transaction: Transaction, order: Order) {
        let by_time = self.page_key == PageKey::CreatedAt;
        let place = (order.created_at, order.id);
        match self.row {
            WriteRow::Insert => self.rows.insert(transaction, order.id, order),
            WriteRow::Upsert => self.rows.upsert(transaction, order.id, order),
        }
        match self.row {
            WriteRow::Insert if by_time => self.by_time.insert(transaction, place, ()),
            WriteRow::Upsert if by_time => self.by_time.upsert(transaction, place, ()),
            _ => {}
        }
    }

    /// Commits the transaction of a delivery, if that is still open; a commit that fails rolls it back.
    fn on_commit(&mut self, id: DeliveryId, request: u32, ctx: &mut impl Context<Service>) {
        let open = self.open.filter(|(of, ..)| *of == id);
        let is_done = open.is_some() && ctx.attempt(READING, request);
        match open {
            Some((_, transaction, order)) if is_done => {
                self.transactions.commit(transaction, (&mut self.rows, &mut self.by_time));
                (self.open, self.committed) = (None, Some(order));
                self.commits += 1;
            }
            Some(_) => self.roll_back(),
            None => {}
        }
        ctx.send(SYNC, Letter::RowCommitted(id, request, is_done));
    }

    fn roll_back(&mut self) {
        if let Some((_, transaction, _)) = self.open.take() {
            self.transactions.roll_back(transaction, (&mut self.rows, &mut self.by_time));
        }
    }

    /// A page is one query: all its rows are as they stand at one instant.
    fn on_query(&mut self, page: Page, ctx: &mut impl Context<Service>) {
        self.queries += 1;
        let after = match page.after.map(|id| self.rows.get(id)) {
            None => None,
            Some(Some(row)) => Some(*row),
            Some(None) => return ctx.send(FETCH, Letter::PageRow(page, self.queries, Row::Unknown)),
        };
        let size = page.size.max(0) as usize;
        match self.page_key {
            PageKey::Id => {
                let rows = self.rows.range(below(after.map(|row| row.id))).rev();
                answer(page, self.queries, rows.map(|(id, _)| id).take(size), ctx);
            }
            PageKey::CreatedAt => {
                // The cursor compares the instant alone: no id is below 0.
                let end = after.map_or(Bound::Unbounded, |row| Bound::Excluded((row.created_at, 0)));
                let rows = self.by_time.range((Bound::Unbounded, end)).rev();
                answer(page, self.queries, rows.map(|((_, id), _)| id).take(size), ctx);
            }
        }
    }

    /// The rows of a page by its number alone, as the mutant `M12` has them.
    pub(super) fn on_query_by_offset(&mut self, page: Page, ctx: &mut impl Context<Service>) {
        self.queries += 1;
        let size = page.size.max(0) as usize;
        let rows = self.rows.iter().rev().skip((page.number as usize - 1) * size);
        answer(page, self.queries, rows.map(|(id, _)| id).take(size), ctx);
    }

    /// The rows, every copy of each.
    #[inline]
    pub(super) fn rows(&self) -> &Bag<u32, Order> {
        &self.rows
    }

    /// How many row transactions were committed, and the row of the last one.
    #[inline]
    pub(super) fn committed(&self) -> (u32, Option<Order>) {
        (self.commits, self.committed)
    }

    /// How many pages were asked for.
    #[inline]
    pub(super) fn queries(&self) -> u32 {
        self.queries
    }
}

/// Sends the rows of a page, one by one.
fn answer(page: Page, query: u32, ids: impl Iterator<Item = u32> + Clone, ctx: &mut impl Context<Service>) {
    let of = ids.clone().count() as u32;
    if of == 0 {
        return ctx.send(FETCH, Letter::PageRow(page, query, Row::Empty));
    }
    for (place, id) in (0..).zip(ids) {
        ctx.send(FETCH, Letter::PageRow(page, query, Row::Here { place, of, id }));
    }
}
