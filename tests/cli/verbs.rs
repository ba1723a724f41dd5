//! What each verb prints, where, and how it ends.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::desk::{Came, DEMO, Desk, three};

#[test]
fn the_demo_prints_a_line_per_second_and_eventually_arrives() {
    let came = Desk::with(&[("demo.ron", DEMO)]).sooner(&["run", "demo.ron"]);
    assert_eq!((came.status, came.err.as_str()), (Some(0), ""));
    let lines: Vec<&str> = came.out.lines().collect();
    let words = |line: &str| line.split_whitespace().map(str::to_string).collect::<Vec<_>>();
    assert_eq!(words(lines[0]), ["time", "fields", "annotated", "acked", "unannotated", "unacked"]);
    assert_eq!(words(lines[1]), ["1s", "1000", "916", "816", "84", "145"]);
    assert_eq!(words(lines[7]), ["7s", "1000", "1000", "1000", "0", "0"]);
    assert!(lines[..8].iter().all(|line| line.len() == lines[0].len()), "the columns are fixed");
    assert!(came.out.contains("Eventually has arrived.\nsettled at 7s"));
    assert!(came.out.contains("generate 1297 (259 failed), save 1561 (312 failed), ack 1249 (249 failed)"));
    assert!(came.out.ends_with("reproduce sooner run demo.ron --seed 0\n"), "{}", came.out);
}

#[test]
fn the_table_follows_the_interval_and_ends_with_the_last_state() {
    let desk = Desk::with(&[("demo.ron", DEMO)]);
    let lines = |every| {
        let came = desk.sooner(&["run", "demo.ron", "--every", every]);
        came.out.lines().skip(1).take_while(|line| !line.is_empty()).map(str::to_string).collect::<Vec<_>>()
    };
    assert_eq!(lines("2s").len(), 4, "2s, 4s, 6s, and the end at 7s");
    assert_eq!(lines("500ms").len(), 14);
    assert_eq!(lines("1h").len(), 1, "only the end");
    assert!(lines("1h")[0].trim_start().starts_with("7s "));
}

#[test]
fn json_holds_every_key_by_name() {
    let desk = Desk::with(&[("demo.ron", DEMO)]);
    let object = desk.json(&["run", "demo.ron"]);
    let keys: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    let wanted = [
        "model",
        "seed",
        "verdict",
        "property",
        "why",
        "violated_at_ns",
        "settled_at_ns",
        "quiet_at_ns",
        "ended_at_ns",
        "disturbed_at_ns",
        "steps",
        "digest",
        "progress",
        "sends",
        "messages",
        "attempts",
        "failures",
        "strong_ns",
        "py_weak_ns",
        "cs_weak_ns",
        "ids_by_field",
        "exits",
        "unmatched_faults",
        "missed",
    ];
    wanted.iter().for_each(|key| assert!(keys.contains(key), "{key} is not among {keys:?}"));
    assert_eq!(object["verdict"], "settled");
    assert_eq!(object["settled_at_ns"], 7_000_000_000u64);
    assert_eq!(object["violated_at_ns"], Value::Null);
    assert_eq!(object["attempts"], serde_json::json!({"generate": 1297, "save": 1561, "ack": 1249}));
    assert_eq!(object["failures"]["save"], serde_json::json!({"by_law": 312, "by_fault": 0}));
    assert_eq!(object["sends"]["Publish"], 1297);
    assert_eq!(object["messages"]["Ack"]["delivered"], 1249);
    assert_eq!(object["progress"], serde_json::json!({"done": 1000, "total": 1000}));
    assert_eq!(object["ids_by_field"].as_array().unwrap().len(), 1000);
    assert_eq!(object["digest"].as_str().map(str::len), Some(18));
    assert!(object.get("trace").is_none());
}

#[test]
fn a_trace_has_a_line_per_step_and_an_item_has_its_own_story() {
    let desk = Desk::with(&[("three.ron", &three(""))]);
    let steps = desk.json(&["run", "three.ron"])["steps"].as_u64().unwrap();
    let trace = desk.sooner(&["run", "three.ron", "--trace"]).out;
    assert_eq!(trace.lines().skip(1).take_while(|line| !line.is_empty()).count() as u64, steps);
    let story = desk.sooner(&["run", "three.ron", "--item", "2"]).out;
    let story: Vec<&str> = story.lines().skip(1).take_while(|line| !line.is_empty()).collect();
    assert_eq!(story.len(), 4, "created, published, annotated, acknowledged: {story:#?}");
    assert!(story.iter().all(|line| !line.contains(" of 1 ") && !line.contains(" of 3 ")));
    let array = desk.json(&["run", "three.ron", "--trace"])["trace"].as_array().unwrap().len();
    assert_eq!(array as u64, steps);
}

#[test]
fn another_seed_is_told_and_the_expectations_are_not_held_against_it() {
    let text = three("expect: [Settles(at: \"1h\")]");
    let desk = Desk::with(&[("three.ron", &text)]);
    let own = desk.sooner(&["run", "three.ron"]);
    assert_eq!(own.status, Some(1));
    assert!(own.out.contains("missed    expected settles at 1h, got settled at 3ms"), "{}", own.out);
    let other = desk.sooner(&["run", "three.ron", "--seed", "0x2a"]);
    assert_eq!(other.status, Some(0));
    assert!(other.err.contains("expectations are of seed 0") && other.out.contains("seed      42"));
}

#[test]
fn a_saved_run_replays_and_a_changed_digest_shows_where() {
    let desk = Desk::with(&[("demo.ron", DEMO)]);
    let saved = desk.sooner(&["run", "demo.ron", "--seed", "7", "--save", "kept.ron"]);
    assert!(saved.out.ends_with("reproduce sooner replay kept.ron\n"));
    assert_eq!(desk.names(), ["demo.ron", "kept.ron"], "no unfinished file stays");
    let kept = fs::read_to_string(desk.path().join("kept.ron")).unwrap();
    assert!(
        kept.starts_with("// A run that was kept: settled at 7s.\n// To replay it: sooner replay kept.ron\n")
    );
    let replayed = desk.sooner(&["replay", "kept.ron"]);
    assert_eq!(replayed.status, Some(0), "{}{}", replayed.out, replayed.err);
    assert_eq!(replayed.out.lines().filter(|line| line.starts_with("met ")).count(), 3);

    // Another run with the same verdict: the first field comes half a millisecond later.
    let other = kept.replace("first_create: None", "first_create: \"1500us\"");
    fs::write(desk.path().join("other.ron"), other).unwrap();
    let other = desk.sooner(&["replay", "other.ron"]);
    assert_eq!(other.status, Some(1));
    assert!(other.out.contains("but it is not the same run"), "{}", other.out);
    assert!(other.out.contains("The first step that differs is step 3."), "{}", other.out);
    assert!(other.out.contains("Publish #1 of 1 -> annotation"), "its steps are shown: {}", other.out);
}

#[test]
fn a_digest_without_a_trail_says_how_to_keep_one() {
    let text = three("expect: [Settles(), Digest(\"0x5\")]");
    let came = Desk::with(&[("old.ron", &text)]).sooner(&["replay", "old.ron"]);
    assert_eq!(came.status, Some(1));
    assert!(came.out.contains("The verdict is the same, but it is not the same run."));
    assert!(came.out.contains("sooner run old.ron --save kept.ron"), "{}", came.out);
}

#[test]
fn a_file_without_expectation_replays_nothing() {
    let came = Desk::with(&[("plain.ron", &three(""))]).sooner(&["replay", "plain.ron"]);
    assert_eq!((came.status, came.out.as_str()), (Some(4), ""));
    assert!(came.err.contains("nothing to hold"));
}

#[test]
fn saving_refuses_the_scenario_itself_folders_and_places_that_are_not_there() {
    let desk = Desk::with(&[("demo.ron", DEMO)]);
    for (place, words) in
        [("demo.ron", "the scenario itself"), (".", "a folder"), ("no/x.ron", "does not exist")]
    {
        let came = desk.sooner(&["run", "demo.ron", "--save", place]);
        assert_eq!((came.status, came.out.as_str()), (Some(2), ""));
        assert!(came.err.contains(words), "{}", came.err);
    }
    assert_eq!(fs::read_to_string(desk.path().join("demo.ron")).unwrap(), DEMO);
    assert_eq!(desk.names(), ["demo.ron"]);
}

#[test]
fn check_explains_every_file_even_after_a_wrong_one() {
    let desk = Desk::with(&[("wrong.ron", "(version: 1, model: \"anotation\")"), ("demo.ron", DEMO)]);
    let came = desk.sooner(&["check", "wrong.ron", "missing.ron", "demo.ron"]);
    assert_eq!(came.status, Some(2));
    assert!(came.err.contains("did you mean `annotation`?") && came.err.contains("missing.ron"));
    assert!(came.out.contains("demo.ron: well formed") && came.out.contains("bound"));
    assert_eq!(desk.sooner(&["check", "demo.ron"]).status, Some(0));
}

#[test]
fn list_tells_what_a_scenario_may_say() {
    let desk = Desk::with(&[]);
    let came = desk.sooner(&["list"]);
    assert_eq!(came.status, Some(0));
    for word in
        ["fields: 1000", "data-entry", "Annotate", "AnnotationTick", "Unannotate", "generate", "S2a", "L1"]
    {
        assert!(came.out.contains(word), "{word} is not in:\n{}", came.out);
    }
    let models = desk.json(&["list", "annotation"]);
    assert_eq!(models[0]["knobs"][0]["name"], "fields");
    assert_eq!(models[0]["operations"], serde_json::json!(["generate", "save", "ack"]));
    let unknown = desk.sooner(&["list", "bogus"]);
    assert_eq!(unknown.status, Some(2));
    assert!(unknown.err.contains("annotation"));
}

#[test]
fn help_is_complete() {
    let desk = Desk::with(&[]);
    let help = desk.sooner(&["--help"]);
    assert_eq!(help.status, Some(0));
    for word in [
        "run",
        "replay",
        "check",
        "list",
        "completions",
        "man",
        "Exit status:",
        "130",
        "Examples:",
        "NO_COLOR",
    ] {
        assert!(help.out.contains(word), "{word} is not in:\n{}", help.out);
    }
    for verb in ["run", "replay", "check", "list", "completions", "man"] {
        let came = desk.sooner(&[verb, "--help"]);
        assert!(came.status == Some(0) && came.out.contains("Usage: sooner"), "{}", came.out);
    }
    assert!(desk.sooner(&["completions", "bash"]).out.contains("sooner"));
    assert!(desk.sooner(&["man"]).out.contains(".TH sooner"));
}

#[test]
fn wrong_usage_ends_with_2() {
    let desk = Desk::with(&[("demo.ron", DEMO)]);
    let wrong: [&[&str]; 6] = [
        &[],
        &["frobnicate"],
        &["run"],
        &["check"],
        &["run", "demo.ron", "--every", "0s"],
        &["run", "demo.ron", "--seed", "-1"],
    ];
    for arguments in wrong {
        assert_eq!(desk.sooner(arguments).status, Some(2), "{arguments:?}");
    }
}

#[test]
fn a_stall_is_fine_when_it_is_expected_and_a_missed_expectation_ends_with_1() {
    // A volatile annotation service that stays down never becomes consistent with data entry again.
    let text = |expect: &str| {
        format!(
            "(version: 1, model: \"annotation\", knobs: (fields: 1, create_every: \"100ms\", annotation_durable: false),
            weather: (latency: Constant(\"10ms\")), horizon: \"10s\",
            faults: [Crash(process: \"annotation\", at: \"125ms\")]{expect})"
        )
    };
    let desk = Desk::with(&[("down.ron", &text("")), ("known.ron", &text(", expect: [Stalls]"))]);
    let plain = desk.sooner(&["run", "down.ron"]);
    assert_eq!(plain.status, Some(3), "{}", plain.out);
    assert!(plain.out.contains("stalled at 10s"));
    assert_eq!(desk.sooner(&["run", "known.ron"]).status, Some(0));
    let missed = Desk::with(&[("x.ron", &text(", expect: [Violates(\"S1\")]"))]).sooner(&["run", "x.ron"]);
    assert_eq!(missed.status, Some(1));
    assert!(missed.out.contains("missed    expected violates S1"));
}

#[test]
fn always_failing_is_said_before_and_stops_at_the_horizon_with_3() {
    let text = three("horizon: \"10s\", weather: (operations: {\"save\": EveryKth(1)})");
    let came = Desk::with(&[("k1.ron", &text)]).sooner(&["run", "k1.ron"]);
    assert_eq!(came.status, Some(3));
    assert!(came.err.contains("every attempt of `save` fails"));
    assert!(
        came.out.contains("stalled at 10s")
            && came.out.contains("field 1 waits for annotation 1 to be saved")
    );
}

#[test]
fn a_livelock_ends_at_the_step_limit_with_a_verdict_that_replays() {
    let text = "(version: 1, model: \"annotation\", knobs: (annotation_every: \"1ns\"), step_limit: 5000)";
    let desk = Desk::with(&[("live.ron", text)]);
    let came = desk.sooner(&["run", "live.ron", "--save", "kept.ron"]);
    assert_eq!(came.status, Some(3));
    assert!(came.out.contains("the step limit of 5000 was reached"));
    assert_eq!(desk.sooner(&["replay", "kept.ron"]).status, Some(0));
}

#[test]
fn a_fault_that_strikes_nothing_is_reported() {
    let lose = |nth: u32| format!("Lose(message: (kind: \"Ack\", nth: {nth}))");
    let desk = Desk::with(&[("far.ron", &three(&format!("faults: [{}, {}]", lose(1), lose(999))))]);
    let came = desk.sooner(&["run", "far.ron"]);
    assert_eq!(came.status, Some(0));
    assert!(
        came.err.contains("fault 2 struck nothing: Lose(") && !came.err.contains("fault 1 "),
        "{}",
        came.err
    );
    assert_eq!(desk.json(&["run", "far.ron"])["unmatched_faults"][0]["number"], 2);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let desk = Desk::with(&[("demo.ron", DEMO)]);
    for arguments in
        [&["run", "demo.ron", "--trace"][..], &["run", "demo.ron", "--format", "json"], &["list"], &["man"]]
    {
        let mut child =
            desk.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let came: Came = child.wait_with_output().unwrap().into();
        assert_eq!((came.status, came.err.as_str()), (Some(0), ""), "{arguments:?}");
    }
    let save = ["run", "demo.ron", "--trace", "--save", "kept.ron"];
    let mut child = desk.command(&save).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(
        desk.sooner(&["replay", "kept.ron"]).status,
        Some(0),
        "what was asked for is saved all the same"
    );
}

#[test]
fn colour_comes_when_asked_for_and_the_environment_changes_no_run() {
    let desk = Desk::with(&[("demo.ron", DEMO)]);
    let plain = desk.sooner(&["run", "demo.ron"]);
    assert!(!plain.out.contains('\u{1b}'), "a pipe gets no colour");
    assert!(desk.sooner(&["run", "demo.ron", "--color", "always"]).out.contains('\u{1b}'));
    let quiet = |name: &str, value: &str, colour: &str| -> Came {
        desk.command(&["run", "demo.ron", "--color", colour]).env(name, value).output().unwrap().into()
    };
    assert_eq!(quiet("NO_COLOR", "1", "auto").out, plain.out);
    assert_eq!(quiet("CLICOLOR_FORCE", "1", "never").out, plain.out);
    for name in ["SOONER_SEED", "SEED", "RUST_LOG", "RUST_BACKTRACE"] {
        assert_eq!(quiet(name, "1", "auto").out, plain.out, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_with_130() {
    // A million fields with a tick every microsecond take far longer than this test.
    let text = "(version: 1, model: \"annotation\", knobs: (fields: 1000000, annotation_every: \"1us\"))";
    let desk = Desk::with(&[("slow.ron", text)]);
    let mut child = desk.command(&["run", "slow.ron", "--trace"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut trace = child.stdout.take().unwrap();
    trace.read_exact(&mut [0]).expect("it has begun");
    let interrupt = format!("kill -INT {}", child.id());
    assert!(Command::new("sh").args(["-c", &interrupt]).status().unwrap().success());
    std::io::copy(&mut trace, &mut std::io::sink()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn only_files_that_were_saved_before_are_replaced() {
    let desk = Desk::with(&[("demo.ron", DEMO), ("mine.ron", "(version: 1)")]);
    let came = desk.sooner(&["run", "demo.ron", "--save", "mine.ron"]);
    assert_eq!((came.status, came.out.as_str()), (Some(2), ""));
    assert!(came.err.contains("this file exists"), "{}", came.err);
    assert_eq!(fs::read_to_string(desk.path().join("mine.ron")).unwrap(), "(version: 1)");
    for _ in 0..2 {
        assert_eq!(desk.sooner(&["run", "demo.ron", "--save", "kept.ron"]).status, Some(0));
    }
}

#[test]
fn an_item_that_cannot_be_is_refused_and_one_without_a_story_is_told() {
    let came = Desk::with(&[("three.ron", &three(""))]).sooner(&["run", "three.ron", "--item", "4000000000"]);
    assert_eq!((came.status, came.out.as_str()), (Some(2), ""));
    assert!(came.err.contains("there is no field 4000000000; the fields are 1 to 3"), "{}", came.err);
    // There is a third field, but the run ends before it is created.
    let short = three("horizon: \"2ms\"");
    let came = Desk::with(&[("short.ron", &short)]).sooner(&["run", "short.ron", "--item", "3"]);
    assert_eq!(came.status, Some(3));
    assert!(came.err.contains("no step of this run concerns item 3"), "{}", came.err);
}

#[test]
fn an_attempt_that_a_script_names_twice_fails_once() {
    let text = three("weather: (operations: {\"save\": Script([1, 1])})");
    let came = Desk::with(&[("twice.ron", &text)]).sooner(&["run", "twice.ron"]);
    assert_eq!(came.status, Some(0), "{}", came.out);
}

#[test]
fn ticks_of_processes_that_are_down_do_not_go_on_for_ever() {
    let text = three(
        r#"faults: [Crash(process: "annotation", at: "0s"), Crash(process: "data-entry", at: "0s")], step_limit: 1000"#,
    );
    let text = text.replace("knobs: (", r#"knobs: (data_entry_every: "1ns", annotation_every: "1ns", "#);
    let came = Desk::with(&[("livelock.ron", &text)]).sooner(&["run", "livelock.ron"]);
    assert_eq!(came.status, Some(3), "{}", came.err);
    assert!(came.out.contains("the step limit of 1000 was reached"), "{}", came.out);
}

#[test]
fn a_copy_of_a_message_that_is_lost_strikes_nothing_and_an_input_after_the_end_is_told() {
    let text = three(
        r#"faults: [Lose(message: (kind: "Publish", nth: 1)),
            Duplicate(message: (kind: "Publish", item: 1, nth: 1), after: "0s")],
            inputs: [(at: "20s", input: Edit(field: 1))], horizon: "10s""#,
    );
    let came = Desk::with(&[("both.ron", &text)]).sooner(&["run", "both.ron"]);
    assert!(came.err.contains("fault 2 struck nothing"), "{}", came.err);
    assert!(came.err.contains("input 1 never came due"), "{}", came.err);
}

#[test]
fn chance_is_written_down_on_request_and_the_run_is_the_same() {
    let text = three(
        "weather: (latency: Uniform(\"1ms\", \"9ms\"), loss: 0.4, operations: {\"save\": Chance(0.5)})",
    );
    let desk = Desk::with(&[("lossy.ron", &text)]);
    let digest = |arguments: &[&str]| desk.json(arguments)["digest"].clone();
    let random = digest(&["run", "lossy.ron", "--seed", "6"]);
    assert_eq!(digest(&["run", "lossy.ron", "--seed", "6", "--explicit"]), random);
    let came = desk.sooner(&["run", "lossy.ron", "--seed", "6", "--explicit", "--save", "explicit.ron"]);
    assert_eq!(came.status, Some(0), "{}", came.err);
    let saved = std::fs::read_to_string(desk.path().join("explicit.ron")).unwrap();
    assert!(saved.contains("Lose(") && saved.contains("Fail(") && !saved.contains("loss:"), "{saved}");
    assert_eq!(digest(&["run", "explicit.ron"]), random);
    assert_eq!(desk.sooner(&["replay", "explicit.ron"]).status, Some(0));
}
