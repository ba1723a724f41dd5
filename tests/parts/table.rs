//! A table is the serial history of its committed transactions; what is open is seen by its own transaction alone.

use std::collections::BTreeMap;
use std::ops::Bound;

use proptest::prelude::*;
use sooner::parts::{Conflict, Difference, Durability, Table, Transaction, Transactional, Transactions};

type Key = u16;

#[derive(Clone, Copy, Debug)]
enum Write {
    Insert,
    Upsert,
    Update,
    Delete,
}

#[derive(Clone, Copy, Debug)]
enum Move {
    Staged(u32, Write, Key, u32),
    AtOnce(Write, Key, u32),
    Commit(u32),
    RollBack(u32),
    Crash,
}

fn writes() -> impl Strategy<Value = Write> {
    prop_oneof![Just(Write::Insert), Just(Write::Upsert), Just(Write::Update), Just(Write::Delete)]
}

fn moves(keys: Key) -> impl Strategy<Value = Move> {
    prop_oneof![
        8 => (0..4u32, writes(), 0..keys, 0..3u32).prop_map(|(who, write, key, row)| Move::Staged(who, write, key, row)),
        4 => (writes(), 0..keys, 0..3u32).prop_map(|(write, key, row)| Move::AtOnce(write, key, row)),
        2 => (0..4u32).prop_map(Move::Commit),
        1 => (0..4u32).prop_map(Move::RollBack),
        1 => Just(Move::Crash),
    ]
}

/// The same in maps: what is committed, and what each client's transaction has staged.
#[derive(Default)]
struct Naive {
    committed: BTreeMap<Key, u32>,
    staged: BTreeMap<u32, BTreeMap<Key, Option<u32>>>,
}

impl Naive {
    fn writer(&self, key: Key) -> Option<u32> {
        self.staged.iter().find(|(_, rows)| rows.contains_key(&key)).map(|(who, _)| *who)
    }
    fn seen(&self, who: u32, key: Key) -> Option<u32> {
        let own = self.staged.get(&who).and_then(|rows| rows.get(&key));
        own.copied().unwrap_or_else(|| self.committed.get(&key).copied())
    }
    fn commit(&mut self, who: u32) {
        for (key, row) in self.staged.remove(&who).unwrap_or_default() {
            match row {
                Some(row) => self.committed.insert(key, row),
                None => self.committed.remove(&key),
            };
        }
    }
}

/// What a statement came to; one that inserts returns no row.
type Answer = Result<Option<u32>, Conflict>;

/// A table and its naive twin.
struct Pair {
    transactions: Transactions,
    open: [Option<Transaction>; 4],
    table: Table<Key, u32>,
    naive: Naive,
    durability: Durability,
}

impl Pair {
    fn new(durability: Durability) -> Pair {
        Pair {
            transactions: Transactions::new(),
            open: [None; 4],
            table: Table::new(durability),
            naive: Naive::default(),
            durability,
        }
    }

    fn make(&mut self, made: Move) {
        match made {
            Move::Staged(who, write, key, row) => self.stage(who, write, key, row),
            Move::AtOnce(write, key, row) => self.write_at_once(write, key, row),
            Move::Commit(who) => {
                self.naive.commit(who);
                if let Some(transaction) = self.open[who as usize].take() {
                    self.transactions.commit(transaction, &mut self.table);
                }
            }
            Move::RollBack(who) => {
                self.naive.staged.remove(&who);
                if let Some(transaction) = self.open[who as usize].take() {
                    self.transactions.roll_back(transaction, &mut self.table);
                }
            }
            Move::Crash => {
                self.naive.staged.clear();
                if self.durability == Durability::Volatile {
                    self.naive.committed.clear();
                }
                self.transactions.crash(&mut self.table);
                self.open = [None; 4];
            }
        }
    }

    fn stage(&mut self, who: u32, write: Write, key: Key, row: u32) {
        let transaction = *self.open[who as usize].get_or_insert_with(|| self.transactions.begin(who));
        let found: Answer = match write {
            Write::Insert => self.table.insert(transaction, key, row).map(|()| None),
            Write::Upsert => self.table.upsert(transaction, key, row),
            Write::Update => self.table.update(transaction, key, row),
            Write::Delete => self.table.delete(transaction, key),
        };
        let before = self.naive.seen(who, key);
        let expected = match (self.naive.writer(key), write, before) {
            (Some(other), _, _) if other != who => Err(Conflict::Open(self.open[other as usize].unwrap())),
            (Some(_), Write::Insert, Some(_)) => Err(Conflict::Open(transaction)),
            (None, Write::Insert, Some(_)) => Err(Conflict::Committed),
            (_, Write::Update | Write::Delete, None) => Ok(None),
            _ => {
                let row = (!matches!(write, Write::Delete)).then_some(row);
                self.naive.staged.entry(who).or_default().insert(key, row);
                Ok(before)
            }
        };
        assert_eq!(found, expected);
        assert_eq!(self.table.get_in(transaction, key).copied(), self.naive.seen(who, key));
    }

    fn write_at_once(&mut self, write: Write, key: Key, row: u32) {
        let found: Answer = match write {
            Write::Insert => self.table.insert_at_once(key, row).map(|()| None),
            Write::Upsert => self.table.upsert_at_once(key, row),
            Write::Update => self.table.update_at_once(key, row),
            Write::Delete => self.table.delete_at_once(key),
        };
        let before = self.naive.committed.get(&key).copied();
        let expected = match (self.naive.writer(key), write, before) {
            (Some(other), _, _) => Err(Conflict::Open(self.open[other as usize].unwrap())),
            (None, Write::Insert, Some(_)) => Err(Conflict::Committed),
            (None, Write::Update, None) => Ok(None),
            (None, Write::Delete, _) => Ok(self.naive.committed.remove(&key)),
            _ => Ok(self.naive.committed.insert(key, row)),
        };
        assert_eq!(found, expected);
    }

    fn compare(&self, key: Key) {
        assert_eq!(self.table.get(key), self.naive.committed.get(&key));
        let writer = self.naive.writer(key).map(|who| self.open[who as usize].unwrap());
        assert_eq!(self.table.writer(key), writer);
        assert_eq!(self.table.len(), self.naive.committed.len());
    }

    fn compare_all(&self) {
        let rows = |(key, row): (&Key, &u32)| (*key, *row);
        assert!(self.table.iter().map(|(key, row)| (key, *row)).eq(self.naive.committed.iter().map(rows)));
        let mut fresh = Table::default();
        for (key, row) in self.naive.committed.iter().rev() {
            fresh.insert_at_once(*key, *row).expect("a map has each key once");
        }
        assert_eq!(self.table.fingerprint(), fresh.fingerprint());
        assert!(self.table.same_as(&fresh));
        assert_eq!(self.table.differences(&fresh).count(), 0);
    }
}

fn bounds(keys: Key) -> impl Strategy<Value = (Bound<Key>, Bound<Key>)> {
    let bound = move || {
        prop_oneof![
            Just(Bound::Unbounded),
            (0..keys).prop_map(Bound::Included),
            (0..keys).prop_map(Bound::Excluded)
        ]
    };
    (bound(), bound()).prop_filter("a map of the standard library refuses it", |range| match *range {
        (Bound::Excluded(first), Bound::Excluded(last)) => first < last,
        (Bound::Included(first) | Bound::Excluded(first), Bound::Included(last) | Bound::Excluded(last)) => {
            first <= last
        }
        _ => true,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn a_table_is_the_serial_history_of_what_was_committed(
        made in prop::collection::vec(moves(6), 0..80),
        volatile in any::<bool>(),
    ) {
        let mut pair = Pair::new(if volatile { Durability::Volatile } else { Durability::Durable });
        for made in made {
            pair.make(made);
            (0..6).for_each(|key| pair.compare(key));
            pair.compare_all();
        }
    }

    #[test]
    fn a_range_is_the_range_of_a_sorted_map_from_either_end(
        (keys, made, range) in prop_oneof![Just(40), Just(3_000)].prop_flat_map(|keys: Key| (
            Just(keys), prop::collection::vec((0..keys, prop::bool::weighted(0.7)), 0..1_500), bounds(keys),
        )),
        ascending in any::<bool>(),
    ) {
        let (mut table, mut map) = (Table::default(), BTreeMap::new());
        for (turn, (key, is_kept)) in made.into_iter().enumerate() {
            let key = if ascending { (turn as Key).min(keys - 1) } else { key };
            table.upsert_at_once(key, turn).unwrap();
            map.insert(key, turn);
            if !is_kept {
                prop_assert_eq!(table.delete_at_once(key / 2), Ok(map.remove(&(key / 2))));
            }
        }
        prop_assert_eq!(table.len(), map.len());
        prop_assert!(table.range(range).eq(map.range(range).map(|(key, row)| (*key, row))));
        prop_assert!(table.range(range).rev().eq(map.range(range).rev().map(|(key, row)| (*key, row))));
        let (mut here, mut there) = (table.range(range), map.range(range));
        while let Some((key, _)) = there.next() {
            prop_assert_eq!(here.next().map(|row| row.0), Some(*key));
            prop_assert_eq!(here.next_back().map(|row| row.0), there.next_back().map(|row| *row.0));
        }
        prop_assert!(here.next().is_none() && here.next_back().is_none());
    }

    #[test]
    fn fingerprints_are_equal_for_equal_rows_alone(
        here in prop::collection::btree_map(0..5u16, 0..3u32, 0..5),
        there in prop::collection::btree_map(0..5u16, 0..3u32, 0..5),
    ) {
        let table = |rows: &BTreeMap<u16, u32>| {
            let mut table = Table::default();
            rows.iter().for_each(|(key, row)| table.insert_at_once(*key, *row).unwrap());
            table
        };
        let (left, right) = (table(&here), table(&there));
        prop_assert_eq!(left.fingerprint() == right.fingerprint(), here == there);
        prop_assert_eq!(left.same_as(&right), here == there);
        let mut repaired = here.clone();
        for difference in left.differences(&right) {
            match difference {
                Difference::OnlyHere(key, row) => prop_assert_eq!(repaired.remove(&key), Some(*row)),
                Difference::OnlyThere(key, row) => prop_assert_eq!(repaired.insert(key, *row), None),
                Difference::Differs { key, here, there } => {
                    prop_assert!(here != there);
                    prop_assert_eq!(repaired.insert(key, *there), Some(*here));
                }
            }
        }
        prop_assert_eq!(repaired, there);
    }
}

#[test]
fn rows_that_swap_their_values_have_another_fingerprint() {
    let (mut straight, mut crossed) = (Table::default(), Table::default());
    for (key, row) in [(1u64, 10u64), (2, 20)] {
        straight.insert_at_once(key, row).unwrap();
        crossed.insert_at_once(key, 30 - row).unwrap();
    }
    assert_ne!(straight.fingerprint(), crossed.fingerprint());
}

#[test]
fn a_transaction_becomes_visible_on_every_table_at_once() {
    let mut transactions = Transactions::new();
    let (mut orders, mut keys) = (Table::default(), Table::default());
    let transaction = transactions.begin(0);
    orders.insert(transaction, 1u64, 50_000u64).unwrap();
    keys.insert(transaction, 7u8, 1u64).unwrap();
    assert_eq!((orders.len(), keys.len()), (0, 0));
    assert_eq!(keys.get_in(transaction, 7), Some(&1));
    transactions.commit(transaction, (&mut orders, &mut keys));
    assert_eq!((orders.get(1), keys.get(7)), (Some(&50_000), Some(&1)));
}

#[test]
fn the_key_of_a_row_that_was_rolled_back_is_free() {
    let mut transactions = Transactions::new();
    let mut table = Table::default();
    let first = transactions.begin(0);
    table.insert(first, 1, 'a').unwrap();
    let second = transactions.begin(1);
    assert_eq!(table.insert(second, 1, 'b'), Err(Conflict::Open(first)));
    transactions.roll_back(first, &mut table);
    assert_eq!(table.insert(second, 1, 'b'), Ok(()));
    transactions.commit(second, &mut table);
    assert_eq!(table.insert_at_once(1, 'c'), Err(Conflict::Committed));
    assert_eq!(table.get(1), Some(&'b'));
}

#[test]
#[should_panic(expected = "ended on every part that it wrote to")]
fn a_transaction_that_was_ended_without_a_table_is_found_out() {
    let mut transactions = Transactions::new();
    let mut table = Table::default();
    let forgotten = transactions.begin(0);
    table.insert(forgotten, 1, 'a').unwrap();
    transactions.commit(forgotten, ());
    let next = transactions.begin(0);
    let _ = table.insert(next, 2, 'b');
}

#[test]
fn a_cleared_table_is_as_new() {
    let mut table = Table::new(Durability::Durable);
    let empty = table.fingerprint();
    (0..1_000u32).for_each(|key| table.insert_at_once(key, key).unwrap());
    table.clear();
    assert_eq!((table.len(), table.fingerprint(), table.iter().count()), (0, empty, 0));
    table.crash();
    (0..1_000u32).rev().for_each(|key| table.insert_at_once(key, key).unwrap());
    assert!(table.iter().map(|(key, _)| key).eq(0..1_000));
}
