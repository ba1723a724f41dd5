//! "Same-instant order": (time, rank, insertion), faults before all ranks.

use crate::toy::*;
use sooner::sim::simulation::{End, Ranks};
use sooner::sim::*;

/// Sets an alarm, a beat and a message to itself for 100 ms.
fn crossing(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
    if seen == Seen::Start {
        ctx.set_timer(Alarm(1), ms(100));
        ctx.every(Beat, ms(100), ms(100_000));
        ctx.then_after(Later(2), ms(100));
        ctx.set_timer(Alarm(3), ms(100));
    }
}

#[test]
fn without_ranks_what_was_entered_first_goes_first() {
    let lab = Lab::new(&[crossing], &[(100, A, 9)]);
    let report = lab.under(vec![]);
    // The workload's first input is entered before the processes start.
    assert_eq!(
        report.diary,
        ["100.a Go(9)", "100.a Alarm(1)", "100.a Beat", "100.a then Later(2)", "100.a Alarm(3)"]
    );
}

#[test]
fn a_lower_rank_goes_first_and_insertion_decides_within_a_rank() {
    let lab = Lab::new(&[crossing], &[(100, A, 9)]);
    let ranks = Ranks { messages: 2, timers: vec![6, 4, 6], inputs: vec![8] };
    let report = lab.run(Setup { ranks, ..lab.setup() });
    assert_eq!(
        report.diary,
        ["100.a then Later(2)", "100.a Beat", "100.a Alarm(1)", "100.a Alarm(3)", "100.a Go(9)"]
    );
}

#[test]
fn faults_precede_all_ranks_at_their_instant() {
    let lab = Lab::new(&[crossing], &[(100, A, 9)]);
    let crash = Fault::Crash { process: 0, at: at(100), restart: Restart::Never };
    assert_eq!(lab.under(vec![crash]).diary, ["100.a crash"]);
}

#[test]
fn the_horizon_is_inclusive() {
    let lab = Lab::new(&[idle], &[(100, A, 1), (101, A, 2)]);
    let report = lab.run(Setup { horizon: at(100), ..lab.setup() });
    assert_eq!(report.diary, ["100.a Go(1)"]);
    assert_eq!((report.ending.stop, report.ending.at), (Stop::Horizon, at(100)));
    let report = lab.run(Setup { horizon: Time::from_nanos(99_999_999), ..lab.setup() });
    assert_eq!(report.diary, [""; 0]);
}

#[test]
fn a_horizon_of_zero_still_starts_every_process_and_hands_over_what_is_due_at_once() {
    let lab = Lab::new(&[idle], &[(0, A, 1)]);
    let report = lab.run(Setup { horizon: Time::START, end: End::Horizon, ..lab.setup() });
    assert_eq!(report.diary, ["0.a Go(1)"]);
    assert_eq!(report.ending.steps, 2);
}
