//! The settings in which the law of this system is held against its runs. Knows no run.

use crate::check::Trial;
use crate::exact::Mistake;

macro_rules! trial {
    ($name:literal, [$($mistake:ident),*]) => {
        Trial {
            name: $name,
            scenario: include_str!(concat!("../../../scenarios/annotation/law/", $name, ".ron")),
            mistakes: &[$(Mistake::$mistake),*],
            taken_for: None,
        }
    };
}

/// The trials; beside each, the wrong laws that it tells from the right one.
pub(super) const TRIALS: &[Trial] = &[
    trial!("data-entry-tick-first", [TicksSwapped, TicksInParallel, CreatedAfterTick]),
    trial!("annotation-tick-first", [TicksSwapped]),
    trial!("creation-last", []),
    trial!("messages-last", []),
    trial!("phases", []),
    trial!("unequal-intervals", []),
    trial!("acks-are-the-bottleneck", [DataEntryRepairsAcks]),
    trial!("annotating-is-the-bottleneck", []),
    trial!("saving-is-the-bottleneck", [SavingAgainSucceeds]),
    trial!("latency-below-the-interval", []),
    trial!("latency-above-the-interval", [DataEntryRepairsAcks]),
    trial!("each-link-its-latency", []),
    trial!("loss", []),
    trial!("loss-then-copy", [LossPerCopy, NoCopies]),
    trial!("loss-per-copy", [NoCopies]),
    trial!("two-latencies", [NoCopies]),
    trial!("burst-creation", []),
    trial!("not-published-at-creation", []),
    trial!("known-partition", []),
    Trial {
        taken_for: Some(include_str!("../../../scenarios/annotation/law/data-entry-tick-first.ron")),
        ..trial!("every-fifth-attempt", [ChanceForCount])
    },
];
