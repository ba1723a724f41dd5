//! Times to consistency that were computed by others, and other known numbers.

use sooner::exact::{Law, Order};

use crate::settings::{MCAD, MCDA, at, demo, level, ms};

/// The mean in milliseconds, and the quantiles of the table.
fn row(order: Order, latency: u64) -> (f64, Vec<u64>) {
    let law = Law::of(&demo(order, latency)).expect("a law");
    let quantile = |text: &str| law.quantile(level(text)).expect("it is reached").as_nanos() / 1_000_000;
    let mean = law.mean().expect("a mean") / 1e6;
    (mean, ["0.5", "0.99", "0.999", "0.999999999"].map(quantile).to_vec())
}

/// Whether a mean is as printed, to two decimals, the last of which may be cut off in place of rounded.
fn printed(mean: f64, printed: f64) -> bool {
    (mean - printed).abs() < 0.0099
}

#[test]
fn the_demonstration_is_as_soon_as_the_table_says() {
    let rows = [
        (MCDA, 0, 6628.21, [6000, 11000, 13000, 26000]),
        (MCAD, 0, 7186.88, [7000, 11000, 13000, 27000]),
        (MCDA, 20, 7022.89, [7040, 11040, 13040, 27040]),
        (MCAD, 20, 7022.89, [7040, 11040, 13040, 27040]),
    ];
    for (order, latency, mean, quantiles) in rows {
        let (told, reached) = row(order, latency);
        assert!(printed(told, mean), "{told}, not {mean}");
        assert_eq!(reached, quantiles);
    }
}

#[test]
fn with_creation_last_it_is_a_little_later() {
    let last = |order: Order| Order { create: 9, ..order };
    for (order, latency, mean) in [(MCDA, 0, 6629.97), (MCAD, 0, 7188.63), (MCDA, 20, 7024.40)] {
        let (told, _) = row(last(order), latency);
        assert!(printed(told, mean), "{told}, not {mean}");
    }
}

#[test]
fn before_the_last_field_exists_nothing_is_consistent() {
    let law = Law::of(&demo(MCDA, 0)).expect("a law");
    assert_eq!((law.within(at(999)), law.beyond(at(999))), (0.0, 1.0));
}

#[test]
fn an_observer_who_polls_sees_it_at_the_next_look() {
    for (millis, seen) in [(0, 0), (1, 1000), (7000, 7000), (7040, 8000)] {
        assert_eq!(Law::observed(at(millis), ms(1000)), at(seen));
    }
    assert_eq!(Law::observed(at(7), ms(0)), at(7));
}
