//! Sorts numbers that are different and spread evenly, as the agenda's keys are. Knows nothing of what they stand for.
//!
//! What costs time in sorting is not what is compared but what a processor foretells wrongly. So a few keys are
//! sorted without a branch that depends on them, more are dealt out first, which leaves next to nothing to sort.

/// So many keys are dealt out at most.
const MANY: usize = 1024;

/// Nor are keys dealt out that lie so close together that more than so many come to one place.
const TOGETHER: u16 = 16;

/// Where keys are dealt out to, kept for the next time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sorter {
    places: Vec<u16>,
    dealt: Vec<u64>,
}

impl Sorter {
    /// Sorts keys below 2^`bits`, of which there are at least 2^10.
    pub(crate) fn sort(&mut self, keys: &mut Vec<u64>, bits: u32) {
        match keys.len() {
            0..=FEW => sort_few(keys),
            ..=MANY if self.deal(keys, bits) => sort_nearly_sorted(keys),
            _ => keys.sort_unstable(),
        }
    }

    /// Deals the keys out by their leading bits, so that next to nothing is left to sort. False, and nothing is done, where
    /// they lie too close together.
    fn deal(&mut self, keys: &mut Vec<u64>, bits: u32) -> bool {
        let leading = (keys.len() - 1).ilog2() + 1;
        let below = bits - leading;
        self.places.clear();
        self.places.resize(1 << leading, 0);
        for &key in &*keys {
            self.places[(key >> below) as usize] += 1;
        }
        let (mut before, mut most) = (0, 0);
        for place in &mut self.places {
            most = most.max(*place);
            (*place, before) = (before, before + *place);
        }
        if most > TOGETHER {
            return false;
        }
        self.dealt.resize(keys.len(), 0);
        for &key in &*keys {
            let place = &mut self.places[(key >> below) as usize];
            self.dealt[*place as usize] = key;
            *place += 1;
        }
        std::mem::swap(keys, &mut self.dealt);
        true
    }
}

/// Sorts by insertion what is nearly sorted.
fn sort_nearly_sorted(keys: &mut [u64]) {
    for sorted in 1..keys.len() {
        let key = keys[sorted];
        let mut place = sorted;
        while place > 0 && keys[place - 1] > key {
            keys[place] = keys[place - 1];
            place -= 1;
        }
        keys[place] = key;
    }
}

/// Up to so many keys are sorted without a branch that depends on them.
const FEW: usize = 16;

/// Sorts [`FEW`] keys at most.
fn sort_few(keys: &mut Vec<u64>) {
    let count = keys.len();
    match count {
        0..=6 => by_insertion(keys),
        7..=8 => {
            keys.resize(8, u64::MAX);
            if let Ok(keys) = keys.as_mut_slice().try_into() {
                sort_8(keys);
            }
        }
        _ => {
            keys.resize(FEW, u64::MAX);
            if let Ok(keys) = keys.as_mut_slice().try_into() {
                sort_16(keys);
            }
        }
    }
    keys.truncate(count);
}

/// Which of two keys is less costs a conditional move, not a branch that is foretold wrongly.
#[inline]
fn by_insertion(keys: &mut [u64]) {
    for sorted in 1..keys.len() {
        let (before, rest) = keys.split_at_mut(sorted);
        let mut carried = rest[0];
        for key in before {
            let less = carried.min(*key);
            carried = carried.max(*key);
            *key = less;
        }
        rest[0] = carried;
    }
}

/// Puts pairs of keys in order, one pair after the other.
macro_rules! network {
    ($keys:ident: $($low:literal $high:literal),+) => {
        $(
            let (low, high) = ($keys[$low], $keys[$high]);
            ($keys[$low], $keys[$high]) = (low.min(high), low.max(high));
        )+
    };
}

/// The network of 19 comparisons (Batcher).
fn sort_8(keys: &mut [u64; 8]) {
    network! { keys:
    0 2, 1 3, 4 6, 5 7, 0 4, 1 5, 2 6, 3 7, 0 1, 2 3, 4 5, 6 7, 2 4, 3 5, 1 4, 3 6, 1 2, 3 4, 5 6 }
}

/// The network of 60 comparisons (Green).
fn sort_16(keys: &mut [u64; FEW]) {
    network! { keys:
    0 13, 1 12, 2 15, 3 14, 4 8, 5 6, 7 11, 9 10, 0 5, 1 7, 2 9, 3 4, 6 13, 8 14, 10 15, 11 12,
    0 1, 2 3, 4 5, 6 8, 7 9, 10 11, 12 13, 14 15, 0 2, 1 3, 4 10, 5 11, 6 7, 8 9, 12 14, 13 15,
    1 2, 3 12, 4 6, 5 7, 8 10, 9 11, 13 14, 1 4, 2 6, 5 8, 7 10, 9 13, 11 14, 2 4, 3 6, 9 12, 11 13,
    3 5, 6 8, 7 9, 10 12, 3 4, 5 6, 7 8, 9 10, 11 12, 6 7, 8 9 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_network_sorts_whatever_is_either_0_or_1_and_so_everything() {
        for bits in 0u64..1 << FEW {
            let mut keys: [u64; FEW] = std::array::from_fn(|key| bits >> key & 1);
            sort_16(&mut keys);
            assert!(keys.is_sorted(), "{bits:#b}");
        }
        for bits in 0u64..1 << 8 {
            let mut keys: [u64; 8] = std::array::from_fn(|key| bits >> key & 1);
            sort_8(&mut keys);
            assert!(keys.is_sorted(), "{bits:#b}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_sorts_as_the_standard_library_does(
            bits in 10u32..=64,
            close in 0u32..=54,
            mut keys in prop::collection::vec(any::<u64>(), 0..1200),
        ) {
            keys.iter_mut().for_each(|key| *key = *key >> (64 - bits) >> close.min(bits));
            let mut expected = keys.clone();
            expected.sort_unstable();
            let mut sorter = Sorter::default();
            for _ in 0..2 {
                sorter.sort(&mut keys, bits);
                prop_assert_eq!(&keys, &expected);
                keys.reverse();
            }
        }
    }
}
