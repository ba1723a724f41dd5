//! The law of a scenario as text for people and as JSON for programs: every number with how it is known. Knows no file, no
//! terminal and no run.

use serde_json::{Map, Value, json};

use crate::exact::{Figure, Law, Protocol, Step, Tag, Tail};
use crate::measure::{Level, percent, several, thousands};
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

/// The law in lines.
pub fn text(protocol: &Protocol, law: &Law, asked: &Asked<'_>) -> String {
    let exact = Tag::Exact.word();
    let mut rows: Vec<[String; 3]> = Vec::new();
    let mut row = |key: &str, value: String, tag: &str| rows.push([key.to_string(), value, tag.to_string()]);
    row("fields", thousands(protocol.fields), "");
    let never = law.is_whole() && law.steps().is_empty();
    let untold = if never { "never" } else { "beyond what is computed" };
    let known = |told: bool| if told || never { exact } else { "" };
    let mean = law.mean();
    row(
        "mean",
        mean.map_or(if never { "infinite" } else { untold }.to_string(), span),
        known(mean.is_some()),
    );
    for level in quantiles() {
        let at = law.quantile(level);
        let value = at.map_or(untold.to_string(), |at| at.to_string());
        row(&level.to_string(), value, known(at.is_some()));
    }
    for deadline in asked.within {
        let at = deadline.after_start();
        let (told, known) = (probability(law.within(at), law.beyond(at)), known_at(law, at));
        let told = if known == Tag::Bound { format!("at least {told}") } else { told };
        row(&format!("by {deadline}"), told, known.word());
    }
    let horizon = asked.horizon.after_start();
    let missed = law.beyond(horizon);
    if missed > 1e-6 {
        let most = if known_at(law, horizon) == Tag::Bound { " at most" } else { "" };
        let words = format!("{} of all runs{most} do not settle by {}", percent(missed), asked.horizon);
        row("horizon", words, known_at(law, horizon).word());
    }
    for (key, value, tag) in tail(&law.tail()) {
        row(key, value, tag.word());
    }
    if let Some(growth) = law.growth() {
        let words =
            format!("{:.6}: of N fields, N C theta^n are open n intervals later", growth.constant.value);
        row("constant", words, growth.constant.tag.word());
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

/// How what the law says of an instant is known: after its last step it is a bound, unless nothing is left to come.
fn known_at(law: &Law, at: Time) -> Tag {
    let told = match law.steps().last() {
        Some(last) => at <= last.at || last.beyond == 0.0,
        None => law.is_whole(),
    };
    if told { Tag::Exact } else { Tag::Bound }
}

/// How the distribution falls off, in words.
fn tail(tail: &Tail) -> Vec<(&'static str, String, Tag)> {
    let Tail { rate, theta, bottleneck, per_decade } = tail;
    let rate_in_words = match rate.value {
        0.0 => format!("0: of what the {bottleneck} service republishes, nothing ever gets through"),
        f64::INFINITY => "none: one tick of each service is enough".to_string(),
        small if small < 1e-3 => {
            format!("{small:.3e} a second: the interval of {bottleneck} is the bottleneck")
        }
        rate => format!("{rate:.6} a second: the interval of {bottleneck} is the bottleneck"),
    };
    let growth = match per_decade.value {
        Span::MAX if rate.value == 0.0 => "no number of fields is ever consistent".to_string(),
        Span::MAX => "ten times as many fields take centuries longer".to_string(),
        more => format!(
            "ten times as many, created in the same time, take {} longer in the end",
            span(more.as_nanos() as f64)
        ),
    };
    let theta_in_words = match 1.0 - theta.value {
        closed if closed > 0.0 && closed < 1e-4 => format!("1 - {closed:.3e}"),
        _ if theta.value > 0.0 && theta.value < 1e-4 => format!("{:.3e}", theta.value),
        _ => format!("{:.6}", theta.value),
    };
    vec![
        ("rate", rate_in_words, rate.tag),
        ("theta", format!("{theta_in_words} of what is open is still open an interval later"), theta.tag),
        ("growth", growth, per_decade.tag),
    ]
}

/// The law as one JSON object, a key a line.
pub fn json(protocol: &Protocol, law: &Law, asked: &Asked<'_>) -> String {
    let figure = |value: Value, tag: Tag| json!({"value": value, "known": tag.word()});
    let exact = |value: Value| figure(value, Tag::Exact);
    let at = |level: Level| (level.to_string(), exact(json!(law.quantile(level).map(Time::as_nanos))));
    let within = |deadline: &Span| {
        let at = deadline.after_start();
        let known = known_at(law, at).word();
        json!({"deadline_ns": deadline.as_nanos(), "within": law.within(at), "beyond": law.beyond(at), "known": known})
    };
    let Tail { rate, theta, bottleneck, per_decade } = law.tail();
    let horizon = asked.horizon.after_start();
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
        "not_by_horizon": figure(json!(law.beyond(horizon)), known_at(law, horizon)),
        "rate_per_second": real(rate),
        "theta": real(theta),
        "bottleneck": bottleneck,
        "per_decade_ns": figure(json!((per_decade.value < Span::MAX).then(|| per_decade.value.as_nanos())), per_decade.tag),
        "constant": law.growth().map(|growth| real(growth.constant)),
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
