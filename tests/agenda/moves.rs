//! Moves as chance puts them together, and some that were put together by hand.

use proptest::prelude::*;
use sooner::sim::Time;
use sooner::sim::agenda::{Agenda, RANKS, Rank};

use crate::queue::{Move, agendas, on_every_agenda, play};

/// Distances from now: none, near, around the widths of slots and of a level, far, and to the end of time.
fn distance() -> impl Strategy<Value = u64> {
    prop_oneof![
        3 => Just(0u64),
        3 => 0..2_000u64,
        2 => (0u32..40, 0..5u64).prop_map(|(bit, more)| (1u64 << bit) + more - 2u64.min(1 << bit)),
        1 => (0u64..300).prop_map(|slots| slots << 20),
        1 => (u64::MAX - 3)..=u64::MAX,
        1 => any::<u64>(),
    ]
}

/// Instants on a power of two, one before or one after it: borders of slots and levels of every width.
fn border() -> impl Strategy<Value = u64> {
    (0u32..50, 0u64..9, 0u64..3).prop_map(|(bit, times, more)| ((times << bit) + more).saturating_sub(1))
}

fn rank() -> impl Strategy<Value = Rank> {
    prop_oneof![Just(2u8), 0..RANKS as Rank]
}

fn moves(most: usize) -> impl Strategy<Value = Vec<Move>> {
    let later = (distance(), rank()).prop_map(|(later, rank)| Move::Later(later, rank));
    let at = (border(), rank()).prop_map(|(time, rank)| Move::At(time, rank));
    prop::collection::vec(prop_oneof![4 => later, 2 => at, 4 => Just(Move::Pop)], 0..most)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pushes_and_pops_in_any_order_come_out_as_from_a_stable_sort(moves in moves(120)) {
        on_every_agenda(0, &moves).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn an_agenda_that_was_cleared_is_as_good_as_new(before in moves(60), after in moves(60)) {
        let moves: Vec<Move> = before.into_iter().chain([Move::Clear]).chain(after).collect();
        on_every_agenda(0, &moves).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn the_end_of_time_is_ordered_too(moves in moves(60), before_the_end in 0u64..5_000_000_000) {
        for (name, mut agenda) in agendas() {
            play(&mut agenda, u64::MAX - before_the_end, &moves)
                .map_err(|wrong| TestCaseError::fail(format!("{name}: {wrong}")))?;
        }
    }
}

fn comes_out_right(moves: &[Move]) {
    on_every_agenda(0, moves).unwrap_or_else(|wrong| panic!("{wrong}"));
}

#[test]
fn many_entries_at_one_instant_while_others_are_taken_out_keep_their_order() {
    // More than 1024 entries pass through one open slot, of which few wait at a time: it is made compact.
    let mut moves = vec![Move::Later(5, 2), Move::Later(5, 9), Move::Later(900, 1), Move::Later(901, 1)];
    for n in 0..5_000u64 {
        moves.extend([Move::Later(0, (n % 3) as Rank + 1), Move::Pop]);
        if n % 700 == 0 {
            moves.extend([Move::Later(1, 4), Move::Later(0, 5)]);
        }
    }
    comes_out_right(&moves);
}

#[test]
fn a_cascade_can_be_long_and_deep() {
    let moves: Vec<Move> = (0..3_000)
        .map(|n| if n % 3 == 2 { Move::Pop } else { Move::Later(n % 2, 1) })
        .chain(std::iter::repeat_n(Move::Later(0, 0), 10))
        .collect();
    comes_out_right(&moves);
}

#[test]
#[should_panic(expected = "scheduled at")]
fn a_slot_that_has_passed_is_closed() {
    let mut agenda = Agenda::with_width(0);
    agenda.push(Time::from_nanos(50), 1, 0);
    agenda.pop();
    agenda.push(Time::from_nanos(49), 1, 0);
}
