//! A system of one's own, without knobs: its chance is written down, and what is left needs no seed.

use sooner::check::{Failure, RUNS, Samples, ScenarioOf, shrink};
use sooner::prelude::*;

#[derive(Clone, Copy, Debug, Hash)]
enum Letter {
    Order(u32),
    Done(u32),
}

impl Label for Letter {
    const KINDS: &'static [&'static str] = &["Order", "Done"];
    fn kind(&self) -> usize {
        matches!(self, Letter::Done(_)) as usize
    }
    fn item(&self) -> Option<u32> {
        let (Letter::Order(item) | Letter::Done(item)) = *self;
        Some(item)
    }
}

/// Gives twelve orders, and never asks again.
#[derive(Default)]
struct Shop {
    done: u32,
}

impl Process for Shop {
    type Message = Letter;
    type Timer = Nothing;
    type Input = Nothing;

    fn on_start(&mut self, ctx: &mut impl Context<Self>) {
        if ctx.me() == ProcessId(0) {
            (0..12).for_each(|item| ctx.send(ProcessId(1), Letter::Order(item)));
        }
    }
    fn on_message(&mut self, from: ProcessId, letter: Letter, ctx: &mut impl Context<Self>) {
        match letter {
            Letter::Order(item) => ctx.send(from, Letter::Done(item)),
            // One order that is done after the last one drops the cup.
            Letter::Done(item) => {
                assert!(self.done < 12, "the cup is dropped by order {item}");
                self.done += 1;
            }
        }
    }
}

struct Shops;

impl System for Shops {
    type Process = Shop;
    fn processes(&self) -> Vec<Shop> {
        vec![Shop::default(), Shop::default()]
    }
    fn settled(&mut self, world: &World<'_, Shop>) -> bool {
        world.processes[0].done >= 12
    }
}

sooner::model! { Shops as "shops", processes ["counter", "kitchen"] }

fn failing(change: impl Fn(&mut Weather)) -> (ScenarioOf<Shops>, Failure) {
    let mut scenario = ScenarioOf::<Shops>::calm("shops", ());
    scenario.weather.latency = Latency::Uniform(Span::from_millis(3), Span::from_millis(900));
    scenario.end = sooner::sim::simulation::End::Horizon;
    scenario.horizon = Span::from_secs(20);
    change(&mut scenario.weather);
    let mut prepared = Prepared::<Shops>::new(&scenario, &Samples::new()).expect("it can be run");
    let failing = (1..1_000).find_map(|seed| Some((seed, Failure::of(&prepared.run(seed))?)));
    let (seed, failure) = failing.expect("some seed fails");
    (ScenarioOf::<Shops> { seed, ..scenario }, failure)
}

#[test]
fn one_lost_order_is_left_of_much_loss() {
    let (scenario, failure) = failing(|weather| weather.loss = "1/3".parse().expect("a probability"));
    assert_eq!(failure, Failure::Stalls);
    let found = shrink::<Shops>(&scenario, &Samples::new(), RUNS).expect("it fails");
    assert!(found.before.faults > 1, "{:?}", found.before);
    assert_eq!((found.after.faults, found.scenario.seed), (1, 0), "{}", found.scenario.to_text());
    assert_eq!(found.scenario.horizon, scenario.horizon);
    assert!(found.complete && found.runs < 150, "{} runs", found.runs);
}

#[test]
fn a_panic_stays_the_same_panic() {
    let copies = |weather: &mut Weather| {
        let probability = "1/4".parse().expect("a probability");
        let copies = sooner::check::Duplication { probability, mode: Default::default(), delay: None };
        weather.duplication = Some(copies);
    };
    let (scenario, failure) = failing(copies);
    assert_eq!(failure, Failure::Violates("panic".to_string()));
    let found = shrink::<Shops>(&scenario, &Samples::new(), RUNS).expect("it fails");
    assert_eq!(found.after.faults, 1, "{}", found.scenario.to_text());
    assert!(found.outcome.verdict.to_string().contains("the cup is dropped"), "{}", found.outcome.verdict);
}
