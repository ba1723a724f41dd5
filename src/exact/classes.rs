//! Fields that go the same way: those whose creation, and what comes of it, lies alike between the ticks. Jumps from class
//! to class, from the last field back, so that a million fields cost no more than the few that still matter.

use std::collections::BTreeMap;

use super::chain::{Curve, Halt, Laws};
use super::protocol::NoLaw;
use super::schedule::{ANNOTATION, DATA_ENTRY, Instant, NEVER, later};

/// The most classes that are told apart.
const MOST_CLASSES: usize = 200_000;

/// Fields that go the same way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Class {
    /// How many they are.
    pub(super) count: u64,
    /// The index of the first of them.
    pub(super) first: u64,
    /// Their curve.
    pub(super) curve: usize,
    /// How much later than this class the curve's own field was created.
    pub(super) shift: Instant,
}

/// What follows a creation after a known time, and which ticks tell whether they come before or after it.
struct Mark {
    after: Instant,
    is_creation: bool,
    /// By service.
    matters: [bool; 2],
}

/// The classes of a protocol, and their curves.
pub(super) struct Classes {
    marks: Vec<Mark>,
    /// What comes of a creation is over after this.
    over_after: Instant,
    pub(super) curves: Vec<Curve>,
    /// Curves of fields that were created when everything was periodic: the counts of ticks before each mark, without the
    /// whole periods; in the period of this number.
    alike: BTreeMap<Vec<Instant>, (Instant, usize)>,
    period: Option<Instant>,
}

impl Classes {
    pub(super) fn new(laws: &Laws) -> Classes {
        let mut marks = vec![Mark { after: 0, is_creation: true, matters: [true; 2] }];
        let mut over_after = 0;
        if laws.schedule.publishes {
            let effects = laws.publications.clear(super::cascade::PUBLISH);
            // A data-entry tick asks what is saved; an annotation tick, what is annotated and what is acknowledged. A
            // wrong law may ask for more.
            let asks = match laws.is_right() {
                true => [[false, true], [true, false], [false, true]],
                false => [[true; 2]; 3],
            };
            for (stage, matters) in asks.into_iter().enumerate() {
                let mut instants: Vec<Instant> =
                    effects.iter().map(|(stages, _)| stages[stage]).filter(|after| *after != NEVER).collect();
                instants.sort_unstable();
                instants.dedup();
                over_after = over_after.max(instants.last().copied().unwrap_or(0));
                marks.extend(instants.into_iter().map(|after| Mark { after, is_creation: false, matters }));
            }
        }
        let period = laws.schedule.period();
        Classes { marks, over_after, curves: Vec::new(), alike: BTreeMap::new(), period }
    }

    /// After how long at the earliest, and when at the latest, a field is acknowledged by its first publication.
    pub(super) fn first_acks(&self, laws: &Laws) -> (Instant, Instant) {
        if !laws.schedule.publishes {
            return (0, 0);
        }
        let effects = laws.publications.clear(super::cascade::PUBLISH);
        let acks = effects.iter().map(|(stages, _)| stages[2]).filter(|after| *after != NEVER);
        (acks.min().unwrap_or(0), self.over_after)
    }

    /// The class of a field that is not alone in its class, and the indices of it that lie before it.
    pub(super) fn class_of(&mut self, laws: &mut Laws, index: u64) -> Result<Class, Halt> {
        let created = laws.schedule.created(index);
        let (counts, alike_from) = self.pattern(laws, created);
        let first = laws.schedule.first_created_from(alike_from).min(index);
        let class = |curve, shift| Class { count: index - first + 1, first, curve, shift };
        laws.effort.spend(4 * self.marks.len())?;
        let Some((key, number, period)) = self.periodic(laws, created, counts) else {
            return Ok(class(self.curve(laws, created)?, 0));
        };
        if let Some(&(other, curve)) = self.alike.get(&key) {
            return Ok(class(curve, (other - number) * period));
        }
        let curve = self.curve(laws, created)?;
        self.alike.insert(key, (number, curve));
        Ok(class(curve, 0))
    }

    /// The class of all fields that were created at the instant at which this one was.
    pub(super) fn alone(&mut self, laws: &mut Laws, index: u64) -> Result<Class, Halt> {
        let created = laws.schedule.created(index);
        let first = laws.schedule.first_created_from(created).min(index);
        Ok(Class { count: index - first + 1, first, curve: self.curve(laws, created)?, shift: 0 })
    }

    fn curve(&mut self, laws: &mut Laws, created: Instant) -> Result<usize, Halt> {
        laws.effort.spend(laws.publications.clear(super::cascade::PUBLISH).len() * 4)?;
        self.curves.push(Curve::new(laws, created)?);
        match self.curves.len() {
            ..=MOST_CLASSES => Ok(self.curves.len() - 1),
            _ => Err(Halt::NoLaw(NoLaw(
                "too many fields differ in how they lie between the ticks to reckon with each".into(),
            ))),
        }
    }

    /// How many ticks come before each mark of a field that is created at an instant, and from which instant on that is so.
    fn pattern(&self, laws: &Laws, created: Instant) -> (Vec<Instant>, Instant) {
        let mut counts = Vec::with_capacity(2 * self.marks.len());
        let mut from = 0;
        for mark in &self.marks {
            let at = later(created, mark.after);
            for (service, _) in
                laws.schedule.services.iter().zip(mark.matters).filter(|(_, matters)| *matters)
            {
                let sees = if mark.is_creation { service.sees_creation } else { service.sees_arrivals };
                let blind = service.blind_to(at, sees);
                counts.push(blind);
                if blind > 0 {
                    from = from.max(service.tick(blind - 1) + sees as Instant - mark.after);
                }
            }
            let edges = laws.schedule.edges.partition_point(|edge| *edge <= at);
            if let Some(edge) = edges.checked_sub(1) {
                from = from.max(laws.schedule.edges[edge] - mark.after);
            }
        }
        (counts, from)
    }

    /// The pattern without whole periods, the number of the period and its length, where everything is periodic from the
    /// creation on.
    fn periodic(
        &self,
        laws: &Laws,
        created: Instant,
        mut counts: Vec<Instant>,
    ) -> Option<(Vec<Instant>, Instant, Instant)> {
        let period = self.period?;
        let begun = counts[DATA_ENTRY] > 0 && counts[ANNOTATION] > 0;
        if !begun || created < laws.schedule.whole_from() {
            return None;
        }
        let ticks = laws.schedule.services.map(|service| period / service.every);
        let number = (counts[DATA_ENTRY] - 1) / ticks[DATA_ENTRY];
        let mut place = 0;
        for mark in &self.marks {
            for service in [DATA_ENTRY, ANNOTATION].into_iter().filter(|service| mark.matters[*service]) {
                counts[place] -= number * ticks[service];
                place += 1;
            }
        }
        Some((counts, number, period))
    }
}
