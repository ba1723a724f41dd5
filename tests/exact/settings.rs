//! Protocols that the tests start from.

use sooner::exact::{Link, Order, Protocol, Ticks};
use sooner::measure::Level;
use sooner::sim::{Span, Time};

/// Message, creation, data-entry tick, annotation tick.
pub const MCDA: Order = Order { message: 0, create: 1, data_entry: 2, annotation: 3 };
/// Message, creation, annotation tick, data-entry tick.
pub const MCAD: Order = Order { message: 0, create: 1, data_entry: 3, annotation: 2 };

pub fn ms(millis: u64) -> Span {
    Span::from_millis(millis)
}

pub fn at(millis: u64) -> Time {
    Time::from_millis(millis)
}

pub fn link(latency: u64) -> Link {
    Link { latency: vec![(ms(latency), 1.0)], loss: 0.0, copies: None }
}

pub fn ticks(first: u64, every: u64) -> Ticks {
    Ticks { first: ms(first), every: ms(every) }
}

/// A thousand fields, one each millisecond from 1 ms on, ticks each second, every attempt fails with probability 0.2.
pub fn demo(order: Order, latency: u64) -> Protocol {
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
pub fn burst(fields: u64, every: u64, latency: u64) -> Protocol {
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

pub fn level(text: &str) -> Level {
    text.parse().expect("a level")
}

/// In milliseconds, to two decimals.
pub fn in_ms(nanos: f64) -> String {
    format!("{:.2}", nanos / 1e6)
}
