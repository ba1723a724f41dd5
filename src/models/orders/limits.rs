//! Which knobs are refused, what a user should hear of them, and by when all must be well. Knows no run.

use super::money::Btc;
use super::properties::PROPERTIES;
use super::settings::{Amounts, Settings};
use crate::check::Refusal;
use crate::sim::Span;
use crate::sim::operation::OperationLaw;

/// What an order costs in all databases, in the queue, in the occurrence counters and in the properties, in bytes.
const BYTES_PER_ORDER: u64 = 1024;
/// More than this is refused before anything is allocated.
const MOST_BYTES: u64 = 8 << 30;
/// How many requests a scenario may add, by their numbers.
const ADDED: u64 = 1 << 20;

/// Refuses knobs with which nothing can be run.
pub(super) fn check(settings: &Settings) -> Result<(), Refusal> {
    let bytes = settings.orders.saturating_mul(BYTES_PER_ORDER);
    if bytes > MOST_BYTES {
        let message = format!("{} orders would need about {bytes} bytes of memory", settings.orders);
        let hint = Some(format!("at most {} fit", MOST_BYTES / BYTES_PER_ORDER));
        return Err(Refusal { knob: "orders", message, hint });
    }
    let spans = [
        ("client_timeout", settings.client_timeout, "an answer that may take no time never comes in time"),
        ("client_backoff", settings.client_backoff, "a client that asks again at once could ask for ever"),
        ("create_timeout", settings.create_timeout, "a request that may take no time is never answered"),
        ("transaction_timeout", settings.transaction_timeout, "no transaction is over in no time"),
        ("relay_every", settings.relay_every, "a tick needs an interval above zero"),
        ("repeat_after", settings.repeat_after, "what is repeated at once is repeated for ever"),
    ];
    let is_known = |name: &String| PROPERTIES.iter().any(|property| property.name == name.as_str());
    if let Some(name) = settings.waive.iter().find(|name| !is_known(name)) {
        let names: Vec<&str> = PROPERTIES.iter().map(|property| property.name).collect();
        let hint = Some(format!("there is {}", names.join(", ")));
        return Err(Refusal { knob: "waive", message: format!("there is no property `{name}`"), hint });
    }
    match spans.into_iter().find(|(_, span, _)| *span == Span::ZERO) {
        None => Ok(()),
        Some((knob, _, message)) => {
            let hint = Some("write a duration like \"1s\"".to_string());
            Err(Refusal { knob, message: message.to_string(), hint })
        }
    }
}

/// Requests are numbered from 0: those of the workload, then those that a scenario adds.
pub(super) fn check_item(settings: &Settings, item: u32) -> Result<(), String> {
    let end = settings.orders + ADDED;
    match u64::from(item) < end {
        true => Ok(()),
        false => Err(format!("there can be no request {item}; the last number is {}", end - 1)),
    }
}

/// What a user should hear before a run.
pub(super) fn warnings(settings: &Settings, laws: &[OperationLaw], names: &[&str]) -> Vec<String> {
    let mut warnings = Vec::new();
    let never = |law: &OperationLaw| match law {
        OperationLaw::EveryKth(k) => *k == 1,
        OperationLaw::Chance(threshold) => threshold.hit(u64::MAX),
        _ => false,
    };
    for (name, _) in names.iter().zip(laws).filter(|(_, law)| never(law)) {
        warnings.push(format!("every attempt of `{name}` fails: this can never become consistent"));
    }
    if settings.cap == Btc(0) {
        warnings.push("the book holds nothing (`cap` is 0): every order is refused with 409".to_string());
    }
    if settings.orders > 0 && !settings.amount.is_valid(settings.amounts == Amounts::Shipped) {
        let amount = settings.amount;
        warnings
            .push(format!("the amount {amount} is refused with 422, and so is every order of the workload"));
    }
    if settings.create_timeout >= settings.client_timeout {
        warnings.push(format!(
            "a client asks again after {} (`client_timeout`), before the create service gives up, after {} \
             (`create_timeout`)",
            settings.client_timeout, settings.create_timeout
        ));
    }
    warnings
}
