//! Every file under scenarios/orders is a claim about a run, and holds. Knows the files, not the model.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sooner::check::{ScenarioOf, Verdict};
use sooner::models::orders::OrdersSystem;

/// The rows of the specification's table of acceptance cases, and how many files each has at least.
const ROWS: [(&str, usize); 10] = [
    ("o1", 1),
    ("o2", 1),
    ("o3", 1),
    ("o4", 3),
    ("o5", 1),
    ("o6", 1),
    ("o8", 2),
    ("o9", 2),
    ("o13", 3),
    ("o14", 2),
];

/// The folders: scenarios/orders itself, and scenarios/orders/mutants.
fn folders() -> [PathBuf; 2] {
    let orders = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/orders");
    [orders.clone(), orders.join("mutants")]
}

/// Every scenario of a folder: the name of its file without the ending, and its text.
fn scenarios(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("there are scenarios of the orders pipeline") {
        let path = entry.expect("the folder can be read").path();
        if path.extension().is_some_and(|ending| ending == "ron") {
            let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
            found.push((name, fs::read_to_string(&path).expect("a scenario is text")));
        }
    }
    found.sort();
    found
}

fn all() -> Vec<(String, String)> {
    folders().iter().flat_map(|folder| scenarios(folder)).collect()
}

#[test]
fn every_scenario_of_orders_comes_out_as_its_file_expects() {
    let registry = sooner::models::registry();
    let mut misses = Vec::new();
    for (name, text) in all() {
        let model = registry.model_of(&text).unwrap_or_else(|problem| panic!("{name}.ron: {problem}"));
        let mut scenario =
            model.open(&text, &BTreeMap::new()).unwrap_or_else(|problem| panic!("{name}.ron: {problem}"));
        let outcome = scenario.run(scenario.seed(), Default::default());
        for missed in scenario.expectations().iter().filter_map(|expected| expected.held_against(&outcome)) {
            misses.push(format!("{name}.ron: expected {}, got {}", missed.expected, missed.got));
        }
        for fault in &outcome.unmatched {
            misses.push(format!("{name}.ron: nothing matched {}", scenario.fault(*fault)));
        }
        if matches!(&outcome.verdict, Verdict::Violated { property, .. } if property == "panic") {
            misses.push(format!("{name}.ron: {:?}", outcome.verdict));
        }
    }
    assert!(misses.is_empty(), "{} expectations were missed:\n  {}", misses.len(), misses.join("\n  "));
}

#[test]
fn every_scenario_of_orders_reads_the_same_after_it_was_written_and_tells_its_story() {
    for (name, text) in all() {
        let read = ScenarioOf::<OrdersSystem>::parse(&text)
            .unwrap_or_else(|problem| panic!("{name}.ron: {problem}"));
        let again = ScenarioOf::<OrdersSystem>::parse(&read.to_text())
            .unwrap_or_else(|problem| panic!("{name}.ron: {problem}"));
        assert_eq!(again, read, "{name}.ron");
        let story: String = text.lines().map_while(|line| line.strip_prefix("//")).collect();
        assert!(story.len() > 80, "{name}.ron does not begin with its story");
        assert!(!read.expect.is_empty(), "{name}.ron expects nothing");
    }
}

#[test]
fn every_acceptance_row_of_orders_has_its_files() {
    let names = scenarios(&folders()[0]);
    for (row, least) in ROWS {
        let of_row = |name: &str| name.split_once('-').is_some_and(|(prefix, _)| prefix == row);
        let there = names.iter().filter(|(name, _)| of_row(name)).count();
        assert!(there >= least, "row {row} has {there} files");
    }
}
