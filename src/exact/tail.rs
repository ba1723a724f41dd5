//! How the distribution falls off in the end, and how it grows with the number of fields, by
//! formulas alone. Knows no tick but its interval.

use super::protocol::{Copies, Link, Protocol};
use super::schedule::nanos;
use super::{Figure, Tag};
use crate::measure::Level;
use crate::sim::Span;

/// How the distribution falls off in the end: P(TTC > t) ~ N C exp(-rate t).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tail {
    /// The dominant rate lambda, per second; zero where it never becomes consistent, infinite where nothing can fail.
    pub rate: Figure<f64>,
    /// theta = exp(-lambda R): what is left after one interval of the service that is the bottleneck.
    pub theta: Figure<f64>,
    /// Which service that is.
    pub bottleneck: &'static str,
    /// What ten times as many fields cost: ln(10)/lambda.
    pub per_decade: Figure<Span>,
}

/// How the time grows with the number of fields where both services tick at the same instants: P(n rounds suffice) ~
/// exp(-N C theta^n).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// C: a field that is created well before a tick is open after n rounds with probability ~ C theta^n.
    pub constant: Figure<f64>,
    /// theta: what is left after one round.
    pub theta: Figure<f64>,
    /// How many fields there are.
    pub fields: u64,
}

impl Growth {
    /// How many rounds it takes on average: (ln(N C) + 0.5772)/(-ln theta) + 1/2.
    pub fn mean_rounds(&self) -> Figure<f64> {
        const EULER: f64 = 0.577_215_664_901_532_9;
        let value = (self.log_of_open() + EULER) / -libm::log(self.theta.value) + 0.5;
        Figure { value, tag: Tag::Approximation }
    }

    /// How many rounds suffice with this probability: ceil((ln(N C) - ln(-ln q)) / (-ln theta)), never fewer than none.
    pub fn rounds(&self, level: Level) -> Figure<f64> {
        let surely = -libm::log1p(-level.beyond());
        let value = (self.log_of_open() - libm::log(surely)) / -libm::log(self.theta.value);
        Figure { value: value.ceil().max(0.0), tag: Tag::Approximation }
    }

    fn log_of_open(&self) -> f64 {
        libm::log(self.fields as f64) + libm::log(self.constant.value)
    }
}

/// An attempt that fails or succeeds; both are known without cancellation.
#[derive(Clone, Copy, Debug)]
struct Odds {
    fails: f64,
    succeeds: f64,
}

impl Odds {
    fn of_failure(fails: f64) -> Odds {
        Odds { fails, succeeds: 1.0 - fails }
    }

    /// Only if both do.
    fn and(self, then: Odds) -> Odds {
        let fails = self.fails + self.succeeds * then.fails;
        Odds { fails, succeeds: self.succeeds * then.succeeds }
    }

    /// By a message, all of whose copies try: their generating function, phi.
    fn sent(self, link: &Link) -> Odds {
        let Odds { fails: z, succeeds: w } = self;
        let l = link.loss;
        let (d, per_copy) = match &link.copies {
            Some(Copies { probability, per_copy, .. }) => (*probability, *per_copy),
            None => (0.0, false),
        };
        if per_copy {
            let (y, x) = (l + (1.0 - l) * z, (1.0 - l) * w);
            Odds { fails: (1.0 - d) * y + d * y * y, succeeds: x * (1.0 + d * y) }
        } else {
            let copies = (1.0 - d) * z + d * z * z;
            Odds { fails: l + (1.0 - l) * copies, succeeds: (1.0 - l) * w * (1.0 + d * z) }
        }
    }

    /// -ln of failing.
    fn rate(self) -> f64 {
        if self.fails < 0.5 { -libm::log(self.fails) } else { -libm::log1p(-self.succeeds) }
    }
}

/// What may come of one publication.
#[derive(Clone, Copy, Debug)]
struct Depths {
    alpha: Odds,
    beta: Odds,
    beta_prime: Odds,
    gamma: Odds,
    gamma_prime: Odds,
}

impl Depths {
    fn of(protocol: &Protocol) -> Depths {
        let [generate, save, ack] = protocol.failures.map(Odds::of_failure);
        let [publish, annotate, acknowledge] = &protocol.links;
        let (beta, gamma) = (save.sent(annotate), save.and(ack.sent(acknowledge)).sent(annotate));
        let publish = |then: Odds| then.sent(publish);
        let (beta_prime, gamma_prime) = (publish(generate.and(beta)), publish(generate.and(gamma)));
        Depths { alpha: publish(generate), beta, beta_prime, gamma, gamma_prime }
    }
}

/// lambda = min(-ln alpha / R_d, -ln gamma / R_a), whatever the latency.
pub(super) fn of(protocol: &Protocol) -> Tail {
    let depths = Depths::of(protocol);
    let seconds = |span: Span| (span.as_nanos() as f64) / 1e9;
    let data_entry = depths.alpha.rate() / seconds(protocol.data_entry.every);
    let annotation = depths.gamma.rate() / seconds(protocol.annotation.every);
    let (rate, bottleneck, odds) = match data_entry < annotation {
        true => (data_entry, "data-entry", depths.alpha),
        false => (annotation, "annotation", depths.gamma),
    };
    // A negative zero is none.
    let rate = rate.max(0.0) + 0.0;
    let decade = std::f64::consts::LN_10 / rate * 1e9;
    let exact = |value| Figure { value, tag: Tag::Exact };
    let per_decade = Figure { value: Span::from_nanos(decade as u64), tag: Tag::Approximation };
    Tail { rate: exact(rate), theta: exact(odds.fails), bottleneck, per_decade }
}

/// What is left open by a tick of data entry, and of the annotation service, in the long run: alpha and gamma.
pub(super) fn open_after_a_tick(protocol: &Protocol) -> (f64, f64) {
    let depths = Depths::of(protocol);
    (depths.alpha.fails, depths.gamma.fails)
}

/// How the time grows with the number of fields, where C is known.
pub(super) fn growth(protocol: &Protocol) -> Option<Growth> {
    let constant = constant(protocol)?;
    let theta = of(protocol).theta.value;
    if !(constant > 0.0 && theta > 0.0 && theta < 1.0) {
        return None;
    }
    let exact = |value| Figure { value, tag: Tag::Exact };
    Some(Growth { constant: exact(constant), theta: exact(theta), fields: protocol.fields })
}

/// How the two ticks of an instant go together.
enum Scheme {
    Parallel,
    AnnotationFirst,
    DataEntryFirst,
}

fn scheme(protocol: &Protocol) -> Option<Scheme> {
    let Protocol { data_entry, annotation, order, .. } = protocol;
    let every = data_entry.every;
    let together = every == annotation.every
        && data_entry.first.as_nanos() % every.as_nanos() == annotation.first.as_nanos() % every.as_nanos();
    let mut sum = Span::ZERO;
    for link in &protocol.links {
        let [(latency, _)] = link.latency[..] else { return None };
        let late = |after: &Vec<(Span, f64)>| after.iter().any(|(after, _)| *after > Span::ZERO);
        if link.copies.as_ref().and_then(|copies| copies.after.as_ref()).is_some_and(late) {
            return None;
        }
        sum = sum + latency;
    }
    if !together || !protocol.cuts.is_empty() || nanos(sum) >= nanos(every) {
        return None;
    }
    let [publish, annotate, ack] = [0, 1, 2].map(|link| protocol.links[link].latency[0].0);
    // With some latencies zero and some not, what the second tick sees is yet something else.
    Some(match (sum == Span::ZERO, order.data_entry < order.annotation) {
        (true, true) if order.message < order.annotation => Scheme::DataEntryFirst,
        (true, false) if order.message < order.data_entry => Scheme::AnnotationFirst,
        (true, _) => Scheme::Parallel,
        (false, _) if [publish, annotate, ack].contains(&Span::ZERO) => return None,
        (false, _) => Scheme::Parallel,
    })
}

/// C, for a field that is created so long before a tick that its first publication is over by then.
fn constant(protocol: &Protocol) -> Option<f64> {
    let Depths { alpha, beta, beta_prime, gamma, gamma_prime } = Depths::of(protocol);
    let [d0, d1, d2, d3] = [
        alpha.fails,
        beta_prime.fails - alpha.fails,
        gamma_prime.fails - beta_prime.fails,
        gamma_prime.succeeds,
    ];
    let [a1, a2] = [beta.fails, gamma.fails - beta.fails];
    let (l0, l1, l2) = (alpha.fails, beta_prime.fails * beta.fails, gamma.fails);
    let (q01, q02, q12) = match scheme(protocol)? {
        Scheme::Parallel => (d1, d2, (1.0 - d3) * l2 - l1),
        Scheme::AnnotationFirst => (d1, d2, a2 + a1 * d2),
        Scheme::DataEntryFirst => (d1 * a1, d1 * a2 + d2 * l2, (d0 + d1) * a2 + d2 * l2),
    };
    let (p0, p1, p2) = if protocol.publish_on_create { (d0, d1, d2) } else { (1.0, 0.0, 0.0) };
    if l2 > l0 && l2 > l1 {
        return Some(
            p2 + p1 * q12 / (l2 - l1) + p0 * (q02 / (l2 - l0) + q01 * q12 / ((l2 - l0) * (l2 - l1))),
        );
    }
    (l0 > l2 && l0 > l1)
        .then(|| p0 * (1.0 + q01 / (l0 - l1) + q02 / (l0 - l2) + q01 * q12 / ((l0 - l1) * (l0 - l2))))
}
