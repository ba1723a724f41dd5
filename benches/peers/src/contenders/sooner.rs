//! sooner, through its public interface and its scenario files: the reference model of the same two services, named
//! processes, links with laws that are keyed by what a message is, counted operations, and a 64-bit digest over every
//! step, which cannot be switched off. What is measured begins with the text of the scenario. Where it says so, every
//! property is checked after every step, or weather of every family is alive.

use std::collections::BTreeMap;

use sooner::check::{Outcome, Prepared, ScenarioOf};
use sooner::models::annotation::AnnotationSystem;
use sooner::sim::simulation::Ending;
use sooner::sim::{Family, Span};

use super::{Done, SEED};
use crate::work::Work;

#[path = "../../../systems/phold.rs"]
mod phold;
#[path = "../../../systems/relay.rs"]
mod relay;

type Scenario = ScenarioOf<AnnotationSystem>;

const CALM: &str = include_str!("../../../../scenarios/annotation/w1k.ron");
const WEATHER: &str = include_str!("../weather.ron");
const IDLE: &str = include_str!("../idle.ron");

/// How many tokens go round in a relay, among however many.
const TOKENS: u32 = 1_000;

/// How long after the last field the weather is over.
const AFTERMATH: Span = Span::from_secs(1);

/// How long a run may take after its last field; none comes near.
const PATIENCE: Span = Span::from_secs(100);

pub fn run(work: Work) -> Done {
    match work {
        Work::Fields { fields } => consistent(prepare(CALM, fields).run_bare(SEED)),
        Work::Checked { fields } => settled(prepare(CALM, fields).run(SEED)),
        Work::Weather { fields } => consistent(prepare(WEATHER, fields).run_bare(SEED)),
        Work::CheckedWeather { fields } => {
            let outcome = prepare(WEATHER, fields).run(SEED);
            every_family_struck(&outcome);
            settled(outcome)
        }
        Work::Campaign { fields, runs } => {
            let mut prepared = prepare(CALM, fields);
            (0..runs).map(|seed| consistent(prepared.run_bare(seed))).fold(NOTHING, Done::and)
        }
        Work::CheckedCampaign { fields, runs } => {
            let mut prepared = prepare(CALM, fields);
            (0..runs).map(|seed| settled(prepared.run(seed))).fold(NOTHING, Done::and)
        }
        Work::Phold { processes, each, events } => {
            let ending = phold::phold(processes, each, events).run(&mut ());
            Done { steps: ending.steps - u64::from(processes), ..ending.into() }
        }
        Work::Relay { processes, events } => {
            let ending = relay::relay(processes, TOKENS, events).run(&mut ());
            Done { steps: ending.steps - u64::from(processes), ..ending.into() }
        }
        Work::Idle { ticks } => idle(ticks).run_bare(SEED).into(),
    }
}

const NOTHING: Done = Done { steps: 0, digest: None };

impl Done {
    /// Two runs together.
    fn and(self, other: Done) -> Done {
        let digest = self.digest.unwrap_or_default() ^ other.digest.unwrap_or_default();
        Done { steps: self.steps + other.steps, digest: Some(digest) }
    }
}

impl From<Ending> for Done {
    fn from(ending: Ending) -> Done {
        Done { steps: ending.steps, digest: Some(ending.digest) }
    }
}

/// A run that is to end with all fields consistent.
fn consistent(ending: Ending) -> Done {
    assert!(ending.settled_at.is_some(), "it did not become consistent: {ending:?}");
    ending.into()
}

fn read(text: &str) -> Scenario {
    Scenario::parse(text).unwrap_or_else(|problem| panic!("the scenario is wrong: {}", problem.message))
}

fn ready(scenario: &Scenario) -> Prepared<AnnotationSystem> {
    let prepared = Prepared::new(scenario, &BTreeMap::new());
    prepared.unwrap_or_else(|problem| panic!("the scenario cannot be run: {}", problem.message))
}

/// A scenario with another number of fields, which takes as much longer.
fn prepare(text: &str, fields: u32) -> Prepared<AnnotationSystem> {
    let mut scenario = read(text);
    scenario.knobs.fields = fields.into();
    let created = scenario.knobs.create_every * u64::from(fields);
    scenario.horizon = created + PATIENCE;
    if scenario.weather.heal_at.is_some() {
        scenario.weather.heal_at = Some((created + AFTERMATH).after_start());
    }
    ready(&scenario)
}

/// An hour in which little happens: two ticks a second, or, with ticks as rare as every other hour, nothing.
fn idle(ticks: bool) -> Prepared<AnnotationSystem> {
    let mut scenario = read(IDLE);
    if !ticks {
        scenario.knobs.data_entry_every = Span::from_secs(7_200);
        scenario.knobs.annotation_every = Span::from_secs(7_200);
    }
    ready(&scenario)
}

/// A run that came to what it was to come to.
fn settled(outcome: Outcome) -> Done {
    assert_eq!(outcome.verdict.word(), "settled", "seed {}: {}", outcome.seed, outcome.verdict);
    Done { steps: outcome.steps, digest: Some(outcome.digest) }
}

/// Weather of which a part never came would be cheaper than it is said to be.
fn every_family_struck(outcome: &Outcome) {
    for family in Family::ALL {
        let hits: u64 = outcome.hits.iter().map(|(_, hits)| hits[family as usize]).sum();
        assert!(hits > 0, "{} never struck", family.name());
    }
}
