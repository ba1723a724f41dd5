//! The engine with next to nothing in it: what a process costs, an idle hour, and getting ready for another run.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sooner::sim::Span;

#[path = "systems/idle.rs"]
mod idle;
mod known;
#[path = "systems/relay.rs"]
mod relay;

const TOKENS: u32 = 300;

/// The same traffic among few processes and many: a step costs much the same.
fn traffic(criterion: &mut Criterion) {
    const HOPS: u64 = 300_000;
    let mut group = criterion.benchmark_group("engine/relay");
    group.throughput(Throughput::Elements(HOPS));
    for (runners, digest) in
        [(3, 0xac12_3769_5cba_43d6), (50, 0x2306_4e20_ca56_1e87), (1_000, 0x31cc_4c87_cb93_8a10)]
    {
        let mut relay = relay::relay(runners, TOKENS, HOPS);
        let ending = relay.run(&mut ());
        known::told(&format!("engine/relay/{runners}"), ending.steps, ending.digest, digest);
        group.bench_function(BenchmarkId::from_parameter(runners), |bencher| {
            bencher.iter(|| {
                relay.reset(1);
                black_box(relay.run(&mut ()))
            });
        });
    }
    group.finish();
}

/// A virtual hour with two ticks a second, and with nothing at all.
fn hour(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("engine/hour");
    for (name, every, digest) in [
        ("two-ticks-a-second", Some(Span::from_secs(1)), 0xe69f_d454_539f_9ebb),
        ("nothing", None, 0xfddd_07f2_fb28_da21),
    ] {
        let mut idle = idle::idle(every);
        let ending = idle.run(&mut ());
        known::told(&format!("engine/hour/{name}"), ending.steps, ending.digest, digest);
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                idle.reset(1);
                black_box(idle.run(&mut ()))
            });
        });
    }
    group.finish();
}

/// A short run, of a simulator that is reset and of one that is built anew.
fn again(criterion: &mut Criterion) {
    let mut relay = relay::relay(50, TOKENS, 1_000);
    let mut group = criterion.benchmark_group("engine/again");
    let mut measure = |name: &str, prepare: fn(&mut _, u64)| {
        let mut run = || {
            prepare(&mut relay, 1);
            relay.run(&mut ())
        };
        let ending = run();
        known::told(&format!("engine/again/{name}"), ending.steps, ending.digest, 0x8218_6ffa_535c_e4e8);
        group.bench_function(name, |bencher| bencher.iter(|| black_box(run())));
    };
    measure("reset", sooner::sim::Simulation::reset);
    measure("rebuild", sooner::sim::Simulation::rebuild);
    group.finish();
}

criterion_group!(name = benches; config = known::brief(); targets = traffic, hour, again);
criterion_main!(benches);
