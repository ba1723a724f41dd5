//! What the law is a law of: the protocol's parameters as plain data. Knows no scenario.

use std::fmt;

use crate::sim::{Span, Time};

/// Why there is no law for a setting, in words that can follow "there is no law: ".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoLaw(pub String);

impl fmt::Display for NoLaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// When a service republishes: at `first`, and every `every` from then on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticks {
    /// The first tick, from the start.
    pub first: Span,
    /// The interval.
    pub every: Span,
}

/// What goes first at one instant: the smaller the earlier, no two alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Messages that arrive.
    pub message: u8,
    /// The creation of a field.
    pub create: u8,
    /// The data-entry tick.
    pub data_entry: u8,
    /// The annotation tick.
    pub annotation: u8,
}

/// How messages of a link are copied.
#[derive(Clone, Debug, PartialEq)]
pub struct Copies {
    /// How likely a message is copied.
    pub probability: f64,
    /// Whether message and copy are each lost on their own; otherwise a message is lost, or else may be copied.
    pub per_copy: bool,
    /// How much later than the original the copy arrives, with the probability of each; `None`: it draws a latency of its own.
    pub after: Option<Vec<(Span, f64)>>,
}

/// One kind of message on its way: publish, annotate or ack.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// How long it takes: each possible latency with its probability, ascending.
    pub latency: Vec<(Span, f64)>,
    /// How likely it is lost.
    pub loss: f64,
    /// How it is copied, if it is.
    pub copies: Option<Copies>,
}

/// A link that is known to be cut: what is sent or arrives from the first instant up to the second is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Which of the links, in their order: publish, annotate, ack.
    pub links: [bool; 3],
    /// From when.
    pub from: Time,
    /// Up to when; on this instant the link is whole again.
    pub until: Time,
}

/// The parameters of the protocol (the notation of its law in brackets).
#[derive(Clone, Debug, PartialEq)]
pub struct Protocol {
    /// How many fields there are (N).
    pub fields: u64,
    /// When the first is created (t0).
    pub first_create: Span,
    /// The time between two creations (c).
    pub create_every: Span,
    /// Whether a field is published when it is created.
    pub publish_on_create: bool,
    /// When data entry republishes what is not annotated (fd, R_d).
    pub data_entry: Ticks,
    /// When the annotation service republishes what is not acknowledged (fa, R_a).
    pub annotation: Ticks,
    /// What goes first at one instant.
    pub order: Order,
    /// How likely an attempt to generate, to save, to acknowledge fails (p_a, p_s, p_k).
    pub failures: [f64; 3],
    /// The links: publish, annotate, ack (L1, L2, L3; l; d).
    pub links: [Link; 3],
    /// When links are known to be cut.
    pub cuts: Vec<Cut>,
}

impl Protocol {
    /// Whether it is one: fields, intervals, probabilities and latencies are such that there can be a law.
    pub(super) fn check(&self) -> Result<(), NoLaw> {
        let refuse = |why: &str| Err(NoLaw(why.to_string()));
        if self.fields == 0 {
            return refuse("there are no fields");
        }
        if self.data_entry.every == Span::ZERO || self.annotation.every == Span::ZERO {
            return refuse("a tick needs an interval above zero");
        }
        let Order { message, create, data_entry, annotation } = self.order;
        let mut ranks = [message, create, data_entry, annotation];
        ranks.sort_unstable();
        if ranks.windows(2).any(|pair| pair[0] == pair[1]) {
            return refuse("it is not told what goes first at one instant");
        }
        let copies = |link: &Link| link.copies.as_ref().map_or(0.0, |copies| copies.probability);
        let chances = self.links.iter().flat_map(|link| [link.loss, copies(link)]).chain(self.failures);
        if chances.into_iter().any(|chance| !(0.0..=1.0).contains(&chance)) {
            return refuse("a probability lies outside of 0 to 1");
        }
        let is_law = |latency: &[(Span, f64)]| {
            let sum: f64 = latency.iter().map(|(_, share)| share).sum();
            latency.iter().all(|(_, share)| *share >= 0.0) && (sum - 1.0).abs() < 1e-9
        };
        let after = |link: &Link| link.copies.as_ref().and_then(|copies| copies.after.clone());
        if self
            .links
            .iter()
            .any(|link| !is_law(&link.latency) || after(link).is_some_and(|law| !is_law(&law)))
        {
            return refuse("the probabilities of a latency do not add up to 1");
        }
        Ok(())
    }
}
