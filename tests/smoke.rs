//! The demonstration of the original, end to end.
use sooner::check::Registry;
use sooner::models::annotation::AnnotationSystem;
use std::collections::BTreeMap;

#[test]
fn the_demo_reaches_consistency_at_seven_seconds() {
    let text = r#"(version: 1, model: "annotation", knobs: (profile: Classic),
        weather: (operations: {"generate": EveryKth(5), "save": EveryKth(5), "ack": EveryKth(5)}))"#;
    let registry = Registry::new().with::<AnnotationSystem>();
    let model = registry.model_of(text).unwrap();
    let mut scenario = model.open(text, &BTreeMap::new()).unwrap();
    let outcome = scenario.run(0, Default::default());
    println!("{outcome:?}",);
    assert_eq!(outcome.verdict.to_string(), "settled at 7s");
    assert_eq!(outcome.attempts.iter().map(|(_, a)| a.made).collect::<Vec<_>>(), [1297, 1561, 1249]);
}
