//! Runs per second of many small runs, W(100) under seeds 0, 1, 2, ...: the simulator is reset between them, not built.

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sooner::check::{Prepared, ScenarioOf};
use sooner::models::annotation::AnnotationSystem;

mod known;

const SEEDS: u64 = 100;

fn campaign(criterion: &mut Criterion) {
    let text = include_str!("../scenarios/annotation/w1k.ron").replace("fields: 1000,", "fields: 100,");
    let scenario = ScenarioOf::<AnnotationSystem>::parse(&text).expect("the scenario file is right");
    let mut prepared =
        Prepared::<AnnotationSystem>::new(&scenario, &BTreeMap::new()).expect("the scenario can be run");
    let (mut steps, mut bare, mut checked) = (0, 0, 0);
    for seed in 0..SEEDS {
        let ending = prepared.run_bare(seed);
        (steps, bare) = (steps + ending.steps, bare ^ ending.digest);
        checked ^= prepared.run(seed).digest;
    }
    known::told("campaign/w100/bare", steps, bare, 0xf33b_de0d_fd29_c2d7);
    known::told("campaign/w100/properties", steps, checked, bare);
    let mut group = criterion.benchmark_group("campaign/w100");
    group.throughput(Throughput::Elements(SEEDS));
    group.bench_function("bare", |bencher| {
        bencher.iter(|| (0..SEEDS).for_each(|seed| drop(black_box(prepared.run_bare(seed)))));
    });
    group.bench_function("properties", |bencher| {
        bencher.iter(|| (0..SEEDS).for_each(|seed| drop(black_box(prepared.run(seed)))));
    });
    group.finish();
}

criterion_group!(name = benches; config = known::brief(); targets = campaign);
criterion_main!(benches);
