//! Every file under scenarios/annotation is a claim about a run, and holds. Knows the files, not the model.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use sooner::check::{AnyScenario, Registry, ScenarioOf, Verdict};
use sooner::models::annotation::AnnotationSystem;
use sooner::sim::Span;

/// The rows of the specification's table of acceptance cases.
const ROWS: [&str; 9] = ["a1", "a2", "a3", "a4", "a5", "a8", "a9", "a11", "a12"];
/// Those of them, and the last, that consist of several cases.
const SEVERAL: [(&str, usize); 5] = [("a5", 2), ("a8", 2), ("a9", 5), ("a11", 3), ("a16", 2)];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/annotation")
}

/// Every scenario: the name of its file without the ending, and its text.
fn scenarios() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder()).expect("there are scenarios of the annotation system") {
        let path = entry.expect("the folder can be read").path();
        if path.extension().is_some_and(|ending| ending == "ron") {
            let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
            found.push((name, fs::read_to_string(&path).expect("a scenario is text")));
        }
    }
    found.sort();
    found
}

/// The samples of a file with one column of milliseconds under a head.
fn samples(file: &str) -> Vec<Span> {
    let text = fs::read_to_string(folder().join(file)).expect("the samples lie beside the scenario");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("latency_ms"), "{file}");
    lines.map(|line| format!("{line}ms").parse().expect("a sample is a number")).collect()
}

fn open(registry: &Registry, name: &str, text: &str) -> Box<dyn AnyScenario> {
    let problem = |problem| -> ! { panic!("{name}.ron: {problem}") };
    let model = registry.model_of(text).unwrap_or_else(|p| problem(p));
    let files = model.sample_files(text).unwrap_or_else(|p| problem(p));
    let contents: BTreeMap<String, Vec<Span>> =
        files.into_iter().map(|file| (file.clone(), samples(&file))).collect();
    model.open(text, &contents).unwrap_or_else(|p| problem(p))
}

#[test]
fn every_scenario_comes_out_as_its_file_expects() {
    let registry = sooner::models::registry();
    let mut misses = Vec::new();
    for (name, text) in scenarios() {
        let mut scenario = open(&registry, &name, &text);
        let outcome = scenario.run(scenario.seed(), Default::default());
        for missed in scenario.expectations().iter().filter_map(|expected| expected.held_against(&outcome)) {
            misses.push(format!("{name}.ron: expected {}, got {}", missed.expected, missed.got));
        }
        for fault in outcome.unmatched {
            misses.push(format!("{name}.ron: nothing matched {}", scenario.fault(fault)));
        }
        if let Verdict::Violated { property, why, .. } = outcome.verdict {
            misses.push(format!("{name}.ron: {property} is violated: {why}"));
        }
    }
    assert!(misses.is_empty(), "{} expectations were missed:\n  {}", misses.len(), misses.join("\n  "));
}

#[test]
fn every_scenario_reads_the_same_after_it_was_written() {
    for (name, text) in scenarios() {
        let read = ScenarioOf::<AnnotationSystem>::parse(&text)
            .unwrap_or_else(|problem| panic!("{name}: {problem}"));
        let written = read.to_text();
        let again = ScenarioOf::<AnnotationSystem>::parse(&written)
            .unwrap_or_else(|problem| panic!("{name}: {problem}"));
        assert_eq!(again, read, "{name}.ron, written as\n{written}");
        assert_eq!(again.to_text(), written, "{name}.ron");
    }
}

#[test]
fn every_acceptance_row_has_its_files() {
    let mut files: BTreeMap<String, usize> = BTreeMap::new();
    for (name, _) in scenarios() {
        if let Some((row, _story)) = name.split_once('-') {
            *files.entry(row.to_string()).or_default() += 1;
        }
    }
    let rows: BTreeSet<&str> = ROWS.into_iter().chain(SEVERAL.map(|(row, _)| row)).collect();
    for row in rows {
        let cases = SEVERAL.iter().find(|(name, _)| *name == row).map_or(1, |(_, cases)| *cases);
        let there = files.get(row).copied().unwrap_or(0);
        assert_eq!(there, cases, "files of row {row}");
    }
}

#[test]
fn every_scenario_tells_its_story_and_expects_something() {
    for (name, text) in scenarios() {
        let story: String = text.lines().map_while(|line| line.strip_prefix("//")).collect();
        assert!(story.len() > 80, "{name}.ron does not begin with its story");
        let scenario = ScenarioOf::<AnnotationSystem>::parse(&text)
            .unwrap_or_else(|problem| panic!("{name}: {problem}"));
        assert!(!scenario.expect.is_empty(), "{name}.ron expects nothing");
    }
}

#[test]
fn every_file_of_samples_is_read_by_a_scenario() {
    let all: String = scenarios().into_iter().map(|(_, text)| text).collect();
    for entry in fs::read_dir(folder()).expect("there are scenarios of the annotation system") {
        let path = entry.expect("the folder can be read").path();
        let file = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        assert!(
            path.is_dir() || file.ends_with(".ron") || all.contains(&format!("Samples(\"{file}\")")),
            "nothing reads {file}"
        );
    }
}
