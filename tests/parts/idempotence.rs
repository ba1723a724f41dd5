//! A repeat is known, and answered as it was.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use sooner::parts::{Answers, Asked, Conflict, LastAnswers, Seen, Transactions};

#[test]
fn a_request_is_answered_once_and_not_before_its_transaction_is_committed() {
    let mut transactions = Transactions::new();
    let mut answers = Answers::default();
    let (first, second) = (transactions.begin(0), transactions.begin(1));
    answers.record(first, "key", 1).unwrap();
    assert_eq!(answers.answer("key"), None);
    assert_eq!(answers.record(second, "key", 2), Err(Conflict::Open(first)));
    transactions.commit(first, &mut answers);
    assert_eq!(answers.record(second, "key", 2), Err(Conflict::Committed));
    assert_eq!(answers.record_at_once("key", 3), Err(Conflict::Committed));
    assert_eq!(answers.answer("key"), Some(&1));
    let third = transactions.begin(2);
    answers.record(third, "other", 4).unwrap();
    transactions.crash(&mut answers);
    assert_eq!((answers.answer("other"), answers.table().len()), (None, 1));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn a_number_is_first_once_for_each_sender(
        numbers in prop::collection::vec((0..3u32, 0..200u64), 0..600),
        offset in 0..500u64,
    ) {
        let (mut seen, mut naive) = (Seen::new(), BTreeSet::new());
        for (sender, number) in numbers.into_iter().chain((0..300).map(|number| (1, number))) {
            let number = if sender == 2 { number + offset } else { number };
            prop_assert_eq!(seen.contains(sender, number), naive.contains(&(sender, number)));
            prop_assert_eq!(seen.is_first(sender, number), naive.insert((sender, number)));
        }
        prop_assert!((0..300).all(|number| seen.contains(1, number)) && !seen.contains(1, 300));
        seen.clear();
        prop_assert!(naive.into_iter().all(|(sender, number)| !seen.contains(sender, number)));
    }

    #[test]
    fn the_last_question_alone_is_answered_again(
        made in prop::collection::vec((0..3u32, 0..6u64, prop::option::of(any::<u16>())), 0..80),
    ) {
        let mut last = LastAnswers::new();
        let mut naive: BTreeMap<u32, (u64, Option<u16>)> = BTreeMap::new();
        for (owner, number, answer) in made {
            let known = naive.get(&owner).copied();
            match answer {
                None => {
                    let expected = match known {
                        Some((latest, _)) if number < latest => Asked::Outdated,
                        Some((latest, kept)) if number == latest => kept.map_or(Asked::Pending, Asked::Answered),
                        _ => {
                            naive.insert(owner, (number, None));
                            Asked::New
                        }
                    };
                    prop_assert_eq!(last.ask(owner, number), expected);
                }
                Some(answer) => {
                    let fits = known == Some((number, None));
                    prop_assert_eq!(last.answer(owner, number, answer), fits);
                    if fits {
                        naive.insert(owner, (number, Some(answer)));
                    }
                }
            }
        }
        last.forget(0);
        prop_assert_eq!(last.ask(0, 0), Asked::New);
        last.clear();
        prop_assert_eq!(last.ask(1, 0), Asked::New);
    }
}
