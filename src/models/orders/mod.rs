//! A write model, a queue and a read model: clients order bitcoin, a create service writes orders, a relay publishes them,
//! a sync service copies them to where they are read page by page.

mod bound;
mod client;
mod create;
mod facts;
mod fetch;
mod ledger;
mod letter;
mod limits;
mod mirror;
mod money;
mod mutants;
mod paging;
mod price;
mod properties;
mod queue;
mod read_db;
mod reader;
mod records;
mod relay;
mod service;
mod settings;
mod swarm;
mod sync;
mod system;
mod waits;
mod ways;
mod window;
mod write_db;

pub use letter::{Input, Letter, Tick};
pub use money::{Amount, Btc, Currency, Key, Rate};
pub use mutants::Mutant;
pub use properties::Monitor;
pub use records::{
    Answer, DeliveryId, IdemKey, Order, Page, Parcel, Refused, Request, Row, TransactionId, Unfit,
};
pub use service::Service;
pub use settings::{Ack, Amounts, Lookup, PageKey, Paging, Publish, Settings, WriteRow};
pub use system::OrdersSystem;
