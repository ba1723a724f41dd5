//! `campaign`: a scenario under many seeds, from its file to its report. Knows the clock, and that it belongs into no
//! result.

use std::path::Path;
use std::time::Instant;

use super::args::{CampaignArguments, Format};
use super::failures::{self, Saver};
use super::input::{self, Opened};
use super::interrupt;
use super::lines::Lines;
use super::out::{BAD, GOOD, OPEN, Out};
use super::progress::Progress;
use super::rows::RowFile;
use super::shell;
use super::status::Status;
use super::trouble::Trouble;
use crate::check::{CampaignReport, Ended, Plan, Problem, Registry, RunRecord, Standing};
use crate::exact::Law;
use crate::report::campaign::{self as told, Corpus, Form, Saved};

pub(super) fn campaign(
    registry: &Registry,
    arguments: &CampaignArguments,
    out: &mut Out,
) -> Result<Status, Trouble> {
    let opened = input::open(registry, &arguments.file)?;
    let to_results = arguments.ndjson.as_deref() == Some(Path::new("-"));
    if to_results && arguments.format == Format::Json {
        let problem = Problem::at(["--ndjson"], "the runs and the report cannot both go to standard output");
        return Err(Trouble::general(
            problem.hint("name a file in place of `-`, or leave out `--format json`"),
        ));
    }
    let model = opened.model.name;
    let folders = failures::folders(model, arguments.save.as_deref());
    let corpus = failures::replay(registry, model, &folders, &arguments.file)?;
    let mut saver =
        arguments.save.as_deref().map(|save| Saver::new(save, &arguments.file, &opened)).transpose()?;
    let mut files = Files::new(arguments, &opened)?;
    tell_before(&opened, &corpus, out);
    out.has_more_to_do = saver.is_some();
    let plan = Plan {
        seeds: arguments.seeds.clone(),
        swarm: arguments.swarm,
        jobs: arguments.jobs.map_or_else(shell::processors, |jobs| jobs as usize),
        stop_after: arguments.stop_after,
        confidence: arguments.confidence,
    };
    let clock = Clock::start();
    let (report, whole) = watch(&opened, &plan, saver.as_mut(), &mut files, out)?;
    if report.runs > 0 {
        clock.tell(&report, plan.jobs, out);
    }
    let whole = files.end(out) && whole;
    for fault in report.never_struck() {
        out.warn(&format!("fault {} struck nothing in any run: {}", fault + 1, opened.scenario.fault(fault)));
    }
    let saved = saver.map_or(Vec::new(), |saver| saver.saved);
    tell(&report, &corpus, &saved, &opened, arguments, to_results, out);
    Ok(match report.ended {
        _ if !whole && status(&report, &corpus) != Status::Violated => Status::Wrong,
        Ended::Cancelled => Status::Interrupted,
        _ => status(&report, &corpus),
    })
}

/// What the campaign and the corpus come to.
fn status(report: &CampaignReport, corpus: &Corpus) -> Status {
    match corpus.failing.is_empty() {
        true => Status::of_campaign(report),
        false => Status::Violated,
    }
}

fn tell_before(opened: &Opened, corpus: &Corpus, out: &mut Out) {
    for warning in opened.scenario.warnings() {
        out.warn(&warning);
    }
    if !opened.scenario.expectations().is_empty() {
        let seed = opened.scenario.seed();
        out.tell(&format!(
            "note: the file's expectations are of seed {seed}; they are not held against a campaign"
        ));
    }
    if corpus.replayed > 0 {
        out.tell(&told::corpus(corpus));
    }
}

/// Runs, and does with each run what was asked for; says whether all of that could be done.
fn watch(
    opened: &Opened,
    plan: &Plan,
    mut saver: Option<&mut Saver<'_>>,
    files: &mut Files,
    out: &mut Out,
) -> Result<(CampaignReport, bool), Trouble> {
    let mut progress = Progress::new(plan.seeds.end - plan.seeds.start);
    let (mut failed, mut whole) = (0, true);
    let mut see = |record: &RunRecord| {
        failed += (record.standing() == Standing::Violated) as u64;
        progress.step(failed);
        let saved = saver.as_mut().map_or(Ok(()), |saver| saver.take(record, opened, plan.swarm));
        let [line, row] = files.write(record, opened, out);
        for trouble in [line, row, saved].into_iter().filter_map(Result::err) {
            whole = false;
            progress.aside(|| out.tell(&trouble.render()));
        }
    };
    let report = opened.scenario.campaign(plan, interrupt::listen(), &mut see).map_err(Trouble::general);
    progress.end();
    Ok((report?, whole))
}

/// The files that get something of every run.
struct Files {
    lines: Option<Lines>,
    rows: Option<RowFile>,
}

impl Files {
    /// Checks that they can be written, before any run.
    fn new(arguments: &CampaignArguments, opened: &Opened) -> Result<Files, Trouble> {
        let CampaignArguments { ndjson, samples, .. } = arguments;
        if samples.is_some() && samples == ndjson {
            let problem = Problem::at(["--samples"], "this is the file of `--ndjson`, too");
            return Err(Trouble::general(problem.hint("name two files: one for each")));
        }
        let lines = ndjson.as_deref().map(|place| Lines::new(place, Form::Ndjson.opening())).transpose()?;
        let rows = samples.as_deref().map(|place| RowFile::new(place, opened.model.messages)).transpose()?;
        Ok(Files { lines, rows })
    }

    fn write(&mut self, record: &RunRecord, opened: &Opened, out: &mut Out) -> [Result<(), Trouble>; 2] {
        let line = self.lines.as_mut().map_or(Ok(()), |lines| {
            let line = told::line(record, opened.model.reached);
            match lines {
                Lines::Results => {
                    out.line(&line);
                    Ok(())
                }
                file => file.write(&line),
            }
        });
        [line, self.rows.as_mut().map_or(Ok(()), |rows| rows.write(record))]
    }

    /// Puts them into their places; says whether that could be done.
    fn end(self, out: &mut Out) -> bool {
        let ended = [self.lines.map_or(Ok(()), Lines::end), self.rows.map_or(Ok(()), RowFile::end)];
        let troubles: Vec<Trouble> = ended.into_iter().filter_map(Result::err).collect();
        troubles.iter().for_each(|trouble| out.tell(&trouble.render()));
        troubles.is_empty()
    }
}

/// The report, where it belongs.
fn tell(
    report: &CampaignReport,
    corpus: &Corpus,
    saved: &[Saved],
    opened: &Opened,
    arguments: &CampaignArguments,
    to_results: bool,
    out: &mut Out,
) {
    let file = shell::quoted(&arguments.file);
    let program = shell::program();
    let swarm = if report.swarm { " --swarm" } else { "" };
    let reproduce = |seed: u64| format!("{program} run {file}{swarm} --seed {seed}");
    let law = opened.scenario.protocol().and_then(|protocol| Law::of(&protocol));
    let beside = told::Beside {
        corpus,
        saved,
        reproduce: &reproduce,
        file: &arguments.file.display().to_string(),
        scenario: &opened.text,
        by_chance: opened.scenario.is_by_chance(),
        law: law.as_ref(),
    };
    let style = match status(report, corpus) {
        Status::Fine => GOOD,
        Status::Violated => BAD,
        _ => OPEN,
    };
    let judgement = format!("{style}{}{style:#}", told::judgement(report, corpus));
    match arguments.format {
        Format::Json => out.line(&told::json(report, &beside)),
        Format::Human if to_results => out.tell(&format!("{}\n{judgement}", told::text(report, &beside))),
        Format::Human => {
            out.folded(&told::text(report, &beside));
            out.line("");
            out.line(&judgement);
        }
    }
}

/// Measures the campaign, for people only.
struct Clock(Instant);

impl Clock {
    #[allow(clippy::disallowed_methods, reason = "how long it took is told beside the result, never in it")]
    fn start() -> Clock {
        Clock(Instant::now())
    }

    fn tell(&self, report: &CampaignReport, jobs: usize, out: &mut Out) {
        let seconds = self.0.elapsed().as_secs_f64();
        let plural = |number: u64| if number == 1 { "" } else { "s" };
        let rate = |number: u64| number as f64 / seconds.max(1e-9);
        out.tell(&format!(
            "{} run{} in {seconds:.3} s with {jobs} job{}: {:.0} runs/s, {:.0} steps/s",
            report.runs,
            plural(report.runs),
            plural(jobs as u64),
            rate(report.runs),
            rate(report.steps)
        ));
    }
}
