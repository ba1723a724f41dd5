//! The retrying consumer beyond the printed cases: its waits for any setting, every point at which a fault can strike,
//! what was shipped beside what should be, swarms, memory, and what it refuses.

mod compat;
mod eviction;
mod memory;
mod partitions;
mod points;
mod refusals;
mod swarm;
mod waits;

use std::collections::BTreeMap;

use sooner::check::{Fact, Outcome, Prepared, Problem, ScenarioOf};
use sooner::models::consumer::ConsumerSystem;

type Scenario = ScenarioOf<ConsumerSystem>;

/// A scenario with these knobs, and what else a file says of it.
fn scenario(knobs: &str, rest: &str) -> Scenario {
    let text = format!(r#"(version: 1, model: "consumer", knobs: ({knobs}), {rest})"#);
    Scenario::parse(&text).unwrap_or_else(|problem| panic!("{problem}\n{text}"))
}

fn prepared(scenario: &Scenario) -> Result<Prepared<ConsumerSystem>, Problem> {
    Prepared::new(scenario, &BTreeMap::new())
}

/// The run of such a scenario, in which every address must have been found.
fn run(knobs: &str, rest: &str) -> Outcome {
    let scenario = scenario(knobs, rest);
    let mut prepared = prepared(&scenario).unwrap_or_else(|problem| panic!("{problem}"));
    let outcome = prepared.run(scenario.seed);
    assert_eq!(outcome.unmatched, [0usize; 0], "every fault strikes: {knobs} {rest}");
    outcome
}

/// A fact that is a list of numbers.
fn numbers(outcome: &Outcome, name: &str) -> Vec<u64> {
    let number = |fact: &Fact| match fact {
        Fact::Number(number) => *number,
        other => panic!("{name} holds {other}"),
    };
    match fact(outcome, name) {
        Fact::Ids(ids) => ids.iter().map(|id| id.map_or(0, |id| u64::from(id.get()))).collect(),
        Fact::List(facts) => facts.iter().map(number).collect(),
        other => panic!("{name} is {other}"),
    }
}

fn fact<'a>(outcome: &'a Outcome, name: &str) -> &'a Fact {
    let found = outcome.facts.iter().find(|(other, _)| *other == name);
    found.map(|(_, fact)| fact).unwrap_or_else(|| panic!("there is no fact `{name}`"))
}

fn is_settled(outcome: &Outcome) -> bool {
    outcome.verdict.word() == "settled"
}
