//! turmoil 0.7.2: two hosts in real `async` code that exchange UDP datagrams, tokio's intervals as timers, ticks of 1 ms.
//! It simulates a network stack, and has partitions, crashes and bounces of hosts; it has no digest. Its own latency is
//! used, 1 to 10 ms along its exponential curve, in whole milliseconds. It cannot lose or copy single datagrams
//! independently of each other, so the sender draws those two.

use std::cell::{Cell, RefCell};
use std::net::{IpAddr, Ipv4Addr};
use std::rc::Rc;
use std::time::Duration;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::time::{Instant, Interval, interval_at};
use turmoil::net::UdpSocket;

use crate::protocol::{self, Annotations, COPY, CREATE_EVERY, DataEntry, LOSS, Message, REPUBLISH_EVERY};

const PORT: u16 = 9000;

/// Longer than any run.
const NEVER: Duration = Duration::from_secs(1 << 30);

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
    socket: UdpSocket,
    other: (IpAddr, u16),
    dice: RefCell<ChaCha8Rng>,
}

impl Link {
    async fn to(other: &str, seed: u64) -> turmoil::Result<Link> {
        let socket = UdpSocket::bind((IpAddr::V4(Ipv4Addr::UNSPECIFIED), PORT)).await?;
        let dice = RefCell::new(ChaCha8Rng::seed_from_u64(seed));
        Ok(Link { socket, other: (turmoil::lookup(other), PORT), dice })
    }

    async fn send(&self, message: Message) -> turmoil::Result {
        let (is_lost, is_copied) = {
            let mut dice = self.dice.borrow_mut();
            (dice.random_bool(LOSS), dice.random_bool(COPY))
        };
        if is_lost {
            return Ok(());
        }
        let bytes = message.to_bytes();
        self.socket.send_to(&bytes, self.other).await?;
        if is_copied {
            self.socket.send_to(&bytes, self.other).await?;
        }
        Ok(())
    }

    async fn send_all(&self, messages: Vec<Message>) -> turmoil::Result {
        for message in messages {
            self.send(message).await?;
        }
        Ok(())
    }

    fn fails(&self) -> bool {
        protocol::fails(&mut *self.dice.borrow_mut())
    }
}

fn every(nanoseconds: u64) -> Interval {
    let period = Duration::from_nanos(nanoseconds);
    interval_at(Instant::now() + period, period)
}

async fn data_entry(fields: u32, seed: u64, outside: Rc<Outside>) -> turmoil::Result {
    let link = Link::to("annotation", seed).await?;
    let mut service = DataEntry::new(fields);
    let (mut creations, mut ticks) = (every(CREATE_EVERY), every(REPUBLISH_EVERY));
    let mut buffer = [0; 16];
    loop {
        tokio::select! {
            biased;
            received = link.socket.recv_from(&mut buffer) => {
                let (length, _) = received?;
                outside.count();
                if let Message::Annotate { field, id } = Message::from_bytes(&buffer[..length]) && !link.fails() {
                    let message = service.save(field, id);
                    outside.fields_are_settled.set(service.is_settled());
                    link.send(message).await?;
                }
            }
            _ = creations.tick(), if !service.is_complete() => {
                outside.count();
                link.send(service.create()).await?;
            }
            _ = ticks.tick() => {
                outside.count();
                let mut messages = Vec::new();
                service.republish(|message| messages.push(message));
                link.send_all(messages).await?;
            }
        }
    }
}

async fn annotation(seed: u64, outside: Rc<Outside>) -> turmoil::Result {
    let link = Link::to("data-entry", seed).await?;
    let mut service = Annotations::new();
    let mut ticks = every(REPUBLISH_EVERY);
    let mut buffer = [0; 16];
    loop {
        tokio::select! {
            biased;
            received = link.socket.recv_from(&mut buffer) => {
                let (length, _) = received?;
                outside.count();
                match Message::from_bytes(&buffer[..length]) {
                    _ if link.fails() => {}
                    Message::Publish { field } => link.send(service.annotate(field)).await?,
                    Message::Ack { field, id } => {
                        service.acknowledge(field, id);
                        outside.is_done.set(service.is_settled() && outside.fields_are_settled.get());
                    }
                    Message::Annotate { .. } => unreachable!("annotations are sent to data entry"),
                }
            }
            _ = ticks.tick() => {
                outside.count();
                let mut messages = Vec::new();
                service.republish(|message| messages.push(message));
                link.send_all(messages).await?;
            }
        }
    }
}

/// W(`fields`): how many datagrams were delivered and intervals fired.
pub fn fields(fields: u32, seed: u64) -> u64 {
    let outside = Rc::new(Outside::default());
    let mut simulation = turmoil::Builder::new()
        .simulation_duration(NEVER)
        .tick_duration(Duration::from_millis(1))
        .min_message_latency(Duration::from_nanos(protocol::FASTEST))
        .max_message_latency(Duration::from_nanos(protocol::SLOWEST))
        .udp_capacity(1 << 16)
        .rng_seed(seed)
        .build();
    let shared = outside.clone();
    simulation.host("data-entry", move || data_entry(fields, seed * 2, shared.clone()));
    let shared = outside.clone();
    simulation.host("annotation", move || annotation(seed * 2 + 1, shared.clone()));
    while !outside.is_done.get() {
        simulation.step().expect("no host fails");
    }
    outside.events.get()
}
