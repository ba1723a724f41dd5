//! The bug zoo: every file under scenarios/orders/mutants is a small run that gives a mutant away, and the protocol as it
//! should be stands the same run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use sooner::check::{AnyScenario, Verdict};

/// The mutants are numbered from 1 to this.
const MUTANTS: u32 = 13;

/// A counterexample: the mutant's number and its name, the file's name and its text.
struct Counterexample {
    number: u32,
    mutant: String,
    file: String,
    text: String,
}

impl Counterexample {
    fn read(path: &Path) -> Counterexample {
        let file = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(path).expect("a scenario is text");
        let number = file.strip_prefix('m').and_then(|rest| rest.split('-').next()?.parse().ok());
        let mutant = text.split_once("mutant: ").and_then(|(_, rest)| rest.split([',', ')']).next());
        Counterexample {
            number: number.unwrap_or_else(|| panic!("{file} is not named after its mutant's number")),
            mutant: mutant.unwrap_or_else(|| panic!("{file} names no mutant")).to_string(),
            file,
            text,
        }
    }

    /// The same run of another mutant, or of none.
    fn with(&self, mutant: &str) -> Box<dyn AnyScenario> {
        let (written, wanted) = (format!("mutant: {}", self.mutant), format!("mutant: {mutant}"));
        assert_eq!(self.text.matches(&written).count(), 1, "{}", self.file);
        let text = self.text.replace(&written, &wanted);
        let registry = sooner::models::registry();
        let opened = registry.model_of(&text).and_then(|model| model.open(&text, &BTreeMap::new()));
        opened.unwrap_or_else(|problem| panic!("{}: {problem}", self.file))
    }
}

fn zoo() -> Vec<Counterexample> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/orders/mutants");
    let entries = fs::read_dir(folder).expect("there is a zoo");
    entries.map(|entry| Counterexample::read(&entry.expect("the folder can be read").path())).collect()
}

#[test]
fn every_wrong_order_is_caught_by_its_property_at_the_instant_that_its_story_tells() {
    for case in zoo() {
        let mut scenario = case.with(&case.mutant);
        let outcome = scenario.run(scenario.seed(), Default::default());
        let expected = scenario.expectations();
        let missed = expected.iter().find_map(|expected| expected.held_against(&outcome));
        let missed = missed.map(|missed| format!("expected {}, got {}", missed.expected, missed.got));
        assert_eq!(missed, None, "{}", case.file);
        assert!(outcome.unmatched.is_empty(), "{}: a fault has struck nothing", case.file);
        let story: Vec<&str> = case.text.lines().map_while(|line| line.strip_prefix("//")).collect();
        match outcome.verdict {
            Verdict::Violated { at, .. } if story.join("").contains(&format!(" at {at}")) => {}
            verdict => panic!("{}: its story does not tell that it {verdict}", case.file),
        }
    }
}

#[test]
fn the_reference_stands_every_run_that_gives_a_wrong_variant_away() {
    for case in zoo() {
        let mut scenario = case.with("None");
        let outcome = scenario.run(scenario.seed(), Default::default());
        assert!(outcome.verdict.word() == "settled", "{}: the reference {}", case.file, outcome.verdict);
    }
}

#[test]
fn there_is_a_counterexample_of_every_wrong_variant_and_it_may_be_named_by_its_number() {
    let zoo = zoo();
    let numbers: BTreeSet<u32> = zoo.iter().map(|case| case.number).collect();
    assert_eq!(numbers, (1..=MUTANTS).collect());
    for case in zoo {
        let named = case.mutant.strip_prefix(&format!("M{}", case.number));
        assert!(named.is_some_and(|name| name.starts_with(char::is_alphabetic)), "{}", case.file);
        let digest = |mutant: &str| {
            let mut scenario = case.with(mutant);
            scenario.run(scenario.seed(), Default::default()).digest
        };
        assert_eq!(digest(&format!("M{}", case.number)), digest(&case.mutant), "{}", case.file);
    }
}
