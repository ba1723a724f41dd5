//! What `list` and `check` tell of models, of scenarios and of their language, and what a long JSON costs.

use std::collections::BTreeSet;

use serde_json::Value;
use sooner::check::{AnyModel, Named, RunRequest, ScenarioOf};
use sooner::models::annotation::AnnotationSystem;
use sooner::report::json;

use crate::desk::{DEMO, Desk, three};

fn language() -> String {
    let came = Desk::with(&[]).sooner(&["list", "--language"]);
    assert_eq!((came.status, came.err.as_str()), (Some(0), ""));
    came.out
}

#[test]
fn knobs_come_with_what_can_be_written_there() {
    let models = Desk::with(&[]).json(&["list"]);
    let knobs = models[0]["knobs"].as_array().unwrap();
    let kind = |name: &str| &knobs.iter().find(|knob| knob["name"] == name).unwrap()["kind"];
    assert_eq!(kind("fields"), "a whole number");
    assert_eq!(kind("create_every"), "a duration");
    assert_eq!(kind("first_create"), "a duration, or none");
    assert_eq!(kind("annotation_durable"), "true or false");
    assert_eq!(kind("profile"), "one of Message, Classic");
    let mutant = kind("mutant").as_str().unwrap();
    assert!(mutant.starts_with("one of M1") && mutant.ends_with(", or none"), "{mutant}");
    assert_eq!(knobs[1]["default"], "\"1ms\"", "a default stands as a file writes it");

    let human = Desk::with(&[]).sooner(&["list"]).out;
    for words in ["first_create: None", "a duration, or none", "One of M1", "`sooner check FILE` shows"] {
        assert!(human.contains(words), "{words:?} is not in:\n{human}");
    }
    assert!(human.lines().all(|line| line.trim_end() == line), "no line ends with blanks");
}

#[test]
fn every_fact_that_a_run_tells_is_listed() {
    let desk = Desk::with(&[]);
    let models = desk.json(&["list", "annotation"]);
    let names = |listed: &Value| -> BTreeSet<String> {
        listed.as_array().unwrap().iter().map(|fact| fact["name"].as_str().unwrap().into()).collect()
    };
    let text = "(version: 1, model: \"annotation\", knobs: (fields: 3, poll: \"1s\"))";
    let mut scenario =
        Named::<AnnotationSystem>::new().open(text, &Default::default()).expect("it is well formed");
    let told = scenario.run(0, RunRequest::default()).facts;
    let told: BTreeSet<String> = told.iter().map(|(name, _)| name.to_string()).collect();
    assert_eq!(names(&models[0]["facts"]), told);
    let human = desk.sooner(&["list"]).out;
    told.iter().for_each(|name| assert!(human.contains(name), "{name}"));
}

#[test]
fn a_model_that_is_nearly_named_is_told() {
    let came = Desk::with(&[]).sooner(&["list", "anotation"]);
    assert_eq!(came.status, Some(2));
    assert!(came.err.contains("did you mean `annotation`?"), "{}", came.err);
}

#[test]
fn the_language_is_shown_and_can_be_read() {
    let language = language();
    let scenario = ScenarioOf::<AnnotationSystem>::parse(&language).expect("the example is a scenario");
    let again =
        ScenarioOf::<AnnotationSystem>::parse(&scenario.to_text()).expect("it is written as it is read");
    assert_eq!(again, scenario);
    assert!(language.lines().all(|line| line.len() <= 120));
    let help = Desk::with(&[]).sooner(&["--help"]).out;
    assert!(help.contains("sooner list --language"), "{help}");
    assert_eq!(Desk::with(&[]).sooner(&["list", "annotation", "--language"]).status, Some(2));
}

/// What a reader of scenarios says that it would take where something unknown stands.
fn taken(keys: &str) -> Vec<String> {
    let text = three(keys);
    let problem = ScenarioOf::<AnnotationSystem>::parse(&text).expect_err(&text);
    let hint = problem.hint.unwrap_or_default();
    let names = hint.strip_prefix("the keys are ").or(hint.strip_prefix("write one of "));
    let names = names.unwrap_or_else(|| panic!("{text}: {} ({hint})", problem.message));
    names.split(", ").map(|name| name.trim_matches('`').to_string()).collect()
}

#[test]
fn the_language_has_every_form() {
    let language = language();
    let has = |word: &str, after: &str| {
        let found = language.match_indices(word).any(|(at, _)| {
            let before = language[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_');
            before && language[at + word.len()..].starts_with(after)
        });
        assert!(found, "`{word}{after}` is not in the language");
    };
    let odd = "zzzzzzzzzzzzzzzzzzzzzzzz: 1";
    for place in [
        odd.to_string(),
        format!("weather: ({odd})"),
        format!("weather: (duplication: ({odd}))"),
        format!("weather: (reorder: ({odd}))"),
        format!("weather: (links: [({odd})])"),
        format!("weather: (bursts: ({odd}))"),
        format!("weather: (bursts: (good: ({odd})))"),
        format!("weather: (partitions: [({odd})])"),
        format!("weather: (crashes: [({odd})])"),
        format!("weather: (pauses: [({odd})])"),
        format!("weather: (clocks: [({odd})])"),
        format!("weather: (clocks: [(steps: ({odd}))])"),
        format!("inputs: [({odd})]"),
        format!("inputs: [(after: ({odd}))]"),
        format!("faults: [Lose(message: ({odd}))]"),
        format!("faults: [Fail(attempt: ({odd}))]"),
        format!("faults: [CrashAfter(step: ({odd}))]"),
        format!("expect: [Trail(({odd}))]"),
    ] {
        taken(&place).iter().for_each(|key| has(key, ":"));
    }
    let odd = "Zzzzzzzzzzzzzzzzzzzzzzzz";
    for place in [
        format!("weather: (latency: {odd})"),
        format!("weather: (operations: {{\"save\": {odd}}})"),
        format!("weather: (duplication: (probability: 0, mode: {odd}))"),
        format!("faults: [{odd}]"),
        format!("faults: [Partition(cut: {odd})]"),
        format!("faults: [Crash(process: \"x\", at: \"1s\", restart: {odd})]"),
        format!("supervision: {{\"x\": {odd}}}"),
        format!("end: {odd}"),
        format!("swarm: {{\"fields\": {odd}}}"),
        format!("expect: [{odd}]"),
    ] {
        taken(&place).iter().for_each(|name| has(name, ""));
    }
    for fault in taken(&format!("faults: [{odd}]")) {
        taken(&format!("faults: [{fault}(zzzzzzzzzzzzzzzzzzzzzzzz: 1)]"))
            .iter()
            .for_each(|key| has(key, ":"));
    }
}

#[test]
fn check_shows_the_knobs_that_are_turned() {
    let text = "(version: 1, model: \"annotation\", knobs: (fields: 3, rules: CSharp))";
    let desk = Desk::with(&[("turned.ron", text), ("demo.ron", DEMO)]);
    let squeezed = |file| -> Vec<String> {
        let came = desk.sooner(&["check", file]);
        came.out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    };
    let turned = squeezed("turned.ron");
    let knobs: Vec<&String> = turned.iter().filter(|line| line.starts_with("knob")).collect();
    assert_eq!(knobs, ["knob fields: 3", "knob rules: CSharp", "knobs all others at their defaults"]);
    let demo = squeezed("demo.ron");
    assert!(demo.contains(&"knob profile: Classic".to_string()), "{demo:#?}");
    let order = "at one instant faults, message, AnnotationTick, DataEntryTick, Create";
    assert!(demo.iter().any(|line| line.starts_with(order)), "{demo:#?}");
}

#[test]
fn ids_cost_little_more_than_their_digits_and_read_like_every_other_value() {
    let open = |fields: u32| {
        let text = format!("(version: 1, model: \"annotation\", knobs: (fields: {fields}), horizon: \"1s\")");
        Named::<AnnotationSystem>::new().open(&text, &Default::default()).expect("it is well formed")
    };
    let outcome = open(2000).run(0, RunRequest::default());
    let text = json::outcome(&outcome, &json::Beside::default());
    let whole: Value = serde_json::from_str(&text).expect("one JSON value");
    let lines: Vec<String> =
        whole.as_object().unwrap().iter().map(|(key, value)| format!("  {key:?}: {value}")).collect();
    assert_eq!(text, format!("{{\n{}\n}}", lines.join(",\n")));
    assert_eq!(whole["ids_by_field"].as_array().map(Vec::len), Some(2000));
    assert!(text.contains(",null,null"), "what has no id is null");

    let outcome = open(100_000).run(0, RunRequest::default());
    let cost = allocation_counter::measure(|| drop(json::outcome(&outcome, &json::Beside::default())));
    assert!(cost.bytes_max < 24 * 100_000, "{} bytes for 100000 fields", cost.bytes_max);
}

/// What a command prints on a terminal of so many columns; `None` where no terminal can be had.
#[cfg(target_os = "linux")]
fn on_a_terminal(desk: &Desk, columns: u32, command: &str) -> Option<String> {
    let command = format!("stty cols {columns} rows 50 && {} {command}", env!("CARGO_BIN_EXE_sooner"));
    let mut script = std::process::Command::new("script");
    let script = script.current_dir(desk.path()).args(["-qec", &command, "/dev/null"]);
    let output = script.stdin(std::process::Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap().replace('\r', ""))
}

#[cfg(target_os = "linux")]
#[test]
fn lines_are_folded_to_the_terminal() {
    let desk = Desk::with(&[("demo.ron", DEMO)]);
    for command in ["list --color never", "check demo.ron --color never"] {
        let Some(folded) = on_a_terminal(&desk, 90, command) else { return };
        let plain = desk.sooner(&command.split(' ').collect::<Vec<_>>()).out;
        let words = |text: &str| text.split_whitespace().map(str::to_string).collect::<Vec<_>>();
        assert_eq!(words(&folded), words(&plain));
        // A value in RON is one word, however long.
        let fits = |line: &&str| line.chars().count() <= 90 || line.contains("EveryKth");
        let long: Vec<&str> = folded.lines().filter(|line| !fits(line)).collect();
        assert!(long.is_empty(), "{long:#?}");
        assert!(folded.lines().count() > plain.lines().count(), "{folded}");
    }
}
