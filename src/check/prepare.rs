//! Turns a scenario into a simulator: names into indices, laws into draws, and every mistake into a [`Problem`].

use super::expect::Expectation;
use super::model::{Model, Watch};
use super::problem::{Problem, did_you_mean};
use super::scenario::ScenarioOf;
use super::weather::{LinkWeather, Samples, Weather};
use crate::sim::fault::{Fault, Restart, Role, StepAddress};
use crate::sim::network::Links;
use crate::sim::operation::OperationLaw;
use crate::sim::process::Label;
use crate::sim::simulation::{ExtraInput, InputTime, Ranks};
use crate::sim::time::Span;
use crate::sim::{Process, Setup, Simulation, System};

type MessageOf<M> = <<M as System>::Process as Process>::Message;
type TimerOf<M> = <<M as System>::Process as Process>::Timer;
type InputOf<M> = super::model::InputOf<M>;

/// A scenario that is ready to run, with any seed, as often as wanted.
pub struct Prepared<M: Model> {
    pub(super) simulation: Simulation<M>,
    pub(super) monitor: M::Monitor,
    pub(super) faults: Vec<Fault<u16>>,
    pub(super) operations: Vec<OperationLaw>,
    pub(super) duplicates: bool,
    pub(super) cascades: bool,
    pub(super) latency_bound: Option<Span>,
    pub(super) process_names: Vec<String>,
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
        let names = Names::of(&model);
        let mut setup = Setup::calm(&model, M::OPERATIONS.len());
        setup.end = scenario.end;
        setup.horizon = scenario.horizon.after_start();
        setup.step_limit = scenario.step_limit;
        setup.ranks = names.ranks::<M>(&model, &scenario.ranks)?;
        setup.links = names.links(&scenario.weather, samples)?;
        setup.operations = names.operations(&scenario.weather)?;
        setup.faults = names.faults(&model, &scenario.faults)?;
        setup.inputs = names.inputs(&model, scenario)?;
        setup.supervision = names.supervision(scenario)?;
        names.expectations::<M>(&scenario.expect)?;
        let latency_bound = scenario.weather.latency_bound.or_else(|| upper_end(&setup.links));
        let duplicates = setup.links.laws().any(|law| law.duplication.chance.possible())
            || setup.faults.iter().any(|fault| matches!(fault, Fault::Duplicate { .. }));
        let later =
            setup.ranks.timers.iter().chain(&setup.ranks.inputs).all(|rank| *rank > setup.ranks.messages);
        let cascades = later && upper_end(&setup.links) == Some(Span::ZERO);
        let operations = setup.operations.clone();
        let faults = setup.faults.clone();
        let watch = Watch { faults: &faults, operations: &operations, duplicates, cascades, latency_bound };
        setup.within = model.within(&watch);
        setup.not_before = model.not_before(&watch);
        setup.latency_bound = latency_bound.unwrap_or(Span::MAX);
        let monitor = model.monitor(&watch);
        model.operation_laws(&mut setup.operations);
        let process_names = names.processes;
        let simulation = Simulation::new(model, setup, scenario.seed);
        Ok(Prepared {
            simulation,
            monitor,
            faults,
            operations,
            duplicates,
            cascades,
            latency_bound,
            process_names,
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
            faults: &self.faults,
            operations: &self.operations,
            duplicates: self.duplicates,
            cascades: self.cascades,
            latency_bound: self.latency_bound,
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

/// The names that a scenario may use.
struct Names {
    processes: Vec<String>,
    messages: &'static [&'static str],
    timers: &'static [&'static str],
    inputs: &'static [&'static str],
    operations: &'static [&'static str],
}

impl Names {
    fn of<M: Model>(model: &M) -> Names {
        Names {
            processes: model.process_names(),
            messages: MessageOf::<M>::KINDS,
            timers: TimerOf::<M>::KINDS,
            inputs: InputOf::<M>::KINDS,
            operations: M::OPERATIONS,
        }
    }

    fn known(&self, role: Role) -> Vec<&str> {
        let statics = |names: &[&'static str]| names.to_vec();
        match role {
            Role::Process => self.processes.iter().map(String::as_str).collect(),
            Role::Message => statics(self.messages),
            Role::Timer => statics(self.timers),
            Role::Operation => statics(self.operations),
            Role::Step => [self.messages, self.timers, self.inputs].concat(),
        }
    }

    fn find(&self, role: Role, name: &str) -> Result<u16, Problem> {
        let known = self.known(role);
        if let Some(index) = known.iter().position(|other| *other == name) {
            return Ok(index as u16);
        }
        let word = match role {
            Role::Process => "process",
            Role::Message => "kind of message",
            Role::Timer => "kind of timer",
            Role::Operation => "operation",
            Role::Step => "kind of step",
        };
        let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let hint = did_you_mean(name, known.into_iter()).unwrap_or(if list.is_empty() {
            format!("this model has no {word}")
        } else {
            format!("there is {list}")
        });
        Err(Problem::at::<&str>([], format!("there is no {word} `{name}`")).hint(hint))
    }

    fn ranks<M: Model>(&self, model: &M, wanted: &[String]) -> Result<Ranks, Problem> {
        let order: Vec<String> = match wanted.is_empty() {
            true => model.ranks().into_iter().map(str::to_string).collect(),
            false => wanted.to_vec(),
        };
        if order.is_empty() {
            return Ok(Ranks::insertion::<M::Process>());
        }
        let kinds: Vec<&str> =
            ["message"].into_iter().chain(self.timers.iter().chain(self.inputs).copied()).collect();
        for (index, name) in order.iter().enumerate() {
            let at = |message: String| Problem::at(["ranks".to_string(), index.to_string()], message);
            if !kinds.contains(&name.as_str()) {
                let all = kinds.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(", ");
                let hint = did_you_mean(name, kinds.iter().copied()).unwrap_or(format!("ranks are of {all}"));
                return Err(at(format!("`{name}` has no rank here")).hint(hint));
            }
            if order[..index].contains(name) {
                return Err(at(format!("`{name}` is ranked twice")));
            }
        }
        // Even, so that what was held back can go before its own kind.
        let place = |name: &str| order.iter().position(|other| other == name).unwrap_or(order.len());
        let rank = |name: &str| 2 + 2 * place(name) as u8;
        Ok(Ranks {
            messages: rank("message"),
            timers: self.timers.iter().map(|name| rank(name)).collect(),
            inputs: self.inputs.iter().map(|name| rank(name)).collect(),
        })
    }

    fn links(&self, weather: &Weather, samples: &Samples) -> Result<Links, Problem> {
        let base = weather.law(samples).map_err(|problem| problem.within(["weather"]))?;
        let mut links = Links::uniform(self.processes.len(), self.messages.len(), base);
        for (index, special) in weather.links.iter().enumerate() {
            let here = |problem: Problem| problem.within(["weather", "links", &index.to_string()]);
            let law = weather.special(special, samples).map_err(here)?;
            let find = |role, key: &'static str, name: &Option<String>| {
                name.as_ref()
                    .map(|name| self.find(role, name).map_err(|problem| here(problem.within([key]))))
                    .transpose()
            };
            let LinkWeather { from, to, kind, .. } = special;
            let from = find(Role::Process, "from", from)?;
            let to = find(Role::Process, "to", to)?;
            let kind = find(Role::Message, "kind", kind)?;
            links.special(law, |sender, receiver, sent| {
                from.is_none_or(|from| from == sender)
                    && to.is_none_or(|to| to == receiver)
                    && kind.is_none_or(|kind| kind as usize == sent)
            });
        }
        Ok(links)
    }

    fn operations(&self, weather: &Weather) -> Result<Vec<OperationLaw>, Problem> {
        let mut laws = vec![OperationLaw::Never; self.operations.len()];
        for (name, failures) in &weather.operations {
            let here = |problem: Problem| problem.within(["weather", "operations", name]);
            let index = self.find(Role::Operation, name).map_err(here)?;
            laws[index as usize] = failures.resolve().map_err(here)?;
        }
        Ok(laws)
    }

    fn faults<M: Model>(&self, model: &M, faults: &[Fault]) -> Result<Vec<Fault<u16>>, Problem> {
        let mut resolved: Vec<Fault<u16>> = Vec::with_capacity(faults.len());
        for (index, fault) in faults.iter().enumerate() {
            let here = |problem: Problem| problem.within(["faults".to_string(), index.to_string()]);
            if let Some((path, item)) = fault.item() {
                model.check_item(item).map_err(|message| here(Problem::at(path, message)))?;
            }
            if let Some((from, until)) = fault.interval().filter(|(from, until)| from >= until) {
                let message = format!("it would end at {until}, before it begins at {from}");
                return Err(here(Problem::at(["until"], message)));
            }
            let renamed =
                fault.map(|role, path, name| self.find(role, name).map_err(|problem| problem.within(path)));
            let renamed = renamed.map_err(here)?;
            if let Some(other) = resolved.iter().position(|other| contradict(other, &renamed)) {
                let message =
                    format!("one message cannot be both lost and duplicated (see fault {})", other + 1);
                return Err(here(Problem::at(["message"], message).hint("leave one of the two out")));
            }
            resolved.push(renamed);
        }
        Ok(resolved)
    }

    fn inputs<M: Model>(
        &self,
        model: &M,
        scenario: &ScenarioOf<M>,
    ) -> Result<Vec<ExtraInput<InputOf<M>>>, Problem> {
        let mut inputs = Vec::new();
        for (index, extra) in scenario.inputs.iter().enumerate() {
            let here = |problem: Problem| problem.within(["inputs".to_string(), index.to_string()]);
            if let Some(item) = extra.input.item() {
                model.check_item(item).map_err(|message| here(Problem::at(["input"], message)))?;
            }
            let time = match (extra.at, &extra.after) {
                (Some(at), None) => InputTime::At(at),
                (None, Some(step)) => InputTime::After(self.step(step).map_err(here)?),
                _ => {
                    let message = "an input is due either `at` an instant or `after` a step";
                    return Err(here(Problem::at::<&str>([], message).hint("write one of the two")));
                }
            };
            inputs.push(ExtraInput { time, process: model.recipient(&extra.input), input: extra.input });
        }
        Ok(inputs)
    }

    fn step(&self, step: &StepAddress) -> Result<StepAddress<u16>, Problem> {
        let process = self.find(Role::Process, &step.process);
        let kind = self.find(Role::Step, &step.kind);
        Ok(StepAddress {
            process: process.map_err(|problem| problem.within(["after", "process"]))?,
            kind: kind.map_err(|problem| problem.within(["after", "kind"]))?,
            item: step.item,
            nth: step.nth,
        })
    }

    /// Whether every name that is expected to be violated, sent or attempted exists.
    fn expectations<M: Model>(&self, expect: &[Expectation]) -> Result<(), Problem> {
        for (index, expectation) in expect.iter().enumerate() {
            let found = match expectation {
                Expectation::Violates(name) => find_property::<M>(name),
                Expectation::Sends(kind, _) => self.find(Role::Message, kind).map(drop),
                Expectation::Attempts(operation, _) => self.find(Role::Operation, operation).map(drop),
                _ => Ok(()),
            };
            found.map_err(|problem| problem.within(["expect".to_string(), index.to_string()]))?;
        }
        Ok(())
    }

    fn supervision<K, I>(&self, scenario: &super::scenario::Scenario<K, I>) -> Result<Vec<Restart>, Problem> {
        let mut policies = vec![Restart::Never; self.processes.len()];
        for (name, policy) in &scenario.supervision {
            let index =
                self.find(Role::Process, name).map_err(|problem| problem.within(["supervision", name]))?;
            policies[index as usize] = *policy;
        }
        Ok(policies)
    }
}

fn find_property<M: Model>(name: &str) -> Result<(), Problem> {
    let known = || M::PROPERTIES.iter().map(|property| property.name).chain([M::LIVENESS, "panic"]);
    if known().any(|other| other == name) {
        return Ok(());
    }
    let list = || known().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let hint = did_you_mean(name, known()).unwrap_or_else(|| format!("there is {}", list()));
    Err(Problem::at::<&str>([], format!("there is no property `{name}`")).hint(hint))
}

/// Whether one fault loses a message that the other duplicates.
fn contradict(one: &Fault<u16>, other: &Fault<u16>) -> bool {
    let pair = match (one, other) {
        (Fault::Lose { message: a }, Fault::Duplicate { message: b, .. }) => Some((a, b)),
        (Fault::Duplicate { message: a, .. }, Fault::Lose { message: b }) => Some((a, b)),
        _ => None,
    };
    pair.is_some_and(|(a, b)| {
        let ((a_first, a_last), (b_first, b_last)) = (a.nth.bounds(), b.nth.bounds());
        let apart = |a: Option<u16>, b: Option<u16>| a.zip(b).is_some_and(|(a, b)| a != b);
        a.kind == b.kind
            && a.item == b.item
            && !apart(a.from, b.from)
            && !apart(a.to, b.to)
            && a_first <= b_last
            && b_first <= a_last
    })
}
