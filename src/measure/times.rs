//! The times to consistency of many runs: exact to the nanosecond, in any order, with what was not reached counted. Knows
//! no run.

use std::collections::BTreeMap;

use crate::sim::{Span, Time};

/// What is known of the runs that took exactly one time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Atom {
    /// How many there are.
    pub runs: u64,
    /// The smallest seed among them, so that the value can be looked at.
    pub seed: u64,
}

/// The runs that did not become consistent, by why. They are counted, never dropped: each took longer than it was watched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unreached {
    /// Their horizon came first, or nothing was left that could happen: they take longer than the horizon.
    pub horizon: u64,
    /// Their step limit came first. Slow runs meet it sooner than others, so this says something about time.
    pub step_limit: u64,
    /// They ended at a violated property.
    pub violated: u64,
}

impl Unreached {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.horizon.saturating_add(self.step_limit).saturating_add(self.violated)
    }

    /// Those that ended before their horizon: whether they would have been consistent by it is not known.
    pub fn ended_early(&self) -> u64 {
        self.step_limit.saturating_add(self.violated)
    }
}

/// The times to consistency of many runs that were watched equally long: how many runs took each distinct time.
///
/// Which order runs are added or samples merged in makes no difference, so neither does the number of threads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    horizon: Span,
    atoms: BTreeMap<Time, Atom>,
    reached: u64,
    unreached: Unreached,
}

impl Times {
    /// No run yet; all will be watched up to `horizon`.
    pub fn watched_for(horizon: Span) -> Times {
        Times { horizon, ..Times::default() }
    }

    /// Adds a run that became consistent.
    pub fn add(&mut self, time: Time, seed: u64) {
        self.add_atom(time, Atom { runs: 1, seed });
    }

    /// Adds several that did at the same time.
    pub fn add_atom(&mut self, time: Time, atom: Atom) {
        self.reached = self.reached.saturating_add(atom.runs);
        let known = self.atoms.entry(time).or_insert(Atom { runs: 0, seed: atom.seed });
        *known = Atom { runs: known.runs.saturating_add(atom.runs), seed: known.seed.min(atom.seed) };
    }

    /// Where runs that did not become consistent are counted.
    pub fn unreached_mut(&mut self) -> &mut Unreached {
        &mut self.unreached
    }

    /// Takes in what another sample has.
    ///
    /// # Errors
    /// In words, where its runs were watched for another time: such samples are not pooled.
    pub fn merge(&mut self, other: &Times) -> Result<(), String> {
        if self.horizon != other.horizon {
            return Err(format!(
                "runs that were watched for {} are not pooled with runs that were watched for {}",
                self.horizon, other.horizon
            ));
        }
        other.atoms.iter().for_each(|(time, atom)| self.add_atom(*time, *atom));
        self.unreached.horizon = self.unreached.horizon.saturating_add(other.unreached.horizon);
        self.unreached.step_limit = self.unreached.step_limit.saturating_add(other.unreached.step_limit);
        self.unreached.violated = self.unreached.violated.saturating_add(other.unreached.violated);
        Ok(())
    }

    /// How long every run was watched.
    pub fn horizon(&self) -> Span {
        self.horizon
    }

    /// All runs, consistent or not.
    pub fn runs(&self) -> u64 {
        self.reached.saturating_add(self.unreached.total())
    }

    /// Those that became consistent.
    pub fn reached(&self) -> u64 {
        self.reached
    }

    /// Those that did not.
    pub fn unreached(&self) -> Unreached {
        self.unreached
    }

    /// Each distinct time, ascending.
    pub fn atoms(&self) -> impl DoubleEndedIterator<Item = (Time, Atom)> + ExactSizeIterator + '_ {
        self.atoms.iter().map(|(time, atom)| (*time, *atom))
    }

    /// How many runs were consistent at or before `time`.
    pub fn within(&self, time: Time) -> u64 {
        self.atoms.range(..=time).fold(0, |within, (_, atom)| within.saturating_add(atom.runs))
    }

    /// The value of a rank, counted from 1 over all runs, ascending, and a seed that took it; `None` among those that did
    /// not become consistent.
    pub fn at_rank(&self, rank: u64) -> Option<(Time, u64)> {
        let mut below = 0_u64;
        self.atoms.iter().find_map(|(time, atom)| {
            below = below.saturating_add(atom.runs);
            (below >= rank).then_some((*time, atom.seed))
        })
    }

    /// The share of all runs that were consistent at or before `time`; 0 of no run.
    pub fn share_within(&self, time: Time) -> f64 {
        self.within(time) as f64 / self.runs().max(1) as f64
    }

    /// The empirical distribution function: each distinct time, ascending, and the share of all runs that were consistent
    /// by then. Where some were not, it ends below 1.
    pub fn curve(&self) -> impl ExactSizeIterator<Item = (Time, f64)> + '_ {
        let runs = self.runs() as f64;
        let mut within = 0_u64;
        self.atoms.iter().map(move |(time, atom)| {
            within = within.saturating_add(atom.runs);
            (*time, within as f64 / runs)
        })
    }

    /// The sample with its ranks at hand, where many of them are asked for: 24 bytes per distinct time.
    pub fn ranked(&self) -> Ranked {
        let mut within = 0_u64;
        let rank = |(time, atom): (&Time, &Atom)| {
            within = within.saturating_add(atom.runs);
            (within, *time, atom.seed)
        };
        Ranked(self.atoms.iter().map(rank).collect())
    }

    /// The shortest time and its seed.
    pub fn shortest(&self) -> Option<(Time, u64)> {
        self.atoms.first_key_value().map(|(time, atom)| (*time, atom.seed))
    }

    /// The longest time of a run that became consistent, and its seed.
    pub fn longest(&self) -> Option<(Time, u64)> {
        self.atoms.last_key_value().map(|(time, atom)| (*time, atom.seed))
    }
}

/// The ranks of a sample: for each distinct time, how many runs took at most that.
#[derive(Clone, Debug)]
pub struct Ranked(Vec<(u64, Time, u64)>);

impl Ranked {
    /// As [`Times::at_rank`], in the time that it takes to halve the sample to one.
    pub fn at_rank(&self, rank: u64) -> Option<(Time, u64)> {
        let index = self.0.partition_point(|(within, ..)| *within < rank);
        self.0.get(index).map(|(_, time, seed)| (*time, *seed))
    }

    /// As [`Times::within`].
    pub fn within(&self, time: Time) -> u64 {
        let index = self.0.partition_point(|(_, at, _)| *at <= time);
        index.checked_sub(1).map_or(0, |last| self.0[last].0)
    }
}
