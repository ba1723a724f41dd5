//! The law of time to consistency of two services that republish until they are acknowledged: the whole distribution, its
//! tail and its inverse, by computation alone. Knows no simulator, no model and no seed; knows only time.

mod agreement;
mod cascade;
mod chain;
mod classes;
mod field;
mod law;
mod messages;
mod mistake;
mod protocol;
mod schedule;
mod system;
mod tail;
mod tuning;

pub use agreement::AGREEMENT_ERROR;
pub use field::FieldLaw;
pub use law::{Law, Step};
pub use messages::Messages;
pub use mistake::Mistake;
pub use protocol::{Copies, Cut, Link, NoLaw, Order, Protocol, Ticks};
pub use tail::{Growth, Tail};
pub use tuning::{Point, Tuning, tune};

/// How an analytic number is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// Proved, and computed to the last digits of a float.
    Exact,
    /// Proved to lie on one side of the truth.
    Bound,
    /// Neither.
    Approximation,
}

impl Tag {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Tag::Exact => "exact",
            Tag::Bound => "bound",
            Tag::Approximation => "approximation",
        }
    }
}

/// An analytic number and how it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure<T> {
    /// The number.
    pub value: T,
    /// How it is known.
    pub tag: Tag,
}
