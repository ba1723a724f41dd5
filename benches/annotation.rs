//! The annotation system at work: W(N) from its scenario files, with the digest on. Every line also prints the
//! digest, so that an optimisation cannot change what is computed unnoticed.

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sooner::check::{Prepared, ScenarioOf};
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

criterion_group!(benches, steps, campaign);
criterion_main!(benches);
