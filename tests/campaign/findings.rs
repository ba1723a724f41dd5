//! What counts as a finding, and when a campaign is no pass.

use sooner::check::{FINDINGS, Judgement, Plan, Verdict};

use crate::dice::{Throws, seeds, throw};

#[test]
fn a_panic_of_the_model_is_a_finding_with_its_seed_and_not_the_end() {
    for jobs in [1, 4] {
        let (report, seen) =
            throw(Throws { panics: 20, ..Throws::default() }, &Plan { jobs, ..seeds(1_000) });
        assert_eq!(report.runs, 1_000);
        assert!((20..100).contains(&report.violated), "{} of 1000 panic", report.violated);
        assert_eq!(report.judgement(), Judgement::Failed);
        let counted = report.properties.iter().find(|(name, _)| *name == "panic").unwrap().1;
        assert_eq!(counted, report.violated);
        for finding in &report.findings {
            assert_eq!(finding.verdict, seen[finding.seed as usize].verdict);
            let Verdict::Violated { why, .. } = &finding.verdict else { panic!("{finding:?}") };
            assert_eq!(why, "the die fell off the table");
        }
    }
}

#[test]
fn verdicts_and_properties_are_counted() {
    let throws = Throws { breaks: 10, sticks: 10, ..Throws::default() };
    let (report, seen) = throw(throws, &seeds(1_000));
    let of = |word: &str| seen.iter().filter(|run| run.verdict.word() == word).count() as u64;
    assert_eq!((report.settled, report.violated), (of("settled"), of("violated")));
    assert_eq!((report.undecided, report.excused), (of("stalled"), 0));
    assert_eq!(report.settled + report.violated + report.undecided, 1_000);
    assert_eq!(report.properties, [("whole", report.violated), ("settles in time", 0), ("panic", 0)]);
    assert_eq!(report.steps, seen.iter().map(|run| run.steps).sum::<u64>());
}

#[test]
fn a_stall_is_undecided_where_settling_is_demanded_and_excused_where_it_is_not() {
    let stuck = |demanded, sticks| {
        let throws = Throws { sticks, demanded, ..Throws::default() };
        let (report, _) = throw(throws, &seeds(300));
        (report.undecided > 0, report.excused > 0, report.judgement())
    };
    assert_eq!(stuck(true, 10), (true, false, Judgement::Undecided));
    assert_eq!(stuck(false, 10), (false, true, Judgement::Fine));
    assert_eq!(stuck(false, 1), (false, true, Judgement::Undecided), "not one run was seen to settle");
}

#[test]
fn what_is_never_reached_makes_a_campaign_fail() {
    let (fine, _) = throw(Throws::default(), &seeds(100));
    assert_eq!((fine.judgement(), fine.never_reached()), (Judgement::Fine, vec![]));
    assert_eq!(fine.reached[0], ("thrown", 100));
    assert!((20..80).contains(&fine.reached[1].1), "{:?}", fine.reached);
    let (blind, _) = throw(Throws { even: false, ..Throws::default() }, &seeds(100));
    assert_eq!((blind.judgement(), blind.never_reached()), (Judgement::Blind, vec!["even"]));
    let (one, _) = throw(Throws { even: false, ..Throws::default() }, &seeds(1));
    assert_eq!(one.judgement(), Judgement::Fine, "a seed run again need not come to everything");
    let (stopped, _) = throw(Throws { even: false, sticks: 1, ..Throws::default() }, &seeds(100));
    assert_eq!(stopped.judgement(), Judgement::Undecided, "that the runs did not end comes first");
}

#[test]
fn no_seeds_are_no_pass() {
    let (report, _) = throw(Throws::default(), &Plan { seeds: 5..5, ..Plan::default() });
    assert_eq!((report.runs, report.judgement()), (0, Judgement::Nothing));
}

#[test]
fn the_first_failing_seeds_are_kept_in_detail_and_all_are_counted() {
    let (report, _) = throw(Throws { breaks: 1, ..Throws::default() }, &Plan { jobs: 2, ..seeds(1_500) });
    assert_eq!((report.violated, report.findings.len()), (1_500, FINDINGS));
    assert!(report.findings.iter().map(|finding| finding.seed).eq(0..FINDINGS as u64));
}
