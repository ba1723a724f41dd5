//! The three predicates of consistency, each in O(1) after nearly every step.

use super::annotation_service::{self, Annotation};
use super::data_entry_service::{self, DataEntry};
use super::mutants::Mutant;

/// Which of the predicates hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Predicates {
    /// The verdict: all exists, all agree, all is acknowledged.
    pub(super) strong: bool,
    /// What EventualPy tests: as many fields as wanted, none unannotated, no annotation unacknowledged.
    pub(super) py_weak: bool,
    /// What the C# original tests: there are fields, and each is annotated.
    pub(super) cs_weak: bool,
}

impl Predicates {
    /// The predicate that the verdict goes by; one mutant goes by a weaker one.
    #[inline]
    pub(super) fn verdict(self, mutant: Option<Mutant>) -> bool {
        match mutant {
            Some(Mutant::M9ClaimsSuccessTooEarly) => self.cs_weak,
            _ => self.strong,
        }
    }
}

/// Judges the predicates. Agreement of all fields needs a look at all, but only where the counts already say that
/// all is done, and only once for each state of the services.
#[derive(Clone, Debug, Default)]
pub(super) struct Agreement {
    looked_at: Option<(u64, u64)>,
    agreed: bool,
}

impl Agreement {
    #[inline]
    pub(super) fn judge(&mut self, expected: u32, de: &DataEntry, an: &Annotation) -> Predicates {
        let cs_weak = de.fields() > 0 && de.unannotated() == 0;
        let py_weak = de.fields() == expected && de.unannotated() == 0 && an.unacked() == 0;
        Predicates { strong: py_weak && self.agree(de, an), py_weak, cs_weak }
    }

    fn agree(&mut self, de: &DataEntry, an: &Annotation) -> bool {
        let state = (de.revision(), an.revision());
        if self.looked_at != Some(state) {
            self.looked_at = Some(state);
            self.agreed = de.fields() == an.annotations()
                && de.rows().iter().zip(an.rows()).all(|(field, row)| agrees(field, row));
        }
        self.agreed
    }
}

/// Whether both services hold the same acknowledged annotation of a field, if it exists.
#[inline]
fn agrees(field: &data_entry_service::Row, row: &annotation_service::Row) -> bool {
    let same = field.annotation == row.id;
    let settled = row.id == 0 || (row.acked() && row.version() == field.version());
    !field.exists() || (same && settled)
}
