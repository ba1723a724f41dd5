//! The command line as a user meets it: what it prints where, how it ends, and what it says of wrong input.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const DEMO: &str = r#"(version: 1, model: "annotation", knobs: (profile: Classic),
    weather: (operations: {"generate": EveryKth(5), "save": EveryKth(5), "ack": EveryKth(5)}))"#;

/// A folder of its own for a test, with the scenarios that it needs.
struct Desk(TempDir);

/// What came of a command.
struct Came {
    status: Option<i32>,
    out: String,
    err: String,
}

impl From<Output> for Came {
    fn from(output: Output) -> Came {
        let text = |bytes| String::from_utf8(bytes).expect("the program prints text");
        Came { status: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Desk {
    fn with(files: &[(&str, &str)]) -> Desk {
        let desk = Desk(TempDir::new().unwrap());
        files.iter().for_each(|(name, text)| fs::write(desk.path().join(name), text).unwrap());
        desk
    }
    fn path(&self) -> &Path {
        self.0.path()
    }
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sooner"));
        command.current_dir(self.path()).args(arguments);
        command
    }
    fn sooner(&self, arguments: &[&str]) -> Came {
        self.command(arguments).output().unwrap().into()
    }
    fn json(&self, arguments: &[&str]) -> Value {
        let came = self.sooner(&[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&came.out).expect("standard output is one JSON value")
    }
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// A scenario of three fields with more keys.
fn three(keys: &str) -> String {
    format!("(version: 1, model: \"annotation\", knobs: (fields: 3), {keys})")
}

/// What is said of a scenario that is wrong: status 2, nothing on standard output, no panic.
fn refusal(text: &str) -> String {
    let came = Desk::with(&[("wrong.ron", text)]).sooner(&["run", "wrong.ron"]);
    assert_eq!((came.status, came.out.as_str()), (Some(2), ""), "{}", came.err);
    assert!(came.err.contains("wrong.ron"), "the file is named: {}", came.err);
    assert!(!came.err.contains("panicked") && !came.err.contains("a bug"), "{}", came.err);
    came.err
}

fn refused(text: &str, words: &[&str]) {
    let said = refusal(text);
    words.iter().for_each(|word| assert!(said.contains(word), "{word:?} is not in:\n{said}"));
}

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
    assert!(other.out.contains("The first step that differs is one of 1 to "), "{}", other.out);
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
    let mut child =
        desk.command(&["run", "slow.ron"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(500));
    let interrupt = format!("kill -INT {}", child.id());
    assert!(Command::new("sh").args(["-c", &interrupt]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn files_that_cannot_be_scenarios_are_refused() {
    let desk = Desk::with(&[("empty.ron", " \n"), ("nul.ron", "(version: 1\0)")]);
    fs::write(desk.path().join("binary.ron"), [0xff, 0xfe, 0, 1]).unwrap();
    fs::File::create(desk.path().join("big.ron")).unwrap().set_len(100_000_000).unwrap();
    for (file, words) in [
        ("missing.ron", "no such file"),
        (".", "a folder"),
        ("empty.ron", "empty"),
        ("nul.ron", "not a text file"),
        ("binary.ron", "not a text file"),
        ("big.ron", "100000000 bytes"),
    ] {
        for verb in ["run", "replay", "check"] {
            let came = desk.sooner(&[verb, file]);
            assert_eq!((came.status, came.out.as_str()), (Some(2), ""), "{verb} {file}: {}", came.err);
            assert!(came.err.contains(words) && came.err.contains("help:"), "{}", came.err);
        }
    }
}

#[test]
fn nesting_is_refused_however_deep() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(10_000), close.repeat(10_000));
    refused(&three(&format!("ranks: {}", deep("[", "]"))), &["nested too deeply"]);
    refused(
        &three(&format!("weather: (latency: {})", deep("Mixture([(1.0, ", ")])"))),
        &["nested too deeply"],
    );
    refused(&deep("(", ")"), &["a key is expected here"]);
    refused(&"[".repeat(1 << 24), &["one bracket of keys"]);
}

#[test]
fn wrong_names_come_with_what_was_meant() {
    refused(
        "(version: 1, model: \"anotation\")",
        &["there is no model `anotation`", "did you mean `annotation`?", ":1:21"],
    );
    refused(
        "(version: 1, model: \"annotation\",\n knobs: (feilds: 3))",
        &["did you mean `fields`?", ":2:10"],
    );
    refused(&three("horizn: \"1s\""), &["did you mean `horizon`?"]);
    refused(
        &three("faults: [Lose(message: (kind: \"Akc\", nth: 1))]"),
        &["did you mean `Ack`?", "faults[0].message.kind"],
    );
    refused(&three("faults: [Crash(process: \"bob\", at: \"1s\")]"), &["no process `bob`", "`data-entry`"]);
    refused(&three("weather: (operations: {\"sav\": Never})"), &["did you mean `save`?"]);
    refused("(version: 2, model: \"annotation\")", &["newer sooner", ":1:11"]);
}

#[test]
fn wrong_values_are_marked_where_they_stand() {
    let knobs = |knobs: &str| format!("(version: 1, model: \"annotation\",\n knobs: ({knobs}))");
    refused(&knobs("create_every: \"-1s\""), &["is negative", ":2:24", "^^^^^"]);
    refused(&knobs("create_every: \"99999999999h\""), &["too long", "584 years", ":2:24"]);
    refused(&knobs("create_every: \"99999999999999999999h\""), &["too long"]);
    refused(&knobs("create_every: 5"), &["a duration in quotes", ":2:24"]);
    refused(&knobs("fields: 0"), &["without a field", ":2:18", "write 1 or more"]);
    refused(&knobs("fields: -1"), &["out of range", ":2:18"]);
    refused(&knobs("fields: 4_000_000_000"), &["256000000000 bytes", ":2:18", "at most"]);
    refused(&three("weather: (loss: 1.5)"), &["1.5 is not between 0 and 1", "^^^"]);
    refused(&three("weather: (loss: \"1/0\")"), &["divides by zero", "^^^^^"]);
    refused(
        &three("faults: [Lose(message: (kind: \"Ack\", item: 0, nth: 1))]"),
        &["no field 0", "faults[0].message.item"],
    );
    refused(
        &three("faults: [Lose(message: (kind: \"Ack\", nth: 0))]"),
        &["count from 1", "faults[0].message.nth"],
    );
    refused(&three("faults: [Lose(message: (kind: \"Ack\", nth: \"5..2\"))]"), &["holds nothing", "^^^^^^"]);
    refused(&three("horizon: \"0s\""), &["nothing can happen"]);
    refused(&three("step_limit: 0"), &["nothing runs"]);
    refused("(version: 1, model: \"annotation\") more", &["has ended before this"]);
    refused("(version: 1, model: \"annotation\", knobs: (", &["wrong.ron:1:"]);
}

#[test]
fn samples_are_read_beside_the_scenario() {
    let text = three("weather: (latency: Samples(\"lat.csv\"))");
    let run = |csv: &str| {
        let desk = Desk::with(&[("s.ron", &text), ("lat.csv", csv)]);
        let elsewhere = TempDir::new().unwrap();
        let mut command =
            desk.command(&["run", desk.path().join("s.ron").to_str().unwrap(), "--format", "json"]);
        Came::from(command.current_dir(elsewhere.path()).output().unwrap())
    };
    let settled = |csv: &str| -> u64 {
        let came = run(csv);
        let object: Value =
            serde_json::from_str(&came.out).unwrap_or_else(|_| panic!("{csv:?}: {}", came.err));
        object["settled_at_ns"].as_u64().unwrap()
    };
    // The last field is created at 3 ms; its three messages follow.
    let after = |nanos: u64| 3_000_000 + 3 * nanos;
    assert_eq!(settled("5\n"), after(5_000_000), "plain numbers are milliseconds");
    assert_eq!(settled("latency_us,host\n7.5,a\n"), after(7_500), "a header names the unit");
    assert_eq!(settled("x_s\r\n\r\n\"2e-3\"\r\n"), after(2_000_000));
    assert_eq!(settled("250us\n"), after(250_000), "a cell may say its own unit");
    for (csv, words) in [
        ("lat_us\n5\nabc\n", "lat.csv:3:1"),
        ("-5\n", "is negative"),
        ("lat_us\n", "no value"),
        ("1e30\n", "too long"),
        ("5\n,6\n", "the first column is empty"),
    ] {
        let came = run(csv);
        assert_eq!(came.status, Some(2), "{csv:?}: {}", came.out);
        assert!(came.err.contains(words) && came.err.contains("lat.csv"), "{}", came.err);
    }
    refused(&text, &["no sample file", "lat.csv", "own folder"]);
}
