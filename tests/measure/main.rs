//! What is said of many runs, against reference values, proofs and simulation.

mod agreement;
mod counts;
mod coverage;
mod edges;
mod fits;
mod level;
mod paired;
mod planning;
mod properties;
mod quantile;
mod sequential;
mod share;
mod special;

use sooner::measure::{Atom, Confidence, Level, Times};
use sooner::sim::{Span, Time};

fn confidence(share: f64) -> Confidence {
    Confidence::new(share).expect("it is one")
}

fn level(text: &str) -> Level {
    text.parse().expect("it is one")
}

/// A sample that was watched for a thousand seconds: milliseconds and how many runs took them.
fn sample(atoms: &[(u64, u64)]) -> Times {
    let mut times = Times::watched_for(Span::from_secs(1_000));
    for (index, (millis, runs)) in atoms.iter().enumerate() {
        times.add_atom(Time::from_millis(*millis), Atom { runs: *runs, seed: index as u64 });
    }
    times
}
