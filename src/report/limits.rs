//! A mean or a quantile with its limits, as the cells of a table for people. Knows no table.

use crate::measure::{Mean, Quantile, Rounded, Times, length, length_of, several};
use crate::sim::Time;

/// What took longer than anything that was seen: than the horizon, if all such runs were watched so long.
pub fn beyond(times: &Times) -> String {
    match times.unreached().ended_early() {
        0 => format!("> {}", times.horizon()),
        _ => "not reached".to_string(),
    }
}

/// What is seen, the lower limit and the upper one. A limit is rounded outwards, so that it holds as it is told.
pub fn of_quantile(quantile: &Quantile, times: &Times) -> [String; 3] {
    let told = |time: Time, rounded: Rounded| length(time.as_nanos(), quantile.width(), rounded);
    let beyond = || beyond(times);
    let low = match quantile.low {
        Some(low) => told(low, Rounded::Down),
        None if quantile.beyond => beyond(),
        None => "0s".to_string(),
    };
    let high = match (quantile.high, quantile.needs) {
        (Some(high), _) => told(high, Rounded::Up),
        (None, Some(needs)) => format!("needs {}", several(needs, "seed")),
        (None, None) => beyond(),
    };
    [quantile.value.map_or_else(beyond, |(value, _)| told(value, Rounded::Nearest)), low, high]
}

/// The same of a mean.
pub fn of_mean(mean: &Mean) -> [String; 3] {
    if !(mean.low.is_finite() && mean.high.is_finite()) {
        return [length_of(mean.value, 0.0, Rounded::Nearest), "0s".to_string(), "needs 2 seeds".to_string()];
    }
    let told = |nanos: f64, rounded| length_of(nanos, mean.high - mean.low, rounded);
    [told(mean.value, Rounded::Nearest), told(mean.low, Rounded::Down), told(mean.high, Rounded::Up)]
}

/// The longest time that was seen, to a millionth and never shorter than it was: by then all of them were consistent.
pub fn of_longest(longest: Time) -> String {
    length(longest.as_nanos(), longest.as_nanos() / 1_000, Rounded::Up)
}

/// The longest time of all runs, as far as they were watched: longer than the horizon where one was not consistent by then.
pub fn of_slowest(times: &Times) -> String {
    match times.longest() {
        _ if times.unreached().horizon > 0 => format!("> {}", times.horizon()),
        Some((longest, _)) => of_longest(longest),
        None => "-".to_string(),
    }
}
