//! `tune` as a user meets it.

use std::path::Path;

use crate::desk::{DEMO, Desk};

fn desk() -> Desk {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/annotation/demo-random.ron");
    let dice = std::fs::read_to_string(path).unwrap();
    Desk::with(&[("dice.ron", &dice), ("demo.ron", DEMO)])
}

const ASKED: [&str; 6] = ["tune", "dice.ron", "--within", "30s", "--probability", "0.999"];

#[test]
fn the_largest_interval_of_the_demonstration_is_a_thirteenth_of_its_deadline() {
    let desk = desk();
    let came = desk.sooner(&ASKED);
    assert_eq!((came.status, came.err.as_str()), (Some(0), ""));
    for words in [
        "wanted    consistent by 30s in at least 99.9 % of all runs; ticks come at R, 2 R, ..\n",
        "\nlargest (R_max)             2.30769s      2.30769s  4.9399e-4 ",
        "  (exact)\n  1 ns longer               2.30769s      2.30769s  1.3718e-3 ",
        "  (not enough)\n",
        "\nbalanced ",
        "  < 1e-15 ",
        "\nEvery interval up to R_max is short enough.\n",
    ] {
        assert!(came.out.contains(words), "{words:?} is not in:\n{}", came.out);
    }
    let json = desk.json(&ASKED);
    let largest = &json["largest"];
    assert_eq!(
        (&largest["annotation_every_ns"], &largest["known"]),
        (&2_307_692_307_u64.into(), &"exact".into())
    );
    assert!((largest["within"].as_f64().unwrap() - 0.999_506).abs() < 1e-6);
    assert_eq!(json["too_long"]["annotation_every_ns"], 2_307_692_308_u64);
    assert!((json["too_long"]["within"].as_f64().unwrap() - 0.998_628).abs() < 1e-6);
    let known: Vec<_> = json["shorter"].as_array().unwrap().iter().map(|one| &one["known"]).collect();
    assert_eq!(known, ["exact", "bound", "bound"]);
}

#[test]
fn a_share_may_be_written_in_three_ways() {
    let desk = desk();
    let told =
        |share: &str| desk.sooner(&["tune", "dice.ron", "--within", "30s", "--probability", share]).out;
    assert_eq!((told("99.9%"), told("p99.9")), (told("0.999"), told("0.999")));
}

#[test]
fn a_deadline_that_no_interval_meets_is_told_as_such() {
    let desk = desk();
    let tune = |within: &str| desk.sooner(&["tune", "dice.ron", "--within", within, "--probability", "0.9"]);
    for within in ["1ns", "999ms"] {
        let came = tune(within);
        assert_eq!((came.status, came.err.as_str()), (Some(4), ""));
        let why = "no interval is short enough: the last field is created at 1s";
        assert!(came.out.contains(why), "{}", came.out);
    }
    let last = tune("1s");
    assert_eq!(last.status, Some(4), "the last field has one attempt");
    assert!(last.out.contains("is short enough"), "{}", last.out);
    let json = desk.json(&["tune", "dice.ron", "--within", "1ns", "--probability", "0.9"]);
    assert!(json["no_law"].as_str().is_some_and(|why| why.contains("no interval is short enough")), "{json}");
    let none = desk.sooner(&["tune", "demo.ron", "--within", "30s", "--probability", "0.9"]);
    assert_eq!((none.status, none.out.contains("there is no law: failures that count")), (Some(4), true));
}

#[test]
fn very_long_deadlines_keep_their_columns_apart_or_are_told_to_be_too_long() {
    let tune = |within| desk().sooner(&["tune", "dice.ron", "--within", within, "--probability", "0.9"]);
    let came = tune("10000h");
    assert_eq!(came.status, Some(0), "{}", came.out);
    let largest = came.out.lines().find(|line| line.starts_with("largest")).unwrap();
    assert!(largest.split_whitespace().filter(|cell| cell.ends_with('s')).count() >= 2, "{largest}");
    let longest = tune("18446744073s");
    assert!([Some(0), Some(4)].contains(&longest.status), "{}", longest.err);
    assert!(!longest.out.contains("(not enough)"), "what is enough is not told as too long: {}", longest.out);
}

#[test]
fn what_is_no_share_or_no_deadline_is_refused() {
    let desk = desk();
    for share in ["0", "1", "1.5", "abc", "NaN", "p0", "p100", "100%", "", "1e-300"] {
        let came = desk.sooner(&["tune", "dice.ron", "--within", "30s", "--probability", share]);
        assert_eq!((came.status, came.out.as_str()), (Some(2), ""), "{share}");
    }
    for within in ["0s", "abc", "", "30", "99999999h"] {
        let came = desk.sooner(&["tune", "dice.ron", "--within", within, "--probability", "0.9"]);
        assert_eq!((came.status, came.out.as_str()), (Some(2), ""), "{within}");
    }
    assert_eq!(desk.sooner(&["tune", "dice.ron", "--within", "30s"]).status, Some(2));
}
