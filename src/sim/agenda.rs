//! What is going to happen, in the order (time, rank, insertion). Knows nothing of what its entries mean.
//!
//! A ring of append-only buckets, each one slice of time wide. When a bucket's turn comes, packed 64-bit keys
//! (offset in the bucket, rank, index) are sorted, not the entries: stability costs nothing, and the order does
//! not depend on the width. What falls into the bucket that is open goes into a second, monotone run where it
//! can (a cascade at one instant always can), else into the sorted keys. What lies beyond the ring waits in a heap.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};

use super::time::Time;

const BUCKETS: u64 = 128;
const INDEX_BITS: u32 = 26;
const RANK_BITS: u32 = 7;
const INDEX_MASK: u64 = (1 << INDEX_BITS) - 1;

/// The number of different ranks; a rank is below it.
pub const RANKS: usize = 1 << RANK_BITS;

/// What falls on one instant goes by rank: the lower first.
pub type Rank = u8;

/// A priority queue ordered by (time, rank, insertion).
#[derive(Clone, Debug)]
pub struct Agenda<E> {
    shift: u32,
    /// Bucket `b` of all time is ring bucket `b % BUCKETS`, for `b` in `open + 1 .. open + BUCKETS`.
    ring: Vec<Vec<Entry<E>>>,
    /// Bit `b % BUCKETS` tells whether that bucket has entries.
    occupied: u128,
    /// The number of the bucket that is being taken out.
    open: u64,
    /// Keys into `entries`, descending: the next one is the last.
    sorted: Vec<u64>,
    /// Keys into `entries`, ascending: what came in order while the bucket was open.
    fresh: VecDeque<u64>,
    entries: Vec<Entry<E>>,
    far: BinaryHeap<Far<E>>,
    inserted_far: u64,
    len: usize,
}

#[derive(Clone, Copy, Debug)]
struct Entry<E> {
    /// Offset in the bucket and rank, placed as in a key.
    place: u64,
    event: E,
}

#[derive(Clone, Debug)]
struct Far<E> {
    time: Time,
    rank: Rank,
    inserted: u64,
    event: E,
}

impl<E> Far<E> {
    fn order(&self) -> (Time, Rank, u64) {
        (self.time, self.rank, self.inserted)
    }
}

impl<E> PartialEq for Far<E> {
    fn eq(&self, other: &Self) -> bool {
        self.order() == other.order()
    }
}
impl<E> Eq for Far<E> {}
impl<E> PartialOrd for Far<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<E> Ord for Far<E> {
    /// Reversed: the heap's greatest is the earliest.
    fn cmp(&self, other: &Self) -> Ordering {
        other.order().cmp(&self.order())
    }
}

impl<E: Copy> Default for Agenda<E> {
    fn default() -> Self {
        Agenda::with_width(20)
    }
}

impl<E: Copy> Agenda<E> {
    /// An empty agenda whose buckets are 2^`shift` nanoseconds wide (at most 2^31). The width changes its speed only.
    pub fn with_width(shift: u32) -> Agenda<E> {
        assert!(shift <= 31, "a bucket is at most 2^31 ns wide, not 2^{shift}");
        Agenda {
            shift,
            ring: (0..BUCKETS).map(|_| Vec::new()).collect(),
            occupied: 0,
            open: 0,
            sorted: Vec::new(),
            fresh: VecDeque::new(),
            entries: Vec::new(),
            far: BinaryHeap::new(),
            inserted_far: 0,
            len: 0,
        }
    }

    /// Forgets everything and keeps its memory.
    pub fn clear(&mut self) {
        self.ring.iter_mut().for_each(Vec::clear);
        self.occupied = 0;
        self.open = 0;
        self.sorted.clear();
        self.fresh.clear();
        self.entries.clear();
        self.far.clear();
        self.inserted_far = 0;
        self.len = 0;
    }

    /// How many entries wait.
    #[inline]
    pub fn len(&self) -> usize {
        self.len
    }
    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Enters `event` at `time`. What was entered earlier at the same time and rank comes out earlier.
    ///
    /// # Panics
    /// When `time` lies in a bucket that has passed: the caller schedules in the past.
    #[inline]
    pub fn push(&mut self, time: Time, rank: Rank, event: E) {
        let bucket = time.as_nanos() >> self.shift;
        self.len += 1;
        let ahead = bucket.wrapping_sub(self.open);
        if ahead.wrapping_sub(1) < BUCKETS - 1 {
            let entry = Entry { place: self.place(time, rank), event };
            let slot = (bucket % BUCKETS) as usize;
            self.ring[slot].push(entry);
            self.occupied |= 1 << slot;
        } else if ahead == 0 {
            self.push_open(time, rank, event);
        } else {
            self.push_far(time, rank, event);
        }
    }

    #[inline]
    fn place(&self, time: Time, rank: Rank) -> u64 {
        let offset = time.as_nanos() & ((1 << self.shift) - 1);
        (offset << RANK_BITS | rank as u64) << INDEX_BITS
    }

    fn push_open(&mut self, time: Time, rank: Rank, event: E) {
        if self.entries.len() > 1024 && self.entries.len() / 2 > self.sorted.len() + self.fresh.len() {
            self.compact();
        }
        let place = self.place(time, rank);
        let key = place | self.index(self.entries.len());
        self.entries.push(Entry { place, event });
        if self.fresh.back().is_none_or(|&last| last < key) {
            self.fresh.push_back(key);
        } else {
            let at = self.sorted.partition_point(|&other| other > key);
            self.sorted.insert(at, key);
        }
    }

    fn index(&self, index: usize) -> u64 {
        assert!(
            index as u64 <= INDEX_MASK,
            "more than {INDEX_MASK} entries wait within {} ns; the step limit should have ended this run",
            1u64 << self.shift
        );
        index as u64
    }

    #[cold]
    fn push_far(&mut self, time: Time, rank: Rank, event: E) {
        let bucket = time.as_nanos() >> self.shift;
        assert!(
            bucket > self.open,
            "scheduled at {time}, but bucket {} of the agenda is already open",
            self.open
        );
        self.far.push(Far { time, rank, inserted: self.inserted_far, event });
        self.inserted_far += 1;
    }

    /// Takes the next entry out.
    #[inline]
    pub fn pop(&mut self) -> Option<(Time, Rank, E)> {
        loop {
            let key = match (self.sorted.last(), self.fresh.front()) {
                (Some(&sorted), Some(&fresh)) if sorted < fresh => self.sorted.pop(),
                (Some(_), None) => self.sorted.pop(),
                (_, Some(_)) => self.fresh.pop_front(),
                (None, None) => None,
            };
            if let Some(key) = key {
                self.len -= 1;
                let offset = key >> (INDEX_BITS + RANK_BITS);
                let rank = (key >> INDEX_BITS) as u8 & (RANKS as u8 - 1);
                let event = self.entries[(key & INDEX_MASK) as usize].event;
                return Some((Time::from_nanos((self.open << self.shift) + offset), rank, event));
            }
            if !self.open_next() {
                return None;
            }
        }
    }

    /// Whether the next entry, too, is due at `time` in `rank`, where an entry of that instant has just been taken out.
    pub fn is_tied(&self, time: Time, rank: Rank) -> bool {
        let next = self.sorted.last().into_iter().chain(self.fresh.front()).min();
        next.is_some_and(|key| key & !INDEX_MASK == self.place(time, rank))
    }

    /// Moves on to the next bucket that has entries; false when there is none.
    fn open_next(&mut self) -> bool {
        self.entries.clear();
        let near = self.next_in_ring();
        let far = self.far.peek().map(|far| far.time.as_nanos() >> self.shift);
        let Some(next) = near.into_iter().chain(far).min() else { return false };
        self.open = next;
        self.take_from_far();
        let slot = (next % BUCKETS) as usize;
        std::mem::swap(&mut self.entries, &mut self.ring[slot]);
        self.occupied &= !(1 << slot);
        self.sort();
        true
    }

    fn next_in_ring(&self) -> Option<u64> {
        let first = (self.open % BUCKETS) as u32 + 1;
        let distance = self.occupied.rotate_right(first).trailing_zeros() as u64;
        (self.occupied != 0).then(|| self.open + 1 + distance)
    }

    /// Brings in what the ring now reaches, before anything else can be entered there: insertion order holds.
    fn take_from_far(&mut self) {
        while let Some(far) = self.far.peek() {
            let bucket = far.time.as_nanos() >> self.shift;
            if bucket - self.open >= BUCKETS {
                break;
            }
            let far = self.far.pop().expect("it was just looked at");
            let slot = (bucket % BUCKETS) as usize;
            let place = self.place(far.time, far.rank);
            self.ring[slot].push(Entry { place, event: far.event });
            self.occupied |= 1 << slot;
        }
    }

    fn sort(&mut self) {
        self.index(self.entries.len());
        self.sorted.extend(self.entries.iter().enumerate().map(|(index, entry)| entry.place | index as u64));
        self.sorted.sort_unstable_by(|a, b| b.cmp(a));
    }

    /// Forgets entries that were taken out of the open bucket; the order of insertion is kept.
    #[cold]
    fn compact(&mut self) {
        let mut live: Vec<u64> = self.sorted.iter().chain(&self.fresh).map(|key| key & INDEX_MASK).collect();
        live.sort_unstable();
        let renumber = |key: &mut u64| {
            let index = live.binary_search(&(*key & INDEX_MASK)).expect("every key has its entry");
            *key = (*key & !INDEX_MASK) | index as u64;
        };
        self.sorted.iter_mut().for_each(renumber);
        self.fresh.iter_mut().for_each(renumber);
        for (to, &from) in live.iter().enumerate() {
            self.entries[to] = self.entries[from as usize];
        }
        self.entries.truncate(live.len());
    }
}
