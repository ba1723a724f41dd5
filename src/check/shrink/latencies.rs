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

/// How long each message took: its kind, its item, which of them, how long.
struct Clocked<M> {
    counts: BTreeMap<(usize, Option<u32>), u32>,
    taken: Vec<(usize, Option<u32>, u32, Span)>,
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
pub(super) fn written_down<M: Model>(scenario: &ScenarioOf<M>, samples: &Samples) -> Option<ScenarioOf<M>> {
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
    if clocked.taken.len() > MOST_MESSAGES {
        return None;
    }
    let constant = bound.or(typical(&scenario.weather.latency))?;
    let mut explicit = scenario.clone();
    explicit.weather.latency = Latency::Constant(constant);
    explicit.weather.latency_bound = None;
    let links = explicit.weather.links.iter_mut().filter_map(|link| link.latency.as_mut());
    links.filter(|law| randomness(law) > 0).for_each(|law| *law = Latency::Constant(constant));
    // How long a message took in the end covers what delayed it.
    explicit
        .faults
        .retain(|fault| !matches!(fault, Fault::Delay { .. } | Fault::Take { .. } | Fault::Hold { .. }));
    let kinds = <<M as System>::Process as Process>::Message::KINDS;
    let others = clocked.taken.into_iter().filter(|(.., span)| *span != constant);
    explicit.faults.extend(others.map(|(kind, item, n, latency)| Fault::Take {
        message: MessageAddress {
            kind: kinds[kind].to_string(),
            from: None,
            to: None,
            item,
            nth: Nth::One(n),
        },
        latency,
    }));
    explicit.seed = 0;
    Some(explicit)
}
