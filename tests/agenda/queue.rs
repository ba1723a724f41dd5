//! What an agenda is held against: a set of (time, rank, insertion), and the moves that both are put through.

use std::collections::BTreeSet;

use sooner::sim::Time;
use sooner::sim::agenda::{Agenda, Rank};

/// What the agenda promises, so that wrong ones can be put in its place. Entries are numbered as they are pushed.
pub(crate) trait Queue {
    fn push(&mut self, time: Time, rank: Rank, number: u32);
    fn pop(&mut self) -> Option<(Time, Rank, u32)>;
    fn len(&self) -> usize;
    fn is_empty(&self) -> bool;
    fn is_tied(&self, time: Time, rank: Rank) -> bool;
    fn clear(&mut self);
}

impl Queue for Agenda<u32> {
    fn push(&mut self, time: Time, rank: Rank, number: u32) {
        Agenda::push(self, time, rank, number);
    }
    fn pop(&mut self) -> Option<(Time, Rank, u32)> {
        Agenda::pop(self)
    }
    fn len(&self) -> usize {
        Agenda::len(self)
    }
    fn is_empty(&self) -> bool {
        Agenda::is_empty(self)
    }
    fn is_tied(&self, time: Time, rank: Rank) -> bool {
        Agenda::is_tied(self, time, rank)
    }
    fn clear(&mut self) {
        Agenda::clear(self);
    }
}

/// The order itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sorted(pub(crate) BTreeSet<(Time, Rank, u32)>);

impl Queue for Sorted {
    fn push(&mut self, time: Time, rank: Rank, number: u32) {
        self.0.insert((time, rank, number));
    }
    fn pop(&mut self) -> Option<(Time, Rank, u32)> {
        self.0.pop_first()
    }
    fn len(&self) -> usize {
        self.0.len()
    }
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    fn is_tied(&self, time: Time, rank: Rank) -> bool {
        self.0.first().is_some_and(|next| (next.0, next.1) == (time, rank))
    }
    fn clear(&mut self) {
        self.0.clear();
    }
}

/// One move.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Move {
    /// Enter something so much later than now.
    Later(u64, Rank),
    /// Enter something at an instant, or now if that has passed.
    At(u64, Rank),
    /// Take something out: that is now.
    Pop,
    /// Forget everything and begin again at the start of time.
    Clear,
}

/// Makes the moves, beginning at `start`, then takes out all that is left. Says where an answer is not that of the set.
pub(crate) fn play(queue: &mut impl Queue, start: u64, moves: &[Move]) -> Result<(), String> {
    let (mut sorted, mut now, mut number) = (Sorted::default(), start, 0);
    let drain = std::iter::repeat_n(&Move::Pop, moves.len() + 1);
    for (index, &step) in moves.iter().chain(drain).enumerate() {
        let before = now;
        let wrong = |what: &str, is: String, must: String| {
            Err(format!("move {index}, {step:?}, at {before} ns: {what} is {is}, not {must}"))
        };
        let mut entered = None;
        match step {
            Move::Later(later, rank) => entered = Some((now.saturating_add(later), rank)),
            Move::At(time, rank) => entered = Some((time.max(now), rank)),
            Move::Clear => {
                queue.clear();
                sorted.clear();
                now = 0;
            }
            Move::Pop => {
                let (is, must) = (queue.pop(), sorted.pop());
                if is != must {
                    return wrong("what comes out", format!("{is:?}"), format!("{must:?}"));
                }
                let Some((time, rank, _)) = must else { continue };
                now = time.as_nanos();
                for rank in [rank, rank ^ 1] {
                    let (is, must) = (queue.is_tied(time, rank), sorted.is_tied(time, rank));
                    if is != must {
                        return wrong(&format!("a tie in rank {rank}"), is.to_string(), must.to_string());
                    }
                }
            }
        }
        if let Some((time, rank)) = entered {
            queue.push(Time::from_nanos(time), rank, number);
            sorted.push(Time::from_nanos(time), rank, number);
            number += 1;
        }
        if (queue.len(), queue.is_empty()) != (sorted.len(), sorted.is_empty()) {
            return wrong("its length", queue.len().to_string(), sorted.len().to_string());
        }
    }
    Ok(())
}

/// The widths at which the order must be the same.
pub(crate) const WIDTHS: [u32; 5] = [0, 1, 10, 20, 31];

/// Agendas of every width, and the one that finds its own.
pub(crate) fn agendas() -> impl Iterator<Item = (String, Agenda<u32>)> {
    let fixed = WIDTHS.into_iter().map(|width| (format!("width 2^{width}"), Agenda::with_width(width)));
    fixed.chain([("its own width".to_string(), Agenda::default())])
}

/// The same on every agenda, and once more on each after it was cleared.
pub(crate) fn on_every_agenda(start: u64, moves: &[Move]) -> Result<(), String> {
    agendas().try_for_each(|(name, mut agenda)| {
        play(&mut agenda, start, moves).map_err(|wrong| format!("{name}: {wrong}"))?;
        agenda.clear();
        play(&mut agenda, start, moves).map_err(|wrong| format!("{name}, after it was cleared: {wrong}"))
    })
}

/// A small generator of its own (splitmix64): what it draws never changes with a crate.
#[derive(Clone, Debug)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }
    /// Below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.draw() % end
    }
    pub(crate) fn rank(&mut self) -> Rank {
        self.below(sooner::sim::agenda::RANKS as u64) as Rank
    }
}
