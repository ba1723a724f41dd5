//! How many seeds it takes, as the literature has it.

use sooner::measure::*;

use crate::{confidence, level};

#[test]
fn the_numbers_to_plan_with_are_the_known_ones() {
    assert_eq!(seeds_for_quantile_limit(level("p99.9"), Confidence::P95), 3_688);
    assert_eq!(seeds_for_quantile_limit(level("p99.99"), confidence(0.99)), 52_981);
    assert_eq!(seeds_to_show_share(level("p99.9"), Confidence::P95), 2_995);
    assert_eq!(seeds_to_show_share(level("0.999999"), Confidence::P95), 2_995_731);
    assert_eq!(seeds_to_show_share(level("0.999999999"), Confidence::P95), 2_995_732_273);
    // 1.96^2 / 4 / 0.01^2 = 9603.6
    assert_eq!(seeds_for_half_width(0.5, 0.01, Confidence::P95), 9_604);
    // 1.96^2 / (0.1^2 0.001) = 384 145.9
    assert_eq!(seeds_for_relative_precision(0.001, 0.1, Confidence::P95), 384_146);
}

#[test]
fn a_plan_without_an_end_is_the_largest_number() {
    assert_eq!(seeds_for_half_width(0.5, 0.0, Confidence::P95), u64::MAX);
    assert_eq!(seeds_for_half_width(0.5, f64::NAN, Confidence::P95), u64::MAX);
    assert_eq!(seeds_for_half_width(0.0, 0.1, Confidence::P95), 1);
    assert_eq!(seeds_for_half_width(f64::NAN, 0.1, Confidence::P95), u64::MAX);
    assert_eq!(seeds_for_relative_precision(0.0, 0.1, Confidence::P95), u64::MAX);
    assert_eq!(seeds_for_relative_precision(f64::NAN, 0.1, Confidence::P95), u64::MAX);
    assert_eq!(seeds_to_show_share(level("0.999999999999999999"), confidence(1.0 - 1e-16)), u64::MAX);
    assert_eq!(seeds_to_show_share(level("0.000000000000000001"), Confidence::P95), 1);
    assert_eq!(seeds_to_show_share(level("0.5"), confidence(1e-300)), 1);
}
