//! Figures of many rounds: medians, ratios within the same rounds, and how they are written.

use crate::measure::Sample;

/// The middle of some values, and the smallest and the largest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    pub median: f64,
    pub least: f64,
    pub most: f64,
}

impl Figure {
    /// # Panics
    /// When there are no values.
    pub fn of(mut values: Vec<f64>) -> Figure {
        assert!(!values.is_empty(), "a median is of something");
        values.sort_by(f64::total_cmp);
        let (half, last) = (values.len() / 2, values.len() - 1);
        let median =
            if values.len() % 2 == 1 { values[half] } else { (values[half - 1] + values[half]) / 2.0 };
        Figure { median, least: values[0], most: values[last] }
    }

    /// `one` over `other`, round by round: what slows a whole round down cancels out.
    pub fn ratio(one: &[Sample], other: &[Sample], cost: fn(&Sample) -> f64) -> Figure {
        assert_eq!(one.len(), other.len(), "both were measured in the same rounds");
        Figure::of(one.iter().zip(other).map(|(one, other)| cost(one) / cost(other)).collect())
    }

    /// The middle of a cost.
    pub fn median(samples: &[Sample], cost: fn(&Sample) -> f64) -> f64 {
        Figure::of(samples.iter().map(cost).collect()).median
    }

    /// A ratio with its spread: `**0.76** (0.74 to 0.79)`.
    pub fn in_words(&self) -> String {
        let [median, least, most] = [self.median, self.least, self.most].map(ratio);
        format!("**{median}** ({least} to {most})")
    }
}

/// Three digits that mean something.
pub fn ratio(value: f64) -> String {
    match value {
        0.0..9.995 => format!("{value:.2}"),
        9.995..99.95 => format!("{value:.1}"),
        _ => thousands(value.round() as u64),
    }
}

/// Nanoseconds: one decimal where it means something.
pub fn nanoseconds(value: f64) -> String {
    match value {
        0.0..99.95 => format!("{value:.1} ns"),
        _ => format!("{} ns", thousands(value.round() as u64)),
    }
}

/// A number with commas between its thousands.
pub fn thousands(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of things, as short as it can be said: `100k`, `1M`.
pub fn short(value: u64) -> String {
    match value {
        value if value > 0 && value % 1_000_000 == 0 => format!("{}M", value / 1_000_000),
        value if value > 0 && value % 1_000 == 0 => format!("{}k", value / 1_000),
        value => value.to_string(),
    }
}

/// As many runs as fit into a CPU second, with two digits less than would be noise.
pub fn rate(value: f64) -> String {
    let unit = 10_u64.pow((value.max(1.0).log10() as u32).saturating_sub(2));
    thousands((value / unit as f64).round() as u64 * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(costs: &[u64]) -> Vec<Sample> {
        let sample = |cpu: &u64| Sample { cpu: *cpu, wall: 0, steps: 1, digest: None, peak: None };
        costs.iter().map(sample).collect()
    }

    #[test]
    fn a_median_is_the_middle_one_or_between_the_two() {
        assert_eq!(Figure::of(vec![3.0, 1.0, 2.0]), Figure { median: 2.0, least: 1.0, most: 3.0 });
        assert_eq!(Figure::of(vec![4.0, 1.0, 2.0, 3.0]).median, 2.5);
        assert_eq!(Figure::of(vec![7.0]).in_words(), "**7.00** (7.00 to 7.00)");
    }

    #[test]
    fn a_busy_round_leaves_the_ratio_alone() {
        let (ours, theirs) = (samples(&[40, 400, 44]), samples(&[50, 500, 50]));
        let ratio = Figure::ratio(&ours, &theirs, Sample::per_step);
        assert_eq!((ratio.median, ratio.least, ratio.most), (0.8, 0.8, 0.88));
        assert_eq!(ratio.in_words(), "**0.80** (0.80 to 0.88)");
        assert_eq!(Figure::median(&ours, Sample::per_step), 44.0);
    }

    #[test]
    fn figures_have_the_digits_that_mean_something() {
        assert_eq!([0.756, 9.994, 17.24, 99.96, 1234.4].map(ratio), ["0.76", "9.99", "17.2", "100", "1,234"]);
        assert_eq!([41.04, 99.99, 1079.6].map(nanoseconds), ["41.0 ns", "100 ns", "1,080 ns"]);
        assert_eq!([0, 999, 1_000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([0, 50, 1_000, 100_000, 10_000_000].map(short), ["0", "50", "1k", "100k", "10M"]);
        assert_eq!([126.4, 3_263.0, 42_449.0].map(rate), ["126", "3,260", "42,400"]);
    }
}
