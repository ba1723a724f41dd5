//! Laws of failing operations written down: each attempt that a counting law made fail becomes a fault of its own, which
//! can go alone. That makes a scenario longer at first.

use std::collections::BTreeMap;

use crate::check::model::Model;
use crate::check::prepare::Prepared;
use crate::check::scenario::ScenarioOf;
use crate::check::weather::{Failures, Samples};
use crate::sim::fault::{AttemptAddress, Fault, Nth};
use crate::sim::observer::Observer;
use crate::sim::process::{Operation, ProcessId};
use crate::sim::time::Time;

/// More failures than this are not written down one by one.
pub(super) const MOST_FAILURES: usize = 200;
/// Nor than this where a run is slow: there all but those of a few items go at once.
pub(super) const MOST_OF_SLOW: usize = 10_000;

/// Which attempts failed: the operation, the item, which of them.
#[derive(Default)]
struct Counted {
    counts: BTreeMap<(u8, u32), u32>,
    failed: Vec<(u8, u32, u32)>,
}

impl<M: Model> Observer<M> for Counted {
    fn attempted(&mut self, _: Time, _: ProcessId, operation: Operation, item: u32, succeeds: bool) {
        let count = self.counts.entry((operation.0, item)).or_default();
        *count += 1;
        if !succeeds {
            self.failed.push((operation.0, item, *count));
        }
    }
}

/// The scenario without laws of failing operations and with a fault for each attempt that failed; then the same for
/// each operation alone, where there are several. Empty where there is no such law, or too much failed.
pub(super) fn written_down<M: Model>(
    scenario: &ScenarioOf<M>,
    samples: &Samples,
    most: usize,
) -> Vec<ScenarioOf<M>> {
    let laws: Vec<&str> =
        scenario.weather.operations.iter().filter(counts).map(|(name, _)| name.as_str()).collect();
    if laws.is_empty() {
        return Vec::new();
    }
    let Ok(mut prepared) = Prepared::<M>::new(scenario, samples) else { return Vec::new() };
    let mut counted = Counted::default();
    prepared.run_observed(scenario.seed, &mut counted);
    if counted.failed.len() > most {
        return Vec::new();
    }
    let mut found = vec![without::<M>(scenario, &laws, &counted.failed)];
    if laws.len() > 1 {
        found.extend(laws.iter().map(|law| without::<M>(scenario, &[*law], &counted.failed)));
    }
    found
}

fn counts((_, law): &(&String, &Failures)) -> bool {
    matches!(law, Failures::EveryKth(_) | Failures::Script(_))
}

/// The scenario without some of its laws, and a fault for each failure of theirs.
fn without<M: Model>(scenario: &ScenarioOf<M>, laws: &[&str], failed: &[(u8, u32, u32)]) -> ScenarioOf<M> {
    let mut explicit = scenario.clone();
    explicit.weather.operations.retain(|name, _| !laws.contains(&name.as_str()));
    let own = failed.iter().filter_map(|(operation, item, n)| {
        let name = M::OPERATIONS.get(usize::from(*operation))?;
        let attempt = AttemptAddress { operation: name.to_string(), item: Some(*item), nth: Nth::One(*n) };
        laws.contains(name).then_some(Fault::Fail { attempt })
    });
    // What failed by a fault already needs no other.
    let own: Vec<Fault> = own.filter(|fault| !scenario.faults.contains(fault)).collect();
    explicit.faults.extend(own);
    explicit
}
