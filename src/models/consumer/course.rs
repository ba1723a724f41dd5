//! How far the consumer has come in each partition, and its checkpoints. It asks for nothing and calls nobody.

use super::settings::{Position, Settings};

/// The two checkpoints: where the group was at the start of this life, and where the log ended then.
pub(super) const CURRENT: usize = 0;
pub(super) const END: usize = 1;

/// What the consumer knows of one partition.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Share {
    /// Whether the broker has answered the newest request to join.
    is_assigned: bool,
    /// What the broker told at the start of this life: where the partition ended, and what the group had committed of it.
    pub(super) end: u32,
    pub(super) committed: Option<u32>,
    /// Where it is read on.
    pub(super) position: u32,
    /// Where it ends, as far as is known.
    known_end: u32,
    /// When the callbacks are due.
    pub(super) checkpoints: [u32; 2],
}

/// Where a consumer begins to read a partition.
pub(super) fn begins_at(position: Position, group: bool, (end, committed): (u32, Option<u32>)) -> u32 {
    match (position, group) {
        (Position::Earliest, _) => 0,
        (Position::Latest, true) => committed.unwrap_or(end),
        (Position::Latest, false) => end,
    }
}

/// The course of one life.
#[derive(Clone, Debug)]
pub(super) struct Course {
    group: bool,
    position: Position,
    has_checkpoints: bool,
    interleave: bool,
    shares: Vec<Share>,
    /// How many partitions are not assigned yet, and whether all were before in this life.
    missing: usize,
    has_started: bool,
    /// How many partitions have not reached each checkpoint, and whether its callback was called.
    behind: [u32; 2],
    called: [bool; 2],
    /// The partition that was read last.
    last: usize,
    /// The sum of the positions.
    read: u64,
}

impl Course {
    pub(super) fn new(settings: &Settings) -> Course {
        Course {
            group: settings.group,
            position: settings.position,
            has_checkpoints: settings.has_checkpoints(),
            interleave: settings.interleave,
            shares: vec![Share::default(); settings.partitions.len()],
            missing: 0,
            has_started: false,
            behind: [0; 2],
            called: [false; 2],
            last: 0,
            read: 0,
        }
    }

    pub(super) fn forget(&mut self) {
        self.shares.fill(Share::default());
        (self.missing, self.has_started) = (0, false);
        (self.behind, self.called) = ([0; 2], [false; 2]);
        (self.last, self.read) = (0, 0);
    }

    pub(super) fn shares(&self) -> &[Share] {
        &self.shares
    }
    pub(super) fn has_checkpoints(&self) -> bool {
        self.has_checkpoints
    }
    pub(super) fn shares_mut(&mut self) -> &mut [Share] {
        &mut self.shares
    }
    /// The sum of the positions.
    #[inline]
    pub(super) fn read(&self) -> u64 {
        self.read
    }
    /// Whether there is nothing left to tell in this life.
    #[inline]
    pub(super) fn has_told(&self) -> bool {
        !self.has_checkpoints || self.called == [true; 2]
    }

    /// All partitions are to be assigned anew; where they are read on stays.
    pub(super) fn await_assignment(&mut self) {
        self.missing = self.shares.len();
        self.shares.iter_mut().for_each(|share| share.is_assigned = false);
    }

    /// A partition is assigned: whether that was not known, and if all are now, whether for the first time.
    pub(super) fn assign(
        &mut self,
        partition: u16,
        (end, committed): (u32, Option<u32>),
    ) -> Option<Assigned> {
        let share = &mut self.shares[usize::from(partition)];
        if share.is_assigned {
            return None;
        }
        share.is_assigned = true;
        share.known_end = share.known_end.max(end);
        if !self.has_started {
            (share.end, share.committed) = (end, committed);
        }
        self.missing -= 1;
        Some(match (self.missing, self.has_started) {
            (1.., _) => Assigned::Some,
            (0, false) => Assigned::All,
            (0, true) => Assigned::AllAgain,
        })
    }

    /// Begins where the settings say, with the checkpoints of this life.
    pub(super) fn start(&mut self) {
        self.has_started = true;
        self.last = self.shares.len() - 1;
        for share in &mut self.shares {
            share.position = begins_at(self.position, self.group, (share.end, share.committed));
            share.checkpoints = [share.committed.unwrap_or(0), share.end];
        }
        self.read = self.shares.iter().map(|share| u64::from(share.position)).sum();
        self.count_behind();
    }

    /// Counts the partitions that have not reached each checkpoint.
    pub(super) fn count_behind(&mut self) {
        self.behind = [CURRENT, END].map(|which| {
            self.shares.iter().filter(|share| share.position < share.checkpoints[which]).count() as u32
        });
    }

    /// A message tells where its partition ends now.
    #[inline]
    pub(super) fn learn_end(&mut self, partition: u16, end: u32) {
        let share = &mut self.shares[usize::from(partition)];
        share.known_end = share.known_end.max(end);
    }

    /// What lies at an offset is finished.
    #[inline]
    pub(super) fn move_on(&mut self, partition: u16, offset: u32) {
        let share = &mut self.shares[usize::from(partition)];
        share.position = offset + 1;
        self.read += 1;
        for which in [CURRENT, END] {
            self.behind[which] -= u32::from(share.checkpoints[which] == share.position);
        }
    }

    /// Whether a callback is due: every partition has reached its checkpoint.
    #[inline]
    pub(super) fn is_due(&self, which: usize) -> bool {
        self.behind[which] == 0 && self.may_call(which)
    }
    /// Whether it was not called in this life.
    #[inline]
    pub(super) fn may_call(&self, which: usize) -> bool {
        self.has_checkpoints && !self.called[which]
    }
    pub(super) fn note_call(&mut self, which: usize) {
        self.called[which] = true;
    }
    /// The callbacks may be called again.
    pub(super) fn rearm(&mut self) {
        self.called = [false; 2];
    }

    /// The partitions to read from, the first choice first: in their order, or in turns. Behind one that is known to hold
    /// more there is none; those before it may have been written to since they were read.
    #[inline]
    pub(super) fn choices(&self) -> impl Iterator<Item = usize> {
        let all = self.shares.len();
        let first = if self.interleave { self.last + 1 } else { 0 };
        let mut is_left = true;
        (first..all).chain(0..first).take_while(move |index| {
            let (was_left, share) = (is_left, &self.shares[*index]);
            is_left &= share.position >= share.known_end;
            was_left
        })
    }
    #[inline]
    pub(super) fn note_read(&mut self, partition: u16) {
        self.last = usize::from(partition);
    }
}

/// How many partitions are assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Assigned {
    /// Not all.
    Some,
    /// All, for the first time in this life.
    All,
    /// All, once more.
    AllAgain,
}
