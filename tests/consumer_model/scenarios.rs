//! Every file under scenarios/consumer is a claim about a run, and holds; every row of the specification has its files;
//! every file under scenarios/consumer/mutants gives its mutant away, and the reference stands the same run.

use std::fs;
use std::path::Path;

use sooner::check::{Expectation, Model, Verdict};
use sooner::models::consumer::ConsumerSystem;

use super::{Scenario, prepared};

/// The rows of the specification's table, and of how many cases each consists.
const ROWS: [(&str, usize); 9] =
    [("c1", 2), ("c2", 1), ("c3", 1), ("c4", 6), ("c5", 1), ("c6", 2), ("c9", 3), ("c10", 4), ("c13", 2)];

/// The scenarios of a folder: the names of the files, and their texts.
fn files(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(folder).expect("there is such a folder");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let read = |path: &Path| fs::read_to_string(path).expect("a scenario is text");
    let mut found: Vec<(String, String)> = paths
        .filter(|path| path.extension().is_some_and(|end| end == "ron"))
        .map(|path| {
            (path.file_stem().expect("a file has a name").to_string_lossy().into_owned(), read(&path))
        })
        .collect();
    found.sort();
    found
}

fn parse(name: &str, text: &str) -> Scenario {
    Scenario::parse(text).unwrap_or_else(|problem| panic!("{name}: {problem}"))
}

/// What a run of a scenario misses of what it expects, and faults that strike nothing; and how it ended.
fn misses(name: &str, scenario: &Scenario) -> (Vec<String>, Verdict) {
    let mut prepared = prepared(scenario).unwrap_or_else(|problem| panic!("{name}: {problem}"));
    let outcome = prepared.run(scenario.seed);
    let missed = scenario.expect.iter().filter_map(|expected| expected.held_against(&outcome));
    let missed = missed.map(|missed| format!("{name}: expected {}, got {}", missed.expected, missed.got));
    let idle = outcome.unmatched.iter().map(|index| format!("{name}: nothing matched fault {index}"));
    (missed.chain(idle).collect(), outcome.verdict)
}

#[test]
fn every_scenario_comes_out_as_its_file_expects() {
    let mut all = Vec::new();
    for (name, text) in files("scenarios/consumer") {
        assert!(
            text.starts_with("// ") && text.contains("expect: ["),
            "{name} tells its story and expects something"
        );
        all.extend(misses(&name, &parse(&name, &text)).0);
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn every_row_of_the_specification_has_its_files() {
    let files = files("scenarios/consumer");
    let of = |row: &str| files.iter().filter(|(name, _)| name.split('-').next() == Some(row)).count();
    for (row, cases) in ROWS.into_iter().chain([("c14", 1)]) {
        assert_eq!(of(row), cases, "files of row {row}");
    }
}

#[test]
fn every_mutant_is_given_away_at_the_instant_that_its_story_tells_and_the_reference_is_not() {
    let files = files("scenarios/consumer/mutants");
    for (name, text) in &files {
        let scenario = parse(name, text);
        let (missed, verdict) = misses(name, &scenario);
        assert!(missed.is_empty(), "{}", missed.join("\n"));
        let story: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("//")).collect();
        let at = match verdict {
            Verdict::Violated { at, .. } => format!(" at {at}"),
            verdict => panic!("{name}: {verdict}"),
        };
        assert!(story.join("").contains(&at), "{name} happens{at}");
        let mut reference = scenario.clone();
        (reference.knobs.mutant, reference.expect) = (None, vec![Expectation::Settles { at: None }]);
        assert_eq!(misses(name, &reference).0, [""; 0], "the reference");
    }
    for doc in ConsumerSystem::MUTANTS {
        let caught = files.iter().any(|(_, text)| {
            text.contains(doc.name)
                && text.contains(&format!("Violates(\"{}\")", doc.caught_by.unwrap_or_default()))
        });
        assert!(caught, "{} has a counterexample of {:?}", doc.name, doc.caught_by);
    }
}
