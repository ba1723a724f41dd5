//! A campaign's result as text, as one JSON object, and a run of it as a line of NDJSON. Knows no file, terminal or
//! machine, so the same result gives the same bytes.

use serde_json::{Map, Value, json};

use crate::check::{
    CampaignReport, Coverage, Ended, FINDINGS, Finding, HexDigest, Judgement, OVERDUE, Property, RunRecord,
    Standing, Verdict, wrapped as folded,
};
use crate::sim::Time;
use crate::sim::family::Family;

/// How wide text gets, where its words let that be.
const WIDTH: usize = 80;
/// How wide the column of families and its like is.
const FAMILY: usize = 12;
/// How many failing seeds the text tells; JSON tells [`FINDINGS`].
const TOLD: usize = 10;

/// A saved scenario that still fails.
#[derive(Clone, Debug)]
pub struct SavedFailure {
    /// Its file.
    pub file: String,
    /// What its run came to.
    pub verdict: Verdict,
    /// The command that replays it.
    pub replay: String,
}

/// What became of the saved scenarios, which are replayed first.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// How many there are.
    pub replayed: usize,
    /// How many tell of a failure and no longer fail.
    pub fixed: usize,
    /// Those that still fail.
    pub failing: Vec<SavedFailure>,
}

/// A failing seed that was saved.
#[derive(Clone, Debug)]
pub struct Saved {
    /// The seed.
    pub seed: u64,
    /// The property that it violates.
    pub property: String,
    /// Its file.
    pub file: String,
    /// The command that replays it.
    pub replay: String,
}

/// What a report says beside the campaign itself.
pub struct Beside<'a> {
    /// The saved scenarios, replayed.
    pub corpus: &'a Corpus,
    /// What was saved.
    pub saved: &'a [Saved],
    /// The command that gives a seed's run again.
    pub reproduce: &'a dyn Fn(u64) -> String,
}

/// The judgement, in a sentence.
pub fn judgement(report: &CampaignReport, corpus: &Corpus) -> String {
    let CampaignReport { runs, violated, undecided, .. } = report;
    let runs = if *runs == 1 { "1 run".to_string() } else { format!("{runs} runs") };
    let sentence = match report.judgement() {
        _ if corpus.failing.len() == 1 => "A saved scenario still fails.".to_string(),
        _ if !corpus.failing.is_empty() => {
            format!("{} saved scenarios still fail.", corpus.failing.len())
        }
        Judgement::Fine => format!("No property is violated in {runs}."),
        Judgement::Failed if *violated == 1 => format!("1 of {runs} violates a property."),
        Judgement::Failed => format!("{violated} of {runs} violate a property."),
        Judgement::Blind => format!(
            "No property is violated in {runs}, but none came to: {}. What cannot see that is no test; try {}.",
            report.never_reached().join(", "),
            if report.swarm {
                "more seeds or other knobs"
            } else {
                "more seeds, rougher weather or `--swarm`"
            }
        ),
        Judgement::Slow => format!("No property is violated in {runs}, but a threshold is: it is too slow."),
        Judgement::Unsure => {
            format!("No property is violated in {runs}, but of a threshold they say neither yes nor no.")
        }
        Judgement::Undecided if *undecided > 0 => format!("{undecided} of {runs} did not come to an end."),
        Judgement::Undecided => format!("None of {runs} settled, and of none was that demanded."),
        Judgement::Nothing => "Nothing ran: there are no seeds.".to_string(),
    };
    folded(&sentence, "", WIDTH).trim_end().to_string()
}

/// What the saved scenarios came to, in a sentence.
pub fn corpus(corpus: &Corpus) -> String {
    let Corpus { replayed, fixed, failing } = corpus;
    let saved =
        if *replayed == 1 { "1 saved scenario".to_string() } else { format!("{replayed} saved scenarios") };
    let failing = match failing.len() {
        0 => "none fails".to_string(),
        1 => "1 still fails".to_string(),
        number => format!("{number} still fail"),
    };
    let fixed = match fixed {
        0 => String::new(),
        1 => ", 1 no longer fails".to_string(),
        number => format!(", {number} no longer fail"),
    };
    format!("replayed {saved} first: {failing}{fixed}")
}

/// Everything that there is to tell, but for the judgement.
pub fn text(report: &CampaignReport, beside: &Beside<'_>) -> String {
    let CampaignReport { seeds, runs, .. } = report;
    let mut lines = vec![format!("model     {}", report.model)];
    if !beside.corpus.failing.is_empty() {
        lines.push("\nsaved scenarios that still fail".to_string());
        for SavedFailure { file, verdict, replay } in &beside.corpus.failing {
            lines.push(format!("  {file}"));
            lines.push(folded(&brief(verdict), "      ", WIDTH).trim_end().to_string());
            lines.push(format!("      {replay}"));
        }
        return lines.join("\n") + "\n";
    }
    let ended = match report.ended {
        Ended::Complete => String::new(),
        Ended::Enough => format!("; ended at failing seed {}, as asked", report.violated),
        Ended::Cancelled => format!("; interrupted after the first {runs}"),
    };
    let swarm = if report.swarm { ", each with a scenario of its own" } else { "" };
    lines.push(format!("seeds     {}..{}{swarm}{ended}", seeds.start, seeds.end));
    lines.push(format!("runs      {runs}, {} steps", report.steps));
    lines.push(format!("verdicts  {}", verdicts(report)));
    lines.push(format!("digest    {}", HexDigest(report.digest.value())));
    lines.extend(violations(&report.properties));
    let counted = |(name, number): &(&str, u64)| format!("{name} in {number} of {runs}");
    lines.extend(wrapped("reached   ", report.reached.iter().map(counted)));
    lines.extend(coverage(&report.coverage));
    lines.extend(seeds_of("failing seeds", &report.findings, report.violated, beside));
    lines.extend(seeds_of("undecided seeds", &report.open, report.undecided, beside));
    if !beside.saved.is_empty() {
        lines.push("\nsaved, each made small, with its story in its first lines".to_string());
    }
    lines.extend(beside.saved.iter().map(|saved| format!("  {}", saved.replay)));
    lines.join("\n") + "\n"
}

/// How many runs violate which property, and which properties none does.
fn violations(properties: &[(&str, u64)]) -> Vec<String> {
    let (held, violated): (Vec<_>, Vec<_>) = properties.iter().partition(|(_, number)| *number == 0);
    let violated = violated.iter().map(|(name, number)| format!("{name} in {number}"));
    let mut lines = wrapped("violated  ", violated);
    lines.extend(wrapped("held      ", held.iter().map(|(name, _)| name.to_string())));
    lines
}

fn verdicts(report: &CampaignReport) -> String {
    let all = [
        (report.settled, "settled", true),
        (report.violated, "violated", true),
        (report.excused, "stalled where settling was not demanded", false),
        (report.undecided, "undecided", false),
    ];
    let told = all.iter().filter(|(number, _, always)| *always || *number > 0);
    told.map(|(number, word, _)| format!("{number} {word}")).collect::<Vec<_>>().join(", ")
}

/// Parts in lines of at most [`WIDTH`] letters, the first behind `head`, the others below its end.
fn wrapped(head: &str, parts: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 2 + part.chars().count() < WIDTH => {
                *line += ", ";
                *line += &part;
            }
            Some(line) => {
                line.push(',');
                lines.push(format!("{:1$}{part}", "", head.len()));
            }
            None => lines.push(format!("{head}{part}")),
        }
    }
    lines
}

/// The table of families by kinds, in blocks of as many kinds as fit, and the cells that were never hit.
fn coverage(coverage: &Coverage) -> Vec<String> {
    let kinds = coverage.kinds();
    // What never struck at all stands below the table.
    let struck: Vec<Family> =
        Family::ALL.iter().copied().filter(|family| coverage.total(*family) > 0).collect();
    if struck.is_empty() {
        return vec!["\nhits        none: no fault struck a message".to_string()];
    }
    let all = struck.iter().map(|family| coverage.total(*family).to_string());
    let mut columns = vec![column("all", all)];
    columns.extend(kinds.iter().enumerate().map(|(index, kind)| {
        let hits = |family: &Family| coverage.of(*family).nth(index).map_or(0, |(_, hits)| hits);
        column(kind, struck.iter().map(|family| hits(family).to_string()))
    }));
    let names: Vec<&str> = ["hits"].into_iter().chain(struck.iter().map(|family| family.name())).collect();
    let mut lines = Vec::new();
    let mut rest = columns.as_slice();
    while !kinds.is_empty() && !rest.is_empty() {
        let mut room = WIDTH - FAMILY;
        let fits = |column: &&Vec<String>| {
            let left = room.checked_sub(column[0].len());
            room = left.unwrap_or(0);
            left.is_some()
        };
        let (block, later) = rest.split_at(rest.iter().take_while(fits).count().max(1));
        lines.push(String::new());
        for (row, name) in names.iter().enumerate() {
            let cells: String = block.iter().map(|column| column[row].as_str()).collect();
            lines.push(format!("{name:<FAMILY$}{cells}"));
        }
        rest = later;
    }
    let missed = |(family, missed): (Family, Vec<&str>)| match missed.len() == kinds.len() {
        true => family.name().to_string(),
        false => {
            missed.iter().map(|kind| format!("{} x {kind}", family.name())).collect::<Vec<_>>().join(", ")
        }
    };
    lines.extend(wrapped("never hit   ", coverage.never_hit().into_iter().map(missed)));
    lines
}

/// A column: its head and its cells, all of one width, two blanks before the widest.
fn column(head: &str, cells: impl Iterator<Item = String>) -> Vec<String> {
    let column: Vec<String> = [head.to_string()].into_iter().chain(cells).collect();
    let width = 2 + column.iter().map(String::len).max().unwrap_or(0);
    column.into_iter().map(|cell| format!("{cell:>width$}")).collect()
}

fn seeds_of(title: &str, findings: &[Finding], number: u64, beside: &Beside<'_>) -> Vec<String> {
    if findings.is_empty() {
        return Vec::new();
    }
    let width = findings.iter().take(TOLD).map(|finding| finding.seed.to_string().len()).max().unwrap_or(0);
    let mut lines = vec![format!("\n{title}")];
    for Finding { seed, verdict, .. } in findings.iter().take(TOLD) {
        lines.push(shortened(format!("  {seed:<width$}  {}", brief(verdict))));
        lines.push(format!("  {:width$}  {}", "", (beside.reproduce)(*seed)));
    }
    let told = findings.len().min(TOLD) as u64;
    if number > told {
        let json = if findings.len() > TOLD { "; `--format json` tells more" } else { "" };
        lines.push(format!("  ... and {} more{json}", number - told));
    }
    lines
}

/// What is wrong with a run, in one line: the property and why, without the instants, which its run tells.
fn brief(verdict: &Verdict) -> String {
    let (what, why) = match verdict {
        Verdict::Settled { .. } => ("settled", ""),
        Verdict::Violated { property, why, .. } => (property.as_str(), why.as_str()),
        Verdict::Stalled { why, .. } => ("stalled", why.as_str()),
    };
    let why = why.lines().next().unwrap_or_default();
    let waits = why.starts_with(OVERDUE).then(|| why.split_once(": ")).flatten();
    let why = waits.map_or(why, |(_, waits)| waits);
    if why.is_empty() { what.to_string() } else { format!("{what}: {why}") }
}

fn shortened(line: String) -> String {
    match line.chars().count() > WIDTH {
        true => line.chars().take(WIDTH - 3).collect::<String>() + "...",
        false => line,
    }
}

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
        "ended": match report.ended {
            Ended::Complete => "complete",
            Ended::Enough => "enough",
            Ended::Cancelled => "interrupted",
        },
        "runs": report.runs,
        "steps": report.steps,
        "digest": HexDigest(report.digest.value()).to_string(),
        "verdicts": {
            "settled": report.settled,
            "violated": report.violated,
            "excused": report.excused,
            "undecided": report.undecided,
        },
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
    });
    let Value::Object(object) = object else { unreachable!("an object was written down") };
    let lines = object.iter().map(|(key, value)| format!("  {}: {value}", json!(key)));
    format!("{{\n{}\n}}", lines.collect::<Vec<_>>().join(",\n"))
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

/// One run as one line, without its end.
pub fn line(report: &RunRecord, reached: &[Property]) -> String {
    let nanos = |time: Option<Time>| time.map(Time::as_nanos);
    let mut object = verdict(&report.verdict);
    let held = reached.iter().enumerate().filter(|(index, _)| report.reached >> index & 1 == 1);
    let pairs = [
        ("excused", json!(report.standing() == Standing::Excused)),
        ("settled_at_ns", json!(nanos(report.settled_at))),
        ("quiet_at_ns", json!(nanos(report.quiet_at))),
        ("ended_at_ns", json!(report.ended_at.as_nanos())),
        ("disturbed_at_ns", json!(report.disturbed_at.as_nanos())),
        ("steps", json!(report.steps)),
        ("done", json!(report.progress.0)),
        ("total", json!(report.progress.1)),
        ("reached", held.map(|(_, property)| json!(property.name)).collect()),
        ("digest", json!(HexDigest(report.digest).to_string())),
    ];
    object.extend(pairs.into_iter().map(|(key, value)| (key.to_string(), value)));
    with_seed(report.seed, object).to_string()
}
