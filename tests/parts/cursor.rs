//! Pages are disjoint, descending, and cover what was there at the first, whatever arrives above the cursor.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sooner::parts::Table;
use sooner::parts::cursor::{below, page};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn a_walk_covers_what_was_there_once_whatever_arrives_above_it(
        there in prop::collection::btree_set(0..200u32, 0..40),
        arrivals in prop::collection::vec(prop::collection::vec(200..10_000u32, 0..4), 0..50),
        size in 1..8usize,
    ) {
        let mut rows: BTreeSet<u32> = there.clone();
        let mut arrivals = arrivals.into_iter();
        let (mut walked, mut after) = (Vec::new(), None);
        loop {
            let sorted: Vec<(u32, char)> = rows.iter().map(|key| (*key, 'x')).collect();
            let page = page(&sorted, |row| row.0, after, size);
            prop_assert!(page.len() <= size);
            prop_assert_eq!(page.is_empty(), page.last().is_none());
            walked.extend(page.iter().map(|row| row.0));
            let Some((last, _)) = page.last() else { break };
            prop_assert_eq!(Some(last), walked.last());
            after = Some(*last);
            rows.extend(arrivals.next().into_iter().flatten());
        }
        let covered: Vec<u32> = there.into_iter().rev().collect();
        prop_assert_eq!(walked, covered);
    }

    #[test]
    fn a_table_is_paged_as_a_slice_is(
        keys in prop::collection::btree_set(0..300u32, 0..150),
        after in prop::option::of(0..300u32),
        size in 0..80usize,
    ) {
        let mut table = Table::default();
        keys.iter().for_each(|key| table.insert_at_once(*key, ()).unwrap());
        let sorted: Vec<u32> = keys.into_iter().collect();
        let here = page(&sorted, |key| *key, after, size);
        prop_assert!(table.range(below(after)).rev().take(size).map(|row| row.0).eq(here.iter().copied()));
        let expected = sorted.iter().rev().filter(|key| after.is_none_or(|after| **key < after)).take(size);
        prop_assert!(here.into_iter().eq(expected));
    }
}

#[test]
fn seven_rows_make_three_pages_of_three_and_an_empty_one() {
    let rows: Vec<u8> = (1..=7).collect();
    let mut after = None;
    for expected in [&[7, 6, 5][..], &[4, 3, 2], &[1], &[]] {
        let page = page(&rows, |row| *row, after, 3);
        assert!(page.iter().eq(expected));
        after = page.last().copied();
    }
    assert_eq!(after, None);
    assert!(page(&rows, |row| *row, None, 0).is_empty());
}

#[test]
fn rows_of_one_key_are_lost_at_the_edge_of_a_page() {
    let rows = [(1, 'a'), (1, 'b')];
    let first = page(&rows, |row| row.0, None, 1);
    assert!(first.iter().eq(&[(1, 'b')]));
    assert!(page(&rows, |row| row.0, Some(1), 1).is_empty());
}
