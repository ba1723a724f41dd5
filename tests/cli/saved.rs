//! A campaign's JSON, read again.

use std::path::Path;

use sooner::models::registry;
use sooner::report::campaign::{Beside, Corpus, SavedCampaign, json};

use crate::desk::{Desk, three};

const M4: &str = r#"(version: 1, model: "annotation", knobs: (fields: 5, mutant: Some(M4)),
    weather: (latency: Uniform("1ms", "10ms"), loss: 0.1), expect: [(p50, "< 12s"), (mean, "< 1s")])"#;

/// What is read of it, written again.
fn again(text: &str) -> String {
    let saved = SavedCampaign::read(text).unwrap_or_else(|problem| panic!("{problem}"));
    let (file, scenario) = (saved.file.clone(), saved.scenario.clone());
    let registry = registry();
    let model = registry.models().next().expect("there is the annotation system");
    let opened = model.open(&scenario, &Default::default()).unwrap_or_else(|problem| panic!("{problem}"));
    let no_law = opened.protocol().expect_err("it has no law");
    let report = saved.report(&model.describe(), opened.thresholds()).unwrap();
    let beside = Beside {
        corpus: &Corpus::default(),
        saved: &[],
        reproduce: &|seed| format!("sooner run {file} --seed {seed}"),
        file: &file,
        scenario: &scenario,
        by_chance: opened.is_by_chance(),
        law: Err(&no_law),
    };
    json(&report, &beside)
}

#[test]
fn what_is_read_and_written_again_is_the_same() {
    let rough = three(r#"weather: (latency: Uniform("1ms", "10ms"), loss: 0.1), expect: [(p99, "< 12s")]"#);
    let short = three(r#"weather: (latency: Uniform("1ms", "10ms"), loss: 0.1), horizon: "500ms""#);
    let faults =
        three(r#"faults: [Lose(message: (kind: "Ack", nth: 1)), Lose(message: (kind: "Ack", nth: 99))]"#);
    let stuck = three(r#"faults: [Crash(process: "annotation", at: "0s", restart: Never)], horizon: "1s""#);
    let desk = Desk::with(&[
        ("rough.ron", &rough),
        ("short.ron", &short),
        ("faults.ron", &faults),
        ("stuck.ron", &stuck),
        ("m4.ron", M4),
    ]);
    for (file, more) in [
        ("rough.ron", &["--seeds", "300"][..]),
        ("rough.ron", &["--seeds", "18446744073709551600..18446744073709551615", "--confidence", "99.9%"]),
        ("rough.ron", &["--seeds", "1"]),
        ("rough.ron", &["--seeds", "9..9"]),
        ("short.ron", &["--seeds", "300"]),
        ("faults.ron", &["--seeds", "20"]),
        ("stuck.ron", &["--seeds", "20"]),
        ("m4.ron", &["--seeds", "200"]),
        ("m4.ron", &["--seeds", "200", "--stop-after", "3"]),
    ] {
        let campaign = [&["campaign", file], more, &["--format", "json"]].concat();
        let text = desk.sooner(&campaign).out;
        assert!(Path::new(file).is_relative() && text.starts_with('{'));
        assert_eq!(again(&text), text.trim_end(), "{campaign:?}");
    }
}
