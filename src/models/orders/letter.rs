//! What the processes of the orders pipeline say to each other, to themselves, and what the workload asks of them.

use serde::{Deserialize, Serialize};

use super::money::{Amount, Currency, Key, Rate};
use super::records::{Answer, DeliveryId, IdemKey, Order, Page, Parcel, Request, Row, TransactionId, Unfit};
use crate::sim::Label;

/// A message. What is about a request names it; what is about a page names its walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Letter {
    /// Client to create: a request, and how often it was sent before.
    Create(Request, u32),
    /// Create to client: the answer to a try of a request.
    Answer(u32, u32, Answer),
    /// Create to price: the price in a currency, for a transaction that is to begin and its request.
    AskPrice(TransactionId, u32, Currency),
    /// Price to create: it, where it is known.
    Price(TransactionId, u32, Option<Rate>),
    /// Create to write database: begin a transaction and insert an order; its id and instant are the database's.
    InsertOrder(TransactionId, Order),
    /// Back: the order as inserted, or why not.
    OrderInserted(TransactionId, u32, Result<Order, Unfit>),
    /// Create to write database: the key of the order that the transaction has inserted.
    InsertIdem(TransactionId, u32, IdemKey),
    /// Back: whether the key was new.
    IdemInserted(TransactionId, u32, bool),
    /// Create to write database: write the order into the outbox.
    InsertOutbox(TransactionId, u32),
    /// Back: it is written.
    OutboxInserted(TransactionId, u32),
    /// Create to write database: commit.
    Commit(TransactionId, u32),
    /// Back: whether it is committed.
    Committed(TransactionId, u32, bool),
    /// Create to write database: roll back; there is no answer.
    Rollback(TransactionId, u32),
    /// Create to write database: the order with this key, for a request.
    FindAnswer(TransactionId, u32, IdemKey),
    /// Back: it, if there is one.
    AnswerFound(TransactionId, u32, Option<Order>),
    /// Relay to write database: the first row of the outbox that is not sent yet.
    ReadOutbox(u32),
    /// Back: its place and the order.
    OutboxRead(u32, Option<(u32, Order)>),
    /// Relay to write database: a row of the outbox is sent.
    MarkSent(u32, u32),
    /// Back: it is marked.
    MarkedSent(u32, u32),
    /// Relay or create to queue: a parcel, and the sender's number for it.
    Publish(u32, Parcel),
    /// Back: whether the queue has taken it.
    Confirmed(u32, u32, bool),
    /// Sync to queue: so many deliveries of a session are finished or failed: the next, please.
    Ready(DeliveryId),
    /// Queue to sync: a delivery.
    Deliver(DeliveryId, Parcel),
    /// Sync to queue: a delivery is done with, for a request; none where it was no order.
    Ack(DeliveryId, Option<u32>),
    /// Sync to read database: begin a transaction and insert a row.
    InsertRow(DeliveryId, Order),
    /// Back: whether it is inserted.
    RowInserted(DeliveryId, u32, bool),
    /// Sync to read database: commit.
    CommitRow(DeliveryId, u32),
    /// Back: whether it is committed.
    RowCommitted(DeliveryId, u32, bool),
    /// Reader to fetch: a page.
    AskPage(Page),
    /// Fetch to read database: the rows of a page.
    QueryPage(Page),
    /// Read database to fetch: one of them, and which of the queries found it, counted from 1.
    PageRow(Page, u32, Row),
    /// Fetch to reader: one of them; where the database was not asked, the query is 0.
    Listed(Page, u32, Row),
}

impl Label for Letter {
    const KINDS: &'static [&'static str] = &[
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
        "Rollback",
        "FindAnswer",
        "AnswerFound",
        "ReadOutbox",
        "OutboxRead",
        "MarkSent",
        "MarkedSent",
        "Publish",
        "Confirmed",
        "Ready",
        "Deliver",
        "Ack",
        "InsertRow",
        "RowInserted",
        "CommitRow",
        "RowCommitted",
        "AskPage",
        "QueryPage",
        "PageRow",
        "Listed",
    ];

    #[inline]
    fn kind(&self) -> usize {
        match self {
            Letter::Create(..) => 0,
            Letter::Answer(..) => 1,
            Letter::AskPrice(..) => 2,
            Letter::Price(..) => 3,
            Letter::InsertOrder(..) => 4,
            Letter::OrderInserted(..) => 5,
            Letter::InsertIdem(..) => 6,
            Letter::IdemInserted(..) => 7,
            Letter::InsertOutbox(..) => 8,
            Letter::OutboxInserted(..) => 9,
            Letter::Commit(..) => 10,
            Letter::Committed(..) => 11,
            Letter::Rollback(..) => 12,
            Letter::FindAnswer(..) => 13,
            Letter::AnswerFound(..) => 14,
            Letter::ReadOutbox(..) => 15,
            Letter::OutboxRead(..) => 16,
            Letter::MarkSent(..) => 17,
            Letter::MarkedSent(..) => 18,
            Letter::Publish(..) => 19,
            Letter::Confirmed(..) => 20,
            Letter::Ready(..) => 21,
            Letter::Deliver(..) => 22,
            Letter::Ack(..) => 23,
            Letter::InsertRow(..) => 24,
            Letter::RowInserted(..) => 25,
            Letter::CommitRow(..) => 26,
            Letter::RowCommitted(..) => 27,
            Letter::AskPage(..) => 28,
            Letter::QueryPage(..) => 29,
            Letter::PageRow(..) => 30,
            Letter::Listed(..) => 31,
        }
    }

    /// The request that it is about; pages are about none.
    #[inline]
    fn item(&self) -> Option<u32> {
        match self {
            Letter::Create(request, _) => Some(request.number),
            Letter::Answer(request, ..)
            | Letter::AskPrice(_, request, _)
            | Letter::Price(_, request, _)
            | Letter::OrderInserted(_, request, _)
            | Letter::InsertIdem(_, request, _)
            | Letter::IdemInserted(_, request, _)
            | Letter::InsertOutbox(_, request)
            | Letter::OutboxInserted(_, request)
            | Letter::Commit(_, request)
            | Letter::Committed(_, request, _)
            | Letter::Rollback(_, request)
            | Letter::FindAnswer(_, request, _)
            | Letter::AnswerFound(_, request, _)
            | Letter::MarkSent(_, request)
            | Letter::MarkedSent(_, request)
            | Letter::Confirmed(_, request, _)
            | Letter::RowInserted(_, request, _)
            | Letter::CommitRow(_, request)
            | Letter::RowCommitted(_, request, _) => Some(*request),
            Letter::InsertOrder(_, order) | Letter::InsertRow(_, order) => Some(order.request),
            Letter::Ack(_, request) => *request,
            Letter::OutboxRead(_, row) => row.map(|(_, order)| order.request),
            Letter::Publish(_, parcel) | Letter::Deliver(_, parcel) => match parcel {
                Parcel::Order(order) => Some(order.request),
                Parcel::Poison => None,
            },
            Letter::ReadOutbox(_)
            | Letter::Ready(_)
            | Letter::AskPage(_)
            | Letter::QueryPage(_)
            | Letter::PageRow(..)
            | Letter::Listed(..) => None,
        }
    }
}

/// What a process tells itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tick {
    /// Client: a try of a request has not been answered in time.
    ClientTimeOut(u32, u32),
    /// Client: a request is sent once more.
    Resend(u32),
    /// Create: a request takes too long; which of those that it has taken in.
    CreateTimeOut(u32, u32),
    /// Price: the price for a request is looked up.
    LookUp(TransactionId, u32, Currency),
    /// Write database: a transaction has been open for too long.
    Expire(TransactionId, u32),
    /// Relay: it looks into the outbox, or repeats what was not answered.
    Relay,
    /// Sync: it asks for a delivery, or gives up one that takes too long.
    Sync,
    /// Reader: a page has not come in time.
    PageTimeOut(Page),
    /// Write database: a transaction that has an id goes on to lock the total; others may come in between.
    Lock(TransactionId, u32),
}

impl Label for Tick {
    const KINDS: &'static [&'static str] = &[
        "ClientTimeOut",
        "Resend",
        "CreateTimeOut",
        "LookUp",
        "Expire",
        "RelayTick",
        "SyncTick",
        "PageTimeOut",
        "Lock",
    ];

    fn kind(&self) -> usize {
        match self {
            Tick::ClientTimeOut(..) => 0,
            Tick::Resend(_) => 1,
            Tick::CreateTimeOut(..) => 2,
            Tick::LookUp(..) => 3,
            Tick::Expire(..) => 4,
            Tick::Relay => 5,
            Tick::Sync => 6,
            Tick::PageTimeOut(_) => 7,
            Tick::Lock(..) => 8,
        }
    }

    fn item(&self) -> Option<u32> {
        match self {
            Tick::ClientTimeOut(request, _)
            | Tick::Resend(request)
            | Tick::CreateTimeOut(request, _)
            | Tick::LookUp(_, request, _)
            | Tick::Expire(_, request)
            | Tick::Lock(_, request) => Some(*request),
            Tick::Relay | Tick::Sync | Tick::PageTimeOut(_) => None,
        }
    }
}

/// What the workload asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Input {
    /// A client wants an order; the model's own workload does this, too.
    Order {
        /// Its number, which no other request has.
        request: u32,
        /// Whose it is.
        #[serde(default)]
        client: u8,
        /// In which currency.
        #[serde(default)]
        currency: Currency,
        /// How much is to be spent.
        amount: Amount,
        /// What makes a repeat known.
        key: Key,
    },
    /// The price in a currency changes.
    PriceChange {
        /// The currency.
        #[serde(default)]
        currency: Currency,
        /// The new price.
        rate: Rate,
    },
    /// A reader walks through the pages, newest first, until one is empty.
    Walk {
        /// How many rows a page is to have; without it as many as the knob `page_size` says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        size: Option<i32>,
        /// After which order the first page begins; with the newest without it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<u32>,
        /// How many pages at most; all without it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pages: Option<u32>,
    },
    /// Something that is no order reaches the queue.
    Poison,
}

impl Label for Input {
    const KINDS: &'static [&'static str] = &["Order", "PriceChange", "Walk", "Poison"];

    fn kind(&self) -> usize {
        match self {
            Input::Order { .. } => 0,
            Input::PriceChange { .. } => 1,
            Input::Walk { .. } => 2,
            Input::Poison => 3,
        }
    }

    fn item(&self) -> Option<u32> {
        match self {
            Input::Order { request, .. } => Some(*request),
            _ => None,
        }
    }
}
