//! Intervals of a share against published ones and scipy 1.17.1 (`scipy.stats.beta`, `binomtest(..).proportion_ci`; of 3 in
//! 10,000,000 mpmath, as scipy is wrong in the eleventh digit).

use sooner::measure::{Confidence, Interval, clopper_pearson, lower_limit, upper_limit, wilson};

use crate::confidence;
use crate::special::near;

/// Hits, runs, confidence, exact interval, Wilson's.
type Row = (u64, u64, f64, (f64, f64), (f64, f64));

const TABLE: [Row; 13] = [
    (0, 10, 0.95, (0.0, 0.3084971078187607), (0.0, 0.27753279986288926)),
    (10, 10, 0.95, (0.6915028921812392, 1.0), (0.7224672001371109, 1.0)),
    (1, 10, 0.95, (0.0025285785444617865, 0.4450161170281954), (0.017876213095072896, 0.4041500267952385)),
    (5, 10, 0.95, (0.18708602844739855, 0.8129139715526015), (0.236593090512564, 0.7634069094874361)),
    (81, 263, 0.95, (0.25273674558527126, 0.36762192260135135), (0.2552885198782742, 0.36620957698280004)),
    (15, 148, 0.95, (0.057844010083448576, 0.161650490349479), (0.06238639953073629, 0.16048724172330803)),
    (0, 20, 0.95, (0.0, 0.1684334709830853), (0.0, 0.16112515805281935)),
    (1, 29, 0.95, (0.0008726468835799228, 0.1776442954887229), (0.006113214292762667, 0.17175521879320282)),
    (9996, 10_000, 0.95, (0.9989761607134344, 0.9998910030519732), (0.9989718716646431, 0.9998444371633769)),
    (9996, 10_000, 0.99, (0.9987411320899988, 0.9999327715204971), (0.9986564930509655, 0.9998809876553617)),
    (
        500,
        1_000_000_000,
        0.99,
        (4.442817737458936e-07, 5.60531586659869e-07),
        (4.4562470658918046e-07, 5.610101833329223e-07),
    ),
    (
        500_000_000,
        1_000_000_000,
        0.95,
        (0.4999690097484223, 0.5000309902515777),
        (0.4999690102484443, 0.5000309897515557),
    ),
    (
        3,
        10_000_000,
        0.99,
        (3.378634168064924e-08, 1.0977473116701645e-06),
        (7.577583227645332e-08, 1.1877129895138992e-06),
    ),
];

#[test]
fn the_intervals_are_those_of_scipy() {
    for (hits, n, sure, exact, shown) in TABLE {
        let Interval { low, high } = clopper_pearson(hits, n, confidence(sure));
        near(low, exact.0, 1e-11);
        near(high, exact.1, 1e-11);
        let Interval { low, high } = wilson(hits, n, confidence(sure));
        near(low, shown.0, 1e-11);
        near(high, shown.1, 1e-11);
    }
}

#[test]
fn the_intervals_are_those_that_were_published() {
    // Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I: method 5 and method 3.
    let published = [
        (81, 263, (0.2527, 0.3676), (0.2553, 0.3662)),
        (15, 148, (0.0578, 0.1617), (0.0624, 0.1605)),
        (0, 20, (0.0000, 0.1684), (0.0000, 0.1611)),
        (1, 29, (0.0009, 0.1776), (0.0061, 0.1718)),
    ];
    let round = |Interval { low, high }| ((low * 1e4_f64).round() / 1e4, (high * 1e4_f64).round() / 1e4);
    for (hits, n, exact, shown) in published {
        assert_eq!(round(clopper_pearson(hits, n, Confidence::P95)), exact);
        assert_eq!(round(wilson(hits, n, Confidence::P95)), shown);
    }
}

#[test]
fn no_failure_leaves_an_upper_limit() {
    // 1 - 0.05^(1/n).
    near(upper_limit(0, 2995, Confidence::P95), 1.0 - libm::pow(0.05, 1.0 / 2995.0), 1e-12);
    assert!(upper_limit(0, 2995, Confidence::P95) < 0.001 && upper_limit(0, 2994, Confidence::P95) > 0.001);
    near(lower_limit(2995, 2995, Confidence::P95), libm::pow(0.05, 1.0 / 2995.0), 1e-15);
    // About 3/n, to its last digits.
    near(upper_limit(0, 3_000_000_000, Confidence::P95), 2.995732273553991 / 3e9, 1e-8);
}

#[test]
fn a_one_sided_limit_is_an_end_of_an_interval_with_half_the_error() {
    let Interval { low, high } = clopper_pearson(9996, 10_000, confidence(0.9));
    near(lower_limit(9996, 10_000, Confidence::P95), low, 1e-13);
    near(upper_limit(9996, 10_000, Confidence::P95), high, 1e-13);
}
