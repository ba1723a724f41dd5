//! Weather in time: the laws of cuts, clogs, crashes, pauses, clocks and bursts, and the healing that ends them all.
//! What can be drawn before a run is drawn then, as faults with instants. Knows no simulator.

use super::fault::{Cut, Fault, Restart};
use super::law::Latency;
use super::probability::Threshold;
use super::rng::{Key, below, branch};
use super::time::{Shift, Span, Time};

/// How long something goes on: never shorter than `least`.
#[derive(Clone, Debug, PartialEq)]
pub struct Spell {
    /// The shortest.
    pub least: Span,
    /// What comes on top.
    pub beyond: Latency,
}

impl Spell {
    fn draw(&self, bits: u64) -> Span {
        // Without any length at all, spells would follow each other for ever at one instant.
        (self.least + self.beyond.draw(bits)).max(Span::from_nanos(1))
    }
}

/// Links that are cut, or stuck, again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct CutLaw {
    /// How long the links are whole.
    pub whole: Spell,
    /// How long they are broken.
    pub broken: Spell,
    /// Which; without it each time another set is drawn: one process alone, one direction, or two halves.
    pub cut: Option<Cut<u16>>,
}

/// A process that crashes again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct CrashLaw {
    /// Who.
    pub process: u16,
    /// How long it stays up.
    pub up: Spell,
    /// How long it stays down.
    pub down: Spell,
    /// How likely it is that it crashes inside its next step that has effects, after the first of them left or before,
    /// in place of at the instant: then something is always in flight.
    pub in_step: Threshold,
}

/// A process that stands still again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct PauseLaw {
    /// Who.
    pub process: u16,
    /// How long it runs.
    pub up: Spell,
    /// How long it stands still.
    pub still: Spell,
}

/// A clock that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct ClockLaw {
    /// Whose.
    pub process: u16,
    /// It is ahead or behind by at most this.
    pub offset: Span,
    /// It runs too fast or too slow by at most so many parts per million.
    pub drift: u32,
    /// How long it goes on undisturbed, and by how much at most it is then put forward or back.
    pub steps: Option<(Spell, Span)>,
}

/// Bursts of trouble on a link, after Gilbert (1960) and Elliott (1963): two states in time.
#[derive(Clone, Debug, PartialEq)]
pub struct Bursts {
    /// How long a link is good.
    pub good: Spell,
    /// How long it is bad.
    pub bad: Spell,
    /// How likely a message is lost that is sent while it is bad.
    pub loss: Threshold,
    /// How much longer the others take.
    pub delay: Latency,
}

/// Everything that chance may do to a run over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Climate {
    /// From this instant on nothing is left to chance but latencies, and what was broken is whole.
    pub heal_at: Time,
    /// Bursts on every link.
    pub bursts: Option<Bursts>,
    /// Links that are cut.
    pub partitions: Vec<CutLaw>,
    /// Links that are stuck.
    pub clogs: Vec<CutLaw>,
    /// Processes that crash.
    pub crashes: Vec<CrashLaw>,
    /// Processes that stand still.
    pub pauses: Vec<PauseLaw>,
    /// Clocks that are wrong.
    pub clocks: Vec<ClockLaw>,
    /// How likely a step goes behind those tied with it.
    pub ties: Threshold,
    /// Whether healing ends every connection once: what hangs on one, such as a delivery that was never answered, is
    /// freed by that.
    pub reconnects: bool,
}

impl Default for Climate {
    /// Nothing happens, and nothing needs to heal.
    fn default() -> Climate {
        Climate {
            heal_at: Time::NEVER,
            bursts: None,
            partitions: Vec::new(),
            clogs: Vec::new(),
            crashes: Vec::new(),
            pauses: Vec::new(),
            clocks: Vec::new(),
            ties: Threshold::default(),
            reconnects: false,
        }
    }
}

/// A crash that waits for a step of its process.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ambush {
    pub(crate) at: Time,
    pub(crate) process: u16,
    /// How many effects of the step leave.
    pub(crate) effects: u32,
    pub(crate) down: Span,
}

/// What a draw is about; part of every seed's meaning.
#[derive(Clone, Copy)]
enum Theme {
    Partition,
    Clog,
    Crash,
    Pause,
    Clock,
    ClockStep,
    Burst,
    Tie,
}

impl Theme {
    fn of(self, number: u64) -> u64 {
        (self as u64) << 48 | number
    }
}

impl Climate {
    /// Whether anything of it needs what a run in calm weather does not have.
    pub(crate) fn is_alive(&self) -> bool {
        self.bursts.is_some() || self.ties.possible() || self.has_spells()
    }

    /// Whether there are laws that draw faults with instants.
    pub fn has_spells(&self) -> bool {
        !(self.partitions.is_empty()
            && self.clogs.is_empty()
            && self.crashes.is_empty()
            && self.pauses.is_empty()
            && self.clocks.is_empty())
    }

    /// Draws what happens before `end` in a run whose weather has this `key`; all of it is over by then.
    pub(crate) fn draw(
        &self,
        key: Key,
        processes: u16,
        end: Time,
        faults: &mut Vec<Fault<u16>>,
        ambushes: &mut Vec<Ambush>,
    ) {
        for (number, law) in self.partitions.iter().enumerate() {
            let theme = Theme::Partition.of(number as u64);
            spells((&law.whole, &law.broken), key, theme, end, |from, until, bits| {
                let cut = law.cut.clone().unwrap_or_else(|| any_cut(bits, processes));
                faults.push(Fault::Partition { cut, from, until });
            });
        }
        for (number, law) in self.clogs.iter().enumerate() {
            let theme = Theme::Clog.of(number as u64);
            spells((&law.whole, &law.broken), key, theme, end, |from, until, bits| {
                let cut = law.cut.clone().unwrap_or_else(|| any_cut(bits, processes));
                faults.push(Fault::Clog { cut, from, until });
            });
        }
        for law in &self.crashes {
            let (theme, process) = (Theme::Crash.of(law.process as u64), law.process);
            spells((&law.up, &law.down), key, theme, end, |at, until, bits| {
                let down = until.since(at);
                match law.in_step.hit(branch(bits, 3)) {
                    true => {
                        // Half of them before any effect has left, a quarter after the first, and so on.
                        let effects = branch(bits, 4).trailing_zeros();
                        ambushes.push(Ambush { at, process, effects, down });
                    }
                    false => faults.push(Fault::Crash { process, at, restart: Restart::After(down) }),
                }
            });
        }
        for law in &self.pauses {
            let (theme, process) = (Theme::Pause.of(law.process as u64), law.process);
            spells((&law.up, &law.still), key, theme, end, |from, until, _| {
                faults.push(Fault::Pause { process, from, until });
            });
        }
        self.clocks.iter().for_each(|law| law.draw(key, end, faults));
    }

    /// Whether a step that is tied with others goes behind them.
    pub(crate) fn swaps(&self, key: Key, process: u16, kind: usize, item: Option<u32>, n: u32) -> bool {
        let identity = item.map_or(u64::MAX << 32, |item| (item as u64) << 32) | n as u64;
        self.ties.hit(key.draw(Theme::Tie.of((process as u64) << 16 | kind as u64), identity))
    }
}

/// Calls `broken` with each interval of the second kind of spell, and bits of its own.
fn spells(
    (whole, broken): (&Spell, &Spell),
    key: Key,
    theme: u64,
    end: Time,
    mut strike: impl FnMut(Time, Time, u64),
) {
    let mut at = Time::START;
    for episode in 0.. {
        let bits = key.draw(theme, episode);
        let from = at + whole.draw(branch(bits, 1));
        if from >= end {
            return;
        }
        let until = (from + broken.draw(branch(bits, 2))).min(end);
        strike(from, until, branch(bits, 5));
        at = until;
    }
}

/// Some links: one process alone, all that one sends, or two halves.
fn any_cut(bits: u64, processes: u16) -> Cut<u16> {
    let one = below(branch(bits, 1), processes.into()) as u16;
    let others = || (0..processes).filter(|process| *process != one).collect();
    match below(branch(bits, 2), 3) {
        0 => Cut::Isolate(vec![one]),
        1 => Cut::OneWay(vec![one], others()),
        _ => {
            let side = branch(bits, 3);
            let here = |process: &u16| *process != one && side >> (process % 64) & 1 == 1;
            let mut group: Vec<u16> = (0..processes).filter(here).collect();
            group.push(one);
            let rest: Vec<u16> = (0..processes).filter(|process| !group.contains(process)).collect();
            if rest.is_empty() { Cut::OneWay(others(), vec![one]) } else { Cut::Between(group, rest) }
        }
    }
}

impl ClockLaw {
    fn draw(&self, key: Key, end: Time, faults: &mut Vec<Fault<u16>>) {
        let process = self.process;
        let bits = key.draw(Theme::Clock.of(process.into()), 0);
        let offset = either_way(branch(bits, 1), self.offset);
        let drift = either_way(branch(bits, 2), Span::from_nanos(self.drift.into())).as_nanos() as i32;
        if offset != Shift::ZERO || drift != 0 {
            faults.push(Fault::Clock { process, offset, drift, until: end });
        }
        if let Some((undisturbed, most)) = &self.steps {
            let at_once = Spell { least: Span::from_nanos(1), beyond: Latency::Constant(Span::ZERO) };
            let theme = Theme::ClockStep.of(process.into());
            spells((undisturbed, &at_once), key, theme, end, |at, _, bits| {
                faults.push(Fault::ClockStep { process, at, by: either_way(bits, *most) });
            });
        }
    }
}

/// Up to `most`, forward or back, every nanosecond equally likely.
fn either_way(bits: u64, most: Span) -> Shift {
    let most = most.as_nanos().min(i64::MAX as u64 / 2);
    Shift::from_nanos(below(bits, 2 * most + 1) as i64 - most as i64)
}

/// Where a link stands between good and bad.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct BurstState {
    until: Time,
    episode: u64,
}

impl BurstState {
    /// Whether the link is bad at `now`, which never goes back.
    pub(crate) fn is_bad(&mut self, law: &Bursts, key: Key, link: (u16, u16), now: Time) -> bool {
        let theme = Theme::Burst.of((link.0 as u64) << 16 | link.1 as u64);
        while self.until <= now {
            let spell = if self.episode.is_multiple_of(2) { &law.good } else { &law.bad };
            self.until = self.until + spell.draw(key.draw(theme, self.episode));
            self.episode += 1;
        }
        // The spell that ends at `until` is the one before `episode`: good ones have even numbers.
        self.episode.is_multiple_of(2)
    }

    /// Up to when the link goes on as it was when it was last asked.
    pub(crate) fn until(&self) -> Time {
        self.until
    }
}
