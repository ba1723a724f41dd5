//! How soon: what the law costs, and what the statistics of a campaign add to its runs. Every line also prints what is
//! computed, so that an optimisation cannot change it unnoticed.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::atomic::AtomicBool;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sooner::check::{Latency, Model, Plan, Prepared, Samples, ScenarioOf, campaign};
use sooner::exact::Law;
use sooner::models::annotation::AnnotationSystem;
use sooner::sim::Span;

type Scenario = ScenarioOf<AnnotationSystem>;

fn read(text: &str) -> Scenario {
    Scenario::parse(text).expect("the scenario file is right")
}

/// The law of the demonstration, without latency and with some, of a thousand fields and of a million.
fn law(criterion: &mut Criterion) {
    let demo = read(include_str!("../scenarios/annotation/demo-random.ron"));
    let mut group = criterion.benchmark_group("law");
    for (fields, latency) in [(1_000, 0), (1_000, 20), (1_000_000, 0), (1_000_000, 20)] {
        let mut scenario = demo.clone();
        scenario.knobs.fields = fields;
        scenario.weather.latency = Latency::Constant(Span::from_millis(latency));
        let protocol = AnnotationSystem::protocol(&scenario, &Samples::new()).expect("it has a law");
        let mean = Law::of(&protocol).expect("it has a law").mean().expect("it is finite");
        println!("{fields} fields, {latency} ms: mean {mean} ns");
        group.bench_function(BenchmarkId::new(format!("{latency}ms"), fields), |bencher| {
            bencher.iter(|| black_box(Law::of(&protocol)));
        });
    }
    group.finish();
}

/// Runs alone, and the same as a campaign with all its statistics: the difference is what those cost.
fn statistics(criterion: &mut Criterion) {
    const SEEDS: u64 = 1_000;
    let text = include_str!("../scenarios/annotation/w1k.ron").replace("fields: 1000,", "fields: 100,");
    let mut group = criterion.benchmark_group("statistics");
    group.sample_size(10);
    group.throughput(Throughput::Elements(SEEDS));
    for (name, text) in
        [("w100", text.as_str()), ("demo-random", include_str!("../scenarios/annotation/demo-random.ron"))]
    {
        let scenario = read(text);
        let mut prepared =
            Prepared::<AnnotationSystem>::new(&scenario, &BTreeMap::new()).expect("it can be run");
        let (plan, never) = (Plan { seeds: 0..SEEDS, ..Plan::default() }, AtomicBool::new(false));
        let whole = || campaign::<AnnotationSystem>(&scenario, &Samples::new(), &plan, &never, &mut |_| {});
        println!("{name}: digest {:#018x}", whole().expect("it can be run").digest);
        group.bench_function(BenchmarkId::new("runs", name), |bencher| {
            bencher.iter(|| (0..SEEDS).for_each(|seed| drop(black_box(prepared.run(seed)))));
        });
        group.bench_function(BenchmarkId::new("campaign", name), |bencher| {
            bencher.iter(|| black_box(whole().expect("it can be run")));
        });
    }
    group.finish();
}

criterion_group!(benches, law, statistics);
criterion_main!(benches);
