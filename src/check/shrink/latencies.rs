//! Latencies written down: what a random law drew for each message becomes a fault of that message, and the law a
//! constant. That makes a scenario longer at first, but then it needs no seed, and most of the faults can go.

use std::collections::BTreeMap;

use super::size::{randomness, typical};
use crate::check::model::Model;
use crate::check::prepare::Prepared;
use crate::check::scenario::ScenarioOf;
use crate::check::weather::{Latency, Samples};
use crate::sim::fault::{Fault, MessageAddress, Nth};
use crate::sim::observer::{Fate, MessageOf, Observer, Sending};
use crate::sim::process::Label;
use crate::sim::time::Span;
use crate::sim::{Process, System};

/// More messages than this are not written down one by one.
const MOST_MESSAGES: usize = 600;

/// A message: its kind, its item, which of them, how long it took.
type Taken = (usize, Option<u32>, u32, Span);

/// How long each message took: its kind, its item, which of them, how long.
struct Clocked<M> {
    counts: BTreeMap<(usize, Option<u32>), u32>,
    taken: Vec<Taken>,
    model: std::marker::PhantomData<fn() -> M>,
}

impl<M: Model> Observer<M> for Clocked<M> {
    fn sent(&mut self, sending: Sending<MessageOf<M>>, fate: Fate) {
        let label = (sending.message.kind(), sending.message.item());
        let count = self.counts.entry(label).or_default();
        *count += u32::from(!sending.copy);
        if let (Fate::Arrives(span), false) = (fate, sending.copy) {
            self.taken.push((label.0, label.1, *count, span));
        }
    }
}

/// The scenario with a constant latency, and a fault for each message that took another time. `None` where its latencies
/// are constant already, or its messages too many.
pub(super) fn written_down<M: Model>(scenario: &ScenarioOf<M>, samples: &Samples) -> Vec<ScenarioOf<M>> {
    let Some((taken, bound)) = clocked::<M>(scenario, samples) else { return Vec::new() };
    let long = bound.or(typical(&scenario.weather.latency));
    let mut constants: Vec<Span> = [long, middle(&taken)].into_iter().flatten().collect();
    constants.dedup();
    constants.into_iter().map(|constant| with_constant::<M>(scenario, &taken, constant, bound)).collect()
}

/// The scenario with the middle one of its latencies for all messages, and a fault for each that took another time: late
/// is what took longer than half of them. `None` where several laws are mixed, which have no middle in common.
pub(super) fn told_by_the_middle<M: Model>(
    scenario: &ScenarioOf<M>,
    samples: &Samples,
) -> Option<ScenarioOf<M>> {
    if scenario.weather.links.iter().any(|link| link.latency.is_some()) {
        return None;
    }
    let (taken, bound) = clocked::<M>(scenario, samples)?;
    middle(&taken).map(|middle| with_constant::<M>(scenario, &taken, middle, bound))
}

/// The middle one of all latencies.
fn middle(taken: &[Taken]) -> Option<Span> {
    let mut lengths: Vec<Span> = taken.iter().map(|(.., span)| *span).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() / 2).copied()
}

/// What each message took, and the upper end of the law; `None` where no law is random, or the messages are too many.
fn clocked<M: Model>(scenario: &ScenarioOf<M>, samples: &Samples) -> Option<(Vec<Taken>, Option<Span>)> {
    let links = scenario.weather.links.iter().filter_map(|link| link.latency.as_ref());
    let is_random = [&scenario.weather.latency].into_iter().chain(links).any(|law| randomness(law) > 0);
    if !is_random {
        return None;
    }
    let mut prepared = Prepared::<M>::new(scenario, samples).ok()?;
    let bound = prepared.watch().latency_bound;
    let mut clocked =
        Clocked::<M> { counts: BTreeMap::new(), taken: Vec::new(), model: std::marker::PhantomData };
    prepared.run_observed(scenario.seed, &mut clocked);
    (clocked.taken.len() <= MOST_MESSAGES).then_some((clocked.taken, bound))
}

/// The same run with a constant latency.
fn with_constant<M: Model>(
    scenario: &ScenarioOf<M>,
    taken: &[Taken],
    constant: Span,
    bound: Option<Span>,
) -> ScenarioOf<M> {
    let mut explicit = scenario.clone();
    explicit.weather.latency = Latency::Constant(constant);
    explicit.weather.latency_bound = bound.filter(|bound| *bound != constant);
    let links = explicit.weather.links.iter_mut().filter_map(|link| link.latency.as_mut());
    links.filter(|law| randomness(law) > 0).for_each(|law| *law = Latency::Constant(constant));
    // How long a message took in the end covers what delayed it.
    let delays =
        |fault: &Fault| matches!(fault, Fault::Delay { .. } | Fault::Take { .. } | Fault::Hold { .. });
    explicit.faults.retain(|fault| !delays(fault));
    let kinds = <<M as System>::Process as Process>::Message::KINDS;
    let others = taken.iter().filter(|(.., span)| *span != constant);
    explicit.faults.extend(others.map(|&(kind, item, n, latency)| {
        let kind = kinds[kind].to_string();
        let message = MessageAddress { kind, from: None, to: None, item, nth: Nth::One(n) };
        match latency > constant {
            true => Fault::Delay { message, by: latency - constant },
            false => Fault::Take { message, latency },
        }
    }));
    explicit.seed = 0;
    explicit
}
