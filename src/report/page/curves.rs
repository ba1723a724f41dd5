//! The two pictures of the distribution: as it is, and its tail on a logarithmic scale. Knows no verdict.

use super::answer::percent;
use super::data::Page;
use super::digits::{self, counted};
use super::html::{Html, words};
use crate::exact::Law;
use crate::measure::{Level, Times, band, clopper_pearson, quantile};
use crate::report::plot::{Axis, Plot, Size, Tick, decades, linear_time, ten};
use crate::sim::Time;

/// How far below one run's share the tail is drawn, in powers of ten, where a law goes on.
const BEYOND: i32 = 2;

/// What the axis of both curves counts.
const SINCE: &str = "time since the start";

/// A point of a curve.
pub(super) type Point = (f64, f64);

/// From where to where an axis of times goes: from the start, unless all is far from there.
pub(super) fn domain(first: f64, last: f64) -> (f64, f64) {
    let last = last.max(1.0);
    let width = (last - first).max(last * 1e-3);
    match first > 0.6 * last && last > first {
        true => ((first - width * 0.15).max(0.0), last.max(first + width) + width * 0.06),
        false => (0.0, last * 1.05),
    }
}

pub(super) fn time_axis(size: Size, what: &str, (from, to): (f64, f64)) -> Axis {
    let (ticks, unit) = linear_time(from, to, size.ticks());
    Axis { from, to, log: false, ticks, name: format!("{what}, {}", unit.name()) }
}

pub(super) fn share_axis(name: &str) -> Axis {
    let tick = |share: u32| Tick { at: f64::from(share) / 100.0, label: format!("{share}\u{a0}%") };
    let ticks = [0, 25, 50, 75, 100].map(tick).to_vec();
    Axis { from: 0.0, to: 1.0, log: false, ticks, name: name.into() }
}

/// The sample's distribution function, a point at each of its times.
fn sample_steps(times: &Times) -> Vec<(Point, u64)> {
    let (mut below, runs) = (0, times.runs() as f64);
    let step = |(at, atom): (Time, crate::measure::Atom)| {
        below += atom.runs;
        ((at.as_nanos() as f64, below as f64 / runs), times.runs() - below)
    };
    times.atoms().map(step).collect()
}

/// A step function from the left edge to the right one.
pub(super) fn over(edges: (f64, f64), start: f64, steps: impl Iterator<Item = Point>) -> Vec<Point> {
    let inside = steps.filter(|(at, _)| *at <= edges.1);
    let mut curve: Vec<Point> = [(edges.0, start)].into_iter().chain(inside).collect();
    let end = curve.last().map_or(start, |(_, value)| *value);
    curve.push((edges.1, end));
    curve
}

/// Points along the middle of a curve, where a label would best be.
fn middle(curve: &[Point], edges: (f64, f64), level: impl Fn(f64) -> bool) -> Vec<Point> {
    let near: Vec<Point> =
        curve.iter().filter(|(at, value)| level(*value) && *at <= edges.1).copied().collect();
    match near.len() {
        0 => curve.iter().rev().take(3).copied().collect(),
        length => near.iter().step_by(length.div_ceil(12)).copied().collect(),
    }
}

/// The distribution function with its band and the law's.
pub(super) fn distribution(page: &Page<'_>, html: &mut Html) {
    let lead = "The share of runs that are consistent by each time.";
    html.section("distribution", "Distribution", lead, |html| {
        let Some(times) = page.times() else { return html.paragraph(page.no_times()) };
        if times.reached() == 0 {
            return html.paragraph("No run became consistent, so there is no curve.");
        }
        let pictures = [Size::Wide, Size::Slim].map(|size| distribution_plot(page, times, size));
        let reach = band(times.runs(), page.confidence).reach;
        let law = match page.law {
            Ok(_) => "<span class=\"law-word\">Orange</span>: the exact law. ".to_string(),
            Err(none) => words(&format!("No exact law is drawn: {none}. ")),
        };
        let caption = format!(
            "<span class=\"sample-word\">Blue</span>: the sample of {}, with a band of \u{b1}{} that holds the true curve \
             everywhere at once with {} confidence. {law}{}",
            words(&counted(times.runs(), "run")),
            words(&points(reach)),
            words(&percent(page.confidence)),
            words(&never(times)),
        );
        html.figure(&pictures, &caption);
    });
}

/// A distance between shares, in percentage points.
pub(super) fn points(distance: f64) -> String {
    format!("{}\u{a0}points", digits::significant(distance * 100.0, 2))
}

fn never(times: &Times) -> String {
    match times.unreached().total() {
        0 => String::new(),
        1 => "The curve ends below 100\u{a0}%: 1 run was not consistent.".into(),
        number => format!("The curve ends below 100\u{a0}%: {} were not consistent.", counted(number, "run")),
    }
}

fn distribution_plot(page: &Page<'_>, times: &Times, size: Size) -> String {
    let steps = sample_steps(times);
    let nanos = |at: Option<(Time, u64)>| at.map_or(0.0, |(at, _)| at.as_nanos() as f64);
    let (first, mut last) = (nanos(times.shortest()), nanos(times.longest()));
    if let Some(deadline) =
        page.deadlines.first().map(|at| at.as_nanos() as f64).filter(|at| *at < last * 3.0)
    {
        last = last.max(deadline);
    }
    let edges = domain(first, last);
    let about = format!("Distribution of the time to consistency over {}", counted(times.runs(), "run"));
    let mut plot =
        Plot::new(size, time_axis(size, SINCE, edges), share_axis("runs that are consistent"), &about);
    let reach = band(times.runs(), page.confidence).reach;
    let curve = over(edges, 0.0, steps.iter().map(|(point, _)| *point));
    let shifted =
        |by: f64| curve.iter().map(|(at, share)| (*at, (share + by).clamp(0.0, 1.0))).collect::<Vec<_>>();
    plot.step_band("band", &shifted(-reach), &shifted(reach));
    plot.steps("sample-line", &curve);
    if let Ok(law) = page.law {
        let law = over(edges, 0.0, law.steps().iter().map(|step| (step.at.as_nanos() as f64, step.within)));
        plot.steps("law-line", &law);
    }
    if let Some(deadline) = page.deadlines.first().map(|at| at.as_nanos() as f64).filter(|at| *at <= edges.1)
    {
        plot.upright("mark", deadline);
        let near: Vec<Point> = [0.5, 0.35, 0.2, 0.65].map(|share| (deadline, share)).to_vec();
        plot.label("quiet", "deadline", &near);
    }
    let marked = [Level::P50, Level::TOLD[3]].map(|level| quantile(times, level, page.confidence));
    for quantile in marked.into_iter().flatten() {
        let Some((at, _)) = quantile.value else { continue };
        let at = (at.as_nanos() as f64, quantile.level.get());
        plot.point("point", at.0, Some(at.1), (at.1, at.1));
        plot.label("sample", &format!("{} {}", quantile.level, digits::precise(at.0, 3)), &[at]);
    }
    if page.law.is_ok() {
        plot.label("law", "exact law", &middle(&curve, edges, |share| share > 0.15 && share < 0.9));
    }
    plot.finish()
}

/// The tail: what is not yet consistent, on a logarithmic scale.
pub(super) fn survival(page: &Page<'_>, html: &mut Html) {
    let lead =
        "The share of runs that are not consistent yet, each step of the scale a tenth of the one above.";
    html.section("tail", "Tail", lead, |html| {
        let Some(times) = page.times() else { return html.paragraph(page.no_times()) };
        if times.reached() == 0 {
            return html.paragraph("No run became consistent, so there is no curve.");
        }
        let pictures = [Size::Wide, Size::Slim].map(|size| survival_plot(page, times, size));
        let law = match page.law {
            Ok(_) => "<span class=\"law-word\">Orange</span>: the exact law, which goes on where no run has been; dotted its tail, \
                      which falls off at the dominant rate. "
                .to_string(),
            Err(none) => words(&format!("No exact law is drawn: {none}. ")),
        };
        let caption = format!(
            "<span class=\"sample-word\">Blue</span>: the sample, with the exact {} interval of the share at each point. {law}\
             One run of the sample is {}.",
            words(&percent(page.confidence)),
            words(&digits::share(1.0 / times.runs() as f64, digits::Round::Nearest)),
        );
        html.figure(&pictures, &caption);
    });
}

/// The lowest share that is drawn.
fn floor(times: &Times, law: bool) -> f64 {
    let mut power = -1;
    while ten(power) * times.runs() as f64 > 1.0 {
        power -= 1;
    }
    ten(if law { power - BEYOND } else { power })
}

fn survival_plot(page: &Page<'_>, times: &Times, size: Size) -> String {
    let law = page.law.ok();
    let least = floor(times, law.is_some());
    let steps = sample_steps(times);
    let last = times.longest().map_or(1.0, |(at, _)| at.as_nanos() as f64);
    let of_law = law.and_then(|law| law.steps().iter().find(|step| step.beyond < least));
    let first = times.shortest().map_or(0.0, |(at, _)| at.as_nanos() as f64);
    // A law of another system, or one that falls off very slowly, must not squeeze the sample.
    let to = of_law.map_or(last, |step| (step.at.as_nanos() as f64).min(last * 4.0)).max(last);
    let edges = domain(first, to);
    let shares = Axis {
        from: least,
        to: 1.0,
        log: true,
        ticks: decades(least, 1.0, 8),
        name: "runs that are not yet consistent".into(),
    };
    let about = format!("Tail of the time to consistency over {}, logarithmic", counted(times.runs(), "run"));
    let mut plot = Plot::new(size, time_axis(size, SINCE, edges), shares, &about);
    let runs = times.runs();
    let left = steps
        .iter()
        .filter(|(_, beyond)| *beyond > 0)
        .map(|((at, _), beyond)| (*at, *beyond as f64 / runs as f64));
    let mut curve: Vec<Point> = [(edges.0, 1.0)].into_iter().chain(left).collect();
    curve.push((
        if times.reached() < runs { edges.1 } else { last },
        curve.last().map_or(1.0, |(_, share)| *share),
    ));
    plot.steps("faint", &curve);
    if let Some(law) = law {
        tail(law, edges, least, &mut plot);
    }
    for (at, beyond) in marks(&steps, runs) {
        let interval = clopper_pearson(beyond, runs, page.confidence);
        let share = (beyond > 0).then(|| beyond as f64 / runs as f64);
        plot.point("point", at, share, (interval.low.max(least), interval.high.max(least)));
    }
    plot.label("sample", "sample", &middle(&curve, edges, |share| share < 0.8 && share > 3.0 / runs as f64));
    plot.finish()
}

/// The law's tail and the line that it comes to.
fn tail(law: &Law, edges: (f64, f64), least: f64, plot: &mut Plot) {
    let steps = law.steps();
    let curve = over(edges, 1.0, steps.iter().map(|step| (step.at.as_nanos() as f64, step.beyond)));
    plot.steps("law-line", &curve);
    let deepest = steps.iter().rev().find(|step| step.beyond > 1e-14);
    let rate = law.tail().rate.value / 1e9;
    if let Some(step) = deepest.filter(|_| rate > 0.0 && rate.is_finite()) {
        let at = step.at.as_nanos() as f64;
        // Where the line passes through a share.
        let place = |share: f64| at + libm::log(step.beyond / share) / rate;
        let (top, bottom) = (place(1.0), place(least));
        let share = |x: f64| step.beyond * libm::exp(rate * (at - x));
        let from = top.max(edges.0);
        let to = bottom.min(edges.1);
        if to > from {
            plot.line("tail-line", &[(from, share(from)), (to, share(to))]);
        }
    }
    let deep = middle(&curve, edges, |share| share < 3e-2 && share > least * 20.0);
    plot.label("law", "exact law", &deep);
}

/// The times at which the share is marked: about three for each power of ten that is left.
fn marks(steps: &[(Point, u64)], runs: u64) -> Vec<(f64, u64)> {
    let mut marks: Vec<(f64, u64)> = Vec::new();
    let mut target = runs as f64 * 0.9;
    for ((at, _), beyond) in steps {
        if (*beyond as f64) <= target {
            marks.push((*at, *beyond));
            target = (*beyond as f64) * 0.45;
        }
    }
    if let Some(((at, _), 0)) = steps.last()
        && marks.last().is_none_or(|(last, _)| last != at)
    {
        marks.push((*at, 0));
    }
    marks
}
