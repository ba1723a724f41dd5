//! What the faults of many runs struck: each family of faults by each kind of message. Knows no run.

use crate::sim::family::{Family, Hits};

/// How often each family of faults struck messages of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    kinds: Vec<&'static str>,
    hits: Vec<Hits>,
}

impl Coverage {
    /// Nothing was struck yet.
    pub fn new(kinds: &[&'static str]) -> Coverage {
        Coverage { kinds: kinds.to_vec(), hits: vec![Hits::default(); kinds.len()] }
    }

    /// Adds what the faults of one run struck, a row for each kind of message.
    pub fn add(&mut self, hits: &[Hits]) {
        for (sums, hits) in self.hits.iter_mut().zip(hits) {
            sums.iter_mut().zip(hits).for_each(|(sum, hit)| *sum = sum.saturating_add(*hit));
        }
    }

    /// The kinds of messages.
    pub fn kinds(&self) -> &[&'static str] {
        &self.kinds
    }

    /// How often a family struck, by kind of message.
    pub fn of(&self, family: Family) -> impl Iterator<Item = (&'static str, u64)> {
        self.kinds.iter().copied().zip(self.hits.iter().map(move |hits| hits[family as usize]))
    }

    /// How often a family struck.
    pub fn total(&self, family: Family) -> u64 {
        self.of(family).fold(0, |sum, (_, hits)| sum.saturating_add(hits))
    }

    /// The cells that were never hit: each family that missed anything, with the kinds that it never struck.
    pub fn never_hit(&self) -> Vec<(Family, Vec<&'static str>)> {
        let missed = |family: Family| -> Vec<&'static str> {
            self.of(family).filter(|(_, hits)| *hits == 0).map(|(kind, _)| kind).collect()
        };
        let families = Family::ALL.iter().map(|family| (*family, missed(*family)));
        families.filter(|(_, kinds)| !kinds.is_empty()).collect()
    }
}
