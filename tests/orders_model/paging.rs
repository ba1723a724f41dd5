//! Pages of the read database, message by message, against the simplest thing that could be right: a sorted list.

use proptest::prelude::*;
use sooner::check::Model;
use sooner::models::orders::{
    DeliveryId, Letter, Mutant, Order, OrdersSystem, Page, PageKey, Row, Service, Settings,
};
use sooner::sim::process::Effect;
use sooner::sim::{Process, ProcessId, Recorder, System, Time};

const SYNC: ProcessId = ProcessId(6);
const READ_DB: ProcessId = ProcessId(7);
const FETCH: ProcessId = ProcessId(8);

/// A read database, and how many deliveries it has had.
struct Database {
    service: Service,
    delivered: u32,
}

impl Database {
    fn new(settings: Settings) -> Database {
        let system = OrdersSystem::new(&settings).expect("these settings can be");
        Database { service: system.processes().swap_remove(READ_DB.index()), delivered: 0 }
    }

    fn takes(&mut self, from: ProcessId, letter: Letter) -> Vec<Letter> {
        let mut ctx = Recorder::new(READ_DB, Time::START);
        self.service.on_message(from, letter, &mut ctx);
        let sent = |effect: Effect<Service>| match effect {
            Effect::Send(_, letter) => letter,
            other => panic!("{other:?} is no message"),
        };
        ctx.effects.into_iter().map(sent).collect()
    }

    /// A row of an order arrives; ids above 100 are of the instant of id - 100.
    fn arrives(&mut self, order: Order) {
        self.delivered += 1;
        let id = DeliveryId { session: 1, number: self.delivered };
        assert_eq!(self.takes(SYNC, Letter::InsertRow(id, order)), [Letter::RowInserted(id, 0, true)]);
        assert_eq!(self.takes(SYNC, Letter::CommitRow(id, 0)), [Letter::RowCommitted(id, 0, true)]);
    }

    fn page(&mut self, number: u32, after: Option<u32>, size: i32) -> Vec<u32> {
        let page = Page { walk: 0, number, attempt: 0, after, size };
        let rows = self.takes(FETCH, Letter::QueryPage(page));
        let of = rows.len() as u32;
        let id = |(at, letter): (u32, &Letter)| match letter {
            Letter::PageRow(_, _, Row::Empty) => None,
            Letter::PageRow(_, _, Row::Here { place, of: all, id }) if (*place, *all) == (at, of) => {
                Some(*id)
            }
            other => panic!("{other:?} is no row of a page of {of}"),
        };
        (0..).zip(&rows).filter_map(id).collect()
    }

    /// Walks through all pages; before each page after the first, the next of `arrivals` arrive.
    fn walk(&mut self, size: i32, arrivals: &[Vec<Order>]) -> Vec<Vec<u32>> {
        let mut pages = vec![self.page(1, None, size)];
        let mut arrivals = arrivals.iter();
        while let Some(last) = pages.last().and_then(|page| page.last().copied()) {
            arrivals.next().into_iter().flatten().for_each(|order| self.arrives(*order));
            pages.push(self.page(pages.len() as u32 + 1, Some(last), size));
        }
        pages
    }
}

fn order(id: u32, created_at: u64) -> Order {
    Order {
        id,
        request: 0,
        client: 0,
        currency: Default::default(),
        cents: 1,
        rate: "50000".parse().expect("a price"),
        btc: "0.0000002".parse().expect("a quantity"),
        created_at: Time::from_nanos(created_at),
    }
}

fn by_id() -> Settings {
    Settings::default()
}

/// Distinct ids in any order, cut into what is there before the walk and what arrives before each further page.
fn arrivals() -> impl Strategy<Value = (Vec<Order>, Vec<Vec<Order>>)> {
    let ids = Just((1..40u32).collect::<Vec<_>>()).prop_shuffle();
    (ids, 0..30usize, prop::collection::vec(0..4usize, 0..8)).prop_map(|(ids, before, pieces)| {
        let mut rest = ids.into_iter().map(|id| order(id, u64::from(id / 3)));
        let first = rest.by_ref().take(before).collect();
        (first, pieces.into_iter().map(|piece| rest.by_ref().take(piece).collect()).collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_walk_by_id_lists_every_row_of_the_first_page_once_whatever_arrives(
        (first, later) in arrivals(), size in 1..6i32
    ) {
        let mut database = Database::new(by_id());
        first.iter().for_each(|order| database.arrives(*order));
        let listed = database.walk(size, &later).concat();
        prop_assert!(listed.is_sorted_by(|one, other| one > other), "{listed:?}");
        for order in &first {
            prop_assert!(listed.contains(&order.id), "order {} is not in {listed:?}", order.id);
        }
    }

    #[test]
    fn every_page_is_what_a_sorted_list_says((first, _) in arrivals(), size in 0..6i32, after in 0..40u32) {
        let mut database = Database::new(by_id());
        first.iter().for_each(|order| database.arrives(*order));
        let mut ids: Vec<u32> = first.iter().map(|order| order.id).collect();
        ids.sort_unstable_by(|one, other| other.cmp(one));
        let known = ids.contains(&after).then_some(after);
        let below = ids.into_iter().filter(|id| known.is_none_or(|after| *id < after));
        let expected: Vec<u32> = below.take(size as usize).collect();
        prop_assert_eq!(database.page(1, known, size), expected);
    }

    #[test]
    fn a_cursor_that_compares_instants_loses_exactly_the_ties_across_the_edge_of_a_page(
        (first, _) in arrivals(), size in 1..6i32
    ) {
        let mut database = Database::new(Settings { page_key: PageKey::CreatedAt, ..by_id() });
        first.iter().for_each(|order| database.arrives(*order));
        let mut rest: Vec<(u64, u32)> =
            first.iter().map(|order| (order.created_at.as_nanos(), order.id)).collect();
        rest.sort_unstable_by(|one, other| other.cmp(one));
        let mut expected = Vec::new();
        while !rest.is_empty() {
            let page: Vec<(u64, u32)> = rest.iter().take(size as usize).copied().collect();
            let edge = page[page.len() - 1].0;
            rest.retain(|(at, _)| *at < edge);
            expected.push(page.into_iter().map(|(_, id)| id).collect());
        }
        expected.push(Vec::new());
        prop_assert_eq!(database.walk(size, &[]), expected);
    }
}

#[test]
fn rows_of_one_instant_are_lost_between_two_pages_by_created_at() {
    let mut database = Database::new(Settings { page_key: PageKey::CreatedAt, ..by_id() });
    database.arrives(order(1, 7));
    database.arrives(order(2, 7));
    assert_eq!(database.walk(1, &[]), [vec![2], vec![]]);
}

#[test]
fn a_page_by_offset_repeats_a_row_where_another_has_arrived() {
    let settings = Settings { mutant: Some(Mutant::M12PagesByOffset), ..by_id() };
    let mut database = Database::new(settings);
    database.arrives(order(1, 1));
    assert_eq!(database.page(1, None, 1), [1]);
    database.arrives(order(2, 2));
    assert_eq!(database.page(2, Some(1), 1), [1]);
}

#[test]
fn a_page_after_an_order_that_is_not_there_is_not_found_and_one_of_no_rows_is_empty() {
    let mut database = Database::new(by_id());
    database.arrives(order(1, 1));
    let unknown = Page { walk: 0, number: 1, attempt: 0, after: Some(2), size: 3 };
    assert_eq!(
        database.takes(FETCH, Letter::QueryPage(unknown)),
        [Letter::PageRow(unknown, 1, Row::Unknown)]
    );
    let empty = Page { after: None, size: 0, ..unknown };
    assert_eq!(database.takes(FETCH, Letter::QueryPage(empty)), [Letter::PageRow(empty, 2, Row::Empty)]);
}

#[test]
fn a_row_is_there_once_however_often_its_delivery_comes() {
    let mut database = Database::new(by_id());
    for _ in 0..3 {
        database.arrives(order(1, 1));
    }
    assert_eq!(database.page(1, None, 5), [1]);
    // A copy of a statement neither begins a transaction nor spoils the open one.
    let id = DeliveryId { session: 2, number: 1 };
    assert_eq!(database.takes(SYNC, Letter::InsertRow(id, order(2, 2))).len(), 1);
    assert_eq!(database.takes(SYNC, Letter::InsertRow(id, order(2, 2))), []);
    assert_eq!(database.takes(SYNC, Letter::CommitRow(id, 0)), [Letter::RowCommitted(id, 0, true)]);
    assert_eq!(database.takes(SYNC, Letter::CommitRow(id, 0)), [Letter::RowCommitted(id, 0, false)]);
    assert_eq!(database.page(1, None, 5), [2, 1]);
}
