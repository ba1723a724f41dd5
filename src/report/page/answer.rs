//! The answer to "how soon is eventually?", in a sentence that says no more than is known. Knows no HTML.

use super::data::Page;
use super::digits::{self, BLANK, Round, count, counted};
use crate::measure::{Confidence, Level, Times, lower_limit, quantile, seeds_to_show_share, upper_limit};
use crate::report::plot::{Unit, ten};
use crate::sim::Time;

/// The answer, in two parts: what is stated, and the counts that it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// The statement.
    pub(super) statement: String,
    /// What it rests on, in brackets; may be empty.
    pub(super) counts: String,
}

impl Answer {
    fn of(statement: String) -> Answer {
        Answer { statement, counts: String::new() }
    }

    /// All of it as one sentence.
    pub(super) fn plain(&self) -> String {
        match self.counts.is_empty() {
            true => self.statement.clone(),
            false => format!("{} ({}).", self.statement, self.counts),
        }
    }
}

/// The answer.
pub(super) fn answer(page: &Page<'_>) -> Answer {
    let Some(times) = page.times() else {
        return Answer::of(page.no_times().to_string());
    };
    match page.deadlines.first() {
        _ if !page.by_chance => always_the_same(times),
        Some(deadline) => within(page, times, *deadline),
        None => from_the_sample(page, times),
    }
}

/// Where nothing is left to chance, one run tells all.
fn always_the_same(times: &Times) -> Answer {
    let same = "nothing in this scenario is left to chance, so every seed gives the same run";
    Answer::of(match times.longest() {
        Some((at, _)) => format!("The system is consistent after exactly {}: {same}.", digits::exactly(at)),
        None if times.unreached().violated > 0 => format!("The run ends at a violated property: {same}."),
        None => {
            let horizon = digits::exactly(times.horizon().after_start());
            format!("The system is not consistent within {horizon}: {same}.")
        }
    })
}

/// How often a deadline is met that was named before anything ran.
fn within(page: &Page<'_>, times: &Times, deadline: Time) -> Answer {
    let (hits, runs) = (times.within(deadline), times.runs());
    let told = digits::exactly(deadline);
    let sure = sure(page.confidence);
    if hits == 0 {
        let most = digits::share(upper_limit(0, runs, page.confidence), Round::Up);
        let none = if runs == 1 {
            "The only seed was not".into()
        } else {
            format!("None of {} was", counted(runs, "seed"))
        };
        return Answer::of(format!("{none} consistent within {told}; {sure}, at most {most} of runs are."));
    }
    let least = digits::share(lower_limit(hits, runs, page.confidence), Round::Down);
    Answer {
        statement: capital(&format!(
            "{sure}, in at least {least} of runs the system is consistent within {told}"
        )),
        counts: counts(page, times, deadline),
    }
}

/// The highest quantile that so many runs can bound at all: which one depends on their number alone, so that nothing is
/// chosen by looking. Where the bound lies beyond the horizon, how often the horizon is met.
fn from_the_sample(page: &Page<'_>, times: &Times) -> Answer {
    let enough = |level: &&Level| times.runs() >= seeds_to_show_share(**level, page.confidence);
    let level = Level::TOLD.iter().rev().find(enough).copied();
    let bound = level.and_then(|level| Some((level, upper_bound(times, level, page.confidence)?)));
    let Some((level, shown)) = bound else {
        return within(page, times, times.horizon().after_start());
    };
    let share = level.to_string().replace('p', "");
    Answer {
        statement: capital(&format!(
            "{}, at least {share}{BLANK}% of runs are consistent within {}",
            sure(page.confidence),
            digits::exactly(shown)
        )),
        counts: counts(page, times, shown),
    }
}

/// The one-sided upper limit of a quantile, rounded up to the digits that its interval supports. Each end of a two-sided
/// interval errs half as often, so that one of twice the error has this end.
fn upper_bound(times: &Times, level: Level, confidence: Confidence) -> Option<Time> {
    let doubled = Confidence::new(1.0 - 2.0 * confidence.error()).unwrap_or(confidence);
    let interval = quantile(times, level, doubled)?;
    let (low, high) = (interval.low?.as_nanos() as f64, interval.high?.as_nanos() as f64);
    let unit = Unit::of(high);
    let half = (high - low) / 2.0 / unit.nanos();
    let whole = digits::needed(&[high / unit.nanos()], 6);
    let decimals = if half > 0.0 { digits::supported(half).min(whole) } else { whole };
    let step = unit.nanos() / ten(decimals as i32);
    let up = libm::ceil(high / step - 1e-9) * step;
    Some(Time::from_nanos((up as u64).max(interval.high?.as_nanos())))
}

fn counts(page: &Page<'_>, times: &Times, at: Time) -> String {
    let law = page.law.map_or(String::new(), |law| {
        let known = law.is_whole() || law.steps().last().is_some_and(|step| step.at > at);
        let bound = if known { "" } else { "at least " };
        format!("; exact law: {bound}{}", digits::law_share(law.within(at), law.beyond(at)))
    });
    format!("{} of {}{law}", count(times.within(at)), counted(times.runs(), "seed"))
}

/// The confidence, as it begins a clause.
pub(super) fn sure(confidence: Confidence) -> String {
    format!("with {} confidence", percent(confidence))
}

/// A confidence in per cent, in one piece.
pub(super) fn percent(confidence: Confidence) -> String {
    confidence.to_string().replace(' ', "\u{a0}")
}

/// With a capital at its beginning.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().collect::<String>() + letters.as_str())
}
