//! Protocols that the tests start from.

use sooner::exact::{Copies, Link, Order, Protocol, Ticks};
use sooner::measure::Level;
use sooner::sim::{Span, Time};

/// Message, creation, data-entry tick, annotation tick.
pub(crate) const MCDA: Order = Order { message: 0, create: 1, data_entry: 2, annotation: 3 };
/// Message, creation, annotation tick, data-entry tick.
pub(crate) const MCAD: Order = Order { message: 0, create: 1, data_entry: 3, annotation: 2 };

pub(crate) fn ms(millis: u64) -> Span {
    Span::from_millis(millis)
}

pub(crate) fn at(millis: u64) -> Time {
    Time::from_millis(millis)
}

pub(crate) fn link(latency: u64) -> Link {
    Link { latency: vec![(ms(latency), 1.0)], loss: 0.0, copies: None }
}

pub(crate) fn ticks(first: u64, every: u64) -> Ticks {
    Ticks { first: ms(first), every: ms(every) }
}

/// A thousand fields, one each millisecond from 1 ms on, ticks each second, every attempt fails with probability 0.2.
pub(crate) fn demo(order: Order, latency: u64) -> Protocol {
    Protocol {
        fields: 1000,
        first_create: ms(1),
        create_every: ms(1),
        publish_on_create: true,
        data_entry: ticks(1000, 1000),
        annotation: ticks(1000, 1000),
        order,
        failures: [0.2; 3],
        links: [link(latency), link(latency), link(latency)],
        cuts: Vec::new(),
    }
}

/// So many fields, all at the start, created before the ticks.
pub(crate) fn burst(fields: u64, every: u64, latency: u64) -> Protocol {
    let ticks = ticks(every, every);
    Protocol {
        fields,
        first_create: Span::ZERO,
        create_every: Span::ZERO,
        data_entry: ticks,
        annotation: ticks,
        ..demo(MCDA, latency)
    }
}

pub(crate) fn level(text: &str) -> Level {
    text.parse().expect("a level")
}

/// Numbers that look random and are the same each time (Lehmer's generator).
pub(crate) struct Dice(pub u64);

impl Dice {
    pub(crate) fn below(&mut self, range: u64) -> u64 {
        if self.0 < 1_000 {
            self.0 = self.0 * 7_919 + 104_729;
        }
        self.0 = self.0 * 48_271 % 2_147_483_647;
        self.0 / 7 % range
    }

    /// A probability that is neither 0 nor 1.
    pub(crate) fn share(&mut self) -> f64 {
        (1 + self.below(98)) as f64 / 100.0
    }
}

/// Any of the 24 orders.
pub(crate) fn any_order(dice: &mut Dice) -> Order {
    let mut ranks = [0, 1, 2, 3];
    for last in (1..4).rev() {
        ranks.swap(last, dice.below(last as u64 + 1) as usize);
    }
    Order { message: ranks[0], create: ranks[1], data_entry: ranks[2], annotation: ranks[3] }
}

/// A link with so many latencies at most, of so many nanoseconds at most, with losses, and with copies if wanted.
pub(crate) fn random_link(dice: &mut Dice, latencies: u64, longest: u64, copies: bool) -> Link {
    let law = |dice: &mut Dice| -> Vec<(Span, f64)> {
        let number = 1 + dice.below(latencies);
        let mut spans: Vec<u64> = (0..number).map(|_| dice.below(longest + 1)).collect();
        spans.sort_unstable();
        spans.dedup();
        let share = 1.0 / spans.len() as f64;
        spans.into_iter().map(|span| (Span::from_nanos(span), share)).collect()
    };
    let latency = law(dice);
    let loss = if dice.below(2) == 0 { 0.0 } else { dice.share() / 2.0 };
    let copied = (copies && dice.below(2) == 0).then(|| Copies {
        probability: dice.share(),
        per_copy: dice.below(2) == 0,
        after: (dice.below(2) == 0).then(|| law(dice)),
    });
    Link { latency, loss, copies: copied }
}
