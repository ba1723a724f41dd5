//! Where two paragraphs meet: dead continuations and quiet, rates and crash points, room and mixed laws, late ticks.

use sooner::sim::fault::StepAddress;
use sooner::sim::law::Latency;
use sooner::sim::network::LinkLaw;
use sooner::sim::simulation::{ExtraInput, InputTime};
use sooner::sim::*;

use crate::toy::*;

/// Continues in a minute, which nobody lives to see.
fn lingers(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
    if let Seen::Go(item) = seen {
        ctx.then_after(Later(item), ms(5_000));
    }
}

#[test]
fn a_continuation_that_died_with_its_process_delays_no_quiet() {
    let lab = Lab { settled: |world| world.now >= at(150), ..Lab::new(&[lingers], &[(100, A, 1)]) };
    let crash = Fault::Crash { process: 0, at: at(200), restart: Restart::Never };
    let report = lab.under(vec![crash]);
    assert_eq!((report.ending.stop, report.ending.quiet_at), (Stop::Quiet, Some(at(200))));
}

/// Starts a rate, then tells B.
fn beats_then_tells(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
    if seen == Seen::Start {
        ctx.every(Beat, ms(1_000), ms(1_000));
        ctx.send(B, Tell(1));
    }
}

#[test]
fn setting_a_rate_is_an_effect_in_every_life() {
    let lab = Lab::new(&[beats_then_tells, idle], &[]);
    let crash = Fault::Crash { process: 0, at: at(500), restart: Restart::After(ms(0)) };
    let report = lab.under(vec![crash]);
    let restarts = report.lines(&["restart"]);
    assert_eq!(report.lines(&["Tell(1)"]), ["10.b Tell(1)", "510.b Tell(1)"]);
    assert_eq!(report.tally.messages[TELL as usize].sent, 2, "{restarts:?}");
}

/// Sends two asks, two tells and a last ask at once.
fn mixes(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
    if let Seen::Go(_) = seen {
        [Ask(1), Tell(1), Ask(2), Tell(2), Ask(3)].into_iter().for_each(|note| ctx.send(B, note));
    }
}

#[test]
fn a_kind_without_capacity_takes_room_but_never_lets_too_many_in() {
    let lab = Lab::new(&[mixes, idle], &[(100, A, 0)]);
    let mut links = lab.links(LinkLaw { capacity: Some(1), ..law() });
    links.special(LinkLaw { latency: Latency::Constant(ms(5)), ..law() }, |_, _, kind| kind as u16 == TELL);
    let report = lab.run(Setup { links, ..lab.setup() });
    assert_eq!(report.lines(&["Ask"]), ["110.b Ask(1)", "120.b Ask(2)", "130.b Ask(3)"]);
    assert_eq!(report.lines(&["Tell"]), ["105.b Tell(1)", "105.b Tell(2)"]);
}

#[test]
fn an_input_that_never_comes_due_is_told() {
    let lab = Lab::new(&[idle], &[(100, A, 1)]);
    let after =
        |nth| InputTime::After(StepAddress { process: 0, kind: GO_STEP, item: None, nth: Nth::One(nth) });
    let extra = |time| ExtraInput { time, process: A, input: Go(9) };
    let inputs = vec![
        extra(after(1)),
        extra(InputTime::At(at(300))),
        extra(after(7)),
        extra(InputTime::At(at(20_000))),
    ];
    let mut simulation = Simulation::new(lab.clone(), Setup { inputs, ..lab.setup() }, 7);
    for _ in 0..2 {
        simulation.run(&mut ());
        assert_eq!(simulation.came_due().collect::<Vec<_>>(), [true, true, false, false]);
        simulation.reset(7);
    }
}

#[test]
fn a_bound_does_not_pass_before_what_repairs_can_begin_and_counts_from_the_disturbance_afterwards() {
    let late = |input| {
        let lab = Lab::new(&[idle], &[(input, A, 1)]);
        lab.run(Setup { within: Some(ms(100)), not_before: at(700), latency_bound: ms(10), ..lab.setup() })
    };
    assert_eq!((late(100).ending.stop, late(100).ending.at), (Stop::Overdue, at(700)));
    assert_eq!(late(650).ending.at, at(750));
}

#[test]
#[should_panic = "input 1 of the workload is due at 100ms, but it is 200ms"]
fn a_workload_that_goes_back_in_time_is_refused_with_both_instants() {
    let lab = Lab::new(&[idle], &[(200, A, 1), (100, A, 2)]);
    lab.run(lab.setup());
}

#[test]
fn a_message_to_nobody_is_the_models_failure() {
    fn lost(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        if let Seen::Go(_) = seen {
            ctx.send(C, Plain);
        }
    }
    let lab = Lab::new(&[lost], &[(100, A, 1)]);
    let mut simulation = Simulation::new(lab.clone(), lab.setup(), 7);
    let run = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| simulation.run(&mut ())));
    assert!(run.is_err() && simulation.panicked_in_model());
}
