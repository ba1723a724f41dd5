//! Law against runs: in every setting of the annotation system's trials they agree, and every wrong law is rejected.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sooner::check::{TRIAL_RUNS, Tried, try_law};
use sooner::exact::Mistake;
use sooner::models::annotation::AnnotationSystem;
use sooner::models::registry;

const SCENARIOS: &str = "scenarios/annotation/law";

fn trials() -> Vec<Tried> {
    let registry = registry();
    let model = registry.models().next().expect("there is the annotation system");
    let of = |trial| try_law::<AnnotationSystem>(trial, TRIAL_RUNS, 2);
    model.trials().iter().map(|trial| of(trial).unwrap_or_else(|problem| panic!("{problem}"))).collect()
}

#[test]
fn law_and_runs_agree_in_every_setting_and_every_wrong_law_is_rejected_in_one() {
    let tried = trials();
    let mut rejected = BTreeSet::new();
    for one in &tried {
        assert_eq!(one.runs, TRIAL_RUNS);
        assert!(one.agrees(), "{}: {:?}", one.name, one.law);
        let passed: Vec<Mistake> = one.passed_by().collect();
        assert!(passed.is_empty(), "{}: not rejected: {passed:?}", one.name);
        rejected.extend(one.mistakes.iter().map(|(mistake, _)| format!("{mistake:?}")));
    }
    let settings = tried.iter().filter(|one| one.law.is_some()).count();
    assert!(settings >= 12, "{settings} settings are too few");
    let all: BTreeSet<String> = Mistake::ALL.iter().map(|mistake| format!("{mistake:?}")).collect();
    assert_eq!(rejected, all, "every mistake is tried somewhere");
}

#[test]
fn every_scenario_of_the_law_is_a_trial() {
    let registry = registry();
    let model = registry.models().next().expect("there is the annotation system");
    let trials: BTreeSet<&str> = model.trials().iter().map(|trial| trial.name).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(SCENARIOS);
    for entry in fs::read_dir(folder).expect("there are scenarios of the law") {
        let path = entry.expect("it can be listed").path();
        let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
        assert!(trials.contains(name.as_str()), "{name}.ron is no trial");
        let trial = model.trials().iter().find(|trial| trial.name == name).expect("it is one");
        assert_eq!(fs::read_to_string(path).unwrap(), trial.scenario);
    }
}
