//! Which seeds are worth looking at, and how many more a better answer takes. Knows no curve.

use super::answer::percent;
use super::data::Page;
use super::digits::{self, Round, count, counted};
use super::html::{Html, code, words};
use super::table::{self, Cell};
use crate::check::{Finding, Verdict};
use crate::measure::{
    Level, band, clopper_pearson, mean, seeds_for_half_width, seeds_for_quantile_limit, seeds_to_show_share,
};
use crate::sim::Time;

/// How many of each kind are told.
const TOLD: usize = 10;
/// How many letters of a verdict's words are.
const WORDS: usize = 160;

/// The slowest runs and the failing ones, with the commands that replay them.
pub(super) fn worst(page: &Page<'_>, html: &mut Html) {
    let lead = "The runs that a closer look is worth most at. A seed\u{2019}s run is the same every time.";
    html.section("worst", "Worst seeds", lead, |html| {
        let report = page.report;
        if report.runs == 0 {
            return html.paragraph(page.no_times());
        }
        findings(page, "Violations", &report.findings, report.violated, html);
        findings(page, "Not settled, though that was demanded", &report.open, report.undecided, html);
        slowest(page, html);
    });
}

fn findings(page: &Page<'_>, title: &str, findings: &[Finding], number: u64, html: &mut Html) {
    if findings.is_empty() {
        return;
    }
    html.element("h3", "", title);
    html.raw("<ol class=\"commands stories\">\n");
    for Finding { seed, verdict, .. } in findings.iter().take(TOLD) {
        html.raw(&format!(
            "<li><span>seed {seed}: {}</span>{}</li>\n",
            words(&brief(verdict)),
            code(&(page.reproduce)(*seed))
        ));
    }
    html.close("ol");
    let told = findings.len().min(TOLD) as u64;
    if number > told {
        html.element("p", "note", &format!("And {} more.", count(number - told)));
    }
}

fn brief(verdict: &Verdict) -> String {
    let text = match verdict {
        Verdict::Settled { at } => format!("settled at {at}"),
        Verdict::Violated { property, at, why } => format!("{property} at {at}: {why}"),
        Verdict::Stalled { at, why } => format!("stalled at {at}: {why}"),
    };
    let line = text.lines().next().unwrap_or_default();
    match line.chars().count() > WORDS {
        true => line.chars().take(WORDS).collect::<String>() + "\u{2026}",
        false => line.to_string(),
    }
}

fn slowest(page: &Page<'_>, html: &mut Html) {
    html.element("h3", "", "Slowest");
    let Some(times) = page.times() else { return html.paragraph(page.no_times()) };
    if times.reached() == 0 {
        return html.paragraph("No run became consistent, so none is the slowest.");
    }
    html.raw("<ol class=\"commands\">\n");
    let mut told = 0;
    for (at, atom) in times.atoms().rev() {
        if told >= TOLD as u64 {
            break;
        }
        told += atom.runs;
        let alike = match atom.runs {
            1 => String::new(),
            runs => format!(", as in {}", counted(runs, "run")),
        };
        html.raw(&format!(
            "<li><span>consistent at {}{alike}</span>{}</li>\n",
            words(&digits::whole(at)),
            code(&(page.reproduce)(atom.seed))
        ));
    }
    html.close("ol");
}

/// How many seeds stronger statements need.
pub(super) fn needed(page: &Page<'_>, html: &mut Html) {
    let lead = "What more runs would buy; every number of seeds is for the confidence of this page.";
    html.section("needed", "Seeds still needed", lead, |html| {
        let runs = page.report.runs;
        let missing = |needed: u64| match needed.saturating_sub(runs) {
            0 => Cell::number("enough"),
            more => Cell::number(format!("{} more", count(more))),
        };
        let mut rows = Vec::new();
        let mut row =
            |name: String, needed: u64| rows.push((name, vec![Cell::number(count(needed)), missing(needed)]));
        let deep: Option<Level> = "p99.99".parse().ok();
        for level in [Some(Level::TOLD[3]), Some(Level::TOLD[4]), deep].into_iter().flatten() {
            row(format!("a finite upper limit of {level}"), seeds_for_quantile_limit(level, page.confidence));
        }
        for level in [Some(Level::TOLD[4]), deep].into_iter().flatten() {
            let name = format!("{}\u{a0}% shown without a single miss", level.to_string().replace('p', ""));
            row(name, seeds_to_show_share(level, page.confidence));
        }
        if let Some((at, share)) = watched_share(page) {
            for half_width in [0.01, 0.001] {
                let name = format!(
                    "the share by {} within \u{b1}{}\u{a0}points",
                    digits::precise(at.as_nanos() as f64, 4),
                    digits::decimal(
                        half_width * 100.0,
                        if half_width < 0.01 { 1 } else { 0 },
                        Round::Nearest
                    )
                );
                row(name, seeds_for_half_width(share, half_width, page.confidence));
            }
        }
        table::write(html, "", &["for", ">seeds", ">still"], rows);
        html.element("p", "note", &ten_times(page));
    });
}

/// A share that is worth measuring more closely: of the deadline, or else of the 99 % quantile.
fn watched_share(page: &Page<'_>) -> Option<(Time, f64)> {
    let times = page.times()?;
    let at = match page.deadlines.first() {
        Some(deadline) => *deadline,
        None => times.at_rank(Level::TOLD[3].rank(times.runs()))?.0,
    };
    let interval = clopper_pearson(times.within(at), times.runs(), page.confidence);
    // As far from certain as the interval leaves open: planned with a share of 1, it would seem to need no run.
    let cautious = if interval.low > 0.5 { interval.low } else { interval.high.min(0.5) };
    Some((at, cautious))
}

fn ten_times(page: &Page<'_>) -> String {
    let runs = page.report.runs;
    let Some(times) = page.times() else {
        return "With ten times the seeds, every interval is about a third as wide.".to_string();
    };
    let more = runs.saturating_mul(10);
    let mut text = format!(
        "Ten times the seeds, {}, would narrow the band from \u{b1}{} to \u{b1}{}",
        count(more),
        super::curves::points(band(runs, page.confidence).reach),
        super::curves::points(band(more, page.confidence).reach)
    );
    if let Some(mean) =
        mean(times, page.confidence).filter(|mean| mean.high.is_finite() && mean.high > mean.low)
    {
        let half = (mean.high - mean.low) / 2.0;
        // The square root of ten.
        let then = half / 3.162_277_660_168_379_5;
        text += &format!(
            " and the mean from \u{b1}{} to about \u{b1}{}",
            digits::precise(half, 2),
            digits::precise(then, 2)
        );
    }
    let newly = |level: &Level| {
        let needs = seeds_for_quantile_limit(*level, page.confidence);
        runs < needs && needs <= more
    };
    let levels: Vec<Level> = Level::TOLD.iter().copied().chain("p99.99".parse().ok()).filter(newly).collect();
    if !levels.is_empty() {
        let names: Vec<String> = levels.iter().map(Level::to_string).collect();
        text += &format!(", and give {} a finite upper limit", names.join(" and "));
    }
    format!("{text}, each with {} confidence.", percent(page.confidence))
}
