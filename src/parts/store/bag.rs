//! A table without a unique key: a row may be there twice. It knows no other table.

use std::hash::Hash;
use std::ops::{Bound, RangeBounds};

use super::durability::Durability;
use super::fingerprint::Fingerprint;
use super::rows::Rows;
use super::staging::Staging;
use super::transaction::{Transaction, Transactional};

/// What becomes of a key when its transaction is committed.
#[derive(Clone, Copy, Debug)]
enum Change<K, V> {
    /// One row more.
    Insert(K, V),
    /// One row in the place of all that are there.
    Upsert(K, V),
}

/// Rows by a key that is not unique: whoever inserts twice has two rows. Nothing conflicts; what two transactions
/// write to one key takes effect in the order of their commits.
#[derive(Clone, Debug)]
pub struct Bag<K, V> {
    /// By key, and under it in the order in which they came.
    rows: Rows<(K, u64), V>,
    inserted: u64,
    staged: Staging<Change<K, V>>,
    fingerprint: Fingerprint,
    durability: Durability,
}

impl<K, V> Default for Bag<K, V> {
    fn default() -> Self {
        Bag {
            rows: Rows::default(),
            inserted: 0,
            staged: Staging::default(),
            fingerprint: Fingerprint::default(),
            durability: Durability::default(),
        }
    }
}

impl<K: Copy + Ord + Hash, V: Copy + PartialEq + Hash> Bag<K, V> {
    /// A bag without rows.
    pub fn new(durability: Durability) -> Bag<K, V> {
        Bag { durability, ..Bag::default() }
    }

    /// Stages one row more.
    pub fn insert(&mut self, transaction: Transaction, key: K, row: V) {
        self.staged.push(transaction, Change::Insert(key, row));
    }

    /// Stages one row in the place of all that have its key when the transaction is committed.
    pub fn upsert(&mut self, transaction: Transaction, key: K, row: V) {
        self.staged.push(transaction, Change::Upsert(key, row));
    }

    /// [`Bag::insert`] as a transaction of its own.
    pub fn insert_at_once(&mut self, key: K, row: V) {
        self.rows.insert((key, self.inserted), row);
        self.inserted += 1;
        self.fingerprint.add((key, row));
    }

    /// [`Bag::upsert`] as a transaction of its own.
    pub fn upsert_at_once(&mut self, key: K, row: V) {
        self.delete_at_once(key);
        self.insert_at_once(key, row);
    }

    /// Takes every committed row of this key away and says how many there were.
    pub fn delete_at_once(&mut self, key: K) -> usize {
        let mut deleted = 0;
        loop {
            let Some((place, row)) = self.copies(key).next().map(|(place, row)| (place, *row)) else {
                return deleted;
            };
            self.rows.remove(place);
            self.fingerprint.remove((key, row));
            deleted += 1;
        }
    }

    /// The committed row of this key that came first.
    pub fn get(&self, key: K) -> Option<&V> {
        self.all(key).next()
    }

    /// Every committed row of this key, in the order in which they came.
    pub fn all(&self, key: K) -> impl DoubleEndedIterator<Item = &V> + Clone {
        self.copies(key).map(|(_, row)| row)
    }

    /// How many committed rows have this key.
    pub fn count(&self, key: K) -> usize {
        self.copies(key).count()
    }

    /// How many rows are committed.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row is committed.
    pub fn is_empty(&self) -> bool {
        self.rows.len() == 0
    }

    /// The committed rows in ascending order of their keys, and of their arrival under one key; `rev()` gives them
    /// descending.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (K, &V)> + Clone {
        self.range(..)
    }

    /// The committed rows whose keys lie within `bounds`, ascending; `rev()` gives them descending. To find the first
    /// costs O(log n).
    pub fn range(&self, bounds: impl RangeBounds<K>) -> impl DoubleEndedIterator<Item = (K, &V)> + Clone {
        let first = match bounds.start_bound() {
            Bound::Unbounded => Bound::Unbounded,
            Bound::Included(key) => Bound::Included((*key, 0)),
            Bound::Excluded(key) => Bound::Excluded((*key, u64::MAX)),
        };
        let end = match bounds.end_bound() {
            Bound::Unbounded => Bound::Unbounded,
            Bound::Included(key) => Bound::Included((*key, u64::MAX)),
            Bound::Excluded(key) => Bound::Excluded((*key, 0)),
        };
        self.rows.range((first, end)).map(|((key, _), row)| (key, row))
    }

    /// A sum over the committed rows, in whatever order they came: see [`Table::fingerprint`](super::Table::fingerprint),
    /// which is the same for the same rows. A row that is there twice counts twice.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint.value()
    }

    /// As if new; the memory stays.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.inserted = 0;
        self.staged.clear();
        self.fingerprint = Fingerprint::default();
    }

    fn copies(&self, key: K) -> impl DoubleEndedIterator<Item = ((K, u64), &V)> + Clone {
        self.rows.range((key, 0)..=(key, u64::MAX))
    }
}

impl<K: Copy + Ord + Hash, V: Copy + PartialEq + Hash> Transactional for Bag<K, V> {
    fn commit(&mut self, transaction: Transaction) {
        let changes = self.staged.take(transaction);
        for change in &changes {
            match *change {
                Change::Insert(key, row) => self.insert_at_once(key, row),
                Change::Upsert(key, row) => self.upsert_at_once(key, row),
            }
        }
        self.staged.put_back(transaction, changes);
    }

    fn roll_back(&mut self, transaction: Transaction) {
        self.staged.forget(transaction);
    }

    fn crash(&mut self) {
        match self.durability {
            Durability::Durable => self.staged.clear(),
            Durability::Volatile => self.clear(),
        }
    }
}
