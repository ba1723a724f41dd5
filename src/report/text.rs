//! What people read: data in, plain lines out. Knows no terminal, so there is no colour and no width here.

use crate::check::{Description, KnobDoc, Line, Missed, Outcome, Property, Verdict};
use crate::sim::Time;
use crate::sim::operation::Attempts;
use crate::sim::world::Messages;

/// The least width of a column of the table.
const COLUMN: usize = 11;

fn cells(time: &str, cells: impl Iterator<Item = (String, usize)>) -> String {
    let mut line = format!("{time:>14}");
    for (cell, width) in cells {
        line += &format!("  {cell:>width$}");
    }
    line
}

/// The head of the table that a run prints.
pub fn table_head(columns: &[&str]) -> String {
    cells("time", columns.iter().map(|name| (name.to_string(), COLUMN.max(name.len()))))
}

/// One line of that table.
pub fn table_row(columns: &[&str], time: Time, counts: &[u64]) -> String {
    let counts = counts.iter().zip(columns).map(|(count, name)| (count.to_string(), COLUMN.max(name.len())));
    cells(&time.to_string(), counts)
}

/// The widths that the names of a trace need: of the processes, and of what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceColumns {
    process: usize,
    what: usize,
}

impl TraceColumns {
    /// Columns for a model's processes and its kinds of messages, timers and inputs.
    pub fn new(processes: &[String], description: &Description) -> TraceColumns {
        let engine = ["start", "restart", "disconnect", "crash", "pause", "resume"];
        let kinds = [description.messages, description.timers, description.inputs, &engine].concat();
        TraceColumns {
            process: processes.iter().map(String::len).max().unwrap_or(0).max("process".len()),
            what: kinds.iter().map(|kind| kind.len()).max().unwrap_or(0).max("what".len()),
        }
    }

    fn line(&self, [step, time, process, what, item, detail]: [&str; 6]) -> String {
        let TraceColumns { process: p, what: w } = *self;
        format!("{step:>9}  {time:>14}  {process:<p$}  {what:<w$}  {item:>9}  {detail}")
            .trim_end()
            .to_string()
    }

    /// The head of a trace.
    pub fn head(&self) -> String {
        self.line(["step", "time", "process", "what", "item", "detail"])
    }

    /// One line of a trace; with an item, only the details that concern it.
    pub fn row(&self, line: &Line, item: Option<u32>) -> String {
        let step = if line.step == 0 { "-".to_string() } else { line.step.to_string() };
        let about = match (item, line.items.as_slice()) {
            (Some(item), _) => item.to_string(),
            (None, []) => "-".to_string(),
            (None, [one]) => one.to_string(),
            (None, several) => format!("{} items", several.len()),
        };
        self.line([&step, &line.at.to_string(), &line.process, line.what, &about, &line.detail(item)])
    }
}

/// The judgement, in a sentence.
pub fn verdict(outcome: &Outcome) -> String {
    let (done, total) = outcome.progress;
    let progress = if total == 0 { String::new() } else { format!("; {done} of {total} items are done") };
    match &outcome.verdict {
        Verdict::Settled { at } => {
            let quiet = outcome.quiet_at.map_or(String::new(), |quiet| format!(", all quiet at {quiet}"));
            format!("settled at {at}{quiet}{progress}")
        }
        Verdict::Violated { property, at, why } => format!("violated {property} at {at}: {why}{progress}"),
        Verdict::Stalled { at, why } => format!("stalled at {at}: {why}{progress}"),
    }
}

/// How wide the lines of counts are.
const WIDTH: usize = 100;
/// So many kinds of messages that were never sent are named together.
const SEVERAL: usize = 3;

/// The counts of a run: steps, messages, attempts and exits, a fact a line, or several where one gets too long.
pub fn counts(outcome: &Outcome) -> Vec<String> {
    let mut lines = vec![format!("steps     {}", outcome.steps)];
    let never = outcome.messages.iter().filter(|(_, messages)| *messages == Messages::default());
    let never: Vec<&str> = never.map(|(kind, _)| *kind).collect();
    let together = never.len() >= SEVERAL;
    let told = outcome.messages.iter().filter(|(kind, _)| !together || !never.contains(kind));
    lines.extend(joined("sent      ", told.map(|(kind, messages)| format!("{kind} {}", fates(messages)))));
    if together {
        lines.extend(joined("never     ", never.iter().map(ToString::to_string)));
    }
    lines.extend(joined(
        "attempts  ",
        outcome.attempts.iter().map(|(name, tries)| format!("{name} {}", tried(tries))),
    ));
    let exits = outcome.exits.iter();
    lines.extend(exits.map(|(at, who, code)| format!("exit      {who} at {at} with code {code}")));
    lines
}

/// The parts behind a head, parted by commas; what does not fit goes on in the next line.
fn joined(head: &str, parts: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if line.len() + part.len() + 2 < WIDTH => *line += &format!(", {part}"),
            Some(line) => {
                line.push(',');
                lines.push(format!("{:width$}{part}", "", width = head.len()));
            }
            None => lines.push(format!("{head}{part}")),
        }
    }
    lines
}

/// How many were sent, and what became of those that did not simply arrive.
fn fates(messages: &Messages) -> String {
    let odd = [
        (messages.duplicated, "copied"),
        (messages.dropped, "dropped"),
        (messages.lost_to_down, "lost to a process that was down"),
        (messages.in_flight, "still under way"),
    ];
    let odd: Vec<String> = odd
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    if odd.is_empty() { messages.sent.to_string() } else { format!("{} ({})", messages.sent, odd.join(", ")) }
}

fn tried(attempts: &Attempts) -> String {
    match (attempts.failed, attempts.forced) {
        (0, 0) => attempts.made.to_string(),
        (failed, 0) => format!("{} ({failed} failed)", attempts.made),
        (failed, forced) => format!("{} ({failed} failed by law, {forced} by fault)", attempts.made),
    }
}

/// An expectation that was missed.
pub fn missed(missed: &Missed) -> String {
    format!("missed    expected {}, got {}", missed.expected, missed.got)
}

/// The widest words that get a column of their own.
const KIND: usize = 26;

/// The knobs: name and default, what can be written, what it does.
fn knobs(knobs: &[KnobDoc]) -> Vec<(String, String)> {
    let fits = |knob: &&KnobDoc| knob.kind.len() <= KIND;
    let width = knobs.iter().filter(fits).map(|knob| knob.kind.len()).max().unwrap_or(0);
    let line = |knob: &KnobDoc| {
        let KnobDoc { name, kind, about, default } = knob;
        let words = match fits(&knob) {
            true => format!("{kind:<width$}  {about}"),
            false => format!("{:<width$}  {about} {}{}.", "", kind[..1].to_uppercase(), &kind[1..]),
        };
        (format!("{name}: {default}"), words)
    };
    knobs.iter().map(line).collect()
}

/// A model, for one who wants to write a scenario for it.
pub fn description(model: &Description) -> String {
    let mut text = format!("{}: {}\n", model.name, model.about);
    let mut section = |title: &str, lines: Vec<(String, String)>| {
        if lines.is_empty() {
            return;
        }
        let width = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        text += &format!("\n  {title}\n");
        for (name, about) in lines {
            text += format!("    {name:<width$}  {about}").trim_end();
            text += "\n";
        }
    };
    let named =
        |names: &[&str]| names.iter().map(|name| (name.to_string(), String::new())).collect::<Vec<_>>();
    section("knobs, with their defaults", knobs(&model.knobs));
    section("processes", model.processes.iter().map(|name| (name.clone(), String::new())).collect());
    section("kinds of messages", named(model.messages));
    section("kinds of timers", named(model.timers));
    section("kinds of inputs", named(model.inputs));
    section("operations that can fail", named(model.operations));
    let order =
        if model.ranks.is_empty() { "what was entered first".to_string() } else { model.ranks.join(", ") };
    let other = "with other knobs the order may be another: `sooner check FILE` shows a scenario's own";
    let orders = [order, other.to_string()].map(|line| (line, String::new()));
    let depends = !model.ranks.is_empty() && !model.knobs.is_empty();
    section("at one instant, with default knobs", orders.into_iter().take(1 + depends as usize).collect());
    let drawn = model.swarm.iter().map(|(knob, range)| (knob.to_string(), range.clone())).collect();
    section("what a swarm draws knobs from; `swarm: {..}` in a scenario says otherwise", drawn);
    let told = |them: &[Property]| them.iter().map(|it| (it.name.into(), it.about.into())).collect();
    section("properties", told(model.properties));
    let demands = model.demands.iter().map(|demand| (demand.property.to_string(), demand.words()));
    section("not demanded under", demands.collect());
    section("what some run of a campaign must come to", told(model.reached));
    section("facts that a run tells; `Fact(name, value)` expects one", told(model.facts));
    text
}
