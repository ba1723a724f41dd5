//! What a scenario demands of the times of many runs: `(p99, "< 12s")`. Assessed by a campaign, never by a single run.

use std::fmt;
use std::str::FromStr;

use serde::ser::SerializeTuple;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::measure::{
    Confidence, Level, Quantile, Rounded, Times, clopper_pearson, length, length_of, mean, quantile, several,
};
use crate::sim::time::{Span, Time};

/// What is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// A quantile of the times to consistency.
    Quantile(Level),
    /// Their mean.
    Mean,
}

/// On which side of the bound it has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>=`
    AtLeast,
    /// `>`
    Above,
}

/// One bound on the times to consistency of many runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// What is bounded.
    pub quantity: Quantity,
    /// How.
    pub comparison: Comparison,
    /// By what.
    pub bound: Span,
}

/// Whether a threshold holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// With the confidence that was asked for, it does.
    Pass,
    /// With that confidence, it does not.
    Fail,
    /// So few runs say neither.
    Unsure,
}

/// A threshold, held against a sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessed {
    /// The threshold.
    pub threshold: Threshold,
    /// Whether it holds.
    pub holds: Holds,
    /// The quantity and its interval, in words.
    pub seen: String,
}

impl Comparison {
    const ALL: [Comparison; 4] =
        [Comparison::AtMost, Comparison::AtLeast, Comparison::Below, Comparison::Above];

    fn sign(self) -> &'static str {
        match self {
            Comparison::Below => "<",
            Comparison::AtMost => "<=",
            Comparison::AtLeast => ">=",
            Comparison::Above => ">",
        }
    }

    fn is_upper(self) -> bool {
        matches!(self, Comparison::Below | Comparison::AtMost)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Quantity::Quantile(level) => level.fmt(f),
            Quantity::Mean => f.pad("mean"),
        }
    }
}

impl FromStr for Quantity {
    type Err = String;
    fn from_str(text: &str) -> Result<Quantity, String> {
        let level = || text.strip_prefix('p').and_then(|_| text.parse().ok()).map(Quantity::Quantile);
        match text {
            "mean" => Some(Quantity::Mean),
            _ => level(),
        }
        .ok_or_else(|| {
            format!(
                "`{text}` is nothing that can be bounded; write `mean`, or a quantile like `p99` or `p99_9`"
            )
        })
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.quantity, self.comparison.sign(), self.bound)
    }
}

impl fmt::Display for Holds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Holds::Pass => "PASS",
            Holds::Fail => "FAIL",
            Holds::Unsure => "UNSURE",
        })
    }
}

impl Threshold {
    /// The instant by which so many runs are to be consistent; none of a mean, or where it must take longer.
    pub fn deadline(&self) -> Option<Time> {
        let is_deadline = matches!(self.quantity, Quantity::Quantile(_)) && self.comparison.is_upper();
        is_deadline.then(|| self.bound.after_start())
    }

    /// Holds it against the times of many runs. A quantile is below a bound exactly when enough runs are: so the exact
    /// interval of that share decides. What a run that was not watched long enough would have done, nobody knows: it counts
    /// against either answer.
    pub fn judge(&self, times: &Times, confidence: Confidence) -> Assessed {
        let (holds, seen) = match self.quantity {
            Quantity::Quantile(level) => self.judge_quantile(level, times, confidence),
            Quantity::Mean => self.judge_mean(times, confidence),
        };
        Assessed { threshold: *self, holds, seen }
    }

    fn judge_quantile(&self, level: Level, times: &Times, confidence: Confidence) -> (Holds, String) {
        let Some(estimate) = quantile(times, level, confidence) else {
            return (Holds::Unsure, "no run".to_string());
        };
        // The quantile is at most t exactly when P(T <= t) >= q; it is below t when that holds an instant earlier.
        let including = matches!(self.comparison, Comparison::AtMost | Comparison::Above);
        let latest = match including {
            true => Some(self.bound.after_start()),
            false => self.bound.as_nanos().checked_sub(1).map(Time::from_nanos),
        };
        let hits = latest.map_or(0, |latest| times.within(latest));
        let unknown = match latest {
            Some(latest) if latest > times.horizon().after_start() => times.unreached().total(),
            _ => times.unreached().step_limit,
        };
        let q = level.get();
        let reaches = clopper_pearson(hits, times.runs(), confidence).low >= q;
        let falls_short = clopper_pearson(hits + unknown, times.runs(), confidence).high < q;
        (self.answer(reaches, falls_short), seen(&estimate, times))
    }

    /// The answer, where the quantity is surely below the bound, or surely above it.
    fn answer(&self, below: bool, above: bool) -> Holds {
        let (holds, fails) = if self.comparison.is_upper() { (below, above) } else { (above, below) };
        match (holds, fails) {
            (true, _) => Holds::Pass,
            (_, true) => Holds::Fail,
            _ => Holds::Unsure,
        }
    }

    fn judge_mean(&self, times: &Times, confidence: Confidence) -> (Holds, String) {
        let Some(mean) = mean(times, confidence) else {
            let missing = times.unreached().total();
            return (Holds::Unsure, format!("no mean: {missing} of {} runs did not settle", times.runs()));
        };
        let bound = self.bound.as_nanos() as f64;
        let (below, above) = match self.comparison {
            Comparison::Below | Comparison::AtLeast => (mean.high < bound, mean.low >= bound),
            Comparison::AtMost | Comparison::Above => (mean.high <= bound, mean.low > bound),
        };
        let width = mean.high - mean.low;
        let told = |nanos: f64, rounded: Rounded| length_of(nanos, width, rounded);
        let value = told(mean.value, Rounded::Nearest);
        let seen = match width.is_finite() {
            true => {
                let (low, high) = (told(mean.low, Rounded::Down), told(mean.high, Rounded::Up));
                format!("{value}, between {low} and {high}")
            }
            false => format!("{value}; limits need 2 seeds"),
        };
        (self.answer(below, above), seen)
    }
}

/// A quantile and its interval in words, with the digits that the interval supports and its limits rounded outwards.
fn seen(quantile: &Quantile, times: &Times) -> String {
    // How long runs were watched says nothing where one ended before.
    let watched = (times.unreached().ended_early() == 0).then_some(times.horizon());
    let told = |time: Time, rounded: Rounded| length(time.as_nanos(), quantile.width(), rounded);
    let value = match quantile.value {
        Some((value, _)) => told(value, Rounded::Nearest),
        None => watched.map_or("not reached".to_string(), |horizon| format!("not by {horizon}")),
    };
    let low = match quantile.low {
        Some(low) => format!("at least {}", told(low, Rounded::Down)),
        None if quantile.beyond => {
            watched.map_or("longer than was watched".to_string(), |horizon| format!("longer than {horizon}"))
        }
        None => "at least 0s".to_string(),
    };
    match (quantile.high, quantile.needs) {
        (Some(high), _) => {
            let low = quantile.low.map_or("0s".to_string(), |low| told(low, Rounded::Down));
            format!("{value}, between {low} and {}", told(high, Rounded::Up))
        }
        (None, Some(needs)) => format!("{value}, {low}; an upper limit needs {}", several(needs, "seed")),
        (None, None) => format!("{value}, {low}"),
    }
}

/// The names that RON can write without quotes.
const BARE: [(&str, &str); 9] = [
    ("mean", "mean"),
    ("p50", "p50"),
    ("p75", "p75"),
    ("p90", "p90"),
    ("p95", "p95"),
    ("p99", "p99"),
    ("p99.9", "p99_9"),
    ("p99.99", "p99_99"),
    ("p99.999", "p99_999"),
];

/// As a file writes it: `(p99, "< 12s")`; a rarer quantile in quotes: `("p99.95", "< 12s")`.
impl Serialize for Threshold {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Bare(&'static str);
        impl Serialize for Bare {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_unit_variant("Quantity", 0, self.0)
            }
        }
        let name = self.quantity.to_string();
        let mut pair = serializer.serialize_tuple(2)?;
        match BARE.iter().find(|(known, _)| *known == name) {
            Some((_, bare)) => pair.serialize_element(&Bare(bare))?,
            None => pair.serialize_element(&name)?,
        }
        pair.serialize_element(&format!("{} {}", self.comparison.sign(), self.bound))?;
        pair.end()
    }
}

impl<'de> Deserialize<'de> for Threshold {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Threshold, D::Error> {
        let (Named(quantity), Bounded(comparison, bound)) = Deserialize::deserialize(deserializer)?;
        Ok(Threshold { quantity, comparison, bound })
    }
}

/// A quantity, with or without quotes.
struct Named(Quantity);

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Named, D::Error> {
        let raw = Box::<ron::value::RawValue>::deserialize(deserializer)?;
        let name = raw.trim().get_ron();
        name.trim_matches('"').parse().map(Named).map_err(de::Error::custom)
    }
}

/// A comparison and a duration: `"< 12s"`.
struct Bounded(Comparison, Span);

impl<'de> Deserialize<'de> for Bounded {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bounded, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bounded = Comparison::ALL.iter().find_map(|one| {
            let bound = text.trim().strip_prefix(one.sign())?.trim().parse();
            Some(bound.map(|bound| Bounded(*one, bound)))
        });
        match bounded {
            Some(bounded) => bounded.map_err(de::Error::custom),
            None => Err(de::Error::custom(format!("`{text}` is no bound; write one like \"< 12s\""))),
        }
    }
}
