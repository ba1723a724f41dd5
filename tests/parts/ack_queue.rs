//! Every message is acknowledged, is out, or will be delivered; what was out comes again in its order.

use std::collections::VecDeque;

use proptest::prelude::*;
use sooner::parts::{AckQueue, Delivery, Publication};

#[derive(Clone, Copy, Debug)]
enum Move {
    Publish(u16),
    Deliver,
    Acknowledge(usize),
    AcknowledgeAny(u64),
    Die,
}

fn moves() -> impl Strategy<Value = Move> {
    prop_oneof![
        4 => any::<u16>().prop_map(Move::Publish),
        4 => Just(Move::Deliver),
        3 => any::<usize>().prop_map(Move::Acknowledge),
        1 => (0..40u64).prop_map(Move::AcknowledgeAny),
        1 => Just(Move::Die),
    ]
}

/// Two plain lists: what waits, and what is out.
#[derive(Default)]
struct Naive {
    published: Vec<u16>,
    waiting: VecDeque<(u64, bool)>,
    out: Vec<u64>,
}

impl Naive {
    fn deliver(&mut self) -> Option<Delivery<u16>> {
        let (ticket, redelivered) = self.waiting.pop_front()?;
        self.out.push(ticket);
        Some(Delivery { ticket, message: self.published[ticket as usize], redelivered })
    }
    fn acknowledge(&mut self, ticket: u64) -> bool {
        let before = self.out.len();
        self.out.retain(|out| *out != ticket);
        self.out.len() < before
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn what_is_not_acknowledged_comes_again_in_its_order(made in prop::collection::vec(moves(), 0..120)) {
        let (mut queue, mut naive) = (AckQueue::new(), Naive::default());
        for made in made {
            match made {
                Move::Publish(message) => {
                    let ticket = queue.publish(message);
                    prop_assert_eq!(ticket, naive.published.len() as u64);
                    naive.published.push(message);
                    naive.waiting.push_back((ticket, false));
                }
                Move::Deliver => prop_assert_eq!(queue.deliver(), naive.deliver()),
                Move::Acknowledge(which) if !naive.out.is_empty() => {
                    let ticket = naive.out[which % naive.out.len()];
                    prop_assert!(naive.acknowledge(ticket) && queue.acknowledge(ticket));
                }
                Move::Acknowledge(_) => {}
                Move::AcknowledgeAny(ticket) => {
                    prop_assert_eq!(queue.acknowledge(ticket), naive.acknowledge(ticket));
                }
                Move::Die => {
                    queue.connection_died();
                    naive.out.drain(..).rev().for_each(|ticket| naive.waiting.push_front((ticket, true)));
                }
            }
            prop_assert!(queue.unacked().map(|(ticket, _)| ticket).eq(naive.out.iter().copied()));
            prop_assert_eq!(queue.unacked_len(), naive.out.len());
            prop_assert_eq!(queue.waiting_len(), naive.waiting.len());
            prop_assert!(queue.published().eq(naive.published.iter().copied()));
        }
        let open = queue.unacked_len() + queue.waiting_len();
        queue.connection_died();
        let mut drained = 0;
        while let Some(Delivery { ticket, .. }) = queue.deliver() {
            prop_assert!(queue.acknowledge(ticket) && !queue.acknowledge(ticket));
            drained += 1;
        }
        prop_assert_eq!(drained, open);
        prop_assert!(queue.is_done());
        prop_assert!((0..naive.published.len() as u64).all(|ticket| queue.is_acknowledged(ticket)));
    }
}

#[test]
fn nothing_is_redelivered_while_the_connection_lives() {
    let mut queue = AckQueue::new();
    queue.publish('a');
    queue.publish('b');
    let failed = queue.deliver().unwrap();
    let next = queue.deliver().unwrap();
    assert!(queue.acknowledge(next.ticket));
    assert_eq!((queue.deliver(), queue.unacked_len(), queue.is_done()), (None, 1, false));
    queue.connection_died();
    assert!(!queue.acknowledge(failed.ticket), "the acknowledgement came over a connection that is gone");
    assert_eq!(queue.deliver(), Some(Delivery { redelivered: true, ..failed }));
}

#[test]
fn a_publication_that_repeats_is_told_and_queued_all_the_same() {
    let mut queue = AckQueue::new();
    assert_eq!(queue.publish_numbered(3, 'a'), Publication { ticket: 0, repeats: false });
    assert!(queue.was_published(3) && !queue.was_published(2));
    assert_eq!(queue.publish_numbered(3, 'a'), Publication { ticket: 1, repeats: true });
    assert!(queue.published().eq(['a', 'a']));
    queue.clear();
    assert_eq!(queue.publish_numbered(3, 'b'), Publication { ticket: 0, repeats: false });
}
