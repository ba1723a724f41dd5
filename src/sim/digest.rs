//! The 64-bit digest of a run: what "the same run" means.

use std::hash::Hasher;

use super::rng::fold;

const MULTIPLIER: u64 = 0xd6e8_feb8_6659_fd93;
const TIME: u64 = 0xe703_7ed1_a0b4_28db;
const WHO: u64 = 0x8ebc_6af0_9c88_c6e3;

/// A running digest over (time, process and kind, content) of every step, a word at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Digest {
        Digest(0x2545_f491_4f6c_dd1d)
    }
}

impl Digest {
    /// Takes one step in. Order matters.
    #[inline]
    pub fn absorb(&mut self, time: u64, who: u64, what: u64) {
        self.0 =
            self.0.wrapping_mul(MULTIPLIER).wrapping_add(fold(time ^ TIME, what ^ who.wrapping_mul(WHO)));
    }

    /// The digest so far.
    pub fn value(self) -> u64 {
        fold(self.0 ^ TIME, MULTIPLIER)
    }
}

/// Turns a value's `Hash` into one word, the same on every platform and in every process.
#[derive(Clone, Copy, Debug, Default)]
pub struct WordHasher(u64);

impl WordHasher {
    /// The content word of `value`.
    #[inline]
    pub fn of(value: &(impl std::hash::Hash + ?Sized)) -> u64 {
        let mut hasher = WordHasher(WHO);
        value.hash(&mut hasher);
        hasher.0
    }
    #[inline]
    fn word(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(26) ^ word).wrapping_mul(MULTIPLIER);
    }
}

impl Hasher for WordHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.word(u64::from_le_bytes(word));
        }
    }
    #[inline]
    fn write_u8(&mut self, value: u8) {
        self.word(value.into());
    }
    #[inline]
    fn write_u16(&mut self, value: u16) {
        self.word(value.into());
    }
    #[inline]
    fn write_u32(&mut self, value: u32) {
        self.word(value.into());
    }
    #[inline]
    fn write_u64(&mut self, value: u64) {
        self.word(value);
    }
    #[inline]
    fn write_usize(&mut self, value: usize) {
        self.word(value as u64);
    }
    #[inline]
    fn write_isize(&mut self, value: isize) {
        self.word(value as u64);
    }
    #[inline]
    fn write_i32(&mut self, value: i32) {
        self.word(value as u32 as u64);
    }
    #[inline]
    fn write_i64(&mut self, value: i64) {
        self.word(value as u64);
    }
}
