//! How often each value came, of very many: exact up to a million distinct values, then a histogram that states its error.
//! Knows no run.

use std::borrow::Cow;

use hdrhistogram::Histogram;

use super::level::Level;

/// The most distinct values that are counted exactly.
const EXACT: usize = 1_000_000;
/// Digits of a value that the histogram keeps.
const DIGITS: u8 = 3;
/// At least so many new values wait before they are sorted in.
const WAITING: usize = 1 << 17;

/// How often each value, in nanoseconds, came. Exact up to a million distinct values; with one more it becomes a histogram
/// of three digits, and stays one. Which order values come or counts are merged in makes no difference, here neither.
///
/// New values wait until there are many, and are sorted in together: one after the other, each would cost a look at a place
/// of memory that was not used for long, which takes longer than the rest.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Each value and how often it came, ascending.
    sorted: Vec<(u64, u64)>,
    /// Values that came once more.
    waiting: Vec<u64>,
    /// Values that came several times more.
    waiting_together: Vec<(u64, u64)>,
    total: u64,
    sum: u128,
    /// Once there were too many distinct values; then nothing is sorted and nothing waits.
    histogram: Option<Histogram<u64>>,
    /// The error that the values had when they were added.
    inherited: f64,
}

impl Counts {
    /// Adds a value that came once.
    #[inline]
    pub fn add_one(&mut self, value: u64) {
        self.total = self.total.saturating_add(1);
        self.sum = self.sum.saturating_add(u128::from(value));
        match &mut self.histogram {
            Some(histogram) => record(histogram, value, 1),
            None => {
                self.waiting.push(value);
                self.settle_many();
            }
        }
    }

    /// Adds a value that came so often.
    pub fn add(&mut self, value: u64, times: u64) {
        if times == 0 {
            return;
        }
        self.total = self.total.saturating_add(times);
        self.sum = self.sum.saturating_add(u128::from(value) * u128::from(times));
        match &mut self.histogram {
            Some(histogram) => record(histogram, value, times),
            None => {
                self.waiting_together.push((value, times));
                self.settle_many();
            }
        }
    }

    /// Sorts in what waits once it is as much as what is sorted, so that each value is moved a few times at most.
    #[inline]
    fn settle_many(&mut self) {
        if self.waiting.len() + self.waiting_together.len() >= WAITING.max(self.sorted.len()) {
            self.settle();
        }
    }

    /// Sorts in what waits: then nothing has to be copied to be read.
    pub fn settle(&mut self) {
        let mut waiting = std::mem::take(&mut self.waiting);
        radsort::sort(&mut waiting);
        let alone = waiting.chunk_by(|one, other| one == other).map(|same| (same[0], same.len() as u64));
        let alone: Vec<(u64, u64)> = alone.collect();
        waiting.clear();
        self.waiting = waiting;
        self.sort_in(alone);
        let mut together = std::mem::take(&mut self.waiting_together);
        together.sort_unstable();
        let same = |one: &(u64, u64), other: &(u64, u64)| one.0 == other.0;
        let sum = |same: &[(u64, u64)]| same.iter().fold(0_u64, |sum, (_, times)| sum.saturating_add(*times));
        self.sort_in(together.chunk_by(same).map(|same| (same[0].0, sum(same))).collect());
    }

    /// Takes in values that are ascending, each named once.
    fn sort_in(&mut self, new: Vec<(u64, u64)>) {
        match &mut self.histogram {
            _ if new.is_empty() => {}
            Some(histogram) => {
                new.iter().for_each(|(value, times)| record(histogram, *value, *times));
            }
            None if self.sorted.is_empty() => self.sorted = new,
            None => self.sorted = merged(&self.sorted, &new),
        }
        if self.sorted.len() > EXACT {
            self.coarsen();
        }
    }

    /// From exact counts to the histogram.
    fn coarsen(&mut self) {
        let mut histogram = Histogram::new(DIGITS).expect("three digits are not too many");
        histogram.auto(true);
        for (value, times) in std::mem::take(&mut self.sorted) {
            record(&mut histogram, value, times);
        }
        self.histogram = Some(histogram);
    }

    /// The same with nothing waiting.
    fn settled(&self) -> Cow<'_, Counts> {
        match self.waiting.is_empty() && self.waiting_together.is_empty() {
            true => Cow::Borrowed(self),
            false => {
                let mut settled = self.clone();
                settled.settle();
                Cow::Owned(settled)
            }
        }
    }

    /// Forgets everything, and keeps its memory; counts exactly again.
    pub fn clear(&mut self) {
        self.sorted.clear();
        self.waiting.clear();
        self.waiting_together.clear();
        (self.total, self.sum, self.histogram, self.inherited) = (0, 0, None, 0.0);
    }

    /// How many there are.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Takes in what another has; which of them comes first makes no difference.
    pub fn merge(&mut self, other: &Counts) {
        self.inherited = self.inherited.max(other.inherited);
        let other = other.settled();
        let Some(histogram) = &other.histogram else {
            return other.sorted.iter().for_each(|(value, times)| self.add(*value, *times));
        };
        self.total = self.total.saturating_add(other.total);
        self.sum = self.sum.saturating_add(other.sum);
        self.settle();
        if self.histogram.is_none() {
            self.coarsen();
        }
        let own = self.histogram.as_mut().expect("it has just become one");
        own.add(histogram).expect("a histogram that grows takes in any other");
    }

    /// Each distinct value, ascending, with how often it came; of the histogram, the largest value that it does not
    /// distinguish from each.
    pub fn values(&self) -> Vec<(u64, u64)> {
        let settled = self.settled();
        match &settled.histogram {
            Some(histogram) => histogram
                .iter_recorded()
                .map(|step| (step.value_iterated_to(), step.count_at_value()))
                .collect(),
            None => settled.into_owned().sorted,
        }
    }

    /// The value at the rank of a quantile: one that occurred, or with an error of [`Counts::error`] above it; `None` where
    /// there is none.
    pub fn quantile(&self, level: Level) -> Option<u64> {
        self.quantiles(&[level], 0)[0]
    }

    /// The values of several quantiles, in their order, where `beyond` more are larger than all that came: `None` where a
    /// quantile lies among those, or where there is no value.
    pub fn quantiles(&self, levels: &[Level], beyond: u64) -> Vec<Option<u64>> {
        let settled = self.settled();
        let values = match &settled.histogram {
            Some(_) => Cow::Owned(settled.values()),
            None => Cow::Borrowed(&settled.sorted),
        };
        let at_rank = |rank: u64| {
            let mut below = 0_u64;
            values.iter().find_map(|(value, times)| {
                below = below.saturating_add(*times);
                (below >= rank).then_some(*value)
            })
        };
        levels.iter().map(|level| at_rank(level.rank(self.total.saturating_add(beyond)))).collect()
    }

    /// The mean, which is exact in either form; `None` where there is none.
    pub fn mean(&self) -> Option<f64> {
        let total = u128::from(self.total);
        (total > 0).then(|| (self.sum / total) as f64 + (self.sum % total) as f64 / total as f64)
    }

    /// The same, of values that had this error when they were added: those of a histogram that was written down.
    pub fn with_error(self, error: f64) -> Counts {
        Counts { inherited: error, ..self }
    }

    /// The largest relative error of a value; 0 while all are exact.
    pub fn error(&self) -> f64 {
        let own: f64 = if self.settled().histogram.is_some() { 0.001 } else { 0.0 };
        own.max(self.inherited)
    }
}

fn record(histogram: &mut Histogram<u64>, value: u64, times: u64) {
    histogram.record_n(value, times).expect("a histogram that grows takes any value");
}

/// Two ascending lists as one, what stands in both added up.
fn merged(mut one: &[(u64, u64)], mut other: &[(u64, u64)]) -> Vec<(u64, u64)> {
    let mut all = Vec::with_capacity(one.len() + other.len());
    while let ([(a, times), rest @ ..], [(b, more), others @ ..]) = (one, other) {
        let value = *a.min(b);
        let here = if *a == value { *times } else { 0 };
        let there = if *b == value { *more } else { 0 };
        all.push((value, here.saturating_add(there)));
        if *a == value {
            one = rest;
        }
        if *b == value {
            other = others;
        }
    }
    all.extend_from_slice(one);
    all.extend_from_slice(other);
    all
}

impl PartialEq for Counts {
    fn eq(&self, other: &Counts) -> bool {
        self.total == other.total
            && self.sum == other.sum
            && self.settled().histogram.is_some() == other.settled().histogram.is_some()
            && self.values() == other.values()
    }
}
