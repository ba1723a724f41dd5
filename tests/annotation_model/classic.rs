//! The classic profile: the same as the original, everywhere on a grid, and what is proved of it.

use std::num::NonZeroU32;

use sooner::check::{Fact, Outcome, Verdict};
use sooner::models::annotation::{Profile, Rules, Settings};

use crate::original::{self, Original};
use crate::{Scenario, attempts, calm, every_kth, ms, outcome};

const KS: [u64; 5] = [0, 2, 3, 5, 7];

/// The plain case of the original.
fn plain(fields: u64, create_every: u64) -> Original {
    Original {
        fields,
        k_generate: 0,
        k_save: 0,
        k_ack: 0,
        create_every,
        first_create: create_every,
        data_entry: (200, 200),
        annotation: (200, 200),
        publish_on_create: true,
        generate_uses_ack_law: false,
        csharp: false,
    }
}

fn scenario(of: &Original) -> Scenario {
    let mut scenario = calm(Settings {
        profile: Profile::Classic,
        rules: if of.csharp { Rules::CSharp } else { Rules::Python },
        fields: of.fields,
        create_every: ms(of.create_every),
        first_create: Some(ms(of.first_create)),
        first_data_entry_tick: Some(ms(of.data_entry.0)),
        data_entry_every: ms(of.data_entry.1),
        first_annotation_tick: Some(ms(of.annotation.0)),
        annotation_every: ms(of.annotation.1),
        publish_on_create: Some(of.publish_on_create),
        generate_uses_ack_law: of.generate_uses_ack_law,
        ..Settings::default()
    });
    every_kth(&mut scenario, of.k_generate, of.k_save, of.k_ack);
    scenario
}

fn ids(outcome: &Outcome) -> Vec<u64> {
    let Some((_, Fact::Ids(ids))) = outcome.facts.iter().find(|(name, _)| *name == "ids_by_field") else {
        panic!("{outcome:?} has no ids")
    };
    let id = |id: &Option<NonZeroU32>| match id {
        Some(id) => id.get().into(),
        None => panic!("a field without annotation: {outcome:?}"),
    };
    ids.iter().map(id).collect()
}

/// Both at once; every other case is one of them.
fn assert_same(of: &Original) {
    let outcome = outcome(&scenario(of));
    let Verdict::Settled { at } = outcome.verdict else { panic!("{of:?}: {}", outcome.verdict) };
    let engine = original::Result {
        settled_at: at.as_nanos() / 1_000_000,
        attempts: attempts(&outcome),
        ids: ids(&outcome),
    };
    assert_eq!(engine, original::run(*of), "{of:?}");
    assert_eq!(at.as_nanos() % 1_000_000, 0, "{of:?}");
    for (operation, k) in [of.k_generate, of.k_save, of.k_ack].into_iter().enumerate() {
        let (name, tries) = outcome.attempts[operation];
        let law = if operation == 0 && of.generate_uses_ack_law { of.k_ack } else { k };
        assert_eq!(tries.failed, tries.made.checked_div(law).unwrap_or(0), "{name} of {of:?}");
    }
}

/// Every combination of three of `ks`.
fn triples(ks: &[u64]) -> impl Iterator<Item = (u64, u64, u64)> + '_ {
    ks.iter().flat_map(move |&g| ks.iter().flat_map(move |&s| ks.iter().map(move |&a| (g, s, a))))
}

#[test]
fn the_engine_and_the_original_agree_on_attempts_ids_and_instants() {
    for fields in 1..=20 {
        for (index, (k_generate, k_save, k_ack)) in triples(&KS).enumerate() {
            for create_every in [0, 1, 5, 30] {
                let interval = |bit: usize| if (index + fields as usize) >> bit & 1 == 0 { 50 } else { 200 };
                let (data_entry, annotation) = (interval(0), interval(1));
                let ticks = Original { k_generate, k_save, k_ack, ..plain(fields, create_every) };
                assert_same(&Original {
                    data_entry: (data_entry, data_entry),
                    annotation: (annotation, annotation),
                    ..ticks
                });
            }
        }
    }
}

#[test]
fn they_agree_whenever_the_first_field_and_the_first_ticks_come() {
    for fields in [1, 2, 7, 13, 20] {
        for (k_generate, k_save, k_ack) in triples(&KS) {
            for (first_create, data_entry, annotation) in [
                (0, (70, 50), (20, 200)),
                (170, (50, 50), (50, 50)),
                (3, (1000, 200), (5, 5)),
                (40, (0, 30), (60, 30)),
            ] {
                let rules = Original {
                    k_generate,
                    k_save,
                    k_ack,
                    first_create,
                    data_entry,
                    annotation,
                    ..plain(fields, 5)
                };
                assert_same(&rules);
            }
        }
    }
}

#[test]
fn they_agree_where_fields_are_published_by_the_tick_alone_or_generate_looks_at_the_law_of_ack() {
    for fields in [1, 3, 8, 20] {
        for (k_generate, k_save, k_ack) in triples(&KS) {
            let rules = Original { k_generate, k_save, k_ack, ..plain(fields, 5) };
            assert_same(&Original { publish_on_create: false, ..rules });
            assert_same(&Original { generate_uses_ack_law: true, ..rules });
        }
    }
}

#[test]
fn they_agree_on_the_rules_of_the_csharp_original() {
    for fields in 1..=20 {
        for (k_generate, k_save, k_ack) in triples(&KS) {
            let rules = Original {
                k_generate,
                k_save,
                k_ack,
                csharp: true,
                publish_on_create: false,
                ..plain(fields, 0)
            };
            assert_same(&rules);
        }
    }
}

#[test]
fn attempts_to_ack_and_to_save_follow_from_the_number_of_fields_in_any_order_of_the_ticks() {
    let with_failures =
        |successes: u64, k: u64| if k == 0 { successes } else { successes + (successes - 1) / (k - 1) };
    let orders = [
        ["AnnotationTick", "DataEntryTick", "Create"],
        ["Create", "DataEntryTick", "AnnotationTick"],
        ["DataEntryTick", "Create", "AnnotationTick"],
    ];
    for fields in [1, 2, 9, 10, 31, 100, 333] {
        for (k_generate, k_save, k_ack) in triples(&[0, 2, 3, 8]) {
            for order in orders {
                let rules = Original { k_generate, k_save, k_ack, data_entry: (30, 70), ..plain(fields, 2) };
                let mut scenario = scenario(&rules);
                scenario.ranks = ["message"].into_iter().chain(order).map(str::to_string).collect();
                let [_, save, ack] = attempts(&outcome(&scenario));
                let acks = with_failures(fields, k_ack);
                assert_eq!((save, ack), (with_failures(acks, k_save), acks), "{rules:?}, {order:?}");
            }
        }
    }
}

#[test]
fn it_takes_at_most_sixteen_rounds_where_all_fields_come_before_the_first() {
    let mut worst = 0;
    for fields in 1..=40 {
        for (k_generate, k_save, k_ack) in triples(&[2, 3, 4, 5, 6, 7, 8]) {
            // The last field comes well before the first round, or right with it.
            let create_every = if k_ack % 2 == 0 { 1 } else { 200 / fields };
            let rules = Original { k_generate, k_save, k_ack, ..plain(fields, create_every) };
            let outcome = outcome(&scenario(&rules));
            let Verdict::Settled { at } = outcome.verdict else { panic!("{rules:?}: {}", outcome.verdict) };
            worst = worst.max(at.as_nanos().div_ceil(200_000_000));
        }
    }
    assert!((15..=16).contains(&worst), "{worst} rounds");
}

#[test]
fn an_operation_that_always_fails_is_said_before_the_run_and_never_becomes_consistent() {
    for (name, k) in [("generate", (1, 0, 0)), ("save", (0, 1, 0)), ("ack", (0, 0, 1))] {
        let mut scenario = scenario(&Original { k_generate: k.0, k_save: k.1, k_ack: k.2, ..plain(3, 5) });
        scenario.horizon = ms(5000);
        let mut prepared = crate::prepared(&scenario);
        assert!(
            prepared.warnings().iter().any(|warning| warning.contains(name)),
            "{:?}",
            prepared.warnings()
        );
        let verdict = prepared.run(0).verdict;
        assert!(matches!(verdict, Verdict::Stalled { at, .. } if at == ms(5000).after_start()), "{verdict}");
    }
}
