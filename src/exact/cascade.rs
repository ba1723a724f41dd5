//! What one publication comes to: the joint law of when its field is annotated, saved and acknowledged by it.
//! Effects only ever lower a field's instants, so the order inside a cascade is irrelevant and
//! several copies count by the earliest of each. Knows no tick.

use std::collections::BTreeMap;

use super::protocol::{Copies, Link, NoLaw, Protocol};
use super::schedule::{Instant, NEVER, Schedule, later, nanos};

/// When a field is annotated, saved, acknowledged.
pub(super) type Stages = [Instant; 3];
/// Possible stages, each with its probability; ascending, none twice.
pub(super) type Effects = Vec<(Stages, f64)>;

pub(super) const PUBLISH: usize = 0;
pub(super) const ANNOTATE: usize = 1;
pub(super) const ACK: usize = 2;

const NOTHING: Stages = [NEVER; 3];
/// The most different outcomes of one publication.
const MOST_OUTCOMES: usize = 20_000;
/// The most pairs of outcomes of two copies.
const MOST_PAIRS: usize = 4_000_000;

/// Adds up what is alike.
pub(super) fn merge(effects: &mut Effects) {
    effects.sort_unstable_by_key(|(stages, _)| *stages);
    effects.dedup_by(|next, kept| {
        let alike = next.0 == kept.0;
        kept.1 += if alike { next.1 } else { 0.0 };
        alike
    });
}

/// The earlier of each.
#[inline]
pub(super) fn earliest(a: &Stages, b: &Stages) -> Stages {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].min(b[2])]
}

/// The law of publications: of a field by data entry, of an annotation by the annotation service.
#[derive(Clone, Debug)]
pub(super) struct Publications {
    links: [Vec<(Vec<Instant>, f64)>; 3],
    failures: [f64; 3],
    /// Where no link is cut, after how long what comes of a publish, and of an annotate.
    clear: [Effects; 2],
    /// The longest until all is quiet after a publish, and after an annotate.
    longest: [Instant; 2],
}

impl Publications {
    pub(super) fn new(protocol: &Protocol) -> Result<Publications, NoLaw> {
        for link in &protocol.links {
            let copies =
                link.copies.as_ref().map_or(1, |copies| copies.after.as_ref().unwrap_or(&link.latency).len());
            if link.latency.len().saturating_mul(copies) > MOST_OUTCOMES {
                return Err(too_many());
            }
        }
        let links = [0, 1, 2].map(|link| arrivals(&protocol.links[link]));
        let longest = |link: usize| {
            let links: &Vec<(Vec<Instant>, f64)> = &links[link];
            links.iter().flat_map(|(copies, _)| copies).copied().max().unwrap_or(0)
        };
        let from_annotate = later(longest(ANNOTATE), longest(ACK));
        let longest = [later(longest(PUBLISH), from_annotate), from_annotate];
        let mut publications =
            Publications { links, failures: protocol.failures, clear: Default::default(), longest };
        publications.clear = [publications.of(PUBLISH, 0, None)?, publications.of(ANNOTATE, 0, None)?];
        Ok(publications)
    }

    /// What comes of a publish or an annotate that is sent at an instant, from then on.
    pub(super) fn sent(
        &self,
        message: usize,
        at: Instant,
        schedule: &Schedule,
    ) -> Result<std::borrow::Cow<'_, Effects>, NoLaw> {
        if self.meets_cut(message, at, schedule) {
            return Ok(std::borrow::Cow::Owned(self.of(message, at, Some(schedule))?));
        }
        Ok(std::borrow::Cow::Borrowed(&self.clear[message]))
    }

    /// Whether a link is cut while something that was published at an instant may still be under way.
    pub(super) fn meets_cut(&self, message: usize, at: Instant, schedule: &Schedule) -> bool {
        schedule.is_cut_within(at, later(at, self.longest[message]))
    }

    /// The same where no link is cut.
    pub(super) fn clear(&self, message: usize) -> &Effects {
        &self.clear[message]
    }

    fn of(&self, message: usize, at: Instant, schedule: Option<&Schedule>) -> Result<Effects, NoLaw> {
        Cascade { laws: self, at, schedule, known: Default::default() }.message(message, 0)
    }
}

/// One cascade, of which everything is told from its beginning on.
struct Cascade<'a> {
    laws: &'a Publications,
    at: Instant,
    schedule: Option<&'a Schedule>,
    /// What comes of a message of each kind that is sent so long after the beginning.
    known: [BTreeMap<Instant, Effects>; 3],
}

impl Cascade<'_> {
    fn is_cut(&self, link: usize, after: Instant) -> bool {
        self.schedule.is_some_and(|schedule| schedule.is_cut(link, later(self.at, after)))
    }

    /// What comes of a message that is sent so long after the beginning.
    fn message(&mut self, link: usize, sent: Instant) -> Result<Effects, NoLaw> {
        if let Some(known) = self.known[link].get(&sent) {
            return Ok(known.clone());
        }
        let mut effects = Effects::new();
        let flights = match self.is_cut(link, sent) {
            true => vec![(Vec::new(), 1.0)],
            false => self.laws.links[link].clone(),
        };
        for (copies, probability) in flights {
            let mut outcome: Effects = vec![(NOTHING, probability)];
            for copy in copies {
                let arrival = later(sent, copy);
                if !self.is_cut(link, arrival) {
                    outcome = both(&outcome, &self.arrival(link, arrival)?)?;
                }
            }
            effects.extend(outcome);
            if effects.len() > MOST_OUTCOMES {
                merge(&mut effects);
            }
            if effects.len() > MOST_OUTCOMES {
                return Err(too_many());
            }
        }
        merge(&mut effects);
        self.known[link].insert(sent, effects.clone());
        Ok(effects)
    }

    /// What comes of a message that arrives so long after the beginning.
    fn arrival(&mut self, link: usize, at: Instant) -> Result<Effects, NoLaw> {
        let fails = self.laws.failures[link];
        let mut effects = match link {
            ACK => vec![(NOTHING, 1.0)],
            _ => self.message(link + 1, at)?,
        };
        for (stages, probability) in &mut effects {
            stages[link] = at;
            *probability *= 1.0 - fails;
        }
        effects.push((NOTHING, fails));
        effects.retain(|(_, probability)| *probability > 0.0);
        merge(&mut effects);
        Ok(effects)
    }
}

/// What comes of two that know nothing of each other.
fn both(one: &Effects, other: &Effects) -> Result<Effects, NoLaw> {
    if one.len() * other.len() > MOST_PAIRS {
        return Err(too_many());
    }
    let mut effects: Effects = Vec::with_capacity(one.len() * other.len());
    for (stages, probability) in one {
        effects.extend(other.iter().map(|(others, p)| (earliest(stages, others), probability * p)));
    }
    merge(&mut effects);
    Ok(effects)
}

fn too_many() -> NoLaw {
    NoLaw("there are too many different latencies to reckon with all their sums".into())
}

/// After how long the copies of one message arrive, with the probability of each such case.
fn arrivals(link: &Link) -> Vec<(Vec<Instant>, f64)> {
    let mut cases = Vec::new();
    for &(latency, weight) in &link.latency {
        let latency = nanos(latency);
        match &link.copies {
            None => cases.push((vec![latency], weight * (1.0 - link.loss))),
            Some(copies) => with_copy(link, copies, latency, weight, &mut cases),
        }
    }
    if link.loss > 0.0 {
        cases.push((Vec::new(), lost(link)));
    }
    cases.retain(|(_, probability)| *probability > 0.0);
    cases.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    cases.dedup_by(|next, kept| {
        let alike = next.0 == kept.0;
        kept.1 += if alike { next.1 } else { 0.0 };
        alike
    });
    cases
}

/// How likely nothing of a message arrives.
fn lost(link: &Link) -> f64 {
    match &link.copies {
        Some(Copies { probability, per_copy: true, .. }) => {
            link.loss * (1.0 - probability + probability * link.loss)
        }
        _ => link.loss,
    }
}

fn with_copy(
    link: &Link,
    copies: &Copies,
    latency: Instant,
    weight: f64,
    cases: &mut Vec<(Vec<Instant>, f64)>,
) {
    let (l, d) = (link.loss, copies.probability);
    // The message alone, both, the copy alone.
    let [alone, two, copy_alone] = match copies.per_copy {
        false => [(1.0 - l) * (1.0 - d), (1.0 - l) * d, 0.0],
        true => [(1.0 - l) * (1.0 - d + d * l), (1.0 - l) * d * (1.0 - l), l * d * (1.0 - l)],
    };
    cases.push((vec![latency], weight * alone));
    let own = &link.latency;
    for &(after, share) in copies.after.as_ref().unwrap_or(own) {
        let copy = if copies.after.is_some() { later(latency, nanos(after)) } else { nanos(after) };
        cases.push((vec![latency.min(copy), latency.max(copy)], weight * share * two));
        cases.push((vec![copy], weight * share * copy_alone));
    }
}
