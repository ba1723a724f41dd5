//! "Addresses, faults, inputs": which messages, steps and ticks a fault strikes, and what it does to them.

use crate::toy::*;
use sooner::sim::fault::{MessageAddress, StepAddress};
use sooner::sim::network::LinkLaw;
use sooner::sim::simulation::{ExtraInput, InputTime};
use sooner::sim::*;

/// Asks B for the item, and tells it something without one.
fn asks(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
    if let Seen::Go(item) = seen {
        ctx.send(B, Ask(item));
        ctx.send(B, Plain);
    }
}

/// Items 1, 2, 1, 2, 1, 2 at 100, 200, ... ms.
fn lab() -> Lab {
    let inputs: Vec<_> = (0..6).map(|n| (100 * (n as u64 + 1), A, 1 + n % 2)).collect();
    Lab::new(&[asks, idle], &inputs)
}

fn ask(item: Option<u32>, nth: Nth) -> MessageAddress<u16> {
    MessageAddress { kind: ASK, from: None, to: None, item, nth }
}

/// The instants at which Asks are lost.
fn lost(message: MessageAddress<u16>) -> Vec<u64> {
    let report = lab().under(vec![Fault::Lose { message }]);
    report.lines(&["loses"]).iter().map(|line| line.split('.').next().unwrap().parse().unwrap()).collect()
}

#[test]
fn n_counts_matches_of_the_item_where_one_is_given_and_else_over_all() {
    assert_eq!(lost(ask(None, Nth::One(3))), [300]);
    assert_eq!(lost(ask(Some(2), Nth::One(3))), [600]);
    assert_eq!(lost(ask(Some(1), Nth::Range(2, 4))), [300, 500]);
    assert_eq!(lost(ask(None, Nth::Range(1, 3))), [100, 200]);
    assert_eq!(lost(ask(Some(2), Nth::All)), [200, 400, 600]);
    assert_eq!(lost(ask(None, Nth::All)).len(), 6);
    assert_eq!(lost(ask(Some(3), Nth::All)), [0; 0]);
}

#[test]
fn a_link_in_an_address_counts_only_its_own_messages() {
    let on = |from, to| MessageAddress { from, to, ..ask(None, Nth::One(2)) };
    assert_eq!(lost(on(Some(0), Some(1))), [200]);
    assert_eq!(lost(on(Some(0), None)), [200]);
    assert_eq!(lost(on(Some(1), None)), [0; 0]);
    assert_eq!(lost(on(None, Some(0))), [0; 0]);
}

#[test]
fn an_address_that_nothing_matched_is_reported() {
    let faults = [ask(None, Nth::One(6)), ask(None, Nth::One(7)), ask(Some(9), Nth::All)];
    let report = lab().under(faults.map(|message| Fault::Lose { message }).to_vec());
    assert_eq!(report.struck, [true, false, false]);
}

#[test]
fn faults_count_for_themselves_what_others_struck_too() {
    let lose = |nth| Fault::Lose { message: ask(None, nth) };
    let report = lab().under(vec![lose(Nth::One(2)), lose(Nth::Range(1, 3))]);
    assert_eq!(report.lines(&["loses"]).len(), 2);
    assert_eq!(report.struck, [true, true]);
}

#[test]
fn delay_adds_to_the_latency() {
    let report = lab().under(vec![Fault::Delay { message: ask(None, Nth::One(1)), by: ms(25) }]);
    assert_eq!(report.lines(&["Ask"])[..2], ["135.b Ask(1)", "210.b Ask(2)"]);
}

#[test]
fn hold_delivers_at_its_instant_unless_the_message_arrives_later_anyway() {
    let hold = |until| vec![Fault::Hold { message: ask(None, Nth::One(1)), until: at(until) }];
    assert_eq!(lab().under(hold(350)).lines(&["Ask(1)"])[..2], ["310.b Ask(1)", "350.b Ask(1)"]);
    assert_eq!(lab().under(hold(105)).lines(&["Ask(1)"])[0], "110.b Ask(1)");
}

#[test]
fn duplicate_delivers_a_copy_after_the_original() {
    let report = lab().under(vec![Fault::Duplicate { message: ask(None, Nth::One(1)), after: ms(7) }]);
    assert_eq!(report.lines(&["Ask"])[..3], ["110.b Ask(1)", "117.b copy Ask(1)", "210.b Ask(2)"]);
    assert_eq!((report.tally.messages[0].sent, report.tally.messages[0].duplicated), (6, 1));
}

#[test]
fn a_corrupt_message_is_dropped_where_a_checksum_rejects_it() {
    let report = lab().under(vec![Fault::Corrupt { message: ask(None, Nth::One(1)) }]);
    assert_eq!(report.lines(&["110.b"]), ["110.b misses Ask(1): it is corrupt", "110.b Plain"]);
    assert_eq!(report.tally.messages[0].dropped, 1);
}

fn teller() -> Lab {
    fn tells(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        if let Seen::Go(item) = seen {
            ctx.send(B, Tell(item));
        }
    }
    Lab::new(&[tells, idle], &[(100, A, 1), (200, A, 2)])
}

fn garble() -> Fault<u16> {
    Fault::Corrupt {
        message: MessageAddress { kind: TELL, from: None, to: None, item: Some(1), nth: Nth::All },
    }
}

#[test]
fn a_corrupt_message_is_seen_as_the_process_type_says_and_counts_as_what_was_sent() {
    let report = teller().under(vec![garble()]);
    assert_eq!(report.lines(&[".b"]), ["110.b Ask(101)", "210.b Tell(2)"]);
    assert_eq!((report.tally.messages[0].delivered, report.tally.messages[1].delivered), (0, 2));
}

#[test]
fn a_corrupt_message_that_a_pause_holds_is_still_corrupt() {
    let pause = Fault::Pause { process: 1, from: at(105), until: at(150) };
    assert_eq!(
        teller().under(vec![garble(), pause]).lines(&["Ask", "Tell"]),
        ["150.b Ask(101)", "210.b Tell(2)"]
    );
}

#[test]
fn skip_tick_takes_ticks_out_and_leaves_the_phase() {
    fn beats(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        if seen == Seen::Start {
            ctx.every(Beat, ms(100), ms(100));
        }
    }
    let lab = Lab::new(&[beats], &[]);
    let faults = vec![Fault::SkipTick { process: 0, timer: BEAT, nth: Nth::Range(2, 4) }];
    let report = lab.run(Setup { horizon: at(500), faults, ..lab.setup() });
    assert_eq!(report.lines(&["Beat"]), ["100.a Beat", "400.a Beat", "500.a Beat"]);
    assert_eq!((&report.struck[..], report.disturbed), (&[true][..], at(300)));
}

#[test]
fn an_input_can_wait_for_a_step_and_follows_it_at_once() {
    let lab = lab();
    let step = |kind, item, nth| InputTime::After(StepAddress { process: 1, kind, item, nth });
    let input = |time, item| ExtraInput { time, process: A, input: Go(item) };
    let inputs = vec![
        input(step(ASK, Some(2), Nth::One(2)), 7),
        input(step(2, None, Nth::One(6)), 8),
        input(step(ASK, Some(99), Nth::One(1)), 9),
    ];
    let report = lab.run(Setup { inputs, ..lab.setup() });
    assert_eq!(report.lines(&["Go(7)", "Go(8)", "Go(9)"]), ["410.a Go(7)", "510.a Go(8)"]);
}

#[test]
fn an_input_after_a_step_comes_even_when_that_step_is_a_tick() {
    fn beats(_: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
        if seen == Seen::Start {
            ctx.every(Beat, ms(100), ms(100));
        }
    }
    let lab = Lab::new(&[beats], &[]);
    let time = InputTime::After(StepAddress { process: 0, kind: BEAT_STEP, item: None, nth: Nth::One(2) });
    let inputs = vec![ExtraInput { time, process: A, input: Go(1) }];
    let report = lab.run(Setup { inputs, horizon: at(300), ..lab.setup() });
    assert_eq!(report.diary, ["100.a Beat", "200.a Beat", "200.a Go(1)", "300.a Beat"]);
}

#[test]
fn taking_a_fault_away_leaves_the_fates_of_other_messages_as_they_were() {
    let lab = lab();
    let loss = Probability::ratio(1, 2).unwrap().threshold();
    let fates = |faults| {
        let links = lab.links(LinkLaw { loss, ..law() });
        let report = lab.run(Setup { links, faults, ..lab.setup() });
        report.lines(&["Ask(2)", "Plain"]).iter().map(|line| line.to_string()).collect::<Vec<_>>()
    };
    let calm = fates(vec![]);
    assert_eq!(fates(vec![Fault::Lose { message: ask(Some(1), Nth::All) }]), calm);
    assert_eq!(fates(vec![Fault::Delay { message: ask(Some(1), Nth::All), by: ms(1) }]), calm);
    assert!(calm.iter().any(|line| line.contains("loses")) && calm.iter().any(|line| line.contains(".b")));
}
