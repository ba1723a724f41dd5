//! The price service: it knows the price of a bitcoin in each currency, and nothing of orders.

use super::letter::{Input, Letter, Tick};
use super::money::{Currency, Rate};
use super::records::TransactionId;
use super::service::{CREATE, Service};
use super::settings::Settings;
use super::system::PRICING;
use crate::sim::{Context, ProcessId, Span};

/// The price service. It is somebody else's: prices survive its crash.
#[derive(Clone, Debug)]
pub struct Price {
    first: [Rate; 3],
    rates: [Rate; 3],
    time: Span,
}

impl Price {
    pub(super) fn new(settings: &Settings) -> Price {
        let first = [settings.usd, settings.eur, settings.gbp];
        Price { first, rates: first, time: settings.price_time }
    }

    pub(super) fn reset(&mut self) {
        self.rates = self.first;
    }

    /// The present price.
    pub(super) fn rate(&self, currency: Currency) -> Option<Rate> {
        self.rates.get(currency as usize).copied()
    }

    pub(super) fn on_start(&mut self, _: &mut impl Context<Service>) {}

    #[inline]
    pub(super) fn on_message(&mut self, _: ProcessId, letter: Letter, ctx: &mut impl Context<Service>) {
        let Letter::AskPrice(transaction, request, currency) = letter else {
            unreachable!("{letter:?} is not for the price service")
        };
        match self.time {
            Span::ZERO => self.look_up(transaction, request, currency, ctx),
            time => ctx.then_after(Tick::LookUp(transaction, request, currency), time),
        }
    }

    fn look_up(
        &mut self,
        transaction: TransactionId,
        request: u32,
        currency: Currency,
        ctx: &mut impl Context<Service>,
    ) {
        let known = ctx.attempt(PRICING, request);
        let rate = self.rate(currency).filter(|_| known);
        ctx.send(CREATE, Letter::Price(transaction, request, rate));
    }

    pub(super) fn on_tick(&mut self, tick: Tick, ctx: &mut impl Context<Service>) {
        if let Tick::LookUp(transaction, request, currency) = tick {
            self.look_up(transaction, request, currency, ctx);
        }
    }

    pub(super) fn on_input(&mut self, input: Input, _: &mut impl Context<Service>) {
        if let Input::PriceChange { currency, rate } = input
            && let Some(place) = self.rates.get_mut(currency as usize)
        {
            *place = rate;
        }
    }

    pub(super) fn on_disconnect(&mut self, _: ProcessId, _: &mut impl Context<Service>) {}

    pub(super) fn on_crash(&mut self) {}
}
