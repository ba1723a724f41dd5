//! `predict` as a user meets it.

use std::path::Path;

use crate::desk::{DEMO, Desk, three};

/// The demonstration with dice, as it is given out.
fn dice() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/annotation/demo-random.ron");
    std::fs::read_to_string(path).unwrap()
}

fn desk() -> Desk {
    let rough = three(r#"weather: (latency: Uniform("1ms", "10ms"))"#);
    Desk::with(&[("dice.ron", &dice()), ("demo.ron", DEMO), ("rough.ron", &rough)])
}

#[test]
fn the_law_of_the_demonstration_is_told_without_a_run() {
    let came = desk().sooner(&["predict", "dice.ron", "--within", "30s", "--within", "6s"]);
    assert_eq!((came.status, came.err.as_str()), (Some(0), ""));
    for row in [
        "1,000 fields, the last created at 1s; data entry republishes every 1s,",
        "\nmean         6.62821s  (exact)\n",
        "\np50          6s  (exact)\n",
        "\np99          11s  (exact)\n",
        "\np99.9        13s  (exact)\n",
        "\np99.9999999  26s  (exact)\n",
        "\nby 30s       1 - ",
        "\nby 6s        0.527925  (exact)\n",
        "\ntheta        0.360000 of what is open",
    ] {
        assert!(came.out.contains(row), "{row:?} is not in:\n{}", came.out);
    }
}

#[test]
fn what_lies_after_the_last_step_is_a_bound_and_not_exact() {
    let desk = desk();
    let came = desk.sooner(&["predict", "dice.ron", "--within", "1h", "--within", "0s", "--within", "999ms"]);
    assert!(
        came.out.contains("\nby 1h        at least 1 - ") && came.out.contains("  (bound)\n"),
        "{}",
        came.out
    );
    for before in ["0s", "999ms"] {
        assert!(
            came.out.contains(&format!("\n{:<11}  0  (exact)\n", format!("by {before}"))),
            "{}",
            came.out
        );
    }
    let json = desk.json(&["predict", "dice.ron", "--within", "1h", "--within", "6s"]);
    let known: Vec<_> = json["deadlines"].as_array().unwrap().iter().map(|one| &one["known"]).collect();
    assert_eq!(known, ["bound", "exact"]);
    assert_eq!(json["not_by_horizon"]["known"], "bound");
}

#[test]
fn json_holds_the_whole_law() {
    let json = desk().json(&["predict", "dice.ron"]);
    let mean = json["mean_ns"]["value"].as_f64().unwrap();
    assert!((mean - 6_628_211_659.757).abs() < 1.0, "{mean}");
    assert_eq!(json["quantiles_ns"]["p99.9"]["value"], 13_000_000_000_u64);
    assert_eq!((&json["fields"], &json["bottleneck"]), (&1000.into(), &"annotation".into()));
    let steps = json["steps"].as_array().unwrap();
    assert_eq!(steps[5][0], 6_000_000_000_u64);
    assert!((steps[5][1].as_f64().unwrap() - 0.527_924_518_568_920_5).abs() < 1e-12);
    let beyond: Vec<f64> = steps.iter().map(|step| step[2].as_f64().unwrap()).collect();
    assert!(beyond.is_sorted_by(|one, other| one >= other) && *beyond.last().unwrap() < 1e-15);
}

#[test]
fn where_there_is_no_law_it_says_why_and_prints_no_number() {
    let desk = desk();
    for (file, why) in [("demo.ron", "failures that count attempts"), ("rough.ron", "a uniform latency")] {
        let came = desk.sooner(&["predict", file, "--within", "5s"]);
        assert_eq!((came.status, came.err.as_str()), (Some(4), ""));
        assert!(came.out.starts_with("There is no law: ") && came.out.contains(why), "{}", came.out);
        assert!(!came.out.contains(|letter: char| letter.is_ascii_digit()), "{}", came.out);
        let json = desk.json(&["predict", file]);
        assert!(json["no_law"].as_str().is_some_and(|words| words.contains(why)), "{json}");
        assert_eq!(json.as_object().unwrap().len(), 1);
        assert_eq!(desk.sooner(&["predict", file, "--format", "json"]).status, Some(4));
    }
}

#[test]
fn the_table_of_exit_statuses_is_in_the_help() {
    let desk = desk();
    for verb in ["predict", "tune", "selftest", "campaign", "report", "compare", "shrink"] {
        let help = desk.sooner(&[verb, "--help"]);
        assert!(help.out.contains("\nExit status:\n    0  "), "{verb}: {}", help.out);
    }
}
