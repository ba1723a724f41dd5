//! A database's parts: tables, transactions over several of them, sequences and row locks. It knows no process and no
//! connection but their numbers.

mod bag;
mod difference;
mod durability;
mod fingerprint;
mod locks;
mod rows;
mod sequence;
mod staging;
mod table;
mod transaction;

pub use bag::Bag;
pub use difference::{Difference, differences};
pub use durability::Durability;
pub use locks::{Lock, Locks};
pub use sequence::Sequence;
pub(crate) use staging::Staging;
pub use table::{Conflict, Table};
pub use transaction::{Transaction, Transactional, Transactions};
