//! "It settles within so long" as a test: how it is decided, and what is told where it does not hold.

use std::fs;

use sooner::check::ScenarioOf;
use sooner::measure::{Confidence, Decision, Level, Sequential};
use sooner::models::annotation::AnnotationSystem;
use sooner::testing::{self, SettlesWithin, WORST};
use tempfile::TempDir;

/// Ten fields, of which every attempt fails one time in five: late about once in a thousand runs.
const DICE: &str = r#"knobs: (fields: 10, create_every: "1ms", data_entry_every: "1s", annotation_every: "1s"),
    weather: (operations: {"generate": Chance("1/5"), "save": Chance("1/5"), "ack": Chance("1/5")})"#;

fn annotation(keys: &str) -> ScenarioOf<AnnotationSystem> {
    let text = format!("(version: 1, model: \"annotation\", {keys})");
    ScenarioOf::<AnnotationSystem>::parse(&text).expect("the scenario is well formed")
}

fn within(keys: &str, within: &str, folder: &TempDir) -> SettlesWithin<AnnotationSystem> {
    let settles = testing::settles_within::<AnnotationSystem>(annotation(keys), within);
    settles.corpus(folder.path().join("failures")).slow_runs(folder.path().join("slow"))
}

fn folder() -> TempDir {
    TempDir::new().expect("a folder can be made")
}

#[test]
fn three_fields_are_consistent_within_thirty_seconds_nearly_always() {
    let text = r#"(version: 1, model: "annotation", knobs: (fields: 3), weather: (loss: 0.1))"#;
    let scenario = ScenarioOf::<AnnotationSystem>::parse(text).unwrap();
    testing::assert_settles_within::<AnnotationSystem>(scenario, "30s", 0.999, 0.99);
}

#[test]
fn it_holds_at_the_first_look_that_shows_it_and_the_same_for_any_number_of_jobs() {
    let folder = folder();
    let one = within(DICE, "30s", &folder).probability(0.99).confidence(0.95).assert();
    let four = within(DICE, "30s", &folder).probability(0.99).confidence(0.95).jobs(4).assert();
    assert_eq!(one, four);
    let (level, confidence) = ("0.99".parse::<Level>().unwrap(), Confidence::new(0.95).unwrap());
    let sequential = Sequential::new(level, confidence);
    let mut look = sequential.next_look(0);
    while sequential.look(look, look) != Decision::Holds {
        look = sequential.next_look(look);
    }
    assert_eq!((one.hits, one.runs(), one.late), (look, look, 0));
    let words = format!(
        "with 95 % confidence, in at least 99 % of runs annotation is consistent within 30s ({look} of {look} seeds)"
    );
    assert_eq!(one.to_string(), words);
    assert!(one.interval().low > 0.98 && one.interval().high == 1.0);
    assert!(!folder.path().join("slow").exists() && !folder.path().join("failures").exists());
}

#[test]
fn what_is_too_slow_is_told_with_its_share_its_worst_seeds_and_what_explains_it() {
    let folder = folder();
    let failed = within(DICE, "4s", &folder).run().unwrap_err().to_string();
    let head = "annotation is too slow: with 99 % confidence, it settles within 4s in less than 99.9 % of all runs\n\nin time ";
    assert!(failed.starts_with(head), "{failed}");
    for words in [
        "\nlimits  from ",
        "\nwanted  99.9 % at least\n",
        " settled later\nslowest seed ",
        ", later than 4s. ",
    ] {
        assert!(failed.contains(words), "{words:?} is not in:\n{failed}");
    }
    let worst = failed.matches(": settled at ").count();
    assert!((1..=WORST).contains(&worst), "{failed}");
    let slow = folder.path().join("slow");
    let saved: Vec<_> = fs::read_dir(&slow).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [file] = &saved[..] else { panic!("one slow run is saved: {saved:?}") };
    assert!(failed.ends_with(&format!("replay  sooner replay {}", file.display())), "{failed}");
    let text = fs::read_to_string(file).unwrap();
    assert!(text.starts_with("// A failure: takes longer than 4s.\n"), "{text}");
    assert!(text.contains("Settles(at: ") && !text.contains("Chance"), "{text}");
    // It settles as it expects: a corpus of it would not fail.
    let replayed = within(DICE, "30s", &folder).corpus(&slow).probability(0.9).confidence(0.9).run();
    assert!(replayed.is_ok(), "{replayed:?}");
}

#[test]
fn what_is_never_in_time_is_told_from_the_fastest_run() {
    let folder = folder();
    let failed =
        within(r#"knobs: (fields: 3, create_every: "5s")"#, "4s", &folder).run().unwrap_err().to_string();
    assert!(failed.contains("in time 0 of 64 runs within 4s: 0 %\n"), "{failed}");
    assert!(failed.contains(", so none of these runs was in time\n"), "{failed}");
    assert!(failed.contains("the workload itself goes on until 15s\n"), "{failed}");
}

#[test]
fn what_so_few_seeds_do_not_decide_is_undecided_and_no_pass() {
    let folder = folder();
    let failed = within(DICE, "30s", &folder).at_most(100).run().unwrap_err().to_string();
    let head = "UNDECIDED: 100 runs do not tell whether annotation settles within 30s in 99.9 % of them\n\n\
                in time 100 of 100 runs within 30s: 100 %\nlimits  from 95.";
    assert!(failed.starts_with(head), "{failed}");
    let needed =
        failed.split("needed  about ").nth(1).expect("it is told how many").split(' ').next().unwrap();
    let needed: u64 = needed.parse().unwrap();
    let settling = within(DICE, "30s", &folder).at_most(needed).assert();
    assert_eq!(settling.runs(), needed, "that many would do");
}

#[test]
fn a_run_that_does_not_settle_is_not_in_time_and_is_counted_apart() {
    let folder = folder();
    let down = r#"horizon: "20s", knobs: (fields: 2, create_every: "1s"),
        faults: [Crash(process: "annotation", at: "500ms", restart: Never)]"#;
    let failed = within(down, "10s", &folder).run().unwrap_err().to_string();
    assert!(failed.contains("\nothers  64 did not come to an end\n"), "{failed}");
    assert!(failed.contains("\nslowest seed 0: not settled\n        seed 1: not settled\n"), "{failed}");
    assert!(failed.contains("It is not settled within 10s: "), "{failed}");
}

#[test]
fn a_violated_property_is_a_failure_of_its_own_and_goes_into_the_corpus() {
    let folder = folder();
    let wrong =
        r#"knobs: (fields: 3, mutant: Some(M4)), weather: (latency: Uniform("1ms", "10ms"), loss: 0.1)"#;
    let failed = within(wrong, "30s", &folder).from_seed(7).run().unwrap_err().to_string();
    assert!(
        failed.starts_with("annotation fails at seed ") && failed.contains(" of 7..20007: violated L1 at "),
        "{failed}"
    );
    assert!(failed.contains(", with which .from_seed(") && !failed.contains("SOONER_SEEDS"), "{failed}");
    assert_eq!(fs::read_dir(folder.path().join("failures")).unwrap().count(), 1);
    let again = within(wrong, "30s", &folder).run().unwrap_err().to_string();
    assert!(
        again.starts_with("annotation does not pass a saved scenario, so no new seed was run"),
        "{again}"
    );
}

#[test]
fn what_cannot_be_asked_is_refused_in_words() {
    let folder = folder();
    let settles = || within(DICE, "30s", &folder);
    let soon = r#"horizon: "10s", knobs: (fields: 3)"#;
    let cases = [
        (settles().probability(1.0), "is shown by no number of runs; ask for a share below, like 0.9999"),
        (settles().probability(0.0), "it is true of every system"),
        (settles().probability(1.5), "1.5 is no probability that can be asked for"),
        (settles().probability(f64::NAN), "NaN is no probability that can be asked for"),
        (settles().probability(-0.1), "-0.1 is no probability that can be asked for"),
        (settles().confidence(1.0), "runs make nothing certain"),
        (settles().confidence(0.0), "a statement with confidence 0 says nothing"),
        (settles().confidence(f64::NAN), "NaN is no confidence"),
        (settles().at_most(0), "of at most 0 seeds nothing can be seen"),
        (settles().at_most(u64::MAX), "seeds are more than can be run"),
        (settles().from_seed(u64::MAX), "there are no 20000 seeds from seed 18446744073709551615 on"),
        (within(DICE, "soon", &folder), "`soon` is not a duration; write one like \"250ms\""),
        (within(DICE, "-3s", &folder), "`-3s` is negative"),
        (
            within(soon, "10001ms", &folder),
            "the scenario ends at its horizon, 10s, so nobody sees what happens within 10001ms",
        ),
    ];
    for (asked, words) in cases {
        let failed = asked.run().unwrap_err().to_string();
        assert!(failed.starts_with("this cannot be asserted: ") && failed.contains(words), "{failed}");
    }
}

#[test]
#[should_panic(expected = "UNDECIDED: 10 runs do not tell")]
fn what_is_not_shown_panics() {
    within(DICE, "30s", &folder()).at_most(10).assert();
}
