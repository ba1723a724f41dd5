//! The relay: it publishes what the outbox holds, one row after the other, so in the order of the commits; it keeps
//! nothing through a crash.

use super::letter::{Input, Letter, Tick};
use super::records::{Order, Parcel};
use super::service::{QUEUE, Service, WRITE_DB};
use super::settings::{Publish, Settings};
use crate::sim::{Context, ProcessId, Span, Time};

/// What the relay waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waits {
    /// Its next tick.
    Tick,
    /// The first row that is not sent.
    Row,
    /// The queue's confirmation of the row in this place.
    Confirmation(u32, Order),
    /// The row in this place to be marked as sent.
    Mark(u32, Order),
}

/// The relay. What it waits for in vain it asks for again at a tick; a row that it has published twice is in the queue
/// twice.
#[derive(Clone, Debug)]
pub struct Relay {
    waits: Waits,
    /// Since when.
    since: Time,
    /// How many rows it has asked for.
    asked: u32,
    runs: bool,
    confirms: bool,
    every: Span,
    repeat_after: Span,
}

impl Relay {
    pub(super) fn new(settings: &Settings) -> Relay {
        Relay {
            waits: Waits::Tick,
            since: Time::START,
            asked: 0,
            runs: settings.publish == Publish::Outbox,
            confirms: settings.confirms,
            every: settings.relay_every,
            repeat_after: settings.repeat_after,
        }
    }

    pub(super) fn reset(&mut self) {
        (self.waits, self.since, self.asked) = (Waits::Tick, Time::START, 0);
    }

    /// The place of the row that it waits to see confirmed.
    pub(super) fn publishing(&self) -> Option<u32> {
        match self.waits {
            Waits::Confirmation(place, _) => Some(place),
            _ => None,
        }
    }

    /// The row that it waits to see marked as sent.
    pub(super) fn marking(&self) -> Option<(u32, Order)> {
        match self.waits {
            Waits::Mark(place, order) => Some((place, order)),
            _ => None,
        }
    }

    pub(super) fn on_start(&mut self, ctx: &mut impl Context<Service>) {
        if self.runs {
            ctx.every(Tick::Relay, self.every, self.every);
        }
    }

    #[inline]
    pub(super) fn on_message(&mut self, _: ProcessId, letter: Letter, ctx: &mut impl Context<Service>) {
        match (letter, self.waits) {
            (Letter::OutboxRead(number, row), Waits::Row) if number == self.asked => match row {
                Some((place, order)) => self.publish(place, order, ctx),
                None => self.waits = Waits::Tick,
            },
            (Letter::Confirmed(place, _, taken), Waits::Confirmation(waited, order)) if place == waited => {
                match taken {
                    true => self.mark(place, order, ctx),
                    false => self.waits = Waits::Tick,
                }
            }
            (Letter::MarkedSent(place, _), Waits::Mark(waited, _)) if place == waited => self.read(ctx),
            // A copy, or an answer to what was asked again.
            (Letter::OutboxRead(..) | Letter::Confirmed(..) | Letter::MarkedSent(..), _) => {}
            (letter, _) => unreachable!("{letter:?} is not for the relay"),
        }
    }

    pub(super) fn read(&mut self, ctx: &mut impl Context<Service>) {
        self.asked += 1;
        self.ask_for_row(ctx);
    }

    /// Asked once more under the same number: an answer to the first time will do, however late.
    fn ask_for_row(&mut self, ctx: &mut impl Context<Service>) {
        self.wait_for(Waits::Row, ctx);
        ctx.send(WRITE_DB, Letter::ReadOutbox(self.asked));
    }

    pub(super) fn publish(&mut self, place: u32, order: Order, ctx: &mut impl Context<Service>) {
        self.wait_for(Waits::Confirmation(place, order), ctx);
        ctx.send(QUEUE, Letter::Publish(place, Parcel::Order(order)));
        if !self.confirms {
            self.mark(place, order, ctx);
        }
    }

    pub(super) fn mark(&mut self, place: u32, order: Order, ctx: &mut impl Context<Service>) {
        self.wait_for(Waits::Mark(place, order), ctx);
        ctx.send(WRITE_DB, Letter::MarkSent(place, order.request));
    }

    fn wait_for(&mut self, what: Waits, ctx: &mut impl Context<Service>) {
        (self.waits, self.since) = (what, ctx.now());
    }

    pub(super) fn on_tick(&mut self, _: Tick, ctx: &mut impl Context<Service>) {
        match self.waits {
            Waits::Tick => self.read(ctx),
            _ if ctx.now().since(self.since) < self.repeat_after => {}
            Waits::Row => self.ask_for_row(ctx),
            Waits::Confirmation(place, order) => self.publish(place, order, ctx),
            Waits::Mark(place, order) => self.mark(place, order, ctx),
        }
    }

    pub(super) fn on_input(&mut self, input: Input, _: &mut impl Context<Service>) {
        unreachable!("{input:?} is not for the relay")
    }

    /// What was asked over a connection that has ended is answered no more.
    pub(super) fn on_disconnect(&mut self, peer: ProcessId, _: &mut impl Context<Service>) {
        let over = match self.waits {
            Waits::Tick => return,
            Waits::Row | Waits::Mark(..) => WRITE_DB,
            Waits::Confirmation(..) => QUEUE,
        };
        if over == peer {
            self.waits = Waits::Tick;
        }
    }

    pub(super) fn on_crash(&mut self) {
        self.reset();
    }
}
