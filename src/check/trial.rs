//! Trials: settings in which the law of time to consistency is held against runs, and wrong laws must not pass. Knows no
//! file and no clock.

use std::sync::atomic::AtomicBool;

use super::campaign::{Plan, campaign};
use super::model::Model;
use super::problem::Problem;
use super::scenario::ScenarioOf;
use super::weather::Samples;
use crate::exact::{AGREEMENT_ERROR, Law, Mistake, NoLaw};
use crate::measure::{Agreement, Agrees};

/// How many runs a trial has where nobody says otherwise.
pub const TRIAL_RUNS: u64 = 10_000;

/// A setting in which law and runs are compared.
#[derive(Clone, Copy, Debug)]
pub struct Trial {
    /// Its name.
    pub name: &'static str,
    /// The scenario's text.
    pub scenario: &'static str,
    /// Wrong laws that differ from the right one here, so that they must be rejected.
    pub mistakes: &'static [Mistake],
    /// Another scenario's text, where this one has no law and the mistake is to take it for that one.
    pub taken_for: Option<&'static str>,
}

/// What came of a trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// Its name.
    pub name: &'static str,
    /// How many runs it had.
    pub runs: u64,
    /// How law and runs compare; `None` where there is no law.
    pub law: Option<Agreement>,
    /// How wrong laws and the same runs compare.
    pub mistakes: Vec<(Mistake, Agreement)>,
}

impl Tried {
    /// Whether the law agrees, where there is one.
    pub fn agrees(&self) -> bool {
        self.law.is_none_or(|law| law.agrees == Agrees::Agree)
    }

    /// The wrong laws that were not rejected.
    pub fn passed_by(&self) -> impl Iterator<Item = Mistake> + '_ {
        let passed = |(_, agreement): &&(Mistake, Agreement)| agreement.agrees != Agrees::Disagree;
        self.mistakes.iter().filter(passed).map(|(mistake, _)| *mistake)
    }

    /// Whether all is as it should be.
    pub fn is_fine(&self) -> bool {
        self.agrees() && self.passed_by().next().is_none()
    }
}

/// Holds the law of a model's trial against `runs` of its runs.
///
/// # Errors
/// When its scenario cannot be run, or has no law though it should.
pub fn try_law<M: Model>(trial: &Trial, runs: u64, jobs: usize) -> Result<Tried, Problem> {
    let scenario = ScenarioOf::<M>::parse(trial.scenario)?;
    let lawless =
        |no_law: NoLaw| Problem::at::<&str>([], format!("{}: there is no law: {no_law}", trial.name));
    let protocol = |scenario: &ScenarioOf<M>| M::protocol(scenario, &Samples::new()).map_err(lawless);
    let protocol = match trial.taken_for {
        None => protocol(&scenario)?,
        Some(other) => protocol(&ScenarioOf::<M>::parse(other)?)?,
    };
    let plan = Plan { seeds: 0..runs, jobs, ..Plan::default() };
    let report = campaign::<M>(&scenario, &Samples::new(), &plan, &AtomicBool::new(false), &mut |_| {})?;
    let times = report.times.unwrap_or_default();
    let compare =
        |law: Result<Law, NoLaw>| law.map_err(lawless).map(|law| law.agreement(&times, AGREEMENT_ERROR));
    let law = match trial.taken_for {
        None => compare(Law::of(&protocol))?,
        Some(_) => None,
    };
    let mut mistakes = Vec::new();
    for mistake in trial.mistakes {
        let wrong = compare(Law::mistaken(&protocol, *mistake))?;
        mistakes.extend(wrong.map(|agreement| (*mistake, agreement)));
    }
    Ok(Tried { name: trial.name, runs: report.runs, law, mistakes })
}
