//! What a test that is no pass says to the one who wrote it. Runs nothing and writes nothing.

use std::path::{Path, PathBuf};

use super::campaign::Failed;
use super::corpus::{one_line, quoted};
use super::seeds::VARIABLE;
use crate::check::{CampaignReport, Finding, Holds, Judgement, Kept, Problem, Verdict, wrapped};

/// How long lines are, where their words let that be.
pub(super) const WIDTH: usize = 80;
/// Before what belongs to a headline.
pub(super) const MARGIN: &str = "    ";

/// A path as it is shortest from the folder that the test runs in.
pub(super) fn near(path: PathBuf) -> PathBuf {
    let here = std::env::current_dir().ok();
    let near = here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_path_buf));
    near.filter(|near| near != Path::new("")).unwrap_or(path)
}

/// How a run ends, without its reasons.
fn briefly(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Settled { at } => format!("settled at {at}"),
        Verdict::Violated { property, at, .. } => format!("violated {property} at {at}"),
        Verdict::Stalled { at, .. } => format!("stalled at {at}"),
    }
}

/// The message of a test that found something; `saved` is where, or the folder and why not.
pub(super) fn finding(
    report: &CampaignReport,
    first: &Finding,
    kept: Option<&Kept>,
    saved: Result<&Path, (&Path, &str)>,
    program: &str,
    again: &str,
) -> Failed {
    let Finding { seed, verdict, .. } = first;
    let (model, seeds) = (report.model, &report.seeds);
    let mut text =
        format!("{model} fails at seed {seed} of {}..{}: {}\n\n", seeds.start, seeds.end, briefly(verdict));
    text += &match kept {
        Some(kept) => wrapped(&one_line(&kept.story), MARGIN, WIDTH),
        None => wrapped(&one_line(&verdict.to_string()), MARGIN, WIDTH),
    };
    text.push('\n');
    match saved {
        Ok(place) => {
            text += &format!("saved   {}\n", place.display());
            text += &format!("replay  {program} replay {}\n", quoted(place));
        }
        Err((folder, why)) => text += &format!("not saved into {}: {why}\n", folder.display()),
    }
    text += again;
    if saved.is_ok() {
        text += "\n\nFrom now on the saved file comes first: while it fails, so does this test.";
    }
    if report.violated > 1 {
        text += &format!("\nIt is the first of {} failing seeds in {} runs.", report.violated, report.runs);
    }
    Failed(text)
}

/// How a seed of a campaign is run alone, and how more are.
pub(super) fn alone(seed: u64) -> String {
    let alone = format!("seed    {seed}, which is alone with .exactly({seed}..{})\n", seed.saturating_add(1));
    format!("{alone}more    {VARIABLE}=100000 cargo test: so many seeds")
}

/// The message of a campaign in which nothing failed, and that is no pass all the same.
pub(super) fn no_pass(report: &CampaignReport) -> Failed {
    let CampaignReport { model, runs, undecided, excused, .. } = report;
    Failed(match (report.judgement(), report.open.first()) {
        (Judgement::Nothing, _) => "the campaign has no seeds: nothing ran".to_string(),
        (Judgement::Undecided, Some(Finding { seed, verdict, .. })) => format!(
            "{undecided} of {runs} runs did not come to an end, the first of them seed {seed}: {verdict}\n\
             A later `horizon` or a higher `step_limit` lets them."
        ),
        (Judgement::Undecided, None) => {
            format!("none of {runs} runs settled, and of {excused} that was not demanded: nothing was seen")
        }
        (judgement @ (Judgement::Slow | Judgement::Unsure), _) => {
            let told = report.assessed.iter().filter(|one| one.holds != Holds::Pass);
            let lines = told.map(|one| format!("{:<6}  {}: {}", one.holds, one.threshold, one.seen));
            let lines = lines.collect::<Vec<_>>().join("\n");
            let (sure, runs) = (report.confidence, format!("{runs} runs of {model}"));
            match judgement {
                Judgement::Slow => format!("{runs} are too slow (each with {sure} confidence)\n{lines}"),
                _ => format!(
                    "{runs} are too few to tell (each with {sure} confidence)\n{lines}\n\
                     More seeds decide, or a threshold further from what was seen."
                ),
            }
        }
        _ => format!(
            "{runs} runs of {model} never came to: {}\n\
             A test that cannot see this is not a pass; more seeds or rougher weather let it.",
            report.never_reached().join(", ")
        ),
    })
}

/// The message of a corpus that is not in order.
pub(super) fn corpus(model: &str, complaints: &[String]) -> Failed {
    let number = match complaints.len() {
        1 => "a saved scenario".to_string(),
        number => format!("{number} saved scenarios"),
    };
    let complaints = complaints.join("\n");
    Failed(format!(
        "{model} does not pass {number}, so no new seed was run\n\n{complaints}\n\
         A file that no longer fails stays as a guard; delete one that is no longer wanted."
    ))
}

/// Of a saved scenario that fails.
pub(super) fn still_fails(file: &Path, verdict: &Verdict, program: &str) -> String {
    let (path, verdict) = (file.display(), one_line(&verdict.to_string()));
    let verdict = wrapped(&format!("still fails: {verdict}"), MARGIN, WIDTH);
    format!("{path}\n{verdict}{MARGIN}replay: {program} replay {}\n", quoted(file))
}

/// Of a saved scenario that is none: its file, its line, what is wrong with it, and what to do.
pub(super) fn wrong(file: &Path, text: &str, problem: &Problem) -> String {
    let before = problem.span.as_ref().and_then(|span| text.get(..span.start));
    let line = before.map_or(String::new(), |before| format!(":{}", 1 + before.matches('\n').count()));
    let words = wrapped(&one_line(&problem.to_string()), MARGIN, WIDTH);
    format!("{}{line}\n{words}{MARGIN}mend it, or delete it if it is not wanted any more\n", file.display())
}
