//! Chance: the values of every draw and law are fixed for good, the mixer passes chi-square tests, and what people
//! write as probabilities, durations and occurrences is read exactly.

use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sooner::sim::law::{Component, Latency};
use sooner::sim::rng::{Keys, Purpose, below, branch};
use sooner::sim::{Nth, Probability, Span};
use statrs::distribution::{ChiSquared, ContinuousCDF};

const BITS: [u64; 5] = [0, 1, 0x0123_4567_89ab_cdef, 1 << 63, u64::MAX];
const PURPOSES: [Purpose; 4] = [Purpose::Message, Purpose::Operation, Purpose::Handler, Purpose::Weather];

fn draws(law: &Latency) -> [u64; 5] {
    BITS.map(|bits| law.draw(bits).as_nanos())
}

#[test]
fn the_root_is_chacha8_as_others_have_it() {
    assert_eq!(ChaCha8Rng::seed_from_u64(0).next_u64(), 0xb585_f767_a79a_3b6c);
}

#[test]
fn the_values_of_the_mixer_are_fixed_for_good() {
    let drawn = PURPOSES.map(|purpose| Keys::derive(0).of(purpose).draw(0, 0));
    assert_eq!(
        drawn,
        [0x87e1_9117_ae60_00dd, 0x330e_635c_6d99_981f, 0x1376_f9ab_22fe_288a, 0x6e84_0274_0494_b0ff]
    );
    let key = Keys::derive(42).of(Purpose::Message);
    assert_eq!(
        [(0, 0), (0, 1), (1, 0), (u64::MAX, u64::MAX)].map(|(a, b)| key.draw(a, b)),
        [0xdaa5_b90d_6cf5_0fca, 0x76ee_4db8_7dbb_67aa, 0x2049_b1b6_2066_5930, 0x3d95_1ab7_d368_01be]
    );
    assert_eq!(
        BITS.map(|bits| branch(bits, 3)),
        [
            0x0678_72f2_8490_4ade,
            0xf387_2bd3_30ee_2011,
            0x7873_62a4_1325_8f8a,
            0x01ee_e683_52b6_9e38,
            0xf041_60f2_d41d_14a1
        ]
    );
    assert_eq!(
        [0, 1, 2, 3].map(|number| branch(BITS[2], number)),
        [0x3ce5_b9b5_7926_33b6, 0x361b_6a5f_b96e_2ad4, 0xa832_1027_a229_7bfe, 0x7873_62a4_1325_8f8a]
    );
    assert_eq!(BITS.map(|bits| below(bits, 1000)), [0, 0, 4, 500, 999]);
}

#[test]
fn the_values_of_every_law_are_fixed_for_good() {
    let millis = Span::from_millis;
    assert_eq!(draws(&Latency::Constant(millis(3))), [3_000_000; 5]);
    assert_eq!(
        draws(&Latency::Uniform(millis(1), millis(2))),
        [1_000_000, 1_000_000, 1_004_444, 1_500_000, 2_000_000]
    );
    assert_eq!(draws(&exponential()), [36_736_800, 36_736_800, 5_416_100, 693_147, 0]);
    assert_eq!(draws(&log_normal()), [52_766_096, 1_973_422, 1_133_366, 1_654_460, 1_000_000]);
    assert_eq!(draws(&pareto()), [208_063_830_683, 208_063_830_683, 6_082_201, 1_259_921, 1_000_000]);
    assert_eq!(draws(&samples()), [1_000, 1_000, 1_000, 3_000, 8_000]);
    assert_eq!(draws(&mixture()), [7_000, 7_000, 7_000, 1_069_051, 2_737_548]);
}

fn exponential() -> Latency {
    Latency::Exponential { mean: 1e6 }
}
fn log_normal() -> Latency {
    Latency::LogNormal { median: 1e6, sigma: 0.5 }
}
fn pareto() -> Latency {
    Latency::Pareto { minimum: 1e6, shape: 3.0 }
}
fn samples() -> Latency {
    Latency::Samples([1, 2, 3, 8].map(Span::from_micros).to_vec())
}
fn mixture() -> Latency {
    let quarter: Probability = "1/4".parse().expect("a quarter is a probability");
    Latency::Mixture(vec![
        Component { up_to: quarter.up_to(), law: Latency::Constant(Span::from_micros(7)) },
        Component { up_to: u64::MAX, law: exponential() },
    ])
}

#[test]
fn a_uniform_law_reaches_both_ends_even_of_all_time() {
    let all = Latency::Uniform(Span::ZERO, Span::MAX);
    assert_eq!(all.draw(0), Span::ZERO);
    assert!(all.draw(u64::MAX) >= Span::from_nanos(u64::MAX - 1));
    let one = Latency::Uniform(Span::from_nanos(5), Span::from_nanos(5));
    assert_eq!((one.draw(u64::MAX), one.is_random()), (Span::from_nanos(5), false));
}

#[test]
fn an_extreme_draw_is_the_longest_span_and_never_wraps() {
    let heavy = Latency::Pareto { minimum: 1e9, shape: 0.01 };
    assert_eq!(heavy.draw(0), Span::MAX);
    assert!(heavy.draw(u64::MAX) >= Span::from_secs(1) - Span::from_nanos(1));
}

#[test]
fn the_mean_of_each_law_is_that_of_its_formula() {
    let key = Keys::derive(5).of(Purpose::Message);
    let mean = |law: &Latency| {
        let sum: u128 = (0..400_000).map(|n| law.draw(key.draw(9, n)).as_nanos() as u128).sum();
        sum as f64 / 400_000.0
    };
    let near = |law: Latency, expected: f64, tolerance: f64| {
        let mean = mean(&law);
        assert!((mean / expected - 1.0).abs() < tolerance, "{law:?}: mean {mean}, not {expected}");
    };
    near(Latency::Uniform(Span::from_millis(1), Span::from_millis(2)), 1.5e6, 0.003);
    near(exponential(), 1e6, 0.01);
    near(log_normal(), 1e6 * ratio_of_mean_to_median(), 0.01);
    near(pareto(), 1.5e6, 0.01);
    near(samples(), 3_500.0, 0.01);
    near(mixture(), 0.25 * 7e3 + 0.75 * 1e6, 0.01);
}

/// exp(sigma^2 / 2) for sigma = 1/2.
fn ratio_of_mean_to_median() -> f64 {
    1.133_148_453_066_826_3
}

/// Holds counts against the uniform law; a mixer that is right fails once in a million keys, and the key is fixed.
fn uniform(name: &str, counts: &[u64]) {
    let total: u64 = counts.iter().sum();
    let expected = total as f64 / counts.len() as f64;
    assert!(expected >= 20.0, "{name}: too few draws for {} cells", counts.len());
    let chi_square: f64 = counts.iter().map(|&count| (count as f64 - expected).powi(2) / expected).sum();
    let law = ChiSquared::new((counts.len() - 1) as f64).expect("there are cells");
    let (least, most) = (law.inverse_cdf(1e-6), law.inverse_cdf(1.0 - 1e-6));
    assert!((least..=most).contains(&chi_square), "{name}: chi-square {chi_square}, not in {least}..{most}");
}

/// Each byte of a sequence of draws, and each pair of neighbours' upper nibbles, is uniform.
fn passes(name: &str, values: impl Iterator<Item = u64>) {
    let values: Vec<u64> = values.collect();
    for byte in 0..8 {
        let mut counts = [0; 256];
        values.iter().for_each(|value| counts[(value >> (8 * byte) & 255) as usize] += 1);
        uniform(&format!("{name}, byte {byte}"), &counts);
    }
    for (shift, which) in [(60, "upper"), (0, "lower")] {
        let mut pairs = [0; 256];
        let nibble = |value: u64| (value >> shift & 15) as usize;
        values.windows(2).for_each(|pair| pairs[nibble(pair[0]) << 4 | nibble(pair[1])] += 1);
        uniform(&format!("{name}, {which} pairs"), &pairs);
        let mut steps = [0; 16];
        values.windows(2).for_each(|pair| steps[nibble(pair[0] ^ pair[1])] += 1);
        uniform(&format!("{name}, {which} differences"), &steps);
    }
}

const DRAWS: u64 = 200_000;

#[test]
fn neighbouring_items_draw_independently() {
    for seed in [0, 1, 2] {
        let key = Keys::derive(seed).of(Purpose::Message);
        passes("items", (0..DRAWS).map(|item| key.draw(1 << 16, item << 32 | 1)));
    }
}

#[test]
fn neighbouring_occurrences_draw_independently() {
    for seed in [0, 1, 2] {
        let key = Keys::derive(seed).of(Purpose::Message);
        passes("occurrences", (0..DRAWS).map(|n| key.draw(1 << 16, 7 << 32 | n)));
    }
}

#[test]
fn neighbouring_links_and_kinds_draw_independently() {
    let key = Keys::derive(0).of(Purpose::Message);
    passes("senders", (0..DRAWS).map(|sender| key.draw(sender << 32, 7 << 32 | 1)));
    passes(
        "receivers and kinds",
        (0..DRAWS).map(|link| key.draw(((link / 16) << 16) | (link % 16), 7 << 32 | 1)),
    );
}

#[test]
fn neighbouring_seeds_and_purposes_draw_independently() {
    passes(
        "seeds",
        (0..DRAWS / 4).map(|seed| Keys::derive(seed).of(Purpose::Message).draw(1 << 16, 7 << 32 | 1)),
    );
    let of_seed = |seed| PURPOSES.map(|purpose| Keys::derive(seed).of(purpose).draw(0, 0));
    passes("purposes", (0..DRAWS / 8).flat_map(of_seed));
}

#[test]
fn branches_draw_independently_of_each_other_and_of_what_they_branch_from() {
    let key = Keys::derive(3).of(Purpose::Message);
    let bits = |n: u64| key.draw(0, n);
    for number in 0..8 {
        passes("branch", (0..DRAWS).map(|n| branch(bits(n), number)));
        passes("fate and branch", (0..DRAWS / 2).flat_map(|n| [bits(n), branch(bits(n), number)]));
        passes(
            "branch and next",
            (0..DRAWS / 2).flat_map(|n| [branch(bits(n), number), branch(bits(n), number + 1)]),
        );
    }
}

#[test]
fn that_a_message_survives_a_loss_tells_nothing_of_its_latency() {
    // The fate's own bits decide the loss; given that, the latency's bits are still uniform.
    let key = Keys::derive(4).of(Purpose::Message);
    let loss = "1/50".parse::<Probability>().expect("it is one").threshold();
    let rare: Vec<u64> = (0..50 * DRAWS / 4).map(|n| key.draw(0, n)).filter(|bits| loss.hit(*bits)).collect();
    passes("latency of the rare", rare.iter().map(|bits| branch(*bits, 1)));
}

fn probability(text: &str) -> Result<Probability, String> {
    text.parse()
}

fn is_threshold(text: &str, below: u64) -> bool {
    let threshold = probability(text).expect("it is a probability").threshold();
    (below == 0 || threshold.hit(below - 1)) && !threshold.hit(below)
}

#[test]
fn a_threshold_is_exactly_the_floor_of_p_times_two_to_the_sixty_fourth() {
    assert!(is_threshold("0", 0));
    assert!(is_threshold("1/2", 1 << 63));
    assert!(is_threshold("1/3", 0x5555_5555_5555_5555));
    assert!(is_threshold("1/5", 0x3333_3333_3333_3333));
    assert!(is_threshold("0.2", 0x3333_3333_3333_3333));
    assert!(is_threshold("18446744073709551614/18446744073709551615", u64::MAX - 1));
    assert!(is_threshold("1/18446744073709551615", 1));
    let one = probability("1").expect("it is one").threshold();
    assert!(one.hit(u64::MAX) && one.hit(0));
    assert!(!probability("0").expect("it is one").threshold().possible());
}

#[test]
fn equal_numbers_are_equal_and_are_written_as_they_were_read() {
    assert_eq!(probability("1/5"), probability("0.2"));
    assert_eq!(probability("2/10"), probability("0.20"));
    for text in ["1/5", "2/10", "0.2", "0", "1", "0.000001", "0/7", "7/7"] {
        assert_eq!(probability(text).expect("it is one").to_string(), text);
    }
}

#[test]
fn what_is_no_probability_is_refused() {
    for text in [
        "1.5", "-1", "-0.1", "NaN", "inf", "1/0", "0/0", "3/2", "-1/2", "1/-2", "", "/", "1/2/3", "half",
        "1e300",
    ] {
        assert!(probability(text).is_err(), "`{text}` was read as {:?}", probability(text));
    }
}

#[test]
fn what_is_no_duration_is_refused() {
    for text in ["-1s", "", "5", "1 parsec", "ms", "99999999999h", "600y", "1s 2", "NaNs", "\u{0}"] {
        assert!(text.parse::<Span>().is_err(), "`{text}` was read as {:?}", text.parse::<Span>());
    }
    assert_eq!("18446744073709551615ns".parse(), Ok(Span::MAX));
    assert!("18446744073709551616ns".parse::<Span>().is_err());
}

#[test]
fn a_duration_is_read_as_people_write_it() {
    for (text, nanos) in
        [("250ms", 250_000_000), ("1m 30s", 90_000_000_000), ("1.5s", 1_500_000_000), ("0s", 0)]
    {
        assert_eq!(text.parse(), Ok(Span::from_nanos(nanos)), "{text}");
    }
}

#[test]
fn occurrences_are_a_number_a_range_or_all() {
    let read = ron::from_str::<Nth>;
    assert_eq!(read("2"), Ok(Nth::One(2)));
    assert_eq!(read("\"2..5\""), Ok(Nth::Range(2, 5)));
    assert_eq!(read("\"all\""), Ok(Nth::All));
    for text in ["0", "-1", "\"0..3\"", "\"3..3\"", "\"5..2\"", "\"some\"", "4294967296", "1.5", "\"..\""] {
        assert!(read(text).is_err(), "{text} was read as {:?}", read(text));
    }
    assert_eq!([1, 2, 4, 5].map(|n| Nth::Range(2, 5).includes(n)), [false, true, true, false]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_fraction_survives_being_written_and_read(a in any::<u64>(), b in 1..=u64::MAX) {
        let fraction = Probability::ratio(a.min(b), a.max(b)).expect("the smaller is above");
        prop_assert_eq!(fraction.to_string().parse(), Ok(fraction));
        let written = ron::to_string(&fraction).expect("it can be written");
        prop_assert_eq!(ron::from_str::<Probability>(&written).expect(&written), fraction);
    }

    #[test]
    fn a_decimal_survives_being_written_and_read(digits in 0..10_000_000_000_000_000u64, places in 0usize..17) {
        let text = format!("0.{digits:0>16}");
        let text = &text[..(2 + places).min(text.len())];
        let number = if places == 0 { Probability::ZERO } else { probability(text).expect(text) };
        prop_assert_eq!(number.to_string().parse(), Ok(number));
        let written = ron::to_string(&number).expect("it can be written");
        prop_assert_eq!(ron::from_str::<Probability>(&written).expect(&written), number);
    }

    #[test]
    fn a_threshold_is_hit_below_it_only(a in any::<u64>(), b in 1..=u64::MAX, bits in any::<u64>()) {
        let fraction = Probability::ratio(a.min(b), a.max(b)).expect("the smaller is above");
        // bits < floor(p * 2^64) exactly when (bits + 1) * b <= a * 2^64; both sides fit into 128 bits.
        let below = ((a.min(b) as u128) << 64) / a.max(b) as u128;
        prop_assert_eq!(fraction.threshold().hit(bits), (bits as u128) < below);
    }

    #[test]
    fn a_duration_survives_being_written_and_read(nanos in any::<u64>(), unit in 0u32..14) {
        for nanos in [nanos, nanos / 10u64.pow(unit) * 10u64.pow(unit), nanos % 1_000_000] {
            let span = Span::from_nanos(nanos);
            prop_assert_eq!(span.to_string().parse(), Ok(span));
            prop_assert_eq!(ron::from_str::<Span>(&ron::to_string(&span).expect("it can")).expect("it can"), span);
        }
    }

    #[test]
    fn reading_a_duration_or_a_probability_never_panics(text in "\\PC{0,12}") {
        let _ = (text.parse::<Span>(), probability(&text));
    }

    #[test]
    fn below_stays_below(bits in any::<u64>(), range in 1..=u64::MAX) {
        prop_assert!(below(bits, range) < range);
    }
}
