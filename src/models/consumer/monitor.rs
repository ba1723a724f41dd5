//! Watches one run: finds out what each step means, and tells those who judge it. It goes by what was said and attempted;
//! of what the consumer counts it asks only what a property is about.

use super::callbacks::Callbacks;
use super::consumer_process::Phase;
use super::facts::Record;
use super::letter::{Letter, Payload, Tick};
use super::offsets::Offsets;
use super::properties::is_set;
use super::service::{Service, services};
use super::system::{BROKER, CALLBACK, CONSUMER, ConsumerSystem, DOWNSTREAM, HANDLE};
use super::tries::Tries;
use super::{Broker, Consumer};
use crate::check::{Demands, Fact, Watch};
use crate::parts::Correlation;
use crate::sim::{Observer, Operation, ProcessId, Span, Step, Time, Violation, What, World};

/// A message in hand, as it arrived.
#[derive(Clone, Copy, Debug)]
struct InHand {
    item: u32,
    partition: u16,
    offset: u32,
    payload: Payload,
}

/// What the broker has told of a partition: where it ends, and what is committed of it.
#[derive(Clone, Copy, Debug)]
struct Told {
    call: Correlation,
    end: u32,
    committed: Option<u32>,
}

/// When a message was first tried, in nanoseconds after the start plus one, and how long it took then, plus one; 0 before.
#[derive(Clone, Copy, Debug, Default)]
struct Recovery {
    began: u64,
    took: u64,
}

/// Watches one run.
#[derive(Clone, Debug)]
pub struct Monitor {
    demands: Demands,
    group: bool,
    partitions: u16,
    tries: Tries,
    offsets: Offsets,
    callbacks: Callbacks,
    record: Record,
    recoveries: Vec<Recovery>,
    in_hand: Option<InHand>,
    /// What the consumer was doing after its last step, and whether it had begun to read in this life.
    phase: Phase,
    reads: bool,
    /// What the broker has told of each partition in answer to the newest request to join, before the consumer read.
    told: Vec<Option<Told>>,
    /// Whether the handler has succeeded in this step, and whether the callbacks that were called in it have.
    succeeded: bool,
    called: [Option<bool>; 2],
    /// What does not hold after this step, whether demanded or not.
    found: Vec<Violation>,
}

impl Monitor {
    pub(super) fn new(system: &ConsumerSystem, watch: &Watch<'_>) -> Monitor {
        let settings = &system.settings;
        Monitor {
            demands: Demands::of(system, watch, |words| is_set(settings, words)),
            group: settings.group,
            partitions: settings.partitions.len() as u16,
            tries: Tries::new(settings.backoff()),
            offsets: Offsets::new(settings),
            callbacks: Callbacks::new(settings),
            record: Record::default(),
            recoveries: vec![Recovery::default(); settings.messages() as usize],
            in_hand: None,
            phase: Phase::Off,
            reads: false,
            told: vec![None; settings.partitions.len()],
            succeeded: false,
            called: [None; 2],
            found: Vec::new(),
        }
    }

    /// As new, with its memory.
    pub(super) fn reset(&mut self, system: &ConsumerSystem, watch: &Watch<'_>) {
        self.demands = Demands::of(system, watch, |words| is_set(&system.settings, words));
        self.tries.begin_life();
        self.offsets.reset();
        self.callbacks.reset();
        self.record.reset();
        self.recoveries.fill(Recovery::default());
        self.in_hand = None;
        (self.phase, self.reads, self.succeeded) = (Phase::Off, false, false);
        self.told.fill(None);
        self.called = [None; 2];
        self.found.clear();
    }

    pub(super) fn facts(&self, broker: &Broker) -> Vec<(&'static str, Fact)> {
        self.record.facts(broker, self.partitions)
    }

    /// What the run came to, by the model's list.
    pub(super) fn reached(&self) -> u64 {
        self.record.reached()
    }

    /// How long each message took from its first try until it was finished for the first time.
    pub(super) fn recoveries(&self) -> impl Iterator<Item = Span> {
        self.recoveries.iter().filter_map(|recovery| recovery.took.checked_sub(1).map(Span::from_nanos))
    }

    fn recovery(&mut self, item: u32) -> &mut Recovery {
        let index = item as usize;
        if self.recoveries.len() <= index {
            self.recoveries.resize(index + 1, Recovery::default());
        }
        &mut self.recoveries[index]
    }

    #[inline]
    fn keep(&mut self, judged: Result<(), Violation>) {
        if let Err(violation) = judged {
            self.found.push(violation);
        }
    }

    /// A step of the consumer; tells whether checkpoints are to be tested in it.
    #[inline(always)]
    fn consumer_stepped(
        &mut self,
        now: Time,
        what: &What<Service>,
        (consumer, broker): (&Consumer, &Broker),
    ) -> bool {
        let before = std::mem::replace(&mut self.phase, consumer.phase());
        match *what {
            What::Message(_, Letter::Record { item, partition, offset, payload, .. }, ..) => {
                if before == Phase::Polling && self.phase != Phase::Polling {
                    self.in_hand = Some(InHand { item, partition, offset, payload });
                }
            }
            What::Then(Tick::Handle { item }) | What::Timer(Tick::Handle { item }) => {
                self.note_try(item, now, consumer);
            }
            What::Then(Tick::Handled { item }) => return self.note_handled(item, now),
            What::Message(_, Letter::Committed { applied, item, .. }, ..) => {
                if before == Phase::Committing && self.phase != Phase::Committing {
                    match applied {
                        true => self.note_finished(now),
                        false => self.note_failed_commit(item, now),
                    }
                    return applied;
                }
            }
            What::Timer(Tick::TimeOut { item }) => self.note_failed_commit(item, now),
            What::Message(_, Letter::Assigned { call, partition, end, committed, .. }, ..) => {
                return self.note_assigned(partition, Told { call, end, committed }, consumer);
            }
            _ => self.note_rare(now, what, before, broker),
        }
        false
    }

    /// What is neither a message nor a timer.
    #[inline(never)]
    fn note_rare(&mut self, now: Time, what: &What<Service>, before: Phase, broker: &Broker) {
        match *what {
            What::Start | What::Restart => {
                self.record.note_life();
                self.tries.begin_life();
                self.callbacks.begin_life();
                (self.in_hand, self.reads) = (None, false);
                self.told.fill(None);
            }
            What::Exit(code) => {
                self.record.note_exit(now, code);
                self.in_hand = None;
                let judged = self.tries.note_exit(now, code);
                self.keep(judged);
            }
            What::Crash => {
                let in_hand = self.in_hand.take().filter(|_| before == Phase::Committing);
                let Some(InHand { item, partition, offset, .. }) = in_hand else { return };
                if broker.committed_of(partition) <= Some(offset) {
                    self.offsets.excuse(item);
                }
            }
            _ => {}
        }
    }

    /// All partitions may be assigned now, for the first time in this life.
    #[inline(never)]
    fn note_assigned(&mut self, partition: u16, told: Told, consumer: &Consumer) -> bool {
        if self.reads {
            return false;
        }
        // Answers to earlier requests, and copies, change nothing.
        let kept = &mut self.told[usize::from(partition)];
        if kept.is_none_or(|kept| kept.call < told.call) {
            *kept = Some(told);
        }
        if matches!(consumer.phase(), Phase::Joining | Phase::Off) {
            return false;
        }
        self.reads = true;
        let told = self.told.iter().map(|told| told.map_or((0, None), |told| (told.end, told.committed)));
        self.offsets.note_start(told.clone());
        let judged = self.callbacks.note_start(told, consumer.shares());
        self.keep(judged);
        true
    }

    #[inline]
    fn note_try(&mut self, item: u32, now: Time, consumer: &Consumer) {
        let Some(in_hand) = self.in_hand else { return };
        let fails_at_once = in_hand.payload != Payload::Good;
        // A try that fails at once has already been counted by the consumer.
        let counted = consumer.failures().saturating_sub(u32::from(fails_at_once));
        let (waited, judged) = self.tries.note_try(item, now, counted);
        self.keep(judged);
        self.record.note_call(now, item, waited);
        let recovery = self.recovery(item);
        if recovery.began == 0 {
            recovery.began = now.as_nanos() + 1;
        }
        if fails_at_once {
            self.tries.note_failure(now);
        }
        let judged = self.offsets.note_try(in_hand.partition, in_hand.offset, item);
        self.keep(judged);
    }

    /// The handler is done, or has raised; tells whether that finishes the message.
    #[inline]
    fn note_handled(&mut self, item: u32, now: Time) -> bool {
        if !std::mem::take(&mut self.succeeded) {
            self.tries.note_failure(now);
            return false;
        }
        self.record.note_handled(item);
        let judged = self.offsets.note_handled(item);
        self.keep(judged);
        if !self.group {
            self.note_finished(now);
        }
        !self.group
    }

    #[inline]
    fn note_finished(&mut self, now: Time) {
        let Some(InHand { item, partition, offset, .. }) = self.in_hand else { return };
        self.offsets.note_finished(partition, offset);
        self.callbacks.note_finished(partition, offset);
        let recovery = self.recovery(item);
        if recovery.took == 0 {
            recovery.took = (now.as_nanos() + 2).saturating_sub(recovery.began);
        }
    }

    /// What the group has committed of a partition may have changed.
    #[inline]
    fn note_commit(&mut self, partition: u16, broker: &Broker) {
        if let Some(offset) = self.offsets.note_commit(partition, broker, &mut self.found) {
            self.record.note_commit(partition, offset);
        }
    }

    fn note_failed_commit(&mut self, item: u32, now: Time) {
        self.tries.note_failure(now);
        self.offsets.excuse(item);
    }

    /// R7, and what is told of the callbacks that were called.
    #[inline]
    fn judge_callbacks(&mut self, now: Time, tests: bool) {
        if self.called != [None; 2] {
            for (which, succeeds) in std::mem::take(&mut self.called).into_iter().enumerate() {
                if let Some(succeeds) = succeeds {
                    self.record.note_callback(now, which, self.callbacks.finished(), succeeds);
                }
            }
        }
        let judged = self.callbacks.judge(tests);
        self.keep(judged);
    }

    /// The first violation that is demanded not to be.
    #[cold]
    fn demanded(&mut self, world: &World<'_, Service>) -> Result<(), Violation> {
        let demands = &self.demands;
        let stands = |violation: &Violation| demands.stands(violation.property, world.now, world.tally);
        let first = self.found.drain(..).find(stands);
        first.map_or(Ok(()), Err)
    }
}

impl Observer<ConsumerSystem> for Monitor {
    #[inline]
    fn attempted(&mut self, _: Time, _: ProcessId, operation: Operation, which: u32, succeeds: bool) {
        if operation == HANDLE {
            self.succeeded = succeeds;
        } else if operation == CALLBACK {
            let which = which as usize;
            self.callbacks.note_call(which);
            self.called[which] = Some(succeeds);
        }
    }

    #[inline(always)]
    fn stepped(&mut self, world: &World<'_, Service>, step: &Step<Service>) -> Result<(), Violation> {
        let (consumer, broker, _) = services(world);
        match step.process {
            CONSUMER => {
                let tests = self.consumer_stepped(world.now, &step.what, (consumer, broker));
                self.judge_callbacks(world.now, tests);
            }
            BROKER => {
                match step.what {
                    What::Message(_, Letter::Commit { partition, .. }, ..) => {
                        self.note_commit(partition, broker);
                    }
                    // Nothing that is committed may be forgotten.
                    What::Crash => {
                        (0..self.partitions).for_each(|partition| self.note_commit(partition, broker));
                    }
                    _ => {}
                }
            }
            DOWNSTREAM => {
                if let What::Message(_, Letter::Effect { item, .. }, ..) = step.what {
                    self.record.note_effect(item);
                }
            }
            _ => {}
        }
        if self.found.is_empty() { Ok(()) } else { self.demanded(world) }
    }
}
