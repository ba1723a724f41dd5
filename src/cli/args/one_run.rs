//! What can be typed of one run. Knows words and their help, and does nothing.

use std::path::PathBuf;

use clap::Args;

use super::{Format, interval};
use crate::check::parse_seed;
use crate::cli::status::TABLE;
use crate::sim::Span;

/// Run a scenario and tell what it came to.
///
/// Prints a line of counts per virtual interval, then the verdict, the counts, seed and digest, and the one command
/// that gives the same run again.
#[derive(Debug, Args)]
#[command(after_help = TABLE)]
pub(in crate::cli) struct RunArguments {
    /// The scenario
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    /// How much virtual time lies between two lines of the table
    #[arg(long, value_name = "DURATION", default_value = "1s", value_parser = interval)]
    pub(in crate::cli) every: Span,
    /// The seed, decimal or 0x...; without it, the scenario's own
    ///
    /// What a file expects holds for its own seed: with another one it is not held against the run.
    #[arg(long, value_name = "N", value_parser = parse_seed)]
    pub(in crate::cli) seed: Option<u64>,
    /// Write chance down: run the scenario whose explicit faults say what this seed's chance does, with the same digest
    ///
    /// With `--save`, that is a scenario of losses, delays, crashes and the like at their addresses, from which one can
    /// be taken away or changed by hand.
    #[arg(long)]
    pub(in crate::cli) explicit: bool,
    /// Run what the seed draws around the scenario, as `campaign --swarm` does, and print that first
    ///
    /// What is drawn is a scenario of its own; `--save` writes that one, and it needs no swarm to be run again.
    #[arg(long)]
    pub(in crate::cli) swarm: bool,
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(in crate::cli) format: Format,
    /// Print one line per step in place of the table; in JSON, an array `trace`
    #[arg(long)]
    pub(in crate::cli) trace: bool,
    /// Trace only what concerns this item
    #[arg(long, value_name = "ITEM")]
    pub(in crate::cli) item: Option<u32>,
    /// Write the scenario with this seed, the verdict, the digest and a trail of checks to a new file
    #[arg(long, value_name = "OUT.ron")]
    pub(in crate::cli) save: Option<PathBuf>,
}

/// Run a scenario again and hold it against what its file expects.
///
/// Prints every expectation and whether it is met. Where the digest is another one, the run is another one, even if
/// its verdict is the same: then the first steps that differ are shown, as far as the file's trail tells.
#[derive(Debug, Args)]
#[command(after_help = TABLE)]
pub(in crate::cli) struct ReplayArguments {
    /// The scenario, for example one that `run --save` wrote
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
}

/// Read scenarios and explain them, without running.
///
/// Every file is read, even when an earlier one is wrong.
#[derive(Debug, Args)]
pub(in crate::cli) struct CheckArguments {
    /// The scenarios
    #[arg(value_name = "FILE", required = true)]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Explain what the seed draws around each, as `campaign --swarm` does
    #[arg(long)]
    pub(in crate::cli) swarm: bool,
    /// The seed that draws, decimal or 0x...; without it, the scenario's own
    #[arg(long, value_name = "N", value_parser = parse_seed, requires = "swarm")]
    pub(in crate::cli) seed: Option<u64>,
}

/// Draw a run of a scenario: who sent what to whom, what was lost, who crashed, and how it ended.
///
/// The picture is an SVG file that needs nothing else. Of a run of more than 200 messages the middle is left out; of one
/// item alone, `--item` draws the whole. The exit status is 0 when a picture was made, whatever the run came to.
#[derive(Debug, Args)]
pub(in crate::cli) struct DiagramArguments {
    /// The scenario
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    /// Where the picture goes; without it or with `-`, to standard output
    #[arg(short, long, value_name = "OUT.svg")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// The seed, decimal or 0x...; without it, the scenario's own
    #[arg(long, value_name = "N", value_parser = parse_seed)]
    pub(in crate::cli) seed: Option<u64>,
    /// Draw only what concerns this item, and the lives of the processes
    #[arg(long, value_name = "ITEM")]
    pub(in crate::cli) item: Option<u32>,
}
