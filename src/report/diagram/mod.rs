//! The space-time diagram of a run, as SVG: processes as lines, messages as arrows, time downwards. Data in, text out.

mod columns;
mod figures;
mod labels;
mod legend;
mod paint;
mod rows;
mod sheet;
mod words;

use crate::check::{ArrowEnd, Drawing, Outcome, Verdict};

use columns::MARGIN;
use legend::Legend;
use paint::{Anchor, Paint};
use rows::LINE;
use words::{SIZE, Tone};

/// How every diagram begins; only such a file is ever replaced by another one.
pub const OPENING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"sooner-diagram\"";

/// The size of the title.
const TITLE: i32 = 15;
/// Where the title stands.
const FIRST: i32 = 30;

/// A picture of a run. `name` is what the scenario is called.
///
/// The same drawing gives the same bytes everywhere. The picture needs nothing but itself, and fits light and dark pages.
pub fn diagram(name: &str, drawing: &Drawing, outcome: &Outcome) -> String {
    let (tone, verdict) = verdict(outcome);
    let facts = facts(drawing, outcome);
    let legend = Legend::of(drawing, outcome);
    let head = |width: i32| Head::new(name, (tone, &verdict), &facts, width);
    let sheet =
        sheet::lay_out(drawing, outcome, |width| head(width).bottom + legend.height(width - 2 * MARGIN) + 12);
    let width = sheet.columns.width;
    let height = sheet.rows.bottom + MARGIN;
    let mut paint = Paint::new(OPENING, (width, height), &format!("{name}: {verdict}"), &facts);
    let head = head(width);
    head.paint(&mut paint);
    legend.paint(&mut paint, (MARGIN, head.bottom), width - 2 * MARGIN);
    figures::paint(&mut paint, &sheet, outcome);
    paint.finish()
}

/// The judgement in few words; the end of the picture has all of them.
fn verdict(outcome: &Outcome) -> (Tone, String) {
    match &outcome.verdict {
        Verdict::Settled { at } => (Tone::Good, format!("settled at {at}")),
        Verdict::Violated { property, at, .. } => (Tone::Bad, format!("{property} is violated at {at}")),
        Verdict::Stalled { at, .. } => (Tone::Open, format!("stalled at {at}")),
    }
}

/// Which run it is, how big it is, and how to read the picture.
fn facts(drawing: &Drawing, outcome: &Outcome) -> String {
    let messages = drawing.arrows.len() as u64 + drawing.gap.as_ref().map_or(0, |gap| gap.messages);
    let lost = drawing
        .arrows
        .iter()
        .filter(|arrow| matches!(arrow.end, ArrowEnd::LostAtSend(_) | ArrowEnd::LostOnArrival(..)));
    let lost = match (lost.count(), &drawing.gap) {
        (0, _) | (_, Some(_)) => String::new(),
        (lost, None) => format!(", {lost} of them lost"),
    };
    let plural = if messages == 1 { "message" } else { "messages" };
    format!(
        "model {}, seed {}, {messages} {plural}{lost}. Time runs downwards, not to scale; what happens at one \
         instant stands in its order.",
        outcome.model, outcome.seed
    )
}

/// The lines above the picture.
struct Head {
    lines: Vec<(&'static str, i32, i32, String)>,
    bottom: i32,
}

impl Head {
    fn new(name: &str, (tone, verdict): (Tone, &str), facts: &str, width: i32) -> Head {
        let columns = |size| ((width - 2 * MARGIN) / words::width("m", size)).max(10) as usize;
        let mut lines = Vec::new();
        let mut y = FIRST;
        let mut add = |class, size: i32, text: &str, height: i32| {
            for line in words::wrapped(text, columns(size)) {
                lines.push((class, y, size, line));
                y += height;
            }
        };
        add("t strong", TITLE, name, LINE + 4);
        add(tone.class(), SIZE, verdict, LINE);
        add(Tone::Quiet.class(), SIZE, facts, LINE - 2);
        Head { lines, bottom: y + 8 }
    }

    fn paint(&self, paint: &mut Paint) {
        for (class, y, size, text) in &self.lines {
            paint.sized_text(class, (MARGIN, *y), Anchor::Start, text, *size);
        }
    }
}
