//! How many messages are sent until all is quiet: every success of one stage is a message of the next (by
//! Wald's identity). Knows no distribution.

use super::chain::{Effort, Halt, Laws, Quirks};
use super::classes::Classes;
use super::protocol::{Link, Protocol};
use super::schedule::{ANNOTATION, DATA_ENTRY};
use super::tail;

/// How many messages are sent until all is quiet, on average; copies do not count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Messages {
    /// Publishes.
    pub publish: f64,
    /// Annotates.
    pub annotate: f64,
    /// Acknowledgements.
    pub ack: f64,
}

/// How much is reckoned at most.
const EFFORT: u64 = 15_000_000;
/// Where fields are less likely open than this, no more ticks are counted.
const THIN: f64 = 1e-16;

/// On average; `None` where that is not known.
pub(super) fn messages(protocol: &Protocol) -> Option<Messages> {
    if !protocol.cuts.is_empty() || tail::of(protocol).rate.value == 0.0 {
        return None;
    }
    let fires = fires(protocol).ok()?;
    let [generate, save, _] = protocol.failures.map(|fails| 1.0 - fails);
    let [to_annotation, to_data_entry, _] = [0, 1, 2].map(|link| copies_that_arrive(&protocol.links[link]));
    let created = if protocol.publish_on_create { protocol.fields as f64 } else { 0.0 };
    let publish = created + fires[DATA_ENTRY];
    let annotate = to_annotation * generate * publish + fires[ANNOTATION];
    Some(Messages { publish, annotate, ack: to_data_entry * save * annotate })
}

/// mu = (1-l)(1+d), whichever way copies are lost.
fn copies_that_arrive(link: &Link) -> f64 {
    (1.0 - link.loss) * (1.0 + link.copies.as_ref().map_or(0.0, |copies| copies.probability))
}

/// How many fields each service publishes at its ticks, each time counted, on average.
fn fires(protocol: &Protocol) -> Result<[f64; 2], Halt> {
    let mut laws = Laws::new(protocol, Quirks::default(), Effort(EFFORT))?;
    let mut classes = Classes::new(&laws);
    // How many fields go along each curve.
    let mut counts: Vec<u64> = Vec::new();
    let mut rest = laws.schedule.fields;
    while rest > 0 {
        let class = classes.class_of(&mut laws, rest - 1)?;
        counts.resize(classes.curves.len(), 0);
        counts[class.curve] += class.count;
        rest = class.first;
    }
    let mut fires = [0.0; 2];
    for (curve, count) in classes.curves.iter_mut().zip(counts) {
        while curve.left() > THIN && curve.go_on(&mut laws)? {}
        for (sum, mean) in fires.iter_mut().zip(curve.fires) {
            *sum += mean * count as f64;
        }
    }
    Ok(fires)
}
