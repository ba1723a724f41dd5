//! The properties S1-S8, each checked after every step in O(1).

use std::collections::BTreeSet;

use super::agreement::Agreement;
use super::annotation_service::Annotation;
use super::claims::Claim;
use super::data_entry_service::DataEntry;
use super::letter::{Input, Letter};
use super::mutants::Mutant;
use super::settings::{Profile, Settings};
use super::system::{ACK, ANNOTATION, AnnotationSystem, DATA_ENTRY, GENERATE, SAVE, Service, services};
use crate::check::{Fact, Model, Property, Watch};
use crate::sim::family::Family;
use crate::sim::operation::{Attempts, OperationLaw};
use crate::sim::{Observer, Span, Step, Time, Violation, What, World};

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

/// Watches one run.
#[derive(Clone, Debug)]
pub struct Monitor {
    expected: u32,
    poll: Option<Span>,
    /// Which of the services forget everything when they go down, and which have.
    forgetful: [bool; 2],
    forgot: [bool; 2],
    /// The closed form of S6 may hold as an equality: classic profile, and each cascade over before the next begins.
    cascades: bool,
    laws: Vec<OperationLaw>,
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
    /// When each field was first acknowledged; [`Time::NEVER`] before that.
    done: Vec<Time>,
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

fn violated(property: &'static str, why: String) -> Result<(), Violation> {
    Err(Violation { property, why })
}

impl Monitor {
    pub(super) fn new(settings: &Settings, expected: u32, watch: &Watch<'_>) -> Monitor {
        let mut laws = watch.operations.to_vec();
        if settings.generate_uses_ack_law {
            laws[GENERATE.0 as usize] = laws[ACK.0 as usize].clone();
        }
        let fields = settings.fields as usize + 1;
        Monitor {
            expected,
            poll: settings.poll,
            forgetful: [DATA_ENTRY, ANNOTATION].map(|service| !settings.durable(service == DATA_ENTRY)),
            forgot: [false; 2],
            cascades: settings.profile == Profile::Classic && watch.cascades,
            laws,
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
            done: vec![Time::NEVER; fields],
            removed: BTreeSet::new(),
        }
    }

    pub(super) fn reset(&mut self) {
        self.agreement = Agreement::default();
        (self.strong, self.py_weak, self.cs_weak) = Default::default();
        self.holds = false;
        self.forgot = [false; 2];
        (self.annotated, self.acked, self.first_acks) = (0, 0, 0);
        self.edited = false;
        self.newest.fill(0);
        self.made.truncate(1);
        self.made_before.clear();
        self.saved.fill(0);
        self.saved_before.clear();
        self.done.fill(Time::NEVER);
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

    /// When each field from `first` on was first acknowledged, in their order.
    pub(super) fn done(&self, first: u32) -> &[Time] {
        &self.done[first as usize..]
    }

    /// What the run came to, by [`REACHED`].
    pub(super) fn reached(&self) -> u64 {
        self.strong.first.is_some() as u64
    }

    /// S1: a step of the annotation service may have made an annotation; tells whether it has.
    fn note_made(&mut self, field: u32, an: &Annotation) -> Result<bool, Violation> {
        let Some((id, version, _)) = an.annotation_of(field) else { return Ok(false) };
        let earlier = std::mem::replace(&mut self.newest[field as usize], id);
        if earlier == id {
            return Ok(false);
        }
        if self.made.len() <= id as usize {
            self.made.resize(id as usize + 1, (0, 0));
        }
        self.made[id as usize] = (field, version);
        let of = self.made[earlier as usize].1;
        if earlier != 0 && of != version {
            self.made_before.insert((field, of));
        }
        let again = earlier != 0 && (of == version || self.made_before.contains(&(field, version)));
        if again && !self.forgot[ANNOTATION.index()] {
            let why = format!("field {field} got annotation {id} beside annotation {earlier}");
            return Err(Violation { property: "S1", why });
        }
        Ok(true)
    }

    /// S3, and what S2a will ask: a step of data entry may have saved an annotation.
    fn note_saved(&mut self, field: u32, de: &DataEntry) -> Result<(), Violation> {
        let Some(id) = de.annotation_of(field) else { return Ok(()) };
        self.removed.remove(&field);
        let before = std::mem::replace(&mut self.saved[field as usize], id);
        if before != 0 && before != id {
            self.saved_before.insert((field, before));
        }
        let made_for = self.made.get(id as usize).copied().unwrap_or_default();
        let version = de.version_of(field).unwrap_or_default();
        if made_for == (field, version) {
            return Ok(());
        }
        let (other, of) = made_for;
        let truth = if other == 0 {
            "was never made".into()
        } else {
            format!("was made for field {other}, version {of}")
        };
        violated(
            "S3",
            format!("field {field}, version {version}, was saved with annotation {id}, which {truth}"),
        )
    }

    /// S2a: an annotation has become acknowledged.
    fn note_acked(&mut self, field: u32, now: Time, an: &Annotation) -> Result<(), Violation> {
        self.first_acks += 1;
        let done = &mut self.done[field as usize];
        *done = now.min(*done);
        let Some((id, ..)) = an.annotation_of(field) else { return Ok(()) };
        if self.saved[field as usize] == id || self.saved_before.contains(&(field, id)) {
            return Ok(());
        }
        violated(
            "S2a",
            format!("annotation {id} of field {field} is acknowledged, but data entry never saved it"),
        )
    }

    /// S2b, for the field that a step was about.
    fn acked_is_saved(&self, field: u32, de: &DataEntry, an: &Annotation) -> Result<(), Violation> {
        let (Some((id, version, true)), Some(current)) = (an.annotation_of(field), de.version_of(field))
        else {
            return Ok(());
        };
        if version < current || de.annotation_of(field) == Some(id) || self.removed.contains(&field) {
            return Ok(());
        }
        let holds = de.annotation_of(field).map_or("none".into(), |other| format!("annotation {other}"));
        violated(
            "S2b",
            format!("annotation {id} of field {field} is acknowledged, but data entry holds {holds}"),
        )
    }

    /// S4: the counts fall only where something was taken back on purpose. `renewed`: an annotation was made.
    fn monotone(
        &mut self,
        step: &Step<Service>,
        renewed: bool,
        de: &DataEntry,
        an: &Annotation,
    ) -> Result<(), Violation> {
        let (annotated, acked) = (de.annotated(), an.acked());
        let forgotten = self.forgets(step);
        let taken_back = matches!(step.what, What::Input(Input::Edit { .. } | Input::Unannotate { .. }));
        if annotated < self.annotated && !taken_back && !forgotten {
            return violated("S4", format!("{} fields were annotated, now {annotated}", self.annotated));
        }
        if acked < self.acked && !renewed && !forgotten {
            return violated("S4", format!("{} annotations were acknowledged, now {acked}", self.acked));
        }
        (self.annotated, self.acked) = (annotated, acked);
        Ok(())
    }

    /// S5, and the claims of the predicates.
    fn stable(&mut self, world: &World<'_, Service>, step: &Step<Service>) -> Result<(), Violation> {
        let (de, an) = services(world);
        let holds = self.agreement.judge(self.expected, de, an);
        let reached = holds.strong && self.strong.first.is_none();
        self.strong.note(holds.strong, world.now, self.poll);
        self.py_weak.note(holds.py_weak, world.now, self.poll);
        self.cs_weak.note(holds.cs_weak, world.now, self.poll);
        let (held, holds) = (self.holds, holds.verdict(self.mutant));
        self.holds = holds;
        if reached {
            self.closed_form(world)?;
        }
        let taken_back = matches!(step.what, What::Input(Input::Edit { .. } | Input::Unannotate { .. }));
        if held && !holds && !taken_back && self.agrees() {
            return violated(
                "S5",
                format!("the system was consistent until {} of the {}", step.what.name(), name(step)),
            );
        }
        Ok(())
    }

    /// S6, at the instant of consistency: K = N + floor((N-1)/(k_ack-1)), S = K + floor((K-1)/(k_save-1)).
    fn closed_form(&self, world: &World<'_, Service>) -> Result<(), Violation> {
        if self.edited || world.tally.crashes > 0 {
            return Ok(());
        }
        if self.first_acks != self.expected {
            return violated(
                "S6",
                format!("{} first acknowledgements for {} fields", self.first_acks, self.expected),
            );
        }
        if !self.cascades || !self.only_counted_failures(world) {
            return Ok(());
        }
        let with_failures = |successes: u64, law: &OperationLaw| match law {
            OperationLaw::EveryKth(k) => successes + (successes - 1) / (k - 1),
            _ => successes,
        };
        let acks = with_failures(self.expected as u64, &self.laws[ACK.0 as usize]);
        let saves = with_failures(acks, &self.laws[SAVE.0 as usize]);
        let made = (world.tally.attempts_of(SAVE).made, world.tally.attempts_of(ACK).made);
        if made != (saves, acks) {
            return violated(
                "S6",
                format!("{} save and {} ack attempts, not {saves} and {acks}", made.0, made.1),
            );
        }
        Ok(())
    }

    /// Whether nothing went wrong but what counting laws let fail: the closed form knows of nothing else.
    fn only_counted_failures(&self, world: &World<'_, Service>) -> bool {
        let counted = |(law, attempts): (&OperationLaw, &Attempts)| {
            attempts.forced == 0
                && (attempts.failed == 0 || matches!(law, OperationLaw::Never | OperationLaw::EveryKth(_)))
        };
        let failures = |family: usize| family == Family::Failure as usize;
        let mut hits = world.tally.hits.iter().flat_map(|hits| hits.iter().enumerate());
        hits.all(|(family, hits)| *hits == 0 || failures(family))
            && self.laws.iter().zip(&world.tally.attempts).all(counted)
    }

    /// Whether a step takes all that a service knew.
    fn forgets(&self, step: &Step<Service>) -> bool {
        matches!(step.what, What::Crash | What::Exit(_)) && self.forgetful[step.process.index()]
    }

    /// Whether what one service holds may still be held against the other: neither has forgotten anything.
    fn agrees(&self) -> bool {
        self.forgot == [false; 2]
    }

    /// S7 and S8: the engine's own books.
    fn books(&self, world: &World<'_, Service>) -> Result<(), Violation> {
        for (kind, operation) in [(0, GENERATE), (1, SAVE), (2, ACK)] {
            let messages = &world.tally.messages[kind];
            if !messages.conserved() {
                return violated("S7", format!("{messages:?} do not add up"));
            }
            let attempts = world.tally.attempts_of(operation);
            if attempts.made != messages.delivered {
                let why = format!("{} deliveries made {} attempts", messages.delivered, attempts.made);
                return violated("S8", why);
            }
            let law = self.laws[operation.0 as usize].failures_among(attempts.made);
            if law.is_some_and(|failures| failures != attempts.failed) {
                let (name, law) = (AnnotationSystem::OPERATIONS[operation.0 as usize], law.unwrap_or(0));
                let why = format!(
                    "{} attempts to {name} were made and {} failed, where the law of {name} says {law}",
                    attempts.made, attempts.failed
                );
                return violated("S8", why);
            }
        }
        Ok(())
    }
}

/// Who took a step, in words.
fn name(step: &Step<Service>) -> &'static str {
    if step.process == DATA_ENTRY { "data-entry service" } else { "annotation service" }
}

impl Observer<AnnotationSystem> for Monitor {
    #[inline]
    fn stepped(&mut self, world: &World<'_, Service>, step: &Step<Service>) -> Result<(), Violation> {
        let (de, an) = services(world);
        let acked = an.acked() > self.acked;
        let mut renewed = false;
        match step.what {
            What::Message(_, Letter::Publish { field, .. }, ..) => renewed = self.note_made(field, an)?,
            What::Message(_, Letter::Annotate { field, .. }, ..) => self.note_saved(field, de)?,
            What::Message(_, Letter::Ack { field, .. }, ..) if acked => {
                self.note_acked(field, world.now, an)?
            }
            What::Input(Input::Edit { .. }) => self.edited = true,
            What::Input(Input::Unannotate { field }) => {
                self.edited = true;
                self.removed.insert(field);
            }
            _ => {}
        }
        if self.forgets(step) {
            self.forgot[step.process.index()] = true;
        }
        if let Some(field) = step.what.item().filter(|_| self.agrees()) {
            self.acked_is_saved(field, de, an)?;
        }
        self.monotone(step, renewed, de, an)?;
        self.books(world)?;
        self.stable(world, step)
    }
}
