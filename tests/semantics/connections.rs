//! "Connections": who hears of the end of one, when, and what becomes of what was under way on it.

use crate::toy::*;
use sooner::sim::network::LinkLaw;
use sooner::sim::*;

/// Asks B for each input; leaves when asked for item 0.
fn asks(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
    match seen {
        Seen::Go(0) => ctx.exit(1),
        Seen::Go(item) => ctx.send(B, Ask(item)),
        _ => {}
    }
}

/// Connections of 10 ms that survive a cut of 50 ms.
fn run(inputs: &[(u64, ProcessId, u32)], faults: Vec<Fault<u16>>) -> Report {
    let lab = Lab::new(&[asks, asks, idle], inputs);
    let links = lab.links(LinkLaw { connection: Some(ms(50)), ..law() });
    lab.run(Setup { links, faults, horizon: at(1000), ..lab.setup() })
}

fn partition(cut: Cut<u16>, from: u64, until: u64) -> Fault<u16> {
    Fault::Partition { cut, from: at(from), until: at(until) }
}

#[test]
fn when_an_end_crashes_its_peers_hear_of_it_after_the_latency() {
    let crash = Fault::Crash { process: 0, at: at(100), restart: Restart::Never };
    assert_eq!(run(&[], vec![crash]).diary, ["100.a crash", "110.b gone 0", "110.c gone 0"]);
}

#[test]
fn when_an_end_exits_its_peers_hear_of_it_after_the_latency() {
    assert_eq!(
        run(&[(100, A, 0)], vec![]).diary,
        ["100.a Go(0)", "100.a exit 1", "110.b gone 0", "110.c gone 0"]
    );
}

#[test]
fn a_disconnect_is_told_to_both_ends() {
    let report = run(&[], vec![Fault::Disconnect { between: (0, 1), at: at(100) }]);
    assert_eq!(report.diary, ["110.a gone 1", "110.b gone 0"]);
    assert_eq!((&report.struck[..], report.disturbed), (&[true][..], at(100)));
}

#[test]
fn messages_of_an_ended_connection_are_dropped_and_later_ones_arrive() {
    let disconnect = Fault::Disconnect { between: (1, 0), at: at(105) };
    let report = run(&[(100, A, 1), (106, A, 2)], vec![disconnect]);
    assert_eq!(report.lines(&["Ask"]), ["110.b misses Ask(1): its connection has ended", "116.b Ask(2)"]);
    let crash = Fault::Crash { process: 0, at: at(105), restart: Restart::After(ms(1)) };
    assert_eq!(
        run(&[(100, A, 1)], vec![crash]).lines(&["Ask"]),
        ["110.b misses Ask(1): its connection has ended"]
    );
}

#[test]
fn a_partition_longer_than_the_keepalive_breaks_the_connections_that_it_severs() {
    let report = run(&[], vec![partition(Cut::Between(vec![0], vec![1]), 100, 151)]);
    assert_eq!(report.diary, ["160.a gone 1", "160.b gone 0"]);
    let report = run(&[], vec![partition(Cut::OneWay(vec![0], vec![1]), 100, 200)]);
    assert_eq!(report.diary, ["160.a gone 1", "160.b gone 0"]);
}

#[test]
fn a_partition_that_the_keepalive_outlives_breaks_nothing() {
    assert_eq!(run(&[], vec![partition(Cut::Isolate(vec![0]), 100, 150)]).diary, [""; 0]);
}

#[test]
fn each_connection_has_a_keepalive_of_its_own() {
    let lab = Lab::new(&[asks, asks, idle], &[]);
    let mut links = lab.links(LinkLaw { connection: Some(ms(50)), ..law() });
    links.special(LinkLaw { connection: Some(ms(80)), ..law() }, |from, to, _| {
        (from, to) == (0, 2) || (from, to) == (2, 0)
    });
    let run = |until| {
        let faults = vec![partition(Cut::Isolate(vec![0]), 100, until)];
        lab.run(Setup { links: links.clone(), faults, horizon: at(1000), ..lab.setup() }).diary
    };
    assert_eq!(run(170), ["160.a gone 1", "160.b gone 0"]);
    assert_eq!(run(190), ["160.a gone 1", "160.b gone 0", "190.a gone 2", "190.c gone 0"]);
}

#[test]
fn cuts_that_follow_each_other_without_a_gap_break_a_connection_as_one_would() {
    let both = vec![partition(Cut::Isolate(vec![0]), 100, 130), partition(Cut::Isolate(vec![0]), 120, 160)];
    assert_eq!(run(&[], both).lines(&["160.b"]), ["160.b gone 0"]);
}

#[test]
fn two_cuts_that_begin_together_break_a_connection_once() {
    let both = vec![partition(Cut::Isolate(vec![0]), 100, 200), partition(Cut::Isolate(vec![0]), 100, 300)];
    assert_eq!(run(&[], both).lines(&["b gone"]), ["160.b gone 0"]);
}

#[test]
fn a_link_that_is_no_connection_tells_nobody() {
    let lab = Lab::new(&[asks, asks], &[(100, A, 0)]);
    assert_eq!(lab.under(vec![]).diary, ["100.a Go(0)", "100.a exit 1"]);
}

#[test]
fn a_disconnect_of_a_process_that_is_down_or_paused_reaches_it_when_it_can() {
    let disconnect = Fault::Disconnect { between: (0, 1), at: at(100) };
    let pause = Fault::Pause { process: 0, from: at(90), until: at(200) };
    assert_eq!(run(&[], vec![disconnect.clone(), pause]).lines(&["gone"]), ["110.b gone 0", "200.a gone 1"]);
}
