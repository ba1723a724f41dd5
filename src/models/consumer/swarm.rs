//! What a swarm draws: small topics, short waits, everything as it should be. Knows no weather.

use super::letter::Input;
use super::settings::Settings;
use crate::check::{Dice, ExtraInput, Pace, Range};
use crate::sim::rng::below;
use crate::sim::{Span, Time};

fn one_of(values: &[&str]) -> Range {
    Range::OneOf(values.iter().map(|value| value.to_string()).collect())
}

/// The knobs that are drawn. The switches of what was shipped are not.
pub(super) fn ranges() -> Vec<(&'static str, Range)> {
    let partitions = [
        "[(messages: 1)]",
        "[(messages: 2)]",
        "[(messages: 3)]",
        "[(messages: 3, committed: Some(2))]",
        "[(messages: 4, committed: Some(1))]",
        "[(messages: 0)]",
        "[(messages: 2), (messages: 0)]",
        "[(messages: 2, committed: Some(1)), (messages: 2, committed: Some(0))]",
        "[(messages: 1), (messages: 2), (messages: 1)]",
    ];
    vec![
        ("partitions", one_of(&partitions)),
        ("group", one_of(&["true", "true", "true", "true", "true", "false"])),
        ("position", one_of(&["Earliest", "Earliest", "Earliest", "Latest"])),
        ("max_retries", Range::Between("0".into(), "3".into())),
        ("interval", one_of(&["\"100ms\"", "\"250ms\"", "\"500ms\"", "\"1s\""])),
        ("coefficient", one_of(&["1", "2", "2", "1.5"])),
        ("handler_time", one_of(&["\"0s\"", "\"1ms\"", "\"20ms\"", "\"200ms\""])),
        ("handler_sends", Range::Between("0".into(), "2".into())),
        ("interleave", one_of(&["false", "true"])),
        ("request_timeout", one_of(&["\"2s\"", "\"5s\""])),
        ("poll_every", one_of(&["\"500ms\"", "\"1s\"", "\"2s\""])),
        ("max_poll_interval", one_of(&["None", "None", "None", "Some(\"3s\")"])),
        ("emit", Range::Between("0".into(), "3".into())),
        ("emit_every", one_of(&["\"1ms\"", "\"200ms\"", "\"1s\""])),
        ("emit_keys", Range::Between("0".into(), "2".into())),
    ]
}

/// What repairs takes a poll, a time-out or a wait; the longest of them is the scale.
pub(super) fn pace(settings: &Settings) -> Pace {
    let repair = settings.poll_every.max(settings.interval);
    let workload = settings.first_emit() + settings.emit_every * settings.emit.saturating_sub(1);
    let workload = if settings.emit == 0 { repair } else { workload.max(repair) };
    Pace { repair, workload }
}

/// In one seed of two some messages more, and in one of two a rebalance or two, while others are handled.
pub(super) fn inputs(settings: &Settings, latency: Span, dice: &Dice) -> Vec<ExtraInput<Input>> {
    let mut inputs = Vec::new();
    let while_busy = (settings.interval + latency.max(Span::from_millis(1)) * 8).as_nanos();
    let soon = |name: &str, index: u64| Time::from_nanos(1 + below(dice.bits(name, index), while_busy * 2));
    let mut add = |at: Time, input: Input| inputs.push(ExtraInput { at: Some(at), after: None, input });
    if dice.once_in("emits", 2) {
        for index in 0..1 + dice.below("how many emits", 2) {
            let message = (settings.messages() + index) as u32;
            let key = Some(below(dice.bits("key", index), 4) as u32);
            add(soon("emit", index), Input::Emit { message, partition: None, key });
        }
    }
    if dice.once_in("rebalances", 2) {
        for index in 0..1 + dice.below("how many rebalances", 2) {
            add(soon("rebalance", index), Input::Rebalance);
        }
    }
    inputs
}
