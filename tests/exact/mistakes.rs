//! Wrong laws are wrong where they should be, and nowhere else.

use sooner::exact::{Copies, Law, Mistake, Order, Protocol, Step};

use crate::settings::{MCAD, MCDA, burst, demo, ticks};

fn differ(protocol: &Protocol, mistake: Mistake) -> bool {
    let right = Law::of(protocol).expect("a law");
    let wrong = Law::mistaken(protocol, mistake).expect("a law");
    let gap = right.steps().iter().map(|step| (step.within - wrong.within(step.at)).abs());
    gap.fold(0.0, f64::max) > 0.02
}

fn lossy(order: Order, latency: u64) -> Protocol {
    let mut protocol = demo(order, latency);
    for link in &mut protocol.links {
        link.loss = 0.3;
        link.copies = Some(Copies { probability: 0.5, per_copy: false, after: None });
    }
    protocol
}

#[test]
fn each_mistake_shows_in_some_setting() {
    let acks = Protocol { failures: [0.2, 0.2, 0.5], annotation: ticks(5000, 5000), ..demo(MCDA, 0) };
    assert!(differ(&acks, Mistake::DataEntryRepairsAcks));
    assert!(differ(&demo(MCDA, 0), Mistake::TicksInParallel));
    assert!(differ(&demo(MCAD, 0), Mistake::SavingAgainSucceeds));
    assert!(differ(&demo(MCDA, 0), Mistake::TicksSwapped));
    let together = Protocol { first_create: ticks(1000, 1000).first, ..burst(100, 1000, 0) };
    assert!(differ(&together, Mistake::CreatedAfterTick));
    assert!(differ(&lossy(MCDA, 20), Mistake::LossPerCopy));
    assert!(differ(&lossy(MCDA, 20), Mistake::NoCopies));
}

#[test]
fn where_there_is_nothing_to_mistake_the_law_is_the_same() {
    let same = |protocol: &Protocol, mistake| {
        let right = Law::of(protocol).expect("a law");
        let wrong = Law::mistaken(protocol, mistake).expect("a law");
        assert_eq!(right.steps().len(), wrong.steps().len(), "{mistake:?}");
        let pairs = right.steps().iter().zip(wrong.steps());
        let alike = |(a, b): (&Step, &Step)| a.at == b.at && (a.beyond / b.beyond - 1.0).abs() < 1e-9;
        assert!(pairs.into_iter().all(alike), "{mistake:?}");
    };
    same(&demo(MCDA, 20), Mistake::NoCopies);
    same(&demo(MCDA, 20), Mistake::LossPerCopy);
    same(&burst(100, 1000, 20), Mistake::TicksInParallel);
    same(&demo(MCDA, 0), Mistake::ChanceForCount);
    same(&Protocol { failures: [0.2, 0.2, 0.0], ..demo(MCDA, 0) }, Mistake::DataEntryRepairsAcks);
}

#[test]
fn a_save_that_always_works_again_leaves_the_ack_alone() {
    // Stage 2 is then left with probability k.
    let law = Law::mistaken(&burst(1, 1000, 0), Mistake::SavingAgainSucceeds).expect("a law");
    let steps: Vec<f64> = law.steps().iter().map(|step| step.beyond).collect();
    let ratio = steps[20] / steps[19];
    assert!((ratio - 0.2).abs() < 0.02, "{ratio}");
}
