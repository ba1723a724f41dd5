//! Numbers that are given out once. It knows no transaction: what was given out is never taken back.

use super::durability::Durability;

/// Counts from 1; a transaction that is rolled back has burnt its numbers.
#[derive(Clone, Debug, Default)]
pub struct Sequence {
    last: u64,
    durability: Durability,
}

impl Sequence {
    /// A sequence of which nothing was given out.
    pub fn new(durability: Durability) -> Sequence {
        Sequence { last: 0, durability }
    }

    /// The next number; the first is 1.
    pub fn next_value(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// The number that was given out last; 0 before the first.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// Its process died: a durable sequence goes on, a volatile one begins again.
    pub fn crash(&mut self) {
        if self.durability == Durability::Volatile {
            self.last = 0;
        }
    }

    /// As if new.
    pub fn clear(&mut self) {
        self.last = 0;
    }
}
