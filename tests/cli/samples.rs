//! `campaign --samples` as a user meets it: raw data for other programs.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::desk::{Desk, three};

/// Some runs settle, and some violate a property.
const MIXED: &str = r#"(version: 1, model: "annotation", knobs: (fields: 5, mutant: Some(M4)),
    weather: (latency: Uniform("1ms", "10ms"), loss: 0.1))"#;

fn desk() -> Desk {
    Desk::with(&[("mixed.ron", MIXED), ("fine.ron", &three("weather: (loss: 0.1)"))])
}

/// The rows of a CSV file by the names of its columns.
fn csv(desk: &Desk, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(desk.path().join(name)).unwrap();
    reader.deserialize().map(|row| row.expect("every row has every column")).collect()
}

fn json(desk: &Desk, name: &str) -> Vec<Value> {
    let text = fs::read_to_string(desk.path().join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).expect("a line is an object")).collect()
}

fn as_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn both_forms_hold_the_same_rows_and_those_of_the_record_of_runs() {
    let desk = desk();
    let campaign = ["campaign", "mixed.ron", "--seeds", "5..305", "--ndjson", "record"];
    desk.sooner(&[&campaign[..], &["--samples", "runs.csv"]].concat());
    desk.sooner(&[&campaign[..], &["--samples", "runs.ndjson"]].concat());
    let (rows, objects, record) = (csv(&desk, "runs.csv"), json(&desk, "runs.ndjson"), json(&desk, "record"));
    assert_eq!((rows.len(), objects.len(), record.len()), (300, 300, 300));
    let head = fs::read_to_string(desk.path().join("runs.csv")).unwrap();
    let head = head.lines().next().unwrap();
    assert_eq!(
        head,
        "seed,verdict,property,excused,settled_at_ns,quiet_at_ns,ended_at_ns,disturbed_at_ns,steps,sent_Publish,\
         sent_Annotate,sent_Ack,faults_loss,faults_copy,faults_delay,faults_burst,faults_partition,faults_clog,\
         faults_crash,faults_pause,faults_failure,faults_clock,faults_tie,digest"
    );
    let verdicts = |word: &str| rows.iter().filter(|row| row["verdict"] == word).count();
    assert!(verdicts("settled") > 0 && verdicts("violated") > 0);
    for ((row, object), run) in rows.iter().zip(&objects).zip(&record) {
        let object = object.as_object().unwrap();
        assert_eq!(object.keys().map(String::as_str).collect::<Vec<_>>().join(","), head);
        object.iter().for_each(|(key, value)| assert_eq!(row[key], as_text(value), "{key}"));
        for key in
            ["seed", "verdict", "property", "settled_at_ns", "quiet_at_ns", "ended_at_ns", "steps", "digest"]
        {
            assert_eq!(object[key], run[key], "{key}");
        }
        assert_eq!(object["settled_at_ns"].is_null(), row["settled_at_ns"].is_empty());
    }
    let lost: u64 = rows.iter().map(|row| row["faults_loss"].parse::<u64>().unwrap()).sum();
    let report = desk.json(&["campaign", "mixed.ron", "--seeds", "5..305"]);
    assert_eq!(report["hits_by_family"]["loss"], lost);
    let published: u64 = rows.iter().map(|row| row["sent_Publish"].parse::<u64>().unwrap()).sum();
    assert_eq!(report["sent"]["Publish"], published);
}

#[test]
fn rows_are_the_same_bytes_for_any_number_of_jobs_and_replace_earlier_ones() {
    let desk = desk();
    let run = |jobs: &str| {
        desk.sooner(&["campaign", "mixed.ron", "--seeds", "200", "--samples", "runs.csv", "--jobs", jobs]);
        fs::read_to_string(desk.path().join("runs.csv")).unwrap()
    };
    assert_eq!(run("1"), run("4"));
}

#[test]
fn a_name_that_says_no_form_is_refused_before_any_run() {
    let desk = desk();
    for name in ["runs", "runs.txt", "-", "runs.json", ".csv"] {
        let came = desk.sooner(&["campaign", "fine.ron", "--samples", name]);
        assert_eq!((came.status, came.out.as_str()), (Some(2), ""));
        let words = "does not say in which form the runs are to be written";
        assert!(came.err.contains(words) && came.err.contains("ends in .csv or in .ndjson"), "{}", came.err);
    }
    let came = desk.sooner(&["campaign", "fine.ron", "--samples", "a.ndjson", "--ndjson", "a.ndjson"]);
    assert_eq!(came.status, Some(2));
    assert!(came.err.contains("this is the file of `--ndjson`, too"), "{}", came.err);
    assert_eq!(desk.names(), ["fine.ron", "mixed.ron"]);
}

#[test]
fn a_file_of_somebody_else_stays() {
    let desk = Desk::with(&[("fine.ron", &three("")), ("mine.csv", "time,value\n1,2\n")]);
    let came = desk.sooner(&["campaign", "fine.ron", "--samples", "mine.csv"]);
    assert_eq!(came.status, Some(2));
    assert!(came.err.contains("it does not hold the lines of a campaign"), "{}", came.err);
    assert_eq!(fs::read_to_string(desk.path().join("mine.csv")).unwrap(), "time,value\n1,2\n");
    let lost = desk.sooner(&["campaign", "fine.ron", "--samples", "no/such/folder/runs.csv"]);
    assert_eq!(lost.status, Some(2));
}
