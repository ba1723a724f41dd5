//! Times that were thought up to break an agenda of slots, entered all at once, by turns with what is taken out, and in
//! bursts.

use sooner::sim::agenda::{RANKS, Rank};

use crate::queue::{Dice, Move, on_every_agenda};

/// How many entries each of the works has: more than one round of a level, and enough for every way of sorting.
const ENTRIES: u64 = 1_200;

/// Entries alone; `woven` puts what is taken out between them.
type Entries = Vec<Move>;

fn entries(of: impl FnMut(u64) -> Move) -> Entries {
    (0..ENTRIES).map(of).collect()
}

/// Every rank in turn, not in their order.
fn turn(n: u64) -> Rank {
    (n * 37 % RANKS as u64) as Rank
}

/// The n-th border of time slices 2^`bit` wide, and what lies one before or one after it.
fn border(bit: u32, slices: u64, n: u64) -> u64 {
    ((n / 3 * slices) << bit).wrapping_add(n % 3).saturating_sub(1)
}

/// Instants near to each other: none, one or two ranks in use, all of them.
fn near() -> Vec<(&'static str, Entries)> {
    let mut dice = Dice(1);
    vec![
        ("all at one instant, one rank", entries(|_| Move::At(7, 3))),
        ("all at one instant, every rank", entries(|n| Move::At(7, turn(n)))),
        ("all at the start of time", entries(|n| Move::At(0, turn(n) % 3))),
        ("always now", entries(|_| Move::Later(0, 2))),
        ("always now, every rank", entries(|n| Move::Later(0, turn(n)))),
        ("now and one later by turns", entries(|n| Move::Later(n % 2, (n % 3) as Rank))),
        ("ascending", entries(|n| Move::At(n * 1_001, 2))),
        ("ascending by one", entries(|n| Move::At(n, 2))),
        ("descending", entries(|n| Move::At((ENTRIES - n) * 1_001, 2))),
        ("descending by one", entries(|n| Move::At(ENTRIES - n, 2))),
        ("a saw", entries(|n| Move::At(n % 40 * 700_000 + n / 40, 2))),
        ("few instants, every rank", entries(|n| Move::At(n % 5 * 333, turn(n)))),
        ("at random within a microsecond", entries(|_| Move::Later(dice.below(1_000), dice.rank()))),
    ]
}

/// Instants far from each other, and the last ones that there are.
fn far() -> Vec<(&'static str, Entries)> {
    let mut dice = Dice(2);
    vec![
        ("far future", entries(|n| Move::At((1 << 62) + n % 7, 2))),
        ("farther and farther", entries(|n| Move::At(1 << (n % 64), turn(n)))),
        ("nearer and nearer", entries(|n| Move::At(1 << (63 - n % 64), turn(n)))),
        ("the end of time", entries(|n| Move::At(u64::MAX - n % 3, turn(n) % 4))),
        ("the end of time alone", entries(|_| Move::At(u64::MAX, 2))),
        (
            "start and end of time by turns",
            entries(|n| Move::At(if n % 2 == 0 { n / 8 } else { u64::MAX - n / 8 }, 2)),
        ),
        ("near and far by turns", entries(|n| Move::Later(if n % 2 == 0 { 3 } else { 1 << 40 }, 2))),
        ("near, farther, far", entries(|n| Move::Later([n, (1 << 27) - n, 1 << 40][n as usize % 3], 1))),
        (
            "hours, then nanoseconds",
            entries(|n| Move::Later([3_600_000_000_000, 1][(n / 400 % 2) as usize], 2)),
        ),
        ("anywhere", entries(|_| Move::At(dice.draw(), dice.rank()))),
        (
            "anywhere, as often near as far",
            entries(|_| {
                let bits = dice.below(64);
                Move::Later(dice.draw() >> bits, dice.rank())
            }),
        ),
    ]
}

/// Instants on the borders of slots and of levels of 16 to 256 of them, whatever their width.
fn borders() -> Vec<(String, Entries)> {
    let mut works = Vec::new();
    for bit in [0, 1, 10, 17, 20, 31] {
        for slices in [1, 16, 127, 128, 129] {
            let on = entries(|n| Move::At(border(bit, slices, n), (n % 2) as Rank));
            works.push((format!("borders {slices} slices of 2^{bit} apart"), on));
        }
    }
    works
}

/// Thousands in one slice of time, with a few around it.
fn crowds() -> Vec<(&'static str, Entries)> {
    let mut dice = Dice(3);
    let mut crowd = |within: u64, ranks: u64| {
        let mut crowd: Entries =
            (0..4_000).map(|_| Move::At(5_000_000 + dice.below(within), dice.below(ranks) as Rank)).collect();
        crowd.splice(1_000..1_000, [Move::At(3, 2), Move::At(9_000_000, 2), Move::At(1 << 33, 2)]);
        crowd
    };
    vec![
        ("a crowd at one instant", crowd(1, 1)),
        ("a crowd at one instant, every rank", crowd(1, RANKS as u64)),
        ("a crowd within a microsecond", crowd(1_000, 3)),
        ("a crowd within a millisecond", crowd(1_000_000, RANKS as u64)),
    ]
}

/// The entries, with what is taken out between them: after every `pushes` of them, `pops`.
fn woven(entries: &[Move], pushes: usize, pops: usize) -> Vec<Move> {
    let woven = |burst: &[Move]| -> Vec<Move> {
        burst.iter().copied().chain(std::iter::repeat_n(Move::Pop, pops)).collect()
    };
    entries.chunks(pushes).flat_map(woven).collect()
}

/// All that is told of in this file, by name.
pub(crate) fn works() -> Vec<(String, Vec<Move>)> {
    let named = |(name, entries): (&'static str, Entries)| (name.to_string(), entries);
    let all = near().into_iter().chain(far()).chain(crowds()).map(named).chain(borders());
    all.flat_map(|(name, entries)| {
        let weaves = [
            ("all at once", usize::MAX, 0),
            ("one by one", 1, 1),
            ("two in, one out", 2, 1),
            ("in bursts", 64, 50),
            ("until nothing is left", 5, 7),
            ("a crowd, and half of it out", 1_000, 500),
        ];
        weaves.map(|(how, pushes, pops)| (format!("{name}, {how}"), woven(&entries, pushes, pops)))
    })
    .collect()
}

#[test]
fn what_was_thought_up_against_it_comes_out_in_order_on_every_width() {
    for (name, moves) in works() {
        on_every_agenda(0, &moves).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
    }
}

#[test]
fn bursts_into_the_slot_that_is_open_go_between_what_waits_there() {
    let mut dice = Dice(4);
    // A thousand wait within a microsecond; after each that comes out, some come in before, between and behind them.
    let mut moves: Vec<Move> = (0..1_000).map(|n| Move::At(1_000_000 + n, 5)).collect();
    for n in 0..1_500u64 {
        moves.push(Move::Pop);
        let burst = if n % 50 == 0 { 30 } else { 1 };
        moves.extend((0..burst).map(|_| match dice.below(4) {
            0 => Move::Later(0, dice.rank()),
            1 => Move::Later(1_000, 5),
            _ => Move::Later(dice.below(900), dice.rank()),
        }));
    }
    on_every_agenda(0, &moves).unwrap_or_else(|wrong| panic!("{wrong}"));
}

#[test]
fn what_waits_far_ahead_stays_before_what_is_entered_there_when_it_has_come_near() {
    // The same instants are entered from far away, from within the level, and from the slot before; insertion decides.
    for far in [1u64 << 12, 1 << 20, 1 << 27, 1 << 28, 1 << 40] {
        let mut moves = Vec::new();
        for n in 0..200u64 {
            let target = far + n % 4;
            moves.extend([Move::At(target, 2), Move::At(far / 200 * n, 2), Move::At(target, 2), Move::Pop]);
        }
        on_every_agenda(0, &moves).unwrap_or_else(|wrong| panic!("from {far} ns: {wrong}"));
    }
}
