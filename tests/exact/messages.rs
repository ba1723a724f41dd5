//! How many messages are sent.

use sooner::exact::{Copies, Law, Protocol};
use sooner::sim::Time;

use crate::settings::{Dice, MCDA, any_order, burst, demo, level, ms, ticks};

fn close(one: f64, other: f64, by: f64) {
    assert!((one - other).abs() <= by, "{one} is not {other}");
}

#[test]
fn at_zero_latency_the_intervals_do_not_matter() {
    for (data_entry, annotation) in [(1000, 1000), (100, 5000), (777, 10)] {
        let (data_entry, annotation) = (ticks(data_entry, data_entry), ticks(annotation, annotation));
        let law = Law::of(&Protocol { data_entry, annotation, ..demo(MCDA, 0) }).expect("a law");
        let messages = law.messages().expect("known");
        close(messages.ack, 1000.0 / 0.8, 1e-9);
        close(messages.annotate, 1000.0 / 0.64, 1e-9);
    }
}

#[test]
fn republishing_faster_is_nearly_free_down_to_the_round_trip() {
    let rows = [(1000, 4.57, 12.0), (100, 5.41, 1.04), (61, 6.0, 0.63), (20, 11.3, 0.20), (10, 19.7, 0.12)];
    for (every, messages, lag) in rows {
        let (data_entry, annotation) = (ticks(every, every), ticks(every, every));
        let protocol = Protocol { data_entry, annotation, ..demo(MCDA, 20) };
        let law = Law::of(&protocol).expect("a law");
        let sent = law.messages().expect("known");
        close((sent.publish + sent.annotate + sent.ack) / 1000.0, messages, 0.051);
        let last: Time = ms(1000).after_start();
        let seconds = law.quantile(level("0.999")).expect("reached").since(last).as_nanos() as f64 / 1e9;
        close(seconds, lag, 0.041);
    }
}

#[test]
fn walds_identity_holds_for_one_field_tick_by_tick() {
    // The publishes of one field, counted by hand: it is open at a data-entry tick with the probability that it is not
    // saved, which is the chance of an annotated field with saves that never are acknowledged.
    let protocol = Protocol { failures: [0.3, 0.4, 0.0], ..burst(1, 1000, 0) };
    let messages = Law::of(&protocol).expect("a law").messages().expect("known");
    // Stage 0: alpha, beta' - alpha; stage 1: both ticks try. Data entry goes first.
    let (a, s) = (0.7, 0.6);
    let unannotated = 0.3;
    let unsaved = a * 0.4;
    // Publishes from stage 1 (w1) and from stage 0 (w0) at ticks, by first-step analysis.
    let w1 = 1.0 / (1.0 - (1.0 - a * s) * 0.4);
    let w0 = (1.0 + unsaved * 0.4 * w1) / (1.0 - unannotated);
    close(messages.publish, 1.0 + unannotated * w0 + unsaved * w1, 1e-12);
}

#[test]
fn copies_make_more_of_the_next_kind() {
    let mut protocol = demo(MCDA, 0);
    protocol.links[1].copies = Some(Copies { probability: 0.5, per_copy: true, after: None });
    protocol.links[1].loss = 0.1;
    let messages = Law::of(&protocol).expect("a law").messages().expect("known");
    close(messages.ack, 0.9 * 1.5 * 0.8 * messages.annotate, 1e-9);
}

#[test]
fn any_setting_has_as_many_acks_as_its_saves() {
    let mut dice = Dice(6);
    for _ in 0..20 {
        let order = any_order(&mut dice);
        let latency = dice.below(1500);
        let protocol = Protocol { order, ..demo(MCDA, latency) };
        let messages = Law::of(&protocol).expect("a law").messages().expect("known");
        close(messages.ack, 0.8 * messages.annotate, 1e-9 * messages.ack);
        assert!(messages.ack > 1000.0 / 0.8 - 1e-6 && messages.publish > 1000.0);
    }
}
