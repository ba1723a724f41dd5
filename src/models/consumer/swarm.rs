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
        "[(messages: 2), (messages: 0)]",
        "[(messages: 2, committed: Some(1)), (messages: 2, committed: Some(0))]",
        "[(messages: 1), (messages: 2), (messages: 1)]",
    ];
    vec![
        ("partitions", one_of(&partitions)),
        ("group", one_of(&["true", "true", "true", "true", "true", "false"])),
        ("position", one_of(&["Earliest", "Earliest", "Earliest", "Latest"])),
        ("max_retries", one_of(&["0", "1", "1", "1", "2", "3"])),
        ("interval", one_of(&["\"100ms\"", "\"250ms\"", "\"500ms\"", "\"1s\""])),
        ("coefficient", one_of(&["1", "2", "2", "1.5"])),
        ("handler_time", one_of(&["\"0s\"", "\"1ms\"", "\"20ms\"", "\"200ms\""])),
        ("handler_sends", Range::Between("0".into(), "2".into())),
        ("interleave", one_of(&["false", "true"])),
        ("request_timeout", one_of(&["\"15s\"", "\"25s\""])),
        ("poll_every", one_of(&["\"500ms\"", "\"1s\"", "\"2s\""])),
        ("max_poll_interval", one_of(&["None", "None", "None", "Some(\"3s\")"])),
        ("emit", Range::Between("0".into(), "3".into())),
        ("emit_every", one_of(&["\"1ms\"", "\"200ms\"", "\"1s\""])),
        ("emit_keys", Range::Between("0".into(), "2".into())),
    ]
}

/// So much longer than the scale is a time-out: no law that a swarm draws for one kind of message makes every reply to a
/// commit late, and after healing there is time for some.
const TIME_OUTS: u64 = 12;

/// What repairs is a poll, a wait or a time-out; the scale is that of the shorter ones.
pub(super) fn pace(settings: &Settings) -> Pace {
    let time_out = Span::from_nanos(settings.request_timeout.as_nanos() / TIME_OUTS);
    let repair = settings.poll_every.max(settings.interval).max(time_out);
    let workload = settings.first_emit() + settings.emit_every * settings.emit.saturating_sub(1);
    Pace { repair, workload: if settings.emit == 0 { repair } else { workload.max(repair) } }
}

/// In one seed of two a rebalance or two, while messages are handled. What else is sent is the workload's: a topic is made
/// smaller by its knobs.
pub(super) fn inputs(settings: &Settings, latency: Span, dice: &Dice) -> Vec<ExtraInput<Input>> {
    if dice.once_in("rebalances", 2) {
        return Vec::new();
    }
    let busy = (settings.interval + latency.max(Span::from_millis(1)) * 8) * 2;
    let rebalance = |index: u64| {
        let at = Time::from_nanos(1 + below(dice.bits("rebalance", index), busy.as_nanos()));
        ExtraInput { at: Some(at), after: None, input: Input::Rebalance }
    };
    (0..1 + dice.below("how many rebalances", 2)).map(rebalance).collect()
}
