//! The consumer: one message at a time, tried again after growing waits. It forgets everything when it dies; what lasts is
//! the broker's. Knows nothing of the broker but its address.

use super::course::{Assigned, CURRENT, Course, END, Share};
use super::letter::{Letter, Payload, Tick};
use super::service::Service;
use super::settings::Settings;
use super::system::{BROKER, CALLBACK, DOWNSTREAM, HANDLE};
use crate::parts::{Backoff, Correlation, Request};
use crate::sim::{Context, Span, Time, TimerId};

/// The exit code of a consumer that has tried a message often enough.
pub(super) const GIVES_UP: i32 = 1;

/// The generation of who has left its group: no commit of it counts.
const NO_GENERATION: u32 = u32::MAX;

/// What the consumer is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Phase {
    /// It is down.
    #[default]
    Off,
    /// It waits to be told where to begin, or of which generation it is.
    Joining,
    /// It waits for a message.
    Polling,
    /// It has a message in hand.
    Handling,
    /// It has handled the message, and waits to hear that this counts.
    Committing,
    /// It waits before it tries the message again.
    BackingOff,
}

/// The message in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) item: u32,
    pub(super) partition: u16,
    pub(super) offset: u32,
    pub(super) payload: Payload,
}

/// What comes next after a step: [`Consumer::proceed`] does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Nothing: it waits.
    Nothing,
    /// All partitions are assigned for the first time in this life.
    Started,
    /// It is of the current generation again.
    Rejoined,
    /// It is not of the current generation any more.
    Outdated,
    /// A message was read.
    Read,
    /// A try has failed.
    Failed,
    /// The handler has succeeded.
    Handled,
    /// The message is finished.
    Committed,
}

/// The consumer.
#[derive(Clone, Debug)]
pub struct Consumer {
    group: bool,
    tests_at_start: bool,
    backoff: Backoff,
    truncates: bool,
    handler_sends: u32,
    handler_time: Span,
    request_timeout: Span,
    poll_every: Span,
    max_poll_interval: Option<Span>,
    phase: Phase,
    course: Course,
    generation: u32,
    reading: Option<Reading>,
    /// Failures of the message in hand.
    failures: u32,
    request: Request<()>,
    time_out: Option<TimerId>,
    poll_limit: Option<TimerId>,
    /// When the message in hand was read.
    polled_at: Time,
}

impl Consumer {
    pub(super) fn new(settings: &Settings) -> Consumer {
        Consumer {
            group: settings.group,
            tests_at_start: !settings.fire_only_after_message,
            backoff: settings.backoff(),
            truncates: settings.truncate_to_s,
            handler_sends: settings.handler_sends,
            handler_time: settings.handler_time,
            request_timeout: settings.request_timeout,
            poll_every: settings.poll_every,
            max_poll_interval: settings.max_poll_interval.filter(|_| settings.group),
            phase: Phase::Off,
            course: Course::new(settings),
            generation: 0,
            reading: None,
            failures: 0,
            request: Request::new(),
            time_out: None,
            poll_limit: None,
            polled_at: Time::START,
        }
    }

    pub(super) fn reset(&mut self) {
        self.on_crash();
        self.request.clear();
    }

    /// What it is doing.
    #[inline]
    pub fn phase(&self) -> Phase {
        self.phase
    }
    #[inline]
    pub(super) fn course(&self) -> &Course {
        &self.course
    }
    pub(super) fn is_in_group(&self) -> bool {
        self.group
    }
    pub(super) fn course_mut(&mut self) -> &mut Course {
        &mut self.course
    }
    pub(super) fn shares(&self) -> &[Share] {
        self.course.shares()
    }
    pub(super) fn backoff(&self) -> Backoff {
        self.backoff
    }
    pub(super) fn reading(&self) -> Option<Reading> {
        self.reading
    }
    /// How many failures of the message in hand it has counted.
    #[inline]
    pub(super) fn failures(&self) -> u32 {
        self.failures
    }

    pub(super) fn on_start(&mut self, ctx: &mut impl Context<Service>) {
        ctx.every(Tick::Poll, self.poll_every, self.poll_every);
        self.join(ctx);
    }

    #[inline(always)]
    pub(super) fn on_message(&mut self, letter: Letter, ctx: &mut impl Context<Service>) -> Turn {
        match letter {
            Letter::Assigned { call, partition, generation, end, committed } => {
                self.on_assigned(call, (partition, generation), (end, committed))
            }
            Letter::Record { call, item, partition, offset, end, payload } => {
                if self.phase != Phase::Polling || self.request.close(call).is_none() {
                    return Turn::Nothing;
                }
                self.course.learn_end(partition, end);
                self.course.note_read(partition);
                self.reading = Some(Reading { item, partition, offset, payload });
                (self.phase, self.failures) = (Phase::Handling, 0);
                Turn::Read
            }
            Letter::Committed { call, applied, .. } => {
                if self.phase != Phase::Committing || self.request.close(call).is_none() {
                    return Turn::Nothing;
                }
                self.phase = Phase::Handling;
                if let Some(timer) = self.time_out.take() {
                    ctx.cancel_timer(timer);
                }
                if applied { Turn::Committed } else { Turn::Failed }
            }
            Letter::Rejoin { call } if self.phase == Phase::Polling && self.request.close(call).is_some() => {
                Turn::Outdated
            }
            _ => Turn::Nothing,
        }
    }

    fn on_assigned(
        &mut self,
        call: Correlation,
        (partition, generation): (u16, u32),
        told: (u32, Option<u32>),
    ) -> Turn {
        if self.phase != Phase::Joining || !self.request.takes(call) {
            return Turn::Nothing;
        }
        let Some(assigned) = self.course.assign(partition, told) else { return Turn::Nothing };
        self.generation = generation;
        match assigned {
            Assigned::Some => Turn::Nothing,
            Assigned::All => Turn::Started,
            Assigned::AllAgain => Turn::Rejoined,
        }
    }

    #[inline(always)]
    pub(super) fn on_timer(&mut self, tick: Tick, ctx: &mut impl Context<Service>) -> Turn {
        match tick {
            Tick::Handle { item } => self.on_handle(item, ctx),
            Tick::Handled { item } if ctx.attempt(HANDLE, item) => Turn::Handled,
            Tick::Handled { .. } => Turn::Failed,
            Tick::TimeOut { .. } => {
                self.request.forget();
                (self.phase, self.time_out) = (Phase::Handling, None);
                Turn::Failed
            }
            Tick::PollLimit => {
                self.poll_limit = None;
                ctx.send(BROKER, Letter::Leave { generation: self.generation });
                // Whether or not the broker hears of it.
                self.generation = NO_GENERATION;
                Turn::Nothing
            }
            Tick::Poll | Tick::Resend => {
                self.ask_again(ctx);
                Turn::Nothing
            }
        }
    }

    /// A try begins: the handler sends out its effects, and is done or raises later.
    #[inline]
    fn on_handle(&mut self, item: u32, ctx: &mut impl Context<Service>) -> Turn {
        self.phase = Phase::Handling;
        match self.reading.map(|reading| reading.payload) {
            Some(Payload::Undecodable) => {
                ctx.note("it cannot be decoded");
                return Turn::Failed;
            }
            Some(Payload::WithoutCorrelationId) => {
                ctx.note("it has no correlation id");
                return Turn::Failed;
            }
            _ => {}
        }
        (0..self.handler_sends).for_each(|number| ctx.send(DOWNSTREAM, Letter::Effect { item, number }));
        ctx.then_after(Tick::Handled { item }, self.handler_time);
        Turn::Nothing
    }

    /// What comes next.
    #[inline(always)]
    pub(super) fn proceed(&mut self, turn: Turn, ctx: &mut impl Context<Service>) {
        match turn {
            Turn::Nothing => {}
            Turn::Read => self.begin(ctx),
            Turn::Failed => self.fail(ctx),
            Turn::Handled if self.group => self.commit(ctx),
            Turn::Handled | Turn::Committed => {
                self.move_on();
                self.test_checkpoints(ctx);
                self.poll(ctx);
            }
            Turn::Started => {
                self.course.start();
                if self.tests_at_start {
                    self.test_checkpoints(ctx);
                }
                self.poll(ctx);
            }
            Turn::Rejoined => self.poll(ctx),
            Turn::Outdated => self.join(ctx),
        }
    }

    /// Asks where to begin, and to be in the group.
    fn join(&mut self, ctx: &mut impl Context<Service>) {
        self.phase = Phase::Joining;
        self.course.await_assignment();
        let call = self.request.open(());
        ctx.send(BROKER, Letter::Join { call });
    }

    /// The message that was read is to be handled.
    #[inline]
    pub(super) fn begin(&mut self, ctx: &mut impl Context<Service>) {
        let Some(reading) = self.reading else { return };
        ctx.then(Tick::Handle { item: reading.item });
        if let Some(limit) = self.max_poll_interval {
            self.polled_at = ctx.now();
            self.poll_limit = Some(ctx.set_timer(Tick::PollLimit, limit));
        }
    }

    /// A try has failed: there is another one after a wait, or there is none.
    pub(super) fn fail(&mut self, ctx: &mut impl Context<Service>) {
        self.count_failure();
        match self.backoff.after(self.failures) {
            Some(_) if self.truncates => self.wait(self.backoff.delay_truncated(self.failures), ctx),
            Some(wait) => self.wait(wait, ctx),
            None => ctx.exit(GIVES_UP),
        }
    }

    /// Counts a failure of the message in hand: how many there are now.
    pub(super) fn count_failure(&mut self) -> u32 {
        self.failures += 1;
        self.failures
    }

    /// Waits before it tries the message again.
    pub(super) fn wait(&mut self, wait: Span, ctx: &mut impl Context<Service>) {
        let Some(reading) = self.reading else { return };
        self.phase = Phase::BackingOff;
        ctx.set_timer(Tick::Handle { item: reading.item }, wait);
    }

    /// Commits the message in hand: its group goes on behind it.
    #[inline]
    pub(super) fn commit(&mut self, ctx: &mut impl Context<Service>) {
        let Some(reading) = self.reading else { return };
        self.commit_to(reading.offset + 1, ctx);
    }

    #[inline]
    pub(super) fn commit_to(&mut self, offset: u32, ctx: &mut impl Context<Service>) {
        let Some(Reading { item, partition, .. }) = self.reading else { return };
        self.phase = Phase::Committing;
        // A process that stood still does not hear in time that the interval has passed.
        if self.max_poll_interval.is_some_and(|limit| ctx.now().since(self.polled_at) > limit) {
            self.generation = NO_GENERATION;
        }
        let (call, generation) = (self.request.open(()), self.generation);
        ctx.send(BROKER, Letter::Commit { call, item, partition, generation, offset });
        self.time_out = Some(ctx.set_timer(Tick::TimeOut { item }, self.request_timeout));
    }

    /// The message in hand is finished.
    #[inline]
    pub(super) fn move_on(&mut self) {
        let Some(Reading { partition, offset, .. }) = self.reading else { return };
        self.course.move_on(partition, offset);
    }

    /// Calls back what is due and was not called in this life.
    #[inline]
    pub(super) fn test_checkpoints(&mut self, ctx: &mut impl Context<Service>) {
        for which in [CURRENT, END] {
            if self.course.is_due(which) {
                self.call_back(which, ctx);
            }
        }
    }

    /// A callback that raises is reported; that changes nothing.
    pub(super) fn call_back(&mut self, which: usize, ctx: &mut impl Context<Service>) {
        self.course.note_call(which);
        if !ctx.attempt(CALLBACK, which as u32) {
            ctx.note("the callback raises: reported");
        }
    }

    /// Asks for the next message.
    #[inline]
    pub(super) fn poll(&mut self, ctx: &mut impl Context<Service>) {
        if let Some(limit) = self.poll_limit.take() {
            ctx.cancel_timer(limit);
        }
        (self.phase, self.reading) = (Phase::Polling, None);
        let call = self.request.open(());
        self.fetch(call, ctx);
    }

    /// Asks for a message of the partition whose turn it is, and of others where that may have none: the broker takes the
    /// first that holds one.
    #[inline]
    fn fetch(&mut self, call: Correlation, ctx: &mut impl Context<Service>) {
        for index in self.course.choices() {
            let (partition, offset) = (index as u16, self.course.shares()[index].position);
            ctx.send(BROKER, Letter::Fetch { call, partition, generation: self.generation, offset });
        }
    }

    /// Repeats what was not answered; a commit that is not answered has a time-out of its own.
    pub(super) fn ask_again(&mut self, ctx: &mut impl Context<Service>) {
        if !matches!(self.phase, Phase::Joining | Phase::Polling) {
            return;
        }
        match (self.phase, self.request.resend()) {
            (Phase::Joining, Some(call)) => ctx.send(BROKER, Letter::Join { call }),
            (Phase::Polling, Some(call)) => self.fetch(call, ctx),
            _ => {}
        }
    }

    pub(super) fn on_crash(&mut self) {
        (self.phase, self.reading, self.failures, self.generation) = (Phase::Off, None, 0, 0);
        self.course.forget();
        self.request.forget();
        (self.time_out, self.poll_limit) = (None, None);
    }
}
