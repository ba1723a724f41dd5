//! The story of a scenario in sentences: what is turned, what comes from outside, what goes wrong, what it comes to.
//! Knows no run but its outcome.

use super::knobs::Knobs;
use super::model::Model;
use super::outcome::{Outcome, Verdict};
use super::problem::Problem;
use super::scenario::ScenarioOf;
use super::weather::{Failures, Latency, LinkWeather, Weather};
use crate::sim::fault::{Cut, Fault, Nth, Restart, StepAddress};
use crate::sim::probability::Probability;
use crate::sim::time::Span;

/// The story of a scenario whose run came to `outcome`: sentences, in one line.
pub fn story<M: Model>(scenario: &ScenarioOf<M>, outcome: &Outcome) -> String {
    story_of::<M>(scenario, outcome, None)
}

/// The same; where the run was to settle within a time, that is said at its end.
pub(super) fn story_of<M: Model>(
    scenario: &ScenarioOf<M>,
    outcome: &Outcome,
    within: Option<Span>,
) -> String {
    let teller = Teller { item: M::ITEM };
    let mut sentences = vec![setting(&scenario.knobs)];
    sentences.extend(mutant::<M>(&scenario.knobs));
    sentences.extend(teller.weather(&scenario.weather));
    if scenario.seed != 0 {
        sentences.push(format!("seed {} decides the rest", scenario.seed));
    }
    for extra in &scenario.inputs {
        let input = Problem::show(&extra.input).replace(':', ": ").replace(',', ", ");
        sentences.push(match (&extra.at, &extra.after) {
            (Some(at), _) => format!("at {at} comes {input}"),
            (_, Some(step)) => format!("right after {} comes {input}", teller.step(step)),
            _ => format!("there comes {input}"),
        });
    }
    let mut before: Option<&Fault> = None;
    for fault in &scenario.faults {
        match (before.and_then(|before| teller.likewise(before, fault)), sentences.last_mut()) {
            (Some(words), Some(last)) => *last += &words,
            _ => sentences.push(teller.fault(fault)),
        }
        before = Some(fault);
    }
    sentences.push(match (&outcome.verdict, within) {
        (Verdict::Settled { at }, Some(within)) => format!("it settles at {at}, later than {within}"),
        (Verdict::Settled { at }, None) => format!("it settles at {at}"),
        (Verdict::Stalled { why, .. }, Some(within)) => format!("it is not settled within {within}: {why}"),
        (Verdict::Violated { why, .. } | Verdict::Stalled { why, .. }, _) => why.clone(),
    });
    let told: Vec<String> =
        sentences.iter().filter(|words| !words.is_empty()).map(|words| sentence(words)).collect();
    let end = match &outcome.verdict {
        Verdict::Settled { .. } => String::new(),
        Verdict::Violated { property, at, .. } => format!(" (violated {property} at {at})"),
        Verdict::Stalled { at, .. } => format!(" (stalled at {at})"),
    };
    told.join(" ") + &end
}

/// What is wrong with the mutant, if the scenario is of one.
fn mutant<M: Model>(knobs: &M::Knobs) -> Option<String> {
    let docs = M::Knobs::docs();
    let turned = docs.iter().zip(knobs.values()).find(|(knob, _)| knob.name == "mutant")?.1;
    let doc = M::MUTANTS.iter().find(|doc| turned.contains(doc.name))?;
    Some(format!("here {}", doc.about))
}

/// The latency of some links, in words.
fn links(link: &LinkWeather) -> Option<String> {
    let of = link.kind.as_ref().map_or(String::new(), |kind| format!(" of kind {kind}"));
    let from = link.from.as_ref().map_or(String::new(), |from| format!(" from {from}"));
    let to = link.to.as_ref().map_or(String::new(), |to| format!(" to {to}"));
    let takes = match link.latency.as_ref()? {
        Latency::Constant(span) => format!("take {span}"),
        Latency::Uniform(from, to) => format!("take {from} to {to}"),
        other => format!("take what {} draws", Problem::show(other)),
    };
    Some(format!("messages{of}{from}{to} {takes}"))
}

/// Words in lines of at most `width` letters, each after `margin`; paragraphs stay apart.
pub fn wrapped(words: &str, margin: &str, width: usize) -> String {
    let mut text = String::new();
    for paragraph in words.split('\n') {
        let mut line = margin.to_string();
        for word in paragraph.split_whitespace() {
            let letters = line.chars().count() + word.chars().count();
            if letters + 1 > width && line.len() > margin.len() {
                text += line.trim_end();
                text.push('\n');
                line = margin.to_string();
            }
            if line.len() > margin.len() {
                line.push(' ');
            }
            line += word;
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

/// 1st, 2nd, 3rd, 4th, 11th, 22nd.
fn ordinal(number: u32) -> String {
    let end = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}

/// With a capital letter and a full stop. None begins with a name, which would then be another one.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let head = letters.next().map(|letter| letter.to_uppercase().to_string());
    let stop = if words.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{}{}{stop}", head.unwrap_or_default(), letters.as_str())
}

/// `a`, `a and b`, `a, b and c`.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}

/// The knobs that are turned.
fn setting<K: Knobs>(knobs: &K) -> String {
    let turned = K::docs().into_iter().zip(knobs.values());
    let turned = turned.filter(|(doc, value)| *value != doc.default);
    let words: Vec<String> =
        turned.map(|(doc, value)| format!("{} = {}", doc.name, value.trim_matches('"'))).collect();
    if words.is_empty() { String::new() } else { format!("with {}", listed(&words)) }
}

struct Teller {
    item: &'static str,
}

impl Teller {
    fn of(&self, item: Option<u32>) -> String {
        item.map_or(String::new(), |item| format!(" of {} {item}", self.item))
    }

    /// `the 2nd Ack`, `the 2nd to the 4th Ack`, `every Ack`; and whether it is more than one.
    fn which(&self, nth: Nth, kind: &str) -> (String, bool) {
        match nth {
            Nth::One(n) => (format!("the {} {kind}", ordinal(n)), false),
            Nth::Range(from, to) if to == from + 1 => (format!("the {} {kind}", ordinal(from)), false),
            Nth::Range(from, to) if to == from + 2 => {
                (format!("the {} and the {} {kind}", ordinal(from), ordinal(from + 1)), true)
            }
            Nth::Range(from, to) => {
                (format!("the {} to the {} {kind}", ordinal(from), ordinal(to - 1)), true)
            }
            Nth::All => (format!("every {kind}"), false),
        }
    }

    fn step(&self, step: &StepAddress) -> String {
        let (which, _) = self.which(step.nth, &step.kind);
        format!("{which}{} at {}", self.of(step.item), step.process)
    }

    /// What a fault that does to another occurrence what the one before it did adds to its sentence.
    fn likewise(&self, before: &Fault, fault: &Fault) -> Option<String> {
        let (one, other) = match (before, fault) {
            (Fault::Lose { message: one }, Fault::Lose { message: other })
            | (Fault::Corrupt { message: one }, Fault::Corrupt { message: other }) => (one, other),
            (Fault::Fail { attempt: one }, Fault::Fail { attempt: other }) => {
                let same = one.operation == other.operation && one.item == other.item;
                return match (same, other.nth) {
                    (true, Nth::One(n)) => Some(format!(", the {} too", ordinal(n))),
                    _ => None,
                };
            }
            _ => return None,
        };
        let same =
            (&one.kind, one.item, &one.from, &one.to) == (&other.kind, other.item, &other.from, &other.to);
        match (same, other.nth) {
            (true, Nth::One(n)) => Some(format!(", the {} too", ordinal(n))),
            _ => None,
        }
    }

    /// One fault.
    fn fault(&self, fault: &Fault) -> String {
        let (messages, many) = match fault.message() {
            Some(message) => {
                let (which, many) = self.which(message.nth, &message.kind);
                let end = |word: &str, name: &Option<String>| {
                    name.as_ref().map_or(String::new(), |name| format!(" {word} {name}"))
                };
                let ends = end("from", &message.from) + &end("to", &message.to);
                (format!("{which}{}{ends}", self.of(message.item)), many)
            }
            None => (String::new(), false),
        };
        let verb = |one: &'static str, more: &'static str| if many { more } else { one };
        match fault {
            Fault::Lose { .. } => format!("{messages} {} lost", verb("is", "are")),
            Fault::Delay { by, .. } => format!("{messages} {} {by} late", verb("is", "are")),
            Fault::Take { latency, .. } => {
                format!("{messages} {} {latency} to arrive", verb("takes", "take"))
            }
            Fault::Hold { until, .. } => {
                format!("{messages} {} kept back until {until}", verb("is", "are"))
            }
            Fault::Duplicate { after: Span::ZERO, .. } => {
                format!("{messages} {} twice, at once", verb("arrives", "arrive"))
            }
            Fault::Duplicate { after, .. } => {
                format!("{messages} {} a second time, {after} later", verb("arrives", "arrive"))
            }
            Fault::Corrupt { .. } => format!("{messages} {} corrupted", verb("arrives", "arrive")),
            Fault::Fail { attempt } => {
                let (which, many) = self.which(attempt.nth, &format!("attempt to {}", attempt.operation));
                let item = attempt.item.map_or(String::new(), |item| format!(" {} {item}", self.item));
                format!("{which}{item} {}", if many { "fail" } else { "fails" })
            }
            other => self.process_fault(other),
        }
    }

    /// What happens to processes, links and clocks.
    fn process_fault(&self, fault: &Fault) -> String {
        match fault {
            Fault::Crash { process, at, restart } => format!("at {at} {process} crashes{}", back(restart)),
            Fault::CrashAfter { step, effects, restart } => {
                let (which, _) = self.which(step.nth, &step.kind);
                let left = match effects {
                    0 => "before anything of it leaves".to_string(),
                    1 => "after the first of its effects has left".to_string(),
                    more => format!("after {more} of its effects have left"),
                };
                let what = format!("{which}{}", self.of(step.item));
                format!("in {what} {} crashes, {left},{}", step.process, back(restart))
            }
            Fault::Pause { process, from, until } => {
                format!("from {from} to {until} {process} stands still")
            }
            Fault::Partition { cut, from, until } => match cut {
                Cut::Between(one, other) => format!(
                    "from {from} to {until} {} and {} cannot reach each other",
                    listed(one),
                    listed(other)
                ),
                Cut::OneWay(one, other) => {
                    format!("from {from} to {until} {} cannot reach {}", listed(one), listed(other))
                }
                Cut::Isolate(group) => format!("from {from} to {until} {} cut off", are(group)),
            },
            Fault::Clog { cut, from, until } => {
                let links = match cut {
                    Cut::Between(one, other) => format!("between {} and {}", listed(one), listed(other)),
                    Cut::OneWay(one, other) => format!("from {} to {}", listed(one), listed(other)),
                    Cut::Isolate(group) => format!("to and from {}", listed(group)),
                };
                format!("what is sent {links} from {from} on is stuck until {until}")
            }
            Fault::Clock { process, offset, drift, until } => {
                let ahead = match offset.as_nanos() {
                    0 => None,
                    1.. => Some(format!("is {} ahead", offset.length())),
                    _ => Some(format!("is {} behind", offset.length())),
                };
                let fast = match drift {
                    0 => None,
                    1.. => Some(format!("runs {drift} millionths too fast until {until}")),
                    _ => Some(format!("runs {} millionths too slow until {until}", drift.unsigned_abs())),
                };
                let wrong: Vec<String> = [ahead, fast].into_iter().flatten().collect();
                match wrong.is_empty() {
                    true => format!("the clock of {process} is right"),
                    false => format!("the clock of {process} {}", listed(&wrong)),
                }
            }
            Fault::ClockStep { process, at, by } => {
                let way = if by.as_nanos() < 0 { "back" } else { "forward" };
                format!("the clock of {process} is put {way} by {} at {at}", by.length())
            }
            Fault::Swap { step } => {
                format!("{} goes behind all that is due at its instant", self.step(step))
            }
            Fault::Disconnect { between: (one, other), at } => {
                format!("the connection between {one} and {other} ends at {at}")
            }
            Fault::SkipTick { process, timer, nth } => {
                let (which, many) = self.which(*nth, timer);
                let verb = if many { "do" } else { "does" };
                format!("{which} of {process} {verb} not happen")
            }
            // Told with the messages.
            other => Problem::show(other),
        }
    }

    /// The laws that are not as by default.
    fn weather(&self, weather: &Weather) -> Vec<String> {
        let mut told = Vec::new();
        match &weather.latency {
            Latency::Constant(Span::ZERO) => {}
            Latency::Constant(span) => told.push(format!("messages take {span}")),
            Latency::Uniform(from, to) => told.push(format!("messages take {from} to {to}")),
            other => told.push(format!("messages take what {} draws", Problem::show(other))),
        }
        if !weather.loss.is_zero() {
            told.push(format!("{} of the messages are lost", share(weather.loss)));
        }
        if let Some(copies) = &weather.duplication {
            told.push(format!("{} of the messages are copied", share(copies.probability)));
        }
        for (operation, failures) in &weather.operations {
            told.push(match failures {
                Failures::Never => continue,
                Failures::EveryKth(0) => continue,
                Failures::EveryKth(1) => format!("every attempt to {operation} fails"),
                Failures::EveryKth(k) => format!("every {} attempt to {operation} fails", ordinal_of(*k)),
                Failures::Chance(chance) => {
                    format!("{} of the attempts to {operation} fail", share(*chance))
                }
                Failures::Script(attempts) => {
                    let which: Vec<String> =
                        attempts.iter().map(|n| format!("the {}", ordinal_of(*n))).collect();
                    let fail = if which.len() == 1 { "fails" } else { "fail" };
                    format!("of the attempts to {operation} {} {fail}", listed(&which))
                }
            });
        }
        if let Some(at) = weather.heal_at {
            told.push(format!("from {at} on nothing is left to chance"));
        }
        let plain = |link: &LinkWeather| {
            let LinkWeather { from, to, kind, latency, .. } = link.clone();
            *link == LinkWeather { from, to, kind, latency, ..LinkWeather::default() }
        };
        let is_told = weather.links.iter().all(plain);
        for link in weather.links.iter().filter(|_| is_told) {
            told.extend(links(link));
        }
        let rest = Weather {
            heal_at: None,
            links: if is_told { Vec::new() } else { weather.links.clone() },
            latency: Latency::default(),
            latency_bound: None,
            loss: Probability::ZERO,
            duplication: None,
            operations: Default::default(),
            ..weather.clone()
        };
        if rest != Weather::default() {
            told.push(format!("the weather has {} besides", Problem::show(&rest)));
        }
        told
    }
}

fn ordinal_of(number: u64) -> String {
    u32::try_from(number).map_or_else(|_| format!("{number}th"), ordinal)
}

fn share(probability: Probability) -> String {
    match probability.is_one() {
        true => "all".to_string(),
        false => probability.to_string(),
    }
}

fn are(group: &[String]) -> String {
    format!("{} {}", listed(group), if group.len() == 1 { "is" } else { "are" })
}

fn back(restart: &Restart) -> String {
    match restart {
        Restart::Never => " and stays down".to_string(),
        Restart::After(Span::ZERO) => " and is back at once".to_string(),
        Restart::After(span) => format!(" and is back {span} later"),
    }
}
