//! A log as message brokers keep it: topics in partitions, groups of consumers with committed offsets, producers with
//! sequence numbers, epochs and transactions. It knows no process, no message and no time: who waits for what, when a
//! transaction has lasted too long, and who tells whom, are matters of the model that owns it.
//!
//! - [`Log`] keeps the records, [`Place`] says where, [`Isolation`] what a reader sees.
//! - [`partition_of_key`] and [`Turns`] choose a partition.
//! - [`Group`] keeps who reads what, and how far they got.
//! - [`Producers`] keeps who writes, what of it is a repeat, and what is not decided yet.
//!
//! ```
//! use sooner::parts::log::{Group, Isolation, Log, Place, Position, Producers};
//!
//! let (mut log, mut groups) = (Log::new(&[1, 2]), [Group::new(&[1, 2])]);
//! let mut producers = Producers::new(&[1, 2]);
//! let (input, output) = (Place { topic: 0, partition: 0 }, Place { topic: 1, partition: 1 });
//! log.append(input, "an order");
//!
//! let (me, writer) = (groups[0].join(7), producers.register(&mut log, 7));
//! producers.begin(writer)?;
//! producers.stage(&mut log, writer, output, 0, "a bill")?;
//! producers.stage_offset(&groups, writer, Position { group: 0, generation: me, place: input, offset: 1 })?;
//! assert_eq!(log.fetch(output, 0, Isolation::ReadCommitted), None);
//!
//! producers.commit(&mut log, &mut groups, writer)?;
//! assert_eq!(log.fetch(output, 0, Isolation::ReadCommitted), Some((0, "a bill")));
//! assert_eq!(groups[0].committed(input), Some(1));
//! # Ok::<(), sooner::parts::log::Refused>(())
//! ```

mod group;
mod partition;
mod partitioner;
mod places;
mod producers;
mod refused;
mod topics;

pub use group::Group;
pub use partition::Standing;
pub use partitioner::{Turns, murmur2, partition_of_key};
pub use places::Place;
pub use producers::{Position, Producers, Writer};
pub use refused::{Fenced, Refused};
pub use topics::{Isolation, Log};
