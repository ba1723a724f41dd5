//! Every point at which a fault can strike between reading a message and reading the next can be named by a scenario, and
//! whatever strikes there, all is handled in the end.

use sooner::check::Outcome;

use super::{is_settled, numbers, run};

/// A crash after so many effects of a step of message 1, with a restart after a second.
fn crash(kind: &str, effects: u32) -> String {
    format!(
        r#"faults: [CrashAfter(step: (process: "consumer", kind: "{kind}", item: 1, nth: 1), effects: {effects},
            restart: After("1s"))]"#
    )
}

/// Two effects of a handler, and a topic of three messages of which one is committed.
fn struck(position: &str, rest: &str) -> Outcome {
    let knobs = format!(
        r#"partitions: [(messages: 3, committed: 1)], position: {position}, handler_sends: 2, request_timeout: "2s""#
    );
    let outcome = run(&knobs, rest);
    assert!(is_settled(&outcome), "{position}, {rest}: {}", outcome.verdict);
    assert_eq!(numbers(&outcome, "offsets"), [3], "{position}, {rest}");
    outcome
}

#[test]
fn a_crash_after_any_effect_of_any_step_is_named_and_survived() {
    let steps = [("Record", 1), ("Handle", 3), ("Handled", 2), ("Committed", 2)];
    for (kind, effects) in steps.into_iter().flat_map(|(kind, most)| (0..=most).map(move |k| (kind, k))) {
        let latest = struck("Latest", &crash(kind, effects));
        // A commit that is on its way is lost with its connection.
        let twice = kind == "Handled";
        let expected: &[u64] = if twice { &[1, 1, 2] } else { &[1, 2] };
        assert_eq!(numbers(&latest, "handled"), expected, "{kind} after {effects}");
        // What was sent out before the crash is sent out again with the next try.
        let again = if kind == "Handle" { u64::from(effects.min(2)) } else { u64::from(twice) * 2 };
        let sent =
            latest.messages.iter().find(|(kind, _)| *kind == "Effect").map(|(_, messages)| messages.sent);
        assert_eq!(sent, Some(4 + again), "{kind} after {effects}");

        let earliest = struck("Earliest", &crash(kind, effects));
        let handled = numbers(&earliest, "handled");
        assert_eq!(handled[handled.len() - 3..], [0, 1, 2], "{kind} after {effects}: a rebuild");
        assert_eq!(numbers(&earliest, "end_after"), [3], "{kind} after {effects}");
    }
}

#[test]
fn a_crash_during_a_wait_begins_with_the_first_try_and_the_first_wait() {
    let fails = r#"Fail(attempt: (operation: "handle", item: 1, nth: "1..4"))"#;
    let outcome = struck(
        "Latest",
        &format!(r#"faults: [{fails}, Crash(process: "consumer", at: "1500ms", restart: After("1s"))]"#),
    );
    assert_eq!(numbers(&outcome, "waits_ns"), [1_000_000_000, 1_000_000_000]);
}

#[test]
fn what_is_lost_on_its_way_is_asked_for_again() {
    for kind in ["Join", "Assigned", "Fetch", "Record"] {
        let outcome = struck("Earliest", &format!(r#"faults: [Lose(message: (kind: "{kind}", nth: 1))]"#));
        assert_eq!(numbers(&outcome, "handled"), [0, 1, 2], "{kind}");
    }
}

#[test]
fn a_commit_that_is_lost_rejected_or_not_answered_counts_as_a_failure_of_the_handler() {
    let commits = [
        r#"Lose(message: (kind: "Commit", item: 1, nth: 1))"#,
        r#"Lose(message: (kind: "Committed", item: 1, nth: 1))"#,
        r#"Fail(attempt: (operation: "commit", item: 1, nth: 1))"#,
        r#"CrashAfter(step: (process: "broker", kind: "Commit", item: 1, nth: 1), effects: 0, restart: After("100ms"))"#,
    ];
    for fault in commits {
        let outcome = struck("Earliest", &format!("faults: [{fault}]"));
        assert_eq!(numbers(&outcome, "handled"), [0, 1, 1, 2], "{fault}");
        assert_eq!(numbers(&outcome, "waits_ns"), [1_000_000_000], "{fault}");
        // A commit that was applied before its reply was lost changes nothing the second time.
        assert_eq!(numbers(&outcome, "committed"), [2, 3], "{fault}");
    }
}

#[test]
fn a_rebalance_or_an_eviction_dooms_the_message_in_hand_and_no_other() {
    for (knobs, rest) in [
        (
            "",
            r#"inputs: [(after: (process: "consumer", kind: "Handle", item: 1, nth: 1), input: Rebalance)],"#,
        ),
        (
            r#"max_poll_interval: "1500ms""#,
            r#"faults: [Fail(attempt: (operation: "handle", item: 1, nth: "1..3"))],"#,
        ),
    ] {
        let outcome = run(
            &format!(r#"max_retries: 3, handler_time: "10ms", {knobs}"#),
            &format!(r#"{rest} supervision: {{"consumer": After("1s")}}"#),
        );
        assert!(is_settled(&outcome), "{}", outcome.verdict);
        assert_eq!(numbers(&outcome, "exit_codes"), [1]);
        assert_eq!(numbers(&outcome, "committed"), [1, 2, 3]);
        let handled = numbers(&outcome, "handled");
        assert!(handled.starts_with(&[0, 1]) && handled.ends_with(&[1, 0, 1, 2]), "{handled:?}");
    }
}

#[test]
fn undecodable_and_unidentified_messages_are_tried_as_often_as_others_and_kill() {
    for knob in ["undecodable", "without_correlation_id"] {
        let outcome = run(&format!("{knob}: [1], max_retries: 2"), "");
        assert_eq!(outcome.verdict.word(), "stalled");
        assert_eq!(numbers(&outcome, "called"), [0, 1, 1, 1], "{knob}");
        assert_eq!(numbers(&outcome, "waits_ns"), [1_000_000_000, 2_000_000_000], "{knob}");
        assert_eq!(numbers(&outcome, "exit_codes"), [1], "{knob}");
        assert!(outcome.verdict.to_string().contains("message 1 is next"), "{}", outcome.verdict);
    }
}

#[test]
fn either_callback_may_raise_and_nothing_else_happens() {
    let calm = run("", "");
    for nth in [1, 2] {
        let fault = format!(r#"faults: [Fail(attempt: (operation: "callback", nth: {nth}))]"#);
        let raised = run("", &fault);
        assert!(is_settled(&raised));
        for name in ["handled", "committed", "current_after", "end_after", "calls_ns"] {
            assert_eq!(super::fact(&raised, name), super::fact(&calm, name));
        }
        let expected = ["[current]", "[end]"][nth - 1];
        assert_eq!(super::fact(&raised, "raised").to_string(), expected);
    }
}

#[test]
fn every_process_may_crash_pause_and_be_cut_off_at_any_time() {
    for process in ["consumer", "broker", "emitter", "downstream"] {
        for at in (0..4_000).step_by(130) {
            let faults = [
                format!(r#"Crash(process: "{process}", at: "{at}ms", restart: After("700ms"))"#),
                format!(r#"Pause(process: "{process}", from: "{at}ms", until: "{}ms")"#, at + 900),
                format!(r#"Partition(cut: Isolate(["{process}"]), from: "{at}ms", until: "{}ms")"#, at + 900),
            ];
            for fault in faults {
                let outcome = run(
                    r#"handler_time: "200ms", handler_sends: 1, emit: 3, request_timeout: "2s", poll_every: "1s""#,
                    &format!(r#"weather: (latency: Constant("50ms")), faults: [{fault}]"#),
                );
                assert!(is_settled(&outcome), "{fault}: {}", outcome.verdict);
                assert_eq!(numbers(&outcome, "offsets"), [6], "{fault}");
            }
        }
    }
}

#[test]
fn a_message_that_was_appended_twice_on_its_way_lies_in_the_log_once() {
    for fault in [
        r#"Lose(message: (kind: "Produced", item: 3, nth: 1))"#,
        r#"Duplicate(message: (kind: "Produce", item: 3, nth: 1), after: "3s")"#,
        r#"CrashAfter(step: (process: "broker", kind: "Produce", item: 3, nth: 1), effects: 1, restart: After("1s"))"#,
        r#"CrashAfter(step: (process: "emitter", kind: "Produced", item: 3, nth: 1), effects: 0, restart: After("1s"))"#,
    ] {
        let outcome = run(r#"emit: 2, request_timeout: "2s""#, &format!("faults: [{fault}]"));
        assert!(is_settled(&outcome), "{fault}: {}", outcome.verdict);
        assert_eq!(numbers(&outcome, "offsets"), [5], "{fault}");
    }
}
