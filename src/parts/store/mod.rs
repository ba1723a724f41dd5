//! A database's parts: tables, transactions over several of them, sequences and row locks. It knows no process and no
//! connection but their numbers.
//!
//! ```
//! use sooner::parts::{Conflict, Durability, Lock, Locks, Sequence, Table, Transactions};
//!
//! let mut transactions = Transactions::new();
//! let mut ids = Sequence::new(Durability::Durable);
//! let mut orders = Table::new(Durability::Durable);
//! let mut keys = Table::new(Durability::Durable);
//! let mut locks = Locks::new();
//!
//! let (first, second) = (transactions.begin(0), transactions.begin(1));
//! assert_eq!(locks.lock(first, "total"), Lock::Granted);
//! assert_eq!(locks.lock(second, "total"), Lock::Blocked);
//! let order = ids.next_value();
//! orders.insert(first, order, 50_000)?;
//! keys.insert(first, "k1", order)?;
//! transactions.commit(first, (&mut orders, &mut keys));
//! locks.release(first, |row, next| assert_eq!((row, next), ("total", second)));
//!
//! let burnt = ids.next_value();
//! orders.insert(second, burnt, 60_000)?;
//! assert_eq!(keys.insert(second, "k1", burnt), Err(Conflict::Committed));
//! transactions.roll_back(second, (&mut orders, &mut keys));
//! locks.release(second, |_, _| unreachable!("nobody waits"));
//! assert_eq!((orders.len(), keys.get("k1"), ids.next_value()), (1, Some(&1), 3));
//! # Ok::<(), Conflict>(())
//! ```

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
