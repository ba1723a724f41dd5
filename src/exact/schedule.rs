//! When things happen and what sees what: ticks, creations, known cuts, and the order at one instant. Knows no chance.

use super::protocol::{NoLaw, Order, Protocol, Ticks};
use crate::sim::{Span, Time};

/// An instant in nanoseconds from the start, or how long after another it lies.
pub(super) type Instant = i64;

/// It has happened, and everybody sees it.
pub(super) const PAST: Instant = -1;
/// It is not going to happen.
pub(super) const NEVER: Instant = i64::MAX;
/// Nothing later than this is told from what never happens.
const FAR: Instant = i64::MAX / 4;

pub(super) const DATA_ENTRY: usize = 0;
pub(super) const ANNOTATION: usize = 1;

/// A span as a distance.
pub(super) fn nanos(span: Span) -> Instant {
    match Instant::try_from(span.as_nanos()) {
        Ok(nanos) if nanos <= FAR => nanos,
        _ => NEVER,
    }
}

/// What lies so far after an instant.
pub(super) fn later(at: Instant, by: Instant) -> Instant {
    if at == NEVER || by == NEVER || at > FAR - by { NEVER } else { at + by }
}

/// An instant as the public interface says it.
pub(super) fn time(at: Instant) -> Time {
    if at == NEVER { Time::NEVER } else { Time::from_nanos(at.max(0) as u64) }
}

/// The ticks of one service, and what it sees at their instants.
#[derive(Clone, Copy, Debug)]
pub(super) struct Service {
    pub(super) first: Instant,
    pub(super) every: Instant,
    /// Whether a tick sees what arrives at its own instant: messages go before it.
    pub(super) sees_arrivals: bool,
    /// Whether a tick finds a field that is created at its own instant.
    pub(super) sees_creation: bool,
    /// Its rank.
    pub(super) rank: u8,
}

impl Service {
    fn new(ticks: Ticks, rank: u8, order: &Order) -> Service {
        let (sees_arrivals, sees_creation) = (order.message < rank, order.create < rank);
        Service { first: nanos(ticks.first), every: nanos(ticks.every), sees_arrivals, sees_creation, rank }
    }

    /// How many ticks there are up to an instant, inclusive.
    fn until(&self, at: Instant) -> Instant {
        if at < self.first { 0 } else { (at - self.first) / self.every + 1 }
    }

    /// When the tick of this number is, from 0.
    pub(super) fn tick(&self, number: Instant) -> Instant {
        match self.every.checked_mul(number) {
            Some(after) => later(self.first, after),
            None => NEVER,
        }
    }

    /// How many ticks do not see what happens at an instant; so it is also the number of the first tick that does.
    pub(super) fn blind_to(&self, at: Instant, sees_its_instant: bool) -> Instant {
        self.until(at - sees_its_instant as Instant)
    }

    /// The latest instant which is seen by the same ticks as this one.
    pub(super) fn as_seen(&self, at: Instant) -> Instant {
        if at == NEVER || at == PAST {
            return at;
        }
        match self.tick(self.blind_to(at, self.sees_arrivals)) {
            NEVER => NEVER,
            tick => tick - !self.sees_arrivals as Instant,
        }
    }
}

/// A known cut.
#[derive(Clone, Copy, Debug)]
struct Closed {
    links: [bool; 3],
    from: Instant,
    until: Instant,
}

/// Everything about a protocol that is not left to chance.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    pub(super) fields: u64,
    first_create: Instant,
    create_every: Instant,
    pub(super) publishes: bool,
    pub(super) services: [Service; 2],
    cuts: Vec<Closed>,
    /// Every beginning and end of a cut, ascending.
    pub(super) edges: Vec<Instant>,
}

impl Schedule {
    pub(super) fn new(protocol: &Protocol) -> Result<Schedule, NoLaw> {
        let Protocol { order, data_entry, annotation, .. } = protocol;
        let mut cuts = Vec::new();
        let mut edges = Vec::new();
        for cut in protocol.cuts.iter().filter(|cut| cut.from < cut.until && cut.links.contains(&true)) {
            let [from, until] = [cut.from, cut.until].map(|at| nanos(at.since(Time::START)));
            cuts.push(Closed { links: cut.links, from, until });
            edges.extend([from, until]);
        }
        edges.sort_unstable();
        edges.dedup();
        let schedule = Schedule {
            fields: protocol.fields,
            first_create: nanos(protocol.first_create),
            create_every: nanos(protocol.create_every),
            publishes: protocol.publish_on_create,
            services: [
                Service::new(*data_entry, order.data_entry, order),
                Service::new(*annotation, order.annotation, order),
            ],
            cuts,
            edges,
        };
        if schedule.created(schedule.fields - 1) == NEVER {
            return Err(NoLaw("the last field is created later than can be reckoned with".into()));
        }
        Ok(schedule)
    }

    /// When the field of this index, from 0, is created.
    pub(super) fn created(&self, index: u64) -> Instant {
        let after = Instant::try_from(index).ok().and_then(|index| self.create_every.checked_mul(index));
        after.map_or(if index == 0 { self.first_create } else { NEVER }, |after| {
            later(self.first_create, after)
        })
    }

    /// The first index that is created at this instant or later.
    pub(super) fn first_created_from(&self, at: Instant) -> u64 {
        match self.create_every {
            _ if at <= self.first_create => 0,
            0 => self.fields,
            every => {
                let after = (at - self.first_create) as u64;
                after.div_ceil(every as u64).min(self.fields)
            }
        }
    }

    /// Whether a link is cut at an instant.
    pub(super) fn is_cut(&self, link: usize, at: Instant) -> bool {
        self.cuts.iter().any(|cut| cut.links[link] && cut.from <= at && at < cut.until)
    }

    /// Up to when a link that is cut at an instant stays so at least; `None` where it is whole.
    pub(super) fn cut_until(&self, link: usize, at: Instant) -> Option<Instant> {
        let covers = |cut: &&Closed| cut.links[link] && cut.from <= at && at < cut.until;
        self.cuts.iter().filter(covers).map(|cut| cut.until).max()
    }

    /// Whether any link is cut at some instant from the first to the last, both included.
    pub(super) fn is_cut_within(&self, from: Instant, last: Instant) -> bool {
        self.cuts.iter().any(|cut| cut.from <= last && from < cut.until)
    }

    /// From when on no link is cut any more.
    pub(super) fn whole_from(&self) -> Instant {
        self.edges.last().copied().unwrap_or(0)
    }

    /// After how long the ticks of both services lie as before; `None` where that is beyond reckoning.
    pub(super) fn period(&self) -> Option<Instant> {
        let [d, a] = self.services.map(|service| service.every);
        if d == NEVER || a == NEVER {
            return None;
        }
        (d / gcd(d, a)).checked_mul(a).filter(|period| *period <= FAR)
    }
}

fn gcd(a: Instant, b: Instant) -> Instant {
    if b == 0 { a } else { gcd(b, a % b) }
}
