//! Buries a small counterexample under irrelevant faults, more fields, odd times, random latency and loss. Claims nothing.

use std::fs;
use std::path::Path;

use sooner::check::{ExtraInput, Failure, Latency, Prepared, Samples, ScenarioOf};
use sooner::models::annotation::AnnotationSystem;
use sooner::sim::fault::{AttemptAddress, Cut, Fault, MessageAddress, Nth, Restart};
use sooner::sim::{Span, Time};

pub(crate) type Scenario = ScenarioOf<AnnotationSystem>;

/// A generator of its own, so that a burial never changes with a version of anything (Steele's SplitMix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed)
    }
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    /// From `from` up to, not including, `to`.
    pub(crate) fn within(&mut self, from: u64, to: u64) -> u64 {
        from + self.next() % (to - from)
    }
    fn of<'a>(&mut self, names: &[&'a str]) -> &'a str {
        names[self.within(0, names.len() as u64) as usize]
    }
}

/// The files of the zoo: name and text, in order.
pub(crate) fn zoo() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/annotation/mutants");
    let entries =
        fs::read_dir(folder).expect("there is a zoo").map(|entry| entry.expect("it is listed").path());
    let mut files: Vec<(String, String)> = entries
        .map(|path| {
            let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("a scenario is text"))
        })
        .collect();
    files.sort();
    files
}

/// How a scenario fails, if it does.
pub(crate) fn failure(scenario: &Scenario) -> Option<Failure> {
    let mut prepared = Prepared::<AnnotationSystem>::new(scenario, &Samples::new()).ok()?;
    Failure::of(&prepared.run(scenario.seed))
}

/// The first burial with this many faults, from this seed on, that still fails as `small` does.
pub(crate) fn buried(small: &Scenario, faults: usize, mut seed: u64) -> Scenario {
    let wanted = failure(small).expect("a counterexample fails");
    loop {
        let scenario = bury(small, faults, &mut Dice::new(seed));
        if failure(&scenario).as_ref() == Some(&wanted) {
            return scenario;
        }
        seed += 1_000;
    }
}

fn bury(small: &Scenario, faults: usize, dice: &mut Dice) -> Scenario {
    let mut scenario = small.clone();
    scenario.expect.clear();
    let fields = dice.within(small.knobs.fields.max(3), 7);
    scenario.knobs.fields = fields;
    let every = dice.within(70, 160) * 1_000_000 + dice.within(0, 1_000) * 1_000;
    scenario.knobs.create_every = Span::from_nanos(every);
    // What named no item is now about this one, at its own time.
    let field = dice.within(1, fields + 1) as u32;
    let later = |time: Time| Time::from_nanos(time.as_nanos() - 100_000_000 + every * u64::from(field));
    for fault in &mut scenario.faults {
        match fault {
            Fault::Lose { message } | Fault::Delay { message, .. } | Fault::Duplicate { message, .. } => {
                message.item = Some(field);
            }
            Fault::CrashAfter { step, .. } => step.item = Some(field),
            Fault::Crash { at, .. } => *at = later(*at),
            _ => {}
        }
    }
    for input in &mut scenario.inputs {
        input.at = input.at.map(later);
        input.input = with_field(input.input, field);
    }
    if dice.within(0, 3) > 0 {
        let low = dice.within(4_000, 9_000);
        let high = low + dice.within(1_000, 12_000);
        scenario.weather.latency = Latency::Uniform(Span::from_micros(low), Span::from_micros(high));
    }
    scenario.weather.loss = ["0", "1/50", "1/20"][dice.within(0, 3) as usize].parse().expect("a probability");
    scenario.seed = dice.next();
    scenario.horizon = Span::from_secs(30);
    while scenario.faults.len() + scenario.inputs.len() < faults {
        let place = dice.within(0, 1 + scenario.faults.len() as u64) as usize;
        scenario.faults.insert(place, fault(dice, fields));
        if dice.within(0, 12) == 0 {
            let at = Some(time(dice));
            let field = dice.within(1, fields + 1) as u32;
            let input = sooner::models::annotation::Input::Edit { field };
            scenario.inputs.push(ExtraInput { at, after: None, input });
        }
        if Prepared::<AnnotationSystem>::new(&scenario, &Samples::new()).is_err() {
            scenario.faults.remove(place);
        }
    }
    scenario
}

fn with_field(input: sooner::models::annotation::Input, field: u32) -> sooner::models::annotation::Input {
    use sooner::models::annotation::Input;
    match input {
        Input::Create { .. } => Input::Create { field },
        Input::Edit { .. } => Input::Edit { field },
        Input::Unannotate { .. } => Input::Unannotate { field },
    }
}

fn time(dice: &mut Dice) -> Time {
    Time::from_nanos(dice.within(50_000, 2_500_000) * 1_000 + 137)
}

fn fault(dice: &mut Dice, fields: u64) -> Fault {
    let nth = Nth::One(dice.within(1, 4) as u32);
    let item = Some(dice.within(1, fields + 1) as u32);
    let kind = dice.of(&["Publish", "Annotate", "Ack"]).to_string();
    let message = MessageAddress { kind, from: None, to: None, item, nth };
    let process = dice.of(&["data-entry", "annotation"]).to_string();
    let span = Span::from_micros(dice.within(1_000, 400_000));
    let at = time(dice);
    match dice.within(0, 10) {
        0 | 1 => Fault::Lose { message },
        2 | 3 => Fault::Delay { message, by: span },
        4 => Fault::Duplicate { message, after: span },
        5 => Fault::Hold { message, until: at },
        6 => {
            let operation = dice.of(&["generate", "save", "ack"]).to_string();
            Fault::Fail { attempt: AttemptAddress { operation, item, nth } }
        }
        7 => Fault::Crash { process, at, restart: Restart::After(span) },
        8 => Fault::Pause { process, from: at, until: at + span },
        _ => Fault::Partition { cut: Cut::Isolate(vec![process]), from: at, until: at + span },
    }
}
