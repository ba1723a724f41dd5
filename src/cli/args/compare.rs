//! What can be typed for `compare`. Knows words and their help, and does nothing.

use std::path::PathBuf;

use clap::Args;

use super::Format;
use crate::check::parse_seeds;
use crate::measure::Confidence;

const COMPARE: &str = "\
Exit status:
    0  B is not slower than A by more than `--fail-if-slower` says; without it, the two were compared
    1  with confidence it is, or a run of either violates a property
    2  the command or a file is wrong
    3  too few seeds, or too few consistent runs, to tell
    4  nothing ran
   70  a bug in sooner itself
  130  interrupted";

/// Compare how soon two scenarios of one model become consistent, each seed under the same weather in both.
///
/// Chance is decided by seed and address, so what both have in common happens to both alike, and the difference shows in
/// fewer runs. Tells the means and quantiles of both, their difference with its interval, the share of seeds in which each
/// is faster, and the seeds in which B is most slower.
#[derive(Debug, Args)]
#[command(after_help = COMPARE)]
pub(in crate::cli) struct CompareArguments {
    /// The scenario that the other one is held against
    #[arg(value_name = "A.ron")]
    pub(in crate::cli) a: PathBuf,
    /// The other one
    #[arg(value_name = "B.ron")]
    pub(in crate::cli) b: PathBuf,
    /// The seeds: a range, of which the last is not run, or how many
    #[arg(long, value_name = "RANGE", default_value = "0..2000", value_parser = parse_seeds)]
    pub(in crate::cli) seeds: std::ops::Range<u64>,
    /// How many threads; without it, as many as there are processors. The result is the same
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub(in crate::cli) jobs: Option<u64>,
    /// How sure each statement is, like 0.99 or 99%
    #[arg(long, value_name = "SHARE", default_value = "95%")]
    pub(in crate::cli) confidence: Confidence,
    /// Fail where the mean of B is longer than that of A by more than this part of it, like 5% or 0.05
    #[arg(long, value_name = "PART", value_parser = part)]
    pub(in crate::cli) fail_if_slower: Option<f64>,
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(in crate::cli) format: Format,
}

/// A part as people write one: `5%` or `0.05`.
fn part(text: &str) -> Result<f64, String> {
    let refuse = || format!("`{text}` is no part of a time: write one like 5% or 0.05");
    let percent = text.strip_suffix('%');
    let number: f64 = percent.unwrap_or(text).trim().parse().map_err(|_| refuse())?;
    let part = if percent.is_some() { number / 100.0 } else { number };
    match part {
        _ if !part.is_finite() || part < 0.0 => Err(refuse()),
        _ if percent.is_none() && part >= 1.0 => {
            Err(format!("`{text}` is {} %; if that is meant, write {}%", part * 100.0, part * 100.0))
        }
        _ => Ok(part),
    }
}
