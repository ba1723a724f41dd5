//! What can be typed. Knows words and their help, and does nothing.

mod compare;
mod faults;
mod how_soon;
mod one_run;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::status::TABLE;
use crate::sim::Span;

pub(super) use compare::CompareArguments;
pub(super) use faults::{ExhaustArguments, MutantsArguments, ShrinkArguments};
pub(super) use how_soon::{
    CampaignArguments, PredictArguments, ReportArguments, SelftestArguments, TuneArguments,
};
pub(super) use one_run::{CheckArguments, DiagramArguments, ReplayArguments, RunArguments};

const EXAMPLES: &str = "\
Examples:
  sooner run scenarios/annotation/demo.ron               watch it become consistent
  sooner run demo.ron --item 7                           the story of item 7, step by step
  sooner run demo.ron --seed 0x2a --save found.ron       keep a run, so that it can be replayed
  sooner replay found.ron                                hold a run against what its file expects
  sooner campaign demo.ron --seeds 0..10_000             the same under many seeds, in order of seed
  sooner compare a.ron b.ron --fail-if-slower 5%         which of two is faster, under the same weather
  sooner report demo.ron -o demo.html                    how soon, as a page for a team
  sooner predict demo.ron --within 30s                   how soon by the law alone, without a run
  sooner tune demo.ron --within 30s --probability 0.999  the longest intervals that are short enough
  sooner run demo.ron --swarm --seed 8                   what seed 8 of a swarm draws, and its run
  sooner exhaust one.ron --faults 2                      every set of at most two faults
  sooner shrink found.ron                                the smallest scenario that fails in the same way
  sooner mutants annotation --seeds 1000                 how well wrong variants are found, and how small
  sooner check scenarios/annotation/*.ron                explain scenarios without running them
  sooner diagram demo.ron --item 7 -o 7.svg              draw it
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
pub(in crate::cli) struct Arguments {
    /// When to use colour; `auto` is on terminals, unless NO_COLOR is set
    #[arg(long, global = true, display_order = 100, value_name = "WHEN", default_value = "auto")]
    pub(in crate::cli) color: Colour,
    #[command(subcommand)]
    pub(in crate::cli) verb: Verb,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Colour {
    Auto,
    Always,
    Never,
}

/// For whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    /// For people
    Human,
    /// For programs: one JSON value
    Json,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Verb {
    Run(RunArguments),
    Campaign(CampaignArguments),
    Compare(CompareArguments),
    Report(ReportArguments),
    Replay(ReplayArguments),
    Exhaust(ExhaustArguments),
    Shrink(ShrinkArguments),
    Mutants(MutantsArguments),
    Predict(PredictArguments),
    Tune(TuneArguments),
    Selftest(SelftestArguments),
    Check(CheckArguments),
    Diagram(DiagramArguments),
    List(ListArguments),
    /// Print a completion script for a shell
    #[command(long_about = "Print a completion script for a shell.\n\nFor bash, for example:\n  \
        sooner completions bash > ~/.local/share/bash-completion/completions/sooner")]
    Completions(CompletionsArguments),
    /// Print the manual page
    #[command(long_about = "Print the manual page in roff.\n\nTo read it at once:\n  sooner man | man -l -")]
    Man,
}

/// List the models: knobs, processes, messages, operations, properties, facts; or the language of scenarios.
#[derive(Debug, Args)]
pub(in crate::cli) struct ListArguments {
    /// Only this model
    #[arg(value_name = "MODEL")]
    pub(in crate::cli) model: Option<String>,
    /// Print the language of scenarios in place of the models: one example that has every form, explained
    #[arg(long, conflicts_with_all = ["model", "format"])]
    pub(in crate::cli) language: bool,
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(in crate::cli) format: Format,
}

/// Print a completion script for a shell.
#[derive(Debug, Args)]
pub(in crate::cli) struct CompletionsArguments {
    /// Which shell
    #[arg(value_name = "SHELL")]
    pub(in crate::cli) shell: clap_complete::Shell,
}

/// A duration above zero.
fn interval(text: &str) -> Result<Span, String> {
    match text.parse::<Span>()? {
        Span::ZERO => Err("an interval must be above zero".to_string()),
        span => Ok(span),
    }
}
