//! The broker: a topic in partitions, and the group's offsets, all of it durable. Requests that wait for a message to come
//! are forgotten when it crashes. It refuses to know what the messages say.

use super::letter::{Letter, Payload};
use super::service::Service;
use super::settings::Settings;
use super::system::{COMMIT, CONSUMER, EMITTER};
use crate::parts::Correlation;
use crate::parts::log::{Group, Isolation, Log, Place, Producers, Writer};
use crate::sim::Context;

/// The consumer's number in its group, and the emitter's among the producers.
const MEMBER: u32 = 0;
const PRODUCER: u32 = 0;

/// A message as it lies in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stored {
    item: u32,
    payload: Payload,
}

/// The broker.
#[derive(Clone, Debug)]
pub struct Broker {
    settings: Box<Settings>,
    group_exists: bool,
    rewinds: bool,
    log: Log<Stored>,
    group: Group,
    producers: Producers,
    writer: Writer,
    /// How many messages there are, and how many of them the group has committed.
    messages: u64,
    committed: u64,
    /// The newest request to join: an earlier one, or a copy of it, changes no generation.
    joined: Option<Correlation>,
    /// The newest poll, the partition that has answered it, and the offsets at which it waits, by partition.
    poll: Option<Correlation>,
    answered: Option<u16>,
    waiting: Vec<Option<u32>>,
}

/// The place of a partition: there is one topic.
fn place(partition: u16) -> Place {
    Place { topic: 0, partition: u32::from(partition) }
}

impl Broker {
    /// `rewinds`: a commit moves the group's offset back, too.
    pub(super) fn new(settings: &Settings, rewinds: bool) -> Broker {
        let topics = [settings.partitions.len() as u32];
        let mut log = Log::new(&topics);
        let mut producers = Producers::new(&topics);
        let writer = producers.register(&mut log, PRODUCER);
        let mut broker = Broker {
            settings: Box::new(settings.clone()),
            group_exists: settings.group,
            rewinds,
            log,
            group: Group::new(&topics),
            producers,
            writer,
            messages: 0,
            committed: 0,
            joined: None,
            poll: None,
            answered: None,
            waiting: vec![None; settings.partitions.len()],
        };
        broker.load();
        broker
    }

    pub(super) fn reset(&mut self) {
        self.log.clear();
        self.group.clear();
        self.producers.clear();
        self.writer = self.producers.register(&mut self.log, PRODUCER);
        (self.messages, self.committed, self.joined) = (0, 0, None);
        self.on_crash();
        self.load();
    }

    /// Brings in what is there before the run.
    fn load(&mut self) {
        for (index, partition) in self.settings.partitions.iter().enumerate() {
            for _ in 0..partition.messages {
                let item = self.messages as u32;
                let payload = self.settings.payload(item);
                self.log.append(place(index as u16), Stored { item, payload });
                self.messages += 1;
            }
            if let Some(offset) = partition.committed.filter(|_| self.group_exists) {
                let current = self.group.generation();
                let committed = self.group.commit(current, place(index as u16), u64::from(offset));
                self.committed += u64::from(committed == Ok(true)) * u64::from(offset);
            }
        }
    }

    /// How many messages there are.
    #[inline]
    pub fn messages(&self) -> u64 {
        self.messages
    }
    /// How many messages lie below the group's offsets.
    #[inline]
    pub fn committed(&self) -> u64 {
        self.committed
    }
    /// What the group has committed of a partition.
    #[inline]
    pub fn committed_of(&self, partition: u16) -> Option<u32> {
        self.group.committed(place(partition)).map(|offset| offset as u32)
    }
    /// Where a partition ends.
    pub fn end_of(&self, partition: u16) -> u32 {
        self.log.end(place(partition)) as u32
    }
    /// The number of the message that lies at an offset of a partition.
    #[inline]
    pub fn item_at(&self, partition: u16, offset: u32) -> Option<u32> {
        self.log.look(place(partition), u64::from(offset)).map(|(stored, _)| stored.item)
    }

    #[inline(always)]
    pub(super) fn on_message(&mut self, letter: Letter, ctx: &mut impl Context<Service>) {
        match letter {
            Letter::Fetch { call, partition, generation, offset } => {
                self.on_fetch(call, partition, (generation, offset), ctx);
            }
            Letter::Commit { call, item, partition, generation, offset } => {
                let applied = ctx.attempt(COMMIT, item) && self.commit(generation, partition, offset);
                ctx.send(CONSUMER, Letter::Committed { call, item, applied });
            }
            Letter::Produce { call, item, partition, sequence } => {
                self.on_produce((item, partition, sequence), ctx);
                ctx.send(EMITTER, Letter::Produced { call, item });
            }
            Letter::Join { call } => self.on_join(call, ctx),
            Letter::Leave { generation } => {
                if self.is_current(generation) {
                    self.group.leave(MEMBER);
                }
            }
            _ => unreachable!("{letter:?} is not for the broker"),
        }
    }

    /// Whether this is the generation of a group that the consumer is in. Without a group there is nothing to be in.
    #[inline]
    fn is_current(&self, generation: u32) -> bool {
        !self.group_exists || self.group.check(generation).is_ok() && self.group.has(MEMBER)
    }

    fn on_join(&mut self, call: Correlation, ctx: &mut impl Context<Service>) {
        if self.joined > Some(call) {
            return ctx.note("a request of an earlier life: ignored");
        }
        let again = self.joined.replace(call) == Some(call);
        if self.group_exists && !again {
            self.group.join(MEMBER);
        }
        if self.group_exists && !self.group.has(MEMBER) {
            return ctx.note("a copy of an old request: ignored");
        }
        for index in 0..self.settings.partitions.len() {
            let (partition, generation) = (index as u16, self.group.generation());
            let (end, committed) = (self.end_of(partition), self.committed_of(partition));
            ctx.send(CONSUMER, Letter::Assigned { call, partition, generation, end, committed });
        }
    }

    /// Answers a poll, now or when there is something to answer it with.
    #[inline]
    fn on_fetch(
        &mut self,
        call: Correlation,
        partition: u16,
        (generation, offset): (u32, u32),
        ctx: &mut impl Context<Service>,
    ) {
        if self.poll > Some(call) {
            return;
        }
        if self.poll != Some(call) {
            self.end_poll();
            (self.poll, self.answered) = (Some(call), None);
        }
        if !self.is_current(generation) {
            self.end_poll();
            return ctx.send(CONSUMER, Letter::Rejoin { call });
        }
        // One answer is enough; where it was lost, the same partition gives it again.
        if self.answered.is_some_and(|other| other != partition) {
            return;
        }
        match self.record(call, partition, offset) {
            Some(record) => {
                self.end_poll();
                self.answered = Some(partition);
                ctx.send(CONSUMER, record);
            }
            None => self.waiting[usize::from(partition)] = Some(offset),
        }
    }

    /// The message that a poll asks for, if there is one.
    #[inline]
    fn record(&self, call: Correlation, partition: u16, offset: u32) -> Option<Letter> {
        let at = place(partition);
        let (_, Stored { item, payload }) =
            self.log.fetch(at, u64::from(offset), Isolation::ReadUncommitted)?;
        let end = self.log.end(at) as u32;
        Some(Letter::Record { call, item, partition, offset, end, payload })
    }

    /// Nothing waits any more for a message to come.
    #[inline]
    fn end_poll(&mut self) {
        self.waiting.fill(None);
    }

    #[inline]
    fn commit(&mut self, generation: u32, partition: u16, offset: u32) -> bool {
        if !self.is_current(generation) {
            return false;
        }
        let (at, to) = (place(partition), u64::from(offset));
        let before = self.group.committed(at).unwrap_or(0);
        let done = match self.rewinds {
            true => self.group.commit_exactly(generation, at, to),
            false => self.group.commit(generation, at, to),
        };
        self.committed = self.committed + self.group.committed(at).unwrap_or(0) - before;
        done.is_ok()
    }

    /// Appends a message, once, and gives it to a poll that waits for it.
    fn on_produce(&mut self, (item, partition, sequence): (u32, u16, u32), ctx: &mut impl Context<Service>) {
        let (at, stored) = (place(partition), Stored { item, payload: self.settings.payload(item) });
        let before = self.log.end(at);
        if self.producers.append(&mut self.log, self.writer, at, u64::from(sequence), stored).is_err() {
            return ctx.note("out of its order: not appended");
        }
        self.messages += self.log.end(at) - before;
        let (Some(call), Some(offset)) = (self.poll, self.waiting[usize::from(partition)]) else { return };
        if let Some(record) = self.record(call, partition, offset) {
            self.end_poll();
            self.answered = Some(partition);
            ctx.send(CONSUMER, record);
        }
    }

    /// A new generation begins; who waits for a message must join again.
    pub(super) fn rebalance(&mut self, ctx: &mut impl Context<Service>) {
        if !self.group_exists {
            return ctx.note("there is no group");
        }
        self.group.rebalance();
        if let Some(call) = self.poll.filter(|_| self.waiting.iter().any(Option::is_some)) {
            self.end_poll();
            ctx.send(CONSUMER, Letter::Rejoin { call });
        }
    }

    /// The consumer cannot be answered any more: it will ask again.
    pub(super) fn on_disconnect(&mut self) {
        self.end_poll();
    }

    pub(super) fn on_crash(&mut self) {
        (self.poll, self.answered) = (None, None);
        self.end_poll();
    }
}
