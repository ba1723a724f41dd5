//! The systems that the benches run do what they say; only then is their speed worth knowing.

#[path = "../benches/systems/phold.rs"]
mod phold;
#[path = "../benches/systems/relay.rs"]
mod relay;

use std::collections::BTreeMap;

use phold::{Phold, Station, destination, phold};
use relay::{Relay, Runner, Token, relay};
use sooner::sim::law::Latency;
use sooner::sim::rng::{Keys, Purpose};
use sooner::sim::simulation::Stop;
use sooner::sim::{Observer, ProcessId, Span, Step, Time, Violation, What, World};

const SEED: u64 = 7;

/// Every message that came in: when, from whom, to whom. Checks after every step how many are under way.
struct Ledger<M> {
    under_way: u64,
    arrivals: Vec<(Time, ProcessId, ProcessId, M)>,
}

impl<M> Ledger<M> {
    fn new(under_way: u64) -> Ledger<M> {
        Ledger { under_way, arrivals: Vec::new() }
    }

    fn check<P>(&self, world: &World<'_, P>, starting: bool) {
        let messages = world.tally.messages[0];
        assert!(messages.conserved(), "{messages:?}");
        assert_eq!((messages.dropped, messages.duplicated), (0, 0));
        assert!(starting || messages.in_flight == self.under_way, "{messages:?}");
    }
}

impl Observer<Phold> for Ledger<phold::Job> {
    fn stepped(&mut self, world: &World<'_, Station>, step: &Step<Station>) -> Result<(), Violation> {
        self.check(world, matches!(step.what, What::Start));
        if let What::Message(from, job, ..) = step.what {
            self.arrivals.push((step.at, from, step.process, job));
        }
        Ok(())
    }
}

impl Observer<Relay> for Ledger<Token> {
    fn stepped(&mut self, world: &World<'_, Runner>, step: &Step<Runner>) -> Result<(), Violation> {
        self.check(world, matches!(step.what, What::Start));
        if let What::Message(from, token, ..) = step.what {
            self.arrivals.push((step.at, from, step.process, token));
        }
        Ok(())
    }
}

/// PHOLD once more: a sorted map of what is due, by (time, order of sending), and nothing of the engine but its laws.
fn phold_in_a_sorted_map(stations: u16, jobs_each: u32, jobs: usize) -> Vec<(Time, ProcessId, ProcessId)> {
    let law = Latency::Exponential { mean: 1_048_576.0 };
    let key = Keys::derive(SEED).of(Purpose::Message);
    let (mut due, mut sent, mut counts) = (BTreeMap::new(), 0u64, vec![(0u64, 0u32); stations as usize]);
    let mut send = |due: &mut BTreeMap<_, _>, now: Time, from: u16, to: u16, n: u64| {
        // Link, kind 0, no item, occurrence; then the branch that is the latency's.
        let bits = key.draw((from as u64) << 32 | (to as u64) << 16, (u64::MAX << 32) | n);
        sent += 1;
        due.insert((now + law.draw(sooner::sim::rng::branch(bits, 1)), sent), (from, to));
    };
    for station in 0..stations {
        for n in 1..=jobs_each as u64 {
            send(&mut due, Time::START, station, station, n);
        }
        counts[station as usize].0 = jobs_each as u64;
    }
    let mut arrivals = Vec::new();
    while arrivals.len() < jobs {
        let ((now, _), (from, me)) = due.pop_first().expect("as many are under way as ever");
        arrivals.push((now, ProcessId(from), ProcessId(me)));
        let (sent_by_me, handled) = &mut counts[me as usize];
        (*sent_by_me, *handled) = (*sent_by_me + 1, *handled + 1);
        let to = destination(ProcessId(me), *handled, stations);
        send(&mut due, now, me, to.0, *sent_by_me);
    }
    arrivals
}

#[test]
fn phold_is_what_a_loop_over_a_sorted_map_makes_of_it() {
    for (stations, jobs_each, jobs) in [(1, 1, 100), (7, 1, 5_000), (64, 16, 20_000), (3, 5_000, 40_000)] {
        let mut simulation = phold(stations, jobs_each, jobs);
        simulation.reset(SEED);
        let mut ledger = Ledger::new(stations as u64 * jobs_each as u64);
        let ending = simulation.run(&mut ledger);
        let arrivals: Vec<_> = ledger.arrivals.iter().map(|&(at, from, to, _)| (at, from, to)).collect();
        assert_eq!(arrivals.len() as u64, jobs);
        assert_eq!((ending.stop, ending.steps), (Stop::StepLimit, stations as u64 + jobs));
        assert!(arrivals == phold_in_a_sorted_map(stations, jobs_each, jobs as usize), "{stations} stations");
        let handled: u64 = simulation.world().processes.iter().map(|station| station.handled as u64).sum();
        assert_eq!(handled, jobs);
    }
}

#[test]
fn jobs_are_spread_evenly_over_all_stations() {
    const STATIONS: u16 = 64;
    let (mut all, mut pairs) = (vec![0u32; 64], vec![0u32; 64 * 64]);
    for me in 0..STATIONS {
        for n in 1..=8_192 {
            let [to, next] = [n, n + 1].map(|n| destination(ProcessId(me), n, STATIONS).index());
            all[to] += 1;
            pairs[to * 64 + next] += 1;
        }
    }
    // Chi-square, in standard deviations from what is expected of uniform destinations.
    for counts in [&all, &pairs] {
        let (expected, freedom) = (64.0 * 8_192.0 / counts.len() as f64, counts.len() as f64 - 1.0);
        let distance: f64 = counts.iter().map(|&count| (count as f64 - expected).powi(2) / expected).sum();
        let deviations = (distance - freedom) / (2.0 * freedom).sqrt();
        assert!(deviations.abs() < 4.0, "{deviations} with {freedom} degrees of freedom");
    }
}

#[test]
fn the_mean_increment_of_phold_is_two_to_the_twenty_nanoseconds() {
    let (stations, jobs_each, jobs) = (64u64, 16u64, 200_000u64);
    let ending = phold(stations as u16, jobs_each as u32, jobs).run(&mut ());
    // Each of the jobs under way comes in once per mean increment; 200,000 increments leave 0.25 % of chance.
    let mean = ending.at.as_nanos() as f64 * (stations * jobs_each) as f64 / jobs as f64;
    assert!((mean / 1_048_576.0 - 1.0).abs() < 0.015, "{mean}");
}

#[test]
fn every_token_of_the_relay_goes_round_in_order_within_1_to_10_ms() {
    for runners in [1, 3, 50, 1_000] {
        let (tokens, hops) = (300, 30_000);
        let mut simulation = relay(runners, tokens, hops);
        simulation.reset(SEED);
        let mut ledger = Ledger::new(tokens as u64);
        let ending = simulation.run(&mut ledger);
        assert_eq!((ending.stop, ending.steps), (Stop::StepLimit, runners as u64 + hops));
        let mut last: Vec<(Time, u32)> =
            (0..tokens).map(|token| (Time::START, token % runners as u32)).collect();
        for &(at, from, to, token) in &ledger.arrivals {
            let (left, by) = std::mem::replace(&mut last[token.0 as usize], (at, to.0 as u32));
            assert_eq!((from.0 as u32, to.0 as u32), (by, (by + 1) % runners as u32));
            let took = at.since(left);
            assert!(Span::from_millis(1) <= took && took <= Span::from_millis(10), "{took}");
        }
        let handled: u64 = simulation.world().processes.iter().map(|runner| runner.handled).sum();
        assert_eq!(handled, hops);
        // 300 tokens of 5.5 ms a hop on average: the same traffic, however many runners there are.
        let millis = ending.at.as_nanos() as f64 / 1e6;
        assert!((millis / 550.0 - 1.0).abs() < 0.02, "{runners} runners: {millis} ms");
    }
}

#[test]
fn a_seed_has_one_digest_and_another_seed_another() {
    let (mut jobs, mut tokens) = (phold(16, 4, 2_000), relay(50, 30, 2_000));
    let mut both = |seed| {
        jobs.reset(seed);
        tokens.reset(seed);
        (jobs.run(&mut ()).digest, tokens.run(&mut ()).digest)
    };
    let (first, other, again) = (both(1), both(2), both(1));
    assert_eq!(first, again);
    assert!(first.0 != other.0 && first.1 != other.1);
    assert_eq!(first, (phold(16, 4, 2_000).run(&mut ()).digest, relay(50, 30, 2_000).run(&mut ()).digest));
}
