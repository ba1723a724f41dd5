//! Edits, removed annotations, crashes, claims: each story with the numbers that the specification derives.
//! One field, created at 100 ms, messages take 10 ms, ticks come every second.

use crate::{Scenario, outcome};

/// Runs a scenario with these knobs and this body, and holds it against what the body expects.
fn assert_holds(knobs: &str, body: &str) {
    let text = format!(
        r#"(version: 1, model: "annotation", horizon: "20s",
            knobs: (create_every: "100ms", {knobs}), weather: (latency: Constant("10ms")), {body})"#
    );
    let scenario = Scenario::parse(&text).unwrap_or_else(|problem| panic!("{problem}\n{text}"));
    let outcome = outcome(&scenario);
    assert!(!scenario.expect.is_empty(), "{text}");
    let missed: Vec<_> =
        scenario.expect.iter().filter_map(|expected| expected.held_against(&outcome)).collect();
    assert!(missed.is_empty() && outcome.unmatched.is_empty(), "{missed:#?}\n{text}\n{outcome:#?}");
}

#[test]
fn an_edited_field_is_annotated_anew() {
    assert_holds(
        "fields: 1",
        r#"inputs: [(at: "500ms", input: Edit(field: 1))],
        expect: [Settles(at: "530ms"), Quiet("530ms"), Sends("Publish", 2), Sends("Annotate", 2),
            Sends("Ack", 2),
            Fact("ids_by_field", [2]), Fact("strong_ns", 130000000)]"#,
    );
}

#[test]
fn an_edit_can_follow_the_first_acknowledgement() {
    assert_holds(
        "fields: 1",
        r#"inputs: [(after: (process: "annotation", kind: "Ack", nth: 1), input: Edit(field: 1))],
        expect: [Settles(at: "160ms"), Fact("ids_by_field", [2])]"#,
    );
}

#[test]
fn a_publish_of_an_older_version_is_answered_with_the_current_annotation_even_if_acknowledged() {
    assert_holds(
        "fields: 1",
        r#"inputs: [(at: "200ms", input: Edit(field: 1))],
        faults: [Delay(message: (kind: "Publish", nth: 1), by: "300ms")],
        expect: [Settles(at: "230ms"), Quiet("430ms"), Sends("Publish", 2), Sends("Annotate", 2),
            Sends("Ack", 2),
            Fact("ids_by_field", [1])]"#,
    );
}

#[test]
fn an_acknowledgement_of_an_older_annotation_is_ignored_but_counts_as_an_attempt() {
    assert_holds(
        "fields: 1",
        r#"inputs: [(at: "165ms", input: Edit(field: 1))],
        faults: [Delay(message: (kind: "Ack", nth: 1), by: "50ms")],
        expect: [Settles(at: "195ms"), Sends("Ack", 2), Attempts("ack", 2), Fact("ids_by_field", [2])]"#,
    );
}

#[test]
fn an_annotation_of_an_older_version_is_not_saved() {
    assert_holds(
        "fields: 1",
        r#"inputs: [(at: "115ms", input: Edit(field: 1))],
        expect: [Settles(at: "145ms"), Sends("Annotate", 2), Sends("Ack", 1), Attempts("save", 2),
            Fact("ids_by_field", [2]), Fact("cs_weak_ns", 135000000)]"#,
    );
}

#[test]
fn two_edits_at_once_leave_one_new_annotation_where_the_first_is_overtaken() {
    assert_holds(
        "fields: 1",
        r#"inputs: [(at: "500ms", input: Edit(field: 1)), (at: "501ms", input: Edit(field: 1))],
        faults: [Delay(message: (kind: "Publish", nth: 2), by: "20ms")],
        expect: [Settles(at: "531ms"), Quiet("550ms"), Sends("Annotate", 3), Sends("Ack", 3),
            Fact("ids_by_field", [2])]"#,
    );
}

#[test]
fn a_removed_annotation_is_brought_back_by_the_next_data_entry_tick() {
    assert_holds(
        "fields: 1",
        r#"inputs: [(at: "500ms", input: Unannotate(field: 1))],
        expect: [Settles(at: "1020ms"), Quiet("1030ms"), Sends("Publish", 2), Sends("Annotate", 2),
            Sends("Ack", 2),
            Fact("ids_by_field", [1])]"#,
    );
}

#[test]
fn what_is_asked_of_a_field_that_does_not_exist_yet_or_again_changes_nothing() {
    assert_holds(
        "fields: 1",
        r#"inputs: [(at: "50ms", input: Edit(field: 1)), (at: "60ms", input: Unannotate(field: 1)),
            (at: "500ms", input: Create(field: 1))],
        expect: [Settles(at: "130ms"), Sends("Publish", 1), Fact("ids_by_field", [1])]"#,
    );
}

#[test]
fn an_input_that_comes_while_data_entry_is_down_waits_for_its_restart() {
    assert_holds(
        "fields: 1",
        r#"inputs: [(at: "200ms", input: Edit(field: 1))],
        faults: [Crash(process: "data-entry", at: "150ms", restart: After("150ms"))],
        expect: [Settles(at: "330ms"), Fact("ids_by_field", [2])]"#,
    );
}

#[test]
fn a_crash_between_creating_and_publishing_is_repaired_by_the_data_entry_tick() {
    assert_holds(
        "fields: 1",
        r#"faults: [CrashAfter(step: (process: "data-entry", kind: "Create", nth: 1), effects: 0,
            restart: After("50ms"))],
        expect: [Settles(at: "1030ms"), Sends("Publish", 1), Sends("Annotate", 1), Sends("Ack", 1)]"#,
    );
}

#[test]
fn a_crash_between_annotating_and_announcing_is_repaired_by_the_annotation_tick() {
    assert_holds(
        "fields: 1",
        r#"faults: [CrashAfter(step: (process: "annotation", kind: "Publish", nth: 1), effects: 0,
            restart: After("50ms"))],
        expect: [Settles(at: "1020ms"), Quiet("1030ms"), Sends("Publish", 2), Sends("Annotate", 2),
            Sends("Ack", 2)]"#,
    );
}

#[test]
fn a_crash_between_saving_and_acknowledging_is_repaired_by_the_annotation_tick() {
    assert_holds(
        "fields: 1",
        r#"faults: [CrashAfter(step: (process: "data-entry", kind: "Annotate", nth: 1), effects: 0,
            restart: After("50ms"))],
        expect: [Settles(at: "1020ms"), Sends("Publish", 1), Sends("Annotate", 2), Sends("Ack", 1)]"#,
    );
}

#[test]
fn a_tick_that_falls_into_downtime_is_skipped_and_the_next_keeps_its_phase() {
    assert_holds(
        "fields: 1",
        r#"faults: [Lose(message: (kind: "Ack", nth: 1)), Crash(process: "annotation", at: "900ms",
            restart: After("600ms"))],
        expect: [Settles(at: "2020ms"), Sends("Annotate", 2)]"#,
    );
}

#[test]
fn a_tick_that_falls_into_a_pause_comes_at_its_end() {
    assert_holds(
        "fields: 1",
        r#"faults: [Lose(message: (kind: "Ack", nth: 1)), Pause(process: "annotation", from: "900ms",
            until: "1500ms")],
        expect: [Settles(at: "1520ms"), Sends("Annotate", 2)]"#,
    );
}

#[test]
fn a_long_pause_is_no_violation_of_the_bound() {
    assert_holds(
        "fields: 1",
        r#"faults: [Pause(process: "annotation", from: "105ms", until: "9s")],
        expect: [Settles(at: "9020ms")]"#,
    );
}

#[test]
fn two_pauses_that_overlap_are_one_long_pause() {
    assert_holds(
        "fields: 1",
        r#"faults: [Pause(process: "annotation", from: "105ms", until: "3s"),
            Pause(process: "annotation", from: "2s", until: "5s")],
        expect: [Settles(at: "5020ms")]"#,
    );
}

#[test]
fn a_message_that_waits_long_for_room_is_no_violation_of_the_bound() {
    let text = r#"(version: 1, model: "annotation", horizon: "100s", knobs: (fields: 100, create_every: "0s"),
        weather: (latency: Constant("400ms"), capacity: 1, links: [(kind: "Annotate", capacity: 1000),
            (kind: "Ack",
        capacity: 1000)]), expect: [Settles()])"#;
    let scenario = Scenario::parse(text).unwrap();
    let outcome = outcome(&scenario);
    assert!(scenario.expect[0].held_against(&outcome).is_none(), "{outcome:#?}");
}

#[test]
fn a_forgetful_data_entry_loses_its_fields_for_ever_and_that_violates_nothing() {
    assert_holds(
        "fields: 1, data_entry_durable: false",
        r#"faults: [Crash(process: "data-entry", at: "125ms", restart: After("5ms"))],
        expect: [Stalls, Fact("cs_weak_ns", 120000000), Fact("py_weak_ns", ()), Fact("strong_ns", ()),
            Fact("ids_by_field", [()])]"#,
    );
}

#[test]
fn an_annotation_of_a_forgotten_field_is_not_acknowledged() {
    assert_holds(
        "fields: 1, data_entry_durable: false",
        r#"faults: [Crash(process: "data-entry", at: "115ms", restart: After("1ms"))],
        expect: [Stalls, Attempts("save", 20), Attempts("ack", 0)]"#,
    );
}

#[test]
fn the_csharp_original_acknowledges_an_annotation_that_it_has_no_field_for() {
    assert_holds(
        "fields: 1, rules: CSharp, publish_on_create: true, data_entry_durable: false",
        r#"faults: [Crash(process: "data-entry", at: "115ms", restart: After("1ms"))],
        expect: [Violates("S2a"), Attempts("save", 1), Attempts("ack", 1)]"#,
    );
}

#[test]
fn a_forgetful_annotation_service_recovers_what_data_entry_has_not_saved() {
    assert_holds(
        "fields: 1, annotation_durable: false",
        r#"faults: [Lose(message: (kind: "Annotate", nth: 1)), Crash(process: "annotation", at: "500ms",
            restart: After("1ms"))],
        expect: [Settles(at: "1030ms"), Fact("ids_by_field", [2]), Sends("Publish", 2), Sends("Annotate", 2),
            Sends("Ack", 1)]"#,
    );
}

#[test]
fn ids_and_attempts_go_on_over_a_crash() {
    assert_holds(
        "fields: 2, profile: Classic, annotation_durable: false",
        r#"faults: [Lose(message: (kind: "Annotate", nth: "1..3")),
            Crash(process: "annotation", at: "500ms", restart: After("1ms"))],
        expect: [Settles(at: "1030ms"), Fact("ids_by_field", [3, 4]), Attempts("generate", 4)]"#,
    );
}

#[test]
fn an_observer_who_polls_hears_of_it_at_the_next_poll() {
    for (poll, heard) in
        [("1s", 1_000_000_000u64), ("50ms", 150_000_000), ("130ms", 130_000_000), ("1ns", 130_000_000)]
    {
        assert_holds(
            &format!("fields: 1, poll: \"{poll}\""),
            &format!(
                r#"expect: [Settles(at: "130ms"), Fact("strong_polled_ns", {heard}),
            Fact("py_weak_polled_ns", {heard}),
                Fact("cs_weak_ns", 120000000)]"#
            ),
        );
    }
}

#[test]
fn a_claim_that_stands_only_between_two_polls_is_not_heard_of() {
    assert_holds(
        "fields: 2, poll: \"150ms\"",
        r#"inputs: [(at: "240ms", input: Edit(field: 2))], faults: [Pause(process: "annotation",
            from: "245ms", until: "2s")],
        expect: [Settles(at: "2020ms"), Fact("strong_ns", 230000000), Fact("strong_polled_ns", 2100000000),
            Fact("cs_weak_ns", 120000000), Fact("cs_weak_polled_ns", 150000000)]"#,
    );
}

#[test]
fn without_an_interval_of_polling_nothing_is_told_of_polls() {
    assert_holds("fields: 1", r#"expect: [Settles(at: "130ms")]"#);
    let scenario = Scenario::parse(r#"(version: 1, model: "annotation", knobs: (fields: 1))"#).unwrap();
    assert!(outcome(&scenario).facts.iter().all(|(name, _)| !name.contains("polled")));
}
