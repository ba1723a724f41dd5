//! The trace: one line per step, made only when asked for. An observer, so it changes nothing.

use std::collections::BTreeMap;

use super::model::Model;
use crate::sim::observer::{Cause, Fate, MessageOf, Sending};
use crate::sim::process::{Label, Operation, ProcessId};
use crate::sim::time::Time;
use crate::sim::world::{Step, What, World};
use crate::sim::{Observer, Violation};

/// One line of a trace.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The step's number from 1; 0 for what is no step, such as a message lost on arrival.
    pub step: u64,
    /// When.
    pub at: Time,
    /// Who.
    pub process: String,
    /// What happened: a message's, timer's or input's kind, or "crash", "lost", ...
    pub what: &'static str,
    /// The items that it is about.
    pub items: Vec<u32>,
    /// The rest, in words, each with the item that it is about where there is one.
    pub details: Vec<(Option<u32>, String)>,
}

impl Line {
    /// The details in one text; with an item, only those that concern it.
    pub fn detail(&self, item: Option<u32>) -> String {
        let concerns = |about: &Option<u32>| item.is_none() || about.is_none() || *about == item;
        let details = self.details.iter().filter(|(about, _)| concerns(about));
        details.map(|(_, words)| words.as_str()).collect::<Vec<_>>().join("; ")
    }
}

/// Makes lines of a run and hands them to a sink.
pub struct Tracer<'a> {
    names: Vec<String>,
    operations: &'static [&'static str],
    sink: &'a mut dyn FnMut(Line),
    steps: u64,
    counts: BTreeMap<(u16, usize, Option<u32>), u32>,
    details: Vec<(Option<u32>, String)>,
    items: Vec<u32>,
}

impl<'a> Tracer<'a> {
    /// A tracer for runs of a model with these process names.
    pub fn new<M: Model>(names: Vec<String>, sink: &'a mut dyn FnMut(Line)) -> Tracer<'a> {
        Tracer {
            names,
            operations: M::OPERATIONS,
            sink,
            steps: 0,
            counts: BTreeMap::new(),
            details: Vec::new(),
            items: Vec::new(),
        }
    }

    fn name(&self, process: ProcessId) -> &str {
        &self.names[process.index()]
    }

    fn add(&mut self, item: Option<u32>, words: String) {
        self.details.push((item, words));
    }

    fn about(&mut self, item: Option<u32>) {
        if let Some(item) = item.filter(|item| !self.items.contains(item)) {
            self.items.push(item);
        }
    }
}

impl<M: Model> Observer<M> for Tracer<'_> {
    fn sent(&mut self, sending: Sending<MessageOf<M>>, fate: Fate) {
        let (kind, item) = (sending.message.kind(), sending.message.item());
        let count = self.counts.entry((sending.from.0, kind, item)).or_default();
        *count += !sending.copy as u32;
        let n = *count;
        let label = MessageOf::<M>::KINDS[kind];
        let of = item.map_or(String::new(), |item| format!(" of {item}"));
        let copy = if sending.copy { "copy of " } else { "" };
        let to = self.name(sending.to).to_string();
        self.about(item);
        match fate {
            Fate::Arrives(after) => {
                self.add(item, format!("{copy}{label} #{n}{of} -> {to}, arrives {}", sending.at + after));
            }
            Fate::Waits => self.add(item, format!("{copy}{label} #{n}{of} -> {to} waits for room")),
            Fate::Lost(cause) => {
                self.add(item, format!("{copy}{label} #{n}{of} -> {to} LOST: {}", cause.words()))
            }
        }
    }

    fn lost(&mut self, at: Time, sending: Sending<MessageOf<M>>, cause: Cause) {
        let item = sending.message.item();
        let line = Line {
            step: 0,
            at,
            process: self.name(sending.to).to_string(),
            what: MessageOf::<M>::KINDS[sending.message.kind()],
            items: item.into_iter().collect(),
            details: vec![(None, format!("LOST on arrival: {} (sent at {})", cause.words(), sending.at))],
        };
        (self.sink)(line);
    }

    fn attempted(&mut self, _: Time, _: ProcessId, operation: Operation, item: u32, succeeds: bool) {
        self.about(Some(item));
        let name = self.operations[operation.0 as usize];
        if !succeeds {
            self.add(Some(item), format!("{name} FAILS"));
        }
    }

    fn noted(&mut self, _: Time, _: ProcessId, remark: &'static str) {
        self.add(None, remark.to_string());
    }

    fn stepped(&mut self, _: &World<'_, M::Process>, step: &Step<M::Process>) -> Result<(), Violation> {
        self.steps += 1;
        self.about(step.what.item());
        let opening = match &step.what {
            What::Message(from, _, _, copy) => {
                Some(format!("{}from {}", if *copy { "copy " } else { "" }, self.name(*from)))
            }
            What::Exit(code) => Some(format!("code {code}")),
            _ => None,
        };
        let mut details: Vec<_> = opening.map(|words| (None, words)).into_iter().collect();
        details.append(&mut self.details);
        let (left, asked) = step.effects;
        if left < asked {
            details.push((None, format!("CUT after {left} of {asked} effects")));
        }
        let items = std::mem::take(&mut self.items);
        let process = self.name(step.process).to_string();
        (self.sink)(Line { step: self.steps, at: step.at, process, what: step.what.name(), items, details });
        Ok(())
    }
}

/// Sixteen bits of the run's digest after every step, for a [`Trail`](super::Trail).
pub(super) struct Checks<'a>(pub(super) &'a mut Vec<u16>);

impl<M: Model> Observer<M> for Checks<'_> {
    fn stepped(&mut self, world: &World<'_, M::Process>, _: &Step<M::Process>) -> Result<(), Violation> {
        self.0.push(world.digest.value() as u16);
        Ok(())
    }
}

/// Calls `row` at every multiple of `every` with the model's counts as they stand then, as often as is left.
pub(super) struct Rows<'a> {
    pub(super) every: u64,
    pub(super) next: u64,
    pub(super) left: u64,
    pub(super) row: &'a mut dyn FnMut(Time, Vec<u64>),
}

impl Rows<'_> {
    /// Everything that happens before `next` has happened.
    pub(super) fn pass<M: Model>(&mut self, model: &M, world: &World<'_, M::Process>, next: Time) {
        while self.next < next.as_nanos() && self.left > 0 {
            self.left -= 1;
            (self.row)(Time::from_nanos(self.next), model.row(world));
            self.next = self.next.saturating_add(self.every);
        }
    }
}
