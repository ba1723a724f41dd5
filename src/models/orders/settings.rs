//! The knobs of the orders pipeline: its modes, its tunables, its workload.

use serde::{Deserialize, Serialize};

use super::money::{Amount, Btc, Rate};
use super::mutants::Mutant;
use crate::sim::Span;

/// When an order is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Publish {
    /// By the create service, inside the transaction that has not committed yet, as the original ships.
    InTx,
    /// By the create service, once the transaction has committed.
    AfterCommit,
    /// By a relay, from an outbox that the transaction wrote.
    Outbox,
}

/// When the sync service acknowledges a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ack {
    /// Before the row is committed, as the original ships.
    BeforeCommit,
    /// Once the row is committed.
    AfterCommit,
}

/// How a row is written to the read model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WriteRow {
    /// One more each time: the table has no key, as the original ships.
    Insert,
    /// One for each order.
    Upsert,
}

/// By what the pages are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageKey {
    /// By the orders' ids.
    Id,
    /// By the instant of creation, then the id; the cursor compares the instant alone.
    CreatedAt,
}

/// What becomes of a request whose price, quantity or place in the book is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lookup {
    /// The order that an earlier request of the same key made is looked up before it is answered.
    Reference,
    /// It is answered with 500, as the original ships.
    Shipped,
}

/// Which amounts are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Amounts {
    /// With at most two places.
    Strict,
    /// With any: they are rounded when they are stored, and looked up unrounded, as the original ships.
    Shipped,
}

/// How the pages after the first one are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Paging {
    /// By the key of the last row of the page before.
    Keyset,
    /// By asking for one row that is newer, which fails, as the original ships.
    Shipped,
}

crate::knobs! {
    /// What a scenario may turn on the orders pipeline.
    pub struct Settings {
        /// How many orders the workload asks for, each of a client's own and with a key of its own.
        pub orders: u64 = 3,
        /// The time between two of them.
        pub order_every: Span = Span::from_millis(10),
        /// When the first one is asked for; without it, after one interval.
        pub first_order: Option<Span> = None,
        /// The amount of each.
        pub amount: Amount = Amount::cents(1),
        /// When an order is published: `InTx`, `AfterCommit` or `Outbox`.
        pub publish: Publish = Publish::Outbox,
        /// Whether a publisher waits until the queue confirms.
        pub confirms: bool = true,
        /// When a delivery is acknowledged: `BeforeCommit` or `AfterCommit`.
        pub ack: Ack = Ack::AfterCommit,
        /// How a row is written to the read model: `Insert` or `Upsert`.
        pub row: WriteRow = WriteRow::Upsert,
        /// By what the pages are ordered: `Id` or `CreatedAt`.
        pub page_key: PageKey = PageKey::Id,
        /// `Reference` or `Shipped`: whether an earlier answer is looked up before a request is refused.
        pub lookup: Lookup = Lookup::Reference,
        /// `Strict` or `Shipped`: which amounts are accepted.
        pub amounts: Amounts = Amounts::Strict,
        /// `Keyset` or `Shipped`: how the pages after the first are found.
        pub page: Paging = Paging::Keyset,
        /// How much the book holds, in bitcoin; 0 refuses every order.
        pub cap: Btc = Btc(100 * 100_000_000),
        /// How many rows a page has where a walk does not say.
        pub page_size: i32 = 10,
        /// The price of a bitcoin at the start, in US dollars.
        pub usd: Rate = Rate(50_000 * 100_000_000),
        /// In euros.
        pub eur: Rate = Rate(45_000 * 100_000_000),
        /// In pounds.
        pub gbp: Rate = Rate(40_000 * 100_000_000),
        /// How long it takes to look a price up.
        pub price_time: Span = Span::ZERO,
        /// How long a client waits for an answer.
        pub client_timeout: Span = Span::from_secs(5),
        /// How long it waits after a failure before it asks again.
        pub client_backoff: Span = Span::from_secs(1),
        /// How long the create service works at one request before it gives up.
        pub create_timeout: Span = Span::from_secs(3),
        /// How long a transaction may stay open at the write database.
        pub transaction_timeout: Span = Span::from_secs(4),
        /// How often the relay looks into the outbox.
        pub relay_every: Span = Span::from_millis(100),
        /// After how long the relay and the sync service repeat what was not answered.
        pub repeat_after: Span = Span::from_secs(1),
        /// Properties that are not judged, by their names, so that a run goes on to its end; none by default.
        pub waive: Vec<String> = Vec::new(),
        /// A wrong variant of the protocol, for testing the tests; none by default.
        pub mutant: Option<Mutant> = None,
    }
}

impl Settings {
    pub(super) fn first_order(&self) -> Span {
        self.first_order.unwrap_or(self.order_every)
    }

    /// Whether a property is not judged.
    pub(super) fn waives(&self, property: &str) -> bool {
        self.waive.iter().any(|name| name == property)
    }
}
