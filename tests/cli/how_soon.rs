//! What `campaign` says of time, as a user meets it: the summary, thresholds and the exit status, confidence.

use serde_json::Value;

use crate::desk::{Desk, three};

/// Uneven latency and loss, so that there is no law and every time is another one.
fn rough(expect: &str) -> String {
    three(&format!(r#"weather: (latency: Uniform("1ms", "10ms"), loss: 0.1), expect: [{expect}]"#))
}

/// Twenty fields without latency, so that there is a law.
const DICE: &str = r#"(version: 1, model: "annotation", knobs: (fields: 20, create_every: "1ms"),
    weather: (operations: {"generate": Chance("1/5"), "save": Chance("1/5"), "ack": Chance("1/5")}))"#;

const ALL_STUCK: &str = r#"faults: [Crash(process: "annotation", at: "0s", restart: Never)], weather: (loss: 0.1), horizon: "10s""#;

fn desk_with(expect: &str) -> Desk {
    Desk::with(&[("s.ron", &rough(expect)), ("dice.ron", DICE)])
}

/// The part of the output that is about time.
fn how_soon(out: &str) -> &str {
    let (_, after) = out.split_once("\nhow soon  ").unwrap_or_else(|| panic!("it is told how soon:\n{out}"));
    after.split_once("\n\n").unwrap().0
}

#[test]
fn the_summary_tells_each_figure_with_its_interval_its_law_and_a_seed_that_took_it() {
    let desk = desk_with("");
    let came = desk.sooner(&["campaign", "dice.ron", "--seeds", "500"]);
    let told = how_soon(&came.out);
    assert_eq!(came.status, Some(0), "{}", came.err);
    for words in [
        "each figure with 95 % confidence\n  500 of 500 runs consistent by ",
        ": at least 99.403 % of all\n",
        "seen",
        "  law  seed\n",
        "\n  mean ",
        "\n  p99.9 ",
        "needs 3,688 seeds",
        "\n  longest ",
        "\n  time to be acknowledged of 10,000 fields: p50 ",
        "\n  law: AGREE: of 500 runs the curve is off by ",
    ] {
        assert!(told.contains(words), "{words:?} is not in:\n{told}");
    }
    let row = told.lines().find_map(|line| line.strip_prefix("  p90 ")).unwrap();
    let cells: Vec<&str> = row.split_whitespace().collect();
    let [seen, from, to, law, seed] = cells[..] else { panic!("{row}") };
    let seconds = |cell: &str| cell.strip_suffix('s').unwrap().parse::<f64>().unwrap();
    assert!(seconds(from) <= seconds(seen) && seconds(seen) <= seconds(to) && seconds(law) > 0.0, "{row}");
    let run = desk.json(&["run", "dice.ron", "--seed", seed]);
    assert_eq!(run["settled_at_ns"].as_f64().unwrap() / 1e9, seconds(seen));
}

#[test]
fn no_word_says_more_than_the_sample_does() {
    let desk = desk_with("");
    let json = desk.json(&["campaign", "s.ron", "--seeds", "100"]);
    let came = desk.sooner(&["campaign", "s.ron", "--seeds", "100"]);
    let told = how_soon(&came.out);
    let (_, by) = told.split_once(" of 100 runs consistent by ").unwrap();
    let by = by.split_once("s:").unwrap().0.parse::<f64>().unwrap();
    let times = &json["time_to_consistency"];
    let longest = times["times"].as_array().unwrap().last().unwrap()[0].as_f64().unwrap() / 1e9;
    assert!(by >= longest && by < longest * 1.000_1, "by {by} s not all were, but by {longest} s");
    for level in ["p50", "p90", "p95"] {
        let row = told.lines().find_map(|line| line.strip_prefix(&format!("  {level} "))).unwrap();
        let cells: Vec<&str> = row.split_whitespace().collect();
        let nanos = |cell: &str| {
            let (number, unit) = match cell.strip_suffix("ms") {
                Some(number) => (number, 1e6),
                None => (cell.strip_suffix('s').unwrap(), 1e9),
            };
            number.parse::<f64>().unwrap() * unit
        };
        let exact = |key: &str| times["quantiles"][level][key].as_f64().unwrap();
        assert!(nanos(cells[1]) <= exact("low_ns") + 0.5, "a lower limit is rounded down: {row}");
        assert!(nanos(cells[2]) >= exact("high_ns") - 0.5, "an upper limit is rounded up: {row}");
    }
    assert!(!came.out.contains("will be") && !came.out.contains("NaN") && !came.out.contains("inf"));
}

#[test]
fn where_no_run_was_consistent_every_figure_lies_beyond_the_horizon() {
    let desk = Desk::with(&[("stuck.ron", &three(ALL_STUCK))]);
    let came = desk.sooner(&["campaign", "stuck.ron", "--seeds", "100"]);
    let told = how_soon(&came.out);
    assert_eq!(came.status, Some(3));
    assert!(told.contains("\n  none of 100 runs became consistent by 10s\n"), "{told}");
    assert!(told.contains("\n  p50    > 10s  > 10s "), "{told}");
    assert!(
        told.contains("  not consistent: 100 not by the horizon of 10s; counted as slower than all"),
        "{told}"
    );
    let json = desk.json(&["campaign", "stuck.ron", "--seeds", "100"]);
    let times = &json["time_to_consistency"];
    assert_eq!((&times["reached"], &times["unreached"]["horizon"]), (&0.into(), &100.into()));
    assert_eq!((&times["mean"], &times["quantiles"]["p50"]["low_ns"]), (&Value::Null, &Value::Null));
}

#[test]
fn one_run_has_no_limits_and_none_has_no_figures() {
    let desk = desk_with("(mean, \"< 1m\")");
    let one = desk.sooner(&["campaign", "s.ron", "--seeds", "1"]);
    let told = how_soon(&one.out);
    assert_eq!(one.status, Some(3), "of one run nobody knows the mean");
    for words in ["needs 2 seeds", "needs 6 seeds", "needs 3,688 seeds", "; limits need 2 seeds"] {
        assert!(told.contains(words), "{words:?} is not in:\n{told}");
    }
    assert!(!told.contains("infinit") && !told.contains("NaN"), "{told}");
    for seeds in ["0", "5..5"] {
        let none = desk.sooner(&["campaign", "s.ron", "--seeds", seeds]);
        assert_eq!((none.status, none.out.contains("how soon")), (Some(4), false), "{}", none.out);
    }
}

#[test]
fn where_nothing_is_left_to_chance_one_run_is_as_good_as_all() {
    let down = r#"faults: [Crash(process: "annotation", at: "0s", restart: Never)], horizon: "10s""#;
    let mutant = r#"(version: 1, model: "annotation", knobs: (mutant: Some(M4)),
        faults: [Lose(message: (kind: "Publish", item: 1, nth: 1))])"#;
    let desk = Desk::with(&[("calm.ron", &three("")), ("down.ron", &three(down)), ("m4.ron", mutant)]);
    for (file, status, words) in [
        ("calm.ron", 0, "consistent at 3ms"),
        ("down.ron", 3, "not consistent by 10s"),
        ("m4.ron", 1, "and ends at a violated property"),
    ] {
        let came = desk.sooner(&["campaign", file, "--seeds", "5"]);
        let told = format!("nothing is left to chance: every seed is the same run, {words}");
        assert_eq!((came.status, how_soon(&came.out)), (Some(status), told.as_str()), "{file}");
    }
}

#[test]
fn thresholds_decide_the_exit_status_as_the_table_shows() {
    for (expect, status, verdict) in [
        (r#"(p90, "< 1m")"#, 0, "PASS    p90 < 1m: "),
        (r#"(p90, "< 100ms")"#, 1, "FAIL    p90 < 100ms: "),
        (r#"(p99_9, "< 1m")"#, 3, "UNSURE  p99.9 < 1m: "),
        (r#"(p50, "> 1ms"), (p99_9, "< 1m"), (mean, "< 1ms")"#, 1, "FAIL    mean < 1ms: "),
        (r#"(mean, ">= 1ms"), (p50, "< 10m")"#, 0, "PASS    mean >= 1ms: "),
    ] {
        let desk = desk_with(expect);
        let came = desk.sooner(&["campaign", "s.ron", "--seeds", "300"]);
        assert_eq!(came.status, Some(status), "{expect}: {}{}", came.out, came.err);
        assert!(how_soon(&came.out).contains(verdict), "{expect}: {}", came.out);
        let last = came.out.trim_end().rsplit("\n\n").next().unwrap();
        let told = match status {
            0 => "No property is violated in 300 runs.",
            1 => "No property is violated in 300 runs, but a threshold is missed.",
            _ => "No property is violated in 300 runs, but of a threshold they say neither yes nor\nno.",
        };
        assert_eq!(last, told, "{expect}");
    }
}

#[test]
fn a_threshold_that_surely_fails_fails_though_runs_are_undecided() {
    let stuck = three(&format!(r#"{ALL_STUCK}, expect: [(p50, "< 5s")]"#));
    let longer = three(&format!(r#"{ALL_STUCK}, expect: [(p50, "< 20s")]"#));
    let desk = Desk::with(&[("stuck.ron", &stuck), ("longer.ron", &longer)]);
    let came = desk.sooner(&["campaign", "stuck.ron", "--seeds", "50"]);
    assert_eq!(came.status, Some(1), "{}", came.out);
    assert!(came.out.contains("  FAIL    p50 < 5s: not by 10s, longer than 10s\n"), "{}", came.out);
    let came = desk.sooner(&["campaign", "longer.ron", "--seeds", "50"]);
    assert_eq!(came.status, Some(3), "nobody watched for so long: {}", came.out);
    assert!(came.out.contains("  UNSURE  p50 < 20s: "), "{}", came.out);
}

#[test]
fn a_violated_property_is_worse_than_any_threshold() {
    let wrong = r#"(version: 1, model: "annotation", knobs: (fields: 5, mutant: Some(M4)),
        weather: (latency: Uniform("1ms", "10ms"), loss: 0.1), expect: [(p50, "< 1m")])"#;
    let desk = Desk::with(&[("m4.ron", wrong)]);
    let came = desk.sooner(&["campaign", "m4.ron", "--seeds", "200"]);
    assert_eq!(came.status, Some(1));
    let told = how_soon(&came.out);
    assert!(told.contains("  PASS    p50 < 1m: "), "{told}");
    assert!(told.contains(" ended at a violated property; counted as slower than all\n"), "{told}");
    assert!(
        told.contains("  time to be acknowledged of 1,000 fields: p50 18.9ms, p99 not reached\n"),
        "{told}"
    );
}

#[test]
fn more_confidence_takes_wider_intervals_and_what_is_none_is_refused() {
    let desk = desk_with("");
    let width = |confidence: &str| {
        let json = desk.json(&["campaign", "s.ron", "--seeds", "400", "--confidence", confidence]);
        let median = &json["time_to_consistency"]["quantiles"]["p50"];
        let told = json["confidence"].as_f64().unwrap();
        (told, median["high_ns"].as_u64().unwrap() - median["low_ns"].as_u64().unwrap())
    };
    let [narrow, usual, wide] = [".5", "95%", "0.999"].map(width);
    assert_eq!([narrow.0, usual.0, wide.0], [0.5, 0.95, 0.999]);
    assert!(narrow.1 < usual.1 && usual.1 < wide.1, "{narrow:?} {usual:?} {wide:?}");
    for verb in [&["campaign", "s.ron"][..], &["report", "s.ron"], &["compare", "s.ron", "s.ron"]] {
        for none in ["0", "1", "100%", "0%", "1.5", "95", "NaN", "inf", "abc", "", "1/2", "p99"] {
            let came = desk.sooner(&[verb, &["--confidence", none]].concat());
            assert_eq!((came.status, came.out.as_str()), (Some(2), ""), "{none}");
            assert!(came.err.contains("is no confidence: "), "{none}: {}", came.err);
        }
    }
}

#[test]
fn json_holds_times_items_and_thresholds_by_name() {
    let desk = desk_with(r#"(p90, "< 1m"), (p99_9, "< 1m")"#);
    let json = desk.json(&["campaign", "s.ron", "--seeds", "50..350"]);
    assert_eq!(json["judgement"], "unsure");
    let thresholds = json["thresholds"].as_array().unwrap();
    let told: Vec<_> = thresholds.iter().map(|one| [&one["threshold"], &one["verdict"]]).collect();
    assert_eq!(told, [[&"p90 < 1m".into(), &Value::from("PASS")], [&"p99.9 < 1m".into(), &"UNSURE".into()]]);
    assert!(thresholds.iter().all(|one| {
        one["seen"].as_str().is_some_and(|seen| seen.contains("at least") || seen.contains("between"))
    }));
    let times = &json["time_to_consistency"];
    assert_eq!((&times["runs"], &times["reached"]), (&300.into(), &300.into()));
    assert_eq!(times["columns"], serde_json::json!(["time_ns", "runs", "smallest_seed"]));
    let rows = times["times"].as_array().unwrap();
    assert_eq!(rows.iter().map(|row| row[1].as_u64().unwrap()).sum::<u64>(), 300);
    let (nanos, seed) = (&rows[7][0], rows[7][2].as_u64().unwrap());
    assert_eq!(&desk.json(&["run", "s.ron", "--seed", &seed.to_string()])["settled_at_ns"], nanos);
    assert!(times["no_law"].as_str().is_some_and(|why| why.contains("uniform latency")));
    assert_eq!(times["quantiles"]["p99.9"]["high_needs_seeds"], 3688);
    let mean = &times["mean"];
    assert!(
        mean["low_ns"].as_f64() < mean["value_ns"].as_f64()
            && mean["value_ns"].as_f64() < mean["high_ns"].as_f64()
    );
    let items = &json["items"];
    assert_eq!((&items["total"], &items["relative_error"]), (&900.into(), &serde_json::json!(0.0)));
    let law = desk.json(&["campaign", "dice.ron", "--seeds", "20"]);
    assert!(law["time_to_consistency"]["quantiles"]["p50"]["law_ns"].is_u64());
    let swarm = desk.json(&["campaign", "s.ron", "--swarm", "--seeds", "20"]);
    assert_eq!((&swarm["time_to_consistency"], &swarm["thresholds"]), (&Value::Null, &Value::Array(vec![])));
}
