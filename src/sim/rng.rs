//! Chance: every decision is a pure function of (seed, purpose, identity).
//!
//! ChaCha8, seeded by the run's seed, keys the purposes once per run. What is drawn for one identity is the
//! result of two widening multiplications over (purpose key, identity), in the manner of wyhash; one such
//! multiplication alone fails a chi-square test, two pass it. Nothing here is "the next draw" of a shared
//! stream, so taking one decision away leaves every other as it was. The mixer is fixed for good: its values
//! are pinned by tests.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

const ODD_A: u64 = 0x9e37_79b9_7f4a_7c15;
const ODD_B: u64 = 0xd1b5_4a32_d192_ed03;
const ODD_C: u64 = 0xa076_1d64_78bd_642f;

/// What a decision is for. Two purposes never share a draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The fate and the latency of a message.
    Message,
    /// Whether an attempt of an operation fails.
    Operation,
    /// What a handler draws for itself.
    Handler,
    /// What the weather does over time: cuts, crashes, bursts, ties.
    Weather,
    /// What a seed of a swarm draws before the run. The order of this list is part of every seed's meaning.
    Swarm,
}

const PURPOSES: usize = 5;

/// The key of one purpose in one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Key(u64, u64);

/// The keys of all purposes, derived from a run's seed.
#[derive(Clone, Debug, Default)]
pub struct Keys([Key; PURPOSES]);

impl Keys {
    /// Derives the purposes' keys from `seed`: words 2i and 2i+1 of ChaCha8's stream belong to purpose i.
    pub fn derive(seed: u64) -> Keys {
        let mut root = ChaCha8Rng::seed_from_u64(seed);
        Keys(std::array::from_fn(|_| Key(root.next_u64(), root.next_u64())))
    }

    /// The key of `purpose`.
    #[inline]
    pub fn of(&self, purpose: Purpose) -> Key {
        self.0[purpose as usize]
    }
}

/// The low half of the 128-bit product, folded with its high half.
#[inline]
pub(crate) fn fold(a: u64, b: u64) -> u64 {
    let product = a as u128 * b as u128;
    product as u64 ^ (product >> 64) as u64
}

impl Key {
    /// 64 bits for the identity (`a`, `b`).
    #[inline]
    pub fn draw(self, a: u64, b: u64) -> u64 {
        let product = (a ^ self.0) as u128 * (b ^ self.1) as u128;
        fold(product as u64 ^ self.1 ^ ODD_A, (product >> 64) as u64 ^ self.0 ^ ODD_B)
    }
}

/// Another 64 bits from bits that were drawn; `branch` tells several apart.
#[inline]
pub fn branch(bits: u64, branch: u64) -> u64 {
    fold(bits ^ ODD_C, branch.wrapping_mul(ODD_A) ^ ODD_B)
}

/// A number in `0..range` from uniform 64 `bits` by multiplication (Lemire); off uniform by at most range / 2^64.
#[inline]
pub fn below(bits: u64, range: u64) -> u64 {
    ((bits as u128 * range as u128) >> 64) as u64
}

/// A generator of a handler's own: keyed by the identity (`a`, `b`).
pub(crate) fn generator(key: Key, a: u64, b: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(key.draw(a, b))
}
