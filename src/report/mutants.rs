//! What came of hunting a model's mutants, as tables and as JSON. Knows no file, terminal or clock: times are handed in.

use serde_json::{Map, Value, json};

use crate::check::{FOUND_WITHIN, Goal, HexDigest, Hunt, Hunted, RUNS, Small};

/// The least width of the column of names.
const NAME: usize = 20;
/// How many failing seeds of the reference the text tells; JSON tells all that are kept.
const FINDINGS: usize = 10;
/// The most letters of such a seed's verdict.
const WORDS: usize = 64;

/// How long each reduction took, in nanoseconds: (mutant, seed, how long).
pub type Times<'a> = &'a [(&'static str, u64, u64)];

/// The tables, then what is missed, then the whole in a sentence.
pub fn text(hunt: &Hunt) -> String {
    let width = hunt.mutants.iter().map(|hunted| hunted.doc.name.len()).max().unwrap_or(0).max(NAME);
    let mut lines = vec![
        format!("model      {}", hunt.model),
        format!("seeds      0..{}, each with a scenario of its own, for each of these", hunt.seeds),
        format!("reference  {}", reference(hunt)),
    ];
    let hunted = |is_equivalent: bool| {
        hunt.mutants.iter().filter(move |hunted| hunted.doc.caught_by.is_none() == is_equivalent)
    };
    if hunted(false).next().is_some() {
        let head = ["by", "found", "share", "first", "median", "other", "goal"].map(String::from);
        lines.extend([String::new(), found_line("found", width, &head)]);
        lines.extend(hunted(false).map(|hunted| found_line(hunted.doc.name, width, &found(hunted))));
        let items = format!("{}s", hunt.item);
        let head = ["departures", "of", &items, "runs", "goals"].map(String::from);
        lines.extend([String::new(), small_line("made small", width, &head)]);
        lines.extend(hunted(false).map(|hunted| small_line(hunted.doc.name, width, &small(hunted))));
    }
    if hunted(true).next().is_some() {
        lines.extend([String::new(), "equivalent: nothing may find it".to_string()]);
        lines.extend(hunted(true).map(|hunted| {
            let found = match (hunted.other(), hunted.undecided) {
                (0, 0) => "not found".to_string(),
                (0, undecided) => format!("not found, but {undecided} undecided"),
                (other, _) => format!("found by {other} seeds"),
            };
            let goal = word(hunted.judged().all());
            format!("{:<width$}  {found} in {} runs: {goal}", hunted.doc.name, hunted.runs)
        }));
    }
    lines.extend(misses(hunt));
    lines.join("\n") + "\n"
}

/// All goals in a sentence.
pub fn judgement(hunt: &Hunt) -> String {
    let judgement = match hunt.goal() {
        Goal::Met => "Every goal is met.",
        Goal::Missed if hunt.cancelled => "A goal is missed. It was interrupted.",
        Goal::Missed => "A goal is missed.",
        Goal::Open if hunt.cancelled => "No goal is missed so far. It was interrupted.",
        Goal::Open => "No goal is missed, but of so few seeds not all can be said.",
    };
    judgement.to_string()
}

fn word(goal: Goal) -> &'static str {
    match goal {
        Goal::Met => "ok",
        Goal::Missed => "MISSED",
        Goal::Open => "open",
    }
}

fn reference(hunt: &Hunt) -> String {
    let report = &hunt.reference;
    let mut words = format!("{} runs, {} findings", report.runs, report.violated);
    if report.undecided > 0 {
        words += &format!(", {} undecided", report.undecided);
    }
    words += &format!(": {}", word(hunt.reference_goal()));
    words
}

fn found_line(
    name: &str,
    width: usize,
    [by, found, share, first, median, other, goal]: &[String; 7],
) -> String {
    let line = format!(
        "{name:<width$}  {by:<3}  {found:>5}  {share:>6}  {first:>5}  {median:>6}  {other:>5}  {goal}"
    );
    line.trim_end().to_string()
}

fn found(hunted: &Hunted) -> [String; 7] {
    let or_none = |number: Option<u64>| number.map_or("-".to_string(), |number| number.to_string());
    [
        hunted.doc.caught_by.unwrap_or("-").to_string(),
        hunted.found.len().to_string(),
        percent(hunted.found.len() as u64, hunted.runs),
        or_none(hunted.found.first().copied()),
        or_none(hunted.median()),
        hunted.other().to_string(),
        word(hunted.judged().found).to_string(),
    ]
}

/// A share of a hundred, to its second decimal.
fn percent(part: u64, whole: u64) -> String {
    let hundredths = (part * 10_000 + whole / 2) / whole.max(1);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

fn small_line(name: &str, width: usize, [departures, of, items, runs, goals]: &[String; 5]) -> String {
    let line = format!("{name:<width$}  {departures:>10}  {of:>2}  {items:>8}  {runs:>10}  {goals}");
    line.trim_end().to_string()
}

/// What is median of some numbers, and what is worst; the lower one of two in the middle.
fn spread(mut numbers: Vec<u64>) -> Option<(u64, u64)> {
    numbers.sort_unstable();
    let median = *numbers.get(numbers.len().saturating_sub(1) / 2)?;
    Some((median, *numbers.last()?))
}

fn numbers(hunted: &Hunted, of: impl Fn(&Small) -> u64) -> Vec<u64> {
    hunted.small.iter().map(of).collect()
}

fn small(hunted: &Hunted) -> [String; 5] {
    let told = |of: &dyn Fn(&Small) -> u64| match spread(numbers(hunted, of)) {
        None => "-".to_string(),
        Some((median, worst)) => format!("{median}, {worst}"),
    };
    let judged = hunted.judged();
    [
        told(&|small| small.kept.after.faults),
        hunted.doc.faults.to_string(),
        told(&|small| small.kept.after.items),
        told(&|small| small.kept.runs as u64),
        word(judged.small.and(judged.runs)).to_string(),
    ]
}

/// What the columns mean, and every miss with its seed.
fn misses(hunt: &Hunt) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for finding in hunt.reference.findings.iter().take(FINDINGS) {
        lines.push(format!(
            "the reference at seed {}: {}",
            finding.seed,
            one_line(&finding.verdict.to_string())
        ));
    }
    for hunted in &hunt.mutants {
        let (doc, judged) = (&hunted.doc, hunted.judged());
        match judged.found {
            Goal::Missed if doc.caught_by.is_none() => {
                lines.push(format!("{}: {} seeds find it, though it is no fault", doc.name, hunted.other()));
            }
            Goal::Missed => lines.push(format!("{}: no seed below {FOUND_WITHIN} finds it", doc.name)),
            _ => {}
        }
        let (faults, items) = Small::most(doc);
        for small in hunted.small.iter().filter(|small| !small.is_small(doc) || small.kept.runs > RUNS) {
            let chance = if small.is_random { ", and chance" } else { "" };
            lines.push(format!(
                "{}, seed {}: {}{chance}, {} runs (goal {faults}, {items}, {RUNS})",
                doc.name,
                small.kept.seed,
                small.kept.after.words(hunt.item),
                small.kept.runs,
            ));
        }
    }
    if !lines.is_empty() {
        lines.splice(0..0, [String::new(), "missed".to_string()]);
    }
    lines
}

/// A verdict as one line of bearable length.
fn one_line(words: &str) -> String {
    let line = words.replace(['\n', '\r'], " ");
    match line.char_indices().nth(WORDS) {
        Some((at, _)) => format!("{}...", &line[..at]),
        None => line,
    }
}

/// How long the reductions took, a mutant a line: for people alone.
pub fn times(hunt: &Hunt, times: Times<'_>) -> Vec<String> {
    let of =
        |name: &str| times.iter().filter(|(whose, ..)| *whose == name).map(|(_, _, nanos)| *nanos).collect();
    let line = |hunted: &Hunted| {
        let (median, worst) = spread(of(hunted.doc.name))?;
        let millis = |nanos: u64| nanos.div_ceil(1_000_000);
        let late = if worst > 1_000_000_000 { "; MISSED: at most a second was the goal" } else { "" };
        Some(format!("{}: {} ms, {} ms at worst{late}", hunted.doc.name, millis(median), millis(worst)))
    };
    hunt.mutants.iter().filter_map(line).collect()
}

/// Hunts as one JSON object; keys are only ever added. With `times`, each reduction tells how long it took.
pub fn json(hunts: &[Hunt], times: Option<Times<'_>>) -> String {
    let models: Vec<Value> = hunts.iter().map(|hunt| model(hunt, times)).collect();
    let goal = hunts.iter().fold(Goal::Met, |all, hunt| all.and(hunt.goal()));
    let object = json!({"goal": key(goal), "models": models});
    serde_json::to_string_pretty(&object).expect("every value here has text keys")
}

fn key(goal: Goal) -> &'static str {
    match goal {
        Goal::Met => "met",
        Goal::Missed => "missed",
        Goal::Open => "open",
    }
}

fn model(hunt: &Hunt, times: Option<Times<'_>>) -> Value {
    let report = &hunt.reference;
    let findings: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| json!({"seed": finding.seed, "verdict": finding.verdict.to_string()}))
        .collect();
    json!({
        "model": hunt.model,
        "seeds": hunt.seeds,
        "interrupted": hunt.cancelled,
        "goal": key(hunt.goal()),
        "reference": {
            "runs": report.runs,
            "violated": report.violated,
            "undecided": report.undecided,
            "excused": report.excused,
            "digest": HexDigest(report.digest).to_string(),
            "findings": findings,
            "goal": key(hunt.reference_goal()),
        },
        "mutants": hunt.mutants.iter().map(|hunted| mutant(hunted, times)).collect::<Vec<_>>(),
    })
}

fn mutant(hunted: &Hunted, times: Option<Times<'_>>) -> Value {
    let Hunted { doc, runs, found, others, undecided, small, digest } = hunted;
    let judged = hunted.judged();
    let spread_of = |of: &dyn Fn(&Small) -> u64| {
        spread(numbers(hunted, of)).map(|(median, worst)| json!({"median": median, "worst": worst}))
    };
    json!({
        "mutant": doc.name,
        "about": doc.about,
        "equivalent": doc.caught_by.is_none(),
        "caught_by": doc.caught_by,
        "runs": runs,
        "found": found.len(),
        "share": found.len() as f64 / (*runs).max(1) as f64,
        "first": found.first(),
        "median": hunted.median(),
        "other": others.iter().map(|(name, seeds)| (name.to_string(), json!(seeds))).collect::<Map<_, _>>(),
        "undecided": undecided,
        "digest": HexDigest(*digest).to_string(),
        "minimal": doc.caught_by.map(|_| json!({"departures": doc.faults, "items": doc.items})),
        "departures": spread_of(&|small| small.kept.after.faults),
        "items": spread_of(&|small| small.kept.after.items),
        "shrink_runs": spread_of(&|small| small.kept.runs as u64),
        "shrunk": small.iter().map(|small| shrunk(doc.name, small, times)).collect::<Vec<_>>(),
        "goals": {"found": key(judged.found), "small": key(judged.small), "shrink_runs": key(judged.runs)},
    })
}

fn shrunk(name: &str, small: &Small, times: Option<Times<'_>>) -> Value {
    let Small { kept, is_random } = small;
    let mut object = Map::new();
    object.insert("seed".into(), json!(kept.seed));
    object.insert("departures_before".into(), json!(kept.before.faults));
    object.insert("departures".into(), json!(kept.after.faults));
    object.insert("items".into(), json!(kept.after.items));
    object.insert("runs".into(), json!(kept.runs));
    object.insert("complete".into(), json!(kept.complete));
    object.insert("random".into(), json!(is_random));
    object.insert("scenario".into(), json!(kept.text));
    let mut times = times.into_iter().flatten();
    if let Some((.., nanos)) = times.find(|(whose, seed, _)| *whose == name && *seed == kept.seed) {
        object.insert("nanoseconds".into(), json!(nanos));
    }
    Value::Object(object)
}
