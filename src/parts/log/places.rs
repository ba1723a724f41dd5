//! Where a record lies, and how places are numbered; refuses to know what lies there.

use std::fmt;

/// A partition of a topic, both counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Place {
    /// Which topic.
    pub topic: u32,
    /// Which of its partitions.
    pub partition: u32,
}

/// As `topic/partition`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.topic, self.partition)
    }
}

/// How many partitions each topic has; numbers all places from 0, topic by topic.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Places {
    /// The number of each topic's first place, and at the end how many places there are.
    firsts: Vec<u32>,
}

impl Places {
    pub(super) fn new(partitions: &[u32]) -> Places {
        let mut firsts = vec![0];
        let mut places = 0u32;
        for more in partitions {
            places = places.checked_add(*more).expect("a log has fewer than 2^32 partitions");
            firsts.push(places);
        }
        Places { firsts }
    }
    pub(super) fn len(&self) -> usize {
        self.firsts[self.topics() as usize] as usize
    }
    pub(super) fn topics(&self) -> u32 {
        (self.firsts.len() - 1) as u32
    }
    /// How many partitions the topic has; none where there is no such topic.
    #[inline]
    pub(super) fn partitions(&self, topic: u32) -> u32 {
        match self.firsts.get(topic as usize..) {
            Some([first, next, ..]) => next - first,
            _ => 0,
        }
    }
    /// The number of a place.
    #[inline]
    pub(super) fn index(&self, place: Place) -> usize {
        let Place { topic, partition } = place;
        let partitions = self.partitions(topic);
        assert!(
            partition < partitions,
            "{place} is no place: topic {topic} of {} has {partitions} partitions",
            self.topics()
        );
        (self.firsts[topic as usize] + partition) as usize
    }
    /// All of them, topic by topic.
    pub(super) fn iter(&self) -> impl Iterator<Item = Place> + '_ {
        (0..self.topics())
            .flat_map(|topic| (0..self.partitions(topic)).map(move |partition| Place { topic, partition }))
    }
}
