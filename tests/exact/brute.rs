//! Another way to compute the law: a small simulator of one field that follows every branch of chance at once, event by
//! event in the order of (time, rank), and shares no line with the law.

use std::collections::BTreeMap;

use sooner::exact::{Law, Link, Protocol, Step};
use sooner::sim::{Span, Time};

use crate::settings::{Dice, any_order, random_link, ticks};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Create,
    DataEntryTick,
    AnnotationTick,
    Arrives(usize),
}

/// What is due, ascending; whether the field is annotated, and saved.
type State = (Vec<(u64, u8, Event)>, bool, bool);

struct Brute<'a> {
    protocol: &'a Protocol,
    todo: BTreeMap<State, f64>,
}

impl Brute<'_> {
    fn due(&self, agenda: &mut Vec<(u64, u8, Event)>, at: u64, event: Event) {
        let order = self.protocol.order;
        let rank = match event {
            Event::Create => order.create,
            Event::DataEntryTick => order.data_entry,
            Event::AnnotationTick => order.annotation,
            Event::Arrives(_) => order.message,
        };
        agenda.push((at, rank, event));
        agenda.sort();
    }

    fn is_cut(&self, link: usize, at: u64) -> bool {
        let at = Time::from_nanos(at);
        self.protocol.cuts.iter().any(|cut| cut.links[link] && cut.from <= at && at < cut.until)
    }

    /// Every fate of a message: when its copies arrive, with which probability.
    fn fates(link: &Link) -> Vec<(Vec<u64>, f64)> {
        let mut fates = Vec::new();
        for (latency, share) in &link.latency {
            let latency = latency.as_nanos();
            let Some(copies) = &link.copies else {
                fates.push((vec![latency], share * (1.0 - link.loss)));
                fates.push((vec![], share * link.loss));
                continue;
            };
            let (d, l) = (copies.probability, link.loss);
            let delays: Vec<(u64, f64)> = match &copies.after {
                Some(after) => after.iter().map(|(after, p)| (latency + after.as_nanos(), *p)).collect(),
                None => link.latency.iter().map(|(own, p)| (own.as_nanos(), *p)).collect(),
            };
            for (copy, p) in delays {
                for (copied, copied_p) in [(true, d), (false, 1.0 - d)] {
                    for (lost, lost_p) in [(true, l), (false, 1.0 - l)] {
                        for (copy_lost, copy_lost_p) in [(true, l), (false, 1.0 - l)] {
                            let gone = if copies.per_copy { [lost, copy_lost] } else { [lost, lost] };
                            let mut arrive = Vec::new();
                            arrive.extend((!gone[0]).then_some(latency));
                            arrive.extend((copied && !gone[1]).then_some(copy));
                            fates.push((arrive, share * p * copied_p * lost_p * copy_lost_p));
                        }
                    }
                }
            }
        }
        fates
    }

    /// A message is sent at an instant, and things go on with every fate of it.
    fn send(&self, link: usize, now: u64, states: Vec<(State, f64)>) -> Vec<(State, f64)> {
        if self.is_cut(link, now) {
            return states;
        }
        let mut sent = Vec::new();
        for (state, probability) in states {
            for (copies, p) in Self::fates(&self.protocol.links[link]) {
                let mut state = state.clone();
                for copy in copies {
                    self.due(&mut state.0, now + copy, Event::Arrives(link));
                }
                sent.push((state, probability * p));
            }
        }
        sent
    }

    /// What an event does, in every branch; `None` where the field is then acknowledged.
    fn take(&self, (at, event): (u64, Event), mut state: State) -> Vec<(Option<State>, f64)> {
        let protocol = self.protocol;
        let mut next = |every: Span| {
            let mut agenda = std::mem::take(&mut state.0);
            self.due(&mut agenda, at + every.as_nanos(), event);
            state.0 = agenda;
        };
        match event {
            Event::DataEntryTick => next(protocol.data_entry.every),
            Event::AnnotationTick => next(protocol.annotation.every),
            _ => {}
        }
        let exists = !state.0.iter().any(|(_, _, event)| *event == Event::Create);
        let (annotated, saved) = (state.1, state.2);
        let goes = |states: Vec<(State, f64)>| states.into_iter().map(|(s, p)| (Some(s), p)).collect();
        match event {
            Event::Create if protocol.publish_on_create => goes(self.send(0, at, vec![(state, 1.0)])),
            Event::DataEntryTick if exists && !saved => goes(self.send(0, at, vec![(state, 1.0)])),
            // An acknowledged field is not looked at any more.
            Event::AnnotationTick if annotated => goes(self.send(1, at, vec![(state, 1.0)])),
            Event::Arrives(link) => {
                let fails = protocol.failures[link];
                if self.is_cut(link, at) {
                    return vec![(Some(state), 1.0)];
                }
                let mut branches = vec![(Some(state.clone()), fails)];
                state.1 |= link == 0;
                state.2 |= link == 1;
                match link {
                    2 => branches.push((None, 1.0 - fails)),
                    _ => branches.extend(
                        self.send(link + 1, at, vec![(state, 1.0 - fails)])
                            .into_iter()
                            .map(|(s, p)| (Some(s), p)),
                    ),
                }
                branches
            }
            _ => vec![(Some(state), 1.0)],
        }
    }
}

/// The most branches that are followed at once.
const MOST: usize = 1_500;

/// When a field that is created at an instant is acknowledged: each instant up to a last one with its probability. `None`
/// where there are too many branches.
pub(crate) fn acknowledged(protocol: &Protocol, created: u64, until: u64) -> Option<BTreeMap<u64, f64>> {
    let mut brute = Brute { protocol, todo: BTreeMap::new() };
    let mut agenda = Vec::new();
    brute.due(&mut agenda, created, Event::Create);
    brute.due(&mut agenda, protocol.data_entry.first.as_nanos(), Event::DataEntryTick);
    brute.due(&mut agenda, protocol.annotation.first.as_nanos(), Event::AnnotationTick);
    brute.todo.insert((agenda, false, false), 1.0);
    let mut found = BTreeMap::new();
    while let Some(((mut agenda, annotated, saved), probability)) = brute.todo.pop_first() {
        let (at, _, event) = agenda.remove(0);
        if at > until {
            continue;
        }
        if brute.todo.len() > MOST {
            return None;
        }
        for (state, p) in brute.take((at, event), (agenda, annotated, saved)) {
            match state {
                _ if p == 0.0 => {}
                Some(state) => *brute.todo.entry(state).or_default() += probability * p,
                None => *found.entry(at).or_default() += probability * p,
            }
        }
    }
    Some(found)
}

/// Holds a law's steps against every branch, up to an instant; false where there are too many branches.
pub(crate) fn holds(protocol: &Protocol, until: u64) -> bool {
    let law = Law::of(protocol).unwrap_or_else(|why| panic!("{why}: {protocol:?}"));
    let created = |index: u64| (protocol.first_create + protocol.create_every * index).as_nanos();
    let fields: Option<Vec<BTreeMap<u64, f64>>> =
        (0..protocol.fields).map(|index| acknowledged(protocol, created(index), until)).collect();
    let Some(fields) = fields else { return false };
    for at in 0..=until {
        let within: f64 =
            fields.iter().map(|field| field.range(..=at).map(|(_, p)| p).sum::<f64>()).product();
        let time = Time::from_nanos(at);
        let (told, beyond) = (law.within(time), law.beyond(time));
        assert!((told - within).abs() < 1e-12, "at {at}: {told}, not {within}\n{protocol:?}");
        assert!((told + beyond - 1.0).abs() < 1e-12, "{told} + {beyond}");
    }
    let steps: Vec<&Step> = law.steps().iter().filter(|step| step.at.as_nanos() <= until).collect();
    assert!(steps.windows(2).all(|pair| pair[0].at < pair[1].at && pair[0].beyond >= pair[1].beyond));
    true
}

#[test]
fn every_branch_of_chance_adds_up_to_the_law() {
    let mut dice = Dice(1);
    let mut held = 0;
    for _ in 0..200 {
        let copies = dice.below(2) == 0;
        let protocol = Protocol {
            fields: 1,
            first_create: Span::from_nanos(dice.below(9)),
            create_every: Span::ZERO,
            publish_on_create: dice.below(4) > 0,
            data_entry: ticks_in_nanos(dice.below(6), 3 + dice.below(5)),
            annotation: ticks_in_nanos(dice.below(6), 3 + dice.below(5)),
            order: any_order(&mut dice),
            failures: [dice.share(), dice.share(), dice.share()],
            links: std::array::from_fn(|_| random_link(&mut dice, 2, 4, copies)),
            cuts: Vec::new(),
        };
        held += holds(&protocol, 12) as u32;
    }
    assert!(held > 100, "only {held} settings were small enough");
}

#[test]
fn several_fields_are_the_product_of_their_laws() {
    let mut dice = Dice(2);
    let mut held = 0;
    for _ in 0..150 {
        let most = 1 + dice.below(2);
        let protocol = Protocol {
            fields: 2 + dice.below(9),
            first_create: Span::from_nanos(dice.below(5)),
            create_every: Span::from_nanos(dice.below(4)),
            publish_on_create: dice.below(4) > 0,
            data_entry: ticks_in_nanos(dice.below(6), 3 + dice.below(4)),
            annotation: ticks_in_nanos(dice.below(6), 3 + dice.below(4)),
            order: any_order(&mut dice),
            failures: [dice.share(), dice.share(), dice.share()],
            links: std::array::from_fn(|_| random_link(&mut dice, most, 4, false)),
            cuts: Vec::new(),
        };
        let last = protocol.first_create + protocol.create_every * (protocol.fields - 1);
        held += holds(&protocol, last.as_nanos() + 9) as u32;
    }
    assert!(held > 75, "only {held} settings were small enough");
}

pub(crate) fn ticks_in_nanos(first: u64, every: u64) -> sooner::exact::Ticks {
    let in_millis = ticks(first, every);
    let nanos = |span: Span| Span::from_nanos(span.as_nanos() / 1_000_000);
    sooner::exact::Ticks { first: nanos(in_millis.first), every: nanos(in_millis.every) }
}
