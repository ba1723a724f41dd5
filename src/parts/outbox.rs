//! Messages written in the same transaction as the data that they tell of, to be published afterwards. It knows
//! neither the relay that publishes them nor the queue.

use super::numbers::Numbers;
use super::store::{Staging, Transaction, Transactional};

/// Messages in the order in which their transactions were committed. Durable: a crash takes away what was staged, and
/// neither a message nor its mark.
#[derive(Clone, Debug)]
pub struct Outbox<M> {
    messages: Vec<M>,
    staged: Staging<M>,
    sent: Numbers,
    sent_len: usize,
    /// No place below this one is unsent.
    first_unsent: u64,
}

impl<M> Default for Outbox<M> {
    fn default() -> Self {
        Outbox {
            messages: Vec::new(),
            staged: Staging::default(),
            sent: Numbers::default(),
            sent_len: 0,
            first_unsent: 0,
        }
    }
}

impl<M: Copy> Outbox<M> {
    /// An empty outbox.
    pub fn new() -> Outbox<M> {
        Outbox::default()
    }

    /// Writes a message that is there when the transaction is committed, and only then has its place.
    pub fn stage(&mut self, transaction: Transaction, message: M) {
        self.staged.push(transaction, message);
    }

    /// Writes a message as a transaction of its own and returns its place.
    pub fn put_at_once(&mut self, message: M) -> u64 {
        self.messages.push(message);
        self.messages.len() as u64 - 1
    }

    /// The first message that is not marked as sent, and its place.
    pub fn next_unsent(&self) -> Option<(u64, M)> {
        self.messages.get(self.first_unsent as usize).map(|message| (self.first_unsent, *message))
    }

    /// Every message that is not marked as sent, and its place, in order.
    pub fn unsent(&self) -> impl Iterator<Item = (u64, M)> {
        let from = self.first_unsent;
        let places = (from..).zip(self.messages[from as usize..].iter().copied());
        places.filter(|(place, _)| !self.sent.contains(*place))
    }

    /// How many messages are not marked as sent.
    pub fn unsent_len(&self) -> usize {
        self.messages.len() - self.sent_len
    }

    /// Marks the message at a place as sent; says whether it was not marked before.
    ///
    /// # Panics
    /// When there is no message at this place.
    pub fn mark_sent(&mut self, place: u64) -> bool {
        let len = self.messages.len() as u64;
        assert!(place < len, "place {place} is one of the {len} messages that were committed");
        let fresh = self.sent.insert(place);
        self.sent_len += fresh as usize;
        while self.first_unsent < len && self.sent.contains(self.first_unsent) {
            self.first_unsent += 1;
        }
        fresh
    }

    /// Whether the message at a place is marked as sent.
    pub fn is_sent(&self, place: u64) -> bool {
        self.sent.contains(place)
    }

    /// Every message that was ever committed, in the order of the commits; its index is its place.
    pub fn committed(&self) -> &[M] {
        &self.messages
    }

    /// As if new; the memory stays.
    pub fn clear(&mut self) {
        self.messages.clear();
        self.staged.clear();
        self.sent.clear();
        self.sent_len = 0;
        self.first_unsent = 0;
    }
}

impl<M: Copy> Transactional for Outbox<M> {
    fn commit(&mut self, transaction: Transaction) {
        self.messages.extend_from_slice(self.staged.of(transaction));
        self.staged.forget(transaction);
    }
    fn roll_back(&mut self, transaction: Transaction) {
        self.staged.forget(transaction);
    }
    fn crash(&mut self) {
        self.staged.clear();
    }
}
