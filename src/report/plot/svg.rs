//! Writes shapes and texts as SVG, with tenths of a pixel at most, so that a plot has the same bytes everywhere. Knows no
//! axis.

use crate::report::markup::escaped;
use std::fmt::Write;

/// Where a text is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// By its beginning.
    Start,
    /// By its middle.
    Middle,
    /// By its end.
    End,
}

/// A coordinate. What is no number, or far outside of every page, is drawn at the nearest place that is not.
pub(super) fn coordinate(value: f64) -> String {
    let value = if value.is_nan() { 0.0 } else { value.clamp(-9_999.0, 9_999.0) };
    let tenths = libm::round(value * 10.0) as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// A picture in the making.
pub(super) struct Svg(String);

impl Svg {
    /// An empty picture; `about` says what it shows to those who cannot see it.
    pub(super) fn new(class: &str, (width, height): (f64, f64), about: &str) -> Svg {
        let (width, height) = (coordinate(width), coordinate(height));
        Svg(format!(
            "<svg class=\"plot {class}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{}\">\n",
            escaped(about)
        ))
    }

    /// The whole picture.
    pub(super) fn finish(mut self) -> String {
        self.0 += "</svg>\n";
        self.0
    }

    /// A text whose base line is at `y`.
    pub(super) fn text(&mut self, class: &str, (x, y): (f64, f64), anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let (x, y, text) = (coordinate(x), coordinate(y), escaped(text));
        let _ = writeln!(self.0, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{anchor}>{text}</text>");
    }

    /// A straight line.
    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(coordinate);
        let _ = writeln!(self.0, "<line class=\"{class}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>");
    }

    /// A dot.
    pub(super) fn dot(&mut self, class: &str, (x, y): (f64, f64), radius: f64) {
        let [x, y, radius] = [x, y, radius].map(coordinate);
        let _ = writeln!(self.0, "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>");
    }

    /// A way through points; closed, it is filled.
    pub(super) fn path(&mut self, class: &str, points: &[(f64, f64)], closed: bool) {
        let Some(((x, y), rest)) = points.split_first().map(|(first, rest)| (*first, rest)) else { return };
        let mut way = format!("M{} {}", coordinate(x), coordinate(y));
        let mut last = (coordinate(x), coordinate(y));
        for (x, y) in rest {
            let next = (coordinate(*x), coordinate(*y));
            let _ = match (next.0 == last.0, next.1 == last.1) {
                (true, true) => Ok(()),
                (true, false) => write!(way, "V{}", next.1),
                (false, true) => write!(way, "H{}", next.0),
                (false, false) => write!(way, "L{} {}", next.0, next.1),
            };
            last = next;
        }
        let end = if closed { "Z" } else { "" };
        let _ = writeln!(self.0, "<path class=\"{class}\" d=\"{way}{end}\"/>");
    }
}
