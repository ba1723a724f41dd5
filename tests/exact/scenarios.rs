//! Which scenarios of the annotation system have a law, which protocol each is, and why the others have none.

use sooner::check::{Model, Samples, ScenarioOf};
use sooner::exact::{Cut, Law, NoLaw, Order, Protocol, Ticks};
use sooner::models::annotation::AnnotationSystem;
use sooner::sim::Span;

use crate::settings::{at, level, ms};

fn protocol(rest: &str) -> Result<Protocol, NoLaw> {
    let text = format!("(version: 1, model: \"annotation\", {rest})");
    let scenario =
        ScenarioOf::<AnnotationSystem>::parse(&text).unwrap_or_else(|problem| panic!("{rest}: {problem}"));
    let samples = Samples::from([("s.csv".to_string(), vec![ms(3), ms(1), ms(3), ms(9)])]);
    AnnotationSystem::protocol(&scenario, &samples)
}

fn there_is(rest: &str) -> Protocol {
    protocol(rest).unwrap_or_else(|why| panic!("{rest}: {why}"))
}

fn why_not(rest: &str) -> String {
    protocol(rest).expect_err(rest).to_string()
}

#[test]
fn the_demonstration_with_dice_is_as_soon_as_the_table_says() {
    let dice = r#"operations: {"generate": Chance("1/5"), "save": Chance("1/5"), "ack": Chance("1/5")}"#;
    let means =
        [("", "0ms", 6628.21), (r#"knobs: (profile: Classic),"#, "0ms", 7188.63), ("", "20ms", 7022.89)];
    for (knobs, latency, mean) in means {
        let protocol = there_is(&format!("{knobs} weather: (latency: Constant(\"{latency}\"), {dice})"));
        let told = Law::of(&protocol).expect("a law").mean().expect("a mean") / 1e6;
        assert!((told - mean).abs() < 0.0099, "{told} {mean}");
    }
}

#[test]
fn knobs_are_understood() {
    let plain = there_is("");
    assert_eq!((plain.fields, plain.first_create, plain.create_every), (1000, ms(1), ms(1)));
    assert_eq!(plain.data_entry, Ticks { first: ms(1000), every: ms(1000) });
    assert!(plain.publish_on_create && plain.cuts.is_empty());
    assert_eq!(plain.failures, [0.0; 3]);
    assert_eq!(plain.links[0].latency, [(Span::ZERO, 1.0)]);
    let turned = there_is(
        r#"knobs: (fields: 3, create_every: "5ms", first_create: Some("7ms"), data_entry_every: "2s",
            first_annotation_tick: Some("1ms"), publish_on_create: Some(false), poll: Some("1s"),
            data_entry_durable: false, generate_uses_ack_law: true),
            weather: (operations: {"ack": Chance(0.25), "save": EveryKth(1)}), supervision: {"annotation": Never}"#,
    );
    assert_eq!((turned.fields, turned.first_create, turned.create_every), (3, ms(7), ms(5)));
    assert_eq!(turned.data_entry, Ticks { first: ms(2000), every: ms(2000) });
    assert_eq!(turned.annotation, Ticks { first: ms(1), every: ms(1000) });
    assert!(!turned.publish_on_create);
    assert_eq!(turned.failures, [0.25, 1.0, 0.25]);
}

#[test]
fn ranks_are_understood() {
    let order = |rest: &str| there_is(rest).order;
    assert_eq!(order(""), Order { message: 0, create: 1, data_entry: 4, annotation: 5 });
    assert_eq!(
        order("knobs: (profile: Classic)"),
        Order { message: 0, create: 3, data_entry: 2, annotation: 1 }
    );
    let partly = r#"ranks: ["AnnotationTick", "DataEntryTick", "message"]"#;
    assert_eq!(order(partly), Order { annotation: 0, data_entry: 1, message: 2, create: 3 });
    let said = why_not(r#"ranks: ["message", "DataEntryTick"]"#);
    assert_eq!(
        said,
        "`Create` and `AnnotationTick` have the same rank, so that their order hangs on the past"
    );
}

#[test]
fn links_are_understood() {
    let protocol = there_is(
        r#"weather: (latency: Samples("s.csv"), loss: 0.1, fifo: false,
            duplication: Some((probability: 0.5, mode: PerCopy, delay: Some(Constant("2ms")))),
            links: [
                (kind: Some("Ack"), loss: Some(0.2)),
                (from: Some("data-entry"), latency: Some(Mixture([(0.25, Constant("4ms")), (0.75, Samples("s.csv"))]))),
                (kind: Some("Publish"), to: Some("data-entry"), loss: Some(0.9)),
            ])"#,
    );
    let measured = [(ms(1), 0.25), (ms(3), 0.5), (ms(9), 0.25)];
    assert_eq!(protocol.links[1].latency, measured);
    let mixed = [(ms(1), 0.1875), (ms(3), 0.375), (ms(4), 0.25), (ms(9), 0.1875)];
    assert_eq!(protocol.links[0].latency, mixed);
    assert_eq!(protocol.links[2].latency, mixed);
    // The last entry that fits decides, and leaves the rest as everywhere.
    assert_eq!(protocol.links.each_ref().map(|link| link.loss), [0.1; 3]);
    let copies = protocol.links[0].copies.clone().expect("copies");
    assert_eq!((copies.probability, copies.per_copy, copies.after), (0.5, true, Some(vec![(ms(2), 1.0)])));
    assert!(Law::of(&protocol).is_ok());
}

#[test]
fn known_partitions_are_understood() {
    let cut = |cut: &str| {
        let text = format!(r#"faults: [Partition(cut: {cut}, from: "1s", until: "2s")]"#);
        let [Cut { links, from, until }] = there_is(&text).cuts[..] else { panic!("one cut") };
        assert_eq!((from, until), (at(1000), at(2000)));
        links
    };
    assert_eq!(cut(r#"Between(["data-entry"], ["annotation"])"#), [true; 3]);
    assert_eq!(cut(r#"OneWay(["annotation"], ["data-entry"])"#), [false, true, false]);
    assert_eq!(cut(r#"OneWay(["data-entry"], ["annotation"])"#), [true, false, true]);
    assert_eq!(cut(r#"Isolate(["annotation"])"#), [true; 3]);
}

#[test]
fn a_lost_message_by_a_cut_is_as_the_acceptance_rows_say() {
    // Rows A9: the first publish, annotate or acks are lost.
    let rows = [
        ("OneWay([\"data-entry\"], [\"annotation\"])", 95, 105, 1030),
        ("OneWay([\"annotation\"], [\"data-entry\"])", 105, 115, 1020),
        ("OneWay([\"data-entry\"], [\"annotation\"])", 115, 125, 1020),
        ("OneWay([\"data-entry\"], [\"annotation\"])", 115, 1015, 2020),
        ("OneWay([\"data-entry\"], [\"annotation\"])", 95, 1005, 2030),
    ];
    for (cut, from, until, millis) in rows {
        let protocol = there_is(&format!(
            r#"knobs: (fields: 1, create_every: "100ms"), weather: (latency: Constant("10ms")),
            faults: [Partition(cut: {cut}, from: "{from}ms", until: "{until}ms")]"#
        ));
        let law = Law::of(&protocol).expect("a law");
        assert_eq!((law.steps().len(), law.quantile(level("0.5"))), (1, Some(at(millis))), "{cut} {from}");
    }
}

#[test]
fn a_link_that_keeps_its_order_matters_where_latencies_differ() {
    assert_eq!(
        there_is(r#"weather: (fifo: true, latency: Constant("5ms"))"#).links[0].latency,
        [(ms(5), 1.0)]
    );
    let order =
        "on a link that keeps its order, messages wait for those of other fields where latencies differ";
    assert_eq!(why_not(r#"weather: (fifo: true, latency: Samples("s.csv"))"#), order);
    // Publishes and acks share a link.
    assert_eq!(why_not(r#"weather: (fifo: true, links: [(kind: "Ack", latency: Constant("5ms"))])"#), order);
    let late_copies = r#"weather: (fifo: true, duplication: (probability: 0.1, delay: Constant("5ms")))"#;
    assert_eq!(why_not(late_copies), order);
    // Annotates have theirs to themselves.
    assert!(
        protocol(r#"weather: (fifo: true, links: [(kind: "Annotate", latency: Constant("5ms"))])"#).is_ok()
    );
}

#[test]
fn whatever_the_law_does_not_cover_is_refused_by_name() {
    let spell = |a: &str, b: &str| format!("{a}: (mean: \"1s\"), {b}: (mean: \"1s\")");
    let cases = [
        ("knobs: (mutant: Some(M1))".to_string(), "a mutant"),
        ("knobs: (rules: CSharp)".into(), "the C# rules"),
        (r#"inputs: [(at: "5ms", input: Edit(field: 1))]"#.into(), "inputs"),
        (r#"weather: (latency: Uniform("1ms", "2ms"))"#.into(), "a uniform latency"),
        (r#"weather: (latency: Exponential(rate: 1, per: "2ms"))"#.into(), "an exponential latency"),
        (r#"weather: (latency: LogNormal(median: "1ms", sigma: 1))"#.into(), "a log-normal latency"),
        (
            r#"weather: (latency: Mixture([(1, Pareto(minimum: "1ms", shape: 2))]))"#.into(),
            "a Pareto latency",
        ),
        (r#"weather: (latency: Samples("t.csv"))"#.into(), "there are no samples `t.csv`"),
        (
            r#"weather: (duplication: (probability: 0.1, delay: Uniform("1ms", "2ms")))"#.into(),
            "a uniform latency",
        ),
        (r#"weather: (reorder: (probability: 0.1, by: "1ms"))"#.into(), "messages that are overtaken"),
        ("weather: (capacity: 3)".into(), "a link with little room"),
        (r#"weather: (links: [(connection: "1s")])"#.into(), "connections"),
        (
            r#"weather: (operations: {"save": EveryKth(5)})"#.into(),
            "failures that count attempts couple the fields",
        ),
        (r#"weather: (operations: {"ack": Script([1])})"#.into(), "attempts that fail by their number"),
        (format!("weather: (bursts: ({}), heal_at: \"9s\")", spell("good", "bad")), "bursts"),
        (
            format!("weather: (partitions: [({})], heal_at: \"9s\")", spell("whole", "broken")),
            "links that chance cuts",
        ),
        (
            format!("weather: (clogs: [({})], heal_at: \"9s\")", spell("whole", "broken")),
            "links that get stuck",
        ),
        (format!("weather: (crashes: [({})], heal_at: \"9s\")", spell("up", "down")), "crashes"),
        (format!("weather: (pauses: [({})], heal_at: \"9s\")", spell("up", "still")), "pauses"),
        (r#"weather: (clocks: [(drift: 3)])"#.into(), "wrong clocks"),
        ("weather: (ties: 0.5)".into(), "chance decides the order"),
        (r#"weather: (heal_at: "5s")"#.into(), "chance ends"),
        (r#"faults: [Lose(message: (kind: "Ack", nth: 1))]"#.into(), "fault 1 loses"),
        (r#"faults: [Crash(process: "annotation", at: "1s")]"#.into(), "fault 1 crashes"),
        (r#"faults: [Fail(attempt: (operation: "save", nth: 1))]"#.into(), "fault 1 fails"),
        (r#"faults: [Pause(process: "annotation", from: "1s", until: "2s")]"#.into(), "fault 1 pauses"),
        ("knobs: (fields: 0)".into(), "without a field"),
    ];
    for (rest, why) in cases {
        let said = why_not(&rest);
        assert!(said.starts_with(why), "{rest}: {said}");
    }
}

#[test]
fn every_scenario_of_chance_alone_has_its_law() {
    let text = include_str!("../../scenarios/annotation/demo-random.ron");
    let scenario = ScenarioOf::<AnnotationSystem>::parse(text).expect("it reads");
    let protocol = AnnotationSystem::protocol(&scenario, &Samples::new()).expect("a protocol");
    assert!(Law::of(&protocol).expect("a law").is_whole());
    let counting = include_str!("../../scenarios/annotation/demo.ron");
    let scenario = ScenarioOf::<AnnotationSystem>::parse(counting).expect("it reads");
    assert!(AnnotationSystem::protocol(&scenario, &Samples::new()).is_err());
}
