//! The write side, where a scenario would say less than the messages or the counts: the write database statement by
//! statement, and what becomes of requests under faults.

use std::collections::BTreeMap;

use sooner::check::{Fact, Model, Outcome, Prepared, ScenarioOf, Verdict};
use sooner::models::orders::{
    Amount, Btc, Currency, IdemKey, Key, Letter, Order, OrdersSystem, Rate, Service, Settings, Tick,
    TransactionId,
};
use sooner::sim::process::Effect;
use sooner::sim::{Process, ProcessId, Recorder, System, Time};

const CREATE: ProcessId = ProcessId(1);
const WRITE_DB: ProcessId = ProcessId(3);

/// A write database that is told one thing after the other.
struct Database(Service);

impl Database {
    fn new() -> Database {
        let system = OrdersSystem::new(&Settings::default()).expect("the defaults can be");
        Database(system.processes().swap_remove(WRITE_DB.index()))
    }

    fn acts(&mut self, act: &dyn Fn(&mut Service, &mut Recorder<Service>)) -> Vec<Letter> {
        let mut ctx = Recorder::new(WRITE_DB, Time::START);
        act(&mut self.0, &mut ctx);
        let mut sent = Vec::new();
        for effect in ctx.effects {
            match effect {
                Effect::Send(_, letter) => sent.push(letter),
                Effect::Then(tick, _) => sent.extend(self.acts(&|service, ctx| service.on_timer(tick, ctx))),
                _ => {}
            }
        }
        sent
    }

    fn takes(&mut self, letter: Letter) -> Vec<Letter> {
        self.acts(&|service, ctx| service.on_message(CREATE, letter, ctx))
    }

    /// Begins a transaction; the id of its order, where it has the total at once.
    fn begins(&mut self, id: TransactionId) -> Option<u32> {
        match self.takes(Letter::InsertOrder(id, order(id.number))).as_slice() {
            [Letter::OrderInserted(_, _, Ok(order))] => Some(order.id),
            [] => None,
            other => panic!("{other:?}"),
        }
    }
}

fn transaction(session: u32, number: u32) -> TransactionId {
    TransactionId { session, number }
}

fn order(request: u32) -> Order {
    Order {
        id: 0,
        request,
        client: 0,
        currency: Currency::Usd,
        cents: 1,
        rate: Rate(5_000_000_000_000),
        btc: Btc(20),
        created_at: Time::START,
    }
}

fn key(number: u64) -> IdemKey {
    IdemKey { client: 0, currency: Currency::Usd, amount: Amount::cents(1), key: Key::numbered(number) }
}

/// The ids of the orders that are inserted by these letters.
fn inserted(letters: &[Letter]) -> Vec<u32> {
    let id = |letter: &Letter| match letter {
        Letter::OrderInserted(_, _, Ok(order)) => Some(order.id),
        _ => None,
    };
    letters.iter().filter_map(id).collect()
}

#[test]
fn a_copy_of_a_statement_changes_nothing() {
    let (mut db, id) = (Database::new(), transaction(1, 0));
    assert_eq!(db.begins(id), Some(1));
    assert_eq!(db.takes(Letter::InsertOrder(id, order(0))), []);
    assert_eq!(db.takes(Letter::InsertIdem(id, 0, key(1))), [Letter::IdemInserted(id, 0, true)]);
    assert_eq!(db.takes(Letter::InsertIdem(id, 0, key(1))), []);
    assert_eq!(db.takes(Letter::Commit(id, 0)), [Letter::Committed(id, 0, true)]);
    assert_eq!(db.takes(Letter::Commit(id, 0)), []);
    assert_eq!(db.takes(Letter::InsertOrder(id, order(0))), []);
    assert_eq!(db.begins(transaction(1, 1)), Some(2), "no id was burnt by a copy");
}

#[test]
fn a_transaction_that_is_open_for_too_long_hands_its_lock_over() {
    let (mut db, [first, second, third]) = (Database::new(), [0, 1, 2].map(|number| transaction(1, number)));
    assert_eq!([first, second, third].map(|id| db.begins(id)), [Some(1), None, None]);
    // Who leaves the line is not granted what it waits for.
    assert_eq!(db.takes(Letter::Rollback(second, 1)), []);
    let expired = db.acts(&|service, ctx| service.on_timer(Tick::Expire(first, 0), ctx));
    assert_eq!(inserted(&expired), [3]);
    assert_eq!(db.takes(Letter::Commit(first, 0)), [], "it was rolled back");
}

#[test]
fn the_end_of_a_connection_rolls_everything_back_and_grants_nothing_to_the_dead() {
    let (mut db, ids) = (Database::new(), [0, 1].map(|number| transaction(1, number)));
    assert_eq!(ids.map(|id| db.begins(id)), [Some(1), None]);
    assert_eq!(db.acts(&|service, ctx| service.on_disconnect(CREATE, ctx)), []);
    assert_eq!(db.takes(Letter::Commit(ids[0], 0)), []);
    assert_eq!(db.begins(transaction(2, 2)), Some(3), "the lock is free; two ids are burnt");
}

#[test]
fn a_new_connection_ends_what_the_one_before_has_left_open() {
    let mut db = Database::new();
    assert_eq!(db.begins(transaction(1, 0)), Some(1));
    assert_eq!(db.begins(transaction(2, 1)), Some(2), "nobody holds the total any more");
    assert_eq!(db.begins(transaction(1, 2)), None, "of the old connection nothing comes any more");
    assert_eq!(db.begins(transaction(2, 3)), None, "this one waits for the second");
}

#[test]
fn a_key_that_is_taken_ends_in_a_rollback_and_the_earlier_order() {
    let (mut db, first, repeat) = (Database::new(), transaction(1, 0), transaction(1, 1));
    db.begins(first);
    db.takes(Letter::InsertIdem(first, 0, key(1)));
    db.takes(Letter::Commit(first, 0));
    assert_eq!(db.begins(repeat), Some(2));
    assert_eq!(db.takes(Letter::InsertIdem(repeat, 1, key(1))), [Letter::IdemInserted(repeat, 1, false)]);
    assert_eq!(db.takes(Letter::Rollback(repeat, 1)), []);
    match db.takes(Letter::FindAnswer(repeat, 1, key(1))).as_slice() {
        [Letter::AnswerFound(_, 1, Some(order))] => assert_eq!(order.id, 1),
        other => panic!("{other:?}"),
    }
}

fn prepare(knobs: &str, rest: &str) -> Result<Prepared<OrdersSystem>, String> {
    let text = format!(
        r#"(version: 1, model: "orders", knobs: ({knobs}), weather: (latency: Constant("1ms")), horizon: "5m", {rest})"#
    );
    let scenario = ScenarioOf::<OrdersSystem>::parse(&text).map_err(|problem| problem.to_string())?;
    Prepared::new(&scenario, &BTreeMap::new()).map_err(|problem| problem.to_string())
}

fn run(knobs: &str, rest: &str) -> Outcome {
    prepare(knobs, rest).unwrap_or_else(|problem| panic!("{problem}")).run(0)
}

fn fact(outcome: &Outcome, name: &str) -> String {
    let told = outcome.facts.iter().find(|(told, _)| *told == name);
    told.map_or_else(|| panic!("nobody tells {name}"), |(_, fact): &(_, Fact)| fact.to_string())
}

#[test]
fn every_message_of_an_order_may_be_lost_once_and_the_order_is_made_once() {
    let way = [
        "Create",
        "Answer",
        "AskPrice",
        "Price",
        "InsertOrder",
        "OrderInserted",
        "InsertIdem",
        "IdemInserted",
        "InsertOutbox",
        "OutboxInserted",
        "Commit",
        "Committed",
        "ReadOutbox",
        "OutboxRead",
        "Publish",
        "Confirmed",
        "MarkSent",
        "MarkedSent",
    ];
    for kind in way {
        for fault in [
            "Lose(message: (kind: KIND, nth: 1))",
            "Duplicate(message: (kind: KIND, nth: 1), after: \"2ms\")",
        ] {
            let fault = fault.replace("KIND", &format!("\"{kind}\""));
            let outcome = run("orders: 2", &format!("faults: [{fault}]"));
            assert_eq!(outcome.verdict.word(), "settled", "{fault}: {:?}", outcome.verdict);
            assert_eq!(fact(&outcome, "write"), fact(&outcome, "read"), "{fault}");
            assert_eq!(fact(&outcome, "write").matches(',').count(), 1, "{fault}: two orders");
        }
    }
}

#[test]
fn the_create_service_may_die_at_every_step_of_an_order() {
    let steps = ["Create", "Price", "OrderInserted", "IdemInserted", "OutboxInserted", "Committed"];
    for (kind, effects) in steps.iter().flat_map(|kind| (0..3).map(move |effects| (kind, effects))) {
        let fault = format!(
            r#"faults: [CrashAfter(step: (process: "create", kind: "{kind}", nth: 1), effects: {effects}, restart: After("10ms"))]"#
        );
        let outcome = run("orders: 1", &fault);
        assert_eq!(outcome.verdict.word(), "settled", "{kind}, {effects}: {:?}", outcome.verdict);
        assert_eq!(fact(&outcome, "write"), fact(&outcome, "read"), "{kind}, {effects}");
    }
}

#[test]
fn a_refused_publication_fails_a_request_and_the_outbox_tries_again() {
    let refused = r#"faults: [Fail(attempt: (operation: "publish", nth: 1))]"#;
    let in_tx = run("orders: 1, publish: InTx", refused);
    assert_eq!((fact(&in_tx, "statuses"), fact(&in_tx, "write")), ("[[500, 200]]".into(), "[2]".into()));
    let after = run("orders: 1, publish: AfterCommit", refused);
    assert_eq!((fact(&after, "statuses"), fact(&after, "write")), ("[[500, 200]]".into(), "[1]".into()));
    assert_eq!(fact(&after, "queue"), "[]", "the order is written, and nobody publishes it any more");
    let outbox = run("orders: 1", refused);
    assert_eq!((fact(&outbox, "statuses"), fact(&outbox, "read")), ("[[200]]".into(), "[1]".into()));
}

#[test]
fn a_book_that_holds_nothing_refuses_every_order_and_says_so_before() {
    let mut full = prepare("orders: 2, cap: \"0\"", "").expect("it can be run");
    assert!(full.warnings().iter().any(|warning| warning.contains("409")), "{:?}", full.warnings());
    let outcome = full.run(0);
    assert_eq!((outcome.verdict.word(), fact(&outcome, "statuses")), ("settled", "[[409], [409]]".into()));
    assert_eq!(fact(&outcome, "next_id"), "3", "an order that is refused by the book burns its id");
}

#[test]
fn a_repeat_at_a_full_book_is_answered_with_its_order_and_burns_an_id() {
    let repeat = r#"inputs: [(at: "1s", input: Order(request: 0, amount: "0.01", key: "k1")),
        (at: "2s", input: Order(request: 1, amount: "0.01", key: "k1"))]"#;
    let outcome = run("orders: 0, cap: \"0.0000002\"", repeat);
    assert_eq!((fact(&outcome, "answers"), fact(&outcome, "next_id")), ("[1, 1]".into(), "3".into()));
    let shipped = run("orders: 0, cap: \"0.0000002\", lookup: Shipped", repeat);
    assert!(matches!(&shipped.verdict, Verdict::Violated { property, .. } if property == "W2b"));
}

#[test]
fn time_outs_of_zero_are_refused_and_short_ones_are_told() {
    for knob in [
        "client_timeout",
        "client_backoff",
        "create_timeout",
        "transaction_timeout",
        "relay_every",
        "repeat_after",
    ] {
        let refused = prepare(&format!("{knob}: \"0s\""), "").err();
        assert!(
            refused.is_some_and(|problem| problem.contains(knob)
                || problem.contains("zero")
                || problem.contains("no time")
                || problem.contains("at once")),
            "{knob}"
        );
    }
    let short = prepare("create_timeout: \"9s\"", "").expect("it can be run");
    assert!(short.warnings().iter().any(|warning| warning.contains("client_timeout")));
    let wrong = prepare("waive: [\"W10\"]", "").err();
    assert!(wrong.is_some_and(|problem| problem.contains("W10")));
}
