//! Several partitions: whose turn it is when messages come while others are handled, and where keys lead.

use super::{is_settled, numbers, run};

#[test]
fn what_comes_while_another_partition_is_read_has_its_turn() {
    let inputs = |first: &str, second: &str| {
        format!(
            r#"inputs: [(at: "{first}", input: Emit(message: 5, partition: Some(0))),
                (at: "{second}", input: Emit(message: 6, partition: Some(0)))]"#
        )
    };
    let partitions = r#"partitions: [(messages: 1), (messages: 4)], handler_time: "1s""#;
    // In turns: one of each partition as long as both hold one.
    let turns = run(&format!("{partitions}, interleave: true"), &inputs("1500ms", "1600ms"));
    assert_eq!(numbers(&turns, "handled"), [0, 1, 5, 2, 6, 3, 4]);
    // In their order: the first partition comes first whenever it holds one.
    let listed = run(partitions, &inputs("1500ms", "3500ms"));
    assert_eq!(numbers(&listed, "handled"), [0, 1, 5, 2, 6, 3, 4]);
    for outcome in [turns, listed] {
        assert!(is_settled(&outcome), "{}", outcome.verdict);
        let records = outcome.messages.iter().find(|(kind, _)| *kind == "Record");
        assert_eq!(records.map(|(_, messages)| messages.sent), Some(7), "one answer to each poll");
    }
}

#[test]
fn an_empty_partition_in_the_middle_that_is_written_to_is_read_before_the_last() {
    let outcome = run(
        r#"partitions: [(messages: 2), (messages: 0), (messages: 2)], handler_time: "1s""#,
        r#"inputs: [(at: "500ms", input: Emit(message: 4, partition: Some(1)))]"#,
    );
    assert_eq!(numbers(&outcome, "handled"), [0, 1, 4, 2, 3]);
}

#[test]
fn an_answer_that_is_lost_is_given_again_by_the_partition_that_gave_it() {
    for interleave in [false, true] {
        let outcome = run(
            &format!("partitions: [(messages: 1), (messages: 2)], interleave: {interleave}"),
            r#"faults: [Lose(message: (kind: "Record", item: 1, nth: 1))],
                inputs: [(at: "1s", input: Emit(message: 3, partition: Some(0)))]"#,
        );
        assert!(is_settled(&outcome), "{}", outcome.verdict);
        assert_eq!(numbers(&outcome, "handled").len(), 4);
        assert_eq!(numbers(&outcome, "offsets"), [2, 2]);
    }
}

#[test]
fn keys_lead_where_the_hash_of_kafka_says_and_nowhere_else() {
    // murmur2 of 0, 1 and 2 as four bytes each, without its sign, modulo 4: 0, 0 and 3.
    let outcome = run(
        "partitions: [(messages: 0), (messages: 0), (messages: 0), (messages: 0)], emit: 6, emit_keys: 3",
        "",
    );
    assert_eq!(numbers(&outcome, "committed_of"), [0, 0, 3, 0, 0, 3]);
    assert_eq!(numbers(&outcome, "committed"), [1, 2, 1, 3, 4, 2]);
}
