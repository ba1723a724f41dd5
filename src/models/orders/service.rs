//! Any of the processes: which handler a message, a tick, an input goes to.

use super::client::Client;
use super::create::Create;
use super::fetch::Fetch;
use super::letter::{Input, Letter, Tick};
use super::mutants::Mutant;
use super::price::Price;
use super::queue::Queue;
use super::read_db::ReadDb;
use super::reader::Reader;
use super::relay::Relay;
use super::settings::Settings;
use super::sync::Sync;
use super::write_db::WriteDb;
use crate::sim::{Context, Process, ProcessId};

pub(super) const CLIENT: ProcessId = ProcessId(0);
pub(super) const CREATE: ProcessId = ProcessId(1);
pub(super) const PRICE: ProcessId = ProcessId(2);
pub(super) const WRITE_DB: ProcessId = ProcessId(3);
pub(super) const RELAY: ProcessId = ProcessId(4);
pub(super) const QUEUE: ProcessId = ProcessId(5);
pub(super) const SYNC: ProcessId = ProcessId(6);
pub(super) const READ_DB: ProcessId = ProcessId(7);
pub(super) const FETCH: ProcessId = ProcessId(8);
pub(super) const READER: ProcessId = ProcessId(9);

/// The names of the processes, in their order.
pub(super) const NAMES: [&str; 10] =
    ["client", "create", "price", "write-db", "relay", "queue", "sync", "read-db", "fetch", "reader"];

/// One of the processes, and which mutant it is, if any.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one of each, and none is moved in a run")]
pub enum Service {
    /// Process 0.
    Client(Client, Option<Mutant>),
    /// Process 1.
    Create(Create, Option<Mutant>),
    /// Process 2.
    Price(Price, Option<Mutant>),
    /// Process 3.
    WriteDb(WriteDb, Option<Mutant>),
    /// Process 4.
    Relay(Relay, Option<Mutant>),
    /// Process 5.
    Queue(Queue, Option<Mutant>),
    /// Process 6.
    Sync(Sync, Option<Mutant>),
    /// Process 7.
    ReadDb(ReadDb, Option<Mutant>),
    /// Process 8.
    Fetch(Fetch, Option<Mutant>),
    /// Process 9.
    Reader(Reader, Option<Mutant>),
}

impl Process for Service {
    type Message = Letter;
    type Timer = Tick;
    type Input = Input;

    fn on_start(&mut self, ctx: &mut impl Context<Self>) {
        match self {
            Service::Client(service, _) => service.on_start(ctx),
            Service::Create(service, _) => service.on_start(ctx),
            Service::Price(service, _) => service.on_start(ctx),
            Service::WriteDb(service, _) => service.on_start(ctx),
            Service::Relay(service, _) => service.on_start(ctx),
            Service::Queue(service, _) => service.on_start(ctx),
            Service::Sync(service, _) => service.on_start(ctx),
            Service::ReadDb(service, _) => service.on_start(ctx),
            Service::Fetch(service, _) => service.on_start(ctx),
            Service::Reader(service, _) => service.on_start(ctx),
        }
    }

    #[inline]
    fn on_message(&mut self, from: ProcessId, letter: Letter, ctx: &mut impl Context<Self>) {
        match self {
            Service::Client(service, _) => service.on_message(from, letter, ctx),
            Service::Create(service, _) => service.on_message(from, letter, ctx),
            Service::Price(service, _) => service.on_message(from, letter, ctx),
            Service::WriteDb(service, None) => service.on_message(from, letter, ctx),
            Service::Relay(service, None) => service.on_message(from, letter, ctx),
            Service::Queue(service, _) => service.on_message(from, letter, ctx),
            Service::Sync(service, _) => service.on_message(from, letter, ctx),
            Service::ReadDb(service, None) => service.on_message(from, letter, ctx),
            Service::Fetch(service, _) => service.on_message(from, letter, ctx),
            Service::Reader(service, _) => service.on_message(from, letter, ctx),
            service => service.on_message_as(from, letter, ctx),
        }
    }

    fn on_timer(&mut self, tick: Tick, ctx: &mut impl Context<Self>) {
        match self {
            Service::Client(service, _) => service.on_tick(tick, ctx),
            Service::Create(service, _) => service.on_tick(tick, ctx),
            Service::Price(service, _) => service.on_tick(tick, ctx),
            Service::WriteDb(service, _) => service.on_tick(tick, ctx),
            Service::Relay(service, _) => service.on_tick(tick, ctx),
            Service::Queue(service, _) => service.on_tick(tick, ctx),
            Service::Sync(service, _) => service.on_tick(tick, ctx),
            Service::ReadDb(service, _) => service.on_tick(tick, ctx),
            Service::Fetch(service, _) => service.on_tick(tick, ctx),
            Service::Reader(service, _) => service.on_tick(tick, ctx),
        }
    }

    fn on_input(&mut self, input: Input, ctx: &mut impl Context<Self>) {
        match self {
            Service::Client(service, _) => service.on_input(input, ctx),
            Service::Create(service, _) => service.on_input(input, ctx),
            Service::Price(service, _) => service.on_input(input, ctx),
            Service::WriteDb(service, _) => service.on_input(input, ctx),
            Service::Relay(service, _) => service.on_input(input, ctx),
            Service::Queue(service, _) => service.on_input(input, ctx),
            Service::Sync(service, _) => service.on_input(input, ctx),
            Service::ReadDb(service, _) => service.on_input(input, ctx),
            Service::Fetch(service, _) => service.on_input(input, ctx),
            Service::Reader(service, _) => service.on_input(input, ctx),
        }
    }

    fn on_disconnect(&mut self, peer: ProcessId, ctx: &mut impl Context<Self>) {
        match self {
            Service::Client(service, _) => service.on_disconnect(peer, ctx),
            Service::Create(service, _) => service.on_disconnect(peer, ctx),
            Service::Price(service, _) => service.on_disconnect(peer, ctx),
            Service::WriteDb(service, _) => service.on_disconnect(peer, ctx),
            Service::Relay(service, _) => service.on_disconnect(peer, ctx),
            Service::Queue(service, _) => service.on_disconnect(peer, ctx),
            Service::Sync(service, _) => service.on_disconnect(peer, ctx),
            Service::ReadDb(service, _) => service.on_disconnect(peer, ctx),
            Service::Fetch(service, _) => service.on_disconnect(peer, ctx),
            Service::Reader(service, _) => service.on_disconnect(peer, ctx),
        }
    }

    fn on_crash(&mut self) {
        match self {
            Service::Client(service, _) => service.on_crash(),
            Service::Create(service, _) => service.on_crash(),
            Service::Price(service, _) => service.on_crash(),
            Service::WriteDb(service, _) => service.on_crash(),
            Service::Relay(service, _) => service.on_crash(),
            Service::Queue(service, _) => service.on_crash(),
            Service::Sync(service, _) => service.on_crash(),
            Service::ReadDb(service, _) => service.on_crash(),
            Service::Fetch(service, _) => service.on_crash(),
            Service::Reader(service, _) => service.on_crash(),
        }
    }
}

impl Service {
    /// A message to a wrong variant.
    #[cold]
    #[inline(never)]
    fn on_message_as(&mut self, from: ProcessId, letter: Letter, ctx: &mut impl Context<Service>) {
        match self {
            Service::WriteDb(service, Some(mutant)) => service.on_message_as(*mutant, from, letter, ctx),
            Service::Relay(service, Some(mutant)) => service.on_message_as(*mutant, from, letter, ctx),
            Service::ReadDb(service, Some(mutant)) => service.on_message_as(*mutant, from, letter, ctx),
            _ => unreachable!("{letter:?} has gone to its process"),
        }
    }

    /// All processes as they are before the start.
    pub(super) fn all(settings: &Settings) -> Vec<Service> {
        let mutant = settings.mutant;
        vec![
            Service::Client(Client::new(settings), mutant),
            Service::Create(Create::new(settings), mutant),
            Service::Price(Price::new(settings), mutant),
            Service::WriteDb(WriteDb::new(settings), mutant),
            Service::Relay(Relay::new(settings), mutant),
            Service::Queue(Queue::new(settings), mutant),
            Service::Sync(Sync::new(settings), mutant),
            Service::ReadDb(ReadDb::new(settings), mutant),
            Service::Fetch(Fetch::new(settings), mutant),
            Service::Reader(Reader::new(settings), mutant),
        ]
    }

    /// Makes a used process as good as new; its memory stays.
    pub(super) fn reset(&mut self) {
        match self {
            Service::Client(service, _) => service.reset(),
            Service::Create(service, _) => service.reset(),
            Service::Price(service, _) => service.reset(),
            Service::WriteDb(service, _) => service.reset(),
            Service::Relay(service, _) => service.reset(),
            Service::Queue(service, _) => service.reset(),
            Service::Sync(service, _) => service.reset(),
            Service::ReadDb(service, _) => service.reset(),
            Service::Fetch(service, _) => service.reset(),
            Service::Reader(service, _) => service.reset(),
        }
    }

    /// The process 0 of a world.
    #[inline]
    pub(super) fn client(processes: &[Service]) -> &Client {
        match &processes[0] {
            Service::Client(service, _) => service,
            _ => unreachable!("process 0 is the client"),
        }
    }

    /// The process 1 of a world.
    #[inline]
    pub(super) fn create(processes: &[Service]) -> &Create {
        match &processes[1] {
            Service::Create(service, _) => service,
            _ => unreachable!("process 1 is the create"),
        }
    }

    /// The process 3 of a world.
    #[inline]
    pub(super) fn write_db(processes: &[Service]) -> &WriteDb {
        match &processes[3] {
            Service::WriteDb(service, _) => service,
            _ => unreachable!("process 3 is the write db"),
        }
    }

    /// The process 5 of a world.
    #[inline]
    pub(super) fn queue(processes: &[Service]) -> &Queue {
        match &processes[5] {
            Service::Queue(service, _) => service,
            _ => unreachable!("process 5 is the queue"),
        }
    }

    /// The process 6 of a world.
    #[inline]
    pub(super) fn sync(processes: &[Service]) -> &Sync {
        match &processes[6] {
            Service::Sync(service, _) => service,
            _ => unreachable!("process 6 is the sync"),
        }
    }

    /// The process 7 of a world.
    #[inline]
    pub(super) fn read_db(processes: &[Service]) -> &ReadDb {
        match &processes[7] {
            Service::ReadDb(service, _) => service,
            _ => unreachable!("process 7 is the read db"),
        }
    }

    /// The process 9 of a world.
    #[inline]
    pub(super) fn reader(processes: &[Service]) -> &Reader {
        match &processes[9] {
            Service::Reader(service, _) => service,
            _ => unreachable!("process 9 is the reader"),
        }
    }
}
