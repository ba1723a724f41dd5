//! Known cuts.

use sooner::exact::{Cut, Law, Protocol};
use sooner::sim::{Span, Time};

use crate::brute::{holds, ticks_in_nanos};
use crate::settings::{Dice, MCDA, any_order, at, burst, demo, random_link};

#[test]
fn every_branch_of_chance_adds_up_to_the_law_with_cuts() {
    let mut dice = Dice(3);
    let mut held = 0;
    for _ in 0..300 {
        let cut = |dice: &mut Dice| {
            let from = dice.below(10);
            let until = Time::from_nanos(from + 1 + dice.below(6));
            let links = [dice.below(2) == 0, dice.below(2) == 0, dice.below(2) == 0];
            Cut { links, from: Time::from_nanos(from), until }
        };
        let protocol = Protocol {
            fields: 1 + dice.below(3),
            first_create: Span::from_nanos(dice.below(5)),
            create_every: Span::from_nanos(dice.below(3)),
            publish_on_create: dice.below(4) > 0,
            data_entry: ticks_in_nanos(dice.below(6), 3 + dice.below(4)),
            annotation: ticks_in_nanos(dice.below(6), 3 + dice.below(4)),
            order: any_order(&mut dice),
            failures: [dice.share(), dice.share(), dice.share()],
            links: std::array::from_fn(|_| random_link(&mut dice, 2, 3, false)),
            cuts: (0..1 + dice.below(2)).map(|_| cut(&mut dice)).collect(),
        };
        held += holds(&protocol, 14) as u32;
    }
    assert!(held > 150, "only {held} settings were small enough");
}

#[test]
fn at_zero_latency_a_cut_only_takes_ticks_away() {
    // Cut over the ticks of 2 s and 3 s: what would have been then is two rounds later.
    let cut = Cut { links: [true; 3], from: at(1_500), until: at(3_500) };
    let calm = Law::of(&burst(50, 1000, 0)).expect("a law");
    let law = Law::of(&Protocol { cuts: vec![cut], ..burst(50, 1000, 0) }).expect("a law");
    assert_eq!(law.beyond(at(1_000)), calm.beyond(at(1_000)));
    assert_eq!(law.beyond(at(3_499)), calm.beyond(at(1_000)));
    for round in 4..30 {
        let (cut, whole) = (law.beyond(at(round * 1_000)), calm.beyond(at(round * 1_000 - 2_000)));
        assert!((cut / whole - 1.0).abs() < 1e-9, "{cut} {whole}");
    }
    assert!(law.messages().is_none());
}

#[test]
fn a_cut_that_nobody_is_there_to_feel_changes_nothing() {
    let cut =
        |from, until| Cut { links: [true; 3], from: Time::from_nanos(from), until: Time::from_nanos(until) };
    for latency in [0, 20] {
        let calm = Law::of(&demo(MCDA, latency)).expect("a law");
        let cuts = vec![cut(0, 1), cut(90_000_000_000, 91_000_000_000)];
        let law = Law::of(&Protocol { cuts, ..demo(MCDA, latency) }).expect("a law");
        assert_eq!(law.steps().len(), calm.steps().len());
        let pairs = law.steps().iter().zip(calm.steps());
        assert!(pairs.into_iter().all(|(a, b)| a.at == b.at && (a.beyond / b.beyond - 1.0).abs() < 1e-9));
    }
}

#[test]
fn a_cut_may_be_as_long_as_a_year_and_a_million_fields_be_created_in_it() {
    let cut = |until| Cut { links: [true; 3], from: at(100_000), until: at(until) };
    let year = 31_536_000_000;
    for fields in [10, 1_000_000] {
        let protocol = Protocol { fields, cuts: vec![cut(year), cut(300_000)], ..demo(MCDA, 20) };
        let law = Law::of(&protocol).expect("a law");
        // Ten fields may be done before it; of a million, some are created in it and begin anew after it.
        let soonest = law.steps()[0].at;
        if fields == 10 {
            assert_eq!(soonest, at(70));
        } else {
            assert!(soonest > at(year) && soonest < at(year + 20_000), "{soonest}");
        }
        assert!(law.is_whole());
        assert!(law.beyond(at(year + 60_000)) < 1e-12);
    }
}
