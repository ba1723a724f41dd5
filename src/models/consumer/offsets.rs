//! R4, R5, R6 and R8: what was handled how often, in which order, and what the group has committed of it. Knows nothing of
//! tries and waits.

use super::broker::Broker;
use super::course::begins_at;
use super::properties::violated;
use super::settings::{Position, Settings};
use crate::sim::Violation;

/// What is known of one partition.
#[derive(Clone, Copy, Debug, Default)]
struct Lane {
    /// The next offset that may be begun in this life.
    next: u32,
    /// The newest committed offset, and up to where all below it is known to have been handled.
    committed: Option<u32>,
    sound: u32,
}

/// What is known of one message.
#[derive(Clone, Copy, Debug, Default)]
struct Message {
    handled: u32,
    /// How often it may be handled beside the first time and the starts at the first message.
    excused: u32,
}

/// Watches the offsets.
#[derive(Clone, Debug)]
pub(super) struct Offsets {
    position: Position,
    group: bool,
    initial: Vec<Option<u32>>,
    lanes: Vec<Lane>,
    messages: Vec<Message>,
    /// Starts at the first message, the first one of the run aside.
    restarts: u32,
    has_started: bool,
}

impl Offsets {
    pub(super) fn new(settings: &Settings) -> Offsets {
        let mut offsets = Offsets {
            position: settings.position,
            group: settings.group,
            initial: settings
                .partitions
                .iter()
                .map(|partition| partition.committed.filter(|_| settings.group))
                .collect(),
            lanes: vec![Lane::default(); settings.partitions.len()],
            messages: vec![Message::default(); settings.messages() as usize],
            restarts: 0,
            has_started: false,
        };
        offsets.reset();
        offsets
    }

    pub(super) fn reset(&mut self) {
        for (lane, committed) in self.lanes.iter_mut().zip(&self.initial) {
            // What is committed before the run counts as handled.
            *lane = Lane { next: 0, committed: *committed, sound: committed.unwrap_or(0) };
        }
        self.messages.fill(Message::default());
        (self.restarts, self.has_started) = (0, false);
    }

    fn of(&mut self, item: u32) -> &mut Message {
        let index = item as usize;
        if self.messages.len() <= index {
            self.messages.resize(index + 1, Message::default());
        }
        &mut self.messages[index]
    }

    /// A life begins to read, after it was told (end, committed) of each partition.
    pub(super) fn note_start(&mut self, told: impl Iterator<Item = (u32, Option<u32>)>) {
        for (lane, told) in self.lanes.iter_mut().zip(told) {
            lane.next = begins_at(self.position, self.group, told);
        }
        if self.has_started && self.position == Position::Earliest {
            self.restarts += 1;
        }
        self.has_started = true;
    }

    /// R6: a try of a message begins.
    #[inline]
    pub(super) fn note_try(&self, partition: u16, offset: u32, item: u32) -> Result<(), Violation> {
        let next = self.lanes[usize::from(partition)].next;
        if offset == next {
            return Ok(());
        }
        let why = format!(
            "message {item} at offset {offset} of partition {partition} is begun before offset {next}"
        );
        violated("R6", if offset > next { why } else { format!("{why}, which is behind it") })
    }

    /// R5: a message was handled.
    #[inline]
    pub(super) fn note_handled(&mut self, item: u32) -> Result<(), Violation> {
        let restarts = self.restarts;
        let message = self.of(item);
        message.handled += 1;
        let Message { handled, excused } = *message;
        if handled <= 1 + excused + restarts {
            return Ok(());
        }
        violated(
            "R5",
            format!(
                "message {item} was handled {handled} times: {excused} of its commits or lives failed, {restarts} restarts"
            ),
        )
    }

    /// A commit of the message has failed or was not answered, or the consumer crashed before it counted.
    pub(super) fn excuse(&mut self, item: u32) {
        self.of(item).excused += 1;
    }

    /// The message at an offset is finished.
    #[inline]
    pub(super) fn note_finished(&mut self, partition: u16, offset: u32) {
        self.lanes[usize::from(partition)].next = offset + 1;
    }

    /// R8 and R4: the broker was asked to commit. Tells what is committed now, where that has changed.
    #[inline]
    pub(super) fn note_commit(
        &mut self,
        partition: u16,
        broker: &Broker,
        found: &mut Vec<Violation>,
    ) -> Option<u32> {
        let lane = &mut self.lanes[usize::from(partition)];
        let committed = broker.committed_of(partition);
        if committed == lane.committed {
            return None;
        }
        let before = std::mem::replace(&mut lane.committed, committed);
        if committed < before {
            let [before, now] = [before, committed]
                .map(|offset| offset.map_or("nothing".into(), |offset| format!("up to {offset}")));
            let why = format!("of partition {partition}, {before} was committed, then {now}");
            found.push(Violation { property: "R8", why });
        }
        self.note_sound(partition, committed.unwrap_or(0), broker, found);
        committed
    }

    /// R4: all below a committed offset must have been handled.
    #[inline]
    fn note_sound(&mut self, partition: u16, committed: u32, broker: &Broker, found: &mut Vec<Violation>) {
        let lane = &mut self.lanes[usize::from(partition)];
        while lane.sound < committed {
            let item = broker.item_at(partition, lane.sound);
            let known = item.and_then(|item| self.messages.get(item as usize));
            if known.is_none_or(|message| message.handled == 0) {
                let item = item.unwrap_or(u32::MAX);
                let why = format!(
                    "partition {partition} is committed up to {committed}, but message {item} was never handled"
                );
                return found.push(Violation { property: "R4", why });
            }
            lane.sound += 1;
        }
    }
}
