//! Writes shapes and texts as SVG. Whole numbers and tenths only, so that a picture has the same bytes everywhere.

use crate::report::markup::escaped;
use std::fmt::Write;

use super::words::SIZE;

/// The colours of daylight and of the night, by class.
const STYLE: [(&str, &str, &str); 19] = [
    (".bg", "fill:#ffffff", "fill:#14171c"),
    (".t", "fill:#24292f", "fill:#d8dee6"),
    (".q", "fill:#6a737d", "fill:#8d97a3"),
    (".g", "fill:#1a7f37", "fill:#56c271"),
    (".b", "fill:#c62828", "fill:#ff7b72"),
    (".o", "fill:#945b00", "fill:#e3a94a"),
    (".life", "stroke:#9aa4af", "stroke:#5b6570"),
    (".box", "fill:#f3f5f7;stroke:#c4ccd4", "fill:#1e232a;stroke:#414a54"),
    (".bar", "fill:#c4ccd4", "fill:#4a545f"),
    (".a", "stroke:#3b5b7e", "stroke:#8fb3da"),
    (".ah", "fill:#3b5b7e", "fill:#8fb3da"),
    (".ab", "stroke:#c62828", "stroke:#ff7b72"),
    (".ao", "stroke:#b7791f", "stroke:#e3a94a"),
    (".aoh", "fill:#b7791f", "fill:#e3a94a"),
    (".ag", "stroke:#1a7f37", "stroke:#56c271"),
    (".in", "fill:#3b5b7e", "fill:#8fb3da"),
    (".wall", "fill:#945b00;fill-opacity:.1", "fill:#e3a94a;fill-opacity:.13"),
    (".band", "fill:#f3f5f7", "fill:#1e232a"),
    (".grid", "stroke:#e7eaee", "stroke:#242a32"),
];

/// What has no colour.
const SHAPES: [(&str, &str); 9] = [
    (
        ".t",
        "font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre",
    ),
    (".line", "fill:none;stroke-width:1.4"),
    (".grid", "fill:none;stroke-width:1"),
    (".down", "stroke-dasharray:2 4"),
    (".lost", "stroke-dasharray:6 4"),
    (".copy", "stroke-dasharray:1.5 3;stroke-linecap:round"),
    (".x", "stroke-width:2.2;stroke-linecap:round"),
    (".strong", "font-weight:bold"),
    (".m:hover .line", "stroke-width:2.6"),
];

/// A picture's rules hold for itself alone, also where it lies in a page with others.
const OWN: &str = ".sooner-diagram ";

/// A picture in the making.
pub(super) struct Paint(String);

/// Where a text is held.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// Tenths of a pixel.
fn tenths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, rest) = (value.unsigned_abs() / 10, value.unsigned_abs() % 10);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

impl Paint {
    /// An empty picture with its title, its description and its colours.
    pub(super) fn new(opening: &str, (width, height): (i32, i32), title: &str, about: &str) -> Paint {
        let mut paint = Paint(String::new());
        let (title, about) = (escaped(title), escaped(about));
        paint.raw(&format!(
            "{opening} viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             style=\"max-width:100%;height:auto\" role=\"img\">\n\
             <title>{title}</title>\n<desc>{about}</desc>\n<style>"
        ));
        SHAPES.iter().for_each(|(class, shape)| paint.raw(&format!("{OWN}{class}{{{shape}}}")));
        STYLE.iter().for_each(|(class, day, _)| paint.raw(&format!("{OWN}{class}{{{day}}}")));
        paint.raw("@media(prefers-color-scheme:dark){");
        STYLE.iter().for_each(|(class, _, night)| paint.raw(&format!("{OWN}{class}{{{night}}}")));
        paint.raw("}</style>\n");
        paint.rect("bg", (0, 0), (width, height), 0);
        paint
    }

    fn raw(&mut self, text: &str) {
        self.0 += text;
    }

    /// The whole picture.
    pub(super) fn finish(mut self) -> String {
        self.raw("</svg>\n");
        self.0
    }

    /// A text whose row is `y`.
    pub(super) fn text(&mut self, class: &str, (x, y): (i32, i32), anchor: Anchor, text: &str) {
        self.sized_text(class, (x, y), anchor, text, SIZE);
    }

    /// The same in another size.
    pub(super) fn sized_text(&mut self, class: &str, at: (i32, i32), anchor: Anchor, text: &str, size: i32) {
        let (x, y) = (at.0, at.1 + size / 3);
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let text = escaped(text);
        let _ = writeln!(
            self.0,
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{anchor}>{text}</text>"
        );
    }

    /// A rectangle from a corner on.
    pub(super) fn rect(&mut self, class: &str, (x, y): (i32, i32), (width, height): (i32, i32), round: i32) {
        let round = if round > 0 { format!(" rx=\"{round}\"") } else { String::new() };
        let (width, height) = (width.max(0), height.max(0));
        let _ = writeln!(
            self.0,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{round}/>"
        );
    }

    /// A line through points.
    pub(super) fn path(&mut self, class: &str, points: &[(i32, i32)]) {
        let mut way = String::new();
        for (index, (x, y)) in points.iter().enumerate() {
            let _ = write!(way, "{}{x} {y}", if index == 0 { "M" } else { "L" });
        }
        let _ = writeln!(self.0, "<path class=\"line {class}\" d=\"{way}\"/>");
    }

    /// A cross.
    pub(super) fn cross(&mut self, class: &str, (x, y): (i32, i32), arm: i32) {
        let (left, right, top, bottom) = (x - arm, x + arm, y - arm, y + arm);
        let _ = writeln!(
            self.0,
            "<path class=\"line {class} x\" d=\"M{left} {top}L{right} {bottom}M{left} {bottom}L{right} {top}\"/>"
        );
    }

    /// A circle.
    pub(super) fn circle(&mut self, class: &str, (x, y): (i32, i32), radius: i32) {
        let _ = writeln!(self.0, "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>");
    }

    /// The head of an arrow that comes from `from` and ends at `to`.
    pub(super) fn head(&mut self, class: &str, from: (i32, i32), to: (i32, i32)) {
        const LENGTH: i64 = 90;
        const HALF: i64 = 38;
        let (dx, dy) = (i64::from(to.0 - from.0), i64::from(to.1 - from.1));
        let length = ((dx * dx + dy * dy) as u64 * 10_000).isqrt().max(1) as i64;
        // Along the arrow and across it, in tenths.
        let along = |by: i64| (dx * by * 100 / length, dy * by * 100 / length);
        let ((bx, by), (ax, ay)) = (along(LENGTH), along(HALF));
        let (x, y) = (i64::from(to.0) * 10, i64::from(to.1) * 10);
        let corner = |x: i64, y: i64| format!("{},{}", tenths(x), tenths(y));
        let corners = [corner(x, y), corner(x - bx - ay, y - by + ax), corner(x - bx + ay, y - by - ax)];
        let _ = writeln!(self.0, "<polygon class=\"{class}\" points=\"{}\"/>", corners.join(" "));
    }

    /// What belongs together, with what a pointer on it is told.
    pub(super) fn group(&mut self, class: &str, told: &str, inside: impl FnOnce(&mut Paint)) {
        let told = escaped(told);
        let _ = writeln!(self.0, "<g class=\"{class}\"><title>{told}</title>");
        inside(self);
        self.raw("</g>\n");
    }
}
