//! A run is a pure function of model, scenario and seed: shown with the annotation system in foul weather.

use std::collections::BTreeMap;

use sooner::check::{AnyScenario, Line, Outcome, RunRequest, Table};
use sooner::sim::Span;

/// Everything at once: loss, copies, reordering, failing operations, crashes, a pause, a partition.
const FOUL: &str = r#"(
    version: 1,
    model: "annotation",
    knobs: (fields: 40),
    weather: (
        latency: Mixture([("9/10", Uniform("1ms", "30ms")), ("1/10", Pareto(minimum: "5ms", shape: 1.5))]),
        latency_bound: "1s",
        loss: "1/20",
        duplication: (probability: "1/10", mode: PerCopy),
        reorder: (probability: 0.1, by: "40ms"),
        operations: {"generate": Chance("1/5"), "save": EveryKth(5), "ack": Chance(0.3)},
    ),
    faults: [
        Crash(process: "annotation", at: "400ms", restart: After("700ms")),
        CrashAfter(step: (process: "data-entry", kind: "Annotate", nth: 9), effects: 0, restart: After("90ms")),
        Pause(process: "data-entry", from: "2s", until: "2500ms"),
        Partition(cut: Between(["data-entry"], ["annotation"]), from: "3s", until: "3200ms"),
    ],
)"#;

/// Chance alone, on the fast path.
const LOSSY: &str = r#"(
    version: 1,
    model: "annotation",
    knobs: (fields: 12),
    weather: (
        latency: Uniform("1ms", "30ms"),
        loss: "1/10",
        duplication: (probability: "1/10"),
        operations: {"generate": Chance("1/5"), "save": Chance("1/5"), "ack": Chance("1/5")},
    ),
    FAULTS
)"#;

/// Fixed for good, unless what a step is, or how it is digested, changes its meaning.
const GOLDEN: [(u64, u64, u64); 2] =
    [(0, 0x74d9_2f44_96fb_dffc, 0xb761_028d_feb9_4f56), (1, 0x5a48_c29c_b642_5d66, 0x54ea_958a_eebe_72a2)];

fn open(text: &str) -> Box<dyn AnyScenario> {
    let registry = sooner::models::registry();
    let model = registry.model_of(text).unwrap_or_else(|problem| panic!("{problem:?}"));
    model.open(text, &BTreeMap::new()).unwrap_or_else(|problem| panic!("{problem:?}"))
}

fn run(scenario: &mut Box<dyn AnyScenario>, seed: u64) -> Outcome {
    scenario.run(seed, RunRequest::default())
}

fn fresh(text: &str, seed: u64) -> Outcome {
    run(&mut open(text), seed)
}

fn lossy(faults: &str) -> String {
    LOSSY.replace("FAULTS", faults)
}

#[test]
fn the_weather_is_foul_enough_to_show_anything() {
    let outcome = fresh(FOUL, 0);
    assert_eq!(outcome.verdict.word(), "settled", "{outcome:?}");
    assert_eq!(outcome.unmatched, [0; 0]);
    let count = |what: fn(&sooner::sim::world::Messages) -> u64| {
        outcome.messages.iter().map(|(_, m)| what(m)).sum::<u64>()
    };
    assert!(count(|m| m.sent) > 250 && count(|m| m.dropped) > 20, "{:?}", outcome.messages);
    assert!(count(|m| m.duplicated) > 20 && count(|m| m.lost_to_down) > 0, "{:?}", outcome.messages);
}

#[test]
fn a_run_is_the_same_again_and_after_other_runs() {
    let mut scenario = open(FOUL);
    let first = run(&mut scenario, 1);
    assert_eq!(run(&mut scenario, 1), first);
    let other = run(&mut scenario, 2);
    assert_ne!(other.digest, first.digest);
    assert_eq!(run(&mut scenario, 1), first);
    assert_eq!(fresh(FOUL, 1), first);
    assert_eq!(fresh(FOUL, 2), other);
}

#[test]
fn a_simulator_that_was_used_is_as_good_as_a_fresh_one() {
    for text in [FOUL.to_string(), lossy("")] {
        let mut used = open(&text);
        for seed in 0..200 {
            assert_eq!(run(&mut used, seed), fresh(&text, seed), "seed {seed}");
        }
    }
}

#[test]
fn one_thread_equals_eight() {
    let alone: Vec<Outcome> = (0..64).map(|seed| fresh(FOUL, seed)).collect();
    let worker = |number: u64| {
        move || {
            let mut scenario = open(FOUL);
            (0..8)
                .map(|turn| turn * 8 + number)
                .map(|seed| (seed, run(&mut scenario, seed)))
                .collect::<Vec<_>>()
        }
    };
    let threads: Vec<_> = (0..8).map(|number| std::thread::spawn(worker(number))).collect();
    let mut together: Vec<_> =
        threads.into_iter().flat_map(|thread| thread.join().expect("it ran")).collect();
    together.sort_by_key(|(seed, _)| *seed);
    assert!(together.into_iter().map(|(_, outcome)| outcome).eq(alone));
}

#[test]
fn an_observer_changes_neither_the_outcome_nor_the_digest() {
    for text in [FOUL.to_string(), lossy("")] {
        for seed in 0..20 {
            let unseen = fresh(&text, seed);
            let (mut lines, mut rows, mut checks) = (0u64, 0u64, Vec::new());
            let mut count = |line: Line| lines += (line.step > 0) as u64;
            let mut row = |_, _| rows += 1;
            let table = Some(Table { every: Span::from_millis(100), most: u64::MAX, row: &mut row });
            let request = RunRequest { table, trace: Some(&mut count), trail: Some(&mut checks) };
            assert_eq!(open(&text).run(seed, request), unseen);
            assert_eq!((lines, checks.len() as u64), (unseen.steps, unseen.steps));
            assert!(rows > 5);
        }
    }
}

#[test]
fn every_build_profile_gives_the_golden_digests() {
    let digests = GOLDEN.map(|(seed, ..)| (seed, fresh(FOUL, seed).digest, fresh(&lossy(""), seed).digest));
    assert_eq!(digests, GOLDEN, "{digests:#x?}");
}

#[test]
fn another_seed_gives_another_digest() {
    let mut scenario = open(FOUL);
    let mut digests: Vec<u64> = (0..300).map(|seed| run(&mut scenario, seed).digest).collect();
    digests.sort_unstable();
    digests.dedup();
    assert_eq!(digests.len(), 300);
}

/// All that the trace says of field 7, without the steps' numbers. A tick's line is about all open fields: of it, what
/// became of field 7's message.
fn story_of_seven(text: &str, seed: u64) -> Vec<String> {
    let mut story = Vec::new();
    let mut keep = |line: Line| {
        let told = line.detail(None);
        let told = told.split("; ");
        let told = told.filter(|part| !line.what.ends_with("Tick") || part.contains(" of 7 -> "));
        let told: Vec<&str> = told.filter(|_| line.items.contains(&7)).collect();
        if !told.is_empty() {
            story.push(format!("{} {} {} {}", line.at, line.process, line.what, told.join("; ")));
        }
    };
    open(text).run(seed, RunRequest { trace: Some(&mut keep), ..RunRequest::default() });
    story
}

#[test]
fn a_fault_for_field_3_leaves_the_fates_of_field_7_unchanged() {
    let faults = [
        r#"faults: [Lose(message: (kind: "Publish", item: 3, nth: "all"))], horizon: "20s""#,
        r#"faults: [Lose(message: (kind: "Ack", item: 3, nth: "1..4"))]"#,
        r#"faults: [Fail(attempt: (operation: "save", item: 3, nth: "1..3"))]"#,
        r#"faults: [Duplicate(message: (kind: "Annotate", item: 3, nth: 1), after: "5ms")]"#,
    ];
    let mut losses = 0;
    for seed in 0..20 {
        let calm = story_of_seven(&lossy(""), seed);
        losses += calm.iter().filter(|line| line.contains("LOST") || line.contains("FAILS")).count();
        assert!(calm.len() >= 4, "{calm:?}");
        for fault in faults {
            assert_eq!(story_of_seven(&lossy(fault), seed), calm, "seed {seed}, {fault}");
        }
    }
    assert!(losses > 20, "{losses} departures in all");
}

#[test]
fn a_fault_that_strikes_nothing_changes_nothing_but_takes_the_slower_path() {
    let nothing = lossy(r#"faults: [Lose(message: (kind: "Ack", item: 3, nth: 4000000000))]"#);
    for seed in 0..50 {
        let (calm, fault) = (fresh(&lossy(""), seed), fresh(&nothing, seed));
        assert_eq!(fault.unmatched, [0]);
        assert_eq!(Outcome { unmatched: Vec::new(), ..fault }, calm);
    }
}
