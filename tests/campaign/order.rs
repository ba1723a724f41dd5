//! The result is the same for any number of threads, and always of the longest complete beginning of the seeds.

use std::sync::atomic::{AtomicBool, Ordering};

use sooner::check::{CampaignReport, Ended, Plan, Prepared, RunRecord, Samples, Standing, campaign};

use crate::dice::{Dice, Throws, scenario, seeds, throw};

fn eventful() -> Throws {
    Throws { breaks: 50, panics: 70, sticks: 40, ..Throws::default() }
}

#[test]
fn reports_and_runs_are_the_same_for_any_number_of_threads() {
    for swarm in [false, true] {
        let plan = Plan { swarm, ..seeds(3_000) };
        let alone = throw(eventful(), &plan);
        for jobs in [2, 3, 8, 50] {
            assert_eq!(throw(eventful(), &Plan { jobs, ..plan.clone() }), alone, "{jobs} jobs");
        }
    }
}

#[test]
fn runs_are_told_in_order_of_seed_and_each_is_what_it_is_alone() {
    let plan = Plan { seeds: 17..1_017, jobs: 4, ..Plan::default() };
    let (report, seen) = throw(eventful(), &plan);
    assert_eq!((report.runs, report.ended), (1_000, Ended::Complete));
    assert!(seen.iter().map(|record| record.seed).eq(17..1_017));
    for record in seen.iter().step_by(97) {
        let mut alone = Prepared::<Dice>::new(&scenario(eventful()), &Samples::new()).unwrap();
        assert_eq!(*record, RunRecord::of(alone.run(record.seed)));
    }
}

#[test]
fn it_ends_at_the_failing_seed_that_was_asked_for() {
    let all = throw(eventful(), &seeds(2_000)).1;
    let failing: Vec<u64> =
        all.iter().filter(|run| run.standing() == Standing::Violated).map(|run| run.seed).collect();
    for wanted in [1, 2, 5] {
        for jobs in [1, 2, 8] {
            let (report, seen) =
                throw(eventful(), &Plan { jobs, stop_after: Some(wanted as u64), ..seeds(2_000) });
            let last = failing[wanted - 1];
            assert_eq!((report.runs, report.violated), (last + 1, wanted as u64));
            assert_eq!(report.ended, Ended::Enough);
            assert_eq!(seen, all[..=last as usize], "nothing after it was told");
        }
    }
    let (report, _) = throw(eventful(), &Plan { stop_after: Some(1_000), ..seeds(2_000) });
    assert_eq!((report.runs, report.ended), (2_000, Ended::Complete), "there were not so many");
}

fn cancelled_after(runs: usize, jobs: usize) -> (CampaignReport, Vec<RunRecord>) {
    let cancel = AtomicBool::new(runs == 0);
    let mut seen = Vec::new();
    let mut watch = |record: &RunRecord| {
        seen.push(record.clone());
        cancel.store(seen.len() >= runs, Ordering::Relaxed);
    };
    let plan = Plan { jobs, ..seeds(1_000_000_000) };
    let report = campaign::<Dice>(&scenario(eventful()), &Samples::new(), &plan, &cancel, &mut watch);
    (report.unwrap(), seen)
}

#[test]
fn what_is_cancelled_tells_a_complete_beginning() {
    for jobs in [1, 2, 8] {
        for runs in [0, 1, 500] {
            let (report, seen) = cancelled_after(runs, jobs);
            assert_eq!(report.ended, Ended::Cancelled);
            assert_eq!(report.runs, seen.len() as u64);
            assert!((runs..runs + 10_000).contains(&seen.len()), "it ended soon: {} runs", seen.len());
            assert!(seen.iter().map(|record| record.seed).eq(0..report.runs));
            let (whole, _) = throw(eventful(), &seeds(report.runs));
            assert_eq!(report.digest, whole.digest);
            assert_eq!(report.findings, whole.findings);
        }
    }
}

#[test]
fn seeds_that_run_backwards_or_never_end_are_refused() {
    let number = |seeds| Plan { seeds, ..Plan::default() }.number().map_err(|problem| problem.to_string());
    assert_eq!(number(u64::MAX - 3..u64::MAX), Ok(3));
    assert_eq!(number(5..5), Ok(0));
    #[allow(clippy::reversed_empty_ranges)]
    let backwards = number(10..5);
    assert_eq!(
        backwards,
        Err("the seeds 10..5 run backwards (the smaller number comes first: 5..10)".to_string())
    );
    assert!(number(0..u64::MAX).unwrap_err().contains("18446744073709551615 seeds are more than can be run"));
}
