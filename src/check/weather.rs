//! The weather as a scenario writes it: laws of the network and of the operations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::climate::{Bursts, Clocks, Crashes, Cuts, Pauses};
use super::problem::Problem;
use crate::sim::law;
use crate::sim::network::{self, LinkLaw};
use crate::sim::operation::OperationLaw;
use crate::sim::probability::Probability;
use crate::sim::time::{Span, Time};

/// How long messages take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Latency {
    /// Always the same.
    Constant(Span),
    /// Every nanosecond from the first to the last, both included, equally likely.
    Uniform(Span, Span),
    /// Exponential with `rate` events `per` span; the mean is `per` / `rate`.
    Exponential {
        /// How many per span.
        rate: f64,
        /// The span.
        per: Span,
    },
    /// exp(ln(median) + sigma * Z), Z standard normal.
    LogNormal {
        /// Half take longer.
        median: Span,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// minimum * U^(-1/shape).
    Pareto {
        /// None is faster.
        minimum: Span,
        /// The tail index; the smaller, the heavier the tail.
        shape: f64,
    },
    /// Several laws with their weights, which add up to 1.
    Mixture(Vec<(Probability, Latency)>),
    /// Measured values: a CSV file beside the scenario.
    Samples(String),
}

impl Default for Latency {
    fn default() -> Latency {
        Latency::Constant(Span::ZERO)
    }
}

/// How messages are copied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duplication {
    /// How likely a message is copied.
    pub probability: Probability,
    /// Loss and copies: `AfterLoss` or `PerCopy`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub mode: Mode,
    /// How long after the original the copy arrives; without it the copy draws its own latency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Latency>,
}

/// How loss and copies go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Mode {
    /// A message is lost, or else may be copied.
    #[default]
    AfterLoss,
    /// Message and copy are each lost on their own; where one is, the other arrives as if there had been one only.
    PerCopy,
}

/// Messages that take longer, so that later ones overtake them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reorder {
    /// How likely.
    pub probability: Probability,
    /// How much longer at most; every nanosecond up to it is equally likely.
    pub by: Span,
}

/// What differs on some links from the rest of the weather. The last entry that fits a message decides; what it
/// leaves out is as everywhere.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LinkWeather {
    /// Only from this process.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Only to this process.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Only messages of this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// As [`Weather::latency`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency: Option<Latency>,
    /// As [`Weather::loss`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss: Option<Probability>,
    /// As [`Weather::duplication`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplication: Option<Duplication>,
    /// As [`Weather::reorder`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reorder: Option<Reorder>,
    /// As [`Weather::fifo`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fifo: Option<bool>,
    /// As [`Weather::capacity`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// As [`Weather::connection`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<Span>,
}

impl LinkWeather {
    /// The same, with what it leaves out as `other` says.
    pub(super) fn over(&self, other: Option<&LinkWeather>) -> LinkWeather {
        let Some(other) = other else { return self.clone() };
        LinkWeather {
            latency: self.latency.clone().or_else(|| other.latency.clone()),
            loss: self.loss.or(other.loss),
            duplication: self.duplication.clone().or_else(|| other.duplication.clone()),
            reorder: self.reorder.clone().or_else(|| other.reorder.clone()),
            fifo: self.fifo.or(other.fifo),
            capacity: self.capacity.or(other.capacity),
            connection: self.connection.or(other.connection),
            ..self.clone()
        }
    }

    /// Whether anything differs on these links.
    pub(super) fn says_anything(&self) -> bool {
        let LinkWeather { from, to, kind, .. } = self.clone();
        *self != LinkWeather { from, to, kind, ..LinkWeather::default() }
    }
}

/// When attempts of an operation fail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Failures {
    /// They never do.
    Never,
    /// Attempt n fails exactly when k divides n; 0 means never.
    EveryKth(u64),
    /// Each attempt fails with this probability.
    Chance(Probability),
    /// These attempts fail, counted from 1 over all items.
    Script(Vec<u64>),
}

/// The laws that a run's random faults are drawn from.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Weather {
    /// How long messages take.
    #[serde(skip_serializing_if = "is_default")]
    pub latency: Latency,
    /// The declared upper end of the latency, where the law has none: what takes longer counts as a disturbance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_bound: Option<Span>,
    /// How likely a message is lost.
    #[serde(skip_serializing_if = "is_default")]
    pub loss: Probability,
    /// How messages are copied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplication: Option<Duplication>,
    /// Messages that are overtaken on purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reorder: Option<Reorder>,
    /// Whether messages of one link never overtake each other.
    #[serde(skip_serializing_if = "is_default")]
    pub fifo: bool,
    /// How many messages are under way on one link at most; the excess waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// Makes the links connections; the value is how long one survives a cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<Span>,
    /// What differs on some links.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LinkWeather>,
    /// When operations fail, by their names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "super::text::by_name")]
    pub operations: BTreeMap<String, Failures>,
    /// Bursts of loss and delay on every link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bursts: Option<Bursts>,
    /// Links that are cut now and then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub partitions: Vec<Cuts>,
    /// Links that are stuck now and then: what is sent then arrives at the end of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clogs: Vec<Cuts>,
    /// Processes that crash and come back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub crashes: Vec<Crashes>,
    /// Processes that stand still now and then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pauses>,
    /// Clocks that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clocks: Vec<Clocks>,
    /// How likely a step goes behind those that are due at its instant in its rank; messages of a FIFO link never do.
    #[serde(skip_serializing_if = "is_default")]
    pub ties: Probability,
    /// From this instant on nothing is left to chance but latencies: links are whole, processes are up, clocks run right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heal_at: Option<Time>,
}

pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Measured samples by the name of their file, as a scenario's surroundings provide them.
pub type Samples = BTreeMap<String, Vec<Span>>;

impl Weather {
    /// The law of links that nothing special is said of.
    pub(super) fn law(&self, samples: &Samples) -> Result<LinkLaw, Problem> {
        Ok(LinkLaw {
            latency: self.latency.resolve(samples).map_err(|problem| problem.within(["latency"]))?,
            loss: self.loss.threshold(),
            duplication: Duplication::resolve(self.duplication.as_ref(), samples)?,
            reorder: Reorder::resolve(self.reorder.as_ref()),
            fifo: self.fifo,
            capacity: checked_capacity(self.capacity)?,
            connection: self.connection,
        })
    }

    /// The law of the links of one entry.
    pub(super) fn special(&self, link: &LinkWeather, samples: &Samples) -> Result<LinkLaw, Problem> {
        let merged = Weather {
            latency: link.latency.clone().unwrap_or_else(|| self.latency.clone()),
            loss: link.loss.unwrap_or(self.loss),
            duplication: link.duplication.clone().or_else(|| self.duplication.clone()),
            reorder: link.reorder.clone().or_else(|| self.reorder.clone()),
            fifo: link.fifo.unwrap_or(self.fifo),
            capacity: link.capacity.or(self.capacity),
            connection: link.connection.or(self.connection),
            ..Weather::default()
        };
        merged.law(samples)
    }

    /// Every latency law with the keys that lead to it.
    pub(super) fn sample_files(&self) -> Vec<String> {
        let duplications =
            |duplication: &Option<Duplication>| duplication.as_ref().and_then(|d| d.delay.clone());
        let links =
            self.links.iter().flat_map(|link| [link.latency.clone(), duplications(&link.duplication)]);
        let mut files = Vec::new();
        self.bursts.iter().for_each(|bursts| bursts.delay.sample_files(&mut files));
        for law in
            [Some(self.latency.clone()), duplications(&self.duplication)].into_iter().chain(links).flatten()
        {
            law.sample_files(&mut files);
        }
        files
    }
}

fn checked_capacity(capacity: Option<u32>) -> Result<Option<u32>, Problem> {
    match capacity {
        Some(0) => Err(Problem::at(["capacity"], "a link without room delivers nothing")
            .hint("leave it out, or write 1 or more")),
        other => Ok(other),
    }
}

impl Duplication {
    fn resolve(
        duplication: Option<&Duplication>,
        samples: &Samples,
    ) -> Result<network::Duplication, Problem> {
        let Some(duplication) = duplication else { return Ok(network::Duplication::default()) };
        let delay = duplication.delay.as_ref().map(|delay| delay.resolve(samples)).transpose();
        Ok(network::Duplication {
            chance: duplication.probability.threshold(),
            per_copy: duplication.mode == Mode::PerCopy,
            delay: delay.map_err(|problem| problem.within(["duplication", "delay"]))?,
        })
    }
}

impl Reorder {
    fn resolve(reorder: Option<&Reorder>) -> (crate::sim::probability::Threshold, Span) {
        reorder.map_or_else(Default::default, |reorder| (reorder.probability.threshold(), reorder.by))
    }
}

impl Latency {
    pub(super) fn sample_files(&self, files: &mut Vec<String>) {
        match self {
            Latency::Samples(file) => files.push(file.clone()),
            Latency::Mixture(parts) => parts.iter().for_each(|(_, law)| law.sample_files(files)),
            _ => {}
        }
    }

    pub(super) fn resolve(&self, samples: &Samples) -> Result<law::Latency, Problem> {
        let problem = |message: String| Problem::at::<&str>([], message);
        let positive = |name: &str, value: f64| match value.is_finite() && value > 0.0 {
            true => Ok(value),
            false => Err(Problem::at([name], format!("{value} is not above 0"))),
        };
        Ok(match self {
            Latency::Constant(span) => law::Latency::Constant(*span),
            Latency::Uniform(from, to) if from > to => {
                return Err(problem(format!("from {from} to {to} is no range"))
                    .hint("write the smaller duration first"));
            }
            Latency::Uniform(from, to) => law::Latency::Uniform(*from, *to),
            Latency::Exponential { rate, per } => {
                law::Latency::Exponential { mean: per.as_nanos() as f64 / positive("rate", *rate)? }
            }
            Latency::LogNormal { median, sigma } => law::Latency::LogNormal {
                median: median.as_nanos() as f64,
                sigma: positive("sigma", *sigma)?,
            },
            Latency::Pareto { minimum, shape } => {
                law::Latency::Pareto { minimum: minimum.as_nanos() as f64, shape: positive("shape", *shape)? }
            }
            Latency::Samples(file) => law::Latency::Samples(
                samples.get(file).cloned().ok_or_else(|| problem(format!("no samples `{file}`")))?,
            ),
            Latency::Mixture(parts) => law::Latency::Mixture(mixture(parts, samples)?),
        })
    }
}

/// The components of a mixture with their cumulative weights.
fn mixture(parts: &[(Probability, Latency)], samples: &Samples) -> Result<Vec<law::Component>, Problem> {
    let mut components = Vec::new();
    let mut sum = Probability::ZERO;
    for (index, (weight, law)) in parts.iter().enumerate() {
        let at = |problem: Problem| problem.within([index.to_string(), "1".into()]);
        let law = law.resolve(samples).map_err(at)?;
        sum = sum.plus(*weight).map_err(|message| Problem::at([index.to_string(), "0".into()], message))?;
        components.push(law::Component { up_to: sum.up_to(), law });
    }
    match sum.is_one() {
        true => Ok(components),
        false => Err(Problem::at::<&str>([], format!("the weights of the mixture add up to {sum}"))
            .hint("they must add up to exactly 1")),
    }
}

impl Failures {
    pub(super) fn resolve(&self) -> Result<OperationLaw, Problem> {
        Ok(match self {
            Failures::Never | Failures::EveryKth(0) => OperationLaw::Never,
            Failures::EveryKth(k) => OperationLaw::EveryKth(*k),
            Failures::Chance(probability) => OperationLaw::Chance(probability.threshold()),
            Failures::Script(attempts) => {
                if attempts.contains(&0) {
                    return Err(Problem::at::<&str>([], "attempts count from 1, not 0"));
                }
                let mut attempts = attempts.clone();
                attempts.sort_unstable();
                // An attempt that is named twice still fails once.
                attempts.dedup();
                OperationLaw::Script(attempts)
            }
        })
    }
}
