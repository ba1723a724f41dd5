//! The log against lists that are filtered, and the partitioner against published hashes.

use proptest::prelude::*;
use sooner::parts::log::{Isolation, Log, Place, Producers, Standing, Turns, murmur2, partition_of_key};

const PARTITIONS: [u32; 3] = [2, 0, 1];
const PLACES: [Place; 3] =
    [Place { topic: 0, partition: 0 }, Place { topic: 0, partition: 1 }, Place { topic: 2, partition: 0 }];

#[derive(Clone, Debug)]
enum Deed {
    Append(usize),
    Stage(u32, usize),
    End(u32, bool),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        2 => (0..3usize).prop_map(Deed::Append),
        3 => (0..3u32, 0..3usize).prop_map(|(producer, place)| Deed::Stage(producer, place)),
        2 => (0..3u32, any::<bool>()).prop_map(|(producer, commit)| Deed::End(producer, commit)),
    ];
    prop::collection::vec(deed, 0..60)
}

/// Each record with its value and what is known of its transaction: its producer while that is open.
type Lists = [Vec<(u32, Result<Standing, u32>)>; 3];

fn play(deeds: &[Deed], log: &mut Log<u32>, producers: &mut Producers) -> Lists {
    let mut lists = Lists::default();
    let writers = [0, 1, 2].map(|producer| producers.register(log, producer));
    for (value, deed) in (0u32..).zip(deeds) {
        match *deed {
            Deed::Append(at) => {
                assert_eq!(log.append(PLACES[at], value), lists[at].len() as u64);
                lists[at].push((value, Ok(Standing::Plain)));
            }
            Deed::Stage(producer, at) => {
                let writer = writers[producer as usize];
                if !producers.in_transaction(producer) {
                    producers.begin(writer).unwrap();
                }
                let sequence = producers.next_sequence(writer, PLACES[at]).unwrap();
                let offset = producers.stage(log, writer, PLACES[at], sequence, value).unwrap();
                assert_eq!(offset, lists[at].len() as u64);
                lists[at].push((value, Err(producer)));
            }
            Deed::End(producer, commit) => {
                let writer = writers[producer as usize];
                let (ended, standing) = match commit {
                    true => (producers.commit(log, &mut [], writer), Standing::Committed),
                    false => (producers.abort(log, writer), Standing::Aborted),
                };
                let open = |(_, known): &&mut (u32, Result<Standing, u32>)| *known == Err(producer);
                let mut any = false;
                for (_, known) in lists.iter_mut().flatten().filter(open) {
                    (*known, any) = (Ok(standing), true);
                }
                assert_eq!(ended.is_ok(), any);
            }
        }
    }
    lists
}

fn agrees(log: &Log<u32>, lists: &Lists) {
    for (place, list) in PLACES.into_iter().zip(lists) {
        let end = list.len() as u64;
        let stable = list.iter().position(|(_, known)| known.is_err()).map_or(end, |at| at as u64);
        assert_eq!((log.end(place), log.stable_end(place)), (end, stable));
        let seen: Vec<(u64, u32)> = (0..).zip(list).map(|(offset, (value, _))| (offset, *value)).collect();
        let committed: Vec<(u64, u32)> = seen
            .iter()
            .copied()
            .filter(|(offset, _)| *offset < stable && list[*offset as usize].1 != Ok(Standing::Aborted))
            .collect();
        for (isolation, seen, readable) in
            [(Isolation::ReadUncommitted, seen, end), (Isolation::ReadCommitted, committed, stable)]
        {
            assert_eq!(log.readable_end(place, isolation), readable);
            for from in 0..end + 3 {
                let expected = seen.iter().copied().find(|(offset, _)| *offset >= from);
                assert_eq!(log.fetch(place, from, isolation), expected);
                let position = expected.map_or(readable.max(from), |(offset, _)| offset);
                assert_eq!(log.position(place, from, isolation), position);
                let undecided = list.iter().any(|(_, known)| known.is_err());
                let waits = isolation == Isolation::ReadCommitted && undecided && from < end;
                let beyond_the_first_open = from > stable;
                if !beyond_the_first_open {
                    assert_eq!(log.is_read(place, from, isolation), expected.is_none() && !waits);
                }
            }
        }
        for (offset, (value, known)) in (0..).zip(list) {
            assert_eq!(log.look(place, offset), Some((*value, known.unwrap_or(Standing::Open))));
        }
        assert_eq!(log.look(place, end), None);
    }
}

proptest! {
    #[test]
    fn a_reader_sees_what_a_filter_of_the_list_leaves(deeds in deeds()) {
        let (mut log, mut producers) = (Log::new(&PARTITIONS), Producers::new(&PARTITIONS));
        let lists = play(&deeds, &mut log, &mut producers);
        agrees(&log, &lists);
    }

    #[test]
    fn a_cleared_log_is_a_new_one(first in deeds(), second in deeds()) {
        let (mut log, mut producers) = (Log::new(&PARTITIONS), Producers::new(&PARTITIONS));
        play(&first, &mut log, &mut producers);
        log.clear();
        producers.clear();
        agrees(&log, &Lists::default());
        let lists = play(&second, &mut log, &mut producers);
        agrees(&log, &lists);
    }

    #[test]
    fn keys_stay_within_the_partitions_and_turns_share_them_evenly(key: Vec<u8>, partitions in 1..20u32, rounds in 1..5u32) {
        prop_assert!(partition_of_key(&key, partitions) < partitions);
        let mut turns = Turns::starting_at(u32::from(key.first().copied().unwrap_or_default()));
        let mut taken = vec![0; partitions as usize];
        (0..rounds * partitions).for_each(|_| taken[turns.next(partitions) as usize] += 1);
        prop_assert!(taken.iter().all(|times| *times == rounds));
    }
}

#[test]
fn hashes_are_those_of_kafkas_java_client() {
    // From Kafka's UtilsTest.testMurmur2.
    for (key, hash) in [
        (&b"21"[..], -973_932_308),
        (b"foobar", -790_332_482),
        (b"a-little-bit-long-string", -985_981_536),
        (b"a-little-bit-longer-string", -1_486_304_829),
        (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
        (b"abc", 479_470_107),
        (&[12, 42, 56, 24, 109, 111], 274_204_207),
    ] {
        assert_eq!(murmur2(key), hash, "{}", String::from_utf8_lossy(key));
    }
}

#[test]
fn keys_go_where_kafka_puts_them() {
    // Hashes without their sign, and partitions among 2, 3, 4 and 8, as kafka-python computes them.
    for (key, hash, partitions) in [
        ("", 275_646_681, [1, 0, 1, 1]),
        ("a", 584_102_524, [0, 1, 0, 4]),
        ("key", 1_067_546_281, [1, 1, 1, 1]),
        ("000001", 1_367_050_008, [0, 0, 0, 0]),
        ("000002", 1_661_548_973, [1, 2, 1, 5]),
        ("field-1", 226_827_898, [0, 1, 2, 2]),
        ("order-7", 323_129_857, [1, 1, 1, 1]),
        ("Hello", 781_338_482, [0, 2, 2, 2]),
    ] {
        assert_eq!(murmur2(key.as_bytes()) & 0x7fff_ffff, hash, "{key}");
        assert_eq!([2, 3, 4, 8].map(|among| partition_of_key(key.as_bytes(), among)), partitions, "{key}");
    }
}

#[test]
fn places_are_listed_topic_by_topic() {
    let log: Log<u32> = Log::new(&PARTITIONS);
    assert_eq!(log.places().collect::<Vec<_>>(), PLACES);
    assert_eq!((log.topics(), log.partitions(0), log.partitions(1), log.partitions(3)), (3, 2, 0, 0));
}

#[test]
#[should_panic(expected = "0/2 is no place: topic 0 of 3 has 2 partitions")]
fn a_place_that_is_none_is_named() {
    Log::<u32>::new(&PARTITIONS).end(Place { topic: 0, partition: 2 });
}
