//! A group of consumers: who reads which partition, and how far the group got; refuses to know the records.

use super::places::Places;
use super::{Fenced, Place};

/// Members that share the partitions of a log, and the offsets that they committed.
///
/// The generation rises whenever who reads what may have changed; a commit must say the current one. A model in which
/// old members are not fenced commits with [`Group::generation`] in place of the one that the member remembers.
/// A place that the group does not have is a mistake of the caller's code and panics.
#[derive(Clone, Debug)]
pub struct Group {
    places: Places,
    /// In increasing order.
    members: Vec<u32>,
    generation: u32,
    committed: Vec<Option<u64>>,
}

impl Group {
    /// A group without members, of generation 0 and with nothing committed, over topics with so many partitions each.
    pub fn new(partitions: &[u32]) -> Group {
        let places = Places::new(partitions);
        let committed = vec![None; places.len()];
        Group { places, members: Vec::new(), generation: 0, committed }
    }
    /// The current generation.
    pub fn generation(&self) -> u32 {
        self.generation
    }
    /// Who is in it, in increasing order.
    pub fn members(&self) -> &[u32] {
        &self.members
    }
    /// Whether it is in the group.
    pub fn has(&self, member: u32) -> bool {
        self.members.binary_search(&member).is_ok()
    }
    /// Takes a member in, or in again after a restart; the new generation.
    pub fn join(&mut self, member: u32) -> u32 {
        if let Err(at) = self.members.binary_search(&member) {
            self.members.insert(at, member);
        }
        self.rebalance()
    }
    /// Lets a member go, of its own will or because it was not heard of for too long; the generation then, which is
    /// the old one where it was no member.
    pub fn leave(&mut self, member: u32) -> u32 {
        match self.members.binary_search(&member) {
            Ok(at) => {
                self.members.remove(at);
                self.rebalance()
            }
            Err(_) => self.generation,
        }
    }
    /// Begins a new generation with the same members; its number.
    pub fn rebalance(&mut self) -> u32 {
        self.generation += 1;
        self.generation
    }
    /// Who reads a place; none where nobody is in the group.
    ///
    /// Topic by topic, the members get consecutive partitions in order of their numbers, as even as possible, the
    /// first ones one more (Kafka's range assignor). A topic's assignment does not depend on the other topics.
    pub fn owner(&self, place: Place) -> Option<u32> {
        self.places.index(place);
        let members = u32::try_from(self.members.len()).expect("members are numbered with 32 bits");
        if members == 0 {
            return None;
        }
        let partitions = self.places.partitions(place.topic);
        let (each, favoured) = (partitions / members, partitions % members);
        let with_one_more = favoured * (each + 1);
        let member = match place.partition {
            partition if partition < with_one_more => partition / (each + 1),
            partition => favoured + (partition - with_one_more) / each,
        };
        Some(self.members[member as usize])
    }
    /// The places that a member reads, topic by topic; none where it is no member.
    pub fn assigned(&self, member: u32) -> impl Iterator<Item = Place> + '_ {
        self.places.iter().filter(move |place| self.owner(*place) == Some(member))
    }
    /// The offset at which the group goes on; nothing was committed there where it is `None`, which is not offset 0.
    #[inline]
    pub fn committed(&self, place: Place) -> Option<u64> {
        self.committed[self.places.index(place)]
    }
    /// `Err` unless the generation is the current one.
    #[inline]
    pub fn check(&self, generation: u32) -> Result<(), Fenced> {
        if generation == self.generation {
            return Ok(());
        }
        Err(Fenced { generation, current: self.generation })
    }
    /// Commits that the group goes on at `offset`; whether that moved the committed offset. An offset below the
    /// committed one is fine and leaves it.
    #[inline]
    pub fn commit(&mut self, generation: u32, place: Place, offset: u64) -> Result<bool, Fenced> {
        self.check(generation)?;
        let committed = &mut self.committed[self.places.index(place)];
        // Nothing committed is less than offset 0.
        let moves = *committed < Some(offset);
        *committed = (*committed).max(Some(offset));
        Ok(moves)
    }
    /// Commits that the group goes on at `offset`, even where that is a step back; whether that moved the committed
    /// offset. What brokers do: with it, a consumer that reads anew and commits as it goes loses what it had reached.
    #[inline]
    pub fn commit_exactly(&mut self, generation: u32, place: Place, offset: u64) -> Result<bool, Fenced> {
        self.check(generation)?;
        let index = self.places.index(place);
        Ok(self.committed[index].replace(offset) != Some(offset))
    }
    /// Forgets members, generations and offsets, and keeps its memory for the next run.
    pub fn clear(&mut self) {
        self.members.clear();
        self.generation = 0;
        self.committed.fill(None);
    }
}
