//! What a scenario expects of its run, and what it missed.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::fact::Fact;
use super::outcome::{Outcome, Verdict};
use super::problem::Problem;
use super::text::read;
use super::threshold::Threshold;
use crate::sim::time::Time;

/// One thing that a scenario expects: of its run or, as a threshold, of many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub enum Expectation {
    /// The system settles, at this instant where one is given.
    Settles {
        /// The settling instant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Time>,
    },
    /// A property is violated.
    Violates(String),
    /// The run ends with items open and no property violated.
    Stalls,
    /// All is quiet at this instant.
    Quiet(Time),
    /// So many messages of a kind are sent; copies do not count.
    Sends(String, u64),
    /// An operation is attempted so often.
    Attempts(String, u64),
    /// A named fact of the model is this.
    Fact(String, Fact),
    /// The digest of the run.
    Digest(HexDigest),
    /// A short check of every few steps, so that a run that differs shows where.
    Trail(Trail),
    /// Of the times of many runs: `(p99, "< 12s")`.
    #[serde(skip)]
    Threshold(Threshold),
}

/// A threshold is written as a pair, everything else by its name.
impl Serialize for Expectation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Expectation::Threshold(threshold) => threshold.serialize(serializer),
            named => Expectation::serialize(named, serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Expectation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Expectation, D::Error> {
        // RON does not tell a pair from a name before it has read either.
        let raw = Box::<ron::value::RawValue>::deserialize(deserializer)?;
        let read = Expectation::read(raw.trim().get_ron());
        // Where in the text it is wrong is found once more by who knows the whole text.
        read.map_err(de::Error::custom)
    }
}

/// One that is written by its name.
struct ByName(Expectation);

impl<'de> Deserialize<'de> for ByName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ByName, D::Error> {
        Expectation::deserialize(deserializer).map(ByName)
    }
}

/// In words, short enough for a line.
impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expectation::Settles { at: None } => f.write_str("settles"),
            Expectation::Settles { at: Some(at) } => write!(f, "settles at {at}"),
            Expectation::Violates(property) => write!(f, "violates {property}"),
            Expectation::Stalls => f.write_str("stalls"),
            Expectation::Quiet(at) => write!(f, "quiet at {at}"),
            Expectation::Sends(kind, number) => write!(f, "{number} {kind} sent"),
            Expectation::Attempts(operation, number) => write!(f, "{number} attempts of {operation}"),
            Expectation::Fact(name, fact) => write!(f, "{name} = {fact}"),
            Expectation::Digest(digest) => write!(f, "digest {digest}"),
            Expectation::Threshold(threshold) => threshold.fmt(f),
            Expectation::Trail(Trail { stride, checks }) => {
                write!(f, "trail of {} checks, stride {stride}", checks.len().div_ceil(4))
            }
        }
    }
}

/// A digest as files write it: `"0x0123456789abcdef"`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct HexDigest(pub u64);

impl fmt::Debug for HexDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for HexDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#018x}", self.0)
    }
}

impl Serialize for HexDigest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for HexDigest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<HexDigest, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits = text.strip_prefix("0x").unwrap_or(&text);
        u64::from_str_radix(digits, 16).map(HexDigest).map_err(|_| {
            de::Error::custom(format!("`{text}` is no digest; one looks like \"0x0123456789abcdef\""))
        })
    }
}

/// Sixteen bits of the digest after every `stride`-th step: every one, in a run of up to [`Trail::CHECKS`] steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trail {
    /// How many steps lie between two checks.
    pub stride: u64,
    /// Four hexadecimal digits each.
    #[serde(deserialize_with = "hex_fours")]
    pub checks: String,
}

fn hex_fours<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let checks = String::deserialize(deserializer)?;
    match checks.len().is_multiple_of(4) && checks.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        true => Ok(checks),
        false => Err(de::Error::custom("a trail is made of checks of four hexadecimal digits each")),
    }
}

impl Trail {
    /// The most checks that a trail keeps; longer runs are checked less often.
    pub const CHECKS: usize = 8_192;

    /// A trail of the digests after each of a run's steps.
    pub fn of(digests: &[u16]) -> Trail {
        let stride = digests.len().div_ceil(Trail::CHECKS).max(1);
        let checks =
            digests.iter().skip(stride - 1).step_by(stride).map(|check| format!("{check:04x}")).collect();
        Trail { stride: stride as u64, checks }
    }

    /// The first and the last step, counted from 1, among which a run with these digests first left the trail.
    pub fn first_difference(&self, digests: &[u16]) -> Option<(u64, u64)> {
        let stride = self.stride.max(1);
        self.checks.as_bytes().chunks(4).enumerate().find_map(|(index, check)| {
            let last = (index as u64 + 1).saturating_mul(stride);
            let here = digests.get(last as usize - 1).map(|digest| format!("{digest:04x}"));
            (here.as_deref().map(str::as_bytes) != Some(check)).then_some((last - stride + 1, last))
        })
    }
}

/// An expectation that a run did not meet.
#[derive(Clone, Debug, PartialEq)]
pub struct Missed {
    /// What was expected, in words.
    pub expected: String,
    /// What came.
    pub got: String,
    /// Whether it is about the digest alone: the run is another one, though its verdict may be the same.
    pub digest: bool,
}

impl Expectation {
    /// Reads the text of one.
    pub(super) fn read(text: &str) -> Result<Expectation, Problem> {
        match text.starts_with('(') {
            true => read(text).map(Expectation::Threshold),
            false => read(text).map(|ByName(expectation)| expectation),
        }
    }

    /// What a replay of this run is to be held against; the trail is the digests after each of its steps.
    pub fn all_of(outcome: &Outcome, trail: &[u16]) -> Vec<Expectation> {
        let mut all = Expectation::of(outcome);
        all.push(Expectation::Trail(Trail::of(trail)));
        all
    }

    /// The verdict and the digest of a run.
    pub fn of(outcome: &Outcome) -> Vec<Expectation> {
        let verdict = match &outcome.verdict {
            Verdict::Settled { at } => Expectation::Settles { at: Some(*at) },
            Verdict::Violated { property, .. } => Expectation::Violates(property.clone()),
            Verdict::Stalled { .. } => Expectation::Stalls,
        };
        // A run that ended in a panic has no digest; the steps before it leave their trail.
        let digest = (!outcome.panicked()).then_some(Expectation::Digest(HexDigest(outcome.digest)));
        [verdict].into_iter().chain(digest).collect()
    }

    /// The places of two expectations that no run can meet both: two different verdicts.
    pub(super) fn contradiction(all: &[Expectation]) -> Option<(usize, usize)> {
        let verdicts: Vec<(usize, &Expectation)> =
            all.iter().enumerate().filter(|(_, one)| one.is_of_the_verdict()).collect();
        let differ = |one: &Expectation, other: &Expectation| match (one, other) {
            (Expectation::Settles { at: Some(one) }, Expectation::Settles { at: Some(other) }) => {
                one != other
            }
            (Expectation::Settles { .. }, Expectation::Settles { .. }) => false,
            (one, other) => one != other,
        };
        let pairs = verdicts.iter().flat_map(|one| verdicts.iter().map(move |other| (one, other)));
        pairs
            .filter(|(one, other)| one.0 < other.0)
            .find(|(one, other)| differ(one.1, other.1))
            .map(|(one, other)| (one.0, other.0))
    }

    /// Whether it is about the verdict itself.
    pub fn is_of_the_verdict(&self) -> bool {
        matches!(self, Expectation::Settles { .. } | Expectation::Violates(_) | Expectation::Stalls)
    }

    /// What the run missed of it, if anything.
    pub fn held_against(&self, outcome: &Outcome) -> Option<Missed> {
        let missed = |got: String| Some(Missed { expected: self.to_string(), got, digest: false });
        let counted = |got: Option<u64>, wanted: u64, word: &str| match got {
            Some(got) if got == wanted => None,
            got => missed(got.map_or(format!("no such {word}"), |got| got.to_string())),
        };
        match self {
            Expectation::Settles { at } => match &outcome.verdict {
                Verdict::Settled { at: settled } if at.is_none_or(|at| at == *settled) => None,
                verdict => missed(verdict.to_string()),
            },
            Expectation::Violates(name) => match &outcome.verdict {
                Verdict::Violated { property, .. } if property == name => None,
                verdict => missed(verdict.to_string()),
            },
            Expectation::Stalls => match &outcome.verdict {
                Verdict::Stalled { .. } => None,
                verdict => missed(verdict.to_string()),
            },
            Expectation::Quiet(at) if outcome.quiet_at == Some(*at) => None,
            Expectation::Quiet(_) => {
                missed(outcome.quiet_at.map_or("never quiet".into(), |at| format!("quiet at {at}")))
            }
            Expectation::Sends(kind, number) => {
                let got =
                    outcome.messages.iter().find(|(name, _)| name == kind).map(|(_, messages)| messages.sent);
                counted(got, *number, "kind of message")
            }
            Expectation::Attempts(operation, number) => {
                let got =
                    outcome.attempts.iter().find(|(name, _)| name == operation).map(|(_, tries)| tries.made);
                counted(got, *number, "operation")
            }
            Expectation::Fact(name, fact) => {
                match outcome.facts.iter().find(|(other, _)| other == name).map(|(_, fact)| fact) {
                    Some(got) if got == fact => None,
                    got => missed(got.map_or("no such fact".into(), |got| got.to_string())),
                }
            }
            Expectation::Digest(HexDigest(digest)) if *digest == outcome.digest => None,
            Expectation::Digest(_) => {
                let got = HexDigest(outcome.digest).to_string();
                Some(Missed { expected: self.to_string(), got, digest: true })
            }
            Expectation::Trail(_) | Expectation::Threshold(_) => None,
        }
    }
}
