//! Sections 2.1 and 2.2 as they are written there: three stages, a matrix for each tick. Shares no line with the law.

use sooner::exact::{Copies, Law, Link, Order, Protocol};
use sooner::sim::Span;

use crate::settings::{Dice, MCAD, MCDA, burst, level, ms, ticks};

type Matrix = [[f64; 3]; 3];

fn phi(link: &Link, z: f64) -> f64 {
    let l = link.loss;
    match &link.copies {
        None => l + (1.0 - l) * z,
        Some(Copies { probability: d, per_copy: false, .. }) => l + (1.0 - l) * ((1.0 - d) * z + d * z * z),
        Some(Copies { probability: d, .. }) => {
            let y = l + (1.0 - l) * z;
            (1.0 - d) * y + d * y * y
        }
    }
}

/// v, M_D, M_A.
fn matrices(protocol: &Protocol) -> ([f64; 3], Matrix, Matrix) {
    let [pa, ps, pk] = protocol.failures;
    let [publish, annotate, ack] = &protocol.links;
    let q = phi(ack, pk);
    let (beta, gamma) = (phi(annotate, ps), phi(annotate, ps + (1.0 - ps) * q));
    let alpha = phi(publish, pa);
    let (b1, g1) = (phi(publish, pa + (1.0 - pa) * beta), phi(publish, pa + (1.0 - pa) * gamma));
    let m_d = [[alpha, b1 - alpha, g1 - b1], [0.0, b1, g1 - b1], [0.0, 0.0, 1.0]];
    let m_a = [[1.0, 0.0, 0.0], [0.0, beta, gamma - beta], [0.0, 0.0, gamma]];
    let v = if protocol.publish_on_create { m_d[0] } else { [1.0, 0.0, 0.0] };
    (v, m_d, m_a)
}

fn times(v: [f64; 3], m: &Matrix) -> [f64; 3] {
    [0, 1, 2].map(|to| (0..3).map(|from| v[from] * m[from][to]).sum())
}

/// P(TTC > t), in milliseconds, field by field and tick by tick.
fn beyond(protocol: &Protocol, until: u64) -> f64 {
    let millis = |span: Span| span.as_nanos() / 1_000_000;
    let (start, m_d, m_a) = matrices(protocol);
    let order = protocol.order;
    let mut sum = 0.0;
    for index in 0..protocol.fields {
        let created = millis(protocol.first_create + protocol.create_every * index);
        if created > until {
            return 1.0;
        }
        let mut v = start;
        for t in created..=until {
            let mut turns = [
                (order.data_entry, protocol.data_entry, &m_d),
                (order.annotation, protocol.annotation, &m_a),
            ];
            turns.sort_by_key(|(rank, ..)| *rank);
            for (rank, ticks, m) in turns {
                let (first, every) = (millis(ticks.first), millis(ticks.every));
                let is_tick = t >= first && (t - first) % every == 0;
                if is_tick && (t > created || order.create < rank) {
                    v = times(v, m);
                }
            }
        }
        sum += (-v.iter().sum::<f64>()).ln_1p();
    }
    -sum.exp_m1()
}

#[test]
fn at_zero_latency_the_law_is_the_product_of_matrices() {
    let mut dice = Dice(4);
    let creations = [[1, 2, 3], [2, 1, 3], [3, 1, 2], [1, 3, 2], [2, 3, 1], [3, 2, 1]];
    for _ in 0..60 {
        let [create, data_entry, annotation] = creations[dice.below(6) as usize];
        let mut protocol = Protocol {
            fields: 1 + dice.below(30),
            first_create: ms(dice.below(40)),
            create_every: ms(dice.below(30)),
            publish_on_create: dice.below(3) > 0,
            data_entry: ticks(dice.below(200), 10 + dice.below(200)),
            annotation: ticks(dice.below(200), 10 + dice.below(200)),
            order: Order { message: 0, create, data_entry, annotation },
            failures: [0; 3].map(|_| dice.share() * 0.6),
            ..burst(1, 1, 0)
        };
        for link in &mut protocol.links {
            link.loss = dice.share() * 0.5;
            let (probability, per_copy) = (dice.share(), dice.below(2) == 0);
            link.copies = (dice.below(2) == 0).then_some(Copies { probability, per_copy, after: None });
        }
        let law = Law::of(&protocol).expect("a law");
        for _ in 0..6 {
            let step = law.steps()[dice.below(law.steps().len() as u64) as usize];
            let millis = step.at.as_nanos() / 1_000_000;
            if millis < 12_000 {
                let other = beyond(&protocol, millis);
                assert!(
                    (step.beyond / other - 1.0).abs() < 1e-9,
                    "{} {other} at {millis}\n{protocol:?}",
                    step.beyond
                );
            }
        }
    }
}

#[test]
fn the_tail_is_right_to_its_last_digits() {
    // At these instants 1 - F would have no digit left.
    let law = Law::of(&burst(1, 1000, 0)).expect("a law");
    let step = law.steps().last().expect("steps");
    assert!(step.beyond <= 1e-16);
    let other = beyond(&burst(1, 1000, 0), step.at.as_nanos() / 1_000_000);
    assert!((step.beyond / other - 1.0).abs() < 1e-11, "{} {other}", step.beyond);
}

/// (x^n - y^n)/(x - y), also where they tie.
fn dd(x: f64, y: f64, n: i32) -> f64 {
    (0..n).map(|i| x.powi(i) * y.powi(n - 1 - i)).sum()
}

/// The divided difference of z^n in three points.
fn dd3(x: f64, y: f64, z: f64, n: i32) -> f64 {
    (0..=n - 2)
        .flat_map(|i| (0..=n - 2 - i).map(move |j| (i, j)))
        .map(|(i, j)| x.powi(i) * y.powi(j) * z.powi(n - 2 - i - j))
        .sum()
}

/// Section 2.3: P(K > n).
fn closed_form(protocol: &Protocol, scheme: &str, n: i32) -> f64 {
    let (p, m_d, m_a) = matrices(protocol);
    let ([alpha, d1, d2], [_, beta, a2]) = (m_d[0], m_a[1]);
    let (beta_prime, gamma) = (m_d[1][1], m_a[2][2]);
    let (d0, d3, a1) = (alpha, 1.0 - m_d[0].iter().sum::<f64>(), beta);
    let (l0, l1, l2) = (alpha, beta_prime * beta, gamma);
    let (q01, q02, q12) = match scheme {
        "parallel" => (d1, d2, (1.0 - d3) * l2 - l1),
        "AD" => (d1, d2, a2 + a1 * d2),
        _ => (d1 * a1, d1 * a2 + d2 * l2, (d0 + d1) * a2 + d2 * l2),
    };
    p[0] * (l0.powi(n) + q01 * dd(l0, l1, n) + q02 * dd(l0, l2, n) + q01 * q12 * dd3(l0, l1, l2, n))
        + p[1] * (l1.powi(n) + q12 * dd(l1, l2, n))
        + p[2] * l2.powi(n)
}

#[test]
fn at_a_common_interval_the_law_is_the_closed_form() {
    let last = |order: Order| Order { message: 9, ..order };
    let schemes = [
        ("AD", MCAD, 0),
        ("DA", MCDA, 0),
        ("parallel", last(MCDA), 0),
        ("parallel", MCAD, 200),
        ("parallel", last(MCAD), 333),
    ];
    let mut dice = Dice(5);
    for (scheme, order, latency) in schemes {
        for failures in [[0.2; 3], [0.5; 3], [0.36, 0.2, 0.2], [0; 3].map(|_| dice.share() * 0.7)] {
            let mut protocol = Protocol { order, failures, ..burst(1, 1000, latency) };
            protocol.links[1].loss = 0.1;
            let law = Law::of(&protocol).expect("a law");
            for n in 0..25 {
                let at = (ms(1000) * n + ms(latency) * 3).after_start();
                let (told, formula) = (law.beyond(at), closed_form(&protocol, scheme, n as i32));
                assert!((told / formula - 1.0).abs() < 1e-9, "{scheme} {n}: {told} {formula}");
            }
        }
    }
}

#[test]
fn quantiles_agree_with_the_annotation_systems_specification() {
    let rounds = |protocol: &Protocol, latency: u64, text: &str| {
        let at = Law::of(protocol).expect("a law").quantile(level(text)).expect("reached");
        (at.as_nanos() / 1_000_000).saturating_sub(3 * latency).div_ceil(1000)
    };
    let law = |fields, failure: f64, order, latency| Protocol {
        failures: [failure; 3],
        order,
        ..burst(fields, 1000, latency)
    };
    let rows = [
        (law(1, 0.2, MCAD, 0), 0, [0, 3, 4], 0.778),
        (law(100, 0.2, MCAD, 0), 0, [5, 7, 9], 4.9372),
        (law(1000, 0.2, MCAD, 0), 0, [7, 10, 11], 7.1869),
        (law(1000, 0.5, MCAD, 0), 0, [26, 35, 41], 26.520),
        (law(1, 0.2, MCDA, 1), 1, [0, 3, 4], 0.7504),
        (law(50, 0.2, MCDA, 1), 1, [4, 6, 8], 4.0915),
        (law(100, 0.1, MCDA, 1), 1, [3, 4, 5], 2.7299),
        (law(1000, 0.2, MCDA, 1), 1, [7, 9, 11], 6.9803),
    ];
    for (protocol, latency, quantiles, mean) in rows {
        assert_eq!(["0.5", "0.95", "0.99"].map(|text| rounds(&protocol, latency, text)), quantiles);
        // In the middle of a round, an annotation tick's repair comes a latency sooner than a data-entry tick's.
        let told = (Law::of(&protocol).expect("a law").mean().expect("a mean") / 1e6 - 3.0 * latency as f64)
            / 1000.0;
        assert!((told - mean).abs() < 0.0015, "{told} {mean}");
    }
    let one = Law::of(&law(1, 0.2, MCAD, 0)).expect("a law");
    for (n, within) in [(0, 0.5120), (1, 0.815104), (2, 0.932774)] {
        assert!((one.within((ms(1000) * n).after_start()) - within).abs() < 5e-7);
    }
    let thousand = Law::of(&law(1000, 0.2, MCAD, 0)).expect("a law");
    for (n, within) in [(5, 0.04289), (8, 0.86355)] {
        assert!((thousand.within((ms(1000) * n).after_start()) - within).abs() < 5e-6);
    }
}
