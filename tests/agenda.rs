//! The agenda's order is that of a stable sort by (time, rank), whatever its width and whatever the times.

use proptest::prelude::*;
use sooner::sim::Time;
use sooner::sim::agenda::{Agenda, Rank};

const WIDTHS: [u32; 4] = [0, 10, 20, 31];

/// What it is held against: a list, searched whole.
#[derive(Default)]
struct List {
    entries: Vec<(u64, Rank, u32)>,
    inserted: u32,
}

impl List {
    fn push(&mut self, time: u64, rank: Rank) -> u32 {
        self.entries.push((time, rank, self.inserted));
        self.inserted += 1;
        self.inserted - 1
    }
    fn pop(&mut self) -> Option<(Time, Rank, u32)> {
        let (index, _) = self.entries.iter().enumerate().min_by_key(|(_, entry)| **entry)?;
        let (time, rank, number) = self.entries.remove(index);
        Some((Time::from_nanos(time), rank, number))
    }
}

/// One move: enter something so much later than now, or take something out.
#[derive(Clone, Copy, Debug)]
enum Move {
    Push(u64, Rank),
    Pop,
}

/// Distances from now: none, near, around the widths of buckets and of the ring, far, and to the end of time.
fn distance() -> impl Strategy<Value = u64> {
    prop_oneof![
        3 => Just(0u64),
        3 => 0..2_000u64,
        2 => (0u32..40, 0..5u64).prop_map(|(bit, more)| (1u64 << bit) + more - 2u64.min(1 << bit)),
        1 => (0u64..300).prop_map(|buckets| buckets << 20),
        1 => (u64::MAX - 3)..=u64::MAX,
        1 => any::<u64>(),
    ]
}

fn moves(most: usize) -> impl Strategy<Value = Vec<Move>> {
    let push = (distance(), 0..64u8).prop_map(|(later, rank)| Move::Push(later, rank));
    prop::collection::vec(prop_oneof![3 => push, 2 => Just(Move::Pop)], 0..most)
}

/// Plays the moves, then empties the agenda; every answer must be the list's.
fn play(agenda: &mut Agenda<u32>, start: u64, moves: &[Move]) -> Result<(), TestCaseError> {
    let (mut list, mut now) = (List::default(), start);
    let drain = std::iter::repeat_n(&Move::Pop, moves.len() + 1);
    for step in moves.iter().chain(drain) {
        match *step {
            Move::Push(later, rank) => {
                let time = now.saturating_add(later);
                agenda.push(Time::from_nanos(time), rank, list.push(time, rank));
            }
            Move::Pop => {
                let next = list.pop();
                prop_assert_eq!(agenda.pop(), next);
                now = next.map_or(now, |(time, ..)| time.as_nanos());
            }
        }
        prop_assert_eq!(agenda.len(), list.entries.len());
        prop_assert_eq!(agenda.is_empty(), list.entries.is_empty());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pushes_and_pops_in_any_order_come_out_as_from_a_stable_sort(moves in moves(120)) {
        for width in WIDTHS {
            play(&mut Agenda::with_width(width), 0, &moves)?;
        }
    }

    #[test]
    fn an_agenda_that_was_cleared_is_as_good_as_new(before in moves(60), after in moves(60)) {
        for width in WIDTHS {
            let mut agenda = Agenda::with_width(width);
            for step in &before {
                match *step {
                    Move::Push(later, rank) => agenda.push(Time::from_nanos(later), rank, 0),
                    Move::Pop => {}
                }
            }
            agenda.pop();
            agenda.clear();
            prop_assert_eq!(agenda.len(), 0);
            play(&mut agenda, 0, &after)?;
        }
    }

    #[test]
    fn the_end_of_time_is_ordered_too(moves in moves(60), before_the_end in 0u64..5_000_000_000) {
        for width in WIDTHS {
            play(&mut Agenda::with_width(width), u64::MAX - before_the_end, &moves)?;
        }
    }
}

/// Plays the same on every width.
fn on_every_width(moves: &[Move]) {
    for width in WIDTHS {
        play(&mut Agenda::with_width(width), 0, moves)
            .unwrap_or_else(|error| panic!("width {width}: {error}"));
    }
}

#[test]
fn what_is_entered_at_one_instant_comes_out_in_order_of_insertion() {
    on_every_width(&[Move::Push(7, 3); 500]);
}

#[test]
fn near_and_far_times_can_alternate() {
    let moves: Vec<Move> = (0..400)
        .map(|n| match n % 4 {
            0 => Move::Push(n, 1),
            1 => Move::Push(1 << 40, 1),
            2 => Move::Push((1 << 27) - n, 2),
            _ => Move::Pop,
        })
        .collect();
    on_every_width(&moves);
}

#[test]
fn many_entries_at_one_instant_while_others_are_taken_out_keep_their_order() {
    // More than 1024 entries pass through one open bucket, of which few wait at a time: it is made compact.
    let mut moves = vec![Move::Push(5, 2), Move::Push(5, 9), Move::Push(900, 1), Move::Push(901, 1)];
    for n in 0..5_000u64 {
        moves.extend([Move::Push(0, (n % 3) as Rank + 1), Move::Pop]);
        if n % 700 == 0 {
            moves.extend([Move::Push(1, 4), Move::Push(0, 5)]);
        }
    }
    on_every_width(&moves);
}

#[test]
fn a_cascade_can_be_long_and_deep() {
    let moves: Vec<Move> = (0..3_000)
        .map(|n| if n % 3 == 2 { Move::Pop } else { Move::Push(n % 2, 1) })
        .chain(std::iter::repeat_n(Move::Push(0, 0), 10))
        .collect();
    on_every_width(&moves);
}

#[test]
#[should_panic(expected = "scheduled at")]
fn a_bucket_that_has_passed_is_closed() {
    let mut agenda = Agenda::with_width(0);
    agenda.push(Time::from_nanos(50), 1, 0);
    agenda.pop();
    agenda.push(Time::from_nanos(49), 1, 0);
}
