//! Slow runs: the smallest set of faults that explains why one took so long, and nothing that the search made up.

use sooner::check::{
    Expectation, Failure, Prepared, RUNS, Samples, ScenarioOf, Shrunk, Unshrunk, Verdict, shrink_slow,
};
use sooner::models::annotation::AnnotationSystem;
use sooner::sim::fault::Fault;
use sooner::sim::{Span, Time};

type Annotation = ScenarioOf<AnnotationSystem>;

/// A hundred fields and every attempt failing one time in five.
const DICE: &str = r#"knobs: (fields: 100, create_every: "1ms", data_entry_every: "1s", annotation_every: "1s"),
    weather: (operations: {"generate": Chance("1/5"), "save": Chance("1/5"), "ack": Chance("1/5")})"#;

fn annotation(keys: &str) -> Annotation {
    let text = format!("(version: 1, model: \"annotation\", {keys})");
    Annotation::parse(&text).expect("the scenario is well formed")
}

fn settles_at(scenario: &Annotation, seed: u64) -> Option<Time> {
    let mut prepared = Prepared::<AnnotationSystem>::new(scenario, &Samples::new()).expect("it can be run");
    match prepared.run(seed).verdict {
        Verdict::Settled { at } => Some(at),
        _ => None,
    }
}

/// The first seed that is slower.
fn slow_seed(scenario: &Annotation, within: Span) -> Annotation {
    let slow = |seed: &u64| settles_at(scenario, *seed).is_some_and(|at| at > within.after_start());
    let seed = (1..5_000).find(slow).expect("some seed is slow");
    Annotation { seed, ..scenario.clone() }
}

fn small(scenario: &Annotation, within: Span) -> Shrunk<Annotation> {
    let small = shrink_slow::<AnnotationSystem>(scenario, &Samples::new(), within, RUNS).expect("it is slow");
    let Verdict::Settled { at } = small.outcome.verdict else { panic!("{:?}", small.outcome.verdict) };
    assert!(at > within.after_start(), "{at}");
    assert!(matches!(small.scenario.expect[0], Expectation::Settles { at: Some(told) } if told == at));
    assert_eq!(small.failure, Failure::Slow { within });
    assert!(small.story.contains(&format!("It settles at {at}, later than {within}.")), "{}", small.story);
    assert_eq!(small.story.contains(" Without that it settles at "), !small.scenario.faults.is_empty());
    assert_eq!(settles_at(&small.scenario, small.scenario.seed), Some(at), "it replays");
    small
}

/// Without any one of its faults it is no longer slow.
fn is_minimal(small: &Annotation, within: Span) {
    for fault in 0..small.faults.len() {
        let mut without = small.clone();
        without.faults.remove(fault);
        let at = settles_at(&without, without.seed).expect("it settles");
        assert!(at <= within.after_start(), "fault {fault} is not needed: {:?}", small.faults);
    }
}

#[test]
fn a_slow_run_of_a_hundred_fields_is_explained_by_the_failures_of_one() {
    let within = Span::from_secs(7);
    let slow = slow_seed(&annotation(DICE), within);
    let small = small(&slow, within);
    assert!(small.complete && small.runs <= RUNS);
    assert_eq!((small.scenario.knobs.fields, small.scenario.seed), (1, 0), "{}", small.scenario.to_text());
    assert!(small.before.faults > 50 && small.scenario.faults.len() <= 9, "{:?}", small.scenario.faults);
    assert!(small.scenario.faults.iter().all(|fault| matches!(fault, Fault::Fail { .. })));
    is_minimal(&small.scenario, within);
    println!("{} {} {} {}", small.story, small.before.words("field"), small.after.words("field"), small.runs);
}

#[test]
fn what_the_scenario_says_of_time_stays_as_it_is_written() {
    let text = r#"knobs: (fields: 20, create_every: "37ms", data_entry_every: "930ms", annotation_every: "1370ms"),
        weather: (latency: Constant("23ms"), loss: 0.25, heal_at: "1m"), horizon: "9m""#;
    let within = Span::from_secs(8);
    let slow = slow_seed(&annotation(text), within);
    let small = small(&slow, within);
    let (before, after) = (&slow.knobs, &small.scenario.knobs);
    assert_eq!(before.create_every, after.create_every);
    assert_eq!(before.data_entry_every, after.data_entry_every);
    assert_eq!(before.annotation_every, after.annotation_every);
    assert_eq!(slow.weather.latency, small.scenario.weather.latency);
    assert_eq!(slow.horizon, small.scenario.horizon);
    assert!(small.scenario.faults.iter().all(|fault| matches!(fault, Fault::Lose { .. })));
    assert!(small.scenario.weather.loss.is_zero() && after.fields < 20);
    is_minimal(&small.scenario, within);
}

#[test]
fn a_law_of_failures_is_told_by_the_failures_that_matter() {
    let demo =
        Annotation::parse(include_str!("../../scenarios/annotation/demo.ron")).expect("it is well formed");
    let at = settles_at(&demo, 0).expect("it settles");
    let within = Span::from_nanos(at.as_nanos() - 1_000_000_000);
    let small = small(&demo, within);
    assert!(small.scenario.weather.operations.is_empty() && small.scenario.knobs.fields == 1);
    assert!(small.before.items == 1_000 && small.runs < 100, "{}", small.runs);
    is_minimal(&small.scenario, within);
}

#[test]
fn late_messages_are_told_where_a_random_latency_made_the_run_slow() {
    let text = r#"knobs: (fields: 4, create_every: "10ms", data_entry_every: "20s", annotation_every: "20s"),
        weather: (latency: Pareto(minimum: "10ms", shape: 1.1))"#;
    let within = Span::from_secs(2);
    let slow = slow_seed(&annotation(text), within);
    let small = small(&slow, within);
    assert!(
        matches!(small.scenario.faults[..], [Fault::Delay { .. }]),
        "one message was late: {:?}",
        small.scenario.faults
    );
    assert_eq!(small.scenario.seed, 0);
}

#[test]
fn a_crash_gets_no_longer_and_no_other_fault_takes_its_place() {
    let text = r#"knobs: (fields: 5, create_every: "1s"), weather: (latency: Constant("10ms")), faults: [
        Lose(message: (kind: "Publish", item: 2, nth: 1)),
        Crash(process: "annotation", at: "50ms", restart: After("17s")),
        Duplicate(message: (kind: "Ack", item: 1, nth: 1), after: "3ms")]"#;
    let within = Span::from_secs(10);
    let scenario = annotation(text);
    let small = small(&scenario, within);
    let [Fault::Crash { at, restart, .. }] = &small.scenario.faults[..] else {
        panic!("{:?}", small.scenario.faults)
    };
    assert_eq!(*at, Time::from_millis(50));
    assert!(matches!(restart, sooner::sim::fault::Restart::After(down) if *down <= Span::from_secs(17)));
}

#[test]
fn what_is_slow_without_any_fault_is_told_so() {
    let text = r#"knobs: (fields: 3, create_every: "5s")"#;
    let small = small(&annotation(text), Span::from_secs(9));
    assert!(small.scenario.faults.is_empty());
    assert_eq!((small.scenario.knobs.fields, small.scenario.knobs.create_every), (2, Span::from_secs(5)));
}

#[test]
fn what_is_in_time_or_wrong_is_not_slow() {
    let in_time = annotation(r#"knobs: (fields: 1)"#);
    let refused = shrink_slow::<AnnotationSystem>(&in_time, &Samples::new(), Span::from_secs(60), RUNS);
    assert!(matches!(refused, Err(Unshrunk::Settled(_))));
    let mut wrong =
        Annotation::parse(include_str!("../../scenarios/annotation/a4-saving-never-succeeds.ron"))
            .expect("it is well formed");
    wrong.horizon = Span::from_secs(30);
    let small = shrink_slow::<AnnotationSystem>(&wrong, &Samples::new(), Span::from_secs(20), RUNS);
    let small = small.expect("what never settles takes longer than any time");
    assert!(matches!(small.outcome.verdict, Verdict::Stalled { .. }));
    assert!(small.story.contains("It is not settled within 20s: "), "{}", small.story);
}

#[test]
fn no_budget_makes_nothing_smaller() {
    let within = Span::from_secs(7);
    let slow = slow_seed(&annotation(DICE), within);
    let same = shrink_slow::<AnnotationSystem>(&slow, &Samples::new(), within, 0).expect("it is slow");
    assert_eq!((same.before, same.runs, same.complete), (same.after, 0, false));
}
