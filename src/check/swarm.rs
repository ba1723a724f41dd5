//! Swarm: each seed draws which families of faults are alive, how strong, and how the model's knobs stand.
//!
//! After Groce et al., "Swarm testing" (ISSTA 2012): leaving out features at random finds more than having all of
//! them on at once. What is drawn is a scenario like any other; nothing of it stays with the swarm.

use std::collections::BTreeMap;

use super::climate::{Bursts, ClockSteps, Clocks, Crashes, Cuts, Pauses, Spell};
use super::dice::{Dice, Pace};
use super::knobs::Knobs;
use super::model::{Model, Watch};
use super::problem::Problem;
use super::scenario::ScenarioOf;
use super::weather::{Duplication, Failures, Latency, LinkWeather, Mode, Reorder, Weather};
use crate::sim::digest::WordHasher;
use crate::sim::family::Family;
use crate::sim::fault::Restart;
use crate::sim::operation::OperationLaw;
use crate::sim::process::{Label, Process};
use crate::sim::rng::{below, branch};
use crate::sim::{Probability, Span, System};

/// One seed in so many draws calm weather, beginning with seed 0.
pub const CALM_EVERY: u64 = 64;

/// The scenario that `seed` draws around `base`. It carries the seed, and needs no swarm to be run again.
///
/// What `base` says stays: a knob that is turned, a law that is written, faults and inputs. What it leaves at its
/// default is drawn, unless its `swarm` entries say from what. Every [`CALM_EVERY`]-th seed draws calm weather.
pub fn draw<M: Model>(base: &ScenarioOf<M>, seed: u64) -> Result<ScenarioOf<M>, Problem> {
    let dice = Dice::of(seed);
    let mut scenario = ScenarioOf::<M> { seed, expect: Vec::new(), swarm: BTreeMap::new(), ..base.clone() };
    turn_knobs::<M>(base, &dice, &mut scenario.knobs)?;
    let pace = M::pace(&scenario.knobs);
    let mut bound = Span::ZERO;
    if !seed.is_multiple_of(CALM_EVERY) {
        let storm = Storm { dice, pace, alive: alive(&dice), latency: latency(&dice, pace.repair) };
        storm.blow::<M>(&mut scenario.weather);
        bound = scenario.weather.latency_bound.unwrap_or(Span::ZERO).max(storm.latency);
        for name in M::EXITS {
            let back = || Restart::After(dice.tenths("supervision", pace.repair, 20));
            scenario.supervision.entry(name.to_string()).or_insert_with(back);
        }
        scenario.inputs.extend(M::swarm_inputs(&scenario.knobs, bound, &dice));
    }
    let heal_at = scenario.weather.heal_at.map_or(Span::ZERO, |at| at.since(crate::sim::Time::START));
    let enough = heal_at.max(pace.workload) + (pace.repair + bound * 4) * 40;
    if scenario.horizon == ScenarioOf::<M>::calm(M::NAME, Default::default()).horizon {
        let demanded = heal_at.max(pace.workload) + demanded::<M>(&scenario, bound) * 2;
        scenario.horizon = enough.max(demanded);
    }
    Ok(scenario)
}

/// The model's own bound of the time that it needs after the weather, as far as the laws tell it before the run: a
/// horizon before that would decide nothing. Twice as much leaves room for clocks that are slow, and for late inputs.
fn demanded<M: Model>(scenario: &ScenarioOf<M>, latency: Span) -> Span {
    let by = scenario.weather.reorder.as_ref().map_or(Span::ZERO, |reorder| reorder.by);
    let slow = scenario.weather.links.iter().filter_map(|link| match link.latency {
        Some(Latency::Constant(span)) => Some(span),
        _ => None,
    });
    let latency = slow.fold(latency, Span::max) + by;
    let operations = vec![OperationLaw::Never; M::OPERATIONS.len()];
    let watch = Watch { faults: &[], operations: &operations, cascades: false, latency_bound: Some(latency) };
    // Knobs that the model refuses are told when the scenario is run.
    M::new(&scenario.knobs).ok().and_then(|model| model.within(&watch)).unwrap_or_default()
}

/// Draws the knobs that `base` leaves at their defaults, from its own ranges or the model's.
fn turn_knobs<M: Model>(base: &ScenarioOf<M>, dice: &Dice, knobs: &mut M::Knobs) -> Result<(), Problem> {
    let docs = M::Knobs::docs();
    let turned = |name: &str| {
        let values = base.knobs.values();
        docs.iter().zip(values).any(|(knob, value)| knob.name == name && value != knob.default)
    };
    let own = base.swarm.iter().map(|(name, range)| (name.as_str(), range.clone()));
    let models = M::swarm().into_iter().filter(|(name, _)| !base.swarm.contains_key(*name) && !turned(name));
    for (name, range) in models.chain(own) {
        let here = |problem: Problem| problem.within(["swarm", name]);
        let value = range.value(dice.bits("knob", WordHasher::of(name))).map_err(here)?;
        knobs.turn(name, &value).map_err(here)?;
    }
    Ok(())
}

/// Which families are alive: each in three seeds out of eight, delays in one of two, since most depends on order.
fn alive(dice: &Dice) -> [bool; Family::COUNT] {
    let likely = |family| if family == Family::Delay { 4 } else { 3 };
    Family::ALL.map(|family| below(dice.bits("alive", family as u64), 8) < likely(family))
}

/// The scale of the latency: up to four tenths of the interval of repair; in one seed of eight, whose time-outs are
/// cut short, up to twice that interval; in another none.
fn latency(dice: &Dice, repair: Span) -> Span {
    match dice.below("latency: regime", 8) {
        0 => Span::ZERO,
        1 => dice.tenths("latency", repair, 20),
        _ => dice.tenths("latency", repair, 4),
    }
}

/// One seed's weather in the making.
struct Storm {
    dice: Dice,
    pace: Pace,
    alive: [bool; Family::COUNT],
    latency: Span,
}

impl Storm {
    fn lives(&self, family: Family) -> bool {
        self.alive[family as usize]
    }

    /// Draws what `weather` leaves open.
    fn blow<M: Model>(&self, weather: &mut Weather) {
        let kinds = <<M as System>::Process as Process>::Message::KINDS;
        self.draw_latency(weather);
        if self.lives(Family::Loss) && weather.loss == Probability::ZERO {
            weather.loss = self.dice.percent("loss", 30);
        }
        if self.lives(Family::Copy) && weather.duplication.is_none() {
            weather.duplication = Some(self.duplication());
        }
        if self.lives(Family::Delay) {
            self.draw_delays(weather, kinds);
        }
        if self.lives(Family::Failure) {
            for (index, name) in M::OPERATIONS.iter().enumerate() {
                let failures = self.failures(index as u64);
                weather.operations.entry(name.to_string()).or_insert(failures);
            }
        }
        self.draw_spells(weather);
        if weather.heal_at.is_none() {
            let after = self.dice.tenths("heal", self.pace.repair, 60);
            weather.heal_at = Some((self.pace.workload + after).after_start());
        }
    }

    fn draw_latency(&self, weather: &mut Weather) {
        if weather.latency != Latency::default() || self.latency == Span::ZERO {
            return;
        }
        let scale = self.latency;
        weather.latency = match self.dice.below("latency: law", 5) {
            0 | 1 => Latency::Constant(scale),
            2 | 3 => Latency::Uniform(Span::ZERO, scale),
            _ => {
                weather.latency_bound.get_or_insert(scale);
                Latency::Exponential { rate: 3.0, per: scale }
            }
        };
    }

    fn duplication(&self) -> Duplication {
        let delay = match self.dice.below("copy: delay", 3) {
            0 => None,
            1 => Some(Latency::Constant(Span::ZERO)),
            _ => Some(Latency::Uniform(Span::ZERO, self.dice.tenths("copy: by", self.pace.repair, 20))),
        };
        let mode = if self.dice.once_in("copy: mode", 4) { Mode::PerCopy } else { Mode::AfterLoss };
        Duplication { probability: self.dice.percent("copy", 50), mode, delay }
    }

    /// Messages that are overtaken, and one kind that always takes longer than the others.
    fn draw_delays(&self, weather: &mut Weather, kinds: &[&str]) {
        let most = self.latency.max(Span::from_nanos(self.pace.repair.as_nanos() / 20)) * 4;
        let by = self.dice.tenths("delay: by", most, 10);
        if weather.reorder.is_none() && !self.dice.once_in("delay: kind only", 3) {
            weather.reorder = Some(Reorder { probability: self.dice.percent("delay", 30), by });
        }
        if weather.links.is_empty() && !kinds.is_empty() && self.dice.once_in("delay: one kind", 2) {
            let kind = kinds[self.dice.below("delay: which", kinds.len() as u64) as usize].to_string();
            let latency = Some(Latency::Constant(by));
            weather.links.push(LinkWeather { kind: Some(kind), latency, ..LinkWeather::default() });
        }
    }

    fn failures(&self, operation: u64) -> Failures {
        let bits = self.dice.bits("failure", operation);
        let number = |most| below(branch(bits, 2), most);
        match below(branch(bits, 1), 4) {
            0 => Failures::Never,
            1 => Failures::EveryKth(2 + number(7)),
            2 => {
                let percent = 1 + number(50);
                Failures::Chance(Probability::ratio(percent, 100).expect("a percentage is a probability"))
            }
            _ => {
                let mut attempts: Vec<u64> = (0..3).map(|nth| 1 + below(branch(bits, 3 + nth), 12)).collect();
                attempts.sort_unstable();
                attempts.dedup();
                Failures::Script(attempts)
            }
        }
    }

    /// A spell that lasts up to so many tenths of the interval of repair, on the average.
    fn spell(&self, name: &str, most: u64) -> Spell {
        let mean = self.dice.tenths(name, self.pace.repair, most);
        Spell { mean, least: Span::from_nanos(mean.as_nanos() / 4) }
    }

    fn draw_spells(&self, weather: &mut Weather) {
        let half = |name: &str| self.dice.once_in(name, 2);
        if self.lives(Family::Burst) && weather.bursts.is_none() {
            weather.bursts = Some(Bursts {
                good: self.spell("burst: good", 50),
                bad: self.spell("burst: bad", 20),
                loss: self.dice.percent("burst: loss", 100),
                delay: Latency::Uniform(Span::ZERO, self.dice.tenths("burst: delay", self.pace.repair, 10)),
            });
        }
        if self.lives(Family::Partition) && weather.partitions.is_empty() {
            let (whole, broken) = (self.spell("cut: whole", 50), self.spell("cut: broken", 30));
            weather.partitions.push(Cuts { whole, broken, cut: None });
        }
        if self.lives(Family::Clog) && weather.clogs.is_empty() {
            let (whole, broken) = (self.spell("clog: whole", 50), self.spell("clog: broken", 30));
            weather.clogs.push(Cuts { whole, broken, cut: None });
        }
        if self.lives(Family::Crash) && weather.crashes.is_empty() {
            let (up, down) = (self.spell("crash: up", 50), self.spell("crash: down", 30));
            let in_step = if half("crash: bias") {
                self.dice.percent("crash: in step", 100)
            } else {
                Probability::ZERO
            };
            weather.crashes.push(Crashes { process: None, up, down, in_step });
        }
        if self.lives(Family::Pause) && weather.pauses.is_empty() {
            let (up, still) = (self.spell("pause: up", 50), self.spell("pause: still", 20));
            weather.pauses.push(Pauses { process: None, up, still });
        }
        if self.lives(Family::Clock) && weather.clocks.is_empty() {
            let by = self.dice.tenths("clock: by", self.pace.repair, 5);
            let steps =
                half("clock: steps").then(|| ClockSteps { every: self.spell("clock: every", 60), by });
            let offset = self.dice.tenths("clock: offset", self.pace.repair, 10);
            let drift = self.dice.below("clock: drift", 100_000) as u32;
            weather.clocks.push(Clocks { process: None, offset, drift, steps });
        }
        if self.lives(Family::Tie) && weather.ties == Probability::ZERO {
            weather.ties = self.dice.percent("tie", 50);
        }
    }
}
