//! The one reducer: proposes smaller scenarios one after the other, and is told which of them still fail. It runs
//! nothing itself.

use std::collections::{BTreeSet, VecDeque};

use super::size::{Grain, Size};
use super::{anchors, calm, chunks, guesses, items, occurrences, simplify, slow, times};
use crate::check::model::Model;
use crate::check::outcome::{Outcome, Verdict};
use crate::check::scenario::ScenarioOf;
use crate::sim::time::Time;

/// What a kept scenario's run told, as far as it helps to make it smaller.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// Faults that nothing matched.
    pub(super) unmatched: Vec<usize>,
    /// Inputs that never came due.
    pub(super) untriggered: Vec<usize>,
    /// When a property was violated; `None` where the run ended without.
    pub(super) violated_at: Option<Time>,
}

/// What a pass looks at.
pub(super) struct Bench<'a, M: Model> {
    /// The smallest scenario so far that fails.
    pub(super) kept: &'a ScenarioOf<M>,
    /// What its run told, where somebody said so.
    pub(super) seen: Option<&'a Seen>,
    /// What is a short time.
    pub(super) grain: Grain,
}

/// Smaller scenarios, the boldest first, and the spot to look at next when none of them fails.
pub(super) type Proposals<M> = Option<(Vec<ScenarioOf<M>>, usize)>;
/// A way of making smaller, spot by spot; `None` after the last spot.
type Pass<M> = fn(&Bench<'_, M>, usize) -> Proposals<M>;

/// Makes a failing scenario smaller, by asking.
///
/// Give it a scenario that fails, then call [`Reducer::next`] for a candidate, see whether it fails in the same way,
/// and tell so in the next call, up to `None`: then [`Reducer::kept`] is the smallest. No candidate is ever as big as
/// what was kept before it, and none is proposed twice, so that comes to an end.
///
/// It works on explicit faults: a chance of loss is only taken away as a whole. See [`resolve`](crate::check::resolve).
#[derive(Debug)]
pub struct Reducer<M: Model> {
    kept: ScenarioOf<M>,
    /// What fails is that it takes long: nothing is done but taken away.
    slow: bool,
    size: Size,
    grain: Grain,
    seen: Option<Seen>,
    proposed: Option<(ScenarioOf<M>, Size)>,
    /// The texts of all candidates so far.
    tried: BTreeSet<String>,
    pass: usize,
    spot: usize,
    /// Where the pass goes on when nothing at this spot is left.
    after: usize,
    queue: VecDeque<ScenarioOf<M>>,
    /// Whether anything was kept since the first pass began.
    improved: bool,
}

impl<M: Model> Reducer<M> {
    /// In this order; the last three only where all others have nothing left to say.
    const PASSES: [Pass<M>; 13] = [
        chunks::unreached::<M>,
        chunks::halves::<M>,
        calm::weather::<M>,
        items::fewer::<M>,
        items::instead::<M>,
        simplify::faults::<M>,
        guesses::few_of_many::<M>,
        occurrences::earlier::<M>,
        times::together::<M>,
        times::alone::<M>,
        chunks::pairs::<M>,
        anchors::steps::<M>,
        guesses::fewer::<M>,
    ];

    /// The same where what fails is that it takes long.
    const SLOW_PASSES: [Pass<M>; 8] = [
        chunks::unreached::<M>,
        slow::of_few_items::<M>,
        chunks::halves::<M>,
        slow::calmer::<M>,
        slow::fewer_items::<M>,
        slow::less::<M>,
        occurrences::fewer::<M>,
        chunks::pairs::<M>,
    ];

    /// A reducer of a scenario that fails. What it expects is not looked at, and not kept.
    pub fn new(failing: &ScenarioOf<M>) -> Reducer<M> {
        Reducer::beside(failing, BTreeSet::new())
    }

    /// A reducer of a scenario that takes long. It only takes away: what the scenario says of time stays as it is, and no
    /// fault turns into another one, so that what is left is slow for a reason that was there before.
    pub fn slow(failing: &ScenarioOf<M>) -> Reducer<M> {
        Reducer { slow: true, ..Reducer::new(failing) }
    }

    /// The same; it proposes nothing of what another reducer has tried already.
    pub(super) fn beside(failing: &ScenarioOf<M>, mut tried: BTreeSet<String>) -> Reducer<M> {
        let mut kept = ScenarioOf::<M> { expect: Vec::new(), ..failing.clone() };
        // What a swarm would draw from is no part of a run.
        kept.swarm.clear();
        let grain = Grain::of(&kept.weather);
        tried.insert(kept.to_text());
        Reducer {
            size: Size::of::<M>(&kept, grain),
            grain,
            slow: false,
            seen: None,
            proposed: None,
            tried,
            pass: 0,
            spot: 0,
            after: 0,
            queue: VecDeque::new(),
            improved: false,
            kept,
        }
    }

    /// The same, only by taking away where `slow` says so.
    pub(super) fn only_away(self, slow: bool) -> Reducer<M> {
        Reducer { slow, ..self }
    }

    /// The smallest scenario so far that fails.
    pub fn kept(&self) -> &ScenarioOf<M> {
        &self.kept
    }

    /// The smallest scenario that fails, and the texts of all that was tried.
    pub(super) fn into_kept(self) -> (ScenarioOf<M>, BTreeSet<String>) {
        (self.kept, self.tried)
    }

    /// Its size.
    pub fn size(&self) -> Size {
        self.size
    }

    /// Tells what the run of the last candidate, or of the scenario that it began with, came to. That is not needed,
    /// but spares the reducer to find out what the run never reached. To be called before [`Reducer::next`].
    pub fn saw(&mut self, outcome: &Outcome) {
        self.seen = Some(Seen {
            unmatched: outcome.unmatched.clone(),
            untriggered: outcome.untriggered.clone(),
            violated_at: match outcome.verdict {
                Verdict::Violated { at, .. } => Some(at),
                _ => None,
            },
        });
    }

    /// The next candidate; `None` when there is none left. `last_kept`: whether the last one still fails in the same
    /// way (the first time there is none, and nothing is asked).
    pub fn next(&mut self, last_kept: bool) -> Option<ScenarioOf<M>> {
        if let Some((candidate, size)) = self.proposed.take()
            && last_kept
        {
            assert!(size < self.size, "a candidate is smaller than what it came from");
            (self.kept, self.size) = (candidate, size);
            self.improved = true;
            // The same spot again, for what there is to be made smaller now.
            self.queue.clear();
            self.after = self.spot;
        }
        loop {
            while let Some(candidate) = self.queue.pop_front() {
                let size = Size::of::<M>(&candidate, self.grain);
                if size < self.size && self.tried.insert(candidate.to_text()) {
                    self.proposed = Some((candidate.clone(), size));
                    return Some(candidate);
                }
            }
            self.spot = self.after;
            let bench = Bench { kept: &self.kept, seen: self.seen.as_ref(), grain: self.grain };
            match self.passes().0[self.pass](&bench, self.spot) {
                Some((candidates, after)) => {
                    self.queue = candidates.into();
                    self.after = after;
                }
                None if !self.turn_page() => return None,
                None => {}
            }
        }
    }

    /// The passes, and how many of them are last resorts.
    fn passes(&self) -> (&[Pass<M>], usize) {
        match self.slow {
            true => (&Self::SLOW_PASSES, 0),
            false => (&Self::PASSES, 3),
        }
    }

    /// Goes on to the next pass; before the last resorts, and after each, to the first as long as anything was kept.
    fn turn_page(&mut self) -> bool {
        (self.spot, self.after) = (0, 0);
        self.pass += 1;
        let (passes, last_resorts) = self.passes();
        let end = passes.len();
        if self.improved && self.pass + last_resorts >= end {
            self.pass = 0;
            self.improved = false;
        }
        self.pass < end
    }
}
