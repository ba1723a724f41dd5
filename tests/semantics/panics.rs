//! A panic inside a handler is the model's failure: a verdict; and a simulator that works for the next seed.

use sooner::check::{Expectation, Model, Prepared, Refusal, Scenario, Verdict, Watch};
use sooner::sim::process::Nothing;
use sooner::sim::*;
use std::collections::BTreeMap;

sooner::knobs! {
    /// A process that draws a number and does not take every one well.
    pub(crate) struct Turned {
        /// How many steps it makes.
        pub steps: u32 = 8,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Hash)]
pub(crate) struct Step;

impl Label for Step {
    const KINDS: &'static [&'static str] = &["Step"];
    fn kind(&self) -> usize {
        0
    }
}

#[derive(Debug)]
pub(crate) struct Fuse {
    left: u32,
}

impl Process for Fuse {
    type Message = Nothing;
    type Timer = Step;
    type Input = Nothing;
    fn on_start(&mut self, ctx: &mut impl Context<Self>) {
        ctx.then(Step);
    }
    fn on_message(&mut self, _: ProcessId, message: Nothing, _: &mut impl Context<Self>) {
        match message {}
    }
    fn on_timer(&mut self, _: Step, ctx: &mut impl Context<Self>) {
        use rand_chacha::rand_core::Rng;
        assert!(!ctx.rng().next_u32().is_multiple_of(8), "the fuse has blown");
        self.left -= 1;
        if self.left > 0 {
            ctx.then_after(Step, Span::from_millis(1));
        }
    }
}

#[derive(Debug)]
pub(crate) struct Fuses {
    steps: u32,
    /// What it remembers of the run, as a system may.
    remembered: u32,
}

impl System for Fuses {
    type Process = Fuse;
    fn processes(&self) -> Vec<Fuse> {
        vec![Fuse { left: self.steps }]
    }
    fn reset(&mut self, processes: &mut Vec<Fuse>) {
        self.remembered = 0;
        *processes = self.processes();
    }
    fn settled(&mut self, world: &World<'_, Fuse>) -> bool {
        self.remembered += 1;
        world.processes[0].left == 0 && self.remembered == self.steps + 1
    }
}

impl Model for Fuses {
    const NAME: &'static str = "fuses";
    const ABOUT: &'static str = "a fuse that may blow";
    type Knobs = Turned;
    type Monitor = ();
    fn new(knobs: &Turned) -> Result<Fuses, Refusal> {
        Ok(Fuses { steps: knobs.steps, remembered: 0 })
    }
    fn process_names(&self) -> Vec<String> {
        vec!["fuse".into()]
    }
    fn monitor(&self, _: &Watch<'_>) {}
}

fn prepared() -> Prepared<Fuses> {
    Prepared::new(&Scenario::calm("fuses", Turned::default()), &BTreeMap::new())
        .expect("calm weather is fine")
}

#[test]
fn a_panic_in_a_handler_is_a_violation_and_the_next_seed_runs_as_in_a_fresh_simulator() {
    let mut used = prepared();
    let outcomes: Vec<_> = (0..40).map(|seed| (used.run(seed), prepared().run(seed))).collect();
    let mut blown = 0;
    for (of_used, of_fresh) in outcomes {
        assert_eq!(of_used, of_fresh);
        match of_used.verdict {
            Verdict::Settled { at } => assert_eq!(at, Time::from_millis(7)),
            Verdict::Violated { property, at, why } => {
                assert_eq!((property.as_str(), why.as_str()), ("panic", "the fuse has blown"));
                assert_eq!(at, of_used.ended_at);
                blown += 1;
            }
            Verdict::Stalled { why, .. } => panic!("{why}"),
        }
    }
    assert!((5..35).contains(&blown), "{blown} of 40 blow");
}

#[test]
fn a_step_limit_is_a_stall_that_says_so() {
    let scenario = Scenario { step_limit: 3, ..Scenario::calm("fuses", Turned::default()) };
    let mut prepared: Prepared<Fuses> = Prepared::new(&scenario, &BTreeMap::new()).expect("it is fine");
    let outcome = prepared.run(first_good_seed());
    assert_eq!(outcome.verdict.word(), "stalled");
    assert!(outcome.verdict.to_string().contains("the step limit of 3 was reached"), "{}", outcome.verdict);
    assert!(Expectation::Stalls.held_against(&outcome).is_none());
}

#[test]
fn a_horizon_is_a_stall_that_says_so() {
    let scenario = Scenario { horizon: Span::from_millis(2), ..Scenario::calm("fuses", Turned::default()) };
    let mut prepared: Prepared<Fuses> = Prepared::new(&scenario, &BTreeMap::new()).expect("it is fine");
    let outcome = prepared.run(first_good_seed());
    assert_eq!(outcome.verdict.to_string(), "stalled at 2ms: the horizon was reached");
}

/// The first seed with which the fuse lasts.
fn first_good_seed() -> u64 {
    let lasts = |seed: &u64| prepared().run(*seed).verdict.word() == "settled";
    (0..100).find(lasts).expect("some seed is good")
}
