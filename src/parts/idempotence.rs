//! What was answered, and what was seen, so that a repeat changes nothing. It knows neither who asks nor what for.

use std::hash::Hash;

use super::numbers::Numbers;
use super::store::{Conflict, Durability, Table, Transaction, Transactional};

/// The answer to each request, by the request's key: a table that is only ever added to.
#[derive(Clone, Debug)]
pub struct Answers<K, A> {
    table: Table<K, A>,
}

impl<K, A> Default for Answers<K, A> {
    fn default() -> Self {
        Answers { table: Table::default() }
    }
}

impl<K: Copy + Ord + Hash, A: Copy + PartialEq + Hash> Answers<K, A> {
    /// No answer yet.
    pub fn new(durability: Durability) -> Answers<K, A> {
        Answers { table: Table::new(durability) }
    }

    /// Writes an answer down in the transaction that carries the request out.
    ///
    /// # Errors
    /// When the request was answered before ([`Conflict::Committed`]), or is being answered by an open transaction.
    pub fn record(&mut self, transaction: Transaction, request: K, answer: A) -> Result<(), Conflict> {
        self.table.insert(transaction, request, answer)
    }

    /// Writes an answer down at once.
    ///
    /// # Errors
    /// As [`Answers::record`].
    pub fn record_at_once(&mut self, request: K, answer: A) -> Result<(), Conflict> {
        self.table.insert_at_once(request, answer)
    }

    /// What the request was answered, if it was.
    pub fn answer(&self, request: K) -> Option<&A> {
        self.table.get(request)
    }

    /// The table, to read from.
    pub fn table(&self) -> &Table<K, A> {
        &self.table
    }

    /// As if new; the memory stays.
    pub fn clear(&mut self) {
        self.table.clear();
    }
}

impl<K: Copy + Ord + Hash, A: Copy + PartialEq + Hash> Transactional for Answers<K, A> {
    fn commit(&mut self, transaction: Transaction) {
        self.table.commit(transaction);
    }
    fn roll_back(&mut self, transaction: Transaction) {
        self.table.roll_back(transaction);
    }
    fn crash(&mut self) {
        self.table.crash();
    }
}

/// What a receiver has seen of each sender's numbers, in whatever order they came. Senders and numbers are counted
/// from 0 or so: memory is a bit for each number above the first that is missing.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    senders: Vec<Numbers>,
}

impl Seen {
    /// Nothing was seen.
    pub fn new() -> Seen {
        Seen::default()
    }

    /// Takes note of a number; says whether it is seen for the first time.
    pub fn is_first(&mut self, sender: u32, number: u64) -> bool {
        let sender = sender as usize;
        if sender >= self.senders.len() {
            self.senders.resize_with(sender + 1, Numbers::default);
        }
        self.senders[sender].insert(number)
    }

    /// Whether this number of this sender was seen.
    pub fn contains(&self, sender: u32, number: u64) -> bool {
        self.senders.get(sender as usize).is_some_and(|numbers| numbers.contains(number))
    }

    /// As if new; the memory stays.
    pub fn clear(&mut self) {
        self.senders.iter_mut().for_each(Numbers::clear);
    }
}

/// What a question is to [`LastAnswers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked<A> {
    /// It is asked for the first time: to be carried out, then [answered](LastAnswers::answer).
    New,
    /// It repeats the last one, which is not answered yet.
    Pending,
    /// It repeats the last one, which was answered so.
    Answered(A),
    /// A later one was asked since: it comes too late.
    Outdated,
}

/// The last question of each owner, and its answer: for an owner that asks one thing at a time, numbers its questions
/// in ascending order, and repeats one until it has its answer. Owners are counted from 0 or so.
#[derive(Clone, Debug)]
pub struct LastAnswers<A> {
    owners: Vec<Option<(u64, Option<A>)>>,
}

impl<A> Default for LastAnswers<A> {
    fn default() -> Self {
        LastAnswers { owners: Vec::new() }
    }
}

impl<A: Copy> LastAnswers<A> {
    /// Nothing was asked.
    pub fn new() -> LastAnswers<A> {
        LastAnswers::default()
    }

    /// An owner asks its question of this number. A number above the last one's is new.
    pub fn ask(&mut self, owner: u32, number: u64) -> Asked<A> {
        let owner = owner as usize;
        if owner >= self.owners.len() {
            self.owners.resize(owner + 1, None);
        }
        match self.owners[owner] {
            Some((last, _)) if number < last => Asked::Outdated,
            Some((last, None)) if number == last => Asked::Pending,
            Some((last, Some(answer))) if number == last => Asked::Answered(answer),
            _ => {
                self.owners[owner] = Some((number, None));
                Asked::New
            }
        }
    }

    /// Keeps the answer to an owner's last question; says whether this was that, and had none.
    pub fn answer(&mut self, owner: u32, number: u64, answer: A) -> bool {
        match self.owners.get_mut(owner as usize) {
            Some(Some((last, kept @ None))) if *last == number => {
                *kept = Some(answer);
                true
            }
            _ => false,
        }
    }

    /// Forgets an owner, whose next question is new whatever its number.
    pub fn forget(&mut self, owner: u32) {
        if let Some(place) = self.owners.get_mut(owner as usize) {
            *place = None;
        }
    }

    /// As if new; the memory stays.
    pub fn clear(&mut self) {
        self.owners.clear();
    }
}
