//! Which property is demanded under which trouble: the fault matrix of a model, as data.
//!
//! A demand looks at what has happened, never at what might have: a run whose chance was written down as faults is
//! judged as it was.

use super::model::{Model, Watch};
use crate::sim::family::Family;
use crate::sim::fault::Fault;
use crate::sim::process::Label;
use crate::sim::{Process, System, Tally, Time};

/// A property that is not demanded under some trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Its name.
    pub property: &'static str,
    /// What it is not demanded under.
    pub unless: &'static [Trouble],
}

/// Some trouble of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A family struck a message of one of these kinds; without kinds, of any.
    Struck(Family, &'static [&'static str]),
    /// An attempt of an operation failed, by its law or by a fault.
    Failed(&'static str),
    /// A process stood still.
    Paused(&'static str),
    /// A process's clock was wrong, or put right.
    Clock(&'static str),
    /// The model is set so, in the model's own words.
    Set(&'static str),
    /// The monitor has seen this happen, in the model's own words: see [`Demands::came`].
    Came(&'static str),
}

/// The demands of one run, resolved to indices.
#[derive(Clone, Debug, Default)]
pub struct Demands {
    /// Properties, and what they are not demanded under.
    unless: Vec<(&'static str, Found)>,
}

/// A trouble to look for in the counts of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    /// It is there from an instant on.
    From(Time),
    /// A family and a kind of message.
    Struck(Family, usize),
    /// An operation.
    Failed(usize),
    /// What the monitor tells, and whether it has.
    Came(&'static str, bool),
}

impl Demands {
    /// The demands of a model's run under `watch`; `set` tells which settings it has.
    ///
    /// # Panics
    /// When the model's demands name an operation, a kind of message or a process that it does not have.
    pub fn of<M: Model>(model: &M, watch: &Watch<'_>, set: impl Fn(&str) -> bool) -> Demands {
        let kinds = <<M as System>::Process as Process>::Message::KINDS;
        let names = model.process_names();
        let process = |name: &str| find(names.iter().map(String::as_str), name) as u16;
        let each = |is: &dyn Fn(&Fault<u16>) -> bool| {
            let begin = |fault: &Fault<u16>| Found::From(fault.begins().unwrap_or(Time::START));
            watch.faults.iter().filter(|fault| is(fault)).map(begin).collect()
        };
        let found = |trouble: &Trouble| match trouble {
            Trouble::Struck(family, []) => {
                (0..kinds.len()).map(|kind| Found::Struck(*family, kind)).collect()
            }
            Trouble::Struck(family, named) => {
                let kind = |name: &&str| Found::Struck(*family, find(kinds.iter().copied(), name));
                named.iter().map(kind).collect()
            }
            Trouble::Failed(name) => vec![Found::Failed(find(M::OPERATIONS.iter().copied(), name))],
            Trouble::Paused(name) => {
                let index = process(name);
                each(&|fault| matches!(fault, Fault::Pause { process, .. } if *process == index))
            }
            Trouble::Clock(name) => {
                let index = process(name);
                each(&|fault| match fault {
                    Fault::Clock { process, .. } | Fault::ClockStep { process, .. } => *process == index,
                    _ => false,
                })
            }
            Trouble::Set(words) if set(words) => vec![Found::From(Time::START)],
            Trouble::Set(_) => Vec::new(),
            Trouble::Came(words) => vec![Found::Came(words, false)],
        };
        let mut unless = Vec::new();
        for demand in M::DEMANDS {
            let found: Vec<Found> = demand.unless.iter().flat_map(found).collect();
            unless.extend(found.into_iter().map(|found| (demand.property, found)));
        }
        Demands { unless }
    }

    /// Whether a property is demanded at `now`, after what has happened so far. Asked where a property does not hold.
    pub fn stands(&self, property: &str, now: Time, tally: &Tally) -> bool {
        !self.unless.iter().filter(|(name, _)| *name == property).any(|(_, found)| match *found {
            Found::From(begin) => begin <= now,
            Found::Struck(family, kind) => tally.hits[kind][family as usize] > 0,
            Found::Failed(operation) => {
                let attempts = tally.attempts[operation];
                attempts.failed + attempts.forced > 0
            }
            Found::Came(_, has_come) => has_come,
        })
    }

    /// The trouble that the model calls so has come: what is not demanded under it is not any more.
    ///
    /// # Panics
    /// When no demand of the model names it.
    pub fn came(&mut self, words: &str) {
        let mut is_named = false;
        for (_, found) in &mut self.unless {
            if let Found::Came(named, has_come) = found
                && *named == words
            {
                (is_named, *has_come) = (true, true);
            }
        }
        assert!(is_named, "no demand names `{words}`");
    }
}

/// The place of a name that the model must have.
fn find<'a>(mut names: impl Iterator<Item = &'a str>, name: &str) -> usize {
    let place = names.position(|other| other == name);
    place.unwrap_or_else(|| panic!("a demand names `{name}`, which the model lacks"))
}

impl Demand {
    /// What the property is not demanded under, in words.
    pub fn words(&self) -> String {
        let words: Vec<String> = self.unless.iter().map(Trouble::words).collect();
        words.join("; ")
    }
}

impl Trouble {
    /// In words, after "not demanded under: ".
    pub fn words(&self) -> String {
        match self {
            Trouble::Struck(family, []) => format!("{} of messages", family.name()),
            Trouble::Struck(family, kinds) => format!("{} of {}", family.name(), kinds.join(", ")),
            Trouble::Failed(operation) => format!("a failed {operation}"),
            Trouble::Paused(process) => format!("a pause of {process}"),
            Trouble::Clock(process) => format!("a wrong clock of {process}"),
            Trouble::Set(words) | Trouble::Came(words) => (*words).to_string(),
        }
    }
}
