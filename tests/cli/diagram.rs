//! Diagrams: that they are XML, show everything once, say what they leave out, and that no text lies on another.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use sooner::check::{Arrow, ArrowEnd, Barrier, Doing, Drawing, Gap, Moment, Prepared, ScenarioOf};
use sooner::models::annotation::AnnotationSystem;
use sooner::report::diagram::diagram;
use sooner::sim::Time;
use sooner::sim::observer::Cause;
use sooner::sim::world::Life;

use crate::desk::{Came, Desk};

const TWO_ACKS: &str = include_str!("../../scenarios/annotation/a9-two-acks-are-lost.ron");
const ZOO: &str = include_str!("../../scenarios/annotation/mutants/m5-one-repair-is-not-enough.ron");

/// A piece of a picture: a tag with what it says of itself, or a text between tags.
#[derive(Debug)]
enum Piece {
    Open(String, Vec<(String, String)>),
    Close,
    Text(String),
}

/// Reads a picture, and refuses what is no well-formed XML of the kind that is written here.
fn pieces(picture: &str) -> Vec<Piece> {
    let (mut pieces, mut open, mut rest) = (Vec::new(), Vec::new(), picture);
    while let Some(at) = rest.find('<') {
        let text = &rest[..at];
        assert!(!text.contains('>'), "a bracket stands alone: {text}");
        for part in text.split('&').skip(1) {
            let entity = part.split(';').next().unwrap();
            assert!(["amp", "lt", "gt", "quot", "#39"].contains(&entity), "&{part}");
        }
        assert!(open.is_empty() == text.trim().is_empty() || text.trim().is_empty(), "text outside: {text}");
        pieces.push(Piece::Text(text.to_string()));
        let end = at + rest[at..].find('>').expect("every tag ends");
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "tags are nested");
            pieces.push(Piece::Close);
            continue;
        }
        let alone = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        let (name, mut keys) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut values = Vec::new();
        while let Some((key, after)) = keys.split_once("=\"") {
            let (value, after) = after.split_once('"').expect("every value ends");
            assert!(!value.contains('<'), "{value}");
            values.push((key.trim().to_string(), value.to_string()));
            keys = after;
        }
        let names: BTreeSet<&String> = values.iter().map(|(key, _)| key).collect();
        assert_eq!((names.len(), keys.trim()), (values.len(), ""), "{tag}");
        pieces.push(Piece::Open(name.to_string(), values));
        match alone {
            true => pieces.push(Piece::Close),
            false => open.push(name.to_string()),
        }
    }
    assert_eq!((open.len(), rest), (0, "\n"), "everything is closed");
    pieces
}

/// A text of a picture and the rectangle that it takes, in tenths: left, top, right, bottom.
#[derive(Debug)]
struct Words {
    text: String,
    room: [i64; 4],
}

fn words(picture: &str) -> Vec<Words> {
    let pieces = pieces(picture);
    let mut found = Vec::new();
    for pair in pieces.windows(2) {
        let [Piece::Open(name, keys), Piece::Text(text)] = pair else { continue };
        if name != "text" {
            continue;
        }
        let value = |key: &str| keys.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        let number = |key: &str| value(key).unwrap().parse::<i64>().unwrap() * 10;
        let plain = ["amp;", "lt;", "gt;", "quot;", "#39;"]
            .iter()
            .fold(text.clone(), |text, name| text.replace(&format!("&{name}"), "?"));
        // A monospaced letter is about six tenths as wide as it is high.
        let size = number("font-size");
        let width = plain.chars().count() as i64 * size * 602 / 1000;
        let left = match value("text-anchor") {
            Some("middle") => number("x") - width / 2,
            Some("end") => number("x") - width,
            _ => number("x"),
        };
        let top = number("y") - size * 3 / 4;
        found.push(Words { text: plain, room: [left, top, left + width, number("y") + size / 4] });
    }
    found
}

/// No text lies on another or outside of the picture.
fn assert_legible(name: &str, picture: &str) {
    let size = picture.split("viewBox=\"0 0 ").nth(1).unwrap().split('"').next().unwrap();
    let size: Vec<i64> = size.split(' ').map(|number| number.parse::<i64>().unwrap() * 10).collect();
    let words = words(picture);
    for (index, one) in words.iter().enumerate() {
        let [left, top, right, bottom] = one.room;
        assert!(left >= 0 && top >= 0 && right <= size[0] && bottom <= size[1], "{name}: outside: {one:?}");
        for other in &words[..index] {
            let apart = right <= other.room[0] || other.room[2] <= left;
            assert!(apart || bottom <= other.room[1] || other.room[3] <= top, "{name}: {one:?} on {other:?}");
        }
    }
}

fn count(picture: &str, what: &str) -> usize {
    picture.matches(what).count()
}

fn drawn(desk: &Desk, arguments: &[&str]) -> String {
    let came = desk.sooner(&[&["diagram"], arguments].concat());
    assert_eq!((came.status, came.err.as_str()), (Some(0), ""), "{arguments:?}");
    came.out
}

fn picture(scenario: &str) -> String {
    drawn(&Desk::with(&[("it.ron", scenario)]), &["it.ron"])
}

/// Sixty fields in random weather with some faults: more than two hundred messages.
fn many(keys: &str) -> String {
    format!(
        "(version: 1, model: \"annotation\", knobs: (fields: 60, create_every: \"25ms\"), seed: 3, \
         weather: (latency: Exponential(rate: 80.0, per: \"1s\"), loss: 0.2, operations: {{\"save\": EveryKth(5)}}), \
         {keys})"
    )
}

const FAULTS: &str = r#"faults: [
    Duplicate(message: (kind: "Annotate", nth: 2), after: "7ms"),
    Crash(process: "annotation", at: "400ms", restart: After("150ms")),
    Pause(process: "data-entry", from: "700ms", until: "800ms"),
    Partition(cut: Isolate(["data-entry"]), from: "150ms", until: "230ms"),
]"#;

#[test]
fn a_picture_is_xml_with_a_title_and_needs_nothing_else() {
    let picture = picture(&many(FAULTS));
    assert!(pieces(&picture).len() > 500);
    assert!(picture.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    assert!(picture.contains("<title>it.ron: settled at "));
    assert!(picture.contains("prefers-color-scheme:dark"));
    assert!(!picture.contains("href") && !picture.contains("url("));
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let scenario = many(FAULTS);
    assert_eq!(picture(&scenario), picture(&scenario));
    let desk = Desk::with(&[("it.ron", &scenario)]);
    assert_ne!(drawn(&desk, &["it.ron", "--seed", "4"]), drawn(&desk, &["it.ron"]));
}

#[test]
fn every_message_has_one_arrow_and_one_label_and_a_lost_one_has_a_cross() {
    let picture = picture(TWO_ACKS);
    assert_eq!(count(&picture, "<g class=\"m\">"), 7);
    for label in [
        "Publish 1 #1",
        "Annotate 1 #1",
        "Annotate 1 #2",
        "Annotate 1 #3",
        "Ack 1 #1",
        "Ack 1 #2",
        "Ack 1 #3",
    ] {
        assert_eq!(count(&picture, &format!(">{label}</text>")), 1, "{label}");
        assert_eq!(count(&picture, &format!("<g class=\"m\"><title>{label}: ")), 1, "{label}");
    }
    assert_eq!(count(&picture, ">by a fault</text>"), 2);
    assert_eq!(count(&picture, "<path class=\"line ab x\""), 3, "two losses, and the legend");
    assert!(
        picture
            .contains("Ack 1 #1: data-entry to annotation, sent at 120ms, lost: by a fault of the scenario")
    );
    assert_eq!(count(&picture, ">settled at 2020ms, and the run ends</text>"), 1);
}

#[test]
fn a_violation_is_the_last_thing_in_the_picture() {
    let picture = picture(ZOO);
    let last = picture.rfind("L1 is violated at 2040ms: not settled").expect("it is told");
    assert!(picture[last..].contains("acknowledged") && !picture[last..].contains("<g "));
}

#[test]
fn idle_time_is_broken_off_and_says_how_long() {
    let words: Vec<String> = words(&picture(TWO_ACKS)).into_iter().map(|words| words.text).collect();
    assert!(
        ["+880 ms", "+990 ms", "time left out"].iter().all(|one| words.contains(&one.to_string())),
        "{words:?}"
    );
}

#[test]
fn what_happens_to_processes_and_links_is_shown() {
    let picture = picture(&many(FAULTS));
    for words in
        ["crash", "restart", "pause", "resume", "Annotate 2 #1 copy", "link is cut", "by chance", " fails"]
    {
        assert!(count(&picture, &format!("{words}</text>")) > 0, "{words}");
    }
    assert_eq!(count(&picture, ">cut: data-entry | all others until 230ms</text>"), 1);
    assert_eq!(count(&picture, "<rect class=\"wall\""), 2, "the cut, and the legend");
}

#[test]
fn a_late_message_is_called_late_and_a_process_that_is_down_takes_none() {
    let weather = "knobs: (fields: 1, create_every: \"100ms\"), weather: (latency: Constant(\"10ms\"))";
    let late = "Delay(message: (kind: \"Ack\", nth: 1), by: \"300ms\")";
    let picture = picture(&format!("(version: 1, model: \"annotation\", {weather}, faults: [{late}])"));
    assert_eq!((count(&picture, ">Ack 1 #1 late</text>"), count(&picture, ">late message</text>")), (1, 1));
    let down = include_str!("../../scenarios/annotation/a11-back-after-two-seconds.ron");
    let picture = self::picture(down);
    assert_eq!(count(&picture, ">lost: receiver down</text>"), 1);
    let downs = count(&picture, "<path class=\"line ab down\"");
    assert_eq!(downs, 2, "from the crash to the restart, and the legend");
}

#[test]
fn a_run_of_two_hundred_messages_is_whole_and_a_longer_one_says_what_is_left_out() {
    let calm = |fields: u32| {
        format!(
            "(version: 1, model: \"annotation\", knobs: (fields: {fields}), weather: (latency: Constant(\"1ms\")))"
        )
    };
    let whole = picture(&calm(66));
    assert_eq!((count(&whole, "<g class=\"m\">"), count(&whole, "left out here")), (198, 0));
    let desk = Desk::with(&[("it.ron", &calm(1000))]);
    let part = drawn(&desk, &["it.ron"]);
    let sends = &desk.json(&["run", "it.ron"])["sends"];
    let sent: u64 = sends.as_object().unwrap().values().map(|number| number.as_u64().unwrap()).sum();
    assert_eq!(count(&part, "<g class=\"m\">"), 200);
    assert_eq!(count(&part, &format!(">{} messages are left out here</text>", sent - 200)), 1);
    assert!(
        part.contains("Publish 1 #1") && part.contains("Ack 1000 #1"),
        "the beginning and the end are there"
    );
    assert!(part.len() < 300_000, "{} bytes", part.len());
    assert_legible("a thousand fields", &part);
}

#[test]
fn a_stall_of_an_hour_is_one_line() {
    let deaf = "knobs: (fields: 1, mutant: M5RepublishesOnlyOnce), horizon: \"1h\", end: Horizon";
    let picture = picture(&format!("(version: 1, model: \"annotation\", {deaf})"));
    assert!(picture.contains("timers up to 1h, of which nothing comes"), "{picture}");
    assert!(picture.len() < 20_000);
}

#[test]
fn an_item_alone_is_drawn_with_the_lives_of_the_processes() {
    let desk = Desk::with(&[("it.ron", &many(FAULTS))]);
    let picture = drawn(&desk, &["it.ron", "--item", "7"]);
    assert!(
        picture.contains("it.ron, item 7") && picture.contains("Create 7") && picture.contains(">crash<")
    );
    assert!(picture.contains("Publish 7 #1") && !picture.contains("Publish 8"));
    let came = desk.sooner(&["diagram", "it.ron", "--item", "61"]);
    assert_eq!(came.status, Some(2));
    assert!(came.err.contains("--item"), "{}", came.err);
}

/// Every scenario under a folder.
fn scenarios(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|end| end == "ron")).collect()
}

#[test]
fn no_text_lies_on_another_in_any_scenario() {
    let desk = Desk::with(&[]);
    let all = [scenarios("scenarios/annotation"), scenarios("scenarios/annotation/mutants")].concat();
    assert!(all.len() > 30);
    for path in all {
        // A million fields take a while, and show no more than a hundred thousand.
        if path.ends_with("w1m.ron") {
            continue;
        }
        let name = path.to_str().unwrap();
        let came: Came = desk.sooner(&["diagram", name]);
        assert_eq!(came.status, Some(0), "{name}: {}", came.err);
        assert_legible(name, &came.out);
        let labels = count(&came.out, "<g class=\"l\">");
        assert_eq!(labels, count(&came.out, "<g class=\"m\">"), "{name}: every arrow has its label");
    }
}

#[test]
fn no_text_lies_on_another_in_bad_weather() {
    for seed in ["1", "2", "3", "4"] {
        let desk = Desk::with(&[("it.ron", &many(FAULTS))]);
        let picture = drawn(&desk, &["it.ron", "--seed", seed]);
        assert_legible(seed, &picture);
        assert_eq!(count(&picture, "<g class=\"l\">"), count(&picture, "<g class=\"m\">"), "seed {seed}");
    }
}

#[test]
fn names_cannot_break_the_picture() {
    let desk = Desk::with(&[("a <b> & 'c' \"d\".ron", TWO_ACKS)]);
    let picture = drawn(&desk, &["a <b> & 'c' \"d\".ron"]);
    pieces(&picture);
    assert!(picture.contains("a &lt;b&gt; &amp; &#39;c&#39; &quot;d&quot;.ron"));
}

#[test]
fn a_picture_is_written_whole_and_replaces_only_a_picture() {
    let desk = Desk::with(&[("it.ron", TWO_ACKS), ("mine.svg", "<svg/>")]);
    let to = |out: &str| desk.sooner(&["diagram", "it.ron", "-o", out]);
    let came = to("it.svg");
    assert_eq!((came.status, came.err.as_str()), (Some(0), ""));
    assert_eq!(came.out, "settled at 2020ms, all quiet at 2020ms; 1 of 1 items are done\npicture   it.svg\n");
    assert_eq!(fs::read_to_string(desk.path().join("it.svg")).unwrap(), drawn(&desk, &["it.ron", "-o", "-"]));
    assert_eq!(to("it.svg").status, Some(0), "its own earlier picture is replaced");
    for (out, words) in [
        (".", "this is a folder"),
        ("it.ron", "this is the scenario itself"),
        ("mine.svg", "not a diagram that was drawn by this program"),
        ("nowhere/it.svg", "its folder does not exist"),
    ] {
        let came = to(out);
        assert_eq!((came.status, came.out.as_str()), (Some(2), ""), "{out}");
        assert!(came.err.contains(words) && came.err.contains("help"), "{out}: {}", came.err);
    }
    assert_eq!(desk.names(), ["it.ron", "it.svg", "mine.svg"], "nothing half-written is left");
    assert_eq!(fs::read_to_string(desk.path().join("it.ron")).unwrap(), TWO_ACKS);
}

#[test]
fn a_violated_run_still_gives_a_picture() {
    let came = Desk::with(&[("it.ron", ZOO)]).sooner(&["diagram", "it.ron"]);
    assert_eq!((came.status, came.err.as_str()), (Some(0), ""));
}

/// Four processes of which everything happens to those between the outer ones.
fn many_processes() -> Drawing {
    let at = Time::from_millis;
    let names = ["left", "a process with a name that is far too long", "third", "right"];
    let mut drawing = Drawing { processes: names.map(str::to_string).to_vec(), ..Drawing::default() };
    let moment =
        |at, process, what| Moment { at, process, what, sends: Vec::new(), failed: Vec::new(), cut: None };
    let ways = [(0, 3), (3, 0), (1, 1), (1, 2), (2, 0), (2, 2), (3, 3), (0, 0)];
    for (index, (from, to)) in ways.into_iter().enumerate() {
        let (sent, due) = (at(10 * index as u64), at(10 * index as u64 + 25));
        let end = match index {
            3 => ArrowEnd::LostAtSend(Cause::CutAtSend),
            4 => ArrowEnd::LostOnArrival(due, Cause::ReceiverDown),
            6 => ArrowEnd::UnderWay,
            _ => ArrowEnd::Arrived(due),
        };
        let (item, copy, late) = (Some(7), index == 1, index == 0);
        drawing.arrows.push(Arrow {
            from,
            to,
            kind: "Message",
            item,
            n: 1 + index as u32,
            copy,
            sent,
            end,
            late,
        });
        let doing = if from == 1 { Doing::Disconnect(2) } else { Doing::Timer("Tick", None) };
        let failed = if from == 2 { vec!["save 7 fails".to_string()] } else { Vec::new() };
        drawing.moments.push(Moment { sends: vec![index], failed, ..moment(sent, from, doing) });
        match end {
            ArrowEnd::Arrived(_) => {
                drawing.moments.push(moment(due, to, Doing::Message("Message", item, Some(index))));
            }
            ArrowEnd::LostOnArrival(_, cause) => {
                drawing.moments.push(moment(due, to, Doing::Loss("Message", item, cause, Some(index))));
            }
            _ => {}
        }
    }
    let turns = [Doing::Crash, Doing::Restart, Doing::Pause, Doing::Resume, Doing::Exit(3)];
    for (index, what) in turns.into_iter().enumerate() {
        drawing.moments.push(moment(at(500 + 5 * index as u64), 2, what));
    }
    drawing.moments.sort_by_key(|moment| moment.at);
    let lives = vec![Life::Up, Life::Down, Life::Up, Life::Paused];
    let before = drawing.moments.len() - turns.len();
    drawing.gap = Some(Gap { before, messages: 1, from: at(200), until: at(300), lives });
    let words = "cut: third | right".to_string();
    drawing.barriers.push(Barrier { words, processes: vec![2, 3], from: at(50), until: at(250) });
    drawing
}

#[test]
fn processes_between_others_and_messages_to_oneself_are_legible_too() {
    let scenario = ScenarioOf::<AnnotationSystem>::parse(ZOO).unwrap();
    let mut prepared = Prepared::<AnnotationSystem>::new(&scenario, &Default::default()).unwrap();
    let mut outcome = prepared.run(0);
    outcome.ended_at = Time::from_millis(600);
    let picture = diagram("four <processes>", &many_processes(), &outcome);
    assert_legible("four processes", &picture);
    assert_eq!((count(&picture, "<g class=\"m\">"), count(&picture, "<g class=\"l\">")), (8, 8));
    assert_eq!(count(&picture, ">1 message is left out here</text>"), 1);
}
