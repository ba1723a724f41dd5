//! The numbers: quantiles with their intervals beside the law's, deadlines, messages, and the command that replays
//! each. Knows no curve.

use super::answer::percent;
use super::data::Page;
use super::digits::{self, Round, count, counted};
use super::html::{Html, code, words};
use super::law;
use super::table::{self, Cell};
use crate::measure::{Level, Quantile, Times, clopper_pearson, mean, quantile};
use crate::report::plot::Unit;
use crate::sim::Time;

pub(super) fn write(page: &Page<'_>, html: &mut Html) {
    let lead = "From the start of a run until the system is consistent and stays so.";
    html.section("numbers", "Time to consistency", lead, |html| {
        match page.times() {
            Some(times) => {
                quantiles(page, times, html);
                deadlines(page, times, html);
                commands(page, times, html);
            }
            None => html.paragraph(page.no_times()),
        }
        messages(page, html);
    });
}

/// A time of the sample with the digits that its interval supports, and the ends of the interval.
fn interval_cells(value: f64, ends: Option<(f64, f64)>, unit: Unit) -> [String; 3] {
    let scaled = |nanos: f64| nanos / unit.nanos();
    let (low, high) = ends.unwrap_or((value, value));
    let exact = digits::needed(&[scaled(value), scaled(low), scaled(high)], 6);
    let half = scaled(high - low) / 2.0;
    let decimals = match ends {
        Some(_) if half > 0.0 => digits::supported(half).min(exact),
        // An atom: every limit is the value itself.
        Some(_) => exact,
        None => exact.min(2),
    };
    [(value, Round::Nearest), (low, Round::Down), (high, Round::Up)]
        .map(|(nanos, round)| digits::time(nanos, unit, decimals, round))
}

fn quantiles(page: &Page<'_>, times: &Times, html: &mut Html) {
    let longest = times.longest();
    let unit = Unit::of(longest.map_or(times.horizon().as_nanos() as f64, |(at, _)| at.as_nanos() as f64));
    let told: Vec<Quantile> =
        Level::TOLD.iter().filter_map(|level| quantile(times, *level, page.confidence)).collect();
    let law_time = |nanos: f64, most: usize| {
        let decimals = digits::needed(&[nanos / unit.nanos()], most);
        Cell::number(digits::time(nanos, unit, decimals, Round::Nearest))
    };
    let unknown = || Cell::number(page.law.map_or("", law::missing));
    let mut rows = vec![("mean".to_string(), mean_cells(page, times, unit))];
    if let Some(law) = page.law.ok().filter(|_| !rows[0].1.is_empty()) {
        rows[0].1.push(law.mean().map_or_else(unknown, |mean| law_time(mean, 3)));
    }
    for quantile in &told {
        let mut cells = quantile_cells(quantile, times, unit);
        if let Ok(law) = page.law {
            cells.push(
                law.quantile(quantile.level).map_or_else(unknown, |at| law_time(at.as_nanos() as f64, 6)),
            );
        }
        rows.push((quantile.level.to_string(), cells));
    }
    let limit = match times.unreached().total() {
        0 => "seen; no limit",
        _ => "of those that were reached",
    };
    if let Some((at, _)) = longest {
        let decimals = digits::needed(&[at.as_nanos() as f64 / unit.nanos()], 3);
        let value = digits::time(at.as_nanos() as f64, unit, decimals, Round::Nearest);
        let mut cells = vec![Cell::Link(value, "replay-longest".into()), Cell::Over(2, limit.into())];
        cells.extend(page.law.is_ok().then(|| Cell::number("")));
        rows.push(("longest".to_string(), cells));
    }
    let time = format!(">time, {}", unit.name());
    let interval = format!(">>{} interval", percent(page.confidence));
    let mut heads = vec!["", &time, &interval];
    heads.extend(page.law.is_ok().then_some(">exact law"));
    let class = if page.law.is_ok() { "numbers" } else { "" };
    table::write(html, class, &heads, rows);
    html.element("p", "note", &note(page, times));
}

/// What has to be known beside the table.
fn note(page: &Page<'_>, times: &Times) -> String {
    let mut note = format!(
        "Quantiles of {}, those that were not consistent counted as longer than all others. A quantile is a time that occurred; \
         its limits are order statistics, right without any assumption. Each interval stands on its own.",
        counted(times.runs(), "run")
    );
    if let Some(last) = page.last_write.filter(|last| *last > Time::START) {
        let lag = |level: Level| {
            let at = quantile(times, level, page.confidence)?.value?.0;
            Some(format!("{level} {}", digits::precise(at.since(last).as_nanos() as f64, 3)))
        };
        let lags: Vec<String> = [Level::P50, Level::TOLD[3]].into_iter().filter_map(lag).collect();
        let longest = times
            .longest()
            .map(|(at, _)| format!("longest {}", digits::precise(at.since(last).as_nanos() as f64, 3)));
        let all: Vec<String> = lags.into_iter().chain(longest).collect();
        if !all.is_empty() {
            note += &format!(
                " Lag after the last write, which comes at {}: {}.",
                digits::exactly(last),
                all.join(", ")
            );
        }
    }
    if let Err(none) = page.law {
        note += &format!(" No exact law stands beside them: {none}.");
    }
    note
}

fn mean_cells(page: &Page<'_>, times: &Times, unit: Unit) -> Vec<Cell> {
    let Some(mean) = mean(times, page.confidence) else {
        let missing = times.runs() - times.reached();
        return vec![Cell::Over(3, format!("not known: {} not consistent", counted(missing, "run")))];
    };
    let ends = (mean.low.is_finite() && mean.high.is_finite()).then_some((mean.low, mean.high));
    let [value, low, high] = interval_cells(mean.value, ends, unit);
    match ends {
        Some(_) => vec![Cell::number(value), Cell::number(low), Cell::number(high)],
        None => vec![Cell::number(value), Cell::Over(2, "no interval of one run".into())],
    }
}

fn quantile_cells(quantile: &Quantile, times: &Times, unit: Unit) -> Vec<Cell> {
    let nanos = |time: Time| time.as_nanos() as f64;
    let Some((value, _)) = quantile.value else {
        let least = quantile.low.unwrap_or(times.horizon().after_start());
        return vec![Cell::Over(3, format!("not reached; at least {}", digits::precise(nanos(least), 3)))];
    };
    let ends = quantile.low.zip(quantile.high).map(|(low, high)| (nanos(low), nanos(high)));
    let [told, low, high] = interval_cells(nanos(value), ends, unit);
    let value = Cell::Link(told, format!("replay-{}", quantile.level));
    if ends.is_some() {
        return vec![value, Cell::number(low), Cell::number(high)];
    }
    let least = quantile.low.map(|low| format!("at least {}", digits::precise(nanos(low), 3)));
    let open = match quantile.needs {
        Some(seeds) => format!("needs {}", counted(seeds, "seed")),
        None => format!("no upper limit by {}", digits::exactly(times.horizon().after_start())),
    };
    vec![value, Cell::Over(2, least.into_iter().chain([open]).collect::<Vec<_>>().join(", "))]
}

/// A share without its sign, where that stands over the column.
fn bare(share: String) -> String {
    share.trim_end_matches(['%', ' ', '\u{a0}']).to_string()
}

fn deadlines(page: &Page<'_>, times: &Times, html: &mut Html) {
    if page.deadlines.is_empty() {
        return;
    }
    html.element("h3", "", "Consistent within a deadline");
    let rows = page.deadlines.iter().map(|deadline| {
        let hits = times.within(*deadline);
        let interval = clopper_pearson(hits, times.runs(), page.confidence);
        let mut cells = vec![
            Cell::number(count(hits)),
            Cell::number(bare(digits::share(interval.low, Round::Down))),
            Cell::number(bare(digits::share(interval.high, Round::Up))),
        ];
        let law = page.law.ok();
        cells.extend(
            law.map(|law| Cell::number(digits::law_share(law.within(*deadline), law.beyond(*deadline)))),
        );
        (digits::exactly(*deadline), cells)
    });
    let interval = format!(">>{} interval, %", percent(page.confidence));
    let seeds = format!(">of {}", counted(times.runs(), "seed"));
    let mut heads = vec!["within", seeds.as_str(), &interval];
    heads.extend(page.law.is_ok().then_some(">exact law"));
    table::write(html, if page.law.is_ok() { "numbers" } else { "" }, &heads, rows.collect());
}

/// The commands behind the table.
fn commands(page: &Page<'_>, times: &Times, html: &mut Html) {
    let told = Level::TOLD.iter().filter_map(|level| quantile(times, *level, page.confidence));
    let told = told.filter_map(|quantile| Some((quantile.level.to_string(), quantile.value?)));
    let all: Vec<(String, (Time, u64))> =
        told.chain(times.longest().map(|at| ("longest".to_string(), at))).collect();
    if all.is_empty() {
        return;
    }
    html.element("h3", "", "See these runs again");
    html.raw("<ol class=\"commands\">\n");
    for (name, (at, seed)) in all {
        html.raw(&format!(
            "<li id=\"replay-{}\"><span>{}, consistent at {}</span>",
            words(&name),
            words(&name),
            words(&digits::whole(at))
        ));
        html.raw(&code(&(page.reproduce)(seed)));
        html.close("li");
    }
    html.close("ol");
}

fn messages(page: &Page<'_>, html: &mut Html) {
    html.element("h3", "", "Messages sent");
    let report = page.report;
    if report.runs == 0 || report.sent.is_empty() {
        html.paragraph("None: nothing ran, or the model sends none.");
        return;
    }
    let all_consistent = page.times().is_some_and(|times| times.unreached().total() == 0);
    let law = page.law.ok().filter(|_| all_consistent).and_then(|law| law.messages());
    let by_law = |kind: &str| {
        let law = law?;
        [("publish", law.publish), ("annotate", law.annotate), ("ack", law.ack)]
            .into_iter()
            .find_map(|(name, mean)| kind.eq_ignore_ascii_case(name).then_some(mean))
    };
    let items = report.items.total();
    let row = |name: &str, sent: u64, law_of: Option<f64>| {
        let mut cells = vec![Cell::number(digits::significant(sent as f64 / report.runs as f64, 4))];
        cells.extend((items > 0).then(|| Cell::number(digits::significant(sent as f64 / items as f64, 4))));
        cells
            .extend(law.map(|_| Cell::number(law_of.map_or(String::new(), |mean| digits::trimmed(mean, 6)))));
        (name.to_string(), cells)
    };
    let mut rows: Vec<_> = report.sent.iter().map(|(kind, sent)| row(kind, *sent, by_law(kind))).collect();
    let all = report.sent.iter().fold(0_u64, |all, (_, sent)| all.saturating_add(*sent));
    rows.push(row("all", all, law.map(|law| law.publish + law.annotate + law.ack)));
    let mut heads = vec!["kind", ">a run"];
    heads.extend((items > 0).then_some(">an item done"));
    heads.extend(law.map(|_| ">exact law, a run"));
    table::write(html, if law.is_some() { "numbers" } else { "" }, &heads, rows);
    html.element(
        "p",
        "note",
        "Means, of which only sums are kept. Copies do not count. The law counts until all is quiet, so it is told where every run \
         became consistent.",
    );
}
