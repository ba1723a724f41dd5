//! By when all must be well again after the last disturbance. Knows no run.

use super::properties::LIVENESS;
use super::service::{CLIENT, CREATE, RELAY, SYNC, WRITE_DB};
use super::settings::Settings;
use crate::check::Watch;
use crate::sim::Span;

/// How many messages follow one another from a request to its answer: the price, four statements or a publication, and
/// twice the way to the client.
const ANSWER: u64 = 14;
/// How long a transaction holds the running total, in messages: three replies and three statements.
const HOLDS: u64 = 6;
/// How many messages a row takes from the outbox to the queue, or from there to the read model.
const COPY: u64 = 8;
/// How many requests there may be besides those of the workload.
const ADDED: u64 = 8;

/// How many requests the bound is made for.
pub(super) fn requests(settings: &Settings) -> u64 {
    settings.orders.saturating_add(ADDED)
}

/// How long after the last disturbance every client has its answer and what was written can be read. None where some
/// time-out is shorter than what it waits for: then there is no such bound; nor where publications may be lost unnoticed.
///
/// What was begun before the last disturbance is over after a transaction's time-out, or two of the create service's. From
/// then on a request that is asked for once more is answered, or was kept waiting by so many others that have then been
/// answered: of those, as many as hold the running total within the shortest time-out. What was committed is published
/// once the relay has given up what it waited for, and read once the sync service has.
pub(super) fn within(settings: &Settings, watch: &Watch<'_>) -> Option<Span> {
    let latency = watch.latency_bound?;
    let (client, backoff) = (settings.client_timeout, settings.client_backoff);
    let (create, transaction) = (settings.create_timeout, settings.transaction_timeout);
    let shortest = client.min(create).min(transaction);
    let answer = latency * ANSWER + settings.price_time;
    if settings.waives(LIVENESS) {
        return None;
    }
    if !settings.confirms || answer >= shortest || latency * 2 >= settings.repeat_after {
        return None;
    }
    let requests = requests(settings);
    // All who ask at once stand in line; so many are through before the last of them gives up.
    let holds = (latency * HOLDS).as_nanos().max(1);
    let at_once = 1 + (shortest - answer).as_nanos() / holds;
    let rounds = requests.div_ceil(at_once);
    let over = watch.longest_gap(WRITE_DB, transaction).max(watch.longest_gap(CREATE, create) * 2);
    let again = watch.longest_gap(CLIENT, client) + watch.longest_gap(CLIENT, backoff);
    let relay = watch.longest_gap(RELAY, settings.repeat_after + settings.relay_every) * 2;
    let sync = watch.longest_gap(SYNC, settings.repeat_after) * 3;
    let copies = latency * (COPY * requests);
    Some(over + again * (rounds + 1) + answer + relay + sync + copies + latency * 4)
}
