//! The edges: nothing fails, everything fails, one field, a burst, endless intervals, too much to reckon.

use sooner::exact::{Law, Link, Order, Protocol};
use sooner::sim::{Span, Time};

use crate::settings::{MCDA, at, burst, demo, level, link, ms, ticks};

fn no_law(protocol: &Protocol) -> String {
    Law::of(protocol).expect_err("there is no law").to_string()
}

#[test]
fn where_nothing_fails_there_is_one_instant() {
    for latency in [0, 20, 1500] {
        let protocol = Protocol { failures: [0.0; 3], ..demo(MCDA, latency) };
        let law = Law::of(&protocol).expect("a law");
        let [step] = law.steps() else { panic!("{:?}", law.steps()) };
        assert_eq!((step.at, step.within, step.beyond), (at(1000 + 3 * latency), 1.0, 0.0));
        assert!(step.beyond.is_sign_positive() && law.is_whole());
        assert_eq!(law.mean(), Some((1000 + 3 * latency) as f64 * 1e6));
        assert_eq!(law.quantile(level("0.5")), Some(step.at));
        let tail = law.tail();
        assert_eq!((tail.rate.value, tail.theta.value), (f64::INFINITY, 0.0));
        assert_eq!(tail.per_decade.value, Span::ZERO);
    }
}

#[test]
fn in_calm_weather_it_is_as_the_acceptance_rows_say() {
    let calm = |fields| Protocol {
        fields,
        first_create: ms(100),
        create_every: ms(100),
        failures: [0.0; 3],
        ..demo(MCDA, 10)
    };
    for (fields, millis) in [(1, 130), (3, 330)] {
        let law = Law::of(&calm(fields)).expect("a law");
        assert_eq!(law.quantile(level("0.5")), Some(at(millis)));
        let messages = law.messages().expect("known");
        assert_eq!([messages.publish, messages.annotate, messages.ack], [fields as f64; 3]);
    }
}

#[test]
fn what_always_fails_is_never_consistent() {
    for failures in [[1.0, 0.2, 0.2], [0.2, 1.0, 0.2], [0.2, 0.2, 1.0]] {
        let law = Law::of(&Protocol { failures, ..demo(MCDA, 20) }).expect("a law");
        assert!(law.steps().is_empty() && law.is_whole());
        assert_eq!((law.mean(), law.quantile(level("0.001")), law.messages()), (None, None, None));
        assert_eq!((law.within(Time::NEVER), law.beyond(Time::NEVER)), (0.0, 1.0));
        let tail = law.tail();
        assert_eq!((tail.rate.value, tail.theta.value, tail.per_decade.value), (0.0, 1.0, Span::MAX));
        assert!(law.growth().is_none());
        assert!(law.field(1).expect("a field").steps.is_empty());
    }
    let mut lost = demo(MCDA, 0);
    lost.links[2].loss = 1.0;
    assert!(Law::of(&lost).expect("a law").steps().is_empty());
}

#[test]
fn fields_that_are_not_published_wait_for_a_tick() {
    let protocol = Protocol { publish_on_create: false, failures: [0.0; 3], ..burst(5, 1000, 10) };
    let law = Law::of(&protocol).expect("a law");
    assert_eq!((law.steps().len(), law.steps()[0].at), (1, at(1030)));
}

#[test]
fn where_ticks_never_come_some_chance_is_never_used() {
    let never = ticks(1000, 1000);
    let never = sooner::exact::Ticks { first: Span::MAX, ..never };
    let law =
        Law::of(&Protocol { data_entry: never, annotation: never, ..burst(1, 1000, 0) }).expect("a law");
    assert_eq!((law.steps().len(), law.is_whole(), law.mean()), (1, false, None));
    assert!((law.within(Time::NEVER) - 0.512).abs() < 1e-12);
    assert_eq!(law.quantile(level("0.6")), None);
    let far = sooner::exact::Ticks { first: Span::ZERO, every: Span::MAX };
    let law = Law::of(&Protocol { data_entry: far, annotation: far, ..burst(3, 1000, 0) }).expect("a law");
    assert!(!law.is_whole() && law.within(Time::NEVER) < 1.0);
}

#[test]
fn a_million_fields_and_a_thousand_million_are_no_trouble() {
    for (fields, latency) in [(1_000_000, 0), (1_000_000, 20), (1_000_000_000, 20)] {
        let law = Law::of(&Protocol { fields, ..demo(MCDA, latency) }).expect("a law");
        assert!(law.is_whole() && law.quantile(level("0.999")) > Some(at(fields)));
    }
}

#[test]
fn intervals_without_a_common_measure_work() {
    let odd = sooner::exact::Ticks { first: Span::from_nanos(1), every: Span::from_nanos(999_999_937) };
    let law = Law::of(&Protocol { annotation: odd, ..demo(MCDA, 20) }).expect("a law");
    let mean = law.mean().expect("a mean") / 1e6;
    assert!(law.is_whole() && (6500.0..7100.0).contains(&mean), "{mean}");
}

#[test]
fn slow_ones_are_told_as_far_as_they_are_reckoned() {
    let law = Law::of(&Protocol { failures: [0.999_999; 3], ..burst(1, 1000, 20) }).expect("a law");
    assert!(!law.is_whole() && law.mean().is_none());
    assert!(law.quantile(level("0.5")).is_none());
    assert!(law.steps().iter().all(|step| step.within.is_finite() && step.beyond <= 1.0));
    assert!(law.tail().rate.value > 0.0);
    let last = *law.steps().last().expect("steps");
    assert_eq!(law.beyond(Time::NEVER), last.beyond);
}

#[test]
fn every_reason_against_a_law_is_told() {
    let demo = || demo(MCDA, 0);
    assert_eq!(no_law(&Protocol { fields: 0, ..demo() }), "there are no fields");
    assert_eq!(
        no_law(&Protocol { data_entry: ticks(0, 0), ..demo() }),
        "a tick needs an interval above zero"
    );
    let order = Order { create: 0, ..MCDA };
    assert_eq!(no_law(&Protocol { order, ..demo() }), "it is not told what goes first at one instant");
    for failure in [-0.1, 1.1, f64::NAN] {
        let said = no_law(&Protocol { failures: [0.2, failure, 0.2], ..demo() });
        assert_eq!(said, "a probability lies outside of 0 to 1");
    }
    let with = |link: Link| Protocol { links: [link.clone(), link.clone(), link], ..demo() };
    let half = Link { latency: vec![(ms(1), 0.5)], ..link(0) };
    assert_eq!(no_law(&with(half)), "the probabilities of a latency do not add up to 1");
    let many = Link {
        latency: (1..=200).map(|i| (Span::from_nanos(i * i * i * 7_919), 0.005)).collect(),
        ..link(0)
    };
    assert_eq!(no_law(&with(many)), "there are too many different latencies to reckon with all their sums");
    let create_every = Span::from_secs(1_000_000_000);
    let said = no_law(&Protocol { fields: 1_000_000, create_every, ..demo() });
    assert_eq!(said, "the last field is created later than can be reckoned with");
    let two = Link { latency: vec![(ms(1), 0.5), (ms(900), 0.5)], ..link(0) };
    let said = no_law(&Protocol { create_every: Span::from_micros(1), fields: 1_000_000, ..with(two) });
    assert_eq!(said, "too many fields are on their way at once to reckon with the latencies of each");
    let said = no_law(&Protocol { failures: [0.9999; 3], fields: 1_000_000_000, ..demo() });
    assert!(said.starts_with("it would take too long") || said.starts_with("too many fields"), "{said}");
}
