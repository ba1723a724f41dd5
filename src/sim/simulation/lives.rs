//! Crashes, restarts, pauses, exits, cuts and connections: the turns of the weather.

use super::setup::{InputTime, System};
use super::{Core, Delivery, Event, Simulation, Turn};
use crate::sim::clock::Clock;
use crate::sim::family::Family;
use crate::sim::fault::{Fault, Restart};
use crate::sim::observer::{Cause, MessageOf, Observer, Violation};
use crate::sim::process::{Label, Process, ProcessId};
use crate::sim::rng::Purpose;
use crate::sim::time::{Shift, Span, Time};
use crate::sim::world::{Life, What};

/// The rank of the weather's turns: before all else at their instant.
const FIRST: u8 = 0;

impl<S: System> Simulation<S> {
    pub(super) fn crash_at<O: Observer<S>>(
        &mut self,
        observer: &mut O,
        fault: usize,
    ) -> Result<(), Violation> {
        let Fault::Crash { process, restart, .. } = self.core.faults[fault] else {
            unreachable!("only a timed crash takes its turn")
        };
        if self.core.lives[process as usize] == Life::Down {
            return Ok(());
        }
        self.core.rules.struck[fault] = true;
        self.crash(observer, ProcessId(process), restart)
    }

    pub(super) fn crash<O: Observer<S>>(
        &mut self,
        observer: &mut O,
        process: ProcessId,
        restart: Restart,
    ) -> Result<(), Violation> {
        self.core.tally.crashes += 1;
        self.go_down(observer, process, restart, What::Crash)
    }

    pub(super) fn exit<O: Observer<S>>(
        &mut self,
        observer: &mut O,
        process: ProcessId,
        code: i32,
    ) -> Result<(), Violation> {
        self.core.exits.push((self.core.now, process, code));
        let restart = self.core.setup.supervision[process.index()];
        self.go_down(observer, process, restart, What::Exit(code))
    }

    fn go_down<O: Observer<S>>(
        &mut self,
        observer: &mut O,
        process: ProcessId,
        restart: Restart,
        what: What<S::Process>,
    ) -> Result<(), Violation> {
        // A crash inside a step that was to end with an exit comes first.
        self.core.exit = None;
        self.core.in_model = true;
        self.processes[process.index()].on_crash();
        self.core.in_model = false;
        self.core.end_life(observer, process.0);
        if let Restart::After(span) = restart {
            let life = self.core.life_numbers[process.index()];
            self.core.take_turn(self.core.now + span, Turn::Restart(process.0, life));
        }
        self.conclude_aside(observer, (process, what))
    }

    pub(super) fn restart<O: Observer<S>, const WEATHER: bool>(
        &mut self,
        observer: &mut O,
        process: ProcessId,
        life: u32,
    ) -> Result<(), Violation> {
        let core = &mut self.core;
        if core.lives[process.index()] != Life::Down || core.life_numbers[process.index()] != life {
            return Ok(());
        }
        core.lives[process.index()] = Life::Up;
        let now = core.now;
        core.disturb(now);
        core.release(process.0);
        self.take_rare::<O, WEATHER>(observer, process, What::Restart)
    }

    pub(super) fn pause<O: Observer<S>>(&mut self, observer: &mut O, fault: usize) -> Result<(), Violation> {
        let Fault::Pause { process, .. } = self.core.faults[fault] else {
            unreachable!("only a pause pauses")
        };
        let index = process as usize;
        self.core.pauses[index] += 1;
        self.core.rules.struck[fault] |= self.core.lives[index] != Life::Down;
        if self.core.lives[index] != Life::Up {
            return Ok(());
        }
        self.core.lives[index] = Life::Paused;
        self.conclude_aside(observer, (ProcessId(process), What::Pause))
    }

    pub(super) fn resume<O: Observer<S>>(&mut self, observer: &mut O, fault: usize) -> Result<(), Violation> {
        let Fault::Pause { process, .. } = self.core.faults[fault] else { unreachable!("only a pause ends") };
        let index = process as usize;
        self.core.pauses[index] -= 1;
        if self.core.lives[index] != Life::Paused || self.core.pauses[index] > 0 {
            return Ok(());
        }
        self.core.lives[index] = Life::Up;
        if !self.core.held[index].is_empty() {
            let now = self.core.now;
            self.core.disturb(now);
        }
        self.core.release(process);
        self.conclude_aside(observer, (ProcessId(process), What::Resume))
    }
}

impl<S: System> Core<S> {
    /// Enters a turn of the weather.
    pub(super) fn take_turn(&mut self, at: Time, turn: Turn) {
        self.turns_due += 1;
        self.agenda.push(at, FIRST, Event::Fault(turn));
    }

    /// Enters what the scenario fixes in time: faults and inputs.
    pub(super) fn enter_scenario(&mut self) {
        for index in 0..self.faults.len() {
            let turn = index as u32;
            match self.faults[index] {
                Fault::Crash { at, .. } => self.take_turn(at, Turn::Crash(turn)),
                Fault::Disconnect { at, .. } => self.take_turn(at, Turn::Disconnect(turn)),
                Fault::Pause { from, until, .. } => {
                    self.take_turn(from, Turn::Pause(turn));
                    self.take_turn(until, Turn::Resume(turn));
                }
                Fault::Partition { from, until, .. } => {
                    self.take_turn(from, Turn::Cut(turn));
                    self.take_turn(until, Turn::Whole(turn));
                }
                Fault::Clog { from, until, .. } => {
                    self.take_turn(from, Turn::Clog(turn));
                    self.take_turn(until, Turn::Over);
                }
                Fault::ClockStep { at, .. } => self.take_turn(at, Turn::ClockStep(turn)),
                Fault::Clock { process, offset, drift, until } => {
                    self.clocks[process as usize] = Clock::new(offset, drift, until);
                    self.rules.struck[index] = true;
                }
                _ => {}
            }
        }
        for number in 0..self.ambushes.len() {
            self.take_turn(self.ambushes[number].at, Turn::Ambush(number as u32));
        }
        if self.setup.climate.heal_at < Time::NEVER {
            self.take_turn(self.setup.climate.heal_at, Turn::Heal);
        }
        for index in 0..self.setup.inputs.len() {
            if let InputTime::At(at) = self.setup.inputs[index].time {
                self.enter_input(at, index);
            }
        }
    }

    fn enter_input(&mut self, at: Time, index: usize) {
        let extra = &self.setup.inputs[index];
        let (rank, event) =
            (self.setup.ranks.inputs[extra.input.kind()], Event::Input(extra.process.0, extra.input));
        self.inputs_due += 1;
        self.agenda.push(at, rank, event);
    }

    /// Enters the inputs that a step triggers.
    #[inline(always)]
    pub(super) fn trigger(&mut self, label: (usize, Option<u32>), me: ProcessId) {
        if self.rules.trigger_any() {
            self.enter_triggered(label, me);
        }
    }

    #[inline(never)]
    fn enter_triggered(&mut self, label: (usize, Option<u32>), me: ProcessId) {
        let mut due = Vec::new();
        self.rules.triggered(label.0, me.0, label.1, |input| due.push(input));
        for input in due {
            self.enter_input(self.now, input);
        }
    }

    /// A message has come to the end of its link: whether it reaches its receiver now. If not, it is held or lost.
    #[inline(never)]
    pub(super) fn arrives<O: Observer<S>>(
        &mut self,
        observer: &mut O,
        delivery: Delivery<MessageOf<S>>,
    ) -> bool {
        let (from, to) = (delivery.from, delivery.to);
        // To what waited at a paused process the link has nothing to say any more.
        if !delivery.held {
            self.make_room(from, to);
            let connected = self.setup.links.connection(from, to).is_some();
            let state = self.states.of(from, to);
            let lost = match () {
                () if state.cuts > 0 => Some(Cause::CutAtArrival),
                () if connected && state.epoch != delivery.epoch => Some(Cause::Disconnected),
                () => None,
            };
            if let Some(cause) = lost {
                self.lose_on_arrival(observer, delivery, cause);
                return false;
            }
        }
        match self.lives[to as usize] {
            Life::Up => return true,
            Life::Down => self.lose_on_arrival(observer, delivery, Cause::ReceiverDown),
            Life::Paused => {
                if !delivery.held {
                    self.tally.hit(Family::Pause, delivery.message.kind());
                }
                self.held[to as usize].push(Event::Deliver(Delivery { held: true, ..delivery }));
            }
        }
        false
    }

    /// Keeps what is meant for a process that cannot take it now.
    pub(super) fn hold(&mut self, process: u16, event: Event<S>) -> Result<(), Violation> {
        self.held[process as usize].push(event);
        Ok(())
    }

    /// Keeps one tick of a fixed-rate timer, however many fall into the pause.
    pub(super) fn hold_tick(&mut self, process: u16, timer: super::TimerOf<S>) {
        let same =
            |event: &Event<S>| matches!(event, Event::Missed(_, other) if other.kind() == timer.kind());
        if !self.held[process as usize].iter().any(same) {
            self.held[process as usize].push(Event::Missed(process, timer));
        }
    }

    /// Hands over what was held, in the order in which it came, before what only now arrives.
    fn release(&mut self, process: u16) {
        let mut held = std::mem::take(&mut self.held[process as usize]);
        for event in held.drain(..) {
            let ranks = &self.setup.ranks;
            let rank = match &event {
                Event::Timer(id, _) => match self.timers.get(*id) {
                    Some(set) => ranks.timers[set.timer.kind()],
                    None => continue,
                },
                Event::Missed(_, timer) => ranks.timers[timer.kind()],
                Event::Input(_, input) | Event::Planned(_, input) => ranks.inputs[input.kind()],
                _ => ranks.messages,
            };
            self.agenda.push(self.now, rank - 1, event);
        }
        self.held[process as usize] = held;
    }

    /// A process goes down: its timers and continuations die with it, what was held for it is lost but its inputs.
    fn end_life<O: Observer<S>>(&mut self, observer: &mut O, process: u16) {
        let index = process as usize;
        self.lives[index] = Life::Down;
        if !self.setup.survives[index] {
            self.within = None;
        }
        self.life_numbers[index] += 1;
        self.timers.forget_one_shots(process);
        self.thens_due -= std::mem::take(&mut self.thens[index]) as usize;
        let held = std::mem::take(&mut self.held[index]);
        for event in held {
            match event {
                Event::Input(..) => self.held[index].push(event),
                Event::Deliver(delivery) => self.lose_on_arrival(observer, delivery, Cause::ReceiverDown),
                _ => {}
            }
        }
        for peer in 0..self.lives.len() as u16 {
            if peer != process && self.setup.links.connection(process, peer).is_some() {
                self.end_connection(process, peer);
                self.notify(peer, process);
            }
        }
    }

    fn end_connection(&mut self, a: u16, b: u16) {
        self.states.end_connection(a, b);
        let now = self.now;
        self.disturb(now);
    }

    /// Tells `process`, after the link's latency, that its connection to `peer` has ended.
    fn notify(&mut self, process: u16, peer: u16) {
        let epoch = self.states.of(peer, process).epoch as u64;
        let link = (peer as u64) << 32 | (process as u64) << 16 | 0xffff;
        let bits = self.keys.of(Purpose::Message).draw(link, epoch);
        let latency = self.setup.links.law(peer, process, 0).latency.draw(bits);
        let rank = self.setup.ranks.messages;
        if self.lives[process as usize] != Life::Down {
            self.await_turn(process);
            let life = self.life_numbers[process as usize];
            self.agenda.push(self.now + latency, rank, Event::Disconnected(process, peer, life));
        }
    }

    pub(super) fn disconnect(&mut self, fault: usize) -> Result<(), Violation> {
        let Fault::Disconnect { between: (a, b), .. } = self.faults[fault] else {
            unreachable!("only a disconnect disconnects")
        };
        self.rules.struck[fault] = true;
        self.end_connection(a, b);
        self.notify(a, b);
        self.notify(b, a);
        Ok(())
    }

    /// A partition begins or ends.
    pub(super) fn cut(&mut self, fault: u32, begins: bool) -> Result<(), Violation> {
        let Fault::Partition { cut, .. } = &self.faults[fault as usize] else {
            unreachable!("only a partition cuts")
        };
        self.states.cut(self.now, begins, |from, to| cut.severs(from, to));
        if begins {
            self.rules.struck[fault as usize] = true;
            let laws = self.setup.links.laws();
            let mut keepalives: Vec<Span> = laws.filter_map(|law| law.connection).collect();
            keepalives.sort_unstable();
            keepalives.dedup();
            for keepalive in keepalives {
                // Not due: a connection that survives has nothing more to wait for.
                self.agenda.push(self.now + keepalive, FIRST, Event::Break);
            }
        }
        Ok(())
    }

    /// Links get stuck.
    pub(super) fn clog(&mut self, fault: usize) -> Result<(), Violation> {
        let Fault::Clog { cut, until, .. } = &self.faults[fault] else { unreachable!("only a clog clogs") };
        self.states.clog(*until, |from, to| cut.severs(from, to));
        self.rules.struck[fault] = true;
        Ok(())
    }

    /// A clock is put forward or back: what its process has set comes so much sooner, but not before now, or later.
    pub(super) fn step_clock(&mut self, fault: usize) -> Result<(), Violation> {
        let Fault::ClockStep { process, by, .. } = self.faults[fault] else {
            unreachable!("only a clock's step sets it")
        };
        self.rules.struck[fault] = true;
        self.clocks[process as usize].step(by);
        let now = self.now;
        if by < Shift::ZERO {
            // The tick that would repair a disturbance comes so much later.
            self.within = self.within.map(|within| within + by.length());
        }
        for (id, set) in self.timers.pending(process, now) {
            set.due = (set.due - by).max(now);
            set.moves += 1;
            let rank = self.setup.ranks.timers[set.timer.kind()];
            self.agenda.push(set.due, rank, Event::Timer(id, set.moves));
        }
        self.disturb(now);
        Ok(())
    }

    /// The connections that have been cut for as long as they survive end.
    pub(super) fn break_connections(&mut self) -> Result<(), Violation> {
        for a in 0..self.lives.len() as u16 {
            for b in a + 1..self.lives.len() as u16 {
                let Some(keepalive) = self.setup.links.connection(a, b) else { continue };
                let now = self.now;
                let mut cut = |from, to| self.states.cut_for(from, to, now, keepalive);
                if cut(a, b) || cut(b, a) {
                    self.end_connection(a, b);
                    self.notify(a, b);
                    self.notify(b, a);
                }
            }
        }
        Ok(())
    }
}
