//! What a swarm draws with: dice that are a function of the seed and a name, ranges of knobs, a model's time scale.

use serde::{Deserialize, Serialize};

use super::problem::Problem;
use crate::sim::digest::WordHasher;
use crate::sim::rng::{Key, Keys, Purpose, below};
use crate::sim::{Probability, Span};

/// What a knob is drawn from, in the words of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Range {
    /// Whole numbers or durations from the first to the last, both included, equally likely.
    Between(String, String),
    /// One of these, equally likely; what is written twice is twice as likely.
    OneOf(Vec<String>),
}

/// The time scale of a model with its knobs turned, by which the weather's strengths are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// How long it takes until what went wrong is tried again: an interval of republishing, a time-out.
    pub repair: Span,
    /// When the last input of its own workload is due.
    pub workload: Span,
}

/// What a seed draws, by name: each is a pure function of the seed and its name.
#[derive(Clone, Copy, Debug)]
pub struct Dice(Key);

impl Dice {
    /// The dice of a seed.
    pub fn of(seed: u64) -> Dice {
        Dice(Keys::derive(seed).of(Purpose::Swarm))
    }

    /// 64 bits for the `index`-th of what is called `name`.
    pub fn bits(&self, name: &str, index: u64) -> u64 {
        self.0.draw(WordHasher::of(name), index)
    }

    /// A number below `range`.
    pub fn below(&self, name: &str, range: u64) -> u64 {
        below(self.bits(name, 0), range)
    }

    /// Yes, once in `times`.
    pub fn once_in(&self, name: &str, times: u64) -> bool {
        self.below(name, times) == 0
    }

    /// A span up to so many tenths of `unit`, a multiple of a hundredth of it, and at least that.
    pub fn tenths(&self, name: &str, unit: Span, most: u64) -> Span {
        let hundredth = Span::from_nanos((unit.as_nanos() / 100).max(1));
        hundredth * (1 + self.below(name, 10 * most))
    }

    /// A probability up to so many percent, at least one.
    pub fn percent(&self, name: &str, most: u64) -> Probability {
        let percent = 1 + self.below(name, most);
        Probability::ratio(percent, 100).expect("a percentage is a probability")
    }
}

impl Range {
    /// What is drawn at its ends, or of all that there is to choose from: if those can be, all between can.
    pub(super) fn extremes(&self) -> Result<Vec<String>, Problem> {
        match self {
            Range::OneOf(values) if !values.is_empty() => Ok(values.clone()),
            _ => Ok(vec![self.value(0)?, self.value(u64::MAX)?]),
        }
    }

    /// As `sooner list` shows it.
    pub fn words(&self) -> String {
        match self {
            Range::Between(from, to) => format!("{from} to {to}"),
            Range::OneOf(values) => {
                let mut values = values.clone();
                values.dedup();
                format!("one of {}", values.join(", "))
            }
        }
    }

    /// The value that 64 uniform bits stand for, as a file writes it.
    pub fn value(&self, bits: u64) -> Result<String, Problem> {
        match self {
            Range::OneOf(values) if values.is_empty() => {
                Err(Problem::at::<&str>([], "there is nothing to choose from")
                    .hint("write one value or more"))
            }
            Range::OneOf(values) => Ok(values[below(bits, values.len() as u64) as usize].clone()),
            Range::Between(from, to) => {
                let numbers = from.parse::<u64>().ok().zip(to.parse::<u64>().ok());
                let spans = || from.parse::<Span>().ok().zip(to.parse::<Span>().ok());
                let within = |from: u64, to: u64| from + below(bits, (to - from).saturating_add(1));
                match (numbers, spans()) {
                    (Some((from, to)), _) if from <= to => Ok(within(from, to).to_string()),
                    (None, Some((from, to))) if from <= to => {
                        Ok(round(within(from.as_nanos(), to.as_nanos())))
                    }
                    (None, None) => Err(Problem::at::<&str>([], format!("`{from}` to `{to}` is no range"))
                        .hint("write two whole numbers, or two durations like \"10ms\", in quotes")),
                    _ => Err(Problem::at::<&str>([], format!("`{from}` is more than `{to}`"))
                        .hint("write the smaller one first")),
                }
            }
        }
    }
}

/// A duration in quotes, to the microsecond where it is longer than one: it is to be read by people.
fn round(nanos: u64) -> String {
    let rounded = if nanos > 1_000_000 { nanos / 1_000 * 1_000 } else { nanos };
    format!("\"{}\"", Span::from_nanos(rounded))
}
