//! What can be typed where faults are sought, made small and counted. Knows words and their help, and does nothing.

use std::path::PathBuf;

use clap::Args;

use super::{Format, interval};
use crate::check::parse_seed;
use crate::cli::status::TABLE;
use crate::sim::Span;

/// The most seeds of a hunt.
const MOST_HUNTED: u64 = 10_000_000;

const EXHAUST: &str = "\
Exit status:
    0  no set breaks it
    1  a set of faults breaks it, or it breaks without any
    2  the command or a file is wrong, or there would be too many sets
   70  a bug in sooner itself
  130  interrupted";

const MUTANTS: &str = "\
Exit status:
    0  every goal is met
    1  a goal is missed: a mutant is not found or not made small, or the model as it should be fails
    2  the command is wrong
    3  no goal is missed, but of so few seeds not all can be said
   70  a bug in sooner itself
  130  interrupted";

/// Run a scenario under every set of a few faults, and print the smallest that breaks it.
///
/// At every address that the scenario's own run offers, and those that it offers only under the faults before: each
/// message lost, copied at once and past the next tick, overtaken, late past the next tick; each attempt failed; a
/// crash after each effect of each step, down over the next tick. What breaks it: a violated property, or not settling
/// where that is demanded. The smallest breaking set is printed as a scenario; so is how many there are of its size.
#[derive(Debug, Args)]
#[command(after_help = EXHAUST)]
pub(in crate::cli) struct ExhaustArguments {
    /// The scenario, best one with few items
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    /// The most faults in a set, from 1 to 3
    #[arg(long, value_name = "K", default_value_t = 2)]
    pub(in crate::cli) faults: u32,
    /// Count only what breaks this property; `stalls` for runs that do not settle
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) property: Option<String>,
    /// Let processes also go down for good: best with `--property`, for such a run often cannot settle
    #[arg(long)]
    pub(in crate::cli) never: bool,
    /// How many threads run sets; without it, as many as there are processors. The result is the same
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(in crate::cli) jobs: Option<u16>,
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(in crate::cli) format: Format,
    /// Write the smallest breaking set to a new file, as a scenario that replays
    #[arg(short, long, value_name = "OUT.ron")]
    pub(in crate::cli) out: Option<PathBuf>,
}

/// Make a failing scenario, or a slow one, as small as it goes.
///
/// Takes away faults, inputs, items and chance, and makes the rest simpler, as long as the same property is violated. Writes
/// the smallest scenario to a new file, with its story in sentences, its verdict, its digest and a trail of checks.
#[derive(Debug, Args)]
#[command(after_help = TABLE)]
pub(in crate::cli) struct ShrinkArguments {
    /// The scenario
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    /// The seed that it fails with, decimal or 0x...; without it, the scenario's own
    #[arg(long, value_name = "N", value_parser = parse_seed)]
    pub(in crate::cli) seed: Option<u64>,
    /// Where to write the smallest scenario; without it, FILE-shrunk.ron beside FILE
    #[arg(short, long, value_name = "OUT.ron")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// How many runs that may take; 0 only writes chance down as faults and makes nothing smaller
    #[arg(long, value_name = "N", default_value_t = crate::check::RUNS)]
    pub(in crate::cli) budget: usize,
    /// What fails is that it takes longer than this from its start: keep the smallest set of faults that explains it
    ///
    /// Then things are only taken away: what the scenario says of time stays as it is written.
    #[arg(long, value_name = "DURATION", value_parser = interval)]
    pub(in crate::cli) slower_than: Option<Span>,
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(in crate::cli) format: Format,
}

/// Hunt the wrong variants of models, and tell how soon each is found and how small its scenario gets.
///
/// Each is run by a swarm: seed by seed another weather and other knobs. A seed finds it when its run violates the
/// property that is to catch it. The first such runs are shrunk. `median` is how many seeds a search needs that
/// begins at any of the seeds and goes on with the first after the last. Before all stands the model as it should be,
/// which no seed may fail. Goals: found within 1,000 seeds; shrunk to at most one and a half times the faults of the
/// smallest counterexample, and to its items or two, in at most 500 runs. How long it took goes to standard error.
#[derive(Debug, Args)]
#[command(after_help = MUTANTS)]
pub(in crate::cli) struct MutantsArguments {
    /// Only this model; without it, all that have mutants
    #[arg(value_name = "MODEL")]
    pub(in crate::cli) model: Option<String>,
    /// How many seeds each swarm has
    #[arg(long, value_name = "N", default_value = "1000", value_parser = seeds)]
    pub(in crate::cli) seeds: u64,
    /// Only this mutant, by its name or its number, like M5
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) mutant: Option<String>,
    /// How many threads; without it, as many as there are processors. The result is the same
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(in crate::cli) jobs: Option<u16>,
    /// How many of the first seeds that find a mutant are shrunk
    #[arg(long, value_name = "K", default_value_t = crate::check::MADE_SMALL as u16,
        value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(in crate::cli) shrink: u16,
    /// Save what was shrunk into this folder, as scenarios with their stories
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) save: Option<PathBuf>,
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(in crate::cli) format: Format,
    /// Tell in JSON how long each shrinking took, so that no two results are the same
    #[arg(long)]
    pub(in crate::cli) times: bool,
}

/// How many seeds a hunt has: their numbers are kept.
fn seeds(text: &str) -> Result<u64, String> {
    match parse_seed(text) {
        Ok(seeds @ 1..=MOST_HUNTED) => Ok(seeds),
        _ => Err(format!("a swarm has from 1 to {MOST_HUNTED} seeds")),
    }
}
