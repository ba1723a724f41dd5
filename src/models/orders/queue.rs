//! The queue between the write model and the read model: durable, at least once. It knows no order.

use super::letter::{Input, Letter, Tick};
use super::records::{DeliveryId, Parcel};
use super::service::{SYNC, Service};
use super::settings::Settings;
use super::system::PUBLISHING;
use crate::parts::AckQueue;
use crate::sim::{Context, ProcessId};

/// The queue between the write model and the read model: durable, at least once. It knows no order.
///
/// It hands over one delivery at a time: the next one when the sync service says that it is done with the one before.
/// Nothing is delivered again while the connection lives.
#[derive(Clone, Debug)]
pub struct Queue {
    confirms: bool,
    messages: AckQueue<Parcel>,
    /// The session of the sync service that was heard of last.
    session: u32,
    /// How many deliveries that session has had, and how many of them the connection has outlived.
    delivered: u32,
    returned: u32,
    /// The tickets of its other deliveries, in their order.
    tickets: Vec<u64>,
    /// Whether the sync service waits for the next message.
    asked: bool,
}

impl Queue {
    pub(super) fn new(settings: &Settings) -> Queue {
        Queue {
            confirms: settings.confirms,
            messages: AckQueue::new(),
            session: 0,
            delivered: 0,
            returned: 0,
            tickets: Vec::new(),
            asked: false,
        }
    }

    pub(super) fn reset(&mut self) {
        self.messages.clear();
        (self.session, self.delivered, self.returned, self.asked) = (0, 0, 0, false);
        self.tickets.clear();
    }

    pub(super) fn on_start(&mut self, _: &mut impl Context<Service>) {}

    #[inline]
    pub(super) fn on_message(&mut self, from: ProcessId, letter: Letter, ctx: &mut impl Context<Service>) {
        match letter {
            Letter::Publish(number, parcel) => self.on_publish(from, number, parcel, ctx),
            Letter::Ready(done) => self.on_ready(done, ctx),
            Letter::Ack(delivery, _) => self.on_ack(delivery),
            letter => unreachable!("{letter:?} is not for the queue"),
        }
    }

    pub(super) fn on_tick(&mut self, tick: Tick, _: &mut impl Context<Service>) {
        unreachable!("the queue sets no {tick:?}")
    }

    /// Something that is no order was published by nobody knows whom.
    pub(super) fn on_input(&mut self, _: Input, ctx: &mut impl Context<Service>) {
        self.messages.publish(Parcel::Poison);
        self.hand_over(ctx);
    }

    /// What the consumer has not acknowledged goes back to the head.
    pub(super) fn on_disconnect(&mut self, peer: ProcessId, _: &mut impl Context<Service>) {
        if peer == SYNC {
            self.connection_died();
        }
    }

    pub(super) fn on_crash(&mut self) {
        self.connection_died();
    }

    fn on_publish(&mut self, from: ProcessId, number: u32, parcel: Parcel, ctx: &mut impl Context<Service>) {
        let Parcel::Order(order) = parcel else { unreachable!("nobody publishes {parcel:?} on purpose") };
        let taken = ctx.attempt(PUBLISHING, order.request);
        if taken {
            self.messages.publish(parcel);
        }
        if self.confirms {
            ctx.send(from, Letter::Confirmed(number, order.request, taken));
        }
        self.hand_over(ctx);
    }

    /// So many deliveries of a session are done with: whoever says so waits for the one after. What was said before
    /// that one was handed over changes nothing.
    fn on_ready(&mut self, done: DeliveryId, ctx: &mut impl Context<Service>) {
        if done.session > self.session {
            self.connection_died();
            (self.session, self.delivered) = (done.session, done.number);
            self.returned = done.number;
        }
        if done.session < self.session || done.number < self.delivered {
            return;
        }
        if done.number > self.delivered {
            // Only where a connection ended that the sync service did not know of yet.
            self.connection_died();
            (self.delivered, self.returned) = (done.number, done.number);
        }
        self.asked = true;
        self.hand_over(ctx);
    }

    fn on_ack(&mut self, delivery: DeliveryId) {
        if delivery.session == self.session && delivery.number > self.returned {
            let place = (delivery.number - self.returned) as usize - 1;
            if let Some(ticket) = self.tickets.get(place) {
                self.messages.acknowledge(*ticket);
            }
        }
    }

    fn hand_over(&mut self, ctx: &mut impl Context<Service>) {
        if !self.asked {
            return;
        }
        let Some(delivery) = self.messages.deliver() else { return };
        self.asked = false;
        self.delivered += 1;
        self.tickets.push(delivery.ticket);
        let id = DeliveryId { session: self.session, number: self.delivered };
        ctx.send(SYNC, Letter::Deliver(id, delivery.message));
    }

    fn connection_died(&mut self) {
        self.messages.connection_died();
        self.tickets.clear();
        self.returned = self.delivered;
        self.asked = false;
    }

    /// The messages.
    #[inline]
    pub(super) fn messages(&self) -> &AckQueue<Parcel> {
        &self.messages
    }
}
