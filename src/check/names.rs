//! The names that a scenario may use, and what they stand for; what stands for nothing is a [`Problem`].

use super::climate::check_drift;
use super::expect::Expectation;
use super::model::{InputOf, Model};
use super::problem::{Problem, did_you_mean};
use super::scenario::{Scenario, ScenarioOf};
use super::weather::{LinkWeather, Samples, Weather};
use crate::sim::fault::{Fault, MessageAddress, Restart, Role, StepAddress};
use crate::sim::network::Links;
use crate::sim::operation::OperationLaw;
use crate::sim::process::{Label, ProcessId};
use crate::sim::simulation::{ExtraInput, InputTime, Ranks};
use crate::sim::{Process, System};

type MessageOf<M> = <<M as System>::Process as Process>::Message;
type TimerOf<M> = <<M as System>::Process as Process>::Timer;

/// The names that a scenario may use.
pub(super) struct Names {
    pub(super) processes: Vec<String>,
    messages: &'static [&'static str],
    timers: &'static [&'static str],
    inputs: &'static [&'static str],
    operations: &'static [&'static str],
}

/// Which messages an entry of the weather's links is about; what it leaves out means any.
struct Place {
    from: Option<u16>,
    to: Option<u16>,
    kind: Option<u16>,
}

impl Place {
    fn holds(&self, from: u16, to: u16, kind: usize) -> bool {
        self.from.is_none_or(|named| named == from)
            && self.to.is_none_or(|named| named == to)
            && self.kind.is_none_or(|named| named as usize == kind)
    }
}

impl Names {
    pub(super) fn of<M: Model>(model: &M) -> Names {
        Names {
            processes: model.process_names(),
            messages: MessageOf::<M>::KINDS,
            timers: TimerOf::<M>::KINDS,
            inputs: InputOf::<M>::KINDS,
            operations: M::OPERATIONS,
        }
    }

    pub(super) fn known(&self, role: Role) -> Vec<&str> {
        let statics = |names: &[&'static str]| names.to_vec();
        match role {
            Role::Process => self.processes.iter().map(String::as_str).collect(),
            Role::Message => statics(self.messages),
            Role::Timer => statics(self.timers),
            Role::Operation => statics(self.operations),
            Role::Step => [self.messages, self.timers, self.inputs].concat(),
        }
    }

    pub(super) fn find(&self, role: Role, name: &str) -> Result<u16, Problem> {
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

    pub(super) fn ranks<M: Model>(&self, model: &M, wanted: &[String]) -> Result<Ranks, Problem> {
        let order: Vec<String> = match wanted.is_empty() {
            true => model.ranks().into_iter().map(str::to_string).collect(),
            false => wanted.to_vec(),
        };
        if order.is_empty() {
            return Ok(Ranks::insertion::<M::Process>());
        }
        let kinds: Vec<&str> =
            ["message"].into_iter().chain(self.timers.iter().chain(self.inputs).copied()).collect();
        if order.len() >= Ranks::PLACES {
            let message =
                format!("there are {} places at one instant, not {}", Ranks::PLACES - 1, order.len());
            return Err(Problem::at(["ranks"], message).hint("leave out those whose order means nothing"));
        }
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
        // With room around, so that what was held back can go before its own kind, and what is swapped after it.
        let place = |name: &str| order.iter().position(|other| other == name).unwrap_or(order.len());
        let rank = |name: &str| Ranks::place(place(name));
        Ok(Ranks {
            messages: rank("message"),
            timers: self.timers.iter().map(|name| rank(name)).collect(),
            inputs: self.inputs.iter().map(|name| rank(name)).collect(),
        })
    }

    /// The law of every link: what the weather says of all, then what the model says of its own, then what the scenario
    /// says of some.
    pub(super) fn links<M: Model>(
        &self,
        model: &M,
        weather: &Weather,
        samples: &Samples,
    ) -> Result<Links, Problem> {
        let base = weather.law(samples).map_err(|problem| problem.within(["weather"]))?;
        let mut links = Links::uniform(self.processes.len(), self.messages.len(), base);
        let own = model.links();
        let place = |link: &LinkWeather| self.place(link).expect("a model knows the names of its links");
        let own: Vec<(LinkWeather, Place)> =
            own.into_iter().map(|link| (link.clone(), place(&link))).collect();
        for (number, (link, place)) in own.iter().enumerate() {
            let law = weather.special(link, samples).map_err(|problem| problem.within(["weather"]))?;
            let later = &own[number + 1..];
            links.special(law, |from, to, kind| {
                place.holds(from, to, kind) && !later.iter().any(|(_, other)| other.holds(from, to, kind))
            });
        }
        for (index, special) in weather.links.iter().enumerate() {
            let here = |problem: Problem| problem.within(["weather", "links", &index.to_string()]);
            let place = self.place(special).map_err(here)?;
            // On the model's own links the entry changes the model's law, elsewhere the weather's.
            for number in 0..=own.len() {
                let under = number.checked_sub(1).map(|number| &own[number].0);
                let law = weather.special(&special.over(under), samples).map_err(here)?;
                let later = &own[number..];
                links.special(law, |from, to, kind| {
                    place.holds(from, to, kind)
                        && number.checked_sub(1).is_none_or(|number| own[number].1.holds(from, to, kind))
                        && !later.iter().any(|(_, other)| other.holds(from, to, kind))
                });
            }
        }
        Ok(links)
    }

    /// Which links an entry is about.
    fn place(&self, link: &LinkWeather) -> Result<Place, Problem> {
        let find = |role, key: &'static str, name: &Option<String>| {
            name.as_ref()
                .map(|name| self.find(role, name).map_err(|problem| problem.within([key])))
                .transpose()
        };
        Ok(Place {
            from: find(Role::Process, "from", &link.from)?,
            to: find(Role::Process, "to", &link.to)?,
            kind: find(Role::Message, "kind", &link.kind)?,
        })
    }

    pub(super) fn operations(&self, weather: &Weather) -> Result<Vec<OperationLaw>, Problem> {
        let mut laws = vec![OperationLaw::Never; self.operations.len()];
        for (name, failures) in &weather.operations {
            let here = |problem: Problem| problem.within(["weather", "operations", name]);
            let index = self.find(Role::Operation, name).map_err(here)?;
            laws[index as usize] = failures.resolve().map_err(here)?;
        }
        Ok(laws)
    }

    pub(super) fn faults<M: Model>(&self, model: &M, faults: &[Fault]) -> Result<Vec<Fault<u16>>, Problem> {
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
            if let Fault::Clock { drift, .. } = renamed {
                check_drift(drift.into()).map_err(|message| here(Problem::at(["drift"], message)))?;
            }
            self.possible(model, &renamed).map_err(here)?;
            if let Some(other) = resolved.iter().position(|other| contradict(other, &renamed)) {
                let message =
                    format!("one message cannot be both lost and duplicated (see fault {})", other + 1);
                return Err(here(Problem::at(["message"], message).hint("leave one of the two out")));
            }
            resolved.push(renamed);
        }
        Ok(resolved)
    }

    pub(super) fn inputs<M: Model>(
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
            model.check_input(&extra.input).map_err(|message| here(Problem::at(["input"], message)))?;
            let time = match (extra.at, &extra.after) {
                (Some(at), None) => InputTime::At(at),
                (None, Some(step)) => InputTime::After(self.step(model, step).map_err(here)?),
                _ => {
                    let message = "an input is due either `at` an instant or `after` a step";
                    return Err(here(Problem::at::<&str>([], message).hint("write one of the two")));
                }
            };
            inputs.push(ExtraInput { time, process: model.recipient(&extra.input), input: extra.input });
        }
        Ok(inputs)
    }

    fn step<M: Model>(&self, model: &M, step: &StepAddress) -> Result<StepAddress<u16>, Problem> {
        let process = self.find(Role::Process, &step.process);
        let kind = self.find(Role::Step, &step.kind);
        let step = StepAddress {
            process: process.map_err(|problem| problem.within(["after", "process"]))?,
            kind: kind.map_err(|problem| problem.within(["after", "kind"]))?,
            item: step.item,
            nth: step.nth,
        };
        self.takes(model, step.process, step.kind).map_err(|problem| problem.within(["after"]))?;
        Ok(step)
    }

    /// Whether there can be anything that a fault means.
    fn possible<M: Model>(&self, model: &M, fault: &Fault<u16>) -> Result<(), Problem> {
        match fault {
            Fault::CrashAfter { step, .. } | Fault::Swap { step } => {
                self.takes(model, step.process, step.kind).map_err(|problem| problem.within(["step"]))
            }
            Fault::SkipTick { process, timer, .. } => {
                self.takes(model, *process, (self.messages.len() as u16) + timer)
            }
            other => match other.message() {
                Some(message) => self.sent(model, message).map_err(|problem| problem.within(["message"])),
                None => Ok(()),
            },
        }
    }

    /// Whether some process sends what an address means.
    fn sent<M: Model>(&self, model: &M, address: &MessageAddress<u16>) -> Result<(), Problem> {
        let ends = |named: Option<u16>| {
            (0..self.processes.len() as u16).filter(move |id| named.is_none_or(|name| name == *id))
        };
        let kind = address.kind as usize;
        let possible = |from| ends(address.to).any(|to| model.can_send(ProcessId(from), ProcessId(to), kind));
        if ends(address.from).any(possible) {
            return Ok(());
        }
        let name = |word, id: Option<u16>| {
            id.map_or(String::new(), |id| format!(" {word} `{}`", self.processes[id as usize]))
        };
        let (from, to) = (name("from", address.from), name("to", address.to));
        Err(Problem::at::<&str>([], format!("`{}` is never sent{from}{to}", self.messages[kind])))
    }

    /// Whether a process takes steps of a kind.
    fn takes<M: Model>(&self, model: &M, process: u16, kind: u16) -> Result<(), Problem> {
        if model.can_take(ProcessId(process), kind as usize) {
            return Ok(());
        }
        let takers =
            (0..self.processes.len()).filter(|id| model.can_take(ProcessId(*id as u16), kind as usize));
        let takers: Vec<String> = takers.map(|id| format!("`{}`", self.processes[id])).collect();
        let kinds = self.known(Role::Step);
        let message =
            format!("`{}` never takes a step `{}`", self.processes[process as usize], kinds[kind as usize]);
        Err(Problem::at::<&str>([], message).hint(format!("that is a step of {}", takers.join(", "))))
    }

    /// Whether every name that is expected to be violated, sent or attempted exists.
    pub(super) fn expectations<M: Model>(&self, expect: &[Expectation]) -> Result<(), Problem> {
        for (index, expectation) in expect.iter().enumerate() {
            let found = match expectation {
                Expectation::Violates(name) => find_property::<M>(name),
                Expectation::Sends(kind, _) => self.find(Role::Message, kind).map(drop),
                Expectation::Attempts(operation, _) => self.find(Role::Operation, operation).map(drop),
                Expectation::Fact(name, _) => find_fact::<M>(name),
                _ => Ok(()),
            };
            found.map_err(|problem| problem.within(["expect".to_string(), index.to_string()]))?;
        }
        if let Some((one, other)) = Expectation::contradiction(expect) {
            let (words, other_words) = (&expect[one], &expect[other]);
            let message = format!("it is expected that it {words}, so it cannot be that it {other_words}");
            let problem = Problem::at(["expect".to_string(), other.to_string()], message);
            return Err(problem.hint("a run has one verdict: keep one of the two"));
        }
        Ok(())
    }

    pub(super) fn supervision<K, I>(&self, scenario: &Scenario<K, I>) -> Result<Vec<Restart>, Problem> {
        let mut policies = vec![Restart::Never; self.processes.len()];
        for (name, policy) in &scenario.supervision {
            let index =
                self.find(Role::Process, name).map_err(|problem| problem.within(["supervision", name]))?;
            policies[index as usize] = *policy;
        }
        Ok(policies)
    }
}

/// Whether the model tells a fact of this name. One that declares none may tell any.
fn find_fact<M: Model>(name: &str) -> Result<(), Problem> {
    let known = || M::FACTS.iter().map(|fact| fact.name);
    if M::FACTS.is_empty() || known().any(|other| other == name) {
        return Ok(());
    }
    let list = || known().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let hint = did_you_mean(name, known()).unwrap_or_else(|| format!("there is {}", list()));
    Err(Problem::at::<&str>([], format!("there is no fact `{name}`")).hint(hint))
}

pub(super) fn find_property<M: Model>(name: &str) -> Result<(), Problem> {
    let known = || M::PROPERTIES.iter().map(|property| property.name).chain([M::LIVENESS, "panic"]);
    if known().any(|other| other == name) {
        return Ok(());
    }
    let mut names: Vec<&str> = known().collect();
    names.dedup();
    let list = || names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let hint = did_you_mean(name, known()).unwrap_or_else(|| format!("there is {}", list()));
    Err(Problem::at::<&str>([], format!("there is no property `{name}`")).hint(hint))
}

/// Whether one fault loses a message that the other duplicates.
pub(super) fn contradict(one: &Fault<u16>, other: &Fault<u16>) -> bool {
    let pair = match (one, other) {
        (Fault::Lose { message: a }, Fault::Duplicate { message: b, .. }) => Some((a, b)),
        (Fault::Duplicate { message: a, .. }, Fault::Lose { message: b }) => Some((a, b)),
        _ => None,
    };
    pair.is_some_and(|(a, b)| {
        let ((a_first, a_last), (b_first, b_last)) = (a.nth.bounds(), b.nth.bounds());
        // Addresses of another form count something else: only the run can tell whether they mean one message.
        (a.kind, a.item, a.from, a.to) == (b.kind, b.item, b.from, b.to)
            && a_first <= b_last
            && b_first <= a_last
    })
}
