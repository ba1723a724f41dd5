//! The properties S1-S6, each checked after every step in O(1). What concerns counts alone is in `books`.

use std::collections::BTreeSet;

use super::agreement::Agreement;
use super::annotation_service::Annotation;
use super::books::Books;
use super::claims::Claim;
use super::data_entry_service::DataEntry;
use super::letter::{Input, Letter};
use super::mutants::Mutant;
use super::service::{Service, services};
use super::settings::{Profile, Settings};
use super::system::{ANNOTATION, AnnotationSystem, DATA_ENTRY};
use crate::check::{Fact, Property, Watch};
use crate::sim::{Observer, ProcessId, Span, Step, Tally, Time, Violation, What, World};

/// The properties by name.
pub(super) const PROPERTIES: &[Property] = &[
    Property { name: "S1", about: "at most one annotation is ever made for a version of a field" },
    Property {
        name: "S2a",
        about: "an annotation is acknowledged only after data entry has saved exactly it",
    },
    Property { name: "S2b", about: "of an acknowledged annotation, data entry holds the id" },
    Property { name: "S3", about: "every saved annotation was made for that field and version" },
    Property { name: "S4", about: "acknowledged and annotated fields stay so" },
    Property { name: "S5", about: "consistency, once reached, stays" },
    Property {
        name: "S6",
        about: "each field is acknowledged for the first time once; in the classic profile, after exactly as many attempts as the closed form says",
    },
    Property {
        name: "S7",
        about: "sent + duplicated = delivered + dropped + lost + in flight, for each kind",
    },
    Property {
        name: "S8",
        about: "every delivery makes one attempt of its operation, which fails as its law says",
    },
    Property { name: "L1", about: "consistent within max(Rf + 3L, Ra + 2L) after the last disturbance" },
];

/// What some run must come to, or nothing was seen.
pub(super) const REACHED: &[Property] = &[Property {
    name: "consistent",
    about: "all fields exist, are annotated, and the annotations acknowledged",
}];

/// Who took a step, and what it was.
type Taken = (ProcessId, What<Service>);

/// A copy for what is rare: so the step itself need not lie in memory for the rest.
#[inline(always)]
fn taken(step: &Step<Service>) -> Taken {
    (step.process, step.what)
}

/// Watches one run.
#[derive(Clone, Debug)]
pub struct Monitor {
    expected: u32,
    poll: Option<Span>,
    /// Which of the services forget everything when they go down, and which have.
    forgetful: [bool; 2],
    forgot: [bool; 2],
    books: Books,
    agreement: Agreement,
    strong: Claim,
    py_weak: Claim,
    cs_weak: Claim,
    holds: bool,
    mutant: Option<Mutant>,
    annotated: u32,
    acked: u32,
    first_acks: u32,
    edited: bool,
    /// The newest annotation that was made for each field.
    newest: Vec<u32>,
    /// What each annotation was made for, by its id: (field, version).
    made: Vec<(u32, u32)>,
    /// Versions before the newest that had an annotation, (field, version): few fields are edited.
    made_before: BTreeSet<(u32, u32)>,
    /// The annotation that data entry saved last for each field.
    saved: Vec<u32>,
    /// Those that it saved before, (field, id).
    saved_before: BTreeSet<(u32, u32)>,
    /// When each field was first acknowledged, in nanoseconds after the start, plus one; 0 before that.
    done: Vec<u64>,
    /// Fields whose annotation was removed and has not been saved since.
    removed: BTreeSet<u32>,
}

/// A list by id, without the id 0. Where ids count attempts there are more of them than fields.
fn ids_from_one(settings: &Settings) -> Vec<(u32, u32)> {
    let attempts = if settings.profile == Profile::Classic { 2 } else { 1 };
    let mut made = Vec::with_capacity(attempts * settings.fields as usize + 1);
    made.push((0, 0));
    made
}

pub(super) fn violated(property: &'static str, why: String) -> Result<(), Violation> {
    Err(Violation { property, why })
}

impl Monitor {
    pub(super) fn new(settings: &Settings, expected: u32, watch: &Watch<'_>) -> Monitor {
        let fields = settings.fields as usize + 1;
        Monitor {
            expected,
            poll: settings.poll,
            forgetful: [DATA_ENTRY, ANNOTATION].map(|service| !settings.durable(service == DATA_ENTRY)),
            forgot: [false; 2],
            books: Books::new(settings, watch),
            agreement: Agreement::default(),
            strong: Claim::default(),
            py_weak: Claim::default(),
            cs_weak: Claim::default(),
            holds: false,
            mutant: settings.mutant,
            annotated: 0,
            acked: 0,
            first_acks: 0,
            edited: false,
            newest: vec![0; fields],
            made: ids_from_one(settings),
            made_before: BTreeSet::new(),
            saved: vec![0; fields],
            saved_before: BTreeSet::new(),
            done: vec![0; fields],
            removed: BTreeSet::new(),
        }
    }

    pub(super) fn reset(&mut self) {
        self.agreement = Agreement::default();
        (self.strong, self.py_weak, self.cs_weak) = Default::default();
        self.holds = false;
        self.forgot = [false; 2];
        self.books.reset();
        (self.annotated, self.acked, self.first_acks) = (0, 0, 0);
        self.edited = false;
        self.newest.fill(0);
        self.made.truncate(1);
        self.made_before.clear();
        self.saved.fill(0);
        self.saved_before.clear();
        self.done.fill(0);
        self.removed.clear();
    }

    /// The instants of the claims, for the outcome.
    pub(super) fn facts(&self) -> Vec<(&'static str, Fact)> {
        let mut facts = vec![
            ("strong_ns", self.strong.first.into()),
            ("py_weak_ns", self.py_weak.first.into()),
            ("cs_weak_ns", self.cs_weak.first.into()),
        ];
        if self.poll.is_some() {
            facts.push(("strong_polled_ns", self.strong.polled(self.poll).into()));
            facts.push(("py_weak_polled_ns", self.py_weak.polled(self.poll).into()));
            facts.push(("cs_weak_polled_ns", self.cs_weak.polled(self.poll).into()));
        }
        facts
    }

    /// When each field from `first` on was first acknowledged, in their order, if it was.
    pub(super) fn done(&self, first: u32) -> impl Iterator<Item = Option<Time>> {
        self.done[first as usize..].iter().map(|done| done.checked_sub(1).map(Time::from_nanos))
    }

    /// What the run came to, by [`REACHED`].
    pub(super) fn reached(&self) -> u64 {
        self.strong.first.is_some() as u64
    }

    /// S1: a step of the annotation service may have made an annotation; tells whether it has.
    #[inline]
    fn note_made(&mut self, field: u32, an: &Annotation) -> Result<bool, Violation> {
        let Some(row) = an.rows().get(field as usize) else { return Ok(false) };
        if row.id == 0 || self.newest[field as usize] == row.id {
            return Ok(false);
        }
        self.made(field, row.id, row.version())
    }

    fn made(&mut self, field: u32, id: u32, version: u32) -> Result<bool, Violation> {
        let earlier = std::mem::replace(&mut self.newest[field as usize], id);
        if self.made.len() <= id as usize {
            self.made.resize(id as usize + 1, (0, 0));
        }
        self.made[id as usize] = (field, version);
        if earlier != 0 {
            self.made_again(field, (earlier, id), version)?;
        }
        Ok(true)
    }

    /// A field that had an annotation has got another one.
    #[cold]
    fn made_again(&mut self, field: u32, (earlier, id): (u32, u32), version: u32) -> Result<(), Violation> {
        let of = self.made[earlier as usize].1;
        if of != version {
            self.made_before.insert((field, of));
        }
        let again = of == version || self.made_before.contains(&(field, version));
        if again && !self.forgot[ANNOTATION.index()] {
            return violated("S1", format!("field {field} got annotation {id} beside annotation {earlier}"));
        }
        Ok(())
    }

    /// S3, and what S2a will ask: a step of data entry may have saved an annotation.
    #[inline(always)]
    fn note_saved(&mut self, field: u32, de: &DataEntry) -> Result<(), Violation> {
        let Some(row) = de.rows().get(field as usize) else { return Ok(()) };
        let id = row.annotation;
        if id == 0 {
            return Ok(());
        }
        if !self.removed.is_empty() {
            self.removed.remove(&field);
        }
        let before = std::mem::replace(&mut self.saved[field as usize], id);
        if before != 0 && before != id {
            self.saved_before.insert((field, before));
        }
        let version = if row.exists() { row.version() } else { 0 };
        match self.made.get(id as usize) {
            Some(made_for) if *made_for == (field, version) => Ok(()),
            made_for => wrongly_saved((field, id, version), made_for.copied().unwrap_or_default()),
        }
    }

    /// S2a: an annotation has become acknowledged.
    #[inline]
    fn note_acked(&mut self, field: u32, now: Time, an: &Annotation) -> Result<(), Violation> {
        self.first_acks += 1;
        let done = &mut self.done[field as usize];
        if *done == 0 {
            *done = now.as_nanos() + 1;
        }
        let id = an.rows().get(field as usize).map_or(0, |row| row.id);
        if id == 0 || self.saved[field as usize] == id || self.saved_before.contains(&(field, id)) {
            return Ok(());
        }
        violated(
            "S2a",
            format!("annotation {id} of field {field} is acknowledged, but data entry never saved it"),
        )
    }

    /// S2b, for the field that a step was about.
    #[inline]
    fn acked_is_saved(&self, field: u32, de: &DataEntry, an: &Annotation) -> Result<(), Violation> {
        let (Some(row), Some(other)) = (an.rows().get(field as usize), de.rows().get(field as usize)) else {
            return Ok(());
        };
        if !row.acked() || row.id == other.annotation {
            return Ok(());
        }
        self.acked_is_not_saved(field, de, an)
    }

    /// Data entry does not hold an acknowledged annotation: it may have a reason.
    #[cold]
    fn acked_is_not_saved(&self, field: u32, de: &DataEntry, an: &Annotation) -> Result<(), Violation> {
        let (Some((id, version, true)), Some(current)) = (an.annotation_of(field), de.version_of(field))
        else {
            return Ok(());
        };
        let holds = de.annotation_of(field);
        if version < current || holds == Some(id) || self.removed.contains(&field) || !self.agrees() {
            return Ok(());
        }
        let holds = holds.map_or("none".into(), |other| format!("annotation {other}"));
        violated(
            "S2b",
            format!("annotation {id} of field {field} is acknowledged, but data entry holds {holds}"),
        )
    }

    /// S4: the counts fall only where something was taken back on purpose. `renewed`: an annotation was made.
    #[inline]
    fn monotone(
        &mut self,
        step: &Step<Service>,
        renewed: bool,
        de: &DataEntry,
        an: &Annotation,
    ) -> Result<(), Violation> {
        let counts = (de.annotated(), an.acked());
        if counts.0 < self.annotated || counts.1 < self.acked {
            self.taken_back(taken(step), renewed, counts)?;
        }
        (self.annotated, self.acked) = counts;
        Ok(())
    }

    /// A count has fallen.
    #[cold]
    fn taken_back(
        &self,
        taken: Taken,
        renewed: bool,
        (annotated, acked): (u32, u32),
    ) -> Result<(), Violation> {
        let forgotten = self.forgets(taken);
        if annotated < self.annotated && !takes_back(taken) && !forgotten {
            return violated("S4", format!("{} fields were annotated, now {annotated}", self.annotated));
        }
        if acked < self.acked && !renewed && !forgotten {
            return violated("S4", format!("{} annotations were acknowledged, now {acked}", self.acked));
        }
        Ok(())
    }

    /// S5, and the claims of the predicates. Where a field is unannotated, none holds; where none stands, none falls.
    #[inline]
    fn stable(
        &mut self,
        (now, tally): (Time, &Tally),
        step: &Step<Service>,
        de: &DataEntry,
        an: &Annotation,
    ) -> Result<(), Violation> {
        match de.unannotated() > 0 && !self.cs_weak.stands() {
            true => Ok(()),
            false => self.judge((now, tally), taken(step), de, an),
        }
    }

    #[inline(never)]
    fn judge(
        &mut self,
        (now, tally): (Time, &Tally),
        taken: Taken,
        de: &DataEntry,
        an: &Annotation,
    ) -> Result<(), Violation> {
        let holds = self.agreement.judge(self.expected, de, an);
        let reached = holds.strong && self.strong.first.is_none();
        self.strong.note(holds.strong, now, self.poll);
        self.py_weak.note(holds.py_weak, now, self.poll);
        self.cs_weak.note(holds.cs_weak, now, self.poll);
        let (held, holds) = (self.holds, holds.verdict(self.mutant));
        self.holds = holds;
        if reached {
            self.closed_form(tally)?;
        }
        if held && !holds && !takes_back(taken) && self.agrees() {
            return violated(
                "S5",
                format!("the system was consistent until {} of the {}", taken.1.name(), name(taken)),
            );
        }
        Ok(())
    }

    /// S6, at the instant of consistency.
    fn closed_form(&self, tally: &Tally) -> Result<(), Violation> {
        if self.edited || tally.crashes > 0 {
            return Ok(());
        }
        if self.first_acks != self.expected {
            return violated(
                "S6",
                format!("{} first acknowledgements for {} fields", self.first_acks, self.expected),
            );
        }
        self.books.closed_form(self.expected, tally)
    }

    /// Notes what is not a message and makes no field.
    #[inline(never)]
    fn note_rare(&mut self, taken: Taken, de: &DataEntry, an: &Annotation) -> Result<(), Violation> {
        if let What::Input(Input::Unannotate { field }) = taken.1 {
            self.removed.insert(field);
        }
        self.edited |= takes_back(taken);
        if self.forgets(taken) {
            self.forgot[taken.0.index()] = true;
        }
        taken.1.item().map_or(Ok(()), |field| self.acked_is_saved(field, de, an))
    }

    /// Whether a step takes all that a service knew.
    fn forgets(&self, (process, what): Taken) -> bool {
        matches!(what, What::Crash | What::Exit(_)) && self.forgetful[process.index()]
    }

    /// Whether what one service holds may still be held against the other: neither has forgotten anything.
    fn agrees(&self) -> bool {
        self.forgot == [false; 2]
    }
}

/// Whether a step takes an annotation away on purpose.
fn takes_back((_, what): Taken) -> bool {
    matches!(what, What::Input(Input::Edit { .. } | Input::Unannotate { .. }))
}

/// S3: an annotation was saved that was not made for the field and its version.
#[cold]
fn wrongly_saved((field, id, version): (u32, u32, u32), (other, of): (u32, u32)) -> Result<(), Violation> {
    if (other, of) == (field, version) {
        return Ok(());
    }
    let truth = if other == 0 {
        "was never made".into()
    } else {
        format!("was made for field {other}, version {of}")
    };
    violated("S3", format!("field {field}, version {version}, was saved with annotation {id}, which {truth}"))
}

/// Who took a step, in words.
fn name((process, _): Taken) -> &'static str {
    if process == DATA_ENTRY { "data-entry service" } else { "annotation service" }
}

impl Observer<AnnotationSystem> for Monitor {
    #[inline(always)]
    fn stepped(&mut self, world: &World<'_, Service>, step: &Step<Service>) -> Result<(), Violation> {
        let (de, an) = services(world);
        let mut renewed = false;
        match step.what {
            What::Message(_, Letter::Publish { field, .. }, ..) => {
                renewed = self.note_made(field, an)?;
                self.acked_is_saved(field, de, an)?;
            }
            What::Message(_, Letter::Annotate { field, .. }, ..) => {
                self.note_saved(field, de)?;
                self.acked_is_saved(field, de, an)?;
            }
            What::Message(_, Letter::Ack { field, .. }, ..) => {
                if an.acked() > self.acked {
                    self.note_acked(field, world.now, an)?;
                }
                self.acked_is_saved(field, de, an)?;
            }
            What::Input(Input::Create { field }) => self.acked_is_saved(field, de, an)?,
            _ => self.note_rare(taken(step), de, an)?,
        }
        self.monotone(step, renewed, de, an)?;
        self.books.balance(world.tally)?;
        self.stable((world.now, world.tally), step, de, an)
    }
}
