//! Runs a prepared scenario and judges what came of it.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::model::{Model, Watch};
use super::outcome::{Outcome, Verdict};
use super::prepare::Prepared;
use crate::sim::process::Label;
use crate::sim::simulation::{Ending, Stop};
use crate::sim::{Observer, Process, System, Violation};

/// How many open items a verdict names.
const NAMED: usize = 3;

/// How the words of a run begin that can never settle any more.
pub(super) const NOTHING_LEFT: &str = "nothing is left that could happen";

/// How the words of a run begin that did not settle in time.
pub const OVERDUE: &str = "not settled within its bound";

impl<M: Model> Prepared<M> {
    /// Runs with `seed`, with all properties on.
    pub fn run(&mut self, seed: u64) -> Outcome {
        self.run_observed(seed, &mut ())
    }

    /// The same under the eyes of one more observer, which changes nothing.
    pub fn run_observed<O: Observer<M>>(&mut self, seed: u64, observer: &mut O) -> Outcome {
        self.renew(seed);
        self.renew_monitor();
        let Prepared { simulation, monitor, .. } = self;
        // A panic inside a handler or a property is the model's failure; any other is our own bug.
        let ending = catch_unwind(AssertUnwindSafe(|| simulation.run(&mut (monitor, observer))));
        match ending {
            Ok(ending) => self.judge(seed, ending),
            Err(panic) if !self.simulation.panicked_in_model() => resume_unwind(panic),
            Err(panic) => {
                self.poisoned = true;
                let why = words(panic.as_ref()).to_string();
                let ending = self.simulation.abandon(Violation { property: "panic", why });
                self.judge(seed, ending)
            }
        }
    }

    /// Runs without properties: the engine and the model alone, for benchmarks.
    pub fn run_bare(&mut self, seed: u64) -> Ending {
        self.renew(seed);
        self.simulation.run(&mut ())
    }

    /// Makes everything but the monitor ready for a run.
    fn renew(&mut self, seed: u64) {
        match std::mem::take(&mut self.poisoned) {
            true => self.simulation.rebuild(seed),
            false => self.simulation.reset(seed),
        }
        self.monitored = false;
        let (model, watch) = (self.simulation.system(), self.watch());
        let (within, not_before) = (model.within(&watch), model.not_before(&watch));
        self.simulation.demand(within, not_before);
    }

    fn renew_monitor(&mut self) {
        let watch = Watch {
            faults: self.simulation.faults(),
            operations: &self.operations,
            cascades: self.cascades,
            latency_bound: self.latency_bound,
        };
        self.simulation.system().reset_monitor(&watch, &mut self.monitor);
        self.monitored = true;
    }

    fn judge(&self, seed: u64, ending: Ending) -> Outcome {
        let waiting = || {
            let mut waiting = self.simulation.system().waiting(&self.simulation.world(), NAMED + 1);
            if waiting.len() > NAMED {
                waiting.truncate(NAMED);
                waiting.push("and others wait".to_string());
            }
            if waiting.is_empty() { String::new() } else { format!(": {}", waiting.join("; ")) }
        };
        let stalled = |end: &str| Verdict::Stalled { at: ending.at, why: format!("{end}{}", waiting()) };
        let verdict = match (&ending.stop, ending.settled_at) {
            (Stop::Violated(violation), _) => Verdict::Violated {
                property: violation.property.to_string(),
                at: ending.at,
                why: violation.why.clone(),
            },
            (Stop::Overdue, _) => Verdict::Violated {
                property: M::LIVENESS.to_string(),
                at: ending.at,
                why: format!(
                    "{OVERDUE} after the last disturbance at {}{}",
                    self.simulation.disturbed_at(),
                    waiting()
                ),
            },
            (Stop::StepLimit, _) => {
                stalled(&format!("the step limit of {} was reached", self.simulation.step_limit()))
            }
            (_, Some(at)) => Verdict::Settled { at },
            (Stop::Exhausted, None) => stalled(NOTHING_LEFT),
            (_, None) => stalled("the horizon was reached"),
        };
        self.tell(seed, verdict, &ending)
    }

    fn tell(&self, seed: u64, verdict: Verdict, ending: &Ending) -> Outcome {
        let world = self.simulation.world();
        let system = self.simulation.system();
        let kinds = <<M as System>::Process as Process>::Message::KINDS;
        let exits = self.simulation.exits().iter();
        let unmatched = self.simulation.struck().iter().enumerate().filter(|(_, struck)| !**struck);
        let panicked = self.poisoned;
        let untriggered = self.simulation.came_due().enumerate().filter(|(_, due)| !due);
        Outcome {
            model: M::NAME,
            seed,
            ended_at: ending.at,
            settled_at: ending.settled_at,
            quiet_at: ending.quiet_at,
            steps: ending.steps,
            digest: ending.digest,
            progress: if panicked { (0, 0) } else { system.progress(&world) },
            messages: kinds.iter().copied().zip(world.tally.messages.iter().copied()).collect(),
            attempts: M::OPERATIONS.iter().copied().zip(world.tally.attempts.iter().copied()).collect(),
            hits: kinds.iter().copied().zip(world.tally.hits.iter().copied()).collect(),
            reached: reached::<M>(if panicked { 0 } else { system.reached(&world, &self.monitor) }),
            limited: ending.stop == Stop::StepLimit,
            // What only something outside could help, such as the end of a connection, need not settle by itself.
            excused: !self.simulation.demands_settling() || !panicked && !system.can_recover(&world),
            facts: if panicked { Vec::new() } else { system.facts(&world, &self.monitor) },
            exits: exits
                .map(|(at, who, code)| (*at, self.process_names[who.index()].clone(), *code))
                .collect(),
            unmatched: unmatched.map(|(index, _)| index).collect(),
            untriggered: untriggered.map(|(index, _)| index).collect(),
            disturbed_at: self.simulation.disturbed_at(),
            verdict,
        }
    }
}

fn reached<M: Model>(bits: u64) -> Vec<(&'static str, bool)> {
    M::REACHED.iter().enumerate().map(|(index, property)| (property.name, bits >> index & 1 == 1)).collect()
}

/// What a panic said.
pub(super) fn words(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words")
}
