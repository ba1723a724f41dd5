//! Which partition a record goes to; refuses to know the log.

/// The hash by which Kafka's Java client places keys: MurmurHash2 with 32 bits, seed 0x9747b28c, as a signed number.
pub fn murmur2(bytes: &[u8]) -> i32 {
    const SEED: u32 = 0x9747_b28c;
    const MIX: u32 = 0x5bd1_e995;
    // A key of 2^32 bytes and more would wrap, as Java's lengths cannot.
    let mut hash = SEED ^ bytes.len() as u32;
    let (words, rest) = bytes.as_chunks::<4>();
    for word in words {
        let mut word = u32::from_le_bytes(*word).wrapping_mul(MIX);
        word ^= word >> 24;
        hash = hash.wrapping_mul(MIX) ^ word.wrapping_mul(MIX);
    }
    if !rest.is_empty() {
        let mut last = [0; 4];
        last[..rest.len()].copy_from_slice(rest);
        hash = (hash ^ u32::from_le_bytes(last)).wrapping_mul(MIX);
    }
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(MIX);
    (hash ^ (hash >> 15)) as i32
}

/// The partition of a key among so many: its [hash](murmur2) without the sign bit, modulo `partitions`. Panics where
/// there are none.
pub fn partition_of_key(key: &[u8], partitions: u32) -> u32 {
    assert!(partitions > 0, "a topic that is written to has partitions");
    (murmur2(key) as u32 & 0x7fff_ffff) % partitions
}

/// Places records without a key: each partition in its turn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Turns {
    next: u32,
}

impl Turns {
    /// Beginning with this one, modulo the number of partitions.
    pub fn starting_at(partition: u32) -> Turns {
        Turns { next: partition }
    }
    /// The partition whose turn it is among so many. Panics where there are none.
    pub fn next(&mut self, partitions: u32) -> u32 {
        assert!(partitions > 0, "a topic that is written to has partitions");
        let partition = self.next % partitions;
        self.next = partition + 1;
        partition
    }
}
