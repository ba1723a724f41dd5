//! The emitter: it sends messages to the broker, one at a time, each until it is answered. What it still has to send is
//! durable. It refuses to know who reads them.

use std::collections::VecDeque;

use super::letter::{Letter, Tick};
use super::service::Service;
use super::settings::Settings;
use super::system::BROKER;
use crate::parts::Request;
use crate::parts::log::{Turns, partition_of_key};
use crate::sim::{Context, Span, TimerId};

/// A message that is still to be sent.
#[derive(Clone, Copy, Debug)]
struct Pending {
    item: u32,
    partition: u16,
    sequence: u32,
}

/// The emitter.
#[derive(Clone, Debug)]
pub struct Emitter {
    partitions: u32,
    request_timeout: Span,
    /// The number of its first message.
    first: u32,
    pending: VecDeque<Pending>,
    /// Which messages it was asked to send, from its first on, and how many.
    known: Vec<bool>,
    asked: u64,
    /// How many it was asked to send to each partition.
    sequences: Vec<u32>,
    turns: Turns,
    request: Request<()>,
    resend: Option<TimerId>,
}

impl Emitter {
    pub(super) fn new(settings: &Settings) -> Emitter {
        Emitter {
            partitions: settings.partitions.len() as u32,
            request_timeout: settings.request_timeout,
            first: settings.preloaded() as u32,
            pending: VecDeque::new(),
            known: vec![false; settings.emit as usize],
            asked: 0,
            sequences: vec![0; settings.partitions.len()],
            turns: Turns::default(),
            request: Request::new(),
            resend: None,
        }
    }

    pub(super) fn reset(&mut self) {
        self.pending.clear();
        self.known.fill(false);
        self.asked = 0;
        self.sequences.fill(0);
        self.turns = Turns::default();
        self.request.clear();
        self.resend = None;
    }

    /// How many messages it still has to send.
    #[inline]
    pub fn pending(&self) -> usize {
        self.pending.len()
    }
    /// How many messages it was asked to send.
    pub fn asked(&self) -> u64 {
        self.asked
    }
    /// How many messages there must be when it has sent all.
    #[inline]
    pub(super) fn expected(&self) -> u64 {
        u64::from(self.first) + self.asked
    }
    /// The message that it waits to hear of.
    pub(super) fn first_pending(&self) -> Option<u32> {
        self.pending.front().map(|pending| pending.item)
    }

    /// The event goes to the partition that is named, else to that of its key, else each to the next.
    pub(super) fn emit(
        &mut self,
        item: u32,
        (partition, key): (Option<u16>, Option<u32>),
        ctx: &mut impl Context<Service>,
    ) {
        if partition.is_some_and(|partition| u32::from(partition) >= self.partitions) {
            return ctx.note("there is no such partition: not sent");
        }
        let Some(index) = item.checked_sub(self.first).map(|index| index as usize) else {
            return ctx.note("it is there already: not sent");
        };
        if self.known.len() <= index {
            self.known.resize(index + 1, false);
        }
        if std::mem::replace(&mut self.known[index], true) {
            return ctx.note("it was sent before: not sent again");
        }
        let partition = partition.unwrap_or_else(|| match key {
            // As an integer is written by Kafka's serializer.
            Some(key) => partition_of_key(&key.to_be_bytes(), self.partitions) as u16,
            None => self.turns.next(self.partitions) as u16,
        });
        let next = &mut self.sequences[usize::from(partition)];
        let sequence = std::mem::replace(next, *next + 1);
        self.asked += 1;
        self.pending.push_back(Pending { item, partition, sequence });
        if !self.request.is_open() {
            self.send_next(ctx);
        }
    }

    fn send_next(&mut self, ctx: &mut impl Context<Service>) {
        if !self.pending.is_empty() {
            self.request.open(());
            self.send(ctx);
        }
    }

    fn send(&mut self, ctx: &mut impl Context<Service>) {
        let (Some(call), Some(Pending { item, partition, sequence })) =
            (self.request.call(), self.pending.front().copied())
        else {
            return;
        };
        ctx.send(BROKER, Letter::Produce { call, item, partition, sequence });
        self.resend = Some(ctx.set_timer(Tick::Resend, self.request_timeout));
    }

    pub(super) fn on_message(&mut self, letter: Letter, ctx: &mut impl Context<Service>) {
        let Letter::Produced { call, .. } = letter else { unreachable!("{letter:?} is not for the emitter") };
        if self.request.close(call).is_none() {
            return;
        }
        if let Some(timer) = self.resend.take() {
            ctx.cancel_timer(timer);
        }
        self.pending.pop_front();
        self.send_next(ctx);
    }

    pub(super) fn on_timer(&mut self, ctx: &mut impl Context<Service>) {
        if self.request.resend().is_some() {
            self.send(ctx);
        }
    }

    pub(super) fn on_start(&mut self, ctx: &mut impl Context<Service>) {
        self.send_next(ctx);
    }

    pub(super) fn on_crash(&mut self) {
        self.request.forget();
        self.resend = None;
    }
}
