//! How often each value came, of very many: exact up to a million distinct values, then a histogram that states its error.
//! Knows no run.

use hdrhistogram::Histogram;

use super::level::Level;

/// The most distinct values that are counted exactly.
const EXACT: usize = 1_000_000;
/// Digits of a value that the histogram keeps.
const DIGITS: u8 = 3;

/// How often each value, in nanoseconds, came. Exact up to a million distinct values; with one more it becomes a histogram
/// of three digits, and stays one. Which order values come or counts are merged in makes no difference, here neither.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// A table with open addresses, a power of two long or empty; a value that came 0 times is a free place.
    places: Vec<(u64, u64)>,
    distinct: usize,
    total: u64,
    sum: u128,
    /// Once there were too many; then the table is empty.
    histogram: Option<Histogram<u64>>,
}

impl Counts {
    /// Adds a value that came so often.
    #[inline]
    pub fn add(&mut self, value: u64, times: u64) {
        if times == 0 {
            return;
        }
        self.total = self.total.saturating_add(times);
        self.sum = self.sum.saturating_add(u128::from(value) * u128::from(times));
        self.record(value, times);
    }

    #[inline]
    fn record(&mut self, value: u64, times: u64) {
        if self.histogram.is_none() && !self.places.is_empty() {
            let place = place(&self.places, value);
            if let found @ (_, 1..) = &mut self.places[place] {
                found.1 = found.1.saturating_add(times);
                return;
            }
        }
        self.record_new(value, times);
    }

    /// A value that the table does not have, or one for the histogram.
    #[cold]
    fn record_new(&mut self, value: u64, times: u64) {
        if self.histogram.is_none() && self.distinct == EXACT {
            self.coarsen();
        }
        if let Some(histogram) = &mut self.histogram {
            histogram.saturating_record_n(value, times);
            return;
        }
        // At most half full, so that a free place is near.
        if self.distinct * 2 >= self.places.len() {
            let length = (self.places.len() * 2).max(16);
            let old = std::mem::replace(&mut self.places, vec![(0, 0); length]);
            for known in old.into_iter().filter(|(_, times)| *times > 0) {
                let place = place(&self.places, known.0);
                self.places[place] = known;
            }
        }
        let place = place(&self.places, value);
        self.places[place] = (value, times);
        self.distinct += 1;
    }

    /// From the table to the histogram.
    fn coarsen(&mut self) {
        let mut histogram = Histogram::new(DIGITS).expect("three digits are not too many");
        histogram.auto(true);
        for (value, times) in std::mem::take(&mut self.places).into_iter().filter(|(_, times)| *times > 0) {
            histogram.saturating_record_n(value, times);
        }
        self.distinct = 0;
        self.histogram = Some(histogram);
    }

    /// Forgets everything, and keeps its memory; counts exactly again.
    pub fn clear(&mut self) {
        self.places.fill((0, 0));
        (self.distinct, self.total, self.sum, self.histogram) = (0, 0, 0, None);
    }

    /// How many there are.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Takes in what another has; which of them comes first makes no difference.
    pub fn merge(&mut self, other: &Counts) {
        self.total = self.total.saturating_add(other.total);
        self.sum = self.sum.saturating_add(other.sum);
        if let Some(histogram) = &other.histogram {
            if self.histogram.is_none() {
                self.coarsen();
            }
            let own = self.histogram.as_mut().expect("it has just become one");
            own.add(histogram).expect("a histogram that grows takes in any other");
            return;
        }
        for (value, times) in other.places.iter().filter(|(_, times)| *times > 0) {
            self.record(*value, *times);
        }
    }

    /// Each distinct value, ascending, with how often it came; of the histogram, the largest value that it does not
    /// distinguish from each.
    pub fn values(&self) -> Vec<(u64, u64)> {
        match &self.histogram {
            Some(histogram) => histogram
                .iter_recorded()
                .map(|step| (step.value_iterated_to(), step.count_at_value()))
                .collect(),
            None => {
                let mut values: Vec<(u64, u64)> =
                    self.places.iter().filter(|(_, times)| *times > 0).copied().collect();
                values.sort_unstable();
                values
            }
        }
    }

    /// The value at the rank of a quantile: one that occurred, or with an error of [`Counts::error`] above it; `None` where
    /// there is none. Of many quantiles, ask [`Counts::values`] once.
    pub fn quantile(&self, level: Level) -> Option<u64> {
        let rank = level.rank(self.total);
        let mut below = 0_u64;
        self.values().into_iter().find_map(|(value, times)| {
            below = below.saturating_add(times);
            (below >= rank).then_some(value)
        })
    }

    /// The mean, which is exact in either form; `None` where there is none.
    pub fn mean(&self) -> Option<f64> {
        let total = u128::from(self.total);
        (total > 0).then(|| (self.sum / total) as f64 + (self.sum % total) as f64 / total as f64)
    }

    /// The largest relative error of a value; 0 while all are exact.
    pub fn error(&self) -> f64 {
        if self.histogram.is_some() { 0.001 } else { 0.0 }
    }
}

/// By content, whatever came first and however much memory there is.
impl PartialEq for Counts {
    fn eq(&self, other: &Counts) -> bool {
        self.total == other.total
            && self.sum == other.sum
            && self.histogram.is_some() == other.histogram.is_some()
            && self.values() == other.values()
    }
}

/// Where a value is, or the free place where it belongs. The multiplier is 2^64 by the golden ratio, whose upper bits are
/// spread evenly for values that are multiples of one another (Knuth, The Art of Computer Programming, 6.4).
#[inline]
fn place(places: &[(u64, u64)], value: u64) -> usize {
    let mask = places.len() - 1;
    let folded = (value ^ (value >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut place = (folded >> (64 - places.len().trailing_zeros())) as usize;
    while places[place].1 != 0 && places[place].0 != value {
        place = (place + 1) & mask;
    }
    place
}
