//! What a picture of a run shows, as plain data. Knows no picture: `report` makes one of it.

use crate::sim::observer::Cause;
use crate::sim::time::Time;
use crate::sim::world::Life;

/// The most messages of a run that are kept for a picture: half from its beginning, half from its end.
pub const MOST_MESSAGES: usize = 200;

/// A run as a picture shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// The names of the processes.
    pub processes: Vec<String>,
    /// The messages that are kept, in the order of their sending.
    pub arrows: Vec<Arrow>,
    /// What happened, in its order.
    pub moments: Vec<Moment>,
    /// What is left out of the middle.
    pub gap: Option<Gap>,
    /// The links that were cut or stuck for a while, by a fault that names its time.
    pub barriers: Vec<Barrier>,
}

/// One message: where it came from and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// Its sender, an index into the drawing's processes.
    pub from: usize,
    /// Its receiver.
    pub to: usize,
    /// Its kind.
    pub kind: &'static str,
    /// The item that it is about.
    pub item: Option<u32>,
    /// Which of its sender's messages of this kind and item it is, from 1.
    pub n: u32,
    /// Whether it is the network's copy.
    pub copy: bool,
    /// When it was sent.
    pub sent: Time,
    /// What became of it.
    pub end: ArrowEnd,
    /// Whether it took longer than the weather promises.
    pub late: bool,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrowEnd {
    /// It was under way when the run ended.
    UnderWay,
    /// It was handed to its receiver.
    Arrived(Time),
    /// It was lost as it was sent.
    LostAtSend(Cause),
    /// It was lost at its receiver's door.
    LostOnArrival(Time, Cause),
}

/// One thing that happened to one process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: Time,
    /// To whom, an index into the drawing's processes.
    pub process: usize,
    /// What.
    pub what: Doing,
    /// What was sent by it, as indices into the drawing's arrows.
    pub sends: Vec<usize>,
    /// The operations that failed in it, in words.
    pub failed: Vec<String>,
    /// How many of its effects left, of how many, where a crash cut them.
    pub cut: Option<(u32, u32)>,
}

/// What a moment was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// The process's first start.
    Start,
    /// It came back.
    Restart,
    /// A message reached it: its kind and item, and the arrow, where that is kept.
    Message(&'static str, Option<u32>, Option<usize>),
    /// A message was lost at its door: the arrow, where that is kept.
    Loss(&'static str, Option<u32>, Cause, Option<usize>),
    /// A timer fired or a continuation came up.
    Timer(&'static str, Option<u32>),
    /// The workload asked for something.
    Input(&'static str, Option<u32>),
    /// A connection to a process ended.
    Disconnect(usize),
    /// It crashed.
    Crash,
    /// It exited with a code.
    Exit(i32),
    /// It stands still.
    Pause,
    /// It goes on.
    Resume,
    /// The moment before goes on.
    Continued,
    /// A handler began and did not end.
    Unfinished,
    /// So many timers fired up to this instant, of whatever process, and nothing came of it.
    Idle(u64, Time),
}

/// What is left out of the middle of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// How many moments come before it.
    pub before: usize,
    /// How many messages were sent in it.
    pub messages: u64,
    /// From when.
    pub from: Time,
    /// Up to when.
    pub until: Time,
    /// How each process stands at its end.
    pub lives: Vec<Life>,
}

/// Links that were cut or stuck for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barrier {
    /// What and which, in words.
    pub words: String,
    /// The processes at its ends.
    pub processes: Vec<usize>,
    /// From when.
    pub from: Time,
    /// Up to when.
    pub until: Time,
}
