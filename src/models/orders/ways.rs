//! The ways between the processes: who sends what to whom, and over which connections. Knows no run.

use std::ops::RangeInclusive;

use super::letter::Input;
use super::service::{CLIENT, CREATE, FETCH, NAMES, PRICE, QUEUE, READ_DB, READER, RELAY, SYNC, WRITE_DB};
use super::settings::{Publish, Settings};
use crate::check::LinkWeather;
use crate::sim::{ProcessId, Span};

/// How long a connection survives a cut.
const KEEPALIVE: Span = Span::from_secs(10);

/// Pairs that talk over a connection, on which nothing overtakes.
const CONNECTIONS: [(ProcessId, ProcessId); 6] =
    [(CREATE, WRITE_DB), (RELAY, WRITE_DB), (RELAY, QUEUE), (CREATE, QUEUE), (QUEUE, SYNC), (SYNC, READ_DB)];

/// Who sends and who receives each kind of message, in the order of the kinds. The publisher stands as the relay.
const WAYS: [(ProcessId, ProcessId); 32] = [
    (CLIENT, CREATE),
    (CREATE, CLIENT),
    (CREATE, PRICE),
    (PRICE, CREATE),
    (CREATE, WRITE_DB),
    (WRITE_DB, CREATE),
    (CREATE, WRITE_DB),
    (WRITE_DB, CREATE),
    (CREATE, WRITE_DB),
    (WRITE_DB, CREATE),
    (CREATE, WRITE_DB),
    (WRITE_DB, CREATE),
    (CREATE, WRITE_DB),
    (CREATE, WRITE_DB),
    (WRITE_DB, CREATE),
    (RELAY, WRITE_DB),
    (WRITE_DB, RELAY),
    (RELAY, WRITE_DB),
    (WRITE_DB, RELAY),
    (RELAY, QUEUE),
    (QUEUE, RELAY),
    (SYNC, QUEUE),
    (QUEUE, SYNC),
    (SYNC, QUEUE),
    (SYNC, READ_DB),
    (READ_DB, SYNC),
    (SYNC, READ_DB),
    (READ_DB, SYNC),
    (READER, FETCH),
    (FETCH, READ_DB),
    (READ_DB, FETCH),
    (FETCH, READER),
];
const PUBLISH: usize = 19;
const CONFIRMED: usize = 20;
/// The kinds of messages that a delivery takes, from the queue to the read database and back.
pub(super) const DELIVERING: RangeInclusive<usize> = 21..=27;

/// Whose each kind of timer is, then for whom each kind of input.
const OWN: [ProcessId; 13] =
    [CLIENT, CLIENT, CREATE, PRICE, WRITE_DB, RELAY, SYNC, READER, WRITE_DB, CLIENT, PRICE, READER, QUEUE];

/// Who publishes.
fn publisher(settings: &Settings) -> ProcessId {
    if settings.publish == Publish::Outbox { RELAY } else { CREATE }
}

/// From whom to whom messages of a kind go.
pub(super) fn way(settings: &Settings, kind: usize) -> (ProcessId, ProcessId) {
    match kind {
        PUBLISH => (publisher(settings), QUEUE),
        CONFIRMED => (QUEUE, publisher(settings)),
        kind => WAYS[kind],
    }
}

/// Who takes a step of a kind, counted over messages, then timers, then inputs.
pub(super) fn taker(settings: &Settings, kind: usize) -> ProcessId {
    match kind.checked_sub(WAYS.len()) {
        None => way(settings, kind).1,
        Some(own) => OWN[own],
    }
}

/// For whom an input is.
pub(super) fn recipient(input: &Input) -> ProcessId {
    match input {
        Input::Order { .. } => CLIENT,
        Input::PriceChange { .. } => PRICE,
        Input::Walk { .. } => READER,
        Input::Poison => QUEUE,
    }
}

/// The laws of the links: a connection keeps the order of what is sent over it.
pub(super) fn links() -> Vec<LinkWeather> {
    let name = |process: ProcessId| Some(NAMES[process.index()].to_string());
    let link = |(from, to)| LinkWeather {
        from: name(from),
        to: name(to),
        fifo: Some(true),
        connection: Some(KEEPALIVE),
        ..LinkWeather::default()
    };
    CONNECTIONS.iter().flat_map(|&(a, b)| [link((a, b)), link((b, a))]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::orders::{Letter, Tick};
    use crate::sim::Label;

    #[test]
    fn every_kind_has_its_way() {
        assert_eq!(WAYS.len(), Letter::KINDS.len());
        assert_eq!(OWN.len(), Tick::KINDS.len() + Input::KINDS.len());
        assert_eq!((Letter::KINDS[PUBLISH], Letter::KINDS[CONFIRMED]), ("Publish", "Confirmed"));
        let delivering = ["Ready", "Deliver", "Ack", "InsertRow", "RowInserted", "CommitRow", "RowCommitted"];
        assert_eq!(Letter::KINDS[DELIVERING], delivering);
    }
}
