//! The addressed faults of a run, laid out so that a message or a step finds those that mean it quickly.
//! Each rule counts what matches it; nothing else is counted for it.

use super::fault::{Fault, MessageAddress, Nth, Restart};
use super::time::{Span, Time};

/// One addressed fault and what it has seen so far.
#[derive(Clone, Debug)]
struct Rule {
    /// Its place in the scenario's list of faults.
    fault: u32,
    process: Option<u16>,
    to: Option<u16>,
    item: Option<u32>,
    nth: Nth,
    seen: u32,
}

/// Rules by kind; within a kind sorted by item, those for any item first.
#[derive(Clone, Debug, Default)]
struct Table(Vec<Vec<Rule>>);

impl Table {
    fn add(&mut self, kind: usize, rule: Rule) {
        if self.0.len() <= kind {
            self.0.resize(kind + 1, Vec::new());
        }
        let rules = &mut self.0[kind];
        let at = rules.partition_point(|other| other.item <= rule.item);
        rules.insert(at, rule);
    }

    /// Whether there is no rule at all, as in nearly every run.
    #[inline]
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Calls `strike` with every fault that means this occurrence.
    fn matching(
        &mut self,
        kind: usize,
        process: u16,
        to: Option<u16>,
        item: Option<u32>,
        mut strike: impl FnMut(usize),
    ) {
        let Some(rules) = self.0.get_mut(kind) else { return };
        let general = rules.partition_point(|rule| rule.item.is_none());
        let first = rules.partition_point(|rule| rule.item < item).max(general);
        let last = rules.partition_point(|rule| rule.item <= item).max(first);
        let (any, special) = rules.split_at_mut(general);
        for rule in any.iter_mut().chain(&mut special[first - general..last - general]) {
            let here = rule.process.is_none_or(|named| named == process)
                && (rule.to.is_none() || to.is_none() || rule.to == to);
            if here {
                rule.seen += 1;
                if rule.nth.includes(rule.seen) {
                    strike(rule.fault as usize);
                }
            }
        }
    }

    fn reset(&mut self) {
        self.0.iter_mut().flatten().for_each(|rule| rule.seen = 0);
    }
}

/// What the addressed faults do to one message.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Orders {
    /// Whether any of them names the message: then nothing about it is left to chance but its latency.
    pub(crate) named: bool,
    pub(crate) lose: bool,
    pub(crate) take: Option<Span>,
    pub(crate) delay: Span,
    pub(crate) hold: Time,
    pub(crate) duplicate: Option<Span>,
    pub(crate) corrupt: bool,
}

/// A crash inside a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct CrashPoint {
    /// The fault of the scenario that says so; `None`: chance does.
    pub(crate) fault: Option<usize>,
    /// How many effects leave.
    pub(crate) effects: u32,
    /// It does not strike a step that has fewer.
    pub(crate) least: u32,
    /// When the process comes back.
    pub(crate) restart: Restart,
}

/// Every addressed fault of a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    messages: Table,
    attempts: Table,
    steps: Table,
    ticks: Table,
    swaps: Table,
    /// Inputs that wait for a step; their "faults" are indices into the scenario's inputs.
    triggers: Table,
    /// Whether each fault of the scenario has struck at least once.
    pub(crate) struck: Vec<bool>,
    /// Whether each input of the scenario was triggered by a step.
    pub(crate) triggered: Vec<bool>,
    /// The faults that mean the message at hand.
    matched: Vec<usize>,
}

/// What triggers an input: the kind of a step, as in [`Fault::CrashAfter`].
pub(crate) type Trigger = super::fault::StepAddress<u16>;

impl Rules {
    pub(crate) fn new(faults: &[Fault<u16>], inputs: usize, triggers: &[(u32, Trigger)]) -> Rules {
        let (struck, triggered) = (vec![false; faults.len()], vec![false; inputs]);
        let mut rules = Rules { struck, triggered, ..Rules::default() };
        let rule = |fault, process, to, item, nth| Rule { fault, process, to, item, nth, seen: 0 };
        for (index, fault) in faults.iter().enumerate() {
            let index = index as u32;
            if let Some(MessageAddress { kind, from, to, item, nth }) = fault.message() {
                rules.messages.add(*kind as usize, rule(index, *from, *to, *item, *nth));
            }
            match fault {
                Fault::Fail { attempt } => {
                    rules
                        .attempts
                        .add(attempt.operation as usize, rule(index, None, None, attempt.item, attempt.nth));
                }
                Fault::CrashAfter { step, .. } => {
                    rules
                        .steps
                        .add(step.kind as usize, rule(index, Some(step.process), None, step.item, step.nth));
                }
                Fault::Swap { step } => {
                    rules
                        .swaps
                        .add(step.kind as usize, rule(index, Some(step.process), None, step.item, step.nth));
                }
                Fault::SkipTick { process, timer, nth } => {
                    rules.ticks.add(*timer as usize, rule(index, Some(*process), None, None, *nth));
                }
                _ => {}
            }
        }
        for (index, step) in triggers {
            rules
                .triggers
                .add(step.kind as usize, rule(*index, Some(step.process), None, step.item, step.nth));
        }
        rules
    }

    pub(crate) fn reset(&mut self) {
        let Rules { messages, attempts, steps, ticks, swaps, triggers, struck, triggered, matched } = self;
        matched.clear();
        [messages, attempts, steps, ticks, swaps, triggers].into_iter().for_each(Table::reset);
        struck.fill(false);
        triggered.fill(false);
    }

    /// Whether any fault is about messages.
    pub(crate) fn name_messages(&self) -> bool {
        !self.messages.is_empty()
    }

    /// Whether any fault crashes a process inside a step.
    pub(crate) fn name_steps(&self) -> bool {
        !self.steps.is_empty()
    }

    /// What the faults do to a message; `doomed` where it is lost whatever they say. A fault has struck only where it
    /// made a difference: of a message that is lost, neither a delay nor a copy remains.
    pub(crate) fn message(
        &mut self,
        faults: &[Fault<u16>],
        kind: usize,
        link: (u16, u16),
        item: Option<u32>,
        doomed: bool,
    ) -> Orders {
        let mut orders = Orders::default();
        let (struck, matched) = (&mut self.struck, &mut self.matched);
        matched.clear();
        self.messages.matching(kind, link.0, Some(link.1), item, |index| match &faults[index] {
            Fault::Lose { .. } => {
                struck[index] = true;
                orders.lose = true;
            }
            _ => matched.push(index),
        });
        orders.named = orders.lose || !matched.is_empty();
        if doomed || orders.lose {
            return orders;
        }
        for &index in &*matched {
            struck[index] = true;
            match &faults[index] {
                Fault::Delay { by, .. } => orders.delay = orders.delay + *by,
                Fault::Hold { until, .. } => orders.hold = orders.hold.max(*until),
                Fault::Duplicate { after, .. } => orders.duplicate = Some(*after),
                Fault::Corrupt { .. } => orders.corrupt = true,
                Fault::Take { latency, .. } => orders.take = Some(*latency),
                other => unreachable!("{other:?} addresses no message"),
            }
        }
        orders
    }

    #[inline(always)]
    pub(crate) fn attempt_fails(&mut self, operation: usize, process: u16, item: u32) -> bool {
        !self.attempts.is_empty() && self.makes_fail(operation, process, item)
    }

    #[inline(never)]
    fn makes_fail(&mut self, operation: usize, process: u16, item: u32) -> bool {
        let mut fails = false;
        let struck = &mut self.struck;
        self.attempts.matching(operation, process, None, Some(item), |index| {
            struck[index] = true;
            fails = true;
        });
        fails
    }

    /// Where the step that begins is to crash; it counts as struck only once the crash has happened.
    pub(crate) fn crash_point(
        &mut self,
        faults: &[Fault<u16>],
        kind: usize,
        process: u16,
        item: Option<u32>,
    ) -> Option<CrashPoint> {
        let mut point: Option<CrashPoint> = None;
        self.steps.matching(kind, process, None, item, |fault| {
            let Fault::CrashAfter { effects, restart, .. } = faults[fault] else {
                unreachable!("only crashes address steps")
            };
            if point.is_none_or(|other| effects < other.effects) {
                point = Some(CrashPoint { fault: Some(fault), effects, least: 0, restart });
            }
        });
        point
    }

    pub(crate) fn tick_skipped(&mut self, timer: usize, process: u16) -> bool {
        let mut skipped = false;
        let struck = &mut self.struck;
        self.ticks.matching(timer, process, None, None, |index| {
            struck[index] = true;
            skipped = true;
        });
        skipped
    }

    /// Whether any step is to change places with its ties.
    pub(crate) fn swap_any(&self) -> bool {
        !self.swaps.is_empty()
    }

    /// Whether what comes up is to go behind its ties; where it has none, nothing is struck.
    pub(crate) fn swapped(&mut self, kind: usize, process: u16, item: Option<u32>, tied: bool) -> bool {
        let mut swapped = false;
        let struck = &mut self.struck;
        self.swaps.matching(kind, process, None, item, |index| {
            struck[index] |= tied;
            swapped = tied;
        });
        swapped
    }

    /// Whether any input waits for a step.
    #[inline]
    pub(crate) fn trigger_any(&self) -> bool {
        !self.triggers.is_empty()
    }

    /// Calls `due` with every input that this step triggers.
    pub(crate) fn triggered(
        &mut self,
        kind: usize,
        process: u16,
        item: Option<u32>,
        mut due: impl FnMut(usize),
    ) {
        let triggered = &mut self.triggered;
        self.triggers.matching(kind, process, None, item, |input| {
            triggered[input] = true;
            due(input);
        });
    }
}
