//! Parts that were cleared do their work again in the memory that they have.

use allocation_counter::measure;
use sooner::parts::cursor::below;
use sooner::parts::{
    AckQueue, Answers, Asked, Bag, LastAnswers, Lock, Locks, Outbox, Seen, Sequence, Table, Transactions,
};

/// A pipeline of orders in small: a total that is locked, rows, an outbox, a queue, a read model.
#[derive(Default)]
struct Pipeline {
    transactions: Transactions,
    ids: Sequence,
    locks: Locks<u8>,
    orders: Table<u64, [u64; 4]>,
    answers: Answers<(u32, u64), u64>,
    outbox: Outbox<u64>,
    queue: AckQueue<u64>,
    seen: Seen,
    asked: LastAnswers<u64>,
    read: Bag<u64, [u64; 4]>,
}

impl Pipeline {
    fn clear(&mut self) {
        self.transactions.clear();
        self.ids.clear();
        self.locks.clear();
        self.orders.clear();
        self.answers.clear();
        self.outbox.clear();
        self.queue.clear();
        self.seen.clear();
        self.asked.clear();
        self.read.clear();
    }

    fn order(&mut self, request: u64) {
        let client = (request % 8) as u32;
        assert_eq!(self.asked.ask(client, request), Asked::New);
        let transaction = self.transactions.begin(client);
        let late = self.transactions.begin(client + 8);
        assert_eq!(self.locks.lock(transaction, 0), Lock::Granted);
        assert_eq!(self.locks.lock(late, 0), Lock::Blocked);
        let id = self.ids.next_value();
        self.orders.insert(transaction, id, [request; 4]).expect("the id is new");
        let scattered = request.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.answers.record(transaction, (client, scattered), id).expect("the request is new");
        self.outbox.stage(transaction, id);
        self.transactions.commit(transaction, (&mut self.orders, &mut self.answers, &mut self.outbox));
        self.locks.release(transaction, |_, next| assert_eq!(next, late));
        self.transactions.roll_back(late, (&mut self.orders, &mut self.answers, &mut self.outbox));
        self.locks.release(late, |_, _| panic!("nobody waits"));
        assert!(self.asked.answer(client, request, id));
        self.relay();
    }

    fn relay(&mut self) {
        let (place, id) = self.outbox.next_unsent().expect("the order was committed");
        assert!(self.seen.is_first(0, place) && !self.queue.publish_numbered(place, id).repeats);
        self.outbox.mark_sent(place);
        let mut delivery = self.queue.deliver().expect("it was published");
        if id % 10 == 0 {
            self.queue.connection_died();
            delivery = self.queue.deliver().expect("it went back to the head");
        }
        let transaction = self.transactions.begin(99);
        self.read.upsert(
            transaction,
            delivery.message,
            *self.orders.get(delivery.message).expect("committed"),
        );
        self.transactions.commit(transaction, &mut self.read);
        assert!(self.queue.acknowledge(delivery.ticket));
        assert_eq!(self.read.range(below(None)).rev().take(10).next().map(|row| row.0), Some(id));
    }

    fn run(&mut self, orders: u64) -> u64 {
        self.clear();
        (0..orders).for_each(|request| self.order(request));
        assert_eq!(self.read.fingerprint(), self.orders.fingerprint());
        self.read.fingerprint()
    }
}

#[test]
fn the_second_run_of_a_pipeline_does_not_allocate() {
    let mut pipeline = Pipeline::default();
    let first = pipeline.run(5_000);
    let allocated = measure(|| assert_eq!(pipeline.run(5_000), first));
    assert_eq!(allocated.count_total, 0, "{allocated:?}");
}
