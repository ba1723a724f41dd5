//! The original's loops once more, as directly as it writes them: one method calls the next, a timer is a
//! number. Shares nothing with the crate, so that what both say is said twice.

/// How the original is called, in milliseconds. A `k` of 0 never fails.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Original {
    pub(crate) fields: u64,
    pub(crate) k_generate: u64,
    pub(crate) k_save: u64,
    pub(crate) k_ack: u64,
    pub(crate) create_every: u64,
    pub(crate) first_create: u64,
    /// First tick and interval of data entry.
    pub(crate) data_entry: (u64, u64),
    /// First tick and interval of the annotation service.
    pub(crate) annotation: (u64, u64),
    pub(crate) publish_on_create: bool,
    pub(crate) generate_uses_ack_law: bool,
    pub(crate) csharp: bool,
}

/// What it comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Result {
    pub(crate) settled_at: u64,
    pub(crate) attempts: [u64; 3],
    /// The id of each field's annotation.
    pub(crate) ids: Vec<u64>,
}

struct Services {
    rules: Original,
    /// Data entry's fields in the order of creation: (field, id of its annotation).
    fields: Vec<(u64, Option<u64>)>,
    /// Annotations in the order of creation: (field, id, acknowledged).
    annotations: Vec<(u64, u64, bool)>,
    attempts: [u64; 3],
}

impl Services {
    fn fails(&mut self, operation: usize) -> bool {
        let Original { k_generate, k_save, k_ack, generate_uses_ack_law, .. } = self.rules;
        let generate = if generate_uses_ack_law { k_ack } else { k_generate };
        let k = [generate, k_save, k_ack][operation];
        self.attempts[operation] += 1;
        k != 0 && self.attempts[operation].is_multiple_of(k)
    }

    fn field_published(&mut self, field: u64) {
        if self.fails(0) {
            return;
        }
        let known = self.annotations.iter().find(|(other, ..)| *other == field);
        let id = known.map(|(_, id, _)| *id).unwrap_or_else(|| {
            let id = if self.rules.csharp { self.annotations.len() as u64 + 1 } else { self.attempts[0] };
            self.annotations.push((field, id, false));
            id
        });
        self.annotation_announced(field, id);
    }

    fn annotation_announced(&mut self, field: u64, id: u64) {
        if self.fails(1) {
            return;
        }
        if let Some(row) = self.fields.iter_mut().find(|(other, _)| *other == field) {
            row.1 = Some(id);
            self.saved(field, id);
        }
    }

    fn saved(&mut self, field: u64, id: u64) {
        if self.fails(2) {
            return;
        }
        if let Some(row) = self.annotations.iter_mut().find(|row| row.0 == field && row.1 == id) {
            row.2 = true;
        }
    }

    fn create(&mut self, field: u64) {
        self.fields.push((field, None));
        if self.rules.publish_on_create {
            self.field_published(field);
        }
    }

    fn data_entry_tick(&mut self) {
        let unannotated: Vec<u64> =
            self.fields.iter().filter(|(_, id)| id.is_none()).map(|(field, _)| *field).collect();
        unannotated.into_iter().for_each(|field| self.field_published(field));
    }

    fn annotation_tick(&mut self) {
        let unacked: Vec<_> = self.annotations.iter().filter(|(.., acked)| !acked).copied().collect();
        unacked.into_iter().for_each(|(field, id, _)| self.annotation_announced(field, id));
    }

    fn consistent(&self) -> bool {
        let wanted = self.rules.fields + self.rules.csharp as u64;
        let unannotated = self.fields.iter().any(|(_, id)| id.is_none());
        self.fields.len() as u64 == wanted
            && !unannotated
            && self.annotations.iter().all(|(.., acked)| *acked)
    }
}

/// Runs it until it is consistent. At one instant: the annotation tick, the data-entry tick, a creation.
pub(crate) fn run(rules: Original) -> Result {
    let mut services = Services { rules, fields: Vec::new(), annotations: Vec::new(), attempts: [0; 3] };
    if rules.csharp {
        services.fields.push((0, None));
    }
    let (mut annotation, mut data_entry) = (rules.annotation.0, rules.data_entry.0);
    let (mut create, mut created) = (rules.first_create, 0);
    loop {
        let creation = if created < rules.fields { create } else { u64::MAX };
        let now = annotation.min(data_entry).min(creation);
        assert!(now < 3_600_000, "{rules:?} takes more than an hour");
        if annotation == now {
            services.annotation_tick();
            annotation += rules.annotation.1;
        } else if data_entry == now {
            services.data_entry_tick();
            data_entry += rules.data_entry.1;
        } else {
            created += 1;
            services.create(created);
            create += rules.create_every;
        }
        if services.consistent() {
            let ids =
                services.fields.iter().filter(|(field, _)| *field > 0).filter_map(|(_, id)| *id).collect();
            return Result { settled_at: now, attempts: services.attempts, ids };
        }
    }
}
