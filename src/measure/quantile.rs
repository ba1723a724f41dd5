//! Quantiles as values that occurred, with intervals between values that occurred. Knows no law.

use super::confidence::Confidence;
use super::level::Level;
use super::planning::seeds_for_quantile_limit;
use super::special::{binomial, normal_beyond};
use super::times::Times;
use crate::sim::Time;

/// A quantile of a sample, with an interval by order statistics: exact without any assumption, conservative with ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantile {
    /// Which.
    pub level: Level,
    /// The value and the smallest seed that took it; `None` where it lies among the runs that did not become consistent.
    pub value: Option<(Time, u64)>,
    /// The lower limit; `None` where there are too few runs for one, or where it lies among those that were not reached.
    pub low: Option<Time>,
    /// Whether even the lower limit lies among those that were not reached: the quantile is longer than they were watched.
    pub beyond: bool,
    /// The upper limit; `None` where there is no finite one: too few runs, or it lies among those that were not reached.
    pub high: Option<Time>,
    /// Without an upper limit for want of runs: how many it takes to have one at all.
    pub needs: Option<u64>,
}

impl Quantile {
    /// How wide the interval is, in nanoseconds, as far as that is known: where it has no upper limit, from the lower one to
    /// the value, but no less than a thousandth of that; where only one of them is known, as long as that is.
    pub fn width(&self) -> u64 {
        let value = self.value.map(|(time, _)| time);
        match (self.low, self.high, value) {
            (Some(low), Some(high), _) => high.since(low).as_nanos(),
            (Some(low), None, Some(value)) => value.since(low).as_nanos().max(value.as_nanos() / 1_000),
            (low, high, value) => low.or(high).or(value).map_or(0, Time::as_nanos),
        }
    }
}

/// A quantile of the sample, `None` of no runs. Of many quantiles of one sample, ask [`quantiles`].
pub fn quantile(times: &Times, level: Level, confidence: Confidence) -> Option<Quantile> {
    quantile_by(times.runs(), |rank| times.at_rank(rank), level, confidence)
}

/// Many quantiles of one sample, each with its own interval: together they are right less often than each. Empty of no
/// runs. The sample is gone through once.
pub fn quantiles(times: &Times, levels: &[Level], confidence: Confidence) -> Vec<Quantile> {
    let ranked = times.ranked();
    let one = |level: &Level| quantile_by(times.runs(), |rank| ranked.at_rank(rank), *level, confidence);
    levels.iter().filter_map(one).collect()
}

fn quantile_by(
    runs: u64,
    at_rank: impl Fn(u64) -> Option<(Time, u64)>,
    level: Level,
    confidence: Confidence,
) -> Option<Quantile> {
    if runs == 0 {
        return None;
    }
    let ranks = ranks(runs, level, confidence);
    let time = |rank: u64| at_rank(rank).map(|(time, _)| time);
    Some(Quantile {
        level,
        value: at_rank(level.rank(runs)),
        low: ranks.low.and_then(time),
        beyond: ranks.low.is_some_and(|rank| time(rank).is_none()),
        high: ranks.high.and_then(time),
        needs: ranks.high.is_none().then(|| seeds_for_quantile_limit(level, confidence)),
    })
}

/// Between which ordered values, counted from 1, a quantile lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankInterval {
    /// The largest rank whose value exceeds the quantile with probability alpha/2 at most; `None` where there is none.
    pub low: Option<u64>,
    /// The smallest rank whose value is below it with probability alpha/2 at most; `None` where there is none.
    pub high: Option<u64>,
}

/// The ranks that are the interval of a quantile of `n` runs. The number of runs at or below the quantile is binomial at
/// least, and of those below it at most, whether there are ties or not (David and Nagaraja, Order Statistics, 7.1).
pub fn ranks(n: u64, level: Level, confidence: Confidence) -> RankInterval {
    let tail = confidence.error() / 2.0;
    let (below, beyond) = (level.get(), level.beyond());
    let z = normal_beyond(tail);
    let (mean, deviation) = (n as f64 * below, (n as f64 * below * beyond).sqrt());
    // Cornish and Fisher's first correction, which mostly hits.
    let bend = (beyond - below) * (z * z - 1.0) / 6.0;
    let guess = |z: f64| (mean + z * deviation + bend - 0.5).max(0.0) as u64;
    // At most `low - 1` runs at or below: unlikely up to some number, so the first that is likely is `low`.
    let low = first(n, guess(-z), |low| binomial(low, n, below, beyond).0 > tail);
    let high = first(n, guess(z), |high| binomial(high, n, below, beyond).1 <= tail).checked_add(1);
    // More runs than a float counts could cross them.
    let high = high.map(|high| high.max(low));
    RankInterval { low: (low > 0).then_some(low), high: high.filter(|high| *high <= n) }
}

/// The first number up to `n` at which something becomes true that then stays true, looked for from a guess in growing
/// steps; `n` where it never does.
fn first(n: u64, guess: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let guess = guess.min(n);
    // It holds at `yes` (or that is n), and not below `no`.
    let (mut no, mut yes) = (0, n);
    let mut step = 1;
    let mut at = guess;
    let upwards = !holds(guess);
    loop {
        let held = if at == guess { !upwards } else { holds(at) };
        if held {
            yes = at;
        } else {
            no = at.saturating_add(1);
        }
        if held == upwards || no >= yes {
            break;
        }
        at = if upwards { at.saturating_add(step).min(n) } else { at.saturating_sub(step) };
        step = step.saturating_mul(2);
    }
    while no < yes {
        let middle = no + (yes - no) / 2;
        if holds(middle) {
            yes = middle;
        } else {
            no = middle + 1;
        }
    }
    yes
}
