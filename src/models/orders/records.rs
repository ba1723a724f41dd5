//! What the processes of the orders pipeline talk about: requests, orders, answers, deliveries, pages.

use super::money::{Amount, Btc, Currency, Key, Rate};
use crate::sim::Time;

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

impl Request {
    /// Whether it can be understood; with `any_places`, whatever the places of its amount.
    pub(super) fn is_valid(&self, any_places: bool) -> bool {
        let known = self.currency != Currency::Unknown && self.key != Key::Malformed;
        known && self.amount.is_valid(any_places)
    }

    /// What makes a repeat of it known, its amount written so.
    pub(super) fn idem_key(&self, amount: Amount) -> IdemKey {
        IdemKey { client: self.client, currency: self.currency, amount, key: self.key }
    }
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

/// A transaction of the create service at the write database, of a request that it has taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TransactionId {
    /// The connection: a number that rises whenever there is a new one.
    pub session: u32,
    /// Which request that was, of all that the service ever took in; its own number, from 0, never used again.
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
