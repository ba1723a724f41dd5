//! Testing the tester: swarms find every wrong variant of a model by its own property, never one that is as good as the
//! model, and nobody gets a wrong variant who did not ask for it.

use std::sync::atomic::{AtomicBool, Ordering};

use sooner::check::{
    FOUND_WITHIN, Goal, Hunt, HuntRequest, Hunted, Model, MutantDoc, RUNS, ScenarioOf, draw, hunt,
};
use sooner::models::annotation::{AnnotationSystem, Settings};

static NEVER: AtomicBool = AtomicBool::new(false);

fn request(seeds: u64, jobs: usize) -> HuntRequest<'static> {
    HuntRequest {
        mutant: None,
        seeds,
        jobs,
        made_small: 1,
        cancel: &NEVER,
        around: &|_, _, reduction| reduction(),
    }
}

fn hunted(request: &HuntRequest<'_>) -> Hunt {
    hunt::<AnnotationSystem>(request, &mut |_, _| {}).unwrap_or_else(|problem| panic!("{problem}"))
}

#[test]
fn a_thousand_seeds_find_every_mutant_by_its_own_property_and_never_an_equivalent_one() {
    let hunt = hunted(&request(FOUND_WITHIN, 4));
    assert_eq!(hunt.reference_goal(), Goal::Met, "{:?}", hunt.reference.findings);
    assert_eq!(hunt.mutants.len(), AnnotationSystem::MUTANTS.len());
    let (wrong, equivalent): (Vec<&Hunted>, Vec<&Hunted>) =
        hunt.mutants.iter().partition(|hunted| hunted.doc.caught_by.is_some());
    assert_eq!((wrong.len(), equivalent.len()), (11, 1));
    for hunted in wrong {
        let name = hunted.doc.name;
        assert_eq!((hunted.judged().found, hunted.judged().runs), (Goal::Met, Goal::Met), "{name}");
        let kept = &hunted.small[0].kept;
        assert_eq!(kept.seed, hunted.found[0], "{name}: the first one is made small");
        assert_eq!(kept.failure.to_string(), format!("violates {}", hunted.doc.caught_by.unwrap()), "{name}");
        assert!(kept.runs <= RUNS && kept.after.faults <= kept.before.faults, "{name}");
    }
    for hunted in equivalent {
        assert_eq!((hunted.found.len(), hunted.other(), hunted.undecided), (0, 0, 0), "{}", hunted.doc.name);
        assert_eq!(hunted.judged().all(), Goal::Met);
    }
}

#[test]
fn the_result_of_a_hunt_does_not_depend_on_jobs() {
    let alone = hunted(&request(150, 1));
    assert_eq!(hunted(&request(150, 2)), alone);
    assert_eq!(hunted(&request(150, 7)), alone);
}

#[test]
fn an_equivalent_mutant_runs_otherwise_than_the_reference() {
    let hunt = hunted(&HuntRequest { mutant: Some("E1"), ..request(100, 2) });
    let [equivalent] = hunt.mutants.as_slice() else { panic!("one was asked for") };
    assert_ne!(equivalent.digest, hunt.reference.digest, "the knob turns something");
}

#[test]
fn a_mutant_is_known_by_its_name_and_by_its_number_and_another_one_is_refused_with_advice() {
    for doc in AnnotationSystem::MUTANTS {
        let number = &doc.name[..doc.name[1..].find(|letter: char| !letter.is_ascii_digit()).unwrap() + 1];
        for name in [doc.name, number] {
            let hunt = hunted(&HuntRequest { mutant: Some(name), ..request(1, 1) });
            assert_eq!(hunt.mutants.iter().map(|hunted| hunted.doc).collect::<Vec<_>>(), [*doc], "{name}");
        }
    }
    for (name, advice) in [
        ("M5Republish", "did you mean `M5RepublishesOnlyOnce`?"),
        ("M3TakesAnyAcknowledgment", "did you mean `M3TakesAnyAcknowledgement`?"),
        ("M12", "there is M1AlwaysMakesANewAnnotation, "),
        ("None", "there is M1"),
        ("", "there is M1"),
    ] {
        let request = HuntRequest { mutant: Some(name), ..request(1, 1) };
        let problem = hunt::<AnnotationSystem>(&request, &mut |_, _| {}).unwrap_err();
        assert_eq!(problem.message, format!("the model `annotation` has no mutant `{name}`"));
        assert!(problem.hint.as_deref().unwrap().starts_with(advice), "{problem}");
    }
}

#[test]
fn nobody_gets_a_mutant_who_did_not_ask_for_one() {
    assert_eq!(Settings::default().mutant, None);
    assert!(AnnotationSystem::swarm().iter().all(|(knob, _)| *knob != "mutant"));
    let base = ScenarioOf::<AnnotationSystem>::calm("annotation", Settings::default());
    for seed in 0..500 {
        assert_eq!(draw::<AnnotationSystem>(&base, seed).unwrap().knobs.mutant, None);
    }
}

/// A hunt's result in which these seeds found the mutant.
fn found(doc: MutantDoc, runs: u64, seeds: &[u64]) -> Hunted {
    let (found, others, small) = (seeds.to_vec(), Vec::new(), Vec::new());
    Hunted { doc, runs, found, others, undecided: 0, small, digest: 0 }
}

#[test]
fn the_median_is_over_every_beginning_of_a_search() {
    let doc = AnnotationSystem::MUTANTS[0];
    let by_hand = |runs: u64, seeds: &[u64]| {
        let need = |from: u64| (1..).find(|need| seeds.contains(&((from + need - 1) % runs))).unwrap();
        let mut needs: Vec<u64> = (0..runs).map(need).collect();
        needs.sort_unstable();
        needs[(needs.len() - 1) / 2]
    };
    for (runs, seeds) in [
        (1, &[0][..]),
        (10, &[3]),
        (10, &[0, 1]),
        (11, &[2, 5, 10]),
        (100, &[0, 99]),
        (7, &[0, 1, 2, 3, 4, 5, 6]),
    ] {
        assert_eq!(found(doc, runs, seeds).median(), Some(by_hand(runs, seeds)), "{seeds:?} of {runs}");
    }
    assert_eq!(found(doc, 10, &[]).median(), None);
}

#[test]
fn a_goal_is_open_where_too_few_seeds_were_run_and_missed_where_enough_were() {
    let [doc, .., equivalent] = AnnotationSystem::MUTANTS else { panic!("there are mutants") };
    assert_eq!(found(*doc, FOUND_WITHIN - 1, &[]).judged().found, Goal::Open);
    assert_eq!(found(*doc, FOUND_WITHIN, &[]).judged().found, Goal::Missed);
    assert_eq!(found(*doc, 2 * FOUND_WITHIN, &[FOUND_WITHIN]).judged().found, Goal::Missed);
    assert_eq!(found(*doc, 2 * FOUND_WITHIN, &[FOUND_WITHIN - 1]).judged().found, Goal::Met);
    assert_eq!(found(*equivalent, 1, &[]).judged().all(), Goal::Met);
    let caught = Hunted { others: vec![("S1", 1)], ..found(*equivalent, 9, &[]) };
    assert_eq!(caught.judged().all(), Goal::Missed);
}

#[test]
fn a_hunt_that_is_told_to_end_tells_what_it_knows() {
    let cancel = AtomicBool::new(false);
    let request = HuntRequest { cancel: &cancel, ..request(200, 2) };
    let mut runs = 0;
    let hunt = hunt::<AnnotationSystem>(&request, &mut |more, _| {
        runs += more;
        cancel.store(runs >= 500, Ordering::Relaxed);
    })
    .unwrap();
    assert!(hunt.cancelled && hunt.mutants.len() >= 2 && hunt.mutants.len() < 12);
    assert_eq!((hunt.reference.runs, hunt.mutants[0].runs), (200, 200));
    assert!(hunt.mutants.iter().all(|hunted| hunted.small.is_empty()));
    assert_eq!(hunt.goal(), Goal::Open, "nothing is praised that was not done");
}
