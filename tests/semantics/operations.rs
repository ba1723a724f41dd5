//! "Every k-th", scripts and chance: when attempts of an operation fail.

use crate::toy::*;
use sooner::sim::fault::AttemptAddress;
use sooner::sim::operation::OperationLaw;
use sooner::sim::*;

/// Attempts operation 0 for the item that it is asked for.
fn tries(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
    if let Seen::Go(item) = seen {
        ctx.attempt(Operation(0), item);
    }
}

/// Twelve attempts, for items 1, 2, 3, 1, 2, 3, ...
fn lab() -> Lab {
    let inputs: Vec<_> = (0..12).map(|n| (100 + n as u64, A, n % 3 + 1)).collect();
    Lab::new(&[tries], &inputs)
}

/// The instants of the failed attempts, less 99: the numbers of the attempts.
fn failed(law: OperationLaw, faults: Vec<Fault<u16>>) -> Vec<u64> {
    let lab = lab();
    let report = lab.run(Setup { operations: vec![law, OperationLaw::Never], faults, ..lab.setup() });
    let number = |line: &&str| line.split('.').next().and_then(|at| at.parse::<u64>().ok()).map(|at| at - 99);
    report.lines(&["fails"]).iter().filter_map(number).collect()
}

#[test]
fn every_kth_attempt_fails_over_all_items() {
    assert_eq!(failed(OperationLaw::EveryKth(5), vec![]), [5, 10]);
    assert_eq!(failed(OperationLaw::EveryKth(2), vec![]), [2, 4, 6, 8, 10, 12]);
    assert_eq!(failed(OperationLaw::EveryKth(1), vec![]).len(), 12);
    assert_eq!(failed(OperationLaw::EveryKth(0), vec![]), [0; 0]);
}

#[test]
fn the_law_knows_how_many_of_n_attempts_fail() {
    assert_eq!(OperationLaw::EveryKth(0).failures_among(10), Some(0));
    assert_eq!(OperationLaw::EveryKth(3).failures_among(10), Some(3));
    assert_eq!(OperationLaw::Script(vec![2, 9, 11]).failures_among(10), Some(2));
    assert_eq!(OperationLaw::Never.failures_among(10), Some(0));
    assert_eq!(
        OperationLaw::Chance("1/2".parse::<Probability>().unwrap().threshold()).failures_among(10),
        None
    );
}

#[test]
fn a_script_names_the_attempts_that_fail() {
    assert_eq!(failed(OperationLaw::Script(vec![1, 4, 12, 99]), vec![]), [1, 4, 12]);
}

#[test]
fn a_fault_fails_attempts_of_an_item_or_of_all() {
    let fail = |item, nth| vec![Fault::Fail { attempt: AttemptAddress { operation: 0, item, nth } }];
    assert_eq!(failed(OperationLaw::Never, fail(Some(2), Nth::One(2))), [5]);
    assert_eq!(failed(OperationLaw::Never, fail(Some(3), Nth::Range(2, 4))), [6, 9]);
    assert_eq!(failed(OperationLaw::Never, fail(Some(1), Nth::All)), [1, 4, 7, 10]);
    assert_eq!(failed(OperationLaw::Never, fail(None, Nth::Range(2, 4))), [2, 3]);
}

#[test]
fn a_forced_failure_is_told_apart_from_one_by_law() {
    let lab = lab();
    let attempt = AttemptAddress { operation: 0, item: None, nth: Nth::Range(5, 7) };
    let operations = vec![OperationLaw::EveryKth(5), OperationLaw::Never];
    let report = lab.run(Setup { operations, faults: vec![Fault::Fail { attempt }], ..lab.setup() });
    let attempts = report.tally.attempts[0];
    assert_eq!((attempts.made, attempts.failed, attempts.forced), (12, 2, 1));
}

#[test]
fn chance_is_keyed_by_item_and_attempt_so_that_other_items_change_nothing() {
    let law = || OperationLaw::Chance("1/2".parse::<Probability>().unwrap().threshold());
    let of_item_two = |inputs: &[(u64, ProcessId, u32)]| {
        let lab = Lab::new(&[tries], inputs);
        let report = lab.run(Setup { operations: vec![law(), OperationLaw::Never], ..lab.setup() });
        report.lines(&["of 2"]).iter().map(|line| line.to_string()).collect::<Vec<_>>()
    };
    let alone: Vec<_> = (0..40).map(|n| (100 + 10 * n, A, 2)).collect();
    let crowd: Vec<_> = (0..80).map(|n| (100 + 5 * n, A, if n % 2 == 0 { 2 } else { 1 })).collect();
    assert_eq!(of_item_two(&alone), of_item_two(&crowd));
    let failures = of_item_two(&alone).len();
    assert!((10..=30).contains(&failures), "{failures} of 40 coins");
}
