//! What is said of files that are wrong: where, what, and the next step. Nothing runs, nothing panics.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::desk::{Came, Desk, three};

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
    let twice = refusal(&knobs("fields: 3, fields: 4"));
    assert!(twice.contains("the key `fields` is written twice") && !twice.contains("Settings"), "{twice}");
    for text in ["loss: NaN", "latency: Pareto(minimum: \"1s\", shape: NaN)"] {
        refused(&three(&format!("weather: ({text})")), &["NaN is not "]);
    }
    refused(&three("weather: (fifo: 3)"), &["`sooner list --language` shows every form"]);
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
        ("", "no value"),
        (" \n", "one value per line"),
        ("1e30\n", "too long"),
        ("5\n,6\n", "the first column is empty"),
    ] {
        let came = run(csv);
        assert_eq!(came.status, Some(2), "{csv:?}: {}", came.out);
        assert!(came.err.contains(words) && came.err.contains("lat.csv"), "{}", came.err);
        assert!(!came.err.contains("version: 1"), "a file of samples is no scenario: {}", came.err);
    }
    refused(&text, &["no sample file", "lat.csv", "own folder"]);
}

#[test]
fn an_address_that_nothing_can_match_is_refused_with_the_place() {
    for (fault, words) in [
        (
            r#"Lose(message: (kind: "Ack", from: "annotation", nth: 1))"#,
            "`Ack` is never sent from `annotation`",
        ),
        (
            r#"CrashAfter(step: (process: "annotation", kind: "Create", nth: 1), effects: 0)"#,
            "`annotation` never takes a step `Create`",
        ),
        (
            r#"SkipTick(process: "annotation", timer: "DataEntryTick", nth: 1)"#,
            "`annotation` never takes a step `DataEntryTick`",
        ),
    ] {
        let text = format!("(version: 1, model: \"annotation\",\n faults: [{fault}])\n");
        let came = Desk::with(&[("address.ron", &text)]).sooner(&["run", "address.ron"]);
        assert_eq!(came.status, Some(2), "{}", came.out);
        assert!(came.err.contains(words) && came.err.contains("address.ron:2:"), "{}", came.err);
    }
}

#[test]
fn a_name_that_is_written_twice_is_refused_with_the_place() {
    let text = "(version: 1, model: \"annotation\",\n weather: (operations: {\"save\": EveryKth(2), \"save\": Never}))\n";
    let came = Desk::with(&[("twice.ron", text)]).sooner(&["run", "twice.ron"]);
    assert_eq!(came.status, Some(2), "{}", came.out);
    assert!(
        came.err.contains("`save` is written twice") && came.err.contains("twice.ron:2:"),
        "{}",
        came.err
    );
}

#[test]
fn weather_in_time_that_cannot_be_is_refused_with_the_place() {
    let spells = r#"up: (mean: "1s"), down: (mean: "1s")"#;
    let whole = r#"whole: (mean: "1s"), broken: (mean: "1s")"#;
    for (weather, words) in [
        (
            format!("crashes: [({spells})]"),
            "weather.heal_at: weather that breaks things in time needs an instant",
        ),
        (r#"pauses: [(up: (mean: "0s"), still: (mean: "1s"))], heal_at: "9s""#.into(), "above zero"),
        (
            r#"pauses: [(up: (mean: "1s", least: "2s"), still: (mean: "1s"))], heal_at: "9s""#.into(),
            "is longer than the mean",
        ),
        (
            r#"clogs: [(whole: (mean: "1ns"), broken: (mean: "1ns"))], heal_at: "9s""#.into(),
            "spells in one run",
        ),
        (r#"clocks: [(drift: 700000)], heal_at: "9s""#.into(), "at most 500000 parts per million"),
        (
            format!(r#"crashes: [({spells}), (process: "annotation", {spells})], heal_at: "9s""#),
            "`annotation` is named twice",
        ),
        (
            format!(r#"crashes: [(process: "annotations", {spells})], heal_at: "9s""#),
            "did you mean `annotation`?",
        ),
        (
            format!(r#"partitions: [({whole}, cut: Isolate(["data"]))], heal_at: "9s""#),
            "there is no process `data`",
        ),
        (r#"bursts: (good: (mean: "1s"), bad: (mean: "1s"), loss: 2.0)"#.into(), "between 0 and 1"),
        (r#"ties: -0.5"#.into(), "between 0 and 1"),
    ] {
        let text = format!("(version: 1, model: \"annotation\",\n weather: ({weather}))\n");
        let came = Desk::with(&[("storm.ron", &text)]).sooner(&["run", "storm.ron"]);
        assert_eq!(came.status, Some(2), "{text}{}", came.out);
        let err = came.err.replace("\n", " ");
        assert!(
            err.contains("storm.ron")
                && (err.contains(words) || words.split(": ").all(|part| err.contains(part))),
            "{}",
            came.err
        );
    }
}
