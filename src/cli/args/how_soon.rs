//! What can be typed of many runs and of the law. Knows words and their help, and does nothing.

use std::path::PathBuf;

use clap::Args;

use super::{Format, interval};
use crate::check::parse_seeds;
use crate::cli::status::TABLE;
use crate::measure::{Confidence, Level};
use crate::sim::Span;

const PREDICT: &str = "\
Exit status:
    0  the law is told
    2  the command or the file is wrong
    4  there is no law
   70  a bug in sooner itself";

const TUNE: &str = "\
Exit status:
    0  the intervals are told
    2  the command or the file is wrong
    4  there is no law, or no interval is short enough
   70  a bug in sooner itself";

const SELFTEST: &str = "\
Exit status:
    0  law and runs agree, and every wrong law is rejected
    1  law and runs disagree, or a wrong law passes
    2  the command is wrong
   70  a bug in sooner itself
  130  interrupted";

/// Run a scenario with many seeds and tell what they came to.
///
/// Saved scenarios come first: those in the folder of `--save`, and those in scenarios/failures/MODEL. Where one still
/// fails, the campaign fails; one that no longer fails stays as a guard. The report is the same for any number of jobs; it is always about the longest complete beginning of the seeds, also
/// after an interrupt. A panic of the model is a finding. How long it took goes to standard error.
#[derive(Debug, Args)]
#[command(after_help = TABLE)]
pub(in crate::cli) struct CampaignArguments {
    /// The scenario
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    /// The seeds: a range, of which the last is not run, or how many
    #[arg(long, value_name = "RANGE", default_value = "0..10000", value_parser = parse_seeds)]
    pub(in crate::cli) seeds: std::ops::Range<u64>,
    /// Let each seed draw which families of faults are alive, how strong, and how the knobs stand
    #[arg(long)]
    pub(in crate::cli) swarm: bool,
    /// How many threads; without it, as many as there are processors
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub(in crate::cli) jobs: Option<u64>,
    /// How sure each statement about times is, like 0.99 or 99%
    #[arg(long, value_name = "SHARE", default_value = "95%")]
    pub(in crate::cli) confidence: Confidence,
    /// End at the so-manyth failing seed, in order of seed
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(1..))]
    pub(in crate::cli) stop_after: Option<u64>,
    /// Save the first ten failing seeds of each property as scenarios into this folder
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) save: Option<PathBuf>,
    /// Write a JSON object per run, a line each, in order of seed; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) ndjson: Option<PathBuf>,
    /// Write the raw data for other programs: a row per run, as its name says in .csv or .ndjson
    ///
    /// The columns: seed, verdict, property, excused, settled_at_ns (empty where it did not settle), quiet_at_ns, ended_at_ns,
    /// disturbed_at_ns, steps, sent_KIND for each kind of message, faults_FAMILY for each family of faults, digest. The file
    /// is there whole or not at all.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) samples: Option<PathBuf>,
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(in crate::cli) format: Format,
}

/// Run a scenario with many seeds and write what they came to as a page that can be put before a team.
///
/// One HTML file that needs no network: how soon the system is consistent, and how surely, beside the exact law where
/// there is one. The page is the same for any number of jobs. In place of a scenario the file may be what `campaign --format
/// json` wrote: then its campaign is told, and not run again.
#[derive(Debug, Args)]
#[command(after_help = TABLE)]
pub(in crate::cli) struct ReportArguments {
    /// The scenario, or a saved campaign
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    /// The seeds: a range, of which the last is not run, or how many; without it, 0..10000
    #[arg(long, value_name = "RANGE", value_parser = parse_seeds)]
    pub(in crate::cli) seeds: Option<std::ops::Range<u64>>,
    /// How many threads; without it, as many as there are processors
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub(in crate::cli) jobs: Option<u64>,
    /// How sure each statement is, like 0.99 or 99%; without it, 95%, or as the saved campaign was
    #[arg(long, value_name = "SHARE")]
    pub(in crate::cli) confidence: Option<Confidence>,
    /// Where the page goes; without it or with `-`, to standard output
    #[arg(short, long, value_name = "OUT.html")]
    pub(in crate::cli) out: Option<PathBuf>,
}

/// Tell how soon a scenario becomes consistent by its law alone, without a run.
///
/// The whole distribution of the time to consistency is computed: mean, quantiles, tail, messages, each with how it is known.
/// Where a scenario has no law, it says why, and no number; the exit status is 4 then.
#[derive(Debug, Args)]
#[command(after_help = PREDICT)]
pub(in crate::cli) struct PredictArguments {
    /// The scenario
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    /// Also tell how likely it is consistent by then; may be given several times
    #[arg(long, value_name = "DURATION")]
    pub(in crate::cli) within: Vec<Span>,
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(in crate::cli) format: Format,
}

/// Tell the longest republishing intervals with which a scenario is consistent in time, by its law alone.
///
/// Ticks are taken to come at R, 2 R, 3 R and so on. Each number is told with how it is known.
#[derive(Debug, Args)]
#[command(after_help = TUNE)]
pub(in crate::cli) struct TuneArguments {
    /// The scenario
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    /// The deadline, from the start
    #[arg(long, value_name = "DURATION", value_parser = interval)]
    pub(in crate::cli) within: Span,
    /// In which share of all runs it is to be met, above 0 and below 1: 0.999, or p99.9
    #[arg(long, value_name = "SHARE")]
    pub(in crate::cli) probability: Level,
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(in crate::cli) format: Format,
}

/// Hold the law of time to consistency against runs on this machine, in nineteen settings of 10,000 runs each.
///
/// In some settings wrong laws are held against the same runs, and must be rejected: so the test is one that can fail. It
/// takes less than a minute. The exit status is 1 when law and runs disagree or a wrong law passes.
#[derive(Debug, Args)]
#[command(after_help = SELFTEST)]
pub(in crate::cli) struct SelftestArguments {
    /// How many threads; without it, as many as there are processors. The result is the same
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(in crate::cli) jobs: Option<u16>,
}
