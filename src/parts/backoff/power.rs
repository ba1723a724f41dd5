//! A number times a power of a fraction, floored: exact, quick for any exponent and without memory of its own.
//! Refuses to know what is multiplied.

/// floor(`start` * (`numerator` / `denominator`)^`exponent`), and `u64::MAX` where it is greater than that.
pub(super) fn times_power(start: u64, numerator: u64, denominator: u64, exponent: u32) -> u64 {
    if start == 0 || exponent == 0 {
        return start;
    }
    if let Some(floor) = by_division(start, numerator, denominator, exponent) {
        return floor;
    }
    // What is left is no whole number: a whole one below 2^64 has `denominator^exponent` divide `start`, and then the
    // division has 128 bits enough. So two bounds close enough have one floor. With 256 bits they have it wherever
    // denominator^exponent is below about 2^180, and all but certainly everywhere else; with 4,096 bits once more so.
    let (below, above) = bounds::<4>(start, numerator, denominator, exponent);
    if below == above { below } else { bounds::<64>(start, numerator, denominator, exponent).0 }
}

/// The same where 128 bits hold both sides of the fraction.
fn by_division(start: u64, numerator: u64, denominator: u64, exponent: u32) -> Option<u64> {
    let above = u128::from(numerator).checked_pow(exponent)?.checked_mul(u128::from(start))?;
    let below = u128::from(denominator).checked_pow(exponent)?;
    Some(u64::try_from(above / below).unwrap_or(u64::MAX))
}

/// The floors of a lower and of an upper bound, computed with so many words of 64 bits.
fn bounds<const WORDS: usize>(start: u64, numerator: u64, denominator: u64, exponent: u32) -> (u64, u64) {
    let bound = |rounding| {
        let fraction = Wide::<WORDS>::fraction(numerator, denominator, rounding);
        fraction.power(exponent, rounding).times(&Wide::whole(start, rounding), rounding).floor()
    };
    (bound(Rounding::Down), bound(Rounding::Up))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Rounding {
    Down,
    Up,
}

/// A positive number: `words` * 2^`exponent`, the least significant word first, the highest bit of the last one set.
#[derive(Clone, Copy)]
struct Wide<const WORDS: usize> {
    words: [u64; WORDS],
    exponent: i64,
}

impl<const WORDS: usize> Wide<WORDS> {
    /// `long` * 2^`exponent`, and a little more where there is a `rest`.
    fn rounded(long: &[u64], exponent: i64, rest: bool, rounding: Rounding) -> Wide<WORDS> {
        let top = long.iter().rposition(|word| *word != 0).expect("the number is above 0");
        let shift = long[top].leading_zeros();
        // The words that are kept, counted from the top one, moved up until its highest bit is set.
        let kept = |down: usize| {
            let high = top.checked_sub(down).map_or(0, |at| long[at]);
            let low = top.checked_sub(down + 1).map_or(0, |at| long[at]);
            (high << shift) | low.checked_shr(u64::BITS - shift).unwrap_or(0)
        };
        let mut words = [0; WORDS];
        for (down, word) in words.iter_mut().rev().enumerate() {
            *word = kept(down);
        }
        let cut = long[..=top].len().saturating_sub(WORDS);
        let dropped =
            cut > 0 && (long[cut - 1] << shift != 0 || long[..cut - 1].iter().any(|word| *word != 0));
        let exponent = exponent + 64 * (top as i64 + 1 - WORDS as i64) - i64::from(shift);
        let number = Wide { words, exponent };
        if rounding == Rounding::Up && (dropped || rest) { number.next_above() } else { number }
    }
    fn next_above(mut self) -> Wide<WORDS> {
        for word in &mut self.words {
            *word = word.wrapping_add(1);
            if *word != 0 {
                return self;
            }
        }
        self.words[WORDS - 1] = 1 << 63;
        self.exponent += 1;
        self
    }
    fn whole(number: u64, rounding: Rounding) -> Wide<WORDS> {
        Wide::rounded(&[number], 0, false, rounding)
    }
    /// Long division, after both were moved up so that the quotient keeps all its words.
    fn fraction(numerator: u64, denominator: u64, rounding: Rounding) -> Wide<WORDS> {
        let (up, down) = (numerator.leading_zeros(), denominator.leading_zeros());
        let divisor = u128::from(denominator << down);
        let mut rest = u128::from(numerator << up);
        let mut quotient = [[0; WORDS]; 2];
        let quotient = &mut quotient.as_flattened_mut()[..=WORDS];
        for word in quotient.iter_mut().rev() {
            *word = (rest / divisor) as u64;
            rest = (rest % divisor) << 64;
        }
        let exponent = i64::from(down) - i64::from(up) - 64 * WORDS as i64;
        Wide::rounded(quotient, exponent, rest != 0, rounding)
    }
    fn times(&self, other: &Wide<WORDS>, rounding: Rounding) -> Wide<WORDS> {
        let mut product = [[0; WORDS]; 2];
        let product = product.as_flattened_mut();
        for (at, mine) in self.words.iter().enumerate() {
            let mut carry = 0;
            for (word, theirs) in product[at..].iter_mut().zip(&other.words) {
                let sum = u128::from(*mine) * u128::from(*theirs) + u128::from(*word) + carry;
                *word = sum as u64;
                carry = sum >> 64;
            }
            product[at + WORDS] = carry as u64;
        }
        Wide::rounded(product, self.exponent + other.exponent, false, rounding)
    }
    /// By squaring; the exponent is above 0.
    fn power(&self, exponent: u32, rounding: Rounding) -> Wide<WORDS> {
        let mut power = *self;
        for bit in (0..exponent.ilog2()).rev() {
            power = power.times(&power, rounding);
            if exponent >> bit & 1 == 1 {
                power = power.times(self, rounding);
            }
        }
        power
    }
    /// What is before the point, at most `u64::MAX`.
    fn floor(&self) -> u64 {
        match self.exponent + 64 * WORDS as i64 {
            ..=0 => 0,
            bits @ 1..=64 => self.words[WORDS - 1] >> (64 - bits),
            _ => u64::MAX,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Powers whose floors are known by division.
    fn cases() -> impl Iterator<Item = (u64, u64, u64, u32, u64)> {
        let mut bits = 0x9e37_79b9_7f4a_7c15_u64;
        let mut draw = move || {
            bits = bits.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            (bits >> 32) >> (bits >> 8 & 31)
        };
        (0..20_000).filter_map(move |_| {
            let (start, numerator, denominator) = (draw() << (draw() & 31) | 1, draw() + 1, draw() + 1);
            let exponent = (draw() & 15) as u32 + 1;
            let floor = by_division(start, numerator, denominator, exponent)?;
            Some((start, numerator, denominator, exponent, floor))
        })
    }

    #[test]
    fn bounds_hold_the_floor_between_them_whatever_their_width() {
        let mut seen = 0;
        for (start, numerator, denominator, exponent, floor) in cases() {
            let holds = |(below, above): (u64, u64)| below <= floor && floor <= above && above - below <= 1;
            let close = bounds::<4>(start, numerator, denominator, exponent);
            assert!(holds(close), "{start} * ({numerator}/{denominator})^{exponent} = {floor}: {close:?}");
            assert!(holds(bounds::<3>(start, numerator, denominator, exponent)));
            seen += 1;
        }
        assert!(seen > 5_000, "{seen} powers fit into 128 bits");
    }

    #[test]
    fn bounds_differ_only_where_the_power_is_whole() {
        for (start, numerator, denominator, exponent, floor) in cases() {
            let (below, above) = bounds::<4>(start, numerator, denominator, exponent);
            let left = u128::from(start) * u128::from(numerator).pow(exponent);
            let is_whole = left % u128::from(denominator).pow(exponent) == 0;
            assert!(below == above || is_whole || floor == u64::MAX);
        }
    }

    #[test]
    fn more_words_find_the_same_floor() {
        for (exponent, numerator, denominator) in [
            (1_000, 101, 100),
            (4_000, 1_001, 1_000),
            (65, 3, 2),
            (900, 99, 100),
            (u32::MAX, 1_000_000_008, 1_000_000_007),
        ] {
            let start = 1_000_000_007;
            let narrow = bounds::<4>(start, numerator, denominator, exponent);
            assert_eq!(narrow.0, narrow.1);
            assert_eq!(narrow, bounds::<64>(start, numerator, denominator, exponent));
        }
    }
}
