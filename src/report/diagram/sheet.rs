//! Lays a picture out: columns, rows, arrows and their labels. Makes room until every label has its own.

use crate::check::{Arrow, ArrowEnd, Doing, Drawing, Moment, Outcome};

use super::columns::{self, ASIDE, Columns};
use super::labels::{self, Room, Taken, Way};
use super::rows::{Frame, LINE, Rows};
use super::words::{self, Clock, SIZE, Tone};

/// How often room is made before the labels that are left are left out.
const TRIES: usize = 200;
/// The room above the rows for the names of the processes.
pub(super) const HEAD: i32 = 48;

/// A picture that is laid out.
pub(super) struct Sheet<'a> {
    pub(super) drawing: &'a Drawing,
    pub(super) columns: Columns,
    pub(super) rows: Rows,
    pub(super) clock: Clock,
    /// What is written beside each process's line, by moment.
    pub(super) beside: Vec<Vec<(Tone, String)>>,
    /// Each arrow's line.
    pub(super) ways: Vec<Way>,
    /// Where each arrow's label is.
    pub(super) labels: Vec<Option<Room>>,
}

/// Which moment sends each arrow, and at which it ends.
struct Ends {
    sent: Vec<usize>,
    ended: Vec<Option<usize>>,
}

impl Ends {
    fn of(drawing: &Drawing) -> Ends {
        let count = drawing.arrows.len();
        let mut ends = Ends { sent: vec![0; count], ended: vec![None; count] };
        for (index, moment) in drawing.moments.iter().enumerate() {
            moment.sends.iter().for_each(|arrow| ends.sent[*arrow] = index);
            if let Doing::Message(_, _, Some(arrow)) | Doing::Loss(_, _, _, Some(arrow)) = moment.what {
                ends.ended[arrow] = Some(index);
            }
        }
        ends
    }
}

/// Lays a picture out; `above` tells how much of it lies above the rows, at a width.
pub(super) fn lay_out<'a>(drawing: &'a Drawing, outcome: &Outcome, above: impl Fn(i32) -> i32) -> Sheet<'a> {
    let mut times: Vec<_> = drawing.moments.iter().map(|moment| moment.at).collect();
    times.push(outcome.ended_at);
    let clock = Clock::of(&times);
    let mut beside: Vec<_> = drawing.moments.iter().map(|moment| words::beside(drawing, moment)).collect();
    // Of a step that began in what is left out, the rest says so.
    if let Some(first) = drawing.gap.as_ref().map(|gap| gap.before)
        && drawing.moments.get(first).is_some_and(|moment| moment.what == Doing::Continued)
    {
        beside[first].push((Tone::Quiet, "goes on".to_string()));
    }
    let columns = arrange(drawing, clock, &times, &beside);
    let texts: Vec<(usize, bool)> = drawing
        .moments
        .iter()
        .zip(&beside)
        .map(|(it, texts)| (texts.len(), leaves_below(drawing, it)))
        .collect();
    let letters = ((columns.right() - columns.left()) / words::width("m", SIZE)).max(20) as usize;
    let ends = Ends::of(drawing);
    let top = above(columns.width) + HEAD;
    let mut extra = vec![0; drawing.arrows.len()];
    for tried in 0.. {
        let frame = Frame { drawing, outcome, top, columns: letters, texts: &texts, extra: &extra };
        let rows = frame.rows();
        let ways = ways(drawing, &columns, &rows, &ends);
        let mut taken = taken(drawing, &columns, &rows, &beside, &ways);
        let labels = label(drawing, &columns, &ways, &mut taken);
        let homeless: Vec<usize> = (0..labels.len()).filter(|arrow| labels[*arrow].is_none()).collect();
        if homeless.is_empty() || tried == TRIES {
            return Sheet { drawing, columns, rows, clock, beside, ways, labels };
        }
        homeless.into_iter().for_each(|arrow| extra[arrow] += LINE);
    }
    unreachable!("the last try returns")
}

/// Whether what a moment sends leaves on the side where its words stand, and so below them.
fn leaves_below(drawing: &Drawing, moment: &Moment) -> bool {
    let is_last = moment.process + 1 == drawing.processes.len();
    let to_itself = moment.sends.iter().any(|arrow| drawing.arrows[*arrow].to == moment.process);
    !columns::is_left(moment.process) && (!is_last || to_itself)
}

fn arrange(
    drawing: &Drawing,
    clock: Clock,
    times: &[crate::sim::Time],
    beside: &[Vec<(Tone, String)>],
) -> Columns {
    let spans = times.windows(2).map(|pair| clock.passing(pair[1].since(pair[0])));
    let axis = times.iter().map(|time| clock.time(*time)).chain(spans);
    let axis = axis.map(|text| words::width(&text, SIZE)).max().unwrap_or(0);
    let mut widest = vec![0; drawing.processes.len()];
    for (moment, texts) in drawing.moments.iter().zip(beside) {
        let width = texts.iter().map(|(_, text)| words::width(text, SIZE)).max().unwrap_or(0);
        widest[moment.process] = widest[moment.process].max(width);
    }
    Columns::new(drawing, axis, &widest)
}

fn ways(drawing: &Drawing, columns: &Columns, rows: &Rows, ends: &Ends) -> Vec<Way> {
    let way = |(index, arrow): (usize, &Arrow)| {
        let (x, to) = (columns.lines[arrow.from], columns.lines[arrow.to]);
        let y = rows.leaves[ends.sent[index]];
        let right = arrow.to >= arrow.from;
        let end = match (arrow.end, ends.ended[index]) {
            (ArrowEnd::LostAtSend(_), _) => {
                let reach = columns::reach(arrow);
                (if right { x + reach } else { x - reach }, y)
            }
            (_, Some(moment)) => (to, rows.moments[moment]),
            // It arrives in what is left out, or not before the end: three quarters of the way are shown.
            (ArrowEnd::UnderWay, None) => (x + (to - x) * 3 / 4, rows.end - LINE),
            (_, None) => (x + (to - x) * 3 / 4, rows.gap.map_or(rows.end - LINE, |(top, _)| top - 4)),
        };
        Way { from: (x, y), to: end }
    };
    drawing.arrows.iter().enumerate().map(way).collect()
}

/// The rooms that are taken by what has its place anyway.
fn taken(
    drawing: &Drawing,
    columns: &Columns,
    rows: &Rows,
    beside: &[Vec<(Tone, String)>],
    ways: &[Way],
) -> Taken {
    let mut taken = Taken::default();
    for (index, texts) in beside.iter().enumerate() {
        for (line, (_, text)) in texts.iter().enumerate() {
            taken.take(beside_room(columns, drawing.moments[index].process, rows.moments[index], line, text));
        }
    }
    for rule in &rows.rules {
        for (line, text) in rule.lines.iter().enumerate() {
            let y = rule.y + line as i32 * LINE;
            taken.take(Room::of(columns.left(), y, words::width(text, SIZE)));
        }
    }
    if let Some((top, bottom)) = rows.gap {
        let bottom = bottom + super::rows::NAMES;
        taken.take(Room { left: columns.left(), top, right: columns.right(), bottom });
    }
    for (arrow, way) in drawing.arrows.iter().zip(ways) {
        if let ArrowEnd::LostAtSend(cause) = arrow.end {
            taken.take(cause_room(way, words::cause(cause)));
        }
    }
    taken
}

/// Where a text beside a process's line is.
pub(super) fn beside_room(columns: &Columns, process: usize, y: i32, line: usize, text: &str) -> Room {
    let width = words::width(text, SIZE);
    let x = columns.lines[process];
    let left = if columns::is_left(process) { x - ASIDE - width } else { x + ASIDE };
    Room::of(left, y + line as i32 * LINE, width)
}

/// Where the cause of a loss is: beyond the cross.
pub(super) fn cause_room(way: &Way, cause: &str) -> Room {
    let width = words::width(cause, SIZE);
    let ((from, _), (x, y)) = (way.from, way.to);
    Room::of(if x >= from { x + 10 } else { x - 10 - width }, y, width)
}

fn label(drawing: &Drawing, columns: &Columns, ways: &[Way], taken: &mut Taken) -> Vec<Option<Room>> {
    let mut labels = vec![None; drawing.arrows.len()];
    // Those that have one place only go first.
    let is_short = |arrow: &Arrow| matches!(arrow.end, ArrowEnd::LostAtSend(_));
    for first in [true, false] {
        for (index, arrow) in drawing.arrows.iter().enumerate() {
            if is_short(arrow) == first {
                labels[index] = labels::place(taken, columns, ways, ways[index], &words::label(arrow));
            }
        }
    }
    labels
}
