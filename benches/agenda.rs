//! The agenda alone, against the standard library's heap: the *hold* model (D. W. Jones, "An empirical comparison of
//! priority-queue and event-set implementations", Communications of the ACM 29, 1986). As many entries wait as ever: take
//! the next one out, enter one an increment later.
//!
//! Both queues are given the same times, and must give the same order; it is digested in the loop that is measured.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sooner::sim::agenda::{Agenda, Rank};
use sooner::sim::digest::Digest;
use sooner::sim::law::Latency;
use sooner::sim::rng::{Keys, Purpose};
use sooner::sim::{Span, Time};

mod known;

/// As long as a message on its way through the engine, or nearly. Its first word is the order in which it was entered.
type Payload = [u64; 4];

/// How many increments are drawn beforehand, then used round and round.
const DRAWN: usize = 1 << 16;

/// How many holds an iteration measures.
const HOLDS: u64 = 20_000;

/// A queue under test.
trait Queue: Default {
    const NAME: &'static str;
    fn enter(&mut self, time: Time, rank: Rank, payload: Payload);
    fn take(&mut self) -> (Time, Rank, Payload);
}

impl Queue for Agenda<Payload> {
    const NAME: &'static str = "agenda";
    #[inline]
    fn enter(&mut self, time: Time, rank: Rank, payload: Payload) {
        self.push(time, rank, payload);
    }
    #[inline]
    fn take(&mut self) -> (Time, Rank, Payload) {
        self.pop().expect("as many wait as ever")
    }
}

/// What one would write first.
#[derive(Default)]
struct Heap {
    entries: BinaryHeap<Reverse<(Time, Rank, u64, Payload)>>,
    sequence: u64,
}

impl Queue for Heap {
    const NAME: &'static str = "heap";
    #[inline]
    fn enter(&mut self, time: Time, rank: Rank, payload: Payload) {
        self.entries.push(Reverse((time, rank, self.sequence, payload)));
        self.sequence += 1;
    }
    #[inline]
    fn take(&mut self) -> (Time, Rank, Payload) {
        let Reverse((time, rank, _, payload)) = self.entries.pop().expect("as many wait as ever");
        (time, rank, payload)
    }
}

/// A queue in which as many entries wait as at the start.
struct Hold<'a, Q> {
    queue: Q,
    increments: &'a [u32],
    inserted: u64,
    digest: Digest,
}

impl<'a, Q: Queue> Hold<'a, Q> {
    /// So many entries, each after an increment of its own, and held until their times are as they will be from then on.
    fn new(law: &Latency, increments: &'a [u32], pending: usize) -> Hold<'a, Q> {
        let mut hold = Hold { queue: Q::default(), increments, inserted: 0, digest: Digest::default() };
        let key = Keys::derive(2).of(Purpose::Message);
        for entry in 0..pending as u64 {
            hold.enter(Time::START + law.draw(key.draw(entry, 0)));
        }
        hold.run(2 * pending as u64);
        hold
    }

    #[inline]
    fn enter(&mut self, time: Time) {
        let rank = (time.as_nanos() & 3) as Rank;
        self.queue.enter(time, rank, [self.inserted, 0, 0, time.as_nanos()]);
        self.inserted += 1;
    }

    /// Holds so many times and tells the digest of the order so far.
    fn run(&mut self, holds: u64) -> u64 {
        for _ in 0..holds {
            let (time, rank, [inserted, .., due]) = self.queue.take();
            self.digest.absorb(time.as_nanos() ^ due, rank as u64, inserted);
            let increment = self.increments[self.inserted as usize % DRAWN];
            self.enter(time + Span::from_nanos(increment as u64));
        }
        self.digest.value()
    }
}

/// Measures one queue, once it is known to give the right order.
fn measure<Q: Queue>(
    criterion: &mut Criterion,
    name: &str,
    law: &Latency,
    increments: &[u32],
    (pending, digest): (usize, u64),
) {
    let mut held = None;
    // Made only where the command line asks for this line.
    let ready = || {
        let mut hold = Hold::<Q>::new(law, increments, pending);
        let order = hold.run(HOLDS);
        known::told(
            &format!("agenda/{name}/{}/{pending}", Q::NAME),
            hold.inserted - pending as u64,
            order,
            digest,
        );
        hold
    };
    let mut group = criterion.benchmark_group(format!("agenda/{name}"));
    group.throughput(Throughput::Elements(HOLDS));
    group.bench_function(BenchmarkId::new(Q::NAME, pending), |bencher| {
        let hold = held.get_or_insert_with(ready);
        bencher.iter(|| black_box(hold.run(HOLDS)));
    });
    group.finish();
}

/// How many entries wait, and the digest of the order that both queues give.
const EXPONENTIAL: [(usize, u64); 5] = [
    (16, 0x36ea_1747_c275_c43b),
    (256, 0xf61c_48d4_a56e_60c5),
    (4_096, 0x4a70_4e6c_4cc3_e100),
    (65_536, 0xba81_613c_06e2_1bf3),
    (1_048_576, 0x1028_ebdb_d931_4500),
];
const UNIFORM: [(usize, u64); 5] = [
    (16, 0x765c_70f8_f160_61b6),
    (256, 0xd034_c249_2e4c_2f33),
    (4_096, 0x0e44_dc7c_c6ee_8d78),
    (65_536, 0x819c_a695_f353_14bf),
    (1_048_576, 0xa782_cebb_f6a3_e825),
];

fn hold(criterion: &mut Criterion) {
    let exponential = Latency::Exponential { mean: (1u64 << 20) as f64 };
    let uniform = Latency::Uniform(Span::from_millis(1), Span::from_millis(10));
    for (name, law, sizes) in [("exponential", exponential, EXPONENTIAL), ("uniform", uniform, UNIFORM)] {
        let key = Keys::derive(1).of(Purpose::Message);
        let drawn = |n| u32::try_from(law.draw(key.draw(n, 0)).as_nanos()).expect("seconds are never drawn");
        let increments: Vec<u32> = (0..DRAWN as u64).map(drawn).collect();
        for size in sizes {
            measure::<Heap>(criterion, name, &law, &increments, size);
            measure::<Agenda<Payload>>(criterion, name, &law, &increments, size);
        }
    }
}

criterion_group!(name = benches; config = known::brief(); targets = hold);
criterion_main!(benches);
