//! What there is to know of a model without running it: for lists and reports.

use super::demand::Demand;
use super::knobs::{KnobDoc, Knobs};
use super::model::{InputOf, Model, MutantDoc, Property};
use crate::sim::process::Label;
use crate::sim::{Process, System};

/// What there is to know of a model without running it.
#[derive(Clone, Debug)]
pub struct Description {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Its knobs.
    pub knobs: Vec<KnobDoc>,
    /// Its processes, with default knobs.
    pub processes: Vec<String>,
    /// Kinds of messages.
    pub messages: &'static [&'static str],
    /// Kinds of timers.
    pub timers: &'static [&'static str],
    /// Kinds of inputs.
    pub inputs: &'static [&'static str],
    /// Operations that can fail.
    pub operations: &'static [&'static str],
    /// What goes first at one instant, with default knobs.
    pub ranks: Vec<&'static str>,
    /// Properties.
    pub properties: &'static [Property],
    /// Under which trouble some of them are not demanded.
    pub demands: &'static [Demand],
    /// The property of not being settled in time.
    pub liveness: &'static str,
    /// What its items are called.
    pub item: &'static str,
    /// What the time of one is called, and from when to when it counts.
    pub item_time: Property,
    /// What its table counts.
    pub columns: &'static [&'static str],
    /// What some run of a campaign must come to, by name.
    pub reached: &'static [Property],
    /// What a swarm draws knobs from, in words.
    pub swarm: Vec<(&'static str, String)>,
    /// What else its runs tell, by name.
    pub facts: &'static [Property],
    /// Its wrong variants.
    pub mutants: &'static [MutantDoc],
}

impl Description {
    /// What there is to know of `M`.
    pub fn of<M: Model>() -> Description {
        let model = M::new(&M::Knobs::default()).ok();
        Description {
            name: M::NAME,
            about: M::ABOUT,
            knobs: M::Knobs::docs(),
            processes: model.as_ref().map(M::process_names).unwrap_or_default(),
            messages: <<M as System>::Process as Process>::Message::KINDS,
            timers: <<M as System>::Process as Process>::Timer::KINDS,
            inputs: InputOf::<M>::KINDS,
            operations: M::OPERATIONS,
            ranks: model.as_ref().map(M::ranks).unwrap_or_default(),
            properties: M::PROPERTIES,
            demands: M::DEMANDS,
            liveness: M::LIVENESS,
            item: M::ITEM,
            item_time: M::ITEM_TIME,
            columns: M::COLUMNS,
            reached: M::REACHED,
            swarm: M::swarm().into_iter().map(|(knob, range)| (knob, range.words())).collect(),
            facts: M::FACTS,
            mutants: M::MUTANTS,
        }
    }
}
