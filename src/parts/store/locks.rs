//! Row locks: first come, first served. They know no table, and of a transaction its handle alone.

use super::rows::Rows;
use super::transaction::Transaction;

/// What became of a request for a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub enum Lock {
    /// The transaction holds it, now or since before.
    Granted,
    /// Another holds it; the transaction waits in line.
    Blocked,
}

const NONE: u32 = u32::MAX;

/// A row that is locked: who holds it, and who waits for it first and last.
#[derive(Clone, Copy, Debug)]
struct Held<R> {
    row: R,
    holder: Transaction,
    first: u32,
    last: u32,
    /// The lock that its holder was granted next.
    granted_next: u32,
}

/// What a transaction holds and waits for, under its slot.
#[derive(Clone, Copy, Debug)]
struct Side {
    transaction: Transaction,
    /// The locks that it was granted first and last.
    first: u32,
    last: u32,
    /// The lock that it waits for, and its neighbours in that line.
    waits: u32,
    before: u32,
    behind: u32,
}

/// The locks on rows `R`: a transaction may hold any number of them, and waits for one at a time.
///
/// Every operation costs O(log of the locked rows); nothing is allocated in memory that was used before.
#[derive(Clone, Debug)]
pub struct Locks<R> {
    by_row: Rows<R, u32>,
    held: Vec<Held<R>>,
    free: Vec<u32>,
    sides: Vec<Side>,
}

impl<R> Default for Locks<R> {
    fn default() -> Self {
        Locks { by_row: Rows::default(), held: Vec::new(), free: Vec::new(), sides: Vec::new() }
    }
}

impl<R: Copy + Ord> Locks<R> {
    /// No row is locked.
    pub fn new() -> Locks<R> {
        Locks::default()
    }

    /// Asks for the lock on a row. Who holds it is granted it again; who waits for it keeps its place in line.
    ///
    /// # Panics
    /// When the transaction waits for another row: it cannot go on before it was granted that one.
    pub fn lock(&mut self, transaction: Transaction, row: R) -> Lock {
        let waits = self.side(transaction).waits;
        let Some(lock) = self.by_row.get(row).copied() else {
            assert!(waits == NONE, "{transaction:?} waits for one lock at a time");
            self.take(transaction, row);
            return Lock::Granted;
        };
        assert!(waits == NONE || waits == lock, "{transaction:?} waits for one lock at a time");
        if self.held[lock as usize].holder == transaction {
            return Lock::Granted;
        }
        if waits == NONE {
            self.stand_in_line(transaction, lock);
        }
        Lock::Blocked
    }

    /// The transaction has ended: it waits no more, and each of its locks goes to the next in its line. `granted` is
    /// told the row and the transaction that holds it from now on, in the order in which the locks had been granted.
    pub fn release(&mut self, transaction: Transaction, mut granted: impl FnMut(R, Transaction)) {
        self.cancel(transaction);
        if !self.knows(transaction) {
            return;
        }
        let side = &mut self.sides[transaction.slot as usize];
        let mut lock = std::mem::replace(&mut side.first, NONE);
        side.last = NONE;
        while lock != NONE {
            let Held { row, first, granted_next, .. } = self.held[lock as usize];
            match first {
                NONE => {
                    self.by_row.remove(row);
                    self.free.push(lock);
                }
                next => {
                    let next = self.sides[next as usize].transaction;
                    self.cancel(next);
                    self.grant(next, lock);
                    granted(row, next);
                }
            }
            lock = granted_next;
        }
    }

    /// The transaction leaves the line that it stands in; what it holds it keeps. Says whether it stood in one.
    pub fn cancel(&mut self, transaction: Transaction) -> bool {
        if !self.knows(transaction) || self.sides[transaction.slot as usize].waits == NONE {
            return false;
        }
        let Side { waits, before, behind, .. } = self.sides[transaction.slot as usize];
        match before {
            NONE => self.held[waits as usize].first = behind,
            before => self.sides[before as usize].behind = behind,
        }
        match behind {
            NONE => self.held[waits as usize].last = before,
            behind => self.sides[behind as usize].before = before,
        }
        let side = &mut self.sides[transaction.slot as usize];
        (side.waits, side.before, side.behind) = (NONE, NONE, NONE);
        true
    }

    /// Who holds the lock on a row.
    pub fn holder(&self, row: R) -> Option<Transaction> {
        self.by_row.get(row).map(|lock| self.held[*lock as usize].holder)
    }

    /// Who stands in line for a row, in order.
    pub fn waiting(&self, row: R) -> impl Iterator<Item = Transaction> {
        let slot = |slot: u32| (slot != NONE).then_some(slot);
        let first = self.by_row.get(row).and_then(|lock| slot(self.held[*lock as usize].first));
        std::iter::successors(first, move |at| slot(self.sides[*at as usize].behind))
            .map(|slot| self.sides[slot as usize].transaction)
    }

    /// The row that a transaction waits for, and who holds it. Followed from holder to holder, it finds a deadlock.
    pub fn waits_for(&self, transaction: Transaction) -> Option<(R, Transaction)> {
        let side = self.sides.get(transaction.slot as usize)?;
        let waits = side.transaction == transaction && side.waits != NONE;
        waits.then(|| self.held[side.waits as usize]).map(|held| (held.row, held.holder))
    }

    /// How many rows are locked.
    pub fn len(&self) -> usize {
        self.by_row.len()
    }

    /// Whether no row is locked.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its process died, and every transaction with it: no lock outlives that.
    pub fn crash(&mut self) {
        self.clear();
    }

    /// As if new; the memory stays.
    pub fn clear(&mut self) {
        self.by_row.clear();
        self.held.clear();
        self.free.clear();
        self.sides.clear();
    }

    fn knows(&self, transaction: Transaction) -> bool {
        self.sides.get(transaction.slot as usize).is_some_and(|side| side.transaction == transaction)
    }

    /// The transaction's side, made when it first asks.
    fn side(&mut self, transaction: Transaction) -> &mut Side {
        let slot = transaction.slot as usize;
        let fresh = Side { transaction, first: NONE, last: NONE, waits: NONE, before: NONE, behind: NONE };
        if slot >= self.sides.len() {
            self.sides.resize(slot + 1, fresh);
        }
        let side = &mut self.sides[slot];
        if side.transaction != transaction {
            let released = side.first == NONE && side.waits == NONE;
            assert!(released, "the transaction before {transaction:?} has released its locks");
            *side = fresh;
        }
        side
    }

    fn take(&mut self, holder: Transaction, row: R) {
        let held = Held { row, holder, first: NONE, last: NONE, granted_next: NONE };
        let lock = match self.free.pop() {
            Some(lock) => {
                self.held[lock as usize] = held;
                lock
            }
            None => {
                self.held.push(held);
                self.held.len() as u32 - 1
            }
        };
        self.by_row.insert(row, lock);
        self.grant(holder, lock);
    }

    /// The lock is the last that its new holder was granted.
    fn grant(&mut self, holder: Transaction, lock: u32) {
        let held = &mut self.held[lock as usize];
        (held.holder, held.granted_next) = (holder, NONE);
        let side = &mut self.sides[holder.slot as usize];
        match std::mem::replace(&mut side.last, lock) {
            NONE => side.first = lock,
            before => self.held[before as usize].granted_next = lock,
        }
    }

    fn stand_in_line(&mut self, transaction: Transaction, lock: u32) {
        let held = &mut self.held[lock as usize];
        let before = std::mem::replace(&mut held.last, transaction.slot);
        match before {
            NONE => held.first = transaction.slot,
            before => self.sides[before as usize].behind = transaction.slot,
        }
        let side = &mut self.sides[transaction.slot as usize];
        (side.waits, side.before, side.behind) = (lock, before, NONE);
    }
}
