//! A table with a unique key: what is committed, and what open transactions have staged. It knows no other table.

use std::hash::Hash;
use std::ops::RangeBounds;

use super::difference::{Difference, differences};
use super::durability::Durability;
use super::fingerprint::Fingerprint;
use super::rows::Rows;
use super::staging::Staging;
use super::transaction::{Transaction, Transactional};

/// Why a row cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Conflict {
    /// A committed row has this key.
    Committed,
    /// An open transaction has staged a row, or a deletion, with this key. It may be the asking one, whose own row it
    /// then is.
    Open(Transaction),
}

/// What becomes of a key when its transaction is committed.
#[derive(Clone, Copy, Debug)]
struct Staged<V> {
    transaction: Transaction,
    /// None is a deletion.
    row: Option<V>,
}

/// Rows by a unique key. A transaction's rows are seen by itself alone until it is committed; a key that it has
/// written to is closed to every other until it ends.
///
/// To write costs O(log n), O(1) for a key above all others; nothing is allocated in memory that was used before.
#[derive(Clone, Debug)]
pub struct Table<K, V> {
    rows: Rows<K, V>,
    staged: Rows<K, Staged<V>>,
    keys: Staging<K>,
    fingerprint: Fingerprint,
    durability: Durability,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Table {
            rows: Rows::default(),
            staged: Rows::default(),
            keys: Staging::default(),
            fingerprint: Fingerprint::default(),
            durability: Durability::default(),
        }
    }
}

impl<K: Copy + Ord + Hash, V: Copy + PartialEq + Hash> Table<K, V> {
    /// A table without rows.
    pub fn new(durability: Durability) -> Table<K, V> {
        Table { durability, ..Table::default() }
    }

    /// Stages a new row.
    ///
    /// # Errors
    /// When the transaction sees a row of this key, or another one has written to it.
    pub fn insert(&mut self, transaction: Transaction, key: K, row: V) -> Result<(), Conflict> {
        match self.seen(transaction, key)? {
            Some(_) => Err(match self.staged.get(key) {
                Some(_) => Conflict::Open(transaction),
                None => Conflict::Committed,
            }),
            None => {
                self.stage(transaction, key, Some(row));
                Ok(())
            }
        }
    }

    /// Stages a row, new or in the place of the one that the transaction saw until now, which is returned.
    ///
    /// # Errors
    /// When another open transaction has written to this key.
    pub fn upsert(&mut self, transaction: Transaction, key: K, row: V) -> Result<Option<V>, Conflict> {
        let before = self.seen(transaction, key)?;
        self.stage(transaction, key, Some(row));
        Ok(before)
    }

    /// Stages a row in the place of the one that the transaction saw until now, which is returned; if it saw none,
    /// nothing is done.
    ///
    /// # Errors
    /// When another open transaction has written to this key.
    pub fn update(&mut self, transaction: Transaction, key: K, row: V) -> Result<Option<V>, Conflict> {
        let before = self.seen(transaction, key)?;
        if before.is_some() {
            self.stage(transaction, key, Some(row));
        }
        Ok(before)
    }

    /// Stages that the row which the transaction saw until now goes away, and returns it; if it saw none, nothing is
    /// done.
    ///
    /// # Errors
    /// When another open transaction has written to this key.
    pub fn delete(&mut self, transaction: Transaction, key: K) -> Result<Option<V>, Conflict> {
        let before = self.seen(transaction, key)?;
        if before.is_some() {
            self.stage(transaction, key, None);
        }
        Ok(before)
    }

    /// [`Table::insert`] as a transaction of its own.
    ///
    /// # Errors
    /// When there is a row of this key, or an open transaction has written to it.
    pub fn insert_at_once(&mut self, key: K, row: V) -> Result<(), Conflict> {
        match self.committed(key)? {
            Some(_) => Err(Conflict::Committed),
            None => {
                self.put(key, row);
                Ok(())
            }
        }
    }

    /// [`Table::upsert`] as a transaction of its own.
    ///
    /// # Errors
    /// When an open transaction has written to this key.
    pub fn upsert_at_once(&mut self, key: K, row: V) -> Result<Option<V>, Conflict> {
        let before = self.committed(key)?;
        self.put(key, row);
        Ok(before)
    }

    /// [`Table::update`] as a transaction of its own.
    ///
    /// # Errors
    /// When an open transaction has written to this key.
    pub fn update_at_once(&mut self, key: K, row: V) -> Result<Option<V>, Conflict> {
        let before = self.committed(key)?;
        if before.is_some() {
            self.put(key, row);
        }
        Ok(before)
    }

    /// [`Table::delete`] as a transaction of its own.
    ///
    /// # Errors
    /// When an open transaction has written to this key.
    pub fn delete_at_once(&mut self, key: K) -> Result<Option<V>, Conflict> {
        let before = self.committed(key)?;
        self.take(key);
        Ok(before)
    }

    /// The committed row.
    pub fn get(&self, key: K) -> Option<&V> {
        self.rows.get(key)
    }

    /// The row as the transaction sees it: as it has staged it, else as it is committed.
    pub fn get_in(&self, transaction: Transaction, key: K) -> Option<&V> {
        match self.staged.get(key) {
            Some(staged) if staged.transaction == transaction => staged.row.as_ref(),
            _ => self.rows.get(key),
        }
    }

    /// The open transaction that has written to this key.
    pub fn writer(&self, key: K) -> Option<Transaction> {
        self.staged.get(key).map(|staged| staged.transaction)
    }

    /// How many rows are committed.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row is committed.
    pub fn is_empty(&self) -> bool {
        self.rows.len() == 0
    }

    /// The committed rows in ascending order of their keys; `rev()` gives them descending.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (K, &V)> + Clone {
        self.rows.range(..)
    }

    /// The committed rows whose keys lie within `bounds`, ascending; `rev()` gives them descending. To find the first
    /// costs O(log n).
    pub fn range(&self, bounds: impl RangeBounds<K>) -> impl DoubleEndedIterator<Item = (K, &V)> + Clone {
        self.rows.range(bounds)
    }

    /// A sum over the committed rows: equal rows have equal sums, whatever their history, and different rows have
    /// different sums but for one chance in 2^64. A [`Bag`](super::Bag) of the same rows has the same sum.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint.value()
    }

    /// Whether the committed rows of both are equal; exact, in O(n). [`Table::fingerprint`] asks the same in O(1).
    pub fn same_as(&self, other: &Table<K, V>) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }

    /// In what the committed rows differ from those of another, in the order of their keys.
    pub fn differences<'a>(&'a self, other: &'a Table<K, V>) -> impl Iterator<Item = Difference<K, &'a V>> {
        differences(self.iter(), other.iter())
    }

    /// As if new; the memory stays.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.staged.clear();
        self.keys.clear();
        self.fingerprint = Fingerprint::default();
    }

    /// The row that a transaction sees, if it may write to the key.
    fn seen(&self, transaction: Transaction, key: K) -> Result<Option<V>, Conflict> {
        match self.staged.get(key) {
            Some(staged) if staged.transaction == transaction => Ok(staged.row),
            Some(staged) => Err(Conflict::Open(staged.transaction)),
            None => Ok(self.rows.get(key).copied()),
        }
    }

    /// The row that a statement without a transaction sees, if it may write to the key.
    fn committed(&self, key: K) -> Result<Option<V>, Conflict> {
        match self.staged.get(key) {
            Some(staged) => Err(Conflict::Open(staged.transaction)),
            None => Ok(self.rows.get(key).copied()),
        }
    }

    fn stage(&mut self, transaction: Transaction, key: K, row: Option<V>) {
        if self.staged.insert(key, Staged { transaction, row }).is_none() {
            self.keys.push(transaction, key);
        }
    }

    fn put(&mut self, key: K, row: V) {
        if let Some(before) = self.rows.insert(key, row) {
            self.fingerprint.remove((key, before));
        }
        self.fingerprint.add((key, row));
    }

    fn take(&mut self, key: K) {
        if let Some(before) = self.rows.remove(key) {
            self.fingerprint.remove((key, before));
        }
    }
}

impl<K: Copy + Ord + Hash, V: Copy + PartialEq + Hash> Transactional for Table<K, V> {
    fn commit(&mut self, transaction: Transaction) {
        let keys = self.keys.take(transaction);
        for key in &keys {
            match self.staged.remove(*key).and_then(|staged| staged.row) {
                Some(row) => self.put(*key, row),
                None => self.take(*key),
            }
        }
        self.keys.put_back(transaction, keys);
    }

    fn roll_back(&mut self, transaction: Transaction) {
        for key in self.keys.of(transaction) {
            self.staged.remove(*key);
        }
        self.keys.forget(transaction);
    }

    fn crash(&mut self) {
        match self.durability {
            Durability::Durable => {
                self.staged.clear();
                self.keys.clear();
            }
            Durability::Volatile => self.clear(),
        }
    }
}
