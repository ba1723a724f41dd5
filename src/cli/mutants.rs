//! `mutants`: how well swarms find the wrong variants of models. Knows the clock, and that it belongs into no result.

use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

use super::args::{Format, MutantsArguments};
use super::interrupt;
use super::out::{BAD, GOOD, OPEN, Out};
use super::progress::Progress;
use super::shell;
use super::status::Status;
use super::trouble::Trouble;
use crate::check::{AnyModel, Goal, Hunt, HuntRequest, Problem, RUNS, Registry, Small};
use crate::report::mutants as report;
use crate::testing::corpus::{self, Told};

/// How long each reduction took: (mutant, seed, nanoseconds).
type Times = Vec<(&'static str, u64, u64)>;

pub(super) fn mutants(
    registry: &Registry,
    arguments: &MutantsArguments,
    out: &mut Out,
) -> Result<Status, Trouble> {
    let models = wanted(registry, arguments).map_err(Trouble::general)?;
    if arguments.times && arguments.format != Format::Json {
        let problem =
            Problem::at(["--times"], "times are told in JSON; for people they go to standard error");
        return Err(Trouble::general(problem.hint("write `--format json` too, or leave it out")));
    }
    if let Some(folder) = &arguments.save {
        corpus::prepare(folder).map_err(|error| {
            let message = format!("nothing can be saved into this folder: {error}");
            Trouble::file(folder, message, "name a folder that you may write into")
        })?;
        out.has_more_to_do = true;
    }
    let (mut hunts, mut all_times) = (Vec::new(), Times::new());
    for model in models {
        let (hunt, times) = hunt(model, arguments, out)?;
        if let Some(folder) = &arguments.save {
            save(&hunt, folder, out)?;
        }
        let is_over = hunt.cancelled;
        hunts.push(hunt);
        all_times.extend(times);
        if is_over {
            break;
        }
    }
    if arguments.format == Format::Json {
        out.line(&report::json(&hunts, arguments.times.then_some(&all_times)));
    } else {
        hunts.iter().for_each(|hunt| tell(hunt, &all_times, out));
    }
    Ok(status(&hunts))
}

fn status(hunts: &[Hunt]) -> Status {
    let goal = hunts.iter().fold(Goal::Met, |all, hunt| all.and(hunt.goal()));
    match goal {
        _ if hunts.iter().any(|hunt| hunt.cancelled) => Status::Interrupted,
        Goal::Met => Status::Fine,
        Goal::Missed => Status::Violated,
        Goal::Open => Status::Undecided,
    }
}

/// The models that are asked for: all that have mutants, where none is named.
fn wanted<'a>(
    registry: &'a Registry,
    arguments: &MutantsArguments,
) -> Result<Vec<&'a dyn AnyModel>, Problem> {
    let models = || registry.models().map(|model| (model, model.describe()));
    if let Some(name) = &arguments.model {
        let found = models().find(|(_, description)| description.name == name);
        return found.map(|(model, _)| vec![model]).ok_or_else(|| registry.no_such(name));
    }
    let with_mutants: Vec<&dyn AnyModel> =
        models().filter(|(_, description)| !description.mutants.is_empty()).map(|(model, _)| model).collect();
    match with_mutants.as_slice() {
        [] => Err(Problem::at::<&str>([], "no model of this program has mutants")
            .hint("a model lists them as its `MUTANTS`")),
        [_, _, ..] if arguments.mutant.is_some() => {
            Err(Problem::at(["--mutant"], "several models have mutants").hint("name the model, too"))
        }
        _ => Ok(with_mutants),
    }
}

/// Hunts the mutants of a model, with a bar where somebody watches, and measures.
fn hunt(model: &dyn AnyModel, arguments: &MutantsArguments, out: &mut Out) -> Result<(Hunt, Times), Trouble> {
    let number = match arguments.mutant {
        Some(_) => 1,
        None => model.describe().mutants.len() as u64,
    };
    let shrunk = usize::from(arguments.shrink);
    let mut progress = Progress::new((number + 1) * arguments.seeds + number * (shrunk * RUNS) as u64);
    let times = Mutex::new(Times::new());
    let jobs = arguments.jobs.map_or_else(shell::processors, usize::from);
    let request = HuntRequest {
        mutant: arguments.mutant.as_deref(),
        seeds: arguments.seeds,
        jobs,
        made_small: shrunk,
        cancel: interrupt::listen(),
        around: &|mutant, seed, work| {
            let clock = start();
            work();
            let nanos = u64::try_from(clock.elapsed().as_nanos()).unwrap_or(u64::MAX);
            times.lock().expect("nobody panics while adding").push((mutant, seed, nanos));
        },
    };
    let clock = start();
    let hunt = model.hunt(&request, &mut |runs, found| progress.steps(runs, found));
    progress.end();
    let hunt = hunt.map_err(Trouble::general)?;
    let seconds = clock.elapsed().as_secs_f64();
    out.tell(&format!("{}: hunted for {seconds:.3} s with {jobs} jobs", hunt.model));
    Ok((hunt, times.into_inner().expect("nobody panics while adding")))
}

#[allow(clippy::disallowed_methods, reason = "how long it took is told beside the result, never in it")]
fn start() -> Instant {
    Instant::now()
}

/// The tables, and how long it took, each where it belongs.
fn tell(hunt: &Hunt, times: &Times, out: &mut Out) {
    let style = match hunt.goal() {
        Goal::Met => GOOD,
        Goal::Missed => BAD,
        Goal::Open => OPEN,
    };
    out.folded(&report::text(hunt));
    out.line("");
    out.styled(style, &report::judgement(hunt));
    let lines = report::times(hunt, times);
    if !lines.is_empty() {
        out.tell("\ntime to make a run small");
        lines.iter().for_each(|line| out.tell(&format!("  {line}")));
    }
}

/// Writes down everything that was made small.
fn save(hunt: &Hunt, folder: &Path, out: &mut Out) -> Result<(), Trouble> {
    let mut saved = 0;
    for hunted in &hunt.mutants {
        for Small { kept, .. } in &hunted.small {
            let origin = format!("{}, {}", hunted.doc.name, kept.origin);
            let told = Told { failure: &kept.failure, story: &kept.story, origin: &origin };
            let name = format!("{}-{}-{}", hunt.model, hunted.doc.name, kept.seed);
            let added = corpus::add(folder, &name, |place| {
                corpus::story_text(&told, &shell::program(), place, &kept.text)
            });
            added.map_err(|error| {
                Trouble::file(folder, format!("{name} cannot be saved: {error}"), "make room for it")
            })?;
            saved += 1;
        }
    }
    out.tell(&format!("saved {saved} scenarios in {}", shell::quoted(folder)));
    Ok(())
}
