//! A campaign's result as text, as one JSON object, and a run of it as a line of NDJSON. Knows no file, terminal or
//! machine, so the same result gives the same bytes.

mod json;
mod rows;
mod saved;
mod text;
mod times;

use crate::check::{CampaignReport, Judgement, Verdict, wrapped as folded};
use crate::exact::{Law, NoLaw};

pub use json::{json, line};
pub use rows::{Form, Rows};
pub use saved::Saved as SavedCampaign;
pub use text::text;

/// How wide text gets, where its words let that be.
const WIDTH: usize = 80;

/// A saved scenario that still fails.
#[derive(Clone, Debug)]
pub struct SavedFailure {
    /// Its file.
    pub file: String,
    /// What its run came to.
    pub verdict: Verdict,
    /// The command that replays it.
    pub replay: String,
}

/// What became of the saved scenarios, which are replayed first.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// How many there are.
    pub replayed: usize,
    /// How many tell of a failure and no longer fail.
    pub fixed: usize,
    /// Those that still fail.
    pub failing: Vec<SavedFailure>,
}

/// A failing seed that was saved.
#[derive(Clone, Debug)]
pub struct Saved {
    /// The seed.
    pub seed: u64,
    /// The property that it violates.
    pub property: String,
    /// Its file.
    pub file: String,
    /// The command that replays it.
    pub replay: String,
}

/// What a report says beside the campaign itself.
pub struct Beside<'a> {
    /// The saved scenarios, replayed.
    pub corpus: &'a Corpus,
    /// What was saved.
    pub saved: &'a [Saved],
    /// The command that gives a seed's run again.
    pub reproduce: &'a dyn Fn(u64) -> String,
    /// The scenario's file, as it was named.
    pub file: &'a str,
    /// Its text.
    pub scenario: &'a str,
    /// Whether chance has its way in it; if not, every seed gives the same run.
    pub by_chance: bool,
    /// The law of its time to consistency, or why there is none.
    pub law: Result<&'a Law, &'a NoLaw>,
}

/// The judgement, in a sentence.
pub fn judgement(report: &CampaignReport, corpus: &Corpus) -> String {
    let CampaignReport { runs, violated, undecided, .. } = report;
    let runs = if *runs == 1 { "1 run".to_string() } else { format!("{runs} runs") };
    let sentence = match report.judgement() {
        _ if corpus.failing.len() == 1 => "A saved scenario still fails.".to_string(),
        _ if !corpus.failing.is_empty() => {
            format!("{} saved scenarios still fail.", corpus.failing.len())
        }
        Judgement::Fine => format!("No property is violated in {runs}."),
        Judgement::Failed if *violated == 1 => format!("1 of {runs} violates a property."),
        Judgement::Failed => format!("{violated} of {runs} violate a property."),
        Judgement::Blind => format!(
            "No property is violated in {runs}, but none came to: {}. What cannot see that is no test; try {}.",
            report.never_reached().join(", "),
            if report.swarm {
                "more seeds or other knobs"
            } else {
                "more seeds, rougher weather or `--swarm`"
            }
        ),
        Judgement::Slow => format!("No property is violated in {runs}, but a threshold is missed."),
        Judgement::Unsure => {
            format!("No property is violated in {runs}, but of a threshold they say neither yes nor no.")
        }
        Judgement::Undecided if *undecided > 0 => format!("{undecided} of {runs} did not come to an end."),
        Judgement::Undecided => format!("None of {runs} settled, and of none was that demanded."),
        Judgement::Nothing => "Nothing ran: there are no seeds.".to_string(),
    };
    folded(&sentence, "", WIDTH).trim_end().to_string()
}

/// What the saved scenarios came to, in a sentence.
pub fn corpus(corpus: &Corpus) -> String {
    let Corpus { replayed, fixed, failing } = corpus;
    let saved =
        if *replayed == 1 { "1 saved scenario".to_string() } else { format!("{replayed} saved scenarios") };
    let failing = match failing.len() {
        0 => "none fails".to_string(),
        1 => "1 still fails".to_string(),
        number => format!("{number} still fail"),
    };
    let fixed = match fixed {
        0 => String::new(),
        1 => ", 1 no longer fails".to_string(),
        number => format!(", {number} no longer fail"),
    };
    format!("replayed {saved} first: {failing}{fixed}")
}
