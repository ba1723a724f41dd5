//! A comparison as one JSON object. Keys are only ever added.

use serde_json::{Value, json};

use super::{Compared, Side, verdict};
use crate::measure::{Confidence, Level, Part, Slowness, mean, quantile};
use crate::report::json::{figures, unreached};

/// All of it as one JSON object, a key a line.
pub fn json(compared: &Compared<'_>) -> String {
    let Compared { seeds, sides: [a, b], confidence, .. } = compared;
    let paired = compared.paired();
    let part = |part: Part| json!({"seeds": part.pairs, "low": part.share.low, "high": part.share.high});
    let slowest = compared.slowest().into_iter().map(|(seed, (a_ns, b_ns))| {
        let commands = compared.sides.each_ref().map(|side| (compared.reproduce)(&side.file, seed));
        json!({"seed": seed, "a_ns": a_ns, "b_ns": b_ns, "reproduce": commands})
    });
    let limit = compared.limit.map(|limit| {
        let word = match compared.slowness() {
            Some(Slowness::Slower) => "slower",
            Some(Slowness::NotSlower) => "not_slower",
            _ => "unsure",
        };
        json!({"slower_by": limit, "verdict": word, "seeds_needed": compared.seeds_needed()})
    });
    let object = json!({
        "model": compared.model,
        "seeds": {"from": seeds.start, "until": seeds.end},
        "interrupted": compared.interrupted,
        "confidence": confidence.get(),
        "a": side(a, *confidence),
        "b": side(b, *confidence),
        "pairs": paired.map(|paired| json!({
            "total": paired.pairs,
            "both_reached": paired.both,
            "only_a_reached": paired.only_a,
            "only_b_reached": paired.only_b,
            "neither_reached": paired.neither,
        })),
        "difference": paired.and_then(|paired| paired.difference.zip(paired.interval)).map(|(value, interval)| {
            json!({"value_ns": value, "low_ns": finite(interval.low), "high_ns": finite(interval.high)})
        }),
        "b_faster": paired.map(|paired| part(paired.faster)),
        "equal": paired.map(|paired| part(paired.equal)),
        "b_slower": paired.map(|paired| part(paired.slower)),
        "sign_test_p": paired.map(|paired| paired.sign_p),
        "rank_test_p": paired.map(|paired| paired.rank_p),
        "variance_reduction": paired.and_then(|paired| paired.variation?.reduction),
        "correlation": paired.and_then(|paired| paired.variation?.correlation),
        "slowest": slowest.collect::<Value>(),
        "limit": limit,
        "verdict": verdict(compared),
    });
    let Value::Object(object) = object else { unreachable!("an object was written down") };
    let lines = object.iter().map(|(key, value)| format!("  {}: {value}", json!(key)));
    format!("{{\n{}\n}}", lines.collect::<Vec<_>>().join(",\n"))
}

/// JSON has no infinity: where there is no limit, there is null.
fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn side(side: &Side, confidence: Confidence) -> Value {
    let times = &side.times;
    let one = |level: Level| quantile(times, level, confidence).map(|one| figures(&one));
    json!({
        "file": side.file,
        "runs": times.runs(),
        "reached": times.reached(),
        "unreached": unreached(times.unreached()),
        "violated": {"runs": side.violated.0, "first_seed": side.violated.1},
        "mean": mean(times, confidence).map(|mean| {
            json!({"value_ns": mean.value, "low_ns": finite(mean.low), "high_ns": finite(mean.high),
                   "deviation_ns": finite(mean.deviation)})
        }),
        "p50": one(Level::P50),
        "p99": one(Level::TOLD[3]),
        "longest_ns": times.longest().map(|(time, _)| time.as_nanos()),
    })
}
