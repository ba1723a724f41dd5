//! What the signs of a picture mean: those that are in it.

use crate::check::{ArrowEnd, Doing, Drawing, Outcome};

use super::figures;
use super::paint::{Anchor, Paint};
use super::rows::Frame;
use super::words::{self, SIZE};

/// The room that a sign takes, the words not counted.
const SIGN: i32 = 44;
/// The height of a row.
const ROW: i32 = 20;
/// Between two entries.
const BETWEEN: i32 = 18;

/// A sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Message,
    Late,
    Copy,
    Lost,
    UnderWay,
    Input,
    Timer,
    Failure,
    Crash,
    Down,
    Paused,
    Break,
    Barrier,
}

impl Sign {
    fn words(self) -> &'static str {
        match self {
            Sign::Message => "message",
            Sign::Late => "late message",
            Sign::Copy => "copy",
            Sign::Lost => "lost",
            Sign::UnderWay => "end not shown",
            Sign::Input => "input",
            Sign::Timer => "timer",
            Sign::Failure => "operation fails",
            Sign::Crash => "crash or exit",
            Sign::Down => "down",
            Sign::Paused => "paused",
            Sign::Break => "time left out",
            Sign::Barrier => "link cut or stuck",
        }
    }
}

/// The signs of a picture.
pub(super) struct Legend(Vec<Sign>);

impl Legend {
    pub(super) fn of(drawing: &Drawing, outcome: &Outcome) -> Legend {
        let arrow = |is: fn(&crate::check::Arrow) -> bool| drawing.arrows.iter().any(is);
        let moment = |is: fn(&Doing) -> bool| drawing.moments.iter().any(|moment| is(&moment.what));
        let lost = arrow(|it| matches!(it.end, ArrowEnd::LostAtSend(_) | ArrowEnd::LostOnArrival(..)));
        let down = moment(|it| matches!(it, Doing::Crash | Doing::Exit(_)));
        let signs = [
            (Sign::Message, true),
            (Sign::Late, arrow(|it| it.late)),
            (Sign::Copy, arrow(|it| it.copy)),
            (Sign::Lost, lost),
            (Sign::UnderWay, arrow(|it| it.end == ArrowEnd::UnderWay) || drawing.gap.is_some()),
            (Sign::Input, moment(|it| matches!(it, Doing::Input(..)))),
            (Sign::Timer, moment(|it| matches!(it, Doing::Timer(..)))),
            (Sign::Failure, drawing.moments.iter().any(|moment| !moment.failed.is_empty())),
            (Sign::Crash, down),
            (Sign::Down, down),
            (Sign::Paused, moment(|it| matches!(it, Doing::Pause))),
            (Sign::Break, Frame::has_breaks(drawing, outcome)),
            (Sign::Barrier, !drawing.barriers.is_empty()),
        ];
        Legend(signs.into_iter().filter(|(_, shown)| *shown).map(|(sign, _)| sign).collect())
    }

    /// Each sign with its place, from the left upper corner of the legend.
    fn places(&self, width: i32) -> Vec<(Sign, (i32, i32))> {
        let (mut x, mut y) = (0, ROW / 2);
        let mut places = Vec::new();
        for sign in &self.0 {
            let wide = SIGN + words::width(sign.words(), SIZE);
            if x > 0 && x + wide > width {
                (x, y) = (0, y + ROW);
            }
            places.push((*sign, (x, y)));
            x += wide + BETWEEN;
        }
        places
    }

    /// The height of the legend in a picture of this width.
    pub(super) fn height(&self, width: i32) -> i32 {
        self.places(width).last().map_or(0, |(_, (_, y))| y + ROW / 2)
    }

    pub(super) fn paint(&self, paint: &mut Paint, (left, top): (i32, i32), width: i32) {
        for (sign, (x, y)) in self.places(width) {
            figures::sign(paint, sign, (left + x, top + y));
            paint.text("t q", (left + x + SIGN - 8, top + y), Anchor::Start, sign.words());
        }
    }
}
