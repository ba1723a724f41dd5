//! What happens to one process: a step, from the event that causes it to what it leaves behind.

use super::effects::Effects;
use super::setup::System;
use super::{Delivery, Event, Simulation, Turn};
use crate::sim::digest::WordHasher;
use crate::sim::observer::{Cause, MessageOf, Observer, Violation};
use crate::sim::process::{Label, Process, ProcessId, TimerId};
use crate::sim::world::{Life, Step, What};

impl<S: System> Simulation<S> {
    /// Lets an event happen. At most one step comes of it.
    #[inline(always)]
    pub(super) fn happen<O: Observer<S>, const WEATHER: bool>(
        &mut self,
        observer: &mut O,
        event: Event<S>,
    ) -> Result<(), Violation> {
        match event {
            Event::Deliver(_) => unreachable!("the loop delivers messages"),
            Event::Timer(id, moves) => self.fire::<O, WEATHER>(observer, id, moves),
            Event::Missed(process, timer) => match self.core.lives[process as usize] {
                Life::Up => self.take_rare::<O, WEATHER>(observer, ProcessId(process), What::Timer(timer)),
                Life::Paused => {
                    self.core.hold_tick(process, timer);
                    Ok(())
                }
                Life::Down => Ok(()),
            },
            Event::Then(process, life, timer) => {
                self.come_up::<O, WEATHER>(observer, (process, life), event, What::Then(timer))
            }
            Event::Disconnected(process, peer, life) => {
                let what = What::Disconnect(ProcessId(peer));
                self.come_up::<O, WEATHER>(observer, (process, life), event, what)
            }
            Event::Planned(process, input) => {
                self.plan_next_input();
                self.ask::<O, WEATHER>(observer, process, input)
            }
            Event::Input(process, input) => {
                self.core.inputs_due -= 1;
                self.ask::<O, WEATHER>(observer, process, input)
            }
            Event::Break => self.core.break_connections(),
            Event::Fault(turn) => self.turn::<O, WEATHER>(observer, turn),
        }
    }

    /// A continuation, or the news of an ended connection, comes up in the life that it is meant for, or never.
    fn come_up<O: Observer<S>, const WEATHER: bool>(
        &mut self,
        observer: &mut O,
        (process, life): (u16, u32),
        event: Event<S>,
        what: What<S::Process>,
    ) -> Result<(), Violation> {
        if !self.core.comes_up(process, life) {
            return Ok(());
        }
        if self.core.lives[process as usize] == Life::Paused {
            self.core.await_turn(process);
            return self.core.hold(process, event);
        }
        self.take_rare::<O, WEATHER>(observer, ProcessId(process), what)
    }

    #[inline(always)]
    pub(super) fn deliver<O: Observer<S>, const WEATHER: bool>(
        &mut self,
        observer: &mut O,
        delivery: Delivery<MessageOf<S>>,
    ) -> Result<(), Violation> {
        let core = &mut self.core;
        if WEATHER {
            let up = core.lives[delivery.to as usize] == Life::Up;
            let plain = up && !delivery.held && !core.watched && !core.states.any_cut();
            if !plain && !core.arrives(observer, delivery) {
                return Ok(());
            }
        } else if !core.exits.is_empty() && core.lives[delivery.to as usize] == Life::Down {
            // Without weather only an exit takes a process down.
            core.lose_on_arrival(observer, delivery, Cause::ReceiverDown);
            return Ok(());
        }
        self.receive::<O, WEATHER>(observer, delivery)
    }

    /// A message has reached its receiver, who sees what corruption left of it. It counts as what was sent.
    #[inline(always)]
    fn receive<O: Observer<S>, const WEATHER: bool>(
        &mut self,
        observer: &mut O,
        delivery: Delivery<MessageOf<S>>,
    ) -> Result<(), Violation> {
        let core = &mut self.core;
        let mut message = delivery.message;
        if WEATHER && delivery.corrupt {
            let Some(garbled) = S::Process::corrupted(message) else {
                core.lose_on_arrival(observer, delivery, Cause::Corrupt);
                return Ok(());
            };
            message = garbled;
            core.disturb(delivery.sent);
        }
        let messages = &mut core.tally.messages[delivery.message.kind()];
        messages.in_flight -= 1;
        messages.delivered += 1;
        let what = What::Message(ProcessId(delivery.from), message, delivery.n, delivery.copy);
        self.take::<O, WEATHER>(observer, ProcessId(delivery.to), what)
    }

    /// An input reaches its process, or waits until it can.
    fn ask<O: Observer<S>, const WEATHER: bool>(
        &mut self,
        observer: &mut O,
        process: u16,
        input: super::InputOf<S>,
    ) -> Result<(), Violation> {
        if self.core.lives[process as usize] != Life::Up {
            self.core.inputs_due += 1;
            return self.core.hold(process, Event::Input(process, input));
        }
        self.core.tally.inputs += 1;
        let now = self.core.now;
        self.core.disturb(now);
        self.take::<O, WEATHER>(observer, ProcessId(process), What::Input(input))
    }

    fn fire<O: Observer<S>, const WEATHER: bool>(
        &mut self,
        observer: &mut O,
        id: TimerId,
        moves: u32,
    ) -> Result<(), Violation> {
        let core = &mut self.core;
        let now = core.now;
        let Some(set) = core.timers.get(id).filter(|set| set.moves == moves) else { return Ok(()) };
        let (process, timer) = (set.process, set.timer);
        let repeats = set.rate.is_some();
        if let Some(period) = set.rate {
            let clock = &core.clocks[process as usize];
            set.due = set.due + if WEATHER { clock.truly(period, now) } else { period };
            core.agenda.push(set.due, core.setup.ranks.timers[timer.kind()], Event::Timer(id, moves));
        } else if core.lives[process as usize] != Life::Paused {
            core.timers.remove(id);
        }
        let skipped = WEATHER && repeats && core.rules.tick_skipped(timer.kind(), process);
        match core.lives[process as usize] {
            Life::Up if !skipped => self.take::<O, WEATHER>(observer, ProcessId(process), What::Timer(timer)),
            Life::Paused if !skipped => {
                if repeats {
                    core.hold_tick(process, timer);
                    return Ok(());
                }
                core.hold(process, Event::Timer(id, moves))
            }
            _ => {
                core.disturb(now);
                Ok(())
            }
        }
    }

    /// Schedules the next input of the model's own workload.
    #[inline]
    pub(super) fn plan_next_input(&mut self) {
        let core = &mut self.core;
        core.in_model = true;
        let input = self.system.input(core.next_input);
        core.in_model = false;
        match input {
            None => core.workload_done = true,
            Some((at, process, input)) => {
                assert!(
                    at >= core.now,
                    "input {} of the workload is due at {at}, but it is {}",
                    core.next_input,
                    core.now
                );
                core.next_input += 1;
                core.agenda.push(at, core.setup.ranks.inputs[input.kind()], Event::Planned(process.0, input));
            }
        }
    }

    /// Takes a step of a kind that is rare: see [`Simulation::take`].
    #[inline(never)]
    pub(super) fn take_rare<O: Observer<S>, const WEATHER: bool>(
        &mut self,
        observer: &mut O,
        me: ProcessId,
        what: What<S::Process>,
    ) -> Result<(), Violation> {
        self.take::<O, WEATHER>(observer, me, what)
    }

    /// Takes a step: runs the handler, cuts its effects where a crash says so, and shows it to everyone. Inlined
    /// where a frequent kind of step begins, so that there the kind is known.
    #[inline(always)]
    fn take<O: Observer<S>, const WEATHER: bool>(
        &mut self,
        observer: &mut O,
        me: ProcessId,
        what: What<S::Process>,
    ) -> Result<(), Violation> {
        let label = (what.kind(), what.item());
        let point = if WEATHER { self.core.crash_point(label, me) } else { None };
        let left = point.map_or(u32::MAX, |point| point.effects);
        let mut ctx = Effects::<S, O, WEATHER> { core: &mut self.core, observer, me, label, left, asked: 0 };
        ctx.core.in_model = true;
        let process = &mut self.processes[me.index()];
        match what {
            What::Message(from, message, ..) => process.on_message(from, message, &mut ctx),
            What::Timer(timer) | What::Then(timer) => process.on_timer(timer, &mut ctx),
            What::Input(input) => process.on_input(input, &mut ctx),
            What::Start | What::Restart => process.on_start(&mut ctx),
            What::Disconnect(peer) => process.on_disconnect(peer, &mut ctx),
            What::Crash | What::Exit(_) | What::Pause | What::Resume => {}
        }
        let asked = ctx.asked;
        let step = Step {
            at: self.core.now,
            process: me,
            what,
            effects: (if WEATHER { asked.min(left) } else { asked }, asked),
        };
        let seen = self.conclude(observer, &step);
        if let Some(point) = point
            && asked >= point.effects.max(point.least)
        {
            return self.crash_inside(observer, me, label, point, seen);
        }
        seen?;
        if WEATHER {
            self.core.trigger(label, me);
        }
        match self.core.exit {
            Some(code) => self.exit(observer, me, code),
            None => Ok(()),
        }
    }

    /// Counts and digests a step that was taken, asks whether the system is settled, and shows it to the observer:
    /// the engine's own part cannot panic, so all of it counts as the model's.
    #[inline(always)]
    fn conclude<O: Observer<S>>(
        &mut self,
        observer: &mut O,
        step: &Step<S::Process>,
    ) -> Result<(), Violation> {
        let core = &mut self.core;
        core.steps += 1;
        let (class, content) = match &step.what {
            What::Message(from, message, ..) => (1, WordHasher::of(message) ^ (from.0 as u64) << 48),
            What::Timer(timer) => (2, WordHasher::of(timer)),
            What::Then(timer) => (3, WordHasher::of(timer)),
            What::Input(input) => (4, WordHasher::of(input)),
            What::Start => (5, 0),
            What::Restart => (6, 0),
            What::Disconnect(peer) => (7, peer.0 as u64),
            What::Crash => (8, 0),
            What::Exit(code) => (9, *code as u32 as u64),
            What::Pause => (10, 0),
            What::Resume => (11, 0),
        };
        let who = (step.process.0 as u64) << 8 | class;
        let did = core.mark << 8 ^ step.effects.0 as u64;
        core.digest.absorb(core.now.as_nanos(), who ^ did << 24, content);
        core.mark = 0;
        let world = core.world(&self.processes);
        let settled = self.system.settled(&world);
        let seen = observer.stepped(&world, step);
        core.in_model = false;
        core.settle(settled);
        seen
    }

    /// Concludes a step in which no handler ran.
    #[cold]
    #[inline(never)]
    pub(super) fn conclude_aside<O: Observer<S>>(
        &mut self,
        observer: &mut O,
        (process, what): (ProcessId, What<S::Process>),
    ) -> Result<(), Violation> {
        self.core.in_model = true;
        self.conclude(observer, &Step { at: self.core.now, process, what, effects: (0, 0) })
    }

    /// A turn of the weather.
    #[cold]
    fn turn<O: Observer<S>, const WEATHER: bool>(
        &mut self,
        observer: &mut O,
        turn: Turn,
    ) -> Result<(), Violation> {
        self.core.turns_due -= 1;
        self.core.turns += 1;
        match turn {
            Turn::Crash(fault) => self.crash_at(observer, fault as usize),
            Turn::Restart(process, life) => self.restart::<O, WEATHER>(observer, ProcessId(process), life),
            Turn::Pause(fault) => self.pause(observer, fault as usize),
            Turn::Resume(fault) => self.resume(observer, fault as usize),
            Turn::Cut(fault) => self.core.cut(fault, true),
            Turn::Whole(fault) => self.core.cut(fault, false),
            Turn::Disconnect(fault) => self.core.disconnect(fault as usize),
            Turn::Clog(fault) => self.core.clog(fault as usize),
            Turn::ClockStep(fault) => self.core.step_clock(fault as usize),
            Turn::Ambush(number) => self.core.lay_in_wait(number as usize),
            Turn::Heal => self.core.heal(),
            Turn::Over => Ok(()),
        }
    }
}
