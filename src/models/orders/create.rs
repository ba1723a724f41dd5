//! The create service: it turns a request into an order; it keeps nothing through a crash but which numbers it has used.

use super::letter::{Input, Letter, Tick};
use super::money::{Amount, Rate};
use super::records::{Answer, Order, Parcel, Refused, Request, TransactionId, Unfit};
use super::service::{CLIENT, PRICE, QUEUE, Service, WRITE_DB};
use super::settings::{Amounts, Lookup, Publish, Settings};
use super::window::Window;
use crate::sim::{Context, ProcessId, Span, Time, TimerId};

/// What a request in hand waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waits {
    /// The price.
    Price,
    /// Its order to be inserted.
    Order,
    /// Its key to be inserted.
    Key,
    /// Its row of the outbox to be inserted.
    Outbox,
    /// The queue to confirm it, before the commit.
    Confirmation,
    /// The commit.
    Commit,
    /// The queue to confirm it, after the commit.
    LateConfirmation,
    /// The answer of an earlier request with its key; without one, this is the answer.
    Earlier(Answer),
}

/// A request in hand: a try of the client's, or a copy of one.
#[derive(Clone, Copy, Debug)]
pub(super) struct InHand {
    pub(super) request: Request,
    attempt: u32,
    pub(super) id: TransactionId,
    waits: Waits,
    pub(super) order: Order,
    time_out: TimerId,
}

/// The create service. It works at several requests at once; what it asks for is answered under the request's number.
#[derive(Clone, Debug)]
pub struct Create {
    in_hand: Window<InHand>,
    /// The number of the next request that it takes in.
    next: u32,
    /// The connection to the write database.
    session: u32,
    publish: Publish,
    confirms: bool,
    lookup: Lookup,
    any_places: bool,
    timeout: Span,
}

impl Create {
    pub(super) fn new(settings: &Settings) -> Create {
        Create {
            in_hand: Window::new(),
            next: 0,
            session: 0,
            publish: settings.publish,
            confirms: settings.confirms,
            lookup: settings.lookup,
            any_places: settings.amounts == Amounts::Shipped,
            timeout: settings.create_timeout,
        }
    }

    pub(super) fn reset(&mut self) {
        self.in_hand.clear();
        (self.next, self.session) = (0, 0);
    }

    /// How many requests it works at.
    pub(super) fn in_hand(&self) -> usize {
        self.in_hand.len()
    }

    pub(super) fn on_start(&mut self, _: &mut impl Context<Service>) {
        self.session += 1;
    }

    #[inline]
    pub(super) fn on_message(&mut self, _: ProcessId, letter: Letter, ctx: &mut impl Context<Service>) {
        match letter {
            Letter::Create(request, attempt) => self.take_in(request, attempt, ctx),
            Letter::Price(id, _, rate) => self.on_price(id, rate, ctx),
            Letter::OrderInserted(id, request, inserted) => self.on_inserted(id, request, inserted, ctx),
            Letter::IdemInserted(id, _, fresh) => self.on_key(id, fresh, ctx),
            Letter::OutboxInserted(id, _) => self.on_outbox(id, ctx),
            Letter::Committed(id, _, committed) => self.on_committed(id, committed, ctx),
            Letter::AnswerFound(id, _, order) => self.on_found(id, order, ctx),
            Letter::Confirmed(number, _, taken) => self.on_confirmed(number, taken, ctx),
            letter => unreachable!("{letter:?} is not for the create service"),
        }
    }

    /// A request that cannot be understood is refused; any other needs a price first.
    fn take_in(&mut self, request: Request, attempt: u32, ctx: &mut impl Context<Service>) {
        if !request.is_valid(self.any_places) {
            let refused = Answer::Refused(Refused::Unprocessable);
            return ctx.send(CLIENT, Letter::Answer(request.number, attempt, refused));
        }
        let number = self.next;
        self.next += 1;
        let id = TransactionId { session: self.session, number };
        let time_out = ctx.set_timer(Tick::CreateTimeOut(number, request.number), self.timeout);
        let order = Order::of(&request);
        self.in_hand.insert(number, InHand { request, attempt, id, waits: Waits::Price, order, time_out });
        ctx.send(PRICE, Letter::AskPrice(id, request.number, request.currency));
    }

    fn on_price(&mut self, id: TransactionId, rate: Option<Rate>, ctx: &mut impl Context<Service>) {
        let session = self.session;
        let Some(hand) = self.waiting(id, Waits::Price) else { return };
        let Some(rate) = rate else {
            return self.look_up(id.number, Answer::Failed, ctx);
        };
        (hand.order.rate, hand.order.btc) = (rate, hand.request.amount.buys(rate));
        hand.id.session = session;
        let (id, order) = (hand.id, hand.order);
        self.ask(id, Waits::Order, Letter::InsertOrder(id, order), ctx);
    }

    fn on_inserted(
        &mut self,
        id: TransactionId,
        request: u32,
        inserted: Result<Order, Unfit>,
        ctx: &mut impl Context<Service>,
    ) {
        let Some(hand) = self.waiting(id, Waits::Order) else {
            // Nobody goes on with that transaction: it must not keep the others waiting.
            return match self.in_hand.get_mut(id.number) {
                Some(_) => {}
                None => ctx.send(WRITE_DB, Letter::Rollback(id, request)),
            };
        };
        match inserted {
            Ok(order) => {
                hand.order = order;
                self.insert_key(id, ctx);
            }
            Err(Unfit::BuysNothing | Unfit::Full) => {
                ctx.send(WRITE_DB, Letter::Rollback(id, request));
                self.look_up(id.number, self.unfit(), ctx);
            }
        }
    }

    /// The answer to what the book does not take.
    fn unfit(&self) -> Answer {
        match self.lookup {
            Lookup::Reference => Answer::Refused(Refused::Conflict),
            Lookup::Shipped => Answer::Failed,
        }
    }

    pub(super) fn insert_key(&mut self, id: TransactionId, ctx: &mut impl Context<Service>) {
        let Some(hand) = self.in_hand.get_mut(id.number) else { return };
        let key = hand.request.idem_key(Amount::cents(hand.order.cents));
        let request = hand.request.number;
        self.ask(id, Waits::Key, Letter::InsertIdem(id, request, key), ctx);
    }

    /// A key that was there already: the earlier answer holds, and nothing is published.
    fn on_key(&mut self, id: TransactionId, fresh: bool, ctx: &mut impl Context<Service>) {
        let Some(hand) = self.waiting(id, Waits::Key) else { return };
        let request = hand.request.number;
        match fresh {
            true => self.write(id, ctx),
            false => {
                ctx.send(WRITE_DB, Letter::Rollback(id, request));
                self.find(id.number, Answer::Failed, ctx);
            }
        }
    }

    /// Sees to it that the order will be published, if that is done in its transaction; else commits.
    pub(super) fn write(&mut self, id: TransactionId, ctx: &mut impl Context<Service>) {
        let Some(hand) = self.in_hand.get_mut(id.number) else { return };
        let (request, order) = (hand.request.number, hand.order);
        match self.publish {
            Publish::Outbox => self.ask(id, Waits::Outbox, Letter::InsertOutbox(id, request), ctx),
            Publish::AfterCommit => self.commit(id, ctx),
            Publish::InTx => {
                hand.waits = Waits::Confirmation;
                ctx.send(QUEUE, Letter::Publish(id.number, Parcel::Order(order)));
                if !self.confirms {
                    self.commit(id, ctx);
                }
            }
        }
    }

    fn on_outbox(&mut self, id: TransactionId, ctx: &mut impl Context<Service>) {
        if self.waiting(id, Waits::Outbox).is_some() {
            self.commit(id, ctx);
        }
    }

    fn commit(&mut self, id: TransactionId, ctx: &mut impl Context<Service>) {
        let Some(hand) = self.in_hand.get_mut(id.number) else { return };
        let request = hand.request.number;
        self.ask(id, Waits::Commit, Letter::Commit(id, request), ctx);
    }

    fn on_committed(&mut self, id: TransactionId, committed: bool, ctx: &mut impl Context<Service>) {
        let (late, confirms) = (self.publish == Publish::AfterCommit, self.confirms);
        let Some(hand) = self.waiting(id, Waits::Commit) else { return };
        let order = hand.order;
        if !committed {
            return self.answer(id.number, Answer::Failed, ctx);
        }
        if late {
            hand.waits = Waits::LateConfirmation;
            ctx.send(QUEUE, Letter::Publish(id.number, Parcel::Order(order)));
            if confirms {
                return;
            }
        }
        self.answer(id.number, Answer::Made(order), ctx);
    }

    /// A publication that the queue refuses fails the request: the transaction is rolled back, if it is still open.
    fn on_confirmed(&mut self, number: u32, taken: bool, ctx: &mut impl Context<Service>) {
        let Some(hand) = self.in_hand.get_mut(number) else { return };
        let (id, request, order) = (hand.id, hand.request.number, hand.order);
        match (hand.waits, taken) {
            (Waits::Confirmation, true) => self.commit(id, ctx),
            (Waits::Confirmation, false) => {
                ctx.send(WRITE_DB, Letter::Rollback(id, request));
                self.answer(number, Answer::Failed, ctx);
            }
            (Waits::LateConfirmation, true) => self.answer(number, Answer::Made(order), ctx),
            (Waits::LateConfirmation, false) => self.answer(number, Answer::Failed, ctx),
            _ => {}
        }
    }

    /// Before a request is answered so, the order is looked for that an earlier one of its key has made.
    fn look_up(&mut self, number: u32, otherwise: Answer, ctx: &mut impl Context<Service>) {
        match self.lookup {
            Lookup::Reference => self.find(number, otherwise, ctx),
            Lookup::Shipped => self.answer(number, otherwise, ctx),
        }
    }

    fn find(&mut self, number: u32, otherwise: Answer, ctx: &mut impl Context<Service>) {
        let Some(hand) = self.in_hand.get_mut(number) else { return };
        if hand.waits == Waits::Price {
            hand.id.session = self.session;
        }
        let (id, request) = (hand.id, hand.request.number);
        let key = hand.request.idem_key(hand.request.amount);
        self.ask(id, Waits::Earlier(otherwise), Letter::FindAnswer(id, request, key), ctx);
    }

    fn on_found(&mut self, id: TransactionId, order: Option<Order>, ctx: &mut impl Context<Service>) {
        let Some(hand) = self.in_hand.get_mut(id.number).filter(|hand| hand.id == id) else { return };
        if let Waits::Earlier(otherwise) = hand.waits {
            self.answer(id.number, order.map_or(otherwise, Answer::Made), ctx);
        }
    }

    /// A request in hand, if it waits for this; not if it is a stale or repeated answer that has come.
    fn waiting(&mut self, id: TransactionId, what: Waits) -> Option<&mut InHand> {
        self.in_hand.get_mut(id.number).filter(|hand| hand.id == id && hand.waits == what)
    }

    /// Asks the write database, and waits for its answer.
    fn ask(&mut self, id: TransactionId, waits: Waits, letter: Letter, ctx: &mut impl Context<Service>) {
        if let Some(hand) = self.in_hand.get_mut(id.number) {
            hand.waits = waits;
            ctx.send(WRITE_DB, letter);
        }
    }

    fn answer(&mut self, number: u32, answer: Answer, ctx: &mut impl Context<Service>) {
        if let Some(hand) = self.in_hand.remove(number) {
            ctx.send(CLIENT, Letter::Answer(hand.request.number, hand.attempt, answer));
            ctx.cancel_timer(hand.time_out);
        }
    }

    /// A request takes too long. Without a price it has failed; what became of a transaction only the database knows, so
    /// the client is left to ask again.
    pub(super) fn on_tick(&mut self, tick: Tick, ctx: &mut impl Context<Service>) {
        let Tick::CreateTimeOut(number, request) = tick else { return };
        let Some(hand) = self.in_hand.get_mut(number) else { return };
        if hand.waits == Waits::Price {
            if self.lookup == Lookup::Reference {
                hand.time_out = ctx.set_timer(tick, self.timeout);
            }
            return self.look_up(number, Answer::Failed, ctx);
        }
        let id = hand.id;
        self.in_hand.remove(number);
        ctx.send(WRITE_DB, Letter::Rollback(id, request));
    }

    pub(super) fn on_input(&mut self, input: Input, _: &mut impl Context<Service>) {
        unreachable!("{input:?} is not for the create service")
    }

    pub(super) fn on_disconnect(&mut self, peer: ProcessId, ctx: &mut impl Context<Service>) {
        match peer {
            WRITE_DB => self.on_database_lost(ctx),
            QUEUE => self.on_queue_lost(ctx),
            _ => {}
        }
    }

    /// What becomes of a request whose transaction was open, nobody knows: the client asks again. Those that wait for
    /// their price will use the new connection.
    fn on_database_lost(&mut self, ctx: &mut impl Context<Service>) {
        self.session += 1;
        while let Some(number) = self.in_hand.first(|hand| hand.waits != Waits::Price) {
            if let Some(hand) = self.in_hand.remove(number) {
                ctx.cancel_timer(hand.time_out);
            }
        }
    }

    /// What the queue has not confirmed, it will not confirm any more.
    fn on_queue_lost(&mut self, ctx: &mut impl Context<Service>) {
        let unconfirmed = |hand: &InHand| matches!(hand.waits, Waits::Confirmation | Waits::LateConfirmation);
        while let Some(number) = self.in_hand.first(unconfirmed) {
            self.on_confirmed(number, false, ctx);
        }
    }

    pub(super) fn on_crash(&mut self) {
        self.in_hand.forget();
    }
}

impl Order {
    /// The order that a request asks for, before there is a price.
    fn of(request: &Request) -> Order {
        let Request { number, client, currency, amount, .. } = *request;
        Order {
            id: 0,
            request: number,
            client,
            currency,
            cents: amount.in_cents(),
            rate: Rate(0),
            btc: super::money::Btc(0),
            created_at: Time::START,
        }
    }
}
