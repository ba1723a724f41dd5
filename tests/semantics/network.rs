//! The network: cuts, FIFO, capacity, copies, and which law a message gets.

use crate::toy::*;
use sooner::sim::law::Latency;
use sooner::sim::network::{Duplication, LinkLaw};
use sooner::sim::*;

/// Each input is told to all others.
fn tells_all(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
    if let Seen::Go(item) = seen {
        let me = ctx.me();
        for to in [A, B, C].into_iter().filter(|to| *to != me) {
            ctx.send(to, Tell(item));
        }
    }
}

/// Three that tell each other, all at 100, 200, ... ms.
fn three() -> Lab {
    let inputs: Vec<_> = (1..4u32).flat_map(|n| [A, B, C].map(|who| (100 * n as u64, who, n))).collect();
    Lab::new(&[tells_all as Script; 3], &inputs)
}

/// Who hears whom while a cut lasts, as "ab" for "a is heard by b".
fn heard(cut: Cut<u16>) -> String {
    fn tells_its_name(toy: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        if let Seen::Go(_) = seen {
            tells_all(toy, Seen::Go(ctx.me().0 as u32), ctx);
        }
    }
    let lab = Lab::new(&[tells_its_name as Script; 3], &[(100, A, 0), (100, B, 0), (100, C, 0)]);
    let report = lab.under(vec![Fault::Partition { cut, from: at(50), until: at(500) }]);
    let mut heard: Vec<String> = report
        .lines(&["Tell"])
        .iter()
        .filter(|line| !line.contains("loses"))
        .map(|line| {
            let (_, rest) = line.split_once('.').unwrap();
            let from = rest.split(['(', ')']).nth(1).unwrap().parse::<u8>().unwrap();
            format!("{}{}", (b'a' + from) as char, &rest[..1])
        })
        .collect();
    heard.sort();
    heard.join(" ")
}

#[test]
fn a_cut_severs_between_groups_or_one_way_or_around_a_group() {
    assert_eq!(heard(Cut::Between(vec![0], vec![1])), "ac bc ca cb");
    assert_eq!(heard(Cut::Between(vec![0, 1], vec![2])), "ab ba");
    assert_eq!(heard(Cut::OneWay(vec![0], vec![1, 2])), "ba bc ca cb");
    assert_eq!(heard(Cut::Isolate(vec![1])), "ac ca");
}

fn partition(from: u64, until: u64) -> Fault<u16> {
    Fault::Partition { cut: Cut::Isolate(vec![0]), from: at(from), until: at(until) }
}

#[test]
fn a_cut_is_checked_at_send_and_at_delivery() {
    fn asks(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        if let Seen::Go(item) = seen {
            ctx.send(B, Ask(item));
        }
    }
    let lab = Lab::new(&[asks, idle], &[(95, A, 1), (105, A, 2), (115, A, 3), (120, A, 4)]);
    let report = lab.under(vec![partition(100, 120)]);
    assert_eq!(
        report.lines(&["Ask"]),
        [
            "105.a loses Ask(2): the link is cut",
            "105.b misses Ask(1): the link was cut before it arrived",
            "115.a loses Ask(3): the link is cut",
            "130.b Ask(4)"
        ]
    );
    // Sent and delivered outside of the cut: it never was there.
    assert_eq!(
        Lab::new(&[asks, idle], &[(95, A, 1)]).under(vec![partition(96, 105)]).lines(&["Ask"]),
        ["105.b Ask(1)"]
    );
}

#[test]
fn cuts_that_overlap_end_with_the_last() {
    let lab = Lab::new(&[tells_all as Script; 3], &[(200, A, 1), (300, A, 2)]);
    let report = lab.under(vec![partition(100, 250), partition(150, 290)]);
    assert_eq!(report.lines(&["loses"]).len(), 2);
    assert_eq!(report.lines(&["Tell(2)"]), ["310.b Tell(2)", "310.c Tell(2)"]);
}

/// Sends Ask(1), Ask(2), ... at once.
fn bursts(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
    if let Seen::Go(most) = seen {
        (1..=most).for_each(|item| ctx.send(B, Ask(item)));
    }
}

fn arrivals(law: LinkLaw, faults: Vec<Fault<u16>>) -> Vec<String> {
    let lab = Lab::new(&[bursts, idle], &[(100, A, 5)]);
    let report = lab.run(Setup { links: lab.links(law), faults, ..lab.setup() });
    report.lines(&["Ask"]).iter().map(|line| line.to_string()).collect()
}

#[test]
fn on_a_fifo_link_no_message_overtakes_another() {
    let random = LinkLaw { latency: Latency::Uniform(ms(1), ms(100)), ..law() };
    let order = |lines: Vec<String>| {
        lines.iter().map(|line| line.split_once("Ask").unwrap().1.to_string()).collect::<Vec<_>>()
    };
    assert_ne!(order(arrivals(random.clone(), vec![])), ["(1)", "(2)", "(3)", "(4)", "(5)"]);
    let fifo = arrivals(LinkLaw { fifo: true, ..random.clone() }, vec![]);
    assert_eq!(order(fifo.clone()), ["(1)", "(2)", "(3)", "(4)", "(5)"]);
    // delivery = max(own, previous): what draws a longer latency than all before it is not delayed.
    assert!(arrivals(random, vec![]).contains(&fifo[0]));
}

#[test]
fn what_exceeds_the_capacity_waits_for_room() {
    let lines = arrivals(LinkLaw { capacity: Some(2), ..law() }, vec![]);
    assert_eq!(lines, ["110.b Ask(1)", "110.b Ask(2)", "120.b Ask(3)", "120.b Ask(4)", "130.b Ask(5)"]);
}

#[test]
fn a_message_lost_on_arrival_makes_room_too() {
    let crash = Fault::Crash { process: 1, at: at(105), restart: Restart::After(ms(10)) };
    let lines = arrivals(LinkLaw { capacity: Some(2), ..law() }, vec![crash]);
    assert_eq!(lines[2..], ["120.b Ask(3)", "120.b Ask(4)", "130.b Ask(5)"]);
    assert!(lines[..2].iter().all(|line| line.contains("misses")));
}

#[test]
fn copies_are_made_of_what_is_not_lost_or_else_each_is_lost_on_its_own() {
    let half = Probability::ratio(1, 2).unwrap().threshold();
    let count = |per_copy| {
        let duplication = Duplication { chance: Probability::ONE.threshold(), per_copy, delay: None };
        let lab = Lab::new(&[bursts, idle], &[(100, A, 400)]);
        let links = lab.links(LinkLaw { loss: half, duplication, ..law() });
        let report = lab.run(Setup { links, ..lab.setup() });
        let asks = report.tally.messages[0];
        let both = (1..=400)
            .filter(|item| {
                report.lines(&[&format!("b copy Ask({item})")]).len() == 1
                    && report.lines(&[&format!("b Ask({item})")]).len() == 1
            })
            .count();
        (asks.sent, asks.duplicated, asks.delivered, both)
    };
    let (sent, duplicated, delivered, both) = count(false);
    assert_eq!((sent, delivered), (400, 2 * duplicated));
    assert_eq!(both as u64, duplicated);
    let (sent, duplicated, delivered, both) = count(true);
    // Of two that carry the same, one that is lost leaves no trace.
    assert_eq!((sent, duplicated), (400, both as u64));
    assert!((330..470).contains(&delivered), "{delivered} of 800 arrive");
    assert!((60..140).contains(&both), "{both} of 400 arrive twice");
}

#[test]
fn a_copy_has_a_latency_of_its_own_or_a_delay_after_the_original() {
    let always = Probability::ONE.threshold();
    let delay = Some(Latency::Constant(ms(7)));
    let delayed = LinkLaw { duplication: Duplication { chance: always, per_copy: false, delay }, ..law() };
    let lines = arrivals(delayed, vec![]);
    assert_eq!((lines[0].as_str(), lines[5].as_str()), ("110.b Ask(1)", "117.b copy Ask(1)"));
    let own = Duplication { chance: always, per_copy: false, delay: None };
    let random = LinkLaw { latency: Latency::Uniform(ms(1), ms(1000)), duplication: own, ..law() };
    let lines = arrivals(random, vec![]);
    assert!(lines.iter().position(|line| line.contains("copy Ask(1)")) != Some(5));
}

#[test]
fn a_link_and_kind_can_have_a_law_of_its_own() {
    let lab = three();
    let mut links = lab.links(law());
    links.special(LinkLaw { latency: Latency::Constant(ms(55)), ..law() }, |from, to, kind| {
        (from, to, kind as u16) == (0, 1, TELL)
    });
    let report = lab.run(Setup { links, ..lab.setup() });
    assert_eq!(report.lines(&["155.", "255."]), ["155.b Tell(1)", "255.b Tell(2)"]);
}

#[test]
fn reordering_makes_a_message_take_longer_up_to_its_most() {
    let reorder = (Probability::ONE.threshold(), ms(20));
    let lines = arrivals(LinkLaw { reorder, ..law() }, vec![]);
    let instants: Vec<u64> =
        lines.iter().map(|line| line.split('.').next().unwrap().parse().unwrap()).collect();
    assert!(instants.iter().all(|at| (110..=130).contains(at)), "{instants:?}");
    assert!(instants.iter().any(|at| *at != 110));
}
