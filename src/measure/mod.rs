//! What can be said of many runs, and how surely: quantiles with intervals, bands, shares, means, fits, comparisons. Knows
//! no time but the virtual one, no model and no run. The only place beside `exact` and `report` where floats are at home.

mod agreement;
mod band;
mod confidence;
mod counts;
mod digits;
mod fits;
mod level;
mod mean;
mod paired;
mod planning;
mod quantile;
mod rounding;
mod sequential;
mod share;
mod special;
mod times;

pub use agreement::{Agreement, Agrees, ChiSquare, Residual, agreement, agreement_up_to};
pub use band::{Band, band};
pub use confidence::Confidence;
pub use counts::Counts;
pub use digits::{grouped, percent, several, span, span_of, thousands};
pub use fits::{Family, Fit, fits};
pub use level::Level;
pub use mean::{Mean, mean};
pub use paired::{Pair, Paired, Part, Slowness, Variation, paired, slower_by};
pub use planning::{
    seeds_for_half_width, seeds_for_quantile_limit, seeds_for_relative_precision, seeds_to_show_share,
};
pub use quantile::{Quantile, RankInterval, quantile, quantiles, ranks};
pub use rounding::{Rounded, length, length_of};
pub use sequential::{Decision, Sequential};
pub use share::{Interval, clopper_pearson, lower_limit, upper_limit, wilson};
pub use special::{
    binomial, chi_square_beyond, incomplete_beta, normal_beyond, normal_two_sided, student_beyond,
};
pub use times::{Atom, Ranked, Times, Unreached};
