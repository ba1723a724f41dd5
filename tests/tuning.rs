//! The largest safe intervals, held against the figures of the specification and against the law itself.

use sooner::exact::{Law, Link, Order, Protocol, Tag, Ticks, Tuning, tune};
use sooner::report::law::{self, Asked};
use sooner::report::tuning::text;
use sooner::sim::Span;

fn link(latency: u64) -> Link {
    Link { latency: vec![(Span::from_millis(latency), 1.0)], loss: 0.0, copies: None }
}

/// So many fields, one every so many milliseconds; messages, creations, the data-entry tick, the annotation tick.
fn protocol(fields: u64, every: u64, latency: [u64; 3]) -> Protocol {
    let ticks = Ticks { first: Span::from_secs(1), every: Span::from_secs(1) };
    Protocol {
        fields,
        first_create: Span::from_millis(every),
        create_every: Span::from_millis(every),
        publish_on_create: true,
        data_entry: ticks,
        annotation: ticks,
        order: Order { message: 0, create: 1, data_entry: 2, annotation: 3 },
        failures: [0.2; 3],
        links: latency.map(link),
        cuts: Vec::new(),
    }
}

fn tuned(protocol: &Protocol, seconds: u64, probability: &str) -> Tuning {
    tune(protocol, Span::from_secs(seconds), probability.parse().unwrap()).unwrap()
}

/// P(TTC <= T) with this common interval.
fn within(protocol: &Protocol, interval: u64, seconds: u64) -> f64 {
    let every = Span::from_nanos(interval);
    let ticks = Ticks { first: every, every };
    let law = Law::of(&Protocol { data_entry: ticks, annotation: ticks, ..protocol.clone() }).unwrap();
    law.within(Span::from_secs(seconds).after_start())
}

#[test]
fn the_demonstration_may_republish_thirteen_times_in_half_a_minute() {
    let tuning = tuned(&protocol(1000, 1, [0; 3]), 30, "0.999");
    let largest = tuning.largest;
    assert_eq!((largest.value.annotation.as_nanos(), largest.tag), (2_307_692_307, Tag::Exact));
    assert!((largest.value.within - 0.999506).abs() < 5e-7, "{}", largest.value.within);
    assert!((tuning.too_long.within - 0.998628).abs() < 5e-7, "{}", tuning.too_long.within);
    let messages = largest.value.messages.expect("they are known");
    // Acknowledgements N/k, annotations N/(s k), whatever the interval; publishes besides.
    assert!(messages > 1.0 / 0.8 + 1.0 / 0.64 + 1.0 && messages < 5.0, "{messages}");
}

#[test]
fn an_interval_below_the_largest_need_not_be_short_enough() {
    let protocol = protocol(60, 50, [0; 3]);
    let tuning = tuned(&protocol, 12, "0.99");
    assert_eq!(tuning.largest.value.annotation.as_nanos(), 1_500_000_000);
    assert_eq!(tuning.safe.value.annotation.as_nanos(), 1_333_333_333);
    assert_eq!((tuning.largest.tag, tuning.safe.tag), (Tag::Exact, Tag::Exact));
    assert!(within(&protocol, 1_333_333_334, 12) < 0.99, "an interval between the two is too long");
    assert!((0..200).all(|part| within(&protocol, 1_333_333_333 - part * 6_000_000, 12) >= 0.99));
    assert!((1..200).all(|part| within(&protocol, 1_500_000_000 + part * 40_000_000, 12) < 0.99));
}

#[test]
fn balanced_intervals_are_as_far_apart_as_the_tail_says() {
    for (failure, ratio) in [(0.05, 0.777), (0.1, 0.721), (0.2, 0.635), (0.5, 0.415)] {
        let protocol = Protocol { failures: [failure; 3], ..protocol(1000, 1, [0; 3]) };
        let balanced = tuned(&protocol, 60, "0.999").balanced.expect("both can be the bottleneck").value;
        let found = balanced.annotation.as_nanos() as f64 / balanced.data_entry.as_nanos() as f64;
        assert!((found - ratio).abs() < 5e-4, "{failure}: {found}");
        assert!(balanced.within >= 0.999);
    }
}

#[test]
fn with_latency_the_last_tick_must_leave_time_for_its_cascade() {
    let protocol = protocol(200, 1, [20, 20, 20]);
    let tuning = tuned(&protocol, 20, "0.999");
    let interval = tuning.largest.value.annotation.as_nanos();
    assert_eq!(tuning.largest.tag, Tag::Approximation);
    let just_in_time = |latency: u64| {
        let left = 20_000_000_000 - latency * 1_000_000;
        let ticks = left / interval;
        left / ticks == interval
    };
    assert!(just_in_time(40) || just_in_time(60), "{interval}");
    assert!(within(&protocol, interval, 20) >= 0.999 && tuning.too_long.within < 0.999);
    assert_eq!(tuning.round_trip, Span::from_millis(60));
    let knee = tuning.shorter.last().expect("the knee is told");
    assert_eq!(knee.annotation, Span::from_millis(60));
    assert!(knee.messages > tuning.largest.value.messages);
}

#[test]
fn a_deadline_that_nothing_can_meet_is_told_in_words() {
    let refused = |protocol: &Protocol, deadline: Span| {
        tune(protocol, deadline, "0.9".parse().unwrap()).unwrap_err().to_string()
    };
    let early = refused(&protocol(1000, 1, [0; 3]), Span::from_millis(999));
    assert!(early.contains("the last field is created at 1s"), "{early}");
    let hopeless = Protocol { failures: [0.2, 1.0, 0.2], ..protocol(3, 1, [0; 3]) };
    let never = refused(&hopeless, Span::from_secs(60));
    assert!(never.contains("always fails"), "{never}");
    let at_once = tune(&protocol(1, 1, [0; 3]), Span::from_millis(1), "0.9".parse().unwrap());
    assert!(at_once.is_err() || at_once.unwrap().largest.value.within >= 0.9);
}

#[test]
fn a_million_fields_and_the_rarest_failures_come_to_an_end() {
    let rare = tuned(&protocol(1_000_000, 1, [0; 3]), 1_100, "0.999999");
    assert!(rare.largest.value.beyond <= 1e-6);
    let slow = Protocol { failures: [0.9; 3], ..protocol(100, 1, [0; 3]) };
    assert!(tuned(&slow, 3_600, "0.999").largest.value.within >= 0.999);
}

/// The largest and the safe interval are asked of the law one by one, at every bracket's ends and at many places between.
fn holds_by_brute_force(protocol: &Protocol, deadline: u64, probability: f64) -> bool {
    let level = format!("{probability}").parse().unwrap();
    let Ok(tuning) = tune(protocol, Span::from_millis(deadline), level) else { return false };
    let enough = |interval: u64| {
        let every = Span::from_nanos(interval);
        let ticks = Ticks { first: every, every };
        let law = Law::of(&Protocol { data_entry: ticks, annotation: ticks, ..protocol.clone() }).unwrap();
        law.beyond(Span::from_millis(deadline).after_start()) <= 1.0 - probability
    };
    let [largest, safe] = [&tuning.largest, &tuning.safe].map(|one| one.value.annotation.as_nanos());
    let nanos = deadline * 1_000_000;
    let mut intervals: Vec<u64> = (1..=40).flat_map(|ticks| [nanos / ticks, nanos / ticks + 1]).collect();
    intervals.extend((1..150).map(|part| nanos / 100 * part));
    let fits = |interval: u64| enough(interval) == (interval <= largest);
    let told = format!("{largest} {safe} {deadline} {probability} {protocol:?}");
    assert!(safe <= largest && enough(largest) && enough(safe), "{told}");
    if tuning.largest.tag == Tag::Exact && !text(&tuning).contains("as long as they like") {
        assert!(intervals.iter().all(|interval| *interval <= largest || fits(*interval)), "{told}");
    }
    if tuning.safe.tag == Tag::Exact {
        assert!(intervals.iter().all(|interval| *interval > safe || enough(*interval)), "{told}");
        let above = safe + 1;
        assert!(safe == largest || !enough(above), "safe intervals go on above {told}");
    }
    tuning.safe.tag == Tag::Exact
}

#[test]
fn the_largest_and_the_safe_interval_are_what_a_search_through_all_finds() {
    let mut state = 1_u64;
    let mut below = |range: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % range
    };
    let mut exact = 0;
    for _ in 0..80 {
        let fields = 1 + below(40);
        let latency = if below(4) == 0 { [below(30), below(30), below(30)] } else { [0; 3] };
        let mut protocol = protocol(fields, below(60), latency);
        protocol.first_create = Span::from_millis(below(300));
        protocol.publish_on_create = below(4) > 0;
        protocol.failures = [below(6), below(6), below(6)].map(|tenths| tenths as f64 / 10.0);
        let mut ranks = [0, 1, 2, 3];
        (1..4).for_each(|last| ranks.swap(last, below(last as u64 + 1) as usize));
        let [message, create, data_entry, annotation] = ranks;
        protocol.order = Order { message, create, data_entry, annotation };
        let probability = [0.5, 0.9, 0.99, 0.999][below(4) as usize];
        exact += holds_by_brute_force(&protocol, 1_000 + below(5_000), probability) as u32;
    }
    assert!(exact > 30, "only {exact} were exact");
}

#[test]
fn what_is_said_of_safe_intervals_is_as_sure_as_it_is_known() {
    let said = |protocol: &Protocol, seconds, probability| text(&tuned(protocol, seconds, probability));
    let certain = Protocol { failures: [0.0; 3], ..protocol(10, 1, [0; 3]) };
    let any = said(&certain, 30, "0.999");
    assert!(any.contains("No tick is needed") && any.contains("(enough, too)"), "{any}");
    assert!(
        said(&protocol(1, 1, [0; 3]), 30, "0.999").contains("Every interval up to R_max is short enough.")
    );
    assert!(said(&protocol(60, 50, [0; 3]), 12, "0.99").contains("between it and R_max not every one is"));
    let late = said(&protocol(60, 50, [20; 3]), 12, "0.99");
    assert!(late.contains("is not proved") && !late.contains("Every interval"), "{late}");
}

#[test]
fn a_law_that_ends_early_says_so_of_each_number() {
    let asked = Asked { within: &[Span::from_millis(500)], horizon: Span::from_secs(3_600_000_000) };
    let told = |failure: f64| {
        let protocol = Protocol { failures: [failure, 0.0, 0.0], ..protocol(10, 1, [0; 3]) };
        law::text(&protocol, &Law::of(&protocol).unwrap(), &asked)
    };
    let slow = told(1.0 - 1e-12);
    let line =
        |text: &str, key: &str| text.lines().find(|line| line.starts_with(key)).unwrap_or("").to_string();
    assert!(line(&slow, "mean").ends_with("beyond what is computed"), "{slow}");
    assert!(
        line(&slow, "horizon").ends_with("(bound)") && line(&slow, "by 500ms").ends_with("(exact)"),
        "{slow}"
    );
    assert!(line(&slow, "rate").contains("1.000e-12 a second"), "{slow}");
    let never = told(1.0);
    assert!(line(&never, "mean").contains("infinite") && line(&never, "p50").contains("never"), "{never}");
    assert!(!never.contains("longer") && !told(0.0).contains("inf"), "{never}");
}

#[test]
fn what_hardly_ever_succeeds_is_given_up_in_good_time() {
    let hopeless = Protocol { failures: [1.0 - 1e-12, 0.0, 0.0], ..protocol(10, 1, [0; 3]) };
    let why = tune(&hopeless, Span::from_secs(30), "0.999".parse().unwrap()).unwrap_err().to_string();
    assert!(why.contains("no interval that can be reckoned with"), "{why}");
}
