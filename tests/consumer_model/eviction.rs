//! Who has not polled for too long is out of its group, whether or not the broker hears of it.

use super::{is_settled, numbers, run};

const EVICTED: &str = r#"partitions: [(messages: 1)], max_poll_interval: "2s", max_retries: 2"#;

#[test]
fn no_commit_counts_after_the_interval_though_the_broker_was_not_told() {
    let fails = r#"Fail(attempt: (operation: "handle", item: 0, nth: "1..3"))"#;
    for fault in [
        r#"Lose(message: (kind: "Leave", nth: 1))"#,
        r#"Partition(cut: Isolate(["consumer"]), from: "1500ms", until: "2500ms")"#,
        r#"Crash(process: "broker", at: "1500ms", restart: After("1s"))"#,
    ] {
        let rest = format!(r#"faults: [{fails}, {fault}], supervision: {{"consumer": After("1s")}}"#);
        let outcome = run(EVICTED, &rest);
        assert!(is_settled(&outcome), "{fault}: {}", outcome.verdict);
        assert_eq!(numbers(&outcome, "exits_ns"), [3_000_000_000], "{fault}");
        assert_eq!(numbers(&outcome, "handled"), [0, 0], "{fault}");
    }
}

#[test]
fn a_process_that_stood_still_for_too_long_is_out_of_its_group() {
    let outcome = run(
        &format!(r#"{EVICTED}, handler_time: "1s""#),
        r#"faults: [Pause(process: "consumer", from: "500ms", until: "10s")],
            supervision: {"consumer": After("1s")}"#,
    );
    assert!(is_settled(&outcome), "{}", outcome.verdict);
    assert_eq!(numbers(&outcome, "exit_codes"), [1]);
    assert_eq!(numbers(&outcome, "committed"), [1]);
}

#[test]
fn a_commit_at_the_last_instant_of_the_interval_counts() {
    let outcome = run(&format!(r#"{EVICTED}, handler_time: "2s""#), "");
    assert!(is_settled(&outcome), "{}", outcome.verdict);
    assert_eq!(numbers(&outcome, "handled"), [0]);
}

#[test]
fn without_a_group_there_is_nothing_to_leave() {
    let outcome = run(&format!(r#"{EVICTED}, group: false, handler_time: "5s""#), "");
    assert!(is_settled(&outcome), "{}", outcome.verdict);
    let left = outcome.messages.iter().find(|(kind, _)| *kind == "Leave");
    assert_eq!(left.map(|(_, messages)| messages.sent), Some(0));
}
