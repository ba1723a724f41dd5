//! What the model's columns count, over time, as one small picture each: the median run and the middle nine tenths. Knows no
//! model.

use super::data::Page;
use super::digits::{self, counted};
use super::html::{Html, words};
use super::table::{self, Cell};
use crate::report::plot::{Axis, Plot, Size, linear, linear_time};
use crate::sim::{Span, Time};

/// How many instants a picture shows at most.
const INSTANTS: usize = 160;

/// The columns over time: each with its 5 %, 50 % and 95 % quantile over some runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stages {
    /// How many runs they are of.
    pub runs: u64,
    /// The instants.
    pub times: Vec<Time>,
    /// Of each column its name, and at each instant its three quantiles.
    pub columns: Vec<(String, Vec<[u64; 3]>)>,
    /// Of each column, when a run's count changes for the last time: the quantiles of that, up to the next instant.
    pub settled: Vec<[Time; 3]>,
}

/// Gathers the rows of several runs, each at the same regular instants, into their quantiles.
#[derive(Clone, Debug)]
pub struct Gathering {
    every: Span,
    names: Vec<String>,
    runs: Vec<Vec<Vec<u64>>>,
}

impl Gathering {
    /// Nothing yet; rows will come every so often.
    pub fn new(names: &[&str], every: Span) -> Gathering {
        let names = names.iter().map(|name| name.to_string()).collect();
        Gathering { every: Span::from_nanos(every.as_nanos().max(1)), names, runs: Vec::new() }
    }

    /// Takes in the rows of a run, as its table gives them. Its last row holds from its end on.
    pub fn add(&mut self, rows: Vec<(Time, Vec<u64>)>) {
        self.runs.push(rows.into_iter().map(|(_, counts)| counts).collect());
    }

    /// The quantiles, which are values that occurred.
    pub fn finish(self) -> Stages {
        let longest = self.runs.iter().map(Vec::len).max().unwrap_or(0);
        let time = |row: usize| Time::from_nanos(self.every.as_nanos().saturating_mul(row as u64 + 1));
        let values = |column: usize, row: usize| {
            let of_run =
                |rows: &Vec<Vec<u64>>| rows.get(row).or(rows.last()).and_then(|row| row.get(column)).copied();
            quantiles(self.runs.iter().filter_map(of_run).collect())
        };
        let settled = |column: usize| {
            let of_run = |rows: &Vec<Vec<u64>>| {
                let last = rows.last()?.get(column);
                Some(rows.iter().rposition(|row| row.get(column) != last).map_or(0, |row| row + 1))
            };
            quantiles(self.runs.iter().filter_map(of_run).collect()).map(time)
        };
        let column = |(index, name): (usize, &String)| {
            (name.clone(), (0..longest).map(|row| values(index, row)).collect())
        };
        Stages {
            runs: self.runs.len() as u64,
            times: (0..longest).map(time).collect(),
            columns: self.names.iter().enumerate().map(column).collect(),
            settled: (0..self.names.len()).map(settled).collect(),
        }
    }
}

/// The 5 %, 50 % and 95 % quantile.
fn quantiles<T: Copy + Default + Ord>(mut values: Vec<T>) -> [T; 3] {
    values.sort_unstable();
    [5, 50, 95].map(|percent| {
        let rank = (values.len() * percent).div_ceil(100).max(1);
        values.get(rank - 1).copied().unwrap_or_default()
    })
}

pub(super) fn write(page: &Page<'_>, html: &mut Html) {
    let lead = "What the model counts, over the time of a run: the median, and between which values the middle 90\u{a0}% of runs lie.";
    html.section("stages", "Stages over time", lead, |html| {
        let stages = page.stages;
        if stages.columns.is_empty() {
            return html.paragraph("This model counts no stages: it has no columns.");
        }
        if stages.times.is_empty() {
            return html.paragraph("No run was watched for this.");
        }
        html.open("div", "many");
        html.raw("\n");
        let pictures = stages.columns.iter().map(|(name, rows)| picture(stages, name, rows));
        pictures.for_each(|picture| html.figure(&[picture], ""));
        html.close("div");
        html.element("h3", "", "Which stage comes last");
        let rows = stages.columns.iter().zip(&stages.settled).map(|((name, _), settled)| {
            (name.clone(), settled.map(|at| Cell::number(digits::precise(at.as_nanos() as f64, 3))).to_vec())
        });
        table::write(
            html,
            "",
            &["no longer changes from", ">5\u{a0}%", ">median", ">95\u{a0}%"],
            rows.collect(),
        );
        let note = format!(
            "Over the first {}. A run that ended keeps its last counts.",
            counted(stages.runs, "run")
        );
        html.raw(&format!("<p class=\"note\">{}</p>\n", words(&note)));
    });
}

fn picture(stages: &Stages, name: &str, rows: &[[u64; 3]]) -> String {
    let length = stages.times.len().min(rows.len());
    let every = length.div_ceil(INSTANTS).max(1);
    let kept = (0..length).filter(|row| row % every == 0 || row + 1 == length);
    let row = |row: usize| (stages.times[row].as_nanos() as f64, rows[row].map(|count| count as f64));
    let rows: Vec<(f64, [f64; 3])> = kept.map(row).collect();
    let most = rows.iter().map(|(_, row)| row[2]).fold(2.0, f64::max);
    let last = rows.last().map_or(1.0, |(at, _)| *at).max(1.0);
    let (ticks, unit) = linear_time(0.0, last, Size::Small.ticks());
    let x = Axis { from: 0.0, to: last, log: false, ticks, name: unit.name().to_string() };
    let y = Axis { from: 0.0, to: most * 1.04, log: false, ticks: linear(0.0, most, 2), name: name.into() };
    let end = rows.last().map_or(0.0, |(_, row)| row[1]);
    let about = format!("{name} over time; at the end the median is {}", digits::count(end as u64));
    let mut plot = Plot::new(Size::Small, x, y, &about);
    let of = |index: usize| rows.iter().map(|(at, row)| (*at, row[index])).collect::<Vec<_>>();
    plot.band("band", &of(0), &of(2));
    plot.line("sample-line", &of(1));
    plot.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_ended_keeps_its_last_counts() {
        let mut gathering = Gathering::new(&["done"], Span::from_secs(1));
        let row = |second: u64, count| (Time::from_millis(1_000 * second), vec![count]);
        gathering.add(vec![row(1, 0), row(2, 5)]);
        gathering.add(vec![row(1, 1), row(2, 2), row(3, 6)]);
        let stages = gathering.finish();
        assert_eq!(stages.times.len(), 3);
        assert_eq!(stages.settled, [[2, 2, 3].map(|second| Time::from_millis(1_000 * second))]);
        assert_eq!(stages.columns, [("done".to_string(), vec![[0, 0, 1], [2, 2, 5], [5, 5, 6]])]);
    }
}
