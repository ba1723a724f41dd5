//! NeXosim 1.0.0 on its single-threaded executor: models are actors with ports and mailboxes. A message leaves by an
//! `Output`, is taken by the receiver's `arrive`, which schedules its own `handle` for the end of the latency. It has no
//! network, no faults and no digest: what the network does is drawn by the sender.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::Output;
use nexosim::simulation::{EventKey, Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::phold;
use crate::protocol::{self, CREATE_EVERY, Message, REPUBLISH_EVERY, fails, fate};

/// How many letters fit into a mailbox.
const ROOM: usize = 1024;

/// What the loop outside looks at.
#[derive(Default)]
struct Outside {
    events: AtomicU64,
    fields_are_settled: AtomicBool,
    is_done: AtomicBool,
}

impl Outside {
    /// One thread alone counts, so this takes no locked instruction.
    fn count(&self) {
        self.events.store(self.events.load(Relaxed) + 1, Relaxed);
    }
}

/// A model must be able to be read from a snapshot; ours are never, so these stand for what a snapshot leaves out.
fn no_dice() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(0)
}
fn no_fields() -> protocol::DataEntry {
    protocol::DataEntry::new(0)
}
fn no_annotations() -> protocol::Annotations {
    protocol::Annotations::new()
}

/// A message in the form that NeXosim demands.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Letter {
    kind: u8,
    field: u32,
    id: u32,
}

impl From<Message> for Letter {
    fn from(message: Message) -> Letter {
        match message {
            Message::Publish { field } => Letter { kind: 0, field, id: 0 },
            Message::Annotate { field, id } => Letter { kind: 1, field, id },
            Message::Ack { field, id } => Letter { kind: 2, field, id },
        }
    }
}

#[derive(Serialize, Deserialize)]
struct DataEntry {
    out: Output<(u64, Letter)>,
    #[serde(skip, default = "no_fields")]
    service: protocol::DataEntry,
    #[serde(skip, default = "no_dice")]
    dice: ChaCha8Rng,
    #[serde(skip)]
    outside: Arc<Outside>,
    #[serde(skip)]
    creations: Option<EventKey>,
}

#[Model]
impl DataEntry {
    #[nexosim(init)]
    async fn init(&mut self, context: &Context<Self>) {
        let often = Duration::from_nanos(CREATE_EVERY);
        let seldom = Duration::from_nanos(REPUBLISH_EVERY);
        let creations = context.schedule_keyed_periodic_event(often, often, schedulable!(Self::create), ());
        self.creations = Some(creations.expect("the future can be scheduled"));
        let ticks = context.schedule_periodic_event(seldom, seldom, schedulable!(Self::republish), ());
        ticks.expect("the future can be scheduled");
    }

    async fn send(&mut self, message: Message) {
        for latency in fate(&mut self.dice) {
            self.out.send((latency, message.into())).await;
        }
    }

    #[nexosim(schedulable)]
    async fn create(&mut self) {
        self.outside.count();
        let message = self.service.create();
        if self.service.is_complete() {
            self.creations.take().expect("there are creations").cancel();
        }
        self.send(message).await;
    }

    #[nexosim(schedulable)]
    async fn republish(&mut self) {
        self.outside.count();
        let mut messages = Vec::new();
        self.service.republish(|message| messages.push(message));
        for message in messages {
            self.send(message).await;
        }
    }

    async fn arrive(&mut self, (latency, letter): (u64, Letter), context: &Context<Self>) {
        let latency = Duration::from_nanos(latency);
        let due = context.schedule_event(latency, schedulable!(Self::handle), letter);
        due.expect("the future can be scheduled");
    }

    #[nexosim(schedulable)]
    async fn handle(&mut self, letter: Letter) {
        self.outside.count();
        if fails(&mut self.dice) {
            return;
        }
        let message = self.service.save(letter.field, letter.id);
        self.outside.fields_are_settled.store(self.service.is_settled(), Relaxed);
        self.send(message).await;
    }
}

#[derive(Serialize, Deserialize)]
struct Annotations {
    out: Output<(u64, Letter)>,
    #[serde(skip, default = "no_annotations")]
    service: protocol::Annotations,
    #[serde(skip, default = "no_dice")]
    dice: ChaCha8Rng,
    #[serde(skip)]
    outside: Arc<Outside>,
}

#[Model]
impl Annotations {
    #[nexosim(init)]
    async fn init(&mut self, context: &Context<Self>) {
        let seldom = Duration::from_nanos(REPUBLISH_EVERY);
        let ticks = context.schedule_periodic_event(seldom, seldom, schedulable!(Self::republish), ());
        ticks.expect("the future can be scheduled");
    }

    async fn send(&mut self, message: Message) {
        for latency in fate(&mut self.dice) {
            self.out.send((latency, message.into())).await;
        }
    }

    #[nexosim(schedulable)]
    async fn republish(&mut self) {
        self.outside.count();
        let mut messages = Vec::new();
        self.service.republish(|message| messages.push(message));
        for message in messages {
            self.send(message).await;
        }
    }

    async fn arrive(&mut self, (latency, letter): (u64, Letter), context: &Context<Self>) {
        let latency = Duration::from_nanos(latency);
        let due = context.schedule_event(latency, schedulable!(Self::handle), letter);
        due.expect("the future can be scheduled");
    }

    #[nexosim(schedulable)]
    async fn handle(&mut self, letter: Letter) {
        self.outside.count();
        if fails(&mut self.dice) {
            return;
        }
        if letter.kind == 0 {
            let message = self.service.annotate(letter.field);
            self.send(message).await;
        } else {
            self.service.acknowledge(letter.field, letter.id);
            let is_done = self.service.is_settled() && self.outside.fields_are_settled.load(Relaxed);
            self.outside.is_done.store(is_done, Relaxed);
        }
    }
}

/// W(`fields`): how many events it took.
pub fn fields(fields: u32, seed: u64) -> u64 {
    let outside = Arc::new(Outside::default());
    let mut data_entry = DataEntry {
        out: Output::default(),
        service: protocol::DataEntry::new(fields),
        dice: ChaCha8Rng::seed_from_u64(seed * 2),
        outside: outside.clone(),
        creations: None,
    };
    let mut annotations = Annotations {
        out: Output::default(),
        service: protocol::Annotations::new(),
        dice: ChaCha8Rng::seed_from_u64(seed * 2 + 1),
        outside: outside.clone(),
    };
    let (one, other) = (Mailbox::with_capacity(ROOM), Mailbox::with_capacity(ROOM));
    data_entry.out.connect(Annotations::arrive, &other);
    annotations.out.connect(DataEntry::arrive, &one);
    let mut simulation = SimInit::with_num_threads(1)
        .add_model(data_entry, one, "data-entry")
        .add_model(annotations, other, "annotation")
        .init(MonotonicTime::EPOCH)
        .expect("the models can be started");
    while !outside.is_done.load(Relaxed) {
        simulation.step().expect("no model fails");
    }
    outside.events.load(Relaxed)
}

/// A process of PHOLD. Outputs from each to each (1,024 x 1,024) would take 740 MB and 2.5 us an event in cache misses, so
/// an event travels through one router with an output to each, and the process that was drawn schedules it.
#[derive(Serialize, Deserialize)]
struct Process {
    out: Output<(u64, u32)>,
    #[serde(skip, default = "no_dice")]
    dice: ChaCha8Rng,
    processes: u32,
    each: u32,
    #[serde(skip)]
    outside: Arc<Outside>,
}

#[Model]
impl Process {
    #[nexosim(init)]
    async fn init(&mut self, context: &Context<Self>) {
        for _ in 0..self.each {
            let increment = self.increment();
            self.arrive(increment, context).await;
        }
    }

    /// It cannot schedule for the same instant, so this is never 0.
    fn increment(&mut self) -> u64 {
        phold::nanoseconds(&mut self.dice) + 1
    }

    async fn arrive(&mut self, increment: u64, context: &Context<Self>) {
        let due = context.schedule_event(Duration::from_nanos(increment), schedulable!(Self::fire), ());
        due.expect("the future can be scheduled");
    }

    #[nexosim(schedulable)]
    async fn fire(&mut self) {
        self.outside.count();
        let increment = self.increment();
        let next = self.dice.random_range(0..self.processes);
        self.out.send((increment, next)).await;
    }
}

#[derive(Serialize, Deserialize)]
struct Router {
    outs: Vec<Output<u64>>,
}

#[Model]
impl Router {
    async fn route(&mut self, (increment, next): (u64, u32)) {
        self.outs[next as usize].send(increment).await;
    }
}

/// PHOLD: how many events it took.
pub fn phold(processes: u32, each: u32, most: u64, seed: u64) -> u64 {
    let outside = Arc::new(Outside::default());
    let mailbox: Mailbox<Router> = Mailbox::new();
    let mut router = Router { outs: Vec::new() };
    let mut start = SimInit::with_num_threads(1);
    for index in 0..processes {
        let own: Mailbox<Process> = Mailbox::new();
        let mut to_it = Output::default();
        to_it.connect(Process::arrive, &own);
        router.outs.push(to_it);
        let dice = ChaCha8Rng::seed_from_u64(seed.wrapping_mul(1_000_003) + index as u64);
        let mut process = Process { out: Output::default(), dice, processes, each, outside: outside.clone() };
        process.out.connect(Router::route, &mailbox);
        start = start.add_model(process, own, &format!("process-{index}"));
    }
    let start = start.add_model(router, mailbox, "router");
    let mut simulation = start.init(MonotonicTime::EPOCH).expect("the models can be started");
    while outside.events.load(Relaxed) < most {
        simulation.step().expect("no model fails");
    }
    outside.events.load(Relaxed)
}
