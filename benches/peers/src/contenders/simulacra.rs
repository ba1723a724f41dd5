//! simulacra 0.1.0: one closure over one enum of events, a `BinaryHeap`, a generator drawn from in order. It has no
//! processes, no network, no faults and no digest: what the network does is drawn by the closure.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use simulacra::{Duration, Simulation};

use crate::phold;
use crate::protocol::{Annotations, CREATE_EVERY, DataEntry, Message, REPUBLISH_EVERY, fails, fate};

#[derive(Clone, Copy, Debug)]
enum Event {
    Create,
    RepublishFields,
    RepublishAnnotations,
    Deliver(Message),
}

fn after(simulation: &mut Simulation<Event>, nanoseconds: u64, event: Event) {
    simulation.schedule_in(Duration::from_nanos(nanoseconds), event);
}

fn send(simulation: &mut Simulation<Event>, dice: &mut ChaCha8Rng, message: Message) {
    for latency in fate(dice) {
        after(simulation, latency, Event::Deliver(message));
    }
}

/// W(`fields`): how many events it took.
pub fn fields(fields: u32, seed: u64) -> u64 {
    let mut simulation = Simulation::new();
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let mut data_entry = DataEntry::new(fields);
    let mut annotations = Annotations::new();
    after(&mut simulation, CREATE_EVERY, Event::Create);
    after(&mut simulation, REPUBLISH_EVERY, Event::RepublishFields);
    after(&mut simulation, REPUBLISH_EVERY, Event::RepublishAnnotations);
    let (statistics, _) = simulation.run_until(|simulation, event| {
        match event {
            Event::Create => {
                send(simulation, &mut dice, data_entry.create());
                if !data_entry.is_complete() {
                    after(simulation, CREATE_EVERY, Event::Create);
                }
            }
            Event::RepublishFields => {
                data_entry.republish(|message| send(simulation, &mut dice, message));
                after(simulation, REPUBLISH_EVERY, Event::RepublishFields);
            }
            Event::RepublishAnnotations => {
                annotations.republish(|message| send(simulation, &mut dice, message));
                after(simulation, REPUBLISH_EVERY, Event::RepublishAnnotations);
            }
            Event::Deliver(_) if fails(&mut dice) => {}
            Event::Deliver(Message::Publish { field }) => {
                send(simulation, &mut dice, annotations.annotate(field));
            }
            Event::Deliver(Message::Annotate { field, id }) => {
                send(simulation, &mut dice, data_entry.save(field, id));
            }
            Event::Deliver(Message::Ack { field, id }) => {
                annotations.acknowledge(field, id);
                return !(annotations.is_settled() && data_entry.is_settled());
            }
        }
        true
    });
    statistics.events_processed
}

/// PHOLD: how many events it took.
pub fn phold(processes: u32, each: u32, events: u64, seed: u64) -> u64 {
    let mut simulation: Simulation<u32> = Simulation::new();
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let mut count = vec![0_u64; processes as usize];
    for process in 0..processes {
        for _ in 0..each {
            simulation.schedule_in(Duration::from_nanos(phold::nanoseconds(&mut dice)), process);
        }
    }
    let mut done = 0;
    simulation.run_until(|simulation, process| {
        count[process as usize] += 1;
        done += 1;
        let increment = phold::nanoseconds(&mut dice);
        let next = dice.random_range(0..processes);
        simulation.schedule_in(Duration::from_nanos(increment), next);
        done < events
    });
    std::hint::black_box(&count);
    done
}
