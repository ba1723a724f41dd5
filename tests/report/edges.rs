//! Campaigns of which there is little to say, and pages that say so.

use sooner::check::{Ended, Finding, Verdict};
use sooner::exact::{Law, NoLaw};
use sooner::report::page::Stages;
use sooner::sim::{Span, Time};

use crate::markup::{assert_sound, words};
use crate::sample::{Sample, campaign, mixed, nothing, ordinary, protocol};

const MINUTE: Span = Span::from_secs(60);

/// The words of a sound page.
fn told(sample: &Sample) -> String {
    let page = sample.page();
    assert_sound(&page);
    words(&page)
}

/// Without a law, whatever the times.
fn lawless(times: impl Iterator<Item = Option<u64>>, horizon: Span) -> Sample {
    let law = Err(NoLaw("every k-th attempt fails, and a pattern has no probability".into()));
    Sample { report: campaign(times, horizon), law, ..ordinary() }
}

fn assert_says(words: &str, all: &[&str]) {
    all.iter().for_each(|part| assert!(words.contains(part), "`{part}` is not in: {words}"));
}

#[test]
fn no_seeds_give_a_page_that_says_so() {
    let sample = Sample { report: nothing(MINUTE), stages: Stages::default(), ..ordinary() };
    assert_says(&told(&sample), &["Nothing ran: there are no seeds.", "This model counts no stages"]);
}

#[test]
fn one_run_has_no_interval_and_a_modest_verdict() {
    let words = told(&lawless([Some(7_040_000_000)].into_iter(), MINUTE));
    let verdict = "With 95 % confidence, in at least 5.0 % of runs the system is consistent within 1 min (1 of 1 seed).";
    assert_says(&words, &[verdict, "no interval of one run", "needs 3,688 seeds"]);
}

#[test]
fn where_no_run_was_consistent_that_is_the_answer() {
    for sample in [
        lawless([None; 10].into_iter(), MINUTE),
        Sample { report: campaign([None; 10].into_iter(), MINUTE), ..ordinary() },
    ] {
        let verdict =
            "None of 10 seeds was consistent within 1 min; with 95 % confidence, at most 26 % of runs are.";
        assert_says(&told(&sample), &[verdict, "No run became consistent, so there is no curve."]);
    }
}

#[test]
fn a_run_without_chance_has_a_time_and_no_probability() {
    let mut sample = lawless([Some(7_000_000_000); 100].into_iter(), MINUTE);
    assert_says(&told(&sample), &["of runs are consistent within 7 s (100 of 100 seeds)"]);
    sample.by_chance = false;
    let exactly = "The system is consistent after exactly 7 s: nothing in this scenario is left to chance";
    assert_says(&told(&sample), &[exactly, "intervals mean nothing here"]);
}

#[test]
fn a_law_that_is_certain_is_one_step() {
    let mut certain = protocol();
    certain.failures = [0.0; 3];
    let law = Law::of(&certain);
    let at = law.as_ref().unwrap().steps()[0].at.as_nanos();
    let sample = Sample { report: campaign([Some(at); 50].into_iter(), MINUTE), law, ..ordinary() };
    assert_says(&told(&sample), &["exact law: 100 %"]);
}

#[test]
fn runs_that_ended_before_their_horizon_are_not_held_against_the_law() {
    let mut sample = ordinary();
    let times = sample.report.times.as_mut().unwrap();
    times.unreached_mut().step_limit = 3;
    assert_says(
        &told(&sample),
        &["The sample is not compared with the law: 3 runs ended before the horizon"],
    );
}

#[test]
fn a_law_of_what_never_comes_says_never() {
    let mut never = protocol();
    never.failures = [0.2, 1.0, 0.2];
    let law = Law::of(&never);
    assert!(law.is_ok());
    for times in [[None; 20], [Some(1_000_000_000); 20]] {
        told(&Sample { report: campaign(times.into_iter(), MINUTE), law: law.clone(), ..ordinary() });
    }
}

#[test]
fn times_are_legible_from_nanoseconds_to_weeks() {
    let day = 86_400_000_000_000;
    for (least, range) in [
        (0, 1),
        (0, 5),
        (1, 900),
        (10_000, 90_000),
        (2_000_000, 1),
        (3_600_000_000_000, day),
        (day, 30 * day),
        (7_020_000_000, 40),
        (1, 9_000_000_000),
    ] {
        let times = (0..500).map(|seed| Some(least + mixed(seed) % range));
        told(&lawless(times, Span::from_nanos(60 * day)));
    }
}

#[test]
fn many_findings_are_counted_and_a_few_are_told() {
    let mut sample = lawless((0..5_000).map(|seed| (seed % 2 == 0).then_some(1_000_000_000 + seed)), MINUTE);
    let why = "<field 7> was acknowledged, \"never\" saved & ".repeat(50);
    let verdict = Verdict::Violated { property: "S2a".into(), at: Time::from_millis(2_020), why };
    let finding = |seed| Finding { seed, verdict: verdict.clone(), digest: 7 };
    sample.report.violated = 2_500;
    sample.report.undecided = 0;
    sample.report.findings = (0..1_000).map(|seed| finding(seed * 2 + 1)).collect();
    sample.report.ended = Ended::Enough;
    let words = told(&sample);
    assert_says(
        &words,
        &[
            "And 2,490 more.",
            "seed 19: S2a at 2020ms",
            "2,500 at most 52 % of runs",
            "shares of it are biased",
        ],
    );
    assert!(!words.contains("seed 21:"));
}

#[test]
fn a_swarm_has_no_time_of_its_own_and_the_page_says_why() {
    let mut sample = lawless([Some(1_000_000_000); 30].into_iter(), MINUTE);
    sample.report.swarm = true;
    sample.report.times = None;
    assert_says(&told(&sample), &["Each seed of a swarm draws a scenario of its own"]);
}

#[test]
fn where_there_is_no_law_every_place_of_it_says_why() {
    let words = told(&lawless((0..300).map(|seed| Some(1_000_000_000 + mixed(seed) % 9)), MINUTE));
    let why = "every k-th attempt fails, and a pattern has no probability";
    assert!(words.matches(why).count() >= 4, "{words}");
}

#[test]
fn half_the_runs_not_reached_leave_quantiles_open() {
    let times = (0..1_000).map(|seed| (mixed(seed) % 10 < 6).then_some(1_000_000_000 + seed * 1_000_000));
    let words = told(&lawless(times, MINUTE));
    assert_says(
        &words,
        &[
            "not reached; at least",
            "of runs the system is consistent within 1 min (",
            "The curve ends below 100 %",
        ],
    );
}

#[test]
fn the_step_limit_is_told_apart_from_the_horizon() {
    let mut sample = lawless((0..100).map(|seed| Some(1_000_000_000 + seed)), MINUTE);
    sample.report.times.as_mut().unwrap().unreached_mut().step_limit = 3;
    sample.report.runs += 3;
    sample.report.undecided += 3;
    assert_says(&told(&sample), &["3 of them by the step limit", "The step limit ended 3 runs."]);
}

#[test]
fn a_long_scenario_folds() {
    let mut sample = ordinary();
    sample.text = "// a line\n".repeat(20_000);
    let page = sample.page();
    assert_sound(&page);
    assert!(page.contains("<details><summary>The scenario\u{2019}s file</summary>"));
}
