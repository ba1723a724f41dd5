//! What every bench shares: how long it measures, and that what it computes is known. Knows no system.

use std::time::Duration;

use criterion::Criterion;

/// Ten samples of a second or so: all benches together take a few minutes. The command line's own say goes before.
pub(crate) fn brief() -> Criterion {
    Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1_500))
        .without_plots()
}

/// Prints what is computed beside its name, and stops where that is no longer what it was: an optimisation may change
/// how long it takes, and nothing else.
///
/// # Panics
/// When `digest` is not the one that is `known` for good.
pub(crate) fn told(name: &str, steps: u64, digest: u64, known: u64) {
    println!("{name}: {steps} steps, digest {digest:#018x}");
    assert_eq!(digest, known, "{name} computes {digest:#018x}, where it always computed {known:#018x}");
}
