//! `report`: a campaign as a page. Knows where the page goes, and nothing of how it looks.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use super::args::ReportArguments;
use super::input::{self, Opened};
use super::interrupt;
use super::out::Out;
use super::progress::Progress;
use super::shell;
use super::status::Status;
use super::trouble::Trouble;
use super::whole::{Target, Wanted};
use crate::check::{
    AnyScenario, Assessed, CampaignReport, Ended, HexDigest, Plan, Problem, Quantity, Registry, RunRecord,
    RunRequest, Standing, Table, Threshold,
};
use crate::exact::{Law, NoLaw, Protocol, Tuning, tune};
use crate::measure::{Confidence, Level};
use crate::report::campaign::SavedCampaign;
use crate::report::page::{self, Gathering, Page, Stages};
use crate::sim::digest::WordHasher;
use crate::sim::{Span, Time};

/// How many runs the stages over time are of.
const WATCHED: u64 = 200;
/// Up to so many fields the longest intervals are told.
const MOST_TUNED: u64 = 10_000;
/// How many instants of them, about.
const INSTANTS: u64 = 100;

pub(super) fn report(
    registry: &Registry,
    arguments: &ReportArguments,
    out: &mut Out,
) -> Result<Status, Trouble> {
    let wanted = Wanted {
        example: "report.html",
        openings: &[page::OPENING],
        other: "this file exists, and it is not a report that was written by this program",
    };
    let path = arguments.out.as_deref().filter(|path| *path != Path::new("-"));
    let target = path.map(|path| Target::new(path, &arguments.file, &wanted)).transpose()?;
    let (mut opened, file, report) = told(registry, arguments, out)?;
    // A saved campaign that was interrupted is told as it is, and its telling was not.
    let interrupted = report.ended == Ended::Cancelled && interrupt::listen().load(Ordering::SeqCst);
    if interrupted {
        out.tell("interrupted: the report tells what was run until then");
    }
    let html = write(&mut opened, &file, &report, path);
    match target {
        Some(target) => {
            target.write(&html)?;
            out.line(&format!("report    {}", target.path().display()));
        }
        None => out.text(&html),
    }
    Ok(if interrupted { Status::Interrupted } else { Status::of_campaign(&report) })
}

/// The campaign that is to be told, its scenario and that one's file: run now, or read from what was saved of it.
fn told(
    registry: &Registry,
    arguments: &ReportArguments,
    out: &mut Out,
) -> Result<(Opened, PathBuf, CampaignReport), Trouble> {
    let file = &arguments.file;
    let text = input::read_saved(file)?;
    if text.trim_start().starts_with('{') {
        return saved(registry, arguments, &text);
    }
    let opened = input::open_text(registry, file, text)?;
    for warning in opened.scenario.warnings() {
        out.warn(&warning);
    }
    let plan = Plan {
        seeds: arguments.seeds.clone().unwrap_or(0..10_000),
        jobs: arguments.jobs.map_or_else(shell::processors, |jobs| jobs as usize),
        confidence: arguments.confidence.unwrap_or(Confidence::P95),
        ..Plan::default()
    };
    let report = run(&opened, &plan)?;
    Ok((opened, file.clone(), report))
}

/// A campaign that was run before.
fn saved(
    registry: &Registry,
    arguments: &ReportArguments,
    text: &str,
) -> Result<(Opened, PathBuf, CampaignReport), Trouble> {
    let inside = |problem: Problem| Trouble::inside(&arguments.file, "", problem);
    let of_a_run = [("--seeds", arguments.seeds.is_some()), ("--jobs", arguments.jobs.is_some())];
    if let Some((option, _)) = of_a_run.into_iter().find(|(_, given)| *given) {
        let problem =
            Problem::at([option], "this is a saved campaign: it is told as it was, and not run again");
        return Err(Trouble::general(problem.hint("name its scenario to run it with other seeds")));
    }
    let saved = SavedCampaign::read(text).map_err(inside)?;
    if saved.swarm {
        let message = "this is a campaign of a swarm: each of its runs is of a system of its own, and their times are not pooled";
        return Err(inside(Problem::at::<&str>([], message).hint("save one without `--swarm`")));
    }
    let file = PathBuf::from(&saved.file);
    let opened = input::open_text(registry, &file, saved.scenario.clone())?;
    let mut report = saved.report(&opened.model, opened.scenario.thresholds()).map_err(inside)?;
    if let Some(confidence) = arguments.confidence {
        report.confidence = confidence;
        report.assess();
    }
    Ok((opened, file, report))
}

/// The page.
fn write(opened: &mut Opened, file: &Path, report: &CampaignReport, path: Option<&Path>) -> String {
    let stages = stages(opened.scenario.as_mut(), report);
    let protocol = opened.scenario.protocol();
    let law = protocol.as_ref().map_err(NoLaw::clone).and_then(Law::of);
    let tuning = protocol.as_ref().ok().zip(law.as_ref().ok());
    let tuning = tuning.and_then(|(protocol, law)| longest_intervals(protocol, law, report));
    let (name, program) = (shell::quoted(file), shell::program());
    let (from, until) = (report.seeds.start, report.seeds.end);
    let out_name = path.map_or("report.html".to_string(), shell::quoted);
    let swarm = if report.swarm { " --swarm" } else { "" };
    let judged = |one: &Assessed| page::Threshold {
        words: one.threshold.to_string(),
        verdict: one.holds.to_string(),
        interval: one.seen.clone(),
    };
    let thresholds: Vec<page::Threshold> = report.assessed.iter().map(judged).collect();
    let mut deadlines: Vec<Time> = Vec::new();
    for deadline in report.thresholds.iter().filter_map(Threshold::deadline) {
        if !deadlines.contains(&deadline) {
            deadlines.push(deadline);
        }
    }
    page::page(&Page {
        file: &file.display().to_string(),
        hash: &HexDigest(WordHasher::of(opened.text.as_bytes())).to_string(),
        text: &opened.text,
        version: env!("CARGO_PKG_VERSION"),
        command: &format!("{program} report {name} --seeds {from}..{until} -o {out_name}"),
        reproduce: &|seed| format!("{program} run {name}{swarm} --seed {seed}"),
        explanation: &opened.scenario.explain(),
        report,
        by_chance: opened.scenario.is_by_chance(),
        law: law.as_ref(),
        tuning: tuning.as_ref(),
        last_write: protocol.as_ref().ok().and_then(last_write),
        deadlines: &deadlines,
        thresholds: &thresholds,
        stages: &stages,
        confidence: report.confidence,
    })
}

/// The campaign.
fn run(opened: &Opened, plan: &Plan) -> Result<CampaignReport, Trouble> {
    let mut progress = Progress::new(plan.seeds.end - plan.seeds.start);
    let mut failed = 0;
    let mut see = |record: &RunRecord| {
        failed += (record.standing() == Standing::Violated) as u64;
        progress.step(failed);
    };
    let report = opened.scenario.campaign(plan, interrupt::listen(), &mut see).map_err(Trouble::general);
    progress.end();
    report
}

/// What the columns count over time, in the first runs.
fn stages(scenario: &mut dyn AnyScenario, report: &CampaignReport) -> Stages {
    let Some(times) = report.times.as_ref() else { return Gathering::new(&[], Span::ZERO).finish() };
    let longest = times.longest().map_or(times.horizon(), |(at, _)| at.since(Time::START));
    let every = Span::from_nanos((longest.as_nanos() / INSTANTS).max(1));
    let mut gathering = Gathering::new(scenario.columns(), every);
    for seed in report.seeds.clone().take(report.runs.min(WATCHED) as usize) {
        let mut rows = Vec::new();
        let mut row = |at: Time, counts: Vec<u64>| rows.push((at, counts));
        // A run that goes on for long after it was consistent is not followed to its end.
        let table = Table { every, most: 2 * INSTANTS, row: &mut row };
        scenario.run(seed, RunRequest { table: Some(table), ..RunRequest::default() });
        gathering.add(rows);
    }
    gathering.finish()
}

/// The longest intervals that meet the scenario's first deadline; without one, that keep the p99.9 of the law.
fn longest_intervals(protocol: &Protocol, law: &Law, report: &CampaignReport) -> Option<Tuning> {
    let level = Level::TOLD[4];
    let asked = report.thresholds.iter().find_map(|one| match one.quantity {
        Quantity::Quantile(level) => one.deadline().map(|at| (at, level)),
        Quantity::Mean => None,
    });
    let (deadline, level) = asked.or_else(|| law.quantile(level).map(|at| (at, level)))?;
    // Of many fields that takes longer than all the rest of the page: `sooner tune` does it when it is asked for.
    let is_soon = protocol.fields <= MOST_TUNED;
    is_soon.then(|| tune(protocol, deadline.since(Time::START), level).ok()).flatten()
}

/// When the last field is created.
fn last_write(protocol: &Protocol) -> Option<Time> {
    let later = protocol.create_every * protocol.fields.checked_sub(1)?;
    Some((protocol.first_create + later).after_start())
}
