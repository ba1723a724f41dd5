//! Fits and means against scipy 1.17.1 (its likelihoods, minimised to 1e-13) on fixed data.

use sooner::measure::{Confidence, Family, Times, fits, mean};
use sooner::sim::{Span, Time};

use crate::sample;
use crate::special::near;

fn fifteen() -> Times {
    let mut times = Times::watched_for(Span::from_secs(100));
    for (seed, millis) in [
        6_010, 7_050, 7_000, 8_030, 8_000, 8_000, 9_020, 9_000, 10_000, 10_070, 11_000, 12_000, 13_000,
        15_000, 19_010,
    ]
    .into_iter()
    .enumerate()
    {
        times.add(Time::from_millis(millis), seed as u64);
    }
    times
}

#[test]
fn the_fits_are_those_of_greatest_likelihood() {
    let fits = fits(&fifteen());
    let expected = [
        (Family::Gumbel, (8.692950679018672e9, 2.3285107466333765e9), 699.7755977279417, 0.13535783135229368),
        (Family::LogNormal, (22.992866642702033, 0.3000062989685079), 700.2356000308972, 0.13282333734474505),
        (Family::Gamma, (10.694990083957519, 0.9486684857196181e9), 701.274759749349, 0.1413663624422064),
    ];
    assert_eq!(fits.len(), 3);
    for (fit, (family, parameters, aic, distance)) in fits.iter().zip(expected) {
        assert_eq!(fit.family, family);
        near(fit.parameters.0, parameters.0, 3e-8);
        near(fit.parameters.1, parameters.1, 3e-8);
        near(fit.aic, aic, 1e-13);
        near(fit.distance, distance, 1e-7);
    }
}

#[test]
fn the_mean_its_interval_and_the_skewness_are_right() {
    let mean = mean(&fifteen(), Confidence::P95).unwrap();
    assert_eq!(mean.value, 10_146_000_000.0);
    near(mean.deviation, 3457178453.181562, 1e-14);
    near(mean.skewness, 1.211935622045797, 1e-13);
    near(mean.low, 8231478386.732269, 1e-13);
    near(mean.high, 12060521613.26773, 1e-13);
}

#[test]
fn nothing_is_fitted_to_what_does_not_vary() {
    assert_eq!(fits(&sample(&[])), []);
    assert_eq!(fits(&sample(&[(7_000, 1)])), []);
    assert_eq!(fits(&sample(&[(7_000, 1_000)])), []);
    assert_eq!(fits(&sample(&[(0, 1), (7_000, 1_000)])), []);
    let mut cut = sample(&[(6_000, 10), (7_000, 10)]);
    cut.unreached_mut().horizon = 1;
    assert_eq!(fits(&cut), []);
}

#[test]
fn extreme_samples_are_fitted_or_refused_in_figures() {
    let mut near = Times::watched_for(Span::MAX);
    near.add(Time::from_nanos(1_000_000_000_000_000_000), 0);
    near.add(Time::from_nanos(1_000_000_000_000_001_000), 1);
    let mut far = Times::watched_for(Span::MAX);
    far.add(Time::from_nanos(1), 0);
    far.add(Time::NEVER, 1);
    let rare = sample(&[(1, 1), (1_000, 1_000_000_000_000)]);
    let late = sample(&[(1, 1_000_000_000_000), (900_000, 1)]);
    let close = sample(&[(999_999, 1), (1_000_000, 1_000_000)]);
    for times in [near, far, rare, late, close] {
        for fit in fits(&times) {
            let figures = [fit.parameters.0, fit.parameters.1, fit.aic, fit.distance];
            assert!(figures.iter().all(|figure| figure.is_finite()), "{fit:?}");
            assert!(fit.parameters.1 > 0.0 && fit.distance <= 1.0, "{fit:?}");
        }
    }
}
