//! The bug zoos: every file under scenarios/MODEL/mutants is the smallest run that gives a mutant away, and the protocol
//! as it should be stands the same run.

use std::fs;
use std::path::Path;

use sooner::check::{AnyScenario, Expectation, Verdict};

/// The models that have a zoo.
const MODELS: [&str; 3] = ["annotation", "consumer", "orders"];
/// Runs in which the reference cannot settle either, by the mutant's number: a field that a forgetful service lost, a
/// message that can never be handled. It may only keep from lying.
const NOTHING_HELPS: [(&str, &[u32]); 3] = [("annotation", &[8]), ("consumer", &[]), ("orders", &[])];

/// A counterexample: the model, the mutant's number and its name, the file's name and its text.
struct Counterexample {
    model: &'static str,
    number: u32,
    mutant: String,
    file: String,
    text: String,
}

impl Counterexample {
    fn read(model: &'static str, path: &Path) -> Counterexample {
        let file = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(path).expect("a scenario is text");
        let number = file.strip_prefix('m').and_then(|rest| rest.split('-').next()?.parse().ok());
        let mutant = text.split_once("mutant: ").and_then(|(_, rest)| rest.split([',', ')']).next());
        Counterexample {
            model,
            number: number.unwrap_or_else(|| panic!("{file} is not named after its mutant's number")),
            mutant: mutant.unwrap_or_else(|| panic!("{file} names no mutant")).to_string(),
            file,
            text,
        }
    }

    /// The same run of another mutant, or of none.
    fn with(&self, mutant: &str) -> String {
        let (written, wanted) = (format!("mutant: {}", self.mutant), format!("mutant: {mutant}"));
        assert_eq!(self.text.matches(&written).count(), 1, "{}/{}", self.model, self.file);
        self.text.replace(&written, &wanted)
    }

    fn open(&self, text: &str) -> Box<dyn AnyScenario> {
        let registry = sooner::models::registry();
        let opened = registry.model_of(text).and_then(|model| model.open(text, &Default::default()));
        opened.unwrap_or_else(|problem| panic!("{}/{}: {problem}", self.model, self.file))
    }

    /// Whether the reference cannot settle in this run.
    fn is_hopeless(&self) -> bool {
        NOTHING_HELPS.iter().any(|(model, numbers)| *model == self.model && numbers.contains(&self.number))
    }
}

/// All of them, by model and number.
fn zoo() -> Vec<Counterexample> {
    let of_model = |model: &'static str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(model).join("mutants");
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("the zoo of {model}: {error}"));
        let path = |entry: std::io::Result<fs::DirEntry>| entry.expect("the folder can be read").path();
        let mut found: Vec<Counterexample> =
            entries.map(|entry| Counterexample::read(model, &path(entry))).collect();
        found.sort_by(|one, other| (one.number, &one.file).cmp(&(other.number, &other.file)));
        found
    };
    MODELS.into_iter().flat_map(of_model).collect()
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
            misses.push(format!(
                "{}/{}: expected {}, got {}",
                case.model, case.file, missed.expected, missed.got
            ));
        }
        for &fault in &outcome.unmatched {
            misses.push(format!("{}/{}: nothing matched {}", case.model, case.file, scenario.fault(fault)));
        }
        let story: Vec<&str> = case.text.lines().map_while(|line| line.strip_prefix("//")).collect();
        match outcome.verdict {
            Verdict::Violated { at, .. } if story.join("").contains(&format!(" at {at}")) => {}
            verdict => misses
                .push(format!("{}/{}: its story does not tell that it {verdict}", case.model, case.file)),
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
        let gone = case.is_hopeless();
        match outcome.verdict {
            Verdict::Settled { .. } if !gone => {}
            Verdict::Stalled { .. } if gone => {}
            verdict => misses.push(format!("{}/{}: the reference {verdict}", case.model, case.file)),
        }
    }
    assert_none(misses);
}

#[test]
fn there_is_a_counterexample_of_every_mutant_and_it_names_that_mutant() {
    let zoo = zoo();
    for model in sooner::models::registry().models().map(|model| model.describe()) {
        let wrong = model.mutants.iter().filter(|mutant| mutant.caught_by.is_some());
        let of_model = |case: &&Counterexample| case.model == model.name;
        for mutant in wrong {
            let there = zoo.iter().filter(of_model).any(|case| case.mutant == mutant.name);
            assert!(there, "{}: nothing gives {} away", model.name, mutant.name);
        }
    }
    for case in zoo {
        let name = case.mutant.strip_prefix(&format!("M{}", case.number));
        let named = name.is_some_and(|name| name.starts_with(char::is_alphabetic));
        assert!(named, "{}/{} is about {}", case.model, case.file, case.mutant);
        let violations = case.open(&case.text).expectations();
        let violations = violations.iter().filter(|one| matches!(one, Expectation::Violates(_)));
        assert_eq!(violations.count(), 1, "{}/{} expects one violation", case.model, case.file);
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
