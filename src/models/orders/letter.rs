//! What the processes of the orders pipeline say to each other, to themselves, and what the workload asks of them.

use serde::{Deserialize, Serialize};

use super::money::{Amount, Btc, Currency, Key, Rate};
use crate::sim::{Label, Time};

/// What a client asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    /// Its number, from 0: the item of all that it causes.
    pub number: u32,
    /// Whose it is.
    pub client: u8,
    /// In which currency.
    pub currency: Currency,
    /// How much is to be spent.
    pub amount: Amount,
    /// What makes a repeat of it known as one.
    pub key: Key,
}

/// An order, as the write model keeps it and the queue carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Order {
    /// Its number in the write model, from the sequence; here it is its external id, too.
    pub id: u32,
    /// The request that made it.
    pub request: u32,
    /// Whose it is.
    pub client: u8,
    /// In which currency.
    pub currency: Currency,
    /// How much was spent, in hundredths.
    pub cents: u64,
    /// At which price.
    pub rate: Rate,
    /// How much was bought.
    pub btc: Btc,
    /// When its transaction began.
    pub created_at: Time,
}

/// What a request comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// 200: this order.
    Made(Order),
    /// 4xx: never, and why.
    Refused(Refused),
    /// 500: something failed; asking again may help.
    Failed,
}

/// Why a request is refused for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refused {
    /// 422: it cannot be understood.
    Unprocessable,
    /// 409: the book is full, or the amount buys nothing.
    Conflict,
    /// 404: there is no such order.
    NotFound,
}

impl Answer {
    /// Its status, as HTTP has it.
    pub fn status(self) -> u64 {
        match self {
            Answer::Made(_) => 200,
            Answer::Refused(Refused::Unprocessable) => 422,
            Answer::Refused(Refused::Conflict) => 409,
            Answer::Refused(Refused::NotFound) => 404,
            Answer::Failed => 500,
        }
    }
}

/// What the queue carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Parcel {
    /// An order.
    Order(Order),
    /// Something that is no order, and never will be.
    Poison,
}

/// A transaction of the create service at the write database: a number of its own within a life of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TransactionId {
    /// The life of the service.
    pub session: u32,
    /// Which of that life, from 1.
    pub number: u32,
}

/// A delivery of the queue to the sync service: the session and its number in there, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeliveryId {
    /// A session lasts as long as the connection.
    pub session: u32,
    /// Which delivery of that session.
    pub number: u32,
}

/// One page that a reader asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Page {
    /// The walk through the pages that it belongs to.
    pub walk: u32,
    /// Which page of the walk, from 1.
    pub number: u32,
    /// How often it was asked for before.
    pub attempt: u32,
    /// The order after which it begins; the newest without it.
    pub after: Option<u32>,
    /// How many rows are wanted.
    pub size: i32,
}

/// A row of a page, or that there is none. Rows of a page come one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Row {
    /// The row in a place of the page, of so many.
    Here {
        /// Its place, from 0.
        place: u32,
        /// How many rows the page has.
        of: u32,
        /// The order's id.
        id: u32,
    },
    /// The page is empty.
    Empty,
    /// 404: the row after which it should begin does not exist.
    Unknown,
    /// 422: nobody can have such a page.
    Unprocessable,
    /// 500: the service failed.
    Failed,
}

/// A message. What is about a request names it; what is about a page names its walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Letter {
    /// Client to create: a request, and how often it was sent before.
    Create(Request, u32),
    /// Create to client: the answer to a try of a request.
    Answer(u32, u32, Answer),
    /// Create to price: the price in a currency, for a request.
    AskPrice(u32, Currency),
    /// Price to create: it, where it is known.
    Price(u32, Option<Rate>),
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
    /// Sync to queue: a delivery is done with, for a request.
    Ack(DeliveryId, u32),
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
    /// Read database to fetch: one of them.
    PageRow(Page, Row),
    /// Fetch to reader: one of them.
    Listed(Page, Row),
}

/// Why an order cannot be inserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unfit {
    /// The amount buys nothing.
    BuysNothing,
    /// The book is full.
    Full,
}

/// What makes a request the same as an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdemKey {
    /// Whose it is.
    pub client: u8,
    /// In which currency.
    pub currency: Currency,
    /// The amount as it is looked up: a number of hundredths, or of smaller parts where more places are accepted.
    pub amount: Amount,
    /// The key.
    pub key: Key,
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
            | Letter::AskPrice(request, ..)
            | Letter::Price(request, ..)
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
            | Letter::Ack(_, request)
            | Letter::RowInserted(_, request, _)
            | Letter::CommitRow(_, request)
            | Letter::RowCommitted(_, request, _) => Some(*request),
            Letter::InsertOrder(_, order) | Letter::InsertRow(_, order) => Some(order.request),
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
    /// Create: a request, of this number in this life, takes too long.
    CreateTimeOut(u32, u32),
    /// Price: the price for a request is looked up.
    LookUp(u32, Currency),
    /// Write database: a transaction has been open for too long.
    Expire(TransactionId, u32),
    /// Relay: it looks into the outbox, or repeats what was not answered.
    Relay,
    /// Sync: it asks for a delivery, or gives up one that takes too long.
    Sync,
    /// Reader: a page has not come in time.
    PageTimeOut(Page),
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
        }
    }

    fn item(&self) -> Option<u32> {
        match self {
            Tick::ClientTimeOut(request, _)
            | Tick::Resend(request)
            | Tick::CreateTimeOut(request, _)
            | Tick::LookUp(request, _)
            | Tick::Expire(_, request) => Some(*request),
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
        /// How many rows a page is to have.
        size: i32,
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
