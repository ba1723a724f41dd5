//! Calls that wait for a reply: which reply is the awaited one, and what was asked. Plain data: it refuses to know to
//! whom the calls go; the model sends and sets the timers.
//!
//! A handler that asks, and the handlers of what may come of it:
//!
//! ```
//! use sooner::parts::{Correlation, Requests};
//!
//! let mut calls: Requests<&str> = Requests::new();
//! let call: Correlation = calls.open("the price of EUR"); // send a message with `call`, set a timer with `call`
//!
//! // The time-out: unless it was answered, ask again.
//! if calls.resend(call).is_none() {
//!     // a time-out of what was answered long ago
//! }
//! // The reply:
//! let Some(what) = calls.close(call) else { panic!("a stale reply") };
//! assert_eq!(what, "the price of EUR");
//! assert_eq!(calls.close(call), None); // it came twice
//! ```

use std::fmt;

/// How many bits of a correlation say where the call is kept; the others count the calls.
const SLOT_BITS: u32 = 24;

/// What a reply says to which call it replies. Never the same for two calls of one owner in one run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Correlation(u64);

impl Correlation {
    fn new(number: u64, slot: u32) -> Correlation {
        assert!(number < 1 << (u64::BITS - SLOT_BITS), "an owner makes fewer than 2^40 calls in a run");
        assert!(slot < 1 << SLOT_BITS, "an owner waits for fewer than 2^24 calls at once");
        Correlation(number << SLOT_BITS | u64::from(slot))
    }
    /// The how manieth call of its owner it is, from 0.
    pub fn number(self) -> u64 {
        self.0 >> SLOT_BITS
    }
    /// All of it as one number, for digests.
    pub fn bits(self) -> u64 {
        self.0
    }
    fn slot(self) -> usize {
        (self.0 & ((1 << SLOT_BITS) - 1)) as usize
    }
}

/// As the call's number.
impl fmt::Display for Correlation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Open<T> {
    call: Correlation,
    what: T,
    sent: u32,
}

/// The one call that a process waits for.
///
/// It keeps counting when what is awaited is forgotten in a crash, so a reply to an earlier life is stale.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Request<T> {
    open: Option<Open<T>>,
    next: u64,
}

impl<T: Copy> Request<T> {
    /// Nothing is awaited.
    pub const fn new() -> Request<T> {
        Request { open: None, next: 0 }
    }
    /// Begins to wait for a reply, and for no earlier one any more. The call is being sent for the first time.
    pub fn open(&mut self, what: T) -> Correlation {
        let call = Correlation::new(self.next, 0);
        self.next += 1;
        self.open = Some(Open { call, what, sent: 1 });
        call
    }
    /// Counts that the awaited call is sent once more; its correlation, which stays the same, so a late reply to an
    /// earlier sending will do.
    pub fn resend(&mut self) -> Option<Correlation> {
        let open = self.open.as_mut()?;
        open.sent += 1;
        Some(open.call)
    }
    /// Whether a reply with this correlation, or a time-out, is that of the awaited call. Stale and repeated ones are
    /// not.
    #[inline]
    pub fn takes(&self, call: Correlation) -> bool {
        self.call() == Some(call)
    }
    /// Whether a time-out is that of the awaited call as it was sent last: one that was set at an earlier sending is not.
    pub fn takes_time_out(&self, call: Correlation, sent: u32) -> bool {
        self.takes(call) && self.sent() == sent
    }
    /// Takes a reply: what was asked, and nothing is awaited any more; `None` where it is stale or a repeat.
    #[inline]
    pub fn close(&mut self, call: Correlation) -> Option<T> {
        if !self.takes(call) {
            return None;
        }
        self.open.take().map(|open| open.what)
    }
    /// What was asked.
    pub fn what(&self) -> Option<T> {
        self.open.map(|open| open.what)
    }
    /// The correlation that is awaited.
    #[inline]
    pub fn call(&self) -> Option<Correlation> {
        self.open.map(|open| open.call)
    }
    /// Whether something is awaited.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }
    /// How many times the awaited call was sent; 0 where none is.
    pub fn sent(&self) -> u32 {
        self.open.map_or(0, |open| open.sent)
    }
    /// Stops waiting, as in a crash: replies that are still to come are stale.
    pub fn forget(&mut self) {
        self.open = None;
    }
    /// As new, for the next run.
    pub fn clear(&mut self) {
        *self = Request::new();
    }
}

impl<T: Copy> Default for Request<T> {
    fn default() -> Request<T> {
        Request::new()
    }
}

/// Several calls that wait for their replies at once.
///
/// Every operation takes constant time. The memory of as many calls as ever waited at once is kept.
#[derive(Clone, Debug)]
pub struct Requests<T> {
    slots: Vec<Slot<T>>,
    /// Slots that are free; the last one is taken next.
    free: Vec<u32>,
    /// The call that waits longest, and the one that was opened last.
    oldest: Option<u32>,
    newest: Option<u32>,
    next: u64,
}

#[derive(Clone, Copy, Debug)]
struct Slot<T> {
    open: Option<Open<T>>,
    /// Its neighbours in the order of opening.
    older: Option<u32>,
    newer: Option<u32>,
}

impl<T: Copy> Requests<T> {
    /// Nothing is awaited.
    pub const fn new() -> Requests<T> {
        Requests { slots: Vec::new(), free: Vec::new(), oldest: None, newest: None, next: 0 }
    }
    /// Begins to wait for one more reply. The call is being sent for the first time.
    pub fn open(&mut self, what: T) -> Correlation {
        let slot = self.free.pop().unwrap_or(self.slots.len() as u32);
        let call = Correlation::new(self.next, slot);
        self.next += 1;
        let taken = Slot { open: Some(Open { call, what, sent: 1 }), older: self.newest, newer: None };
        match self.slots.get_mut(slot as usize) {
            Some(free) => *free = taken,
            None => self.slots.push(taken),
        }
        match self.newest.replace(slot) {
            Some(before) => self.slots[before as usize].newer = Some(slot),
            None => self.oldest = Some(slot),
        }
        call
    }
    #[inline]
    fn find(&self, call: Correlation) -> Option<&Open<T>> {
        self.slots.get(call.slot())?.open.as_ref().filter(|open| open.call == call)
    }
    fn find_mut(&mut self, call: Correlation) -> Option<&mut Open<T>> {
        self.slots.get_mut(call.slot())?.open.as_mut().filter(|open| open.call == call)
    }
    /// Whether a reply with this correlation, or a time-out, is that of an awaited call. Stale and repeated ones are
    /// not.
    #[inline]
    pub fn takes(&self, call: Correlation) -> bool {
        self.find(call).is_some()
    }
    /// Whether a time-out is that of an awaited call as it was sent last: one that was set at an earlier sending is not.
    pub fn takes_time_out(&self, call: Correlation, sent: u32) -> bool {
        self.find(call).is_some_and(|open| open.sent == sent)
    }
    /// What an awaited call asked.
    pub fn get(&self, call: Correlation) -> Option<T> {
        self.find(call).map(|open| open.what)
    }
    /// What an awaited call asked, to be written to.
    pub fn get_mut(&mut self, call: Correlation) -> Option<&mut T> {
        self.find_mut(call).map(|open| &mut open.what)
    }
    /// How many times a call was sent; 0 where it is not awaited.
    pub fn sent(&self, call: Correlation) -> u32 {
        self.find(call).map_or(0, |open| open.sent)
    }
    /// Counts that an awaited call is sent once more: what it asks, and how many times it was sent then. Its correlation
    /// stays the same, so a late reply to an earlier sending will do.
    pub fn resend(&mut self, call: Correlation) -> Option<(T, u32)> {
        let open = self.find_mut(call)?;
        open.sent += 1;
        Some((open.what, open.sent))
    }
    /// Takes a reply: what was asked, which is not awaited any more; `None` where it is stale or a repeat.
    pub fn close(&mut self, call: Correlation) -> Option<T> {
        let what = self.find(call)?.what;
        let slot = &mut self.slots[call.slot()];
        slot.open = None;
        let (older, newer) = (slot.older, slot.newer);
        match older {
            Some(older) => self.slots[older as usize].newer = newer,
            None => self.oldest = newer,
        }
        match newer {
            Some(newer) => self.slots[newer as usize].older = older,
            None => self.newest = older,
        }
        self.free.push(call.slot() as u32);
        Some(what)
    }
    /// The awaited calls and what they ask, in the order in which they were opened.
    pub fn iter(&self) -> impl Iterator<Item = (Correlation, T)> + '_ {
        let mut at = self.oldest;
        std::iter::from_fn(move || {
            let slot = &self.slots[at? as usize];
            at = slot.newer;
            slot.open.as_ref().map(|open| (open.call, open.what))
        })
    }
    /// How many calls are awaited.
    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }
    /// Whether nothing is awaited.
    pub fn is_empty(&self) -> bool {
        self.oldest.is_none()
    }
    /// Stops waiting for all of them, as in a crash: replies that are still to come are stale.
    pub fn forget(&mut self) {
        self.slots.clear();
        self.free.clear();
        (self.oldest, self.newest) = (None, None);
    }
    /// As new, for the next run; keeps its memory.
    pub fn clear(&mut self) {
        self.forget();
        self.next = 0;
    }
}

impl<T: Copy> Default for Requests<T> {
    fn default() -> Requests<T> {
        Requests::new()
    }
}
