//! Occurrence counters: how often a sender has sent a kind for an item, an operation was attempted for it, ...
//! They belong to the simulator, not to a process: a crash does not rewind them.

use std::collections::BTreeMap;

const FULL: u8 = u8::MAX;

/// Of a column that has no place in the rows. Multiplied out it lies behind every row.
const NOWHERE: usize = u32::MAX as usize;

/// So many columns always find a place; more only as long as all rows stay within [`MOST`] counters.
const ALWAYS: usize = 32;
const MOST: usize = 1 << 25;

/// Columns of counters by item. An item's counters lie side by side, a byte each, since what is about one item
/// comes close together in time; a column gets its place there when it is first used. Of the few that overflow,
/// and of columns for which there is no room, a side table keeps the count.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counters {
    /// Where in a row each column lies.
    places: Vec<usize>,
    /// How many columns have a place.
    used: usize,
    /// How long a row is.
    stride: usize,
    rows: Vec<u8>,
    without_item: Vec<u32>,
    overflow: BTreeMap<(u32, u32), u32>,
    /// How many rows are made room for at once.
    items: usize,
}

impl Counters {
    pub(crate) fn new(columns: usize, items: usize) -> Counters {
        Counters {
            places: vec![NOWHERE; columns],
            used: 0,
            stride: 0,
            rows: Vec::new(),
            without_item: vec![0; columns],
            overflow: BTreeMap::new(),
            items: items + 1,
        }
    }

    pub(crate) fn reset(&mut self) {
        self.rows.fill(0);
        self.without_item.fill(0);
        self.overflow.clear();
    }

    /// The number of this occurrence, counted from 1.
    #[inline(always)]
    pub(crate) fn next(&mut self, column: usize, item: Option<u32>) -> u32 {
        let Some(item) = item else {
            self.without_item[column] += 1;
            return self.without_item[column];
        };
        if let Some(count) = self.rows.get_mut(item as usize * self.stride + self.places[column])
            && let Some(next) = count.checked_add(1)
        {
            *count = next;
            return next.into();
        }
        self.next_rare(column, item)
    }

    #[cold]
    #[inline(never)]
    fn next_rare(&mut self, column: usize, item: u32) -> u32 {
        let rows = (item as usize + 1).max(self.items);
        if self.places[column] == NOWHERE && (self.used < ALWAYS || (self.used + 1) * rows <= MOST) {
            if self.used == self.stride {
                self.widen();
            }
            self.places[column] = self.used;
            self.used += 1;
        }
        let place = self.places[column];
        if place != NOWHERE && self.rows.len() <= item as usize * self.stride + place {
            self.lengthen(item as usize + 1);
        }
        let at = item as usize * self.stride + place;
        match self.rows.get_mut(at) {
            Some(count) if *count < FULL => {
                *count += 1;
                *count as u32
            }
            placed => {
                let before = placed.map_or(0, |count| *count as u32);
                let count = self.overflow.entry((column as u32, item)).or_insert(before);
                *count += 1;
                *count
            }
        }
    }

    /// Makes rows longer, by one counter as long as they are short, but never longer than there are columns.
    fn widen(&mut self) {
        let more = self.stride / if self.stride < ALWAYS { 8 } else { 2 };
        let stride = (self.stride + 1 + more).min(self.places.len());
        let mut rows = Vec::with_capacity(self.items * stride);
        for row in self.rows.chunks_exact(self.stride.max(1)) {
            rows.extend_from_slice(row);
            rows.resize(rows.len() + stride - self.stride, 0);
        }
        (self.rows, self.stride) = (rows, stride);
    }

    /// Makes at least `rows` rows: twice as many as before, as long as that is not more than there are items.
    fn lengthen(&mut self, rows: usize) {
        let most = self.items.max(rows);
        let rows = (2 * self.rows.len() / self.stride).max(64).clamp(rows, most);
        self.rows.reserve_exact(most * self.stride - self.rows.len());
        self.rows.resize(rows * self.stride, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What it is held against.
    #[derive(Default)]
    struct Plain(BTreeMap<(usize, Option<u32>), u32>);

    impl Plain {
        fn next(&mut self, column: usize, item: Option<u32>) -> u32 {
            let count = self.0.entry((column, item)).or_default();
            *count += 1;
            *count
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn counters_count_as_a_map_does(
            items in 0usize..100,
            uses in prop::collection::vec((0usize..60, prop::option::of(prop_oneof![0u32..5, 0u32..3000])), 0..600),
        ) {
            let mut counters = Counters::new(60, items);
            for _ in 0..2 {
                let mut plain = Plain::default();
                for &(column, item) in &uses {
                    prop_assert_eq!(counters.next(column, item), plain.next(column, item));
                }
                counters.reset();
            }
        }
    }

    #[test]
    fn a_counter_outgrows_its_byte() {
        let mut counters = Counters::new(2, 3);
        let counts = (0..FULL as u32 + 10).map(|_| (counters.next(1, Some(2)), counters.next(0, Some(2))));
        assert!(counts.zip(1..).all(|(counts, n)| counts == (n, n)));
    }

    #[test]
    fn many_columns_of_many_items_are_counted_without_a_row_for_each() {
        let (columns, items) = (200, 1 << 20);
        let mut counters = Counters::new(columns, items);
        for round in 1..=2 {
            for column in 0..columns {
                assert_eq!(counters.next(column, Some(column as u32 * 4096)), round);
            }
        }
        assert!(counters.rows.capacity() <= ALWAYS.next_multiple_of(8) * (items + 1) * 2);
    }
}
