//! `report`: a campaign as a page. Knows where the page goes, and nothing of how it looks.

use std::path::Path;

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
    AnyScenario, CampaignReport, HexDigest, Judgement, Plan, Registry, RunRecord, RunRequest, Standing, Table,
};
use crate::exact::{Law, NoLaw, Protocol};
use crate::measure::Confidence;
use crate::report::page::{self, Gathering, Page, Stages};
use crate::sim::digest::WordHasher;
use crate::sim::{Span, Time};

/// How many runs the stages over time are of.
const WATCHED: u64 = 200;
/// How many instants of them, about.
const INSTANTS: u64 = 100;

pub(super) fn report(
    registry: &Registry,
    arguments: &ReportArguments,
    out: &mut Out,
) -> Result<Status, Trouble> {
    let file = &arguments.file;
    let text = input::read(file)?;
    let mut opened = input::open(registry, file)?;
    let wanted = Wanted {
        example: "report.html",
        openings: &[page::OPENING],
        other: "this file exists, and it is not a report that was written by this program",
    };
    let path = arguments.out.as_deref().filter(|path| *path != Path::new("-"));
    let target = path.map(|path| Target::new(path, file, &wanted)).transpose()?;
    for warning in opened.scenario.warnings() {
        out.warn(&warning);
    }
    let plan = Plan {
        seeds: arguments.seeds.clone(),
        swarm: false,
        jobs: arguments.jobs.map_or_else(shell::processors, |jobs| jobs as usize),
        stop_after: None,
    };
    let report = run(&opened, &plan)?;
    let stages = stages(opened.scenario.as_mut(), &report);
    let protocol = opened.scenario.protocol();
    let law = protocol.as_ref().map_err(NoLaw::clone).and_then(Law::of);
    let name = shell::quoted(file);
    let program = shell::program();
    let (from, until) = (report.seeds.start, report.seeds.end);
    let out_name = path.map_or("report.html".to_string(), shell::quoted);
    let html = page::page(&Page {
        file: &file.display().to_string(),
        hash: &HexDigest(WordHasher::of(text.as_bytes())).to_string(),
        text: &text,
        version: env!("CARGO_PKG_VERSION"),
        command: &format!("{program} report {name} --seeds {from}..{until} -o {out_name}"),
        reproduce: &|seed| format!("{program} run {name} --seed {seed}"),
        explanation: &opened.scenario.explain(),
        report: &report,
        // That all seeds came to the same does not show that nothing is left to chance, so that is not claimed.
        by_chance: true,
        law: law.as_ref(),
        last_write: protocol.as_ref().ok().and_then(last_write),
        deadlines: &[],
        thresholds: &[],
        stages: &stages,
        confidence: Confidence::P95,
    });
    match target {
        Some(target) => {
            target.write(&html)?;
            out.line(&format!("report    {}", target.path().display()));
        }
        None => out.text(&html),
    }
    Ok(match report.judgement() {
        Judgement::Fine => Status::Fine,
        Judgement::Failed | Judgement::Blind => Status::Violated,
        Judgement::Undecided => Status::Undecided,
        Judgement::Nothing => Status::Nothing,
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
    let longest = report
        .times
        .as_ref()
        .map_or(Span::ZERO, |times| times.longest().map_or(times.horizon(), |(at, _)| at.since(Time::START)));
    let every = Span::from_nanos((longest.as_nanos() / INSTANTS).max(1));
    let mut gathering = Gathering::new(scenario.columns(), every);
    for seed in report.seeds.clone().take(report.runs.min(WATCHED) as usize) {
        let mut rows = Vec::new();
        let mut row = |at: Time, counts: Vec<u64>| {
            // A run that goes on for long after it was consistent is not followed to its end.
            if (rows.len() as u64) < 2 * INSTANTS {
                rows.push((at, counts));
            }
        };
        scenario
            .run(seed, RunRequest { table: Some(Table { every, row: &mut row }), ..RunRequest::default() });
        gathering.add(rows);
    }
    gathering.finish()
}

/// When the last field is created.
fn last_write(protocol: &Protocol) -> Option<Time> {
    let later = protocol.create_every * protocol.fields.checked_sub(1)?;
    Some((protocol.first_create + later).after_start())
}
