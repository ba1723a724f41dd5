//! What can be typed. Knows words and their help, and does nothing.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::compare_args::CompareArguments;
use super::status::TABLE;
use crate::check::{parse_seed, parse_seeds};
use crate::measure::{Confidence, Level};
use crate::sim::Span;

/// The most seeds of a hunt.
const MOST_HUNTED: u64 = 10_000_000;

const EXAMPLES: &str = "\
Examples:
  sooner run scenarios/annotation/demo.ron               watch it become consistent
  sooner run demo.ron --item 7                           the story of item 7, step by step
  sooner run demo.ron --seed 0x2a --save found.ron       keep a run, so that it can be replayed
  sooner replay found.ron                                hold a run against what its file expects
  sooner campaign demo.ron --seeds 0..10_000             the same under many seeds, in order of seed
  sooner compare a.ron b.ron --fail-if-slower 5%         which of two is faster, under the same weather
  sooner run demo.ron --swarm --seed 8                   what seed 8 of a swarm draws, and its run
  sooner exhaust one.ron --faults 2                      every set of at most two faults
  sooner shrink found.ron                                the smallest scenario that fails in the same way
  sooner mutants annotation --seeds 1000                 how well wrong variants are found, and how small
  sooner check scenarios/annotation/*.ron                explain scenarios without running them
  sooner diagram demo.ron --item 7 -o 7.svg              draw it
  sooner list annotation                                 what a scenario for this model may say
  sooner list --language                                 the whole language of scenarios, by example";

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
    #[arg(long, value_name = "N", value_parser = parse_seed)]
    pub(super) seed: Option<u64>,
    /// Write chance down: run the scenario whose explicit faults say what this seed's chance does, with the same digest
    ///
    /// With `--save`, that is a scenario of losses, delays, crashes and the like at their addresses, from which one can
    /// be taken away or changed by hand.
    #[arg(long)]
    pub(super) explicit: bool,
    /// Run what the seed draws around the scenario, as `campaign --swarm` does, and print that first
    ///
    /// What is drawn is a scenario of its own; `--save` writes that one, and it needs no swarm to be run again.
    #[arg(long)]
    pub(super) swarm: bool,
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

/// Run a scenario with many seeds and tell what they came to.
///
/// Saved scenarios come first: those in the folder of `--save`, and those in scenarios/failures/MODEL. Where one still
/// fails, the campaign fails; one that no longer fails stays as a guard. The report is the same for any number of jobs; it is always about the longest complete beginning of the seeds, also
/// after an interrupt. A panic of the model is a finding. How long it took goes to standard error.
#[derive(Debug, Args)]
#[command(after_help = TABLE)]
pub(super) struct CampaignArguments {
    /// The scenario
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// The seeds: a range, of which the last is not run, or how many
    #[arg(long, value_name = "RANGE", default_value = "0..10000", value_parser = parse_seeds)]
    pub(super) seeds: std::ops::Range<u64>,
    /// Let each seed draw which families of faults are alive, how strong, and how the knobs stand
    #[arg(long)]
    pub(super) swarm: bool,
    /// How many threads; without it, as many as there are processors
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub(super) jobs: Option<u64>,
    /// How sure each statement about times is, like 0.99 or 99%
    #[arg(long, value_name = "SHARE", default_value = "95%")]
    pub(super) confidence: Confidence,
    /// End at the so-manyth failing seed, in order of seed
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) stop_after: Option<u64>,
    /// Save the first ten failing seeds of each property as scenarios into this folder
    #[arg(long, value_name = "DIR")]
    pub(super) save: Option<PathBuf>,
    /// Write a JSON object per run, a line each, in order of seed; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub(super) ndjson: Option<PathBuf>,
    /// Write the raw data for other programs: a row per run, as its name says in .csv or .ndjson
    ///
    /// The columns: seed, verdict, property, excused, settled_at_ns (empty where it did not settle), quiet_at_ns, ended_at_ns,
    /// disturbed_at_ns, steps, sent_KIND for each kind of message, faults_FAMILY for each family of faults, digest. The file
    /// is there whole or not at all.
    #[arg(long, value_name = "FILE")]
    pub(super) samples: Option<PathBuf>,
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Format,
}

/// Run a scenario with many seeds and write what they came to as a page that can be put before a team.
///
/// One HTML file that needs no network: how soon the system is consistent, and how surely, beside the exact law where
/// there is one. The page is the same for any number of jobs. In place of a scenario the file may be what `campaign --format
/// json` wrote: then its campaign is told, and not run again.
#[derive(Debug, Args)]
#[command(after_help = TABLE)]
pub(super) struct ReportArguments {
    /// The scenario, or a saved campaign
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// The seeds: a range, of which the last is not run, or how many; without it, 0..10000
    #[arg(long, value_name = "RANGE", value_parser = parse_seeds)]
    pub(super) seeds: Option<std::ops::Range<u64>>,
    /// How many threads; without it, as many as there are processors
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub(super) jobs: Option<u64>,
    /// How sure each statement is, like 0.99 or 99%; without it, 95%, or as the saved campaign was
    #[arg(long, value_name = "SHARE")]
    pub(super) confidence: Option<Confidence>,
    /// Where the page goes; without it or with `-`, to standard output
    #[arg(short, long, value_name = "OUT.html")]
    pub(super) out: Option<PathBuf>,
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

/// Run a scenario under every set of a few faults, and print the smallest that breaks it.
///
/// At every address that the scenario's own run offers, and those that it offers only under the faults before: each
/// message lost, copied at once and past the next tick, overtaken, late past the next tick; each attempt failed; a
/// crash after each effect of each step, down over the next tick. What breaks it: a violated property, or not settling
/// where that is demanded. The smallest breaking set is printed as a scenario; so is how many there are of its size.
#[derive(Debug, Args)]
#[command(after_help = EXHAUST)]
pub(super) struct ExhaustArguments {
    /// The scenario, best one with few items
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// The most faults in a set, from 1 to 3
    #[arg(long, value_name = "K", default_value_t = 2)]
    pub(super) faults: u32,
    /// Count only what breaks this property; `stalls` for runs that do not settle
    #[arg(long, value_name = "NAME")]
    pub(super) property: Option<String>,
    /// Let processes also go down for good: best with `--property`, for such a run often cannot settle
    #[arg(long)]
    pub(super) never: bool,
    /// How many threads run sets; without it, as many as there are processors. The result is the same
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) jobs: Option<u16>,
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Format,
    /// Write the smallest breaking set to a new file, as a scenario that replays
    #[arg(short, long, value_name = "OUT.ron")]
    pub(super) out: Option<PathBuf>,
}

/// Make a failing scenario, or a slow one, as small as it goes.
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
    #[arg(long, value_name = "N", value_parser = parse_seed)]
    pub(super) seed: Option<u64>,
    /// Where to write the smallest scenario; without it, FILE-shrunk.ron beside FILE
    #[arg(short, long, value_name = "OUT.ron")]
    pub(super) out: Option<PathBuf>,
    /// How many runs that may take; 0 only writes chance down as faults and makes nothing smaller
    #[arg(long, value_name = "N", default_value_t = crate::check::RUNS)]
    pub(super) budget: usize,
    /// What fails is that it takes longer than this from its start: keep the smallest set of faults that explains it
    ///
    /// Then things are only taken away: what the scenario says of time stays as it is written.
    #[arg(long, value_name = "DURATION", value_parser = interval)]
    pub(super) slower_than: Option<Span>,
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Format,
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
pub(super) struct MutantsArguments {
    /// Only this model; without it, all that have mutants
    #[arg(value_name = "MODEL")]
    pub(super) model: Option<String>,
    /// How many seeds each swarm has
    #[arg(long, value_name = "N", default_value = "1000", value_parser = seeds)]
    pub(super) seeds: u64,
    /// Only this mutant, by its name or its number, like M5
    #[arg(long, value_name = "NAME")]
    pub(super) mutant: Option<String>,
    /// How many threads; without it, as many as there are processors. The result is the same
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) jobs: Option<u16>,
    /// How many of the first seeds that find a mutant are shrunk
    #[arg(long, value_name = "K", default_value_t = crate::check::MADE_SMALL as u16,
        value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(super) shrink: u16,
    /// Save what was shrunk into this folder, as scenarios with their stories
    #[arg(long, value_name = "DIR")]
    pub(super) save: Option<PathBuf>,
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Format,
    /// Tell in JSON how long each shrinking took, so that no two results are the same
    #[arg(long)]
    pub(super) times: bool,
}

/// Tell how soon a scenario becomes consistent by its law alone, without a run.
///
/// The whole distribution of the time to consistency is computed: mean, quantiles, tail, messages, each with how it is known.
/// Where a scenario has no law, it says why, and no number; the exit status is 4 then.
#[derive(Debug, Args)]
pub(super) struct PredictArguments {
    /// The scenario
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Also tell how likely it is consistent by then; may be given several times
    #[arg(long, value_name = "DURATION")]
    pub(super) within: Vec<Span>,
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Format,
}

/// Tell the longest republishing intervals with which a scenario is consistent in time, by its law alone.
///
/// Ticks are taken to come at R, 2 R, 3 R and so on. Each number is told with how it is known.
#[derive(Debug, Args)]
pub(super) struct TuneArguments {
    /// The scenario
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// The deadline, from the start
    #[arg(long, value_name = "DURATION", value_parser = interval)]
    pub(super) within: Span,
    /// In which share of all runs it is to be met, above 0 and below 1: 0.999, or p99.9
    #[arg(long, value_name = "SHARE")]
    pub(super) probability: Level,
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Format,
}

/// Hold the law of time to consistency against runs on this machine, in twenty settings of 10,000 runs each.
///
/// In some settings wrong laws are held against the same runs, and must be rejected: so the test is one that can fail. It
/// takes less than a minute. The exit status is 1 when law and runs disagree or a wrong law passes.
#[derive(Debug, Args)]
pub(super) struct SelftestArguments {
    /// How many threads; without it, as many as there are processors. The result is the same
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) jobs: Option<u16>,
}

/// Read scenarios and explain them, without running.
///
/// Every file is read, even when an earlier one is wrong.
#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// The scenarios
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Explain what the seed draws around each, as `campaign --swarm` does
    #[arg(long)]
    pub(super) swarm: bool,
    /// The seed that draws, decimal or 0x...; without it, the scenario's own
    #[arg(long, value_name = "N", value_parser = parse_seed, requires = "swarm")]
    pub(super) seed: Option<u64>,
}

/// Draw a run of a scenario: who sent what to whom, what was lost, who crashed, and how it ended.
///
/// The picture is an SVG file that needs nothing else. Of a run of more than 200 messages the middle is left out; of one
/// item alone, `--item` draws the whole. The exit status is 0 when a picture was made, whatever the run came to.
#[derive(Debug, Args)]
pub(super) struct DiagramArguments {
    /// The scenario
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Where the picture goes; without it or with `-`, to standard output
    #[arg(short, long, value_name = "OUT.svg")]
    pub(super) out: Option<PathBuf>,
    /// The seed, decimal or 0x...; without it, the scenario's own
    #[arg(long, value_name = "N", value_parser = parse_seed)]
    pub(super) seed: Option<u64>,
    /// Draw only what concerns this item, and the lives of the processes
    #[arg(long, value_name = "ITEM")]
    pub(super) item: Option<u32>,
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

/// How many seeds a hunt has: their numbers are kept.
fn seeds(text: &str) -> Result<u64, String> {
    match parse_seed(text) {
        Ok(seeds @ 1..=MOST_HUNTED) => Ok(seeds),
        _ => Err(format!("a swarm has from 1 to {MOST_HUNTED} seeds")),
    }
}

fn interval(text: &str) -> Result<Span, String> {
    match text.parse::<Span>()? {
        Span::ZERO => Err("an interval must be above zero".to_string()),
        span => Ok(span),
    }
}
