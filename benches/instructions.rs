//! Named works of a size that is given, for counting instructions: `.ci/instructions` runs each at two sizes and divides
//! the difference by that of the steps, so what is done once cancels out. Knows nothing of who counts.
//!
//! Prints the case, its size, its steps and the digest of what was computed. `cargo bench` does all of them, small.

use std::collections::BTreeMap;

use sooner::check::{Latency, Model, Prepared, Samples, ScenarioOf, draw};
use sooner::exact::Law;
use sooner::models::annotation::AnnotationSystem;
use sooner::models::consumer::ConsumerSystem;
use sooner::models::orders::OrdersSystem;
use sooner::sim::agenda::Agenda;
use sooner::sim::{Simulation, Span, System, Time};

#[path = "systems/phold.rs"]
mod phold;
#[path = "systems/relay.rs"]
mod relay;

type Scenario = ScenarioOf<AnnotationSystem>;
type Annotation = Prepared<AnnotationSystem>;

/// What a work came to: how many steps it took, and the digest of what it computed.
struct Done {
    steps: u64,
    digest: u64,
}

impl Done {
    const NOTHING: Done = Done { steps: 0, digest: 0 };

    /// This and one more.
    fn and(self, steps: u64, digest: u64) -> Done {
        Done { steps: self.steps + steps, digest: mixed(self.digest, digest) }
    }
}

/// A work: its name, its two sizes, what it does.
struct Case {
    name: &'static str,
    sizes: [u64; 2],
    work: fn(u64) -> Done,
}

const CASES: &[Case] = &[
    // W(fields), with the digest on and nobody looking.
    Case { name: "w", sizes: [2_000, 12_000], work: bare },
    // W(fields), every property checked after every step.
    Case { name: "w-properties", sizes: [2_000, 12_000], work: with_properties },
    // W(100) again and again: the simulator is reset between runs.
    Case { name: "campaign", sizes: [20, 120], work: campaign },
    // Every family of faults alive, properties on.
    Case { name: "storm", sizes: [20, 100], work: storm },
    // Each seed draws a scenario of its own, which is prepared and run.
    Case { name: "swarm", sizes: [20, 80], work: swarm },
    // So many messages handled by the consumer, so many orders from the client to the read model, properties on.
    Case {
        name: "consumer",
        sizes: [2_000, 12_000],
        work: |messages| of_size::<ConsumerSystem>(CONSUMER, messages),
    },
    Case { name: "orders", sizes: [500, 2_500], work: |orders| of_size::<OrdersSystem>(ORDERS, orders) },
    // The engine alone, with little and with much under way.
    Case { name: "phold-1k", sizes: [20_000, 120_000], work: |jobs| ran(phold::phold(1_024, 1, jobs)) },
    Case { name: "phold-64k", sizes: [100_000, 300_000], work: |jobs| ran(phold::phold(1_024, 64, jobs)) },
    Case { name: "relay-3", sizes: [20_000, 120_000], work: |hops| ran(relay::relay(3, 1_000, hops)) },
    Case { name: "relay-1000", sizes: [20_000, 120_000], work: |hops| ran(relay::relay(1_000, 1_000, hops)) },
    // The agenda alone: so many wait, the earliest is put off.
    Case { name: "agenda-100", sizes: [20_000, 120_000], work: |steps| hold(100, steps) },
    Case { name: "agenda-10000", sizes: [20_000, 120_000], work: |steps| hold(10_000, steps) },
    // The law of the demonstration, so many of them; a step is a law.
    Case { name: "law", sizes: [2, 10], work: laws },
];

fn mixed(digest: u64, more: u64) -> u64 {
    (digest ^ more).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
}

fn read(text: &str) -> Scenario {
    Scenario::parse(text).expect("the scenario file is right")
}

fn prepare(scenario: &Scenario) -> Annotation {
    Prepared::new(scenario, &BTreeMap::new()).expect("the scenario can be run")
}

/// W(fields), from its file.
fn w(fields: u64) -> Annotation {
    let text = include_str!("../scenarios/annotation/w10k.ron");
    assert!(text.contains("fields: 10000,"), "the file says how many fields there are");
    prepare(&read(&text.replace("fields: 10000,", &format!("fields: {fields},"))))
}

fn bare(fields: u64) -> Done {
    let ending = w(fields).run_bare(1);
    Done::NOTHING.and(ending.steps, ending.digest)
}

fn with_properties(fields: u64) -> Done {
    let outcome = w(fields).run(1);
    Done::NOTHING.and(outcome.steps, outcome.digest)
}

fn campaign(seeds: u64) -> Done {
    let mut prepared = w(100);
    (0..seeds).map(|seed| prepared.run_bare(seed)).fold(Done::NOTHING, |done, ending| {
        assert!(ending.settled_at.is_some(), "W(100) becomes consistent");
        done.and(ending.steps, ending.digest)
    })
}

fn storm(seeds: u64) -> Done {
    let mut prepared = prepare(&read(include_str!("../scenarios/annotation/storm.ron")));
    (0..seeds)
        .map(|seed| prepared.run(seed))
        .fold(Done::NOTHING, |done, outcome| done.and(outcome.steps, outcome.digest))
}

fn swarm(seeds: u64) -> Done {
    let base = Scenario::calm("annotation", Default::default());
    (0..seeds)
        .map(|seed| {
            let drawn = draw::<AnnotationSystem>(&base, seed).expect("the model's own ranges are right");
            prepare(&drawn).run(seed)
        })
        .fold(Done::NOTHING, |done, outcome| done.and(outcome.steps, outcome.digest))
}

/// The consumer's work, and that of the orders pipeline: their files, and the size that they say.
const CONSUMER: (&str, &str) = (include_str!("../scenarios/consumer/w100k.ron"), "messages: 100000");
const ORDERS: (&str, &str) = (include_str!("../scenarios/orders/w10k.ron"), "orders: 10000");

/// A model's scenario file with another size.
fn of_size<M: Model>((text, said): (&str, &str), size: u64) -> Done {
    assert!(text.contains(said), "the file says how much there is to do");
    let what = said.split(' ').next().expect("a knob comes before its value");
    let text = text.replace(said, &format!("{what} {size}"));
    let scenario = ScenarioOf::<M>::parse(&text).expect("the scenario file is right");
    let mut prepared = Prepared::<M>::new(&scenario, &BTreeMap::new()).expect("the scenario can be run");
    let outcome = prepared.run(1);
    Done::NOTHING.and(outcome.steps, outcome.digest)
}

fn ran<S: System>(mut simulation: Simulation<S>) -> Done {
    let ending = simulation.run(&mut ());
    Done::NOTHING.and(ending.steps, ending.digest)
}

/// `waiting` entries, of which the earliest comes out and goes in again, up to 10 ms later, `steps` times.
fn hold(waiting: u64, steps: u64) -> Done {
    let mut agenda = Agenda::default();
    let mut done = Done::NOTHING;
    let later = |number: u64| Span::from_nanos(mixed(0, number) % 10_000_000);
    for number in 0..waiting {
        agenda.push(Time::START + later(number), (number % 4) as u8, number);
    }
    for number in waiting..waiting + steps {
        let (time, rank, was) = agenda.pop().expect("as many wait as before");
        done = done.and(1, time.as_nanos() ^ was << 8 ^ rank as u64);
        agenda.push(time + later(number), rank, number);
    }
    done
}

fn laws(times: u64) -> Done {
    let mut scenario = read(include_str!("../scenarios/annotation/demo-random.ron"));
    (0..times).fold(Done::NOTHING, |done, time| {
        scenario.weather.latency = Latency::Constant(Span::from_millis(20 * (time % 2)));
        let protocol = AnnotationSystem::protocol(&scenario, &Samples::new()).expect("it has a law");
        let mean = Law::of(&protocol).expect("it has a law").mean().expect("it is finite");
        done.and(1, mean.to_bits())
    })
}

fn tell(case: &Case, size: u64) {
    let done = (case.work)(size);
    println!("{} {size} {} {:#018x}", case.name, done.steps, done.digest);
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--list"] => {
            CASES.iter().for_each(|case| println!("{} {} {}", case.name, case.sizes[0], case.sizes[1]))
        }
        [name, size] if name != "--bench" && size != "--bench" => {
            let case = CASES.iter().find(|case| case.name == name);
            let case = case.unwrap_or_else(|| panic!("there is no case `{name}`; --list names them"));
            tell(case, size.parse().expect("a size is a number"));
        }
        // As one of all benches, whatever the others are told.
        _ => CASES.iter().for_each(|case| tell(case, case.sizes[0])),
    }
}
