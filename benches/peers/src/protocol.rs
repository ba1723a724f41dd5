//! The protocol that every contender but sooner runs, and the dice of its network: two services that agree on
//! annotations of fields. It knows no simulator, so that between two contenders only the simulator differs.
//!
//! W(N): data entry creates N fields, one a millisecond, and publishes each. The annotation service annotates it, data
//! entry saves that and acknowledges, the annotation service takes note. Each of the three fails one time in five and
//! then drops the message. Once a second data entry publishes again what is not annotated, and the annotation service
//! what is not acknowledged. Messages take 1 to 10 ms, one in a hundred is lost, one in a hundred arrives twice. The run
//! ends when all fields exist, all are annotated and all annotations acknowledged. sooner runs its own model of the same
//! system, by the file `scenarios/annotation/w1k.ron`.

use rand::{Rng, RngExt};

/// How likely a service fails to do what a message asks.
pub const FAILURE: f64 = 0.2;
/// How likely a message is lost.
pub const LOSS: f64 = 0.01;
/// How likely a message that is not lost arrives twice.
pub const COPY: f64 = 0.01;
/// The fastest that a message travels, in nanoseconds.
pub const FASTEST: u64 = 1_000_000;
/// The slowest that a message travels, in nanoseconds.
pub const SLOWEST: u64 = 10_000_000;
/// The time between two creations, in nanoseconds.
pub const CREATE_EVERY: u64 = 1_000_000;
/// The time between two republications, in nanoseconds.
pub const REPUBLISH_EVERY: u64 = 1_000_000_000;

/// What the services say to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Message {
    Publish { field: u32 },
    Annotate { field: u32, id: u32 },
    Ack { field: u32, id: u32 },
}

impl Message {
    /// As a datagram.
    pub fn to_bytes(self) -> [u8; 9] {
        let (kind, field, id) = match self {
            Message::Publish { field } => (0, field, 0),
            Message::Annotate { field, id } => (1, field, id),
            Message::Ack { field, id } => (2, field, id),
        };
        let mut bytes = [0; 9];
        bytes[0] = kind;
        bytes[1..5].copy_from_slice(&u32::to_le_bytes(field));
        bytes[5..9].copy_from_slice(&u32::to_le_bytes(id));
        bytes
    }

    /// From a datagram.
    ///
    /// # Panics
    /// When it is not one of ours.
    pub fn from_bytes(bytes: &[u8]) -> Message {
        let number = |from: usize| u32::from_le_bytes(bytes[from..from + 4].try_into().expect("four bytes"));
        let (field, id) = (number(1), number(5));
        match bytes[0] {
            0 => Message::Publish { field },
            1 => Message::Annotate { field, id },
            2 => Message::Ack { field, id },
            kind => panic!("there is no message of kind {kind}"),
        }
    }
}

/// Data entry: the annotation of each field, 0 where there is none yet. `open` has every field that is not annotated,
/// and is compacted when it is read, so that a republication costs what it sends and what was done since the last one,
/// not a look at every field.
pub struct DataEntry {
    fields: u32,
    annotations: Vec<u32>,
    open: Vec<u32>,
    annotated: u32,
}

impl DataEntry {
    /// Without any of the `fields` that it is going to create.
    pub fn new(fields: u32) -> DataEntry {
        DataEntry { fields, annotations: Vec::new(), open: Vec::new(), annotated: 0 }
    }

    /// Whether all fields exist.
    #[inline]
    pub fn is_complete(&self) -> bool {
        self.annotations.len() as u32 == self.fields
    }

    /// Whether all fields exist and are annotated.
    #[inline]
    pub fn is_settled(&self) -> bool {
        self.annotated == self.fields
    }

    /// Creates the next field.
    #[inline]
    pub fn create(&mut self) -> Message {
        let field = self.annotations.len() as u32;
        self.annotations.push(0);
        self.open.push(field);
        Message::Publish { field }
    }

    /// Saves an annotation.
    #[inline]
    pub fn save(&mut self, field: u32, id: u32) -> Message {
        let saved = &mut self.annotations[field as usize];
        self.annotated += (*saved == 0) as u32;
        *saved = id;
        Message::Ack { field, id }
    }

    /// Sends every field that is not annotated, in order of creation.
    #[inline]
    pub fn republish(&mut self, mut send: impl FnMut(Message)) {
        let annotations = &self.annotations;
        self.open.retain(|&field| {
            let is_open = annotations[field as usize] == 0;
            if is_open {
                send(Message::Publish { field });
            }
            is_open
        });
    }
}

const ACKED: u32 = 1 << 31;

/// The annotation service: the id of each field's annotation, with the top bit once it is acknowledged.
pub struct Annotations {
    ids: Vec<u32>,
    open: Vec<u32>,
    next: u32,
    unacked: u32,
}

impl Annotations {
    /// Without any annotation.
    pub fn new() -> Annotations {
        Annotations { ids: Vec::new(), open: Vec::new(), next: 1, unacked: 0 }
    }

    /// Whether all annotations are acknowledged.
    #[inline]
    pub fn is_settled(&self) -> bool {
        self.unacked == 0
    }

    /// Finds the annotation of a field or makes it.
    #[inline]
    pub fn annotate(&mut self, field: u32) -> Message {
        let index = field as usize;
        if index >= self.ids.len() {
            self.ids.resize(index + 1, 0);
        }
        if self.ids[index] == 0 {
            self.ids[index] = self.next;
            self.next += 1;
            self.unacked += 1;
            self.open.push(field);
        }
        Message::Annotate { field, id: self.ids[index] & !ACKED }
    }

    /// Takes note that an annotation is saved.
    #[inline]
    pub fn acknowledge(&mut self, field: u32, id: u32) {
        let own = &mut self.ids[field as usize];
        if *own == id {
            *own |= ACKED;
            self.unacked -= 1;
        }
    }

    /// Sends every annotation that is not acknowledged, in order of making.
    #[inline]
    pub fn republish(&mut self, mut send: impl FnMut(Message)) {
        let ids = &self.ids;
        self.open.retain(|&field| {
            let id = ids[field as usize];
            let is_open = id & ACKED == 0;
            if is_open {
                send(Message::Annotate { field, id });
            }
            is_open
        });
    }
}

/// What the network does with one message: the latencies of what arrives, in nanoseconds.
#[inline]
pub fn fate<R: Rng>(dice: &mut R) -> impl Iterator<Item = u64> + use<R> {
    let (first, second) = match dice.random_bool(LOSS) {
        true => (None, None),
        false => {
            let first = dice.random_range(FASTEST..=SLOWEST);
            (Some(first), dice.random_bool(COPY).then(|| dice.random_range(FASTEST..=SLOWEST)))
        }
    };
    first.into_iter().chain(second)
}

/// Whether a service fails to do what a message asks.
#[inline]
pub fn fails(dice: &mut impl Rng) -> bool {
    dice.random_bool(FAILURE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_survives_its_datagram() {
        let messages = [
            Message::Publish { field: 7 },
            Message::Annotate { field: u32::MAX, id: 3 },
            Message::Ack { field: 0, id: 9 },
        ];
        assert_eq!(messages.map(|message| Message::from_bytes(&message.to_bytes())), messages);
    }

    #[test]
    fn what_is_republished_is_what_is_open() {
        let (mut fields, mut annotations) = (DataEntry::new(2), Annotations::new());
        let published = [fields.create(), fields.create()];
        assert_eq!(published, [0, 1].map(|field| Message::Publish { field }));
        assert!(fields.is_complete() && !fields.is_settled());
        assert_eq!(annotations.annotate(1), Message::Annotate { field: 1, id: 1 });
        assert_eq!(fields.save(1, 1), Message::Ack { field: 1, id: 1 });
        let mut sent = Vec::new();
        fields.republish(|message| sent.push(message));
        annotations.republish(|message| sent.push(message));
        assert_eq!(sent, [Message::Publish { field: 0 }, Message::Annotate { field: 1, id: 1 }]);
        annotations.acknowledge(1, 1);
        annotations.acknowledge(1, 1);
        assert!(annotations.is_settled());
    }
}
