//! The law turned round: how long an interval may be, and what it costs.

use super::protocol::{NoLaw, Protocol};
use crate::measure::Level;
use crate::sim::Span;

/// The largest safe intervals.
#[derive(Clone, Debug, PartialEq)]
pub struct Tuning {}

/// The largest intervals with which the system is consistent within `within` with at least this probability.
///
/// # Errors
/// Where there is no law, or no interval is small enough.
pub fn tune(protocol: &Protocol, within: Span, probability: Level) -> Result<Tuning, NoLaw> {
    let _ = (protocol, within, probability);
    todo!()
}
