//! Either of the two services: which handler a message, a tick, an input goes to.

use super::annotation_service::Annotation;
use super::data_entry_service::DataEntry;
use super::letter::{Input, Letter, Tick};
use super::mutants::Mutant;
use crate::sim::{Context, Process, ProcessId, World};

/// Either of the two services, and which mutant it is, if any.
#[derive(Clone, Debug)]
#[repr(u8)]
pub enum Service {
    /// Process 0.
    DataEntry(DataEntry, Option<Mutant>),
    /// Process 1.
    Annotation(Annotation, Option<Mutant>),
}

impl Process for Service {
    type Message = Letter;
    type Timer = Tick;
    type Input = Input;

    fn on_start(&mut self, ctx: &mut impl Context<Self>) {
        match self {
            Service::DataEntry(service, _) => service.on_start(ctx),
            Service::Annotation(service, _) => service.on_start(ctx),
        }
    }

    #[inline(always)]
    fn on_message(&mut self, _: ProcessId, letter: Letter, ctx: &mut impl Context<Self>) {
        // The letter is asked for first, and once: to whom the protocol sends it is then always the same.
        match letter {
            Letter::Publish { field, version } => match self {
                Service::Annotation(service, None) => service.on_publish(field, version, ctx),
                service => service.on_message_as(Letter::Publish { field, version }, ctx),
            },
            Letter::Annotate { field, id, version } => match self {
                Service::DataEntry(service, None) => service.on_annotate(field, id, version, ctx),
                service => service.on_message_as(Letter::Annotate { field, id, version }, ctx),
            },
            Letter::Ack { field, id } => match self {
                Service::Annotation(service, None) => service.on_ack(field, id, ctx),
                service => service.on_message_as(Letter::Ack { field, id }, ctx),
            },
        }
    }

    fn on_timer(&mut self, _: Tick, ctx: &mut impl Context<Self>) {
        match self {
            Service::DataEntry(service, None) => service.on_tick(ctx),
            Service::Annotation(service, None) => service.on_tick(ctx),
            Service::DataEntry(service, Some(mutant)) => service.on_tick_as(*mutant, ctx),
            Service::Annotation(service, Some(mutant)) => service.on_tick_as(*mutant, ctx),
        }
    }

    #[inline(always)]
    fn on_input(&mut self, input: Input, ctx: &mut impl Context<Self>) {
        match self {
            Service::DataEntry(service, _) => service.on_input(input, ctx),
            Service::Annotation(_, _) => unreachable!("{input:?} is for data entry"),
        }
    }

    fn on_crash(&mut self) {
        match self {
            Service::DataEntry(service, _) => service.on_crash(),
            Service::Annotation(service, _) => service.on_crash(),
        }
    }
}

impl Service {
    /// A message to a wrong variant.
    #[cold]
    #[inline(never)]
    fn on_message_as(&mut self, letter: Letter, ctx: &mut impl Context<Service>) {
        match self {
            Service::DataEntry(service, Some(mutant)) => service.on_message_as(*mutant, letter, ctx),
            Service::Annotation(service, Some(mutant)) => service.on_message_as(*mutant, letter, ctx),
            _ => unreachable!("{letter:?} is never sent to this service"),
        }
    }
}

/// The two services of a world.
#[inline]
pub(super) fn services<'a>(world: &World<'a, Service>) -> (&'a DataEntry, &'a Annotation) {
    both(world.processes)
}

/// The two services.
#[inline]
pub(super) fn both(processes: &[Service]) -> (&DataEntry, &Annotation) {
    match processes {
        [Service::DataEntry(de, _), Service::Annotation(an, _)] => (de, an),
        _ => unreachable!("the annotation system has a data-entry service, then an annotation service"),
    }
}
