//! The log itself: records by topic and partition; refuses to know who reads and who writes.

use super::Place;
use super::partition::{Partition, Standing};
use super::places::Places;

/// What a reader sees.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Isolation {
    /// Every record at once, whatever becomes of its transaction.
    ReadUncommitted,
    /// No record of an aborted transaction, and nothing from the first record of an open transaction on.
    #[default]
    ReadCommitted,
}

/// Topics with partitions of records.
///
/// An offset is the number of a record within its partition, from 0 and without gaps: unlike Kafka's, the end of a
/// transaction takes no offset of its own. Aborted records keep theirs, so a reader's next offset may still lie
/// behind the end although there is nothing left to read: [`Log::position`] says where it stands then.
///
/// Appending and fetching take constant time, skipping one step an aborted record. A place that the log does not
/// have is a mistake of the caller's code and panics.
#[derive(Clone, Debug)]
pub struct Log<R> {
    places: Places,
    partitions: Vec<Partition<R>>,
}

impl<R: Copy> Log<R> {
    /// An empty log with so many partitions a topic.
    pub fn new(partitions: &[u32]) -> Log<R> {
        let places = Places::new(partitions);
        let partitions = (0..places.len()).map(|_| Partition::new()).collect();
        Log { places, partitions }
    }
    /// How many topics there are.
    pub fn topics(&self) -> u32 {
        self.places.topics()
    }
    /// How many partitions a topic has; none where there is no such topic.
    pub fn partitions(&self, topic: u32) -> u32 {
        self.places.partitions(topic)
    }
    /// All places, topic by topic, partition by partition.
    pub fn places(&self) -> impl Iterator<Item = Place> + '_ {
        self.places.iter()
    }
    #[inline]
    fn at(&self, place: Place) -> &Partition<R> {
        &self.partitions[self.places.index(place)]
    }
    /// Writes a record that all may read at once, up to open transactions before it; its offset.
    #[inline]
    pub fn append(&mut self, place: Place, record: R) -> u64 {
        let index = self.places.index(place);
        self.partitions[index].append(record)
    }
    pub(super) fn stage(&mut self, place: Place, record: R, producer: u32) -> u64 {
        let index = self.places.index(place);
        self.partitions[index].stage(record, producer)
    }
    pub(super) fn decide(&mut self, place: Place, offset: u64, producer: u32, standing: Standing) {
        let index = self.places.index(place);
        self.partitions[index].decide(offset, producer, standing);
    }
    /// The offset of the next record to be written (the high watermark).
    #[inline]
    pub fn end(&self, place: Place) -> u64 {
        self.at(place).end()
    }
    /// The offset of the first record of an open transaction, and the end where none is open (the last stable offset).
    #[inline]
    pub fn stable_end(&self, place: Place) -> u64 {
        self.at(place).stable_end()
    }
    /// Up to where such a reader may read: the end or the stable end. A reader that begins at the latest begins here.
    #[inline]
    pub fn readable_end(&self, place: Place, isolation: Isolation) -> u64 {
        match isolation {
            Isolation::ReadUncommitted => self.end(place),
            Isolation::ReadCommitted => self.stable_end(place),
        }
    }
    /// Where a reader stands that is to go on at `from`: the offset of the record that it gets next, and the
    /// [readable end](Log::readable_end) where there is none. `from` itself, where that lies beyond.
    #[inline]
    pub fn position(&self, place: Place, from: u64, isolation: Isolation) -> u64 {
        match isolation {
            Isolation::ReadUncommitted => from,
            Isolation::ReadCommitted => self.at(place).skip_aborted(from),
        }
    }
    /// Whether nothing is written, now or undecided, that a reader at `from` would still get.
    #[inline]
    pub fn is_read(&self, place: Place, from: u64, isolation: Isolation) -> bool {
        self.position(place, from, isolation) >= self.end(place)
    }
    /// The first record at or after `from` that the reader sees, with its offset: it goes on one after that.
    #[inline]
    pub fn fetch(&self, place: Place, from: u64, isolation: Isolation) -> Option<(u64, R)> {
        let partition = self.at(place);
        let (offset, end) = match isolation {
            Isolation::ReadUncommitted => (from, partition.end()),
            Isolation::ReadCommitted => (partition.skip_aborted(from), partition.stable_end()),
        };
        if offset >= end {
            return None;
        }
        partition.get(offset).map(|(record, _)| (offset, record))
    }
    /// The record at an offset and what became of it, whoever may see it: for properties, not for readers.
    pub fn look(&self, place: Place, offset: u64) -> Option<(R, Standing)> {
        self.at(place).get(offset)
    }
    /// Forgets all records, and keeps its memory for the next run.
    pub fn clear(&mut self) {
        self.partitions.iter_mut().for_each(Partition::clear);
    }
}
