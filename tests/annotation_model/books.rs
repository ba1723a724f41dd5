//! The engine's books are balanced after every step, whatever the step was: S7 and S8 against counts that are off.

use sooner::check::{Model, Prepared, Watch, Weather};
use sooner::models::annotation::{AnnotationSystem, Letter, Monitor, Service, Settings, Tick};
use sooner::sim::digest::Digest;
use sooner::sim::operation::{Attempts, OperationLaw};
use sooner::sim::world::Messages;
use sooner::sim::{Life, Observer, Probability, ProcessId, Step, System, Tally, Time, What, World};

/// What a fresh monitor says of a step after which the engine's counts stand so.
fn verdict(laws: &[OperationLaw], tally: &Tally, what: What<Service>) -> Option<(&'static str, String)> {
    let system = AnnotationSystem::new(&Settings { fields: 1, ..Settings::default() }).unwrap();
    let watch = Watch { faults: &[], operations: laws, cascades: false, latency_bound: None };
    let mut monitor: Monitor = system.monitor(&watch);
    let processes = system.processes();
    let (now, lives, digest) = (Time::START, &[Life::Up; 2], Digest::default());
    let world = World { now, processes: &processes, lives, tally, digest };
    let step = Step { at: now, process: ProcessId(0), what, effects: (0, 0) };
    monitor.stepped(&world, &step).err().map(|violation| (violation.property, violation.why))
}

fn balanced() -> Tally {
    Tally {
        messages: vec![
            Messages {
                sent: 3,
                duplicated: 1,
                delivered: 2,
                dropped: 1,
                in_flight: 1,
                ..Messages::default()
            };
            3
        ],
        attempts: vec![Attempts { made: 2, ..Attempts::default() }; 3],
        ..Tally::default()
    }
}

/// Steps of kinds that have nothing to do with the counts that are off.
fn steps() -> [What<Service>; 4] {
    let letter = Letter::Ack { field: 1, id: 1 };
    [What::Start, What::Timer(Tick::DataEntry), What::Message(ProcessId(0), letter, 0, false), What::Crash]
}

#[test]
fn books_that_balance_are_no_violation() {
    for laws in [vec![OperationLaw::Never; 3], vec![OperationLaw::EveryKth(3); 3]] {
        assert!(steps().into_iter().all(|what| verdict(&laws, &balanced(), what).is_none()));
    }
}

#[test]
fn a_message_of_any_kind_that_is_unaccounted_for_is_caught_after_any_step() {
    let spoil: [fn(&mut Messages); 6] = [
        |messages| messages.sent += 1,
        |messages| messages.duplicated -= 1,
        |messages| messages.delivered += 1,
        |messages| messages.dropped -= 1,
        |messages| messages.lost_to_down += 1,
        |messages| messages.in_flight -= 1,
    ];
    for (kind, spoil, what) in (0..3)
        .flat_map(|kind| spoil.map(|spoil| (kind, spoil)))
        .flat_map(|(kind, spoil)| steps().map(|what| (kind, spoil, what)))
    {
        let mut tally = balanced();
        spoil(&mut tally.messages[kind]);
        let (property, why) = verdict(&[const { OperationLaw::Never }; 3], &tally, what).unwrap();
        assert_eq!((property, why), ("S7", format!("{:?} do not add up", tally.messages[kind])));
    }
}

#[test]
fn errors_of_two_kinds_that_cancel_each_other_are_caught() {
    let mut tally = balanced();
    tally.messages[0].sent += 1;
    tally.messages[2].sent -= 1;
    let found = verdict(&[const { OperationLaw::Never }; 3], &tally, What::Start);
    assert_eq!(found.map(|(property, _)| property), Some("S7"));
}

#[test]
fn an_attempt_without_a_delivery_is_caught_after_any_step() {
    for (operation, what) in (0..3).flat_map(|operation| steps().map(|what| (operation, what))) {
        let mut tally = balanced();
        tally.attempts[operation].made += 1;
        let found = verdict(&[const { OperationLaw::Never }; 3], &tally, what);
        assert_eq!(found, Some(("S8", "2 deliveries made 3 attempts".to_string())));
    }
}

#[test]
fn a_failure_that_no_law_says_is_caught_and_one_of_chance_is_not() {
    let mut tally = balanced();
    tally.attempts[1].failed += 1;
    let found = verdict(
        &[OperationLaw::EveryKth(2), OperationLaw::EveryKth(2), OperationLaw::Never],
        &tally,
        What::Start,
    );
    let why = "2 attempts to generate were made and 0 failed, where the law of generate says 1";
    assert_eq!(found, Some(("S8", why.to_string())));
    let found =
        verdict(&[OperationLaw::Never, OperationLaw::EveryKth(2), OperationLaw::Never], &tally, What::Start);
    assert_eq!(found, None);
    let found = verdict(&[const { OperationLaw::Never }; 3], &tally, What::Start);
    let why = "2 attempts to save were made and 1 failed, where the law of save says 0";
    assert_eq!(found, Some(("S8", why.to_string())));
    let chance = OperationLaw::Chance(Probability::ratio(1, 2).unwrap().threshold());
    assert_eq!(verdict(&[OperationLaw::Never, chance, OperationLaw::Never], &tally, What::Start), None);
}

#[test]
fn a_run_without_properties_tells_no_times_of_items_not_even_those_of_the_run_before() {
    let knobs = Settings { fields: 3, ..Settings::default() };
    let mut prepared = Prepared::<AnnotationSystem>::in_weather(knobs, Weather::default()).unwrap();
    let told = |prepared: &Prepared<AnnotationSystem>| {
        let mut times = Vec::new();
        prepared.items_done(&mut |time| times.push(time));
        times
    };
    let first = prepared.run(1);
    let times = told(&prepared);
    assert_eq!(times.len(), 3);
    assert_eq!(prepared.run_bare(1).digest, first.digest);
    assert_eq!(told(&prepared), []);
    assert_eq!(prepared.run(1), first);
    assert_eq!(told(&prepared), times);
}
