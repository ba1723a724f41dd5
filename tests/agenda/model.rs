//! Which timer rings when, by a list: what processes that set and cancel timers by a script must see. It shares nothing
//! with the simulator but the words; what is cancelled is taken from the list at once.

use sooner::sim::agenda::Rank;
use sooner::sim::{Span, Time};

/// The number of a process; its timers are numbered, too, as it sets them.
pub(crate) type Number = u32;

/// What a process does in a step. `Cancel(0)` means the timer that it set last, 1 the one before, and so on, whatever has
/// become of it meanwhile; where there are fewer it begins again with the last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Act {
    /// Set a timer of a kind.
    Set(usize, Span),
    /// Cancel an earlier one.
    Cancel(usize),
    /// Cancel an earlier one and set another.
    Again(usize, usize, Span),
    /// Set a fixed-rate timer of a kind: first, period.
    Every(usize, Span, Span),
}

/// What the processes do, when they are asked to, and what goes first.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    /// By process: what it does in its first step (its start), its second, and so on; nothing after the last.
    pub(crate) processes: Vec<Vec<Vec<Act>>>,
    /// Instants, in order, at which a process is asked for something.
    pub(crate) inputs: Vec<(Time, u16)>,
    pub(crate) timer_ranks: [Rank; 3],
    pub(crate) input_rank: Rank,
    /// The last instant.
    pub(crate) horizon: Time,
    /// Whether it is over once no timer is set but those at fixed rates.
    pub(crate) until_quiet: bool,
}

/// What a process sees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Seen {
    Start,
    /// A timer of a kind, and which of the process's timers.
    Ring(usize, Number),
    /// Which of the workload's inputs.
    Input(Number),
}

/// One step: when, who, what.
pub(crate) type Line = (Time, u16, Seen);

#[derive(Clone, Copy, Debug)]
struct Entry {
    order: (Time, Rank, u64),
    process: u16,
    what: Seen,
    period: Option<Span>,
}

/// What the list tells of a script.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Every step, in order.
    pub(crate) lines: Vec<Line>,
    /// Whether it ended because all was quiet.
    pub(crate) quiet: bool,
    /// How many timers were cancelled before they rang, and how often one was that had rung or been cancelled already.
    pub(crate) cancelled: (u32, u32),
}

#[derive(Debug)]
struct List<'a> {
    script: &'a Script,
    entries: Vec<Entry>,
    entered: u64,
    /// How many timers each process has set, and how many steps it took.
    set: Vec<Number>,
    taken: Vec<usize>,
    told: Told,
}

/// What must happen.
pub(crate) fn expected(script: &Script) -> Told {
    let processes = script.processes.len();
    let mut list = List {
        script,
        entries: Vec::new(),
        entered: 0,
        set: vec![0; processes],
        taken: vec![0; processes],
        told: Told::default(),
    };
    list.enter_input(0);
    (0..processes as u16).for_each(|process| list.step(Time::START, process, Seen::Start));
    loop {
        if script.until_quiet && list.is_quiet() {
            return Told { quiet: true, ..list.told };
        }
        let Some(first) = (0..list.entries.len()).min_by_key(|&index| list.entries[index].order) else {
            return list.told;
        };
        let entry = list.entries.remove(first);
        let (time, rank, _) = entry.order;
        if time > script.horizon {
            return list.told;
        }
        // What comes again is entered before the step does anything.
        if let Some(period) = entry.period {
            list.enter(time + period, rank, entry);
        }
        if let Seen::Input(number) = entry.what {
            list.enter_input(number + 1);
        }
        list.step(time, entry.process, entry.what);
    }
}

impl List<'_> {
    fn enter(&mut self, time: Time, rank: Rank, entry: Entry) {
        self.entries.push(Entry { order: (time, rank, self.entered), ..entry });
        self.entered += 1;
    }

    fn enter_input(&mut self, number: Number) {
        if let Some(&(time, process)) = self.script.inputs.get(number as usize) {
            let entry = Entry { order: Default::default(), process, what: Seen::Input(number), period: None };
            self.enter(time, self.script.input_rank, entry);
        }
    }

    fn step(&mut self, now: Time, process: u16, what: Seen) {
        self.told.lines.push((now, process, what));
        let index = process as usize;
        let script = self.script;
        let acts = script.processes[index].get(self.taken[index]).map_or(&[][..], Vec::as_slice);
        self.taken[index] += 1;
        for &act in acts {
            match act {
                Act::Set(kind, after) => self.set(now, process, kind, after),
                Act::Cancel(back) => self.cancel(process, back),
                Act::Again(back, kind, after) => {
                    self.cancel(process, back);
                    self.set(now, process, kind, after);
                }
                Act::Every(kind, first, period) => self.every(now, process, kind, first, period),
            }
        }
    }

    fn set(&mut self, now: Time, process: u16, kind: usize, after: Span) {
        let number = self.set[process as usize];
        self.set[process as usize] += 1;
        let what = Seen::Ring(kind, number);
        let entry = Entry { order: Default::default(), process, what, period: None };
        self.enter(now + after, self.script.timer_ranks[kind], entry);
    }

    fn cancel(&mut self, process: u16, back: usize) {
        if let Some(number) = newest(self.set[process as usize], back) {
            let is_it = |what: Seen| matches!(what, Seen::Ring(_, other) if other == number);
            let before = self.entries.len();
            self.entries.retain(|entry| entry.process != process || !is_it(entry.what));
            let cancelled = (before - self.entries.len()) as u32;
            self.told.cancelled.0 += cancelled;
            self.told.cancelled.1 += 1 - cancelled;
        }
    }

    /// A fixed rate of a kind is set once.
    fn every(&mut self, now: Time, process: u16, kind: usize, first: Span, period: Span) {
        let is_it = |entry: &Entry| {
            entry.process == process
                && entry.period.is_some()
                && matches!(entry.what, Seen::Ring(other, _) if other == kind)
        };
        if !self.entries.iter().any(is_it) {
            let what = Seen::Ring(kind, RATE);
            let entry = Entry { order: Default::default(), process, what, period: Some(period) };
            self.enter(now + first, self.script.timer_ranks[kind], entry);
        }
    }

    fn is_quiet(&self) -> bool {
        self.entries.iter().all(|entry| entry.period.is_some())
    }
}

/// What stands for the number of a fixed-rate timer.
pub(crate) const RATE: Number = Number::MAX;

/// The timer that was set as many before the last as `back` says, of so many.
pub(crate) fn newest(set: Number, back: usize) -> Option<Number> {
    set.checked_sub(1).map(|last| last - back as Number % set)
}
