//! Every mutant's counterexample, buried and found again.

use std::time::Instant;

use sooner::check::{Samples, shrink};
use sooner::models::annotation::AnnotationSystem;

use crate::bury::{Scenario, buried, failure, zoo};

#[test]
fn measure() {
    for (name, text) in zoo() {
        let small = Scenario::parse(&text).unwrap();
        for (n, seed) in [(5, 1), (12, 2), (30, 3), (30, 4), (60, 5), (60, 6)] {
            let buried = buried(&small, n, seed);
            #[allow(clippy::disallowed_methods)]
            let start = Instant::now();
            let shrunk = shrink::<AnnotationSystem>(&buried, &Samples::new(), 2000).unwrap();
            let took = start.elapsed();
            println!(
                "{:.3} n {} seed {} before {:?} after {:?} runs {} complete {} {:?} {:?}",
                name,
                n,
                seed,
                shrunk.before,
                shrunk.after,
                shrunk.runs,
                shrunk.complete,
                took,
                failure(&buried)
            );
            if std::env::args().any(|a| a == "--show-output") {
                println!("{}", shrunk.scenario.to_text());
            }
        }
    }
}
