//! Earlier and rounder times: the tail of what happens pulled forward with its spacing, then each number alone.

use super::numbers::{self, Kind};
use super::reducer::{Bench, Proposals};
use crate::check::model::Model;
use crate::check::scenario::ScenarioOf;
use crate::sim::time::Span;

/// All instants from one on, earlier or rounder by as much.
pub(super) fn together<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Proposals<M> {
    let all = numbers::all_nanos(bench.kept);
    let mut instants: Vec<u64> =
        all.iter().filter(|(_, kind, _)| *kind == Kind::Instant).map(|(.., nanos)| *nanos).collect();
    instants.sort_unstable();
    instants.dedup();
    let moves = match spot.checked_sub(instants.len()) {
        None => {
            let from = instants[spot];
            let before = if spot == 0 { 0 } else { instants[spot - 1] };
            let gap = bench.grain.simpler(from - before).into_iter().map(|gap| before + gap);
            let to = gap.chain(bench.grain.simpler(from)).filter(|to| *to >= before).collect();
            let to = bench.grain.sorted(from, to);
            let shift = |to: u64| moved::<M>(bench.kept, |_, at| at >= from, from, to);
            to.into_iter().map(shift).collect()
        }
        // An interval as a whole.
        Some(owner) => {
            if owner >= bench.kept.faults.len() {
                return None;
            }
            let own = all.iter().filter(|(of, kind, _)| *of == owner && *kind == Kind::Instant);
            let own: Vec<u64> = own.map(|(.., nanos)| *nanos).collect();
            match own.as_slice() {
                [from, _, ..] => {
                    let shift = |to: u64| moved::<M>(bench.kept, |of, _| of == owner, *from, to);
                    bench.grain.simpler(*from).into_iter().map(shift).collect()
                }
                _ => Vec::new(),
            }
        }
    };
    Some((moves, spot + 1))
}

/// The scenario with some of its instants moved, as `from` is to `to`.
fn moved<M: Model>(
    kept: &ScenarioOf<M>,
    mut moves: impl FnMut(usize, u64) -> bool,
    from: u64,
    to: u64,
) -> ScenarioOf<M> {
    numbers::with_nanos(kept, |owner, kind, nanos| match kind == Kind::Instant && moves(owner, nanos) {
        true => nanos.saturating_add(to).saturating_sub(from),
        false => nanos,
    })
}

/// Each number alone: the faults' and the inputs', then the latency's and what is declared of it.
pub(super) fn alone<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Proposals<M> {
    let all = numbers::all_nanos(bench.kept);
    let simpler = match spot.checked_sub(all.len()) {
        None => {
            let with = |to: u64| {
                let mut place = 0..;
                numbers::with_nanos(bench.kept, |_, _, nanos| match place.next() == Some(spot) {
                    true => to,
                    false => nanos,
                })
            };
            bench.grain.simpler(all[spot].2).into_iter().map(with).collect()
        }
        Some(0) => {
            let bound = bench.kept.weather.latency_bound;
            let rounder = bound.map(|bound| bench.grain.rounder(bound.as_nanos())).unwrap_or_default();
            let with = |nanos: u64| {
                let mut scenario = bench.kept.clone();
                scenario.weather.latency_bound = Some(Span::from_nanos(nanos));
                scenario
            };
            rounder.into_iter().map(with).collect()
        }
        Some(_) => return None,
    };
    Some((simpler, spot + 1))
}
