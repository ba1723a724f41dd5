//! What was shipped beside what should be: each switch changes what its name says, and nothing else.

use proptest::prelude::*;

use super::{fact, is_settled, numbers, run};

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_rebuild_takes_the_group_back_where_that_was_shipped_and_never_where_it_should_not(
        messages in 1u32..8,
        committed in 0u32..8,
    ) {
        let committed = committed.min(messages);
        let knobs = format!("partitions: [(messages: {messages}, committed: {committed})]");
        let fixed = run(&knobs, "");
        let shipped = run(&format!("{knobs}, cp_from_committed_even_if_rewound: true"), "");
        let after = |from: u32| (u64::from(from) + 1..=u64::from(messages)).collect::<Vec<u64>>();
        prop_assert_eq!(numbers(&fixed, "committed"), after(committed));
        // What changes nothing is not told: the first commit of a rebuild from 1 leaves 1.
        prop_assert_eq!(numbers(&shipped, "committed"), after(if committed == 1 { 1 } else { 0 }));
        for name in ["handled", "current_after", "end_after"] {
            prop_assert_eq!(fact(&fixed, name), fact(&shipped, name), "{}", name);
        }
    }

    #[test]
    fn callbacks_at_the_start_are_the_only_ones_that_testing_after_messages_changes(
        messages in 0u32..5,
        committed in 0u32..5,
    ) {
        let committed = committed.min(messages);
        let knobs = format!("partitions: [(messages: {messages}, committed: {committed})]");
        let fixed = run(&knobs, "");
        let shipped = run(&format!("{knobs}, fire_only_after_message: true"), r#"horizon: "10s""#);
        let at_least_one = |due: u32| if messages == 0 { vec![] } else { vec![u64::from(due.max(1))] };
        prop_assert_eq!(numbers(&fixed, "current_after"), [u64::from(committed)]);
        prop_assert_eq!(numbers(&shipped, "current_after"), at_least_one(committed));
        prop_assert_eq!(numbers(&fixed, "end_after"), [u64::from(messages)]);
        prop_assert_eq!(numbers(&shipped, "end_after"), at_least_one(messages));
        prop_assert_eq!(is_settled(&shipped), messages > 0);
    }
}

#[test]
fn a_switch_excuses_its_own_property_and_a_mutant_none() {
    let committed = "partitions: [(messages: 3, committed: 2)]";
    assert!(is_settled(&run(&format!("{committed}, cp_from_committed_even_if_rewound: true"), "")));
    let mutant = run(&format!("{committed}, mutant: M14RewindsTheCheckpoint"), "");
    assert!(mutant.verdict.to_string().contains("R8"), "{}", mutant.verdict);
}

#[test]
fn each_life_takes_the_checkpoint_that_the_last_one_left_or_a_later_one() {
    let crash = r#"faults: [CrashAfter(step: (process: "consumer", kind: "Committed", item: 1, nth: 1), effects: 1,
        restart: After("1s"))]"#;
    let knobs = "partitions: [(messages: 5, committed: 3)]";
    let shipped = run(&format!("{knobs}, cp_from_committed_even_if_rewound: true"), crash);
    assert_eq!(numbers(&shipped, "current_after"), [2]);
    assert_eq!(numbers(&run(knobs, crash), "current_after"), [3]);
}
