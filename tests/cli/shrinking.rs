//! `sooner shrink` as a user meets it.

use std::fs;

use crate::desk::{DEMO, Desk};

const BIG: &str = r#"(version: 1, model: "annotation", knobs: (fields: 4, create_every: "97ms", mutant: M5),
    weather: (latency: Uniform("5ms", "13ms"), loss: "1/5", operations: {"save": Chance("1/10")}), seed: 11,
    faults: [
        Pause(process: "annotation", from: "1234ms", until: "1333ms"),
        Lose(message: (kind: "Ack", item: 3, nth: "1..4")),
    ])"#;

#[test]
fn the_smallest_failing_scenario_is_written_beside_the_file_and_replays() {
    let desk = Desk::with(&[("big.ron", BIG)]);
    let came = desk.sooner(&["shrink", "big.ron"]);
    assert_eq!((came.status, came.err.as_str()), (Some(0), ""));
    assert!(
        came.out.starts_with("violates L1\n\nWith fields = 1 and mutant = M5RepublishesOnlyOnce. "),
        "{}",
        came.out
    );
    assert!(came.out.contains("-> 1 departure, 1 field in "), "{}", came.out);
    assert!(
        came.out.ends_with("saved     big-shrunk.ron\nreproduce sooner replay big-shrunk.ron\n"),
        "{}",
        came.out
    );
    let text = fs::read_to_string(desk.path().join("big-shrunk.ron")).unwrap();
    let comment: Vec<&str> = text.lines().take_while(|line| line.starts_with("//")).collect();
    assert_eq!(comment[0], "// A failure: violates L1.");
    assert!(comment.iter().all(|line| line.chars().count() <= 100), "{text}");
    assert!(comment.iter().any(|line| line.contains("big.ron, seed 11")), "{text}");
    assert_eq!(comment.last(), Some(&"// To replay it: sooner replay big-shrunk.ron"));
    assert!(!text.contains("data_entry_every"), "knobs at their defaults are left out: {text}");
    assert!(
        text.contains("Violates(\"L1\")") && text.contains("Digest(\"0x") && text.contains("Trail("),
        "{text}"
    );
    let replayed = desk.sooner(&["replay", "big-shrunk.ron"]);
    assert_eq!(replayed.status, Some(0), "{}{}", replayed.out, replayed.err);
    // Its own work is replaced; nothing else is left lying about.
    assert_eq!(desk.sooner(&["shrink", "big.ron"]).status, Some(0));
    assert_eq!(desk.names(), ["big-shrunk.ron", "big.ron"]);
}

#[test]
fn what_is_not_ours_is_never_written_over() {
    let desk = Desk::with(&[("big.ron", BIG), ("big-shrunk.ron", "mine"), ("mine.ron", DEMO)]);
    for arguments in [
        &["shrink", "big.ron"][..],
        &["shrink", "big.ron", "-o", "mine.ron"],
        &["shrink", "big.ron", "-o", "big.ron"],
    ] {
        let came = desk.sooner(arguments);
        assert_eq!((came.status, came.out.as_str()), (Some(2), ""), "{arguments:?}");
    }
    assert_eq!(fs::read_to_string(desk.path().join("big-shrunk.ron")).unwrap(), "mine");
    assert_eq!(fs::read_to_string(desk.path().join("big.ron")).unwrap(), BIG);
}

#[test]
fn a_scenario_that_settles_has_nothing_to_shrink() {
    let desk = Desk::with(&[("demo.ron", DEMO)]);
    let came = desk.sooner(&["shrink", "demo.ron"]);
    assert_eq!((came.status, came.out.as_str()), (Some(4), ""));
    assert_eq!(came.err, "nothing to shrink: it settled at 7s (seed 0)\n");
    assert_eq!(desk.names(), ["demo.ron"]);
}

#[test]
fn programs_get_one_object() {
    let desk = Desk::with(&[("big.ron", BIG)]);
    let object = desk.json(&["shrink", "big.ron", "--out", "small.ron"]);
    assert_eq!(object["failure"], "violates L1");
    assert_eq!(object["after"], serde_json::json!({"faults": 1, "items": 1}));
    assert_eq!(object["before"]["items"], 4);
    assert_eq!((&object["complete"], &object["file"]), (&true.into(), &"small.ron".into()));
    assert!(
        object["story"].as_str().unwrap().contains("In the 1st Annotate of field 1 data-entry crashes"),
        "{object}"
    );
    assert!(object["runs"].as_u64().unwrap() <= 500);
}

#[test]
fn a_spent_budget_is_said_and_what_was_reached_is_written() {
    let desk = Desk::with(&[("big.ron", BIG)]);
    let came = desk.sooner(&["shrink", "big.ron", "--budget", "1", "-o", "found.ron"]);
    assert_eq!(came.status, Some(0));
    assert!(came.err.contains("the budget of 1 runs was spent"), "{}", came.err);
    assert_eq!(desk.sooner(&["replay", "found.ron"]).status, Some(0));
}

#[test]
fn without_a_budget_the_chance_is_written_down_and_nothing_else_changes() {
    let desk = Desk::with(&[("big.ron", BIG)]);
    let came = desk.sooner(&["shrink", "big.ron", "--seed", "3", "--budget", "0"]);
    assert_eq!(came.status, Some(0), "{}", came.err);
    assert!(came.out.contains(" in 0 runs"), "{}", came.out);
    let text = fs::read_to_string(desk.path().join("big-shrunk.ron")).unwrap();
    // Its own faults, what was lost and what failed by chance; no chance but the latency, and so the seed.
    for kept in
        ["fields: 4", "97ms", "Pause(", "seed: 3", "Uniform(\"5ms\", \"13ms\")", "Fail(", "Violates(\"L1\")"]
    {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    assert!(text.matches("Lose(").count() > 1, "{text}");
    for gone in ["loss:", "Chance("] {
        assert!(!text.contains(gone), "{gone}: {text}");
    }
    // The same run: the digest of the one that it was made from.
    let digest = |arguments: &[&str]| desk.json(arguments)["digest"].as_str().map(str::to_string);
    let first = digest(&["run", "big.ron", "--seed", "3"]);
    assert!(first.is_some());
    assert_eq!(first, digest(&["run", "big-shrunk.ron"]));
    assert_eq!(desk.sooner(&["replay", "big-shrunk.ron"]).status, Some(0));
}

#[test]
fn a_slow_run_becomes_the_faults_that_explain_it_and_replays() {
    const SLOW: &str = r#"(version: 1, model: "annotation", knobs: (fields: 20),
        weather: (operations: {"generate": Chance("1/3"), "save": Chance("1/3")}))"#;
    let desk = Desk::with(&[("dice.ron", SLOW)]);
    let came = desk.sooner(&["shrink", "dice.ron", "--seed", "3", "--slower-than", "2s", "-o", "slow.ron"]);
    assert_eq!((came.status, came.err.as_str()), (Some(0), ""));
    assert!(came.out.starts_with("takes longer than 2s\n\n"), "{}", came.out);
    assert!(came.out.contains(", later than 2s. Without that"), "{}", came.out);
    let text = fs::read_to_string(desk.path().join("slow.ron")).unwrap();
    assert!(text.starts_with("// A failure: takes longer than 2s.\n"), "{text}");
    assert!(
        text.contains("Settles(at: ") && text.contains("Fail(attempt: ") && !text.contains("Chance"),
        "{text}"
    );
    assert_eq!(desk.sooner(&["replay", "slow.ron"]).status, Some(0));

    let came = desk.sooner(&["shrink", "dice.ron", "--seed", "3", "--slower-than", "30m", "-o", "fast.ron"]);
    assert_eq!(came.status, Some(4));
    assert!(came.err.starts_with("nothing to shrink: it settled at "), "{}", came.err);
}
