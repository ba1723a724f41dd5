//! The loop of a run, and its end.

use super::setup::{End, System};
use super::{Core, Event, Simulation};
use crate::sim::observer::{Observer, Violation};
use crate::sim::process::ProcessId;
use crate::sim::time::Time;
use crate::sim::world::{Life, What};

/// Why a run stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The system is settled and nothing is under way or due.
    Quiet,
    /// The system settled, and the scenario asked for no more.
    Settled,
    /// The horizon was reached.
    Horizon,
    /// The step limit was reached.
    StepLimit,
    /// Nothing is left that could happen.
    Exhausted,
    /// A property does not hold.
    Violated(Violation),
    /// The bound within which the system must be settled has passed.
    Overdue,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Why.
    pub stop: Stop,
    /// At which instant.
    pub at: Time,
    /// The start of the last unbroken interval in which the system was settled, if it is settled at the end.
    pub settled_at: Option<Time>,
    /// When all was quiet.
    pub quiet_at: Option<Time>,
    /// How many steps were taken.
    pub steps: u64,
    /// The digest over every step and the ending.
    pub digest: u64,
}

impl<S: System> Simulation<S> {
    /// Runs from the start to the end. `observer` sees everything and changes nothing.
    pub fn run<O: Observer<S>>(&mut self, observer: &mut O) -> Ending {
        let stop = match self.core.setup.has_weather() {
            true => self.run_to_stop::<O, true>(observer),
            false => self.run_to_stop::<O, false>(observer),
        };
        self.core.ending(stop)
    }

    fn run_to_stop<O: Observer<S>, const WEATHER: bool>(&mut self, observer: &mut O) -> Stop {
        if let Err(violation) = self.start::<O, WEATHER>(observer) {
            return Stop::Violated(violation);
        }
        loop {
            if self.core.settled_since.is_some()
                && let Some(stop) = self.core.finished()
            {
                return stop;
            }
            let Some((time, rank, event)) = self.core.agenda.pop_in_place() else {
                return self.stop_at(Stop::Exhausted);
            };
            // Nearly everything is a message, which is read where it lies.
            let event = match event {
                &Event::Deliver(delivery) => {
                    if let Some(stop) = self.reach(observer, time, false) {
                        return stop;
                    }
                    if WEATHER && self.core.put_message_behind(observer, (time, rank), delivery) {
                        continue;
                    }
                    if let Err(violation) = self.deliver::<O, WEATHER>(observer, delivery) {
                        return Stop::Violated(violation);
                    }
                    continue;
                }
                event => *event,
            };
            if let Some(stop) = self.reach(observer, time, matches!(event, Event::Fault(_))) {
                return stop;
            }
            if WEATHER && self.core.put_behind(observer, (time, rank), &event) {
                continue;
            }
            if let Err(violation) = self.happen::<O, WEATHER>(observer, event) {
                return Stop::Violated(violation);
            }
        }
    }

    /// Moves on to `time`, when something happens, or tells why the run ends before. `turn`: the weather's.
    #[inline(always)]
    fn reach<O: Observer<S>>(&mut self, observer: &mut O, time: Time, turn: bool) -> Option<Stop> {
        if time > self.core.look_at
            && let Some(stop) = self.look(observer, time)
        {
            return Some(stop);
        }
        self.core.events += 1;
        if self.core.events > self.core.look_after && self.core.reaches_limit(turn) {
            return Some(Stop::StepLimit);
        }
        if time > self.core.now {
            self.pass(observer, time);
        }
        None
    }

    /// Whether the run ends before what happens at `time`, and if not, when to look again.
    #[cold]
    fn look<O: Observer<S>>(&mut self, observer: &mut O, time: Time) -> Option<Stop> {
        if time > self.core.check_at && self.overdue(time) {
            return Some(Stop::Overdue);
        }
        if time > self.core.setup.horizon {
            self.pass(observer, self.core.setup.horizon);
            return Some(self.stop_at(Stop::Horizon));
        }
        self.core.look_at = self.core.check_at.min(self.core.setup.horizon);
        None
    }

    #[inline]
    fn pass<O: Observer<S>>(&mut self, observer: &mut O, time: Time) {
        observer.passing(&self.core.world(&self.processes), time);
        self.core.now = time;
    }

    /// Nothing more will happen before the horizon: what was due by then is judged.
    fn stop_at(&mut self, stop: Stop) -> Stop {
        if self.overdue(Time::NEVER) {
            return Stop::Overdue;
        }
        self.core.now =
            self.core.now.max(if stop == Stop::Horizon { self.core.setup.horizon } else { self.core.now });
        stop
    }

    /// Whether the system should have been settled before `time`, and could have been.
    #[cold]
    fn overdue(&mut self, time: Time) -> bool {
        let now = self.core.now;
        if !self.core.overdue(time) {
            return false;
        }
        let late = std::mem::replace(&mut self.core.now, now);
        self.core.in_model = true;
        let can_recover = self.system.can_recover(&self.core.world(&self.processes));
        self.core.in_model = false;
        match can_recover {
            true => self.core.now = late,
            false => self.core.check_at = time,
        }
        can_recover
    }

    /// Every process starts, in their order, before anything else.
    fn start<O: Observer<S>, const WEATHER: bool>(&mut self, observer: &mut O) -> Result<(), Violation> {
        self.core.enter_scenario();
        self.plan_next_input();
        (0..self.processes.len() as u16)
            .try_for_each(|process| self.take_rare::<O, WEATHER>(observer, ProcessId(process), What::Start))
    }
}

impl<S: System> Core<S> {
    /// Notes whether the system is settled after a step.
    #[inline]
    pub(super) fn settle(&mut self, settled: bool) {
        if settled != self.settled_since.is_some() {
            self.settled_since = settled.then_some(self.now);
            if !settled {
                self.unsettled_since = self.now;
            }
        }
    }

    /// Whether the step limit is reached before what now happens, and if not, when to look again.
    ///
    /// What is no step, such as a tick of a process that is down, counts too: it could go on for ever.
    /// The weather's turns do not: of them there are as many as were drawn or written.
    #[cold]
    fn reaches_limit(&mut self, turn: bool) -> bool {
        let limit = self.setup.step_limit;
        let events = self.events - self.turns - turn as u64;
        // An event takes two steps at most: its own, and a crash inside it.
        let left = limit.saturating_sub(self.steps.max(events));
        self.look_after = self.events + left / 4;
        self.steps >= limit || events > limit
    }

    fn finished(&self) -> Option<Stop> {
        match self.setup.end {
            End::Settled if self.settled_since.is_some() => Some(Stop::Settled),
            End::Quiet if self.is_quiet() => Some(Stop::Quiet),
            _ => None,
        }
    }

    fn is_quiet(&self) -> bool {
        self.settled_since.is_some()
            && self.tally.messages.iter().all(|messages| messages.in_flight == 0)
            && self.workload_done
            && self.inputs_due == 0
            && self.turns_due == 0
            && self.thens_due == 0
            && self.timers.one_shots() == 0
    }

    /// Whether the system should have been settled before `time`. Where that cannot be said yet, says when to look again.
    #[cold]
    fn overdue(&mut self, time: Time) -> bool {
        let Some(within) = self.within else {
            self.check_at = Time::NEVER;
            return false;
        };
        let deadline = (self.disturbed + within).max(self.setup.not_before);
        if time <= deadline || self.settled_since.is_some() {
            self.check_at = time.max(deadline);
            return false;
        }
        if !self.stands() {
            // Whatever is still to come disturbs when it does: the bound cannot pass sooner than this.
            self.check_at = time + within;
            return false;
        }
        // A message that waits for room is late already, though it is not known yet how late.
        let waiting = self.states.waiting().map(|delivery| delivery.sent).max();
        let deadline = deadline.max(waiting.map_or(Time::START, |sent| sent + within));
        if time > deadline && deadline <= self.setup.horizon {
            self.now = deadline.max(self.unsettled_since);
            return true;
        }
        self.check_at = time.max(deadline);
        false
    }

    /// Whether nothing is still to come that disturbs for certain: an input, a restart, the end of a pause that holds something.
    fn stands(&self) -> bool {
        let stands = |(life, held): (&Life, &Vec<_>)| match life {
            Life::Up => true,
            Life::Down => false,
            Life::Paused => held.is_empty(),
        };
        self.workload_done && self.inputs_due == 0 && self.lives.iter().zip(&self.held).all(stands)
    }

    pub(super) fn ending(&mut self, stop: Stop) -> Ending {
        let quiet = matches!(stop, Stop::Quiet) || self.is_quiet();
        let code = match &stop {
            Stop::Quiet => 1,
            Stop::Settled => 2,
            Stop::Horizon => 3,
            Stop::StepLimit => 4,
            Stop::Exhausted => 5,
            Stop::Violated(_) => 6,
            Stop::Overdue => 7,
        };
        let settled = self.settled_since.map_or(u64::MAX, Time::as_nanos);
        self.digest.absorb(self.now.as_nanos(), code, settled);
        Ending {
            at: self.now,
            settled_at: self.settled_since,
            quiet_at: quiet.then_some(self.now),
            steps: self.steps,
            digest: self.digest.value(),
            stop,
        }
    }
}
