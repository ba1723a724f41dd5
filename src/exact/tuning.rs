//! The law turned round: how long the intervals may be, and what shorter ones cost.

use std::cell::Cell;

use super::law::{Law, beyond};
use super::protocol::{NoLaw, Protocol, Ticks};
use super::schedule::nanos;
use super::system::Reach;
use super::{Figure, Tag};
use crate::measure::Level;
use crate::sim::{Span, Time};

/// How many intervals are asked one by one; beyond, they are found by halving.
const ONE_BY_ONE: usize = 512;
/// How often the number of ticks is doubled at most.
const DOUBLINGS: u32 = 40;
/// How much is reckoned at most to find intervals: some seconds of a processor.
const EFFORT: u64 = 4 * super::system::EFFORT;

/// What one pair of intervals comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Data entry's interval; its first tick comes after one.
    pub data_entry: Span,
    /// The annotation service's.
    pub annotation: Span,
    /// P(TTC <= T).
    pub within: f64,
    /// P(TTC > T), without cancellation.
    pub beyond: f64,
    /// The time that one run in a thousand exceeds.
    pub p999: Option<Time>,
    /// How many messages a field costs on average, where that is known.
    pub messages: Option<f64>,
}

/// The largest intervals that are short enough.
#[derive(Clone, Debug, PartialEq)]
pub struct Tuning {
    /// The deadline T.
    pub within: Span,
    /// How likely it is to be met.
    pub probability: Level,
    /// The largest common interval R_max, and what it comes to (exact at zero latency; with latency the
    /// candidates (T - L23)/m and (T - L123)/m are verified by the law, which proves nothing about those between them).
    pub largest: Figure<Point>,
    /// What the next longer interval that the clock can show comes to: not enough, unless no tick is needed before the
    /// deadline, or with latency, where what lies between the candidates is not known.
    pub too_long: Point,
    /// R_safe: every interval up to this one is short enough, too. An interval below R_max need not be, as the probability
    /// does not fall with the interval while creations overlap ticks.
    pub safe: Figure<Point>,
    /// The longest intervals with R_a/R_d such that both services are equally much the bottleneck; `None` where one of them
    /// never is, or that would take too long to find.
    pub balanced: Option<Figure<Point>>,
    /// The knee: the time of a whole cascade. Intervals below it cost more and more messages for what is under way already.
    pub round_trip: Span,
    /// What shorter common intervals would come to, down to the knee.
    pub shorter: Vec<Point>,
}

/// The largest intervals with which the system is consistent within `within` with at least this probability.
///
/// # Errors
/// Where there is no law, or no interval is short enough; in words.
pub fn tune(protocol: &Protocol, within: Span, probability: Level) -> Result<Tuning, NoLaw> {
    let question = Question::new(protocol, within, probability)?;
    let (largest, found_by_halving) = question.largest(1.0)?;
    let exact = question.is_without_latency() && !found_by_halving;
    let known = |exact: bool| if exact { Tag::Exact } else { Tag::Approximation };
    let too_long = question.point(largest + Span::from_nanos(1), 1.0)?;
    let (safe, proved) = question.safe(largest)?;
    let figure = |point: Point, tag: Tag| Figure { value: point, tag };
    let ratio = question.balance();
    let balanced = ratio.and_then(|ratio| {
        let (interval, _) = question.largest(ratio).ok()?;
        question.point(interval, ratio).ok().map(|point| figure(point, Tag::Approximation))
    });
    Ok(Tuning {
        within,
        probability,
        largest: figure(question.point(largest, 1.0)?, known(exact)),
        too_long,
        safe: figure(question.point(safe, 1.0)?, known(exact && proved)),
        balanced,
        round_trip: question.offsets[2],
        shorter: question.shorter(largest),
    })
}

/// What is asked of a protocol.
struct Question<'a> {
    protocol: &'a Protocol,
    deadline: Span,
    probability: Level,
    /// How long before the deadline a tick must come at the latest: none of its cascade, of the annotation service's, of
    /// data entry's.
    offsets: [Span; 3],
    /// What may still be reckoned to find intervals.
    effort: Cell<u64>,
}

impl<'a> Question<'a> {
    fn new(protocol: &'a Protocol, deadline: Span, probability: Level) -> Result<Question<'a>, NoLaw> {
        let longest = protocol.links.each_ref().map(|link| {
            let latencies = link.latency.iter().filter(|(_, probability)| *probability > 0.0);
            latencies.map(|(span, _)| *span).max().unwrap_or_default()
        });
        let (reply, whole) = (longest[1] + longest[2], longest[0] + longest[1] + longest[2]);
        let (offsets, effort) = ([Span::ZERO, reply, whole], Cell::new(EFFORT));
        let question = Question { protocol, deadline, probability, offsets, effort };
        let shortest =
            |link: &super::Link| link.latency.iter().map(|(span, _)| *span).min().unwrap_or_default();
        if super::tail::of(protocol).rate.value == 0.0 {
            return Err(NoLaw("an operation or a link always fails, whatever the intervals".into()));
        }
        let fastest = protocol.links.iter().map(shortest).fold(Span::ZERO, |sum, span| sum + span);
        let last = question.last_created();
        if deadline < last + fastest {
            return Err(NoLaw(format!(
                "no interval is short enough: the last field is created at {last} and takes {fastest} at least, and {deadline} are \
                 over before that"
            )));
        }
        Ok(question)
    }

    fn last_created(&self) -> Span {
        self.protocol.first_create + self.protocol.create_every * self.protocol.fields.saturating_sub(1)
    }

    fn is_without_latency(&self) -> bool {
        self.offsets[2] == Span::ZERO
            && self.protocol.links.iter().all(|link| link.copies.is_none())
            && self.protocol.cuts.is_empty()
    }

    /// The protocol with the annotation service's interval as given, and data entry's so many times that.
    fn with(&self, annotation: Span, ratio: f64) -> Protocol {
        let nanos = (annotation.as_nanos() as f64 * ratio).floor().max(1.0) as u64;
        let data_entry = if ratio == 1.0 { annotation } else { Span::from_nanos(nanos) };
        let ticks = |every: Span| Ticks { first: every, every };
        Protocol { data_entry: ticks(data_entry), annotation: ticks(annotation), ..self.protocol.clone() }
    }

    fn law(&self, annotation: Span, ratio: f64) -> Result<Law, NoLaw> {
        Law::of(&self.with(annotation, ratio))
    }

    /// Asks the law no further than the deadline.
    fn is_enough(&self, annotation: Span, ratio: f64) -> Result<bool, NoLaw> {
        let protocol = self.with(annotation, ratio);
        let mut reach = Reach { until: nanos(self.deadline), effort: self.effort.get() };
        let beyond = beyond(&protocol, &mut reach);
        self.effort.set(reach.effort);
        Ok(beyond? <= self.probability.beyond())
    }

    fn point(&self, annotation: Span, ratio: f64) -> Result<Point, NoLaw> {
        let law = self.law(annotation, ratio)?;
        let at = self.deadline.after_start();
        let messages = law.messages().map(|sent| sent.publish + sent.annotate + sent.ack);
        Ok(Point {
            data_entry: law.protocol().data_entry.every,
            annotation: law.protocol().annotation.every,
            within: law.within(at),
            beyond: law.beyond(at),
            p999: law.reached(1e-3),
            messages: messages.map(|sent| sent / self.protocol.fields as f64),
        })
    }

    /// Intervals with a tick just in time for the deadline, the longest first, from the one with `ticks` ticks on.
    fn candidates(&self, ticks: u64) -> impl Iterator<Item = Span> {
        let mut offsets: Vec<Span> = self.offsets.iter().map(|offset| self.deadline - *offset).collect();
        offsets.dedup();
        let mut next: Vec<(u64, u64)> = offsets
            .iter()
            .map(|span| (span.as_nanos(), ticks.max(1)))
            .filter(|(nanos, _)| *nanos > 0)
            .collect();
        std::iter::from_fn(move || {
            let best = next.iter_mut().max_by_key(|(nanos, ticks)| *nanos / *ticks)?;
            let interval = best.0 / best.1;
            best.1 += 1;
            (interval > 0).then(|| Span::from_nanos(interval))
        })
    }

    /// The largest candidate that is enough, and whether it was found by halving.
    fn largest(&self, ratio: f64) -> Result<(Span, bool), NoLaw> {
        for interval in self.candidates(1).take(ONE_BY_ONE) {
            if self.is_enough(interval, ratio)? {
                return Ok((interval, false));
            }
        }
        let of = |ticks: u64| self.candidates(ticks).next().unwrap_or(Span::from_nanos(1));
        let mut short = 1u64;
        let none = |interval: Span| {
            NoLaw(format!("no interval that can be reckoned with is short enough, not even {interval}"))
        };
        let mut long = 1;
        for _ in 0..DOUBLINGS {
            (long, short) = (short, short * 2);
            match self.is_enough(of(short), ratio) {
                Ok(true) => break,
                Ok(false) => {}
                Err(_) => return Err(none(of(short))),
            }
        }
        if !self.is_enough(of(short), ratio)? {
            return Err(none(of(short)));
        }
        while short - long > 1 {
            let middle = long + (short - long) / 2;
            match self.is_enough(of(middle), ratio)? {
                true => short = middle,
                false => long = middle,
            }
        }
        Ok((of(short), true))
    }

    /// R_safe, and whether that is proved. Between two candidates no field sees fewer ticks the longer the interval, so the
    /// shortest of them decides. At zero latency every field sees at least so many rounds as fit between the last creation
    /// and the deadline, and a tick more never hurts: where those are enough, all shorter intervals are.
    fn safe(&self, largest: Span) -> Result<(Span, bool), NoLaw> {
        let rounds = match self.is_without_latency() {
            true => Some(self.rounds_that_suffice()?),
            false => None,
        };
        let left = (self.deadline - self.last_created()).as_nanos();
        let mut safe = largest;
        let below = self.candidates(1).skip_while(|interval| *interval >= largest);
        for interval in below.take(ONE_BY_ONE) {
            let just_above = interval + Span::from_nanos(1);
            match just_above < safe {
                false => {}
                true => match self.is_enough(just_above, 1.0) {
                    Ok(true) => {}
                    Ok(false) => safe = interval,
                    Err(_) => return Ok((safe, false)),
                },
            }
            if rounds.is_some_and(|rounds| left / just_above.as_nanos() >= rounds) {
                return Ok((safe, true));
            }
            if rounds.is_none() && interval.as_nanos() < largest.as_nanos() / 4 {
                break;
            }
        }
        Ok((safe, false))
    }

    /// How many rounds after its creation make each of the fields consistent with at least the probability.
    fn rounds_that_suffice(&self) -> Result<u64, NoLaw> {
        let round = Span::from_secs(1);
        let mut alone = self.with(round, 1.0);
        (alone.fields, alone.first_create) = (1, Span::ZERO);
        let law = Law::of(&alone)?;
        let fields = self.protocol.fields as f64;
        let beyond = |step: &super::Step| -libm::expm1(fields * libm::log1p(-step.beyond));
        let enough = law.steps().iter().find(|step| beyond(step) <= self.probability.beyond());
        let none = || NoLaw("it settles too slowly to be turned round".to_string());
        enough.map(|step| step.at.as_nanos().div_ceil(round.as_nanos())).ok_or_else(none)
    }

    /// How much longer data entry's interval may be than the annotation service's, with equal rates of the tail.
    fn balance(&self) -> Option<f64> {
        let (data_entry, annotation) = super::tail::open_after_a_tick(self.protocol);
        let ratio = libm::log(data_entry) / libm::log(annotation);
        (ratio.is_finite() && ratio > 0.0).then_some(ratio)
    }

    /// Intervals at round numbers below the largest, and the knee.
    fn shorter(&self, largest: Span) -> Vec<Point> {
        let knee = self.offsets[2];
        let below = [2, 5, 10].map(|parts| Span::from_nanos((largest.as_nanos() / parts).max(1)));
        let mut all: Vec<Span> = below.into_iter().filter(|span| *span > knee).collect();
        all.extend((knee > Span::ZERO && knee < largest).then_some(knee));
        all.into_iter().filter_map(|interval| self.point(interval, 1.0).ok()).collect()
    }
}
