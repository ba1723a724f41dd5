//! The waits: exact for every interval, coefficient and number of retries.

use proptest::prelude::*;
use sooner::check::{Fact, Verdict};

use super::{fact, numbers, run};

const POISON: &str =
    r#"faults: [Fail(attempt: (operation: "handle", item: 0, nth: "all"))], horizon: "10000000000s""#;

/// floor(interval * (above / below)^power), with numbers that fit.
fn delay(interval: u64, (above, below): (u64, u64), power: u32) -> u64 {
    let whole = u128::from(interval) * u128::from(above).pow(power) / u128::from(below).pow(power);
    u64::try_from(whole).expect("the test's numbers are small")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_poisoned_message_kills_after_exactly_the_waits_that_its_setting_says(
        interval in 1u64..5_000_000_000,
        above in 1u64..12,
        below in 1u64..8,
        most in 0u32..9,
    ) {
        let outcome = run(
            &format!(
                r#"partitions: [(messages: 1)], poll_every: "1000000000s", interval: "{interval}ns", coefficient: "{above}/{below}", max_retries: {most}"#
            ),
            POISON,
        );
        let waits: Vec<u64> = (0..most).map(|power| delay(interval, (above, below), power)).collect();
        prop_assert_eq!(numbers(&outcome, "waits_ns"), waits.clone());
        prop_assert_eq!(fact(&outcome, "total_wait_ns"), &Fact::Number(waits.iter().sum()));
        prop_assert_eq!(numbers(&outcome, "exits_ns"), [waits.iter().sum::<u64>()]);
        prop_assert_eq!(numbers(&outcome, "exit_codes"), [1]);
        prop_assert_eq!(numbers(&outcome, "called").len() as u32, most + 1);
    }

    #[test]
    fn without_fractions_all_waits_together_are_the_closed_form(
        interval in 1u64..10_000,
        coefficient in 1u64..6,
        most in 0u32..9,
    ) {
        let outcome = run(
            &format!(
                r#"partitions: [(messages: 1)], poll_every: "1000000000s", interval: "{interval}us", coefficient: {coefficient}, max_retries: {most}"#
            ),
            POISON,
        );
        let times = match coefficient {
            1 => u64::from(most),
            more => (more.pow(most) - 1) / (more - 1),
        };
        prop_assert_eq!(fact(&outcome, "total_wait_ns"), &Fact::Number(interval * 1_000 * times));
    }

    #[test]
    fn a_message_that_fails_less_often_is_handled_after_its_waits_and_the_next_begins_anew(
        first in 0u32..4,
        second in 0u32..4,
        takes in 0u64..50,
    ) {
        let fail = |item: u32, times: u32| match times {
            0 => String::new(),
            times => format!(r#"Fail(attempt: (operation: "handle", item: {item}, nth: "1..{}")),"#, times + 1),
        };
        let outcome = run(
            &format!(r#"partitions: [(messages: 2)], handler_time: "{takes}ms", interval: "100ms""#),
            &format!("faults: [{}{}]", fail(0, first), fail(1, second)),
        );
        let waits = (0..first).chain(0..second).map(|power| 100_000_000 << power);
        prop_assert_eq!(numbers(&outcome, "waits_ns"), waits.clone().collect::<Vec<u64>>());
        let all = waits.sum::<u64>() + u64::from(first + second + 2) * takes * 1_000_000;
        let settled = matches!(outcome.verdict, Verdict::Settled { at } if at.as_nanos() == all);
        prop_assert!(settled, "{}, not at {}ns", outcome.verdict, all);
    }
}

#[test]
fn a_delay_beyond_the_horizon_is_waited_for_without_end() {
    let outcome = run(
        r#"partitions: [(messages: 1)], interval: "1h", coefficient: "1000000000", max_retries: -1"#,
        r#"faults: [Fail(attempt: (operation: "handle", item: 0, nth: "all"))], horizon: "10h""#,
    );
    assert_eq!(outcome.verdict.word(), "stalled");
    assert_eq!(numbers(&outcome, "calls_ns"), [0, 3_600_000_000_000]);
}

#[test]
fn billions_of_retries_are_prepared_in_no_time_however_slowly_the_waits_grow() {
    for coefficient in ["1000001/1000000", "999999999/1000000000", "1"] {
        let outcome = run(
            &format!(r#"partitions: [(messages: 1)], coefficient: "{coefficient}", max_retries: 4294967295"#),
            r#"faults: [Fail(attempt: (operation: "handle", item: 0, nth: "1..3"))]"#,
        );
        assert!(super::is_settled(&outcome), "{coefficient}: {}", outcome.verdict);
        assert_eq!(numbers(&outcome, "called").len(), 3, "{coefficient}");
    }
}

#[test]
fn a_pause_makes_a_wait_longer_and_no_property_minds() {
    let outcome = run(
        "partitions: [(messages: 1)]",
        r#"faults: [Fail(attempt: (operation: "handle", item: 0, nth: 1)),
            Pause(process: "consumer", from: "500ms", until: "5s")]"#,
    );
    assert!(super::is_settled(&outcome), "{}", outcome.verdict);
    assert_eq!(numbers(&outcome, "waits_ns"), [5_000_000_000]);
}

#[test]
fn the_handlers_time_is_no_part_of_a_wait() {
    let outcome = run(
        r#"partitions: [(messages: 1)], handler_time: "300ms", max_retries: 2"#,
        r#"faults: [Fail(attempt: (operation: "handle", item: 0, nth: "all"))]"#,
    );
    assert_eq!(numbers(&outcome, "waits_ns"), [1_000_000_000, 2_000_000_000]);
    assert_eq!(numbers(&outcome, "exits_ns"), [3_900_000_000]);
}
