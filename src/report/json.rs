//! What programs read: an outcome or a description as one JSON object. Knows no file; keys are only ever added.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::num::NonZeroU32;

use serde_json::map::Entry;
use serde_json::{Map, Value, json};

use crate::check::{
    Description, Extent, Fact, HexDigest, Line, Missed, Outcome, Property, Smaller, Trouble, Verdict,
};
use crate::measure::{Quantile, Unreached};
use crate::sim::Time;
use crate::sim::operation::Attempts;
use crate::sim::world::Messages;

/// What a report says beside the outcome itself.
#[derive(Clone, Debug, Default)]
pub struct Beside<'a> {
    /// The scenario's text, where it was drawn.
    pub scenario: Option<&'a str>,
    /// The expectations that were missed; `None` where none were held against the run.
    pub missed: Option<&'a [Missed]>,
    /// The faults that nothing matched: number from 1, and as the file writes it.
    pub unmatched: &'a [(usize, String)],
    /// The trace, where it was asked for.
    pub trace: Option<&'a [Line]>,
}

/// An outcome as one JSON object, in lines.
pub fn outcome(outcome: &Outcome, beside: &Beside<'_>) -> String {
    let mut object = verdict(outcome);
    object.extend(tallies(outcome));
    // A list with an id for each of many items is written down straight from the outcome, when its turn comes.
    let mut ids: BTreeMap<&str, &[Option<NonZeroU32>]> = BTreeMap::new();
    for (name, fact) in &outcome.facts {
        let Entry::Vacant(place) = object.entry(*name) else { continue };
        match fact {
            Fact::Ids(all) => {
                ids.insert(name, all);
                place.insert(Value::Null);
            }
            other => {
                place.insert(value(other));
            }
        }
    }
    let exits = outcome.exits.iter();
    let exits = exits.map(|(at, who, code)| json!({"at_ns": at.as_nanos(), "process": who, "code": code}));
    object.insert("exits".into(), exits.collect());
    let unmatched = beside.unmatched.iter().map(|(number, fault)| json!({"number": number, "fault": fault}));
    object.insert("unmatched_faults".into(), unmatched.collect());
    let untriggered = outcome.untriggered.iter().map(|index| json!(index + 1));
    object.insert("untriggered_inputs".into(), untriggered.collect());
    let missed = |missed: &Missed| json!({"expected": missed.expected, "got": missed.got});
    let missed = beside.missed.map(|all| all.iter().map(missed).collect::<Value>());
    object.insert("missed".into(), missed.unwrap_or(Value::Null));
    if let Some(scenario) = beside.scenario {
        object.insert("scenario".into(), json!(scenario));
    }
    if let Some(lines) = beside.trace {
        object.insert("trace".into(), lines.iter().map(line).collect());
    }
    lines(&object, &ids)
}

/// One key a line, with its whole value: long lists stay on one line. Where there are ids for a null, they stand in
/// its place.
fn lines(object: &Map<String, Value>, ids: &BTreeMap<&str, &[Option<NonZeroU32>]>) -> String {
    let mut text = String::with_capacity(ids.values().map(|all| 8 * all.len()).sum::<usize>() + 4096);
    for (key, value) in object {
        text += if text.is_empty() { "{\n  " } else { ",\n  " };
        text += &format!("{}: ", json!(key));
        match ids.get(key.as_str()).filter(|_| value.is_null()) {
            Some(all) => write_ids(all, &mut text),
            None => text += &value.to_string(),
        }
    }
    text + "\n}"
}

fn write_ids(ids: &[Option<NonZeroU32>], text: &mut String) {
    text.push('[');
    for (index, id) in ids.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        let written = match id {
            Some(id) => write!(text, "{id}"),
            None => text.write_str("null"),
        };
        written.expect("memory takes everything that is written to it");
    }
    text.push(']');
}

/// The judgement and the instants.
fn verdict(outcome: &Outcome) -> Map<String, Value> {
    let nanos = |time: Option<Time>| time.map(Time::as_nanos);
    let (property, why, violated_at) = match &outcome.verdict {
        Verdict::Settled { .. } => (None, None, None),
        Verdict::Violated { property, at, why } => (Some(property), Some(why), Some(*at)),
        Verdict::Stalled { why, .. } => (None, Some(why), None),
    };
    let (done, total) = outcome.progress;
    object(json!({
        "model": outcome.model,
        "seed": outcome.seed,
        "verdict": outcome.verdict.word(),
        "property": property,
        "why": why,
        "violated_at_ns": nanos(violated_at),
        "settled_at_ns": nanos(outcome.settled_at),
        "quiet_at_ns": nanos(outcome.quiet_at),
        "ended_at_ns": outcome.ended_at.as_nanos(),
        "disturbed_at_ns": outcome.disturbed_at.as_nanos(),
        "steps": outcome.steps,
        "digest": HexDigest(outcome.digest).to_string(),
        "progress": {"done": done, "total": total},
    }))
}

/// The counts by kind of message and by operation.
fn tallies(outcome: &Outcome) -> Map<String, Value> {
    let sends = outcome.messages.iter().map(|(kind, it)| (kind.to_string(), json!(it.sent)));
    let messages = outcome.messages.iter().map(|(kind, it)| (kind.to_string(), fates(it)));
    let attempts = outcome.attempts.iter().map(|(name, it)| (name.to_string(), json!(it.made)));
    let failures = outcome.attempts.iter().map(|(name, it)| (name.to_string(), failures(it)));
    object(json!({
        "sends": sends.collect::<Map<_, _>>(),
        "messages": messages.collect::<Map<_, _>>(),
        "attempts": attempts.collect::<Map<_, _>>(),
        "failures": failures.collect::<Map<_, _>>(),
    }))
}

/// A scenario that was made smaller, as one JSON object; `file` is where it was written.
pub fn smaller(smaller: &Smaller, file: &str) -> String {
    let extent = |extent: &Extent| json!({"faults": extent.faults, "items": extent.items});
    let mut object = verdict(&smaller.outcome);
    object.extend(self::object(json!({
        "file": file,
        "failure": smaller.failure.to_string(),
        "story": smaller.story,
        "before": extent(&smaller.before),
        "after": extent(&smaller.after),
        "runs": smaller.runs,
        "complete": smaller.complete,
    })));
    lines(&object, &BTreeMap::new())
}

fn fates(messages: &Messages) -> Value {
    json!({
        "sent": messages.sent,
        "duplicated": messages.duplicated,
        "delivered": messages.delivered,
        "dropped": messages.dropped,
        "lost_to_down": messages.lost_to_down,
        "in_flight": messages.in_flight,
    })
}

fn failures(attempts: &Attempts) -> Value {
    json!({"by_law": attempts.failed, "by_fault": attempts.forced})
}

fn value(fact: &Fact) -> Value {
    match fact {
        Fact::Nothing(()) => Value::Null,
        Fact::Number(number) => json!(number),
        Fact::Text(text) => json!(text),
        Fact::Ids(ids) => json!(ids),
        Fact::List(facts) => facts.iter().map(value).collect(),
    }
}

fn line(line: &Line) -> Value {
    let step = (line.step > 0).then_some(line.step);
    json!({
        "step": step,
        "at_ns": line.at.as_nanos(),
        "process": line.process,
        "what": line.what,
        "items": line.items,
        "detail": line.detail(None),
    })
}

/// Models as one JSON array.
pub fn descriptions(models: &[Description]) -> String {
    pretty(&models.iter().map(description).collect())
}

fn description(model: &Description) -> Value {
    let knobs = model.knobs.iter();
    let knobs = knobs.map(
        |knob| json!({"name": knob.name, "kind": knob.kind, "default": knob.default, "about": knob.about}),
    );
    let named =
        |them: &[Property]| them.iter().map(|it| json!({"name": it.name, "about": it.about})).collect();
    let demands = model.demands.iter().map(|demand| {
        let unless = demand.unless.iter().map(Trouble::words).collect::<Vec<_>>();
        json!({"property": demand.property, "unless": unless})
    });
    let [properties, reached, facts]: [Value; 3] = [model.properties, model.reached, model.facts].map(named);
    json!({
        "name": model.name,
        "about": model.about,
        "knobs": knobs.collect::<Value>(),
        "processes": model.processes,
        "messages": model.messages,
        "timers": model.timers,
        "inputs": model.inputs,
        "operations": model.operations,
        "ranks": model.ranks,
        "properties": properties,
        "demands": demands.collect::<Value>(),
        "reached": reached,
        "swarm": model.swarm.iter().map(|(knob, range)| json!({"knob": knob, "from": range})).collect::<Value>(),
        "facts": facts,
    })
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => unreachable!("an object was written down, not {other}"),
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("every value here has text keys")
}

/// A quantile with its limits, in nanoseconds.
pub(super) fn figures(quantile: &Quantile) -> Map<String, Value> {
    let nanos = |time: Option<Time>| json!(time.map(Time::as_nanos));
    let pairs = [
        ("value_ns", nanos(quantile.value.map(|(time, _)| time))),
        ("seed", json!(quantile.value.map(|(_, seed)| seed))),
        ("low_ns", nanos(quantile.low)),
        ("high_ns", nanos(quantile.high)),
        ("high_needs_seeds", json!(quantile.needs)),
    ];
    pairs.into_iter().map(|(key, value)| (key.to_string(), value)).collect()
}

/// The runs that did not become consistent, by why.
pub(super) fn unreached(unreached: Unreached) -> Value {
    let Unreached { horizon, step_limit, violated } = unreached;
    json!({"horizon": horizon, "step_limit": step_limit, "violated": violated})
}
