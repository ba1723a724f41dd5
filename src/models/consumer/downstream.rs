//! Whoever receives what the handlers send out. It counts, and answers nobody.

/// The receiver.
#[derive(Clone, Debug, Default)]
pub struct Downstream {
    received: u64,
}

impl Downstream {
    /// How many effects have reached it.
    pub fn received(&self) -> u64 {
        self.received
    }
    pub(super) fn on_effect(&mut self) {
        self.received += 1;
    }
    pub(super) fn reset(&mut self) {
        self.received = 0;
    }
}
