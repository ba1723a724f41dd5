//! The law of one field alone. Knows no other.

use super::chain::{Curve, Effort, Halt, Laws, Quirks};
use super::law::{Step, mean};
use super::protocol::{NoLaw, Protocol};
use super::schedule::time;
use super::tail;
use crate::sim::Time;

const EFFORT: u64 = 10_000_000;
const THIN: f64 = 1e-16;
const MOST_STEPS: usize = 1_000_000;

/// When one field becomes consistent, on its own.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldLaw {
    /// When it is created.
    pub created: Time,
    /// The steps of its distribution function, from the start of the run, ascending.
    pub steps: Vec<Step>,
}

impl FieldLaw {
    /// P(T > t), t from the start of the run. After the last step, an upper bound.
    pub fn beyond(&self, time: Time) -> f64 {
        let after = self.steps.partition_point(|step| step.at <= time);
        after.checked_sub(1).map_or(1.0, |last| self.steps[last].beyond)
    }

    /// The mean time from its creation on, in nanoseconds; `None` where it is infinite or hangs on what lies after the last
    /// step.
    pub fn mean(&self) -> Option<f64> {
        mean(&self.steps, self.created)
    }
}

/// The law of a field, counted from 1.
pub(super) fn law(protocol: &Protocol, quirks: Quirks, number: u64) -> Result<FieldLaw, NoLaw> {
    if number == 0 || number > protocol.fields {
        return Err(NoLaw(format!("there is no field {number}; the fields are 1 to {}", protocol.fields)));
    }
    let mut laws = Laws::new(protocol, quirks, Effort(EFFORT))?;
    let created = laws.schedule.created(number - 1);
    let mut steps = Vec::new();
    if tail::of(protocol).rate.value > 0.0 {
        let mut curve = Curve::new(&laws, created)?;
        match walk(&mut laws, &mut curve, &mut steps) {
            Ok(()) | Err(Halt::TooLong) => {}
            Err(Halt::NoLaw(why)) => return Err(why),
        }
    }
    Ok(FieldLaw { created: time(created), steps })
}

fn walk(laws: &mut Laws, curve: &mut Curve, steps: &mut Vec<Step>) -> Result<(), Halt> {
    while let Some((at, beyond)) = curve.step(laws, steps.len())? {
        steps.push(Step { at: time(at), within: 1.0 - beyond, beyond });
        if beyond <= THIN || steps.len() >= MOST_STEPS {
            break;
        }
    }
    Ok(())
}
