//! Copies with latencies of their own, in larger settings than every branch can be followed in.

use sooner::exact::{Copies, Law, Protocol};

use crate::settings::{burst, level, ms};

fn law(per_copy: bool, after: Option<u64>) -> Law {
    let mut protocol: Protocol = burst(40, 1000, 20);
    for link in &mut protocol.links {
        link.loss = 0.3;
        let after = after.map(|after| vec![(ms(after), 1.0)]);
        link.copies = Some(Copies { probability: 0.5, per_copy, after });
    }
    Law::of(&protocol).expect("a law")
}

#[test]
fn copies_of_a_constant_latency_come_together() {
    let (own, after) = (law(false, None), law(false, Some(0)));
    assert_eq!(own.steps().len(), after.steps().len());
    assert!(own.steps().iter().zip(after.steps()).all(|(a, b)| (a.beyond / b.beyond - 1.0).abs() < 1e-12));
}

#[test]
fn a_late_copy_is_worth_as_much_by_the_next_tick() {
    let (now, later) = (law(false, None), law(false, Some(50)));
    for round in 1..20 {
        let at = (ms(1000) * round + ms(999)).after_start();
        assert!((now.beyond(at) / later.beyond(at) - 1.0).abs() < 1e-9);
    }
}

#[test]
fn losing_each_copy_on_its_own_is_sooner_than_losing_both() {
    let at = |law: &Law| law.quantile(level("0.999"));
    assert!(at(&law(true, None)) < at(&law(false, None)));
}
