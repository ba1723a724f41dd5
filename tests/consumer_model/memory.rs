//! Nothing allocates per step, with every property on.

use allocation_counter::measure;

use super::{prepared, scenario};

/// The agenda's 129 buckets find their sizes as bursts fall into them, and what a run tells is written down once more.
const PER_RUN: u64 = 129 * 4 + 100;

#[test]
fn a_run_of_a_hundred_thousand_messages_allocates_nothing_per_step() {
    for rest in [
        r#"weather: (latency: Uniform("1ms", "3ms")), horizon: "24h""#,
        r#"weather: (latency: Uniform("1ms", "3ms"), loss: "1/1000",
            operations: {"handle": Chance("1/10"), "commit": Chance("1/10")}), horizon: "240h""#,
    ] {
        let knobs =
            r#"partitions: [(messages: 50000), (messages: 50000)], interval: "10ms", handler_sends: 1"#;
        let mut prepared = prepared(&scenario(knobs, rest)).unwrap_or_else(|problem| panic!("{problem}"));
        let first = prepared.run(1);
        assert!(first.verdict.word() == "settled" && first.steps > 700_000, "{}", first.verdict);
        let allocated = measure(|| assert_eq!(prepared.run(1).digest, first.digest));
        assert!(allocated.count_total <= PER_RUN, "{allocated:?} in {} steps", first.steps);
    }
}
