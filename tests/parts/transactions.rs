//! Transactions are open until they end, once; sequences go on.

use proptest::prelude::*;
use sooner::parts::{Durability, Sequence, Transaction, Transactions};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn what_is_open_is_what_began_and_has_not_ended(made in prop::collection::vec((0..5u8, 0..3u32), 0..80)) {
        let mut transactions = Transactions::new();
        let mut open: Vec<(Transaction, u32)> = Vec::new();
        let mut ended: Vec<Transaction> = Vec::new();
        for (made, number) in made {
            match made {
                0..=2 => open.push((transactions.begin(number), number)),
                3 if !open.is_empty() => {
                    let (transaction, _) = open.remove(number as usize % open.len());
                    match number {
                        0 => transactions.commit(transaction, ()),
                        _ => transactions.roll_back(transaction, ()),
                    }
                    ended.push(transaction);
                }
                4 if number == 0 => {
                    transactions.crash(());
                    ended.extend(open.drain(..).map(|(transaction, _)| transaction));
                }
                _ => {}
            }
            prop_assert_eq!(transactions.len(), open.len());
            prop_assert!(transactions.open().eq(open.iter().map(|(transaction, _)| *transaction)));
            prop_assert!(ended.iter().all(|transaction| !transactions.is_open(*transaction)));
            prop_assert!(open.iter().all(|(transaction, owner)| transactions.owner(*transaction) == Some(*owner)));
            for owner in 0..3 {
                let eldest = open.iter().find(|(_, other)| *other == owner).map(|(transaction, _)| *transaction);
                prop_assert_eq!(transactions.eldest_of(owner), eldest);
            }
        }
    }
}

#[test]
#[should_panic(expected = "is open until it is committed or rolled back, once")]
fn a_transaction_ends_once() {
    let mut transactions = Transactions::new();
    let transaction = transactions.begin(0);
    transactions.commit(transaction, ());
    transactions.roll_back(transaction, ());
}

#[test]
fn a_sequence_begins_at_1_and_only_a_volatile_one_begins_again() {
    for (durability, after) in [(Durability::Durable, 3), (Durability::Volatile, 1)] {
        let mut sequence = Sequence::new(durability);
        assert_eq!((sequence.last(), sequence.next_value(), sequence.next_value()), (0, 1, 2));
        sequence.crash();
        assert_eq!(sequence.next_value(), after);
        sequence.clear();
        assert_eq!(sequence.next_value(), 1);
    }
}
