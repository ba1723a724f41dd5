//! The tail, its constant, the growth with the number of fields, and other known numbers.

use sooner::exact::{Copies, Law, Order, Protocol, Tag};

use crate::settings::{MCAD, MCDA, burst, demo, level, ms, ticks};

fn q(protocol: &Protocol, text: &str) -> u64 {
    Law::of(protocol).expect("a law").quantile(level(text)).expect("reached").as_nanos() / 1_000_000
}

fn mean(protocol: &Protocol) -> f64 {
    Law::of(protocol).expect("a law").mean().expect("a mean") / 1e6
}

fn close(one: f64, other: f64, by: f64) {
    assert!((one - other).abs() <= by, "{one} is not {other}");
}

#[test]
fn one_field_takes_three_quarters_of_a_round() {
    let last = Order { message: 9, ..MCDA };
    close(mean(&Protocol { order: last, ..burst(1, 1000, 0) }) / 1000.0, 0.750431, 5e-7);
}

#[test]
fn the_tail_is_the_dominant_eigenvalue() {
    let tail = Law::of(&demo(MCDA, 0)).expect("a law").tail();
    close(tail.theta.value, 0.36, 1e-15);
    close(tail.rate.value, 1.021_651_247_5, 1e-9);
    assert_eq!((tail.bottleneck, tail.rate.tag), ("annotation", Tag::Exact));
    assert_eq!(tail.per_decade.value.as_nanos() / 1_000_000, 2253);
    let slow_entry = Protocol { data_entry: ticks(1000, 5000), ..demo(MCDA, 0) };
    let tail = Law::of(&slow_entry).expect("a law").tail();
    assert_eq!(tail.bottleneck, "data-entry");
    close(tail.rate.value, 1.609_437_912_434_1 / 5.0, 1e-12);
}

#[test]
fn the_tail_holds_for_every_latency_and_for_loss_and_copies() {
    let mut protocol = burst(20, 1000, 130);
    for link in &mut protocol.links {
        link.latency = vec![(ms(10), 0.5), (ms(90), 0.5)];
        link.loss = 0.2;
    }
    let copies = |per_copy| Copies { probability: 0.3, per_copy, after: None };
    for (index, link) in protocol.links.iter_mut().enumerate() {
        link.copies = Some(copies(index % 2 == 0));
    }
    let law = Law::of(&protocol).expect("a law");
    let beyond = |round: u64| law.beyond((ms(1000) * round).after_start());
    close(beyond(30) / beyond(29), law.tail().theta.value, 1e-6);
}

#[test]
fn the_constant_is_the_one_that_the_distribution_has() {
    let schemes =
        [(Order { message: 9, ..MCDA }, 0, 0.4176), (MCAD, 20, 0.4176), (MCAD, 0, 0.52), (MCDA, 0, 0.2896)];
    for (order, latency, printed) in schemes {
        let law = Law::of(&Protocol { order, ..burst(1, 1000, latency) }).expect("a law");
        let growth = law.growth().expect("it is known");
        close(growth.constant.value, printed, 5e-5);
        let at = (ms(1000) * 30 + ms(latency) * 3).after_start();
        close(law.beyond(at) / (growth.constant.value * 0.36f64.powi(30)), 1.0, 1e-7);
    }
    // Data entry is the bottleneck.
    let law = Law::of(&Protocol { failures: [0.7, 0.1, 0.1], ..burst(1, 1000, 0) }).expect("a law");
    let growth = law.growth().expect("it is known");
    close(law.beyond((ms(1000) * 60).after_start()) / (growth.constant.value * 0.7f64.powi(60)), 1.0, 1e-6);
}

#[test]
fn the_constant_is_told_only_where_it_is_known() {
    let growth = |protocol: &Protocol| Law::of(protocol).expect("a law").growth();
    assert!(growth(&demo(MCDA, 0)).is_some());
    assert!(growth(&demo(MCDA, 400)).is_none());
    assert!(growth(&Protocol { annotation: ticks(500, 1000), ..demo(MCDA, 0) }).is_none());
    assert!(growth(&Protocol { annotation: ticks(1000, 700), ..demo(MCDA, 0) }).is_none());
    assert!(growth(&Protocol { failures: [0.0; 3], ..demo(MCDA, 0) }).is_none());
    let mut mixed = demo(MCDA, 0);
    mixed.links[1].latency = vec![(ms(5), 1.0)];
    assert!(growth(&mixed).is_none());
}

#[test]
fn each_decade_of_fields_costs_as_many_rounds() {
    let last = Order { message: 9, ..MCDA };
    for exponent in 0..=6 {
        let protocol = Protocol { order: last, ..burst(10u64.pow(exponent), 1000, 0) };
        let growth = Law::of(&protocol).expect("a law").growth().expect("it is known");
        for text in ["0.5", "0.99", "0.999", "0.999999999"] {
            let rounds = growth.rounds(level(text));
            assert_eq!((rounds.value * 1000.0) as u64, q(&protocol, text), "{exponent} {text}");
            assert_eq!(rounds.tag, Tag::Approximation);
        }
    }
    let protocol = Protocol { order: last, ..burst(1000, 1000, 0) };
    close(mean(&protocol) / 1000.0, 6.980, 5e-4);
    let growth = Law::of(&protocol).expect("a law").growth().expect("it is known");
    close(growth.mean_rounds().value, 6.972, 5e-4);
}

#[test]
fn later_saves_let_more_retries_fly() {
    let protocol = |latency| Protocol { first_create: ms(1), ..burst(100, 1000, latency) };
    assert_eq!([400, 500, 700].map(|latency| q(&protocol(latency), "0.99")), [9800, 9500, 9400]);
    let sent = |latency| {
        let messages = Law::of(&protocol(latency)).expect("a law").messages().expect("known");
        (messages.publish + messages.annotate + messages.ack).round()
    };
    assert_eq!([400, 500, 700].map(sent), [570.0, 724.0, 949.0]);
}

#[test]
fn an_unacknowledged_field_waits_for_an_annotation_tick() {
    let protocol = Protocol {
        fields: 100,
        data_entry: ticks(100, 100),
        annotation: ticks(5000, 5000),
        failures: [0.2, 0.2, 0.5],
        ..demo(MCDA, 0)
    };
    close(mean(&protocol) / 1000.0, 46.5, 0.05);
}

#[test]
fn republishing_often_on_the_wrong_side_is_wasted() {
    let at = |data_entry, annotation| {
        let (data_entry, annotation) = (ticks(data_entry, data_entry), ticks(annotation, annotation));
        q(&Protocol { data_entry, annotation, ..demo(MCDA, 20) }, "0.999")
    };
    assert_eq!([at(1000, 1000), at(100, 1000), at(1000, 500)], [13_040, 12_040, 9_040]);
}

#[test]
fn copies_speed_it_up() {
    let law = |probability: f64| {
        let mut protocol = Protocol { order: Order { message: 9, ..MCDA }, ..demo(MCDA, 0) };
        protocol.links.iter_mut().for_each(|link| {
            link.loss = 0.1;
            link.copies = Some(Copies { probability, per_copy: false, after: None });
        });
        mean(&protocol) / 1000.0
    };
    close(law(0.0), 9.9, 0.11);
    close(law(0.5), 6.1, 0.05);
}

#[test]
fn a_field_has_a_law_of_its_own() {
    let law = Law::of(&demo(MCDA, 20)).expect("a law");
    let (first, last) = (law.field(1).expect("a field"), law.field(999).expect("a field"));
    assert_eq!((first.created, last.created), (ms(1).after_start(), ms(999).after_start()));
    assert_eq!(last.steps[0].at, ms(1059).after_start());
    close(last.steps[0].within, 0.512, 1e-12);
    assert_eq!(last.beyond(ms(1058).after_start()), 1.0);
    assert!(first.mean() > last.mean(), "the first waits longer for a tick");
    let said = law.field(0).expect_err("none").to_string();
    assert_eq!(said, "there is no field 0; the fields are 1 to 1000");
    assert!(law.field(1001).is_err());
}
