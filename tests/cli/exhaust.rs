//! What `exhaust` prints, writes and refuses.

use crate::desk::Desk;

fn one(knobs: &str) -> String {
    format!(
        "(version: 1, model: \"annotation\", knobs: (fields: 1, create_every: \"100ms\"{knobs}),
        weather: (latency: Constant(\"10ms\")))"
    )
}

#[test]
fn what_nothing_breaks_is_told_with_the_number_of_sets() {
    let came = Desk::with(&[("one.ron", &one(""))]).sooner(&["exhaust", "one.ron", "--faults", "3"]);
    assert_eq!((came.status, came.err.as_str()), (Some(0), ""));
    let lines: Vec<&str> = came.out.lines().collect();
    assert_eq!(lines[0], "no set of at most 3 faults among 12,148 breaks it");
    assert_eq!(lines[1], "24 sets of 1 fault: none breaks it");
    assert_eq!(lines.len(), 4);
}

#[test]
fn the_smallest_set_is_printed_as_a_scenario_that_replays() {
    let desk = Desk::with(&[("one.ron", &one(", mutant: M4"))]);
    let came = desk.sooner(&["exhaust", "one.ron"]);
    assert_eq!((came.status, came.err.as_str()), (Some(1), ""));
    let lines: Vec<&str> = came.out.lines().collect();
    assert!(lines[0].starts_with("// 1 fault breaks it: violated L1 at 1130ms"), "{}", came.out);
    assert_eq!(lines[1], "//   Lose(message:(kind:\"Publish\",item:1,nth:1))");
    assert_eq!(lines[2], "// 24 sets of 1 fault: 3 break it (L1 3)");
    std::fs::write(desk.path().join("printed.ron"), &came.out).unwrap();
    let again = desk.sooner(&["replay", "printed.ron"]);
    assert_eq!(again.status, Some(0), "{}", again.out);
    assert!(again.out.contains("met       violates L1"), "{}", again.out);
}

#[test]
fn the_smallest_set_is_written_whole_to_a_place_that_is_free() {
    let desk = Desk::with(&[("one.ron", &one(", mutant: M2")), ("mine.ron", "mine")]);
    let came = desk.sooner(&["exhaust", "one.ron", "-o", "found.ron"]);
    assert_eq!(came.status, Some(1), "{}", came.err);
    assert!(came.out.ends_with("reproduce sooner replay found.ron\n"), "{}", came.out);
    assert!(!came.out.contains("version: 1"), "the scenario is in the file: {}", came.out);
    assert_eq!(desk.names(), ["found.ron", "mine.ron", "one.ron"]);
    assert_eq!(desk.sooner(&["replay", "found.ron"]).status, Some(0));
    for taken in ["mine.ron", "one.ron", "."] {
        let came = desk.sooner(&["exhaust", "one.ron", "-o", taken]);
        assert_eq!((came.status, came.out.as_str()), (Some(2), ""), "{taken}: {}", came.err);
    }
    assert_eq!(std::fs::read_to_string(desk.path().join("mine.ron")).unwrap(), "mine");
}

#[test]
fn nothing_is_written_where_nothing_breaks_it() {
    let desk = Desk::with(&[("one.ron", &one(""))]);
    assert_eq!(desk.sooner(&["exhaust", "one.ron", "-o", "found.ron"]).status, Some(0));
    assert_eq!(desk.names(), ["one.ron"]);
}

#[test]
fn json_tells_the_same_with_any_number_of_jobs() {
    let desk = Desk::with(&[("one.ron", &one(", mutant: M10"))]);
    let object = desk.json(&["exhaust", "one.ron", "--jobs", "1"]);
    assert_eq!(object, desk.json(&["exhaust", "one.ron", "--jobs", "3"]));
    assert_eq!(object["sizes"][0]["sets"], 24);
    assert_eq!(object["sizes"][0]["breaking"]["L1"], 4);
    assert_eq!(object["smallest"]["property"], "L1");
    assert!(object["smallest"]["scenario"].as_str().unwrap().contains("expect: ["));
    let none = desk.json(&["exhaust", "one.ron", "--property", "S1", "--faults", "1"]);
    assert!(none["smallest"].is_null());
    assert_eq!(none["sets"], 24);
}

#[test]
fn a_run_that_fails_by_itself_is_told() {
    let text = one(", mutant: M9").replace("fields: 1", "fields: 2");
    let came = Desk::with(&[("two.ron", &text)]).sooner(&["exhaust", "two.ron"]);
    assert_eq!(came.status, Some(1));
    let first = came.out.lines().next().unwrap_or_default();
    assert!(first.starts_with("// without any further fault it breaks: violated S5 at 200ms"), "{first}");
}

#[test]
fn wrong_input_is_refused_before_anything_runs() {
    let many = one("").replace("fields: 1, create_every: \"100ms\"", "fields: 5000, create_every: \"1us\"");
    let desk = Desk::with(&[("one.ron", &one("")), ("many.ron", &many)]);
    for (arguments, words) in [
        (vec!["one.ron", "--faults", "0"], "write 1 to 3"),
        (vec!["one.ron", "--faults", "4"], "write 1 to 3"),
        (vec!["one.ron", "--faults", "two"], "invalid value 'two'"),
        (vec!["one.ron", "--jobs", "0"], "invalid value '0'"),
        (vec!["one.ron", "--property", "L2"], "did you mean `L1`?"),
        (vec!["many.ron", "--faults", "2"], "about 7200060000 sets of at most 2 faults"),
        (vec!["none.ron"], "no such file"),
    ] {
        let came = desk.sooner(&[vec!["exhaust"], arguments.clone()].concat());
        assert_eq!((came.status, came.out.as_str()), (Some(2), ""), "{arguments:?}: {}", came.err);
        assert!(came.err.contains(words), "{arguments:?}: {}", came.err);
    }
}
