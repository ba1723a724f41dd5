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

#[test]
fn swarm() {
    use Mutant::*;
    use sooner::check::{Failure, Prepared, draw};
    use sooner::models::annotation::Mutant;
    for m in [
        M1AlwaysMakesANewAnnotation,
        M2AcknowledgesWithoutSaving,
        M3TakesAnyAcknowledgement,
        M4NeverRepublishesFields,
        M5RepublishesOnlyOnce,
        M6SilentOnceAcknowledged,
        M7GenerateFailsByTheLawOfAck,
        M8AcknowledgesUnknownFields,
        M9ClaimsSuccessTooEarly,
        M10RepublishesTheAcknowledged,
        M11SavesAnOlderVersion,
    ] {
        let mut base = Scenario::calm("annotation", Default::default());
        base.knobs.mutant = Some(m);
        let mut found = 0;
        let mut worst = (0, 0, 0, std::time::Duration::ZERO);
        let mut rows = std::collections::BTreeMap::new();
        for seed in 0..20_000 {
            let drawn = draw::<AnnotationSystem>(&base, seed).unwrap();
            let Ok(mut p) = Prepared::<AnnotationSystem>::new(&drawn, &Samples::new()) else { continue };
            let o = p.run(drawn.seed);
            let Some(f) = Failure::of(&o) else { continue };
            if f == Failure::Stalls {
                *rows.entry("STALL".to_string()).or_insert(0) += 1;
                continue;
            }
            found += 1;
            #[allow(clippy::disallowed_methods)]
            let start = Instant::now();
            let Ok(shrunk) = std::panic::catch_unwind(|| {
                shrink::<AnnotationSystem>(&drawn, &Samples::new(), 500).unwrap()
            }) else {
                println!("PANIC {m:?} {seed}");
                continue;
            };
            let took = start.elapsed();
            assert_eq!(shrunk.failure, f);
            worst.0 = worst.0.max(shrunk.after.faults);
            worst.1 = worst.1.max(shrunk.after.items);
            worst.2 = worst.2.max(shrunk.runs);
            worst.3 = worst.3.max(took);
            *rows
                .entry(format!(
                    "{f} faults {} items {} complete {}",
                    shrunk.after.faults, shrunk.after.items, shrunk.complete
                ))
                .or_insert(0) += 1;
            if shrunk.after.faults > 2 || shrunk.after.items > 2 || !shrunk.complete || took.as_millis() > 500
            {
                println!(
                    "BIG {m:?} seed {seed} {:?} -> {:?} runs {} {took:?}\n{}",
                    shrunk.before,
                    shrunk.after,
                    shrunk.runs,
                    shrunk.scenario.to_text()
                );
            }
            if found == 60 {
                println!("SEEDS {seed}");
                break;
            }
        }
        println!("SWARM {m:?} found {found} worst {worst:?} {rows:#?}");
    }
}
