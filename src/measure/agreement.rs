//! Whether a sample agrees with a law that has atoms: the whole curve by its band, the atoms by chi-square. Knows nothing
//! of where the law comes from.

use super::band::reach;
use super::special::chi_square_beyond;
use super::times::Times;
use crate::sim::Time;

/// The verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agrees {
    /// Neither test rejects.
    Agree,
    /// One does.
    Disagree,
    /// Neither rejects, but with so few runs hardly anything could be: a law that is wrong by a fifth of all runs might
    /// pass (the reach is above 0.2).
    Underpowered,
}

/// The reach beyond which an agreement says nothing.
const POWERLESS: f64 = 0.2;
/// What is expected in a pool at least, by Cochran's rule.
const POOL: f64 = 5.0;

/// A chi-square test on atoms, pooled until each is expected at least five times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquare {
    /// The statistic; infinite where a run took a time that the law does not know.
    pub statistic: f64,
    /// Degrees of freedom.
    pub freedom: u64,
    /// How likely at least so much is under the law, by the limit for many runs.
    pub p: f64,
}

/// The atom that is furthest off, in standard deviations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Residual {
    /// The last time of the atom or pool; of the last pool, the horizon.
    pub at: Time,
    /// Runs seen there.
    pub seen: u64,
    /// Runs expected there.
    pub expected: f64,
}

impl Residual {
    /// By how many standard deviations it is off, seen more than expected being positive: (seen - expected) /
    /// sqrt(expected).
    pub fn deviations(&self) -> f64 {
        match self.seen as f64 - self.expected {
            0.0 => 0.0,
            off => off / self.expected.sqrt(),
        }
    }
}

/// How a sample and a law compare.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// How many runs.
    pub runs: u64,
    /// The largest vertical distance between the two distribution functions up to the horizon.
    pub distance: f64,
    /// Where it is.
    pub at: Time,
    /// The distance that a true law exceeds with probability alpha/2 at most; so the smallest that can be detected with so
    /// many runs.
    pub reach: f64,
    /// The atoms; `None` where there are not two pools, unless a run took a time that the law does not know.
    pub chi_square: Option<ChiSquare>,
    /// The worst of them.
    pub worst: Option<Residual>,
    /// The verdict at alpha.
    pub agrees: Agrees,
}

/// Compares a sample with a law given by its steps: (time, probability of at most that time), ascending. Runs that were not
/// consistent by the horizon count as beyond it, and so does what the law has there; both tests together are wrong with
/// probability `alpha` at most, half of it each.
///
/// Of the band that is proved; of the chi-square it is its limit for many runs. Where pools are expected little more than
/// five times, it rejects a right law up to 1.3 times as often as stated at alpha = 0.05, and at 1e-6 some 5 times with a
/// geometric tail, some 40 at worst (computed for independent Poisson pools).
///
/// A run at a time at which the law has no atom disagrees with it, were it the only one. `None` of no run, or where alpha
/// is not above 0 and at most 1.
pub fn agreement(times: &Times, law: &[(Time, f64)], alpha: f64) -> Option<Agreement> {
    agreement_up_to(times, law, Time::NEVER, alpha)
}

/// The same with a law that is known up to an instant only: runs beyond it count with those that were not consistent by the
/// horizon.
pub fn agreement_up_to(
    times: &Times,
    law: &[(Time, f64)],
    known_up_to: Time,
    alpha: f64,
) -> Option<Agreement> {
    if times.runs() == 0 || !(alpha > 0.0 && alpha <= 1.0) {
        return None;
    }
    let end = times.horizon().after_start().min(known_up_to);
    let cells = cells(times, law, end);
    let runs = times.runs() as f64;
    let (distance, at) = distance(&cells, runs);
    let reach = reach(times.runs(), alpha / 2.0);
    let pools = pools(&cells, times, end);
    let chi_square = chi_square(&pools);
    let off = |pool: &Residual| pool.deviations().abs();
    let worst = pools.into_iter().reduce(|worst, pool| if off(&pool) > off(&worst) { pool } else { worst });
    let agrees = match chi_square {
        Some(test) if test.p <= alpha / 2.0 => Agrees::Disagree,
        _ if distance > reach => Agrees::Disagree,
        _ if reach > POWERLESS => Agrees::Underpowered,
        _ => Agrees::Agree,
    };
    Some(Agreement { runs: times.runs(), distance, at, reach, chi_square, worst, agrees })
}

/// What the law and the sample have at one instant.
struct Cell {
    at: Time,
    /// The probability of exactly this time.
    mass: f64,
    /// The probability of at most this time.
    within: f64,
    seen: u64,
}

/// All instants up to the end at which either has something, ascending.
fn cells(times: &Times, law: &[(Time, f64)], end: Time) -> Vec<Cell> {
    let mut steps = law.iter().take_while(|(time, _)| *time <= end).peekable();
    let mut atoms = times.atoms().take_while(|(time, _)| *time <= end).peekable();
    let mut cells: Vec<Cell> = Vec::with_capacity(law.len() + times.atoms().len());
    let mut within = 0.0;
    loop {
        let next = [steps.peek().map(|(time, _)| *time), atoms.peek().map(|(time, _)| *time)];
        let Some(at) = next.into_iter().flatten().min() else { return cells };
        let before = within;
        while let Some((_, share)) = steps.next_if(|(time, _)| *time == at) {
            within = share.clamp(within, 1.0);
        }
        let seen = atoms.next_if(|(time, _)| *time == at).map_or(0, |(_, atom)| atom.runs);
        cells.push(Cell { at, mass: within - before, within, seen });
    }
}

/// The largest distance and where it is. Both functions are constant from one instant to the next, so that the limit from
/// the left at one is the value at the one before.
fn distance(cells: &[Cell], runs: f64) -> (f64, Time) {
    let mut seen = 0;
    cells.iter().fold((0.0, Time::START), |(worst, at), cell| {
        seen += cell.seen;
        let off = (seen as f64 / runs - cell.within).abs();
        if off > worst { (off, cell.at) } else { (worst, at) }
    })
}

/// The cells in the order of time, pooled until each pool is expected at least five times; the last is what is left of them
/// with everything beyond the end. A time that the law does not know is a pool of its own.
fn pools(cells: &[Cell], times: &Times, end: Time) -> Vec<Residual> {
    let runs = times.runs() as f64;
    let mut pools: Vec<Residual> = Vec::new();
    let mut unknown: Vec<Residual> = Vec::new();
    let mut open = Residual { at: end, seen: 0, expected: 0.0 };
    for cell in cells {
        if cell.mass <= 0.0 {
            unknown.extend((cell.seen > 0).then_some(Residual {
                at: cell.at,
                seen: cell.seen,
                expected: 0.0,
            }));
            continue;
        }
        open.seen += cell.seen;
        open.expected += cell.mass * runs;
        if open.expected >= POOL {
            pools.push(Residual { at: cell.at, ..open });
            open = Residual { seen: 0, expected: 0.0, ..open };
        }
    }
    let beyond = 1.0 - cells.last().map_or(0.0, |cell| cell.within);
    open.seen += times.runs().saturating_sub(times.within(end));
    if beyond <= 0.0 && open.expected <= 0.0 {
        // The law knows no beyond.
        unknown.extend((open.seen > 0).then_some(open));
    } else {
        open.expected += beyond * runs;
        match pools.last_mut() {
            Some(last) if open.expected < POOL => {
                *last = Residual {
                    at: open.at,
                    seen: last.seen + open.seen,
                    expected: last.expected + open.expected,
                };
            }
            _ => pools.push(open),
        }
    }
    pools.extend(unknown);
    pools
}

fn chi_square(pools: &[Residual]) -> Option<ChiSquare> {
    let square = |off: f64| off * off;
    let statistic: f64 = pools.iter().map(|pool| square(pool.deviations())).sum();
    let freedom = (pools.len() as u64).saturating_sub(1);
    match freedom {
        0 if statistic.is_finite() => None,
        _ => Some(ChiSquare { statistic, freedom, p: chi_square_beyond(statistic, freedom as f64) }),
    }
}
