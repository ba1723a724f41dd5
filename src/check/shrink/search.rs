//! The search for the smallest scenario that fails as a given one does: the reducer's candidates, run one by one.
//! Knows no file, no clock and no terminal.

use std::collections::BTreeSet;

use super::latencies;
use super::laws;
use super::numbers;
use super::reducer::Reducer;
use super::size::Size;
use crate::check::expect::Expectation;
use crate::check::failure::Failure;
use crate::check::model::Model;
use crate::check::outcome::{Outcome, Verdict};
use crate::check::prepare::Prepared;
use crate::check::problem::Problem;
use crate::check::resolve::resolve;
use crate::check::scenario::ScenarioOf;
use crate::check::story::story_of;
use crate::check::weather::Samples;
use crate::sim::time::Span;

/// How many candidates are run where nobody says otherwise.
pub const RUNS: usize = 500;
/// A candidate takes at most so many times the steps of the run that it came from, and this many.
const STEPS: (u64, u64) = (10, 10_000);
/// And it has time for so many repairs.
const REPAIRS: u64 = 5;

/// How much there is of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Faults and inputs.
    pub faults: u64,
    /// Items: as many as the model has, or as are named.
    pub items: u64,
}

impl Extent {
    /// How much there is of this one.
    pub fn of<M: Model>(scenario: &ScenarioOf<M>) -> Extent {
        let named = {
            let mut named = numbers::items(scenario);
            named.sort_unstable();
            named.dedup();
            named.len()
        };
        let items = M::new(&scenario.knobs).map_or(0, |model| model.items());
        let faults = (scenario.faults.len() + scenario.inputs.len()) as u64;
        Extent { faults, items: items.max(named) as u64 }
    }

    /// In words, where the model calls its items so.
    pub fn words(&self, item: &str) -> String {
        let Extent { faults, items } = *self;
        let several =
            |number: u64, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
        match items {
            0 => several(faults, "departure"),
            _ => format!("{}, {}", several(faults, "departure"), several(items, item)),
        }
    }
}

/// A scenario, in some form, that was made as small as it goes.
#[derive(Clone, Debug)]
pub struct Shrunk<S> {
    /// It; it expects its verdict and its digest.
    pub scenario: S,
    /// Its story, in sentences.
    pub story: String,
    /// What its run came to.
    pub outcome: Outcome,
    /// How it fails, as the first one did.
    pub failure: Failure,
    /// How many runs that took.
    pub runs: usize,
    /// How much there was at first, chance written down.
    pub before: Extent,
    /// How much is left.
    pub after: Extent,
    /// Whether nothing was left to try; otherwise the budget was.
    pub complete: bool,
    /// What the model calls an item.
    pub item: &'static str,
}

impl<S> Shrunk<S> {
    /// The same with another form of the scenario.
    pub fn map<T, E>(self, form: impl FnOnce(S) -> Result<T, E>) -> Result<Shrunk<T>, E> {
        let Shrunk { scenario, story, outcome, failure, runs, before, after, complete, item } = self;
        let scenario = form(scenario)?;
        Ok(Shrunk { scenario, story, outcome, failure, runs, before, after, complete, item })
    }
}

/// Why there is nothing smaller.
#[derive(Clone, Debug)]
pub enum Unshrunk {
    /// The scenario cannot be run.
    Refused(Problem),
    /// It does not fail, or not in the way that was asked for.
    Settled(Box<Outcome>),
}

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How much there was at first.
    pub before: Extent,
    /// How much is left.
    pub left: Extent,
    /// How many runs there were.
    pub runs: usize,
}

/// Makes a scenario that fails with its own seed as small as it goes, in at most `budget` runs.
pub fn shrink<M: Model>(
    scenario: &ScenarioOf<M>,
    samples: &Samples,
    budget: usize,
) -> Result<Shrunk<ScenarioOf<M>>, Unshrunk> {
    shrink_watched::<M>(scenario, samples, budget, &mut |_| {})
}

/// The same; `watch` hears after every candidate how far it has come.
pub fn shrink_watched<M: Model>(
    scenario: &ScenarioOf<M>,
    samples: &Samples,
    budget: usize,
    watch: &mut dyn FnMut(Progress),
) -> Result<Shrunk<ScenarioOf<M>>, Unshrunk> {
    let (first, mut search) = Search::begin::<M>(scenario, samples, None, budget, watch)?;
    let first = search.without_laws::<M>(first);
    let (mut smallest, mut complete) = search.reduce::<M>(&first);
    // A random latency may do what a fault could tell better.
    let explicit = if complete { latencies::written_down::<M>(&smallest, samples) } else { Vec::new() };
    let random = search.best.clone();
    for explicit in explicit {
        if search.runs >= budget {
            complete = false;
            break;
        }
        let earlier = std::mem::replace(&mut search.best, random.clone());
        if !search.fails::<M>(&explicit) {
            search.best = earlier;
            continue;
        }
        let (other, is_complete) = search.reduce::<M>(&explicit);
        if Size::compare::<M>(&other, &smallest).is_lt() {
            (smallest, complete) = (other, is_complete);
        } else {
            search.best = earlier;
        }
    }
    Ok(search.end::<M>(smallest, complete))
}

/// Makes a scenario that takes longer than `within` with its own seed as small as it goes, in at most `budget` runs: what is
/// left is the smallest set of faults that was found to explain why it is slow.
///
/// Chance is written down as faults, and then only taken away: faults, items whose absence changes no other's schedule,
/// and parts of faults that are shorter or narrower. Everything that the scenario says of time stays as it is written, so
/// that what is left is slow for a reason that the first run had. Where a random latency still decides, messages that
/// took longer than half of them are told as late, if that alone makes the run slow. The smallest scenario expects to
/// settle when it does; a run that settled late never becomes one that does not settle, nor the other way round.
///
/// # Errors
/// When the scenario cannot be run, or is not slow: it settles in time, or violates a property.
pub fn shrink_slow<M: Model>(
    scenario: &ScenarioOf<M>,
    samples: &Samples,
    within: Span,
    budget: usize,
) -> Result<Shrunk<ScenarioOf<M>>, Unshrunk> {
    let slow = Some(Failure::Slow { within });
    let mut unwatched = |_| {};
    let (first, mut search) = Search::begin::<M>(scenario, samples, slow, budget, &mut unwatched)?;
    let first = search.without_laws::<M>(first);
    let (mut smallest, mut complete) = search.reduce::<M>(&first);
    if let Some(explicit) = search.without_a_law_of_latency::<M>(&smallest).filter(|_| complete) {
        let random = search.best.clone();
        let is_the_same = search.fails::<M>(&explicit) && search.best.verdict == random.verdict;
        let told = is_the_same.then(|| search.reduce::<M>(&explicit));
        match told {
            Some((other, true)) => smallest = other,
            // Where the budget went first, a long list of late messages is no explanation.
            told => {
                complete = complete && told.is_none();
                search.best = random;
            }
        }
    }
    let smallest = search.without_a_seed::<M>(smallest);
    let beside = search.without_faults::<M>(&smallest);
    let small = search.end::<M>(smallest, complete);
    let story = beside.map_or(small.story.clone(), |words| format!("{} {words}", small.story));
    Ok(Shrunk { story, ..small })
}

/// A search under way.
struct Search<'a> {
    samples: &'a Samples,
    pin: Pin,
    /// What the run of the smallest scenario so far came to.
    best: Outcome,
    runs: usize,
    budget: usize,
    /// The texts of all candidates so far.
    tried: BTreeSet<String>,
    before: Extent,
    watch: &'a mut dyn FnMut(Progress),
}

impl<'a> Search<'a> {
    /// A search from a scenario that fails, or is slow where that is asked for, and that scenario with chance written down.
    fn begin<M: Model>(
        scenario: &ScenarioOf<M>,
        samples: &'a Samples,
        slow: Option<Failure>,
        budget: usize,
        watch: &'a mut dyn FnMut(Progress),
    ) -> Result<(ScenarioOf<M>, Search<'a>), Unshrunk> {
        let scenario = ScenarioOf::<M> { expect: Vec::new(), ..scenario.clone() };
        let (first, outcome) =
            written_down::<M>(&scenario, samples, slow.as_ref()).map_err(Unshrunk::Refused)?;
        let Some(pin) = Pin::of::<M>(&first, &outcome, samples, slow) else {
            return Err(Unshrunk::Settled(Box::new(outcome)));
        };
        let before = Extent::of::<M>(&first);
        let tried = BTreeSet::new();
        Ok((first, Search { samples, pin, best: outcome, runs: 0, budget, tried, before, watch }))
    }

    /// What came of it.
    fn end<M: Model>(self, mut smallest: ScenarioOf<M>, complete: bool) -> Shrunk<ScenarioOf<M>> {
        let Search { pin: Pin { failure, .. }, best, runs, before, .. } = self;
        let within = match failure {
            Failure::Slow { within } => Some(within),
            _ => None,
        };
        smallest.expect = Expectation::of(&best);
        let after = Extent::of::<M>(&smallest);
        let (story, item) = (story_of::<M>(&smallest, &best, within), M::ITEM);
        Shrunk { scenario: smallest, story, outcome: best, failure, runs, before, after, complete, item }
    }

    /// A slow scenario whose messages take as long as the middle one of them, and late ones a fault each; if that is not
    /// slow by itself already, or nobody could tell what of it is the reason.
    fn without_a_law_of_latency<M: Model>(&mut self, slow: &ScenarioOf<M>) -> Option<ScenarioOf<M>> {
        if self.runs >= self.budget {
            return None;
        }
        let explicit = latencies::told_by_the_middle::<M>(slow, self.samples)?;
        let calm = ScenarioOf::<M> { faults: Vec::new(), inputs: Vec::new(), ..explicit.clone() };
        self.runs += 1;
        let calm = self.pin.run::<M>(&calm, self.samples, &self.best)?;
        matches!(calm.verdict, Verdict::Settled { .. } if !self.pin.holds(&calm)).then_some(explicit)
    }

    /// What the run comes to without the faults that explain why it is slow, in a sentence.
    fn without_faults<M: Model>(&self, slow: &ScenarioOf<M>) -> Option<String> {
        let calm = ScenarioOf::<M> { faults: Vec::new(), ..slow.clone() };
        match self.pin.run::<M>(&calm, self.samples, &self.best)?.verdict {
            Verdict::Settled { at } if !slow.faults.is_empty() => {
                Some(format!("Without that it settles at {at}."))
            }
            _ => None,
        }
    }

    /// Without its seed, if that changes nothing: where no chance is left.
    fn without_a_seed<M: Model>(&mut self, slow: ScenarioOf<M>) -> ScenarioOf<M> {
        let plain = ScenarioOf::<M> { seed: 0, ..slow.clone() };
        if slow.seed == 0 || self.runs >= self.budget {
            return slow;
        }
        self.runs += 1;
        match self.pin.run::<M>(&plain, self.samples, &self.best) {
            Some(outcome) if outcome.digest == self.best.digest => {
                self.best = outcome;
                plain
            }
            _ => slow,
        }
    }

    /// Whether a scenario fails in the same way; if so, it is the best so far.
    fn fails<M: Model>(&mut self, candidate: &ScenarioOf<M>) -> bool {
        let outcome = self.pin.run::<M>(candidate, self.samples, &self.best);
        self.runs += usize::from(outcome.is_some());
        match outcome.filter(|outcome| self.pin.holds(outcome)) {
            Some(outcome) => {
                self.best = outcome;
                true
            }
            None => false,
        }
    }

    /// With the failures that laws made written down, as far as it fails so too. What stalls since a law never lets
    /// anything succeed would only be told up to its horizon.
    fn without_laws<M: Model>(&mut self, first: ScenarioOf<M>) -> ScenarioOf<M> {
        if self.pin.failure == Failure::Stalls || self.pin.is_slow() && !self.pin.settles {
            return first;
        }
        let room = self.budget - self.runs;
        let most = if self.pin.is_slow() { laws::MOST_OF_SLOW } else { laws::MOST_FAILURES };
        let explicit = laws::written_down::<M>(&first, self.samples, most).into_iter().take(room);
        explicit.into_iter().find(|explicit| self.fails::<M>(explicit)).unwrap_or(first)
    }

    /// The smallest that the reducer comes to, and whether nothing was left to try.
    fn reduce<M: Model>(&mut self, first: &ScenarioOf<M>) -> (ScenarioOf<M>, bool) {
        let mut reducer = Reducer::<M>::beside(first, std::mem::take(&mut self.tried));
        reducer = reducer.only_away(self.pin.is_slow());
        reducer.saw(&self.best);
        let mut last_kept = false;
        let mut is_over = false;
        while self.runs < self.budget {
            let Some(candidate) = reducer.next(last_kept) else {
                is_over = true;
                break;
            };
            last_kept = self.fails::<M>(&candidate);
            if last_kept {
                reducer.saw(&self.best);
            }
            let left = if last_kept { &candidate } else { reducer.kept() };
            let left = Extent::of::<M>(left);
            (self.watch)(Progress { before: self.before, left, runs: self.runs });
        }
        // The last candidate may be one to keep.
        let is_over = is_over || reducer.next(last_kept).is_none();
        let (kept, tried) = reducer.into_kept();
        self.tried = tried;
        (kept, is_over)
    }
}

/// The scenario with its chance written down, where that run is the same; otherwise as it is.
fn written_down<M: Model>(
    scenario: &ScenarioOf<M>,
    samples: &Samples,
    slow: Option<&Failure>,
) -> Result<(ScenarioOf<M>, Outcome), Problem> {
    let resolved = resolve::<M>(scenario, samples)?;
    let explicit = ScenarioOf::<M> { expect: Vec::new(), ..resolved.scenario };
    let again = Prepared::<M>::new(&explicit, samples).map(|mut prepared| prepared.run(explicit.seed));
    let same = |again: &Outcome| match slow {
        Some(slow) => slow.shows_in(again) == slow.shows_in(&resolved.outcome),
        None => Failure::of(again) == Failure::of(&resolved.outcome),
    };
    Ok(match again {
        Ok(again) if same(&again) => (explicit, again),
        _ => (scenario.clone(), resolved.outcome),
    })
}

/// The failure that must stay the same.
struct Pin {
    failure: Failure,
    /// Of a panic, what it said without its numbers: any other panic is another failure.
    words: Option<String>,
    /// Whether it settled, late: one that does not settle at all is another failure.
    settles: bool,
    /// How many warnings there were: a smaller run that deserves more of them is not the same question.
    warnings: usize,
}

impl Pin {
    fn of<M: Model>(
        scenario: &ScenarioOf<M>,
        outcome: &Outcome,
        samples: &Samples,
        slow: Option<Failure>,
    ) -> Option<Pin> {
        let failure = match slow {
            Some(slow) => slow.shows_in(outcome).then_some(slow)?,
            None => Failure::of(outcome)?,
        };
        let settles = matches!(outcome.verdict, Verdict::Settled { .. });
        let warnings = Prepared::<M>::new(scenario, samples).map_or(0, |prepared| prepared.warnings().len());
        Some(Pin { failure, words: panic_words(outcome), settles, warnings })
    }

    fn is_slow(&self) -> bool {
        matches!(self.failure, Failure::Slow { .. })
    }

    /// Runs a candidate no longer than it can matter; `None` where it cannot be run.
    fn run<M: Model>(&self, candidate: &ScenarioOf<M>, samples: &Samples, best: &Outcome) -> Option<Outcome> {
        let mut guarded = candidate.clone();
        if self.is_slow() {
            let steps = best.steps.saturating_mul(STEPS.0).saturating_add(STEPS.1);
            guarded.step_limit = guarded.step_limit.min(steps);
        }
        if let Verdict::Violated { at, .. } = &best.verdict {
            // What is violated within these limits is violated without them, with the same digest.
            let room = Span::from_nanos(at.as_nanos().saturating_mul(2).max(1_000_000_000));
            let repaired = M::pace(&candidate.knobs).repair * REPAIRS;
            guarded.horizon = guarded.horizon.min(room.max(repaired));
            let steps = best.steps.saturating_mul(STEPS.0).saturating_add(STEPS.1);
            guarded.step_limit = guarded.step_limit.min(steps);
        }
        let mut prepared = Prepared::<M>::new(&guarded, samples).ok()?;
        (prepared.warnings().len() <= self.warnings).then(|| prepared.run(guarded.seed))
    }

    fn holds(&self, outcome: &Outcome) -> bool {
        let settles = matches!(outcome.verdict, Verdict::Settled { .. });
        self.failure.shows_in(outcome) && panic_words(outcome) == self.words && settles == self.settles
    }
}

fn panic_words(outcome: &Outcome) -> Option<String> {
    match &outcome.verdict {
        Verdict::Violated { why, .. } if outcome.panicked() => {
            Some(why.chars().filter(|letter| !letter.is_ascii_digit()).collect())
        }
        _ => None,
    }
}
