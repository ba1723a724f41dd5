//! The bug zoo: every file under scenarios/annotation/mutants is the smallest run that gives a mutant away, and the
//! protocol as it should be stands the same run.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sooner::check::{AnyScenario, Verdict};

/// The mutants of the specification's zoo are numbered from 1 to this.
const MUTANTS: u32 = 11;
/// Where a forgetful data entry has lost its field, nothing can settle; the reference may only keep from lying.
const THE_FIELD_IS_GONE: [u32; 1] = [8];

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
    fn with(&self, mutant: &str) -> String {
        let (written, wanted) = (format!("mutant: {}", self.mutant), format!("mutant: {mutant}"));
        assert_eq!(self.text.matches(&written).count(), 1, "{}", self.file);
        self.text.replace(&written, &wanted)
    }

    fn open(&self, text: &str) -> Box<dyn AnyScenario> {
        let registry = sooner::models::registry();
        let opened = registry.model_of(text).and_then(|model| model.open(text, &Default::default()));
        opened.unwrap_or_else(|problem| panic!("{}: {problem}", self.file))
    }
}

/// All of them, by number.
fn zoo() -> Vec<Counterexample> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/annotation/mutants");
    let entries = fs::read_dir(folder).expect("there is a zoo");
    let mut found: Vec<Counterexample> =
        entries.map(|entry| Counterexample::read(&entry.expect("the folder can be read").path())).collect();
    found.sort_by(|one, other| (one.number, &one.file).cmp(&(other.number, &other.file)));
    found
}

fn assert_none(misses: Vec<String>) {
    assert!(misses.is_empty(), "{} times:\n  {}", misses.len(), misses.join("\n  "));
}

#[test]
fn every_mutant_is_caught_by_its_property_at_the_instant_that_its_story_tells() {
    let mut misses = Vec::new();
    for case in zoo() {
        let mut scenario = case.open(&case.text);
        let outcome = scenario.run(scenario.seed(), Default::default());
        for missed in scenario.expectations().iter().filter_map(|expected| expected.held_against(&outcome)) {
            misses.push(format!("{}: expected {}, got {}", case.file, missed.expected, missed.got));
        }
        for &fault in &outcome.unmatched {
            misses.push(format!("{}: nothing matched {}", case.file, scenario.fault(fault)));
        }
        let story: Vec<&str> = case.text.lines().map_while(|line| line.strip_prefix("//")).collect();
        match outcome.verdict {
            Verdict::Violated { at, .. } if story.join("").contains(&format!(" at {at}")) => {}
            verdict => misses.push(format!("{}: its story does not tell that it {verdict}", case.file)),
        }
    }
    assert_none(misses);
}

#[test]
fn the_reference_stands_every_run_that_gives_a_mutant_away() {
    let mut misses = Vec::new();
    for case in zoo() {
        let mut scenario = case.open(&case.with("None"));
        let outcome = scenario.run(scenario.seed(), Default::default());
        let gone = THE_FIELD_IS_GONE.contains(&case.number);
        match outcome.verdict {
            Verdict::Settled { .. } if !gone => {}
            Verdict::Stalled { .. } if gone => {}
            verdict => misses.push(format!("{}: the reference {verdict}", case.file)),
        }
    }
    assert_none(misses);
}

#[test]
fn there_is_a_counterexample_of_every_mutant_and_it_names_that_mutant() {
    let zoo = zoo();
    let numbers: BTreeSet<u32> = zoo.iter().map(|case| case.number).collect();
    assert_eq!(numbers, (1..=MUTANTS).collect());
    for case in zoo {
        let name = case.mutant.strip_prefix(&format!("M{}", case.number));
        let named = name.is_some_and(|name| name.starts_with(char::is_alphabetic));
        assert!(named, "{} is about {}", case.file, case.mutant);
        assert!(case.open(&case.text).expectations().len() == 1, "{} expects one violation", case.file);
    }
}

#[test]
fn a_mutant_may_be_named_by_its_number_alone() {
    for case in zoo() {
        let digest = |text: &str| {
            let mut scenario = case.open(text);
            scenario.run(scenario.seed(), Default::default()).digest
        };
        let by_number = case.with(&format!("M{}", case.number));
        assert_eq!(digest(&by_number), digest(&case.text), "{}", case.file);
        assert_ne!(digest(&by_number), digest(&case.with("None")), "{}", case.file);
    }
}
