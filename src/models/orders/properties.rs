//! The properties W1-W9 by name, when each is demanded, and who looks at which step. What each says exactly is in
//! `ledger`, `mirror` and `paging`.

use super::ledger::Ledger;
use super::letter::{Input, Letter};
use super::mirror::Mirror;
use super::paging::Paging;
use super::records::Request;
use super::service::{CLIENT, CREATE, READ_DB, READER, Service, WRITE_DB};
use super::settings::Settings;
use super::system::OrdersSystem;
use crate::check::{Demand, Demands, Property, Trouble, Watch};
use crate::sim::{Observer, Span, Step, Violation, What, World};

/// The property of being settled in time.
pub(super) const LIVENESS: &str = "read=write";

/// The properties by name.
pub(super) const PROPERTIES: &[Property] = &[
    Property { name: "W1", about: "at most one order for a client, currency, amount and key" },
    Property {
        name: "W2",
        about: "all 2xx answers for a client, currency, amount and key are equal, and describe that request",
    },
    Property {
        name: "W2b",
        about: "a request that arrives after its order was committed gets that answer and nothing else",
    },
    Property {
        name: "W3",
        about: "the orders come to what the total says, and to no more than the book holds",
    },
    Property { name: "W4", about: "no order changes, and ids are given out once" },
    Property { name: "W5", about: "every row that can be read is a committed order" },
    Property { name: "W6", about: "no order can be read twice" },
    Property {
        name: "W7",
        about: "what can be read is a prefix of what was committed, in the order of the commits",
    },
    Property {
        name: "W8",
        about: "pages are disjoint, descend, and list whatever could be read at the first one",
    },
    Property { name: "W9", about: "a page has no last reference exactly when it is empty" },
    Property {
        name: LIVENESS,
        about: "every client has its answer, and what can be read is what was written, in time after the last disturbance",
    },
];

/// What some run must come to, or nothing was seen.
pub(super) const REACHED: &[Property] =
    &[Property { name: "read", about: "an order was written, came through the queue, and can be read" }];

/// What an item's time is.
pub(super) const READ_LAG: Property =
    Property { name: "read lag", about: "from when an order is committed until it can be read" };

/// A delivery that failed, and that the sync service has passed: by a failed read, or because a message to or from the
/// read database was lost or late.
const PASSED: &str = "a delivery that failed, for whatever reason, and was passed";
/// What is published may be lost, or overtaken, on its way into the queue.
const UNCONFIRMED: &str = "publications without confirmation";

/// W7 is demanded while rows come in the order of the queue, and orders in that of their commits.
pub(super) const DEMANDS: &[Demand] = &[Demand {
    property: "W7",
    unless: &[Trouble::Failed("read"), Trouble::Came(PASSED), Trouble::Set(UNCONFIRMED)],
}];

/// Watches one run.
#[derive(Clone, Debug)]
pub struct Monitor {
    demands: Demands,
    /// Properties that the scenario does not want to be judged.
    waived: Vec<&'static str>,
    pub(super) ledger: Ledger,
    pub(super) mirror: Mirror,
    pub(super) paging: Paging,
}

pub(super) fn violated(property: &'static str, why: String) -> Result<(), Violation> {
    Err(Violation { property, why })
}

fn demands(system: &OrdersSystem, settings: &Settings, watch: &Watch<'_>) -> Demands {
    Demands::of(system, watch, |words| words == UNCONFIRMED && !settings.confirms)
}

impl Monitor {
    pub(super) fn new(system: &OrdersSystem, settings: &Settings, watch: &Watch<'_>) -> Monitor {
        let names = PROPERTIES.iter().map(|property| property.name);
        Monitor {
            waived: names.filter(|name| settings.waives(name)).collect(),
            demands: demands(system, settings, watch),
            ledger: Ledger::new(settings),
            mirror: Mirror::default(),
            paging: Paging::new(settings),
        }
    }

    /// As good as new; the memory stays.
    pub(super) fn reset(&mut self, system: &OrdersSystem, settings: &Settings, watch: &Watch<'_>) {
        self.demands = demands(system, settings, watch);
        self.ledger.reset();
        self.mirror.reset();
        self.paging.reset();
    }

    /// What the run came to, by [`REACHED`].
    pub(super) fn reached(&self) -> u64 {
        !self.mirror.visible().is_empty() as u64
    }

    /// The read lags, in the order of the commits.
    pub(super) fn items_done(&self, tell: &mut dyn FnMut(Span)) {
        self.mirror.lags(&self.ledger, tell);
    }

    /// What the step that was taken can have changed.
    #[inline]
    fn look(&mut self, world: &World<'_, Service>, step: &Step<Service>) -> Result<(), Violation> {
        match (step.process, step.what) {
            (WRITE_DB, _) => self.ledger.look(world.now, Service::write_db(world.processes)),
            (READ_DB, _) => {
                let db = Service::read_db(world.processes);
                self.paging.look(db, &self.mirror);
                self.mirror.look(world.now, db, &self.ledger)
            }
            (CREATE, What::Message(_, Letter::Create(request, attempt), ..)) => {
                self.ledger.arrive(request.number, attempt);
                Ok(())
            }
            (CLIENT, What::Message(_, Letter::Answer(request, attempt, answer), ..)) => {
                self.ledger.answer(request, attempt, answer)
            }
            (CLIENT, What::Input(Input::Order { request, client, currency, amount, key })) => {
                self.ledger.ask(&Request { number: request, client, currency, amount, key });
                Ok(())
            }
            (READER, What::Message(_, Letter::Listed(page, ..), ..)) => {
                let reader = Service::reader(world.processes);
                self.paging.turn(page.walk, reader, (&self.ledger, &self.mirror))
            }
            _ => Ok(()),
        }
    }
}

impl Observer<OrdersSystem> for Monitor {
    #[inline]
    fn stepped(&mut self, world: &World<'_, Service>, step: &Step<Service>) -> Result<(), Violation> {
        self.look(world, step).or_else(|violation| self.demanded(world, violation))
    }
}

impl Monitor {
    /// A violation, unless nobody demands what it violates.
    #[cold]
    fn demanded(&mut self, world: &World<'_, Service>, violation: Violation) -> Result<(), Violation> {
        if Service::sync(world.processes).failed() > 0 {
            self.demands.came(PASSED);
        }
        let is_waived = self.waived.contains(&violation.property);
        let stands = self.demands.stands(violation.property, world.now, world.tally);
        if stands && !is_waived { Err(violation) } else { Ok(()) }
    }
}
