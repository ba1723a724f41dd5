//! Resolves a run's chance into explicit faults: the same run, with what happened to it written down.

use std::collections::BTreeMap;

use super::model::Model;
use super::names::Names;
use super::outcome::Outcome;
use super::prepare::Prepared;
use super::problem::Problem;
use super::scenario::ScenarioOf;
use super::weather::{Failures, LinkWeather, Samples, Weather};
use crate::sim::fault::{AttemptAddress, Fault, MessageAddress, Nth, Restart, StepAddress};
use crate::sim::observer::{Departure, Fate, MessageOf, Observer, Sending};
use crate::sim::process::{Label, Operation, ProcessId};
use crate::sim::time::Time;
use crate::sim::{Step, System, Violation, World};

/// A run and its chance, written down.
#[derive(Clone, Debug)]
pub struct Resolved<M: Model> {
    /// The scenario whose run is the same, without chance but for latencies and what handlers draw.
    pub scenario: ScenarioOf<M>,
    /// What the run came to.
    pub outcome: Outcome,
}

/// Runs `scenario` with its seed and writes down every departure from law. The resolved scenario has no expectations;
/// its run has the same digest.
///
/// What stays with the seed is law: latencies, and what handlers draw for themselves.
pub fn resolve<M: Model>(scenario: &ScenarioOf<M>, samples: &Samples) -> Result<Resolved<M>, Problem> {
    let mut prepared = Prepared::<M>::new(scenario, samples)?;
    let mut chronicle = Chronicle::<M>::default();
    let outcome = prepared.run_observed(scenario.seed, &mut chronicle);
    let model = prepared.simulation.system();
    let names = Names::of(model);
    let own = scenario.faults.len();
    // What chance would have done after the end has not happened.
    let timed = prepared.simulation.faults()[own..].iter();
    let timed = timed.filter(|fault| fault.begins().is_none_or(|at| at <= outcome.ended_at));
    // Where a model lets an operation fail by another's law, its failures are no departures from the law that it has.
    let changed = prepared.simulation.operations() != prepared.operations;
    let is_kept = |fault: &&Fault<u16>| !(changed && matches!(fault, Fault::Fail { .. }));
    let drawn = timed.chain(chronicle.faults.iter().filter(is_kept)).map(|fault| names.write(model, fault));
    let faults = scenario.faults.iter().cloned().chain(drawn).collect();
    let weather = lawful(&scenario.weather, prepared.latency_bound, changed);
    let scenario = ScenarioOf::<M> { faults, weather, expect: Vec::new(), ..scenario.clone() };
    Ok(Resolved { scenario, outcome })
}

/// The weather without what departs from law.
fn lawful(weather: &Weather, latency_bound: Option<crate::sim::Span>, all_operations: bool) -> Weather {
    let strip =
        |link: &LinkWeather| LinkWeather { loss: None, duplication: None, reorder: None, ..link.clone() };
    let links: Vec<LinkWeather> = weather.links.iter().map(strip).collect();
    // An entry that says nothing still keeps an earlier one from deciding.
    let differ = links.iter().any(LinkWeather::says_anything);
    let reorders = weather.reorder.is_some() || weather.links.iter().any(|link| link.reorder.is_some());
    let counted = |failures: &Failures| all_operations || !matches!(failures, Failures::Chance(_));
    let operations = weather.operations.iter().filter(|(_, failures)| counted(failures));
    Weather {
        latency: weather.latency.clone(),
        // What reordering adds belongs to the bound; it is written down, since the law that says so is gone.
        latency_bound: if reorders { latency_bound } else { weather.latency_bound },
        fifo: weather.fifo,
        capacity: weather.capacity,
        connection: weather.connection,
        links: if differ { links } else { Vec::new() },
        operations: operations.map(|(name, failures)| (name.clone(), failures.clone())).collect(),
        heal_at: weather.heal_at,
        ..Weather::default()
    }
}

/// Writes departures down as faults. What they strike is counted as addresses count it.
struct Chronicle<M: System> {
    faults: Vec<Fault<u16>>,
    /// Messages sent so far, by (sender, receiver, kind, item).
    sent: BTreeMap<(u16, u16, usize, Option<u32>), u32>,
    attempts: BTreeMap<(u8, u32), u32>,
    steps: BTreeMap<(u16, usize, Option<u32>), u32>,
    newest: (usize, Option<u32>),
    system: std::marker::PhantomData<fn() -> M>,
}

impl<M: System> Default for Chronicle<M> {
    fn default() -> Self {
        Chronicle {
            faults: Vec::new(),
            sent: BTreeMap::new(),
            attempts: BTreeMap::new(),
            steps: BTreeMap::new(),
            newest: (0, None),
            system: std::marker::PhantomData,
        }
    }
}

impl<M: System> Chronicle<M> {
    fn message(&self, sending: &Sending<MessageOf<M>>) -> MessageAddress<u16> {
        let (kind, item) = (sending.message.kind(), sending.message.item());
        let n = self.sent[&(sending.from.0, sending.to.0, kind, item)];
        let (from, to) = (Some(sending.from.0), Some(sending.to.0));
        MessageAddress { kind: kind as u16, from, to, item, nth: Nth::One(n) }
    }

    fn step(&self, process: ProcessId) -> StepAddress<u16> {
        let (kind, item) = self.newest;
        let n = self.steps[&(process.0, kind, item)];
        StepAddress { process: process.0, kind: kind as u16, item, nth: Nth::One(n) }
    }
}

impl<M: System> Observer<M> for Chronicle<M> {
    fn sent(&mut self, sending: Sending<MessageOf<M>>, _: Fate) {
        let label = (sending.from.0, sending.to.0, sending.message.kind(), sending.message.item());
        *self.sent.entry(label).or_default() += !sending.copy as u32;
    }

    fn attempted(&mut self, _: Time, _: ProcessId, operation: Operation, item: u32, _: bool) {
        *self.attempts.entry((operation.0, item)).or_default() += 1;
    }

    fn stepped(&mut self, _: &World<'_, M::Process>, step: &Step<M::Process>) -> Result<(), Violation> {
        self.newest = (step.what.kind(), step.what.item());
        *self.steps.entry((step.process.0, self.newest.0, self.newest.1)).or_default() += 1;
        Ok(())
    }

    fn departed(&mut self, departure: Departure<MessageOf<M>>) {
        self.faults.push(match departure {
            Departure::Lost(sending) => Fault::Lose { message: self.message(&sending) },
            Departure::Delayed(sending, by) => Fault::Delay { message: self.message(&sending), by },
            Departure::Took(sending, latency) => Fault::Take { message: self.message(&sending), latency },
            Departure::Copied(sending, after) => Fault::Duplicate { message: self.message(&sending), after },
            Departure::Failed(operation, item) => {
                let nth = Nth::One(self.attempts[&(operation.0, item)]);
                Fault::Fail {
                    attempt: AttemptAddress { operation: operation.0.into(), item: Some(item), nth },
                }
            }
            Departure::Crashed(process, effects, down) => {
                Fault::CrashAfter { step: self.step(process), effects, restart: Restart::After(down) }
            }
            Departure::Swapped(process, kind, item, n) => {
                let (kind, nth) = (kind as u16, Nth::One(n));
                Fault::Swap { step: StepAddress { process: process.0, kind, item, nth } }
            }
        });
    }
}

impl Names {
    /// A fault with names for numbers, and without the ends of a message that its kind alone tells.
    fn write<M: Model>(&self, model: &M, fault: &Fault<u16>) -> Fault {
        let written =
            fault.map(|role, _, index| Ok::<_, Problem>(self.known(role)[*index as usize].to_string()));
        let mut written = written.expect("every number that a run knows has a name");
        let one_link = |kind: u16| self.links_of(model, kind) == 1;
        if let (Some(numbers), Some(words)) = (fault.message(), written.message_mut())
            && one_link(numbers.kind)
        {
            (words.from, words.to) = (None, None);
        }
        written
    }

    /// On how many links messages of a kind may go.
    fn links_of<M: Model>(&self, model: &M, kind: u16) -> usize {
        let processes = || (0..self.processes.len() as u16).map(ProcessId);
        let goes = |from| processes().filter(move |to| model.can_send(from, *to, kind as usize)).count();
        processes().map(goes).sum()
    }
}
