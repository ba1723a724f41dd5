//! Locks are a line for each row: first come, first served.

use std::collections::{BTreeMap, VecDeque};

use proptest::prelude::*;
use sooner::parts::{Lock, Locks, Transaction, Transactions};

#[derive(Clone, Copy, Debug)]
enum Move {
    Lock(usize, u8),
    Cancel(usize),
    End(usize),
    Crash,
}

fn moves() -> impl Strategy<Value = Move> {
    prop_oneof![
        12 => (0..6usize, 0..3u8).prop_map(|(who, row)| Move::Lock(who, row)),
        1 => (0..6usize).prop_map(Move::Cancel),
        4 => (0..6usize).prop_map(Move::End),
        1 => prop_oneof![9 => Just(Move::Cancel(0)), 1 => Just(Move::Crash)],
    ]
}

/// The holder of each row is the first of its line; the rows of a holder are kept in the order of their granting.
#[derive(Default)]
struct Naive {
    lines: BTreeMap<u8, VecDeque<usize>>,
    granted: Vec<(usize, u8)>,
}

impl Naive {
    fn waits(&self, who: usize) -> Option<u8> {
        self.lines
            .iter()
            .find(|(_, line)| line.iter().skip(1).any(|other| *other == who))
            .map(|(row, _)| *row)
    }
    fn lock(&mut self, who: usize, row: u8) -> Lock {
        let line = self.lines.entry(row).or_default();
        if !line.contains(&who) {
            line.push_back(who);
            if line.len() == 1 {
                self.granted.push((who, row));
            }
        }
        if line[0] == who { Lock::Granted } else { Lock::Blocked }
    }
    fn cancel(&mut self, who: usize) -> bool {
        let Some(row) = self.waits(who) else { return false };
        self.lines.get_mut(&row).unwrap().retain(|other| *other != who);
        true
    }
    fn release(&mut self, who: usize) -> Vec<(u8, usize)> {
        self.cancel(who);
        let mine: Vec<u8> =
            self.granted.iter().filter(|(other, _)| *other == who).map(|(_, row)| *row).collect();
        self.granted.retain(|(other, _)| *other != who);
        let mut handed = Vec::new();
        for row in mine {
            let line = self.lines.get_mut(&row).unwrap();
            line.pop_front();
            match line.front() {
                Some(next) => {
                    handed.push((row, *next));
                    self.granted.push((*next, row));
                }
                None => {
                    self.lines.remove(&row);
                }
            }
        }
        handed
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn locks_are_handed_over_as_a_naive_line_hands_them_over(made in prop::collection::vec(moves(), 0..120)) {
        let mut transactions = Transactions::new();
        let mut locks = Locks::new();
        let mut open: Vec<Transaction> = (0..6).map(|owner| transactions.begin(owner)).collect();
        let mut naive = Naive::default();
        for made in made {
            match made {
                Move::Lock(who, row) => {
                    if naive.waits(who).is_none_or(|waits| waits == row) {
                        prop_assert_eq!(locks.lock(open[who], row), naive.lock(who, row));
                    }
                }
                Move::Cancel(who) => prop_assert_eq!(locks.cancel(open[who]), naive.cancel(who)),
                Move::End(who) => {
                    let mut handed = Vec::new();
                    locks.release(open[who], |row, next| handed.push((row, next)));
                    let expected: Vec<_> =
                        naive.release(who).into_iter().map(|(row, next)| (row, open[next])).collect();
                    prop_assert_eq!(handed, expected);
                    transactions.commit(open[who], ());
                    open[who] = transactions.begin(who as u32);
                }
                Move::Crash => {
                    locks.crash();
                    naive = Naive::default();
                    transactions.crash(());
                    open = (0..6).map(|owner| transactions.begin(owner)).collect();
                }
            }
            prop_assert_eq!(locks.len(), naive.lines.len());
            for row in 0..3 {
                let line = naive.lines.get(&row).cloned().unwrap_or_default();
                prop_assert_eq!(locks.holder(row), line.front().map(|who| open[*who]));
                prop_assert!(locks.waiting(row).eq(line.iter().skip(1).map(|who| open[*who])));
            }
            for who in 0..6 {
                let waits = naive.waits(who).map(|row| (row, open[naive.lines[&row][0]]));
                prop_assert_eq!(locks.waits_for(open[who]), waits);
            }
        }
    }
}

#[test]
fn six_transactions_have_the_total_one_after_the_other() {
    let mut transactions = Transactions::new();
    let mut locks = Locks::new();
    let six: Vec<Transaction> = (0..6).map(|client| transactions.begin(client)).collect();
    let answers: Vec<Lock> = six.iter().map(|transaction| locks.lock(*transaction, "total")).collect();
    assert_eq!(answers[0], Lock::Granted);
    assert!(answers[1..].iter().all(|answer| *answer == Lock::Blocked));
    for pair in six.windows(2) {
        let mut handed = None;
        locks.release(pair[0], |_, next| handed = Some(next));
        assert_eq!(handed, Some(pair[1]));
    }
    locks.release(six[5], |_, _| panic!("nobody is left"));
    assert!(locks.is_empty());
}

#[test]
fn a_deadlock_is_found_by_following_who_waits_for_whom() {
    let mut transactions = Transactions::new();
    let mut locks = Locks::new();
    let (one, two) = (transactions.begin(1), transactions.begin(2));
    assert_eq!((locks.lock(one, 'a'), locks.lock(two, 'b')), (Lock::Granted, Lock::Granted));
    assert_eq!((locks.lock(one, 'b'), locks.lock(two, 'a')), (Lock::Blocked, Lock::Blocked));
    assert_eq!(locks.waits_for(one), Some(('b', two)));
    assert_eq!(locks.waits_for(two), Some(('a', one)));
}

#[test]
#[should_panic(expected = "waits for one lock at a time")]
fn who_waits_asks_for_no_other_lock() {
    let mut transactions = Transactions::new();
    let mut locks = Locks::new();
    let (one, two) = (transactions.begin(1), transactions.begin(2));
    let _ = (locks.lock(one, 'a'), locks.lock(two, 'a'));
    let _ = locks.lock(two, 'b');
}

#[test]
#[should_panic(expected = "has released its locks")]
fn a_lock_that_outlives_its_transaction_is_found_out() {
    let mut transactions = Transactions::new();
    let mut locks = Locks::new();
    let forgotten = transactions.begin(0);
    let _ = locks.lock(forgotten, 'a');
    transactions.commit(forgotten, ());
    let next = transactions.begin(0);
    let _ = locks.lock(next, 'b');
}
