//! Models with their types erased, so that the command line can serve any of them: its own and a user's.

use std::sync::atomic::AtomicBool;

use super::campaign::{self, CampaignReport, Kept, Plan, RunRecord};
use super::describe::Description;
use super::drawing::Drawing;
use super::exhaust::{ExhaustRequest, Exhausted, exhaust};
use super::expect::Expectation;
use super::knobs::Knobs;
use super::model::Model;
use super::mutants::{Hunt, HuntRequest, hunt};
use super::outcome::Outcome;
use super::prepare::Prepared;
use super::problem::Problem;
use super::resolve::resolve;
use super::scenario::{self, ScenarioOf};
use super::shrink::{Progress, Shrunk, Unshrunk, shrink_slow, shrink_watched};
use super::sketch::Sketch;
use super::swarm::draw;
use super::threshold::Threshold;
use super::trace::{Checks, Line, Rows, Tracer};
use super::trial::{Trial, Tried, try_law};
use super::weather::Samples;
use crate::exact::{NoLaw, Protocol};
use crate::sim::time::{Span, Time};
use crate::sim::{Observer, Step, Violation, World};

/// A model that scenarios can be opened for.
pub trait AnyModel: Sync + Send {
    /// What there is to know of it.
    fn describe(&self) -> Description;
    /// Which sample files a scenario's text names.
    fn sample_files(&self, text: &str) -> Result<Vec<String>, Problem>;
    /// Opens a scenario's text; `samples` are the contents of the sample files.
    fn open(&self, text: &str, samples: &Samples) -> Result<Box<dyn AnyScenario>, Problem>;
    /// The settings in which its law is held against its runs.
    fn trials(&self) -> &'static [Trial];
    /// Holds the law against runs in one of them: see [`try_law`](super::try_law()).
    fn try_law(&self, trial: &Trial, runs: u64, jobs: usize) -> Result<Tried, Problem>;
    /// Hunts its wrong variants: see [`hunt`](super::hunt()).
    fn hunt(&self, request: &HuntRequest<'_>, watch: &mut dyn FnMut(u64, u64)) -> Result<Hunt, Problem>;
}

/// Gives the rows of the table that a run prints.
pub struct Table<'a> {
    /// How often.
    pub every: Span,
    /// How many times at most: a run may go on for long.
    pub most: u64,
    /// What to do with the counts at an instant.
    pub row: &'a mut dyn FnMut(Time, Vec<u64>),
}

/// What a run should tell besides its outcome.
#[derive(Default)]
pub struct RunRequest<'a> {
    /// The counts at regular instants.
    pub table: Option<Table<'a>>,
    /// A line for every step.
    pub trace: Option<&'a mut dyn FnMut(Line)>,
    /// Sixteen bits of digest after every step.
    pub trail: Option<&'a mut Vec<u16>>,
}

/// A scenario that was opened.
pub trait AnyScenario {
    /// The seed that it names.
    fn seed(&self) -> u64;
    /// Whether its weather leaves anything to chance.
    fn is_by_chance(&self) -> bool;
    /// The last instant that is simulated.
    fn horizon(&self) -> Span;
    /// What it expects of the run with its own seed.
    fn expectations(&self) -> Vec<Expectation>;
    /// What it demands of the times of many runs.
    fn thresholds(&self) -> Vec<Threshold>;
    /// The model's column heads.
    fn columns(&self) -> &'static [&'static str];
    /// The names of its processes.
    fn process_names(&self) -> &[String];
    /// Whether there can be an item of this number; if not, why.
    fn check_item(&self, item: u32) -> Result<(), String>;
    /// What a user should hear before a run.
    fn warnings(&self) -> Vec<String>;
    /// The scenario in words, a fact a line: (key, words).
    fn explain(&self) -> Vec<(String, String)>;
    /// The fault at a place in the file's list, as the file writes it.
    fn fault(&self, index: usize) -> String;
    /// The protocol that it is, where its time to consistency has a law; else why it has none.
    fn protocol(&self) -> Result<Protocol, NoLaw>;
    /// Runs it.
    fn run(&mut self, seed: u64, request: RunRequest<'_>) -> Outcome;
    /// Runs it, and gathers a picture of the run; with an item, of what concerns that and of the processes' lives.
    fn draw(&mut self, seed: u64, item: Option<u32>) -> (Outcome, Drawing);
    /// Runs it with many seeds: see [`campaign`](super::campaign()).
    fn campaign(
        &self,
        plan: &Plan,
        cancel: &AtomicBool,
        watch: &mut dyn FnMut(&RunRecord),
    ) -> Result<CampaignReport, Problem>;
    /// The scenario that a seed of a swarm draws around it: see [`draw`](super::draw()).
    fn drawn(&self, seed: u64) -> Result<Box<dyn AnyScenario>, Problem>;
    /// The scenario whose run is the same, with chance written down as faults: see [`resolve`](super::resolve()).
    fn resolved(&self, seed: u64) -> Result<Box<dyn AnyScenario>, Problem>;
    /// What is to be kept of a campaign's failing seed: see [`keep`](super::keep).
    fn keep(&self, swarm: bool, seed: u64) -> Result<Kept, Problem>;
    /// Runs it under every set of a few faults.
    fn exhaust(&self, request: &ExhaustRequest<'_>) -> Result<Exhausted<Box<dyn AnyScenario>>, Problem>;
    /// Its text, with another seed and other expectations.
    fn to_text(&self, seed: u64, expect: Vec<Expectation>) -> String;
    /// The same without the knobs that stand at their defaults.
    fn to_brief_text(&self, seed: u64, expect: Vec<Expectation>) -> String;
    /// Makes it as small as it goes while it fails with this seed as it does, in at most `budget` runs; `watch` hears
    /// how far that has come.
    fn shrink(&self, seed: u64, budget: usize, watch: &mut dyn FnMut(Progress)) -> Result<Smaller, Unshrunk>;
    /// The same while it takes longer than `within` with this seed: see [`shrink_slow`](super::shrink_slow()).
    fn shrink_slow(&self, seed: u64, within: Span, budget: usize) -> Result<Smaller, Unshrunk>;
}

/// A scenario of any model that was made as small as it goes.
pub type Smaller = Shrunk<Box<dyn AnyScenario>>;

/// The models that a program serves.
#[derive(Default)]
pub struct Registry(Vec<(&'static str, Box<dyn AnyModel>)>);

impl Registry {
    /// No model yet.
    pub fn new() -> Registry {
        Registry::default()
    }
    /// One model more.
    pub fn with<M: Model + 'static>(mut self) -> Registry {
        self.0.push((M::NAME, Box::new(Named::<M>::new())));
        self
    }
    /// Every model.
    pub fn models(&self) -> impl Iterator<Item = &dyn AnyModel> {
        self.0.iter().map(|(_, model)| model.as_ref())
    }
    /// The model that a scenario's text is for.
    pub fn model_of(&self, text: &str) -> Result<&dyn AnyModel, Problem> {
        let name = scenario::model_of(text)?;
        let found = self.0.iter().find(|(known, _)| *known == name);
        found
            .map(|(_, model)| model.as_ref())
            .ok_or_else(|| Problem { path: vec!["model".into()], ..self.no_such(&name) }.placed(text))
    }
    /// What there is to say where somebody names a model that is not there.
    pub fn no_such(&self, name: &str) -> Problem {
        let known: Vec<&str> = self.0.iter().map(|(name, _)| *name).collect();
        let hint = super::problem::did_you_mean(name, known.iter().copied())
            .unwrap_or(format!("this program has: {}", known.join(", ")));
        Problem::at::<&str>([], format!("there is no model `{name}`")).hint(hint)
    }
}

/// A model type, as a value.
pub struct Named<M>(std::marker::PhantomData<fn() -> M>);

impl<M> Named<M> {
    /// Stands for `M`.
    pub fn new() -> Named<M> {
        Named(std::marker::PhantomData)
    }
}

impl<M> Default for Named<M> {
    fn default() -> Self {
        Named::new()
    }
}

impl<M: Model + 'static> AnyModel for Named<M> {
    fn describe(&self) -> Description {
        Description::of::<M>()
    }

    fn sample_files(&self, text: &str) -> Result<Vec<String>, Problem> {
        Ok(ScenarioOf::<M>::parse(text)?.weather.sample_files())
    }

    fn open(&self, text: &str, samples: &Samples) -> Result<Box<dyn AnyScenario>, Problem> {
        let scenario = ScenarioOf::<M>::parse(text)?;
        let prepared = Prepared::<M>::new(&scenario, samples).map_err(|problem| problem.placed(text))?;
        Ok(Box::new(Opened { scenario, prepared, samples: samples.clone() }))
    }

    fn trials(&self) -> &'static [Trial] {
        M::TRIALS
    }

    fn try_law(&self, trial: &Trial, runs: u64, jobs: usize) -> Result<Tried, Problem> {
        try_law::<M>(trial, runs, jobs)
    }

    fn hunt(&self, request: &HuntRequest<'_>, watch: &mut dyn FnMut(u64, u64)) -> Result<Hunt, Problem> {
        hunt::<M>(request, watch)
    }
}

struct Opened<M: Model> {
    scenario: ScenarioOf<M>,
    prepared: Prepared<M>,
    samples: Samples,
}

impl<M: Model> Opened<M> {
    /// Another scenario with the same samples.
    fn beside(&self, scenario: ScenarioOf<M>) -> Result<Box<dyn AnyScenario>, Problem> {
        let prepared = Prepared::<M>::new(&scenario, &self.samples)?;
        Ok(Box::new(Opened { scenario, prepared, samples: self.samples.clone() }))
    }
}

impl<M: Model> AnyScenario for Opened<M> {
    fn seed(&self) -> u64 {
        self.scenario.seed
    }
    fn is_by_chance(&self) -> bool {
        self.scenario.weather.chances() > 0
    }
    fn horizon(&self) -> Span {
        self.scenario.horizon
    }
    fn expectations(&self) -> Vec<Expectation> {
        let of_a_run = |one: &&Expectation| !matches!(one, Expectation::Threshold(_));
        self.scenario.expect.iter().filter(of_a_run).cloned().collect()
    }
    fn thresholds(&self) -> Vec<Threshold> {
        self.scenario.thresholds()
    }
    fn columns(&self) -> &'static [&'static str] {
        M::COLUMNS
    }
    fn process_names(&self) -> &[String] {
        &self.prepared.process_names
    }
    fn check_item(&self, item: u32) -> Result<(), String> {
        self.prepared.simulation.system().check_item(item)
    }
    fn warnings(&self) -> Vec<String> {
        self.prepared.warnings()
    }
    fn fault(&self, index: usize) -> String {
        Problem::show(&self.scenario.faults[index])
    }

    fn explain(&self) -> Vec<(String, String)> {
        let scenario = &self.scenario;
        let mut lines = vec![("model".to_string(), format!("{} ({})", M::NAME, M::ABOUT))];
        let mut line = |key: &str, words: String| lines.push((key.to_string(), words));
        for (knob, value) in M::Knobs::docs().iter().zip(scenario.knobs.values()) {
            if value != knob.default {
                line("knob", format!("{}: {value}", knob.name));
            }
        }
        let turned = scenario.knobs != M::Knobs::default();
        line("knobs", format!("all{} at their defaults", if turned { " others" } else { "" }));
        let order = if scenario.ranks.is_empty() {
            self.prepared.simulation.system().ranks().join(", ")
        } else {
            scenario.ranks.join(", ")
        };
        line(
            "at one instant",
            if order.is_empty() { "what was entered first".into() } else { format!("faults, {order}") },
        );
        line("weather", Problem::show(&scenario.weather));
        for fault in &scenario.faults {
            line("fault", Problem::show(fault));
        }
        for input in &scenario.inputs {
            line("input", Problem::show(input));
        }
        line("seed", scenario.seed.to_string());
        line(
            "ends",
            format!(
                "{:?}, at {} at the latest, after {} steps at most",
                scenario.end, scenario.horizon, scenario.step_limit
            ),
        );
        if let Some(within) = self.prepared.simulation.system().within(&self.prepared.watch()) {
            line("bound", format!("settled within {within} after the last disturbance ({})", M::LIVENESS));
        }
        for expectation in &scenario.expect {
            line("expects", expectation.to_string());
        }
        lines
    }

    fn protocol(&self) -> Result<Protocol, NoLaw> {
        M::protocol(&self.scenario, &self.samples)
    }

    fn run(&mut self, seed: u64, request: RunRequest<'_>) -> Outcome {
        let Prepared { process_names, .. } = &self.prepared;
        let table = request.table.map(|table| {
            let every = table.every.as_nanos().max(1);
            let model = M::new(&self.scenario.knobs).expect("the scenario was prepared with these knobs");
            (model, Rows { every, next: every, left: table.most, row: table.row })
        });
        let mut observer = Asked {
            table,
            tracer: request.trace.map(|sink| Tracer::new::<M>(process_names.clone(), sink)),
            checks: request.trail.map(Checks),
        };
        if observer.table.is_none() && observer.tracer.is_none() && observer.checks.is_none() {
            return self.prepared.run(seed);
        }
        let outcome = self.prepared.run_observed(seed, &mut observer);
        // After a panic nobody knows what a model's counts would be.
        if let Some((model, mut rows)) = observer.table.filter(|_| !outcome.panicked()) {
            let world = self.prepared.simulation.world();
            rows.pass(&model, &world, outcome.ended_at);
            (rows.row)(outcome.ended_at, model.row(&world));
        }
        outcome
    }

    fn draw(&mut self, seed: u64, item: Option<u32>) -> (Outcome, Drawing) {
        let mut sketch = Sketch::new(&self.prepared, item);
        let outcome = self.prepared.run_observed(seed, &mut sketch);
        sketch.add_barriers(self.prepared.simulation.faults(), outcome.ended_at);
        (outcome, sketch.finish())
    }

    fn campaign(
        &self,
        plan: &Plan,
        cancel: &AtomicBool,
        watch: &mut dyn FnMut(&RunRecord),
    ) -> Result<CampaignReport, Problem> {
        campaign::campaign::<M>(&self.scenario, &self.samples, plan, cancel, watch)
    }

    fn drawn(&self, seed: u64) -> Result<Box<dyn AnyScenario>, Problem> {
        self.beside(draw::<M>(&self.scenario, seed)?)
    }

    fn resolved(&self, seed: u64) -> Result<Box<dyn AnyScenario>, Problem> {
        let scenario = ScenarioOf::<M> { seed, ..self.scenario.clone() };
        self.beside(resolve::<M>(&scenario, &self.samples)?.scenario)
    }

    fn keep(&self, swarm: bool, seed: u64) -> Result<Kept, Problem> {
        campaign::keep::<M>(&self.scenario, &self.samples, swarm, seed)
    }

    fn exhaust(&self, request: &ExhaustRequest<'_>) -> Result<Exhausted<Box<dyn AnyScenario>>, Problem> {
        exhaust::<M>(&self.scenario, &self.samples, request)?.map(|scenario| self.beside(scenario))
    }

    fn to_text(&self, seed: u64, expect: Vec<Expectation>) -> String {
        ScenarioOf::<M> { seed, expect, ..self.scenario.clone() }.to_text()
    }

    fn to_brief_text(&self, seed: u64, expect: Vec<Expectation>) -> String {
        ScenarioOf::<M> { seed, expect, ..self.scenario.clone() }.to_brief_text()
    }

    fn shrink(&self, seed: u64, budget: usize, watch: &mut dyn FnMut(Progress)) -> Result<Smaller, Unshrunk> {
        let failing = ScenarioOf::<M> { seed, ..self.scenario.clone() };
        let shrunk = shrink_watched::<M>(&failing, &self.samples, budget, watch)?;
        shrunk.map(|scenario| self.beside(scenario)).map_err(Unshrunk::Refused)
    }

    fn shrink_slow(&self, seed: u64, within: Span, budget: usize) -> Result<Smaller, Unshrunk> {
        let slow = ScenarioOf::<M> { seed, ..self.scenario.clone() };
        let shrunk = shrink_slow::<M>(&slow, &self.samples, within, budget)?;
        shrunk.map(|scenario| self.beside(scenario)).map_err(Unshrunk::Refused)
    }
}

/// What a run was asked to tell.
struct Asked<'a, M> {
    table: Option<(M, Rows<'a>)>,
    tracer: Option<Tracer<'a>>,
    checks: Option<Checks<'a>>,
}

type Message<M> = crate::sim::observer::MessageOf<M>;

impl<M: Model> Observer<M> for Asked<'_, M> {
    fn sent(&mut self, sending: crate::sim::observer::Sending<Message<M>>, fate: crate::sim::observer::Fate) {
        if let Some(tracer) = &mut self.tracer {
            Observer::<M>::sent(tracer, sending, fate);
        }
    }
    fn lost(
        &mut self,
        at: Time,
        sending: crate::sim::observer::Sending<Message<M>>,
        cause: crate::sim::observer::Cause,
    ) {
        if let Some(tracer) = &mut self.tracer {
            Observer::<M>::lost(tracer, at, sending, cause);
        }
    }
    fn attempted(
        &mut self,
        at: Time,
        who: crate::sim::ProcessId,
        what: crate::sim::Operation,
        item: u32,
        succeeds: bool,
    ) {
        if let Some(tracer) = &mut self.tracer {
            Observer::<M>::attempted(tracer, at, who, what, item, succeeds);
        }
    }
    fn noted(&mut self, at: Time, who: crate::sim::ProcessId, remark: &'static str) {
        if let Some(tracer) = &mut self.tracer {
            Observer::<M>::noted(tracer, at, who, remark);
        }
    }
    fn passing(&mut self, world: &World<'_, M::Process>, next: Time) {
        if let Some((model, rows)) = &mut self.table {
            rows.pass(model, world, next);
        }
    }
    fn stepped(&mut self, world: &World<'_, M::Process>, step: &Step<M::Process>) -> Result<(), Violation> {
        if let Some(tracer) = &mut self.tracer {
            Observer::<M>::stepped(tracer, world, step)?;
        }
        if let Some(checks) = &mut self.checks {
            Observer::<M>::stepped(checks, world, step)?;
        }
        Ok(())
    }
}
