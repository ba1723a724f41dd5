//! `compare`: two scenarios under the same seeds. Knows files and seeds, and nothing of what is made of the times.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use super::args::CompareArguments;
use super::args::Format;
use super::input::{self, Opened};
use super::interrupt;
use super::out::{BAD, GOOD, OPEN, Out};
use super::progress::Progress;
use super::shell;
use super::status::Status;
use super::trouble::Trouble;
use crate::check::{Plan, Problem, Registry, RunRecord, Standing, Verdict};
use crate::measure::{Pair, Slowness, Times};
use crate::report::compare::{self as told, Compared, Side};

/// How many seeds are run with one before the same are run with the other: so many pairs are lost to an interrupt.
const BLOCK: u64 = 4_096;

pub(super) fn compare(
    registry: &Registry,
    arguments: &CompareArguments,
    out: &mut Out,
) -> Result<Status, Trouble> {
    let files = [&arguments.a, &arguments.b];
    let opened = [input::open(registry, files[0])?, input::open(registry, files[1])?];
    check(&opened)?;
    for (scenario, file) in opened.iter().zip(files) {
        for warning in scenario.scenario.warnings() {
            out.warn(&format!("{}: {warning}", file.display()));
        }
    }
    let mut sides = [0, 1].map(|side| Side {
        file: shell::quoted(files[side]),
        times: Times::watched_for(opened[side].scenario.horizon()),
        violated: (0, None),
    });
    let mut pairs = Vec::new();
    let listen = interrupt::listen();
    let progress = run(&opened, arguments, listen, &mut sides, &mut pairs);
    let done = arguments.seeds.start + pairs.len() as u64;
    progress?;
    let program = shell::program();
    let reproduce = |file: &str, seed: u64| format!("{program} run {file} --seed {seed}");
    let compared = Compared {
        model: opened[0].model.name,
        seeds: arguments.seeds.start..done,
        interrupted: done < arguments.seeds.end,
        confidence: arguments.confidence,
        sides: &sides,
        pairs: &pairs,
        limit: arguments.fail_if_slower,
        reproduce: &reproduce,
    };
    tell(&compared, arguments, out);
    Ok(status(&compared))
}

/// Two scenarios can be compared where they are of one model and watched equally long.
fn check(opened: &[Opened; 2]) -> Result<(), Trouble> {
    let [a, b] = opened;
    if a.model.name != b.model.name {
        let message = format!("A is of the model {}, B of {}", a.model.name, b.model.name);
        let problem = Problem::at::<&str>([], message);
        return Err(Trouble::general(problem.hint("compare two scenarios of one model")));
    }
    let (one, other) = (a.scenario.horizon(), b.scenario.horizon());
    if one != other {
        let message = format!("A is watched for {one}, B for {other}");
        let problem = Problem::at::<&str>([], message);
        let hint = "give both the same `horizon`: a run that is watched longer gets slower without being so";
        return Err(Trouble::general(problem.hint(hint)));
    }
    Ok(())
}

/// Runs all seeds with both, in blocks, up to an interrupt.
fn run(
    opened: &[Opened; 2],
    arguments: &CompareArguments,
    listen: &AtomicBool,
    sides: &mut [Side; 2],
    pairs: &mut Vec<Pair>,
) -> Result<(), Trouble> {
    let Range { start, end } = arguments.seeds;
    let mut progress = Progress::new((end - start).saturating_mul(2));
    let mut from = start;
    while from < end && !listen.load(Ordering::SeqCst) {
        let until = end.min(from.saturating_add(BLOCK));
        let plan = Plan {
            seeds: from..until,
            jobs: arguments.jobs.map_or_else(shell::processors, |jobs| jobs as usize),
            confidence: arguments.confidence,
            ..Plan::default()
        };
        let mut blocks = [Vec::new(), Vec::new()];
        for (one, block) in opened.iter().zip(&mut blocks) {
            let mut failed = sides.iter().map(|side| side.violated.0).sum::<u64>();
            let mut see = |record: &RunRecord| {
                failed += u64::from(record.standing() == Standing::Violated);
                progress.step(failed);
                block.push(Seen::of(record));
            };
            one.scenario.campaign(&plan, listen, &mut see).map_err(Trouble::general)?;
        }
        let both = blocks[0].len().min(blocks[1].len());
        for (side, block) in sides.iter_mut().zip(&blocks) {
            block[..both].iter().zip(from..).for_each(|(seen, seed)| seen.add_to(side, seed));
        }
        pairs.extend(blocks[0].iter().zip(&blocks[1]).map(|(a, b)| (a.nanos(), b.nanos())));
        from = until;
    }
    progress.end();
    Ok(())
}

/// What a run says about time.
#[derive(Clone, Copy)]
enum Seen {
    Settled(crate::sim::Time),
    Violated,
    StepLimit,
    Horizon,
}

impl Seen {
    fn of(record: &RunRecord) -> Seen {
        match (&record.verdict, record.limited) {
            (Verdict::Settled { at }, _) => Seen::Settled(*at),
            (Verdict::Violated { .. }, _) => Seen::Violated,
            (Verdict::Stalled { .. }, true) => Seen::StepLimit,
            (Verdict::Stalled { .. }, false) => Seen::Horizon,
        }
    }

    fn nanos(self) -> Option<u64> {
        match self {
            Seen::Settled(at) => Some(at.as_nanos()),
            _ => None,
        }
    }

    fn add_to(self, side: &mut Side, seed: u64) {
        match self {
            Seen::Settled(at) => side.times.add(at, seed),
            Seen::Violated => {
                side.times.unreached_mut().violated += 1;
                side.violated = (side.violated.0 + 1, side.violated.1.or(Some(seed)));
            }
            Seen::StepLimit => side.times.unreached_mut().step_limit += 1,
            Seen::Horizon => side.times.unreached_mut().horizon += 1,
        }
    }
}

fn tell(compared: &Compared<'_>, arguments: &CompareArguments, out: &mut Out) {
    for side in compared.sides {
        if let (number, Some(seed)) = side.violated {
            let command = (compared.reproduce)(&side.file, seed);
            out.warn(&format!("{number} runs of {} violate a property, the first: {command}", side.file));
        }
    }
    let style = match status(compared) {
        Status::Fine => GOOD,
        Status::Violated => BAD,
        _ => OPEN,
    };
    match arguments.format {
        Format::Json => out.line(&told::json(compared)),
        Format::Human => {
            out.folded(&told::text(compared));
            out.line("");
            out.styled(style, &told::verdict(compared));
        }
    }
}

/// What the comparison comes to.
fn status(compared: &Compared<'_>) -> Status {
    let is_violated = compared.sides.iter().any(|side| side.violated.0 > 0);
    let reaches_nothing = compared.sides.iter().all(|side| side.times.reached() == 0);
    match compared.slowness() {
        _ if is_violated => Status::Violated,
        _ if compared.interrupted => Status::Interrupted,
        _ if compared.pairs.is_empty() => Status::Nothing,
        Some(Slowness::Slower) => Status::Violated,
        Some(Slowness::Unsure) => Status::Undecided,
        None if reaches_nothing => Status::Undecided,
        Some(Slowness::NotSlower) | None => Status::Fine,
    }
}
