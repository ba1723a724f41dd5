//! Faults as data: departures from calm weather, addressed by what they strike or by time.
//!
//! Names are generic: files write them (`Fault<String>`), a run has them resolved to indices (`Fault<u16>`).

use serde::{Deserialize, Serialize};

pub use super::address::{AttemptAddress, MessageAddress, Nth, StepAddress};
use super::time::{Shift, Span, Time};

/// When a process that went down comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Restart {
    /// It stays down.
    #[default]
    Never,
    /// It comes back after this long.
    After(Span),
}

/// Which links a partition cuts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Cut<N = String> {
    /// Both directions between the two groups.
    Between(Vec<N>, Vec<N>),
    /// Only what the first group sends to the second.
    OneWay(Vec<N>, Vec<N>),
    /// Everything to and from the group.
    Isolate(Vec<N>),
}

/// One departure from calm weather.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Fault<N = String> {
    /// The messages are lost.
    Lose {
        /// Which messages.
        message: MessageAddress<N>,
    },
    /// They take this much longer than the link's latency.
    Delay {
        /// Which messages.
        message: MessageAddress<N>,
        /// How much longer.
        by: Span,
    },
    /// They take exactly this long, whatever the link's law says.
    Take {
        /// Which messages.
        message: MessageAddress<N>,
        /// How long they take.
        latency: Span,
    },
    /// They are kept and delivered at `until`, unless they would arrive later anyway.
    Hold {
        /// Which messages.
        message: MessageAddress<N>,
        /// When they are let go.
        until: Time,
    },
    /// A copy arrives this long after the original.
    Duplicate {
        /// Which messages.
        message: MessageAddress<N>,
        /// How long after the original.
        after: Span,
    },
    /// They arrive corrupted: the process type says what its receiver then sees.
    Corrupt {
        /// Which messages.
        message: MessageAddress<N>,
    },
    /// The attempts fail.
    Fail {
        /// Which attempts.
        attempt: AttemptAddress<N>,
    },
    /// The process crashes at an instant.
    Crash {
        /// Who.
        process: N,
        /// When.
        at: Time,
        /// When it comes back.
        #[serde(default)]
        restart: Restart,
    },
    /// The process crashes inside a step: what the handler wrote stands, `effects` of its effects leave, the rest do not.
    CrashAfter {
        /// Which step.
        step: StepAddress<N>,
        /// How many effects leave.
        effects: u32,
        /// When it comes back.
        #[serde(default)]
        restart: Restart,
    },
    /// The process stands still from the first instant up to the second.
    Pause {
        /// Who.
        process: N,
        /// From when.
        from: Time,
        /// Up to when; on this instant it runs again.
        until: Time,
    },
    /// Links are cut from the first instant up to the second.
    Partition {
        /// Which links.
        cut: Cut<N>,
        /// From when.
        from: Time,
        /// Up to when; on this instant the links are whole again.
        until: Time,
    },
    /// Links are stuck from the first instant up to the second: what is sent on them then arrives at its end, not before.
    Clog {
        /// Which links.
        cut: Cut<N>,
        /// From when.
        from: Time,
        /// Up to when.
        until: Time,
    },
    /// A process's clock is wrong from the start of the run: what it reads, and how long its timers take.
    Clock {
        /// Whose.
        process: N,
        /// By how much it is ahead; behind, where negative.
        #[serde(default)]
        offset: Shift,
        /// How many parts per million it runs too fast; too slow, where negative.
        #[serde(default)]
        drift: i32,
        /// Up to when it runs at another speed. What it is off by then, it stays off by.
        until: Time,
    },
    /// A process's clock is put forward, or back where negative: the timers that it has set come so much sooner or later.
    ClockStep {
        /// Whose.
        process: N,
        /// When.
        at: Time,
        /// By how much.
        by: Shift,
    },
    /// A step goes behind all that is due at its instant in its rank.
    Swap {
        /// Which step, counted as it comes up.
        step: StepAddress<N>,
    },
    /// A connection ends.
    Disconnect {
        /// Its two ends.
        between: (N, N),
        /// When.
        at: Time,
    },
    /// A fixed-rate timer's ticks do not happen.
    SkipTick {
        /// Whose.
        process: N,
        /// The timer's kind.
        timer: N,
        /// Which ticks, counted from the run's first.
        nth: Nth,
    },
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A process.
    Process,
    /// A kind of message.
    Message,
    /// A kind of timer.
    Timer,
    /// An operation.
    Operation,
    /// The kind of a step: message, timer or input.
    Step,
}

/// Where in a fault a name stands, for errors: the keys that lead to it.
pub type Path = &'static [&'static str];

impl<N> Fault<N> {
    /// The same fault with every name passed through `rename`, which is told what the name stands for and where.
    pub fn map<M, E>(&self, mut rename: impl FnMut(Role, Path, &N) -> Result<M, E>) -> Result<Fault<M>, E> {
        use Role::{Operation, Process, Timer};
        let mut call: &mut Rename<'_, N, M, E> = &mut rename;
        Ok(match self {
            Fault::Lose { message } => Fault::Lose { message: message.map(&mut call)? },
            Fault::Delay { message, by } => Fault::Delay { message: message.map(&mut call)?, by: *by },
            Fault::Hold { message, until } => Fault::Hold { message: message.map(&mut call)?, until: *until },
            Fault::Duplicate { message, after } => {
                Fault::Duplicate { message: message.map(&mut call)?, after: *after }
            }
            Fault::Corrupt { message } => Fault::Corrupt { message: message.map(&mut call)? },
            Fault::Take { message, latency } => {
                Fault::Take { message: message.map(&mut call)?, latency: *latency }
            }
            Fault::Fail { attempt } => Fault::Fail {
                attempt: AttemptAddress {
                    operation: call(Operation, &["attempt", "operation"], &attempt.operation)?,
                    item: attempt.item,
                    nth: attempt.nth,
                },
            },
            Fault::Crash { process, at, restart } => {
                Fault::Crash { process: call(Process, &["process"], process)?, at: *at, restart: *restart }
            }
            Fault::CrashAfter { step, effects, restart } => {
                Fault::CrashAfter { step: step.map(&mut call)?, effects: *effects, restart: *restart }
            }
            Fault::Pause { process, from, until } => {
                Fault::Pause { process: call(Process, &["process"], process)?, from: *from, until: *until }
            }
            Fault::Partition { cut, from, until } => {
                Fault::Partition { cut: cut.map(&mut call)?, from: *from, until: *until }
            }
            Fault::Clog { cut, from, until } => {
                Fault::Clog { cut: cut.map(&mut call)?, from: *from, until: *until }
            }
            Fault::Clock { process, offset, drift, until } => Fault::Clock {
                process: call(Process, &["process"], process)?,
                offset: *offset,
                drift: *drift,
                until: *until,
            },
            Fault::ClockStep { process, at, by } => {
                Fault::ClockStep { process: call(Process, &["process"], process)?, at: *at, by: *by }
            }
            Fault::Swap { step } => Fault::Swap { step: step.map(&mut call)? },
            Fault::Disconnect { between: (a, b), at } => Fault::Disconnect {
                between: (call(Process, &["between", "0"], a)?, call(Process, &["between", "1"], b)?),
                at: *at,
            },
            Fault::SkipTick { process, timer, nth } => Fault::SkipTick {
                process: call(Process, &["process"], process)?,
                timer: call(Timer, &["timer"], timer)?,
                nth: *nth,
            },
        })
    }

    /// The messages that it strikes, if it strikes messages.
    pub fn message(&self) -> Option<&MessageAddress<N>> {
        match self {
            Fault::Lose { message }
            | Fault::Delay { message, .. }
            | Fault::Hold { message, .. }
            | Fault::Take { message, .. }
            | Fault::Duplicate { message, .. }
            | Fault::Corrupt { message } => Some(message),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub fn message_mut(&mut self) -> Option<&mut MessageAddress<N>> {
        match self {
            Fault::Lose { message }
            | Fault::Delay { message, .. }
            | Fault::Hold { message, .. }
            | Fault::Take { message, .. }
            | Fault::Duplicate { message, .. }
            | Fault::Corrupt { message } => Some(message),
            _ => None,
        }
    }

    /// When it begins, if it begins at an instant.
    pub fn begins(&self) -> Option<Time> {
        match self {
            Fault::Crash { at, .. } | Fault::Disconnect { at, .. } | Fault::ClockStep { at, .. } => Some(*at),
            Fault::Clock { .. } => Some(Time::START),
            other => other.interval().map(|(from, _)| from),
        }
    }

    /// The item that it is about, if it names one, and the keys that lead to it.
    pub fn item(&self) -> Option<(Path, u32)> {
        match self {
            Fault::Fail { attempt } => attempt.item.map(|item| (&["attempt", "item"] as Path, item)),
            Fault::CrashAfter { step, .. } | Fault::Swap { step } => {
                step.item.map(|item| (&["step", "item"] as Path, item))
            }
            _ => self.message()?.item.map(|item| (&["message", "item"] as Path, item)),
        }
    }

    /// Its interval, if it has one: (from, until).
    pub fn interval(&self) -> Option<(Time, Time)> {
        match self {
            Fault::Pause { from, until, .. }
            | Fault::Partition { from, until, .. }
            | Fault::Clog { from, until, .. } => Some((*from, *until)),
            _ => None,
        }
    }
}

type Rename<'a, N, M, E> = dyn FnMut(Role, Path, &N) -> Result<M, E> + 'a;

impl<N> MessageAddress<N> {
    fn map<M, E>(&self, call: &mut Rename<'_, N, M, E>) -> Result<MessageAddress<M>, E> {
        Ok(MessageAddress {
            kind: call(Role::Message, &["message", "kind"], &self.kind)?,
            from: self
                .from
                .as_ref()
                .map(|name| call(Role::Process, &["message", "from"], name))
                .transpose()?,
            to: self.to.as_ref().map(|name| call(Role::Process, &["message", "to"], name)).transpose()?,
            item: self.item,
            nth: self.nth,
        })
    }
}

impl<N> StepAddress<N> {
    fn map<M, E>(&self, call: &mut Rename<'_, N, M, E>) -> Result<StepAddress<M>, E> {
        Ok(StepAddress {
            process: call(Role::Process, &["step", "process"], &self.process)?,
            kind: call(Role::Step, &["step", "kind"], &self.kind)?,
            item: self.item,
            nth: self.nth,
        })
    }
}

impl<N> Cut<N> {
    /// The same cut with every name passed through `rename`, which is told what the name stands for and where.
    pub fn named<M, E>(&self, mut rename: impl FnMut(Role, Path, &N) -> Result<M, E>) -> Result<Cut<M>, E> {
        let mut call: &mut Rename<'_, N, M, E> = &mut rename;
        self.map(&mut call)
    }

    fn map<M, E>(&self, call: &mut Rename<'_, N, M, E>) -> Result<Cut<M>, E> {
        let mut group = |path, names: &[N]| -> Result<Vec<M>, E> {
            names.iter().map(|name| call(Role::Process, path, name)).collect()
        };
        Ok(match self {
            Cut::Between(one, other) => {
                Cut::Between(group(&["cut", "0"], one)?, group(&["cut", "1"], other)?)
            }
            Cut::OneWay(one, other) => Cut::OneWay(group(&["cut", "0"], one)?, group(&["cut", "1"], other)?),
            Cut::Isolate(names) => Cut::Isolate(group(&["cut"], names)?),
        })
    }
}

impl Cut<u16> {
    /// Whether it cuts the link from one process to another.
    pub fn severs(&self, from: u16, to: u16) -> bool {
        match self {
            Cut::Between(one, other) => {
                one.contains(&from) && other.contains(&to) || other.contains(&from) && one.contains(&to)
            }
            Cut::OneWay(one, other) => one.contains(&from) && other.contains(&to),
            Cut::Isolate(group) => from != to && (group.contains(&from) || group.contains(&to)),
        }
    }
}
