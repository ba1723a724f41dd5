//! All fields together: the product of their laws, instant by instant. Knows no tick.

use super::chain::{Effort, Halt, Laws, Quirks};
use super::classes::{Class, Classes};
use super::law::Step;
use super::protocol::{NoLaw, Protocol};
use super::schedule::{Instant, NEVER, time};

/// How much is reckoned at most: about a second of a processor.
pub(super) const EFFORT: u64 = 30_000_000;
/// Steps end where the tail is this thin.
const THIN: f64 = 1e-16;
/// What fields further back add is left out where it is less than this, all in all, at the first instant that counts.
const NEGLIGIBLE: f64 = 1e-22;
/// The most steps that are kept.
const MOST_STEPS: usize = 1_000_000;
/// The most fields that may be on their way when the last is created, where latencies differ.
const MOST_ON_THEIR_WAY: u64 = 5_000;

/// How far the steps go, and how much may be reckoned for them.
#[derive(Debug)]
pub(super) struct Reach {
    /// No step after this instant is wanted.
    pub(super) until: Instant,
    /// What may still be reckoned; what is used up is taken off.
    pub(super) effort: u64,
}

impl Reach {
    /// As far as anybody asks.
    pub(super) fn whole() -> Reach {
        Reach { until: NEVER, effort: EFFORT }
    }
}

/// The steps of a system's distribution function, and whether they go as far as is wanted, or down to the thinnest tail.
pub(super) fn steps(
    protocol: &Protocol,
    quirks: Quirks,
    reach: &mut Reach,
) -> Result<(Vec<Step>, bool), NoLaw> {
    let given = reach.effort.min(EFFORT);
    let mut laws = Laws::new(protocol, quirks, Effort(given))?;
    let mut steps = Vec::new();
    let swept = sweep_all(&mut laws, reach.until, &mut steps);
    reach.effort -= given - laws.effort.0;
    match swept {
        Ok(complete) => Ok((steps, complete)),
        Err(Halt::TooLong) if steps.is_empty() => Err(NoLaw("it would take too long to reckon".into())),
        Err(Halt::TooLong) => Ok((steps, false)),
        Err(Halt::NoLaw(why)) => Err(why),
    }
}

fn sweep_all(laws: &mut Laws, until: Instant, steps: &mut Vec<Step>) -> Result<bool, Halt> {
    let mut classes = Classes::new(laws);
    let mut members = members(laws, &mut classes)?;
    sweep(laws, &mut classes, &mut members, until, steps)
}

/// A class, where it stands on its curve, and what comes next.
struct Member {
    class: Class,
    steps: usize,
    next: Option<Instant>,
    /// n ln(1 - S), S being how likely one of its fields is not consistent.
    term: f64,
}

/// The classes that matter from the first instant on at which the system may be consistent, from the last field back.
fn members(laws: &mut Laws, classes: &mut Classes) -> Result<Vec<Member>, Halt> {
    let last = laws.schedule.fields - 1;
    let (soonest, latest) = classes.first_acks(laws);
    let begin = laws.schedule.created(last) + soonest;
    let mut members = Vec::new();
    let mut rest = laws.schedule.fields;
    while rest > 0 {
        // What a field's own creation still does at that instant differs from field to field.
        let on_its_way = laws.schedule.created(rest - 1) + latest > begin;
        if on_its_way && last - (rest - 1) > MOST_ON_THEIR_WAY {
            let why = "too many fields are on their way at once to reckon with the latencies of each";
            return Err(Halt::NoLaw(NoLaw(why.into())));
        }
        let class = match on_its_way {
            true => classes.alone(laws, rest - 1)?,
            false => classes.class_of(laws, rest - 1)?,
        };
        let member = Member::at(laws, classes, class, begin)?;
        let beyond = classes.curves[class.curve].beyond(member.steps);
        if !on_its_way && beyond * (rest as f64) < NEGLIGIBLE {
            break;
        }
        rest = class.first;
        members.push(member);
    }
    Ok(members)
}

impl Member {
    /// A class just before an instant.
    fn at(laws: &mut Laws, classes: &mut Classes, class: Class, at: Instant) -> Result<Member, Halt> {
        let curve = &mut classes.curves[class.curve];
        curve.reach(laws, at - 1 + class.shift)?;
        let steps = curve.steps_until(at - 1 + class.shift);
        let mut member = Member { class, steps, next: None, term: 0.0 };
        member.look(laws, classes)?;
        Ok(member)
    }

    /// Sees what its curve says here, and where it goes down next.
    fn look(&mut self, laws: &mut Laws, classes: &mut Classes) -> Result<(), Halt> {
        let curve = &mut classes.curves[self.class.curve];
        self.next = curve.step(laws, self.steps)?.map(|(at, _)| at - self.class.shift);
        self.term = self.class.count as f64 * libm::log1p(-curve.beyond(self.steps).min(1.0));
        laws.effort.spend(1)
    }
}

/// Goes from atom to atom; tells whether it came to the end.
fn sweep(
    laws: &mut Laws,
    classes: &mut Classes,
    members: &mut [Member],
    until: Instant,
    steps: &mut Vec<Step>,
) -> Result<bool, Halt> {
    loop {
        let Some(at) = members.iter().filter_map(|member| member.next).min() else {
            // Nothing more ever comes; if a deadline is asked about, all is known.
            return Ok(until != NEVER);
        };
        if at > until {
            return Ok(true);
        }
        let mut sum = 0.0;
        // From the oldest and smallest to the youngest: small numbers are added up first.
        for member in members.iter_mut().rev() {
            if member.next == Some(at) {
                member.steps += 1;
                member.look(laws, classes)?;
            }
            sum += member.term;
        }
        laws.effort.spend(members.len() / 8 + 1)?;
        // Adding zero makes a negative zero a plain one.
        let (within, beyond) = (libm::exp(sum), -libm::expm1(sum) + 0.0);
        if within > 0.0 && steps.last().is_none_or(|step| beyond < step.beyond || within > step.within) {
            steps.push(Step { at: time(at), within, beyond });
        }
        if beyond <= THIN {
            return Ok(true);
        }
        if steps.len() >= MOST_STEPS {
            return Ok(false);
        }
    }
}
