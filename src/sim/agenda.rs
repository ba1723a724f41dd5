//! What is going to happen, in the order (time, rank, insertion). Knows nothing of what its entries mean.
//!
//! A wheel of wheels, sorted lazily. Each level has 64 slots, each slot as wide as the whole level below; an entry
//! waits at the lowest level whose slots tell its time from the present. When a slot's turn comes and it is narrow
//! or nearly empty, it is *opened*: packed 64-bit keys (offset in the slot, rank, index) are sorted, not the
//! entries, so stability costs nothing. Else its entries move down a level. So the width of what is sorted follows
//! how densely time is filled, and the order never depends on it: entries of one instant are always in one place,
//! in the order of their insertion.
//!
//! What falls into the slot that is open goes into a monotone run where it can (a cascade at one instant always
//! can), else into a heap of keys.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::sorter::Sorter;
use super::time::Time;

const SLOT_BITS: u32 = 6;
const SLOTS: usize = 1 << SLOT_BITS;
/// As many as it takes to reach from one nanosecond to the end of time.
const MOST_LEVELS: usize = u64::BITS.div_ceil(SLOT_BITS) as usize;
const INDEX_BITS: u32 = 26;
const RANK_BITS: u32 = 7;
const INDEX_MASK: u64 = (1 << INDEX_BITS) - 1;

/// How many levels up it is to the slots that tell two times apart, by the highest bit in which their slots differ.
const ABOVE: [u32; u64::BITS as usize] = {
    let mut above = [0; u64::BITS as usize];
    let mut bit = 0;
    while bit < u64::BITS {
        above[bit as usize] = bit / SLOT_BITS;
        bit += 1;
    }
    above
};

/// A slot with more entries than this is opened only where it cannot be divided.
const CROWD: usize = 256;

/// The number of different ranks; a rank is below it.
pub const RANKS: usize = 1 << RANK_BITS;

/// What falls on one instant goes by rank: the lower first.
pub type Rank = u8;

/// A priority queue ordered by (time, rank, insertion).
#[derive(Clone, Debug)]
pub struct Agenda<E> {
    /// The open slot is that of number `open` among all of width 2^`shift`.
    open: u64,
    shift: u32,
    /// How many slots of its level come after it; 0 where slots are narrow because they were crowded. There it cannot be
    /// foretold whether an entry falls into one of them, and finding its slot without asking is quicker.
    ahead: u64,
    /// The level that it belongs to.
    level: usize,
    /// Whether a slot has been opened; before the first, even what comes first waits in its slot.
    begun: bool,
    /// The slots of all levels, from the finest level to the coarsest, which reaches to the end of time.
    slots: Vec<Vec<Entry<E>>>,
    /// By level: the memory of slots whose entries moved down, for the next ones that fill up.
    spare: Vec<Vec<Vec<Entry<E>>>>,
    /// By level: bit `n` tells whether its slot `n` has entries.
    occupied: [u64; MOST_LEVELS],
    /// The coarsest level whose slots may be opened, whatever is in them.
    coarsest: usize,
    /// Entries of the open slot; those that were taken out stay until the next is opened.
    entries: Vec<Entry<E>>,
    /// Keys of what was in the slot when it was opened, ascending, from `next` on.
    sorted: Vec<u64>,
    next: usize,
    sorter: Sorter,
    /// Keys of what came in order while the slot was open, ascending.
    fresh: VecDeque<u64>,
    /// Keys of what came out of order.
    late: BinaryHeap<Reverse<u64>>,
}

#[derive(Clone, Copy, Debug)]
struct Entry<E> {
    time: u64,
    event: E,
    rank: Rank,
}

impl<E: Copy> Default for Agenda<E> {
    fn default() -> Self {
        Agenda::with_width(20)
    }
}

impl<E: Copy> Agenda<E> {
    /// An empty agenda that opens slots of 2^`shift` nanoseconds (at most 2^31), and narrower ones where they are crowded.
    /// The width changes its speed only.
    pub fn with_width(shift: u32) -> Agenda<E> {
        assert!(shift <= 31, "a slot is at most 2^31 ns wide, not 2^{shift}");
        let coarsest = (shift / SLOT_BITS) as usize;
        let above = (u64::BITS - shift).div_ceil(SLOT_BITS) as usize;
        Agenda {
            open: 0,
            shift,
            ahead: SLOTS as u64 - 1,
            level: coarsest,
            begun: false,
            slots: (0..(coarsest + above) * SLOTS).map(|_| Vec::new()).collect(),
            spare: vec![Vec::new(); coarsest + above],
            occupied: [0; MOST_LEVELS],
            coarsest,
            entries: Vec::new(),
            sorted: Vec::new(),
            next: 0,
            sorter: Sorter::default(),
            fresh: VecDeque::new(),
            late: BinaryHeap::new(),
        }
    }

    /// Forgets everything and keeps its memory.
    pub fn clear(&mut self) {
        for (occupied, slots) in self.occupied.iter_mut().zip(self.slots.chunks_exact_mut(SLOTS)) {
            while *occupied != 0 {
                slots[occupied.trailing_zeros() as usize].clear();
                *occupied &= *occupied - 1;
            }
        }
        self.open_at(self.coarsest, 0);
        self.begun = false;
        self.entries.clear();
        self.sorted.clear();
        self.next = 0;
        self.fresh.clear();
        self.late.clear();
    }

    /// How many entries wait; counted when asked.
    pub fn len(&self) -> usize {
        self.waiting_in_open() + self.slots.iter().map(Vec::len).sum::<usize>()
    }
    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.waiting_in_open() == 0 && self.occupied == [0; MOST_LEVELS]
    }

    /// Enters `event` at `time`. What was entered earlier at the same time and rank comes out earlier.
    ///
    /// # Panics
    /// When `time` lies before the slot that is open: the caller schedules in the past.
    #[inline(always)]
    pub fn push(&mut self, time: Time, rank: Rank, event: E) {
        self.push_built(time, rank, || event);
    }

    /// The same, where the event is built in its place.
    #[inline(always)]
    pub(crate) fn push_built(&mut self, time: Time, rank: Rank, build: impl Fn() -> E) {
        let time = time.as_nanos();
        let bucket = time >> self.shift;
        // Built anew for each branch: what one of them lends to others need not lie in memory for the rest.
        if bucket.wrapping_sub(self.open).wrapping_sub(1) < self.ahead {
            self.slot(self.level, bucket).push(Entry { time, event: build(), rank });
        } else if bucket > self.open {
            self.slot_ahead(time).push(Entry { time, event: build(), rank });
        } else {
            self.push_open(Entry { time, event: build(), rank });
        }
    }

    /// The slot, yet to come, for what is due at `time`; found without a branch, for how far ahead it is, nothing foretells.
    #[inline(always)]
    fn slot_ahead(&mut self, time: u64) -> &mut Vec<Entry<E>> {
        let differs = (time >> self.shift) ^ self.open;
        let above = ABOVE[(differs | 1).ilog2() as usize % ABOVE.len()];
        self.slot(self.level + above as usize, time >> (self.shift + above * SLOT_BITS))
    }

    /// The slot of a level that has number `bucket` among all of its width, with room for what is entered next.
    #[inline(always)]
    fn slot(&mut self, level: usize, bucket: u64) -> &mut Vec<Entry<E>> {
        let slot = bucket as usize % SLOTS;
        self.occupied[level] |= 1 << slot;
        let entries = &mut self.slots[level * SLOTS + slot];
        if entries.len() == entries.capacity() {
            make_room(entries, &mut self.spare[level]);
        }
        entries
    }

    /// Enters what falls into the open slot.
    #[inline(never)]
    fn push_open(&mut self, entry: Entry<E>) {
        if !self.begun {
            return self.slot_ahead(entry.time).push(entry);
        }
        assert!(
            entry.time >> self.shift == self.open,
            "scheduled at {}, but slot {} of the agenda is open",
            Time::from_nanos(entry.time),
            self.open
        );
        if self.entries.len() > 1024 && self.entries.len() / 2 > self.waiting_in_open() {
            self.compact();
        }
        let key = self.place(entry.time, entry.rank) | self.index(self.entries.len());
        self.entries.push(entry);
        if self.fresh.back().is_none_or(|&last| last < key) {
            self.fresh.push_back(key);
        } else {
            self.late.push(Reverse(key));
        }
    }

    fn waiting_in_open(&self) -> usize {
        self.sorted.len() - self.next + self.fresh.len() + self.late.len()
    }

    #[inline]
    fn shift_of(&self, level: usize) -> u32 {
        self.shift + level as u32 * SLOT_BITS - self.level as u32 * SLOT_BITS
    }

    /// Where in the open slot a time and a rank lie, as in a key.
    #[inline]
    fn place(&self, time: u64, rank: Rank) -> u64 {
        let offset = time & ((1 << self.shift) - 1);
        (offset << RANK_BITS | rank as u64) << INDEX_BITS
    }

    #[inline]
    fn index(&self, index: usize) -> u64 {
        assert!(
            (index as u64) < INDEX_MASK,
            "more than {INDEX_MASK} entries wait within {} ns; the step limit should have ended this run",
            1u64 << self.shift
        );
        index as u64
    }

    /// Takes the next entry out.
    pub fn pop(&mut self) -> Option<(Time, Rank, E)> {
        self.pop_in_place().map(|(time, rank, event)| (time, rank, *event))
    }

    /// The same, to be looked at where it lies, until something is entered.
    #[inline(always)]
    pub(crate) fn pop_in_place(&mut self) -> Option<(Time, Rank, &E)> {
        loop {
            let key = match (self.sorted.get(self.next).copied(), self.fresh.is_empty()) {
                (Some(key), true) => {
                    self.next += 1;
                    key
                }
                (None, true) if self.open_next() => continue,
                (None, true) => return None,
                (_, false) => self.pop_among(),
            };
            let entry = &self.entries[(key & INDEX_MASK) as usize];
            return Some((Time::from_nanos(entry.time), entry.rank, &entry.event));
        }
    }

    /// The next key, where something came while the slot was open: the first of three.
    #[inline(never)]
    fn pop_among(&mut self) -> u64 {
        // No key is that great: its index would be one too many.
        const NONE: u64 = u64::MAX;
        let sorted = self.sorted.get(self.next).copied().unwrap_or(NONE);
        let fresh = self.fresh.front().copied().unwrap_or(NONE);
        let late = self.late.peek().map_or(NONE, |key| key.0);
        let key = sorted.min(fresh).min(late);
        if key == sorted {
            self.next += 1;
        } else if key == fresh {
            self.fresh.pop_front();
        } else {
            self.late.pop();
        }
        // What came late is never left without something fresh: an empty run is the sign that nothing came.
        if self.fresh.is_empty()
            && let Some(Reverse(key)) = self.late.pop()
        {
            self.fresh.push_back(key);
        }
        key
    }

    /// Whether the next entry, too, is due at `time` in `rank`, where an entry of that instant has just been taken out.
    #[inline]
    pub fn is_tied(&self, time: Time, rank: Rank) -> bool {
        let tied = |key: &u64| key & !INDEX_MASK == self.place(time.as_nanos(), rank);
        match self.fresh.is_empty() {
            true => self.sorted.get(self.next).is_some_and(tied),
            false => self.first_among().is_some_and(tied),
        }
    }

    /// The next key, where something came while the slot was open.
    #[inline(never)]
    fn first_among(&self) -> Option<&u64> {
        let late = self.late.peek().map(|key| &key.0);
        self.sorted.get(self.next).into_iter().chain(self.fresh.front()).chain(late).min()
    }

    /// Opens the next slot that has entries; false when there is none.
    fn open_next(&mut self) -> bool {
        let (mut level, mut open) = (self.level, self.open);
        loop {
            let Some(occupied) = self.occupied.get(level) else { return false };
            let here = open % SLOTS as u64;
            let ahead = occupied & (u64::MAX << here);
            if ahead != 0 {
                open = open - here + ahead.trailing_zeros() as u64;
                break;
            }
            level += 1;
            open >>= SLOT_BITS;
        }
        self.begun = true;
        self.open_at(level, open);
        while !self.opens() {
            self.descend();
        }
        true
    }

    fn open_at(&mut self, level: usize, open: u64) {
        (self.shift, self.level, self.open) = (self.shift_of(level), level, open);
        self.ahead = if level == self.coarsest { SLOTS as u64 - 1 - open % SLOTS as u64 } else { 0 };
    }

    /// Opens the slot that has its turn, if it is narrow or nearly empty.
    fn opens(&mut self) -> bool {
        let slot = self.open as usize % SLOTS;
        let waiting = &mut self.slots[self.level * SLOTS + slot];
        let alone = waiting.len() == 1;
        if self.level > self.coarsest && !alone || waiting.len() > CROWD && self.level > 0 {
            return false;
        }
        self.entries.clear();
        std::mem::swap(&mut self.entries, waiting);
        self.occupied[self.level] &= !(1 << slot);
        if alone && self.level > self.coarsest {
            self.open_at(self.coarsest, self.entries[0].time >> self.shift_of(self.coarsest));
        }
        self.sort();
        true
    }

    /// Moves the entries of the slot that has its turn down a level; the first of the narrower slots has its turn.
    fn descend(&mut self) {
        let slot = self.open as usize % SLOTS;
        let (level, shift) = (self.level - 1, self.shift - SLOT_BITS);
        let mut first = u64::MAX;
        let mut crowd = std::mem::take(&mut self.slots[self.level * SLOTS + slot]);
        for entry in crowd.drain(..) {
            first = first.min(entry.time >> shift);
            self.slot(level, entry.time >> shift).push(entry);
        }
        self.spare[self.level].push(crowd);
        self.occupied[self.level] &= !(1 << slot);
        self.open_at(level, first);
    }

    fn sort(&mut self) {
        self.index(self.entries.len());
        self.sorted.clear();
        self.next = 0;
        let mask = (1u64 << self.shift) - 1;
        let place = |entry: &Entry<E>| ((entry.time & mask) << RANK_BITS | entry.rank as u64) << INDEX_BITS;
        self.sorted.extend(self.entries.iter().zip(0..).map(|(entry, index)| place(entry) | index));
        self.sorter.sort(&mut self.sorted, self.shift + RANK_BITS + INDEX_BITS);
    }

    /// Forgets entries that were taken out of the open slot; the order of insertion is kept.
    #[cold]
    fn compact(&mut self) {
        self.sorted.drain(..self.next);
        self.next = 0;
        let mut late = std::mem::take(&mut self.late).into_vec();
        let keys = self.sorted.iter().chain(&self.fresh).chain(late.iter().map(|key| &key.0));
        let mut live: Vec<u64> = keys.map(|key| key & INDEX_MASK).collect();
        live.sort_unstable();
        let renumber = |key: &mut u64| {
            let index = live.binary_search(&(*key & INDEX_MASK)).expect("every key has its entry");
            *key = (*key & !INDEX_MASK) | index as u64;
        };
        self.sorted.iter_mut().for_each(renumber);
        self.fresh.iter_mut().for_each(renumber);
        late.iter_mut().for_each(|key| renumber(&mut key.0));
        self.late = late.into();
        for (to, &from) in live.iter().enumerate() {
            self.entries[to] = self.entries[from as usize];
        }
        self.entries.truncate(live.len());
    }
}

/// A slot that has no memory takes what another has left, or enough for a first few entries.
#[cold]
#[inline(never)]
fn make_room<E>(entries: &mut Vec<Entry<E>>, spare: &mut Vec<Vec<Entry<E>>>) {
    if entries.is_empty()
        && let Some(spare) = spare.pop()
    {
        *entries = spare;
    }
    entries.reserve(if entries.capacity() == 0 { 16 } else { 1 });
}
