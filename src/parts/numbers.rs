//! A set of whole numbers that fill up from below. It knows not what they count.

use std::collections::VecDeque;

/// A set of numbers, a bit each; words that are full at the bottom are dropped.
#[derive(Clone, Debug, Default)]
pub(crate) struct Numbers {
    /// How many words were dropped: every number below 64 times that is in the set.
    full: u64,
    words: VecDeque<u64>,
}

impl Numbers {
    /// Puts a number in; says whether it was not there before.
    pub(crate) fn insert(&mut self, number: u64) -> bool {
        let Some(word) = (number / 64).checked_sub(self.full) else { return false };
        let word = word as usize;
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        let bit = 1 << (number % 64);
        let fresh = self.words[word] & bit == 0;
        self.words[word] |= bit;
        while self.words.front() == Some(&u64::MAX) {
            self.words.pop_front();
            self.full += 1;
        }
        fresh
    }

    pub(crate) fn contains(&self, number: u64) -> bool {
        let Some(word) = (number / 64).checked_sub(self.full) else { return true };
        self.words.get(word as usize).is_some_and(|word| word & (1 << (number % 64)) != 0)
    }

    pub(crate) fn clear(&mut self) {
        self.full = 0;
        self.words.clear();
    }
}
