//! Families of faults: what kinds of trouble there are, for swarms and for counting what was struck.

use serde::{Deserialize, Serialize};

/// A kind of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Family {
    /// Messages are lost, or corrupted.
    Loss,
    /// Messages are copied.
    Copy,
    /// Messages take longer or shorter than by their law, so that others overtake them.
    Delay,
    /// A link loses and delays much for a while (Gilbert and Elliott).
    Burst,
    /// Links are cut.
    Partition,
    /// Links are stuck, and let go later what was sent.
    Clog,
    /// Processes crash, and messages meet a closed door.
    Crash,
    /// Processes stand still.
    Pause,
    /// Operations fail.
    Failure,
    /// Clocks are wrong, and ticks are skipped.
    Clock,
    /// What is due at one instant happens in another order.
    Tie,
}

impl Family {
    /// How many there are.
    pub const COUNT: usize = 11;

    /// Every one, in order.
    pub const ALL: [Family; Family::COUNT] = [
        Family::Loss,
        Family::Copy,
        Family::Delay,
        Family::Burst,
        Family::Partition,
        Family::Clog,
        Family::Crash,
        Family::Pause,
        Family::Failure,
        Family::Clock,
        Family::Tie,
    ];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Family::Loss => "loss",
            Family::Copy => "copy",
            Family::Delay => "delay",
            Family::Burst => "burst",
            Family::Partition => "partition",
            Family::Clog => "clog",
            Family::Crash => "crash",
            Family::Pause => "pause",
            Family::Failure => "failure",
            Family::Clock => "clock",
            Family::Tie => "tie",
        }
    }
}

/// How often each family struck, by [`Family`]; one row for each kind of message.
pub type Hits = [u64; Family::COUNT];
