//! Wrong laws, for testing the test that compares the law with runs. Knows no right one.

/// A way to get the law wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// A data-entry tick repairs an annotation that is not acknowledged.
    DataEntryRepairsAcks,
    /// Both ticks of an instant fire on the same state at zero latency.
    TicksInParallel,
    /// Saving an annotation again always succeeds.
    SavingAgainSucceeds,
    /// The two ticks change places.
    TicksSwapped,
    /// A field is created after a tick of its instant in place of before it.
    CreatedAfterTick,
    /// Message and copy are each lost on their own, where in truth a loss takes both.
    LossPerCopy,
    /// There are no copies.
    NoCopies,
    /// Every k-th attempt fails: taken for one that fails with probability 1/k.
    ChanceForCount,
}

impl Mistake {
    /// All of them.
    pub const ALL: [Mistake; 8] = [
        Mistake::DataEntryRepairsAcks,
        Mistake::TicksInParallel,
        Mistake::SavingAgainSucceeds,
        Mistake::TicksSwapped,
        Mistake::CreatedAfterTick,
        Mistake::LossPerCopy,
        Mistake::NoCopies,
        Mistake::ChanceForCount,
    ];
}
