//! What the consumer refuses, and what it takes though it looks odd.

use sooner::check::Problem;

use super::{Scenario, fact, is_settled, numbers, prepared, run, scenario};

fn refused(knobs: &str) -> Problem {
    let text = format!(r#"(version: 1, model: "consumer", knobs: ({knobs}))"#);
    match Scenario::parse(&text) {
        Err(problem) => problem,
        Ok(scenario) => match prepared(&scenario) {
            Err(problem) => problem,
            Ok(_) => panic!("taken: {knobs}"),
        },
    }
}

#[test]
fn a_setting_that_means_nothing_is_refused_with_its_reason() {
    for (knobs, reason) in [
        ("coefficient: 0", "zero"),
        ("coefficient: -2", "coefficient"),
        (r#"coefficient: "3/0""#, "divides by zero"),
        (r#"interval: "-1s""#, "-1s"),
        ("max_retries: -2", "-2 retries are less than none"),
        ("max_retries: 5000000000", "more than 4294967295"),
        ("partitions: []", "one partition or more"),
        ("partitions: [(messages: 2, committed: 3)]", "before what is committed, 3"),
        ("partitions: [(messages: 4000000000), (messages: 4000000000)]", "more than"),
        ("emit: 18446744073709551615", "more than"),
        (r#"request_timeout: "0s""#, "some time"),
        (r#"poll_every: "0s""#, "above zero"),
        (r#"max_poll_interval: "0s""#, "some time"),
        ("undecodable: [4000000000]", "no message 4000000000"),
        ("handler_sends: 10001", "10001 effects of one handler are too many"),
        ("mutant: M17", "M17"),
    ] {
        let problem = refused(knobs);
        assert!(problem.to_string().contains(reason), "{knobs}: {problem}");
    }
}

#[test]
fn retrying_for_ever_is_stated_before_the_run_and_ended_by_the_horizon() {
    let poison = r#"faults: [Fail(attempt: (operation: "handle", item: 0, nth: "all"))], horizon: "100s""#;
    let forever = scenario("max_retries: -1", poison);
    let warnings = prepared(&forever).map(|prepared| prepared.warnings()).unwrap_or_default();
    assert!(warnings.iter().any(|warning| warning.contains("for ever")), "{warnings:?}");
    assert!(prepared(&scenario("", "")).is_ok_and(|prepared| prepared.warnings().is_empty()));
    let outcome = run("max_retries: -1", poison);
    assert_eq!((outcome.verdict.word(), numbers(&outcome, "exit_codes").len()), ("stalled", 0));
    assert_eq!(numbers(&outcome, "called").len(), 7);
}

#[test]
fn a_group_that_has_committed_nothing_and_an_empty_topic_are_fine() {
    for position in ["Earliest", "Latest"] {
        for messages in [0, 2] {
            let outcome = run(&format!("partitions: [(messages: {messages})], position: {position}"), "");
            assert!(is_settled(&outcome), "{position}, {messages}: {}", outcome.verdict);
        }
    }
    // Having committed 0 is not having committed nothing.
    let knobs = "partitions: [(messages: 2, committed: 0)], position: Latest";
    assert_eq!(numbers(&run(knobs, ""), "handled"), [0, 1]);
}

#[test]
fn a_message_that_is_asked_for_twice_is_sent_once() {
    let inputs = r#"inputs: [(at: "1s", input: Emit(message: 3)), (at: "2s", input: Emit(message: 3))]"#;
    let outcome = run("", inputs);
    assert!(is_settled(&outcome), "{}", outcome.verdict);
    assert_eq!(numbers(&outcome, "handled"), [0, 1, 2, 3]);
}

#[test]
fn a_message_that_belongs_nowhere_is_refused_before_the_run() {
    for (input, reason) in [
        ("Emit(message: 0)", "message 0 is there before the run; the first that can be sent is 3"),
        ("Emit(message: 4, partition: 9)", "there is no partition 9; they are numbered from 0 to 0"),
    ] {
        let scenario = scenario("", &format!(r#"inputs: [(at: "1s", input: {input})]"#));
        let problem = prepared(&scenario).err().unwrap_or_else(|| panic!("taken: {input}"));
        assert_eq!((problem.message.as_str(), problem.path.join(".").as_str()), (reason, "inputs.0.input"));
    }
}

#[test]
fn a_run_that_does_not_settle_says_what_waits_for_what() {
    let outcome = run("max_retries: 0", r#"faults: [Fail(attempt: (operation: "handle", item: 1, nth: 1))]"#);
    let why = outcome.verdict.to_string();
    for words in ["partition 0 is committed up to 1 of 3: message 1 is next", "the consumer is down"] {
        assert!(why.contains(words), "{why}");
    }
    assert_eq!(fact(&outcome, "lag").to_string(), "[2]");
}
