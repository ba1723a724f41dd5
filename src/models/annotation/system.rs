//! The annotation system as a model: its two services, its workload, its words.

use super::agreement::Agreement;
use super::annotation_service::Annotation;
use super::claims;
use super::data_entry_service::DataEntry;
use super::letter::Input;
use super::mutants::Mutant;
use super::properties::{self, Monitor};
use super::service::{self, Service, services};
use super::settings::{Profile, Settings};
use crate::check::{
    Dice, ExtraInput, Fact, Model, MutantDoc, Pace, Property, Range, Refusal, Samples, ScenarioOf, Trial,
    Watch,
};
use crate::exact::{NoLaw, Protocol};
use crate::sim::operation::OperationLaw;
use crate::sim::rng::below;
use crate::sim::{Operation, ProcessId, Span, System, Time, World};

pub(super) const DATA_ENTRY: ProcessId = ProcessId(0);
pub(super) const ANNOTATION: ProcessId = ProcessId(1);

/// Annotating a field may fail.
pub const GENERATE: Operation = Operation(0);
/// Saving an annotation may fail.
pub const SAVE: Operation = Operation(1);
/// Taking an acknowledgement may fail.
pub const ACK: Operation = Operation(2);

/// What a field costs in both services, in the occurrence counters and in the properties, in bytes.
const BYTES_PER_FIELD: u64 = 64;
/// More than this is refused before anything is allocated.
const MOST_BYTES: u64 = 8 << 30;

/// The annotation system, its knobs turned.
#[derive(Clone, Debug)]
pub struct AnnotationSystem {
    settings: Settings,
    /// How many fields there are when all exist.
    expected: u32,
    /// With fewer annotated fields than this, nothing can be settled: this is all that most steps are asked.
    least: u32,
    agreement: Agreement,
}

impl AnnotationSystem {
    fn of(settings: &Settings) -> AnnotationSystem {
        let expected = settings.fields as u32 + 1 - settings.first_field();
        let least = if settings.mutant == Some(Mutant::M9ClaimsSuccessTooEarly) { 1 } else { expected };
        AnnotationSystem { settings: settings.clone(), expected, least, agreement: Agreement::default() }
    }

    /// The verdict, where the fields that are annotated may be all there are.
    #[inline(never)]
    fn judge(&mut self, processes: &[Service]) -> bool {
        let (de, an) = service::both(processes);
        self.agreement.judge(self.expected, de, an).verdict(self.settings.mutant)
    }
}

impl System for AnnotationSystem {
    type Process = Service;

    fn processes(&self) -> Vec<Service> {
        vec![
            Service::DataEntry(DataEntry::new(&self.settings), self.settings.mutant),
            Service::Annotation(Annotation::new(&self.settings), self.settings.mutant),
        ]
    }

    fn reset(&mut self, processes: &mut Vec<Service>) {
        self.agreement = Agreement::default();
        for process in processes {
            match process {
                Service::DataEntry(service, _) => service.reset(),
                Service::Annotation(service, _) => service.reset(),
            }
        }
    }

    #[inline]
    fn input(&self, index: u64) -> Option<(Time, ProcessId, Input)> {
        let create = || {
            let at = self.settings.first_create().after_start() + self.settings.create_every * index;
            (at, DATA_ENTRY, Input::Create { field: index as u32 + 1 })
        };
        (index < self.settings.fields).then(create)
    }

    #[inline]
    fn settled(&mut self, world: &World<'_, Service>) -> bool {
        // The world itself is lent to nobody here: so it need not lie in memory.
        let processes = world.processes;
        let Some(Service::DataEntry(de, _)) = processes.first() else { return self.judge(processes) };
        de.annotated() >= self.least && self.judge(processes)
    }

    fn items(&self) -> usize {
        self.settings.fields as usize
    }
}

impl Model for AnnotationSystem {
    const NAME: &'static str = "annotation";
    const ABOUT: &'static str = "data entry and annotation, with acknowledgement and republishing";
    const ITEM: &'static str = "field";
    const OPERATIONS: &'static [&'static str] = &["generate", "save", "ack"];
    const PROPERTIES: &'static [Property] = properties::PROPERTIES;
    const FACTS: &'static [Property] = claims::FACTS;
    const REACHED: &'static [Property] = properties::REACHED;
    const MUTANTS: &'static [MutantDoc] = super::mutants::DOCS;
    const TELLS_ITEMS: bool = true;
    const ITEM_TIME: Property = Property {
        name: "time to be acknowledged",
        about: "from when a field is created until its annotation is first acknowledged",
    };
    const TRIALS: &'static [Trial] = super::trials::TRIALS;
    const LIVENESS: &'static str = "L1";
    const COLUMNS: &'static [&'static str] = &["fields", "annotated", "acked", "unannotated", "unacked"];

    type Knobs = Settings;
    type Monitor = Monitor;

    fn new(settings: &Settings) -> Result<AnnotationSystem, Refusal> {
        let refuse =
            |knob, message: String, hint: &str| Err(Refusal { knob, message, hint: Some(hint.to_string()) });
        if settings.fields == 0 {
            return refuse(
                "fields",
                "without a field nothing can become consistent".into(),
                "write 1 or more",
            );
        }
        let bytes = settings.fields.saturating_mul(BYTES_PER_FIELD);
        if bytes > MOST_BYTES {
            let message = format!("{} fields would need about {bytes} bytes of memory", settings.fields);
            return refuse("fields", message, &format!("at most {} fit", MOST_BYTES / BYTES_PER_FIELD));
        }
        for (knob, period) in
            [("data_entry_every", settings.data_entry_every), ("annotation_every", settings.annotation_every)]
        {
            if period == Span::ZERO {
                return refuse(
                    knob,
                    "a tick needs an interval above zero".into(),
                    "write a duration like \"1s\"",
                );
            }
        }
        if settings.poll == Some(Span::ZERO) {
            return refuse(
                "poll",
                "polling needs an interval above zero".into(),
                "write a duration like \"1s\"",
            );
        }
        Ok(AnnotationSystem::of(settings))
    }

    fn process_names(&self) -> Vec<String> {
        vec!["data-entry".into(), "annotation".into()]
    }

    fn monitor(&self, watch: &Watch<'_>) -> Monitor {
        Monitor::new(&self.settings, self.expected, watch)
    }

    fn reset_monitor(&self, _: &Watch<'_>, monitor: &mut Monitor) {
        monitor.reset();
    }

    fn ranks(&self) -> Vec<&'static str> {
        match self.settings.profile {
            Profile::Message => {
                vec!["message", "Create", "Edit", "Unannotate", "DataEntryTick", "AnnotationTick"]
            }
            Profile::Classic => {
                vec!["message", "AnnotationTick", "DataEntryTick", "Create", "Edit", "Unannotate"]
            }
        }
    }

    fn recipient(&self, _: &Input) -> ProcessId {
        DATA_ENTRY
    }

    fn can_send(&self, from: ProcessId, to: ProcessId, kind: usize) -> bool {
        // Publish and Ack go to the annotation service, Annotate comes from it.
        let expected = if kind == 1 { (ANNOTATION, DATA_ENTRY) } else { (DATA_ENTRY, ANNOTATION) };
        (from, to) == expected
    }

    fn can_take(&self, process: ProcessId, kind: usize) -> bool {
        // Publish, Annotate, Ack; the ticks of data entry and annotation; Create, Edit, Unannotate.
        const TAKERS: [ProcessId; 8] =
            [ANNOTATION, DATA_ENTRY, ANNOTATION, DATA_ENTRY, ANNOTATION, DATA_ENTRY, DATA_ENTRY, DATA_ENTRY];
        TAKERS[kind] == process
    }

    fn check_item(&self, item: u32) -> Result<(), String> {
        let (first, last) = (self.settings.first_field(), self.settings.fields);
        match item >= first && item as u64 <= last {
            true => Ok(()),
            false => Err(format!("there is no field {item}; the fields are {first} to {last}")),
        }
    }

    /// L1: T + max(Rf + 3L, Ra + 2L), Rf and Ra in true time.
    fn within(&self, watch: &Watch<'_>) -> Option<Span> {
        let latency = watch.latency_bound?;
        let data_entry = watch.longest_gap(DATA_ENTRY, self.settings.data_entry_every);
        let annotation = watch.longest_gap(ANNOTATION, self.settings.annotation_every);
        Some((data_entry + latency * 3).max(annotation + latency * 2))
    }

    fn swarm() -> Vec<(&'static str, Range)> {
        let between = |from: &str, to: &str| Range::Between(from.into(), to.into());
        let one_of = |values: &[&str]| Range::OneOf(values.iter().map(|value| value.to_string()).collect());
        vec![
            ("fields", between("1", "4")),
            (
                "create_every",
                one_of(&["\"0s\"", "\"1ms\"", "\"20ms\"", "\"100ms\"", "\"700ms\"", "\"2500ms\""]),
            ),
            ("data_entry_every", one_of(&["\"200ms\"", "\"500ms\"", "\"1s\"", "\"1s\"", "\"2s\""])),
            ("annotation_every", one_of(&["\"200ms\"", "\"500ms\"", "\"1s\"", "\"1s\"", "\"2s\""])),
            ("data_entry_durable", one_of(&["true", "true", "false"])),
            ("annotation_durable", one_of(&["true", "true", "true", "false"])),
            ("publish_on_create", one_of(&["None", "None", "None", "Some(false)"])),
            ("profile", one_of(&["Message", "Message", "Message", "Classic"])),
        ]
    }

    fn pace(settings: &Settings) -> Pace {
        let repair = settings.data_entry_every.max(settings.annotation_every);
        let workload = settings.first_create() + settings.create_every * settings.fields.saturating_sub(1);
        Pace { repair, workload }
    }

    /// In two seeds of three, one or two edits and a removal of some fields, soon after they are created.
    fn swarm_inputs(settings: &Settings, latency: Span, dice: &Dice) -> Vec<ExtraInput<Input>> {
        let mut inputs = Vec::new();
        let soon = latency.max(Span::from_millis(1)) * 4;
        let any = |name: &str, field: u64, range: u64| below(dice.bits(name, field), range);
        for field in 1..=settings.fields.min(8) {
            if dice.once_in("inputs", 3) || any("edited", field, 3) == 0 {
                continue;
            }
            let created = settings.first_create() + settings.create_every * (field - 1);
            let mut add = |name: &str, input: Input| {
                let after = Span::from_nanos(1 + any(name, field, soon.as_nanos()));
                inputs.push(ExtraInput { at: Some((created + after).after_start()), after: None, input });
            };
            let field_number = field as u32;
            for name in ["first edit", "second edit"].iter().take(any("edits", field, 3) as usize) {
                add(name, Input::Edit { field: field_number });
            }
            if any("removed", field, 2) == 0 {
                add("removal", Input::Unannotate { field: field_number });
            }
        }
        inputs
    }

    /// From when a field is created to when it is first acknowledged; the C# original's field 0 is there from the start.
    fn items_done(&self, monitor: &Monitor, tell: &mut dyn FnMut(Span)) {
        let (first, every) = (self.settings.first_create(), self.settings.create_every);
        let from = self.settings.first_field();
        for (field, done) in (u64::from(from)..).zip(monitor.done(from)) {
            let created =
                field.checked_sub(1).map_or(Time::START, |before| (first + every * before).after_start());
            if let Some(done) = done {
                tell(done.since(created));
            }
        }
    }

    fn protocol(scenario: &ScenarioOf<AnnotationSystem>, samples: &Samples) -> Result<Protocol, NoLaw> {
        super::law::protocol(scenario, samples)
    }

    fn reached(&self, _: &World<'_, Service>, monitor: &Monitor) -> u64 {
        monitor.reached()
    }

    /// What a volatile service has forgotten, nobody may be able to tell it again.
    fn survives(&self, process: ProcessId) -> bool {
        self.settings.durable(process == DATA_ENTRY)
    }

    /// The gap before a first tick that comes late is longer than the interval: L1 then counts from that tick.
    fn not_before(&self, watch: &Watch<'_>) -> Time {
        let latency = watch.latency_bound.unwrap_or_default();
        let data_entry = watch.longest_gap(DATA_ENTRY, self.settings.first_data_entry_tick());
        let annotation = watch.longest_gap(ANNOTATION, self.settings.first_annotation_tick());
        (data_entry + latency * 3).max(annotation + latency * 2).after_start()
    }

    fn operation_laws(&self, laws: &mut [OperationLaw]) {
        if self.settings.generate_uses_ack_law
            || self.settings.mutant == Some(Mutant::M7GenerateFailsByTheLawOfAck)
        {
            laws[GENERATE.0 as usize] = laws[ACK.0 as usize].clone();
        }
    }

    fn warnings(&self, watch: &Watch<'_>) -> Vec<String> {
        let never = |law: &OperationLaw| match law {
            OperationLaw::EveryKth(k) => *k == 1,
            OperationLaw::Chance(threshold) => threshold.hit(u64::MAX),
            _ => false,
        };
        let mut laws = watch.operations.to_vec();
        self.operation_laws(&mut laws);
        let hopeless = Self::OPERATIONS.iter().zip(&laws).filter(|(_, law)| never(law));
        hopeless
            .map(|(name, _)| format!("every attempt of `{name}` fails: this can never become consistent"))
            .collect()
    }

    fn progress(&self, world: &World<'_, Service>) -> (u64, u64) {
        (services(world).1.acked() as u64, self.expected as u64)
    }

    fn waiting(&self, world: &World<'_, Service>, most: usize) -> Vec<String> {
        let (de, an) = services(world);
        let last = self.settings.fields as u32;
        let open = (self.settings.first_field()..=last).filter_map(|field| waits(field, de, an));
        open.take(most).collect()
    }

    fn row(&self, world: &World<'_, Service>) -> Vec<u64> {
        let (de, an) = services(world);
        [de.fields(), de.annotated(), an.acked(), de.unannotated(), an.unacked()].map(u64::from).to_vec()
    }

    fn facts(&self, world: &World<'_, Service>, monitor: &Monitor) -> Vec<(&'static str, Fact)> {
        let (de, an) = services(world);
        // Field 0 exists in the C# original alone, and its id is told nowhere.
        let ids = de.rows().iter().skip(1).map(|row| row.annotation);
        let rows = (0..).zip(de.rows().iter().zip(an.rows()));
        let without = rows.filter(|(_, (field, row))| field.exists() && row.id == 0);
        let mut facts = monitor.facts();
        facts.push(("ids_by_field", Fact::ids(ids)));
        facts.push(("without_annotation", Fact::list(without.map(|(field, _)| Fact::Number(field)))));
        facts
    }
}

/// What a field waits for, in words; `None` when it is done.
fn waits(field: u32, de: &DataEntry, an: &Annotation) -> Option<String> {
    match (de.version_of(field), de.annotation_of(field), an.annotation_of(field)) {
        (None, ..) => Some(format!("field {field} does not exist at data entry")),
        (Some(_), None, None) => Some(format!("field {field} waits for an annotation to be made")),
        (Some(_), None, Some((id, ..))) => {
            Some(format!("field {field} waits for annotation {id} to be saved"))
        }
        (Some(_), Some(id), None) => Some(format!(
            "field {field} holds annotation {id}, of which the annotation service knows nothing"
        )),
        (Some(_), Some(id), Some((other, ..))) if id != other => {
            Some(format!("field {field} holds annotation {id}, the annotation service {other}"))
        }
        (Some(_), Some(id), Some((.., false))) => {
            Some(format!("field {field} waits for annotation {id} to be acknowledged"))
        }
        (Some(version), Some(id), Some((_, other, true))) if version != other => {
            Some(format!("field {field} is of version {version}, its annotation {id} of version {other}"))
        }
        _ => None,
    }
}
