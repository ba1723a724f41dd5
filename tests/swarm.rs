//! Swarms: what a seed draws is a scenario of its own, around what its base says, and calm weather is among it.

use sooner::check::{CALM_EVERY, Failure, Model, Prepared, Range, ScenarioOf, Weather, draw};
use sooner::models::annotation::{AnnotationSystem, Settings};
use sooner::prelude::*;
use sooner::sim::Family;

type Drawn = ScenarioOf<AnnotationSystem>;

fn base() -> Drawn {
    Drawn::calm("annotation", Settings::default())
}

fn drawn(base: &Drawn, seed: u64) -> Drawn {
    draw::<AnnotationSystem>(base, seed).unwrap_or_else(|problem| panic!("seed {seed}: {problem}"))
}

fn run(scenario: &Drawn) -> Outcome {
    let prepared = Prepared::<AnnotationSystem>::new(scenario, &Default::default());
    prepared.unwrap_or_else(|problem| panic!("{problem}\n{}", scenario.to_text())).run(scenario.seed)
}

#[test]
fn what_is_drawn_is_a_scenario_that_survives_its_file_and_gives_the_same_run() {
    for seed in 0..300 {
        let scenario = drawn(&base(), seed);
        let read = Drawn::parse(&scenario.to_text()).unwrap();
        assert_eq!(read, scenario);
        assert_eq!((read.seed, read.swarm.len()), (seed, 0));
        assert_eq!(run(&read), run(&scenario));
    }
}

#[test]
fn every_sixty_fourth_seed_is_calm_and_the_others_are_not_all_alike() {
    for seed in (0..2_000).step_by(CALM_EVERY as usize) {
        let scenario = drawn(&base(), seed);
        assert_eq!((scenario.weather, scenario.inputs.len()), (Weather::default(), 0), "seed {seed}");
    }
    let mut alive = [0; 8];
    for seed in 1..500 {
        let weather = drawn(&base(), seed).weather;
        let families = [
            weather.loss != Probability::ZERO,
            weather.duplication.is_some(),
            weather.bursts.is_some(),
            !weather.partitions.is_empty(),
            !weather.clogs.is_empty(),
            !weather.crashes.is_empty(),
            !weather.clocks.is_empty(),
            weather.ties != Probability::ZERO,
        ];
        families.iter().zip(&mut alive).for_each(|(alive, count)| *count += *alive as u32);
    }
    assert!(alive.iter().all(|count| (120..260).contains(count)), "each in about 187 of 499: {alive:?}");
}

#[test]
fn every_family_strikes_every_kind_of_message_in_a_thousand_seeds() {
    let mut hits = vec![[0; Family::COUNT]; 3];
    for seed in 0..1_000 {
        for (sum, (_, one)) in hits.iter_mut().zip(run(&drawn(&base(), seed)).hits) {
            sum.iter_mut().zip(one).for_each(|(sum, one)| *sum += one);
        }
    }
    assert!(hits.iter().flatten().all(|hits| *hits > 20), "{hits:?}");
}

#[test]
fn what_the_base_says_stays() {
    let text = r#"(version: 1, model: "annotation", knobs: (fields: 7, data_entry_every: "3s"),
        inputs: [(at: "1s", input: Edit(field: 7))],
        weather: (latency: Constant("2ms"), loss: "1/3", heal_at: "9s", operations: {"save": EveryKth(9)}),
        faults: [SkipTick(process: "annotation", timer: "AnnotationTick", nth: 1)], horizon: "50s")"#;
    let base = Drawn::parse(text).unwrap();
    for seed in 0..200 {
        let scenario = drawn(&base, seed);
        assert_eq!((scenario.knobs.fields, scenario.knobs.data_entry_every), (7, Span::from_secs(3)));
        assert_eq!(scenario.inputs[0], base.inputs[0]);
        assert_eq!((&scenario.faults, scenario.horizon), (&base.faults, base.horizon));
        assert_eq!(
            (&scenario.weather.latency, scenario.weather.loss),
            (&base.weather.latency, base.weather.loss)
        );
        assert_eq!(scenario.weather.heal_at, base.weather.heal_at);
        assert_eq!(scenario.weather.operations["save"], base.weather.operations["save"]);
    }
}

#[test]
fn a_scenario_may_say_what_its_knobs_are_drawn_from() {
    let text = r#"(version: 1, model: "annotation",
        swarm: {"fields": Between("5", "6"), "create_every": Between("10ms", "12ms"), "profile": OneOf(["Classic"])})"#;
    let base = Drawn::parse(text).unwrap();
    let mut seen = [0; 2];
    for seed in 0..100 {
        let knobs = drawn(&base, seed).knobs;
        seen[knobs.fields as usize - 5] += 1;
        assert!((10_000_000..=12_000_000).contains(&knobs.create_every.as_nanos()));
        assert_eq!(format!("{:?}", knobs.profile), "Classic");
    }
    assert!(seen.iter().all(|count| *count > 30), "{seen:?}");
}

#[test]
fn a_range_that_is_none_is_refused_with_its_place() {
    let refused = |swarm: &str| {
        let text = format!(r#"(version: 1, model: "annotation", swarm: {{{swarm}}})"#);
        let scenario = Drawn::parse(&text).unwrap();
        let one = draw::<AnnotationSystem>(&scenario, 3).unwrap_err();
        let other = Prepared::<AnnotationSystem>::new(&scenario, &Default::default()).err().unwrap();
        assert_eq!(one.path, other.path);
        format!("{one}")
    };
    assert!(refused(r#""fields": Between("9", "1")"#).contains("swarm.fields: `9` is more than `1`"));
    assert!(refused(r#""fields": Between("few", "many")"#).contains("no range"));
    assert!(refused(r#""fields": OneOf([])"#).contains("nothing to choose from"));
    assert!(refused(r#""field": OneOf(["1"])"#).contains("did you mean `fields`?"));
    assert!(refused(r#""fields": OneOf(["\"1s\""])"#).contains("swarm.fields"));
}

#[test]
fn the_reference_stands_four_thousand_seeds_and_settles_in_most_of_them() {
    let mut settled = 0;
    for seed in 1_000_000..1_004_000 {
        let outcome = run(&drawn(&base(), seed));
        match Failure::of(&outcome) {
            None => settled += 1,
            // A service that has forgotten everything in a crash need not recover.
            Some(Failure::Stalls) if outcome.excused => {}
            Some(failure) => panic!("seed {seed} {failure}: {}", outcome.verdict),
        }
    }
    assert!(settled > 3_200, "{settled}");
}

#[test]
fn the_values_that_seeds_draw_are_fixed_for_good() {
    let text = |seed| drawn(&base(), seed).to_text();
    let digest = (0..100).fold(sooner::sim::digest::Digest::default(), |mut digest, seed| {
        digest.absorb(seed, 0, sooner::sim::digest::WordHasher::of(text(seed).as_str()));
        digest
    });
    assert_eq!(digest.value(), GOLDEN, "{:#018x}", digest.value());
    assert_eq!(Range::Between("1".into(), "4".into()).value(u64::MAX / 2).as_deref(), Ok("2"));
    assert_eq!(AnnotationSystem::swarm().first().map(|(name, _)| *name), Some("fields"));
}

/// Of the first hundred seeds.
const GOLDEN: u64 = 0x18db5e01eeddc77f;
