//! The law of a scenario as text for people and as JSON for programs: every number with how it is known. Knows no file, no
//! terminal and no run.

use serde_json::{Map, Value, json};

use crate::exact::{Figure, Law, Protocol, Step, Tag, Tail};
use crate::measure::{Level, several, thousands};
use crate::sim::{Span, Time};

/// The quantiles that are told, and how rare what lies beyond them is.
const QUANTILES: [&str; 6] = ["p50", "p90", "p99", "p99.9", "p99.99", "p99.9999999"];

/// What is asked of a law beside what is always told.
pub struct Asked<'a> {
    /// The deadlines whose probability is wanted.
    pub within: &'a [Span],
    /// The horizon of the scenario: runs are watched no longer.
    pub horizon: Span,
}

fn quantiles() -> impl Iterator<Item = Level> {
    QUANTILES.iter().map(|text| text.parse().expect("these are quantiles"))
}

/// Nanoseconds as a length of time to ten microseconds, which is as much as anybody reads.
fn span(nanos: f64) -> String {
    match nanos.is_finite() && nanos >= 0.0 {
        true => Span::from_nanos((nanos / 1e4).round() as u64 * 10_000).to_string(),
        false => "never".to_string(),
    }
}

/// A probability near 0 or 1 as what is missing of it.
fn probability(within: f64, beyond: f64) -> String {
    match beyond {
        _ if within == 0.0 => "0".to_string(),
        0.0 => "1".to_string(),
        _ if beyond < 1e-4 => format!("1 - {beyond:.3e}"),
        _ if within < 1e-4 => format!("{within:.3e}"),
        _ => format!("{within:.6}"),
    }
}

/// Whether the law's steps go as far as this: after the last one it only knows that nothing gets worse.
fn is_known(law: &Law, at: Time) -> bool {
    law.steps().last().is_none_or(|last| at <= last.at || last.beyond == 0.0)
}

/// The law in lines.
pub fn text(protocol: &Protocol, law: &Law, asked: &Asked<'_>) -> String {
    let exact = Tag::Exact.word();
    let mut rows: Vec<[String; 3]> = Vec::new();
    let mut row = |key: &str, value: String, tag: &str| rows.push([key.to_string(), value, tag.to_string()]);
    row("fields", thousands(protocol.fields), "");
    row("mean", law.mean().map_or("infinite".to_string(), span), exact);
    for level in quantiles() {
        let value = law.quantile(level).map_or("beyond what is computed".to_string(), |at| at.to_string());
        row(&level.to_string(), value, exact);
    }
    for deadline in asked.within {
        let at = deadline.after_start();
        let told = probability(law.within(at), law.beyond(at));
        match is_known(law, at) {
            true => row(&format!("by {deadline}"), told, exact),
            false => row(&format!("by {deadline}"), format!("at least {told}"), Tag::Bound.word()),
        }
    }
    let horizon = asked.horizon.after_start();
    let missed = law.beyond(horizon);
    if missed > 1e-12 {
        let (most, tag) = match is_known(law, horizon) {
            true => ("", exact),
            false => ("at most ", Tag::Bound.word()),
        };
        row("horizon", format!("{most}{missed:.3e} of all runs do not settle by {}", asked.horizon), tag);
    }
    for (key, value, tag) in tail(&law.tail()) {
        row(key, value, tag.word());
    }
    if let Some(messages) = law.messages() {
        let per_field = |number: f64| format!("{:.4}", number / protocol.fields as f64);
        let all = [messages.publish, messages.annotate, messages.ack];
        let words = format!(
            "{} a field: {} to publish, {} to annotate, {} to acknowledge",
            per_field(all.iter().sum()),
            per_field(all[0]),
            per_field(all[1]),
            per_field(all[2])
        );
        row("messages", words, exact);
    }
    let keys = rows.iter().map(|row| row[0].chars().count()).max().unwrap_or(0);
    let line = |row: &[String; 3]| {
        let tag = if row[2].is_empty() { String::new() } else { format!("  ({})", row[2]) };
        format!("{:<keys$}  {}{tag}\n", row[0], row[1])
    };
    rows.iter().map(line).collect()
}

/// How the distribution falls off, in words.
fn tail(tail: &Tail) -> Vec<(&'static str, String, Tag)> {
    vec![
        (
            "rate",
            format!("{:.6} a second: the {} is the bottleneck", tail.rate.value, tail.bottleneck),
            tail.rate.tag,
        ),
        (
            "theta",
            format!("{:.6} of what is open is still open an interval later", tail.theta.value),
            tail.theta.tag,
        ),
        (
            "growth",
            format!("ten times as many fields take {} longer", span(tail.per_decade.value.as_nanos() as f64)),
            tail.per_decade.tag,
        ),
    ]
}

/// The law as one JSON object, a key a line.
pub fn json(protocol: &Protocol, law: &Law, asked: &Asked<'_>) -> String {
    let figure = |value: Value, tag: Tag| json!({"value": value, "known": tag.word()});
    let exact = |value: Value| figure(value, Tag::Exact);
    let at = |level: Level| (level.to_string(), exact(json!(law.quantile(level).map(Time::as_nanos))));
    let within = |deadline: &Span| {
        let at = deadline.after_start();
        let known = if is_known(law, at) { Tag::Exact } else { Tag::Bound }.word();
        json!({"deadline_ns": deadline.as_nanos(), "within": law.within(at), "beyond": law.beyond(at), "known": known})
    };
    let horizon = asked.horizon.after_start();
    let Tail { rate, theta, bottleneck, per_decade } = law.tail();
    let real = |one: Figure<f64>| figure(json!(one.value), one.tag);
    let step = |step: &Step| json!([step.at.as_nanos(), step.within, step.beyond]);
    let messages = law.messages().map(
        |all| json!({"publish": all.publish, "annotate": all.annotate, "ack": all.ack, "known": "exact"}),
    );
    let object = json!({
        "fields": protocol.fields,
        "mean_ns": exact(json!(law.mean())),
        "quantiles_ns": quantiles().map(at).collect::<Map<_, _>>(),
        "deadlines": asked.within.iter().map(within).collect::<Value>(),
        "not_by_horizon": figure(json!(law.beyond(horizon)), if is_known(law, horizon) { Tag::Exact } else { Tag::Bound }),
        "rate_per_second": real(rate),
        "theta": real(theta),
        "bottleneck": bottleneck,
        "per_decade_ns": figure(json!(per_decade.value.as_nanos()), per_decade.tag),
        "messages": messages,
        "columns": ["time_ns", "within", "beyond"],
        "steps": law.steps().iter().map(step).collect::<Value>(),
    });
    lines(object)
}

/// Why there is no law, as JSON.
pub fn no_law(why: &str) -> String {
    lines(json!({"no_law": why}))
}

/// A JSON object, a key a line.
pub(super) fn lines(object: Value) -> String {
    let Value::Object(object) = object else { unreachable!("an object was written down") };
    let lines = object.iter().map(|(key, value)| format!("  {}: {value}", json!(key)));
    format!("{{\n{}\n}}", lines.collect::<Vec<_>>().join(",\n"))
}

/// What the law is of, in a sentence.
pub fn about(protocol: &Protocol) -> String {
    let last = protocol.first_create + protocol.create_every * protocol.fields.saturating_sub(1);
    let order = protocol.order;
    let mut ranks = [
        (order.message, "messages"),
        (order.create, "creation"),
        (order.data_entry, "data-entry tick"),
        (order.annotation, "annotation tick"),
    ];
    ranks.sort_unstable();
    let names: Vec<&str> = ranks.iter().map(|(_, name)| *name).collect();
    format!(
        "{}, the last created at {last}; data entry republishes every {}, the annotation service every {}; \
         at one instant: {}",
        several(protocol.fields, "field"),
        protocol.data_entry.every,
        protocol.annotation.every,
        names.join(", ")
    )
}
