//! What a campaign is asked to do: plain data.

use std::ops::Range;

use crate::check::problem::Problem;
use crate::measure::Confidence;

/// The most seeds that one campaign takes: a million runs a second would take eleven days for them.
pub const MOST_SEEDS: u64 = 1_000_000_000_000;

/// What a campaign is asked to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The seeds, in the order in which results are told.
    pub seeds: Range<u64>,
    /// Whether each seed also draws which families of faults are alive and how the knobs stand.
    pub swarm: bool,
    /// How many threads. It changes no result.
    pub jobs: usize,
    /// The campaign ends at the so-manyth failing seed, in order of seed.
    pub stop_after: Option<u64>,
    /// How sure each statement about the times of the runs is.
    pub confidence: Confidence,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan { seeds: 0..1, swarm: false, jobs: 1, stop_after: None, confidence: Confidence::P95 }
    }
}

impl Plan {
    /// How many seeds there are.
    ///
    /// # Errors
    /// Where they run backwards, or are more than can ever be run.
    pub fn number(&self) -> Result<u64, Problem> {
        let Range { start, end } = self.seeds;
        match end.checked_sub(start) {
            None => Err(Problem::at::<&str>([], format!("the seeds {start}..{end} run backwards"))
                .hint(format!("the smaller number comes first: {end}..{start}"))),
            Some(number) if number > MOST_SEEDS => Err(too_many(number as u128)),
            Some(number) => Ok(number),
        }
    }
}

/// A number as people write one: decimal or 0x..., with `_` where they like.
fn number(text: &str) -> Option<u128> {
    let digits = text.replace('_', "");
    // A sign is no digit, though the standard library takes one.
    let (digits, radix) = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(hex) => (hex, 16),
        None => (digits.as_str(), 10),
    };
    let plain = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    // What does not fit is too many in any case.
    plain.then(|| u128::from_str_radix(digits, radix).unwrap_or(u128::MAX))
}

/// A seed as people write one: decimal or 0x..., with `_` where they like.
///
/// # Errors
/// In words, where it is none.
pub fn parse_seed(text: &str) -> Result<u64, String> {
    let seed = number(text).and_then(|number| u64::try_from(number).ok());
    seed.ok_or_else(|| format!("a seed is a number from 0 to {}, decimal or like 0x2a", u64::MAX))
}

/// Seeds as people write them: a range like `0..10_000` or `5..=9`, or how many.
///
/// # Errors
/// In words, where they are none, run backwards, or are more than can be run.
pub fn parse_seeds(text: &str) -> Result<Range<u64>, String> {
    let (start, end) = text.split_once("..").unwrap_or(("0", text));
    let (end, inclusive) = end.strip_prefix('=').map_or((end, 0), |end| (end, 1));
    let (Some(start), Some(end)) = (number(start.trim()), number(end.trim())) else {
        return Err("seeds are a range like 0..10000, or how many, like 10000".to_string());
    };
    let end = end.saturating_add(inclusive);
    match (u64::try_from(start), u64::try_from(end)) {
        (Ok(start), Ok(end)) => {
            let plan = Plan { seeds: start..end, ..Plan::default() };
            plan.number().map(|_| start..end).map_err(|problem| problem.to_string())
        }
        _ if end.saturating_sub(start) > MOST_SEEDS as u128 => Err(too_many(end - start).to_string()),
        _ if end < start => Err("the seeds run backwards: the smaller number comes first".to_string()),
        _ => Err(format!("a range of seeds ends at {} at the latest", u64::MAX)),
    }
}

/// What there is to say of more seeds than can ever be run.
fn too_many(number: u128) -> Problem {
    let message = format!("{number} seeds are more than can be run");
    Problem::at::<&str>([], message).hint(format!("one campaign takes at most {MOST_SEEDS} seeds"))
}
