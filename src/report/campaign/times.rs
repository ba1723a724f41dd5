//! How soon: the times to consistency of a campaign's runs, in a table for people. Knows no terminal.

use super::{Beside, WIDTH};
use crate::check::{CampaignReport, wrapped as folded};
use crate::exact::AGREEMENT_ERROR;
use crate::measure::{
    Agreement, Agrees, Level, Quantile, Times, lower_limit, mean, percent, quantile, several, span, span_of,
    thousands,
};
use crate::sim::Time;

/// The lines of the summary; none of a swarm, whose runs are of different systems.
pub(super) fn summary(report: &CampaignReport, beside: &Beside<'_>) -> Vec<String> {
    let Some(times) = report.times.as_ref().filter(|times| times.runs() > 0) else { return Vec::new() };
    let mut lines = match certain(times, beside) {
        Some(words) => vec![format!("\nhow soon  {words}")],
        None => by_chance(report, times, beside),
    };
    let assessed = report.assessed().into_iter();
    lines.extend(assessed.map(|one| format!("  {:<6}  {}: {}", one.holds, one.threshold, one.seen)));
    lines
}

fn by_chance(report: &CampaignReport, times: &Times, beside: &Beside<'_>) -> Vec<String> {
    let mut lines = vec![format!("\nhow soon  each figure with {} confidence", report.confidence)];
    lines.push(reached(report, times));
    lines.extend(table(report, times, beside));
    lines.extend(missing(times));
    lines.extend(items(report));
    lines.extend(law(times, beside));
    lines
}

/// What there is to tell where nothing is left to chance: one run is as good as all.
fn certain(times: &Times, beside: &Beside<'_>) -> Option<String> {
    let (shortest, longest) = (times.shortest(), times.longest());
    let same = shortest.map(|(at, _)| at) == longest.map(|(at, _)| at);
    let words = match longest {
        _ if beside.by_chance || !same => return None,
        Some((at, _)) if times.reached() == times.runs() => format!("consistent at {at}"),
        None => format!("not consistent by {}", times.horizon()),
        Some(_) => return None,
    };
    Some(format!("nothing is left to chance: every seed is the same run, {words}"))
}

/// How sure it is that runs become consistent at all, within what was seen.
fn reached(report: &CampaignReport, times: &Times) -> String {
    let (reached, runs) = (times.reached(), times.runs());
    let share = lower_limit(reached, runs, report.confidence);
    let words = match times.longest() {
        None => format!("none of {} became consistent by {}", several(runs, "run"), times.horizon()),
        Some((longest, _)) => format!(
            "{} of {} consistent by {}: at least {} of all",
            thousands(reached),
            several(runs, "run"),
            span(longest.as_nanos(), longest.as_nanos()),
            percent((share * 1e6).floor() / 1e6)
        ),
    };
    folded(&words, "  ", WIDTH).trim_end().to_string()
}

/// The mean and the quantiles, each with its interval, the law's value and a seed that took it.
fn table(report: &CampaignReport, times: &Times, beside: &Beside<'_>) -> Vec<String> {
    let mut rows = vec![["", "seen", "from", "to", "law", "seed"].map(str::to_string)];
    if let Some(mean) = mean(times, report.confidence) {
        let width = mean.high - mean.low;
        let law = beside.law.ok().and_then(|law| law.mean()).map(|law| span_of(law, width));
        let figures = [mean.value, mean.low, mean.high].map(|figure| span_of(figure, width));
        let [value, low, high] = figures;
        rows.push(["mean".to_string(), value, low, high, law.unwrap_or_default(), String::new()]);
    }
    for level in Level::TOLD {
        rows.extend(quantile(times, level, report.confidence).map(|quantile| row(&quantile, times, beside)));
    }
    if let Some((longest, seed)) = times.longest() {
        let longest = span(longest.as_nanos(), longest.as_nanos());
        rows.push([
            "longest".to_string(),
            longest,
            String::new(),
            String::new(),
            String::new(),
            seed.to_string(),
        ]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..6).map(width).collect();
    let line = |row: &[String; 6]| {
        let cells = row.iter().zip(&widths).skip(1).filter(|(_, width)| **width > 0);
        let cells: String = cells.map(|(cell, width)| format!("  {cell:>width$}")).collect();
        format!("  {:<1$}{cells}", row[0], widths[0]).trim_end().to_string()
    };
    rows.iter().map(line).collect()
}

fn row(quantile: &Quantile, times: &Times, beside: &Beside<'_>) -> [String; 6] {
    let Quantile { level, value, low, high, needs } = *quantile;
    let width = match (low, high) {
        (Some(low), Some(high)) => high.since(low).as_nanos(),
        _ => value.map_or(0, |(value, _)| value.as_nanos()),
    };
    let told = |time: Time| span(time.as_nanos(), width);
    let law = beside.law.ok().and_then(|law| law.quantile(level)).map(told);
    [
        level.to_string(),
        value.map_or(format!("> {}", times.horizon()), |(value, _)| told(value)),
        low.map_or("0s".to_string(), told),
        high.map_or_else(
            || needs.map_or("?".to_string(), |needs| format!("needs {} seeds", thousands(needs))),
            told,
        ),
        law.unwrap_or_default(),
        value.map_or(String::new(), |(_, seed)| seed.to_string()),
    ]
}

/// The runs that did not become consistent, by why.
fn missing(times: &Times) -> Vec<String> {
    let unreached = times.unreached();
    let reasons = [
        (unreached.horizon, format!("not by the horizon of {}", times.horizon())),
        (unreached.step_limit, "not by the step limit, which slow runs meet first".to_string()),
        (unreached.violated, "ended at a violated property".to_string()),
    ];
    let told = reasons.into_iter().filter(|(number, _)| *number > 0);
    let words: Vec<String> = told.map(|(number, why)| format!("{} {why}", thousands(number))).collect();
    match words.is_empty() {
        true => Vec::new(),
        false => {
            let words = format!("not consistent: {}; counted as slower than all", words.join(", "));
            vec![folded(&words, "  ", WIDTH).trim_end().to_string()]
        }
    }
}

/// How long single items took.
fn items(report: &CampaignReport) -> Vec<String> {
    let items = &report.items;
    let levels = [Level::P50, Level::TOLD[3]];
    let told = levels.iter().zip(items.quantiles(&levels));
    let told: Vec<String> = told.map(|(level, nanos)| format!("{level} {}", span(nanos, nanos))).collect();
    let error = match items.error() {
        0.0 => String::new(),
        error => format!(", to {} ", percent(error)),
    };
    match told.is_empty() {
        true => Vec::new(),
        false => {
            vec![format!("  of {} alone: {}{error}", several(items.total(), report.item), told.join(", "))]
        }
    }
}

/// Whether the law agrees, or why there is none.
fn law(times: &Times, beside: &Beside<'_>) -> Vec<String> {
    let words = match beside.law {
        Err(no_law) => format!("law: there is none: {no_law}"),
        Ok(_) if times.unreached().ended_early() > 0 => {
            let early = several(times.unreached().ended_early(), "run");
            format!("law: not compared: {early} ended before the horizon without being consistent")
        }
        Ok(law) => match law.agreement(times, AGREEMENT_ERROR) {
            Some(agreement) => told(&agreement),
            None => return Vec::new(),
        },
    };
    vec![folded(&words, "  ", WIDTH).trim_end().to_string()]
}

/// A probability as tests give one.
fn probability(p: f64) -> String {
    if p < 1e-3 { format!("{p:.1e}") } else { format!("{p:.3}") }
}

fn told(agreement: &Agreement) -> String {
    let Agreement { runs, distance, at, reach, chi_square, agrees, .. } = agreement;
    let verdict = match agrees {
        Agrees::Agree => "AGREE",
        Agrees::Disagree => "DISAGREE",
        Agrees::Underpowered => "UNDERPOWERED",
    };
    let atoms = chi_square.map_or(String::new(), |test| {
        format!(
            "; its atoms: chi-square {:.1} with {} degrees of freedom, p {}",
            test.statistic,
            test.freedom,
            probability(test.p)
        )
    });
    format!(
        "law: {verdict}: of {} the curve is off by {distance:.4} at most, at {at}, where {reach:.4} is chance{atoms}",
        several(*runs, "run")
    )
}
