//! What a run offers: every address that a fault can strike, in order, and the faults that are tried there.

use std::collections::BTreeMap;

use super::MOST_SETS;
use super::beats::Beats;
use crate::check::model::{InputOf, Model};
use crate::check::names::contradict;
use crate::sim::fault::{AttemptAddress, Fault, MessageAddress, Nth, Restart, Role, StepAddress};
use crate::sim::observer::{Fate, MessageOf, Sending};
use crate::sim::process::{Label, Operation, ProcessId};
use crate::sim::time::{Span, Time};
use crate::sim::world::{Step, What, World};
use crate::sim::{Observer, Process, System, Violation};

type TimerOf<M> = <<M as System>::Process as Process>::Timer;

/// Where in a run something comes up: the number of the step, and within it the number of the message or attempt;
/// the step itself comes last. Up to the place where its last fault strikes, a run is that without this fault.
pub(super) type Place = (u64, u32);

/// The second half of the place of a step itself.
const WHOLE: u32 = u32::MAX;

/// A fault that a run offers.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub(super) place: Place,
    pub(super) fault: Fault<u16>,
}

/// What is known of the system before any set is run.
pub(super) struct Ground<M> {
    pub(super) model: M,
    pub(super) beats: Beats,
    pub(super) horizon: Time,
    /// Whether a process may also go down for good.
    pub(super) never: bool,
    /// The scenario's own faults.
    pub(super) own: Vec<Fault<u16>>,
    pub(super) process_names: Vec<String>,
    /// By kind of message: whether more than one link carries it, so that an address must name the link.
    pub(super) many_links: Vec<bool>,
}

impl<M: Model> Ground<M> {
    /// By kind of message: whether more than one link carries it.
    pub(super) fn many_links(model: &M) -> Vec<bool> {
        let ids = || (0..model.process_names().len() as u16).map(ProcessId);
        let carries = |kind| {
            let links = ids().flat_map(|from| ids().map(move |to| (from, to)));
            links.filter(|(from, to)| model.can_send(*from, *to, kind)).take(2).count() > 1
        };
        (0..MessageOf::<M>::KINDS.len()).map(carries).collect()
    }

    /// A fault with the names that files write.
    pub(super) fn spelled(&self, fault: &Fault<u16>) -> Fault {
        let (messages, timers, inputs) = (MessageOf::<M>::KINDS, TimerOf::<M>::KINDS, InputOf::<M>::KINDS);
        let name = |role: Role, index: usize| match role {
            Role::Process => self.process_names[index].as_str(),
            Role::Message => messages[index],
            Role::Timer => timers[index],
            Role::Operation => M::OPERATIONS[index],
            Role::Step => messages.iter().chain(timers).chain(inputs).nth(index).expect("a step has a kind"),
        };
        let spelled =
            fault.map(|role, _, index| Ok::<_, std::convert::Infallible>(name(role, *index as usize).into()));
        let Ok(spelled) = spelled;
        spelled
    }
}

/// Counts occurrences as addresses do: of an item where there is one that can be named, else of all.
#[derive(Debug)]
struct Occurrences<K>(BTreeMap<(K, Option<u32>), u32>);

impl<K: Ord + Copy> Occurrences<K> {
    fn new() -> Occurrences<K> {
        Occurrences(BTreeMap::new())
    }

    /// One more; the item that its address names, and its number.
    fn next<M: Model>(&mut self, model: &M, key: K, item: Option<u32>) -> (Option<u32>, Nth) {
        let mut count = |item| {
            let count = self.0.entry((key, item)).or_insert(0);
            *count += 1;
            *count
        };
        let of_all = count(None);
        let Some(item) = item.filter(|item| model.check_item(*item).is_ok()) else {
            return (None, Nth::One(of_all));
        };
        (Some(item), Nth::One(count(Some(item))))
    }
}

/// Gathers what the run under a set offers after the set has struck.
pub(super) struct Collector<'a, M> {
    ground: &'a Ground<M>,
    set: &'a [Offer],
    /// How many of the set's messages and attempts came up where they were offered.
    met: usize,
    steps: u64,
    within: u32,
    messages: Occurrences<(u16, Option<(u16, u16)>)>,
    attempts: Occurrences<u16>,
    taken: Occurrences<(u16, u16)>,
    /// The first [`MOST_SETS`] of them.
    pub(super) offers: Vec<Offer>,
    /// How many there were.
    pub(super) offered: u64,
}

impl<'a, M: Model> Collector<'a, M> {
    pub(super) fn new(ground: &'a Ground<M>, set: &'a [Offer]) -> Collector<'a, M> {
        Collector {
            ground,
            set,
            met: 0,
            steps: 0,
            within: 0,
            messages: Occurrences::new(),
            attempts: Occurrences::new(),
            taken: Occurrences::new(),
            offers: Vec::new(),
            offered: 0,
        }
    }

    /// Whether every message and attempt of the set came up where it was offered. A crash in the same step may have
    /// cut a message off: then nothing is struck, or a later message that this set does not mean.
    pub(super) fn met_all(&self) -> bool {
        self.met == self.set.iter().filter(|offer| offer.place.1 != WHOLE).count()
    }

    /// The place of the next message or attempt.
    fn place(&mut self) -> Place {
        self.within += 1;
        let place = (self.steps, self.within);
        self.met += self.set.iter().any(|offer| offer.place == place) as usize;
        place
    }

    fn offer(&mut self, place: Place, fault: Fault<u16>) {
        let is_past = self.set.last().is_some_and(|last| place <= last.place);
        if is_past || self.ground.own.iter().any(|own| contradict(own, &fault)) {
            return;
        }
        self.offered += 1;
        if self.offered <= MOST_SETS {
            self.offers.push(Offer { place, fault });
        }
    }

    /// What can befall a message that arrives at `arrival`: it is lost, copied at once, copied past a tick, overtaken
    /// by what is sent after it, late past a tick.
    fn offer_message(&mut self, place: Place, address: MessageAddress<u16>, latency: Span, arrival: Time) {
        let message = || address.clone();
        let tick = self.ground.beats.past_a_tick(arrival).filter(|tick| *tick <= self.ground.horizon);
        let tick = tick.map(|tick| tick.since(arrival));
        self.offer(place, Fault::Lose { message: message() });
        self.offer(place, Fault::Duplicate { message: message(), after: Span::ZERO });
        if let Some(after) = tick {
            self.offer(place, Fault::Duplicate { message: message(), after });
        }
        if latency > Span::ZERO && tick.is_none_or(|tick| latency < tick) {
            self.offer(place, Fault::Delay { message: message(), by: latency });
        }
        if let Some(by) = tick {
            self.offer(place, Fault::Delay { message: message(), by });
        }
    }
}

impl<M: Model> Observer<M> for Collector<'_, M> {
    fn sent(&mut self, sending: Sending<MessageOf<M>>, fate: Fate) {
        if sending.copy {
            return;
        }
        let place = self.place();
        let kind = sending.message.kind();
        let link = self.ground.many_links[kind].then_some((sending.from.0, sending.to.0));
        let key = (kind as u16, link);
        let (item, nth) = self.messages.next(&self.ground.model, key, sending.message.item());
        let (from, to) = link.unzip();
        let address = MessageAddress { kind: kind as u16, from, to, item, nth };
        match fate {
            Fate::Arrives(latency) => self.offer_message(place, address, latency, sending.at + latency),
            Fate::Waits => self.offer_message(place, address, Span::ZERO, sending.at),
            Fate::Lost(_) => {}
        }
    }

    fn attempted(&mut self, _: Time, _: ProcessId, operation: Operation, item: u32, succeeds: bool) {
        let place = self.place();
        let operation = operation.0 as u16;
        let (item, nth) = self.attempts.next(&self.ground.model, operation, Some(item));
        if succeeds {
            self.offer(place, Fault::Fail { attempt: AttemptAddress { operation, item, nth } });
        }
    }

    fn stepped(&mut self, _: &World<'_, M::Process>, step: &Step<M::Process>) -> Result<(), Violation> {
        let place = (self.steps, WHOLE);
        self.steps += 1;
        self.within = 0;
        let (messages, timers) = (MessageOf::<M>::KINDS.len(), TimerOf::<M>::KINDS.len());
        let kind = match &step.what {
            What::Message(_, message, ..) => message.kind(),
            What::Timer(timer) | What::Then(timer) => messages + timer.kind(),
            What::Input(input) => messages + timers + input.kind(),
            _ => return Ok(()),
        };
        let (process, kind) = (step.process.0, kind as u16);
        let (item, nth) = self.taken.next(&self.ground.model, (process, kind), step.what.item());
        let (left, asked) = step.effects;
        // A step that a crash has cut is crashed already.
        if asked == 0 || left < asked {
            return Ok(());
        }
        let down = Restart::After(self.ground.beats.downtime(step.at));
        for restart in [Some(down), self.ground.never.then_some(Restart::Never)].into_iter().flatten() {
            for effects in 0..=asked {
                let step = StepAddress { process, kind, item, nth };
                self.offer(place, Fault::CrashAfter { step, effects, restart });
            }
        }
        Ok(())
    }
}
