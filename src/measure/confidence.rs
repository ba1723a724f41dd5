//! How sure a statement is. Knows nothing of what is stated.

use std::fmt;
use std::str::FromStr;

/// How sure a statement is: the share of repetitions of the whole experiment in which it would be true, strictly between
/// 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Confidence(f64);

impl Confidence {
    /// What reports use where nobody says otherwise.
    pub const P95: Confidence = Confidence(0.95);

    /// This confidence.
    ///
    /// # Errors
    /// In words, where it is not strictly between 0 and 1.
    pub fn new(confidence: f64) -> Result<Confidence, String> {
        match confidence > 0.0 && confidence < 1.0 {
            true => Ok(Confidence(confidence)),
            false => Err(format!("{confidence} is no confidence: that is above 0 and below 1, like 0.99")),
        }
    }

    /// As a share.
    pub fn get(self) -> f64 {
        self.0
    }

    /// How often it may be wrong: one minus it.
    pub fn error(self) -> f64 {
        1.0 - self.0
    }
}

impl FromStr for Confidence {
    type Err = String;
    fn from_str(text: &str) -> Result<Confidence, String> {
        let percent = text.trim().strip_suffix('%');
        let number: Result<f64, _> = percent.unwrap_or(text).trim().parse();
        match number {
            Ok(number) => Confidence::new(if percent.is_some() { number / 100.0 } else { number }),
            Err(_) => Err(format!("`{text}` is no confidence: write one like 0.99 or 99%")),
        }
    }
}

/// In per cent: `95 %`.
impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = format!("{:.12}", self.0 * 100.0);
        f.pad(&format!("{} %", percent.trim_end_matches('0').trim_end_matches('.')))
    }
}
