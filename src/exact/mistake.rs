//! Wrong laws, for testing the test that compares the law with runs. Knows no right one.

use super::chain::Quirks;
use super::law::Law;
use super::protocol::{NoLaw, Protocol};

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

impl Law {
    /// The law with a mistake in it. [`Mistake::ChanceForCount`] changes nothing: there the protocol itself is the mistake, a
    /// chance of 1/k where every k-th attempt fails.
    ///
    /// # Errors
    /// As [`Law::of`].
    pub fn mistaken(protocol: &Protocol, mistake: Mistake) -> Result<Law, NoLaw> {
        let mut wrong = protocol.clone();
        let mut quirks = Quirks::default();
        let order = &mut wrong.order;
        match mistake {
            Mistake::DataEntryRepairsAcks => quirks.data_entry_repairs_acks = true,
            Mistake::SavingAgainSucceeds => quirks.saving_again_succeeds = true,
            Mistake::TicksInParallel => {
                goes_last(&mut order.message, [order.create, order.data_entry, order.annotation])
            }
            Mistake::TicksSwapped => std::mem::swap(&mut order.data_entry, &mut order.annotation),
            Mistake::CreatedAfterTick => {
                goes_last(&mut order.create, [order.message, order.data_entry, order.annotation]);
            }
            Mistake::LossPerCopy => {
                wrong
                    .links
                    .iter_mut()
                    .filter_map(|link| link.copies.as_mut())
                    .for_each(|copies| copies.per_copy = true);
            }
            Mistake::NoCopies => wrong.links.iter_mut().for_each(|link| link.copies = None),
            Mistake::ChanceForCount => {}
        }
        Law::with(&wrong, quirks)
    }
}

fn goes_last(rank: &mut u8, others: [u8; 3]) {
    *rank = others.into_iter().max().unwrap_or(0).saturating_add(1);
}
