//! The timers that are set: one-shot and fixed-rate, cancellable, tied to a life of their process.

use super::process::TimerId;
use super::time::{Span, Time};

/// A timer that is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Set<T> {
    pub(crate) process: u16,
    pub(crate) timer: T,
    /// The period of a fixed-rate timer, by its process's clock.
    pub(crate) rate: Option<Span>,
    /// When it next fires.
    pub(crate) due: Time,
    /// How often a clock that was put forward or back has moved it: what was entered before means nothing any more.
    pub(crate) moves: u32,
}

/// Slots with generations: what is cancelled, or belongs to an earlier life, has another generation.
#[derive(Clone, Debug)]
pub(crate) struct Timers<T> {
    slots: Vec<(u32, Option<Set<T>>)>,
    free: Vec<u32>,
    one_shots: usize,
}

impl<T> Default for Timers<T> {
    fn default() -> Self {
        Timers { slots: Vec::new(), free: Vec::new(), one_shots: 0 }
    }
}

impl<T: Copy> Timers<T> {
    pub(crate) fn clear(&mut self) {
        self.slots.clear();
        self.free.clear();
        self.one_shots = 0;
    }

    pub(crate) fn set(&mut self, timer: Set<T>) -> TimerId {
        self.one_shots += timer.rate.is_none() as usize;
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push((0, None));
            self.slots.len() as u32 - 1
        });
        let (generation, place) = &mut self.slots[slot as usize];
        *place = Some(timer);
        TimerId { slot, generation: *generation }
    }

    /// The timer, if it is still set.
    pub(crate) fn get(&mut self, id: TimerId) -> Option<&mut Set<T>> {
        match self.slots.get_mut(id.slot as usize) {
            Some((generation, Some(set))) if *generation == id.generation => Some(set),
            _ => None,
        }
    }

    /// Takes it away: it fired, or was cancelled.
    pub(crate) fn remove(&mut self, id: TimerId) -> Option<Set<T>> {
        self.get(id)?;
        let (generation, place) = &mut self.slots[id.slot as usize];
        *generation += 1;
        let set = place.take();
        self.free.push(id.slot);
        self.one_shots -= set.is_some_and(|set| set.rate.is_none()) as usize;
        set
    }

    /// The fixed-rate timer of `process` of which `same` says yes.
    pub(crate) fn find_rate(&self, process: u16, same: impl Fn(&T) -> bool) -> bool {
        self.slots
            .iter()
            .filter_map(|(_, set)| set.as_ref())
            .any(|set| set.rate.is_some() && set.process == process && same(&set.timer))
    }

    /// Takes away every one-shot timer of a process that died; fixed rates keep their phase.
    pub(crate) fn forget_one_shots(&mut self, process: u16) {
        for slot in 0..self.slots.len() as u32 {
            let (generation, set) = &self.slots[slot as usize];
            if set.as_ref().is_some_and(|set| set.process == process && set.rate.is_none()) {
                self.remove(TimerId { slot, generation: *generation });
            }
        }
    }

    /// Every timer of `process` that is still to come after `now`, or at it.
    pub(crate) fn pending(
        &mut self,
        process: u16,
        now: Time,
    ) -> impl Iterator<Item = (TimerId, &mut Set<T>)> {
        self.slots.iter_mut().enumerate().filter_map(move |(slot, (generation, set))| {
            let set = set.as_mut().filter(|set| set.process == process && set.due >= now)?;
            Some((TimerId { slot: slot as u32, generation: *generation }, set))
        })
    }

    /// How many one-shot timers are set.
    pub(crate) fn one_shots(&self) -> usize {
        self.one_shots
    }
}
