//! Any of the processes: which handler a message, a tick, an input goes to.

use super::broker::Broker;
use super::consumer_process::{Consumer, Turn};
use super::downstream::Downstream;
use super::emitter::Emitter;
use super::letter::{Input, Letter, Payload, Tick};
use super::mutants::Wrong;
use crate::sim::{Context, Process, ProcessId, World};

/// Any of the processes. The consumer may be a wrong one.
#[derive(Clone, Debug)]
pub enum Service {
    /// Process 0.
    Consumer(Consumer, Option<Wrong>),
    /// Process 1.
    Broker(Broker),
    /// Process 2.
    Emitter(Emitter),
    /// Process 3.
    Downstream(Downstream),
}

impl Process for Service {
    type Message = Letter;
    type Timer = Tick;
    type Input = Input;

    fn on_start(&mut self, ctx: &mut impl Context<Self>) {
        match self {
            Service::Consumer(consumer, _) => consumer.on_start(ctx),
            Service::Emitter(emitter) => emitter.on_start(ctx),
            Service::Broker(_) | Service::Downstream(_) => {}
        }
    }

    #[inline(always)]
    fn on_message(&mut self, _: ProcessId, letter: Letter, ctx: &mut impl Context<Self>) {
        match self {
            Service::Consumer(consumer, wrong) => {
                let turn = consumer.on_message(letter, ctx);
                proceed(consumer, wrong, turn, ctx);
            }
            Service::Broker(broker) => broker.on_message(letter, ctx),
            Service::Emitter(emitter) => emitter.on_message(letter, ctx),
            Service::Downstream(downstream) => downstream.on_effect(),
        }
    }

    #[inline(always)]
    fn on_timer(&mut self, tick: Tick, ctx: &mut impl Context<Self>) {
        match self {
            Service::Consumer(consumer, wrong) => {
                let turn = consumer.on_timer(tick, ctx);
                proceed(consumer, wrong, turn, ctx);
            }
            Service::Emitter(emitter) => emitter.on_timer(ctx),
            Service::Broker(_) | Service::Downstream(_) => unreachable!("{tick:?} is for others"),
        }
    }

    fn on_input(&mut self, input: Input, ctx: &mut impl Context<Self>) {
        match (self, input) {
            (Service::Emitter(emitter), Input::Emit { message, partition, key }) => {
                emitter.emit(message, (partition, key), ctx);
            }
            (Service::Broker(broker), Input::Rebalance) => broker.rebalance(ctx),
            (_, input) => unreachable!("{input:?} is for another process"),
        }
    }

    fn on_disconnect(&mut self, _: ProcessId, ctx: &mut impl Context<Self>) {
        match self {
            Service::Consumer(consumer, _) => consumer.ask_again(ctx),
            Service::Broker(broker) => broker.on_disconnect(),
            Service::Emitter(_) | Service::Downstream(_) => {}
        }
    }

    fn on_crash(&mut self) {
        match self {
            Service::Consumer(consumer, wrong) => {
                consumer.on_crash();
                wrong.iter_mut().for_each(Wrong::on_crash);
            }
            Service::Broker(broker) => broker.on_crash(),
            Service::Emitter(emitter) => emitter.on_crash(),
            Service::Downstream(_) => {}
        }
    }

    /// A message of the log arrives all the same, but cannot be decoded; what is corrupted of the rest is noticed on the
    /// way.
    fn corrupted(letter: Letter) -> Option<Letter> {
        match letter {
            Letter::Record { call, item, partition, offset, end, .. } => {
                let payload = Payload::Undecodable;
                Some(Letter::Record { call, item, partition, offset, end, payload })
            }
            _ => None,
        }
    }
}

/// The consumer goes on as it should, or as the mutant that it is.
#[inline(always)]
fn proceed(consumer: &mut Consumer, wrong: &mut Option<Wrong>, turn: Turn, ctx: &mut impl Context<Service>) {
    match wrong {
        None => consumer.proceed(turn, ctx),
        Some(wrong) => consumer.proceed_as(wrong, turn, ctx),
    }
}

/// The processes of a world that others ask about.
#[inline]
pub(super) fn services<'a>(world: &World<'a, Service>) -> (&'a Consumer, &'a Broker, &'a Emitter) {
    all(world.processes)
}

/// The same.
#[inline]
pub(super) fn all(processes: &[Service]) -> (&Consumer, &Broker, &Emitter) {
    match processes {
        [Service::Consumer(consumer, _), Service::Broker(broker), Service::Emitter(emitter), _] => {
            (consumer, broker, emitter)
        }
        _ => unreachable!("there are a consumer, a broker, an emitter and whoever is downstream"),
    }
}
