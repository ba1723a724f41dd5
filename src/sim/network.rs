//! The network: a law per link and kind. Draws a message's fate; knows neither what a link remembers nor the agenda.

use super::law::{Exponential, Latency};
use super::probability::Threshold;
use super::rng::{below, branch};
use super::time::Span;

/// What becomes of messages of one kind on one link.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkLaw {
    /// How long a message takes.
    pub latency: Latency,
    /// How likely it is lost.
    pub loss: Threshold,
    /// How likely it is copied.
    pub duplication: Duplication,
    /// How likely it takes longer, so that later messages overtake it, and by how much at most.
    pub reorder: (Threshold, Span),
    /// Whether a message never overtakes an earlier one of its link.
    pub fifo: bool,
    /// How many messages of the link are under way at most; the excess waits.
    pub capacity: Option<u32>,
    /// Whether the link is one direction of a connection, and how long one survives a cut.
    pub connection: Option<Span>,
}

/// How messages are copied.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Duplication {
    /// How likely a message is copied.
    pub chance: Threshold,
    /// False: a message is lost, or else may be copied. True: the two are lost independently, and one that is leaves no
    /// trace.
    pub per_copy: bool,
    /// How long after the original the copy arrives; without it the copy draws a latency of its own.
    pub delay: Option<Latency>,
}

impl Default for LinkLaw {
    /// No latency, no loss, no copies, no order.
    fn default() -> LinkLaw {
        LinkLaw {
            latency: Latency::Constant(Span::ZERO),
            loss: Threshold::default(),
            duplication: Duplication::default(),
            reorder: (Threshold::default(), Span::ZERO),
            fifo: false,
            capacity: None,
            connection: None,
        }
    }
}

/// What chance makes of one message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Drawn {
    /// How long it takes; `None`: it is lost.
    pub(crate) latency: Option<Span>,
    /// How long after it a copy arrives. Of two that carry the same, the first to arrive is called the original.
    pub(crate) copy: Option<Span>,
    /// How its latency departs from the law's.
    pub(crate) departs: Departs,
}

/// How a latency departs from what its law alone would say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Departs {
    /// It does not.
    Not,
    /// It is longer by this.
    Longer(Span),
    /// It is the copy's.
    Copys,
}

impl Drawn {
    /// The law's latency and nothing else.
    #[inline]
    pub(crate) fn plain(latency: Span) -> Drawn {
        Drawn { latency: Some(latency), copy: None, departs: Departs::Not }
    }

    const LOST: Drawn = Drawn { latency: None, copy: None, departs: Departs::Not };
}

impl LinkLaw {
    /// Whether anything about a message is left to chance.
    pub(crate) fn draws(&self) -> bool {
        self.latency.is_random()
            || self.loss.possible()
            || self.duplication.chance.possible()
            || self.reorder.0.possible()
    }

    /// The latency that 64 uniform bits stand for, where chance does nothing else to the message.
    #[inline]
    pub(crate) fn usual(&self, bits: u64) -> Option<Span> {
        let odd = self.loss.hit(bits)
            || self.duplication.chance.possible() && self.duplication.chance.hit(branch(bits, 2))
            || self.reorder.0.possible() && self.reorder.0.hit(branch(bits, 5));
        (!odd).then(|| self.lawful(bits))
    }

    /// The fate that 64 uniform bits stand for.
    pub(crate) fn fate(&self, bits: u64) -> Drawn {
        let lost = self.loss.hit(bits);
        if lost && !self.duplication.per_copy {
            return Drawn::LOST;
        }
        let mut drawn = Drawn::plain(self.lawful(bits));
        if self.reorder.0.possible() && self.reorder.0.hit(branch(bits, 5)) {
            let by = Span::from_nanos(below(branch(bits, 6), self.reorder.1.as_nanos().saturating_add(1)));
            drawn = drawn.longer(by);
        }
        let copied = self.duplication.chance.possible() && self.duplication.chance.hit(branch(bits, 2));
        if copied || lost {
            let copy = if copied { self.copy(bits, drawn.latency.unwrap_or_default()) } else { None };
            drawn = drawn.with_copy(lost, copy);
        }
        drawn
    }

    /// The latency that `bits` stand for, where chance does nothing else.
    #[inline]
    pub(crate) fn lawful(&self, bits: u64) -> Span {
        self.latency.draw(branch(bits, 1))
    }

    /// How long a copy takes; `None`: it is lost, and nobody ever knows that it was made.
    #[cold]
    fn copy(&self, bits: u64, original: Span) -> Option<Span> {
        if self.duplication.per_copy && self.loss.hit(branch(bits, 3)) {
            return None;
        }
        Some(match &self.duplication.delay {
            None => self.latency.draw(branch(bits, 4)),
            Some(delay) => original + delay.draw(branch(bits, 4)),
        })
    }
}

impl Drawn {
    /// The same, but it takes longer.
    pub(crate) fn longer(self, by: Span) -> Drawn {
        let departs = match self.departs {
            _ if by == Span::ZERO => self.departs,
            Departs::Not => Departs::Longer(by),
            Departs::Longer(already) => Departs::Longer(already + by),
            Departs::Copys => Departs::Copys,
        };
        Drawn { latency: self.latency.map(|latency| latency + by), departs, ..self }
    }

    /// The message and its copy, each of which may be lost.
    #[cold]
    fn with_copy(self, lost: bool, copy: Option<Span>) -> Drawn {
        match (self.latency.filter(|_| !lost), copy) {
            (None, None) => Drawn::LOST,
            (Some(_), None) => self,
            (None, Some(copy)) => Drawn { departs: Departs::Copys, ..Drawn::plain(copy) },
            (Some(latency), Some(copy)) if copy < latency => {
                Drawn { latency: Some(copy), copy: Some(latency - copy), departs: Departs::Copys }
            }
            (Some(latency), Some(copy)) => Drawn { copy: Some(copy - latency), ..self },
        }
    }
}

/// A law in short: enough to say what becomes of nearly every message by comparing numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Odds {
    /// Whether anything is left to chance, so that an occurrence must be counted.
    pub(crate) draws: bool,
    /// Whether the numbers below say it all: no probability is 1, the latency is constant, uniform or exponential.
    tells: bool,
    /// Whether, besides, nothing but loss and copies can befall it, and its latency is not exponential: the most frequent law.
    plain: bool,
    /// Draws below these are losses, copies, delays.
    loss: u64,
    copy: u64,
    reorder: u64,
    /// Whether there are copies or delays.
    more: bool,
    /// The least latency, and how many different ones there are.
    from: Span,
    range: u64,
    /// The law of the latency, where it is exponential.
    exponential: Option<Exponential>,
}

/// What [`Odds`] say of a message.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Usual {
    /// It takes so long, and that is all.
    Takes(Span),
    /// Chance does something else to it.
    Odd,
    /// Only the law itself can tell.
    Unknown,
}

impl Odds {
    fn of(law: &LinkLaw) -> Odds {
        let thresholds = [law.loss, law.duplication.chance, law.reorder.0].map(Threshold::below);
        let told = match law.latency {
            Latency::Constant(span) => Some((span, 0, None)),
            Latency::Uniform(from, to) => {
                Some((from, (to.as_nanos() - from.as_nanos()).saturating_add(1), None))
            }
            Latency::Exponential { mean } => Some((Span::ZERO, 0, Some(Exponential { mean }))),
            _ => None,
        };
        let (from, range, exponential) = told.unwrap_or_default();
        let [loss, copy, reorder] = thresholds.map(Option::unwrap_or_default);
        let tells = told.is_some() && thresholds.iter().all(Option::is_some);
        let more = copy > 0 || reorder > 0;
        let plain = tells && reorder == 0 && exponential.is_none();
        Odds { draws: law.draws(), tells, plain, loss, copy, reorder, more, from, range, exponential }
    }

    /// What becomes of the message that drew `bits`.
    #[inline(always)]
    pub(crate) fn usual(&self, bits: u64, stormy: bool) -> Usual {
        // No law has a latency that the clock cannot say, so this does not overflow.
        let uniform = || Span::from_nanos(self.from.as_nanos() + below(branch(bits, 1), self.range));
        if self.plain {
            let odd = bits < self.loss || branch(bits, 2) < self.copy;
            return if odd && stormy { Usual::Odd } else { Usual::Takes(uniform()) };
        }
        if !self.tells {
            return Usual::Unknown;
        }
        let odd = bits < self.loss
            || self.more
                && (branch(bits, 2) < self.copy || self.reorder > 0 && branch(bits, 5) < self.reorder);
        match odd && stormy {
            true => Usual::Odd,
            false => Usual::Takes(match self.exponential {
                None => uniform(),
                Some(law) => law.draw(branch(bits, 1)),
            }),
        }
    }
}

/// The laws of all links, with a default.
#[derive(Clone, Debug, Default)]
pub struct Links {
    laws: Vec<LinkLaw>,
    /// The same laws in short, for nearly every message, and the default's once more where it is at hand.
    odds: Vec<Odds>,
    usual: Odds,
    /// Law of (from, to, kind), row by row; empty while the default serves all.
    index: Vec<u16>,
    processes: usize,
    kinds: usize,
    /// Whether any law makes a link a connection.
    connects: bool,
}

impl Links {
    /// One law for every link between `processes` processes and every one of `kinds` kinds.
    pub fn uniform(processes: usize, kinds: usize, law: LinkLaw) -> Links {
        let (usual, connects) = (Odds::of(&law), law.connection.is_some());
        Links { laws: vec![law], odds: vec![usual], usual, index: Vec::new(), processes, kinds, connects }
    }

    /// Gives the links that `applies` says yes to, (from, to, kind), a law of their own.
    pub fn special(&mut self, law: LinkLaw, applies: impl Fn(u16, u16, usize) -> bool) {
        if self.index.is_empty() {
            self.index = vec![0; self.processes * self.processes * self.kinds];
        }
        let number = u16::try_from(self.laws.len()).expect("there are fewer than 65,536 different laws");
        self.connects |= law.connection.is_some();
        self.odds.push(Odds::of(&law));
        self.laws.push(law);
        for (place, law) in self.index.iter_mut().enumerate() {
            let (link, kind) = (place / self.kinds, place % self.kinds);
            if applies((link / self.processes) as u16, (link % self.processes) as u16, kind) {
                *law = number;
            }
        }
    }

    /// The law of messages of `kind` from one process to another.
    pub fn law(&self, from: u16, to: u16, kind: usize) -> &LinkLaw {
        &self.laws[self.number(from, to, kind)]
    }

    #[inline]
    pub(crate) fn odds(&self, from: u16, to: u16, kind: usize) -> &Odds {
        match self.index.is_empty() {
            true => &self.usual,
            false => &self.odds[self.number(from, to, kind)],
        }
    }

    #[inline]
    fn number(&self, from: u16, to: u16, kind: usize) -> usize {
        match self.index.is_empty() {
            true => 0,
            false => self.index[(from as usize * self.processes + to as usize) * self.kinds + kind] as usize,
        }
    }

    /// The keepalive of the connection between two processes, if a link between them is one.
    pub(crate) fn connection(&self, a: u16, b: u16) -> Option<Span> {
        if !self.connects {
            return None;
        }
        let either = [(a, b), (b, a)];
        either
            .iter()
            .find_map(|&(from, to)| (0..self.kinds).find_map(|kind| self.law(from, to, kind).connection))
    }

    /// Every two processes between which there is a connection.
    pub(crate) fn connections(&self) -> impl Iterator<Item = (u16, u16)> {
        let processes = if self.connects { self.processes as u16 } else { 0 };
        let pairs = (0..processes).flat_map(move |a| (a + 1..processes).map(move |b| (a, b)));
        pairs.filter(|&(a, b)| self.connection(a, b).is_some())
    }

    /// Every law that some link may have.
    pub fn laws(&self) -> impl Iterator<Item = &LinkLaw> {
        self.laws.iter()
    }

    /// Every message draws, whatever its law: something else is left to chance.
    pub(crate) fn draw_always(&mut self) {
        self.odds.iter_mut().for_each(|odds| odds.draws = true);
        self.usual.draws = true;
    }

    /// How many processes they join.
    pub fn processes(&self) -> usize {
        self.processes
    }

    /// Whether any link remembers anything: then a run keeps [`LinkStates`].
    pub(crate) fn remember(&self) -> bool {
        self.laws().any(|law| law.fifo || law.capacity.is_some() || law.connection.is_some())
    }
}
