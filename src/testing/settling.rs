//! What was seen of how soon a scenario settles, and its words. Runs nothing and writes nothing.

use std::fmt;
use std::path::{Path, PathBuf};

use super::corpus::{one_line, quoted};
use super::words::{MARGIN, WIDTH};
use crate::check::{Kept, RunRecord, Standing, Verdict, wrapped};
use crate::measure::{Confidence, Interval, Level, Sequential, percent};
use crate::sim::{Span, Time};

/// How many of the slowest seeds are told.
pub const WORST: usize = 5;

/// What was seen of how soon a scenario settles.
#[derive(Clone, Debug, PartialEq)]
pub struct Settling {
    /// The model's name.
    pub model: &'static str,
    /// How long a run may take from its start.
    pub within: Span,
    /// The share of all runs that is to settle in time.
    pub level: Level,
    /// How sure that is to be.
    pub confidence: Confidence,
    /// Runs that settled in time.
    pub hits: u64,
    /// Runs that settled later.
    pub late: u64,
    /// Runs that did not settle before their horizon or step limit, though that was demanded.
    pub undecided: u64,
    /// Runs that did not settle, and of which that was not demanded.
    pub excused: u64,
    /// The slowest seeds, at most [`WORST`] of them, and when each settled; first those that did not.
    pub slowest: Vec<(Option<Time>, u64)>,
    /// The shortest time and the first seed that took it.
    pub fastest: Option<(Time, u64)>,
    first_late: Option<u64>,
}

/// A slow run, made small.
pub(super) struct Explained {
    pub(super) kept: Kept,
    /// Where it was saved, or why not.
    pub(super) saved: Result<PathBuf, String>,
}

impl Settling {
    /// Nothing was seen yet.
    pub(super) fn new(model: &'static str, within: Span, level: Level, confidence: Confidence) -> Settling {
        let (slowest, fastest, first_late) = (Vec::new(), None, None);
        let (hits, late, undecided, excused) = (0, 0, 0, 0);
        Settling {
            model,
            within,
            level,
            confidence,
            hits,
            late,
            undecided,
            excused,
            slowest,
            fastest,
            first_late,
        }
    }

    /// Takes the next run in; one that violates a property says nothing about time.
    pub(super) fn add(&mut self, record: &RunRecord) {
        let at = match (&record.verdict, record.standing()) {
            (Verdict::Settled { at }, _) => Some(*at),
            (_, Standing::Violated) => return,
            (_, Standing::Excused) => {
                self.excused += 1;
                None
            }
            _ => {
                self.undecided += 1;
                None
            }
        };
        if let Some(at) = at {
            let is_late = at > self.within.after_start();
            *(if is_late { &mut self.late } else { &mut self.hits }) += 1;
            if is_late {
                self.first_late.get_or_insert(record.seed);
            }
            if self.fastest.is_none_or(|(fastest, _)| at < fastest) {
                self.fastest = Some((at, record.seed));
            }
        }
        self.slowest.push((at, record.seed));
        // What did not settle took longer than anything that did.
        self.slowest.sort_by_key(|(at, seed)| (std::cmp::Reverse(at.unwrap_or(Time::NEVER)), *seed));
        self.slowest.truncate(WORST);
    }

    /// All runs.
    pub fn runs(&self) -> u64 {
        self.hits + self.late + self.undecided + self.excused
    }

    /// The limits of the share of runs in time, exactly after Clopper and Pearson, with the error that the sequential test has
    /// for them: so they never say more than its decision.
    pub fn interval(&self) -> Interval {
        let test = Sequential::new(self.level, self.confidence);
        test.limits(self.hits, self.runs(), test.look(self.hits, self.runs()))
    }

    /// A slow seed to explain: the first that settled late, else one that did not settle.
    pub(super) fn first_slow(&self) -> Option<u64> {
        self.first_late.or_else(|| self.slowest.first().filter(|(at, _)| at.is_none()).map(|(_, seed)| *seed))
    }

    /// What was seen, a fact a line.
    fn seen(&self) -> String {
        let Settling { within, hits, late, undecided, excused, .. } = self;
        let (runs, Interval { low, high }) = (self.runs(), self.interval());
        let share = percent(*hits as f64 / runs.max(1) as f64);
        let mut text = format!("in time {hits} of {runs} runs within {within}: {share}\n");
        text += &format!(
            "limits  from {} to {} with {} confidence\n",
            percent(low),
            percent(high),
            self.confidence
        );
        text += &format!("wanted  {} at least\n", percent(self.level.get()));
        let rest = [
            (late, "settled later"),
            (undecided, "did not come to an end"),
            (excused, "did not settle, which was not demanded"),
        ];
        let rest: Vec<String> = rest
            .iter()
            .filter(|(number, _)| **number > 0)
            .map(|(number, words)| format!("{number} {words}"))
            .collect();
        if !rest.is_empty() {
            text += &format!("others  {}\n", rest.join(", "));
        }
        text
    }

    /// The slowest seeds that were not in time.
    fn worst(&self) -> String {
        let mut text = String::new();
        let late = |(at, _): &&(Option<Time>, u64)| at.is_none_or(|at| at > self.within.after_start());
        for (at, seed) in self.slowest.iter().filter(late) {
            let head = if text.is_empty() { "slowest" } else { "" };
            let at = at.map_or("not settled".to_string(), |at| format!("settled at {at}"));
            text += &format!("{head:<7} seed {seed}: {at}\n");
        }
        text
    }

    /// The message where more seeds are needed; `needed` in all, if what was seen goes on so.
    pub(super) fn undecided(&self, needed: Option<u64>) -> String {
        let Settling { model, within, .. } = self;
        let wanted = percent(self.level.get());
        let more = match needed {
            Some(needed) => format!(
                "needed  about {needed} seeds in all, if the share stays as it was seen: {} more, with .at_most({needed})",
                needed.saturating_sub(self.runs())
            ),
            None => {
                "needed  no number of seeds decides if the share stays as it was seen: ask for another one"
                    .to_string()
            }
        };
        format!(
            "UNDECIDED: {} runs do not tell whether {model} settles within {within} in {wanted} of them\n\n{}{}{more}",
            self.runs(),
            self.seen(),
            self.worst()
        )
    }

    /// The message where too few are in time.
    pub(super) fn too_slow(
        &self,
        explained: Option<Result<Explained, String>>,
        last_input: Option<Time>,
        folder: &Path,
        program: &str,
    ) -> String {
        let Settling { model, within, confidence, .. } = self;
        let wanted = percent(self.level.get());
        let mut text = format!(
            "{model} is too slow: with {confidence} confidence, it settles within {within} in less than {wanted} of all runs\n\n"
        );
        text += &self.seen();
        text += &self.worst();
        if let (0, Some((at, seed))) = (self.hits, self.fastest) {
            text += &format!("fastest seed {seed}: settled at {at}, so none of these runs was in time\n");
        }
        if let Some(at) = last_input.filter(|at| *at > within.after_start()) {
            text += &format!("        the workload itself goes on until {at}\n");
        }
        match explained {
            None => {}
            Some(Err(why)) => text += &format!("\nno slow run could be explained: {why}\n"),
            Some(Ok(Explained { kept, saved })) => {
                text += &format!("\nthe smallest set of faults that explains seed {}:\n", kept.seed);
                text += &wrapped(&one_line(&kept.story), MARGIN, WIDTH);
                text += &match saved {
                    Ok(place) => {
                        format!("saved   {}\nreplay  {program} replay {}\n", place.display(), quoted(&place))
                    }
                    Err(why) => format!("not saved into {}: {why}\n{}", folder.display(), kept.text),
                };
            }
        }
        text.trim_end().to_string()
    }
}

/// The verdict line: what was shown, with its counts.
impl fmt::Display for Settling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settling { model, within, confidence, hits, .. } = self;
        let (wanted, runs) = (percent(self.level.get()), self.runs());
        write!(
            f,
            "with {confidence} confidence, in at least {wanted} of runs {model} is consistent within {within} "
        )?;
        write!(f, "({hits} of {runs} seeds)")
    }
}
