//! R7, and what R8 says of checkpoints: when the callbacks are called. It counts by itself what is finished in a life.

use super::course::{CURRENT, END, Share};
use super::properties::violated;
use super::settings::Settings;
use crate::sim::Violation;

/// What the callbacks are called, in the order of their checkpoints.
pub(super) const NAMES: [&str; 2] = ["current", "end"];

/// Watches the callbacks.
#[derive(Clone, Debug)]
pub(super) struct Callbacks {
    /// Whether there are any.
    exist: bool,
    /// The checkpoints of this life, by partition, as the broker told them.
    due: Vec<[u32; 2]>,
    /// What the consumer made of them in its last life.
    before: Vec<[u32; 2]>,
    /// How many partitions have not reached each checkpoint.
    behind: [u32; 2],
    called: [bool; 2],
    /// Which were called in this step: how often, and in the end out of their order.
    calls: [u32; 2],
    swapped: bool,
    finished: u64,
}

impl Callbacks {
    pub(super) fn new(settings: &Settings) -> Callbacks {
        let partitions = settings.partitions.len();
        Callbacks {
            exist: settings.has_checkpoints(),
            due: vec![[0; 2]; partitions],
            before: vec![[0; 2]; partitions],
            behind: [0; 2],
            called: [false; 2],
            calls: [0; 2],
            swapped: false,
            finished: 0,
        }
    }

    pub(super) fn reset(&mut self) {
        self.before.fill([0; 2]);
        self.begin_life();
    }

    pub(super) fn begin_life(&mut self) {
        self.due.fill([0; 2]);
        (self.behind, self.called, self.calls) = ([0; 2], [false; 2], [0; 2]);
        (self.swapped, self.finished) = (false, 0);
    }

    /// How many messages were finished in this life.
    pub(super) fn finished(&self) -> u64 {
        self.finished
    }

    /// A life begins to read. R8: no checkpoint lies below that of the last life.
    /// `told`: (end, committed) of each partition, as the broker said it; `shares`: what the consumer makes of that.
    pub(super) fn note_start(
        &mut self,
        told: impl Iterator<Item = (u32, Option<u32>)>,
        shares: &[Share],
    ) -> Result<(), Violation> {
        if !self.exist {
            return Ok(());
        }
        let mut sunk = None;
        for (index, ((end, committed), share)) in told.zip(shares).enumerate() {
            self.due[index] = [committed.unwrap_or(0), end];
            for which in [CURRENT, END] {
                self.behind[which] += u32::from(self.due[index][which] > 0);
                let (now, before) = (share.checkpoints[which], self.before[index][which]);
                if now < before {
                    sunk = Some((index, which, now, before));
                }
            }
            self.before[index] = share.checkpoints;
        }
        let Some((partition, which, now, before)) = sunk else { return Ok(()) };
        let name = NAMES[which];
        violated(
            "R8",
            format!(
                "the {name} checkpoint of partition {partition} was {before} in the last life, now {now}"
            ),
        )
    }

    /// The message at an offset is finished.
    #[inline]
    pub(super) fn note_finished(&mut self, partition: u16, offset: u32) {
        self.finished += 1;
        if self.exist {
            let due = self.due[usize::from(partition)];
            for which in [CURRENT, END] {
                self.behind[which] -= u32::from(due[which] == offset + 1 && self.behind[which] > 0);
            }
        }
    }

    /// A callback is called.
    pub(super) fn note_call(&mut self, which: usize) {
        self.calls[which] += 1;
        self.swapped |= which == END && !self.called[CURRENT] && self.calls[CURRENT] == 0;
    }

    /// R7, after a step; `tests`: one in which checkpoints are to be tested.
    #[inline]
    pub(super) fn judge(&mut self, tests: bool) -> Result<(), Violation> {
        if !tests && self.calls == [0; 2] {
            return Ok(());
        }
        let calls = std::mem::take(&mut self.calls);
        let is_due = |which: usize| self.exist && self.behind[which] == 0 && !self.called[which];
        if [CURRENT, END].iter().all(|which| calls[*which] == u32::from(tests && is_due(*which)))
            && !self.swapped
        {
            (0..2).for_each(|which| self.called[which] |= calls[which] > 0);
            return Ok(());
        }
        self.wrong(tests, calls)
    }

    #[cold]
    fn wrong(&self, tests: bool, calls: [u32; 2]) -> Result<(), Violation> {
        for which in [CURRENT, END] {
            let (name, behind) = (NAMES[which], self.behind[which]);
            let why = match calls[which] {
                0 if tests && self.exist && behind == 0 && !self.called[which] => {
                    "is not called, though all below its checkpoint is handled".to_string()
                }
                0 => continue,
                _ if !self.exist => "is called, though there are no checkpoints".into(),
                _ if self.called[which] || calls[which] > 1 => "is called a second time in this life".into(),
                _ if behind > 0 => {
                    format!("is called, though {behind} of the partitions have not reached it")
                }
                _ if !tests => "is called neither at the start nor after a commit".into(),
                _ => continue,
            };
            return violated("R7", format!("the {name} callback {why}"));
        }
        violated("R7", "the end callback is called before the current one".into())
    }
}
