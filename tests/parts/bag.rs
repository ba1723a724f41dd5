//! A bag keeps what is inserted, however often.

use proptest::prelude::*;
use sooner::parts::{Bag, Difference, Durability, Table, Transactions, differences};

#[derive(Clone, Copy, Debug)]
enum Move {
    Insert(u8, u8),
    Upsert(u8, u8),
    Delete(u8),
    Crash,
}

fn moves() -> impl Strategy<Value = Move> {
    prop_oneof![
        6 => (0..5u8, 0..3u8).prop_map(|(key, row)| Move::Insert(key, row)),
        2 => (0..5u8, 0..3u8).prop_map(|(key, row)| Move::Upsert(key, row)),
        1 => (0..5u8).prop_map(Move::Delete),
        1 => Just(Move::Crash),
    ]
}

/// The fingerprint of these rows in one go.
fn fingerprint(rows: &[(u8, u8)]) -> u64 {
    let mut bag = Bag::default();
    rows.iter().rev().for_each(|(key, row)| bag.insert_at_once(*key, *row));
    bag.fingerprint()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn a_bag_is_a_list_sorted_by_key_then_by_arrival(
        made in prop::collection::vec((moves(), 0..3u8), 0..60),
        volatile in any::<bool>(),
    ) {
        let mut transactions = Transactions::new();
        let mut bag = Bag::new(if volatile { Durability::Volatile } else { Durability::Durable });
        let mut list: Vec<(u8, u8)> = Vec::new();
        for (made, how) in made {
            let transaction = transactions.begin(0);
            match made {
                Move::Insert(key, row) if how == 0 => bag.insert_at_once(key, row),
                Move::Upsert(key, row) if how == 0 => bag.upsert_at_once(key, row),
                Move::Insert(key, row) => bag.insert(transaction, key, row),
                Move::Upsert(key, row) => bag.upsert(transaction, key, row),
                Move::Delete(key) => {
                    let gone = list.iter().filter(|(other, _)| *other == key).count();
                    prop_assert_eq!(bag.delete_at_once(key), gone);
                }
                Move::Crash => {}
            }
            match how {
                2 => transactions.roll_back(transaction, &mut bag),
                _ => transactions.commit(transaction, &mut bag),
            }
            match made {
                Move::Insert(key, row) if how != 2 => list.push((key, row)),
                Move::Upsert(key, row) if how != 2 => {
                    list.retain(|(other, _)| *other != key);
                    list.push((key, row));
                }
                Move::Delete(key) => list.retain(|(other, _)| *other != key),
                Move::Crash => {
                    transactions.crash(&mut bag);
                    list.retain(|_| !volatile);
                }
                _ => {}
            }
            let mut sorted = list.clone();
            sorted.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(bag.len(), list.len());
            prop_assert!(bag.iter().map(|(key, row)| (key, *row)).eq(sorted.iter().copied()));
            prop_assert_eq!(bag.fingerprint(), fingerprint(&list));
            for key in 0..5 {
                let copies = || sorted.iter().filter(move |(other, _)| *other == key).map(|(_, row)| row);
                prop_assert!(bag.all(key).eq(copies()));
                prop_assert_eq!((bag.get(key), bag.count(key)), (copies().next(), copies().count()));
                prop_assert!(bag.range(..key).rev().map(|row| row.0).eq(
                    sorted.iter().rev().map(|row| row.0).filter(|other| *other < key)
                ));
            }
        }
    }
}

#[test]
fn a_bag_and_a_table_of_the_same_rows_have_the_same_fingerprint() {
    let (mut bag, mut table) = (Bag::default(), Table::default());
    for key in [3u32, 1, 2] {
        bag.insert_at_once(key, 'x');
        table.insert_at_once(key, 'x').unwrap();
    }
    assert_eq!(bag.fingerprint(), table.fingerprint());
    bag.insert_at_once(2, 'x');
    assert_ne!(bag.fingerprint(), table.fingerprint());
    let found: Vec<_> = differences(bag.iter(), table.iter()).collect();
    assert_eq!(found, [Difference::OnlyHere(2, &'x')]);
}
