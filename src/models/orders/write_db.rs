//! The write database: orders, keys, the running total, the outbox; it knows no protocol.

use std::ops::RangeInclusive;

use super::letter::{Input, Letter, Tick};
use super::money::{Btc, Rate};
use super::records::{IdemKey, Order, TransactionId, Unfit};
use super::service::{CREATE, RELAY, Service};
use super::settings::Settings;
use super::system::COMMITTING;
use super::window::Window;
use crate::parts::{Durability, Lock, Locks, Outbox, Sequence, Table, Transaction, Transactions};
use crate::sim::{Context, ProcessId, Span, TimerId};

/// How far an open transaction has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// Its order has an id, and is not added to the total yet.
    Begun,
    /// It waits for the lock on the total.
    Waits,
    /// Its order is inserted, and it holds the lock.
    Inserted,
    /// So is its key.
    Keyed,
    /// So is its row of the outbox.
    Complete,
    /// A statement of it has failed: it can only be rolled back.
    Aborted,
}

/// An open transaction of the create service.
#[derive(Clone, Copy, Debug)]
struct Open {
    id: TransactionId,
    handle: Transaction,
    order: Order,
    stage: Stage,
    expires: TimerId,
}

/// The row that every order is added to, and that is therefore locked from insert to commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Total;

/// The write database. What is committed survives a crash; ids that were given out are burnt.
#[derive(Clone, Debug)]
pub struct WriteDb {
    orders: Table<u32, Order>,
    keys: Table<IdemKey, u32>,
    outbox: Outbox<u32>,
    ids: Sequence,
    total: Btc,
    /// The ids of the committed orders, in the order of the commits.
    commits: Vec<u32>,
    transactions: Transactions,
    locks: Locks<Total>,
    /// The open transactions by their numbers.
    open: Window<Open>,
    /// The newest connection of the create service that anything has come over.
    session: u32,
    cap: Btc,
    timeout: Span,
}

impl WriteDb {
    pub(super) fn new(settings: &Settings) -> WriteDb {
        WriteDb {
            orders: Table::new(Durability::Durable),
            keys: Table::new(Durability::Durable),
            outbox: Outbox::new(),
            ids: Sequence::new(Durability::Durable),
            total: Btc(0),
            commits: Vec::new(),
            transactions: Transactions::new(),
            locks: Locks::new(),
            open: Window::new(),
            session: 0,
            cap: settings.cap,
            timeout: settings.transaction_timeout,
        }
    }

    pub(super) fn reset(&mut self) {
        self.orders.clear();
        self.keys.clear();
        self.outbox.clear();
        self.ids.clear();
        self.total = Btc(0);
        self.commits.clear();
        self.transactions.clear();
        self.locks.clear();
        self.open.clear();
        self.session = 0;
    }

    /// The committed orders by id.
    pub(super) fn orders(&self) -> &Table<u32, Order> {
        &self.orders
    }

    /// Which order was made for each key, by what is committed.
    pub(super) fn keys(&self) -> &Table<IdemKey, u32> {
        &self.keys
    }

    /// The ids that are to be published, in the order of the commits.
    pub(super) fn outbox(&self) -> &Outbox<u32> {
        &self.outbox
    }

    /// The ids of the committed orders, in the order of the commits.
    pub(super) fn commits(&self) -> &[u32] {
        &self.commits
    }

    /// The row of the running total.
    pub(super) fn total(&self) -> Btc {
        self.total
    }

    /// The id that was given out last.
    pub(super) fn last_id(&self) -> u32 {
        self.ids.last() as u32
    }

    /// The price in an open transaction.
    pub(super) fn rate_in(&mut self, id: TransactionId) -> Option<Rate> {
        self.open.get_mut(id.number).map(|open| open.order.rate)
    }

    /// How many transactions are open.
    pub(super) fn open(&self) -> usize {
        self.open.len()
    }

    pub(super) fn on_start(&mut self, _: &mut impl Context<Service>) {}

    #[inline]
    pub(super) fn on_message(&mut self, _: ProcessId, letter: Letter, ctx: &mut impl Context<Service>) {
        match letter {
            Letter::InsertOrder(id, order) => self.insert_order(id, order, ctx),
            Letter::InsertIdem(id, request, key) => self.insert_key(id, request, key, ctx),
            Letter::InsertOutbox(id, request) => self.insert_outbox(id, request, ctx),
            Letter::Commit(id, request) => self.commit(id, request, ctx),
            Letter::Rollback(id, _) => self.roll_back(id, ctx),
            Letter::FindAnswer(id, request, key) => self.find_answer(id, request, key, ctx),
            Letter::ReadOutbox(number) => {
                let first = self.outbox.next_unsent();
                let row =
                    first.map(|(place, id)| (place as u32, *self.orders.get(id).expect("it is committed")));
                ctx.send(RELAY, Letter::OutboxRead(number, row));
            }
            Letter::MarkSent(place, request) => {
                self.outbox.mark_sent(place.into());
                ctx.send(RELAY, Letter::MarkedSent(place, request));
            }
            letter => unreachable!("{letter:?} is not for the write database"),
        }
    }

    /// Begins a transaction. The order has its instant and its id before the total is asked for, in a step of its own:
    /// so who has the greater id may commit first.
    fn insert_order(&mut self, id: TransactionId, order: Order, ctx: &mut impl Context<Service>) {
        if !self.may_begin(id, ctx) {
            return;
        }
        let handle = self.transactions.begin(id.number);
        let expires = ctx.set_timer(Tick::Expire(id, order.request), self.timeout);
        let order = Order { id: self.ids.next_value() as u32, created_at: ctx.now(), ..order };
        self.open.insert(id.number, Open { id, handle, order, stage: Stage::Begun, expires });
        ctx.then(Tick::Lock(id, order.request));
    }

    fn lock(&mut self, id: TransactionId, ctx: &mut impl Context<Service>) {
        let Some(open) = Self::at(&mut self.open, id, Stage::Begun..=Stage::Begun) else { return };
        open.stage = Stage::Waits;
        match self.locks.lock(open.handle, Total) {
            Lock::Granted => self.granted(id.number, ctx),
            Lock::Blocked => {}
        }
    }

    /// The transaction holds the total: its order is checked against it.
    fn granted(&mut self, number: u32, ctx: &mut impl Context<Service>) {
        let open = self.open.get_mut(number).expect("who is granted a lock is open");
        let order = open.order;
        let total = self.total.0.saturating_add(order.btc.0);
        let inserted = match order.btc {
            Btc(0) => Err(Unfit::BuysNothing),
            _ if total > self.cap.0 => Err(Unfit::Full),
            _ => Ok(order),
        };
        open.stage = if inserted.is_ok() { Stage::Inserted } else { Stage::Aborted };
        let (id, handle) = (open.id, open.handle);
        if inserted.is_ok() {
            self.orders.insert(handle, order.id, order).expect("the sequence gives an id out once");
        }
        ctx.send(CREATE, Letter::OrderInserted(id, order.request, inserted));
    }

    fn insert_key(&mut self, id: TransactionId, request: u32, key: IdemKey, ctx: &mut impl Context<Service>) {
        let Some(open) = Self::at(&mut self.open, id, Stage::Inserted..=Stage::Inserted) else { return };
        let fresh = self.keys.insert(open.handle, key, open.order.id).is_ok();
        open.stage = if fresh { Stage::Keyed } else { Stage::Aborted };
        ctx.send(CREATE, Letter::IdemInserted(id, request, fresh));
    }

    fn insert_outbox(&mut self, id: TransactionId, request: u32, ctx: &mut impl Context<Service>) {
        let Some(open) = Self::at(&mut self.open, id, Stage::Inserted..=Stage::Keyed) else { return };
        self.outbox.stage(open.handle, open.order.id);
        open.stage = Stage::Complete;
        ctx.send(CREATE, Letter::OutboxInserted(id, request));
    }

    fn commit(&mut self, id: TransactionId, request: u32, ctx: &mut impl Context<Service>) {
        if Self::at(&mut self.open, id, Stage::Inserted..=Stage::Aborted).is_none() {
            return;
        }
        let succeeds = ctx.attempt(COMMITTING, request);
        let (committed, next) = self.end(id.number, succeeds, ctx);
        ctx.send(CREATE, Letter::Committed(id, request, committed));
        self.hand_over(next, ctx);
    }

    /// Ends a transaction that is open; says whether it is committed, and who holds its lock now.
    fn end(&mut self, number: u32, commits: bool, ctx: &mut impl Context<Service>) -> (bool, Option<u32>) {
        let open = self.open.remove(number).expect("only an open transaction ends");
        let commits = commits && open.stage != Stage::Aborted;
        let parts = (&mut self.orders, &mut self.keys, &mut self.outbox);
        match commits {
            true => {
                self.transactions.commit(open.handle, parts);
                self.total.0 += open.order.btc.0;
                self.commits.push(open.order.id);
            }
            false => self.transactions.roll_back(open.handle, parts),
        }
        ctx.cancel_timer(open.expires);
        let mut next = None;
        self.locks.release(open.handle, |_, holder| next = Some(holder));
        (commits, next.and_then(|holder| self.transactions.owner(holder)))
    }

    /// The next in line goes on.
    fn hand_over(&mut self, next: Option<u32>, ctx: &mut impl Context<Service>) {
        if let Some(number) = next {
            self.granted(number, ctx);
        }
    }

    fn roll_back(&mut self, id: TransactionId, ctx: &mut impl Context<Service>) {
        if Self::at(&mut self.open, id, Stage::Begun..=Stage::Aborted).is_some() {
            let (_, next) = self.end(id.number, false, ctx);
            self.hand_over(next, ctx);
        } else {
            self.open.remove(id.number);
        }
    }

    /// Whose connection has ended, of that no transaction stays open: here they are all of the create service.
    fn roll_back_all(&mut self, ctx: &mut impl Context<Service>) {
        while let Some(number) = self.open.first(|_| true) {
            self.end(number, false, ctx);
        }
        self.open.forget();
    }

    fn find_answer(
        &mut self,
        id: TransactionId,
        request: u32,
        key: IdemKey,
        ctx: &mut impl Context<Service>,
    ) {
        if self.open.get_mut(id.number).is_none() {
            // Nothing begins under this number any more.
            self.open.remove(id.number);
        }
        let order = self.keys.get(key).and_then(|id| self.orders.get(*id)).copied();
        ctx.send(CREATE, Letter::AnswerFound(id, request, order));
    }

    /// Whether a transaction may begin: it is of the newest connection, and none of its number has begun. What an earlier
    /// connection has left open is rolled back.
    fn may_begin(&mut self, id: TransactionId, ctx: &mut impl Context<Service>) -> bool {
        if id.session > self.session {
            self.roll_back_all(ctx);
            self.session = id.session;
        }
        id.session == self.session && self.open.may_come(id.number)
    }

    /// An open transaction, if it has come as far as its next statement presumes: a repeated statement finds none.
    fn at(open: &mut Window<Open>, id: TransactionId, stages: RangeInclusive<Stage>) -> Option<&mut Open> {
        open.get_mut(id.number).filter(|open| open.id == id && stages.contains(&open.stage))
    }

    pub(super) fn on_tick(&mut self, tick: Tick, ctx: &mut impl Context<Service>) {
        match tick {
            Tick::Lock(id, _) => self.lock(id, ctx),
            Tick::Expire(id, _) => self.roll_back(id, ctx),
            tick => unreachable!("the write database sets no {tick:?}"),
        }
    }

    pub(super) fn on_input(&mut self, input: Input, _: &mut impl Context<Service>) {
        unreachable!("{input:?} is not for the write database")
    }

    pub(super) fn on_disconnect(&mut self, peer: ProcessId, ctx: &mut impl Context<Service>) {
        if peer == CREATE {
            self.roll_back_all(ctx);
        }
    }

    pub(super) fn on_crash(&mut self) {
        self.transactions.crash((&mut self.orders, &mut self.keys, &mut self.outbox));
        self.locks.crash();
        self.open.forget();
    }
}
