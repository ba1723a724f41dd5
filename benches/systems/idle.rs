//! Next to nothing: what an hour costs in which little happens. Knows no clock of the machine and no bench.
//!
//! Source: our own. A simulator that goes from event to event pays nothing for time that passes; one that goes from tick
//! to tick of a clock of its own pays for each.

use sooner::sim::{
    Context, Label, Nothing, Process, ProcessId, Setup, Simulation, Span, System, World, simulation::End,
};

/// A watchman's round.
#[derive(Clone, Copy, Debug, PartialEq, Hash)]
pub(crate) struct Round;

impl Label for Round {
    const KINDS: &'static [&'static str] = &["Round"];
    fn kind(&self) -> usize {
        0
    }
}

/// It makes its rounds, where it has any to make, and finds all as it was.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Watchman {
    every: Option<Span>,
}

impl Process for Watchman {
    type Message = Nothing;
    type Timer = Round;
    type Input = Nothing;

    fn on_start(&mut self, ctx: &mut impl Context<Self>) {
        if let Some(period) = self.every {
            ctx.every(Round, period, period);
        }
    }
    fn on_message(&mut self, _: ProcessId, message: Nothing, _: &mut impl Context<Self>) {
        match message {}
    }
}

/// Two watchmen.
#[derive(Clone, Debug)]
pub(crate) struct Idle {
    every: Option<Span>,
}

impl System for Idle {
    type Process = Watchman;
    fn processes(&self) -> Vec<Watchman> {
        vec![Watchman { every: self.every }; 2]
    }
    fn reset(&mut self, _: &mut Vec<Watchman>) {}
    fn settled(&mut self, _: &World<'_, Watchman>) -> bool {
        true
    }
}

/// Two processes that make a round `every` so often and do nothing else, for an hour (`Stop::Horizon`); without any, there
/// is nothing to wait for (`Stop::Exhausted`).
pub(crate) fn idle(every: Option<Span>) -> Simulation<Idle> {
    let system = Idle { every };
    let setup = Setup { end: End::Horizon, ..Setup::calm(&system, 0) };
    Simulation::new(system, setup, 1)
}
