//! Weather in time: clogs, bursts, ambushes, the healing that ends them; clocks that are wrong; ties that change places.

use crate::toy::*;
use sooner::sim::climate::{Bursts, Climate, ClockLaw, CrashLaw, CutLaw, PauseLaw, Spell};
use sooner::sim::fault::StepAddress;
use sooner::sim::law::Latency;
use sooner::sim::network::LinkLaw;
use sooner::sim::*;

const ONE: fn() -> probability::Threshold = || Probability::ONE.threshold();

/// Exactly so many milliseconds.
fn spell(millis: u64) -> Spell {
    Spell { least: ms(millis), beyond: Latency::Constant(Span::ZERO) }
}

/// Asks B for the item.
fn asks(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
    if let Seen::Go(item) = seen {
        ctx.send(B, Ask(item));
    }
}

/// Beats every 100 ms, and writes what its clock reads into what it counts.
fn beats(toy: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
    match seen {
        Seen::Start => ctx.every(Beat, ms(100), ms(100)),
        Seen::Bell(Beat) => toy.durable = (ctx.now().as_nanos() / 1_000_000) as u32,
        _ => {}
    }
}

/// The workload asks every 10 ms, 1 to `most`.
fn every_ten(most: u32) -> Lab {
    let inputs: Vec<_> = (1..=most).map(|n| (10 * n as u64, A, n)).collect();
    Lab::new(&[asks, idle], &inputs)
}

fn stormy(lab: &Lab, climate: Climate) -> Report {
    lab.run(Setup { climate, ..lab.setup() })
}

#[test]
fn what_is_sent_into_a_clog_arrives_at_its_end_and_what_was_under_way_is_not_kept() {
    let clog = Fault::Clog { cut: Cut::OneWay(vec![0], vec![1]), from: at(20), until: at(55) };
    let report = every_ten(5).under(vec![clog]);
    // Sent at 10, 20, 30, 40, 50 with a latency of 10: those from 20 on are stuck, the last would arrive at 60 anyway.
    assert_eq!(
        report.lines(&["Ask"]),
        ["20.b Ask(1)", "55.b Ask(2)", "55.b Ask(3)", "55.b Ask(4)", "60.b Ask(5)"]
    );
    assert_eq!(report.tally.hits[0][Family::Clog as usize], 3);
    assert_eq!(
        report.disturbed,
        at(50),
        "the last one that is late was sent at 40, the last input came at 50"
    );
}

#[test]
fn a_link_in_a_burst_loses_or_delays_and_a_good_one_does_neither() {
    let bursts = |loss| Bursts { good: spell(25), bad: spell(20), loss, delay: Latency::Constant(ms(7)) };
    let lost = stormy(&every_ten(8), Climate { bursts: Some(bursts(ONE())), ..Climate::default() });
    // Good up to 25, bad up to 45, good up to 70, bad up to 90.
    assert_eq!(
        lost.lines(&["loses"]),
        ["30", "40", "70", "80"]
            .map(|when| format!("{when}.a loses Ask({}): in a burst", when.parse::<u32>().unwrap() / 10))
    );
    let late =
        stormy(&every_ten(4), Climate { bursts: Some(bursts(Default::default())), ..Climate::default() });
    assert_eq!(late.lines(&["Ask"]), ["20.b Ask(1)", "30.b Ask(2)", "47.b Ask(3)", "57.b Ask(4)"]);
    assert_eq!(lost.tally.hits[0][Family::Burst as usize], 4);
}

#[test]
fn healing_ends_losses_copies_bursts_cuts_failures_crashes_pauses_and_swaps() {
    fn tries(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        if let Seen::Go(item) = seen {
            ctx.attempt(Operation(0), item);
            ctx.send(B, Ask(item));
        }
    }
    let inputs: Vec<_> = (1..=40).map(|n| (10 * n as u64, A, n)).collect();
    let lab = Lab::new(&[tries, idle], &inputs);
    let mut setup = lab.setup();
    let always =
        LinkLaw { loss: Probability::ratio(1, 2).unwrap().threshold(), reorder: (ONE(), ms(5)), ..law() };
    setup.links = lab.links(always);
    setup.operations[0] = sooner::sim::operation::OperationLaw::Chance(ONE());
    setup.climate = Climate {
        heal_at: at(200),
        bursts: Some(Bursts {
            good: spell(5),
            bad: spell(50),
            loss: ONE(),
            delay: Latency::Constant(Span::ZERO),
        }),
        partitions: vec![CutLaw { whole: spell(13), broken: spell(90), cut: None }],
        clogs: vec![CutLaw { whole: spell(13), broken: spell(900), cut: None }],
        crashes: vec![CrashLaw { process: 1, up: spell(70), down: spell(900), in_step: Default::default() }],
        pauses: vec![PauseLaw { process: 0, up: spell(150), still: spell(900) }],
        clocks: vec![ClockLaw { process: 0, offset: ms(5), drift: 90_000, steps: Some((spell(40), ms(5))) }],
        ties: ONE(),
        reconnects: false,
    };
    let report = lab.run(setup);
    // Whoever was down or paused is back on the healing instant itself.
    assert_eq!(report.lines(&["restart", "resume"]), ["200.a resume", "200.b restart"]);
    let after = |line: &&&str| line.split('.').next().unwrap().parse::<u64>().unwrap() > 200;
    assert_eq!(report.lines(&["loses", "misses", "fails", "crash"]).iter().filter(after).count(), 0);
    let calm: Vec<String> = (21..=40).map(|n| format!("{}.b Ask({n})", 10 * n + 10)).collect();
    let asked = report.lines(&["b Ask"]);
    assert_eq!(asked[asked.len() - 20..], calm, "from then on everything takes ten milliseconds");
}

#[test]
fn an_ambush_strikes_the_next_step_that_has_effects_and_none_before_its_instant() {
    let climate = |in_step| Climate {
        heal_at: at(10_000),
        crashes: vec![CrashLaw { process: 0, up: spell(95), down: spell(9_000), in_step }],
        ..Climate::default()
    };
    let lab = Lab::new(&[asks, idle], &[(50, A, 1), (150, A, 2), (250, A, 3)]);
    let report = stormy(&lab, climate(ONE()));
    let crash = report.lines(&["crash"]);
    assert!(crash == ["150.a crash"] || crash == ["250.a crash"] || crash.is_empty(), "{crash:?}");
    assert_eq!(stormy(&lab, climate(Default::default())).lines(&["crash"])[0], "95.a crash");
}

#[test]
fn an_ambush_cuts_the_effects_of_the_step_that_it_strikes() {
    fn sends_three(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        if let Seen::Go(item) = seen {
            (0..3).for_each(|n| ctx.send(B, Ask(item + n)));
        }
    }
    let inputs: Vec<_> = (1..=60).map(|n| (100 * n as u64, A, 10 * n)).collect();
    let lab = Lab::new(&[sends_three, idle], &inputs);
    let crashes = vec![CrashLaw { process: 0, up: spell(190), down: spell(1), in_step: ONE() }];
    let report = stormy(&lab, Climate { heal_at: at(9_000), crashes, ..Climate::default() });
    let crashes = report.lines(&["crash"]).len();
    let asked = report.lines(&["b Ask"]).len();
    assert!(crashes >= 20, "{crashes}");
    assert!(asked < 180 - crashes / 2, "each crash keeps some of three effects from leaving: {asked} arrive");
}

#[test]
fn a_clock_that_is_slow_ticks_late_and_reads_early() {
    let lab = Lab::new(&[beats], &[]);
    let slow = Fault::Clock { process: 0, offset: Shift::ZERO, drift: -200_000, until: Time::NEVER };
    let report = lab.run(Setup { faults: vec![slow], horizon: at(600), ..lab.setup() });
    assert_eq!(report.lines(&["Beat"]), ["125.a Beat", "250.a Beat", "375.a Beat", "500.a Beat"]);
    assert_eq!(report.processes[0].durable, 400);
}

#[test]
fn a_clock_that_is_ahead_reads_so_and_its_timers_take_as_long_as_ever() {
    let lab = Lab::new(&[beats], &[]);
    let ahead = |offset| Fault::Clock { process: 0, offset, drift: 0, until: at(1) };
    let read = |offset: i64| {
        let faults = vec![ahead(Shift::from_nanos(offset * 1_000_000))];
        let report = lab.run(Setup { faults, horizon: at(250), ..lab.setup() });
        assert_eq!(report.lines(&["Beat"]), ["100.a Beat", "200.a Beat"]);
        report.processes[0].durable
    };
    assert_eq!(read(50), 250);
    assert_eq!(read(-50), 150);
    assert_eq!(read(-5_000), 0, "no clock reads an instant before the start");
}

#[test]
fn drift_ends_where_the_fault_says_so_and_what_it_gained_stays() {
    let lab = Lab::new(&[beats], &[]);
    let fast = Fault::Clock { process: 0, offset: Shift::ZERO, drift: 250_000, until: at(160) };
    let report = lab.run(Setup { faults: vec![fast], horizon: at(500), ..lab.setup() });
    // While it drifts a tick comes every 80; from 160 on a hundred milliseconds are a hundred.
    assert_eq!(
        report.lines(&["Beat"]),
        ["80.a Beat", "160.a Beat", "260.a Beat", "360.a Beat", "460.a Beat"]
    );
    assert_eq!(report.processes[0].durable, 500);
}

#[test]
fn a_clock_put_forward_fires_what_it_has_passed_at_once_and_put_back_it_waits_longer() {
    fn alarms(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        if seen == Seen::Start {
            [100, 200, 300].iter().for_each(|after| {
                ctx.set_timer(Alarm(*after), ms((*after).into()));
            });
        }
    }
    let step = |millis: i64| {
        let by = Shift::from_nanos(millis * 1_000_000);
        let report = Lab::new(&[alarms], &[]).under(vec![Fault::ClockStep { process: 0, at: at(60), by }]);
        assert_eq!(report.disturbed, at(60));
        report.diary
    };
    assert_eq!(step(150), ["60.a Alarm(100)", "60.a Alarm(200)", "150.a Alarm(300)"]);
    assert_eq!(step(-150), ["250.a Alarm(100)", "350.a Alarm(200)", "450.a Alarm(300)"]);
    assert_eq!(step(0), ["100.a Alarm(100)", "200.a Alarm(200)", "300.a Alarm(300)"]);
}

#[test]
fn a_clock_that_is_put_back_and_forward_fires_each_timer_once_and_can_still_be_cancelled() {
    fn cancels(toy: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        match seen {
            Seen::Start => {
                toy.timer = Some(ctx.set_timer(Alarm(1), ms(300)));
                ctx.set_timer(Alarm(2), ms(300));
            }
            Seen::Go(_) => ctx.cancel_timer(toy.timer.unwrap()),
            _ => {}
        }
    }
    let lab = Lab::new(&[cancels], &[(250, A, 1)]);
    let by = |millis: i64| Shift::from_nanos(millis * 1_000_000);
    let steps = [(50, -100), (60, 100), (70, -100)];
    let steps = steps.map(|(when, millis)| Fault::ClockStep { process: 0, at: at(when), by: by(millis) });
    assert_eq!(lab.under(steps.to_vec()).diary, ["250.a Go(1)", "400.a Alarm(2)"]);
}

#[test]
fn a_clock_steps_only_the_timers_of_its_own_process() {
    let lab = Lab::new(&[beats, beats], &[]);
    let step = Fault::ClockStep { process: 1, at: at(50), by: Shift::from_nanos(-30_000_000) };
    let report = lab.run(Setup { faults: vec![step], horizon: at(250), ..lab.setup() });
    assert_eq!(report.diary, ["100.a Beat", "130.b Beat", "200.a Beat", "230.b Beat"]);
}

#[test]
fn a_swapped_step_goes_behind_its_ties_and_alone_it_goes_as_it_came() {
    let lab = Lab::new(&[asks, idle], &[(100, A, 1), (100, A, 2), (100, A, 3), (200, A, 1)]);
    let swap = |nth| Fault::Swap { step: StepAddress { process: 1, kind: ASK, item: Some(1), nth } };
    let report = lab.under(vec![swap(Nth::One(1))]);
    assert_eq!(report.lines(&["b Ask"]), ["110.b Ask(2)", "110.b Ask(3)", "110.b Ask(1)", "210.b Ask(1)"]);
    assert_eq!((report.struck[0], report.tally.hits[0][Family::Tie as usize]), (true, 1));
    let report = lab.under(vec![swap(Nth::One(2))]);
    assert_eq!(report.lines(&["b Ask"])[0], "110.b Ask(1)");
    assert_eq!(report.struck, [false], "the second one has no tie");
}

#[test]
fn messages_of_a_fifo_link_never_change_places() {
    let lab = Lab::new(&[asks, idle], &[(100, A, 1), (100, A, 2), (100, A, 3)]);
    let run = |fifo| {
        let links = lab.links(LinkLaw { fifo, ..law() });
        let climate = Climate { ties: ONE(), ..Climate::default() };
        let report = lab.run(Setup { links, climate, ..lab.setup() });
        report.lines(&["b Ask"]).concat()
    };
    // All but the last have a tie: each goes behind, and they keep their order among themselves.
    assert_eq!(run(false), "110.b Ask(3)110.b Ask(1)110.b Ask(2)");
    assert_eq!(run(true), "110.b Ask(1)110.b Ask(2)110.b Ask(3)");
}

#[test]
fn ties_change_places_within_a_rank_only() {
    fn both(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        match seen {
            Seen::Start => ctx.every(Beat, ms(110), ms(100_000)),
            Seen::Go(item) => ctx.send(A, Ask(item)),
            _ => {}
        }
    }
    let lab = Lab::new(&[both], &[(100, A, 1), (100, A, 2)]);
    let ranks = simulation::Ranks { messages: 2, timers: vec![6, 6, 6], inputs: vec![10] };
    let climate = Climate { ties: ONE(), ..Climate::default() };
    let report = lab.run(Setup { ranks, climate, ..lab.setup() });
    let last = report.diary.last().unwrap();
    assert_eq!(last, "110.a Beat", "{:?}", report.diary);
}

#[test]
fn the_same_key_draws_the_same_weather_and_another_seed_another() {
    let lab = every_ten(100);
    let climate = || Climate {
        heal_at: at(900),
        partitions: vec![CutLaw {
            whole: Spell { least: ms(20), beyond: Latency::Exponential { mean: 5e7 } },
            broken: Spell { least: ms(5), beyond: Latency::Exponential { mean: 1e7 } },
            cut: None,
        }],
        ..Climate::default()
    };
    let faults = |seed| {
        let simulation = Simulation::new(lab.clone(), Setup { climate: climate(), ..lab.setup() }, seed);
        simulation.faults().to_vec()
    };
    assert_eq!(faults(3), faults(3));
    assert_ne!(faults(3), faults(4));
    let mut before = Time::START;
    for seed in 0..200 {
        for fault in faults(seed) {
            let Fault::Partition { from, until, .. } = fault else { panic!("{fault:?}") };
            if from < before {
                before = Time::START;
            }
            assert!(from.since(before) >= ms(20), "whole for at least its least");
            assert!(
                until.since(from) >= ms(5) || until == at(900),
                "broken for at least its least, or healed"
            );
            assert!(until <= at(900));
            before = until;
        }
        before = Time::START;
    }
}
