//! "Handlers, effects, continuations": effects leave in order, a crash cuts them, what `then` and `exit` mean.

use crate::toy::*;
use sooner::sim::fault::StepAddress;
use sooner::sim::*;

/// Counts each request on disk, then tells B three things.
fn generous(toy: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
    if let Seen::Go(item) = seen {
        toy.durable += 1;
        toy.volatile += 1;
        for n in 0..3 {
            ctx.send(B, Tell(item * 10 + n));
        }
    }
}

fn on_go(nth: Nth, effects: u32, restart: Restart) -> Fault<u16> {
    let step = StepAddress { process: 0, kind: GO_STEP, item: None, nth };
    Fault::CrashAfter { step, effects, restart }
}

fn one_request() -> Lab {
    Lab::new(&[generous, idle], &[(100, A, 1)])
}

#[test]
fn effects_leave_in_order() {
    assert_eq!(
        one_request().under(vec![]).lines(&["Tell"]),
        ["110.b Tell(10)", "110.b Tell(11)", "110.b Tell(12)"]
    );
}

#[test]
fn a_crash_after_k_effects_cuts_the_rest_and_the_state_change_stands() {
    for k in 0..=3 {
        let report = one_request().under(vec![on_go(Nth::One(1), k, Restart::Never)]);
        assert_eq!(report.lines(&["Tell"]).len(), k as usize);
        assert_eq!(report.lines(&["crash"]), ["100.a crash"]);
        assert_eq!((report.processes[0].durable, report.processes[0].volatile), (1, 0));
        assert_eq!(report.struck, [true]);
    }
}

#[test]
fn a_k_above_the_steps_effects_is_reported_and_nothing_crashes() {
    let report = one_request().under(vec![on_go(Nth::One(1), 4, Restart::Never)]);
    assert_eq!(report.lines(&["crash"]), [""; 0]);
    assert_eq!(report.lines(&["Tell"]).len(), 3);
    assert_eq!(report.struck, [false]);
}

#[test]
fn nth_counts_over_the_whole_run_and_not_per_life() {
    let lab = Lab::new(&[generous, idle], &[(100, A, 1), (200, A, 2), (300, A, 3)]);
    let crash = |nth| on_go(Nth::One(nth), 0, Restart::After(ms(10)));
    let report = lab.under(vec![crash(1), crash(3)]);
    assert_eq!(
        report.lines(&["crash", "restart"]),
        ["100.a crash", "110.a restart", "300.a crash", "310.a restart"]
    );
    assert_eq!(report.processes[0].durable, 3);
}

#[test]
fn a_continuation_and_a_timer_can_be_crash_points() {
    fn stepwise(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        match seen {
            Seen::Go(item) => ctx.then(Later(item)),
            Seen::Bell(Later(item)) => {
                ctx.send(B, Tell(item));
                ctx.set_timer(Alarm(item), ms(50));
            }
            Seen::Bell(_) => ctx.send(B, Ask(0)),
            _ => {}
        }
    }
    let lab = Lab::new(&[stepwise, idle], &[(100, A, 1)]);
    let crash = |kind, effects| {
        let step = StepAddress { process: 0, kind, item: Some(1), nth: Nth::One(1) };
        vec![Fault::CrashAfter { step, effects, restart: Restart::Never }]
    };
    assert_eq!(
        lab.under(crash(LATER_STEP, 1)).diary,
        ["100.a Go(1)", "100.a then Later(1)", "100.a crash", "110.b Tell(1)"]
    );
    assert_eq!(
        lab.under(crash(ALARM_STEP, 0)).lines(&["Alarm", "crash", "Ask"]),
        ["150.a Alarm(1)", "150.a crash"]
    );
}

#[test]
fn then_runs_at_the_same_instant_after_all_that_is_queued_in_the_message_rank() {
    fn resumes(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        if let Seen::Note(Ask(1)) = seen {
            ctx.then(Later(1));
        }
    }
    fn asks(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        if seen == Seen::Start {
            ctx.send(B, Ask(1));
            ctx.send(B, Ask(2));
        }
    }
    let report = Lab::new(&[asks, resumes], &[]).under(vec![]);
    assert_eq!(report.diary, ["10.b Ask(1)", "10.b Ask(2)", "10.b then Later(1)"]);
}

#[test]
fn then_after_takes_time_and_a_crash_takes_it_away() {
    fn slow(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        if let Seen::Go(item) = seen {
            ctx.then_after(Later(item), ms(30));
        }
    }
    let lab = Lab::new(&[slow], &[(100, A, 1)]);
    assert_eq!(lab.under(vec![]).diary, ["100.a Go(1)", "130.a then Later(1)"]);
    let crash = Fault::Crash { process: 0, at: at(110), restart: Restart::After(ms(5)) };
    assert_eq!(lab.under(vec![crash]).diary, ["100.a Go(1)", "110.a crash", "115.a restart"]);
}

/// Sends, exits with 3, and asks for more after that.
fn leaves(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
    if let Seen::Go(_) = seen {
        ctx.send(B, Tell(1));
        ctx.exit(3);
        ctx.send(B, Tell(2));
        ctx.set_timer(Alarm(1), ms(5));
    }
}

#[test]
fn exit_ends_the_process_after_its_effects_and_its_code_is_told() {
    let report = Lab::new(&[leaves, idle], &[(100, A, 1)]).under(vec![]);
    assert_eq!(report.diary, ["100.a Go(1)", "100.a exit 3", "110.b Tell(1)", "110.b Tell(2)"]);
    assert_eq!(report.exits, [(at(100), A, 3)]);
}

#[test]
fn a_supervisor_restarts_what_exited_at_once_or_after_a_while_or_never() {
    let lab = Lab::new(&[leaves, idle], &[(100, A, 1)]);
    let lines = |policy| {
        let report = lab.run(Setup { supervision: vec![policy, Restart::Never], ..lab.setup() });
        report.lines(&["exit", "restart"]).join(", ")
    };
    assert_eq!(lines(Restart::Never), "100.a exit 3");
    assert_eq!(lines(Restart::After(ms(0))), "100.a exit 3, 100.a restart");
    assert_eq!(lines(Restart::After(ms(40))), "100.a exit 3, 140.a restart");
}

#[test]
fn in_calm_weather_too_an_exited_process_gets_no_message() {
    fn teller(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        if let Seen::Go(item) = seen {
            ctx.send(A, Ask(item));
        }
    }
    let lab = Lab::new(&[leaves, teller], &[(100, A, 1), (101, B, 2)]);
    let report = lab.under(vec![]);
    assert_eq!(report.lines(&["Ask"]), ["111.a misses Ask(2): the receiver is down"]);
    assert_eq!(report.tally.messages[0].lost_to_down, 1);
}

#[test]
fn in_calm_weather_too_a_restarted_process_sends() {
    fn greets(toy: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        match seen {
            Seen::Start => ctx.send(B, Ask(0)),
            _ => leaves(toy, seen, ctx),
        }
    }
    let lab = Lab::new(&[greets, idle], &[(100, A, 1)]);
    let report = lab.run(Setup { supervision: vec![Restart::After(ms(5)); 2], ..lab.setup() });
    assert_eq!(report.lines(&["Ask"]), ["10.b Ask(0)", "115.b Ask(0)"]);
}

#[test]
fn an_exit_that_a_crash_cuts_off_is_none() {
    let report = Lab::new(&[leaves, idle], &[(100, A, 1)]).under(vec![on_go(Nth::One(1), 1, Restart::Never)]);
    assert_eq!(report.diary, ["100.a Go(1)", "100.a crash", "110.b Tell(1)"]);
    assert_eq!(report.exits, []);
}
