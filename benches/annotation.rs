//! The annotation system at work, from its scenario files, with the digest on: W(N) bare and with every property, an hour
//! in which it has nothing left to do, and weather.

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use sooner::check::{Expectation, HexDigest, Prepared, ScenarioOf, draw};
use sooner::models::annotation::AnnotationSystem;

mod known;

type Scenario = ScenarioOf<AnnotationSystem>;
type Annotation = Prepared<AnnotationSystem>;

fn read(text: &str) -> Scenario {
    Scenario::parse(text).expect("the scenario file is right")
}

fn prepare(scenario: &Scenario) -> Annotation {
    Prepared::new(scenario, &BTreeMap::new()).expect("the scenario can be run")
}

/// The digest that a scenario file expects.
fn expected(scenario: &Scenario) -> u64 {
    let digest = |expectation: &_| match expectation {
        Expectation::Digest(HexDigest(digest)) => Some(*digest),
        _ => None,
    };
    scenario.expect.iter().find_map(digest).expect("the scenario file expects a digest")
}

/// Steps per second of one run, bare and with every property checked after every step.
fn steps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("annotation/steps");
    group.sampling_mode(SamplingMode::Flat);
    for (name, text) in [
        ("w1k", include_str!("../scenarios/annotation/w1k.ron")),
        ("w10k", include_str!("../scenarios/annotation/w10k.ron")),
        ("w100k", include_str!("../scenarios/annotation/w100k.ron")),
    ] {
        let scenario = read(text);
        let mut prepared = prepare(&scenario);
        let (bare, checked) = (prepared.run_bare(1), prepared.run(1));
        known::told(&format!("annotation/steps/bare/{name}"), bare.steps, bare.digest, expected(&scenario));
        known::told(&format!("annotation/steps/properties/{name}"), bare.steps, checked.digest, bare.digest);
        group.throughput(Throughput::Elements(bare.steps));
        group.bench_function(BenchmarkId::new("bare", name), |bencher| {
            bencher.iter(|| black_box(prepared.run_bare(1)));
        });
        group.bench_function(BenchmarkId::new("properties", name), |bencher| {
            bencher.iter(|| black_box(prepared.run(1)));
        });
    }
    group.finish();
}

/// An hour in which one field becomes consistent at once and both services go on ticking.
fn hour(criterion: &mut Criterion) {
    let text = include_str!("../scenarios/annotation/w1k.ron")
        .replace("fields: 1000,", "fields: 1,")
        .replace("end: Settled,", "end: Horizon,")
        .replace(r#"horizon: "101s""#, r#"horizon: "1h""#);
    let mut idle = prepare(&read(&text));
    let ending = idle.run_bare(1);
    known::told("annotation/hour", ending.steps, ending.digest, 0x9033_d865_8d60_4650);
    criterion.bench_function("annotation/hour", |bencher| bencher.iter(|| black_box(idle.run_bare(1))));
}

/// Runs per second in weather: one scenario with every family of faults alive, and a swarm, which prepares one a seed.
fn weather(criterion: &mut Criterion) {
    const SEEDS: u64 = 100;
    let mut storm = prepare(&read(include_str!("../scenarios/annotation/storm.ron")));
    let base = Scenario::calm("annotation", Default::default());
    let mut group = criterion.benchmark_group("annotation/weather");
    group.throughput(Throughput::Elements(SEEDS));
    let mut measure = |name: &str, digest, run: &mut dyn FnMut(u64) -> sooner::check::Outcome| {
        let (mut steps, mut digests) = (0, 0);
        for seed in 0..SEEDS {
            let outcome = run(seed);
            (steps, digests) = (steps + outcome.steps, digests ^ outcome.digest);
        }
        known::told(&format!("annotation/weather/{name}"), steps, digests, digest);
        group.bench_function(name, |bencher| {
            bencher.iter(|| (0..SEEDS).for_each(|seed| drop(black_box(run(seed)))));
        });
    };
    measure("storm/properties", 0x85ee_a422_ef7c_14fc, &mut |seed| storm.run(seed));
    measure("swarm/properties", 0x8c6a_cfc7_141b_72f9, &mut |seed| {
        let drawn = draw::<AnnotationSystem>(&base, seed).expect("the model's own ranges are right");
        prepare(&drawn).run(seed)
    });
    group.finish();
}

criterion_group!(name = benches; config = known::brief(); targets = steps, hour, weather);
criterion_main!(benches);
