//! `mutants` as a user meets it.

use std::fs;

use crate::desk::Desk;

/// The two that come out as small as they should, for any seed.
const EASY: [&str; 2] = ["M6", "M9"];

#[test]
fn a_mutant_is_told_in_two_tables_that_fit_a_terminal() {
    let desk = Desk::with(&[]);
    for mutant in EASY {
        let came = desk.sooner(&["mutants", "annotation", "--seeds", "200", "--mutant", mutant]);
        assert_eq!(came.status, Some(0), "{}{}", came.out, came.err);
        for words in
            ["reference  200 runs, 0 findings: ok", "share", "median", "departures", "Every goal is met."]
        {
            assert!(came.out.contains(words), "{words:?} is not in:\n{}", came.out);
        }
        let rows = came.out.lines().filter(|line| line.starts_with(mutant) && line.ends_with("  ok"));
        assert_eq!(rows.count(), 2, "{}", came.out);
        assert!(came.out.lines().all(|line| line.chars().count() <= 80), "{}", came.out);
        assert!(came.err.contains(" ms at worst") && !came.out.contains(" ms"), "time is no result");
        assert!(!came.err.contains(['\r', '\u{1b}']), "a bar is shown on a terminal only");
    }
}

#[test]
fn all_models_with_mutants_are_hunted_and_the_bytes_do_not_depend_on_jobs() {
    let desk = Desk::with(&[]);
    for format in ["human", "json"] {
        let run = |jobs: &str| {
            let arguments = ["mutants", "--seeds", "30", "--shrink", "1", "--format", format, "--jobs", jobs];
            let came = desk.sooner(&arguments);
            (came.status, came.out)
        };
        let alone = run("1");
        assert!(
            alone.1.contains("E1SilentWhileUnacknowledged") && alone.1.contains("M11SavesAnOlderVersion")
        );
        assert_eq!(run(if format == "json" { "3" } else { "8" }), alone);
    }
}

#[test]
fn an_equivalent_mutant_is_listed_as_such() {
    let desk = Desk::with(&[]);
    let came = desk.sooner(&["mutants", "annotation", "--seeds", "300", "--mutant", "E1"]);
    assert_eq!(came.status, Some(0), "{}{}", came.out, came.err);
    assert!(
        came.out.contains(
            "equivalent: nothing may find it\nE1SilentWhileUnacknowledged  not found in 300 runs: ok"
        )
    );
    let json = desk.json(&["mutants", "annotation", "--seeds", "300", "--mutant", "E1"]);
    let mutant = &json["models"][0]["mutants"][0];
    assert_eq!((mutant["equivalent"].as_bool(), mutant["found"].as_u64()), (Some(true), Some(0)));
    assert!(mutant["caught_by"].is_null() && mutant["minimal"].is_null());
}

#[test]
fn json_has_the_shrunk_scenarios_and_times_only_where_they_are_asked_for() {
    let desk = Desk::with(&[]);
    let json = desk.json(&["mutants", "annotation", "--seeds", "200", "--mutant", "M9"]);
    let mutant = &json["models"][0]["mutants"][0];
    assert_eq!(json["goal"], "met");
    assert_eq!((&mutant["mutant"], &mutant["caught_by"]), (&"M9ClaimsSuccessTooEarly".into(), &"S5".into()));
    assert_eq!(
        (mutant["departures"]["worst"].as_u64(), mutant["minimal"]["items"].as_u64()),
        (Some(0), Some(2))
    );
    let shrunk = mutant["shrunk"].as_array().unwrap();
    assert_eq!(shrunk.len(), 5);
    for small in shrunk {
        assert!(small.get("nanoseconds").is_none());
        fs::write(desk.path().join("small.ron"), small["scenario"].as_str().unwrap()).unwrap();
        assert_eq!(desk.sooner(&["replay", "small.ron"]).status, Some(0));
    }
    let timed = desk.json(&["mutants", "annotation", "--seeds", "200", "--mutant", "M9", "--times"]);
    let shrunk = timed["models"][0]["mutants"][0]["shrunk"].as_array().unwrap();
    assert!(shrunk.iter().all(|small| small["nanoseconds"].as_u64().unwrap() > 0));
    let came = desk.sooner(&["mutants", "--seeds", "9", "--times"]);
    assert_eq!(came.status, Some(2));
    assert!(came.err.contains("write `--format json` too"), "{}", came.err);
}

#[test]
fn what_was_shrunk_is_saved_with_its_story_and_replays() {
    let desk = Desk::with(&[]);
    let came = desk.sooner(&[
        "mutants",
        "annotation",
        "--seeds",
        "100",
        "--mutant",
        "M6",
        "--shrink",
        "3",
        "--save",
        "found",
    ]);
    assert_eq!(came.status, Some(0), "{}{}", came.out, came.err);
    let entries = fs::read_dir(desk.path().join("found")).unwrap();
    let files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 3);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains("M6SilentOnceAcknowledged, seed ") && text.contains("violates L1"), "{text}");
        assert_eq!(desk.sooner(&["replay", file.to_str().unwrap()]).status, Some(0), "{text}");
    }
    let file = desk.sooner(&["mutants", "--seeds", "1", "--save", "/dev/null/folder"]);
    assert_eq!(file.status, Some(2));
}

#[test]
fn of_too_few_seeds_it_says_that_it_cannot_say() {
    let came = Desk::with(&[]).sooner(&["mutants", "annotation", "--seeds", "20", "--mutant", "M8"]);
    assert_eq!(came.status, Some(3), "{}", came.out);
    assert!(came.out.contains("of so few seeds not all can be said"));
}

#[test]
fn a_model_or_a_mutant_that_is_not_there_is_refused_with_advice() {
    let bad = r#"(version: 1, model: "annotation",
    knobs: (fields: 3, mutant: M12))"#;
    let desk = Desk::with(&[("m12.ron", bad)]);
    for (arguments, words) in [
        (&["mutants", "anotation"][..], &["there is no model `anotation`", "did you mean `annotation`?"][..]),
        (
            &["mutants", "annotation", "--mutant", "M12"],
            &["the model `annotation` has no mutant `M12`", "there is M1Always"],
        ),
        (&["mutants", "annotation", "--mutant", "M5Republish"], &["did you mean `M5RepublishesOnlyOnce`?"]),
        (&["mutants", "--mutant", "M9"], &["several models have mutants"]),
        (&["mutants", "--seeds", "0"], &["a swarm has from 1 to 10000000 seeds"]),
        (
            &["run", "m12.ron"],
            &["`M12` is not known here", "m12.ron:2:", "knobs.mutant", "did you mean `M1`?"],
        ),
    ] {
        let came = desk.sooner(arguments);
        assert_eq!((came.status, came.out.as_str()), (Some(2), ""), "{arguments:?}");
        for words in words {
            assert!(came.err.contains(words), "{words:?} is not in:\n{}", came.err);
        }
    }
}
