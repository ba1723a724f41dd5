//! Producers against the list of all that was ever done, of which every question is asked anew.

use proptest::prelude::*;
use sooner::parts::log::{
    Fenced, Group, Isolation, Log, Place, Position, Producers, Refused, Standing, Writer,
};

const PLACES: [Place; 2] = [Place { topic: 0, partition: 0 }, Place { topic: 0, partition: 1 }];

#[derive(Clone, Debug)]
enum Deed {
    Register(u32),
    /// The next number of its writer's epoch and those before it are repeats, or the one after: a gap.
    Append {
        writer: (u32, u32),
        place: usize,
        back: u64,
        staged: bool,
    },
    Begin((u32, u32)),
    StageOffset {
        writer: (u32, u32),
        group: usize,
        ago: u32,
        place: usize,
        offset: u64,
    },
    Commit((u32, u32)),
    Abort((u32, u32)),
    TimeOut(u32),
    Rebalance(usize),
}

/// A producer, and how many epochs ago it was the current writer.
fn writers() -> impl Strategy<Value = (u32, u32)> {
    (0..3u32, prop_oneof![8 => Just(0u32), 1 => Just(1u32)])
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        2 => (0..3u32).prop_map(Deed::Register),
        8 => (writers(), 0..2usize, 0..5u64, any::<bool>())
            .prop_map(|(writer, place, back, staged)| Deed::Append { writer, place, back, staged }),
        5 => writers().prop_map(Deed::Begin),
        4 => (writers(), 0..2usize, prop_oneof![6 => Just(0u32), 1 => Just(1u32)], 0..2usize, 0..9u64)
            .prop_map(|(writer, group, ago, place, offset)| Deed::StageOffset { writer, group, ago, place, offset }),
        4 => writers().prop_map(Deed::Commit),
        2 => writers().prop_map(Deed::Abort),
        1 => (0..3u32).prop_map(Deed::TimeOut),
        1 => (0..2usize).prop_map(Deed::Rebalance),
    ];
    prop::collection::vec(deed, 0..80)
}

/// What was done and not refused.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Done {
    Registered(u32),
    Wrote { producer: u32, place: usize, value: u32, staged: bool },
    Began(u32),
    StagedOffset(u32, Position),
    Ended(u32, Standing),
    Rebalanced(usize),
}

#[derive(Default)]
struct History(Vec<Done>);

impl History {
    /// What a producer did since it registered last.
    fn epoch_of(&self, producer: u32) -> &[Done] {
        let last = self.0.iter().rposition(|done| *done == Done::Registered(producer));
        &self.0[last.map_or(self.0.len(), |at| at + 1)..]
    }
    fn registrations(&self, producer: u32) -> u32 {
        self.0.iter().filter(|done| **done == Done::Registered(producer)).count() as u32
    }
    /// Since when it has been in a transaction.
    fn transaction_of(&self, producer: u32) -> Option<&[Done]> {
        let epoch = self.epoch_of(producer);
        let is_edge = |done: &Done| matches!(*done, Done::Began(of) | Done::Ended(of, _) if of == producer);
        let last = epoch.iter().rposition(is_edge)?;
        matches!(epoch[last], Done::Began(_)).then(|| &epoch[last..])
    }
    fn generation(&self, group: usize) -> u32 {
        self.0.iter().filter(|done| **done == Done::Rebalanced(group)).count() as u32
    }
    /// The values at a place, with what became of them.
    fn records(&self, at: usize) -> Vec<(u32, Standing)> {
        let fate = |when: usize, producer: u32| {
            let ends = self.0[when..].iter().find_map(|done| match *done {
                Done::Ended(of, standing) if of == producer => Some(standing),
                Done::Registered(of) if of == producer => Some(Standing::Aborted),
                _ => None,
            });
            ends.unwrap_or(Standing::Open)
        };
        let records = self.0.iter().enumerate().filter_map(|(when, done)| match *done {
            Done::Wrote { producer, place, value, staged } if place == at => {
                Some((value, if staged { fate(when, producer) } else { Standing::Plain }))
            }
            _ => None,
        });
        records.collect()
    }
    /// The offsets of what the writer's epoch wrote to a place.
    fn written(&self, producer: u32, at: usize) -> Vec<u64> {
        let epoch = self.epoch_of(producer);
        let begins = self.0.len() - epoch.len();
        let all = self.0.iter().enumerate();
        let here = all.filter(|(_, done)| matches!(done, Done::Wrote { place, .. } if *place == at));
        let mine = |done: &Done| matches!(*done, Done::Wrote { producer: of, .. } if of == producer);
        (0..).zip(here).filter(|(_, (when, done))| *when >= begins && mine(done)).map(|(at, _)| at).collect()
    }
    fn committed(&self, group: usize, place: Place) -> Option<u64> {
        let mut committed = None;
        for (when, done) in self.0.iter().enumerate() {
            if let Done::Ended(producer, Standing::Committed) = *done {
                let before = History(self.0[..when].to_vec());
                for done in before.transaction_of(producer).expect("a commit ends a transaction") {
                    match *done {
                        Done::StagedOffset(of, at)
                            if of == producer && (at.group, at.place) == (group, place) =>
                        {
                            committed = committed.max(Some(at.offset));
                        }
                        _ => {}
                    }
                }
            }
        }
        committed
    }
    /// A producer as of so many epochs ago.
    fn writer(&self, (producer, ago): (u32, u32)) -> Writer {
        Writer { producer, epoch: self.registrations(producer).saturating_sub(1).saturating_sub(ago) }
    }
    fn check(&self, writer: Writer) -> Result<(), Refused> {
        let Writer { producer, epoch } = writer;
        match self.registrations(producer) {
            0 => Err(Refused::Unknown { producer }),
            many if many == epoch + 1 => Ok(()),
            many => Err(Refused::Epoch { producer, epoch, current: many - 1 }),
        }
    }
    fn check_transaction(&self, writer: Writer) -> Result<&[Done], Refused> {
        self.check(writer)?;
        self.transaction_of(writer.producer).ok_or(Refused::NoTransaction { producer: writer.producer })
    }
}

struct Broker {
    log: Log<u32>,
    groups: [Group; 2],
    producers: Producers,
}

impl Broker {
    fn new() -> Broker {
        let group = Group::new(&[2]);
        Broker { log: Log::new(&[2]), groups: [group.clone(), group], producers: Producers::new(&[2]) }
    }
    fn clear(&mut self) {
        self.log.clear();
        self.groups.iter_mut().for_each(Group::clear);
        self.producers.clear();
    }

    fn play(&mut self, deeds: &[Deed]) {
        let mut history = History::default();
        for (value, deed) in (0u32..).zip(deeds) {
            if let Some(done) = self.step(&history, value, deed) {
                history.0.push(done);
            }
            self.agrees(&history);
        }
    }

    /// Does it here, and says what the history says about it.
    fn step(&mut self, history: &History, value: u32, deed: &Deed) -> Option<Done> {
        match *deed {
            Deed::Register(producer) => {
                let writer = self.producers.register(&mut self.log, producer);
                assert_eq!(writer, Writer { producer, epoch: history.registrations(producer) });
                Some(Done::Registered(producer))
            }
            Deed::TimeOut(producer) => {
                let open = history.transaction_of(producer).is_some();
                assert_eq!(self.producers.time_out(&mut self.log, producer), open);
                open.then_some(Done::Registered(producer))
            }
            Deed::Rebalance(group) => {
                assert_eq!(self.groups[group].rebalance(), history.generation(group) + 1);
                Some(Done::Rebalanced(group))
            }
            Deed::Append { writer, place, back, staged } => {
                self.write(history, history.writer(writer), value, (place, back, staged))
            }
            Deed::StageOffset { writer, group, ago, place, offset } => {
                let generation = history.generation(group).wrapping_sub(ago);
                let position = Position { group, generation, place: PLACES[place], offset };
                self.stage_offset(history, history.writer(writer), position)
            }
            Deed::Begin(writer) => {
                let writer = history.writer(writer);
                let Writer { producer, .. } = writer;
                let expected = history.check(writer).and_then(|()| match history.transaction_of(producer) {
                    Some(_) => Err(Refused::InTransaction { producer }),
                    None => Ok(()),
                });
                assert_eq!(self.producers.begin(writer), expected);
                expected.ok().map(|()| Done::Began(producer))
            }
            Deed::Commit(writer) => self.commit(history, history.writer(writer)),
            Deed::Abort(writer) => {
                let writer = history.writer(writer);
                let expected = history.check_transaction(writer).map(|_| ());
                assert_eq!(self.producers.abort(&mut self.log, writer), expected);
                expected.ok().map(|()| Done::Ended(writer.producer, Standing::Aborted))
            }
        }
    }

    fn write(
        &mut self,
        history: &History,
        writer: Writer,
        value: u32,
        (place, back, staged): (usize, u64, bool),
    ) -> Option<Done> {
        let Broker { log, producers, .. } = self;
        let written = history.written(writer.producer, place);
        let next = written.len() as u64;
        let sequence = (next + 1).saturating_sub(back);
        let answer = match staged {
            true => producers.stage(log, writer, PLACES[place], sequence, value),
            false => producers.append(log, writer, PLACES[place], sequence, value),
        };
        let offset = history.records(place).len() as u64;
        let gap = Refused::Gap { producer: writer.producer, place: PLACES[place], expected: next, sequence };
        let expected = history.check(writer).and_then(|()| match sequence {
            _ if sequence > next => Err(gap),
            _ if sequence < next => Ok(written[sequence as usize]),
            _ if staged => history.check_transaction(writer).map(|_| offset),
            _ => Ok(offset),
        });
        assert_eq!(answer, expected);
        (answer == Ok(offset)).then_some(Done::Wrote { producer: writer.producer, place, value, staged })
    }

    fn stage_offset(&mut self, history: &History, writer: Writer, position: Position) -> Option<Done> {
        let current = history.generation(position.group);
        let fenced = Refused::Fenced(Fenced { generation: position.generation, current });
        let expected = match history.check_transaction(writer) {
            Ok(_) if position.generation != current => Err(fenced),
            transaction => transaction.map(|_| ()),
        };
        assert_eq!(self.producers.stage_offset(&self.groups, writer, position), expected);
        expected.ok().map(|()| Done::StagedOffset(writer.producer, position))
    }

    fn commit(&mut self, history: &History, writer: Writer) -> Option<Done> {
        let fenced = |done: &Done| match *done {
            Done::StagedOffset(of, Position { group, generation, .. }) if of == writer.producer => {
                let current = history.generation(group);
                (generation != current).then_some(Refused::Fenced(Fenced { generation, current }))
            }
            _ => None,
        };
        let expected = history
            .check_transaction(writer)
            .and_then(|transaction| transaction.iter().find_map(fenced).map_or(Ok(()), Err));
        assert_eq!(self.producers.commit(&mut self.log, &mut self.groups, writer), expected);
        expected.ok().map(|()| Done::Ended(writer.producer, Standing::Committed))
    }

    fn agrees(&self, history: &History) {
        for (at, place) in PLACES.into_iter().enumerate() {
            let records = history.records(at);
            let look = |offset| self.log.look(place, offset);
            assert!((0..=records.len() as u64).map_while(look).eq(records.iter().copied()));
            let seen = records.iter().copied().take_while(|(_, standing)| *standing != Standing::Open);
            let seen = seen.filter(|(_, standing)| *standing != Standing::Aborted).map(|(value, _)| value);
            let mut from = 0;
            let read = std::iter::from_fn(|| {
                let (offset, value) = self.log.fetch(place, from, Isolation::ReadCommitted)?;
                from = offset + 1;
                Some(value)
            });
            assert!(read.eq(seen));
            for group in 0..2 {
                assert_eq!(self.groups[group].committed(place), history.committed(group, place));
            }
        }
        for producer in 0..4 {
            assert_eq!(self.producers.in_transaction(producer), history.transaction_of(producer).is_some());
            let epoch = history.registrations(producer).checked_sub(1);
            assert_eq!(self.producers.current(producer), epoch.map(|epoch| Writer { producer, epoch }));
        }
    }
}

proptest! {
    #[test]
    fn producers_are_what_their_history_says(first in deeds(), second in deeds()) {
        let mut broker = Broker::new();
        broker.play(&first);
        broker.clear();
        broker.play(&second);
    }
}

#[test]
fn outputs_and_offsets_count_in_one_step_or_never() {
    let Broker { mut log, mut groups, mut producers } = Broker::new();
    let generation = groups[0].join(1);
    let writer = producers.register(&mut log, 1);
    producers.begin(writer).unwrap();
    producers.stage(&mut log, writer, PLACES[1], 0, 10).unwrap();
    let position = Position { group: 0, generation, place: PLACES[0], offset: 1 };
    producers.stage_offset(&groups, writer, position).unwrap();
    // The zombie resumes at its commit, after the group went on without it.
    groups[0].rebalance();
    let refused = producers.commit(&mut log, &mut groups, writer).unwrap_err();
    assert_eq!(refused.to_string(), "generation 1 of the group is over: it is at generation 2");
    assert_eq!((groups[0].committed(PLACES[0]), log.stable_end(PLACES[1])), (None, 0));
    producers.abort(&mut log, writer).unwrap();
    assert_eq!((log.stable_end(PLACES[1]), log.fetch(PLACES[1], 0, Isolation::ReadCommitted)), (1, None));
    assert!(log.is_read(PLACES[1], 0, Isolation::ReadCommitted));
    assert_eq!(log.fetch(PLACES[1], 0, Isolation::ReadUncommitted), Some((0, 10)));
}

#[test]
fn a_zombie_is_told_which_epoch_follows_its_own() {
    let Broker { mut log, mut groups, mut producers } = Broker::new();
    let zombie = producers.register(&mut log, 0);
    producers.begin(zombie).unwrap();
    producers.stage(&mut log, zombie, PLACES[0], 0, 1).unwrap();
    let heir = producers.register(&mut log, 0);
    let refused = producers.commit(&mut log, &mut groups, zombie).unwrap_err();
    assert_eq!(refused.to_string(), "epoch 0 of producer 0 is fenced: it is at epoch 1");
    assert_eq!(producers.append(&mut log, heir, PLACES[0], 0, 2), Ok(1));
    assert_eq!(log.fetch(PLACES[0], 0, Isolation::ReadCommitted), Some((1, 2)));
}
