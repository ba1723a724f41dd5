//! Paging by key, the newest first: the newest row is that of the greatest key. It knows no table and no client.
//!
//! A page is what lies below the last key of the page before, so rows that arrive above a cursor change nothing of
//! what is still to come. Rows in a [`Table`](super::Table) or a [`Bag`](super::Bag) are paged by their own range:
//! `table.range(below(after)).rev().take(size)`.

use std::iter::Rev;
use std::ops::Bound;
use std::slice::Iter;

/// The keys that come after a cursor when the newest are first: all that are less, or all when there is none yet.
pub fn below<K>(after: Option<K>) -> (Bound<K>, Bound<K>) {
    (Bound::Unbounded, after.map_or(Bound::Unbounded, Bound::Excluded))
}

/// A page of rows that lie in ascending order of their keys; iterated, it gives them the newest first.
#[derive(Debug, PartialEq, Eq)]
pub struct Page<'a, R> {
    ascending: &'a [R],
}

impl<R> Clone for Page<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Page<'_, R> {}

/// The first `size` rows below the cursor `after`, the greatest key first; without a cursor the first page. `rows` lie
/// in ascending order of `key`. O(log n), whatever the size.
///
/// Rows of equal keys across the edge of a page are lost with it: a key that pages without loss is unique.
pub fn page<R, K: Ord>(rows: &[R], key: impl Fn(&R) -> K, after: Option<K>, size: usize) -> Page<'_, R> {
    let end = after.map_or(rows.len(), |after| rows.partition_point(|row| key(row) < after));
    Page { ascending: &rows[end.saturating_sub(size)..end] }
}

impl<'a, R> Page<'a, R> {
    /// The last row of the page, the one of the least key: its key is the cursor of the next page. None iff the page
    /// is empty.
    pub fn last(&self) -> Option<&'a R> {
        self.ascending.first()
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.ascending.len()
    }

    /// Whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.ascending.is_empty()
    }

    /// Its rows, the newest first.
    pub fn iter(&self) -> Rev<Iter<'a, R>> {
        self.ascending.iter().rev()
    }
}

impl<'a, R> IntoIterator for Page<'a, R> {
    type Item = &'a R;
    type IntoIter = Rev<Iter<'a, R>>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
