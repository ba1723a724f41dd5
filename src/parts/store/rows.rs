//! Rows sorted by their key, in blocks whose memory is used again. It knows neither transactions nor hashes.

use std::ops::{Bound, RangeBounds};

/// The most rows of a block: a block that is full is cut in two.
const BLOCK: usize = 64;

/// The block that begins at a key: no row of it is less, and every row of the block before it is.
#[derive(Clone, Copy, Debug)]
struct Entry<K> {
    first: K,
    block: u32,
}

/// A sorted map. Keys that arrive in ascending order cost O(1) and fill their blocks; anywhere else a row costs
/// O(log n) to find, half a block to move and, once in half a block, a place in the directory.
#[derive(Clone, Debug)]
pub(crate) struct Rows<K, V> {
    directory: Vec<Entry<K>>,
    blocks: Vec<Vec<(K, V)>>,
    free: Vec<u32>,
    len: usize,
}

/// Where a row is, or would be: its entry in the directory and its place in the block.
type Place = (usize, usize);

/// A stretch of rows: those of its first block, the whole blocks between, those of its last block.
type Stretch<'a, K, V> = (&'a [(K, V)], &'a [Entry<K>], &'a [(K, V)]);

impl<K, V> Default for Rows<K, V> {
    fn default() -> Self {
        Rows { directory: Vec::new(), blocks: Vec::new(), free: Vec::new(), len: 0 }
    }
}

impl<K: Copy + Ord, V: Copy> Rows<K, V> {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn clear(&mut self) {
        for entry in self.directory.drain(..) {
            self.blocks[entry.block as usize].clear();
            self.free.push(entry.block);
        }
        self.len = 0;
    }

    pub(crate) fn get(&self, key: K) -> Option<&V> {
        let (entry, place) = self.find(key).ok()?;
        Some(&self.rows(entry)[place].1)
    }

    /// Puts a row in its place and returns the one that was there.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(key) {
            Ok((entry, place)) => Some(std::mem::replace(&mut self.rows_mut(entry)[place].1, value)),
            Err(place) => {
                self.put(place, key, value);
                self.len += 1;
                None
            }
        }
    }

    pub(crate) fn remove(&mut self, key: K) -> Option<V> {
        let (entry, place) = self.find(key).ok()?;
        let rows = self.rows_mut(entry);
        let (_, value) = rows.remove(place);
        if rows.is_empty() {
            let entry = self.directory.remove(entry);
            self.free.push(entry.block);
        }
        self.len -= 1;
        Some(value)
    }

    /// The rows whose keys lie within `bounds`, ascending; `rev()` gives them descending.
    pub(crate) fn range(
        &self,
        bounds: impl RangeBounds<K>,
    ) -> impl DoubleEndedIterator<Item = (K, &V)> + Clone {
        let first = match bounds.start_bound() {
            Bound::Unbounded => (0, 0),
            Bound::Included(key) => self.find(*key).unwrap_or_else(|place| place),
            Bound::Excluded(key) => self.find(*key).map_or_else(|place| place, |(entry, at)| (entry, at + 1)),
        };
        let end = match bounds.end_bound() {
            Bound::Unbounded => (self.directory.len(), 0),
            Bound::Included(key) => self.find(*key).map_or_else(|place| place, |(entry, at)| (entry, at + 1)),
            Bound::Excluded(key) => self.find(*key).unwrap_or_else(|place| place),
        };
        let (head, middle, tail) = self.between(first, end.max(first));
        let middle = middle.iter().flat_map(|entry| self.blocks[entry.block as usize].iter());
        head.iter().chain(middle).chain(tail).map(|(key, value)| (*key, value))
    }

    /// The rows from `first` to before `end`.
    fn between(&self, first: Place, end: Place) -> Stretch<'_, K, V> {
        let ((from, at), (to, before)) = (first, end);
        if from >= self.directory.len() {
            return (&[], &[], &[]);
        }
        if from == to {
            return (&self.rows(from)[at..before], &[], &[]);
        }
        let tail = if to < self.directory.len() { &self.rows(to)[..before] } else { &[] };
        (&self.rows(from)[at..], &self.directory[from + 1..to], tail)
    }

    fn rows(&self, entry: usize) -> &[(K, V)] {
        &self.blocks[self.directory[entry].block as usize]
    }

    fn rows_mut(&mut self, entry: usize) -> &mut Vec<(K, V)> {
        &mut self.blocks[self.directory[entry].block as usize]
    }

    /// Where the row is, or where it would have to be put.
    fn find(&self, key: K) -> Result<Place, Place> {
        let Some(last) = self.directory.last() else { return Err((0, 0)) };
        let entry = match last.first <= key {
            true => self.directory.len() - 1,
            false => self.directory.partition_point(|entry| entry.first <= key).saturating_sub(1),
        };
        let rows = self.rows(entry);
        if rows.last().is_some_and(|(last, _)| *last < key) {
            return Err((entry, rows.len()));
        }
        match rows.binary_search_by(|(other, _)| other.cmp(&key)) {
            Ok(place) => Ok((entry, place)),
            Err(place) => Err((entry, place)),
        }
    }

    fn put(&mut self, (entry, place): Place, key: K, value: V) {
        if self.directory.is_empty() {
            return self.open(0, key, |fresh| fresh.push((key, value)));
        }
        let full = self.rows(entry).len() == BLOCK;
        if full && place == BLOCK && entry + 1 == self.directory.len() {
            return self.open(entry + 1, key, |fresh| fresh.push((key, value)));
        }
        if full {
            self.cut(entry);
            let half = self.rows(entry).len();
            if place > half {
                return self.rows_mut(entry + 1).insert(place - half, (key, value));
            }
        }
        self.rows_mut(entry).insert(place, (key, value));
        let first = &mut self.directory[entry].first;
        *first = key.min(*first);
    }

    /// Moves the second half of a block into one of its own, right after it.
    fn cut(&mut self, entry: usize) {
        let block = self.directory[entry].block as usize;
        let mut whole = std::mem::take(&mut self.blocks[block]);
        let half = whole.len() / 2;
        self.open(entry + 1, whole[half].0, |fresh| fresh.extend_from_slice(&whole[half..]));
        whole.truncate(half);
        self.blocks[block] = whole;
    }

    /// Puts a block, filled by `fill`, at a place in the directory.
    fn open(&mut self, at: usize, first: K, fill: impl FnOnce(&mut Vec<(K, V)>)) {
        let block = self.free.pop().unwrap_or_else(|| {
            self.blocks.push(Vec::new());
            self.blocks.len() as u32 - 1
        });
        fill(&mut self.blocks[block as usize]);
        self.directory.insert(at, Entry { first, block });
    }
}
