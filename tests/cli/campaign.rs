//! `campaign` as a user meets it.

use std::fs;
use std::process::Stdio;

use serde_json::Value;

use crate::desk::{Came, Desk, three};

/// A mutant that fails at about every third seed.
const M4: &str = r#"(version: 1, model: "annotation", knobs: (fields: 5, mutant: Some(M4)),
    weather: (latency: Uniform("1ms", "10ms"), loss: 0.1))"#;

fn desk() -> Desk {
    let fine = three(r#"weather: (latency: Uniform("1ms", "10ms"), loss: 0.1)"#);
    Desk::with(&[("m4.ron", M4), ("fine.ron", &fine)])
}

fn contents(desk: &Desk, folder: &str) -> Vec<(String, String)> {
    let entries = fs::read_dir(desk.path().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &std::path::Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let mut all: Vec<(String, String)> =
        entries.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect();
    all.sort();
    all
}

#[test]
fn the_result_is_the_same_bytes_for_any_number_of_jobs() {
    let desk = desk();
    let run = |jobs: &str, format: &str| {
        let _ = fs::remove_dir_all(desk.path().join("found"));
        let arguments = ["campaign", "m4.ron", "--seeds", "300", "--save", "found", "--ndjson", "runs"];
        let came = desk.sooner(&[&arguments[..], &["--jobs", jobs, "--format", format]].concat());
        assert_eq!(came.status, Some(1), "{}", came.err);
        (came.out, fs::read_to_string(desk.path().join("runs")).unwrap(), contents(&desk, "found"))
    };
    for format in ["human", "json"] {
        let alone = run("1", format);
        assert_eq!((alone.1.lines().count(), alone.2.len()), (300, 10));
        assert_eq!(run("2", format), alone);
        assert_eq!(run("8", format), alone);
    }
}

#[test]
fn it_tells_counts_and_failing_seeds_with_the_command_that_gives_each_again() {
    let desk = desk();
    let came = desk.sooner(&["campaign", "m4.ron", "--seeds", "0..100", "--stop-after", "3", "--jobs", "4"]);
    assert_eq!(came.status, Some(1));
    for words in [
        "3 violated",
        "violated  L1 in 3\n",
        ", panic\n",
        "ended at failing seed 3, as asked",
        "never hit   ",
        "hits ",
    ] {
        assert!(came.out.contains(words), "{words:?} is not in:\n{}", came.out);
    }
    let commands: Vec<&str> =
        came.out.lines().filter_map(|line| line.trim().strip_prefix("sooner ")).collect();
    assert_eq!(commands.len(), 3);
    for command in commands {
        let again = desk.sooner(&command.split(' ').collect::<Vec<_>>());
        assert_eq!(again.status, Some(1), "{command}");
        assert!(again.out.contains("violated L1"));
    }
    assert!(came.err.contains("runs/s") && !came.out.contains("runs/s"), "throughput is no result");
    assert!(!came.err.contains(['\r', '\u{1b}']), "a bar is shown on a terminal only: {:?}", came.err);
    assert!(came.out.lines().filter(|line| !line.contains("violated L1")).all(|line| line.len() <= 80));
}

#[test]
fn the_command_of_a_swarms_seed_gives_that_seed_again() {
    let desk = desk();
    let came = desk.sooner(&["campaign", "m4.ron", "--swarm", "--seeds", "0..50", "--stop-after", "1"]);
    let command = came.out.lines().find_map(|line| line.trim().strip_prefix("sooner ")).unwrap();
    let seed = command.strip_prefix("run m4.ron --swarm --seed ").unwrap();
    let again = desk.sooner(&command.split(' ').collect::<Vec<_>>());
    assert_eq!((again.status, again.out.contains("violated L1 at ")), (Some(1), true), "{}", again.out);
    assert!(again.out.ends_with(&format!("reproduce sooner {command}\n")), "{}", again.out);
    let found = desk.json(&["campaign", "m4.ron", "--swarm", "--seeds", &format!("{seed}..={seed}")]);
    let alone = desk.json(&["run", "m4.ron", "--swarm", "--seed", seed]);
    assert_eq!(found["findings"][0]["digest"], alone["digest"]);
}

#[test]
fn what_a_seed_draws_is_shown_as_a_scenario_and_can_be_saved() {
    let desk = desk();
    let expecting = M4.replace("weather", "expect: [Settles()], weather");
    fs::write(desk.path().join("m4.ron"), expecting).unwrap();
    let run = ["run", "m4.ron", "--swarm", "--seed", "8", "--save", "drawn.ron"];
    let came = desk.sooner(&run);
    assert!(came.err.contains("the file's expectations are not held against what is"), "{}", came.err);
    let (block, _) = came.out.split_once("\n)\n").expect("a scenario comes first");
    fs::write(desk.path().join("block.ron"), format!("{block}\n)\n")).unwrap();
    let replayed = desk.sooner(&["replay", "drawn.ron"]);
    assert_eq!(replayed.status, Some(0), "{}{}", replayed.out, replayed.err);
    let json = desk.json(&run);
    assert_eq!(json["scenario"], format!("{block}\n)\n"));
    for same in [&["run", "block.ron"][..], &["run", "drawn.ron"]] {
        assert_eq!(desk.json(same)["digest"], json["digest"]);
    }
    assert!(desk.json(&["run", "block.ron"])["scenario"].is_null());
    let explained = desk.sooner(&["check", "m4.ron", "--swarm", "--seed", "8"]);
    assert!(explained.out.contains("seed            8\n") && !explained.out.contains("expects"));
    assert_eq!(
        desk.sooner(&["check", "m4.ron", "--seed", "8"]).status,
        Some(2),
        "a seed draws in a swarm only"
    );
}

#[test]
fn a_swarm_around_nothing_but_the_model_strikes_everything_and_finds_nothing() {
    let desk = Desk::with(&[("plain.ron", "(version: 1, model: \"annotation\")")]);
    let run = |jobs: &str, format: &str| {
        let seeds = ["campaign", "plain.ron", "--swarm", "--seeds", "0..2000"];
        let came = desk.sooner(&[&seeds[..], &["--jobs", jobs, "--format", format]].concat());
        assert_eq!(came.status, Some(0), "{}{}", came.out, came.err);
        came.out
    };
    for format in ["human", "json"] {
        let alone = run("1", format);
        assert_eq!((run("2", format), run("4", format)), (alone.clone(), alone.clone()));
        assert!(!alone.contains("never hit "), "{alone}");
    }
    let report: Value = serde_json::from_str(&run("2", "json")).unwrap();
    assert_eq!(
        (&report["never_hit"], &report["never_reached"]),
        (&Value::Array(vec![]), &Value::Array(vec![]))
    );
    let least =
        |family: &Value| family.as_object().unwrap().values().map(|hits| hits.as_u64().unwrap()).min();
    let least = report["hits"].as_object().unwrap().values().filter_map(least).min();
    assert!(least > Some(100), "each family strikes each kind of message often: {}", report["hits"]);
}

#[test]
fn what_a_swarm_saves_of_a_mutant_is_small_and_tells_its_story() {
    for mutant in ["M4", "M5"] {
        let text = format!("(version: 1, model: \"annotation\", knobs: (mutant: {mutant}))");
        let desk = Desk::with(&[("mutant.ron", &text)]);
        let report = desk.json(&["campaign", "mutant.ron", "--swarm", "--seeds", "500", "--save", "found"]);
        let saved = contents(&desk, "found");
        assert_eq!(report["saved"].as_array().unwrap().len(), 10, "{mutant}");
        for (name, text) in &saved {
            let header = text.lines().map_while(|line| line.strip_prefix("//")).collect::<String>();
            assert!(header.starts_with(" A failure: violates L1. With fields = "), "{header}");
            assert!(header.contains(" waits for a") && header.contains(" -> "), "{name}: {header}");
            assert!(text.matches("Lose(").count() <= 3 && text.lines().count() < 50, "{name}: {text}");
            assert_eq!(desk.sooner(&["replay", &format!("found/{name}")]).status, Some(0), "{name}");
        }
    }
}

#[test]
fn json_and_ndjson_hold_everything_by_name() {
    let desk = desk();
    let report = desk.json(&["campaign", "m4.ron", "--seeds", "5..105", "--ndjson", "runs"]);
    assert_eq!((&report["judgement"], &report["runs"]), (&"failed".into(), &100.into()));
    assert_eq!(report["seeds"]["from"], 5);
    assert_eq!(report["hits"]["loss"].as_object().unwrap().len(), 3);
    let runs = fs::read_to_string(desk.path().join("runs")).unwrap();
    let runs: Vec<Value> = runs.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(runs.iter().map(|run| run["seed"].as_u64().unwrap()).eq(5..105));
    let violated: Vec<&Value> = runs.iter().filter(|run| run["verdict"] == "violated").collect();
    assert_eq!(report["verdicts"]["violated"], violated.len());
    assert_eq!(report["violated"]["L1"], violated.len());
    assert_eq!(report["findings"][0]["seed"], violated[0]["seed"]);
    let alone = desk.json(&["run", "m4.ron", "--seed", &violated[0]["seed"].to_string()]);
    assert_eq!(alone["digest"], violated[0]["digest"]);
}

#[test]
fn lines_may_go_to_standard_output_and_then_the_report_does_not() {
    let desk = desk();
    let came = desk.sooner(&["campaign", "fine.ron", "--seeds", "20", "--ndjson", "-"]);
    assert_eq!((came.status, came.out.lines().count()), (Some(0), 20));
    assert!(came.err.contains("No property is violated in 20 runs."), "{}", came.err);
    let both = desk.sooner(&["campaign", "fine.ron", "--ndjson", "-", "--format", "json"]);
    assert_eq!((both.status, both.out.as_str()), (Some(2), ""));
    let over = desk.sooner(&["campaign", "fine.ron", "--ndjson", "m4.ron"]);
    assert_eq!(over.status, Some(2), "a scenario is not written over");
    assert_eq!(fs::read_to_string(desk.path().join("m4.ron")).unwrap(), M4);
}

#[test]
fn seeds_that_are_none_are_refused_and_no_seeds_run_nothing() {
    let desk = desk();
    for (seeds, words) in [
        ("10..5", "run backwards"),
        ("0..18446744073709551616", "more than can be run"),
        ("18446744073709551616", "more than can be run"),
        ("0..99999999999999999999999999999999999999999", "more than can be run"),
        ("18446744073709551615..=18446744073709551615", "ends at 18446744073709551615"),
        ("many", "a range like 0..10000"),
        ("1..0x", "a range like 0..10000"),
        ("1..2..3", "a range like 0..10000"),
        ("", "a range like 0..10000"),
    ] {
        let came = desk.sooner(&["campaign", "fine.ron", "--seeds", seeds]);
        assert_eq!((came.status, came.out.as_str()), (Some(2), ""), "{seeds}");
        assert!(came.err.contains(words), "{}", came.err);
    }
    assert_eq!(desk.sooner(&["campaign", "fine.ron", "--seeds", "5..5"]).status, Some(4));
    assert_eq!(desk.sooner(&["campaign", "fine.ron", "--seeds", "0x10..1_00"]).status, Some(0));
    for wrong in [["--jobs", "0"], ["--stop-after", "0"]] {
        assert_eq!(desk.sooner(&[&["campaign", "fine.ron"][..], &wrong].concat()).status, Some(2));
    }
}

#[test]
fn what_is_saved_replays_and_is_replayed_first_by_the_next_campaign() {
    let desk = desk();
    let save = ["campaign", "m4.ron", "--seeds", "50", "--save", "found"];
    desk.sooner(&save);
    let saved = contents(&desk, "found");
    assert!(!saved.is_empty());
    for (name, _) in &saved {
        let came = desk.sooner(&["replay", &format!("found/{name}")]);
        assert_eq!(came.status, Some(0), "{}{}", came.out, came.err);
    }
    let again = desk.sooner(&save);
    assert_eq!((again.status, again.err.contains("saved scenarios first: ")), (Some(1), true));
    assert!(again.out.ends_with("saved scenarios still fail.\n"), "{}", again.out);
    for (name, _) in &saved {
        let told = format!("  found/{name}\n      L1: field 1 waits for an annotation to be made\n");
        assert!(again.out.contains(&told), "{told} is not in:\n{}", again.out);
        assert!(again.out.contains(&format!("      sooner replay found/{name}\n")), "{}", again.out);
    }
    assert_eq!(contents(&desk, "found"), saved, "nothing new is saved");
}

#[test]
fn a_saved_scenario_that_no_longer_fails_stays_as_a_guard() {
    let desk = desk();
    let home = desk.path().join("scenarios/failures/annotation");
    fs::create_dir_all(&home).unwrap();
    let old = r#"expect: [Violates("S2b"), Digest("0x0000000000000001")]"#;
    fs::write(home.join("old.ron"), three(old)).unwrap();
    fs::write(home.join("fine.ron"), three("expect: [Settles()]")).unwrap();
    let campaign = ["campaign", "fine.ron", "--seeds", "10"];
    let came = desk.sooner(&campaign);
    assert_eq!(came.status, Some(0), "{}", came.out);
    let told = "replayed 2 saved scenarios first: none fails, 1 no longer fails\n";
    assert!(came.err.starts_with(told), "{}", came.err);
    let corpus = |failing: &str| -> Value {
        let json = format!(r#"{{"replayed": 2, "failing": [{failing}], "fixed": 1}}"#);
        serde_json::from_str(&json).unwrap()
    };
    assert_eq!(desk.json(&campaign)["corpus"], corpus(""));
    let stops = r#"expect: [Settles()], weather: (loss: 1), horizon: "3s""#;
    fs::write(home.join("fine.ron"), three(stops)).unwrap();
    let json = desk.json(&campaign);
    assert_eq!(
        (&json["judgement"], &json["runs"], &json["corpus"]["fixed"]),
        (&"failed".into(), &10.into(), &1.into())
    );
    let failing = &json["corpus"]["failing"][0];
    assert_eq!(failing["file"], "scenarios/failures/annotation/fine.ron");
    assert_eq!(failing["reproduce"], "sooner replay scenarios/failures/annotation/fine.ron");
    assert_eq!(desk.sooner(&campaign).status, Some(1));
}

#[test]
fn a_saved_scenario_of_a_newer_schema_is_told_before_any_run() {
    let desk = desk();
    fs::create_dir(desk.path().join("found")).unwrap();
    let newer = "(version: 9, model: \"annotation\", magic: 7)";
    fs::write(desk.path().join("found/new.ron"), newer).unwrap();
    let came = desk.sooner(&["campaign", "m4.ron", "--seeds", "10", "--save", "found"]);
    assert_eq!((came.status, came.out.as_str()), (Some(2), ""));
    assert!(came.err.contains("new.ron") && came.err.contains("schema version 9"), "{}", came.err);
    assert_eq!(contents(&desk, "found"), [("new.ron".to_string(), newer.to_string())]);
}

#[test]
fn expectations_that_contradict_each_other_are_refused() {
    let desk =
        Desk::with(&[("both.ron", &three("expect: [Settles(), Fact(\"strong_ns\", 1), Violates(\"L1\")]"))]);
    for verb in ["campaign", "run", "check"] {
        let came = desk.sooner(&[verb, "both.ron"]);
        assert_eq!((came.status, came.out.as_str()), (Some(2), ""));
        assert!(
            came.err.contains("expected that it settles, so it cannot be that it violates L1"),
            "{}",
            came.err
        );
        assert!(came.err.contains("both.ron:1:"), "the place is shown: {}", came.err);
    }
}

#[test]
fn a_folder_that_cannot_be_written_into_is_told_before_any_run() {
    let desk = desk();
    for folder in ["m4.ron", "m4.ron/found"] {
        let came = desk.sooner(&["campaign", "m4.ron", "--save", folder]);
        assert_eq!((came.status, came.out.as_str()), (Some(2), ""));
        assert!(came.err.contains(folder) && came.err.contains("help:"), "{}", came.err);
    }
    assert_eq!(desk.names(), ["fine.ron", "m4.ron"]);
}

/// No file may become longer than a block: every scenario that is saved hits the end of the disk in its middle.
#[cfg(unix)]
#[test]
fn a_disk_that_fills_up_is_told_and_nothing_computed_is_lost() {
    let desk = desk();
    let whole = desk.sooner(&["campaign", "m4.ron", "--seeds", "100"]).out;
    let mut shell = std::process::Command::new("sh");
    let sooner = env!("CARGO_BIN_EXE_sooner");
    let script = format!("ulimit -f 1; exec {sooner} campaign m4.ron --seeds 100 --save found --ndjson runs");
    let came: Came = shell.current_dir(desk.path()).args(["-c", &script]).output().unwrap().into();
    assert_eq!((came.status, came.out), (Some(1), whole), "{}", came.err);
    assert!(
        came.err.contains("cannot be saved here") && came.err.contains("cannot be written here"),
        "{}",
        came.err
    );
    assert_eq!(contents(&desk, "found"), [], "no half of a file");
    assert_eq!(desk.names(), ["fine.ron", "found", "m4.ron"]);
}

#[test]
fn two_campaigns_that_save_into_one_folder_lose_nothing() {
    let desk = desk();
    let arguments = ["campaign", "m4.ron", "--seeds", "200", "--save", "both"];
    let start = || desk.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (one, other) = (start(), start());
    let came = [one, other].map(|child| Came::from(child.wait_with_output().unwrap()));
    assert!(came.iter().all(|came| came.status == Some(1)), "{}", came[0].err);
    desk.sooner(&["campaign", "m4.ron", "--seeds", "200", "--save", "alone"]);
    let alone =
        contents(&desk, "alone").into_iter().map(|(name, text)| (name, text.replace("alone/", "both/")));
    assert_eq!(contents(&desk, "both"), alone.collect::<Vec<_>>());
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_a_campaign_with_what_is_known() {
    let desk = desk();
    let arguments = ["campaign", "fine.ron", "--seeds", "1_000_000_000", "--jobs", "2", "--ndjson", "runs"];
    let child = desk.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let unfinished = || {
        let part = desk.names().into_iter().find(|name| name.ends_with(".part"));
        part.is_some_and(|part| fs::metadata(desk.path().join(part)).is_ok_and(|part| part.len() > 0))
    };
    while !unfinished() {
        std::thread::yield_now();
    }
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    let came = Came::from(child.wait_with_output().unwrap());
    assert_eq!(came.status, Some(130), "{}", came.err);
    let told = came.out.split_once("interrupted after the first ").expect("it is told").1;
    let runs: usize = told.split_whitespace().next().unwrap().parse().unwrap();
    let lines = fs::read_to_string(desk.path().join("runs")).unwrap();
    assert_eq!(lines.lines().count(), runs, "the lines are those of the report");
    assert!(runs > 0 && lines.lines().last().unwrap().starts_with(&format!("{{\"seed\":{},", runs - 1)));
}

#[test]
fn a_fault_that_struck_nothing_in_any_run_is_told() {
    let faults =
        r#"faults: [Lose(message: (kind: "Ack", item: 1, nth: 1)), Lose(message: (kind: "Ack", nth: 99))]"#;
    let desk = Desk::with(&[("idle.ron", &three(faults))]);
    let campaign = ["campaign", "idle.ron", "--seeds", "20"];
    let came = desk.sooner(&campaign);
    assert_eq!(came.status, Some(0), "{}", came.out);
    let warnings: Vec<&str> =
        came.err.lines().filter(|line| line.contains("struck nothing in any run")).collect();
    assert!(warnings.len() == 1 && warnings[0].contains("fault 2"), "{}", came.err);
    assert_eq!(desk.json(&campaign)["never_struck"], serde_json::json!([2]));
}
