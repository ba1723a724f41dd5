//! How far down everything stands: a row for each thing, in the order in which they happened. Knows no columns.

use crate::check::{Doing, Drawing, Outcome, Verdict};
use crate::sim::{Span, Time};

use super::words::{self, Tone};

/// The height of a row of text.
pub(super) const LINE: i32 = 18;
/// The least and the most that lies between two instants, and what a break takes.
const NEAR: i32 = 26;
const FAR: i32 = 64;
const BREAK: i32 = 46;
/// What usually lies between two instants.
const USUAL: u64 = 40;
/// More than so often the usual time is broken off.
const LONG: u64 = 12;
/// The height of what says that something is left out, and of the names that follow it.
const BAND: i32 = 52;
pub(super) const NAMES: i32 = 40;
/// A taller picture says the names once more at its end.
const TALL: i32 = 700;

/// A line through the whole picture, with words.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) y: i32,
    pub(super) tone: Tone,
    pub(super) lines: Vec<String>,
    /// Whether it is drawn as a line, or only written.
    pub(super) drawn: bool,
}

/// Where everything stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    /// Of each moment.
    pub(super) moments: Vec<i32>,
    /// Where what each moment sends leaves.
    pub(super) leaves: Vec<i32>,
    /// Of each instant that is named on the axis.
    pub(super) instants: Vec<(i32, Time)>,
    /// Where time is broken off, from where to where, and how much of it.
    pub(super) breaks: Vec<(i32, i32, Span)>,
    /// What is left out, from where to where.
    pub(super) gap: Option<(i32, i32)>,
    /// Cut links, from where to where.
    pub(super) barriers: Vec<(i32, i32)>,
    pub(super) rules: Vec<Rule>,
    /// Where the names stand once more at the end of a tall picture.
    pub(super) last_names: Option<i32>,
    /// The end of the run.
    pub(super) end: i32,
    /// The end of the picture's rows.
    pub(super) bottom: i32,
}

/// What has a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Heal(usize),
    Cut(usize),
    Moment(usize),
    Settled,
    End,
}

/// What the rows depend on.
pub(super) struct Frame<'a> {
    pub(super) drawing: &'a Drawing,
    pub(super) outcome: &'a Outcome,
    /// Where the first row stands.
    pub(super) top: i32,
    /// How many letters a line through the whole picture takes.
    pub(super) columns: usize,
    /// How many rows of text stand beside each moment, and whether what it sends leaves below them.
    pub(super) texts: &'a [(usize, bool)],
    /// What is added below each arrow's beginning to make room for words.
    pub(super) extra: &'a [i32],
}

impl Frame<'_> {
    /// What stands one below the other, with its instant.
    fn items(&self) -> Vec<(Time, Item)> {
        let Frame { drawing, outcome, .. } = self;
        let moments = drawing.moments.iter().enumerate();
        let mut items: Vec<(Time, Item)> =
            moments.map(|(index, moment)| (moment.at, Item::Moment(index))).collect();
        for (index, barrier) in drawing.barriers.iter().enumerate() {
            items.push((barrier.from, Item::Cut(index)));
            items.push((barrier.until, Item::Heal(index)));
        }
        if let (Verdict::Settled { at }, true) = (&outcome.verdict, self.ends_later()) {
            items.push((*at, Item::Settled));
        }
        items.retain(|(at, item)| *at <= outcome.ended_at && !(self.is_left_out(*at, *item)));
        items.sort();
        items.push((outcome.ended_at, Item::End));
        items
    }

    /// Whether the run goes on after it has settled.
    fn ends_later(&self) -> bool {
        !matches!(&self.outcome.verdict, Verdict::Settled { at } if *at == self.outcome.ended_at)
    }

    fn is_left_out(&self, at: Time, item: Item) -> bool {
        let Some(gap) = &self.drawing.gap else { return false };
        !matches!(item, Item::Moment(_)) && gap.from <= at && at <= gap.until
    }

    /// The time that usually lies between two instants: the lower quartile, since the idle ones are long.
    fn usual(&self, items: &[(Time, Item)]) -> u64 {
        let pairs = items.windows(2).map(|pair| pair[1].0.since(pair[0].0).as_nanos());
        let mut between: Vec<u64> = pairs.filter(|span| *span > 0).collect();
        between.sort_unstable();
        between.get(between.len().saturating_sub(1) / 4).copied().unwrap_or(1)
    }

    /// Where everything stands.
    pub(super) fn rows(&self) -> Rows {
        let items = self.items();
        let usual = self.usual(&items);
        let mut rows = Rows { barriers: vec![(0, 0); self.drawing.barriers.len()], ..Rows::default() };
        let mut y = self.top;
        let mut before: Option<Time> = None;
        let mut after_gap = false;
        for (at, item) in items {
            if self.drawing.gap.as_ref().is_some_and(|gap| item == Item::Moment(gap.before)) {
                rows.gap = Some((y, y + BAND));
                y += BAND + NAMES + LINE;
                after_gap = true;
            }
            if let Some(before) = before.filter(|before| *before < at && !after_gap) {
                y = self.pass(&mut rows, y, at.since(before), usual);
            }
            if item == Item::End && y - self.top > TALL {
                rows.last_names = Some(y + LINE / 2);
                y += NAMES + LINE;
            }
            if after_gap || rows.instants.last().is_none_or(|(_, named)| *named != at) {
                rows.instants.push((y, at));
            }
            (before, after_gap) = (Some(self.until(at, item)), false);
            y = self.stand(&mut rows, y, at, item);
        }
        rows.bottom = y;
        self.close_barriers(&mut rows);
        rows
    }

    /// How long an item goes on.
    fn until(&self, at: Time, item: Item) -> Time {
        let moment = if let Item::Moment(index) = item { Some(&self.drawing.moments[index]) } else { None };
        match moment.map(|moment| moment.what) {
            Some(Doing::Idle(_, until)) => until,
            _ => at,
        }
    }

    /// Whether time is broken off anywhere.
    pub(super) fn has_breaks(drawing: &Drawing, outcome: &Outcome) -> bool {
        let texts = vec![(1, false); drawing.moments.len()];
        let extra = vec![0; drawing.arrows.len()];
        let frame = Frame { drawing, outcome, top: 0, columns: 80, texts: &texts, extra: &extra };
        !frame.rows().breaks.is_empty()
    }

    /// Goes down for the time that passes.
    fn pass(&self, rows: &mut Rows, y: i32, span: Span, usual: u64) -> i32 {
        let nanos = span.as_nanos();
        if nanos > usual.saturating_mul(LONG) {
            rows.breaks.push((y, y + BREAK - LINE, span));
            return y + BREAK;
        }
        let scaled = (u128::from(nanos) * u128::from(USUAL) / u128::from(usual)).min(FAR as u128) as i32;
        y + scaled.clamp(NEAR, FAR) - LINE
    }

    /// Puts an item at `y`; returns where the next one stands.
    fn stand(&self, rows: &mut Rows, y: i32, at: Time, item: Item) -> i32 {
        let rule =
            |tone, words: &str, drawn| Rule { y, tone, lines: words::wrapped(words, self.columns), drawn };
        let rule = match item {
            Item::Moment(index) => return self.moment(rows, y, index),
            Item::Cut(index) => {
                rows.barriers[index].0 = y;
                let barrier = &self.drawing.barriers[index];
                rule(Tone::Open, &format!("{} until {}", barrier.words, barrier.until), false)
            }
            Item::Heal(index) => {
                rows.barriers[index].1 = y;
                rule(Tone::Open, &format!("no longer {}", self.drawing.barriers[index].words), false)
            }
            Item::Settled => rule(Tone::Good, &format!("settled at {at}"), true),
            Item::End => {
                rows.end = y;
                let (tone, words) = self.ending();
                rule(tone, &words, true)
            }
        };
        let height = rule.lines.len() as i32 * LINE + if rule.drawn { LINE / 2 } else { 0 };
        rows.rules.push(rule);
        y + height
    }

    fn ending(&self) -> (Tone, String) {
        let Frame { outcome, .. } = self;
        match &outcome.verdict {
            Verdict::Violated { property, at, why } => {
                (Tone::Bad, format!("{property} is violated at {at}: {why}"))
            }
            Verdict::Stalled { at, why } => (Tone::Open, format!("stalled at {at}: {why}")),
            Verdict::Settled { at } if self.ends_later() => {
                let quiet = if outcome.quiet_at.is_some() { ": all is quiet" } else { "" };
                let _ = at;
                (Tone::Quiet, format!("the run ends at {}{quiet}", outcome.ended_at))
            }
            Verdict::Settled { at } => (Tone::Good, format!("settled at {at}, and the run ends")),
        }
    }

    fn moment(&self, rows: &mut Rows, y: i32, index: usize) -> i32 {
        let moment = &self.drawing.moments[index];
        let (texts, below) = self.texts[index];
        let texts = texts as i32;
        rows.moments.push(y);
        if let Doing::Idle(number, until) = moment.what {
            let words = format!("... {number} timers up to {until}, of which nothing comes");
            let lines = words::wrapped(&words, self.columns);
            let height = lines.len() as i32 * LINE;
            rows.rules.push(Rule { y, tone: Tone::Quiet, lines, drawn: false });
            rows.leaves.push(y);
            return y + height;
        }
        let sends = !moment.sends.is_empty();
        let below = if below && sends { texts * LINE } else { 0 };
        rows.leaves.push(y + below);
        let extra: i32 = moment.sends.iter().map(|arrow| self.extra[*arrow]).sum();
        y + (texts * LINE).max(below + LINE).max(LINE) + extra
    }

    /// What is cut from before the first row, up to after the last or within what is left out.
    fn close_barriers(&self, rows: &mut Rows) {
        for (index, barrier) in self.drawing.barriers.iter().enumerate() {
            let within = |at: Time| {
                let gap = self.drawing.gap.as_ref().filter(|gap| gap.from <= at && at <= gap.until);
                gap.and(rows.gap).map(|(top, bottom)| (top + bottom) / 2)
            };
            if rows.barriers[index].0 == 0 {
                rows.barriers[index].0 = within(barrier.from).unwrap_or(rows.end);
            }
            if rows.barriers[index].1 == 0 {
                rows.barriers[index].1 = within(barrier.until).unwrap_or(rows.end);
            }
        }
    }
}
