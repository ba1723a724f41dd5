//! The orders pipeline as a model: its processes, its workload, its words.

use super::facts;
use super::letter::Input;
use super::limits;
use super::money::Currency;
use super::mutants;
use super::properties::{self, Monitor};
use super::service::{CLIENT, NAMES, Service};
use super::settings::Settings;
use super::{bound, swarm, waits, ways};
use crate::check::{
    Demand, Dice, ExtraInput, Fact, LinkWeather, Model, MutantDoc, Pace, Property, Range, Refusal, Watch,
};
use crate::sim::{Operation, ProcessId, Span, System, Tally, Time, World};

/// Looking up a price may fail.
pub(super) const PRICING: Operation = Operation(0);
/// A commit at the write database may fail: the transaction is then rolled back.
pub(super) const COMMITTING: Operation = Operation(1);
/// The queue may refuse what is published.
pub(super) const PUBLISHING: Operation = Operation(2);
/// Writing a row to the read database may fail.
pub(super) const READING: Operation = Operation(3);

/// The orders pipeline, its knobs turned.
#[derive(Clone, Debug)]
pub struct OrdersSystem {
    settings: Settings,
}

impl System for OrdersSystem {
    type Process = Service;

    fn processes(&self) -> Vec<Service> {
        Service::all(&self.settings)
    }

    fn reset(&mut self, processes: &mut Vec<Service>) {
        processes.iter_mut().for_each(Service::reset);
    }

    fn input(&self, index: u64) -> Option<(Time, ProcessId, Input)> {
        let order = || {
            let at = self.settings.first_order().after_start() + self.settings.order_every * index;
            let (request, amount, key) = (index as u32, self.settings.amount, swarm::key_of(index));
            (at, CLIENT, Input::Order { request, client: 0, currency: Currency::Usd, amount, key })
        };
        (index < self.settings.orders).then(order)
    }

    #[inline]
    fn settled(&mut self, world: &World<'_, Service>) -> bool {
        Service::client(world.processes).is_done() && is_settled(world.processes)
    }

    /// A delivery that has failed is not acknowledged, and comes again only when its connection ends. And where
    /// a scenario adds more requests than the bound knows of, they may stand in line for longer.
    fn can_recover(&self, world: &World<'_, Service>) -> bool {
        let asked = Service::client(world.processes).asked() as u64;
        let unacked = Service::queue(world.processes).messages().unacked_len();
        let is_failed =
            unacked > 0 && !Service::sync(world.processes).is_busy() && can_have_failed(world.tally);
        !is_failed && asked <= bound::requests(&self.settings)
    }

    fn items(&self) -> usize {
        self.settings.orders as usize
    }
}

/// Whether a delivery can have failed: a write to the read database did, something died, or something struck a message
/// that a delivery takes. Where nothing did, one that is not acknowledged is a mistake.
fn can_have_failed(tally: &Tally) -> bool {
    let read = tally.attempts[READING.0 as usize];
    let struck = |kind: usize| {
        let messages = tally.messages[kind];
        messages.dropped + messages.lost_to_down > 0 || tally.hits[kind].iter().any(|hits| *hits > 0)
    };
    tally.crashes > 0 || read.failed + read.forced > 0 || ways::DELIVERING.into_iter().any(struck)
}

/// Whether all that is committed can be read, and nothing is under way, where every request is answered.
#[inline(never)]
fn is_settled(processes: &[Service]) -> bool {
    let (write, read) = (Service::write_db(processes), Service::read_db(processes));
    let nothing_waits = write.outbox().unsent_len() == 0
        && Service::create(processes).in_hand() == 0
        && write.open() == 0
        && Service::queue(processes).messages().is_done()
        && !Service::sync(processes).is_busy()
        && Service::reader(processes).is_idle();
    let (written, rows) = (write.orders(), read.rows());
    nothing_waits && written.len() == rows.len() && written.fingerprint() == rows.fingerprint()
}

impl Model for OrdersSystem {
    const NAME: &'static str = "orders";
    const ABOUT: &'static str =
        "orders from a write model through an outbox and a queue to a read model with pages";
    const ITEM: &'static str = "order";
    const OPERATIONS: &'static [&'static str] = &["price", "commit", "publish", "read"];
    const PROPERTIES: &'static [Property] = properties::PROPERTIES;
    const LIVENESS: &'static str = properties::LIVENESS;
    const FACTS: &'static [Property] = facts::FACTS;
    const REACHED: &'static [Property] = properties::REACHED;
    const MUTANTS: &'static [MutantDoc] = mutants::DOCS;
    const TELLS_ITEMS: bool = true;
    const ITEM_TIME: Property = properties::READ_LAG;
    const DEMANDS: &'static [Demand] = properties::DEMANDS;

    const COLUMNS: &'static [&'static str] = &["asked", "answered", "written", "published", "read"];

    type Knobs = Settings;
    type Monitor = Monitor;

    fn new(settings: &Settings) -> Result<OrdersSystem, Refusal> {
        limits::check(settings)?;
        let mut settings = settings.clone();
        if let Some(mutant) = settings.mutant {
            mutant.turn(&mut settings);
        }
        Ok(OrdersSystem { settings })
    }

    fn process_names(&self) -> Vec<String> {
        NAMES.map(str::to_string).to_vec()
    }

    fn monitor(&self, watch: &Watch<'_>) -> Monitor {
        Monitor::new(self, &self.settings, watch)
    }

    fn reset_monitor(&self, watch: &Watch<'_>, monitor: &mut Monitor) {
        monitor.reset(self, &self.settings, watch);
    }

    fn items_done(&self, monitor: &Monitor, tell: &mut dyn FnMut(Span)) {
        monitor.items_done(tell);
    }

    fn reached(&self, _: &World<'_, Service>, monitor: &Monitor) -> u64 {
        monitor.reached()
    }

    fn facts(&self, world: &World<'_, Service>, monitor: &Monitor) -> Vec<(&'static str, Fact)> {
        facts::facts(world, monitor)
    }

    fn links(&self) -> Vec<LinkWeather> {
        ways::links()
    }

    fn recipient(&self, input: &Input) -> ProcessId {
        ways::recipient(input)
    }

    fn can_send(&self, from: ProcessId, to: ProcessId, kind: usize) -> bool {
        ways::way(&self.settings, kind) == (from, to)
    }

    fn can_take(&self, process: ProcessId, kind: usize) -> bool {
        ways::taker(&self.settings, kind) == process
    }

    fn check_item(&self, item: u32) -> Result<(), String> {
        limits::check_item(&self.settings, item)
    }

    /// There is a price in a known currency only.
    fn check_input(&self, input: &Input) -> Result<(), String> {
        match input {
            Input::PriceChange { currency: Currency::Unknown, .. } => {
                let known = Currency::KNOWN.map(Currency::code).join(", ");
                Err(format!("there is no price in this currency; those that there is one in are {known}"))
            }
            _ => Ok(()),
        }
    }

    fn within(&self, watch: &Watch<'_>) -> Option<Span> {
        bound::within(&self.settings, watch)
    }

    fn swarm() -> Vec<(&'static str, Range)> {
        swarm::knobs()
    }

    fn pace(settings: &Settings) -> Pace {
        swarm::pace(settings)
    }

    fn swarm_inputs(settings: &Settings, latency: Span, dice: &Dice) -> Vec<ExtraInput<Input>> {
        swarm::inputs(settings, latency, dice)
    }

    fn warnings(&self, watch: &Watch<'_>) -> Vec<String> {
        limits::warnings(&self.settings, watch.operations, Self::OPERATIONS)
    }

    fn progress(&self, world: &World<'_, Service>) -> (u64, u64) {
        let client = Service::client(world.processes);
        ((client.asked() - client.open()) as u64, self.settings.orders.max(client.asked() as u64))
    }

    fn waiting(&self, world: &World<'_, Service>, most: usize) -> Vec<String> {
        waits::waiting(world.processes, most)
    }

    fn row(&self, world: &World<'_, Service>) -> Vec<u64> {
        let (client, write) = (Service::client(world.processes), Service::write_db(world.processes));
        let published = Service::queue(world.processes).messages().published().len();
        let read = Service::read_db(world.processes).rows().len();
        let answered = client.asked() - client.open();
        [client.asked(), answered, write.orders().len(), published, read].map(|count| count as u64).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::orders::Letter;
    use crate::sim::Label;

    #[test]
    fn a_delivery_can_have_failed_only_where_something_struck_it() {
        let calm = Tally {
            messages: vec![Default::default(); Letter::KINDS.len()],
            attempts: vec![Default::default(); OrdersSystem::OPERATIONS.len()],
            hits: vec![Default::default(); Letter::KINDS.len()],
            ..Tally::default()
        };
        let after = |trouble: &dyn Fn(&mut Tally)| {
            let mut tally = calm.clone();
            trouble(&mut tally);
            can_have_failed(&tally)
        };
        assert!(!can_have_failed(&calm));
        assert!(!after(&|tally| tally.messages[0].dropped = 1), "a request is no delivery");
        assert!(after(&|tally| tally.messages[22].dropped = 1), "a delivery was dropped");
        assert!(after(&|tally| tally.hits[26][0] = 1), "a commit was struck");
        assert!(after(&|tally| tally.attempts[3].failed = 1), "a read has failed");
        assert!(after(&|tally| tally.crashes = 1), "something died");
    }
}
