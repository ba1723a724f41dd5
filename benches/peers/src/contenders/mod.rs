//! The contenders, one file each; what each is given to do, and what it returns.

mod nexosim;
mod simcore;
mod simulacra;
mod sooner;
mod turmoil;

use std::fmt;
use std::str::FromStr;

use crate::work::Work;

/// The seed of everything that is run once.
const SEED: u64 = 1;

/// A simulator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contender {
    Sooner,
    Simulacra,
    Simcore,
    Nexosim,
    Turmoil,
}

/// What a contender did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// How many messages were delivered, timers fired and fields created.
    pub steps: u64,
    /// A digest over every step, of whoever computes one.
    pub digest: Option<u64>,
}

impl Done {
    fn steps(steps: u64) -> Done {
        Done { steps, digest: None }
    }
}

impl Contender {
    /// Every one, in the order of the tables' columns.
    pub const ALL: [Contender; 5] =
        [Contender::Sooner, Contender::Simulacra, Contender::Simcore, Contender::Nexosim, Contender::Turmoil];

    /// The name of its crate.
    pub fn name(self) -> &'static str {
        match self {
            Contender::Sooner => "sooner",
            Contender::Simulacra => "simulacra",
            Contender::Simcore => "simcore",
            Contender::Nexosim => "nexosim",
            Contender::Turmoil => "turmoil",
        }
    }

    /// Does the work; `None` where it cannot.
    pub fn run(self, work: Work) -> Option<Done> {
        if self == Contender::Sooner {
            return Some(sooner::run(work));
        }
        let of_fields = match self {
            Contender::Sooner => unreachable!("it has returned"),
            Contender::Simulacra => simulacra::fields,
            Contender::Simcore => simcore::fields,
            Contender::Nexosim => nexosim::fields,
            Contender::Turmoil => turmoil::fields,
        };
        match work {
            Work::Fields { fields } => Some(Done::steps(of_fields(fields, SEED))),
            Work::Campaign { fields, runs } => {
                Some(Done::steps((0..runs).map(|seed| of_fields(fields, seed)).sum()))
            }
            Work::Phold { processes, each, events } => {
                let phold = match self {
                    Contender::Simulacra => simulacra::phold,
                    Contender::Simcore => simcore::phold,
                    Contender::Nexosim => nexosim::phold,
                    Contender::Sooner | Contender::Turmoil => return None,
                };
                Some(Done::steps(phold(processes.into(), each, events, SEED)))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Contender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Contender {
    type Err = String;

    fn from_str(name: &str) -> Result<Contender, String> {
        let known = Contender::ALL.into_iter().find(|contender| contender.name() == name);
        known.ok_or_else(|| format!("there is no contender `{name}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_do_the_same_work() {
        let work = Work::Fields { fields: 2_000 };
        for contender in Contender::ALL {
            let done = contender.run(work).expect("all know fields");
            let each = done.steps as f64 / 2_000.0;
            assert!((5.2..6.0).contains(&each), "{contender} takes {each} steps a field");
        }
    }

    #[test]
    fn phold_takes_as_many_events_as_were_asked_for() {
        let work = Work::Phold { processes: 16, each: 4, events: 1_000 };
        for contender in Contender::ALL {
            let done = contender.run(work);
            assert!(done.is_none_or(|done| done.steps == 1_000), "{contender}: {done:?}");
        }
    }
}
