//! Crashes inside a step: where they wait, and how they strike. Knows nothing of messages.

use super::setup::{System, step_kinds};
use super::{Core, Simulation};
use crate::sim::climate::Ambush;
use crate::sim::family::Family;
use crate::sim::fault::Restart;
use crate::sim::observer::{Departure, Observer, Violation};
use crate::sim::process::ProcessId;
use crate::sim::rules::CrashPoint;

impl<S: System> Simulation<S> {
    /// A process goes down inside a step, which has been shown to the observer: `seen`.
    #[cold]
    #[inline(never)]
    pub(super) fn crash_inside<O: Observer<S>>(
        &mut self,
        observer: &mut O,
        me: ProcessId,
        label: (usize, Option<u32>),
        point: CrashPoint,
        seen: Result<(), Violation>,
    ) -> Result<(), Violation> {
        // It has struck even where the run ends with this step: its effects were cut.
        self.core.strike(observer, me, label.0, &point);
        seen?;
        self.core.trigger(label, me);
        self.crash(observer, me, point.restart)
    }
}

impl<S: System> Core<S> {
    /// From now on the next step of a process with effects brings it down.
    pub(super) fn lay_in_wait(&mut self, number: usize) -> Result<(), Violation> {
        let ambush = self.ambushes[number];
        let trap = &mut self.traps[ambush.process as usize];
        self.lurking += trap.is_none() as usize;
        *trap = Some(ambush);
        Ok(())
    }

    /// Where the step that begins is to crash: by a fault of the scenario, or because chance lies in wait.
    #[inline(always)]
    pub(super) fn crash_point(&mut self, label: (usize, Option<u32>), me: ProcessId) -> Option<CrashPoint> {
        if self.lurking == 0 { None } else { self.find_crash_point(label, me) }
    }

    #[inline(never)]
    fn find_crash_point(&mut self, label: (usize, Option<u32>), me: ProcessId) -> Option<CrashPoint> {
        let point = self.rules.crash_point(&self.faults, label.0, me.0, label.1);
        let Some(Ambush { effects, down, .. }) = self.traps[me.index()] else { return point };
        // Starts have no address: a fault of a scenario could not say the same.
        let nameless = label.0 >= step_kinds::<S>();
        if nameless || point.is_some_and(|point| point.effects <= effects) {
            return point;
        }
        let restart = Restart::After(down.min(self.setup.climate.heal_at.since(self.now)));
        Some(CrashPoint { fault: None, effects, least: 1, restart })
    }

    /// A crash has cut a step's effects: counts and tells it.
    pub(super) fn strike<O: Observer<S>>(
        &mut self,
        observer: &mut O,
        process: ProcessId,
        kind: usize,
        point: &CrashPoint,
    ) {
        self.tally.hit(Family::Crash, kind);
        match (point.fault, point.restart) {
            (Some(fault), _) => self.rules.struck[fault] = true,
            (None, Restart::After(down)) => {
                self.lurking -= self.traps[process.index()].take().is_some() as usize;
                observer.departed(Departure::Crashed(process, point.effects, down));
            }
            (None, Restart::Never) => unreachable!("what chance brings down comes back"),
        }
    }

    /// All is whole: what chance drew has ended by itself; what has not struck yet never will.
    pub(super) fn heal(&mut self) -> Result<(), Violation> {
        self.traps.fill(None);
        self.lurking = self.rules.name_steps() as usize;
        Ok(())
    }
}
