//! The properties R1-R9 by name, and under which trouble each is not demanded. How they are checked lies beside:
//! `tries` R1, R2, R3 and R9, `offsets` R4, R5, R6 and R8, `callbacks` R7 and what R8 says of checkpoints.

use super::settings::Settings;
use crate::check::{Demand, Property, Trouble};
use crate::parts::Retries;
use crate::sim::Violation;

/// The property of all being handled in time.
pub(super) const QUIESCENCE: &str = "quiescence";

/// The properties by name.
pub(super) const PROPERTIES: &[Property] = &[
    Property { name: "R1", about: "a message is tried at most 1 + max_retries times in a life" },
    Property {
        name: "R2",
        about: "the wait before the next try is interval x coefficient^(failures - 1), exactly",
    },
    Property {
        name: "R3",
        about: "who dies does so with code 1, at failure max_retries + 1 of a message, and waited as long as all its waits together",
    },
    Property { name: "R4", about: "every message below a committed offset was handled" },
    Property {
        name: "R5",
        about: "a message is handled once, and once more for each crash before its commit, each commit of it that failed or was not answered, and each start at the first message",
    },
    Property {
        name: "R6",
        about: "in each partition messages are handled in their order, and none is begun before the one before it is finished",
    },
    Property {
        name: "R7",
        about: "a callback is called once a life: at the start or after a commit, as soon as all below its checkpoint is handled in this life",
    },
    Property { name: "R8", about: "neither a committed offset nor a checkpoint ever decreases" },
    Property { name: "R9", about: "no failure of a message is counted for the next" },
    Property {
        name: QUIESCENCE,
        about: "after the last disturbance all is handled and committed, and both callbacks are called, within a bound",
    },
];

/// What some run must come to, or nothing was seen.
pub(super) const REACHED: &[Property] = &[Property { name: "handled", about: "a message is handled" }];

const FOREVER: Trouble = Trouble::Set("retries without end");
const TRUNCATED: Trouble = Trouble::Set("waits cut to whole seconds");
const SKIPPING: Trouble = Trouble::Set("a start at the latest message of what nobody has committed");
const ALONE: Trouble = Trouble::Set("no group");
const REWINDING: Trouble = Trouble::Set("offsets that move back, as shipped");
const AFTER_MESSAGES: Trouble = Trouble::Set("checkpoints tested after messages only, as shipped");
const PAUSED: Trouble = Trouble::Paused("consumer");
const CLOCK: Trouble = Trouble::Clock("consumer");

/// What is not demanded under which trouble; all else is demanded always.
pub(super) const DEMANDS: &[Demand] = &[
    Demand { property: "R1", unless: &[FOREVER] },
    Demand { property: "R2", unless: &[PAUSED, CLOCK, TRUNCATED] },
    Demand { property: "R3", unless: &[PAUSED, CLOCK, TRUNCATED, FOREVER] },
    Demand { property: "R4", unless: &[ALONE, SKIPPING] },
    Demand { property: "R6", unless: &[SKIPPING] },
    Demand { property: "R7", unless: &[AFTER_MESSAGES] },
    Demand { property: "R8", unless: &[ALONE, REWINDING] },
];

/// Whether the model is set as a trouble says.
pub(super) fn is_set(settings: &Settings, words: &str) -> bool {
    let is = |trouble: Trouble| matches!(trouble, Trouble::Set(other) if other == words);
    match () {
        () if is(FOREVER) => settings.max_retries == Retries::Forever,
        () if is(TRUNCATED) => settings.truncate_to_s,
        () if is(SKIPPING) => settings.may_skip(),
        () if is(ALONE) => !settings.group,
        () if is(REWINDING) => settings.cp_from_committed_even_if_rewound,
        () if is(AFTER_MESSAGES) => settings.fire_only_after_message,
        () => unreachable!("`{words}` is no setting of this model"),
    }
}

pub(super) fn violated(property: &'static str, why: String) -> Result<(), Violation> {
    Err(Violation { property, why })
}
