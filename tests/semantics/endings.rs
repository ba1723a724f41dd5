//! "A run and its end", and "Bounds": when a run stops, what it then says, and when a bound is judged.

use crate::toy::*;
use sooner::sim::fault::{AttemptAddress, MessageAddress};
use sooner::sim::law::Latency;
use sooner::sim::network::LinkLaw;
use sooner::sim::simulation::{End, ExtraInput, InputTime};
use sooner::sim::*;

/// Sends on what it is asked; counts what it is told.
fn relay(toy: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
    match seen {
        Seen::Go(item) => ctx.send(B, Ask(item)),
        Seen::Note(Ask(item)) => {
            toy.durable += 1;
            ctx.send(A, Tell(item));
        }
        Seen::Note(Tell(_)) => toy.durable += 1,
        _ => {}
    }
}

/// A counter at A that is right when it is odd.
fn odd() -> Lab {
    fn count(toy: &mut Toy, seen: Seen, _: &mut Ctx<'_>) {
        toy.durable += matches!(seen, Seen::Go(_)) as u32;
    }
    let inputs = [(100, A, 0), (200, A, 0), (300, A, 0)];
    Lab { settled: |world| world.processes[0].durable % 2 == 1, ..Lab::new(&[count], &inputs) }
}

#[test]
fn quiet_waits_for_messages_and_inputs_to_end_but_not_for_periodic_timers() {
    fn beating(toy: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        if seen == Seen::Start {
            ctx.every(Beat, ms(30), ms(30));
        }
        relay(toy, seen, ctx);
    }
    let lab = Lab { settled: |_| true, ..Lab::new(&[beating, relay], &[(100, A, 1)]) };
    let report = lab.under(vec![]);
    assert_eq!((report.ending.stop, report.ending.at), (Stop::Quiet, at(120)));
    assert_eq!(report.ending.settled_at, Some(at(0)));
    assert_eq!(report.ending.quiet_at, Some(at(120)));
}

#[test]
fn quiet_waits_for_the_end_of_the_last_fault() {
    let lab = Lab { settled: |_| true, ..Lab::new(&[relay, relay], &[(100, A, 1)]) };
    let report = lab.under(vec![Fault::Pause { process: 1, from: at(500), until: at(700) }]);
    assert_eq!((report.ending.stop, report.ending.at), (Stop::Quiet, at(700)));
}

#[test]
fn settled_stops_at_the_settling_instant() {
    let lab = odd();
    let report = lab.run(Setup { end: End::Settled, ..lab.setup() });
    assert_eq!((report.ending.stop, report.ending.at), (Stop::Settled, at(100)));
}

#[test]
fn horizon_goes_on_to_the_horizon() {
    let lab = odd();
    let setup = Setup { end: End::Horizon, horizon: at(1000), ..lab.setup() };
    let late = ExtraInput { time: InputTime::At(at(5000)), process: A, input: Go(0) };
    let report = lab.run(Setup { inputs: vec![late], ..setup });
    assert_eq!((report.ending.stop, report.ending.at), (Stop::Horizon, at(1000)));
    assert_eq!(report.ending.settled_at, Some(at(300)));
}

#[test]
fn settled_at_is_the_start_of_the_last_unbroken_interval() {
    assert_eq!(odd().under(vec![]).ending.settled_at, Some(at(300)));
}

#[test]
fn a_step_limit_ends_a_livelock() {
    fn again(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        if matches!(seen, Seen::Start | Seen::Bell(_)) {
            ctx.then(Later(0));
        }
    }
    let lab = Lab::new(&[again], &[]);
    let report = lab.run(Setup { step_limit: 1000, ..lab.setup() });
    assert_eq!((report.ending.stop, report.ending.steps, report.ending.at), (Stop::StepLimit, 1000, at(0)));
}

#[test]
fn a_run_in_which_nothing_is_left_is_exhausted() {
    let report = Lab::new(&[relay, relay], &[(100, A, 1)]).under(vec![]);
    assert_eq!((report.ending.stop, report.ending.at), (Stop::Exhausted, at(120)));
    assert_eq!(report.ending.settled_at, None);
}

#[test]
fn messages_are_conserved_when_a_run_ends_in_the_midst() {
    let lab = Lab::new(&[relay, relay], &[(100, A, 1), (110, A, 2)]);
    let report = lab.run(Setup { horizon: at(115), ..lab.setup() });
    let asks = report.tally.messages[0];
    assert_eq!((asks.sent, asks.delivered, asks.in_flight), (2, 1, 1));
    assert!(report.tally.messages.iter().all(|messages| messages.conserved()));
}

/// Settled when A has been told twice, which must be within 100 ms of the last disturbance.
fn bounded() -> Lab {
    Lab {
        settled: |world| world.processes[0].durable == 2,
        ..Lab::new(&[relay, relay], &[(100, A, 1), (300, A, 2)])
    }
}

fn judged(lab: &Lab, faults: Vec<Fault<u16>>) -> Report {
    lab.run(Setup { within: Some(ms(100)), latency_bound: ms(10), faults, ..lab.setup() })
}

fn first(kind: u16) -> MessageAddress<u16> {
    MessageAddress { kind, from: None, to: None, item: None, nth: Nth::One(1) }
}

#[test]
fn a_bound_that_is_kept_is_no_violation() {
    let report = judged(&bounded(), vec![]);
    assert_eq!((report.ending.stop, report.ending.settled_at), (Stop::Quiet, Some(at(320))));
}

#[test]
fn a_bound_is_not_judged_before_the_inputs_end_and_is_violated_exactly_at_its_instant() {
    let report = judged(&bounded(), vec![Fault::Lose { message: first(ASK) }]);
    assert_eq!((report.ending.stop, report.ending.at), (Stop::Overdue, at(400)));
}

#[test]
fn a_message_lost_late_starts_the_bound_anew_from_its_sending() {
    let lost = MessageAddress { nth: Nth::One(2), ..first(TELL) };
    let report = judged(&bounded(), vec![Fault::Lose { message: lost }]);
    assert_eq!((report.disturbed, report.ending.at), (at(310), at(410)));
}

#[test]
fn a_late_message_disturbs_from_its_sending_and_a_message_in_time_does_not() {
    let delay = |by| Fault::Delay { message: MessageAddress { nth: Nth::One(2), ..first(TELL) }, by: ms(by) };
    assert_eq!(judged(&bounded(), vec![delay(0)]).disturbed, at(300));
    assert_eq!(judged(&bounded(), vec![delay(1)]).disturbed, at(310));
}

#[test]
fn a_bound_is_not_judged_while_a_process_is_down_and_counts_from_its_restart() {
    let crash = |restart| Fault::Crash { process: 1, at: at(305), restart };
    let stays_down = judged(&bounded(), vec![crash(Restart::Never)]);
    assert_eq!((stays_down.ending.stop, stays_down.ending.settled_at), (Stop::Exhausted, None));
    let back = judged(&bounded(), vec![crash(Restart::After(ms(1000)))]);
    assert_eq!((back.ending.stop, back.disturbed, back.ending.at), (Stop::Overdue, at(1305), at(1405)));
}

#[test]
fn the_end_of_a_pause_that_held_something_disturbs_and_that_of_another_does_not() {
    let pause = |from, until| Fault::Pause { process: 1, from: at(from), until: at(until) };
    assert_eq!(judged(&bounded(), vec![pause(305, 350)]).disturbed, at(350));
    assert_eq!(judged(&bounded(), vec![pause(315, 350)]).disturbed, at(300));
}

#[test]
fn a_failed_operation_disturbs() {
    fn trying(toy: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        if let Seen::Note(Ask(item)) = seen {
            ctx.attempt(Operation(0), item);
        }
        relay(toy, seen, ctx);
    }
    let lab = Lab { scripts: vec![relay, trying], ..bounded() };
    let attempt = AttemptAddress { operation: 0, item: Some(2), nth: Nth::One(1) };
    assert_eq!(judged(&lab, vec![Fault::Fail { attempt }]).disturbed, at(310));
}

#[test]
fn what_happens_on_the_bounds_instant_is_in_time() {
    let lab =
        Lab { settled: |world| world.processes[0].durable == 1, ..Lab::new(&[relay, relay], &[(100, A, 1)]) };
    let slow = LinkLaw { latency: Latency::Constant(ms(50)), ..LinkLaw::default() };
    let setup = Setup { within: Some(ms(100)), latency_bound: ms(50), links: lab.links(slow), ..lab.setup() };
    assert_eq!(lab.run(setup.clone()).ending.settled_at, Some(at(200)));
    let tight = Setup { within: Some(Span::from_nanos(99_999_999)), ..setup };
    let report = lab.run(tight);
    assert_eq!((report.ending.stop, report.ending.at), (Stop::Overdue, Time::from_nanos(199_999_999)));
}

#[test]
fn a_bound_that_passes_after_the_horizon_is_not_violated() {
    let lab = Lab::new(&[idle], &[(100, A, 1)]);
    let setup = Setup { within: Some(ms(100)), latency_bound: ms(10), ..lab.setup() };
    let before = lab.run(Setup { horizon: at(199), ..setup.clone() });
    assert_ne!(before.ending.stop, Stop::Overdue);
    let after = lab.run(Setup { horizon: at(200), ..setup });
    assert_eq!((after.ending.stop, after.ending.at), (Stop::Overdue, at(200)));
}
