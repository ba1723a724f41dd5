//! The bug zoo of the orders pipeline: wrong variants of the protocol, each of which some property must catch.
//!
//! The processes know nothing of them. Most are modes that the originals ship: those turn the settings. A scenario names
//! one as `mutant: M4InsertsRows`; there is none by default.

use serde::{Deserialize, Serialize};

use super::letter::Letter;
use super::money::{Amount, Currency, Key, Rate};
use super::properties::LIVENESS;
use super::read_db::ReadDb;
use super::records::{IdemKey, Order};
use super::relay::Relay;
use super::service::{CREATE, Service};
use super::settings::{Ack, Amounts, Lookup, PageKey, Paging, Publish, Settings, WriteRow};
use super::write_db::WriteDb;
use crate::check::MutantDoc;
use crate::sim::{Context, ProcessId};

/// A wrong variant. The numbers follow the specification's zoo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mutant {
    /// An order is published inside its transaction, before that has committed. Caught by W5.
    #[serde(alias = "M1")]
    M1PublishesInTheTransaction,
    /// An order is published once its transaction has committed, without an outbox. Caught by read=write.
    #[serde(alias = "M2")]
    M2PublishesAfterTheCommit,
    /// A delivery is acknowledged before its row is committed. Caught by read=write.
    #[serde(alias = "M3")]
    M3AcknowledgesBeforeTheCommit,
    /// A row is inserted where it should replace the one that is there. Caught by W6.
    #[serde(alias = "M4")]
    M4InsertsRows,
    /// No key is written, so no repeat is known. Caught by W1.
    #[serde(alias = "M5")]
    M5WritesNoKey,
    /// A repeat is known by client and key alone, whatever the currency and the amount. Caught by W2.
    #[serde(alias = "M6")]
    M6IgnoresCurrencyAndAmount,
    /// A repeat is known only at the same price. Caught by W1.
    #[serde(alias = "M7")]
    M7KeysIncludeTheRate,
    /// A request that is refused is not looked up before. Caught by W2b.
    #[serde(alias = "M8")]
    M8RefusesWithoutLooking,
    /// An amount is rounded when it is stored, and looked up unrounded. Caught by W2b.
    #[serde(alias = "M9")]
    M9LooksUpUnrounded,
    /// Pages are ordered by an instant that rows may share. Caught by W8.
    #[serde(alias = "M10")]
    M10PagesByCreatedAt,
    /// A page asks for what is newer than the last row of the page before. Caught by W8.
    #[serde(alias = "M11")]
    M11PagesForward,
    /// A page is found by counting rows from the newest. Caught by W8.
    #[serde(alias = "M12")]
    M12PagesByOffset,
    /// The relay marks an order as sent, then publishes it. Caught by read=write.
    #[serde(alias = "M13")]
    M13MarksBeforePublishing,
}

/// What there is to know of each: what is wrong, which property catches it, and how small its counterexample is.
pub(super) const DOCS: &[MutantDoc] = &[
    // A commit that is slow.
    MutantDoc::new(
        "M1PublishesInTheTransaction",
        "an order is published before its transaction commits",
        "W5",
        1,
        1,
    ),
    MutantDoc::new(
        "M2PublishesAfterTheCommit",
        "an order is published after its commit, without an outbox",
        LIVENESS,
        1,
        1,
    ),
    MutantDoc::new(
        "M3AcknowledgesBeforeTheCommit",
        "a delivery is acknowledged before its row is committed",
        LIVENESS,
        1,
        1,
    ),
    MutantDoc::new(
        "M4InsertsRows",
        "a row is inserted where it should replace the one that is there",
        "W6",
        1,
        1,
    ),
    // A repeat.
    MutantDoc::new("M5WritesNoKey", "no key is written, so no repeat is known", "W1", 1, 2),
    MutantDoc::new(
        "M6IgnoresCurrencyAndAmount",
        "a repeat is known by its key, whatever the currency and amount",
        "W2",
        1,
        2,
    ),
    // A price that moves, and a repeat.
    MutantDoc::new("M7KeysIncludeTheRate", "a repeat is known only at the same price", "W1", 2, 2),
    // A price that is not there, and a repeat; where the book is full, a repeat alone.
    MutantDoc::new(
        "M8RefusesWithoutLooking",
        "a request is refused before its earlier answer is looked up",
        "W2b",
        2,
        2,
    ),
    MutantDoc::new(
        "M9LooksUpUnrounded",
        "an amount is rounded when it is stored, and looked up unrounded",
        "W2b",
        1,
        2,
    ),
    // A walk.
    MutantDoc::new("M10PagesByCreatedAt", "pages are ordered by an instant that rows may share", "W8", 1, 2),
    MutantDoc::new("M11PagesForward", "a page asks for what is newer than the page before", "W8", 1, 2),
    MutantDoc::new("M12PagesByOffset", "a page is found by counting rows from the newest", "W8", 1, 2),
    MutantDoc::new(
        "M13MarksBeforePublishing",
        "the relay marks an order as sent, then publishes it",
        LIVENESS,
        1,
        1,
    ),
];

impl Mutant {
    /// The settings of a mutant that is a mode of the protocol.
    pub(super) fn turn(self, settings: &mut Settings) {
        match self {
            Mutant::M1PublishesInTheTransaction => settings.publish = Publish::InTx,
            Mutant::M2PublishesAfterTheCommit => settings.publish = Publish::AfterCommit,
            Mutant::M3AcknowledgesBeforeTheCommit => settings.ack = Ack::BeforeCommit,
            Mutant::M4InsertsRows => settings.row = WriteRow::Insert,
            Mutant::M8RefusesWithoutLooking => settings.lookup = Lookup::Shipped,
            Mutant::M9LooksUpUnrounded => settings.amounts = Amounts::Shipped,
            Mutant::M10PagesByCreatedAt => settings.page_key = PageKey::CreatedAt,
            Mutant::M11PagesForward => settings.page = Paging::Shipped,
            Mutant::M5WritesNoKey
            | Mutant::M6IgnoresCurrencyAndAmount
            | Mutant::M7KeysIncludeTheRate
            | Mutant::M12PagesByOffset
            | Mutant::M13MarksBeforePublishing => {}
        }
    }
}

impl WriteDb {
    /// What the mutant does with a message, where that differs from the protocol.
    pub(super) fn on_message_as(
        &mut self,
        mutant: Mutant,
        from: ProcessId,
        letter: Letter,
        ctx: &mut impl Context<Service>,
    ) {
        match (mutant, letter) {
            (Mutant::M5WritesNoKey, Letter::InsertIdem(id, request, _)) => {
                ctx.send(CREATE, Letter::IdemInserted(id, request, true));
            }
            (Mutant::M6IgnoresCurrencyAndAmount, Letter::InsertIdem(id, request, key)) => {
                self.on_message(from, Letter::InsertIdem(id, request, alone(key)), ctx);
            }
            (Mutant::M6IgnoresCurrencyAndAmount, Letter::FindAnswer(id, request, key)) => {
                self.on_message(from, Letter::FindAnswer(id, request, alone(key)), ctx);
            }
            (Mutant::M7KeysIncludeTheRate, Letter::InsertIdem(id, request, key)) => {
                let key = self.rate_in(id).map_or(key, |rate| at_rate(key, rate));
                self.on_message(from, Letter::InsertIdem(id, request, key), ctx);
            }
            (Mutant::M7KeysIncludeTheRate, Letter::FindAnswer(id, request, key)) => {
                let written = |order: &&Order| self.keys().get(at_rate(key, order.rate)) == Some(&order.id);
                let newest = self.orders().iter().rev().map(|(_, order)| order).find(written);
                let key = newest.map_or(key, |order| at_rate(key, order.rate));
                self.on_message(from, Letter::FindAnswer(id, request, key), ctx);
            }
            (_, letter) => self.on_message(from, letter, ctx),
        }
    }
}

/// A key without a currency and an amount.
fn alone(key: IdemKey) -> IdemKey {
    IdemKey { currency: Currency::Unknown, amount: Amount::Malformed, ..key }
}

/// A key that includes the price.
fn at_rate(key: IdemKey, rate: Rate) -> IdemKey {
    let Key::Uuid(high, low) = key.key else { return key };
    IdemKey { key: Key::Uuid(high ^ rate.0, low), ..key }
}

impl Relay {
    /// What the mutant does with a message, where that differs from the protocol.
    pub(super) fn on_message_as(
        &mut self,
        mutant: Mutant,
        from: ProcessId,
        letter: Letter,
        ctx: &mut impl Context<Service>,
    ) {
        let marking = self.marking();
        match (mutant, letter) {
            (Mutant::M13MarksBeforePublishing, Letter::OutboxRead(_, Some((place, order))))
                if marking.is_none() =>
            {
                self.mark(place, order, ctx);
            }
            (Mutant::M13MarksBeforePublishing, Letter::MarkedSent(place, _)) => {
                if let Some((_, order)) = marking.filter(|(marked, _)| *marked == place) {
                    self.publish(place, order, ctx);
                }
            }
            (Mutant::M13MarksBeforePublishing, Letter::Confirmed(place, ..)) => {
                if self.publishing() == Some(place) {
                    self.read(ctx);
                }
            }
            (_, letter) => self.on_message(from, letter, ctx),
        }
    }
}

impl ReadDb {
    /// What the mutant does with a message, where that differs from the protocol.
    pub(super) fn on_message_as(
        &mut self,
        mutant: Mutant,
        from: ProcessId,
        letter: Letter,
        ctx: &mut impl Context<Service>,
    ) {
        match (mutant, letter) {
            (Mutant::M12PagesByOffset, Letter::QueryPage(page)) => self.on_query_by_offset(page, ctx),
            (_, letter) => self.on_message(from, letter, ctx),
        }
    }
}
