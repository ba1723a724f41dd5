//! Occurrence counters: how often a sender has sent a kind for an item, an operation was attempted for it, ...
//! They belong to the simulator, not to a process: a crash does not rewind them.

use std::collections::BTreeMap;

/// Of a column that was not used yet, and of one for which there was no room when it was. No rows are so long.
const NOWHERE: usize = 1 << 62;
const REFUSED: usize = NOWHERE + 1;

/// So many columns always find a place; more only as long as all rows stay within so many counters, which also bound the
/// rows for items that nobody announced.
const ALWAYS: usize = 32;
const MOST: usize = 1 << 25;

/// Columns of counters by item. An item's counters lie side by side, since what is about one item comes close together
/// in time; a column gets its place there when it is first used. A byte each is enough until one of them has counted
/// 255: from then on all have four. For columns and items for which there is no room a side table keeps the count:
/// what is once there is always there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counters {
    /// Where in a row each column lies.
    places: Vec<usize>,
    /// How many columns have a place.
    used: usize,
    /// How long a row is.
    stride: usize,
    rows: Vec<u8>,
    /// The same rows, once a byte is not enough; `rows` is empty then.
    wide: Vec<u32>,
    without_item: Vec<u32>,
    aside: BTreeMap<(u32, u32), u32>,
    /// How many items were announced.
    items: usize,
}

impl Counters {
    pub(crate) fn new(columns: usize, items: usize) -> Counters {
        Counters {
            places: vec![NOWHERE; columns],
            used: 0,
            stride: 0,
            rows: Vec::new(),
            wide: Vec::new(),
            without_item: vec![0; columns],
            aside: BTreeMap::new(),
            items: items + 1,
        }
    }

    pub(crate) fn reset(&mut self) {
        self.rows.fill(0);
        self.wide.fill(0);
        self.without_item.fill(0);
        self.aside.clear();
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
        self.next_wide(column, item)
    }

    #[inline(never)]
    fn next_wide(&mut self, column: usize, item: u32) -> u32 {
        let place = item as usize * self.stride + self.places[column];
        match self.wide.get_mut(place) {
            Some(count) => {
                *count += 1;
                *count
            }
            None => self.next_rare(column, item),
        }
    }

    #[cold]
    fn next_rare(&mut self, column: usize, item: u32) -> u32 {
        if self.places[column] == NOWHERE {
            self.place(column);
            return self.next(column, Some(item));
        }
        let place = item as usize * self.stride + self.places[column];
        if self.rows.len() > place {
            self.wide = self.rows.iter().map(|&count| count.into()).collect();
            self.rows = Vec::new();
            return self.next_wide(column, item);
        }
        let most = self.items.max(MOST / self.stride.max(1));
        if self.places[column] < NOWHERE && (item as usize) < most {
            let announced = (item as usize) < self.items;
            let (items, most) = if announced { (self.items, self.items) } else { (0, most) };
            match self.wide.is_empty() {
                true => lengthen(&mut self.rows, self.stride, item as usize + 1, items, most),
                false => lengthen(&mut self.wide, self.stride, item as usize + 1, items, most),
            }
            return self.next(column, Some(item));
        }
        let count = self.aside.entry((column as u32, item)).or_default();
        *count += 1;
        *count
    }

    /// Gives a column its place, if there is room for it.
    fn place(&mut self, column: usize) {
        let rows = self.items.max(self.rows.len().max(self.wide.len()) / self.stride.max(1));
        if self.used >= ALWAYS && (self.used + 1) * rows > MOST {
            self.places[column] = REFUSED;
            return;
        }
        if self.used == self.stride {
            // By one counter as long as rows are short, but never longer than there are columns.
            let more = self.stride / if self.stride < ALWAYS { 8 } else { 2 };
            let stride = (self.stride + 1 + more).min(self.places.len());
            widen(&mut self.rows, self.stride, stride, self.items);
            widen(&mut self.wide, self.stride, stride, self.items);
            self.stride = stride;
        }
        self.places[column] = self.used;
        self.used += 1;
    }
}

/// Makes each row longer.
fn widen<T: Copy + Default>(rows: &mut Vec<T>, from: usize, to: usize, items: usize) {
    if rows.is_empty() {
        return;
    }
    let mut wider = Vec::with_capacity(items.max(rows.len() / from) * to);
    for row in rows.chunks_exact(from) {
        wider.extend_from_slice(row);
        wider.resize(wider.len() + to - from, T::default());
    }
    *rows = wider;
}

/// Makes at least so many rows: twice as many as before, but not more than `most`; room is made for `announced` at once.
fn lengthen<T: Copy + Default>(
    rows: &mut Vec<T>,
    stride: usize,
    least: usize,
    announced: usize,
    most: usize,
) {
    let longer = least.max(2 * rows.len() / stride).max(64).min(most);
    rows.reserve_exact((announced * stride).saturating_sub(rows.len()));
    rows.resize(longer * stride, T::default());
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
        let counts = (0..300).map(|_| (counters.next(1, Some(2)), counters.next(0, Some(2))));
        assert!(counts.zip(1..).all(|(counts, n)| counts == (n, n)));
    }

    #[test]
    fn items_that_nobody_announced_are_counted_wherever_they_lie() {
        let mut counters = Counters::new(40, 0);
        for run in 0..2 {
            for column in 0..33 {
                counters.next(column, Some(0));
            }
            let items = [1_100_000, 1_100_000, 0, 1_100_000, u32::MAX, u32::MAX, 1_100_000];
            let counts = items.map(|item| counters.next(33, Some(item)));
            assert_eq!(counts, [1, 2, 1, 3, 1, 2, 4], "run {run}");
            counters.reset();
        }
        let mut few = Counters::new(200, 0);
        for column in 0..200 {
            few.next(column, Some(0));
        }
        assert_eq!([few.next(0, Some(1 << 20)), few.next(0, Some(1 << 20))], [1, 2]);
        assert!(counters.rows.len() <= 2 * MOST && few.rows.len() <= MOST);
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
