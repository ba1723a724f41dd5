//! Two scenarios under the same seeds: what is said of their difference, as text and as one JSON object. Knows no file,
//! terminal or machine, so the same pairs give the same bytes.

mod json;
mod text;

use std::cmp::Reverse;
use std::ops::Range;

use crate::measure::{
    Confidence, Pair, Paired, Slowness, Times, mean, normal_beyond, paired, percent, several, slower_by,
    span, span_of,
};

pub use json::json;
pub use text::text;

/// How many of the seeds in which B is most slower are told.
const TOLD: usize = 5;
/// How likely the number of seeds that is told for a decision is to bring one, if the difference is as it was seen.
const POWER: f64 = 0.9;

/// One of the two.
#[derive(Clone, Debug)]
pub struct Side {
    /// Its file, as it was named.
    pub file: String,
    /// When its runs became consistent.
    pub times: Times,
    /// How many runs violate a property, and the first seed that does.
    pub violated: (u64, Option<u64>),
}

/// Two scenarios of one model, run with the same seeds.
pub struct Compared<'a> {
    /// The model's name.
    pub model: &'a str,
    /// The seeds that were run with both.
    pub seeds: Range<u64>,
    /// Whether it was told to end before all were.
    pub interrupted: bool,
    /// How sure each statement is.
    pub confidence: Confidence,
    /// A and B.
    pub sides: &'a [Side; 2],
    /// The times of each seed, in nanoseconds.
    pub pairs: &'a [Pair],
    /// The part of its mean by which B may be slower than A, if that was asked.
    pub limit: Option<f64>,
    /// The command that gives the run of a file with a seed.
    pub reproduce: &'a dyn Fn(&str, u64) -> String,
}

impl Compared<'_> {
    /// What comes of the pairs; `None` of no seed.
    fn paired(&self) -> Option<Paired> {
        paired(self.pairs, self.confidence)
    }

    /// Whether B is slower by more than the limit, if one was asked for.
    pub fn slowness(&self) -> Option<Slowness> {
        self.limit.map(|limit| slower_by(self.pairs, limit, self.confidence))
    }

    /// About how many seeds would decide about the limit if means and variances are as they were seen: where B is slower
    /// than (1 + limit) A by m with variance v, n = (z(confidence) + z(power))^2 v / m^2. `None` where nobody knows a mean,
    /// or where B is slower by exactly the limit.
    pub fn seeds_needed(&self) -> Option<u64> {
        let factor = 1.0 + self.limit?;
        let [a, b] = self.sides.each_ref().map(|side| mean(&side.times, self.confidence));
        let off = b?.value - factor * a?.value;
        let variation = self.paired()?.variation?;
        let covariance = (variation.first + variation.second - variation.difference) / 2.0;
        let variance = variation.second + factor * factor * variation.first - 2.0 * factor * covariance;
        let reach = normal_beyond(self.confidence.error()) + normal_beyond(1.0 - POWER);
        let seeds = (reach * reach * variance / (off * off)).ceil();
        // A float becomes the nearest whole number that there is.
        let is_open = self.slowness() == Some(Slowness::Unsure);
        (is_open && off != 0.0 && seeds.is_finite()).then(|| (seeds as u64).max(self.pairs.len() as u64 + 1))
    }

    /// The seeds in which B is most slower, with both times; one that B alone does not reach comes first.
    fn slowest(&self) -> Vec<(u64, Pair)> {
        let off = |pair: &Pair| match pair {
            (Some(a), Some(b)) => i128::from(*b) - i128::from(*a),
            (Some(_), None) => i128::MAX,
            _ => 0,
        };
        let mut slowest: Vec<(u64, Pair)> = Vec::new();
        for (seed, pair) in self.seeds.clone().zip(self.pairs).filter(|(_, pair)| off(pair) > 0) {
            let at = slowest.partition_point(|other| Reverse(off(&other.1)) <= Reverse(off(pair)));
            if at < TOLD {
                slowest.insert(at, (seed, *pair));
                slowest.truncate(TOLD);
            }
        }
        slowest
    }
}

/// The verdict, in a sentence.
pub fn verdict(compared: &Compared<'_>) -> String {
    let sure = compared.confidence;
    let number = compared.pairs.len() as u64;
    let seeds = several(number, "seed");
    let do_not_tell = format!("{seeds} {} not tell", if number == 1 { "does" } else { "do" });
    let [a, b] = compared.sides.each_ref().map(|side| side.violated.0);
    if a + b > 0 {
        return format!(
            "A property is violated in {a} runs of A and in {b} of B: which is faster is no matter yet."
        );
    }
    let Some(paired) = compared.paired() else { return "Nothing ran: there are no seeds.".to_string() };
    if let (Some(limit), Some(slowness)) = (compared.limit, compared.slowness()) {
        let more = format!("slower than A by more than {}", percent(limit));
        return match slowness {
            Slowness::Slower => format!("With {sure} confidence, B is {more}."),
            Slowness::NotSlower => format!("With {sure} confidence, B is not {more}."),
            Slowness::Unsure if paired.difference.is_none() => {
                format!("Not every run became consistent, so nobody knows a mean, nor whether B is {more}.")
            }
            Slowness::Unsure if paired.pairs < 2 => {
                format!("{do_not_tell} whether B is {more}: a spread takes two.")
            }
            Slowness::Unsure => {
                let needed = compared.seeds_needed().map_or("no number would".to_string(), |needed| {
                    format!("about {} would", several(needed, "seed"))
                });
                format!("{do_not_tell} whether B is {more}; {needed}.")
            }
        };
    }
    match (paired.difference, paired.interval) {
        _ if paired.equal.pairs == paired.pairs => format!("A and B take the same time in {seeds}."),
        (Some(_), Some(interval)) if interval.low > 0.0 => {
            format!("With {sure} confidence, B is slower on average.")
        }
        (Some(_), Some(interval)) if interval.high < 0.0 => {
            format!("With {sure} confidence, B is faster on average.")
        }
        (Some(_), _) => format!("{do_not_tell} which is faster on average."),
        (None, _) => {
            "Not every run became consistent, so nobody knows which is faster on average.".to_string()
        }
    }
}

/// A difference of times, with its sign.
fn signed(nanos: f64, width: f64) -> String {
    let sign = match nanos {
        0.0 => "",
        _ if nanos < 0.0 => "-",
        _ => "+",
    };
    format!("{sign}{}", span_of(nanos.abs(), width))
}

/// When a run became consistent.
fn at(nanos: Option<u64>) -> String {
    nanos.map_or("not consistent".to_string(), |nanos| span(nanos, 0))
}
