//! The retrying consumer as a model: its processes, its workload, its words.

use super::bound;
use super::broker::Broker;
use super::consumer_process::{Consumer, Phase};
use super::downstream::Downstream;
use super::emitter::Emitter;
use super::facts;
use super::letter::{Input, Letter, Tick};
use super::monitor::Monitor;
use super::mutants::{DOCS, Mutant, Wrong};
use super::properties;
use super::service::{Service, all, services};
use super::settings::Settings;
use super::swarm;
use crate::check::{
    Demand, Dice, ExtraInput, Fact, LinkWeather, Model, MutantDoc, Pace, Property, Range, Refusal, Watch,
};
use crate::parts::Retries;
use crate::sim::{Label, Operation, ProcessId, Span, System, Time, World};

pub(super) const CONSUMER: ProcessId = ProcessId(0);
pub(super) const BROKER: ProcessId = ProcessId(1);
pub(super) const EMITTER: ProcessId = ProcessId(2);
pub(super) const DOWNSTREAM: ProcessId = ProcessId(3);

/// Handling a message may fail.
pub const HANDLE: Operation = Operation(0);
/// The broker may fail to commit an offset.
pub const COMMIT: Operation = Operation(1);
/// A callback may raise; its item is 0 where the current position is reached, and 1 at the end.
pub const CALLBACK: Operation = Operation(2);

/// More messages than this are refused before anything is allocated.
const MOST_MESSAGES: u64 = 20_000_000;
/// More partitions than this, too.
const MOST_PARTITIONS: usize = 10_000;
/// More effects of one handler than this, too.
const MOST_EFFECTS: u32 = 10_000;
/// A connection survives a cut of so long.
const KEEPALIVE: Span = Span::from_secs(30);

/// The retrying consumer, its knobs turned.
#[derive(Clone, Debug)]
pub struct ConsumerSystem {
    pub(super) settings: Settings,
}

impl System for ConsumerSystem {
    type Process = Service;

    fn processes(&self) -> Vec<Service> {
        let Settings { mutant, cp_from_committed_even_if_rewound, .. } = self.settings;
        let rewinds = cp_from_committed_even_if_rewound || mutant == Some(Mutant::M14RewindsTheCheckpoint);
        vec![
            Service::Consumer(Consumer::new(&self.settings), mutant.map(Wrong::new)),
            Service::Broker(Broker::new(&self.settings, rewinds)),
            Service::Emitter(Emitter::new(&self.settings)),
            Service::Downstream(Downstream::default()),
        ]
    }

    fn reset(&mut self, processes: &mut Vec<Service>) {
        for process in processes {
            match process {
                Service::Consumer(consumer, wrong) => {
                    consumer.reset();
                    wrong.iter_mut().for_each(Wrong::reset);
                }
                Service::Broker(broker) => broker.reset(),
                Service::Emitter(emitter) => emitter.reset(),
                Service::Downstream(downstream) => downstream.reset(),
            }
        }
    }

    #[inline]
    fn input(&self, index: u64) -> Option<(Time, ProcessId, Input)> {
        let emit = || {
            let at = self.settings.first_emit().after_start() + self.settings.emit_every * index;
            let key = (index as u32).checked_rem(self.settings.emit_keys);
            let message = (self.settings.preloaded() + index) as u32;
            (at, EMITTER, Input::Emit { message, partition: None, key })
        };
        (index < self.settings.emit).then(emit)
    }

    /// All that is to be handled is handled, and committed where there is a group; the consumer waits for more, has told
    /// what it was to tell, and nothing is still to be sent.
    #[inline]
    fn settled(&mut self, world: &World<'_, Service>) -> bool {
        let (consumer, broker, emitter) = all(world.processes);
        consumer.phase() == Phase::Polling
            && consumer.course().read() == broker.messages()
            && emitter.pending() == 0
            && broker.messages() == emitter.expected()
            && consumer.course().has_told()
            && (!self.settings.group || self.settings.may_skip() || broker.committed() == broker.messages())
    }

    fn can_recover(&self, world: &World<'_, Service>) -> bool {
        bound::counts_all(&self.settings, services(world).2)
    }

    fn items(&self) -> usize {
        self.settings.preloaded() as usize
    }
}

impl Model for ConsumerSystem {
    const NAME: &'static str = "consumer";
    const ABOUT: &'static str =
        "a consumer that tries again after growing waits, and dies when it has tried enough";
    const ITEM: &'static str = "message";
    const OPERATIONS: &'static [&'static str] = &["handle", "commit", "callback"];
    const PROPERTIES: &'static [Property] = properties::PROPERTIES;
    const LIVENESS: &'static str = properties::QUIESCENCE;
    const FACTS: &'static [Property] = facts::FACTS;
    const REACHED: &'static [Property] = properties::REACHED;
    const MUTANTS: &'static [MutantDoc] = DOCS;
    const TELLS_ITEMS: bool = true;
    const ITEM_TIME: Property = Property {
        name: "recovery delay",
        about: "from a message's first try until it is finished: committed, or without a group handled",
    };
    const DEMANDS: &'static [Demand] = properties::DEMANDS;
    const EXITS: &'static [&'static str] = &["consumer"];
    const COLUMNS: &'static [&'static str] = &["messages", "read", "committed", "to send"];

    type Knobs = Settings;
    type Monitor = Monitor;

    fn new(settings: &Settings) -> Result<ConsumerSystem, Refusal> {
        check(settings).map_err(|(knob, message, hint)| Refusal {
            knob,
            message,
            hint: Some(hint.into()),
        })?;
        Ok(ConsumerSystem { settings: settings.clone() })
    }

    fn process_names(&self) -> Vec<String> {
        ["consumer", "broker", "emitter", "downstream"].map(String::from).to_vec()
    }

    fn monitor(&self, watch: &Watch<'_>) -> Monitor {
        Monitor::new(self, watch)
    }

    fn reset_monitor(&self, watch: &Watch<'_>, monitor: &mut Monitor) {
        monitor.reset(self, watch);
    }

    fn ranks(&self) -> Vec<&'static str> {
        vec!["message", "Rebalance", "Emit"]
    }

    /// The consumer and the emitter are connected to the broker; what they say to each other keeps its order.
    fn links(&self) -> Vec<LinkWeather> {
        let between = |from: &str, to: &str| LinkWeather {
            from: Some(from.into()),
            to: Some(to.into()),
            fifo: Some(true),
            connection: Some(KEEPALIVE),
            ..LinkWeather::default()
        };
        let pairs =
            [("consumer", "broker"), ("broker", "consumer"), ("emitter", "broker"), ("broker", "emitter")];
        pairs.map(|(from, to)| between(from, to)).to_vec()
    }

    fn recipient(&self, input: &Input) -> ProcessId {
        match input {
            Input::Emit { .. } => EMITTER,
            Input::Rebalance => BROKER,
        }
    }

    fn can_send(&self, from: ProcessId, to: ProcessId, kind: usize) -> bool {
        let expected = match Letter::KINDS[kind] {
            "Join" | "Fetch" | "Commit" | "Leave" => (CONSUMER, BROKER),
            "Assigned" | "Record" | "Committed" | "Rejoin" => (BROKER, CONSUMER),
            "Produce" => (EMITTER, BROKER),
            "Produced" => (BROKER, EMITTER),
            _ => (CONSUMER, DOWNSTREAM),
        };
        (from, to) == expected
    }

    fn can_take(&self, process: ProcessId, kind: usize) -> bool {
        let (letters, ticks) = (Letter::KINDS.len(), Tick::KINDS.len());
        let taker = match kind.checked_sub(letters) {
            None => match Letter::KINDS[kind] {
                "Join" | "Fetch" | "Commit" | "Leave" | "Produce" => BROKER,
                "Assigned" | "Record" | "Committed" | "Rejoin" => CONSUMER,
                "Produced" => EMITTER,
                _ => DOWNSTREAM,
            },
            Some(tick) if tick < ticks => match Tick::KINDS[tick] {
                "Resend" => EMITTER,
                _ => CONSUMER,
            },
            Some(input) => match Input::KINDS[input - ticks] {
                "Emit" => EMITTER,
                _ => BROKER,
            },
        };
        taker == process
    }

    fn check_item(&self, item: u32) -> Result<(), String> {
        match u64::from(item) < MOST_MESSAGES {
            true => Ok(()),
            false => Err(format!(
                "there is no message {item}; the last that there can be is {}",
                MOST_MESSAGES - 1
            )),
        }
    }

    /// Only what is not there yet can be sent, and to a partition that there is.
    fn check_input(&self, input: &Input) -> Result<(), String> {
        let Input::Emit { message, partition, .. } = *input else { return Ok(()) };
        let (partitions, there) = (self.settings.partitions.len(), self.settings.preloaded());
        match partition.filter(|partition| usize::from(*partition) >= partitions) {
            Some(partition) => {
                let last = partitions - 1;
                Err(format!("there is no partition {partition}; they are numbered from 0 to {last}"))
            }
            None if u64::from(message) < there => Err(format!(
                "message {message} is there before the run; the first that can be sent is {there}"
            )),
            None => Ok(()),
        }
    }

    fn within(&self, watch: &Watch<'_>) -> Option<Span> {
        bound::within(&self.settings, watch)
    }

    fn swarm() -> Vec<(&'static str, Range)> {
        swarm::ranges()
    }

    fn pace(settings: &Settings) -> Pace {
        swarm::pace(settings)
    }

    fn swarm_inputs(settings: &Settings, latency: Span, dice: &Dice) -> Vec<ExtraInput<Input>> {
        swarm::inputs(settings, latency, dice)
    }

    fn items_done(&self, monitor: &Monitor, tell: &mut dyn FnMut(Span)) {
        monitor.recoveries().for_each(tell);
    }

    fn reached(&self, _: &World<'_, Service>, monitor: &Monitor) -> u64 {
        monitor.reached()
    }

    fn warnings(&self, _: &Watch<'_>) -> Vec<String> {
        let forever = "a message that keeps failing is tried for ever: only the horizon ends such a run";
        (self.settings.max_retries == Retries::Forever).then(|| forever.to_string()).into_iter().collect()
    }

    fn progress(&self, world: &World<'_, Service>) -> (u64, u64) {
        let (consumer, broker, emitter) = services(world);
        let commits = self.settings.group && !self.settings.may_skip();
        let done = if commits { broker.committed() } else { consumer.course().read() };
        (done, (self.settings.preloaded() + emitter.asked()).max(self.settings.messages()))
    }

    fn waiting(&self, world: &World<'_, Service>, most: usize) -> Vec<String> {
        facts::waiting(&self.settings, world, most)
    }

    fn row(&self, world: &World<'_, Service>) -> Vec<u64> {
        let (consumer, broker, emitter) = services(world);
        vec![broker.messages(), consumer.course().read(), broker.committed(), emitter.pending() as u64]
    }

    fn facts(&self, world: &World<'_, Service>, monitor: &Monitor) -> Vec<(&'static str, Fact)> {
        monitor.facts(services(world).1)
    }
}

/// What is wrong with a knob: which, what, and what to do.
type Wrongly = (&'static str, String, &'static str);

fn check(settings: &Settings) -> Result<(), Wrongly> {
    if settings.partitions.is_empty() {
        return Err((
            "partitions",
            "a topic has one partition or more".into(),
            "an empty one is `(messages: 0)`",
        ));
    }
    if settings.partitions.len() > MOST_PARTITIONS {
        let message = format!("{} partitions are too many", settings.partitions.len());
        return Err(("partitions", message, "write 10000 at most"));
    }
    for (index, partition) in settings.partitions.iter().enumerate() {
        let (end, committed) = (partition.messages, partition.committed.unwrap_or(0));
        if committed > end {
            let message = format!("partition {index} ends at {end}, before what is committed, {committed}");
            return Err(("partitions", message, "no more can be committed than there is"));
        }
    }
    if settings.messages() > MOST_MESSAGES {
        let (knob, most) =
            (if settings.preloaded() > MOST_MESSAGES { "partitions" } else { "emit" }, MOST_MESSAGES);
        return Err((knob, format!("{} messages are more than {most}", settings.messages()), "write fewer"));
    }
    if settings.handler_sends > MOST_EFFECTS {
        let message = format!("{} effects of one handler are too many", settings.handler_sends);
        return Err(("handler_sends", message, "write 10000 at most"));
    }
    let above_zero = [
        ("request_timeout", Some(settings.request_timeout), "a reply needs some time"),
        ("poll_every", Some(settings.poll_every), "a tick needs an interval above zero"),
        ("max_poll_interval", settings.max_poll_interval, "between two polls there is some time"),
    ];
    for (knob, span, message) in above_zero {
        if span == Some(Span::ZERO) {
            return Err((knob, message.into(), "write a duration like \"10s\""));
        }
    }
    for (knob, items) in
        [("undecodable", &settings.undecodable), ("without_correlation_id", &settings.without_correlation_id)]
    {
        if let Some(item) = items.iter().find(|item| u64::from(**item) >= MOST_MESSAGES) {
            return Err((knob, format!("there is no message {item}"), "messages are numbered from 0"));
        }
    }
    Ok(())
}
