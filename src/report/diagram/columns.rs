//! How far to the right everything stands: the time axis, the processes, and as much room between them as words need.

use crate::check::{Arrow, ArrowEnd, Drawing};

use super::words::{self, SIZE};

/// The margin of the picture.
pub(super) const MARGIN: i32 = 16;
/// Between a process's line and what is written beside it.
pub(super) const ASIDE: i32 = 12;
/// The least between two processes.
const LANE: i32 = 210;
/// The least width of a picture.
const LEAST: i32 = 440;
/// The longest name that is written out.
const NAME: usize = 24;
/// How far a message to its own sender leads away from the line.
pub(super) const LOOP: i32 = 26;

/// Where everything stands.
pub(super) struct Columns {
    /// The right end of the times.
    pub(super) axis: i32,
    /// Each process's line.
    pub(super) lines: Vec<i32>,
    /// Half the width of each process's name.
    pub(super) names: Vec<i32>,
    /// The width of the picture.
    pub(super) width: i32,
}

/// A process's name as it is written above its line.
pub(super) fn name(name: &str) -> String {
    words::shortened(name, NAME)
}

/// Whether words beside a process's line stand to the left of it.
pub(super) fn is_left(process: usize) -> bool {
    process == 0
}

/// Where a message that is lost as it is sent ends, away from its sender's line.
pub(super) fn reach(arrow: &Arrow) -> i32 {
    words::width(&words::label(arrow), SIZE) + 60
}

impl Columns {
    /// Room for the times, the widest of which takes `axis`, and for what is written beside each process's line.
    pub(super) fn new(drawing: &Drawing, axis: i32, beside: &[i32]) -> Columns {
        let count = drawing.processes.len();
        let halves = drawing.processes.iter().map(|it| words::width(&name(it), SIZE) / 2 + 12);
        let names: Vec<i32> = halves.collect();
        let own = |process: usize| {
            let loops = drawing.arrows.iter().filter(|arrow| arrow.from == process && arrow.to == process);
            loops.map(|arrow| reach(arrow) + LOOP).max().unwrap_or(0)
        };
        let mut lanes: Vec<i32> = (1..count)
            .map(|right| {
                let inner = if right > 1 { beside[right - 1] + ASIDE + 40 } else { 0 };
                let crossing = drawing.arrows.iter().map(|arrow| needed(arrow, right)).max().unwrap_or(0);
                let names = names[right - 1] + names[right] + 16;
                LANE.max(inner).max(crossing).max(names).max(own(right - 1) + 40)
            })
            .collect();
        let last = count.saturating_sub(1);
        let right = if last == 0 { 0 } else { beside[last] + ASIDE };
        let right = right.max(names[last]).max(own(last)) + MARGIN;
        let axis = MARGIN + axis;
        let first = axis + 14 + names[0].max(beside[0] + ASIDE);
        let width = first + lanes.iter().sum::<i32>() + right;
        let missing = (LEAST - width).max(0);
        if let Some(lane) = lanes.first_mut() {
            *lane += missing;
        }
        let mut x = first;
        let mut lines = vec![x];
        for lane in lanes {
            x += lane;
            lines.push(x);
        }
        Columns { axis, lines, names, width: width + missing }
    }

    /// The left end of what goes through the whole picture.
    pub(super) fn left(&self) -> i32 {
        self.axis + 14
    }

    /// The right end of it.
    pub(super) fn right(&self) -> i32 {
        self.width - MARGIN
    }
}

/// The room that an arrow needs between a process and the one to its right.
fn needed(arrow: &Arrow, right: usize) -> i32 {
    let (low, high) = (arrow.from.min(arrow.to), arrow.from.max(arrow.to));
    if right <= low || right > high {
        return 0;
    }
    let beside_sender = if arrow.from == low { right == low + 1 } else { right == high };
    match arrow.end {
        _ if !beside_sender => 0,
        ArrowEnd::LostAtSend(cause) => reach(arrow) + words::width(words::cause(cause), SIZE) + 24,
        _ => words::width(&words::label(arrow), SIZE) + 112,
    }
}
