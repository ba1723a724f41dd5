//! The words of a picture, and how wide they are. All text is monospaced, so that its width is known without a font.

use crate::check::{Arrow, ArrowEnd, Doing, Drawing, Moment};
use crate::sim::observer::Cause;
use crate::sim::{Span, Time};

/// The size of letters, but for the title's.
pub(super) const SIZE: i32 = 12;
/// The longest words beside a process's line; the whole is in the tooltip.
const LONGEST: usize = 30;

/// How wide a text is at most: five eighths of its size a letter, and twice that for wide ones.
pub(super) fn width(text: &str, size: i32) -> i32 {
    let columns: i32 = text.chars().map(|letter| if letter < '\u{1100}' { 1 } else { 2 }).sum();
    (columns * size * 5 + 7) / 8
}

/// What does not fit is left out at the end.
pub(super) fn shortened(text: &str, most: usize) -> String {
    match text.chars().count() > most {
        true => format!("{}...", text.chars().take(most - 3).collect::<String>()),
        false => text.to_string(),
    }
}

/// A text in lines of at most `columns` letters, broken between words where that can be.
pub(super) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        for (part, piece) in letters.chunks(columns.max(1)).enumerate() {
            let line = lines.last_mut().expect("there is always a line");
            let used = line.chars().count();
            let piece: String = piece.iter().collect();
            match used {
                0 => *line = piece,
                _ if part == 0 && used + 1 + piece.chars().count() <= columns => {
                    *line += &format!(" {piece}")
                }
                _ => lines.push(piece),
            }
        }
    }
    lines
}

fn of(name: &str, item: Option<u32>) -> String {
    item.map_or(name.to_string(), |item| format!("{name} {item}"))
}

/// What is written on an arrow.
pub(super) fn label(arrow: &Arrow) -> String {
    let copy = if arrow.copy { " copy" } else { "" };
    let late = if arrow.late { " late" } else { "" };
    shortened(&format!("{} #{}{copy}{late}", of(arrow.kind, arrow.item), arrow.n), LONGEST)
}

/// What a pointer on an arrow is told.
pub(super) fn told(drawing: &Drawing, arrow: &Arrow) -> String {
    let Arrow { from, to, sent, .. } = arrow;
    let end = match arrow.end {
        ArrowEnd::UnderWay => "under way when the run ends".to_string(),
        ArrowEnd::Arrived(at) => format!("arrives at {at}, after {}", at.since(*sent)),
        ArrowEnd::LostAtSend(cause) => format!("lost: {}", cause.words()),
        ArrowEnd::LostOnArrival(at, cause) => format!("lost on arrival at {at}: {}", cause.words()),
    };
    let (from, to) = (&drawing.processes[*from], &drawing.processes[*to]);
    format!("{}: {from} to {to}, sent at {sent}, {end}", label(arrow))
}

/// Why a message was lost, in few letters.
pub(super) fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::Law => "by chance",
        Cause::Fault => "by a fault",
        Cause::CutAtSend | Cause::CutAtArrival => "link is cut",
        Cause::ReceiverDown => "receiver down",
        Cause::Corrupt => "corrupt",
        Cause::Disconnected => "disconnected",
        Cause::Burst => "burst",
    }
}

/// How a text is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Quiet,
    Good,
    Bad,
    Open,
}

impl Tone {
    /// The class of its text.
    pub(super) fn class(self) -> &'static str {
        match self {
            Tone::Plain => "t",
            Tone::Quiet => "t q",
            Tone::Good => "t g",
            Tone::Bad => "t b",
            Tone::Open => "t o",
        }
    }
}

/// What is written beside a process's line, line by line.
pub(super) fn beside(drawing: &Drawing, moment: &Moment) -> Vec<(Tone, String)> {
    let opening = match moment.what {
        Doing::Start => Some((Tone::Quiet, "start".to_string())),
        Doing::Restart => Some((Tone::Good, "restart".to_string())),
        Doing::Message(kind, item, None) => Some((Tone::Quiet, format!("gets {}", of(kind, item)))),
        Doing::Loss(_, _, why, Some(_)) => Some((Tone::Bad, format!("lost: {}", cause(why)))),
        Doing::Loss(kind, item, why, None) => {
            Some((Tone::Bad, format!("{} lost: {}", of(kind, item), cause(why))))
        }
        Doing::Timer(name, item) => Some((Tone::Quiet, of(name, item))),
        Doing::Input(name, item) => Some((Tone::Plain, of(name, item))),
        Doing::Disconnect(peer) => Some((Tone::Open, format!("loses {}", drawing.processes[peer]))),
        Doing::Crash => Some((Tone::Bad, "crash".to_string())),
        Doing::Exit(code) => Some((Tone::Bad, format!("exit {code}"))),
        Doing::Pause => Some((Tone::Open, "pause".to_string())),
        Doing::Resume => Some((Tone::Good, "resume".to_string())),
        Doing::Unfinished => Some((Tone::Bad, "panic".to_string())),
        Doing::Message(_, _, Some(_)) | Doing::Continued | Doing::Idle(..) => None,
    };
    let failed = moment.failed.iter().map(|words| (Tone::Bad, words.clone()));
    let cut = moment.cut.map(|(left, asked)| (Tone::Bad, format!("{left} of {asked} effects left")));
    let all = opening.into_iter().chain(failed).chain(cut);
    all.map(|(tone, words)| (tone, shortened(&words, LONGEST))).collect()
}

/// How the time axis is written: in which unit, with how many decimals.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    pub(super) unit: &'static str,
    size: u64,
    decimals: usize,
}

impl Clock {
    /// The one that reads best for these instants.
    pub(super) fn of(times: &[Time]) -> Clock {
        let all = |size: u64| times.iter().all(|time| time.as_nanos().is_multiple_of(size));
        let last = times.iter().max().map_or(0, |time| time.as_nanos());
        let (unit, size, decimals) = match () {
            _ if all(1_000_000_000) => ("s", 1_000_000_000, 0),
            _ if all(1_000_000) => ("ms", 1_000_000, 0),
            _ if last >= 10_000_000 => ("ms", 1_000_000, 3),
            _ if all(1_000) => ("us", 1_000, 0),
            _ => ("us", 1_000, 3),
        };
        Clock { unit, size, decimals }
    }

    fn write(self, nanos: u64) -> String {
        let whole = nanos / self.size;
        let rest = nanos % self.size * 1_000 / self.size;
        if self.decimals == 0 { whole.to_string() } else { format!("{whole}.{rest:03}") }
    }

    /// An instant.
    pub(super) fn time(self, time: Time) -> String {
        self.write(time.as_nanos())
    }

    /// What is written where so much time passes without anything.
    pub(super) fn passing(self, span: Span) -> String {
        format!("+{} {}", self.write(span.as_nanos()), self.unit)
    }
}
