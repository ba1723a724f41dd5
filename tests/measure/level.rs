//! Quantiles as people name them, and their ranks.

use sooner::measure::{Confidence, Level};

use crate::level;

#[test]
fn a_quantile_is_read_in_every_way_people_write_it() {
    for text in ["p99.9", "p99_9", "99.9%", "99.9 %", "0.999", "0.99900", ".999", "p099.9"] {
        assert_eq!(text.parse::<Level>().as_ref().map(Level::to_string), Ok("p99.9".to_string()), "{text}");
    }
    assert_eq!(level("0.5"), Level::P50);
    assert_eq!(level("p0.0000000000000001").to_string(), "p0.0000000000000001");
    assert_eq!(level("0.999999999999999999").beyond(), 1e-18);
}

#[test]
fn what_is_no_quantile_is_refused() {
    for text in [
        "",
        "p",
        "%",
        ".",
        "0",
        "1",
        "p0",
        "p100",
        "100%",
        "-0.5",
        "+0.5",
        "1e-3",
        "p99.9%",
        "nan",
        "0.5x",
        "p 99..9",
        "p99.99999999999999999",
        "0.9999999999999999999",
        "99999999999999999999999999999999999999999",
        "０.5",
    ] {
        assert!(text.parse::<Level>().is_err(), "{text}");
    }
}

#[test]
fn a_rank_is_exact_where_floats_are_not() {
    // 0.07 * 100 is 7.000000000000001 in floats.
    assert_eq!(level("0.07").rank(100), 7);
    assert_eq!(level("p99.9").rank(1_000), 999);
    assert_eq!(level("p99.9").rank(1_001), 1_000);
    assert_eq!(Level::P50.rank(u64::MAX), 1 << 63);
    assert_eq!(
        (Level::P50.rank(0), Level::P50.rank(1), Level::P50.rank(2), Level::P50.rank(3)),
        (1, 1, 1, 2)
    );
}

#[test]
fn a_confidence_is_read_as_a_share_or_per_cent() {
    let read = |text: &str| text.parse::<Confidence>().map(|confidence| confidence.to_string());
    assert_eq!(read("0.99"), Ok("99 %".into()));
    assert_eq!(read("99.9%"), Ok("99.9 %".into()));
    assert_eq!(read(" 95 % "), Ok("95 %".into()));
    for text in ["0", "1", "100%", "0%", "-1", "nan", "inf", "95", "", "%", "1e400"] {
        assert!(read(text).is_err(), "{text}");
    }
    assert_eq!(Confidence::new(0.99999999).unwrap().to_string(), "99.999999 %");
    assert_eq!(Confidence::new(0.999999999999).unwrap().to_string(), "99.9999999999 %");
}
