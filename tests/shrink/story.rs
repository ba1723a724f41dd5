//! The story of a scenario: a sentence for everything that can be in it.

use sooner::check::{Prepared, Samples, story, wrapped};
use sooner::models::annotation::AnnotationSystem;

use crate::bury::{Scenario, zoo};

fn told(text: &str) -> String {
    let scenario = Scenario::parse(text).unwrap_or_else(|problem| panic!("{problem}: {text}"));
    let mut prepared = Prepared::<AnnotationSystem>::new(&scenario, &Samples::new())
        .unwrap_or_else(|problem| panic!("{problem}: {text}"));
    let outcome = prepared.run(scenario.seed);
    story::<AnnotationSystem>(&scenario, &outcome)
}

fn fault(fault: &str) -> String {
    let keys = format!("faults: [{fault}]");
    let told = told(&format!("(version: 1, model: \"annotation\", knobs: (fields: 3), {keys})"));
    let rest = told.strip_prefix("With fields = 3. ").expect("it begins with the knobs");
    let end = [" It settles", " The horizon", " Not settled", " Nothing is left"];
    let end = end.iter().filter_map(|end| rest.find(end)).min().unwrap_or_else(|| panic!("no end: {rest}"));
    rest[..end].to_string()
}

#[test]
fn every_fault_has_its_sentence() {
    for (written, sentence) in SENTENCES {
        assert_eq!(fault(written), sentence, "{written}");
    }
}

/// A fault as a file writes it, and its sentence.
const SENTENCES: [(&str, &str); 27] = [
    (r#"Lose(message: (kind: "Ack", item: 1, nth: 1))"#, "The 1st Ack of field 1 is lost."),
    (r#"Lose(message: (kind: "Ack", nth: "2..4"))"#, "The 2nd and the 3rd Ack are lost."),
    (r#"Lose(message: (kind: "Ack", nth: "2..5"))"#, "The 2nd to the 4th Ack are lost."),
    (r#"Lose(message: (kind: "Ack", nth: "11..12"))"#, "The 11th Ack is lost."),
    (r#"Lose(message: (kind: "Publish", item: 2, nth: "all"))"#, "Every Publish of field 2 is lost."),
    (
        r#"Lose(message: (kind: "Ack", item: 1, nth: 1)), Lose(message: (kind: "Ack", item: 1, nth: 2))"#,
        "The 1st Ack of field 1 is lost, the 2nd too.",
    ),
    (
        r#"Delay(message: (kind: "Ack", from: "data-entry", to: "annotation", nth: 3), by: "10ms")"#,
        "The 3rd Ack from data-entry to annotation is 10ms late.",
    ),
    (r#"Take(message: (kind: "Ack", nth: 22), latency: "3ms")"#, "The 22nd Ack takes 3ms to arrive."),
    (r#"Hold(message: (kind: "Ack", nth: 1), until: "3s")"#, "The 1st Ack is kept back until 3s."),
    (r#"Duplicate(message: (kind: "Ack", nth: 1), after: "0s")"#, "The 1st Ack arrives twice, at once."),
    (
        r#"Duplicate(message: (kind: "Ack", nth: 1), after: "5ms")"#,
        "The 1st Ack arrives a second time, 5ms later.",
    ),
    (r#"Corrupt(message: (kind: "Ack", nth: 1))"#, "The 1st Ack arrives corrupted."),
    (r#"Fail(attempt: (operation: "save", item: 1, nth: 1))"#, "The 1st attempt to save field 1 fails."),
    (
        r#"Fail(attempt: (operation: "save", nth: 1)), Fail(attempt: (operation: "save", nth: 3))"#,
        "The 1st attempt to save fails, the 3rd too.",
    ),
    (r#"Crash(process: "data-entry", at: "115ms")"#, "At 115ms data-entry crashes and stays down."),
    (
        r#"Crash(process: "annotation", at: "115ms", restart: After("1ms"))"#,
        "At 115ms annotation crashes and is back 1ms later.",
    ),
    (
        r#"CrashAfter(step: (process: "data-entry", kind: "Annotate", item: 1, nth: 1), effects: 0, restart: After("0s"))"#,
        "In the 1st Annotate of field 1 data-entry crashes, before anything of it leaves, and is back at once.",
    ),
    (r#"Pause(process: "annotation", from: "1s", until: "3s")"#, "From 1s to 3s annotation stands still."),
    (
        r#"Partition(cut: Between(["annotation"], ["data-entry"]), from: "1s", until: "3s")"#,
        "From 1s to 3s annotation and data-entry cannot reach each other.",
    ),
    (
        r#"Partition(cut: OneWay(["annotation"], ["data-entry"]), from: "1s", until: "3s")"#,
        "From 1s to 3s annotation cannot reach data-entry.",
    ),
    (
        r#"Partition(cut: Isolate(["annotation"]), from: "1s", until: "3s")"#,
        "From 1s to 3s annotation is cut off.",
    ),
    (
        r#"Clog(cut: OneWay(["annotation"], ["data-entry"]), from: "1s", until: "3s")"#,
        "What is sent from annotation to data-entry from 1s on is stuck until 3s.",
    ),
    (
        r#"Clock(process: "annotation", offset: "-3s", drift: 50, until: "9s")"#,
        "The clock of annotation is 3s behind and runs 50 millionths too fast until 9s.",
    ),
    (
        r#"ClockStep(process: "annotation", at: "2s", by: "-1s")"#,
        "The clock of annotation is put back by 1s at 2s.",
    ),
    (
        r#"Swap(step: (process: "annotation", kind: "Ack", item: 1, nth: 1))"#,
        "The 1st Ack of field 1 at annotation goes behind all that is due at its instant.",
    ),
    (
        r#"Disconnect(between: ("annotation", "data-entry"), at: "2s")"#,
        "The connection between annotation and data-entry ends at 2s.",
    ),
    (
        r#"SkipTick(process: "annotation", timer: "AnnotationTick", nth: 2)"#,
        "The 2nd AnnotationTick of annotation does not happen.",
    ),
];

#[test]
fn knobs_weather_and_inputs_are_told_before_the_faults_and_the_verdict_last() {
    let text = r#"(version: 1, model: "annotation",
        knobs: (fields: 2, create_every: "100ms", mutant: M11),
        weather: (latency: Constant("10ms"), operations: {"ack": EveryKth(2), "save": Script([2, 4])}),
        inputs: [(at: "115ms", input: Edit(field: 1)),
                 (after: (process: "data-entry", kind: "Annotate", item: 2, nth: 1), input: Unannotate(field: 2))],
        faults: [Fail(attempt: (operation: "generate", item: 2, nth: 1))])"#;
    let wanted = "With fields = 2, create_every = 100ms and mutant = M11SavesAnOlderVersion. \
        Here data entry saves an annotation of an older version. Messages take 10ms. \
        Every 2nd attempt to ack fails. Of the attempts to save the 2nd and the 4th fail. \
        At 115ms comes Edit(field: 1). Right after the 1st Annotate of field 2 at data-entry comes Unannotate(field: 2). \
        The 1st attempt to generate field 2 fails. ";
    let told = told(text);
    assert!(told.starts_with(wanted), "{told}");
    assert!(told.ends_with(')') && told.contains(" (violated "), "{told}");
}

#[test]
fn the_zoo_tells_what_its_headers_tell() {
    for (name, text) in zoo() {
        let (told, header) = (told(&text), text.lines().take_while(|line| line.starts_with("//")));
        let header: Vec<&str> = header.map(|line| line.trim_start_matches('/').trim()).collect();
        let end = told.rsplit_once(" at ").expect("it ends with an instant").1.trim_end_matches(')');
        assert!(header.join(" ").contains(end), "{name}: {told}");
    }
}

#[test]
fn a_story_is_wrapped_at_the_width_and_paragraphs_stay_apart() {
    let words = "one two three four\n\nfive";
    assert_eq!(wrapped(words, "// ", 12), "// one two\n// three\n// four\n//\n// five\n");
    assert_eq!(wrapped("abcdefghijklmnop q", "", 5), "abcdefghijklmnop\nq\n");
}
