//! Campaigns inside tests: the corpus first, the number of seeds, and what a failure tells.

use std::fs;
use std::path::Path;
use std::process::Command;

use sooner::check::{CampaignReport, ScenarioOf};
use sooner::models::annotation::AnnotationSystem;
use sooner::testing::{self, Campaign, corpus};
use tempfile::TempDir;

const W1K: &str = include_str!("../scenarios/annotation/w1k.ron");

fn annotation(keys: &str) -> ScenarioOf<AnnotationSystem> {
    let text = format!("(version: 1, model: \"annotation\", {keys})");
    ScenarioOf::<AnnotationSystem>::parse(&text).expect("the scenario is well formed")
}

fn campaign(keys: &str, folder: &TempDir) -> Campaign<AnnotationSystem> {
    testing::campaign::<AnnotationSystem>(annotation(keys)).corpus(folder.path())
}

const FINE: &str = r#"knobs: (fields: 3), weather: (latency: Uniform("1ms", "10ms"), loss: 0.1)"#;
/// So that even two seeds see a repair.
const ROUGH: &str = r#"knobs: (fields: 9), weather: (loss: 0.5)"#;
const FAILING: &str =
    r#"knobs: (fields: 3, mutant: Some(M4)), weather: (latency: Uniform("1ms", "10ms"), loss: 0.1)"#;
/// It settles, and what is expected comes in its place.
const SAVED: &str = r#"(version: 1, model: "annotation", knobs: (fields: 1), expect: [EXPECTED])"#;

fn folder() -> TempDir {
    TempDir::new().expect("a folder can be made")
}

fn write(folder: &TempDir, name: &str, text: &str) {
    fs::write(folder.path().join(name), text).expect("a file can be written");
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("it is a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn three_fields_become_consistent_over_a_lossy_network() {
    let text = r#"(version: 1, model: "annotation", knobs: (fields: 3), weather: (loss: 0.1))"#;
    let scenario = ScenarioOf::<AnnotationSystem>::parse(text).unwrap();
    testing::campaign::<AnnotationSystem>(scenario).seeds(0..2_000).assert_ok();
}

#[test]
fn five_thousand_seeds_of_the_reference_weather_are_fine() {
    let mut scenario = ScenarioOf::<AnnotationSystem>::parse(W1K).expect("the scenario is well formed");
    scenario.knobs.fields = 100;
    let report = testing::campaign::<AnnotationSystem>(scenario).seeds(0..5_000).assert_ok();
    assert!(report.runs >= 5_000 && report.settled == report.runs);
}

#[test]
fn a_failure_is_told_with_its_story_its_file_and_the_command_that_replays_it() {
    let folder = folder();
    let failed = campaign(FAILING, &folder).seeds(0..100).run().unwrap_err().to_string();
    let [file] = &names(folder.path())[..] else { panic!("one file was saved: {:?}", names(folder.path())) };
    let path = folder.path().join(file);
    let seed = file.strip_prefix("annotation-").and_then(|rest| rest.strip_suffix(".ron")).unwrap();
    assert!(
        failed.starts_with(&format!("annotation fails at seed {seed} of 0..100: violated L1 at ")),
        "{failed}"
    );
    for words in [
        format!("saved   {}\n", path.display()),
        format!("replay  sooner replay {}\n", corpus::quoted(&path)),
        format!("seed    {seed}, "),
        "waits for an annotation to be made".to_string(),
    ] {
        assert!(failed.contains(&words), "{words:?} is not in:\n{failed}");
    }
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("// A failure: violates L1.") && text.contains("Violates(\"L1\")"), "{text}");
    assert!(failed.lines().filter(|line| !line.contains("/")).all(|line| line.len() <= 80), "{failed}");
    assert!(failed.contains("SOONER_SEEDS=") && failed.contains("The 1st Publish of"), "{failed}");
}

#[test]
fn the_same_failure_is_saved_once_and_another_one_beside_it() {
    let folder = folder();
    let failed = || campaign(FAILING, &folder).seeds(0..100).run().unwrap_err().to_string();
    let first = failed();
    let file = names(folder.path()).remove(0);
    let kept = fs::read_to_string(folder.path().join(&file)).unwrap();
    let again = failed();
    assert!(first.contains("fails at seed") && again.contains("still fails"), "{first}\n{again}");
    assert_eq!(names(folder.path()).len(), 1, "no new seed was run, so none was saved");
    corpus::add(folder.path(), file.trim_end_matches(".ron"), |_| kept.clone()).unwrap();
    assert_eq!(names(folder.path()).len(), 1, "the same text is there already");
    let other = SAVED.replace("EXPECTED", "Settles()");
    write(&folder, &file, &other);
    campaign(FAILING, &folder).seeds(0..100).run().unwrap_err();
    assert_eq!(names(folder.path()).len(), 2, "what is there is never written over");
    assert_eq!(fs::read_to_string(folder.path().join(file)).unwrap(), other);
}

#[test]
fn assert_ok_panics_with_the_message_at_the_line_of_the_test() {
    let folder = folder();
    let panic =
        std::panic::catch_unwind(|| campaign(FAILING, &folder).seeds(0..100).assert_ok()).unwrap_err();
    let words = panic.downcast_ref::<String>().expect("the panic has words");
    assert!(words.contains("replay  sooner replay "), "{words}");
    // Seen in a process of its own, where nobody catches it.
    let told = told_of_three_campaigns(Some("many"));
    assert!(told.contains("panicked at tests/testing.rs:"), "{told}");
}

/// Fails for ever: the mutant never tries again.
const LOST: &str = r#"(version: 1, model: "annotation", knobs: (fields: 1, mutant: M4),
    faults: [Lose(message: (kind: "Publish", item: 1, nth: 1))], expect: [EXPECTED])"#;

#[test]
fn a_saved_scenario_that_still_fails_fails_the_test_before_any_new_seed() {
    let folder = folder();
    write(&folder, "a.ron", &LOST.replace("EXPECTED", r#"Violates("L1")"#));
    write(&folder, "b.ron", &SAVED.replace("EXPECTED", "Settles()"));
    write(&folder, "c.ron", &LOST.replace("EXPECTED", ""));
    write(&folder, "d.ron", &LOST.replace("M4", "None").replace("EXPECTED", r#"Violates("L1")"#));
    write(&folder, "e.ron", &LOST.replace("EXPECTED", r#"Digest("0x0000000000000001")"#));
    let campaign = || campaign(FINE, &folder).program("my-sim").seeds(0..10);
    let failed = campaign().run().unwrap_err().to_string();
    assert!(failed.starts_with("annotation does not pass 3 saved scenarios, so no new seed was run"));
    for file in ["a.ron", "c.ron", "e.ron"] {
        let told = format!("{}\n    still fails: violated L1 at 1", folder.path().join(file).display());
        let replay = format!("replay: my-sim replay {}\n", folder.path().join(file).display());
        assert!(failed.contains(&told) && failed.contains(&replay), "{file} is not in:\n{failed}");
        fs::remove_file(folder.path().join(file)).unwrap();
    }
    assert!(!failed.contains("b.ron") && !failed.contains("d.ron"), "{failed}");
    assert_eq!(campaign().assert_ok().runs, 10, "one that no longer fails stays as a guard");
}

#[test]
fn a_saved_scenario_that_does_not_settle_fails_the_test_unless_that_was_not_demanded() {
    let stuck = r#"(version: 1, model: "annotation", weather: (latency: Constant("5ms")),
        horizon: "7ms", KEYS)"#;
    let one = "knobs: (fields: 1)";
    // A service that has forgotten everything need not recover.
    let away = r#"knobs: (fields: 1, data_entry_durable: false),
        faults: [Crash(process: "data-entry", at: "2ms", restart: After("1ms"))]"#;
    for (keys, passes) in [
        (format!("{one}, expect: [Stalls]"), false),
        (format!("{one}, expect: [Settles()]"), false),
        (format!("{away}, expect: [Stalls]"), true),
        (format!("{away}, expect: [Violates(\"L1\")]"), true),
        (format!("{away}, expect: [Settles()]"), false),
        (away.to_string(), true),
    ] {
        let folder = folder();
        write(&folder, "stuck.ron", &stuck.replace("KEYS", &keys));
        let came = campaign(FINE, &folder).seeds(0..10).run();
        assert_eq!(came.is_ok(), passes, "{keys}");
        assert!(came.is_ok() || came.unwrap_err().to_string().contains("still fails: stalled at "));
    }
}

#[test]
fn a_file_of_the_corpus_that_cannot_be_read_is_told() {
    for (text, words) in [
        (
            "(version: 2, model: \"annotation\", magic: 7)",
            "of schema version 2; this program reads versions up to 1",
        ),
        (
            "(version: 1,\n model: \"annotation\",\n fault: [])",
            "broken.ron:3 fault: there is no key `fault` here (did you mean `faults`?)",
        ),
        ("nonsense", "broken.ron"),
        (&SAVED.replace("EXPECTED", "Settles(), Violates(\"S1\")"), "so it cannot be that it violates S1"),
    ] {
        let folder = folder();
        write(&folder, "broken.ron", text);
        let failed = campaign(FINE, &folder).seeds(0..10).run().unwrap_err().to_string();
        assert!(failed.contains("broken.ron"), "{failed}");
        let one_line = failed.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(one_line.contains(words) && one_line.contains("mend it, or delete it"), "{failed}");
    }
}

#[test]
fn what_is_another_models_or_no_scenario_is_passed_over() {
    let folder = folder();
    write(&folder, "other.ron", "(version: 1, model: \"another\", knobs: (wings: 2))");
    write(&folder, "notes.txt", "nothing");
    write(&folder, ".a.ron.1.0.part", "half");
    campaign(FINE, &folder).seeds(0..10).assert_ok();
    campaign(FINE, &folder).corpus(folder.path().join("nowhere")).seeds(0..10).assert_ok();
}

#[cfg(unix)]
#[test]
fn a_corpus_that_cannot_be_written_loses_no_finding() {
    let folder = folder();
    let nowhere = folder.path().join("link");
    std::os::unix::fs::symlink(folder.path().join("missing"), &nowhere).expect("a link can be made");
    let failed = campaign(FAILING, &folder).corpus(&nowhere).seeds(0..100).run().unwrap_err().to_string();
    assert!(failed.contains("violated L1") && failed.contains("\nseed    "), "{failed}");
    assert!(failed.contains(&format!("not saved into {}: ", nowhere.display())), "{failed}");
}

#[test]
fn a_corpus_that_cannot_be_read_is_told_before_any_run() {
    let folder = folder();
    write(&folder, "file", "");
    let inside = folder.path().join("file").join("failures");
    let failed = campaign(FAILING, &folder).corpus(&inside).seeds(0..100).run().unwrap_err().to_string();
    assert!(failed.contains("failures: this folder cannot be read: "), "{failed}");
}

#[test]
fn no_seeds_are_no_pass() {
    let failed = campaign(FINE, &folder()).exactly(7..7).run().unwrap_err().to_string();
    assert_eq!(failed, "the campaign has no seeds: nothing ran");
}

#[test]
fn runs_that_do_not_come_to_an_end_are_no_pass() {
    let stopped = format!(r#"{FINE}, horizon: "2ms""#);
    let failed = campaign(&stopped, &folder()).seeds(0..10).run().unwrap_err().to_string();
    assert!(
        failed.contains("10 of 10 runs did not come to an end, the first of them seed 0: stalled"),
        "{failed}"
    );
}

/// Run by the next test with another environment: tells how many seeds three campaigns have.
#[test]
fn seeds_of_three_campaigns() {
    let folder = folder();
    let runs = |report: CampaignReport| report.runs;
    let many = runs(campaign(ROUGH, &folder).seeds(0..2).assert_ok());
    let exact = runs(campaign(ROUGH, &folder).exactly(5..8).assert_ok());
    let later = runs(campaign(ROUGH, &folder).seeds(100..140).assert_ok());
    println!("\ncounted {many} {exact} {later}");
}

fn told_of_three_campaigns(variable: Option<&str>) -> String {
    let mut command = Command::new(std::env::current_exe().expect("this is a program"));
    command.args(["--exact", "seeds_of_three_campaigns", "--nocapture"]).env_remove(testing::VARIABLE);
    if let Some(value) = variable {
        command.env(testing::VARIABLE, value);
    }
    let output = command.output().expect("a test can be run");
    (String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr)).into_owned()
}

fn counted(variable: Option<&str>) -> String {
    let text = told_of_three_campaigns(variable);
    let line = text.lines().find(|line| line.starts_with("counted ") || line.contains("SOONER_SEEDS="));
    line.unwrap_or_else(|| panic!("{text}")).trim().to_string()
}

#[test]
fn the_environment_raises_the_number_of_seeds_and_overrides_no_argument() {
    assert_eq!(counted(None), "counted 2 3 40");
    assert_eq!(counted(Some("")), "counted 2 3 40");
    assert_eq!(counted(Some("30")), "counted 30 3 40");
    assert_eq!(counted(Some("1_00")), "counted 100 3 100");
    assert!(counted(Some("many")).contains("SOONER_SEEDS=many: seeds are a range"));
}

#[test]
fn two_threads_that_save_under_one_name_lose_nothing() {
    let folder = folder();
    let save = |text: &str| corpus::add(folder.path(), "found", |_| text.to_string()).expect("it is saved");
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let save = &save;
            scope.spawn(move || (0..20).for_each(|number| drop(save(&format!("{} {number}", thread % 4)))));
        }
    });
    let mut texts: Vec<String> = names(folder.path())
        .iter()
        .map(|name| fs::read_to_string(folder.path().join(name)).unwrap())
        .collect();
    texts.sort();
    texts.dedup();
    assert_eq!((texts.len(), names(folder.path()).len()), (80, 80), "each text once, and no unfinished file");
}
