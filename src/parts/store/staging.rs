//! What each open transaction has staged in one part, in its order. It does not know what a staged thing means.

use super::transaction::Transaction;

/// A list for each open transaction; the memory of a list that is done serves the next.
#[derive(Clone, Debug)]
pub(crate) struct Staging<T> {
    lists: Vec<List<T>>,
}

#[derive(Clone, Debug)]
struct List<T> {
    life: u32,
    items: Vec<T>,
}

impl<T> Default for Staging<T> {
    fn default() -> Self {
        Staging { lists: Vec::new() }
    }
}

impl<T> Staging<T> {
    /// Adds to what the transaction has staged.
    pub(crate) fn push(&mut self, transaction: Transaction, item: T) {
        let slot = transaction.slot as usize;
        if slot >= self.lists.len() {
            self.lists.resize_with(slot + 1, || List { life: 0, items: Vec::new() });
        }
        let list = &mut self.lists[slot];
        assert!(
            list.items.is_empty() || list.life == transaction.life,
            "the transaction before {transaction:?} was ended on every part that it wrote to"
        );
        list.life = transaction.life;
        list.items.push(item);
    }

    /// What the transaction has staged.
    pub(crate) fn of(&self, transaction: Transaction) -> &[T] {
        match self.lists.get(transaction.slot as usize) {
            Some(list) if list.life == transaction.life => &list.items,
            _ => &[],
        }
    }

    /// Takes what the transaction has staged; [`Staging::put_back`] keeps the memory.
    pub(crate) fn take(&mut self, transaction: Transaction) -> Vec<T> {
        match self.lists.get_mut(transaction.slot as usize) {
            Some(list) if list.life == transaction.life => std::mem::take(&mut list.items),
            _ => Vec::new(),
        }
    }

    /// The memory of what was taken, for the next transaction.
    pub(crate) fn put_back(&mut self, transaction: Transaction, mut items: Vec<T>) {
        items.clear();
        if let Some(list) = self.lists.get_mut(transaction.slot as usize)
            && list.items.capacity() < items.capacity()
        {
            list.items = items;
        }
    }

    /// Forgets what the transaction has staged.
    pub(crate) fn forget(&mut self, transaction: Transaction) {
        if let Some(list) = self.lists.get_mut(transaction.slot as usize)
            && list.life == transaction.life
        {
            list.items.clear();
        }
    }

    /// Nobody has staged anything; the memory stays.
    pub(crate) fn clear(&mut self) {
        self.lists.iter_mut().for_each(|list| list.items.clear());
    }
}
