//! The largest safe intervals as text for people and as JSON for programs. Knows no file, no terminal and no run.

use serde_json::{Value, json};

use crate::exact::{Figure, Point, Tag, Tuning};
use crate::measure::percent;
use crate::sim::{Span, Time};

/// The tuning in lines.
pub fn text(tuning: &Tuning) -> String {
    let Tuning { within, probability, largest, too_long, safe, balanced, round_trip, shorter } = tuning;
    let wanted = percent(probability.get());
    let mut lines = vec![
        format!(
            "wanted    consistent by {within} in at least {wanted} of all runs; ticks come at R, 2 R, .."
        ),
        String::new(),
        format!(
            "{:<22} {:>13} {:>13}  {:<14}{:>10}{:>12}",
            "", "R data-entry", "R annotation", "not in time", "p99.9", "messages"
        ),
    ];
    let mut row = |name: &str, point: &Point, known: &str| {
        let messages = point.messages.map_or("?".to_string(), |messages| format!("{messages:.3}"));
        let p999 = point.p999.map_or("?".to_string(), |at| rounded(at.as_nanos()));
        let [data_entry, annotation] =
            [point.data_entry, point.annotation].map(|span| rounded(span.as_nanos()));
        let known = if known.is_empty() { String::new() } else { format!("  ({known})") };
        lines.push(format!(
            "{name:<22} {data_entry:>13} {annotation:>13}  {:<14}{p999:>10}{messages:>12}{known}",
            missed(point)
        ));
    };
    row("largest (R_max)", &largest.value, largest.tag.word());
    let longer_too = too_long.beyond <= probability.beyond();
    row("  1 ns longer", too_long, if longer_too { "enough, too" } else { "not enough" });
    row("safe (R_safe)", &safe.value, safe.tag.word());
    if let Some(Figure { value, tag }) = balanced {
        row("balanced", value, tag.word());
    }
    for point in shorter {
        let knee = if point.annotation == *round_trip { "at the knee" } else { "shorter" };
        row(knee, point, "");
    }
    lines.push(String::new());
    lines.push(what_is_safe(tuning).to_string());
    if let Some(Figure { value, .. }) = balanced {
        let ratio = value.annotation.as_nanos() as f64 / value.data_entry.as_nanos().max(1) as f64;
        lines.push(format!(
            "Balanced: at R_a/R_d = {ratio:.3} both services are equally much the bottleneck."
        ));
    }
    lines.push(match *round_trip {
        Span::ZERO => "Without latency shorter intervals cost no more messages.".to_string(),
        knee => format!(
            "The knee is at a whole cascade's {knee}: shorter intervals repeat what is under way already."
        ),
    });
    lines.push("Messages are those that a field costs on average, copies apart.".to_string());
    lines.join("\n") + "\n"
}

/// Which intervals are short enough, as far as that is known.
fn what_is_safe(Tuning { within, probability, largest, too_long, safe, .. }: &Tuning) -> &'static str {
    let any = too_long.beyond <= probability.beyond() && largest.value.annotation >= *within;
    match (safe.tag, safe.value.annotation == largest.value.annotation) {
        _ if any => "No tick is needed before then: intervals may be as long as they like.",
        (Tag::Exact, true) => "Every interval up to R_max is short enough.",
        (Tag::Exact, false) => {
            "Every interval up to R_safe is short enough; between it and R_max not every one is."
        }
        _ => "Below R_safe no interval was found that is too long; that there is none is not proved.",
    }
}

/// How likely the deadline is missed; the law does not go on below this.
const LEAST: f64 = 1e-15;

fn missed(point: &Point) -> String {
    match point.beyond {
        0.0 => "0".to_string(),
        beyond if beyond < LEAST => format!("< {LEAST:e}"),
        beyond => format!("{beyond:.4e}"),
    }
}

/// To a microsecond: what an interval is set to.
fn rounded(nanos: u64) -> String {
    crate::measure::span(nanos, 1_000_000)
}

/// The tuning as one JSON object, a key a line.
pub fn json(tuning: &Tuning) -> String {
    let point = |point: &Point, known: &str| {
        json!({
            "data_entry_every_ns": point.data_entry.as_nanos(),
            "annotation_every_ns": point.annotation.as_nanos(),
            "within": point.within,
            "beyond": point.beyond,
            "p99.9_ns": point.p999.map(Time::as_nanos),
            "messages_a_field": point.messages,
            "known": known,
        })
    };
    let known =
        |one: &Point| if one.beyond < LEAST && one.beyond > 0.0 { Tag::Bound } else { Tag::Exact }.word();
    let figure = |figure: &Figure<Point>| point(&figure.value, figure.tag.word());
    let object = json!({
        "within_ns": tuning.within.as_nanos(),
        "probability": tuning.probability.get(),
        "largest": figure(&tuning.largest),
        "too_long": point(&tuning.too_long, "exact"),
        "safe": figure(&tuning.safe),
        "balanced": tuning.balanced.as_ref().map(figure),
        "round_trip_ns": tuning.round_trip.as_nanos(),
        "shorter": tuning.shorter.iter().map(|one| point(one, known(one))).collect::<Value>(),
    });
    super::law::lines(object)
}
