//! What a campaign is asked to do: plain data.

use std::ops::Range;

use crate::check::problem::Problem;

/// The most seeds that one campaign takes: a million runs a second would take eleven days for them.
pub const MOST_SEEDS: u64 = 1_000_000_000_000;

/// What a campaign is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The seeds, in the order in which results are told.
    pub seeds: Range<u64>,
    /// Whether each seed also draws which families of faults are alive and how the knobs stand.
    pub swarm: bool,
    /// How many threads. It changes no result.
    pub jobs: usize,
    /// The campaign ends at the so-manyth failing seed, in order of seed.
    pub stop_after: Option<u64>,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan { seeds: 0..1, swarm: false, jobs: 1, stop_after: None }
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

/// What there is to say of more seeds than can ever be run.
pub(in crate::check) fn too_many(number: u128) -> Problem {
    let message = format!("{number} seeds are more than can be run");
    Problem::at::<&str>([], message).hint(format!("one campaign takes at most {MOST_SEEDS} seeds"))
}
