//! The table of section 3 of the law's specification, and other numbers printed there.

use sooner::exact::{Law, Order};

use crate::settings::{MCAD, MCDA, at, demo, in_ms, level};

fn row(order: Order, latency: u64) -> (String, Vec<u64>) {
    let law = Law::of(&demo(order, latency)).expect("a law");
    let quantile = |text: &str| law.quantile(level(text)).expect("it is reached").as_nanos() / 1_000_000;
    let mean = in_ms(law.mean().expect("a mean"));
    (mean, ["0.5", "0.99", "0.999", "0.999999999"].map(quantile).to_vec())
}

#[test]
fn the_demonstration_is_as_soon_as_the_table_says() {
    assert_eq!(row(MCDA, 0), ("6628.21".into(), vec![6000, 11000, 13000, 26000]));
    assert_eq!(row(MCAD, 0), ("7186.88".into(), vec![7000, 11000, 13000, 27000]));
    assert_eq!(row(MCDA, 20), ("7022.89".into(), vec![7040, 11040, 13040, 27040]));
}

#[test]
fn with_creation_last_it_is_a_little_later() {
    let last = |order: Order| Order { create: 9, ..order };
    assert_eq!(row(last(MCDA), 0).0, "6629.97");
    assert_eq!(row(last(MCAD), 0).0, "7188.63");
    assert_eq!(row(last(MCDA), 20).0, "7024.40");
}

#[test]
fn before_the_last_field_exists_nothing_is_consistent() {
    let law = Law::of(&demo(MCDA, 0)).expect("a law");
    assert_eq!((law.within(at(999)), law.beyond(at(999))), (0.0, 1.0));
}
