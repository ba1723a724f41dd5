//! How soon: the times to consistency of a campaign's runs, in a table for people. Knows no terminal.

use super::{Beside, WIDTH};
use crate::check::{CampaignReport, wrapped as folded};
use crate::exact::AGREEMENT_ERROR;
use crate::measure::{
    Agreement, Agrees, Level, Quantile, Times, lower_limit, mean, percent, quantile, several, span, span_of,
    thousands,
};
use crate::report::limits::{self, of_longest, of_mean, of_quantile, of_slowest};

/// The lines of the summary; none of a swarm, whose runs are of different systems.
pub(super) fn summary(report: &CampaignReport, beside: &Beside<'_>) -> Vec<String> {
    let Some(times) = report.times.as_ref().filter(|times| times.runs() > 0) else { return Vec::new() };
    let mut lines = match certain(times, beside) {
        Some(words) => vec![format!("\nhow soon  {words}")],
        None => by_chance(report, times, beside),
    };
    let assessed = report.assessed.iter();
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
        None if times.unreached().violated > 0 => "and ends at a violated property".to_string(),
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
            of_longest(longest),
            percent((share * 1e6).floor() / 1e6)
        ),
    };
    folded(&words, "  ", WIDTH).trim_end().to_string()
}

/// The mean and the quantiles, each with its interval, the law's value and a seed that took it.
fn table(report: &CampaignReport, times: &Times, beside: &Beside<'_>) -> Vec<String> {
    let mut rows = vec![["", "seen", "from", "to", "law", "seed"].map(str::to_string)];
    if let Some(mean) = mean(times, report.confidence) {
        let law = beside.law.ok().and_then(|law| law.mean());
        let law = law.map_or(String::new(), |law| span_of(law, mean.high - mean.low));
        let [value, low, high] = of_mean(&mean);
        rows.push(["mean".to_string(), value, low, high, law, String::new()]);
    }
    for level in Level::TOLD {
        rows.extend(quantile(times, level, report.confidence).map(|quantile| row(&quantile, times, beside)));
    }
    if let Some((_, seed)) = times.longest() {
        let watched = times.unreached().horizon > 0;
        let seed = if watched { String::new() } else { seed.to_string() };
        let [name, longest] = ["longest".to_string(), of_slowest(times)];
        rows.push([name, longest, String::new(), String::new(), String::new(), seed]);
    }
    // Where there is no law, or no seed, there is no column for it.
    for column in 1..6 {
        if rows.iter().skip(1).all(|row| row[column].is_empty()) {
            rows[0][column].clear();
        }
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
    let law = beside.law.ok().and_then(|law| law.quantile(quantile.level));
    let law = law.map_or(String::new(), |law| span(law.as_nanos(), quantile.width()));
    let seed = quantile.value.map_or(String::new(), |(_, seed)| seed.to_string());
    let [value, low, high] = of_quantile(quantile, times);
    [quantile.level.to_string(), value, low, high, law, seed]
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
    let beyond = report.times.as_ref().map_or(String::new(), limits::beyond);
    let told = levels.iter().zip(items.quantiles(&levels, report.items_open));
    let told = told.map(|(level, nanos)| {
        let value = nanos.map_or(beyond.clone(), |nanos| span(nanos, nanos));
        format!("{level} {value}")
    });
    let told: Vec<String> = told.collect();
    let error = match items.error() {
        0.0 => String::new(),
        error => format!(", each to {}", percent(error)),
    };
    let all = items.total().saturating_add(report.items_open);
    match all {
        0 => Vec::new(),
        all => vec![format!(
            "  {} of {}: {}{error}",
            report.item_time.name,
            several(all, report.item),
            told.join(", ")
        )],
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
            "; its atoms: chi-square {:.1} with {} of freedom, p {}",
            test.statistic,
            several(test.freedom, "degree"),
            probability(test.p)
        )
    });
    format!(
        "law: {verdict}: of {} the curve is off by {distance:.4} at most, at {at}, where {reach:.4} is chance{atoms}",
        several(*runs, "run")
    )
}
