//! Scenarios that nobody chose: knobs, ranks, weather and cuts are drawn, with times so small that ticks, creations and
//! arrivals tie. Where there is a law, runs agree with it.

use std::sync::atomic::AtomicBool;

use sooner::check::{Model, Plan, Samples, ScenarioOf, campaign};
use sooner::exact::Law;
use sooner::measure::Agrees;
use sooner::models::annotation::AnnotationSystem;

use crate::settings::{Dice, ms};

/// Few enough to be fast; a law that is wrong in some setting is wrong in others, too.
const SCENARIOS: u64 = 100;
const RUNS: u64 = 600;
/// So unlikely that it does not happen by chance.
const ERROR: f64 = 1e-10;

fn any<'a>(dice: &mut Dice, of: &[&'a str]) -> &'a str {
    of[dice.below(of.len() as u64) as usize]
}

fn chance(dice: &mut Dice) -> &'static str {
    any(dice, &["0.0", "0.1", "0.2", "0.35", "\"1/3\"", "0.5", "0.6"])
}

/// A latency: none, an interval, a difference of ticks, several.
fn latency(dice: &mut Dice) -> &'static str {
    any(
        dice,
        &[
            r#"Constant("0s")"#,
            r#"Constant("0s")"#,
            r#"Constant("1ms")"#,
            r#"Constant("4ms")"#,
            r#"Uniform("6ms", "6ms")"#,
            r#"Constant("13ms")"#,
            r#"Mixture([(0.25, Constant("0s")), (0.75, Constant("4ms"))])"#,
            r#"Samples("s.csv")"#,
        ],
    )
}

fn copies(dice: &mut Dice) -> String {
    let mode = any(dice, &["", ", mode: PerCopy"]);
    let delay = match dice.below(3) {
        0 => String::new(),
        _ => format!(", delay: Some({})", latency(dice)),
    };
    format!("Some((probability: {}{mode}{delay}))", any(dice, &["0.2", "0.5", "1.0"]))
}

fn knobs(dice: &mut Dice) -> String {
    let every = ["3ms", "4ms", "6ms", "8ms", "12ms"];
    let first = ["0s", "1ms", "4ms", "6ms", "17ms", "24ms"];
    let mut knobs =
        format!("fields: {}, create_every: {:?}", 1 + dice.below(9), any(dice, &["0s", "1ms", "4ms", "6ms"]));
    let data_entry = any(dice, &every);
    let annotation = if dice.below(2) == 0 { data_entry } else { any(dice, &every) };
    knobs += &format!(", data_entry_every: {data_entry:?}, annotation_every: {annotation:?}");
    for knob in ["first_create", "first_data_entry_tick", "first_annotation_tick"] {
        if dice.below(2) == 0 {
            knobs += &format!(", {knob}: Some({:?})", any(dice, &first));
        }
    }
    for knob in [
        "publish_on_create: Some(false)",
        "profile: Classic",
        "generate_uses_ack_law: true",
        "poll: Some(\"3ms\")",
    ] {
        if dice.below(4) == 0 {
            knobs += &format!(", {knob}");
        }
    }
    knobs
}

fn ranks(dice: &mut Dice) -> String {
    let mut names = vec!["message", "Create", "DataEntryTick", "AnnotationTick"];
    for last in (1..names.len()).rev() {
        names.swap(last, dice.below(last as u64 + 1) as usize);
    }
    names.truncate(4 - (dice.below(3) == 0) as usize);
    if dice.below(2) == 0 { format!("ranks: {names:?},") } else { String::new() }
}

fn weather(dice: &mut Dice) -> String {
    let mut laws = vec![format!("latency: {}", latency(dice))];
    if dice.below(3) == 0 {
        laws.push(format!("loss: {}", chance(dice)));
    }
    if dice.below(3) == 0 {
        laws.push(format!("duplication: {}", copies(dice)));
    }
    let mut links = Vec::new();
    for _ in 0..dice.below(4) {
        let which = any(
            dice,
            &[
                "",
                "kind: \"Publish\", ",
                "kind: \"Annotate\", ",
                "kind: \"Ack\", ",
                "from: \"data-entry\", ",
                "to: \"data-entry\", ",
            ],
        );
        let what = match dice.below(4) {
            0 => format!("loss: {}", chance(dice)),
            1 => format!("duplication: {}", copies(dice)),
            _ => format!("latency: {}", latency(dice)),
        };
        links.push(format!("({which}{what})"));
    }
    laws.push(format!("links: [{}]", links.join(", ")));
    let [generate, save, ack] = [(); 3].map(|()| chance(dice));
    laws.push(format!(
        r#"operations: {{"generate": Chance({generate}), "save": Chance({save}), "ack": Chance({ack})}}"#
    ));
    laws.join(", ")
}

fn cuts(dice: &mut Dice) -> String {
    let cut = |dice: &mut Dice| {
        let which = any(
            dice,
            &[
                r#"Isolate(["annotation"])"#,
                r#"OneWay(["data-entry"], ["annotation"])"#,
                r#"OneWay(["annotation"], ["data-entry"])"#,
            ],
        );
        let from = dice.below(4) * 4;
        format!(r#"Partition(cut: {which}, from: "{from}ms", until: "{}ms")"#, from + 1 + dice.below(13))
    };
    match dice.below(4) {
        0 => format!("faults: [{}, {}],", cut(dice), cut(dice)),
        _ => String::new(),
    }
}

#[test]
fn runs_agree_with_the_law_in_settings_that_nobody_chose() {
    let mut dice = Dice(5);
    let samples = Samples::from([("s.csv".to_string(), vec![ms(3), ms(0), ms(3), ms(9)])]);
    let plan = Plan { seeds: 0..RUNS, jobs: 2, ..Plan::default() };
    for _ in 0..SCENARIOS {
        let horizon = any(&mut dice, &["30ms", "200ms", "1s"]);
        let text = format!(
            r#"(version: 1, model: "annotation", knobs: ({}), {} weather: ({}), {} end: {}, horizon: {horizon:?})"#,
            knobs(&mut dice),
            ranks(&mut dice),
            weather(&mut dice),
            cuts(&mut dice),
            any(&mut dice, &["Quiet", "Settled", "Horizon"]),
        );
        let scenario =
            ScenarioOf::<AnnotationSystem>::parse(&text).unwrap_or_else(|why| panic!("{text}: {why}"));
        let protocol =
            AnnotationSystem::protocol(&scenario, &samples).unwrap_or_else(|why| panic!("{text}: {why}"));
        let law = Law::of(&protocol).unwrap_or_else(|why| panic!("{text}: {why}"));
        let never = AtomicBool::new(false);
        let report = campaign::<AnnotationSystem>(&scenario, &samples, &plan, &never, &mut |_| {});
        let report = report.unwrap_or_else(|why| panic!("{text}: {why}"));
        assert_eq!(report.violated, 0, "{text}");
        let found = law.agreement(&report.times.expect("times"), ERROR).expect("there are runs");
        assert_ne!(found.agrees, Agrees::Disagree, "{text}: {found:?}");
    }
}
