//! Taking away: what was never reached, then faults and inputs in halves, quarters and one by one, then in pairs.

use super::numbers;
use super::reducer::{Bench, Proposals};
use super::size::ceiling;
use crate::check::model::Model;
use crate::check::scenario::ScenarioOf;
use crate::sim::fault::Nth;
use crate::sim::time::Span;

/// The offset of a chunk is kept in as many bits of a spot.
const OFFSET: u32 = 24;
/// More faults and inputs than this are not tried in pairs.
const PAIRED: usize = 12;

/// The scenario without the faults and inputs at these places; inputs come after the faults.
fn without<M: Model>(kept: &ScenarioOf<M>, mut goes: impl FnMut(usize) -> bool) -> ScenarioOf<M> {
    let mut smaller = kept.clone();
    let mut place = 0..;
    let mut stays = || !place.next().is_some_and(&mut goes);
    smaller.faults.retain(|_| stays());
    smaller.inputs.retain(|_| stays());
    smaller
}

fn count<M: Model>(kept: &ScenarioOf<M>) -> usize {
    kept.faults.len() + kept.inputs.len()
}

/// What the last run never came to: faults that struck nothing, inputs that were never due, time behind the failure.
pub(super) fn unreached<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Proposals<M> {
    let seen = bench.seen?;
    let kept = bench.kept;
    let smaller = match spot {
        0 if seen.unmatched.is_empty() && seen.untriggered.is_empty() => Vec::new(),
        0 => {
            let faults = kept.faults.len();
            let goes = |place: usize| match place.checked_sub(faults) {
                None => seen.unmatched.contains(&place),
                Some(input) => seen.untriggered.contains(&input),
            };
            vec![without::<M>(kept, goes)]
        }
        1 => {
            // Enough room for a run that is right to settle.
            let enough = ceiling(seen.violated_at?.as_nanos().saturating_mul(2).max(1_000_000));
            let horizon = Span::from_nanos(enough);
            match horizon < kept.horizon {
                true => vec![ScenarioOf::<M> { horizon, ..kept.clone() }],
                false => Vec::new(),
            }
        }
        _ => return None,
    };
    Some((smaller, spot + 1))
}

/// Chunks of faults and inputs: all, halves, quarters and so on down to each alone.
pub(super) fn halves<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Proposals<M> {
    let (level, offset) = ((spot >> OFFSET) as u32, spot & ((1 << OFFSET) - 1));
    let number = count::<M>(bench.kept);
    let size = (1usize << OFFSET).checked_shr(level).filter(|size| *size > 0)?;
    let next_level = ((level + 1) as usize) << OFFSET;
    if offset >= number || size >= 2 * number.max(1) {
        return Some((Vec::new(), next_level));
    }
    let smaller = without::<M>(bench.kept, |place| (offset..offset + size).contains(&place));
    Some((vec![smaller], spot + size))
}

/// Two at a time: what only makes sense together can only go together. And one, with what then comes one sooner: without
/// an edit, what was the 2nd message of a field is the 1st.
pub(super) fn pairs<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Proposals<M> {
    let number = count::<M>(bench.kept);
    let (one, other) = (spot / PAIRED, spot % PAIRED);
    if number > PAIRED || one >= number {
        return None;
    }
    let mut smaller = Vec::new();
    if one < other && other < number {
        smaller.push(without::<M>(bench.kept, |place| place == one || place == other));
    }
    if one != other && other < number {
        let sooner = |to: fn(u32) -> u32| {
            let mut sooner = bench.kept.clone();
            let (_, nth) = match other.checked_sub(sooner.faults.len()) {
                None => numbers::nth_of(&mut sooner.faults[other])?,
                Some(input) => numbers::step_nth(sooner.inputs[input].after.as_mut()?),
            };
            match nth {
                Nth::One(n) if *n > 1 => *n = to(*n),
                _ => return None,
            }
            Some(without::<M>(&sooner, |place| place == one))
        };
        smaller.extend([sooner(|n| n - 1), sooner(|_| 1)].into_iter().flatten());
    }
    Some((smaller, spot + 1))
}
