//! Powers of ten, in floats and as people write them. Knows no unit.

/// The power of ten, by multiplications alone, so that it is the same everywhere.
pub fn ten(power: i32) -> f64 {
    let size = (0..power.unsigned_abs().min(400)).fold(1.0, |size: f64, _| size * 10.0);
    if power < 0 { 1.0 / size } else { size }
}

/// The largest power of ten that is not above a positive number.
pub(super) fn magnitude(number: f64) -> i32 {
    if !(number > 0.0 && number.is_finite()) {
        return 0;
    }
    let guess = libm::floor(libm::log10(number)) as i32;
    // The logarithm of a power of ten may lie just below it.
    match () {
        _ if ten(guess + 1) <= number => guess + 1,
        _ if ten(guess) > number => guess - 1,
        _ => guess,
    }
}

/// A whole number as an exponent.
pub fn superscript(number: i32) -> String {
    let raised = |letter: char| match letter {
        '-' => '\u{207b}',
        '1' => '\u{b9}',
        '2' => '\u{b2}',
        '3' => '\u{b3}',
        digit => char::from_u32(0x2070 + digit as u32 - '0' as u32).unwrap_or(digit),
    };
    number.to_string().chars().map(raised).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_ten_are_their_own_magnitude() {
        for power in -12..=15 {
            assert_eq!(magnitude(ten(power)), power, "{power}");
            assert_eq!(magnitude(ten(power) * 9.99), power, "{power}");
        }
        assert_eq!((magnitude(0.0), magnitude(f64::NAN)), (0, 0));
    }

    #[test]
    fn exponents_are_raised() {
        assert_eq!(superscript(-9), "\u{207b}\u{2079}");
        assert_eq!(superscript(12), "\u{b9}\u{b2}");
    }
}
