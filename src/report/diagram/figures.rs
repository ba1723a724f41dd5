//! Draws what is laid out: lines of processes, arrows, signs and words, each in its place.

use crate::check::{Arrow, ArrowEnd, Doing, Moment, Outcome, Verdict};
use crate::sim::world::Life;

use super::columns::{self, ASIDE, LOOP};
use super::labels::{Room, Way};
use super::legend::Sign;
use super::paint::{Anchor, Paint};
use super::rows::{LINE, NAMES};
use super::sheet::{self, HEAD, Sheet};
use super::words::{self, SIZE, Tone};

/// Draws all of it, from the back to the front.
pub(super) fn paint(paint: &mut Paint, sheet: &Sheet<'_>, outcome: &Outcome) {
    barriers(paint, sheet);
    axis(paint, sheet);
    lives(paint, sheet);
    breaks(paint, sheet);
    bars(paint, sheet);
    for (index, arrow) in sheet.drawing.arrows.iter().enumerate() {
        draw_arrow(paint, sheet, index, arrow);
    }
    for (index, moment) in sheet.drawing.moments.iter().enumerate() {
        draw_moment(paint, sheet, index, moment);
    }
    gap(paint, sheet, outcome);
    labels(paint, sheet);
    rules(paint, sheet);
    let top = sheet.rows.moments.first().copied().unwrap_or(sheet.rows.end).min(sheet.rows.end);
    let top = sheet.rows.instants.first().map_or(top, |(y, _)| top.min(*y));
    names(paint, sheet, top - HEAD + 14);
    if let Some(y) = sheet.rows.last_names {
        names(paint, sheet, y);
    }
}

/// The names of the processes in a row.
fn names(paint: &mut Paint, sheet: &Sheet<'_>, y: i32) {
    for (process, name) in sheet.drawing.processes.iter().enumerate() {
        let (x, half) = (sheet.columns.lines[process], sheet.columns.names[process]);
        paint.rect("box", (x - half, y - 12), (2 * half, 24), 5);
        paint.text("t strong", (x, y), Anchor::Middle, &columns::name(name));
    }
}

fn barriers(paint: &mut Paint, sheet: &Sheet<'_>) {
    for (barrier, (top, bottom)) in sheet.drawing.barriers.iter().zip(&sheet.rows.barriers) {
        let xs = barrier.processes.iter().map(|process| sheet.columns.lines[*process]);
        let (left, right) = (xs.clone().min().unwrap_or(0), xs.max().unwrap_or(0));
        paint.rect("wall", (left, *top), (right - left, bottom - top), 0);
    }
}

fn axis(paint: &mut Paint, sheet: &Sheet<'_>) {
    let (columns, rows) = (&sheet.columns, &sheet.rows);
    for (y, at) in &rows.instants {
        paint.path("grid", &[(columns.axis + 6, *y), (columns.right(), *y)]);
        paint.text(Tone::Quiet.class(), (columns.axis, *y), Anchor::End, &sheet.clock.time(*at));
    }
    if let Some((y, _)) = rows.instants.first() {
        paint.text("t q strong", (columns.axis, y - HEAD + 14), Anchor::End, sheet.clock.unit);
    }
}

/// Each process's line: whole while it is up, dotted while it is down, doubled while it stands still.
fn lives(paint: &mut Paint, sheet: &Sheet<'_>) {
    let rows = &sheet.rows;
    let top = rows.instants.first().map_or(rows.end, |(y, _)| y - HEAD + 26);
    let bottom = rows.last_names.unwrap_or(rows.end - LINE / 2);
    for (process, x) in sheet.columns.lines.iter().enumerate() {
        let (mut life, mut since) = (Life::Up, top);
        for (end, start, next) in turns(sheet, process) {
            stretch(paint, *x, (since, end), life);
            (life, since) = (next, start);
        }
        stretch(paint, *x, (since, bottom), life);
    }
}

/// The turns of a process's life: where it stops being what it was, and where it begins to be what.
fn turns(sheet: &Sheet<'_>, process: usize) -> Vec<(i32, i32, Life)> {
    let Sheet { drawing, rows, .. } = sheet;
    let mut turns = Vec::new();
    for (index, moment) in drawing.moments.iter().enumerate() {
        if let (Some(gap), Some((start, end))) = (&drawing.gap, rows.gap)
            && gap.before == index
        {
            turns.push((start, end, gap.lives[process]));
        }
        let next = match moment.what {
            _ if moment.process != process => continue,
            Doing::Crash | Doing::Exit(_) => Life::Down,
            Doing::Pause => Life::Paused,
            Doing::Restart | Doing::Resume => Life::Up,
            _ => continue,
        };
        turns.push((rows.moments[index], rows.moments[index], next));
    }
    turns
}

fn stretch(paint: &mut Paint, x: i32, (top, bottom): (i32, i32), life: Life) {
    match life {
        Life::Up => paint.path("life", &[(x, top), (x, bottom)]),
        Life::Down => paint.path("ab down", &[(x, top), (x, bottom)]),
        Life::Paused => {
            paint.path("ao", &[(x - 3, top), (x - 3, bottom)]);
            paint.path("ao", &[(x + 3, top), (x + 3, bottom)]);
        }
    }
}

/// Where time is broken off, every line is, and the axis says for how long.
fn breaks(paint: &mut Paint, sheet: &Sheet<'_>) {
    for (top, bottom, span) in &sheet.rows.breaks {
        let y = (top + bottom) / 2;
        for x in &sheet.columns.lines {
            zigzag(paint, (*x, y));
        }
        let words = sheet.clock.passing(*span);
        paint.text(Tone::Quiet.class(), (sheet.columns.axis, y), Anchor::End, &words);
    }
}

fn zigzag(paint: &mut Paint, (x, y): (i32, i32)) {
    paint.rect("bg", (x - 3, y - 5), (6, 10), 0);
    paint.path("life", &[(x - 7, y - 3), (x + 7, y - 7)]);
    paint.path("life", &[(x - 7, y + 7), (x + 7, y + 3)]);
}

/// What is left out, and the names once more: arrows go on behind it.
fn gap(paint: &mut Paint, sheet: &Sheet<'_>, outcome: &Outcome) {
    let (Some(gap), Some((top, bottom))) = (&sheet.drawing.gap, sheet.rows.gap) else { return };
    let (left, right) = (sheet.columns.left(), sheet.columns.right());
    paint.rect("band", (left, top), (right - left, bottom - top), 6);
    let middle = (left + right) / 2;
    let plural = if gap.messages == 1 { "message is" } else { "messages are" };
    let first = format!("{} {plural} left out here", gap.messages);
    let settled = match &outcome.verdict {
        Verdict::Settled { at } if gap.from <= *at && *at <= gap.until => format!(", settled at {at}"),
        _ => String::new(),
    };
    let unit = sheet.clock.unit;
    let second = match (sheet.clock.time(gap.from), sheet.clock.time(gap.until)) {
        (from, until) if from == until => format!("at {from} {unit}{settled}"),
        (from, until) => format!("{from} to {until} {unit}{settled}"),
    };
    paint.text("t strong", (middle, top + 17), Anchor::Middle, &first);
    paint.text("t q", (middle, top + 35), Anchor::Middle, &second);
    names(paint, sheet, bottom + NAMES / 2 + 2);
}

/// A step that takes more than one row is a bar.
fn bars(paint: &mut Paint, sheet: &Sheet<'_>) {
    let mut start = 0;
    let moments = &sheet.drawing.moments;
    for index in 0..moments.len() {
        let gap = sheet.drawing.gap.as_ref().is_some_and(|gap| gap.before == index);
        if moments[index].what != Doing::Continued || gap {
            start = index;
        }
        let goes_on = moments.get(index + 1).is_some_and(|next| next.what == Doing::Continued);
        let gap_follows = sheet.drawing.gap.as_ref().is_some_and(|gap| gap.before == index + 1);
        if start < index && (!goes_on || gap_follows) {
            let x = sheet.columns.lines[moments[index].process];
            let (top, bottom) = (sheet.rows.moments[start], sheet.rows.leaves[index]);
            paint.rect("bar", (x - 3, top - 3), (6, bottom - top + 6), 3);
        }
    }
}

fn draw_arrow(paint: &mut Paint, sheet: &Sheet<'_>, index: usize, arrow: &Arrow) {
    let way = sheet.ways[index];
    let told = words::told(sheet.drawing, arrow);
    let lost = matches!(arrow.end, ArrowEnd::LostAtSend(_) | ArrowEnd::LostOnArrival(..));
    let colour = if lost {
        "ab"
    } else if arrow.late {
        "ao"
    } else {
        "a"
    };
    let head = if arrow.late { "aoh" } else { "ah" };
    let mut class = colour.to_string();
    class += if lost { " lost" } else { "" };
    class += if arrow.copy { " copy" } else { "" };
    paint.group("m", &told, |paint| {
        let Way { from, to } = way;
        let points = match from.0 == to.0 && !matches!(arrow.end, ArrowEnd::LostAtSend(_)) {
            true => vec![from, (from.0 + LOOP, from.1), (to.0 + LOOP, to.1), to],
            false => vec![from, to],
        };
        let before = points[points.len() - 2];
        paint.path(&class, &points);
        match arrow.end {
            ArrowEnd::Arrived(_) if is_shown(sheet, index) => paint.head(head, before, to),
            ArrowEnd::LostAtSend(cause) => {
                paint.cross("ab", to, 5);
                cause_words(paint, &way, words::cause(cause));
            }
            ArrowEnd::LostOnArrival(..) if is_shown(sheet, index) => {
                let away = if to.0 > before.0 { -12 } else { 12 };
                let y = to.1 - (to.1 - before.1) * 12 / (to.0 - before.0).abs().max(12);
                paint.cross("ab", (to.0 + away, y), 5);
            }
            _ => paint.circle("box", to, 3),
        }
    });
}

/// Whether an arrow's end is in the picture.
fn is_shown(sheet: &Sheet<'_>, arrow: usize) -> bool {
    let ends_here = |moment: &Moment| match moment.what {
        Doing::Message(_, _, end) | Doing::Loss(_, _, _, end) => end == Some(arrow),
        _ => false,
    };
    sheet.drawing.moments.iter().any(ends_here)
}

fn cause_words(paint: &mut Paint, way: &Way, cause: &str) {
    let Room { left, right, .. } = sheet::cause_room(way, cause);
    match way.to.0 >= way.from.0 {
        true => paint.text("t b", (left, way.to.1), Anchor::Start, cause),
        false => paint.text("t b", (right, way.to.1), Anchor::End, cause),
    }
}

fn draw_moment(paint: &mut Paint, sheet: &Sheet<'_>, index: usize, moment: &Moment) {
    let Sheet { columns, rows, drawing, .. } = sheet;
    let (x, y) = (columns.lines[moment.process], rows.moments[index]);
    if let Doing::Idle(..) = moment.what {
        return;
    }
    mark(paint, moment, (x, y));
    let left = columns::is_left(moment.process);
    for (line, (tone, text)) in sheet.beside[index].iter().enumerate() {
        let at = if left { x - ASIDE } else { x + ASIDE };
        let anchor = if left { Anchor::End } else { Anchor::Start };
        let told = format!("{text}: {} at {}", drawing.processes[moment.process], moment.at);
        let y = y + line as i32 * LINE;
        paint.group("e", &told, |paint| paint.text(tone.class(), (at, y), anchor, text));
    }
}

/// The sign of a moment on its process's line.
fn mark(paint: &mut Paint, moment: &Moment, at: (i32, i32)) {
    let (x, y) = at;
    match moment.what {
        Doing::Input(..) => paint.rect("in", (x - 4, y - 4), (8, 8), 1),
        Doing::Timer(..) => paint.circle("box", at, 4),
        Doing::Crash | Doing::Exit(_) | Doing::Unfinished => paint.cross("ab", at, 6),
        Doing::Restart | Doing::Resume | Doing::Start => paint.circle("g", at, 4),
        Doing::Pause => paint.rect("o", (x - 6, y - 2), (12, 4), 1),
        Doing::Disconnect(_) => paint.path("ao x", &[(x - 5, y + 5), (x + 5, y - 5)]),
        _ => {}
    }
    if !moment.failed.is_empty() {
        paint.path("ab x", &[(x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y), (x, y - 5)]);
    }
}

fn rules(paint: &mut Paint, sheet: &Sheet<'_>) {
    let (left, right) = (sheet.columns.left(), sheet.columns.right());
    for rule in &sheet.rows.rules {
        if rule.drawn {
            let colour = match rule.tone {
                Tone::Good => "ag",
                Tone::Bad => "ab",
                Tone::Open => "ao",
                Tone::Plain | Tone::Quiet => "life",
            };
            paint.path(colour, &[(left, rule.y - LINE / 2), (right, rule.y - LINE / 2)]);
        }
        for (line, text) in rule.lines.iter().enumerate() {
            let y = rule.y + line as i32 * LINE;
            if y < sheet.rows.end {
                plate(paint, Room::of(left, y, words::width(text, SIZE)));
            }
            paint.text(rule.tone.class(), (left, y), Anchor::Start, text);
        }
    }
}

/// What a text stands on, so that no line goes through it.
fn plate(paint: &mut Paint, room: Room) {
    let Room { left, top, right, bottom } = room;
    paint.rect("bg", (left - 2, top + 2), (right - left + 4, bottom - top - 4), 2);
}

fn labels(paint: &mut Paint, sheet: &Sheet<'_>) {
    for (arrow, room) in sheet.drawing.arrows.iter().zip(&sheet.labels) {
        let Some(room) = room else { continue };
        let lost = matches!(arrow.end, ArrowEnd::LostAtSend(_) | ArrowEnd::LostOnArrival(..));
        let class = if lost {
            "t b"
        } else if arrow.late {
            "t o"
        } else {
            "t"
        };
        plate(paint, *room);
        let at = ((room.left + room.right) / 2, (room.top + room.bottom) / 2);
        let told = words::told(sheet.drawing, arrow);
        paint.group("l", &told, |paint| paint.text(class, at, Anchor::Middle, &words::label(arrow)));
    }
}

/// One sign of the legend, its left end at `at`.
pub(super) fn sign(paint: &mut Paint, sign: Sign, at: (i32, i32)) {
    let ((x, y), end) = (at, (at.0 + 30, at.1));
    let dot = (x + 20, y);
    match sign {
        Sign::Message => {
            paint.path("a", &[at, end]);
            paint.head("ah", at, end);
        }
        Sign::Late => {
            paint.path("ao", &[at, end]);
            paint.head("aoh", at, end);
        }
        Sign::Copy => {
            paint.path("a copy", &[at, end]);
            paint.head("ah", at, end);
        }
        Sign::Lost => {
            paint.path("ab lost", &[at, (x + 24, y)]);
            paint.cross("ab", (x + 26, y), 4);
        }
        Sign::UnderWay => {
            paint.path("a", &[at, (x + 24, y)]);
            paint.circle("box", (x + 26, y), 3);
        }
        Sign::Input => paint.rect("in", (dot.0 - 4, y - 4), (8, 8), 1),
        Sign::Timer => paint.circle("box", dot, 4),
        Sign::Failure => {
            let (x, y) = dot;
            paint.path("ab x", &[(x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y), (x, y - 5)]);
        }
        Sign::Crash => paint.cross("ab", dot, 5),
        Sign::Down => paint.path("ab down", &[(x + 4, y), end]),
        Sign::Paused => {
            paint.path("ao", &[(x + 4, y - 3), (end.0, y - 3)]);
            paint.path("ao", &[(x + 4, y + 3), (end.0, y + 3)]);
        }
        Sign::Break => zigzag(paint, dot),
        Sign::Barrier => paint.rect("wall", (x + 4, y - 7), (26, 14), 0),
    }
}
