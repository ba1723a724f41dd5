//! What is in hand, by numbers that rise: things come and go in about their order. It knows not what they are.

use std::collections::VecDeque;

/// Where a number stands: it may still come, it has gone, or it lies in a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Ahead,
    Gone,
    Slot(u32),
}

/// Values by number, each put in once: what has gone never comes back. Every operation is O(1), amortised; the memory of
/// as many as were ever in hand at once is kept, and a word for each number above the first that may still come.
#[derive(Clone, Debug)]
pub(super) struct Window<T> {
    /// Every number below it has gone.
    base: u32,
    places: VecDeque<Place>,
    values: Vec<Option<T>>,
    free: Vec<u32>,
}

impl<T> Window<T> {
    pub(super) fn new() -> Window<T> {
        Window { base: 0, places: VecDeque::new(), values: Vec::new(), free: Vec::new() }
    }

    fn place(&self, number: u32) -> Place {
        match number.checked_sub(self.base) {
            None => Place::Gone,
            Some(index) => self.places.get(index as usize).copied().unwrap_or(Place::Ahead),
        }
    }

    /// Whether a number has not come yet.
    pub(super) fn may_come(&self, number: u32) -> bool {
        self.place(number) == Place::Ahead
    }

    /// Puts a value in; says whether its number had not come before.
    pub(super) fn insert(&mut self, number: u32, value: T) -> bool {
        if self.place(number) != Place::Ahead {
            return false;
        }
        let slot = self.free.pop().unwrap_or_else(|| {
            self.values.push(None);
            self.values.len() as u32 - 1
        });
        self.values[slot as usize] = Some(value);
        self.mark(number, Place::Slot(slot));
        true
    }

    fn mark(&mut self, number: u32, place: Place) {
        let index = (number - self.base) as usize;
        if index >= self.places.len() {
            self.places.resize(index + 1, Place::Ahead);
        }
        self.places[index] = place;
        while self.places.front() == Some(&Place::Gone) {
            self.places.pop_front();
            self.base += 1;
        }
    }

    #[inline]
    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        match self.place(number) {
            Place::Slot(slot) => self.values[slot as usize].as_mut(),
            _ => None,
        }
    }

    /// The number has gone, with its value if it had come; it will not come again.
    pub(super) fn remove(&mut self, number: u32) -> Option<T> {
        let value = match self.place(number) {
            Place::Gone => return None,
            Place::Ahead => None,
            Place::Slot(slot) => {
                self.free.push(slot);
                self.values[slot as usize].take()
            }
        };
        self.mark(number, Place::Gone);
        value
    }

    /// The least number in hand for which `holds` says so.
    pub(super) fn first(&self, holds: impl Fn(&T) -> bool) -> Option<u32> {
        let mut numbers = (self.base..).zip(&self.places);
        let held = |place: &Place| match place {
            Place::Slot(slot) => self.values[*slot as usize].as_ref().is_some_and(&holds),
            _ => false,
        };
        numbers.find(|(_, place)| held(place)).map(|(number, _)| number)
    }

    /// How many are in hand.
    pub(super) fn len(&self) -> usize {
        self.values.len() - self.free.len()
    }

    /// Nothing is in hand, and of the numbers up to the greatest that came, none comes again.
    pub(super) fn forget(&mut self) {
        self.base += self.places.len() as u32;
        self.places.clear();
        self.values.clear();
        self.free.clear();
    }

    /// As if new; the memory stays.
    pub(super) fn clear(&mut self) {
        self.forget();
        self.base = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_gone_never_comes_back() {
        let mut window = Window::new();
        assert!(window.insert(0, 'a') && window.insert(2, 'c'));
        assert!(!window.insert(2, 'x'), "2 is in hand");
        assert_eq!((window.remove(0), window.remove(0)), (Some('a'), None));
        assert!(!window.insert(0, 'x'), "0 has gone");
        assert!(window.insert(1, 'b'), "1 may come late");
        assert_eq!(
            (window.len(), window.first(|_| true), window.first(|value| *value > 'b')),
            (2, Some(1), Some(2))
        );
    }

    #[test]
    fn a_number_that_was_passed_over_may_go_without_having_come() {
        let mut window = Window::new();
        assert!(window.insert(1, 'b'));
        assert_eq!(window.remove(0), None);
        assert!(!window.insert(0, 'a'));
        assert_eq!(window.remove(1), Some('b'));
        assert!(window.places.is_empty(), "nothing is kept of what has gone");
    }

    #[test]
    fn what_is_forgotten_has_gone() {
        let mut window = Window::new();
        assert!(window.insert(0, 'a') && window.insert(3, 'd'));
        window.forget();
        assert!((0..4).all(|number| !window.insert(number, 'x')));
        assert!(window.insert(4, 'e'));
        assert_eq!(window.get_mut(4), Some(&mut 'e'));
        window.clear();
        assert!(window.insert(0, 'a'));
    }
}
