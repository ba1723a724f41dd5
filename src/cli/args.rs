//! What can be typed. Knows words and their help, and does nothing.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::status::TABLE;
use crate::sim::Span;

const EXAMPLES: &str = "\
Examples:
  sooner run scenarios/annotation/demo.ron               watch it become consistent
  sooner run demo.ron --item 7                           the story of item 7, step by step
  sooner run demo.ron --seed 0x2a --save found.ron       keep a run, so that it can be replayed
  sooner replay found.ron                                hold a run against what its file expects
  sooner shrink found.ron                                the smallest scenario that fails in the same way
  sooner check scenarios/annotation/*.ron                explain scenarios without running them
  sooner list annotation                                 what a scenario for this model may say
  sooner list --language                                 the whole language of scenarios, by example";

/// How soon is "eventually"? Runs scenarios of eventually consistent systems, deterministically.
///
/// A scenario is a file: the model and its knobs, the weather or explicit faults, a seed, and what is expected. The
/// same file and seed give the same run for ever. Results go to standard output, messages for people to standard
/// error; no environment variable changes a run.
#[derive(Debug, Parser)]
#[command(name = "sooner", version, arg_required_else_help = true)]
#[command(after_help = TABLE, after_long_help = format!("{TABLE}\n\n{EXAMPLES}"))]
pub(super) struct Arguments {
    /// When to use colour; `auto` is on terminals, unless NO_COLOR is set
    #[arg(long, global = true, display_order = 100, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Colour,
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    Auto,
    Always,
    Never,
}

/// For whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Human,
    /// For programs: one JSON value
    Json,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    Run(RunArguments),
    Replay(ReplayArguments),
    Shrink(ShrinkArguments),
    Check(CheckArguments),
    List(ListArguments),
    /// Print a completion script for a shell
    #[command(long_about = "Print a completion script for a shell.\n\nFor bash, for example:\n  \
        sooner completions bash > ~/.local/share/bash-completion/completions/sooner")]
    Completions(CompletionsArguments),
    /// Print the manual page
    #[command(long_about = "Print the manual page in roff.\n\nTo read it at once:\n  sooner man | man -l -")]
    Man,
}

/// Run a scenario and tell what it came to.
///
/// Prints a line of counts per virtual interval, then the verdict, the counts, seed and digest, and the one command
/// that gives the same run again.
#[derive(Debug, Args)]
#[command(after_help = TABLE)]
pub(super) struct RunArguments {
    /// The scenario
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// How much virtual time lies between two lines of the table
    #[arg(long, value_name = "DURATION", default_value = "1s", value_parser = interval)]
    pub(super) every: Span,
    /// The seed, decimal or 0x...; without it, the scenario's own
    ///
    /// What a file expects holds for its own seed: with another one it is not held against the run.
    #[arg(long, value_name = "N", value_parser = seed)]
    pub(super) seed: Option<u64>,
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Format,
    /// Print one line per step in place of the table; in JSON, an array `trace`
    #[arg(long)]
    pub(super) trace: bool,
    /// Trace only what concerns this item
    #[arg(long, value_name = "ITEM")]
    pub(super) item: Option<u32>,
    /// Write the scenario with this seed, the verdict, the digest and a trail of checks to a new file
    #[arg(long, value_name = "OUT.ron")]
    pub(super) save: Option<PathBuf>,
}

/// Run a scenario again and hold it against what its file expects.
///
/// Prints every expectation and whether it is met. Where the digest is another one, the run is another one, even if
/// its verdict is the same: then the first steps that differ are shown, as far as the file's trail tells.
#[derive(Debug, Args)]
#[command(after_help = TABLE)]
pub(super) struct ReplayArguments {
    /// The scenario, for example one that `run --save` wrote
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
}

/// Make a failing scenario as small as it goes.
///
/// Takes away faults, inputs, items and chance, and makes the rest simpler, as long as the same property is violated. Writes
/// the smallest scenario to a new file, with its story in sentences, its verdict, its digest and a trail of checks.
#[derive(Debug, Args)]
#[command(after_help = TABLE)]
pub(super) struct ShrinkArguments {
    /// The scenario
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// The seed that it fails with, decimal or 0x...; without it, the scenario's own
    #[arg(long, value_name = "N", value_parser = seed)]
    pub(super) seed: Option<u64>,
    /// Where to write the smallest scenario; without it, FILE-shrunk.ron beside FILE
    #[arg(short, long, value_name = "OUT.ron")]
    pub(super) out: Option<PathBuf>,
    /// How many runs that may take
    #[arg(long, value_name = "N", default_value_t = crate::check::RUNS)]
    pub(super) budget: usize,
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Format,
}

/// Read scenarios and explain them, without running.
///
/// Every file is read, even when an earlier one is wrong.
#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// The scenarios
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
}

/// List the models: knobs, processes, messages, operations, properties, facts; or the language of scenarios.
#[derive(Debug, Args)]
pub(super) struct ListArguments {
    /// Only this model
    #[arg(value_name = "MODEL")]
    pub(super) model: Option<String>,
    /// Print the language of scenarios in place of the models: one example that has every form, explained
    #[arg(long, conflicts_with_all = ["model", "format"])]
    pub(super) language: bool,
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Format,
}

/// Print a completion script for a shell.
#[derive(Debug, Args)]
pub(super) struct CompletionsArguments {
    /// Which shell
    #[arg(value_name = "SHELL")]
    pub(super) shell: clap_complete::Shell,
}

fn seed(text: &str) -> Result<u64, String> {
    let digits = text.replace('_', "");
    let parsed = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(hex) => u64::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    parsed.map_err(|_| format!("a seed is a number from 0 to {}, decimal or like 0x2a", u64::MAX))
}

fn interval(text: &str) -> Result<Span, String> {
    match text.parse::<Span>()? {
        Span::ZERO => Err("an interval must be above zero".to_string()),
        span => Ok(span),
    }
}
