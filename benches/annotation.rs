//! The annotation system at work: W(N) from its scenario files, with the digest on. Every line also prints the
//! digest, so that an optimisation cannot change what is computed unnoticed.

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sooner::check::{Prepared, ScenarioOf, draw};
use sooner::models::annotation::AnnotationSystem;

type Annotation = Prepared<AnnotationSystem>;

fn prepare(text: &str) -> Annotation {
    let scenario = ScenarioOf::<AnnotationSystem>::parse(text).expect("the scenario file is right");
    Prepared::new(&scenario, &BTreeMap::new()).expect("the scenario can be run")
}

/// Steps per second of one run, bare and with every property checked after every step.
fn steps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("steps");
    group.sample_size(10);
    for (name, text) in [
        ("w1k", include_str!("../scenarios/annotation/w1k.ron")),
        ("w10k", include_str!("../scenarios/annotation/w10k.ron")),
        ("w100k", include_str!("../scenarios/annotation/w100k.ron")),
    ] {
        let mut prepared = prepare(text);
        let ending = prepared.run_bare(1);
        println!("{name}: {} steps, digest {:#018x}", ending.steps, ending.digest);
        group.throughput(Throughput::Elements(ending.steps));
        group.bench_function(BenchmarkId::new("bare", name), |bencher| {
            bencher.iter(|| black_box(prepared.run_bare(1)));
        });
        group.bench_function(BenchmarkId::new("properties", name), |bencher| {
            bencher.iter(|| black_box(prepared.run(1)));
        });
    }
    group.finish();
}

/// Runs per second of many small runs: the simulator is reset between them, not built.
fn campaign(criterion: &mut Criterion) {
    let text = include_str!("../scenarios/annotation/w1k.ron").replace("fields: 1000,", "fields: 100,");
    let mut prepared = prepare(&text);
    let mut digest = 0;
    (0..100).for_each(|seed| digest ^= prepared.run_bare(seed).digest);
    println!("w100: digest of the first 100 seeds {digest:#018x}");
    let mut group = criterion.benchmark_group("campaign");
    group.throughput(Throughput::Elements(100));
    group.bench_function("w100/bare", |bencher| {
        bencher.iter(|| (0..100).for_each(|seed| drop(black_box(prepared.run_bare(seed)))));
    });
    group.bench_function("w100/properties", |bencher| {
        bencher.iter(|| (0..100).for_each(|seed| drop(black_box(prepared.run(seed)))));
    });
    group.finish();
}

/// Runs per second in weather: one scenario with every family of faults alive, and a swarm, which prepares one a seed.
fn weather(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("weather");
    group.throughput(Throughput::Elements(100));
    let mut storm = prepare(include_str!("../scenarios/annotation/storm.ron"));
    let digest = (0..100).fold(0, |digest, seed| digest ^ storm.run(seed).digest);
    println!("storm: digest of the first 100 seeds {digest:#018x}");
    group.bench_function("storm/properties", |bencher| {
        bencher.iter(|| (0..100).for_each(|seed| drop(black_box(storm.run(seed)))));
    });
    let base = ScenarioOf::<AnnotationSystem>::calm("annotation", Default::default());
    let swarm = |seed| {
        let drawn = draw::<AnnotationSystem>(&base, seed).expect("the model's own ranges are right");
        Prepared::<AnnotationSystem>::new(&drawn, &BTreeMap::new())
            .expect("what is drawn can be run")
            .run(seed)
    };
    let digest = (0..100).fold(0, |digest, seed| digest ^ swarm(seed).digest);
    println!("swarm: digest of the first 100 seeds {digest:#018x}");
    group.bench_function("swarm/properties", |bencher| {
        bencher.iter(|| (0..100).for_each(|seed| drop(black_box(swarm(seed)))));
    });
    group.finish();
}

criterion_group!(benches, steps, campaign, weather);
criterion_main!(benches);
