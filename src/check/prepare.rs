//! Turns a scenario into a simulator: names into indices, laws into draws, and every mistake into a [`Problem`].

use super::knobs::Knobs;
use super::model::{Model, Watch};
use super::names::Names;
use super::problem::Problem;
use super::scenario::ScenarioOf;
use super::weather::{Samples, Weather};
use crate::sim::network::Links;
use crate::sim::operation::OperationLaw;
use crate::sim::time::Span;
use crate::sim::{ProcessId, Setup, Simulation};

/// A scenario that is ready to run, with any seed, as often as wanted.
pub struct Prepared<M: Model> {
    pub(super) simulation: Simulation<M>,
    pub(super) monitor: M::Monitor,
    pub(super) operations: Vec<OperationLaw>,
    pub(super) cascades: bool,
    pub(super) latency_bound: Option<Span>,
    pub(super) process_names: Vec<String>,
    /// Whether the monitor saw the newest run.
    pub(super) monitored: bool,
    /// A handler panicked in it: it is built anew before the next run.
    pub(super) poisoned: bool,
}

impl<M: Model> Prepared<M> {
    /// Prepares `scenario`; `samples` are the contents of the sample files that it names.
    pub fn new(scenario: &ScenarioOf<M>, samples: &Samples) -> Result<Prepared<M>, Problem> {
        let model = M::new(&scenario.knobs).map_err(|refusal| {
            let problem = Problem::at(["knobs", refusal.knob], refusal.message);
            refusal.hint.into_iter().fold(problem, Problem::hint)
        })?;
        if scenario.horizon == Span::ZERO {
            let problem = Problem::at(["horizon"], "before a horizon of 0s nothing can happen");
            return Err(problem.hint("write a duration like \"1h\""));
        }
        if scenario.step_limit == 0 {
            let problem = Problem::at(["step_limit"], "without a single step nothing runs");
            return Err(problem.hint("leave it out, or write 1 or more"));
        }
        for (knob, range) in &scenario.swarm {
            let here = |problem: Problem| problem.within(["swarm", knob]);
            for value in range.extremes().map_err(here)? {
                let mut knobs = scenario.knobs.clone();
                knobs.turn(knob, &value).map_err(here)?;
                if let Err(refusal) = M::new(&knobs) {
                    let message = format!("{value} may be drawn, but {}", refusal.message);
                    return Err(here(
                        refusal.hint.into_iter().fold(Problem::at::<&str>([], message), Problem::hint),
                    ));
                }
            }
        }
        let names = Names::of(&model);
        let mut setup = Setup::calm(&model, M::OPERATIONS.len());
        setup.end = scenario.end;
        setup.horizon = scenario.horizon.after_start();
        setup.step_limit = scenario.step_limit;
        setup.ranks = names.ranks::<M>(&model, &scenario.ranks)?;
        setup.links = names.links(&model, &scenario.weather, samples)?;
        setup.operations = names.operations(&scenario.weather)?;
        setup.faults = names.faults(&model, &scenario.faults)?;
        setup.inputs = names.inputs(&model, scenario)?;
        setup.supervision = names.supervision(scenario)?;
        setup.climate = names
            .climate(&scenario.weather, setup.horizon, samples)
            .map_err(|problem| problem.within(["weather"]))?;
        setup.survives =
            (0..names.processes.len()).map(|process| model.survives(ProcessId(process as u16))).collect();
        names.expectations::<M>(&scenario.expect)?;
        let latency_bound = scenario.weather.latency_bound.or_else(|| upper_end(&setup.links));
        let later =
            setup.ranks.timers.iter().chain(&setup.ranks.inputs).all(|rank| *rank > setup.ranks.messages);
        let cascades = later && setup.links.laws().all(|law| law.latency.upper_end() == Some(Span::ZERO));
        let operations = setup.operations.clone();
        let watch = Watch { faults: &setup.faults, operations: &operations, cascades, latency_bound };
        let monitor = model.monitor(&watch);
        setup.latency_bound = latency_bound.unwrap_or(Span::MAX);
        model.operation_laws(&mut setup.operations);
        let process_names = names.processes;
        let simulation = Simulation::new(model, setup, scenario.seed);
        Ok(Prepared {
            simulation,
            monitor,
            operations,
            cascades,
            latency_bound,
            process_names,
            monitored: false,
            poisoned: false,
        })
    }

    /// Prepares the model with these knobs in this weather, without faults; seeds are given to each run.
    pub fn in_weather(knobs: M::Knobs, weather: Weather) -> Result<Prepared<M>, Problem> {
        Prepared::new(&ScenarioOf::<M> { weather, ..ScenarioOf::<M>::calm(M::NAME, knobs) }, &Samples::new())
    }

    /// What a model is told of the scenario.
    pub fn watch(&self) -> Watch<'_> {
        Watch {
            faults: self.simulation.faults(),
            operations: &self.operations,
            cascades: self.cascades,
            latency_bound: self.latency_bound,
        }
    }

    /// How long each item took in the newest run, where the model knows.
    pub fn items_done(&self, tell: &mut dyn FnMut(Span)) {
        if self.monitored && !self.poisoned {
            self.simulation.system().items_done(&self.monitor, tell);
        }
    }

    /// What a user should hear before the run.
    pub fn warnings(&self) -> Vec<String> {
        self.simulation.system().warnings(&self.watch())
    }
}

/// The longest that any link takes, where all have an upper end.
fn upper_end(links: &Links) -> Option<Span> {
    links.laws().try_fold(Span::ZERO, |most, law| {
        let reordered = if law.reorder.0.possible() { law.reorder.1 } else { Span::ZERO };
        Some(most.max(law.latency.upper_end()? + reordered))
    })
}
