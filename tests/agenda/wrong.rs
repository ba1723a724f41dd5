//! Wrong agendas, to see that they are told from the right one.

use sooner::sim::Time;
use sooner::sim::agenda::Rank;

use crate::adversarial::works;
use crate::queue::{Move, Queue, Sorted, play};

/// What a wrong agenda does wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mistake {
    /// Nothing: it is the right one.
    None,
    /// At one instant and rank, the newest first.
    NewestFirst,
    /// At one instant, insertion alone.
    RanksIgnored,
    /// At one instant, the higher rank first.
    RanksReversed,
    /// Ranks from 64 on fall on those below.
    SixBitsOfRank,
    /// Times within a microsecond are the same.
    CoarseTime,
    /// Times are compared as signed numbers.
    SignedTime,
    /// Times are cut to 48 bits.
    ShortTime,
    /// What is entered at the present instant goes before what waits there.
    NowGoesFirst,
    /// The thousandth entry at one time is lost.
    ThousandthIsLost,
    /// A tie is seen whatever the rank.
    TiesAcrossRanks,
    /// No tie is ever seen.
    NoTies,
    /// What was cleared still counts.
    ClearedCounts,
}

/// The right order, but for a mistake. The key is (time, rank, insertion) with what the mistake makes of them.
struct Wrong {
    mistake: Mistake,
    entries: Sorted,
    real: Vec<(Time, Rank)>,
    now: Time,
    cleared: usize,
}

impl Wrong {
    fn new(mistake: Mistake) -> Wrong {
        Wrong { mistake, entries: Sorted::default(), real: Vec::new(), now: Time::START, cleared: 0 }
    }
}

impl Queue for Wrong {
    fn push(&mut self, time: Time, rank: Rank, number: u32) {
        self.real.resize(number as usize, (time, rank));
        self.real.push((time, rank));
        let nanos = time.as_nanos();
        let (nanos, rank, order) = match self.mistake {
            Mistake::NewestFirst => (nanos, rank, u32::MAX - number),
            Mistake::RanksIgnored => (nanos, 0, number),
            Mistake::RanksReversed => (nanos, Rank::MAX - rank, number),
            Mistake::SixBitsOfRank => (nanos, rank % 64, number),
            Mistake::CoarseTime => (nanos >> 10, rank, number),
            Mistake::SignedTime => (nanos ^ 1 << 63, rank, number),
            Mistake::ShortTime => (nanos & ((1 << 48) - 1), rank, number),
            Mistake::NowGoesFirst if time == self.now => (nanos, 0, number),
            Mistake::ThousandthIsLost if self.entries.len() == 1_000 => return,
            _ => (nanos, rank, number),
        };
        self.entries.push(Time::from_nanos(nanos), rank, order);
    }
    fn pop(&mut self) -> Option<(Time, Rank, u32)> {
        let (.., order) = self.entries.pop()?;
        let number = if self.mistake == Mistake::NewestFirst { u32::MAX - order } else { order };
        let (time, rank) = self.real[number as usize];
        self.now = time;
        Some((time, rank, number))
    }
    fn len(&self) -> usize {
        self.entries.len() + self.cleared
    }
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    fn is_tied(&self, time: Time, rank: Rank) -> bool {
        let order = |&(_, _, order): &(Time, Rank, u32)| {
            if self.mistake == Mistake::NewestFirst { u32::MAX - order } else { order }
        };
        let next = self.entries.0.first().map(|entry| self.real[order(entry) as usize]);
        match self.mistake {
            Mistake::NoTies => false,
            Mistake::TiesAcrossRanks => next.is_some_and(|next| next.0 == time),
            _ => next == Some((time, rank)),
        }
    }
    fn clear(&mut self) {
        self.cleared += if self.mistake == Mistake::ClearedCounts { self.len() } else { 0 };
        self.entries.clear();
    }
}

/// The name of the first work that tells the mistake.
fn told_by(mistake: Mistake) -> Option<String> {
    let cleared_full = ("cleared while it is full".to_string(), vec![Move::At(4, 2), Move::Clear]);
    let mut works = works().into_iter().chain([cleared_full]);
    works.find(|(_, moves)| play(&mut Wrong::new(mistake), 0, moves).is_err()).map(|(name, _)| name)
}

#[test]
fn the_right_order_passes_and_every_wrong_one_is_told() {
    assert_eq!(told_by(Mistake::None), None);
    for mistake in [
        Mistake::NewestFirst,
        Mistake::RanksIgnored,
        Mistake::RanksReversed,
        Mistake::SixBitsOfRank,
        Mistake::CoarseTime,
        Mistake::SignedTime,
        Mistake::ShortTime,
        Mistake::NowGoesFirst,
        Mistake::ThousandthIsLost,
        Mistake::TiesAcrossRanks,
        Mistake::NoTies,
        Mistake::ClearedCounts,
    ] {
        assert!(told_by(mistake).is_some(), "{mistake:?} is not told");
    }
}
