//! In what two sorted sets of rows differ. It knows no table.

use std::cmp::Ordering;
use std::iter::Peekable;

/// One difference between the rows here and the rows there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference<K, V> {
    /// A row that only these have.
    OnlyHere(K, V),
    /// A row that only the others have.
    OnlyThere(K, V),
    /// Both have a row of this key, and they are not equal.
    Differs {
        /// The rows' key.
        key: K,
        /// The row of these.
        here: V,
        /// The row of the others.
        there: V,
    },
}

/// Compares rows that come in ascending order of their keys; equal keys are compared one by one, in their order.
pub fn differences<K: Ord, V: PartialEq>(
    here: impl Iterator<Item = (K, V)>,
    there: impl Iterator<Item = (K, V)>,
) -> impl Iterator<Item = Difference<K, V>> {
    let (mut here, mut there) = (here.peekable(), there.peekable());
    std::iter::from_fn(move || next(&mut here, &mut there))
}

fn next<K: Ord, V: PartialEq>(
    here: &mut Peekable<impl Iterator<Item = (K, V)>>,
    there: &mut Peekable<impl Iterator<Item = (K, V)>>,
) -> Option<Difference<K, V>> {
    loop {
        let order = match (here.peek(), there.peek()) {
            (None, None) => return None,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((here, _)), Some((there, _))) => here.cmp(there),
        };
        match order {
            Ordering::Less => return here.next().map(|(key, row)| Difference::OnlyHere(key, row)),
            Ordering::Greater => return there.next().map(|(key, row)| Difference::OnlyThere(key, row)),
            Ordering::Equal => {
                let ((key, here), (_, there)) = (here.next()?, there.next()?);
                if here != there {
                    return Some(Difference::Differs { key, here, there });
                }
            }
        }
    }
}
