//! What links remember: cuts, clogs, bursts, connections, what is under way, and up to when nothing of it happens.
//! Knows neither laws nor the agenda.

use std::collections::VecDeque;

use super::climate::BurstState;
use super::time::{Span, Time};

/// What one link remembers.
#[derive(Clone, Debug)]
pub(crate) struct LinkState<D> {
    /// The latest arrival so far, for FIFO.
    pub(crate) last: Time,
    /// How many messages are under way, for capacity.
    pub(crate) under_way: u32,
    /// What waits for room, with its latency.
    pub(crate) waiting: VecDeque<(D, Span)>,
    /// How many partitions cut it now, and since when one does.
    pub(crate) cuts: u16,
    pub(crate) cut_since: Time,
    /// Up to when it is stuck.
    pub(crate) clogged_until: Time,
    /// Whether it is good or bad.
    pub(crate) burst: BurstState,
    /// Which connection of its two ends this is; messages of an earlier one are dropped.
    pub(crate) epoch: u16,
}

/// What all links remember, by (from, to). Empty for a run in calm weather.
#[derive(Clone, Debug)]
pub(crate) struct LinkStates<D> {
    states: Vec<LinkState<D>>,
    /// Up to when each link makes nothing of what is sent on it but what its law says.
    plain_until: Vec<Time>,
    processes: usize,
    /// How many cuts there are now, of all links together.
    cuts: usize,
}

impl<D: Clone> LinkStates<D> {
    pub(crate) fn new(processes: usize) -> LinkStates<D> {
        let mut states = LinkStates { states: Vec::new(), plain_until: Vec::new(), processes, cuts: 0 };
        states.reset();
        states
    }

    pub(crate) fn none() -> LinkStates<D> {
        LinkStates { states: Vec::new(), plain_until: Vec::new(), processes: 0, cuts: 0 }
    }

    pub(crate) fn reset(&mut self) {
        let fresh = LinkState {
            last: Time::START,
            under_way: 0,
            waiting: VecDeque::new(),
            cuts: 0,
            cut_since: Time::START,
            clogged_until: Time::START,
            burst: BurstState::default(),
            epoch: 0,
        };
        self.states.clear();
        self.states.resize(self.processes * self.processes, fresh);
        self.plain_until.clear();
        self.plain_until.resize(self.states.len(), Time::START);
        self.cuts = 0;
    }

    #[inline]
    fn place(&self, from: u16, to: u16) -> usize {
        from as usize * self.processes + to as usize
    }

    #[inline]
    pub(crate) fn of(&mut self, from: u16, to: u16) -> &mut LinkState<D> {
        let place = self.place(from, to);
        &mut self.states[place]
    }

    /// Whether nothing becomes of a message that is sent now but what the law of its link says.
    #[inline]
    pub(crate) fn is_plain(&self, from: u16, to: u16, now: Time) -> bool {
        now < self.plain_until[self.place(from, to)]
    }

    /// Nothing happens on a link until an instant, unless it is cut or gets stuck.
    pub(crate) fn plain(&mut self, from: u16, to: u16, until: Time) {
        let place = self.place(from, to);
        self.plain_until[place] = until;
    }

    /// Whether any link is cut.
    #[inline]
    pub(crate) fn any_cut(&self) -> bool {
        self.cuts > 0
    }

    /// Every message that waits for room.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = &D> {
        self.states.iter().flat_map(|state| &state.waiting).map(|(message, _)| message)
    }

    /// Changes every link that `severs` says yes to: it is not plain any more.
    fn change(&mut self, severs: impl Fn(u16, u16) -> bool, mut change: impl FnMut(&mut LinkState<D>)) {
        for (place, state) in self.states.iter_mut().enumerate() {
            if severs((place / self.processes) as u16, (place % self.processes) as u16) {
                self.plain_until[place] = Time::START;
                change(state);
            }
        }
    }

    /// Changes the number of cuts of every link that `severs` says yes to.
    pub(crate) fn cut(&mut self, now: Time, begins: bool, severs: impl Fn(u16, u16) -> bool) {
        let mut links = 0;
        self.change(severs, |state| {
            if begins && state.cuts == 0 {
                state.cut_since = now;
            }
            state.cuts = if begins { state.cuts + 1 } else { state.cuts - 1 };
            links += 1;
        });
        self.cuts = if begins { self.cuts + links } else { self.cuts - links };
    }

    /// Every link that `severs` says yes to is stuck until an instant.
    pub(crate) fn clog(&mut self, until: Time, severs: impl Fn(u16, u16) -> bool) {
        self.change(severs, |state| state.clogged_until = state.clogged_until.max(until));
    }

    /// Whether the link has been cut for exactly this long.
    pub(crate) fn cut_for(&mut self, from: u16, to: u16, now: Time, span: Span) -> bool {
        let state = self.of(from, to);
        state.cuts > 0 && state.cut_since + span == now
    }

    /// Ends the connection between two processes: whatever is under way on it will be dropped.
    pub(crate) fn end_connection(&mut self, a: u16, b: u16) {
        for (from, to) in [(a, b), (b, a)] {
            let state = self.of(from, to);
            state.epoch = state.epoch.wrapping_add(1);
            // A cut cannot break it once more.
            state.cut_since = Time::NEVER;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_is_cut_or_gets_stuck_is_asked_again() {
        let now = Time::START + Span::from_secs(1);
        let mut links = LinkStates::<()>::new(2);
        assert!(!links.is_plain(0, 1, now), "nobody has looked yet");
        for link in [(0, 1), (1, 0)] {
            links.plain(link.0, link.1, Time::NEVER);
        }
        links.cut(now, true, |from, _| from == 0);
        assert!(!links.is_plain(0, 1, now) && links.is_plain(1, 0, now) && links.any_cut());
        links.cut(now, false, |from, _| from == 0);
        assert!(!links.any_cut());
        links.clog(Time::NEVER, |from, _| from == 1);
        assert!(!links.is_plain(1, 0, now));
        links.plain(0, 1, now);
        assert!(!links.is_plain(0, 1, now), "an interval ends before its end");
    }
}
