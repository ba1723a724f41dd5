//! What was cleared keeps its memory: a second run of the same size asks for none.

use allocation_counter::measure;
use sooner::parts::log::{Group, Isolation, Log, Place, Position, Producers};
use sooner::parts::{Backoff, Coefficient, Requests, Retries};
use sooner::prelude::Span;

const PARTITIONS: [u32; 2] = [2, 3];

struct All {
    log: Log<u64>,
    groups: [Group; 1],
    producers: Producers,
    calls: Requests<u64>,
}

impl All {
    /// Many rounds of everything; a sum of what was read.
    fn run(&mut self) -> u64 {
        let All { log, groups, producers, calls } = self;
        let (input, output) = (Place { topic: 0, partition: 1 }, Place { topic: 1, partition: 2 });
        let (mut generation, mut writer) = (groups[0].join(1), producers.register(log, 0));
        let (mut position, mut sum) = (0, 0);
        for round in 0..5_000 {
            log.append(input, round);
            let (offset, record) =
                log.fetch(input, position, Isolation::ReadCommitted).expect("it was just written");
            let (call, _) = (calls.open(record), calls.open(round));
            producers.begin(writer).expect("the one before was ended");
            let sequence = producers.next_sequence(writer, output).expect("it is the current writer");
            producers.stage(log, writer, output, sequence, record).expect("it is in a transaction");
            let place = Position { group: 0, generation, place: input, offset: offset + 1 };
            producers.stage_offset(groups, writer, place).expect("its generation is the current one");
            match round % 10 {
                7 => producers.abort(log, writer).expect("it is in a transaction"),
                8 => writer = producers.register(log, 0),
                _ => producers.commit(log, groups, writer).expect("all is current"),
            }
            if round % 100 == 0 {
                generation = groups[0].join(1);
                calls.forget();
            }
            sum += calls.close(call).unwrap_or_default();
            position = offset + 1;
        }
        sum + groups[0].committed(input).expect("most of it is committed")
    }
    fn clear(&mut self) {
        self.log.clear();
        self.groups.iter_mut().for_each(Group::clear);
        self.producers.clear();
        self.calls.clear();
    }
}

#[test]
fn a_second_run_asks_for_no_memory() {
    let mut all = All {
        log: Log::new(&PARTITIONS),
        groups: [Group::new(&PARTITIONS)],
        producers: Producers::new(&PARTITIONS),
        calls: Requests::new(),
    };
    let first = all.run();
    let again = measure(|| {
        all.clear();
        assert_eq!(all.run(), first);
    });
    assert_eq!(again.count_total, 0, "{again:?}");
}

#[test]
fn a_wait_asks_for_no_memory_however_great_the_power() {
    let backoff = Backoff {
        interval: Span::from_secs(1),
        coefficient: Coefficient::ratio(1_000_003, 1_000_000).expect("it is above 0"),
        most: Retries::Forever,
    };
    let asked = measure(|| {
        assert!((1..2_000).map(|failure| backoff.delay(failure * 1_000)).is_sorted());
    });
    assert_eq!(asked.count_total, 0, "{asked:?}");
}
