//! What a run tells besides its verdict, and what still waits for what. It judges nothing.

use super::broker::Broker;
use super::callbacks::NAMES;
use super::consumer_process::{Consumer, Phase};
use super::course::{CURRENT, END};
use super::service::{Service, services};
use super::settings::Settings;
use crate::check::{Fact, Property};
use crate::sim::{Span, Time, World};

/// What a run of this model tells; instants and lengths are nanoseconds.
pub(super) const FACTS: &[Property] = &[
    Property { name: "calls_ns", about: "when the handler was called" },
    Property { name: "called", about: "with which message each time" },
    Property { name: "handled", about: "the messages that it handled, in the order in which it did" },
    Property { name: "waits_ns", about: "how long the consumer waited before each further try" },
    Property { name: "total_wait_ns", about: "all these waits together" },
    Property {
        name: "committed",
        about: "the offsets that the group committed, where that changed something",
    },
    Property { name: "committed_of", about: "of which partition each of them was" },
    Property {
        name: "current_after",
        about: "how many messages were finished in that life when the current callback was called, for each call",
    },
    Property { name: "end_after", about: "the same of the end callback" },
    Property {
        name: "current_after_calls",
        about: "how often the handler was called in that life before, failures included",
    },
    Property { name: "end_after_calls", about: "the same of the end callback" },
    Property { name: "current_ns", about: "when the current callback was called" },
    Property { name: "end_ns", about: "when the end callback was called" },
    Property { name: "raised", about: "the callbacks that raised" },
    Property { name: "lives", about: "how often the consumer started" },
    Property { name: "exit_codes", about: "the codes with which the consumer exited" },
    Property { name: "exits_ns", about: "when it did" },
    Property {
        name: "sent_out",
        about: "the messages whose effects reached whoever is downstream, in order",
    },
    Property { name: "offsets", about: "what the group has committed of each partition at the end" },
    Property { name: "lag", about: "how many messages lie behind that" },
];

/// A callback that was called: when, and how many messages were finished and tried in that life before.
#[derive(Clone, Copy, Debug)]
struct Called {
    at: Time,
    finished: u64,
    calls: u64,
}

/// What is written down of a run. Its memory is kept for the next one.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    calls: Vec<(Time, u32)>,
    handled: Vec<u32>,
    waits: Vec<Span>,
    total_wait: Span,
    committed: Vec<(u32, u16)>,
    callbacks: [Vec<Called>; 2],
    /// How many calls of the handler came before this life.
    calls_before: usize,
    raised: Vec<u8>,
    lives: u64,
    exits: Vec<(Time, i32)>,
    sent_out: Vec<u32>,
}

impl Record {
    pub(super) fn reset(&mut self) {
        self.calls.clear();
        self.handled.clear();
        self.waits.clear();
        self.total_wait = Span::ZERO;
        self.committed.clear();
        self.callbacks.iter_mut().for_each(Vec::clear);
        self.calls_before = 0;
        self.raised.clear();
        self.lives = 0;
        self.exits.clear();
        self.sent_out.clear();
    }

    pub(super) fn note_life(&mut self) {
        self.lives += 1;
        self.calls_before = self.calls.len();
    }
    #[inline]
    pub(super) fn note_call(&mut self, now: Time, item: u32, waited: Option<Span>) {
        self.calls.push((now, item));
        if let Some(waited) = waited {
            self.waits.push(waited);
            self.total_wait = self.total_wait + waited;
        }
    }
    #[inline]
    pub(super) fn note_handled(&mut self, item: u32) {
        self.handled.push(item);
    }
    #[inline]
    pub(super) fn note_commit(&mut self, partition: u16, offset: u32) {
        self.committed.push((offset, partition));
    }
    pub(super) fn note_callback(&mut self, at: Time, which: usize, finished: u64, succeeds: bool) {
        let calls = (self.calls.len() - self.calls_before) as u64;
        self.callbacks[which].push(Called { at, finished, calls });
        if !succeeds {
            self.raised.push(which as u8);
        }
    }
    pub(super) fn note_exit(&mut self, now: Time, code: i32) {
        self.exits.push((now, code));
    }
    pub(super) fn note_effect(&mut self, item: u32) {
        self.sent_out.push(item);
    }
    /// Whether a message was handled.
    pub(super) fn reached(&self) -> u64 {
        u64::from(!self.handled.is_empty())
    }

    /// All of it, in the order of [`FACTS`].
    pub(super) fn facts(&self, broker: &Broker, partitions: u16) -> Vec<(&'static str, Fact)> {
        let committed = |partition: u16| broker.committed_of(partition).map_or(Fact::Nothing(()), number);
        let lag = |partition: u16| broker.end_of(partition) - broker.committed_of(partition).unwrap_or(0);
        let code =
            |code: i32| u64::try_from(code).map_or_else(|_| Fact::Text(code.to_string()), Fact::Number);
        let facts = [
            Fact::list(self.calls.iter().map(|(at, _)| Fact::Number(at.as_nanos()))),
            numbers(self.calls.iter().map(|(_, item)| *item)),
            numbers(self.handled.iter().copied()),
            Fact::list(self.waits.iter().map(|wait| Fact::Number(wait.as_nanos()))),
            Fact::Number(self.total_wait.as_nanos()),
            numbers(self.committed.iter().map(|(offset, _)| *offset)),
            numbers(self.committed.iter().map(|(_, partition)| *partition)),
            numbers(self.callbacks[CURRENT].iter().map(|called| called.finished)),
            numbers(self.callbacks[END].iter().map(|called| called.finished)),
            numbers(self.callbacks[CURRENT].iter().map(|called| called.calls)),
            numbers(self.callbacks[END].iter().map(|called| called.calls)),
            numbers(self.callbacks[CURRENT].iter().map(|called| called.at.as_nanos())),
            numbers(self.callbacks[END].iter().map(|called| called.at.as_nanos())),
            Fact::list(self.raised.iter().map(|which| Fact::Text(NAMES[usize::from(*which)].into()))),
            Fact::Number(self.lives),
            Fact::list(self.exits.iter().map(|(_, exit)| code(*exit))),
            Fact::list(self.exits.iter().map(|(at, _)| Fact::Number(at.as_nanos()))),
            numbers(self.sent_out.iter().copied()),
            Fact::list((0..partitions).map(committed)),
            numbers((0..partitions).map(lag)),
        ];
        FACTS.iter().map(|fact| fact.name).zip(facts).collect()
    }
}

fn number(number: impl Into<u64>) -> Fact {
    Fact::Number(number.into())
}

fn numbers<N: Into<u64>>(all: impl Iterator<Item = N>) -> Fact {
    Fact::list(all.map(number))
}

/// What waits for what, in words.
pub(super) fn waiting(settings: &Settings, world: &World<'_, Service>, most: usize) -> Vec<String> {
    let (consumer, broker, emitter) = services(world);
    let mut words = Vec::new();
    if let Some(item) = emitter.first_pending() {
        let more = match emitter.pending() {
            1 => String::new(),
            many => format!(", and {} behind it", many - 1),
        };
        words.push(format!("message {item} waits to be sent to the broker{more}"));
    }
    for partition in 0..settings.partitions.len() as u16 {
        words.extend(behind(settings, consumer, broker, partition));
    }
    words.extend(doing(consumer));
    let told = consumer.phase() == Phase::Off || consumer.course().has_told();
    words.extend((!told).then(|| "a callback waits to be called".to_string()));
    words.truncate(most);
    words
}

/// What a partition waits for.
fn behind(settings: &Settings, consumer: &Consumer, broker: &Broker, partition: u16) -> Option<String> {
    let end = broker.end_of(partition);
    let commits = settings.group && !settings.may_skip();
    let (position, word) = match commits {
        true => (broker.committed_of(partition).unwrap_or(0), "committed"),
        false => (consumer.shares()[usize::from(partition)].position, "read"),
    };
    let item = broker.item_at(partition, position)?;
    Some(format!("partition {partition} is {word} up to {position} of {end}: message {item} is next"))
}

/// What the consumer is doing that takes time.
fn doing(consumer: &Consumer) -> Option<String> {
    let item = consumer.reading().map(|reading| reading.item);
    match (consumer.phase(), item) {
        (Phase::Off, _) => Some("the consumer is down".into()),
        (Phase::Joining, _) => Some("the consumer waits to be told where to begin".into()),
        (Phase::BackingOff, Some(item)) => {
            Some(format!("the consumer waits after failure {} of message {item}", consumer.failures()))
        }
        (Phase::Committing, Some(item)) => Some(format!("the commit of message {item} is not answered")),
        _ => None,
    }
}
