//! How soon all is handled after the last disturbance, and where that is not demanded. Knows settings and faults alone.

use super::emitter::Emitter;
use super::settings::Settings;
use super::system::{COMMIT, CONSUMER, EMITTER, HANDLE};
use crate::check::Watch;
use crate::parts::Retries;
use crate::sim::fault::{Fault, Nth};
use crate::sim::operation::OperationLaw;
use crate::sim::{ProcessId, Span};

/// So many messages more than the settings tell of are counted, because a scenario's own inputs may send them.
const EXTRA: u64 = 16;

/// Whether no more messages were sent than are counted.
pub(super) fn counts_all(settings: &Settings, emitter: &Emitter) -> bool {
    emitter.asked() <= settings.emit + EXTRA
}

/// The bound: after the last disturbance a message may still be in hand that is doomed in this life, because its
/// generation is over; one reply may not have come; then the consumer begins anew, and every message is sent, read,
/// handled and committed once.
///
/// Where something fails for ever, messages may be skipped, or each reply comes too late, nothing is demanded.
pub(super) fn within(settings: &Settings, watch: &Watch<'_>) -> Option<Span> {
    let latency = watch.latency_bound?;
    let Retries::AtMost(most) = settings.max_retries else { return None };
    if !settings.undecodable.is_empty() || !settings.without_correlation_id.is_empty() {
        return None;
    }
    if settings.may_skip() || settings.fire_only_after_message || fails_forever(watch) {
        return None;
    }
    let in_time = latency * 2 < shortest(watch, CONSUMER, settings.request_timeout);
    let handling = latency * 4 + watch.longest_gap(CONSUMER, settings.handler_time);
    let polls = settings.max_poll_interval.is_none_or(|limit| handling < shortest(watch, CONSUMER, limit));
    if settings.group && !(in_time && polls) {
        return None;
    }
    let gap = |process, span| watch.longest_gap(process, span);
    let timeout = gap(CONSUMER, settings.request_timeout);
    let doomed = handling * (u64::from(most) + 1) + timeout + gap(CONSUMER, settings.total_backoff()?);
    let asked = gap(CONSUMER, settings.poll_every) + latency * 4;
    let messages = settings.messages() + EXTRA;
    let sent = (latency * 2) * messages + gap(EMITTER, settings.request_timeout);
    Some(doomed + asked * 4 + sent + handling * messages)
}

/// Whether an operation that everything needs fails again and again, whenever it is.
fn fails_forever(watch: &Watch<'_>) -> bool {
    let needed = [HANDLE, COMMIT];
    let by_law = |law: &OperationLaw| matches!(law, OperationLaw::EveryKth(k) if *k > 0);
    let laws = needed.iter().filter_map(|operation| watch.operations.get(usize::from(operation.0)));
    let by_fault = |fault: &Fault<u16>| match fault {
        Fault::Fail { attempt } => {
            attempt.nth == Nth::All
                && needed.iter().any(|operation| u16::from(operation.0) == attempt.operation)
        }
        _ => false,
    };
    laws.into_iter().any(by_law) || watch.faults.iter().any(by_fault)
}

/// The shortest true time of what takes `span` by a process's clock, which may be fast.
fn shortest(watch: &Watch<'_>, process: ProcessId, span: Span) -> Span {
    const MILLION: u128 = 1_000_000;
    let drift = |fault: &Fault<u16>| match fault {
        Fault::Clock { process: whose, drift, .. } if *whose == process.0 => Some(*drift),
        _ => None,
    };
    let fast = watch.faults.iter().rev().find_map(drift).unwrap_or(0).max(0).unsigned_abs();
    Span::from_nanos((span.as_nanos() as u128 * MILLION / (MILLION + u128::from(fast))) as u64)
}
