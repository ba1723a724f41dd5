//! Every set of a few faults: the reference stands them all, the mutants fall to sets as small as the zoo says, and
//! what is counted is what there is.

use std::sync::atomic::{AtomicU64, Ordering};

use sooner::check::{
    ExhaustRequest, Exhausted, MOST_SETS, Model, Problem, Samples, ScenarioOf, Verdict, exhaust,
};
use sooner::models::annotation::AnnotationSystem;
use sooner::prelude::*;

type Annotations = ScenarioOf<AnnotationSystem>;

fn all_of<M: Model>(scenario: &ScenarioOf<M>, request: &ExhaustRequest<'_>) -> Exhausted<ScenarioOf<M>> {
    exhaust::<M>(scenario, &Samples::new(), request).expect("the scenario is well formed")
}

fn up_to(faults: u32) -> ExhaustRequest<'static> {
    ExhaustRequest { faults, jobs: 2, ..Default::default() }
}

fn tried(scenario: &Annotations, faults: u32) -> Exhausted<Annotations> {
    all_of::<AnnotationSystem>(scenario, &up_to(faults))
}

/// So many fields, a hundred milliseconds apart, ten from service to service; with more keys.
fn annotations(fields: u64, knobs: &str, keys: &str) -> Annotations {
    let text = format!(
        "(version: 1, model: \"annotation\", knobs: (fields: {fields}, create_every: \"100ms\", {knobs}),
        weather: (latency: Constant(\"10ms\")), {keys})"
    );
    Annotations::parse(&text).expect("the scenario is well formed")
}

fn refusal(scenario: &Annotations, request: ExhaustRequest<'_>) -> Problem {
    exhaust::<AnnotationSystem>(scenario, &Samples::new(), &request).expect_err("it is wrong")
}

fn sizes<S>(exhausted: &Exhausted<S>) -> Vec<u64> {
    exhausted.sizes.iter().map(|size| size.sets).collect()
}

#[test]
fn the_reference_stands_every_set_of_few_faults() {
    for (fields, faults) in [(1, 3), (2, 2)] {
        let exhausted = tried(&annotations(fields, "", ""), faults);
        assert_eq!(exhausted.smallest, None, "{fields} fields");
        assert_eq!(exhausted.sizes.len(), faults as usize);
    }
}

#[test]
fn the_reference_stands_every_pair_beside_edits_and_without_durable_services() {
    let edits =
        r#"inputs: [(at: "122ms", input: Edit(field: 1)), (at: "300ms", input: Unannotate(field: 1))],"#;
    let volatile = "data_entry_durable: false, annotation_durable: false";
    for (knobs, keys) in [("", edits), (volatile, "horizon: \"5s\""), ("rules: CSharp", "")] {
        let exhausted = tried(&annotations(1, knobs, keys), 2);
        assert_eq!(exhausted.smallest, None, "{knobs} {keys}");
    }
}

/// Each mutant, what the scenario adds, the property, and the size of the smallest breaking set, as the zoo says.
const ZOO: [(&str, &str, &str, &str, usize); 10] = [
    ("M1", "", "", "S1", 1),
    ("M2", "", "", "S2a", 1),
    ("M3", "", r#"inputs: [(at: "122ms", input: Edit(field: 1))]"#, "S2a", 1),
    ("M4", "", "", "L1", 1),
    ("M5", "", "", "L1", 1),
    ("M6", "", r#"inputs: [(at: "200ms", input: Unannotate(field: 1))]"#, "L1", 0),
    ("M6", "", r#"inputs: [(at: "1s", input: Unannotate(field: 1))]"#, "L1", 0),
    ("M8", "data_entry_durable: false", r#"horizon: "5s""#, "S2a", 1),
    ("M10", "", "", "L1", 1),
    ("M11", "", r#"inputs: [(at: "115ms", input: Edit(field: 1))]"#, "S3", 0),
];

#[test]
fn every_mutant_falls_to_a_set_as_small_as_the_zoo_says() {
    for (mutant, knobs, keys, property, size) in ZOO {
        let exhausted = tried(&annotations(1, &format!("mutant: {mutant}, {knobs}"), keys), 2);
        let smallest = exhausted.smallest.unwrap_or_else(|| panic!("{mutant} stands all"));
        assert_eq!((smallest.faults.len(), smallest.property.as_str()), (size, property), "{mutant}");
        assert_eq!(exhausted.sizes.len(), size, "{mutant}: it stops with the smallest size");
    }
}

#[test]
fn a_horizon_that_comes_before_the_bound_shows_as_a_stall_and_not_as_a_violation() {
    let late = tried(&annotations(1, "rules: CSharp", "horizon: \"5s\""), 2).smallest;
    assert_eq!(late.map(|it| it.property), Some("stalls".to_string()));
    assert_eq!(tried(&annotations(1, "rules: CSharp", "horizon: \"6s\""), 2).smallest, None);
}

#[test]
fn a_mutant_that_an_edit_gives_away_stands_every_pair_without_one() {
    for mutant in ["M3", "M6", "M11"] {
        assert_eq!(tried(&annotations(1, &format!("mutant: {mutant}"), ""), 2).smallest, None, "{mutant}");
    }
}

#[test]
fn the_smallest_breaking_set_replays_to_the_same_violation_and_all_its_faults_strike() {
    for (mutant, knobs, keys, ..) in ZOO {
        let exhausted = tried(&annotations(1, &format!("mutant: {mutant}, {knobs}"), keys), 2);
        let smallest = exhausted.smallest.expect("the mutant falls");
        let read = Annotations::parse(&smallest.scenario.to_text()).expect("what was written can be read");
        assert_eq!(read, smallest.scenario);
        assert!(read.faults.ends_with(&smallest.faults));
        let outcome = Prepared::<AnnotationSystem>::new(&read, &Samples::new()).unwrap().run(read.seed);
        assert_eq!(outcome, smallest.outcome, "{mutant}");
        assert_eq!(outcome.unmatched, Vec::<usize>::new(), "{mutant}");
        assert_eq!(read.expect.len(), 2, "the verdict and the digest");
        assert!(read.expect.iter().all(|expected| expected.held_against(&outcome).is_none()));
    }
}

#[test]
fn of_one_field_every_address_is_tried() {
    // Three messages, each lost, copied at once and past a tick, overtaken, late past a tick; three attempts; three
    // steps of one effect, each with a crash before and after it, and that with one way to come back or with two.
    let exhausted = tried(&annotations(1, "", ""), 1);
    assert_eq!(sizes(&exhausted), [3 * 5 + 3 + 3 * 2]);
    let request = ExhaustRequest { faults: 1, never: true, property: Some("S1"), ..Default::default() };
    let for_good = all_of::<AnnotationSystem>(&annotations(1, "", ""), &request);
    assert_eq!(sizes(&for_good), [3 * 5 + 3 + 3 * 2 * 2]);
}

#[test]
fn the_order_is_that_of_time() {
    let smallest = tried(&annotations(2, "mutant: M4", ""), 1).smallest.expect("one loss is enough");
    let first = "Lose(message:(kind:\"Publish\",item:1,nth:1))";
    assert_eq!(smallest.faults.iter().map(Problem::show).collect::<Vec<_>>(), [first]);
}

#[test]
fn the_result_does_not_depend_on_the_jobs_nor_on_the_time() {
    let scenario = annotations(2, "mutant: M10", "");
    let run = AtomicU64::new(0);
    let progress = |_: u32, done: u64, most: u64| {
        assert!(done <= most);
        run.fetch_max(done, Ordering::Relaxed);
    };
    let with = |jobs: usize, property| {
        let request = ExhaustRequest { faults: 2, jobs, property, progress: &progress, never: false };
        all_of::<AnnotationSystem>(&scenario, &request)
    };
    for property in [None, Some("S1")] {
        let one = with(1, property);
        assert!([2, 3, 8].into_iter().all(|jobs| with(jobs, property) == one));
        assert_eq!(with(1, property), one);
    }
    assert!(run.into_inner() >= 512, "somebody was told");
}

#[test]
fn a_property_that_is_named_alone_counts() {
    let scenario = annotations(1, "mutant: M10", "");
    let with = |property| {
        let request = ExhaustRequest { faults: 1, property: Some(property), ..Default::default() };
        all_of::<AnnotationSystem>(&scenario, &request)
    };
    assert_eq!(with("L1").smallest.map(|it| it.property), Some("L1".to_string()));
    assert_eq!(with("S1").smallest, None);
    assert_eq!(with("stalls").smallest, None);
}

#[test]
fn a_run_that_fails_by_itself_needs_no_fault() {
    let violated = tried(&annotations(2, "mutant: M9", ""), 2);
    assert_eq!((violated.sets(), violated.sizes.len()), (0, 0));
    let smallest = violated.smallest.expect("it fails");
    assert_eq!((smallest.faults.len(), smallest.property.as_str()), (0, "S5"));

    // It was demanded, though the horizon comes before the bound.
    let stalled = tried(&annotations(1, "", "horizon: \"115ms\""), 2);
    let smallest = stalled.smallest.expect("it does not settle");
    assert_eq!((smallest.faults.len(), smallest.property.as_str()), (0, "stalls"));
    assert!(matches!(smallest.outcome.verdict, Verdict::Stalled { .. }));
}

#[test]
fn what_the_scenario_does_to_a_message_is_not_contradicted() {
    let own = r#"faults: [Duplicate(message: (kind: "Publish", item: 1, nth: 1), after: "0s")]"#;
    let exhausted = tried(&annotations(1, "", own), 2);
    assert_eq!(exhausted.smallest, None);
    // Without the loss of the one Publish; its copy brings a second Annotate and Ack, two attempts of each, and
    // three steps more.
    assert_eq!(exhausted.sizes[0].sets, (5 * 5 - 1) + 6 + 5 * 2);
}

#[test]
fn wrong_requests_are_refused_with_what_to_do() {
    let one = annotations(1, "", "");
    for faults in [0, 4] {
        let problem = refusal(&one, ExhaustRequest { faults, ..Default::default() });
        assert!(problem.to_string().contains("1 to 3"), "{problem}");
    }
    let problem = refusal(&one, ExhaustRequest { property: Some("S2"), ..Default::default() });
    assert!(problem.to_string().contains("no property `S2`"), "{problem}");

    // All is over before the first tick.
    let mut many = annotations(500, "", "");
    many.knobs.create_every = Span::from_micros(1);
    let problem = refusal(&many, ExhaustRequest { faults: 2, ..Default::default() });
    let singles = 500 * 24;
    let sets = singles + singles * (singles - 1) / 2;
    assert!(sets > MOST_SETS && problem.message.contains(&sets.to_string()), "{problem}");
    assert!(problem.to_string().contains("the number of items"), "{problem}");
}

/// Puts an item: once, and a second time after a while without an answer. Twice lost is lost for good.
#[derive(Clone, Copy, Debug, Hash)]
enum Word {
    Put(u32),
    Got(u32),
}

impl Label for Word {
    const KINDS: &'static [&'static str] = &["Put", "Got"];
    fn kind(&self) -> usize {
        matches!(self, Word::Got(_)) as usize
    }
    fn item(&self) -> Option<u32> {
        let (Word::Put(item) | Word::Got(item)) = self;
        Some(*item)
    }
}

/// Whether it was the second time.
#[derive(Clone, Copy, Debug, Hash)]
struct Patience(u32, bool);

impl Label for Patience {
    const KINDS: &'static [&'static str] = &["Again", "GiveUp"];
    fn kind(&self) -> usize {
        self.1 as usize
    }
    fn item(&self) -> Option<u32> {
        Some(self.0)
    }
}

#[derive(Clone, Copy, Debug, Hash, PartialEq, serde::Serialize, serde::Deserialize)]
struct Order(u32);

impl Label for Order {
    const KINDS: &'static [&'static str] = &["Order"];
    fn kind(&self) -> usize {
        0
    }
    fn item(&self) -> Option<u32> {
        Some(self.0)
    }
}

#[derive(Default)]
struct Shop {
    insists: bool,
    known: Vec<u32>,
}

impl Process for Shop {
    type Message = Word;
    type Timer = Patience;
    type Input = Order;

    fn on_input(&mut self, Order(item): Order, ctx: &mut impl Context<Self>) {
        ctx.send(ProcessId(1), Word::Put(item));
        if self.insists {
            ctx.set_timer(Patience(item, false), Span::from_millis(30));
        }
    }
    fn on_message(&mut self, from: ProcessId, word: Word, ctx: &mut impl Context<Self>) {
        let (Word::Put(item) | Word::Got(item)) = word;
        self.known.push(item);
        if self.insists && from == ProcessId(0) {
            ctx.send(from, Word::Got(item));
        }
    }
    fn on_timer(&mut self, Patience(item, last): Patience, ctx: &mut impl Context<Self>) {
        if !last && !self.known.contains(&item) {
            ctx.send(ProcessId(1), Word::Put(item));
            ctx.set_timer(Patience(item, true), Span::from_millis(30));
        }
    }
}

/// Shops, so many orders, and whether they insist.
fn shops(insists: bool) -> Vec<Shop> {
    vec![Shop { insists, ..Shop::default() }, Shop { insists, ..Shop::default() }]
}

fn order(index: u64, orders: u64) -> Option<(Time, ProcessId, Order)> {
    (index < orders).then(|| (Time::from_millis(100 * index + 100), ProcessId(0), Order(index as u32 + 1)))
}

/// Three orders, each put once.
struct Careless;

impl System for Careless {
    type Process = Shop;
    fn processes(&self) -> Vec<Shop> {
        shops(false)
    }
    fn input(&self, index: u64) -> Option<(Time, ProcessId, Order)> {
        order(index, ORDERS)
    }
    fn settled(&mut self, _: &World<'_, Shop>) -> bool {
        true
    }
}

const ORDERS: u64 = 3;

sooner::model! { Careless as "careless", processes ["customer", "shop"] }

#[test]
fn there_are_as_many_sets_as_can_be_counted_by_hand() {
    let weather = Weather { latency: Latency::Constant(Span::from_millis(10)), ..Weather::default() };
    let scenario = ScenarioOf::<Careless> { weather, ..ScenarioOf::<Careless>::calm("careless", ()) };
    // Of one order: its message is lost, copied or overtaken (there is no tick to be late for); or the customer
    // crashes before the message leaves, or after, which alone goes together with one of the three.
    let (one, both) = (3 + 2, 3);
    let n = ORDERS;
    let pairs = n * (n - 1) / 2;
    let triples = n * (n - 1) * (n - 2) / 6;
    let wanted =
        [n * one, n * both + pairs * one * one, n * (n - 1) * both * one + triples * one * one * one];
    assert_eq!(sizes(&all_of::<Careless>(&scenario, &up_to(3))), wanted);
}

/// One order, put twice at most.
struct Insistent;

impl System for Insistent {
    type Process = Shop;
    fn processes(&self) -> Vec<Shop> {
        shops(true)
    }
    fn input(&self, index: u64) -> Option<(Time, ProcessId, Order)> {
        order(index, 1)
    }
    fn settled(&mut self, world: &World<'_, Shop>) -> bool {
        world.processes.iter().all(|shop| !shop.known.is_empty())
    }
}

sooner::model! { Insistent as "insistent", processes ["customer", "shop"], always delivered }

/// Nobody gives up an order that never came.
fn delivered(world: &World<'_, Shop>, step: &Step<Shop>) -> Result<(), String> {
    use sooner::sim::What;
    match step.what {
        What::Timer(Patience(item, true)) if !world.processes[1].known.contains(&item) => {
            Err(format!("order {item} is given up"))
        }
        _ => Ok(()),
    }
}

#[test]
fn an_address_that_only_a_first_fault_brings_about_is_found() {
    let weather = Weather { latency: Latency::Constant(Span::from_millis(10)), ..Weather::default() };
    let scenario = ScenarioOf::<Insistent> { weather, ..ScenarioOf::<Insistent>::calm("insistent", ()) };
    let exhausted = all_of::<Insistent>(&scenario, &up_to(2));
    assert_eq!(exhausted.sizes[0].breaking, []);
    let smallest = exhausted.smallest.expect("two losses are enough");
    let lost = |nth| format!("Lose(message:(kind:\"Put\",from:\"customer\",to:\"shop\",item:1,nth:{nth}))");
    assert_eq!(smallest.faults.iter().map(Problem::show).collect::<Vec<_>>(), [lost(1), lost(2)]);
}
