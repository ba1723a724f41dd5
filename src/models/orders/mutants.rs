//! The bug zoo of the orders pipeline: wrong variants of the protocol, each of which some property must catch.

use serde::{Deserialize, Serialize};

/// A wrong variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mutant {
    /// An order is published inside its transaction, before that has committed. Caught by W5.
    #[serde(alias = "M1")]
    M1PublishesInTheTransaction,
}
