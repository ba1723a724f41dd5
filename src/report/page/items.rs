//! The times of single items: their quantiles and their curve. Knows no run.

use super::curves::{Point, domain, over, share_axis, time_axis};
use super::data::Page;
use super::digits::{self, Round, count, counted};
use super::html::{Html, words};
use crate::check::CampaignReport;
use crate::measure::Level;
use crate::report::limits;
use crate::report::plot::{Plot, Size};

/// The quantiles that are told.
const LEVELS: [Level; 4] = [Level::P50, Level::TOLD[1], Level::TOLD[3], Level::TOLD[4]];

pub(super) fn write(page: &Page<'_>, html: &mut Html) {
    let report = page.report;
    let lead = format!("{}.", capital(report.item_time.about));
    html.section("items", &capital(report.item_time.name), &lead, |html| {
        let values = report.items.values();
        let Some(longest) = values.last().map(|(longest, _)| *longest) else {
            return html
                .paragraph("No times of single items are known: the model tells none, or none was done.");
        };
        tiles(report, longest, html);
        let pictures = [Size::Wide, Size::Slim].map(|size| picture(report, &values, size));
        html.figure(&pictures, &caption(report));
    });
}

/// With a capital letter.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn all(report: &CampaignReport) -> u64 {
    report.items.total().saturating_add(report.items_open)
}

fn tiles(report: &CampaignReport, longest: u64, html: &mut Html) {
    let beyond = report.times.as_ref().map_or(String::new(), limits::beyond);
    let told = LEVELS.iter().zip(report.items.quantiles(&LEVELS, report.items_open)).map(|(level, value)| {
        let value = value.map_or(beyond.clone(), |value| digits::precise(value as f64, 3));
        (level.to_string(), words(&value))
    });
    let mut list: Vec<(String, String)> = told.collect();
    if report.items_open == 0 {
        list.push(("longest".into(), words(&digits::precise(longest as f64, 4))));
    }
    let tiles: Vec<_> = list.into_iter().map(|(name, time)| (name, format!("<b>{time}</b>"))).collect();
    html.definitions("tiles", &tiles);
}

/// The share of items that were done within each time.
fn picture(report: &CampaignReport, values: &[(u64, u64)], size: Size) -> String {
    let (first, last) = (values[0].0 as f64, values[values.len() - 1].0 as f64);
    let edges = domain(first, last);
    let items = counted(all(report), report.item);
    let about = format!("Distribution of the {} over {items}", report.item_time.name);
    let shares = share_axis(&format!("{}s that are done", report.item));
    let mut plot = Plot::new(size, time_axis(size, report.item_time.name, edges), shares, &about);
    let (mut below, all) = (0, all(report) as f64);
    let steps = values.iter().map(|(nanos, times)| {
        below += times;
        (*nanos as f64, below as f64 / all)
    });
    plot.steps("sample-line", &over(edges, 0.0, steps));
    for (level, value) in LEVELS.iter().zip(report.items.quantiles(&LEVELS, report.items_open)) {
        let Some(value) = value.filter(|_| [Level::P50, Level::TOLD[3]].contains(level)) else { continue };
        let at: Point = (value as f64, level.get());
        plot.point("point", at.0, Some(at.1), (at.1, at.1));
        plot.label("sample", &format!("{level} {}", digits::precise(at.0, 3)), &[at]);
    }
    plot.finish()
}

fn caption(report: &CampaignReport) -> String {
    let open = match report.items_open {
        0 => String::new(),
        open => {
            format!("; {} were not done when their runs ended, and count as longer than all", count(open))
        }
    };
    let error = match report.items.error() {
        error if error > 0.0 => format!(" Each time is right within {}.", digits::share(error, Round::Up)),
        _ => String::new(),
    };
    let items = counted(all(report), report.item);
    words(&format!(
        "Of all runs together: {items}{open}. Those of one run are not independent, so there is no interval.{error}"
    ))
}
