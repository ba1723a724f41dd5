//! `sooner compare` as a user meets it.

use serde_json::Value;

use crate::desk::{Desk, three};

/// Twenty fields, and every attempt failing one time in five.
fn dice(every: &str) -> String {
    format!(
        r#"(version: 1, model: "annotation",
    knobs: (fields: 20, create_every: "1ms", data_entry_every: "1s", annotation_every: "{every}"),
    weather: (operations: {{"generate": Chance("1/5"), "save": Chance("1/5"), "ack": Chance("1/5")}}))"#
    )
}

/// Wrong, so that some seeds violate a property.
const M4: &str = r#"(version: 1, model: "annotation", knobs: (fields: 5, mutant: Some(M4)),
    weather: (latency: Uniform("1ms", "10ms"), loss: 0.1))"#;

fn desk() -> Desk {
    let (a, slower, down) = (dice("1s"), dice("1200ms"), three(DOWN));
    Desk::with(&[("a.ron", &a), ("slower.ron", &slower), ("m4.ron", M4), ("down.ron", &down)])
}

const DOWN: &str = r#"faults: [Crash(process: "annotation", at: "0s", restart: Never)]"#;

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is a number"))
}

#[test]
fn the_same_weather_shows_a_difference_in_few_seeds() {
    let desk = desk();
    let came = desk.sooner(&["compare", "a.ron", "slower.ron", "--seeds", "200", "--fail-if-slower", "5%"]);
    assert_eq!((came.status, came.err.as_str()), (Some(1), ""));
    for words in [
        "model     annotation\nA         a.ron\nB         slower.ron\nseeds     0..200, each under the same weather in both\n",
        "\n  p99 ",
        "\nB - A     +",
        " of A's mean\n",
        "\nfaster    B is faster in ",
        "\ntests     of ",
        "\npairing   the same seeds make ",
        "\nseeds in which B is most slower\n  ",
        "\n      sooner run a.ron --seed ",
        "\n      sooner run slower.ron --seed ",
        "\n\nWith 95 % confidence, B is slower than A by more than 5 %.\n",
    ] {
        assert!(came.out.contains(words), "{words:?} is not in:\n{}", came.out);
    }
    assert!(came.out.lines().all(|line| line.chars().count() <= 80), "{}", came.out);
}

#[test]
fn the_exit_status_is_a_gate() {
    let desk = desk();
    let gate = |a: &str, b: &str, seeds: &str, part: &str| {
        desk.sooner(&["compare", a, b, "--seeds", seeds, "--fail-if-slower", part])
    };
    assert_eq!(gate("a.ron", "slower.ron", "300", "0.05").status, Some(1));
    assert_eq!(gate("a.ron", "slower.ron", "300", "50%").status, Some(0));
    assert_eq!(gate("slower.ron", "a.ron", "300", "0%").status, Some(0));
    assert_eq!(gate("a.ron", "a.ron", "50", "0%").status, Some(0), "as fast is not slower");
    let unsure = gate("a.ron", "slower.ron", "30", "19%");
    assert_eq!(unsure.status, Some(3), "{}", unsure.out);
    assert!(unsure.out.contains("30 seeds do not tell whether B is slower than A by more than 19 %; about "));
    assert_eq!(desk.sooner(&["compare", "a.ron", "slower.ron", "--seeds", "100"]).status, Some(0));
    assert_eq!(desk.sooner(&["compare", "a.ron", "a.ron", "--seeds", "0"]).status, Some(4));
    let last = "18446744073709551614..18446744073709551615";
    let one = desk.sooner(&["compare", "a.ron", "slower.ron", "--seeds", last]);
    assert_eq!((one.status, one.err.as_str()), (Some(0), ""));
    assert!(one.out.ends_with("\n1 seed does not tell which is faster on average.\n"), "{}", one.out);
}

#[test]
fn the_seeds_that_would_do_do() {
    let desk = desk();
    let arguments = ["compare", "a.ron", "slower.ron", "--fail-if-slower", "19%", "--seeds"];
    let few = desk.json(&[&arguments[..], &["20"]].concat());
    assert_eq!(few["limit"]["verdict"], "unsure", "{few}");
    let needed = few["limit"]["seeds_needed"].as_u64().unwrap();
    assert!((21..5_000).contains(&needed), "{needed}");
    let enough = desk.json(&[&arguments[..], &[&(2 * needed).to_string()]].concat());
    assert_ne!(enough["limit"]["verdict"], "unsure", "{needed}");
}

#[test]
fn json_holds_what_the_campaigns_hold_and_the_same_for_any_number_of_jobs() {
    let desk = desk();
    let arguments = ["compare", "a.ron", "slower.ron", "--seeds", "7..5007", "--format", "json", "--jobs"];
    let run = |jobs: &str| desk.sooner(&[&arguments[..], &[jobs]].concat()).out;
    let out = run("1");
    assert_eq!(out, run("3"));
    let compared: Value = serde_json::from_str(&out).unwrap();
    for (side, file) in [("a", "a.ron"), ("b", "slower.ron")] {
        let alone = desk.json(&["campaign", file, "--seeds", "7..5007"]);
        let alone = &alone["time_to_consistency"];
        assert_eq!(compared[side]["mean"]["value_ns"], alone["mean"]["value_ns"]);
        for key in ["value_ns", "seed", "low_ns", "high_ns"] {
            assert_eq!(compared[side]["p99"][key], alone["quantiles"]["p99"][key]);
        }
    }
    let means = ["a", "b"].map(|side| number(&compared[side]["mean"]["value_ns"]));
    let difference = number(&compared["difference"]["value_ns"]);
    assert!((means[1] - means[0] - difference).abs() < 1.0);
    assert!(number(&compared["difference"]["low_ns"]) < difference);
    let seeds = ["b_faster", "equal", "b_slower"].map(|part| compared[part]["seeds"].as_u64().unwrap());
    assert_eq!(seeds.iter().sum::<u64>(), 5_000);
    assert!(number(&compared["variance_reduction"]) > 2.0, "{}", compared["variance_reduction"]);
    let worst = &compared["slowest"][0];
    let run = desk.json(&["run", "slower.ron", "--seed", &worst["seed"].to_string()]);
    assert_eq!(worst["b_ns"], run["settled_at_ns"]);
}

#[test]
fn what_violates_a_property_is_no_matter_of_speed() {
    let desk = desk();
    let came = desk.sooner(&["compare", "m4.ron", "a.ron", "--seeds", "100", "--fail-if-slower", "500%"]);
    assert_eq!(came.status, Some(1));
    assert!(
        came.err.contains(" runs of m4.ron violate a property, the first: sooner run m4.ron --seed "),
        "{}",
        came.err
    );
    assert!(came.out.contains("A property is violated in "), "{}", came.out);
}

#[test]
fn runs_that_do_not_become_consistent_leave_no_mean_and_no_pass() {
    let desk = desk();
    let came = desk.sooner(&["compare", "a.ron", "down.ron", "--seeds", "20", "--fail-if-slower", "5%"]);
    assert_eq!(came.status, Some(3), "{}", came.out);
    assert!(came.out.contains("\n  B: 20 of 20 runs did not become consistent\n"), "{}", came.out);
    assert!(came.out.contains(": 6") || came.out.contains(" -> not consistent\n"), "{}", came.out);
    assert!(came.out.contains("so nobody knows a mean, nor whether"), "{}", came.out);
    let neither = desk.sooner(&["compare", "down.ron", "down.ron", "--seeds", "20"]);
    assert_eq!(neither.status, Some(3), "{}", neither.out);
    let json = desk.json(&["compare", "a.ron", "down.ron", "--seeds", "20"]);
    assert_eq!((&json["difference"], &json["b"]["mean"]), (&Value::Null, &Value::Null));
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let short = three(r#"horizon: "10s""#);
    let desk = Desk::with(&[("a.ron", &dice("1s")), ("short.ron", &short)]);
    let refuse = |arguments: &[&str], words: &str| {
        let came = desk.sooner(&[&["compare"], arguments].concat());
        assert_eq!((came.status, came.out.as_str()), (Some(2), ""));
        assert!(came.err.contains(words), "{}", came.err);
    };
    refuse(&["a.ron", "short.ron"], "A is watched for 1h, B for 10s");
    refuse(&["a.ron", "no.ron"], "there is no such file");
    refuse(&["a.ron"], "B.ron");
    for part in ["fast", "-5%", "nan", "inf"] {
        refuse(
            &["a.ron", "a.ron", &format!("--fail-if-slower={part}")],
            "is no part of a time: write one like 5% or 0.05",
        );
    }
    refuse(&["a.ron", "a.ron", "--fail-if-slower", "5"], "`5` is 500 %; if that is meant, write 500%");
    refuse(&["a.ron", "a.ron", "--confidence", "1"], "is no confidence");
}
