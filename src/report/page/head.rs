//! The head of the page: the answer, the counts, the thresholds, and where all of it comes from. Knows no time but the
//! virtual one.

use super::answer::{Answer, percent};
use super::data::{Page, Threshold};
use super::digits::{self, BLANK, Round, count, counted};
use super::html::{Html, code, words};
use super::table::{self, Cell};
use crate::check::{Ended, HexDigest};
use crate::measure::{Level, quantile, upper_limit};

pub(super) fn write(page: &Page<'_>, answer: &Answer, html: &mut Html) {
    html.raw("<header>\n");
    html.element("p", "eyebrow", "How soon is \u{201c}eventually\u{201d}?");
    html.open("h1", "");
    html.text(&answer.plain());
    html.close("h1");
    tiles(page, html);
    thresholds(page.thresholds, html);
    let facts = facts(page);
    html.definitions("facts", &facts);
    if !page.explanation.is_empty() {
        html.details("The scenario in words", |html| {
            let lines: Vec<_> =
                page.explanation.iter().map(|(key, text)| (key.clone(), words(text))).collect();
            html.definitions("facts", &lines);
        });
    }
    if !page.text.is_empty() {
        html.details("The scenario\u{2019}s file", |html| {
            html.raw("<pre><code>");
            html.text(page.text);
            html.raw("</code></pre>");
        });
    }
    html.close("header");
}

/// A number of runs, and what it says of all runs: never a bare nought.
fn rate(page: &Page<'_>, hits: u64) -> String {
    let runs = page.report.runs;
    let most = digits::share(upper_limit(hits, runs, page.confidence), Round::Up);
    format!("at most {most} of runs ({} confidence)", percent(page.confidence))
}

fn tiles(page: &Page<'_>, html: &mut Html) {
    let report = page.report;
    if report.runs == 0 {
        return;
    }
    let tile = |name: &str, number: String, note: String| {
        (name.to_string(), format!("<b>{}</b>{}", words(&number), words(&note)))
    };
    let of_all = format!("of {}", counted(report.runs, "run"));
    let mut tiles = Vec::new();
    if let Some(times) = page.times() {
        let median = quantile(times, Level::P50, page.confidence).and_then(|median| median.value);
        let (number, note) = match median {
            Some((at, _)) => {
                (digits::precise(at.as_nanos() as f64, 3), "half of the runs take no longer".into())
            }
            None => ("not reached".to_string(), "by half of the runs".to_string()),
        };
        tiles.push(tile("Median", number, note));
    }
    tiles.push(tile("Consistent", count(report.settled), of_all));
    tiles.push(match page.times().map(|times| times.unreached()) {
        Some(unreached) => {
            let number = unreached.horizon + unreached.step_limit;
            tile("Not reached", count(number), not_reached(page, unreached.step_limit, number))
        }
        None => tile(
            "Not settled",
            count(report.undecided + report.excused),
            rate(page, report.undecided + report.excused),
        ),
    });
    tiles.push(tile("Property violated", count(report.violated), rate(page, report.violated)));
    html.definitions("tiles", &tiles);
}

fn not_reached(page: &Page<'_>, limited: u64, number: u64) -> String {
    let horizon = page.times().map_or(String::new(), |times| digits::exactly(times.horizon().after_start()));
    match (number, limited) {
        (0, _) => format!("by {horizon}; {}", rate(page, 0)),
        (_, 0) => format!("by {horizon}; counted as longer"),
        (_, limited) => format!("by {horizon}; {} of them by the step limit", count(limited)),
    }
}

fn thresholds(thresholds: &[Threshold], html: &mut Html) {
    if thresholds.is_empty() {
        return;
    }
    html.element("h3", "", "Thresholds of the scenario");
    let rows = thresholds.iter().map(|threshold| {
        let class = match threshold.verdict.as_str() {
            "PASS" => "good",
            "FAIL" => "bad",
            _ => "open",
        };
        let cells = vec![Cell::Chip(class, threshold.verdict.clone()), Cell::words(&threshold.interval)];
        (threshold.words.clone(), cells)
    });
    table::write(html, "thresholds", &["threshold", "verdict", "because"], rows.collect());
}

/// Where the page comes from, and what makes it again.
fn facts(page: &Page<'_>) -> Vec<(String, String)> {
    let report = page.report;
    let ended = match report.ended {
        Ended::Complete => String::new(),
        Ended::Enough => format!("; ended at failing seed {}, as asked", count(report.violated)),
        Ended::Cancelled => format!("; interrupted after the first {}", count(report.runs)),
    };
    let swarm = if report.swarm { ", each with a scenario of its own" } else { "" };
    let horizon = page.report.times.as_ref().map(|times| digits::exactly(times.horizon().after_start()));
    let horizon = horizon.unwrap_or_else(|| "each scenario\u{2019}s own".to_string());
    let poll = match page.knob("poll") {
        Some(poll) => format!("every {}", poll.trim_matches('"')),
        None => "none; every instant is observed".to_string(),
    };
    let order = page.explained("at one instant").unwrap_or("what was entered first");
    let facts = [
        ("Scenario", format!("{} <span class=\"note\">{}</span>", words(page.file), words(page.hash))),
        ("Model", words(page.explained("model").unwrap_or(report.model))),
        ("Version", words(&format!("sooner {}", page.version))),
        ("Seeds", words(&format!("{}..{}{swarm}{ended}", report.seeds.start, report.seeds.end))),
        (
            "Runs",
            words(&format!(
                "{}, {}{BLANK}steps, digest {}",
                count(report.runs),
                count(report.steps),
                HexDigest(report.digest)
            )),
        ),
        (
            "Randomness",
            words("ChaCha8, keyed by identity: each decision depends on the seed and on what it decides"),
        ),
        ("At one instant", words(order)),
        ("Horizon", words(&horizon)),
        ("Poll", words(&poll)),
        ("This page again", code(page.command)),
    ];
    facts.map(|(name, markup)| (name.to_string(), markup)).to_vec()
}
