//! Gathers a drawing of a run: an observer, so it changes nothing. Keeps the beginning and the end, and forgets the middle.

use std::collections::{BTreeMap, VecDeque};

use super::drawing::{Arrow, ArrowEnd, Barrier, Doing, Drawing, Gap, MOST_MESSAGES, Moment};
use super::model::Model;
use super::prepare::Prepared;
use crate::sim::fault::{Cut, Fault};
use crate::sim::observer::{Cause, Fate, MessageOf, Sending};
use crate::sim::process::{Label, Operation, ProcessId};
use crate::sim::time::{Span, Time};
use crate::sim::world::{Life, Step, What, World};
use crate::sim::{Observer, Violation};

/// The most messages that are kept of the beginning, and of the end.
const HALF: usize = MOST_MESSAGES / 2;
/// The most moments.
const MOMENTS: usize = 400;
/// So many timers in a row of which nothing comes are kept apart.
const IDLE: usize = 2;

/// What identifies a message on its way, but for when it was sent: from, to, whether a copy, kind, item.
type Key = (usize, usize, bool, usize, Option<u32>);

/// A message on its way: its number, when it was sent, and when it is to arrive.
struct Way {
    number: usize,
    sent: Time,
    due: Option<Time>,
}

/// Gathers a drawing.
pub(super) struct Sketch {
    names: Vec<String>,
    operations: &'static [&'static str],
    item: Option<u32>,
    bound: Option<Span>,
    barriers: Vec<Barrier>,
    counts: BTreeMap<(usize, usize, Option<u32>), u32>,
    ways: BTreeMap<Key, VecDeque<Way>>,
    /// Kept arrows by their number.
    arrows: BTreeMap<usize, Arrow>,
    sent: usize,
    head: Vec<Moment>,
    head_arrows: usize,
    tail: VecDeque<Moment>,
    tail_arrows: usize,
    gap: Option<Gap>,
    /// How each process stands where the tail begins.
    lives: Vec<Life>,
    idle: usize,
    /// What the present step has sent and failed so far, and whose it is.
    sends: Vec<usize>,
    failed: Vec<String>,
    who: Option<(Time, usize)>,
}

impl Sketch {
    /// Adds the links that were broken for a while: the scenario says when, or chance has drawn it for this run.
    pub(super) fn add_barriers(&mut self, faults: &[Fault<u16>], end: Time) {
        let begun = faults.iter().filter(|fault| fault.begins().is_some_and(|from| from <= end));
        self.barriers = begun.filter_map(|fault| barrier(fault, &self.names)).collect();
    }

    /// A sketch of a run of `prepared`; with an item, only of what concerns it and of the processes' lives.
    pub(super) fn new<M: Model>(prepared: &Prepared<M>, item: Option<u32>) -> Sketch {
        let names = prepared.process_names.clone();
        Sketch {
            operations: M::OPERATIONS,
            item,
            bound: prepared.latency_bound,
            barriers: Vec::new(),
            counts: BTreeMap::new(),
            ways: BTreeMap::new(),
            arrows: BTreeMap::new(),
            sent: 0,
            head: Vec::new(),
            head_arrows: 0,
            tail: VecDeque::new(),
            tail_arrows: 0,
            gap: None,
            lives: vec![Life::Up; names.len()],
            idle: 0,
            sends: Vec::new(),
            failed: Vec::new(),
            who: None,
            names,
        }
    }

    fn concerns(&self, item: Option<u32>) -> bool {
        self.item.is_none() || item == self.item
    }

    /// The number of the message that has come to the end of its way.
    fn end_of_way(&mut self, key: Key, fits: impl Fn(&Way) -> bool) -> Option<usize> {
        let ways = self.ways.get_mut(&key)?;
        let at = ways.iter().position(fits).unwrap_or(0);
        let way = ways.remove(at);
        if ways.is_empty() {
            self.ways.remove(&key);
        }
        way.map(|way| way.number)
    }

    /// The message that reaches a process now; what corruption made another one is found by its time.
    fn arrival(&mut self, now: Time, key: Key) -> Option<usize> {
        let due = |way: &Way| way.due == Some(now);
        let garbled = || {
            let same = |it: &Key| (it.0, it.1, it.2) == (key.0, key.1, key.2);
            self.ways.iter().find(|(it, ways)| same(it) && ways.iter().any(due)).map(|(it, _)| *it)
        };
        let key = if self.ways.contains_key(&key) { key } else { garbled()? };
        let number = self.end_of_way(key, due)?;
        let bound = self.bound;
        if let Some(arrow) = self.arrows.get_mut(&number) {
            arrow.end = ArrowEnd::Arrived(now);
            arrow.late = bound.is_some_and(|bound| now.since(arrow.sent) > bound);
        }
        self.arrows.contains_key(&number).then_some(number)
    }

    /// Keeps a moment. What follows the beginning pushes the middle out.
    fn keep(&mut self, moment: Moment) {
        let fits = self.head_arrows + moment.sends.len() <= HALF && self.head.len() < MOMENTS;
        if self.tail.is_empty() && self.gap.is_none() && fits {
            self.head_arrows += moment.sends.len();
            self.lives[moment.process] = after(self.lives[moment.process], moment.what);
            return self.head.push(moment);
        }
        self.tail_arrows += moment.sends.len();
        self.tail.push_back(moment);
        while self.tail_arrows > HALF || self.tail.len() > MOMENTS {
            self.forget();
        }
    }

    fn forget(&mut self) {
        let Some(moment) = self.tail.pop_front() else { return };
        self.tail_arrows -= moment.sends.len();
        moment.sends.iter().for_each(|number| {
            self.arrows.remove(number);
        });
        let life = &mut self.lives[moment.process];
        *life = after(*life, moment.what);
        let lives = Vec::new();
        let gap =
            self.gap.get_or_insert(Gap { before: 0, messages: 0, from: moment.at, until: moment.at, lives });
        gap.messages += moment.sends.len() as u64;
        gap.until = match moment.what {
            Doing::Idle(_, until) => until,
            _ => moment.at,
        };
    }

    /// Keeps what the present step was, one arrow a moment.
    fn take(&mut self, at: Time, process: usize, what: Doing, cut: Option<(u32, u32)>) {
        let failed = std::mem::take(&mut self.failed);
        let sends = std::mem::take(&mut self.sends);
        self.who = None;
        let nothing = sends.is_empty() && failed.is_empty() && cut.is_none();
        match what {
            Doing::Start if nothing => return,
            Doing::Timer(..) if nothing && self.item.is_some() => return,
            Doing::Timer(..) if nothing => self.idle += 1,
            Doing::Input(_, item) | Doing::Message(_, item, _) if nothing && !self.concerns(item) => return,
            _ => self.idle = 0,
        }
        if self.idle > IDLE {
            let newest = self.tail.back_mut().or(self.head.last_mut());
            if let Some(Moment { what: Doing::Idle(number, until), .. }) = newest {
                *number += 1;
                *until = at;
                return;
            }
        }
        let what = if self.idle > IDLE { Doing::Idle(1, at) } else { what };
        let mut sends = sends.into_iter();
        let first = sends.next().into_iter().collect();
        self.keep(Moment { at, process, what, sends: first, failed, cut });
        for number in sends {
            let (what, sends) = (Doing::Continued, vec![number]);
            self.keep(Moment { at, process, what, sends, failed: Vec::new(), cut: None });
        }
    }

    /// What was gathered.
    pub(super) fn finish(mut self) -> Drawing {
        if let Some((at, process)) = self.who {
            self.take(at, process, Doing::Unfinished, None);
        }
        let Sketch { names, arrows, mut head, tail, gap, lives, barriers, .. } = self;
        let gap = gap.map(|gap| Gap { before: head.len(), lives, ..gap });
        head.extend(tail);
        let numbers: Vec<usize> = arrows.keys().copied().collect();
        let place = |number: usize| numbers.binary_search(&number).ok();
        for moment in &mut head {
            moment.sends = moment.sends.iter().filter_map(|number| place(*number)).collect();
            if let Doing::Message(_, _, arrow) | Doing::Loss(_, _, _, arrow) = &mut moment.what {
                *arrow = arrow.and_then(place);
            }
        }
        Drawing { processes: names, arrows: arrows.into_values().collect(), moments: head, gap, barriers }
    }
}

/// How a process stands after a moment.
fn after(life: Life, what: Doing) -> Life {
    match what {
        Doing::Crash | Doing::Exit(_) => Life::Down,
        Doing::Pause => Life::Paused,
        Doing::Resume | Doing::Restart => Life::Up,
        _ => life,
    }
}

/// What a fault that names its time does to links.
fn barrier(fault: &Fault<u16>, names: &[String]) -> Option<Barrier> {
    let (does, cut, from, until) = match fault {
        Fault::Partition { cut, from, until } => ("cut", cut, *from, *until),
        Fault::Clog { cut, from, until } => ("stuck", cut, *from, *until),
        _ => return None,
    };
    let all = || (0..names.len()).collect::<Vec<_>>();
    let own = |group: &[u16]| group.iter().map(|it| *it as usize).collect::<Vec<_>>();
    let named = |group: &[u16]| {
        let names: Vec<&str> = group.iter().map(|it| names[*it as usize].as_str()).collect();
        names.join(", ")
    };
    let (which, processes) = match cut {
        Cut::Between(a, b) => (format!("{} | {}", named(a), named(b)), [own(a), own(b)].concat()),
        Cut::OneWay(a, b) => (format!("{} to {}", named(a), named(b)), [own(a), own(b)].concat()),
        Cut::Isolate(group) => (format!("{} | all others", named(group)), all()),
    };
    Some(Barrier { words: format!("{does}: {which}"), processes, from, until })
}

impl<M: Model> Observer<M> for Sketch {
    fn sent(&mut self, sending: Sending<MessageOf<M>>, fate: Fate) {
        let (kind, item) = (sending.message.kind(), sending.message.item());
        let (from, to) = (sending.from.index(), sending.to.index());
        let count = self.counts.entry((from, kind, item)).or_default();
        *count += !sending.copy as u32;
        let n = *count;
        self.who = Some((sending.at, from));
        if !self.concerns(item) {
            return;
        }
        let (number, sent, copy) = (self.sent, sending.at, sending.copy);
        self.sent += 1;
        let end = match fate {
            Fate::Lost(cause) => ArrowEnd::LostAtSend(cause),
            Fate::Arrives(_) | Fate::Waits => ArrowEnd::UnderWay,
        };
        if end == ArrowEnd::UnderWay {
            let due = match fate {
                Fate::Arrives(after) => Some(sent + after),
                _ => None,
            };
            let way = Way { number, sent, due };
            self.ways.entry((from, to, copy, kind, item)).or_default().push_back(way);
        }
        let kind = MessageOf::<M>::KINDS[kind];
        self.arrows.insert(number, Arrow { from, to, kind, item, n, copy, sent, end, late: false });
        self.sends.push(number);
    }

    fn lost(&mut self, at: Time, sending: Sending<MessageOf<M>>, cause: Cause) {
        let (kind, item) = (sending.message.kind(), sending.message.item());
        if !self.concerns(item) {
            return;
        }
        let key = (sending.from.index(), sending.to.index(), sending.copy, kind, item);
        let number = self.end_of_way(key, |way| way.sent == sending.at);
        let number = number.filter(|number| self.arrows.contains_key(number));
        if let Some(arrow) = number.and_then(|number| self.arrows.get_mut(&number)) {
            arrow.end = ArrowEnd::LostOnArrival(at, cause);
        }
        self.idle = 0;
        let what = Doing::Loss(MessageOf::<M>::KINDS[kind], item, cause, number);
        let (process, sends) = (sending.to.index(), Vec::new());
        self.keep(Moment { at, process, what, sends, failed: Vec::new(), cut: None });
    }

    fn attempted(&mut self, at: Time, who: ProcessId, operation: Operation, item: u32, succeeds: bool) {
        self.who = Some((at, who.index()));
        if !succeeds && self.concerns(Some(item)) {
            self.failed.push(format!("{} {item} fails", self.operations[operation.0 as usize]));
        }
    }

    fn stepped(&mut self, _: &World<'_, M::Process>, step: &Step<M::Process>) -> Result<(), Violation> {
        let process = step.process.index();
        let item = step.what.item();
        let name = step.what.name();
        let what = match &step.what {
            What::Start => Doing::Start,
            What::Restart => Doing::Restart,
            What::Message(from, message, _, copy) => {
                let key = (from.index(), process, *copy, message.kind(), item);
                Doing::Message(name, item, self.arrival(step.at, key))
            }
            What::Timer(_) | What::Then(_) => Doing::Timer(name, item),
            What::Input(_) => Doing::Input(name, item),
            What::Disconnect(peer) => Doing::Disconnect(peer.index()),
            What::Crash => Doing::Crash,
            What::Exit(code) => Doing::Exit(*code),
            What::Pause => Doing::Pause,
            What::Resume => Doing::Resume,
        };
        let (left, asked) = step.effects;
        self.take(step.at, process, what, (left < asked).then_some((left, asked)));
        Ok(())
    }
}
