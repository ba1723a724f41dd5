//! simcore 0.1.0, the core of DSLab: events are boxed values of any type, time is an `f64` of seconds, chance its own
//! PCG. It has no network, no faults and no digest: what the network does is drawn by the sender.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde::Serialize;
use simcore::{Event, EventHandler, Id, Simulation, SimulationContext, cast};

use crate::protocol::{self, COPY, FAILURE, LOSS, Message};

const SECOND: f64 = 1e9;
const FASTEST: f64 = protocol::FASTEST as f64 / SECOND;
const SLOWEST: f64 = protocol::SLOWEST as f64 / SECOND;
const CREATE_EVERY: f64 = protocol::CREATE_EVERY as f64 / SECOND;
const REPUBLISH_EVERY: f64 = protocol::REPUBLISH_EVERY as f64 / SECOND;

#[derive(Clone, Serialize)]
struct Create {}
#[derive(Clone, Serialize)]
struct Republish {}
#[derive(Clone, Serialize)]
struct Publish {
    field: u32,
}
#[derive(Clone, Serialize)]
struct Annotate {
    field: u32,
    id: u32,
}
#[derive(Clone, Serialize)]
struct Ack {
    field: u32,
    id: u32,
}

/// What the loop outside looks at.
#[derive(Default)]
struct Outside {
    events: Cell<u64>,
    fields_are_settled: Cell<bool>,
    is_done: Cell<bool>,
}

impl Outside {
    fn count(&self) {
        self.events.set(self.events.get() + 1);
    }
}

/// One end of the link between the two services.
struct Link {
    context: SimulationContext,
    other: Id,
    outside: Rc<Outside>,
}

impl Link {
    fn send(&self, message: Message) {
        if self.context.rand() < LOSS {
            return;
        }
        let copies = 1 + (self.context.rand() < COPY) as u32;
        for _ in 0..copies {
            let latency = self.context.gen_range(FASTEST..SLOWEST);
            match message {
                Message::Publish { field } => self.context.emit(Publish { field }, self.other, latency),
                Message::Annotate { field, id } => {
                    self.context.emit(Annotate { field, id }, self.other, latency)
                }
                Message::Ack { field, id } => self.context.emit(Ack { field, id }, self.other, latency),
            };
        }
    }

    fn fails(&self) -> bool {
        self.context.rand() < FAILURE
    }
}

struct DataEntry(Link, protocol::DataEntry);

impl EventHandler for DataEntry {
    fn on(&mut self, event: Event) {
        let DataEntry(link, service) = self;
        link.outside.count();
        cast!(match event.data {
            Annotate { field, id } => {
                if !link.fails() {
                    link.send(service.save(field, id));
                    link.outside.fields_are_settled.set(service.is_settled());
                }
            }
            Create {} => {
                link.send(service.create());
                if !service.is_complete() {
                    link.context.emit_self(Create {}, CREATE_EVERY);
                }
            }
            Republish {} => {
                service.republish(|message| link.send(message));
                link.context.emit_self(Republish {}, REPUBLISH_EVERY);
            }
        })
    }
}

struct Annotations(Link, protocol::Annotations);

impl EventHandler for Annotations {
    fn on(&mut self, event: Event) {
        let Annotations(link, service) = self;
        link.outside.count();
        cast!(match event.data {
            Publish { field } => {
                if !link.fails() {
                    link.send(service.annotate(field));
                }
            }
            Ack { field, id } => {
                if !link.fails() {
                    service.acknowledge(field, id);
                    link.outside.is_done.set(service.is_settled() && link.outside.fields_are_settled.get());
                }
            }
            Republish {} => {
                service.republish(|message| link.send(message));
                link.context.emit_self(Republish {}, REPUBLISH_EVERY);
            }
        })
    }
}

/// W(`fields`): how many events it took.
pub fn fields(fields: u32, seed: u64) -> u64 {
    let outside = Rc::new(Outside::default());
    let mut simulation = Simulation::new(seed);
    let one = simulation.create_context("data-entry");
    let other = simulation.create_context("annotation");
    let (one_id, other_id) = (one.id(), other.id());
    one.emit_self(Create {}, CREATE_EVERY);
    one.emit_self(Republish {}, REPUBLISH_EVERY);
    other.emit_self(Republish {}, REPUBLISH_EVERY);
    let link = |context, other| Link { context, other, outside: outside.clone() };
    let data_entry = DataEntry(link(one, other_id), protocol::DataEntry::new(fields));
    let annotations = Annotations(link(other, one_id), protocol::Annotations::new());
    simulation.add_handler("data-entry", Rc::new(RefCell::new(data_entry)));
    simulation.add_handler("annotation", Rc::new(RefCell::new(annotations)));
    while !outside.is_done.get() {
        simulation.step();
    }
    outside.events.get()
}

#[derive(Clone, Serialize)]
struct Fire {}

/// A process of PHOLD.
struct Process {
    context: SimulationContext,
    processes: u32,
    events: Rc<Cell<u64>>,
}

/// An exponential increment with mean 1, as [`crate::phold::increment`] draws it.
#[allow(
    clippy::disallowed_methods,
    reason = "contenders are not compared across platforms; this is what they would call"
)]
fn increment(context: &SimulationContext) -> f64 {
    -(1.0 - context.rand()).ln()
}

impl EventHandler for Process {
    fn on(&mut self, _: Event) {
        self.events.set(self.events.get() + 1);
        let increment = increment(&self.context);
        let next: Id = self.context.gen_range(0..self.processes);
        self.context.emit(Fire {}, next, increment);
    }
}

/// PHOLD: how many events it took.
pub fn phold(processes: u32, each: u32, most: u64, seed: u64) -> u64 {
    let events = Rc::new(Cell::new(0));
    let mut simulation = Simulation::new(seed);
    for index in 0..processes {
        let name = format!("process-{index}");
        let context = simulation.create_context(&name);
        for _ in 0..each {
            context.emit_self(Fire {}, increment(&context));
        }
        let process = Process { context, processes, events: events.clone() };
        simulation.add_handler(&name, Rc::new(RefCell::new(process)));
    }
    while events.get() < most {
        simulation.step();
    }
    events.get()
}
