//! `report` as a user meets it.

use std::fs;
#[cfg(target_os = "linux")]
use std::process::Command;

use serde_json::{Value, json};

use crate::desk::{Came, Desk, three};

fn rough(more: &str) -> String {
    three(&format!(r#"weather: (latency: Uniform("1ms", "10ms"), loss: 0.1){more}"#))
}

fn desk() -> Desk {
    Desk::with(&[("s.ron", &rough(r#", expect: [(p90, "< 1m")]"#))])
}

/// Saves a campaign as JSON.
fn save(desk: &Desk, campaign: &[&str], file: &str) -> Value {
    let came = desk.sooner(&[&["campaign"], campaign, &["--format", "json"]].concat());
    fs::write(desk.path().join(file), &came.out).unwrap();
    serde_json::from_str(&came.out).unwrap()
}

fn page(desk: &Desk, arguments: &[&str]) -> String {
    let came = desk.sooner(&[&["report"], arguments, &["-o", "page.html"]].concat());
    assert_eq!((came.status, came.out.as_str(), came.err.as_str()), (Some(0), "report    page.html\n", ""));
    fs::read_to_string(desk.path().join("page.html")).unwrap()
}

#[test]
fn a_scenario_becomes_a_page_that_is_the_same_for_any_number_of_jobs() {
    let desk = desk();
    let alone = page(&desk, &["s.ron", "--seeds", "300", "--jobs", "1"]);
    for jobs in ["2", "4"] {
        assert!(page(&desk, &["s.ron", "--seeds", "300", "--jobs", jobs]) == alone, "{jobs} jobs");
    }
    assert!(alone.starts_with("<!doctype html>") && alone.trim_end().ends_with("</html>"));
    for words in
        ["sooner report s.ron --seeds 0..300 -o page.html", "sooner run s.ron --seed ", "300", "PASS"]
    {
        assert!(alone.contains(words), "{words}");
    }
    for never in ["NaN", ">inf<", "will be consistent", "http://", "https://", "<script"] {
        assert!(!alone.replace("http://www.w3.org", "").contains(never), "{never}");
    }
    let (came, at) = (desk.sooner(&["report", "s.ron", "--seeds", "300"]), "-o report.html");
    assert_eq!(came.status, Some(0));
    assert!(came.out == alone.replace("-o page.html", at), "to standard output it is the same page");
    let dash = desk.sooner(&["report", "s.ron", "--seeds", "300", "-o", "-"]);
    assert!(dash.out.starts_with("<!doctype html>"));
}

#[test]
fn a_saved_campaign_becomes_the_page_that_its_scenario_becomes() {
    let desk = desk();
    save(&desk, &["s.ron", "--seeds", "7..307", "--confidence", "99%"], "saved.json");
    let direct = page(&desk, &["s.ron", "--seeds", "7..307", "--confidence", "0.99"]);
    assert!(page(&desk, &["saved.json"]) == direct);
    fs::remove_file(desk.path().join("s.ron")).unwrap();
    assert!(page(&desk, &["saved.json"]) == direct, "it holds its scenario");
    assert!(page(&desk, &["saved.json", "--confidence", "95%"]) != direct);
    for of_a_run in [["--seeds", "10"], ["--jobs", "2"]] {
        let came = desk.sooner(&[&["report", "saved.json"][..], &of_a_run].concat());
        assert_eq!((came.status, came.out.as_str()), (Some(2), ""));
        assert!(came.err.contains("told as it was, and not run again"), "{}", came.err);
    }
}

#[test]
fn its_exit_status_is_that_of_the_campaign() {
    let m4 = r#"(version: 1, model: "annotation", knobs: (fields: 5, mutant: Some(M4)),
        weather: (latency: Uniform("1ms", "10ms"), loss: 0.1))"#;
    let slow = rough(r#", expect: [(p50, "< 1ms")]"#);
    let unsure = rough(r#", expect: [(p99_9, "< 1m")]"#);
    let desk = Desk::with(&[("m4.ron", m4), ("slow.ron", &slow), ("unsure.ron", &unsure)]);
    for (file, status) in [("m4.ron", 1), ("slow.ron", 1), ("unsure.ron", 3)] {
        save(&desk, &[file, "--seeds", "100"], "saved.json");
        for arguments in [&[file, "--seeds", "100"][..], &["saved.json"]] {
            let came = desk.sooner(&[&["report"], arguments, &["-o", "page.html"]].concat());
            assert_eq!(came.status, Some(status), "{arguments:?}: {}", came.err);
        }
    }
    let none = desk.sooner(&["report", "m4.ron", "--seeds", "5..5"]);
    assert_eq!((none.status, none.out.contains("Nothing ran: there are no seeds.")), (Some(4), true));
    let one = desk.sooner(&["report", "unsure.ron", "--seeds", "1"]);
    assert_eq!((one.status, one.out.contains("no interval of one run")), (Some(3), true));
}

#[test]
fn nothing_but_a_page_of_its_own_is_written_over() {
    let desk = desk();
    fs::write(desk.path().join("mine.html"), "<!doctype html>\n<p>mine</p>\n").unwrap();
    fs::create_dir(desk.path().join("folder")).unwrap();
    save(&desk, &["s.ron", "--seeds", "20"], "saved.json");
    let before = |name: &str| fs::read_to_string(desk.path().join(name)).unwrap();
    let kept = ["mine.html", "saved.json", "s.ron"].map(|name| (name, before(name)));
    for (out, words) in [
        ("mine.html", "it is not a report that was written by this program"),
        ("saved.json", "it is not a report that was written by this program"),
        ("s.ron", "this is the scenario itself"),
        ("folder", "this is a folder"),
        ("nowhere/page.html", "its folder does not exist"),
    ] {
        let came = desk.sooner(&["report", "s.ron", "--seeds", "20", "-o", out]);
        assert_eq!((came.status, came.out.as_str()), (Some(2), ""), "{out}");
        assert!(came.err.contains(words) && came.err.contains("help:"), "{out}: {}", came.err);
    }
    let own = desk.sooner(&["report", "saved.json", "-o", "saved.json"]);
    assert_eq!(own.status, Some(2));
    kept.iter().for_each(|(name, text)| assert_eq!(&before(name), text, "{name}"));
    assert_ne!(page(&desk, &["s.ron", "--seeds", "100"]), page(&desk, &["s.ron", "--seeds", "120"]));
}

#[test]
fn a_run_that_is_stuck_for_an_hour_does_not_hold_the_page_up() {
    let stuck = r#"(version: 1, model: "annotation",
        knobs: (fields: 1, data_entry_every: "2h", annotation_every: "2h"), weather: (loss: 0.3))"#;
    let desk = Desk::with(&[("stuck.ron", stuck)]);
    let came = desk.sooner(&["report", "stuck.ron", "--seeds", "100"]);
    assert_eq!(came.status, Some(3), "{}", came.err);
    assert!(came.out.contains("not reached"), "and what was not reached is told");
}

#[test]
fn a_campaign_that_was_interrupted_is_told_as_its_beginning() {
    let desk = desk();
    let mut saved = save(&desk, &["s.ron", "--seeds", "100"], "saved.json");
    (saved["seeds"]["until"], saved["ended"]) = (json!(1_000_000), json!("interrupted"));
    fs::write(desk.path().join("saved.json"), saved.to_string()).unwrap();
    let page = page(&desk, &["saved.json"]);
    assert!(page.contains("interrupted after the first 100") && page.contains("longest complete beginning"));
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupt_ends_with_a_page_about_what_is_known() {
    let desk = desk();
    let report = ["report", "s.ron", "--seeds", "1_000_000_000", "--jobs", "2", "-o", "page.html"];
    let mut child = desk.command(&report).spawn().unwrap();
    let interrupt = || Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    // A program that has not begun to listen ends without a page; this one has a thread more than it starts with then.
    let threads = format!("/proc/{}/task", child.id());
    while fs::read_dir(&threads).is_ok_and(|threads| threads.count() < 4) {
        std::thread::yield_now();
    }
    assert!(interrupt().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let page = fs::read_to_string(desk.path().join("page.html")).unwrap();
    assert!(page.contains("interrupted after the first "));
}

#[test]
fn a_swarm_has_no_times_that_could_be_told() {
    let desk = desk();
    save(&desk, &["s.ron", "--swarm", "--seeds", "20"], "swarm.json");
    let came = desk.sooner(&["report", "swarm.json"]);
    assert_eq!((came.status, came.out.as_str()), (Some(2), ""));
    assert!(came.err.contains("this is a campaign of a swarm") && came.err.contains("help:"), "{}", came.err);
}

/// What comes of the saved campaign after a change to its text.
fn told(desk: &Desk, text: &str) -> Came {
    fs::write(desk.path().join("changed.json"), text).unwrap();
    desk.sooner(&["report", "changed.json", "-o", "changed.html"])
}

#[test]
fn what_is_no_saved_campaign_is_refused_by_name() {
    let desk = desk();
    let text = save(&desk, &["s.ron", "--seeds", "50"], "saved.json").to_string();
    assert_eq!(told(&desk, &text).status, Some(0));
    for (text, words) in [
        (text[..text.len() / 2].to_string(), "EOF while parsing"),
        (format!("{text} and more"), "trailing characters"),
        (format!("{text}{text}"), "trailing characters"),
        ("{}".to_string(), "missing field"),
        (r#"{"name": "another program", "version": 1}"#.to_string(), "missing field"),
        (r#"{"a":"#.repeat(50_000), "this is no saved campaign"),
        ("[1, 2]".to_string(), "a scenario is one bracket"),
        (String::new(), "this file is empty"),
        (text.replace("\"confidence\":0.95", "\"confidence\":NaN"), "confidence: expected value"),
        (text.replace("\"runs\":50", "\"runs\":-50"), "invalid value: integer `-50`"),
        (text.replace("\"runs\":50", "\"runs\":50.5"), "floating point `50.5`"),
    ] {
        let came = told(&desk, &text);
        assert_eq!((came.status, came.out.as_str()), (Some(2), ""), "{words}");
        assert!(came.err.contains(words) && came.err.contains("changed.json"), "{}", came.err);
    }
    assert!(!desk.path().join("changed.html.part").exists());
}

#[test]
fn a_saved_campaign_that_does_not_add_up_is_refused() {
    let desk = desk();
    let saved = save(&desk, &["s.ron", "--seeds", "50"], "saved.json");
    let times = saved["time_to_consistency"]["times"].as_array().unwrap();
    let rows = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut rows = times.clone();
        change(&mut rows);
        Value::Array(rows)
    };
    for (place, value, words) in [
        ("/model", json!("nothing"), "it is of the model `nothing`"),
        ("/confidence", json!(1.0), "is no confidence"),
        ("/runs", json!(49), "its verdicts are not those of all its runs"),
        ("/runs", json!(u64::MAX), "fewer seeds than runs"),
        ("/seeds", json!({"from": 50, "until": 0}), "fewer seeds than runs"),
        ("/seeds", json!({"from": 0, "until": 60}), "not all its seeds were run"),
        ("/ended", json!("somehow"), "nobody knows how it ended"),
        ("/swarm", json!(true), "this is a campaign of a swarm"),
        ("/verdicts/violated", json!(1), "its verdicts are not those"),
        (
            "/verdicts",
            json!({"settled": 0, "violated": 50, "excused": 0, "undecided": 0}),
            "its times are not those",
        ),
        ("/time_to_consistency", Value::Null, "every other campaign has some"),
        ("/time_to_consistency/times", json!([]), "its times are not those"),
        ("/time_to_consistency/horizon_ns", json!(0), "consistent after the horizon"),
        ("/time_to_consistency/unreached/violated", json!(u64::MAX), "its times are not those"),
        ("/time_to_consistency/times", rows(&|rows| rows[0][1] = json!(u64::MAX)), "its times are not those"),
        ("/time_to_consistency/times", rows(&|rows| rows[0][2] = json!(50)), "a seed that was not run"),
        ("/time_to_consistency/times", rows(&|rows| rows.reverse()), "not one row for each, ascending"),
        (
            "/time_to_consistency/times",
            rows(&|rows| rows.push(json!([u64::MAX, 0, 1]))),
            "not one row for each",
        ),
        ("/items/relative_error", json!(-5.0), "is no share"),
        ("/items/times", json!([[1, u64::MAX], [2, 1]]), "more items than can be counted"),
        ("/sent", json!({"Publish": u64::MAX, "Ack": 1}), "more messages than can be counted"),
    ] {
        let mut changed = saved.clone();
        *changed.pointer_mut(place).unwrap() = value;
        let came = told(&desk, &changed.to_string());
        assert_eq!((came.status, came.out.as_str()), (Some(2), ""), "{place}: {words}");
        assert!(came.err.contains(words) && came.err.contains("help:"), "{place}: {}", came.err);
    }
    assert_eq!(desk.names(), ["changed.json", "s.ron", "saved.json"], "no page is written");
    let mut nothing = saved.clone();
    nothing["scenario"] = json!(rough("").replace("annotation", "nothing"));
    assert!(told(&desk, &nothing.to_string()).err.contains("there is no model `nothing`"));
}

#[test]
fn names_with_blanks_and_quotes_stay_what_they_are() {
    let desk = Desk::with(&[("it's \"<b>.ron", &rough(""))]);
    let name = "it's \"<b>.ron";
    save(&desk, &[name, "--seeds", "20"], "saved.json");
    let page = page(&desk, &["saved.json"]);
    assert!(!page.contains("<b>.ron"), "no markup comes out of a name");
    assert!(
        page.contains("sooner run &#39;it&#39;\\&#39;&#39;s &quot;&lt;b&gt;.ron&#39; --seed "),
        "a command can be pasted"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_page_that_cannot_be_written_is_an_error_and_a_closed_pipe_is_none() {
    let desk = desk();
    let mut report = desk.command(&["report", "s.ron", "--seeds", "20"]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let came = Came::from(report.stdout(full).output().unwrap());
    assert_eq!(came.status, Some(2));
    assert!(came.err.contains("standard output cannot be written"), "{}", came.err);
}
