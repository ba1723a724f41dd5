//! A group against a list of members and a map of offsets.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use sooner::parts::log::{Fenced, Group, Place};

const PARTITIONS: [u32; 3] = [5, 1, 3];

fn places() -> Vec<Place> {
    let topics = (0..).zip(PARTITIONS);
    topics.flat_map(|(topic, many)| (0..many).map(move |partition| Place { topic, partition })).collect()
}

#[derive(Clone, Debug)]
enum Deed {
    Join(u32),
    Leave(u32),
    Rebalance,
    /// How many generations ago, where, what, and whether exactly.
    Commit(u32, usize, u64, bool),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        (0..5u32).prop_map(Deed::Join),
        (0..5u32).prop_map(Deed::Leave),
        Just(Deed::Rebalance),
        (0..2u32, 0..9usize, 0..6u64, any::<bool>())
            .prop_map(|(ago, place, offset, exactly)| Deed::Commit(ago, place, offset, exactly)),
    ];
    prop::collection::vec(deed, 0..60)
}

/// Members get one partition after the other, as long as each has not what it is due.
fn range_assignment(members: &BTreeSet<u32>) -> BTreeMap<Place, u32> {
    let mut owners = BTreeMap::new();
    for (topic, partitions) in (0..).zip(PARTITIONS) {
        let mut partition = 0;
        for (rank, member) in members.iter().enumerate() {
            let due =
                partitions as usize / members.len() + usize::from(rank < partitions as usize % members.len());
            for _ in 0..due {
                owners.insert(Place { topic, partition }, *member);
                partition += 1;
            }
        }
    }
    owners
}

fn play(deeds: &[Deed], group: &mut Group) {
    let places = places();
    let (mut members, mut generation) = (BTreeSet::new(), 0);
    let mut committed: BTreeMap<Place, u64> = BTreeMap::new();
    for deed in deeds {
        match *deed {
            Deed::Join(member) => {
                members.insert(member);
                generation += 1;
                assert_eq!(group.join(member), generation);
            }
            Deed::Leave(member) => {
                generation += u32::from(members.remove(&member));
                assert_eq!(group.leave(member), generation);
            }
            Deed::Rebalance => {
                generation += 1;
                assert_eq!(group.rebalance(), generation);
            }
            Deed::Commit(ago, at, offset, exactly) => {
                let (said, place) = (generation.wrapping_sub(ago), places[at]);
                let answer = match exactly {
                    true => group.commit_exactly(said, place, offset),
                    false => group.commit(said, place, offset),
                };
                if ago > 0 {
                    assert_eq!(answer, Err(Fenced { generation: said, current: generation }));
                } else {
                    let before = committed.get(&place).copied();
                    if exactly || before.is_none_or(|before| before < offset) {
                        committed.insert(place, offset);
                    }
                    assert_eq!(answer, Ok(before != committed.get(&place).copied()));
                }
            }
        }
        assert_eq!(group.generation(), generation);
        assert!(group.members().iter().eq(&members));
        let owners = range_assignment(&members);
        for place in &places {
            assert_eq!(group.owner(*place), owners.get(place).copied());
            assert_eq!(group.committed(*place), committed.get(place).copied());
        }
        for member in 0..6 {
            let mine: Vec<Place> = group.assigned(member).collect();
            let due = owners.iter().filter(|(_, owner)| **owner == member);
            assert_eq!(mine, due.map(|(place, _)| *place).collect::<Vec<_>>());
            assert_eq!(group.has(member), members.contains(&member));
        }
    }
}

proptest! {
    #[test]
    fn a_group_is_its_members_its_generation_and_its_offsets(deeds in deeds()) {
        play(&deeds, &mut Group::new(&PARTITIONS));
    }

    #[test]
    fn a_cleared_group_is_a_new_one(first in deeds(), second in deeds()) {
        let mut group = Group::new(&PARTITIONS);
        play(&first, &mut group);
        group.clear();
        play(&second, &mut group);
    }
}

const PLACE: Place = Place { topic: 0, partition: 0 };

#[test]
fn a_committed_zero_is_not_nothing() {
    let mut group = Group::new(&[1]);
    assert_eq!(group.committed(PLACE), None);
    assert_eq!(group.commit(0, PLACE, 0), Ok(true));
    assert_eq!(group.committed(PLACE), Some(0));
    assert_eq!(group.commit(0, PLACE, 0), Ok(false));
}

#[test]
fn a_rebuild_that_commits_as_it_goes_keeps_the_offset_or_takes_it_back() {
    // Three of five are committed, and all five are handled from the first on.
    let trace = |exactly: bool| {
        let mut group = Group::new(&[1]);
        assert_eq!(group.commit(0, PLACE, 3), Ok(true));
        let mut commit = |offset: u64| match exactly {
            true => group.commit_exactly(0, PLACE, offset),
            false => group.commit(0, PLACE, offset),
        };
        (1..=5).filter(|offset| commit(*offset) == Ok(true)).collect::<Vec<u64>>()
    };
    assert_eq!(trace(false), [4, 5]);
    assert_eq!(trace(true), [1, 2, 3, 4, 5]);
}

#[test]
fn an_evicted_member_commits_again_once_it_has_joined_again() {
    let mut group = Group::new(&[1]);
    let old = group.join(7);
    group.leave(7);
    let refused = group.commit(old, PLACE, 1).unwrap_err();
    assert_eq!(refused.to_string(), "generation 1 of the group is over: it is at generation 2");
    assert_eq!((group.committed(PLACE), group.owner(PLACE)), (None, None));
    let new = group.join(7);
    assert_eq!(group.commit(new, PLACE, 1), Ok(true));
    assert_eq!(group.owner(PLACE), Some(7));
}
