//! A campaign: one scenario under many seeds, in several threads, with one result for any number of them. Knows no
//! file, no clock and no machine.

mod coverage;
mod in_order;
mod keep;
mod plan;
mod record;
mod report;
mod work;

pub use coverage::Coverage;
pub(super) use in_order::in_order;
pub use keep::{Kept, keep, keep_slow};
pub use plan::{MOST_SEEDS, Plan, parse_seed, parse_seeds};
pub use record::{RunRecord, Standing};
pub use report::{CampaignReport, Ended, FINDINGS, Finding, Judgement};
pub use work::campaign;
