//! Who writes to a log: repeats, epochs and transactions; refuses to know how long a transaction may take.

use super::partition::Standing;
use super::places::Places;
use super::{Group, Log, Place, Refused};

/// A producer in one of its epochs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Writer {
    /// Which producer.
    pub producer: u32,
    /// Which registration of it, from 0.
    pub epoch: u32,
}

/// How far a group got at a place, to be committed with a transaction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    /// Which of the groups that the transaction is committed with.
    pub group: usize,
    /// The generation in which it was read.
    pub generation: u32,
    /// Where.
    pub place: Place,
    /// The offset at which the group goes on.
    pub offset: u64,
}

/// The producers of one log, by numbers that should be dense.
///
/// A producer registers, with every start of its process anew: that begins an epoch, fences the one before and aborts
/// the transaction that it left open. It numbers its records for each place from 0 in each epoch; a repeat is told the
/// offset of the first. In a transaction, staged records lie in the log, unseen by who reads committed records, and
/// staged offsets wait here, until all of them count or none. What is refused changes nothing.
///
/// A model in which zombies are not fenced asks with [`Producers::current`] in place of what the writer remembers.
#[derive(Clone, Debug)]
pub struct Producers {
    places: Places,
    producers: Vec<Producer>,
}

#[derive(Clone, Debug)]
struct Producer {
    epoch: Option<u32>,
    in_transaction: bool,
    staged: Vec<(Place, u64)>,
    positions: Vec<Position>,
    /// For each place, the offsets of this epoch's records by their sequence numbers.
    sent: Vec<Vec<u64>>,
}

impl Producer {
    fn forget_all(&mut self) {
        self.epoch = None;
        self.in_transaction = false;
        self.staged.clear();
        self.positions.clear();
        self.sent.iter_mut().for_each(Vec::clear);
    }
    /// Decides the open transaction's records, and ends it.
    fn decide<R: Copy>(&mut self, log: &mut Log<R>, producer: u32, standing: Standing) {
        for (place, offset) in self.staged.drain(..) {
            log.decide(place, offset, producer, standing);
        }
        self.positions.clear();
        self.in_transaction = false;
    }
}

impl Producers {
    /// Nobody yet, for a log with so many partitions a topic.
    pub fn new(partitions: &[u32]) -> Producers {
        Producers { places: Places::new(partitions), producers: Vec::new() }
    }
    /// Begins the producer's next epoch: aborts what it left open, fences who writes in an earlier epoch, and numbers
    /// its records from 0 again.
    pub fn register<R: Copy>(&mut self, log: &mut Log<R>, producer: u32) -> Writer {
        let places = self.places.len();
        while self.producers.len() <= producer as usize {
            self.producers.push(Producer {
                epoch: None,
                in_transaction: false,
                staged: Vec::new(),
                positions: Vec::new(),
                sent: vec![Vec::new(); places],
            });
        }
        let known = &mut self.producers[producer as usize];
        known.decide(log, producer, Standing::Aborted);
        known.sent.iter_mut().for_each(Vec::clear);
        let epoch = known.epoch.map_or(0, |epoch| epoch + 1);
        known.epoch = Some(epoch);
        Writer { producer, epoch }
    }
    /// The producer in its current epoch; none where it never registered.
    pub fn current(&self, producer: u32) -> Option<Writer> {
        let epoch = self.producers.get(producer as usize)?.epoch?;
        Some(Writer { producer, epoch })
    }
    /// Whether the producer has begun a transaction that is not decided.
    pub fn in_transaction(&self, producer: u32) -> bool {
        self.producers.get(producer as usize).is_some_and(|known| known.in_transaction)
    }
    /// `Err` unless this is the producer's current epoch.
    pub fn check(&self, writer: Writer) -> Result<(), Refused> {
        let Writer { producer, epoch } = writer;
        match self.current(producer) {
            None => Err(Refused::Unknown { producer }),
            Some(current) if current.epoch == epoch => Ok(()),
            Some(Writer { epoch: current, .. }) => Err(Refused::Epoch { producer, epoch, current }),
        }
    }
    fn checked(&mut self, writer: Writer) -> Result<&mut Producer, Refused> {
        self.check(writer)?;
        Ok(&mut self.producers[writer.producer as usize])
    }
    fn in_its_transaction(&mut self, writer: Writer) -> Result<&mut Producer, Refused> {
        let producer = self.checked(writer)?;
        match producer.in_transaction {
            true => Ok(producer),
            false => Err(Refused::NoTransaction { producer: writer.producer }),
        }
    }
    /// The sequence number that the writer's next record for the place has.
    pub fn next_sequence(&self, writer: Writer, place: Place) -> Result<u64, Refused> {
        self.check(writer)?;
        Ok(self.producers[writer.producer as usize].sent[self.places.index(place)].len() as u64)
    }
    /// The offset of a record that is a repeat.
    fn repeated(&self, writer: Writer, place: Place, sequence: u64) -> Result<Option<u64>, Refused> {
        let expected = self.next_sequence(writer, place)?;
        if sequence < expected {
            let sent = &self.producers[writer.producer as usize].sent[self.places.index(place)];
            return Ok(Some(sent[sequence as usize]));
        }
        match sequence == expected {
            true => Ok(None),
            false => Err(Refused::Gap { producer: writer.producer, place, expected, sequence }),
        }
    }
    fn remember(&mut self, writer: Writer, place: Place, offset: u64) -> u64 {
        let index = self.places.index(place);
        self.producers[writer.producer as usize].sent[index].push(offset);
        offset
    }
    /// Writes a record that all may read at once, in a transaction or not; its offset, or that of the first where
    /// this is a repeat.
    pub fn append<R: Copy>(
        &mut self,
        log: &mut Log<R>,
        writer: Writer,
        place: Place,
        sequence: u64,
        record: R,
    ) -> Result<u64, Refused> {
        if let Some(offset) = self.repeated(writer, place, sequence)? {
            return Ok(offset);
        }
        Ok(self.remember(writer, place, log.append(place, record)))
    }
    /// Begins a transaction.
    pub fn begin(&mut self, writer: Writer) -> Result<(), Refused> {
        let producer = self.checked(writer)?;
        if producer.in_transaction {
            return Err(Refused::InTransaction { producer: writer.producer });
        }
        producer.in_transaction = true;
        Ok(())
    }
    /// Writes a record within the transaction; its offset, or that of the first where this is a repeat. It shares its
    /// numbers with [`Producers::append`].
    pub fn stage<R: Copy>(
        &mut self,
        log: &mut Log<R>,
        writer: Writer,
        place: Place,
        sequence: u64,
        record: R,
    ) -> Result<u64, Refused> {
        if let Some(offset) = self.repeated(writer, place, sequence)? {
            return Ok(offset);
        }
        self.in_its_transaction(writer)?;
        let offset = log.stage(place, record, writer.producer);
        self.producers[writer.producer as usize].staged.push((place, offset));
        Ok(self.remember(writer, place, offset))
    }
    /// Adds an offset to the transaction. Those for one place are committed in order, and none of them a step back.
    pub fn stage_offset(
        &mut self,
        groups: &[Group],
        writer: Writer,
        position: Position,
    ) -> Result<(), Refused> {
        let producer = self.in_its_transaction(writer)?;
        groups[position.group].check(position.generation)?;
        producer.positions.push(position);
        Ok(())
    }
    /// Ends the transaction: all that it staged counts from now on. `Err` where the writer is a zombie or one of the
    /// offsets is of an old generation: then nothing counts, and the transaction stays open until it is aborted.
    pub fn commit<R: Copy>(
        &mut self,
        log: &mut Log<R>,
        groups: &mut [Group],
        writer: Writer,
    ) -> Result<(), Refused> {
        let producer = self.in_its_transaction(writer)?;
        for position in &producer.positions {
            groups[position.group].check(position.generation)?;
        }
        for Position { group, generation, place, offset } in producer.positions.iter().copied() {
            groups[group]
                .commit(generation, place, offset)
                .expect("its generation was just found to be current");
        }
        producer.decide(log, writer.producer, Standing::Committed);
        Ok(())
    }
    /// Ends the transaction: nothing that it staged ever counts.
    pub fn abort<R: Copy>(&mut self, log: &mut Log<R>, writer: Writer) -> Result<(), Refused> {
        self.in_its_transaction(writer)?.decide(log, writer.producer, Standing::Aborted);
        Ok(())
    }
    /// What a broker does with a transaction that lasts too long: aborts it, and fences its writer by a new epoch.
    /// Whether one was open; where none is, nothing happens.
    pub fn time_out<R: Copy>(&mut self, log: &mut Log<R>, producer: u32) -> bool {
        let open = self.in_transaction(producer);
        if open {
            self.register(log, producer);
        }
        open
    }
    /// Forgets all producers, and keeps its memory for the next run. The log is cleared with it.
    pub fn clear(&mut self) {
        self.producers.iter_mut().for_each(Producer::forget_all);
    }
}
