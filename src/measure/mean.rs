//! The mean of a sample with its interval. Knows no law.

use super::confidence::Confidence;
use super::special::student_beyond;
use super::times::Times;

/// The mean time of runs that all became consistent, in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// The mean.
    pub value: f64,
    /// The lower end of its interval by Student's t.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The standard deviation of one run (with n - 1); 0 of one run.
    pub deviation: f64,
    /// The sample's skewness m3 / m2^1.5: beyond about 1, distrust the interval of a small sample. 0 where all are equal.
    pub skewness: f64,
}

/// The mean; `None` where a run did not become consistent, as then nobody knows it, or where there is no run. Of one run
/// the interval is infinite.
pub fn mean(times: &Times, confidence: Confidence) -> Option<Mean> {
    if times.unreached().total() > 0 || times.reached() == 0 {
        return None;
    }
    let n = times.reached();
    let runs = n as f64;
    let (whole, rest) = centre(times.atoms().map(|(time, atom)| (time.as_nanos(), atom.runs)), n);
    let (mut second, mut third) = (0.0, 0.0);
    // In the order of the times, whatever order they came in: the same sum to the last digit.
    for (time, atom) in times.atoms() {
        let off = (i128::from(time.as_nanos()) - i128::from(whole)) as f64 - rest;
        second += atom.runs as f64 * off * off;
        third += atom.runs as f64 * off * off * off;
    }
    let value = whole as f64 + rest;
    let deviation = if n > 1 { (second / (runs - 1.0)).sqrt() } else { 0.0 };
    let reach = match n {
        1 => f64::INFINITY,
        _ => student_beyond(confidence.error() / 2.0, runs - 1.0) * deviation / runs.sqrt(),
    };
    let spread = second / runs;
    let skewness = if second > 0.0 { third / runs / (spread * spread.sqrt()) } else { 0.0 };
    Some(Mean { value, low: value - reach, high: value + reach, deviation, skewness })
}

/// The mean of `n` values, exactly until its last division: whole nanoseconds and what is left, between 0 and 1.
fn centre(values: impl Iterator<Item = (u64, u64)>, n: u64) -> (u64, f64) {
    // Fewer than 2^64 values below 2^64 each: it cannot overflow.
    let sum: u128 = values.map(|(value, times)| u128::from(value) * u128::from(times)).sum();
    let n = u128::from(n);
    ((sum / n) as u64, (sum % n) as f64 / n as f64)
}
