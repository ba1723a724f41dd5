//! One field's way to consistency, tick by tick: how likely it is still not consistent at every instant.
//! Zero latency is a case of it and lattice latency another. Knows no other field.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::cascade::{ANNOTATE, Effects, PUBLISH, Publications, Stages, earliest, merge};
use super::protocol::{NoLaw, Protocol};
use super::schedule::{ANNOTATION, DATA_ENTRY, Instant, NEVER, PAST, Schedule};

/// The most different states that a field may be in.
const MOST_STATES: usize = 50_000;
/// As many outcomes as make sorting them the greater part of the work.
const MANY: usize = 4_096;
/// What is less likely than this is not told from what cannot be.
const LEAST: f64 = 1e-280;

/// Why a reckoning ends early.
#[derive(Debug)]
pub(super) enum Halt {
    /// It takes too long.
    TooLong,
    /// It cannot be.
    NoLaw(NoLaw),
}

impl From<NoLaw> for Halt {
    fn from(why: NoLaw) -> Halt {
        Halt::NoLaw(why)
    }
}

/// How much may still be reckoned, in steps of some nanoseconds each.
#[derive(Debug)]
pub(super) struct Effort(pub(super) u64);

impl Effort {
    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Halt> {
        self.0 = self.0.checked_sub(steps as u64).ok_or(Halt::TooLong)?;
        Ok(())
    }
}

/// Ways in which the chain can be got wrong on purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Quirks {
    /// A data-entry tick also publishes what is saved but not acknowledged.
    pub(super) data_entry_repairs_acks: bool,
    /// What is visibly saved when it is published is saved again without fail.
    pub(super) saving_again_succeeds: bool,
}

/// What all fields have in common.
#[derive(Debug)]
pub(super) struct Laws {
    pub(super) schedule: Schedule,
    pub(super) publications: Publications,
    /// The same where saving never fails, if it matters.
    saved: Option<Publications>,
    quirks: Quirks,
    /// What comes of a publication at a tick where no link is cut, by its service, whether saving is sure, and how long
    /// after it the next ticks come: relative to the tick, as the ticks see it.
    launches: BTreeMap<(usize, bool, [Instant; 2]), Effects>,
    pub(super) effort: Effort,
}

impl Laws {
    pub(super) fn new(protocol: &Protocol, quirks: Quirks, effort: Effort) -> Result<Laws, NoLaw> {
        let sure =
            |[generate, _, ack]: [f64; 3]| Protocol { failures: [generate, 0.0, ack], ..protocol.clone() };
        let saved = quirks.saving_again_succeeds.then(|| Publications::new(&sure(protocol.failures)));
        Ok(Laws {
            schedule: Schedule::new(protocol)?,
            publications: Publications::new(protocol)?,
            saved: saved.transpose()?,
            quirks,
            launches: BTreeMap::new(),
            effort,
        })
    }

    /// Whether nothing is got wrong on purpose.
    pub(super) fn is_right(&self) -> bool {
        self.quirks == Quirks::default()
    }

    /// An outcome with every instant put off as far as no tick sees a difference; the last stays, for it is what is asked.
    fn as_seen(&self, stages: Stages) -> Stages {
        let [data_entry, annotation] = &self.schedule.services;
        let [annotated, saved, acked] = stages;
        let saved = if self.saved.is_some() { saved } else { data_entry.as_seen(saved) };
        [annotation.as_seen(annotated), saved, acked]
    }

    /// What comes of a publication at an instant, with the instants as ticks see them.
    fn published(&self, service: usize, sure: bool, at: Instant) -> Result<Effects, NoLaw> {
        let message = if service == DATA_ENTRY { PUBLISH } else { ANNOTATE };
        let publications = self.saved.as_ref().filter(|_| sure).unwrap_or(&self.publications);
        let sent = publications.sent(message, at, &self.schedule)?;
        let absolute = |stages: &Stages| stages.map(|after| super::schedule::later(at, after));
        let mut effects: Effects = sent.iter().map(|(s, p)| (self.as_seen(absolute(s)), *p)).collect();
        merge(&mut effects);
        Ok(effects)
    }

    /// The same relative to the instant of a tick; reckoned once for all ticks that lie alike.
    fn launch(&mut self, service: usize, sure: bool, at: Instant) -> Result<Cow<'_, Effects>, Halt> {
        let relative = |effects: Effects| -> Effects {
            let back = |instant: Instant| if instant == NEVER { NEVER } else { instant - at };
            effects.into_iter().map(|(stages, p)| (stages.map(back), p)).collect()
        };
        let message = if service == DATA_ENTRY { PUBLISH } else { ANNOTATE };
        if self.publications.meets_cut(message, at, &self.schedule) {
            self.effort.spend(self.publications.clear(message).len() * 8)?;
            return Ok(Cow::Owned(relative(self.published(service, sure, at)?)));
        }
        let until_next = |service: &super::schedule::Service| match service.tick(service.blind_to(at, true)) {
            NEVER => NEVER,
            tick => tick - at,
        };
        let key = (service, sure, [0, 1].map(|other| until_next(&self.schedule.services[other])));
        if !self.launches.contains_key(&key) {
            self.effort.spend(self.publications.clear(message).len() * 2)?;
            let effects = relative(self.published(service, sure, at)?);
            // Ticks that never lie alike again are not worth the memory.
            if self.launches.len() >= 4_096 {
                self.launches.clear();
            }
            self.launches.insert(key, effects);
        }
        Ok(Cow::Borrowed(&self.launches[&key]))
    }
}

/// How likely a field is not yet consistent, reckoned as far as anybody asks.
#[derive(Clone, Debug)]
pub(super) struct Curve {
    states: Effects,
    /// The number of the next tick of each service that finds the field.
    ticks: [Instant; 2],
    /// From each instant on, how likely it is not consistent; ascending.
    steps: Vec<(Instant, f64)>,
    /// All steps before this instant are known.
    known_before: Instant,
    /// How often each service has published it at ticks, on average; not reckoned where its link is cut.
    pub(super) fires: [f64; 2],
}

impl Curve {
    /// Of a field that is created at an instant.
    pub(super) fn new(laws: &Laws, created: Instant) -> Result<Curve, NoLaw> {
        let states = match laws.schedule.publishes {
            true => laws.published(DATA_ENTRY, false, created)?,
            false => vec![([NEVER; 3], 1.0)],
        };
        let ticks = laws.schedule.services.map(|service| service.blind_to(created, service.sees_creation));
        let mut curve = Curve { states, ticks, steps: Vec::new(), known_before: created, fires: [0.0; 2] };
        curve.settle(curve.next(&laws.schedule).map_or(NEVER, |(at, _)| at));
        Ok(curve)
    }

    /// The instant of the next tick, and whose it is.
    fn next(&self, schedule: &Schedule) -> Option<(Instant, usize)> {
        if self.states.is_empty() {
            return None;
        }
        let ticks = [0, 1].map(|service| schedule.services[service].tick(self.ticks[service]));
        let [d, a] = ticks;
        let data_entry_first =
            d < a || d == a && schedule.services[DATA_ENTRY].rank < schedule.services[ANNOTATION].rank;
        let service = if data_entry_first { DATA_ENTRY } else { ANNOTATION };
        (ticks[service] != NEVER).then_some((ticks[service], service))
    }

    /// The next tick fires on every state on which it does.
    fn advance(&mut self, laws: &mut Laws) -> Result<(), Halt> {
        let Some((at, service)) = self.next(&laws.schedule) else {
            self.known_before = NEVER;
            return Ok(());
        };
        self.ticks[service] += 1;
        let link = if service == DATA_ENTRY { PUBLISH } else { ANNOTATE };
        match laws.schedule.cut_until(link, at) {
            None => self.fire(laws, service, at)?,
            // Whatever it sends up to then is lost at once, so a long cut costs no more than a short one.
            Some(whole) => {
                let after = laws.schedule.services[service].blind_to(whole, true);
                self.ticks[service] = self.ticks[service].max(after);
                laws.effort.spend(4)?;
            }
        }
        let next = self.next(&laws.schedule).map_or(NEVER, |(next, _)| next);
        if next > at {
            self.settle(next);
        } else {
            merge(&mut self.states);
        }
        match self.states.len() {
            ..=MOST_STATES => Ok(()),
            _ => Err(Halt::NoLaw(NoLaw("too many messages of one field are under way at once".into()))),
        }
    }

    fn fire(&mut self, laws: &mut Laws, service: usize, at: Instant) -> Result<(), Halt> {
        let sees_arrivals = laws.schedule.services[service].sees_arrivals;
        let seen = |instant: Instant| instant < at || instant == at && sees_arrivals;
        let (repairs_acks, sure_again) = (laws.quirks.data_entry_repairs_acks, laws.saved.is_some());
        let fires = |[annotated, saved, acked]: &Stages| match service {
            DATA_ENTRY if repairs_acks => !seen(*acked),
            DATA_ENTRY => !seen(*saved),
            _ => seen(*annotated) && !seen(*acked),
        };
        let before = std::mem::take(&mut self.states);
        for sure in [false, true] {
            let mine = |stages: &Stages| fires(stages) && (sure_again && seen(stages[1])) == sure;
            let fired = before.iter().filter(|(stages, _)| mine(stages));
            let mass: f64 = fired.clone().map(|(_, mass)| mass).sum();
            if mass == 0.0 {
                continue;
            }
            self.fires[service] += mass;
            let effects = laws.launch(service, sure, at)?;
            let count = fired.clone().count() * effects.len();
            // Sorting many costs more for each than sorting few.
            let mut sorted = if count > MANY { count } else { 0 };
            for (stages, mass) in fired {
                if self.states.len() + effects.len() > 16 * MOST_STATES {
                    sorted += self.states.len();
                    merge(&mut self.states);
                    self.states.len().checked_sub(4 * MOST_STATES).map_or(Ok(()), |_| Err(Halt::TooLong))?;
                }
                let outcome = |(effect, p): &(Stages, f64)| {
                    (earliest(stages, &effect.map(|after| super::schedule::later(at, after))), mass * p)
                };
                self.states.extend(effects.iter().map(outcome));
            }
            laws.effort.spend(count + sorted)?;
        }
        self.states.extend(before.iter().filter(|(stages, _)| !fires(stages)));
        laws.effort.spend(before.len() + 4)
    }

    /// What happens before an instant is past, and so is the way of a field that is acknowledged.
    fn settle(&mut self, until: Instant) {
        let mut done: Vec<(Instant, f64)> = Vec::new();
        for (stages, mass) in &mut self.states {
            if stages[2] < until {
                done.push((stages[2], *mass));
                *mass = 0.0;
            }
            let past = |at: Instant| if at < until { PAST } else { at };
            *stages = stages.map(past);
        }
        self.states.retain(|(_, mass)| *mass > LEAST);
        merge(&mut self.states);
        self.known_before = until;
        done.sort_unstable_by_key(|&(at, _)| std::cmp::Reverse(at));
        let (from, mut beyond) = (self.steps.len(), self.states.iter().map(|(_, mass)| mass).sum::<f64>());
        for (at, mass) in done {
            match self.steps[from..].last() {
                Some(&(last, _)) if last == at => {}
                _ => self.steps.push((at, beyond)),
            }
            beyond += mass;
        }
        self.steps[from..].reverse();
    }

    /// Knows every step up to an instant, inclusive.
    pub(super) fn reach(&mut self, laws: &mut Laws, until: Instant) -> Result<(), Halt> {
        while self.known_before <= until && self.known_before != NEVER {
            self.advance(laws)?;
        }
        Ok(())
    }

    /// The number of steps up to an instant, inclusive.
    pub(super) fn steps_until(&self, at: Instant) -> usize {
        self.steps.partition_point(|(step, _)| *step <= at)
    }

    /// A step by its number, from 0; `None` where none comes any more.
    pub(super) fn step(&mut self, laws: &mut Laws, number: usize) -> Result<Option<(Instant, f64)>, Halt> {
        while self.steps.len() <= number && self.known_before != NEVER {
            self.advance(laws)?;
        }
        Ok(self.steps.get(number).copied())
    }

    /// How likely the field is not consistent after so many steps.
    pub(super) fn beyond(&self, steps: usize) -> f64 {
        steps.checked_sub(1).map_or(1.0, |last| self.steps[last].1)
    }

    /// Takes the next tick; tells whether there may be more.
    pub(super) fn go_on(&mut self, laws: &mut Laws) -> Result<bool, Halt> {
        self.advance(laws)?;
        Ok(self.known_before != NEVER)
    }

    /// How likely it is not consistent after all that is known.
    pub(super) fn left(&self) -> f64 {
        self.beyond(self.steps.len())
    }
}
