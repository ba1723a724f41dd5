//! Weather in time as a scenario writes it: bursts, cuts, clogs, crashes, pauses, clocks, ties, and what ends them.

use serde::{Deserialize, Serialize};

use super::names::Names;
use super::problem::Problem;
use super::weather::{Latency, Samples, Weather, is_default};
use crate::sim::climate::{self, Climate};
use crate::sim::fault::{Cut, Role};
use crate::sim::law;
use crate::sim::probability::Probability;
use crate::sim::time::{Span, Time};

/// The most spells of one law that a run may have.
const SPELLS: u64 = 1_000_000;

/// How long something goes on: at least so long, and exponentially distributed beyond that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spell {
    /// On the average, all in all.
    pub mean: Span,
    /// Never shorter.
    #[serde(default, skip_serializing_if = "is_default")]
    pub least: Span,
}

/// Bursts of trouble: each link is good for a while, then bad for a while (Gilbert 1960, Elliott 1963).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bursts {
    /// How long a link is good.
    pub good: Spell,
    /// How long it is bad.
    pub bad: Spell,
    /// How likely a message is lost that is sent while it is bad.
    #[serde(default, skip_serializing_if = "is_default")]
    pub loss: Probability,
    /// How much longer the others take.
    #[serde(default, skip_serializing_if = "is_default")]
    pub delay: Latency,
}

/// Links that are cut, or stuck, again and again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cuts {
    /// How long the links are whole.
    pub whole: Spell,
    /// How long they are broken.
    pub broken: Spell,
    /// Which; without it, each time others: one process alone, all that one sends, or two halves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
}

/// Processes that crash and come back, again and again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crashes {
    /// Who; without it, every process on its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<String>,
    /// How long it is up.
    pub up: Spell,
    /// How long it is down.
    pub down: Spell,
    /// How likely it crashes inside its next step that sends or sets something, in place of at an instant of its own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub in_step: Probability,
}

/// Processes that stand still, again and again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pauses {
    /// Who; without it, every process on its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<String>,
    /// How long it runs.
    pub up: Spell,
    /// How long it stands still.
    pub still: Spell,
}

/// Clocks that are wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clocks {
    /// Whose; without it, every process's on its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<String>,
    /// Ahead or behind by at most this.
    #[serde(default, skip_serializing_if = "is_default")]
    pub offset: Span,
    /// Too fast or too slow by at most so many parts per million.
    #[serde(default, skip_serializing_if = "is_default")]
    pub drift: u32,
    /// Put forward or back now and then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<ClockSteps>,
}

/// How a clock is put forward or back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockSteps {
    /// How long it goes on undisturbed.
    pub every: Spell,
    /// By how much at most it is then put forward or back.
    pub by: Span,
}

impl Spell {
    fn resolve(&self) -> Result<climate::Spell, Problem> {
        let Spell { mean, least } = *self;
        if mean == Span::ZERO {
            return Err(Problem::at(["mean"], "a spell needs a length above zero"));
        }
        if least > mean {
            let message = format!("the shortest, {least}, is longer than the mean, {mean}");
            return Err(Problem::at(["least"], message).hint("write a smaller one"));
        }
        let rest = (mean - least).as_nanos();
        let beyond = match rest {
            0 => law::Latency::Constant(Span::ZERO),
            rest => law::Latency::Exponential { mean: rest as f64 },
        };
        Ok(climate::Spell { least, beyond })
    }
}

/// Two spells that follow each other, with the keys that lead to them; refused where there would be too many by `end`.
fn pair(
    (first, one): (&'static str, &Spell),
    (second, other): (&'static str, &Spell),
    end: Time,
) -> Result<(climate::Spell, climate::Spell), Problem> {
    let spells = (
        one.resolve().map_err(|problem| problem.within([first]))?,
        other.resolve().map_err(|problem| problem.within([second]))?,
    );
    let number = end.as_nanos() / (one.mean + other.mean).as_nanos();
    match number > SPELLS {
        true => Err(Problem::at([first], format!("that would be about {number} spells in one run"))
            .hint(format!("at most {SPELLS} are drawn: make them longer, or let `heal_at` come sooner"))),
        false => Ok(spells),
    }
}

impl Names {
    /// The laws of the weather in time of a run that ends at `horizon` at the latest.
    pub(super) fn climate(
        &self,
        weather: &Weather,
        horizon: Time,
        samples: &Samples,
    ) -> Result<Climate, Problem> {
        let end = weather.heal_at.unwrap_or(Time::NEVER).min(horizon);
        let built = Climate {
            heal_at: weather.heal_at.unwrap_or(Time::NEVER),
            bursts: weather.bursts.as_ref().map(|bursts| bursts.resolve(end, samples)).transpose()?,
            partitions: each(&weather.partitions, "partitions", |cuts| self.cuts(cuts, end))?,
            clogs: each(&weather.clogs, "clogs", |cuts| self.cuts(cuts, end))?,
            crashes: each(&weather.crashes, "crashes", |crashes| self.crashes(crashes, end))?.concat(),
            pauses: each(&weather.pauses, "pauses", |pauses| self.pauses(pauses, end))?.concat(),
            clocks: each(&weather.clocks, "clocks", |clocks| self.clocks(clocks, end))?.concat(),
            ties: weather.ties.threshold(),
            reconnects: weather.departs(),
        };
        self.no_two(built.crashes.iter().map(|law| law.process), "crashes")?;
        self.no_two(built.pauses.iter().map(|law| law.process), "pauses")?;
        self.no_two(built.clocks.iter().map(|law| law.process), "clocks")?;
        if built.has_spells() && weather.heal_at.is_none() {
            let message = "weather that breaks things in time needs an instant at which it ends";
            return Err(Problem::at(["heal_at"], message).hint("write for example `heal_at: \"30s\"`"));
        }
        Ok(built)
    }

    /// Each process has one law.
    fn no_two(&self, processes: impl Iterator<Item = u16>, key: &str) -> Result<(), Problem> {
        let mut seen = Vec::new();
        for process in processes {
            if seen.contains(&process) {
                let name = &self.processes[process as usize];
                return Err(Problem::at([key], format!("`{name}` is named twice here"))
                    .hint("an entry without a process is for every process"));
            }
            seen.push(process);
        }
        Ok(())
    }

    /// The process that is named, or all.
    fn whom(&self, process: &Option<String>) -> Result<Vec<u16>, Problem> {
        match process {
            None => Ok((0..self.processes.len() as u16).collect()),
            Some(name) => {
                Ok(vec![self.find(Role::Process, name).map_err(|problem| problem.within(["process"]))?])
            }
        }
    }

    fn cuts(&self, cuts: &Cuts, end: Time) -> Result<climate::CutLaw, Problem> {
        let (whole, broken) = pair(("whole", &cuts.whole), ("broken", &cuts.broken), end)?;
        let find = |role, path: &[&str], name: &String| {
            self.find(role, name).map_err(|problem| problem.within(path.iter().copied()))
        };
        let cut = cuts.cut.as_ref().map(|cut| cut.named(find)).transpose()?;
        Ok(climate::CutLaw { whole, broken, cut })
    }

    fn crashes(&self, crashes: &Crashes, end: Time) -> Result<Vec<climate::CrashLaw>, Problem> {
        let (up, down) = pair(("up", &crashes.up), ("down", &crashes.down), end)?;
        let in_step = crashes.in_step.threshold();
        let law = |process| climate::CrashLaw { process, up: up.clone(), down: down.clone(), in_step };
        Ok(self.whom(&crashes.process)?.into_iter().map(law).collect())
    }

    fn pauses(&self, pauses: &Pauses, end: Time) -> Result<Vec<climate::PauseLaw>, Problem> {
        let (up, still) = pair(("up", &pauses.up), ("still", &pauses.still), end)?;
        let law = |process| climate::PauseLaw { process, up: up.clone(), still: still.clone() };
        Ok(self.whom(&pauses.process)?.into_iter().map(law).collect())
    }

    fn clocks(&self, clocks: &Clocks, end: Time) -> Result<Vec<climate::ClockLaw>, Problem> {
        let Clocks { offset, drift, .. } = *clocks;
        check_drift(drift.into()).map_err(|message| Problem::at(["drift"], message))?;
        let instant = Spell { mean: Span::from_nanos(1), least: Span::ZERO };
        let steps = clocks.steps.as_ref().map(|steps| {
            let here = |problem: Problem| problem.within(["steps"]);
            let (every, _) = pair(("every", &steps.every), ("every", &instant), end).map_err(here)?;
            Ok((every, steps.by))
        });
        let steps = steps.transpose()?;
        let law = |process| climate::ClockLaw { process, offset, drift, steps: steps.clone() };
        Ok(self.whom(&clocks.process)?.into_iter().map(law).collect())
    }
}

/// Whether a clock can run so much too fast or too slow, in parts per million.
pub(super) fn check_drift(drift: i64) -> Result<(), String> {
    match drift.abs() <= 500_000 {
        true => Ok(()),
        false => Err(format!("a clock drifts by at most 500000 parts per million, not {drift}")),
    }
}

/// Every entry of a list, with the place of what is wrong.
fn each<T, L>(list: &[T], key: &str, resolve: impl Fn(&T) -> Result<L, Problem>) -> Result<Vec<L>, Problem> {
    let at = |(index, entry)| {
        resolve(entry).map_err(|problem: Problem| problem.within([key.to_string(), usize::to_string(&index)]))
    };
    list.iter().enumerate().map(at).collect()
}

impl Bursts {
    fn resolve(&self, end: Time, samples: &Samples) -> Result<climate::Bursts, Problem> {
        let here = |problem: Problem| problem.within(["bursts"]);
        let (good, bad) = pair(("good", &self.good), ("bad", &self.bad), end).map_err(here)?;
        let delay = self.delay.resolve(samples).map_err(|problem| here(problem.within(["delay"])))?;
        Ok(climate::Bursts { good, bad, loss: self.loss.threshold(), delay })
    }
}
