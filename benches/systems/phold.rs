//! PHOLD, the work on which event-driven simulators are compared. Knows no clock of the machine and no bench.
//!
//! Source: R. M. Fujimoto, "Performance of Time Warp under synthetic workloads", Proceedings of the SCS
//! Multiconference on Distributed Simulation 22 (1990), 23-28. A fixed number of jobs is under way at any time, so
//! what is measured is the agenda (the *hold* operation: take one out, enter one) with a step around it.

use sooner::sim::law::Latency;
use sooner::sim::network::{LinkLaw, Links};
use sooner::sim::rng::{below, branch};
use sooner::sim::{
    Context, Label, Nothing, Process, ProcessId, Setup, Simulation, System, Time, World, simulation::End,
};

/// The mean of the exponential increment, in nanoseconds.
const MEAN: f64 = (1u64 << 20) as f64;

/// What is under way: it says nothing, its time of arrival is all there is to it.
#[derive(Clone, Copy, Debug, PartialEq, Hash)]
pub(crate) struct Job;

impl Label for Job {
    const KINDS: &'static [&'static str] = &["Job"];
    fn kind(&self) -> usize {
        0
    }
}

/// A logical process: for each job that comes in, one goes out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Station {
    stations: u16,
    jobs: u32,
    /// How many jobs have come in.
    pub(crate) handled: u32,
}

impl Process for Station {
    type Message = Job;
    type Timer = Nothing;
    type Input = Nothing;

    /// Its initial jobs come up at itself, each after an increment of its own.
    fn on_start(&mut self, ctx: &mut impl Context<Self>) {
        let me = ctx.me();
        (0..self.jobs).for_each(|_| ctx.send(me, Job));
    }

    fn on_message(&mut self, _: ProcessId, _: Job, ctx: &mut impl Context<Self>) {
        self.handled += 1;
        ctx.send(destination(ctx.me(), self.handled, self.stations), Job);
    }
}

/// Where a station sends its `n`-th job: uniform among all, itself included.
///
/// It is a mix of (station, n), not of [`Context::rng`], which seeds a generator for each step that asks: what other
/// simulators are compared with draws once from a generator that they share. It is the same in every seed; the
/// increments, and with them the order of all jobs, are not.
pub(crate) fn destination(me: ProcessId, n: u32, stations: u16) -> ProcessId {
    let (me, n) = (me.0 as u64, n as u64);
    ProcessId(below(branch(branch(n, me), n), stations as u64) as u16)
}

/// So many stations with so many initial jobs each.
#[derive(Clone, Debug)]
pub(crate) struct Phold {
    stations: u16,
    jobs_each: u32,
}

impl System for Phold {
    type Process = Station;
    fn processes(&self) -> Vec<Station> {
        let station = Station { stations: self.stations, jobs: self.jobs_each, handled: 0 };
        vec![station; self.stations as usize]
    }
    fn reset(&mut self, processes: &mut Vec<Station>) {
        processes.iter_mut().for_each(|station| station.handled = 0);
    }
    fn settled(&mut self, _: &World<'_, Station>) -> bool {
        false
    }
}

/// PHOLD with `stations` x `jobs_each` jobs, ready to run with seed 1, which ends (with `Stop::StepLimit`) when `jobs`
/// jobs have come in. Steps are counted with the first start of every station: `stations + jobs` of them.
pub(crate) fn phold(stations: u16, jobs_each: u32, jobs: u64) -> Simulation<Phold> {
    let system = Phold { stations, jobs_each };
    let law = LinkLaw { latency: Latency::Exponential { mean: MEAN }, ..LinkLaw::default() };
    let setup = Setup {
        end: End::Horizon,
        horizon: Time::NEVER,
        step_limit: stations as u64 + jobs,
        links: Links::uniform(stations as usize, Job::KINDS.len(), law),
        ..Setup::calm(&system, 0)
    };
    Simulation::new(system, setup, 1)
}
