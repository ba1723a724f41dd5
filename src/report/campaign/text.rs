//! A campaign's result as text for people. Knows no terminal.

use super::{Beside, SavedFailure, WIDTH, times};
use crate::check::{
    CampaignReport, Coverage, Ended, Finding, HexDigest, OVERDUE, Verdict, wrapped as folded,
};
use crate::sim::family::Family;

/// How wide the column of families and its like is.
const FAMILY: usize = 12;
/// How many failing seeds are told; JSON tells more.
const TOLD: usize = 10;

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
    lines.push(format!("digest    {}", HexDigest(report.digest)));
    lines.extend(violations(&report.properties));
    let counted = |(name, number): &(&str, u64)| format!("{name} in {number} of {runs}");
    lines.extend(wrapped("reached   ", report.reached.iter().map(counted)));
    lines.extend(times::summary(report, beside));
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
