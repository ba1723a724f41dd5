//! Occurrence counters: how often a sender has sent a kind for an item, an operation was attempted for it, ...
//! They belong to the simulator, not to a process: a crash does not rewind them.

use std::collections::BTreeMap;

const FULL: u16 = u16::MAX;

/// Columns of counters by item, made when first used; two bytes each, with a side table for the few that overflow.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counters {
    columns: Vec<Vec<u16>>,
    without_item: Vec<u32>,
    overflow: BTreeMap<(u32, u32), u32>,
    /// How many items a new column is made for.
    items: usize,
}

impl Counters {
    pub(crate) fn new(columns: usize, items: usize) -> Counters {
        Counters {
            columns: vec![Vec::new(); columns],
            without_item: vec![0; columns],
            overflow: BTreeMap::new(),
            items,
        }
    }

    pub(crate) fn reset(&mut self) {
        self.columns.iter_mut().for_each(|column| column.fill(0));
        self.without_item.fill(0);
        self.overflow.clear();
    }

    /// The number of this occurrence, counted from 1.
    #[inline]
    pub(crate) fn next(&mut self, column: usize, item: Option<u32>) -> u32 {
        let Some(item) = item else {
            self.without_item[column] += 1;
            return self.without_item[column];
        };
        match self.columns[column].get_mut(item as usize) {
            Some(count) if *count < FULL => {
                *count += 1;
                *count as u32
            }
            _ => self.next_rare(column, item),
        }
    }

    #[cold]
    fn next_rare(&mut self, column: usize, item: u32) -> u32 {
        let counts = &mut self.columns[column];
        if counts.len() <= item as usize {
            let length = (item as usize + 1).max(self.items + 1);
            match counts.is_empty() {
                true => *counts = vec![0; length],
                false => counts.resize(length, 0),
            }
            return self.next(column, Some(item));
        }
        let count = self.overflow.entry((column as u32, item)).or_insert(FULL as u32);
        *count += 1;
        *count
    }
}
