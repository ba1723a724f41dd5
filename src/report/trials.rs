//! The agreement panel: law and runs in several settings, and the wrong laws that were told apart. Knows no terminal.

use crate::check::Tried;
use crate::exact::Mistake;
use crate::measure::{Agreement, Agrees};

/// In a word.
pub fn verdict(agrees: Agrees) -> &'static str {
    match agrees {
        Agrees::Agree => "AGREE",
        Agrees::Disagree => "DISAGREE",
        Agrees::Underpowered => "UNDERPOWERED",
    }
}

/// A mistake in words.
pub fn mistake(mistake: Mistake) -> &'static str {
    match mistake {
        Mistake::DataEntryRepairsAcks => "a data-entry tick repairs an unacknowledged annotation",
        Mistake::TicksInParallel => "both ticks in parallel at zero latency",
        Mistake::SavingAgainSucceeds => "saving again always succeeds",
        Mistake::TicksSwapped => "the ticks swapped",
        Mistake::CreatedAfterTick => "created after a tick, not before it",
        Mistake::LossPerCopy => "each copy lost on its own",
        Mistake::NoCopies => "copies ignored",
        Mistake::ChanceForCount => "a chance of 1/k for every k-th",
    }
}

/// The heads of the columns.
pub fn head() -> String {
    format!("{:<30}{:>8}{:>10}{:>8}{:>10}  verdict", "setting", "runs", "distance", "chance", "p of chi2")
}

/// A setting, and below it the wrong laws that were held against the same runs.
pub fn rows(tried: &Tried) -> Vec<String> {
    let figures = |name: &str, agreement: &Agreement, verdict: &str| {
        let p = agreement.chi_square.map_or("-".to_string(), |test| format!("{:.1e}", test.p));
        let Agreement { runs, distance, reach, .. } = agreement;
        format!("{name:<30}{runs:>8}{distance:>10.4}{reach:>8.4}{p:>10}  {verdict}")
    };
    let law = tried.law.iter().map(|law| figures(tried.name, law, verdict(law.agrees)));
    let name = if tried.law.is_none() { vec![tried.name.to_string()] } else { Vec::new() };
    let mistakes = tried.mistakes.iter().flat_map(|(which, agreement)| {
        let verdict = if agreement.agrees == Agrees::Disagree { "rejected" } else { "NOT REJECTED" };
        [format!("  wrong: {}", mistake(*which)), figures("", agreement, verdict)]
    });
    name.into_iter().chain(law).chain(mistakes).collect()
}

/// What it all comes to, in a sentence.
pub fn judgement(tried: &[Tried]) -> String {
    let laws = tried.iter().filter(|one| one.law.is_some()).count();
    let agreeing = tried.iter().filter(|one| one.law.is_some() && one.agrees()).count();
    let wrong: usize = tried.iter().map(|one| one.mistakes.len()).sum();
    let passed: usize = tried.iter().map(|one| one.passed_by().count()).sum();
    match (agreeing == laws, passed) {
        (true, 0) => {
            format!("Law and runs agree in all {laws} settings; all {wrong} wrong laws are rejected.")
        }
        (true, _) => format!("Law and runs agree, but {passed} of {wrong} wrong laws are not rejected."),
        (false, _) => format!("Law and runs disagree in {} of {laws} settings.", laws - agreeing),
    }
}
