//! Whatever a scenario says, writing and reading it gives an equal scenario.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use sooner::check::{
    Bursts, ClockSteps, Clocks, Crashes, Cuts, Duplication, Expectation, ExtraInput, Fact, Failures,
    HexDigest, Latency, LinkWeather, Mode, Pauses, Range, Reorder, Scenario, ScenarioOf, Spell, Trail,
    Weather,
};
use sooner::models::annotation::{AnnotationSystem, Input, Profile, Rules, Settings};
use sooner::sim::fault::{AttemptAddress, MessageAddress, StepAddress};
use sooner::sim::simulation::End;
use sooner::sim::{Cut, Fault, Nth, Probability, Restart, Shift, Span, Time};

fn span() -> impl Strategy<Value = Span> {
    prop_oneof![any::<u64>(), 0..10_000_000_000u64, (0..1_000u64).prop_map(|ms| ms * 1_000_000)]
        .prop_map(Span::from_nanos)
}

fn time() -> impl Strategy<Value = Time> {
    span().prop_map(Span::after_start)
}

fn probability() -> impl Strategy<Value = Probability> {
    prop_oneof![
        (0..=1_000_000_000u64).prop_map(|n| Probability::decimal(n as f64 / 1e9).unwrap()),
        (0..=7u64, 7..u64::MAX).prop_map(|(n, d)| Probability::ratio(n, d).unwrap()),
    ]
}

/// Names with everything in them that a text format could stumble over.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z-]{1,12}",
        Just("with \"quotes\", a \\ and\nlines, (brackets) // no comment".to_string()),
        "\\PC{0,8}"
    ]
}

fn positive() -> impl Strategy<Value = f64> {
    prop_oneof![1e-9..1e9f64, Just(0.1 + 0.2), Just(f64::MIN_POSITIVE), Just(1.66)]
}

fn latency() -> impl Strategy<Value = Latency> {
    let leaf = prop_oneof![
        span().prop_map(Latency::Constant),
        (span(), span()).prop_map(|(a, b)| Latency::Uniform(a, b)),
        (positive(), span()).prop_map(|(rate, per)| Latency::Exponential { rate, per }),
        (span(), positive()).prop_map(|(median, sigma)| Latency::LogNormal { median, sigma }),
        (span(), positive()).prop_map(|(minimum, shape)| Latency::Pareto { minimum, shape }),
        name().prop_map(Latency::Samples),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| vec((probability(), inner), 1..3).prop_map(Latency::Mixture))
}

fn duplication() -> impl Strategy<Value = Duplication> {
    let mode = prop_oneof![Just(Mode::AfterLoss), Just(Mode::PerCopy)];
    (probability(), mode, option::of(latency())).prop_map(|(probability, mode, delay)| Duplication {
        probability,
        mode,
        delay,
    })
}

fn reorder() -> impl Strategy<Value = Reorder> {
    (probability(), span()).prop_map(|(probability, by)| Reorder { probability, by })
}

fn link() -> impl Strategy<Value = LinkWeather> {
    (
        (option::of(name()), option::of(name()), option::of(name())),
        (option::of(latency()), option::of(probability()), option::of(duplication()), option::of(reorder())),
        (option::of(any::<bool>()), option::of(any::<u32>()), option::of(span())),
    )
        .prop_map(
            |((from, to, kind), (latency, loss, duplication, reorder), (fifo, capacity, connection))| {
                LinkWeather {
                    from,
                    to,
                    kind,
                    latency,
                    loss,
                    duplication,
                    reorder,
                    fifo,
                    capacity,
                    connection,
                }
            },
        )
}

fn failures() -> impl Strategy<Value = Failures> {
    prop_oneof![
        Just(Failures::Never),
        any::<u64>().prop_map(Failures::EveryKth),
        probability().prop_map(Failures::Chance),
        vec(any::<u64>(), 0..4).prop_map(Failures::Script),
    ]
}

fn spell() -> impl Strategy<Value = Spell> {
    (span(), span()).prop_map(|(mean, least)| Spell { mean, least })
}

fn cuts() -> impl Strategy<Value = Cuts> {
    (spell(), spell(), option::of(cut())).prop_map(|(whole, broken, cut)| Cuts { whole, broken, cut })
}

fn clocks() -> impl Strategy<Value = Clocks> {
    let steps = (spell(), span()).prop_map(|(every, by)| ClockSteps { every, by });
    (option::of(name()), span(), any::<u32>(), option::of(steps))
        .prop_map(|(process, offset, drift, steps)| Clocks { process, offset, drift, steps })
}

/// Weather in time alone.
fn troubles() -> impl Strategy<Value = Weather> {
    let bursts = (spell(), spell(), probability(), latency()).prop_map(|(good, bad, loss, delay)| Bursts {
        good,
        bad,
        loss,
        delay,
    });
    let crashes = (option::of(name()), spell(), spell(), probability())
        .prop_map(|(process, up, down, in_step)| Crashes { process, up, down, in_step });
    let pauses =
        (option::of(name()), spell(), spell()).prop_map(|(process, up, still)| Pauses { process, up, still });
    (
        option::of(bursts),
        (vec(cuts(), 0..2), vec(cuts(), 0..2), vec(crashes, 0..2), vec(pauses, 0..2), vec(clocks(), 0..2)),
        (probability(), option::of(time())),
    )
        .prop_map(|(bursts, (partitions, clogs, crashes, pauses, clocks), (ties, heal_at))| Weather {
            bursts,
            partitions,
            clogs,
            crashes,
            pauses,
            clocks,
            ties,
            heal_at,
            ..Weather::default()
        })
}

fn shift() -> impl Strategy<Value = Shift> {
    prop_oneof![(-i64::MAX..=i64::MAX), (-5_000i64..5_000).prop_map(|ms| ms * 1_000_000)]
        .prop_map(Shift::from_nanos)
}

fn weather() -> impl Strategy<Value = Weather> {
    (
        (latency(), option::of(span()), probability(), option::of(duplication()), option::of(reorder())),
        (any::<bool>(), option::of(any::<u32>()), option::of(span())),
        (vec(link(), 0..3), btree_map(name(), failures(), 0..3)),
        troubles(),
    )
        .prop_map(
            |(
                (latency, latency_bound, loss, duplication, reorder),
                (fifo, capacity, connection),
                (links, operations),
                troubles,
            )| {
                Weather {
                    latency,
                    latency_bound,
                    loss,
                    duplication,
                    reorder,
                    fifo,
                    capacity,
                    connection,
                    links,
                    operations,
                    ..troubles
                }
            },
        )
}

fn nth() -> impl Strategy<Value = Nth> {
    prop_oneof![
        (1..u32::MAX).prop_map(Nth::One),
        (1..1_000u32, 1..1_000u32).prop_map(|(from, more)| Nth::Range(from, from + more)),
        Just(Nth::All),
    ]
}

fn message() -> impl Strategy<Value = MessageAddress> {
    (name(), option::of(name()), option::of(name()), option::of(any::<u32>()), nth())
        .prop_map(|(kind, from, to, item, nth)| MessageAddress { kind, from, to, item, nth })
}

fn step() -> impl Strategy<Value = StepAddress> {
    (name(), name(), option::of(any::<u32>()), nth()).prop_map(|(process, kind, item, nth)| StepAddress {
        process,
        kind,
        item,
        nth,
    })
}

fn restart() -> impl Strategy<Value = Restart> {
    prop_oneof![Just(Restart::Never), span().prop_map(Restart::After)]
}

fn cut() -> impl Strategy<Value = Cut> {
    let group = || vec(name(), 0..3);
    prop_oneof![
        (group(), group()).prop_map(|(a, b)| Cut::Between(a, b)),
        (group(), group()).prop_map(|(a, b)| Cut::OneWay(a, b)),
        group().prop_map(Cut::Isolate),
    ]
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        message().prop_map(|message| Fault::Lose { message }),
        (message(), span()).prop_map(|(message, by)| Fault::Delay { message, by }),
        (message(), time()).prop_map(|(message, until)| Fault::Hold { message, until }),
        (message(), span()).prop_map(|(message, after)| Fault::Duplicate { message, after }),
        message().prop_map(|message| Fault::Corrupt { message }),
        (name(), option::of(any::<u32>()), nth()).prop_map(|(operation, item, nth)| Fault::Fail {
            attempt: AttemptAddress { operation, item, nth }
        }),
        (name(), time(), restart()).prop_map(|(process, at, restart)| Fault::Crash { process, at, restart }),
        (step(), any::<u32>(), restart()).prop_map(|(step, effects, restart)| Fault::CrashAfter {
            step,
            effects,
            restart
        }),
        (name(), time(), time()).prop_map(|(process, from, until)| Fault::Pause { process, from, until }),
        (cut(), time(), time()).prop_map(|(cut, from, until)| Fault::Partition { cut, from, until }),
        (message(), span()).prop_map(|(message, latency)| Fault::Take { message, latency }),
        (cut(), time(), time()).prop_map(|(cut, from, until)| Fault::Clog { cut, from, until }),
        (name(), shift(), any::<i32>(), time()).prop_map(|(process, offset, drift, until)| Fault::Clock {
            process,
            offset,
            drift,
            until
        }),
        (name(), time(), shift()).prop_map(|(process, at, by)| Fault::ClockStep { process, at, by }),
        step().prop_map(|step| Fault::Swap { step }),
        (name(), name(), time()).prop_map(|(a, b, at)| Fault::Disconnect { between: (a, b), at }),
        (name(), name(), nth()).prop_map(|(process, timer, nth)| Fault::SkipTick { process, timer, nth }),
    ]
}

fn expectation() -> impl Strategy<Value = Expectation> {
    let fact = prop_oneof![
        any::<u64>().prop_map(Fact::Number),
        Just(Fact::Nothing(())),
        name().prop_map(Fact::Text)
    ];
    prop_oneof![
        option::of(time()).prop_map(|at| Expectation::Settles { at }),
        name().prop_map(Expectation::Violates),
        Just(Expectation::Stalls),
        time().prop_map(Expectation::Quiet),
        (name(), any::<u64>()).prop_map(|(kind, n)| Expectation::Sends(kind, n)),
        (name(), any::<u64>()).prop_map(|(operation, n)| Expectation::Attempts(operation, n)),
        (name(), fact).prop_map(|(name, fact)| Expectation::Fact(name, fact)),
        any::<u64>().prop_map(|digest| Expectation::Digest(HexDigest(digest))),
        vec(any::<u16>(), 0..9).prop_map(|digests| Expectation::Trail(Trail::of(&digests))),
    ]
}

fn settings() -> impl Strategy<Value = Settings> {
    (
        (any::<u64>(), span(), option::of(span()), span(), option::of(span()), span(), option::of(span())),
        (
            option::of(any::<bool>()),
            any::<bool>(),
            any::<bool>(),
            any::<bool>(),
            any::<bool>(),
            any::<bool>(),
        ),
        option::of(span()),
    )
        .prop_map(|(times, (publish_on_create, de, an, classic, python, ack_law), poll)| Settings {
            fields: times.0,
            create_every: times.1,
            first_create: times.2,
            data_entry_every: times.3,
            first_data_entry_tick: times.4,
            annotation_every: times.5,
            first_annotation_tick: times.6,
            publish_on_create,
            data_entry_durable: de,
            annotation_durable: an,
            profile: if classic { Profile::Classic } else { Profile::Message },
            rules: if python { Rules::Python } else { Rules::CSharp },
            generate_uses_ack_law: ack_law,
            mutant: None,
            poll,
        })
}

fn input() -> impl Strategy<Value = ExtraInput<Input>> {
    let input = prop_oneof![
        any::<u32>().prop_map(|field| Input::Edit { field }),
        any::<u32>().prop_map(|field| Input::Unannotate { field }),
        any::<u32>().prop_map(|field| Input::Create { field }),
    ];
    (option::of(time()), option::of(step()), input).prop_map(|(at, after, input)| ExtraInput {
        at,
        after,
        input,
    })
}

fn range() -> impl Strategy<Value = Range> {
    prop_oneof![
        (name(), name()).prop_map(|(from, to)| Range::Between(from, to)),
        vec(name(), 0..3).prop_map(Range::OneOf),
    ]
}

fn scenario() -> impl Strategy<Value = ScenarioOf<AnnotationSystem>> {
    let end = prop_oneof![Just(End::Quiet), Just(End::Settled), Just(End::Horizon)];
    (
        (settings(), vec(name(), 0..4), vec(input(), 0..3), weather(), vec(fault(), 0..4)),
        (btree_map(name(), restart(), 0..3), any::<u64>(), end, span(), any::<u64>()),
        (vec(expectation(), 0..4), btree_map(name(), range(), 0..3)),
    )
        .prop_map(
            |(
                (knobs, ranks, inputs, weather, faults),
                (supervision, seed, end, horizon, step_limit),
                (expect, swarm),
            )| {
                let mut scenario = Scenario::calm("annotation", knobs);
                scenario = Scenario { ranks, inputs, weather, faults, supervision, ..scenario };
                Scenario { seed, end, horizon, step_limit, expect, swarm, ..scenario }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_scenario_survives_writing_and_reading(scenario in scenario()) {
        let text = scenario.to_text();
        let read = ScenarioOf::<AnnotationSystem>::parse(&text);
        prop_assert_eq!(read.as_ref(), Ok(&scenario), "{}", text);
        prop_assert_eq!(read.unwrap().to_text(), text);
    }
}

#[test]
fn what_is_not_written_is_as_the_defaults_say() {
    let read = ScenarioOf::<AnnotationSystem>::parse(r#"(version: 1, model: "annotation")"#).unwrap();
    assert_eq!(read, Scenario::calm("annotation", Settings::default()));
    assert_eq!(read.supervision, BTreeMap::new());
}
