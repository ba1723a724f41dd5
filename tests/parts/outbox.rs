//! An outbox is the list of what was committed, in the order of the commits, with marks.

use proptest::prelude::*;
use sooner::parts::{Outbox, Table, Transaction, Transactions};

#[derive(Clone, Copy, Debug)]
enum Move {
    Stage(usize, u16),
    Commit(usize),
    RollBack(usize),
    PutAtOnce(u16),
    Mark(usize),
    Crash,
}

fn moves() -> impl Strategy<Value = Move> {
    prop_oneof![
        6 => (0..3usize, any::<u16>()).prop_map(|(who, message)| Move::Stage(who, message)),
        3 => (0..3usize).prop_map(Move::Commit),
        1 => (0..3usize).prop_map(Move::RollBack),
        1 => any::<u16>().prop_map(Move::PutAtOnce),
        3 => any::<usize>().prop_map(Move::Mark),
        1 => Just(Move::Crash),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn messages_stand_in_the_order_of_the_commits_until_they_are_marked(
        made in prop::collection::vec(moves(), 0..100),
    ) {
        let mut transactions = Transactions::new();
        let mut outbox = Outbox::new();
        let mut open: Vec<Transaction> = (0..3).map(|owner| transactions.begin(owner)).collect();
        let mut staged = [const { Vec::new() }; 3];
        let mut committed: Vec<(u16, bool)> = Vec::new();
        for made in made {
            match made {
                Move::Stage(who, message) => {
                    outbox.stage(open[who], message);
                    staged[who].push(message);
                }
                Move::Commit(who) => {
                    transactions.commit(open[who], &mut outbox);
                    open[who] = transactions.begin(who as u32);
                    committed.extend(staged[who].drain(..).map(|message| (message, false)));
                }
                Move::RollBack(who) => {
                    transactions.roll_back(open[who], &mut outbox);
                    open[who] = transactions.begin(who as u32);
                    staged[who].clear();
                }
                Move::PutAtOnce(message) => {
                    prop_assert_eq!(outbox.put_at_once(message), committed.len() as u64);
                    committed.push((message, false));
                }
                Move::Mark(which) if !committed.is_empty() => {
                    let place = which % committed.len();
                    let fresh = !std::mem::replace(&mut committed[place].1, true);
                    prop_assert_eq!(outbox.mark_sent(place as u64), fresh);
                }
                Move::Mark(_) => {}
                Move::Crash => {
                    transactions.crash(&mut outbox);
                    open = (0..3).map(|owner| transactions.begin(owner)).collect();
                    staged.iter_mut().for_each(Vec::clear);
                }
            }
            let unsent = || (0..).zip(&committed).filter(|(_, row)| !row.1).map(|(place, row)| (place, row.0));
            prop_assert!(outbox.committed().iter().eq(committed.iter().map(|(message, _)| message)));
            prop_assert!(outbox.unsent().eq(unsent()));
            prop_assert_eq!(outbox.unsent_len(), unsent().count());
            prop_assert_eq!(outbox.next_unsent(), unsent().next());
        }
    }
}

#[test]
fn the_one_that_commits_first_stands_first_whoever_began_first() {
    let mut transactions = Transactions::new();
    let (mut orders, mut outbox) = (Table::default(), Outbox::new());
    let (early, late) = (transactions.begin(0), transactions.begin(1));
    for (transaction, order) in [(early, 1), (late, 2)] {
        orders.insert(transaction, order, ()).unwrap();
        outbox.stage(transaction, order);
    }
    transactions.commit(late, (&mut orders, &mut outbox));
    assert_eq!(outbox.next_unsent(), Some((0, 2)));
    transactions.commit(early, (&mut orders, &mut outbox));
    assert_eq!(outbox.committed(), [2, 1]);
}

#[test]
#[should_panic(expected = "place 0 is one of the 0 messages")]
fn a_place_that_was_never_given_is_not_marked() {
    Outbox::<u8>::new().mark_sent(0);
}
