//! Earlier occurrences: the 1st in place of the 7th, one in place of all; those of one address move together.

use super::numbers;
use super::reducer::{Bench, Proposals};
use crate::check::model::Model;
use crate::check::scenario::ScenarioOf;
use crate::sim::fault::Nth;

/// Fewer of what an address means, and never another one: what is left is a part of what was there.
pub(super) fn fewer<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Proposals<M> {
    let mut copy = bench.kept.clone();
    let all: Vec<Nth> = numbers::occurrences(&mut copy).into_iter().map(|(_, nth)| *nth).collect();
    let part = |fewer: &Nth| match (all[spot], fewer) {
        (Nth::One(_), _) => false,
        (Nth::Range(from, to), fewer) => from <= fewer.bounds().0 && fewer.bounds().1 < to,
        (Nth::All, _) => true,
    };
    let mut fewer = lower(*all.get(spot)?);
    fewer.retain(part);
    let with = |nth: Nth| changed::<M>(bench.kept, |place, old| if place == spot { nth } else { old });
    Some((fewer.into_iter().map(with).collect(), spot + 1))
}

/// Lower occurrences: first of all addresses that count the same things, then of each.
pub(super) fn earlier<M: Model>(bench: &Bench<'_, M>, spot: usize) -> Proposals<M> {
    let mut copy = bench.kept.clone();
    let all: Vec<(String, Nth)> =
        numbers::occurrences(&mut copy).into_iter().map(|(of, nth)| (of, *nth)).collect();
    let lower = match spot.checked_sub(all.len()) {
        None => group::<M>(bench.kept, &all, spot),
        Some(index) => {
            let (_, nth) = all.get(index)?;
            let with =
                |nth: Nth| changed::<M>(bench.kept, |place, old| if place == index { nth } else { old });
            lower(*nth).into_iter().map(with).collect()
        }
    };
    Some((lower, spot + 1))
}

/// The scenario with every address's occurrences passed through `change`, which is told their place.
fn changed<M: Model>(kept: &ScenarioOf<M>, mut change: impl FnMut(usize, Nth) -> Nth) -> ScenarioOf<M> {
    let mut scenario = kept.clone();
    for (place, (_, nth)) in numbers::occurrences(&mut scenario).into_iter().enumerate() {
        *nth = change(place, *nth);
    }
    scenario
}

/// Those that count the same as the one at `index` does: numbered from 1 in their order, or all as much earlier. They
/// are looked at once, with the first of them.
fn group<M: Model>(kept: &ScenarioOf<M>, all: &[(String, Nth)], index: usize) -> Vec<ScenarioOf<M>> {
    let (of, _) = &all[index];
    let is_first = all.iter().position(|(other, _)| other == of) == Some(index);
    let members: Vec<Nth> = all.iter().filter(|(other, _)| other == of).map(|(_, nth)| *nth).collect();
    if !is_first || members.contains(&Nth::All) {
        return Vec::new();
    }
    let mut firsts: Vec<u32> = members.iter().map(|nth| nth.bounds().0).collect();
    firsts.sort_unstable();
    firsts.dedup();
    let within = |place: usize| all[place].0 == *of;
    let mut found = Vec::new();
    if firsts.len() > 1 && members.iter().all(|nth| matches!(nth, Nth::One(_))) {
        let rank = |nth: Nth| firsts.partition_point(|first| *first < nth.bounds().0) as u32;
        let renumber = |place, nth| if within(place) { Nth::One(1 + rank(nth)) } else { nth };
        found.push(changed::<M>(kept, renumber));
    }
    let room = firsts[0].saturating_sub(1);
    for by in [room, room / 2, 1.min(room)].into_iter().filter(|by| *by > 0) {
        found.push(changed::<M>(kept, |place, nth| if within(place) { moved(nth, by) } else { nth }));
    }
    found
}

fn moved(nth: Nth, by: u32) -> Nth {
    match nth {
        Nth::One(n) => Nth::One(n - by),
        Nth::Range(from, to) => Nth::Range(from - by, to - by),
        Nth::All => Nth::All,
    }
}

/// Fewer or earlier ones.
fn lower(nth: Nth) -> Vec<Nth> {
    match nth {
        Nth::One(n) => {
            let fewer = [1, 2, n / 2, n.saturating_sub(1)].into_iter().filter(|less| (1..n).contains(less));
            fewer.map(Nth::One).collect()
        }
        Nth::Range(from, to) => {
            let (last, half) = (to - 1, from + (to - from) / 2);
            let mut found = vec![Nth::One(1), Nth::One(from), Nth::One(last)];
            let parts = [(from, half), (half, to), (from, to - 1), (from + 1, to), (1, 1 + to - from)];
            found.extend(parts.into_iter().filter(|(a, b)| a < b).map(|(a, b)| Nth::Range(a, b)));
            found
        }
        Nth::All => {
            let first = [1, 2, 3, 5].map(Nth::One).into_iter();
            first.chain([3, 5, 9, 33].map(|to| Nth::Range(1, to))).collect()
        }
    }
}
