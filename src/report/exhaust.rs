//! What came of every set of a few faults, as text and as JSON. Knows no file or terminal.

use serde_json::{Map, Value, json};

use crate::check::{Exhausted, HexDigest, Problem, STALLS, SetsOfSize, Verdict};
use crate::measure::{several, thousands};

/// The result, a sentence a line; without the scenario of the smallest breaking set.
pub fn lines<S>(exhausted: &Exhausted<S>) -> Vec<String> {
    let Exhausted { faults, base, sizes, smallest } = exhausted;
    let mut lines = Vec::new();
    match smallest {
        None => {
            let (sets, tried) = (thousands(exhausted.sets()), several(*faults as u64, "fault"));
            lines.push(format!("no set of at most {tried} among {sets} breaks it"));
        }
        Some(breaking) => {
            let number = match breaking.faults.len() {
                0 => "without any further fault it breaks".to_string(),
                1 => "1 fault breaks it".to_string(),
                number => format!("{number} faults break it"),
            };
            lines.push(format!("{number}: {}", breaking.outcome.verdict).replace(['\n', '\r'], " "));
            lines.extend(breaking.faults.iter().map(|fault| format!("  {}", Problem::show(fault))));
            if breaking.property == STALLS {
                lines.push(
                    "that run was stopped, not judged: its bound had not passed yet, or a process was down"
                        .into(),
                );
            }
        }
    }
    lines.extend(sizes.iter().map(size));
    if let (Verdict::Stalled { .. } | Verdict::Violated { .. }, true) =
        (&base.verdict, smallest.as_ref().is_none_or(|it| !it.faults.is_empty()))
    {
        lines.push(format!("without further faults: {}", base.verdict).replace(['\n', '\r'], " "));
    }
    lines
}

fn size(size: &SetsOfSize) -> String {
    let sets = several(size.sets, "set");
    let head = format!("{sets} of {}", several(size.faults as u64, "fault"));
    if size.breaking.is_empty() {
        return format!("{head}: none breaks it");
    }
    let number: u64 = size.breaking.iter().map(|(_, number)| number).sum();
    let verb = if number == 1 { "breaks" } else { "break" };
    let by: Vec<String> =
        size.breaking.iter().map(|(property, number)| format!("{property} {}", thousands(*number))).collect();
    format!("{head}: {} {verb} it ({})", thousands(number), by.join(", "))
}

/// The result as one JSON object; `text` is the scenario of the smallest breaking set.
pub fn json<S>(exhausted: &Exhausted<S>, text: Option<&str>) -> String {
    let Exhausted { faults, base, sizes, smallest } = exhausted;
    let size = |size: &SetsOfSize| {
        let breaking: Map<String, Value> =
            size.breaking.iter().map(|(property, number)| (property.clone(), json!(number))).collect();
        json!({"faults": size.faults, "sets": size.sets, "breaking": breaking})
    };
    let smallest = smallest.as_ref().map(|breaking| {
        let (at, why) = match &breaking.outcome.verdict {
            Verdict::Settled { at } => (at, None),
            Verdict::Violated { at, why, .. } | Verdict::Stalled { at, why } => (at, Some(why)),
        };
        json!({
            "faults": breaking.faults.iter().map(Problem::show).collect::<Vec<_>>(),
            "verdict": breaking.outcome.verdict.word(),
            "property": breaking.property,
            "at_ns": at.as_nanos(),
            "why": why,
            "digest": HexDigest(breaking.outcome.digest).to_string(),
            "scenario": text,
        })
    });
    let object = json!({
        "model": base.model,
        "seed": base.seed,
        "faults": faults,
        "without_faults": base.verdict.word(),
        "sets": exhausted.sets(),
        "sizes": sizes.iter().map(size).collect::<Vec<_>>(),
        "smallest": smallest,
    });
    serde_json::to_string_pretty(&object).expect("every value here has text keys")
}
