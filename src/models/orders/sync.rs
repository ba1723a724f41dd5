//! The sync service: it copies orders from the queue to the read database; it keeps nothing through a crash.

use super::letter::{Input, Letter, Tick};
use super::records::{DeliveryId, Order, Parcel};
use super::service::{QUEUE, READ_DB, Service};
use super::settings::{Ack, Settings};
use crate::sim::{Context, ProcessId, Span};

/// The sync service: it copies orders from the queue to the read database; it keeps nothing through a crash.
///
/// One delivery at a time: insert the row, commit it, acknowledge. A delivery that fails is neither acknowledged nor
/// given back; the next one is asked for.
#[derive(Clone, Debug)]
pub struct Sync {
    ack: Ack,
    repeat_after: Span,
    /// Rises with every start and with every connection to the queue: only so can the queue tell them apart.
    session: u32,
    /// How many deliveries of this session are finished or failed.
    done: u32,
    /// The one in hand.
    delivery: Option<Delivery>,
    /// How many deliveries of all sessions failed, so that the next ones came before their rows: told to whom it may
    /// concern.
    failed: u32,
}

#[derive(Clone, Copy, Debug)]
struct Delivery {
    request: u32,
    /// Whether the row is inserted, and its commit is what is waited for.
    inserted: bool,
    /// Whether a tick has passed since something was last heard.
    late: bool,
}

impl Sync {
    pub(super) fn new(settings: &Settings) -> Sync {
        let Settings { ack, repeat_after, .. } = *settings;
        Sync { ack, repeat_after, session: 0, done: 0, delivery: None, failed: 0 }
    }

    pub(super) fn reset(&mut self) {
        (self.session, self.done, self.delivery, self.failed) = (0, 0, None, 0);
    }

    pub(super) fn on_start(&mut self, ctx: &mut impl Context<Service>) {
        ctx.every(Tick::Sync, self.repeat_after, self.repeat_after);
        self.begin_session(ctx);
    }

    #[inline]
    pub(super) fn on_message(&mut self, _: ProcessId, letter: Letter, ctx: &mut impl Context<Service>) {
        match letter {
            Letter::Deliver(id, parcel) => self.on_delivery(id, parcel, ctx),
            Letter::RowInserted(id, _, is_done) => self.on_row_inserted(id, is_done, ctx),
            Letter::RowCommitted(id, _, is_done) => self.on_row_committed(id, is_done, ctx),
            letter => unreachable!("{letter:?} is not for the sync service"),
        }
    }

    /// Repeats that it waits for a delivery, and gives up one of which nothing was heard for two ticks.
    pub(super) fn on_tick(&mut self, _: Tick, ctx: &mut impl Context<Service>) {
        match &mut self.delivery {
            None => self.say_ready(ctx),
            Some(delivery) if delivery.late => self.fail(ctx),
            Some(delivery) => delivery.late = true,
        }
    }

    pub(super) fn on_input(&mut self, input: Input, _: &mut impl Context<Service>) {
        unreachable!("{input:?} is not for the sync service")
    }

    /// A delivery of a connection that has ended is not its own any more. What the read database does not answer,
    /// the tick gives up: the news that a connection ended may come when the next one is already in use.
    pub(super) fn on_disconnect(&mut self, peer: ProcessId, ctx: &mut impl Context<Service>) {
        if peer == QUEUE {
            self.begin_session(ctx);
        }
    }

    pub(super) fn on_crash(&mut self) {
        self.delivery = None;
    }

    fn begin_session(&mut self, ctx: &mut impl Context<Service>) {
        self.session += 1;
        self.done = 0;
        self.delivery = None;
        self.say_ready(ctx);
    }

    fn say_ready(&self, ctx: &mut impl Context<Service>) {
        ctx.send(QUEUE, Letter::Ready(DeliveryId { session: self.session, number: self.done }));
    }

    /// The delivery after those that are done, where it is this one.
    fn is_next(&self, id: DeliveryId) -> bool {
        id.session == self.session && id.number == self.done + 1
    }

    fn on_delivery(&mut self, id: DeliveryId, parcel: Parcel, ctx: &mut impl Context<Service>) {
        if !self.is_next(id) || self.delivery.is_some() {
            return;
        }
        match parcel {
            Parcel::Order(order) => self.insert(id, order, ctx),
            Parcel::Poison => {
                ctx.send(QUEUE, Letter::Ack(id, None));
                self.finish(ctx);
            }
        }
    }

    fn insert(&mut self, id: DeliveryId, order: Order, ctx: &mut impl Context<Service>) {
        self.delivery = Some(Delivery { request: order.request, inserted: false, late: false });
        ctx.send(READ_DB, Letter::InsertRow(id, order));
    }

    fn on_row_inserted(&mut self, id: DeliveryId, is_done: bool, ctx: &mut impl Context<Service>) {
        let is_next = self.is_next(id);
        let Some(delivery) = self.delivery.as_mut().filter(|delivery| is_next && !delivery.inserted) else {
            return;
        };
        if !is_done {
            return self.fail(ctx);
        }
        (delivery.inserted, delivery.late) = (true, false);
        let request = delivery.request;
        if self.ack == Ack::BeforeCommit {
            ctx.send(QUEUE, Letter::Ack(id, Some(request)));
        }
        ctx.send(READ_DB, Letter::CommitRow(id, request));
    }

    fn on_row_committed(&mut self, id: DeliveryId, is_done: bool, ctx: &mut impl Context<Service>) {
        let Some(delivery) = self.delivery.filter(|_| self.is_next(id)) else { return };
        if !is_done {
            return self.fail(ctx);
        }
        if self.ack == Ack::AfterCommit {
            ctx.send(QUEUE, Letter::Ack(id, Some(delivery.request)));
        }
        self.finish(ctx);
    }

    /// A delivery has failed: it is neither acknowledged nor given back.
    fn fail(&mut self, ctx: &mut impl Context<Service>) {
        self.failed += 1;
        self.finish(ctx);
    }

    /// Done with a delivery, whether it succeeded or failed: the next one, please.
    fn finish(&mut self, ctx: &mut impl Context<Service>) {
        self.delivery = None;
        self.done += 1;
        self.say_ready(ctx);
    }

    /// How many deliveries have failed.
    pub(super) fn failed(&self) -> u32 {
        self.failed
    }

    /// Whether it works at a delivery.
    #[inline]
    pub(super) fn is_busy(&self) -> bool {
        self.delivery.is_some()
    }
}
