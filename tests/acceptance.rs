//! Every file under scenarios/ is a claim about a run, and holds. Knows the files, not the models.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sooner::check::{AnyScenario, Expectation, Registry, Verdict};
use sooner::sim::Span;

/// A row of a specification's table of acceptance cases, and how many cases it has at least.
type Row = (&'static str, usize);

/// The rows of each model.
const ROWS: [(&str, &[Row]); 3] = [("annotation", &ANNOTATION), ("consumer", &CONSUMER), ("orders", &ORDERS)];
#[rustfmt::skip]
const ANNOTATION: [Row; 10] = [
    ("a1", 1), ("a2", 1), ("a3", 1), ("a4", 1), ("a5", 2), ("a8", 2), ("a9", 5), ("a11", 3), ("a12", 1), ("a16", 2),
];
#[rustfmt::skip]
const CONSUMER: [Row; 10] = [
    ("c1", 1), ("c2", 1), ("c3", 1), ("c4", 4), ("c5", 1), ("c6", 2), ("c9", 3), ("c10", 4), ("c13", 2), ("c14", 1),
];
#[rustfmt::skip]
const ORDERS: [Row; 10] = [
    ("o1", 1), ("o2", 1), ("o3", 1), ("o4", 3), ("o5", 1), ("o6", 1), ("o8", 2), ("o9", 2), ("o13", 3), ("o14", 2),
];

fn folder(model: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(model)
}

/// Every scenario of a model: the name of its file without the ending, and its text.
fn scenarios(model: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder(model)).unwrap_or_else(|error| panic!("scenarios/{model}: {error}")) {
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
fn samples(model: &str, file: &str) -> Vec<Span> {
    let text = fs::read_to_string(folder(model).join(file)).expect("the samples lie beside the scenario");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("latency_ms"), "{file}");
    lines.map(|line| format!("{line}ms").parse().expect("a sample is a number")).collect()
}

fn open(registry: &Registry, folder: &str, name: &str, text: &str) -> Box<dyn AnyScenario> {
    let problem = |problem| -> ! { panic!("{folder}/{name}.ron: {problem}") };
    let model = registry.model_of(text).unwrap_or_else(|p| problem(p));
    assert_eq!(model.describe().name, folder, "{name}.ron lies in another model's folder");
    let files = model.sample_files(text).unwrap_or_else(|p| problem(p));
    let contents: BTreeMap<String, Vec<Span>> =
        files.into_iter().map(|file| (file.clone(), samples(folder, &file))).collect();
    model.open(text, &contents).unwrap_or_else(|p| problem(p))
}

/// Calls `look` with every scenario of every model: the model, the file's name, its text, the scenario.
fn each(mut look: impl FnMut(&str, &str, &str, Box<dyn AnyScenario>)) {
    let registry = sooner::models::registry();
    for (model, _) in ROWS {
        for (name, text) in scenarios(model) {
            look(model, &name, &text, open(&registry, model, &name, &text));
        }
    }
}

#[test]
fn every_scenario_comes_out_as_its_file_expects() {
    let mut misses = Vec::new();
    each(|model, name, _, mut scenario| {
        let outcome = scenario.run(scenario.seed(), Default::default());
        let expected = scenario.expectations();
        for missed in expected.iter().filter_map(|expected| expected.held_against(&outcome)) {
            misses.push(format!("{model}/{name}.ron: expected {}, got {}", missed.expected, missed.got));
        }
        for &fault in &outcome.unmatched {
            misses.push(format!("{model}/{name}.ron: nothing matched {}", scenario.fault(fault)));
        }
        let is_told = expected.iter().any(|one| matches!(one, Expectation::Violates(_)));
        if let Verdict::Violated { property, why, .. } = &outcome.verdict
            && !is_told
        {
            misses.push(format!("{model}/{name}.ron: {property} is violated: {why}"));
        }
    });
    assert!(misses.is_empty(), "{} expectations were missed:\n  {}", misses.len(), misses.join("\n  "));
}

#[test]
fn every_scenario_reads_the_same_after_it_was_written() {
    let registry = sooner::models::registry();
    each(|model, name, _, scenario| {
        let write = |scenario: &dyn AnyScenario| scenario.to_text(scenario.seed(), scenario.expectations());
        let written = write(&*scenario);
        let again = open(&registry, model, name, &written);
        assert_eq!(write(&*again), written, "{model}/{name}.ron");
    });
}

#[test]
fn every_acceptance_row_has_its_files() {
    for (model, rows) in ROWS {
        let names: Vec<String> = scenarios(model).into_iter().map(|(name, _)| name).collect();
        for (row, cases) in rows {
            let of_row = |name: &&String| name.split_once('-').is_some_and(|(first, _story)| first == *row);
            let there = names.iter().filter(of_row).count();
            assert!(there >= *cases, "row {row} of {model} has {there} files in place of {cases}");
        }
    }
}

#[test]
fn every_scenario_tells_its_story_and_expects_something() {
    each(|model, name, text, scenario| {
        let story: String = text.lines().map_while(|line| line.strip_prefix("//")).collect();
        assert!(story.len() > 80, "{model}/{name}.ron does not begin with its story");
        let expects = scenario.expectations().len() + scenario.thresholds().len();
        assert!(expects > 0, "{model}/{name}.ron expects nothing");
    });
}

#[test]
fn every_file_of_samples_is_read_by_a_scenario() {
    for (model, _) in ROWS {
        let all: String = scenarios(model).into_iter().map(|(_, text)| text).collect();
        for entry in fs::read_dir(folder(model)).expect("there are scenarios") {
            let path = entry.expect("the folder can be read").path();
            let file = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
            let is_read = all.contains(&format!("Samples(\"{file}\")"));
            assert!(path.is_dir() || file.ends_with(".ron") || is_read, "nothing reads {model}/{file}");
        }
    }
}
