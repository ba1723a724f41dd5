//! Large populations, and time scales that change in mid-run by orders of magnitude: what an agenda that chooses its own
//! width has to live with.

use sooner::sim::agenda::{Agenda, Rank};

use crate::queue::{Dice, Move, WIDTHS, play};

const SECOND: u64 = 1_000_000_000;
const HOUR: u64 = 3_600 * SECOND;

/// How much later something goes in again.
type Law = fn(&mut Dice) -> u64;

/// Laws as the literature on event lists uses them, with ties.
const LAWS: [(&str, Law); 6] = [
    ("constant", |_| 1_000_000),
    ("uniform", |dice| dice.below(2_000_000)),
    ("triangular", |dice| dice.below(1_000_000).max(dice.below(1_000_000))),
    ("bimodal", |dice| if dice.below(10) == 0 { HOUR + dice.below(HOUR) } else { dice.below(1_000) }),
    ("few instants", |dice| dice.below(4) * 250_000),
    // From a nanosecond to ten hours, each power of two as likely as another.
    ("heavy", |dice| {
        let bits = 19 + dice.below(45);
        dice.draw() >> bits
    }),
];

/// The hold model: `population` entries wait; the earliest comes out and goes in again, `holds` times.
fn hold(population: u64, holds: u64, law: Law) -> Vec<Move> {
    let mut dice = Dice(population);
    let rank = |dice: &mut Dice| (dice.below(3) * 4 + 2) as Rank;
    let mut moves: Vec<Move> =
        (0..population).map(|_| Move::Later(law(&mut dice), rank(&mut dice))).collect();
    for _ in 0..holds {
        moves.extend([Move::Pop, Move::Later(law(&mut dice), rank(&mut dice))]);
    }
    moves
}

fn comes_out_right(name: &str, agenda: &mut Agenda<u32>, moves: &[Move]) {
    play(agenda, 0, moves).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
}

#[test]
fn whatever_waits_and_is_put_off_again_comes_out_in_order() {
    for (law_name, law) in LAWS {
        // One agenda for all: it is cleared in between, and keeps what it has learnt, if it learns.
        let mut agenda = Agenda::default();
        for population in [1, 2, 3, 10, 100, 1_000, 10_000] {
            let moves = hold(population, 3_000, law);
            let name = format!("{law_name}, {population} entries");
            comes_out_right(&name, &mut Agenda::default(), &moves);
            comes_out_right(&format!("{name}, after others"), &mut agenda, &moves);
            agenda.clear();
        }
    }
}

#[test]
fn a_hundred_thousand_entries_that_wait_come_out_in_order() {
    for (name, law) in LAWS {
        comes_out_right(name, &mut Agenda::default(), &hold(100_000, 20_000, law));
    }
}

#[test]
fn ten_thousand_entries_come_out_in_order_whatever_the_width() {
    for width in WIDTHS {
        for (name, law) in LAWS {
            let name = format!("{name}, width 2^{width}");
            comes_out_right(&name, &mut Agenda::with_width(width), &hold(10_000, 10_000, law));
        }
    }
}

/// As many holds as asked for on each of the scales in turn, among entries that stay from scale to scale.
fn changing(population: u64, holds: u64, scales: &[u64]) -> Vec<Move> {
    let mut dice = Dice(scales[0]);
    let mut moves: Vec<Move> = (0..population).map(|_| Move::Later(dice.below(scales[0]), 2)).collect();
    for &scale in scales {
        for n in 0..holds {
            moves.extend([Move::Pop, Move::Later(dice.below(scale), if n % 5 == 0 { 6 } else { 2 })]);
        }
    }
    moves
}

#[test]
fn a_time_scale_that_changes_in_mid_run_changes_no_order() {
    let scales: [&[u64]; 6] = [
        &[100, HOUR, 100],
        &[HOUR, 100, HOUR],
        &[1, SECOND, 1, HOUR, 1],
        &[1_000, 1_000_000, SECOND, HOUR, 1_000 * HOUR, HOUR, SECOND, 1_000_000, 1_000],
        &[u64::MAX / 4, 10, u64::MAX / 4, 10],
        &[1, 1, HOUR, HOUR],
    ];
    for scales in scales {
        for (population, holds) in [(1, 500), (40, 2_000), (10_000, 12_000)] {
            let name = format!("{population} entries on the scales {scales:?}");
            comes_out_right(&name, &mut Agenda::default(), &changing(population, holds, scales));
        }
    }
}

#[test]
fn a_hundred_thousand_entries_live_through_a_change_of_the_time_scale() {
    for scales in [[100, HOUR, 100], [HOUR, 100, HOUR]] {
        comes_out_right("a hundred thousand", &mut Agenda::default(), &changing(100_000, 25_000, &scales));
    }
}

#[test]
fn a_population_that_grows_and_shrinks_keeps_its_order() {
    let mut dice = Dice(9);
    let mut moves = Vec::new();
    for (entries, scale) in [(10, HOUR), (30_000, 1_000), (10, 1), (20_000, HOUR), (5, SECOND)] {
        moves.extend((0..entries).map(|_| Move::Later(dice.below(scale), dice.rank())));
        // All but a few come out again, while some go in.
        for n in 0..entries {
            moves.extend([Move::Pop, Move::Pop]);
            if n % 2 == 0 {
                moves.push(Move::Later(dice.below(scale), dice.rank()));
            }
        }
    }
    comes_out_right("growing and shrinking", &mut Agenda::default(), &moves);
}

#[test]
fn what_waits_for_hours_is_not_forgotten_while_nanoseconds_pass() {
    let mut dice = Dice(10);
    // Fifty thousand wait for the hours to come; a hundred thousand steps, nanoseconds apart, happen before the first.
    let mut moves: Vec<Move> = (0..50_000).map(|_| Move::Later(HOUR + dice.below(HOUR), 2)).collect();
    moves.push(Move::At(0, 2));
    for n in 0..100_000u64 {
        moves.push(Move::Pop);
        moves.push(Move::Later(dice.below(20), 2));
        if n % 1_000 == 0 {
            moves.push(Move::At(HOUR + n, 6));
        }
    }
    comes_out_right("hours and nanoseconds", &mut Agenda::default(), &moves);
}

#[test]
fn one_agenda_serves_one_time_scale_after_another_when_it_is_cleared_in_between() {
    let mut agenda = Agenda::default();
    for scale in [1, HOUR, 100, SECOND, u64::MAX / 4, 1_000_000] {
        let mut moves = changing(5_000, 5_000, &[scale]);
        let name = format!("on the scale of {scale} ns");
        // Cleared while it is full, too: what waited is gone.
        moves.truncate(12_000);
        comes_out_right(&name, &mut agenda, &moves);
        agenda.clear();
        let full: Vec<Move> =
            moves[..6_000].iter().copied().chain([Move::Clear]).chain(moves.clone()).collect();
        comes_out_right(&name, &mut agenda, &full);
        agenda.clear();
    }
}
