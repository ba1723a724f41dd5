//! A system of one process that throws a die: some throws break it, some stop it, some make it panic. Claims nothing.

use std::sync::atomic::AtomicBool;

use rand_chacha::rand_core::Rng;
use sooner::check::{
    Always, CampaignReport, Model, Plan, Property, Refusal, RunRecord, Samples, Scenario, ScenarioOf, Watch,
    campaign,
};
use sooner::sim::*;

sooner::knobs! {
    /// One throw in so many does something; 0 means none.
    pub(crate) struct Throws {
        /// Breaks the property.
        pub breaks: u64 = 0,
        /// Panics.
        pub panics: u64 = 0,
        /// Never settles.
        pub sticks: u64 = 0,
        /// Whether it is demanded that it settles.
        pub demanded: bool = true,
        /// Whether the die can show an even number.
        pub even: bool = true,
        /// Whether the model panics while it is built.
        pub unbuildable: bool = false,
        /// Whether it is thrown at any nanosecond of the first half second, in place of after a millisecond.
        pub whenever: bool = false,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Hash)]
pub(crate) struct Throw;

impl Label for Throw {
    const KINDS: &'static [&'static str] = &["Throw"];
    fn kind(&self) -> usize {
        0
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Die {
    throws: Throws,
    shows: Option<u64>,
    broken: bool,
    stuck: bool,
}

impl Process for Die {
    type Message = Throw;
    type Timer = Throw;
    type Input = Nothing;
    fn on_start(&mut self, ctx: &mut impl Context<Self>) {
        let wait = match self.throws.whenever {
            true => ctx.rng().next_u64() % 500_000_000,
            false => 1_000_000,
        };
        ctx.set_timer(Throw, Span::from_nanos(wait));
    }
    fn on_message(&mut self, _: ProcessId, _: Throw, _: &mut impl Context<Self>) {}
    fn on_timer(&mut self, _: Throw, ctx: &mut impl Context<Self>) {
        let mut one_in = |n: u64| n > 0 && ctx.rng().next_u64().is_multiple_of(n);
        let Throws { breaks, panics, sticks, even, .. } = self.throws;
        assert!(!one_in(panics), "the die fell off the table");
        self.broken = one_in(breaks);
        self.stuck = one_in(sticks);
        self.shows = Some(ctx.rng().next_u64() | !even as u64);
    }
}

pub(crate) struct Dice(Throws);

impl System for Dice {
    type Process = Die;
    fn processes(&self) -> Vec<Die> {
        vec![Die { throws: self.0.clone(), shows: None, broken: false, stuck: false }]
    }
    fn settled(&mut self, world: &World<'_, Die>) -> bool {
        world.processes[0].shows.is_some() && !world.processes[0].stuck
    }
}

fn whole(world: &World<'_, Die>, _: &Step<Die>) -> Result<(), String> {
    if world.processes[0].broken { Err("the die is broken".to_string()) } else { Ok(()) }
}

impl Model for Dice {
    const NAME: &'static str = "dice";
    const ABOUT: &'static str = "a die that is thrown once";
    const PROPERTIES: &'static [Property] = &[Property { name: "whole", about: "the die does not break" }];
    const REACHED: &'static [Property] = &[
        Property { name: "thrown", about: "the die was thrown" },
        Property { name: "even", about: "it shows an even number" },
    ];
    type Knobs = Throws;
    type Monitor = Always<Dice>;
    fn new(throws: &Throws) -> Result<Dice, Refusal> {
        assert!(!throws.unbuildable, "there is no table");
        Ok(Dice(throws.clone()))
    }
    fn process_names(&self) -> Vec<String> {
        vec!["die".into()]
    }
    fn monitor(&self, _: &Watch<'_>) -> Always<Dice> {
        Always::new(vec![("whole", whole)])
    }
    fn within(&self, _: &Watch<'_>) -> Option<Span> {
        self.0.demanded.then_some(Span::from_secs(100))
    }
    fn reached(&self, world: &World<'_, Die>, _: &Always<Dice>) -> u64 {
        let shows = world.processes[0].shows;
        shows.is_some() as u64 | (shows.is_some_and(|shows| shows % 2 == 0) as u64) << 1
    }
}

pub(crate) fn scenario(throws: Throws) -> ScenarioOf<Dice> {
    Scenario { horizon: Span::from_secs(1), ..Scenario::calm("dice", throws) }
}

/// A campaign and every run of it, as its watcher sees them.
pub(crate) fn throw(throws: Throws, plan: &Plan) -> (CampaignReport, Vec<RunRecord>) {
    let mut seen = Vec::new();
    let never = AtomicBool::new(false);
    let mut watch = |record: &RunRecord| seen.push(record.clone());
    let report = campaign::<Dice>(&scenario(throws), &Samples::new(), plan, &never, &mut watch);
    (report.expect("the plan and the scenario are right"), seen)
}

pub(crate) fn seeds(number: u64) -> Plan {
    Plan { seeds: 0..number, ..Plan::default() }
}
