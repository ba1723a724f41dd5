//! A durable queue that delivers at least once and wants each message acknowledged. It knows neither its publishers
//! nor its consumer, only when the connection to that one has died.

use std::collections::VecDeque;

use super::numbers::Numbers;

/// A message that is handed to the consumer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery<M> {
    /// What to acknowledge it by: 0 for the first message ever published, 1 for the second.
    pub ticket: u64,
    /// What was published.
    pub message: M,
    /// Whether it was delivered before, on a connection that died.
    pub redelivered: bool,
}

/// What became of a numbered publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publication {
    /// The ticket of the message in the queue.
    pub ticket: u64,
    /// Whether a message of this number had been published before.
    pub repeats: bool,
}

#[derive(Clone, Copy, Debug)]
struct Kept<M> {
    message: M,
    acknowledged: bool,
}

/// Messages in the order in which they were published. One that is delivered stays unacknowledged until it is
/// acknowledged or the connection dies; then it goes back to the head, before all that was never delivered.
///
/// It keeps everything ever published. How many may be out at once is the consumer's affair: see
/// [`AckQueue::unacked_len`]. Every operation is O(1), amortised, but an
/// acknowledgement: that is O(log n) in what is out.
#[derive(Clone, Debug)]
pub struct AckQueue<M> {
    published: Vec<Kept<M>>,
    numbers: Numbers,
    /// What went back to the head, in order: every ticket is below `fresh`.
    returned: VecDeque<u64>,
    /// The first ticket that was never delivered.
    fresh: u64,
    /// What is out, in order; one that was acknowledged in the middle stays until an end of the line reaches it.
    out: VecDeque<u64>,
    unacked: usize,
}

impl<M> Default for AckQueue<M> {
    fn default() -> Self {
        AckQueue {
            published: Vec::new(),
            numbers: Numbers::default(),
            returned: VecDeque::new(),
            fresh: 0,
            out: VecDeque::new(),
            unacked: 0,
        }
    }
}

impl<M: Copy> AckQueue<M> {
    /// An empty queue.
    pub fn new() -> AckQueue<M> {
        AckQueue::default()
    }

    /// Adds a message to the tail and returns its ticket. One that was published before is added again.
    pub fn publish(&mut self, message: M) -> u64 {
        self.published.push(Kept { message, acknowledged: false });
        self.published.len() as u64 - 1
    }

    /// Publishes a message under its publisher's number (an outbox's place, say, counted from 0 or so) and says
    /// whether that number repeats. It is added in either case: what to make of it is the model's affair.
    pub fn publish_numbered(&mut self, number: u64, message: M) -> Publication {
        Publication { repeats: !self.numbers.insert(number), ticket: self.publish(message) }
    }

    /// Whether a message was published under this number.
    pub fn was_published(&self, number: u64) -> bool {
        self.numbers.contains(number)
    }

    /// Hands over the next message, if one waits; it is unacknowledged from now on.
    pub fn deliver(&mut self) -> Option<Delivery<M>> {
        let (ticket, redelivered) = match self.returned.pop_front() {
            Some(ticket) => (ticket, true),
            None if self.fresh < self.published.len() as u64 => (self.fresh, false),
            None => return None,
        };
        self.fresh += !redelivered as u64;
        self.out.push_back(ticket);
        self.unacked += 1;
        Some(Delivery { ticket, message: self.published[ticket as usize].message, redelivered })
    }

    /// The consumer is done with a message. Says whether it was out: an acknowledgement that repeats, or that comes
    /// from a connection which has died, changes nothing.
    pub fn acknowledge(&mut self, ticket: u64) -> bool {
        let is_out = self.out.binary_search(&ticket).is_ok();
        if !is_out || std::mem::replace(&mut self.published[ticket as usize].acknowledged, true) {
            return false;
        }
        self.unacked -= 1;
        while self.out.back().is_some_and(|ticket| self.is_acknowledged(*ticket)) {
            self.out.pop_back();
        }
        while self.out.front().is_some_and(|ticket| self.is_acknowledged(*ticket)) {
            self.out.pop_front();
        }
        true
    }

    /// The consumer's connection has died, or the queue's process with it: everything unacknowledged goes back to the
    /// head, in its order.
    pub fn connection_died(&mut self) {
        while let Some(ticket) = self.out.pop_back() {
            if !self.is_acknowledged(ticket) {
                self.returned.push_front(ticket);
            }
        }
        self.unacked = 0;
    }

    /// What is out and not acknowledged, in the order of delivery.
    pub fn unacked(&self) -> impl Iterator<Item = (u64, M)> {
        let out = self.out.iter().filter(|ticket| !self.is_acknowledged(**ticket));
        out.map(|ticket| (*ticket, self.published[*ticket as usize].message))
    }

    /// How many messages are out and not acknowledged.
    pub fn unacked_len(&self) -> usize {
        self.unacked
    }

    /// How many messages wait to be delivered.
    pub fn waiting_len(&self) -> usize {
        self.returned.len() + (self.published.len() - self.fresh as usize)
    }

    /// Whether every message was acknowledged.
    pub fn is_done(&self) -> bool {
        self.unacked == 0 && self.waiting_len() == 0
    }

    /// Everything ever published, in order; a message's ticket is its place.
    pub fn published(&self) -> impl ExactSizeIterator<Item = M> + DoubleEndedIterator {
        self.published.iter().map(|kept| kept.message)
    }

    /// Whether the message of this ticket was acknowledged.
    ///
    /// # Panics
    /// When the queue never gave this ticket out.
    pub fn is_acknowledged(&self, ticket: u64) -> bool {
        self.published[ticket as usize].acknowledged
    }

    /// As if new; the memory stays.
    pub fn clear(&mut self) {
        self.published.clear();
        self.numbers.clear();
        self.returned.clear();
        self.fresh = 0;
        self.out.clear();
        self.unacked = 0;
    }
}
