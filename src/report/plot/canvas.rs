//! A plot: two axes and what is drawn between them, in the data's own numbers. Knows no meaning of them.

use super::labels::{Room, Taken, width};
use super::svg::{Anchor, Svg};
use super::ticks::Tick;

/// How many columns of pixels a curve is thinned out to at most.
const COLUMNS: f64 = 360.0;

/// How big a plot is: one for each width of page, so that its words keep their size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// For a page as wide as an article.
    Wide,
    /// For a phone.
    Slim,
    /// One of several.
    Small,
}

impl Size {
    /// The class that shows it on pages of its width alone.
    fn class(self) -> &'static str {
        match self {
            Size::Wide => "wide",
            Size::Slim => "slim",
            Size::Small => "small",
        }
    }

    fn extent(self) -> (f64, f64) {
        match self {
            Size::Wide => (760.0, 380.0),
            Size::Slim => (340.0, 300.0),
            Size::Small => (360.0, 176.0),
        }
    }

    /// How many ticks the horizontal axis has at most.
    pub fn ticks(self) -> usize {
        match self {
            Size::Wide => 9,
            Size::Slim => 5,
            Size::Small => 5,
        }
    }
}

/// An axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Whether equal factors are equally long.
    pub log: bool,
    /// Its ticks.
    pub ticks: Vec<Tick>,
    /// What it tells.
    pub name: String,
}

impl Axis {
    /// Which share of it a value lies at; what lies outside is at its end.
    fn share(&self, value: f64) -> f64 {
        let along = |value: f64| if self.log { libm::log(value.max(f64::MIN_POSITIVE)) } else { value };
        let (from, to) = (along(self.from), along(self.to));
        let share = (along(value) - from) / (to - from);
        if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) }
    }
}

/// A word that is still to be placed: its class, itself, and near which points.
struct Label(String, String, Vec<(f64, f64)>);

/// A plot in the making.
pub struct Plot {
    svg: Svg,
    area: Room,
    bounds: Room,
    x: Axis,
    y: Axis,
    taken: Taken,
    labels: Vec<Label>,
}

impl Plot {
    /// An empty plot with its axes; `about` says in a sentence what it shows.
    pub fn new(size: Size, x: Axis, y: Axis, about: &str) -> Plot {
        let (wide, high) = size.extent();
        let margin = y.ticks.iter().map(|tick| width(&tick.label)).fold(0.0, f64::max) + 10.0;
        let half = x.ticks.last().map_or(0.0, |tick| width(&tick.label) / 2.0);
        let area = Room { left: margin, top: 30.0, right: wide - half.max(10.0), bottom: high - 42.0 };
        let bounds = Room { left: area.left + 2.0, right: wide - 2.0, ..area };
        let svg = Svg::new(size.class(), (wide, high), about);
        let mut plot = Plot { svg, area, bounds, x, y, taken: Taken::default(), labels: Vec::new() };
        plot.axes(wide, high);
        plot
    }

    fn axes(&mut self, wide: f64, high: f64) {
        let Room { left, right, bottom, .. } = self.area;
        for tick in std::mem::take(&mut self.y.ticks) {
            let at = self.pixel((self.x.from, tick.at)).1;
            self.svg.line("grid", (left, at), (right, at));
            self.svg.text("tick", (left - 7.0, at + 4.0), Anchor::End, &tick.label);
        }
        self.svg.line("axis", (left, bottom), (right, bottom));
        let mut free = 0.0;
        for tick in std::mem::take(&mut self.x.ticks) {
            let at = self.pixel((tick.at, self.y.from)).0;
            self.svg.line("axis", (at, bottom), (at, bottom + 4.0));
            let half = width(&tick.label) / 2.0;
            if at - half >= free && at + half <= wide {
                self.svg.text("tick", (at, bottom + 18.0), Anchor::Middle, &tick.label);
                free = at + half + 4.0;
            }
        }
        self.svg.text("along", (right, high - 7.0), Anchor::End, &self.x.name);
        self.svg.text("name", (2.0, 15.0), Anchor::Start, &self.y.name);
    }

    /// Where a value lies.
    fn pixel(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let Room { left, top, right, bottom } = self.area;
        (left + self.x.share(x) * (right - left), bottom - self.y.share(y) * (bottom - top))
    }

    /// The corners of a step function that takes each value from its place on, thinned out to what can be seen: of each
    /// column of pixels the last value, so that every rise is drawn in its full height.
    fn stairs(&self, points: &[(f64, f64)]) -> Vec<(f64, f64)> {
        let column = (self.area.right - self.area.left) / COLUMNS;
        let mut kept: Vec<(f64, f64)> = Vec::new();
        for point in points {
            let (x, y) = self.pixel(*point);
            match kept.last_mut() {
                Some(last) if kept_in_column(*last, x, column) => last.1 = y,
                _ => kept.push((x, y)),
            }
        }
        let mut corners: Vec<(f64, f64)> = Vec::with_capacity(2 * kept.len());
        for (x, y) in kept {
            if let Some((_, before)) = corners.last().copied() {
                corners.push((x, before));
            }
            corners.push((x, y));
        }
        corners
    }

    /// A step function: each point's value holds from there on.
    pub fn steps(&mut self, class: &str, points: &[(f64, f64)]) {
        let corners = self.stairs(points);
        self.taken.way(&corners);
        self.svg.path(class, &corners, false);
    }

    /// What lies between two step functions.
    pub fn step_band(&mut self, class: &str, lower: &[(f64, f64)], upper: &[(f64, f64)]) {
        let mut around = self.stairs(upper);
        around.extend(self.stairs(lower).into_iter().rev());
        self.svg.path(class, &around, true);
    }

    /// A line through points.
    pub fn line(&mut self, class: &str, points: &[(f64, f64)]) {
        let way: Vec<_> = points.iter().map(|point| self.pixel(*point)).collect();
        self.taken.way(&way);
        self.svg.path(class, &way, false);
    }

    /// What lies between two lines.
    pub fn band(&mut self, class: &str, lower: &[(f64, f64)], upper: &[(f64, f64)]) {
        let around: Vec<_> = upper.iter().chain(lower.iter().rev()).map(|point| self.pixel(*point)).collect();
        self.svg.path(class, &around, true);
    }

    /// An upright line at a value, over the whole height.
    pub fn upright(&mut self, class: &str, x: f64) {
        self.line(class, &[(x, self.y.from), (x, self.y.to)]);
    }

    /// A point with an interval; without a point only the interval.
    pub fn point(&mut self, class: &str, x: f64, y: Option<f64>, (low, high): (f64, f64)) {
        let (from, to) = (self.pixel((x, low)), self.pixel((x, high)));
        self.svg.line(class, from, to);
        for end in [from, to] {
            // What goes on outside has no end here.
            if end.1 < self.area.bottom - 0.5 {
                self.svg.line(class, (end.0 - 3.0, end.1), (end.0 + 3.0, end.1));
            }
        }
        self.taken.way(&[from, to]);
        if let Some(y) = y {
            let at = self.pixel((x, y));
            self.svg.dot(class, at, 3.2);
        }
    }

    /// A word for what is at one of these points, the earlier the better; it is placed at the end, where nothing else is.
    pub fn label(&mut self, class: &str, text: &str, near: &[(f64, f64)]) {
        let near = near.iter().map(|point| self.pixel(*point)).collect();
        self.labels.push(Label(class.to_string(), text.to_string(), near));
    }

    /// The whole plot.
    pub fn finish(mut self) -> String {
        for Label(class, text, near) in std::mem::take(&mut self.labels) {
            if let Some(place) = self.taken.place(&near, &text, &self.bounds) {
                self.svg.text(&format!("label {class}"), place, Anchor::Start, &text);
            }
        }
        self.svg.finish()
    }
}

/// Whether a point that was kept stands for what is at `x` too. The first one of all stays where it is.
fn kept_in_column((last, _): (f64, f64), x: f64, column: f64) -> bool {
    x - last < column
}
