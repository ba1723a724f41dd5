//! "Life of a process": down, paused, and what becomes of deliveries, timers and inputs meanwhile.

use crate::toy::*;
use sooner::sim::fault::StepAddress;
use sooner::sim::network::LinkLaw;
use sooner::sim::*;

fn crash(process: u16, millis: u64, restart: u64) -> Fault<u16> {
    Fault::Crash { process, at: at(millis), restart: Restart::After(ms(restart)) }
}

fn pause(process: u16, from: u64, until: u64) -> Fault<u16> {
    Fault::Pause { process, from: at(from), until: at(until) }
}

/// Beats every 100 ms.
fn beats(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
    if seen == Seen::Start {
        ctx.every(Beat, ms(100), ms(100));
    }
}

/// The instants at which A beats before 1000 ms.
fn instants(faults: Vec<Fault<u16>>) -> Vec<u64> {
    let lab = Lab::new(&[beats], &[]);
    let report = lab.run(Setup { horizon: at(1000), faults, ..lab.setup() });
    report.lines(&["Beat"]).iter().map(|line| line.split('.').next().unwrap().parse().unwrap()).collect()
}

#[test]
fn a_fixed_rate_timer_keeps_its_phase_over_downtime_and_skips_its_ticks() {
    assert_eq!(instants(vec![crash(0, 150, 260)]), [100, 500, 600, 700, 800, 900, 1000]);
}

#[test]
fn a_fixed_rate_timer_fires_once_at_resume_and_then_keeps_its_phase() {
    assert_eq!(instants(vec![pause(0, 150, 450)]), [100, 450, 500, 600, 700, 800, 900, 1000]);
    assert_eq!(instants(vec![pause(0, 150, 190)]), [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
}

#[test]
fn intervals_are_half_open() {
    // On the first instant it is down, on the last it is up.
    assert_eq!(instants(vec![crash(0, 200, 100)]), [100, 300, 400, 500, 600, 700, 800, 900, 1000]);
    assert_eq!(instants(vec![pause(0, 500, 550)])[4..6], [550, 600]);
    assert_eq!(instants(vec![pause(0, 450, 500)])[4..6], [500, 600]);
}

#[test]
fn two_pauses_that_meet_are_one() {
    let met = instants(vec![pause(0, 150, 350), pause(0, 350, 550)]);
    assert_eq!(met, [100, 550, 600, 700, 800, 900, 1000]);
    assert_eq!(met, instants(vec![pause(0, 350, 550), pause(0, 150, 350)]));
    assert_eq!(met, instants(vec![pause(0, 150, 400), pause(0, 300, 550)]));
}

#[test]
fn a_timer_of_an_earlier_life_never_fires() {
    fn once(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        if let Seen::Go(item) = seen {
            ctx.set_timer(Alarm(item), ms(100));
        }
    }
    let lab = Lab::new(&[once], &[(100, A, 1), (160, A, 2)]);
    assert_eq!(lab.under(vec![]).lines(&["Alarm"]), ["200.a Alarm(1)", "260.a Alarm(2)"]);
    // The slot of the lost alarm is used again; its event is still under way.
    assert_eq!(lab.under(vec![crash(0, 150, 5)]).lines(&["Alarm"]), ["260.a Alarm(2)"]);
}

#[test]
fn a_fixed_delay_timer_starts_anew_with_the_process() {
    fn delays(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        if matches!(seen, Seen::Start | Seen::Bell(_)) {
            ctx.set_timer(Alarm(0), ms(100));
        }
    }
    let lab = Lab::new(&[delays], &[]);
    let report = lab.run(Setup { horizon: at(500), faults: vec![crash(0, 150, 30)], ..lab.setup() });
    assert_eq!(
        report.lines(&["Alarm"]),
        ["100.a Alarm(0)", "280.a Alarm(0)", "380.a Alarm(0)", "480.a Alarm(0)"]
    );
}

/// Sets an alarm when asked for an even item, cancels it when asked for an odd one.
fn cancels(toy: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
    match seen {
        Seen::Go(item) if item % 2 == 0 => toy.timer = Some(ctx.set_timer(Alarm(item), ms(100))),
        Seen::Go(_) => ctx.cancel_timer(toy.timer.expect("an alarm was set")),
        _ => {}
    }
}

#[test]
fn a_cancelled_timer_never_fires_and_cancelling_twice_harms_no_other() {
    let inputs = [(100, A, 0), (150, A, 1), (160, A, 1), (170, A, 2)];
    assert_eq!(Lab::new(&[cancels], &inputs).under(vec![]).lines(&["Alarm"]), ["270.a Alarm(2)"]);
    fn forgets(toy: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        match seen {
            Seen::Go(0) => toy.timer = Some(ctx.set_timer(Alarm(0), ms(10))),
            Seen::Go(1) => _ = ctx.set_timer(Alarm(1), ms(10)),
            // The alarm that this cancels has fired, and another uses its slot.
            Seen::Go(_) => ctx.cancel_timer(toy.timer.expect("an alarm was set")),
            _ => {}
        }
    }
    let report = Lab::new(&[forgets], &[(100, A, 0), (120, A, 1), (125, A, 2)]).under(vec![]);
    assert_eq!(report.lines(&["Alarm"]), ["110.a Alarm(0)", "130.a Alarm(1)"]);
}

#[test]
fn a_timer_that_is_cancelled_on_the_instant_of_resuming_does_not_fire() {
    let lab = Lab::new(&[cancels], &[(100, A, 0), (150, A, 1)]);
    let report = lab.under(vec![pause(0, 120, 300)]);
    assert_eq!(report.lines(&["Go", "Alarm"]), ["100.a Go(0)", "300.a Go(1)"]);
}

#[test]
fn inputs_for_a_down_process_are_kept_and_handed_over_in_order_at_restart() {
    let lab = Lab::new(&[idle], &[(100, A, 1), (200, A, 2), (300, A, 3), (400, A, 4)]);
    let report = lab.under(vec![crash(0, 150, 200)]);
    assert_eq!(
        report.diary,
        ["100.a Go(1)", "150.a crash", "350.a restart", "350.a Go(2)", "350.a Go(3)", "400.a Go(4)"]
    );
    assert_eq!(report.tally.inputs, 4);
    assert_eq!(report.disturbed, at(400));
}

#[test]
fn an_input_that_is_due_at_the_restart_comes_after_those_that_were_kept() {
    let lab = Lab::new(&[idle], &[(200, A, 1), (300, A, 2), (350, A, 3)]);
    let report = lab.under(vec![crash(0, 150, 200)]);
    assert_eq!(report.lines(&["Go"]), ["350.a Go(1)", "350.a Go(2)", "350.a Go(3)"]);
}

#[test]
fn inputs_kept_by_a_pause_survive_a_crash_in_it() {
    let lab = Lab::new(&[idle], &[(200, A, 1), (300, A, 2)]);
    let report = lab.under(vec![pause(0, 150, 400), crash(0, 250, 300)]);
    assert_eq!(report.lines(&["Go"]), ["550.a Go(1)", "550.a Go(2)"]);
}

/// Asks B for each input.
fn asks(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
    if let Seen::Go(item) = seen {
        ctx.send(B, Ask(item));
    }
}

#[test]
fn deliveries_to_a_down_process_are_lost() {
    let lab = Lab::new(&[asks, idle], &[(100, A, 1), (115, A, 2), (140, A, 3)]);
    let report = lab.under(vec![crash(1, 105, 25)]);
    assert_eq!(
        report.lines(&["Ask"]),
        [
            "110.b misses Ask(1): the receiver is down",
            "125.b misses Ask(2): the receiver is down",
            "150.b Ask(3)"
        ]
    );
}

#[test]
fn messages_in_flight_survive_a_restart_of_either_end() {
    let lab = Lab::new(&[asks, idle], &[(100, A, 1)]);
    for process in [0, 1] {
        let report = lab.under(vec![crash(process, 102, 3)]);
        assert_eq!(report.lines(&["Ask"]), ["110.b Ask(1)"]);
    }
}

#[test]
fn deliveries_to_a_paused_process_are_held_and_handed_over_in_order_of_arrival() {
    let lab = Lab::new(&[asks, idle], &[(100, A, 1), (101, A, 2), (150, A, 3)]);
    let report = lab.under(vec![pause(1, 105, 140)]);
    let lines = ["105.b pause", "140.b resume", "140.b Ask(1)", "140.b Ask(2)", "160.b Ask(3)"];
    assert_eq!(report.lines(&[".b"]), lines);
    assert_eq!(report.tally.messages[0].delivered, 3);
}

#[test]
fn a_message_that_arrives_on_the_instant_of_resuming_does_not_overtake_those_held() {
    let lab = Lab::new(&[asks, idle], &[(100, A, 1), (101, A, 2), (130, A, 3)]);
    let links = lab.links(LinkLaw { fifo: true, ..law() });
    let report = lab.run(Setup { links, faults: vec![pause(1, 105, 140)], ..lab.setup() });
    assert_eq!(report.lines(&["Ask"]), ["140.b Ask(1)", "140.b Ask(2)", "140.b Ask(3)"]);
}

#[test]
fn a_crash_during_a_pause_loses_what_was_held() {
    let lab = Lab::new(&[asks, idle], &[(100, A, 1)]);
    let report = lab.under(vec![pause(1, 105, 200), crash(1, 150, 10)]);
    assert_eq!(report.lines(&["Ask"]), ["150.b misses Ask(1): the receiver is down"]);
    assert_eq!(report.tally.messages[0].lost_to_down, 1);
}

#[test]
fn a_missed_tick_does_not_fire_on_a_process_that_crashes_first_on_the_instant_of_resuming() {
    fn asked(toy: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        toy.durable += (seen == Seen::Bell(Beat)) as u32;
        beats(toy, seen, ctx);
    }
    let lab = Lab::new(&[asks, asked], &[(140, A, 1)]);
    let step = StepAddress { process: 1, kind: ASK, item: None, nth: Nth::One(1) };
    let falls = Fault::CrashAfter { step, effects: 0, restart: Restart::Never };
    let report = lab.run(Setup { horizon: at(500), faults: vec![pause(1, 145, 350), falls], ..lab.setup() });
    assert_eq!(
        report.lines(&[".b"]),
        ["100.b Beat", "145.b pause", "350.b resume", "350.b Ask(1)", "350.b crash"]
    );
}

#[test]
fn continuations_and_alarms_of_a_paused_process_come_up_at_its_resuming() {
    fn slow(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        if let Seen::Go(item) = seen {
            ctx.then_after(Later(item), ms(30));
            ctx.set_timer(Alarm(item), ms(20));
        }
    }
    let report = Lab::new(&[slow], &[(100, A, 1)]).under(vec![pause(0, 110, 200)]);
    assert_eq!(report.diary[1..], ["110.a pause", "200.a resume", "200.a Alarm(1)", "200.a then Later(1)"]);
}

#[test]
fn a_crash_of_a_process_that_is_down_is_reported_as_unmatched() {
    let report =
        Lab::new(&[idle], &[]).under(vec![crash(0, 100, 100), crash(0, 150, 10), pause(0, 160, 170)]);
    assert_eq!(report.diary, ["100.a crash", "200.a restart"]);
    assert_eq!(report.struck, [true, false, false]);
}
