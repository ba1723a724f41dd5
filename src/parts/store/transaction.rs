//! Which transactions are open, and whose they are. It knows no row: tables keep what a transaction has staged.

/// A transaction's handle: one that has ended never comes again before [`Transactions::clear`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Transaction {
    pub(super) slot: u32,
    pub(super) life: u32,
}

/// What takes part in transactions: it keeps what each has staged until it is told how it ended.
///
/// A tuple of parts takes part as a whole, so that one call ends a transaction on all of them:
/// `transactions.commit(transaction, (&mut orders, &mut keys, &mut outbox))`.
pub trait Transactional {
    /// What the transaction has staged becomes visible, at once and for all.
    fn commit(&mut self, transaction: Transaction);
    /// What the transaction has staged never was.
    fn roll_back(&mut self, transaction: Transaction);
    /// The process died: every open transaction never was, and of the rest stays what is durable.
    fn crash(&mut self);
}

impl<T: Transactional> Transactional for &mut T {
    fn commit(&mut self, transaction: Transaction) {
        (**self).commit(transaction);
    }
    fn roll_back(&mut self, transaction: Transaction) {
        (**self).roll_back(transaction);
    }
    fn crash(&mut self) {
        (**self).crash();
    }
}

macro_rules! together {
    ($($part:ident)*) => {
        impl<$($part: Transactional),*> Transactional for ($($part,)*) {
            #[allow(non_snake_case, unused_variables)]
            fn commit(&mut self, transaction: Transaction) {
                let ($($part,)*) = self;
                $($part.commit(transaction);)*
            }
            #[allow(non_snake_case, unused_variables)]
            fn roll_back(&mut self, transaction: Transaction) {
                let ($($part,)*) = self;
                $($part.roll_back(transaction);)*
            }
            #[allow(non_snake_case)]
            fn crash(&mut self) {
                let ($($part,)*) = self;
                $($part.crash();)*
            }
        }
    };
}

together!();
together!(A);
together!(A B);
together!(A B C);
together!(A B C D);
together!(A B C D E);
together!(A B C D E F);

const NONE: u32 = u32::MAX;

/// One place for an open transaction, linked to the one begun before it and the one begun after.
#[derive(Clone, Copy, Debug)]
struct Slot {
    life: u32,
    owner: u32,
    open: bool,
    before: u32,
    after: u32,
}

/// The open transactions of a database, in the order in which they began.
#[derive(Clone, Debug)]
pub struct Transactions {
    slots: Vec<Slot>,
    free: Vec<u32>,
    first: u32,
    last: u32,
    open: usize,
}

impl Default for Transactions {
    fn default() -> Self {
        Transactions::new()
    }
}

impl Transactions {
    /// None is open.
    pub fn new() -> Transactions {
        Transactions { slots: Vec::new(), free: Vec::new(), first: NONE, last: NONE, open: 0 }
    }

    /// Opens a transaction for `owner`: the number of a client or of its connection.
    pub fn begin(&mut self, owner: u32) -> Transaction {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { life: 0, owner, open: false, before: NONE, after: NONE });
            self.slots.len() as u32 - 1
        });
        let before = self.last;
        let place = &mut self.slots[slot as usize];
        *place = Slot { owner, open: true, before, after: NONE, ..*place };
        let life = place.life;
        match before {
            NONE => self.first = slot,
            before => self.slots[before as usize].after = slot,
        }
        self.last = slot;
        self.open += 1;
        Transaction { slot, life }
    }

    /// Ends a transaction: what it has staged in `parts` becomes visible.
    ///
    /// # Panics
    /// When it is not open.
    pub fn commit(&mut self, transaction: Transaction, mut parts: impl Transactional) {
        self.end(transaction);
        parts.commit(transaction);
    }

    /// Ends a transaction: what it has staged in `parts` never was.
    ///
    /// # Panics
    /// When it is not open.
    pub fn roll_back(&mut self, transaction: Transaction, mut parts: impl Transactional) {
        self.end(transaction);
        parts.roll_back(transaction);
    }

    /// The process died: no transaction is open any more, and `parts` keep what is durable. Handles of the dead never
    /// come again.
    pub fn crash(&mut self, mut parts: impl Transactional) {
        while self.first != NONE {
            let life = self.slots[self.first as usize].life;
            self.end(Transaction { slot: self.first, life });
        }
        parts.crash();
    }

    /// As if new; the memory stays.
    pub fn clear(&mut self) {
        self.slots.clear();
        self.free.clear();
        (self.first, self.last, self.open) = (NONE, NONE, 0);
    }

    /// Whether it has neither been committed nor rolled back.
    pub fn is_open(&self, transaction: Transaction) -> bool {
        self.owner(transaction).is_some()
    }

    /// For whom it was begun, if it is still open.
    pub fn owner(&self, transaction: Transaction) -> Option<u32> {
        let slot = self.slots.get(transaction.slot as usize)?;
        (slot.open && slot.life == transaction.life).then_some(slot.owner)
    }

    /// Every open transaction, the eldest first.
    pub fn open(&self) -> impl Iterator<Item = Transaction> {
        let slot = |at: u32| (at != NONE).then_some(at);
        std::iter::successors(slot(self.first), move |at| slot(self.slots[*at as usize].after))
            .map(|slot| Transaction { slot, life: self.slots[slot as usize].life })
    }

    /// The eldest open transaction of `owner`. To end all of a dead client's:
    /// `while let Some(transaction) = transactions.eldest_of(client) { .. }`.
    pub fn eldest_of(&self, owner: u32) -> Option<Transaction> {
        self.open().find(|transaction| self.slots[transaction.slot as usize].owner == owner)
    }

    /// How many are open.
    pub fn len(&self) -> usize {
        self.open
    }

    /// Whether none is open.
    pub fn is_empty(&self) -> bool {
        self.open == 0
    }

    fn end(&mut self, transaction: Transaction) {
        assert!(
            self.is_open(transaction),
            "{transaction:?} is open until it is committed or rolled back, once"
        );
        let slot = &mut self.slots[transaction.slot as usize];
        let Slot { before, after, .. } = *slot;
        slot.open = false;
        slot.life += 1;
        match before {
            NONE => self.first = after,
            before => self.slots[before as usize].after = after,
        }
        match after {
            NONE => self.last = before,
            after => self.slots[after as usize].before = before,
        }
        self.free.push(transaction.slot);
        self.open -= 1;
    }
}
