//! How many seeds a statement takes. Knows no sample.

use super::confidence::Confidence;
use super::level::Level;

/// How many runs it takes before a quantile has a finite upper limit at all (two-sided, by order statistics): 3,688 for
/// p99.9 at 95 %.
pub fn seeds_for_quantile_limit(level: Level, confidence: Confidence) -> u64 {
    let _ = (level, confidence);
    todo!()
}

/// How many runs show, without a single miss, that a share is at least `level`, one-sided: 2,995 for 99.9 % at 95 %.
pub fn seeds_to_show_share(level: Level, confidence: Confidence) -> u64 {
    let _ = (level, confidence);
    todo!()
}

/// How many runs give a share near `share` an interval of this half width: z^2 p(1-p)/h^2.
pub fn seeds_for_half_width(share: f64, half_width: f64, confidence: Confidence) -> u64 {
    let _ = (share, half_width, confidence);
    todo!()
}
