//! Whether samples agree with laws.

use sooner::measure::{Agrees, Times, agreement, agreement_up_to};
use sooner::sim::{Span, Time};

use crate::sample;
use crate::special::near;

fn law(steps: &[(u64, f64)]) -> Vec<(Time, f64)> {
    steps.iter().map(|(millis, within)| (Time::from_millis(*millis), *within)).collect()
}

#[test]
fn the_statistic_is_that_of_pearson() {
    // scipy.stats.chisquare([30, 14, 34, 45, 57, 20], 200 * [.2, .1, .15, .25, .2, .1])
    let times = sample(&[(1, 30), (2, 14), (3, 34), (4, 45), (5, 57), (6, 20)]);
    let law = law(&[(1, 0.2), (2, 0.3), (3, 0.45), (4, 0.7), (5, 0.9), (6, 1.0)]);
    let found = agreement(&times, &law, 0.05).unwrap();
    let test = found.chi_square.unwrap();
    near(test.statistic, 12.558333333333334, 1e-12);
    near(test.p, 0.027888602865038886, 1e-12);
    assert_eq!((test.freedom, found.runs, found.agrees), (5, 200, Agrees::Agree));
    let worst = found.worst.unwrap();
    assert_eq!((worst.at, worst.seen), (Time::from_millis(5), 57));
    near(worst.expected, 40.0, 1e-12);
    near(worst.deviations(), 17.0 / 40.0_f64.sqrt(), 1e-12);
    // 30, 44, 78, 123 of 200 against 40, 60, 90, 140.
    near(found.distance, 0.085, 1e-12);
    assert_eq!(found.at, Time::from_millis(4));
    near(found.reach, libm::log(4.0 / 0.05).sqrt() / 20.0, 1e-12);
}

#[test]
fn small_atoms_are_pooled_in_the_order_of_time_and_the_beyond_is_the_last() {
    let mut times = sample(&[(1, 3), (2, 3), (3, 88), (4, 2)]);
    times.unreached_mut().horizon = 4;
    let law = law(&[(1, 0.03), (2, 0.06), (3, 0.94), (4, 0.96)]);
    let found = agreement(&times, &law, 0.05).unwrap();
    let test = found.chi_square.unwrap();
    assert_eq!(test.freedom, 2);
    near(test.p, 1.0, 1e-9);
    assert_eq!(found.agrees, Agrees::Agree);
}

#[test]
fn a_law_that_is_known_up_to_an_instant_says_nothing_of_the_runs_beyond() {
    let (times, told) = (sample(&[(1, 500), (2, 250), (3, 125), (4, 125)]), law(&[(1, 0.5), (2, 0.75)]));
    let found = |known_up_to| agreement_up_to(&times, &told, Time::from_millis(known_up_to), 1e-6).unwrap();
    assert_eq!((found(2).agrees, found(9).agrees), (Agrees::Agree, Agrees::Disagree));
    near(found(2).worst.unwrap().expected, 500.0, 1e-9);
    let wrong = law(&[(1, 0.5), (2, 0.6)]);
    let known = Time::from_millis(2);
    assert_eq!(agreement_up_to(&times, &wrong, known, 1e-6).unwrap().agrees, Agrees::Disagree);
}

#[test]
fn one_run_at_a_time_that_the_law_does_not_know_disagrees() {
    let right = law(&[(7_000, 0.5), (8_000, 1.0)]);
    let times = sample(&[(7_000, 500), (7_001, 1), (8_000, 499)]);
    let found = agreement(&times, &right, 1e-6).unwrap();
    assert!(found.distance < found.reach);
    assert_eq!((found.agrees, found.chi_square.unwrap().p), (Agrees::Disagree, 0.0));
    assert_eq!((found.worst.unwrap().at, found.worst.unwrap().seen), (Time::from_millis(7_001), 1));
    // Before all, at a step without height, after all, never, and of a law without variance.
    let flat = law(&[(7_000, 0.5), (7_001, 0.5), (8_000, 1.0)]);
    assert_eq!(agreement(&times, &flat, 1e-6).unwrap().agrees, Agrees::Disagree);
    let early = sample(&[(1, 1), (7_000, 500), (8_000, 499)]);
    assert_eq!(agreement(&early, &right, 1e-6).unwrap().agrees, Agrees::Disagree);
    let late = sample(&[(7_000, 500), (8_000, 499), (9_000, 1)]);
    assert_eq!(agreement(&late, &right, 1e-6).unwrap().agrees, Agrees::Disagree);
    let mut never = sample(&[(7_000, 500), (8_000, 499)]);
    never.unreached_mut().horizon = 1;
    assert_eq!(agreement(&never, &right, 1e-6).unwrap().agrees, Agrees::Disagree);
    let certain = law(&[(7_000, 1.0)]);
    assert_eq!(
        agreement(&sample(&[(7_000, 999), (8_000, 1)]), &certain, 1e-6).unwrap().agrees,
        Agrees::Disagree
    );
    let one = agreement(&sample(&[(7_001, 1)]), &certain, 1e-6).unwrap();
    assert_eq!(one.agrees, Agrees::Disagree);
    assert!(agreement(&sample(&[(7_000, 1)]), &[], 1e-6).unwrap().agrees == Agrees::Disagree);
}

#[test]
fn a_certain_law_agrees_with_runs_that_all_obey_it() {
    let found = agreement(&sample(&[(7_000, 1_000)]), &law(&[(7_000, 1.0)]), 1e-6).unwrap();
    assert_eq!((found.agrees, found.chi_square, found.distance), (Agrees::Agree, None, 0.0));
}

#[test]
fn what_the_law_has_beyond_the_horizon_is_held_against_runs_that_were_not_reached() {
    let mut times = Times::watched_for(Span::from_secs(10));
    for seed in 0..900 {
        times.add(Time::from_millis(7_000), seed);
    }
    times.unreached_mut().horizon = 100;
    let right = law(&[(7_000, 0.9), (12_000, 0.99), (17_000, 1.0)]);
    let found = agreement(&times, &right, 1e-6).unwrap();
    assert_eq!((found.agrees, found.chi_square.unwrap().freedom), (Agrees::Agree, 1));
    let wrong = law(&[(7_000, 0.9), (10_000, 0.99), (17_000, 1.0)]);
    let found = agreement(&times, &wrong, 1e-6).unwrap();
    assert_eq!(found.agrees, Agrees::Disagree);
    assert_eq!(found.worst.unwrap().at, Time::from_millis(10_000));
}

#[test]
fn a_shift_that_the_curve_does_not_show_is_seen_in_the_atoms() {
    // Every tenth atom takes a fiftieth from its neighbour: never far off in sum, wrong everywhere.
    let steps: Vec<(u64, f64)> = (1..=100).map(|step| (step, step as f64 / 100.0)).collect();
    let seen: Vec<(u64, u64)> = (1..=100).map(|step| (step, if step % 2 == 0 { 130 } else { 70 })).collect();
    let found = agreement(&sample(&seen), &law(&steps), 1e-6).unwrap();
    assert!(found.distance < found.reach);
    assert_eq!(found.agrees, Agrees::Disagree);
}

#[test]
fn few_runs_are_no_agreement() {
    let right = law(&[(7_000, 0.5), (8_000, 1.0)]);
    let few = agreement(&sample(&[(7_000, 10), (8_000, 10)]), &right, 1e-6).unwrap();
    assert_eq!(few.agrees, Agrees::Underpowered);
    assert_eq!(agreement(&sample(&[]), &right, 1e-6), None);
    for alpha in [0.0, -1.0, 2.0, f64::NAN] {
        assert_eq!(agreement(&sample(&[(7_000, 1)]), &right, alpha), None);
    }
}
