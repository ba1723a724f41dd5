//! One word for a set of rows, in whatever order they came. It keeps no row.

use std::hash::{Hash, Hasher};

const MULTIPLIER: u64 = 0xd6e8_feb8_6659_fd93;

/// The sum of the rows' hashes: rows are added and taken away one at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fingerprint(u64);

impl Fingerprint {
    pub(super) fn add(&mut self, row: impl Hash) {
        self.0 = self.0.wrapping_add(hash(row));
    }
    pub(super) fn remove(&mut self, row: impl Hash) {
        self.0 = self.0.wrapping_sub(hash(row));
    }
    pub(super) fn value(self) -> u64 {
        self.0
    }
}

fn hash(row: impl Hash) -> u64 {
    let mut words = Words(0x8ebc_6af0_9c88_c6e3);
    row.hash(&mut words);
    words.finish()
}

/// Takes words in one at a time, the same on every platform.
struct Words(u64);

impl Words {
    fn word(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(26) ^ word).wrapping_mul(MULTIPLIER);
    }
}

impl Hasher for Words {
    /// Stirred well (the finalizer of splitmix64): hashes that were linear in the words would add up to the same sum
    /// when two rows swap their values.
    fn finish(&self) -> u64 {
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.word(u64::from_le_bytes(word));
        }
    }
    fn write_u8(&mut self, number: u8) {
        self.word(number.into());
    }
    fn write_u16(&mut self, number: u16) {
        self.word(number.into());
    }
    fn write_u32(&mut self, number: u32) {
        self.word(number.into());
    }
    fn write_u64(&mut self, number: u64) {
        self.word(number);
    }
    fn write_u128(&mut self, number: u128) {
        self.word(number as u64);
        self.word((number >> 64) as u64);
    }
    fn write_usize(&mut self, number: usize) {
        self.word(number as u64);
    }
    /// The tag of an enum comes this way: the same word on every platform, whatever its sign.
    fn write_isize(&mut self, number: isize) {
        self.word(number as i64 as u64);
    }
}
