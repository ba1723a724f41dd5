//! The consumer and the orders pipeline at work, from their scenario files, with the digest on: bare, with every property
//! checked after every step, and in swarms.

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use sooner::check::{Expectation, HexDigest, Model, Prepared, ScenarioOf, draw};
use sooner::models::consumer::ConsumerSystem;
use sooner::models::orders::OrdersSystem;

mod known;

/// The seeds of a swarm that is measured.
const SEEDS: u64 = 100;

fn prepare<M: Model>(scenario: &ScenarioOf<M>) -> Prepared<M> {
    Prepared::new(scenario, &BTreeMap::new()).expect("the scenario can be run")
}

/// Steps per second of one run of a scenario file, which says its digest.
fn steps<M: Model>(criterion: &mut Criterion, text: &str) {
    let scenario = ScenarioOf::<M>::parse(text).expect("the scenario file is right");
    let digest = |expectation: &_| match expectation {
        Expectation::Digest(HexDigest(digest)) => Some(*digest),
        _ => None,
    };
    let expected = scenario.expect.iter().find_map(digest).expect("the scenario file expects a digest");
    let mut prepared = prepare::<M>(&scenario);
    let (bare, checked) = (prepared.run_bare(scenario.seed), prepared.run(scenario.seed));
    known::told(&format!("models/{}/bare", M::NAME), bare.steps, bare.digest, expected);
    known::told(&format!("models/{}/properties", M::NAME), checked.steps, checked.digest, expected);
    let mut group = criterion.benchmark_group(format!("models/{}", M::NAME));
    group.sampling_mode(SamplingMode::Flat).throughput(Throughput::Elements(bare.steps));
    group.bench_function(BenchmarkId::from_parameter("bare"), |bencher| {
        bencher.iter(|| black_box(prepared.run_bare(scenario.seed)));
    });
    group.bench_function(BenchmarkId::from_parameter("properties"), |bencher| {
        bencher.iter(|| black_box(prepared.run(scenario.seed)));
    });
    group.finish();
}

/// Runs per second of a swarm: each seed draws a scenario of its own, which is prepared and run.
fn swarm<M: Model>(criterion: &mut Criterion, known: u64) {
    let base = ScenarioOf::<M>::calm(M::NAME, Default::default());
    let run =
        |seed| prepare::<M>(&draw::<M>(&base, seed).expect("the model's own ranges are right")).run(seed);
    let (mut steps, mut digests) = (0, 0);
    for outcome in (0..SEEDS).map(run) {
        (steps, digests) = (steps + outcome.steps, digests ^ outcome.digest);
    }
    known::told(&format!("models/{}/swarm", M::NAME), steps, digests, known);
    let mut group = criterion.benchmark_group(format!("models/{}", M::NAME));
    group.throughput(Throughput::Elements(SEEDS));
    group.bench_function("swarm", |bencher| {
        bencher.iter(|| (0..SEEDS).for_each(|seed| drop(black_box(run(seed)))));
    });
    group.finish();
}

fn consumer(criterion: &mut Criterion) {
    steps::<ConsumerSystem>(criterion, include_str!("../scenarios/consumer/w100k.ron"));
    swarm::<ConsumerSystem>(criterion, 0x5fea_6021_67af_2f7f);
}

fn orders(criterion: &mut Criterion) {
    steps::<OrdersSystem>(criterion, include_str!("../scenarios/orders/w10k.ron"));
    swarm::<OrdersSystem>(criterion, 0x95ad_95af_4c12_98c3);
}

criterion_group!(name = benches; config = known::brief(); targets = consumer, orders);
criterion_main!(benches);
