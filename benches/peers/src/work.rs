//! What there is to do, and who is asked to do what. It measures nothing.

use std::fmt;
use std::str::FromStr;

use crate::contenders::Contender;

/// A piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// W(N): see [`crate::protocol`].
    Fields { fields: u32 },
    /// W(N), and every property is checked after every step.
    Checked { fields: u32 },
    /// W(N) in weather of every family.
    Weather { fields: u32 },
    /// Both.
    CheckedWeather { fields: u32 },
    /// W(N) with the seeds 0, 1, 2 and so on.
    Campaign { fields: u32, runs: u64 },
    /// The same, and every property is checked after every step.
    CheckedCampaign { fields: u32, runs: u64 },
    /// See [`crate::phold`]: `each` initial events of each process.
    Phold { processes: u16, each: u32, events: u64 },
    /// A thousand messages go round among so many processes.
    Relay { processes: u16, events: u64 },
    /// An hour of virtual time in which nothing happens but perhaps two ticks a second.
    Idle { ticks: bool },
}

/// Who does what.
pub type Case = (Contender, Work);

impl Work {
    /// How many runs it consists of.
    pub fn runs(self) -> u64 {
        match self {
            Work::Campaign { runs, .. } | Work::CheckedCampaign { runs, .. } => runs,
            _ => 1,
        }
    }

    /// The words that [`Work::from_str`] takes.
    fn words(self) -> (&'static str, Vec<u64>) {
        match self {
            Work::Fields { fields } => ("fields", vec![fields.into()]),
            Work::Checked { fields } => ("checked", vec![fields.into()]),
            Work::Weather { fields } => ("weather", vec![fields.into()]),
            Work::CheckedWeather { fields } => ("checked-weather", vec![fields.into()]),
            Work::Campaign { fields, runs } => ("campaign", vec![fields.into(), runs]),
            Work::CheckedCampaign { fields, runs } => ("checked-campaign", vec![fields.into(), runs]),
            Work::Phold { processes, each, events } => ("phold", vec![processes.into(), each.into(), events]),
            Work::Relay { processes, events } => ("relay", vec![processes.into(), events]),
            Work::Idle { ticks } => ("idle", vec![ticks.into()]),
        }
    }
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, numbers) = self.words();
        f.write_str(name)?;
        numbers.iter().try_for_each(|number| write!(f, " {number}"))
    }
}

impl FromStr for Work {
    type Err = String;

    fn from_str(text: &str) -> Result<Work, String> {
        let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
        let numbers: Result<Vec<u64>, _> = rest.split_whitespace().map(str::parse).collect();
        let numbers = numbers.map_err(|error| format!("`{text}`: {error}"))?;
        let small = |number: u64| u32::try_from(number).map_err(|error| format!("`{text}`: {error}"));
        let tiny = |number: u64| u16::try_from(number).map_err(|error| format!("`{text}`: {error}"));
        Ok(match (name, numbers.as_slice()) {
            ("fields", &[fields]) => Work::Fields { fields: small(fields)? },
            ("checked", &[fields]) => Work::Checked { fields: small(fields)? },
            ("weather", &[fields]) => Work::Weather { fields: small(fields)? },
            ("checked-weather", &[fields]) => Work::CheckedWeather { fields: small(fields)? },
            ("campaign", &[fields, runs]) => Work::Campaign { fields: small(fields)?, runs },
            ("checked-campaign", &[fields, runs]) => Work::CheckedCampaign { fields: small(fields)?, runs },
            ("phold", &[processes, each, events]) => {
                Work::Phold { processes: tiny(processes)?, each: small(each)?, events }
            }
            ("relay", &[processes, events]) => Work::Relay { processes: tiny(processes)?, events },
            ("idle", &[ticks]) => Work::Idle { ticks: ticks != 0 },
            _ => return Err(format!("there is no work `{text}`")),
        })
    }
}

/// How much of everything there is: so much that the slowest of a row takes a few seconds, or a tenth of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    quick: bool,
}

impl Scale {
    /// All of it, or, when it is to be quick, a tenth.
    pub fn new(quick: bool) -> Scale {
        Scale { quick }
    }

    fn part(self, number: u64) -> u64 {
        if self.quick { number / 10 } else { number }
    }

    /// The numbers of fields of W(N), from small to large.
    pub fn fields(self) -> Vec<u32> {
        let all = [1_000, 100_000, 1_000_000, 10_000_000];
        all[..if self.quick { 3 } else { 4 }].to_vec()
    }

    /// How many fields there are where properties and weather are looked at.
    pub fn checked(self) -> u32 {
        self.part(1_000_000) as u32
    }

    /// A campaign of so many runs for the fast, a tenth for nexosim, a fiftieth for turmoil.
    pub fn campaign(self, contender: Contender) -> Work {
        let runs = match contender {
            Contender::Nexosim => 1_000,
            Contender::Turmoil => 200,
            _ => 10_000,
        };
        Work::Campaign { fields: 100, runs: self.part(runs) }
    }

    /// The same with every property checked.
    pub fn checked_campaign(self) -> Work {
        Work::CheckedCampaign { fields: 100, runs: self.part(10_000) }
    }

    /// PHOLD among 1,024 processes.
    pub fn phold(self, contender: Contender, each: u32) -> Work {
        let events = if contender == Contender::Nexosim { 1_000_000 } else { 3_000_000 };
        Work::Phold { processes: 1_024, each, events: self.part(events) }
    }

    /// The same traffic among so many.
    pub fn relay(self, processes: u16) -> Work {
        Work::Relay { processes, events: self.part(3_000_000) }
    }

    /// Every case of a round. Where a contender would take minutes it is left out.
    pub fn cases(self) -> Vec<Case> {
        use Contender::{Nexosim, Simcore, Simulacra, Sooner, Turmoil};
        let mut cases = Vec::new();
        for fields in self.fields() {
            let work = Work::Fields { fields };
            cases.extend([Sooner, Simulacra, Simcore].map(|contender| (contender, work)));
            if fields <= self.checked() {
                cases.extend([Nexosim, Turmoil].map(|contender| (contender, work)));
            }
        }
        let fields = self.checked();
        if !cases.contains(&(Sooner, Work::Fields { fields })) {
            cases.push((Sooner, Work::Fields { fields }));
        }
        cases.push((Sooner, Work::Checked { fields }));
        cases.push((Sooner, Work::Weather { fields }));
        cases.push((Sooner, Work::CheckedWeather { fields }));
        cases.extend(Contender::ALL.map(|contender| (contender, self.campaign(contender))));
        cases.push((Sooner, self.checked_campaign()));
        for each in PHOLD {
            cases.extend(
                [Sooner, Simulacra, Simcore].map(|contender| (contender, self.phold(contender, each))),
            );
        }
        cases.push((Nexosim, self.phold(Nexosim, PHOLD[0])));
        cases.extend(RELAY.map(|processes| (Sooner, self.relay(processes))));
        cases.extend([false, true].map(|ticks| (Sooner, Work::Idle { ticks })));
        cases
    }
}

/// Initial events of each process of PHOLD.
pub const PHOLD: [u32; 3] = [1, 16, 1_024];

/// Among how many a relay runs.
pub const RELAY: [u16; 3] = [3, 50, 1_000];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_read_as_it_is_written() {
        for scale in [Scale::new(true), Scale::new(false)] {
            for (_, work) in scale.cases() {
                assert_eq!(work.to_string().parse(), Ok(work));
            }
        }
    }

    #[test]
    fn no_case_is_run_twice_in_a_round() {
        for scale in [Scale::new(true), Scale::new(false)] {
            let mut cases = scale.cases();
            let number = cases.len();
            cases.sort();
            cases.dedup();
            assert_eq!(cases.len(), number);
        }
    }

    #[test]
    fn what_is_no_work_is_refused() {
        for text in ["", "fields", "fields x", "fields 4294967296", "relay 3 4 5"] {
            assert!(text.parse::<Work>().is_err(), "{text}");
        }
    }
}
