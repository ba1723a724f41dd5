//! Measures one piece of work in a process of its own, and many in rounds. It knows no table.

use std::collections::BTreeMap;
use std::env::current_exe;
use std::fmt;
use std::process::Command;
use std::str::FromStr;
use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};

use crate::work::Case;

/// What was measured of one case in one round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// CPU time of all threads, user and system, in nanoseconds. A busy machine lengthens it less than wall time.
    pub cpu: u64,
    /// Wall time in nanoseconds.
    pub wall: u64,
    /// How many steps were taken.
    pub steps: u64,
    /// The digest, of whoever computes one.
    pub digest: Option<u64>,
    /// The most memory that the process held, in bytes, where the system tells.
    pub peak: Option<u64>,
}

impl Sample {
    /// CPU nanoseconds per step.
    pub fn per_step(&self) -> f64 {
        self.cpu as f64 / self.steps as f64
    }
}

/// All samples of every case, in order of rounds.
pub type Samples = BTreeMap<Case, Vec<Sample>>;

fn cpu_time() -> u64 {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64
}

/// The largest resident set so far (`VmHWM`), which Linux tells in kibibytes.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Does the work in this process. Building what is simulated, running it and dropping it are all measured.
///
/// # Errors
/// When the contender cannot do it.
#[allow(clippy::disallowed_methods, reason = "this is a stopwatch")]
pub fn measure((contender, work): Case) -> Result<Sample, String> {
    let (wall, cpu) = (Instant::now(), cpu_time());
    let done = contender.run(work).ok_or_else(|| format!("{contender} cannot do `{work}`"))?;
    let (cpu, wall) = (cpu_time() - cpu, wall.elapsed().as_nanos() as u64);
    Ok(Sample { cpu, wall, steps: done.steps, digest: done.digest, peak: peak() })
}

/// Does the work in a new process of this very program, so that no case finds memory or caches that another has warmed.
///
/// # Errors
/// When the process cannot be started, or fails.
pub fn measure_in_child((contender, work): Case) -> Result<Sample, String> {
    let told = |error: std::io::Error| format!("this program cannot start itself: {error}");
    let program = current_exe().map_err(told)?;
    let child = Command::new(program).args(["run", contender.name(), &work.to_string()]).output();
    let child = child.map_err(told)?;
    match child.status.success() {
        true => String::from_utf8_lossy(&child.stdout).trim().parse(),
        false => Err(format!("{contender}, {work}: {}", String::from_utf8_lossy(&child.stderr).trim())),
    }
}

/// Nobody waits long for a work of fewer nanoseconds.
const SHORT: u64 = 2_000_000_000;

/// The quickest of three measurements of a short work, the only one of a long work: what else runs on the machine can
/// lengthen the time of a process by half, and nothing shortens it.
///
/// # Errors
/// When the case fails, or its digest differs.
fn measure_quickest(case: Case) -> Result<Sample, String> {
    let mut quickest = measure_in_child(case)?;
    for _ in 1..if quickest.cpu < SHORT { 3 } else { 1 } {
        let again = measure_in_child(case)?;
        same_digest(case, &quickest, &again)?;
        if again.cpu < quickest.cpu {
            quickest = again;
        }
    }
    Ok(quickest)
}

fn same_digest((contender, work): Case, one: &Sample, other: &Sample) -> Result<(), String> {
    match one.digest == other.digest {
        true => Ok(()),
        false => Err(format!("{contender}, {work}: the digest differs between two runs")),
    }
}

/// Measures every case in each round. Each round begins elsewhere in the list, so that no case always follows the
/// same busy spell of the machine.
///
/// # Errors
/// When a case fails, or a digest differs between two rounds.
pub fn measure_all(
    cases: &[Case],
    rounds: usize,
    told: &mut dyn FnMut(usize, Case, &Sample),
) -> Result<Samples, String> {
    let mut samples = Samples::new();
    for round in 0..rounds {
        let first = round * cases.len() / rounds;
        for case in cases.iter().cycle().skip(first).take(cases.len()) {
            let sample = measure_quickest(*case)?;
            told(round, *case, &sample);
            let earlier = samples.entry(*case).or_default();
            earlier.first().map_or(Ok(()), |first| same_digest(*case, first, &sample))?;
            earlier.push(sample);
        }
    }
    Ok(samples)
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cpu={} wall={} steps={}", self.cpu, self.wall, self.steps)?;
        self.digest.map_or(Ok(()), |digest| write!(f, " digest={digest:#018x}"))?;
        self.peak.map_or(Ok(()), |peak| write!(f, " peak={peak}"))
    }
}

impl FromStr for Sample {
    type Err = String;

    fn from_str(line: &str) -> Result<Sample, String> {
        let find = |name: &str| {
            line.split(' ')
                .find_map(|word| word.split_once('=').filter(|(key, _)| *key == name))
                .map(|(_, value)| value)
        };
        let wrong = || format!("`{line}` is no sample");
        let number = |name: &str| find(name).and_then(|value| value.parse().ok());
        Ok(Sample {
            cpu: number("cpu").ok_or_else(wrong)?,
            wall: number("wall").ok_or_else(wrong)?,
            steps: number("steps").ok_or_else(wrong)?,
            digest: find("digest").and_then(|value| u64::from_str_radix(value.strip_prefix("0x")?, 16).ok()),
            peak: number("peak"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contenders::Contender;
    use crate::work::Work;

    #[test]
    fn a_sample_is_read_as_it_is_written() {
        let sample = Sample { cpu: 12, wall: 13, steps: 5, digest: Some(0xb4e4), peak: Some(4096) };
        assert_eq!(sample.to_string().parse(), Ok(sample));
        let bare = Sample { digest: None, peak: None, ..sample };
        assert_eq!(bare.to_string().parse(), Ok(bare));
        assert!("cpu=1 wall=2".parse::<Sample>().is_err());
    }

    #[test]
    fn what_a_contender_cannot_do_is_an_error() {
        let work = Work::Phold { processes: 3, each: 1, events: 10 };
        assert_eq!(measure((Contender::Turmoil, work)), Err("turmoil cannot do `phold 3 1 10`".to_string()));
    }

    #[test]
    fn the_same_run_has_the_same_digest() {
        let case = (Contender::Sooner, Work::CheckedCampaign { fields: 10, runs: 3 });
        let (one, other) = (measure(case).unwrap(), measure(case).unwrap());
        assert_eq!((one.steps, one.digest), (other.steps, other.digest));
        let bare = measure((Contender::Sooner, Work::Campaign { fields: 10, runs: 3 })).unwrap();
        assert_eq!(bare.digest, one.digest, "who looks on changes nothing");
    }
}
