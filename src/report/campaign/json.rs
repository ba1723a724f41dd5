//! A campaign's result as one JSON object, and a run of it as a line. Keys are only ever added.

use serde_json::{Map, Value, json};

use super::Beside;
use crate::check::{
    Assessed, CampaignReport, Ended, FINDINGS, Finding, HexDigest, Judgement, Property, RunRecord, Standing,
    Verdict,
};
use crate::measure::{Level, mean, quantile};
use crate::report::json::{figures, unreached};
use crate::sim::Time;
use crate::sim::family::Family;

/// All of it as one JSON object, a key a line; keys are only ever added.
pub fn json(report: &CampaignReport, beside: &Beside<'_>) -> String {
    let finding = |finding: &Finding| {
        let mut object = verdict(&finding.verdict);
        object.insert("digest".into(), json!(HexDigest(finding.digest).to_string()));
        object.insert("reproduce".into(), json!((beside.reproduce)(finding.seed)));
        with_seed(finding.seed, object)
    };
    let counts = |counts: &[(&str, u64)]| {
        counts.iter().map(|(name, number)| (name.to_string(), json!(number))).collect::<Map<_, _>>()
    };
    let table = |family: &Family| {
        let cells = report.coverage.of(*family).map(|(kind, hits)| (kind.to_string(), json!(hits)));
        (family.name().to_string(), Value::Object(cells.collect()))
    };
    let total = |family: &Family| (family.name().to_string(), json!(report.coverage.total(*family)));
    let never_hit = report.coverage.never_hit();
    let never_hit = never_hit.iter().flat_map(|(family, kinds)| {
        kinds.iter().map(|kind| json!({"family": family.name(), "message": kind}))
    });
    let still = beside.corpus.failing.iter().map(|failure| {
        let mut object = verdict(&failure.verdict);
        object.insert("file".into(), json!(failure.file));
        object.insert("reproduce".into(), json!(failure.replay));
        Value::Object(object)
    });
    let corpus = json!({
        "replayed": beside.corpus.replayed,
        "failing": still.collect::<Value>(),
        "fixed": beside.corpus.fixed,
    });
    let saved = beside.saved.iter().map(
        |saved| json!({"seed": saved.seed, "property": saved.property, "file": saved.file, "reproduce": saved.replay}),
    );
    let object = json!({
        "model": report.model,
        "judgement": if beside.corpus.failing.is_empty() { word(report.judgement()) } else { "failed" },
        "corpus": corpus,
        "swarm": report.swarm,
        "seeds": {"from": report.seeds.start, "until": report.seeds.end},
        "ended": ended(report.ended),
        "runs": report.runs,
        "steps": report.steps,
        "digest": HexDigest(report.digest).to_string(),
        "verdicts": verdicts(report),
        "violated": counts(&report.properties),
        "reached": counts(&report.reached),
        "never_reached": report.never_reached(),
        "never_struck": report.never_struck().iter().map(|fault| fault + 1).collect::<Vec<_>>(),
        "hits_by_family": Family::ALL.iter().map(total).collect::<Map<_, _>>(),
        "hits": Family::ALL.iter().map(table).collect::<Map<_, _>>(),
        "never_hit": never_hit.collect::<Value>(),
        "findings": report.findings.iter().map(finding).collect::<Value>(),
        "findings_kept_at_most": FINDINGS,
        "undecided": report.open.iter().map(finding).collect::<Value>(),
        "saved": saved.collect::<Value>(),
        "confidence": report.confidence.get(),
        "thresholds": thresholds(report),
        "time_to_consistency": times(report, beside),
        "items": items(report),
        "sent": counts(&report.sent),
        "unmatched": report.unmatched,
        "file": beside.file,
        "scenario": beside.scenario,
    });
    let Value::Object(object) = object else { unreachable!("an object was written down") };
    let lines = object.iter().map(|(key, value)| format!("  {}: {value}", json!(key)));
    format!("{{\n{}\n}}", lines.collect::<Vec<_>>().join(",\n"))
}

fn ended(ended: Ended) -> &'static str {
    match ended {
        Ended::Complete => "complete",
        Ended::Enough => "enough",
        Ended::Cancelled => "interrupted",
    }
}

fn verdicts(report: &CampaignReport) -> Value {
    let CampaignReport { settled, violated, excused, undecided, .. } = report;
    json!({"settled": settled, "violated": violated, "excused": excused, "undecided": undecided})
}

fn thresholds(report: &CampaignReport) -> Value {
    let one = |one: &Assessed| json!({"threshold": one.threshold.to_string(), "verdict": one.holds.to_string(), "seen": one.seen});
    report.assessed.iter().map(one).collect()
}

/// The times as they are, to the nanosecond, and what is said of them.
fn times(report: &CampaignReport, beside: &Beside<'_>) -> Value {
    let Some(times) = &report.times else { return Value::Null };
    let told = Level::TOLD.iter().filter_map(|level| quantile(times, *level, report.confidence));
    let quantiles = told.map(|one| {
        let law = beside.law.ok().and_then(|law| law.quantile(one.level));
        let mut figures = figures(&one);
        figures.insert("law_ns".into(), json!(law.map(Time::as_nanos)));
        (one.level.to_string(), Value::Object(figures))
    });
    let mean = mean(times, report.confidence).map(|mean| {
        json!({"value_ns": mean.value, "low_ns": mean.low, "high_ns": mean.high, "deviation_ns": mean.deviation,
               "skewness": mean.skewness, "law_ns": beside.law.ok().and_then(|law| law.mean())})
    });
    json!({
        "runs": times.runs(),
        "reached": times.reached(),
        "unreached": unreached(times.unreached()),
        "horizon_ns": times.horizon().as_nanos(),
        "mean": mean,
        "quantiles": quantiles.collect::<Map<_, _>>(),
        "no_law": beside.law.err().map(|no_law| no_law.to_string()),
        "columns": ["time_ns", "runs", "smallest_seed"],
        "times": times.atoms().map(|(at, atom)| json!([at.as_nanos(), atom.runs, atom.seed])).collect::<Value>(),
    })
}

/// How long items took.
fn items(report: &CampaignReport) -> Value {
    let values = report.items.values();
    json!({
        "name": report.item_time.name,
        "about": report.item_time.about,
        "total": report.items.total(),
        "open": report.items_open,
        "relative_error": report.items.error(),
        "columns": ["time_ns", "items"],
        "times": values.iter().map(|(nanos, number)| json!([nanos, number])).collect::<Value>(),
    })
}

fn word(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Fine => "fine",
        Judgement::Failed => "failed",
        Judgement::Slow => "slow",
        Judgement::Unsure => "unsure",
        Judgement::Blind => "blind",
        Judgement::Undecided => "undecided",
        Judgement::Nothing => "nothing",
    }
}

fn with_seed(seed: u64, rest: Map<String, Value>) -> Value {
    let mut object = Map::new();
    object.insert("seed".into(), json!(seed));
    object.extend(rest);
    Value::Object(object)
}

fn verdict(verdict: &Verdict) -> Map<String, Value> {
    let (property, why, at) = match verdict {
        Verdict::Settled { at } => (None, None, at),
        Verdict::Violated { property, at, why } => (Some(property), Some(why), at),
        Verdict::Stalled { at, why } => (None, Some(why), at),
    };
    let pairs = [
        ("verdict", json!(verdict.word())),
        ("at_ns", json!(at.as_nanos())),
        ("property", json!(property)),
        ("why", json!(why)),
    ];
    pairs.into_iter().map(|(key, value)| (key.to_string(), value)).collect()
}

/// When what came in a run, in nanoseconds, by name.
pub(super) fn instants(record: &RunRecord) -> [(&'static str, Option<u64>); 4] {
    let nanos = |time: Option<Time>| time.map(Time::as_nanos);
    [
        ("settled_at_ns", nanos(record.settled_at)),
        ("quiet_at_ns", nanos(record.quiet_at)),
        ("ended_at_ns", nanos(Some(record.ended_at))),
        ("disturbed_at_ns", nanos(Some(record.disturbed_at))),
    ]
}

/// One run as one line, without its end.
pub fn line(report: &RunRecord, reached: &[Property]) -> String {
    let mut object = verdict(&report.verdict);
    let held = reached.iter().enumerate().filter(|(index, _)| report.reached >> index & 1 == 1);
    let excused = [("excused", json!(report.standing() == Standing::Excused))];
    let instants = instants(report).map(|(name, nanos)| (name, json!(nanos)));
    let rest = [
        ("steps", json!(report.steps)),
        ("done", json!(report.progress.0)),
        ("total", json!(report.progress.1)),
        ("reached", held.map(|(_, property)| json!(property.name)).collect()),
        ("digest", json!(HexDigest(report.digest).to_string())),
    ];
    let pairs = excused.into_iter().chain(instants).chain(rest);
    object.extend(pairs.map(|(key, value)| (key.to_string(), value)));
    with_seed(report.seed, object).to_string()
}
