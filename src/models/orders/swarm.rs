//! What a swarm draws: knobs, and what it adds to the workload. Knows no weather.

use super::letter::Input;
use super::money::{Amount, Currency, Key, Rate};
use super::settings::Settings;
use crate::check::{Dice, ExtraInput, Pace, Range};
use crate::sim::fault::{Nth, StepAddress};
use crate::sim::rng::below;
use crate::sim::{Span, Time};

/// The knobs but for the modes, which are not the reference's to draw.
pub(super) fn knobs() -> Vec<(&'static str, Range)> {
    let one_of = |values: &[&str]| Range::OneOf(values.iter().map(|value| value.to_string()).collect());
    vec![
        ("orders", Range::Between("1".into(), "4".into())),
        (
            "order_every",
            one_of(&["\"0s\"", "\"0s\"", "\"0s\"", "\"1ms\"", "\"20ms\"", "\"300ms\"", "\"600ms\""]),
        ),
        ("amount", one_of(&["\"0.01\"", "\"0.01\"", "\"0.01\"", "\"0.011\""])),
        ("cap", one_of(&["\"100\"", "\"100\"", "\"0.0000002\"", "\"0.0000004\""])),
        ("page_size", Range::Between("1".into(), "3".into())),
        ("price_time", one_of(&["\"0s\"", "\"0s\"", "\"10ms\""])),
        ("client_timeout", one_of(&["\"600ms\"", "\"800ms\""])),
        ("client_backoff", one_of(&["\"50ms\"", "\"100ms\""])),
        ("create_timeout", one_of(&["\"400ms\"", "\"500ms\""])),
        ("transaction_timeout", one_of(&["\"450ms\"", "\"600ms\""])),
        ("relay_every", one_of(&["\"50ms\"", "\"100ms\""])),
        ("repeat_after", one_of(&["\"100ms\"", "\"200ms\""])),
    ]
}

/// The time scale. An order takes more than a dozen messages one after the other, and all of them must fit into a
/// time-out: what is measured by it is a part of one. The workload is over when the last order has had about the time to
/// come through: weather that ended with its beginning would never meet a row.
pub(super) fn pace(settings: &Settings) -> Pace {
    let again = settings.client_timeout + settings.client_backoff;
    let repair = Span::from_nanos(again.as_nanos() / 16);
    let last = settings.first_order() + settings.order_every * settings.orders.saturating_sub(1);
    Pace { repair, workload: last + again }
}

/// The key of the workload's request of this number.
pub(super) fn key_of(request: u64) -> Key {
    Key::numbered(1 << 32 | request)
}

/// The inputs of one seed in the making.
struct Drawn<'a> {
    settings: &'a Settings,
    dice: &'a Dice,
    /// What has to do with each other happens within this time.
    soon: Span,
    next: u32,
    inputs: Vec<ExtraInput<Input>>,
}

/// What a seed adds: repeats of requests, with the same key or nearly so, before or after they are answered; changes of
/// the price; walks through the pages; something that is no order.
pub(super) fn inputs(settings: &Settings, latency: Span, dice: &Dice) -> Vec<ExtraInput<Input>> {
    let soon = latency.max(Span::from_millis(1)) * 20;
    let next = settings.orders as u32;
    let mut drawn = Drawn { settings, dice, soon, next, inputs: Vec::new() };
    // What is found with the first two is found with as few orders as can be.
    (0..settings.orders.min(2)).for_each(|request| drawn.repeat(request));
    drawn.change_the_price();
    drawn.walk();
    if dice.once_in("poison", 5) {
        let at = drawn.any_time("poison: at", 0);
        drawn.add(at, Input::Poison);
    }
    drawn.inputs
}

impl Drawn<'_> {
    fn any(&self, name: &str, index: u64, range: u64) -> u64 {
        below(self.dice.bits(name, index), range)
    }

    /// Right after the first step of a kind that is about a request.
    fn add_after(&mut self, (process, kind): (&str, &str), request: u32, input: Input) {
        let (process, kind) = (process.to_string(), kind.to_string());
        let after = Some(StepAddress { process, kind, item: Some(request), nth: Nth::One(1) });
        self.inputs.push(ExtraInput { at: None, after, input });
    }

    fn add(&mut self, at: Time, input: Input) {
        self.inputs.push(ExtraInput { at: Some(at), after: None, input });
    }

    /// While the workload lasts, or soon after.
    fn any_time(&self, name: &str, index: u64) -> Time {
        let pace = pace(self.settings);
        let range = (pace.workload + self.soon).as_nanos().max(1);
        Span::from_nanos(1 + self.any(name, index, range)).after_start()
    }

    fn order(&mut self, client: u8, currency: Currency, amount: Amount, key: Key) -> Input {
        self.next += 1;
        Input::Order { request: self.next - 1, client, currency, amount, key }
    }

    /// One request of the workload is made once more, in one seed of two, soon after it or after its answer; sometimes
    /// what makes it the same differs.
    fn repeat(&mut self, request: u64) {
        if self.any("repeat", request, 2) == 0 {
            return;
        }
        let (currency, amount) = match self.any("repeat: as", request, 6) {
            0 => (Currency::Usd, Amount::cents(2)),
            1 => (Currency::Eur, self.settings.amount),
            _ => (Currency::Usd, self.settings.amount),
        };
        let client = u8::from(self.any("repeat: by another", request, 4) == 0);
        let input = self.order(client, currency, amount, key_of(request));
        match self.any("repeat: when", request, 2) {
            0 => self.add_after(("client", "Answer"), request as u32, input),
            _ => {
                let asked = self.settings.first_order() + self.settings.order_every * request;
                let after = self.any("repeat: after", request, self.soon.as_nanos());
                self.add((asked + Span::from_nanos(after)).after_start(), input);
            }
        }
    }

    /// At any time, or right after an answer: before the request is repeated that then is repeated.
    fn change_the_price(&mut self) {
        for index in 0..self.any("prices", 0, 3) {
            let rate = Rate(self.settings.usd.0 / 10 * (5 + self.any("price: to", index, 12)));
            let input = Input::PriceChange { currency: Currency::Usd, rate };
            match self.any("price: when", index, 2) {
                0 => self.add_after(("client", "Answer"), 0, input),
                _ => self.add(self.any_time("price: at", index), input),
            }
        }
    }

    /// Up to three walks, in pages so small that there are several, at any time or while rows arrive.
    fn walk(&mut self) {
        for index in 0..self.any("walks", 0, 4) {
            let input = Input::Walk { size: None, after: None, pages: None };
            match self.any("walk: when", index, 2) {
                0 => self.add_after(("sync", "RowCommitted"), self.any("walk: row", index, 2) as u32, input),
                _ => {
                    let at = self.any_time("walk: at", index);
                    self.add(at + self.soon * self.any("walk: later", index, 6), input);
                }
            }
        }
    }
}
