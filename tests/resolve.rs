//! Whatever chance does to a run can be written down as faults: the scenario with them gives the same digest.

use proptest::prelude::*;
use sooner::check::{
    Always, Dice, Expectation, ExtraInput, Model, Pace, Prepared, Refusal, Scenario, ScenarioOf, Watch, draw,
    resolve,
};
use sooner::models::annotation::AnnotationSystem;
use sooner::prelude::*;
use sooner::sim::fault::{AttemptAddress, MessageAddress};
use sooner::sim::rng::below;
use sooner::sim::simulation::End;
use sooner::sim::{Fault, Nth, Restart, TimerId};

/// A relay with everything that the engine offers: connections, one-shot timers that are cancelled, continuations,
/// exits and supervision, operations, and handlers that draw for themselves.
#[derive(Clone, Debug)]
struct Relay;

#[derive(Clone, Debug)]
struct Station {
    timer: Option<TimerId>,
    seen: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Hash)]
enum Parcel {
    Out(u32),
    Back(u32),
    Hello,
}

#[derive(Clone, Copy, Debug, PartialEq, Hash)]
enum Bell {
    Again(u32),
    Think(u32),
    Beat,
}

#[derive(Clone, Copy, Debug, PartialEq, Hash, serde::Serialize, serde::Deserialize)]
struct Order(u32);

impl Label for Parcel {
    const KINDS: &'static [&'static str] = &["Out", "Back", "Hello"];
    fn kind(&self) -> usize {
        match self {
            Parcel::Out(_) => 0,
            Parcel::Back(_) => 1,
            Parcel::Hello => 2,
        }
    }
    fn item(&self) -> Option<u32> {
        match self {
            Parcel::Out(item) | Parcel::Back(item) => Some(*item),
            Parcel::Hello => None,
        }
    }
}

impl Label for Bell {
    const KINDS: &'static [&'static str] = &["Again", "Think", "Beat"];
    fn kind(&self) -> usize {
        match self {
            Bell::Again(_) => 0,
            Bell::Think(_) => 1,
            Bell::Beat => 2,
        }
    }
    fn item(&self) -> Option<u32> {
        match self {
            Bell::Again(item) | Bell::Think(item) => Some(*item),
            Bell::Beat => None,
        }
    }
}

impl Label for Order {
    const KINDS: &'static [&'static str] = &["Order"];
    fn kind(&self) -> usize {
        0
    }
    fn item(&self) -> Option<u32> {
        Some(self.0)
    }
}

const STATIONS: u16 = 3;

impl Process for Station {
    type Message = Parcel;
    type Timer = Bell;
    type Input = Order;

    fn on_start(&mut self, ctx: &mut impl Context<Self>) {
        ctx.every(Bell::Beat, Span::from_millis(70), Span::from_millis(130));
    }
    fn on_input(&mut self, Order(item): Order, ctx: &mut impl Context<Self>) {
        ctx.send(ProcessId(1), Parcel::Out(item));
        self.timer = Some(ctx.set_timer(Bell::Again(item), Span::from_millis(250)));
    }
    fn on_message(&mut self, from: ProcessId, parcel: Parcel, ctx: &mut impl Context<Self>) {
        use rand_chacha::rand_core::Rng;
        let me = ctx.me().0;
        match parcel {
            Parcel::Out(item) if me + 1 < STATIONS => {
                if ctx.attempt(Operation(0), item) {
                    ctx.send(ProcessId(me + 1), parcel);
                    let thought = Span::from_nanos(below(ctx.rng().next_u64(), 5_000_000));
                    ctx.then_after(Bell::Think(item), thought);
                }
            }
            Parcel::Out(item) => {
                self.seen += 1;
                ctx.send(ProcessId(0), Parcel::Back(item));
                if self.seen.is_multiple_of(7) {
                    ctx.exit(3);
                }
            }
            Parcel::Back(_) => self.timer.take().into_iter().for_each(|timer| ctx.cancel_timer(timer)),
            Parcel::Hello => self.seen += u32::from(from.0 != me),
        }
    }
    fn on_timer(&mut self, bell: Bell, ctx: &mut impl Context<Self>) {
        match bell {
            Bell::Again(item) => ctx.send(ProcessId(1), Parcel::Out(item)),
            Bell::Think(item) => ctx.send(ProcessId(0), Parcel::Back(item)),
            Bell::Beat => ctx.send(ProcessId((ctx.me().0 + 1) % STATIONS), Parcel::Hello),
        }
    }
    fn on_disconnect(&mut self, peer: ProcessId, ctx: &mut impl Context<Self>) {
        ctx.send(peer, Parcel::Hello);
    }
    fn on_crash(&mut self) {
        self.timer = None;
    }
}

impl System for Relay {
    type Process = Station;
    fn processes(&self) -> Vec<Station> {
        vec![Station { timer: None, seen: 0 }; STATIONS.into()]
    }
    fn input(&self, index: u64) -> Option<(Time, ProcessId, Order)> {
        (index < 12).then(|| (Time::from_millis(40 * (index / 2)), ProcessId(0), Order(index as u32)))
    }
    fn settled(&mut self, world: &World<'_, Station>) -> bool {
        world.tally.inputs >= 12
    }
}

impl Model for Relay {
    const NAME: &'static str = "relay";
    const ABOUT: &'static str = "parcels that go from station to station";
    const OPERATIONS: &'static [&'static str] = &["pass on"];
    type Knobs = ();
    type Monitor = Always<Relay>;
    fn new(_: &()) -> Result<Relay, Refusal> {
        Ok(Relay)
    }
    fn process_names(&self) -> Vec<String> {
        ["sorting", "carrying", "handing out"].map(String::from).to_vec()
    }
    fn monitor(&self, _: &Watch<'_>) -> Always<Relay> {
        Always::new(vec![])
    }
    fn recipient(&self, _: &Order) -> ProcessId {
        ProcessId(0)
    }
    fn pace(_: &()) -> Pace {
        Pace { repair: Span::from_millis(200), workload: Span::from_millis(240) }
    }
    fn swarm_inputs(_: &(), _: Span, dice: &Dice) -> Vec<ExtraInput<Order>> {
        let at = Some(Span::from_millis(dice.below("more", 400)).after_start());
        vec![ExtraInput { at, after: None, input: Order(12) }]
    }
}

/// What a base scenario says besides what the swarm draws.
#[derive(Clone, Debug)]
struct Base {
    seed: u64,
    fifo: bool,
    capacity: Option<u32>,
    connection: Option<Span>,
    end: End,
    supervision: Restart,
    faults: Vec<(usize, u32, u32)>,
}

fn base() -> impl Strategy<Value = Base> {
    let end = prop_oneof![Just(End::Quiet), Just(End::Settled), Just(End::Horizon)];
    let restart = prop_oneof![Just(Restart::Never), Just(Restart::After(Span::from_millis(90)))];
    let keepalive = prop::option::of((1..300u64).prop_map(Span::from_millis));
    let faults = prop::collection::vec((0..5usize, 0..5u32, 1..4u32), 0..4);
    (any::<u64>(), any::<bool>(), prop::option::of(1..4u32), keepalive, end, restart, faults).prop_map(
        |(seed, fifo, capacity, connection, end, supervision, faults)| Base {
            seed,
            fifo,
            capacity,
            connection,
            end,
            supervision,
            faults,
        },
    )
}

impl Base {
    fn scenario<M: Model>(&self, kinds: &[&str], last: &str) -> ScenarioOf<M> {
        let mut base = ScenarioOf::<M>::calm(M::NAME, Default::default());
        base.weather.fifo = self.fifo;
        base.weather.capacity = self.capacity;
        base.weather.connection = self.connection;
        base.end = self.end;
        base.supervision.insert(last.to_string(), self.supervision);
        let mut copied = false;
        for &(what, item, nth) in &self.faults {
            let kind = kinds[item as usize % kinds.len()].to_string();
            let item = (item > 0 && kind != "Hello").then_some(1 + item % 2);
            let message = MessageAddress { kind, from: None, to: None, item, nth: Nth::One(nth) };
            let ms = Span::from_millis;
            base.faults.push(match what {
                0 if !copied => Fault::Lose { message },
                1 => Fault::Delay { message, by: ms(30) },
                2 if base.faults.iter().all(|fault| !matches!(fault, Fault::Lose { .. })) => {
                    copied = true;
                    Fault::Duplicate { message, after: ms(3) }
                }
                3 => Fault::Fail {
                    attempt: AttemptAddress {
                        operation: M::OPERATIONS[0].into(),
                        item,
                        nth: Nth::Range(nth, nth + 2),
                    },
                },
                _ => Fault::Pause {
                    process: last.into(),
                    from: ms(50).after_start(),
                    until: ms(50 + 40 * u64::from(nth)).after_start(),
                },
            });
        }
        base
    }
}

/// Draws, resolves, and runs the resolved scenario, after writing it to a file's text and reading that.
fn resolved_is_the_same<M: Model>(base: &ScenarioOf<M>, seed: u64) -> Result<(), TestCaseError> {
    // Fields keep to two, so that the addresses of the base exist.
    let drawn = draw::<M>(base, seed).unwrap();
    let first = resolve::<M>(&drawn, &Default::default()).unwrap();
    let text = first.scenario.to_text();
    let read = Scenario::parse(&text).unwrap();
    let again = Prepared::<M>::new(&read, &Default::default());
    let again = again.unwrap_or_else(|problem| panic!("{problem}\n{text}")).run(seed);
    prop_assert_eq!(first.outcome.digest, again.digest, "{}\n{}", drawn.to_text(), text);
    prop_assert_eq!(&first.outcome.verdict, &again.verdict);
    // What was resolved once has nothing left to resolve.
    let twice = resolve::<M>(&read, &Default::default()).unwrap();
    prop_assert_eq!(twice.scenario, read);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_resolved_run_of_the_annotation_system_has_the_same_digest(base in base()) {
        let mut scenario = base.scenario::<AnnotationSystem>(&["Publish", "Annotate", "Ack"], "annotation");
        scenario.knobs.fields = 2 + base.seed % 2;
        resolved_is_the_same::<AnnotationSystem>(&scenario, base.seed)?;
    }

    #[test]
    fn a_resolved_run_of_a_relay_has_the_same_digest(base in base()) {
        let scenario = base.scenario::<Relay>(&["Out", "Back", "Hello"], "handing out");
        resolved_is_the_same::<Relay>(&scenario, base.seed)?;
    }
}

#[test]
fn resolving_drops_what_is_expected_and_keeps_what_is_law() {
    let text = r#"(version: 1, model: "annotation", knobs: (fields: 3),
        weather: (latency: Uniform("1ms", "9ms"), loss: 0.3, reorder: (probability: 0.5, by: "30ms"),
            links: [(kind: "Ack", latency: Constant("2ms"), loss: 0.1), (kind: "Ack", loss: 0.4)],
            operations: {"save": Chance(0.4), "ack": EveryKth(3)}, heal_at: "20s"),
        seed: 5, expect: [Stalls])"#;
    let scenario = ScenarioOf::<AnnotationSystem>::parse(text).unwrap();
    let resolved = resolve::<AnnotationSystem>(&scenario, &Default::default()).unwrap().scenario;
    let weather = &resolved.weather;
    assert_eq!((resolved.seed, resolved.expect), (5, Vec::<Expectation>::new()));
    assert_eq!(weather.latency, scenario.weather.latency);
    assert_eq!(
        weather.latency_bound,
        Some(Span::from_millis(39)),
        "what reordering adds belongs to the bound"
    );
    assert_eq!(
        (weather.loss, &weather.reorder, weather.heal_at),
        (Probability::ZERO, &None, scenario.weather.heal_at)
    );
    assert_eq!(weather.links.len(), 2, "the last entry still keeps the first from deciding");
    assert_eq!(
        weather.operations.keys().collect::<Vec<_>>(),
        ["ack"],
        "what counts is law, what is drawn is not"
    );
    let families =
        |word: &str| resolved.faults.iter().filter(|fault| format!("{fault:?}").starts_with(word)).count();
    assert!(families("Lose") > 0 && families("Delay") > 0 && families("Fail") > 0, "{:?}", resolved.faults);
    let from = |fault: &&Fault| fault.message().is_some_and(|message| message.from.is_some());
    assert_eq!(resolved.faults.iter().filter(from).count(), 0, "a kind that goes on one link needs no ends");
}

/// Runs that fail are resolved too: what chance did up to the failure, and in its very step, is written down.
#[test]
fn a_resolved_run_of_a_mutant_fails_at_the_same_step() {
    let storm = include_str!("../scenarios/annotation/storm.ron");
    let mut failed = 0;
    for mutant in AnnotationSystem::MUTANTS {
        for (text, seeds) in [(r#"(version: 1, model: "annotation")"#, 0..300), (storm, 0..60)] {
            let mut base = ScenarioOf::<AnnotationSystem>::parse(text).unwrap();
            sooner::check::Knobs::turn(&mut base.knobs, "mutant", &format!("Some({})", mutant.name)).unwrap();
            for seed in seeds {
                let drawn = draw::<AnnotationSystem>(&base, seed).unwrap();
                let first = resolve::<AnnotationSystem>(&drawn, &Default::default()).unwrap();
                let again = Prepared::<AnnotationSystem>::new(&first.scenario, &Default::default())
                    .unwrap()
                    .run(seed);
                let (one, other) = (&first.outcome, &again);
                assert_eq!(
                    (one.digest, &one.verdict),
                    (other.digest, &other.verdict),
                    "{} {seed}",
                    mutant.name
                );
                failed += sooner::check::Failure::of(one).is_some() as u32;
            }
        }
    }
    assert!(failed > 500, "{failed}");
}
