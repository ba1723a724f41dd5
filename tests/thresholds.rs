//! Thresholds: what a scenario demands of the times of many runs.

use std::sync::atomic::AtomicBool;

use sooner::check::{Expectation, Holds, Judgement, Plan, Samples, ScenarioOf, Threshold, campaign};
use sooner::measure::{Atom, Confidence, Times};
use sooner::models::annotation::AnnotationSystem;
use sooner::sim::{Span, Time};

type Annotation = ScenarioOf<AnnotationSystem>;

fn with(expect: &str) -> String {
    format!("(version: 1, model: \"annotation\", knobs: (fields: 3), expect: [{expect}])")
}

fn threshold(text: &str) -> Threshold {
    let scenario = Annotation::parse(&with(text)).unwrap_or_else(|problem| panic!("{text}: {problem}"));
    scenario.thresholds()[0]
}

/// A sample: so many runs at so many seconds, and how many never became consistent within a minute.
fn sample(runs: &[(u64, u64)], unreached: u64) -> Times {
    let mut times = Times::watched_for(Span::from_secs(60));
    for (runs, seconds) in runs {
        times.add_atom(Time::from_millis(seconds * 1_000), Atom { runs: *runs, seed: *seconds });
    }
    times.unreached_mut().horizon = unreached;
    times
}

fn judge(text: &str, times: &Times) -> Holds {
    threshold(text).judge(times, Confidence::P95).holds
}

#[test]
fn a_threshold_is_written_as_it_was_read() {
    for text in [
        r#"(p99, "< 12s")"#,
        r#"(p99_9, "<= 1500ms")"#,
        r#"(mean, "> 7s")"#,
        r#"("p99.95", ">= 2s")"#,
        r#"(p50, "< 1m")"#,
    ] {
        let scenario = Annotation::parse(&with(text)).unwrap();
        let written = scenario.to_text();
        assert!(written.contains(text), "{text} is not in {written}");
        assert_eq!(Annotation::parse(&written).unwrap(), scenario);
    }
    assert_eq!(threshold(r#"("p99", "<12s")"#), threshold("( p99 , // why\n \" <  12s \" )"));
    assert_eq!(threshold(r#"("p99.0", "< 12000ms")"#), threshold(r#"(p99, "< 12s")"#));
}

#[test]
fn thresholds_and_expectations_of_a_run_stand_side_by_side() {
    let text = with("Settles(), // a run\n (p99, \"< 12s\"), /* many */ Stalls, (mean, \"< 6s\")");
    let scenario = Annotation::parse(&text).unwrap();
    assert_eq!((scenario.expect.len(), scenario.thresholds().len()), (4, 2));
    assert_eq!(scenario.expect[2], Expectation::Stalls);
}

#[test]
fn what_is_wrong_with_one_is_told_at_its_place() {
    for (expect, place, words) in [
        (r#"(q99, "< 12s")"#, "q", "nothing that can be bounded"),
        (r#"Stalls, (p99, "< 12q")"#, "\"< 12q\"", "is not a duration"),
        (r#"(p99, "12s")"#, "\"12s\"", "is no bound"),
        (r#"(p100, "< 12s")"#, "p", "nothing that can be bounded"),
        (r#"(p0, "< 12s")"#, "p", "nothing that can be bounded"),
        (r#"Setles()"#, "Setles", "is not known here"),
        (r#"Settles(att: "7s")"#, "att", "no key `att`"),
    ] {
        let text = with(expect);
        let problem = Annotation::parse(&text).unwrap_err();
        assert!(problem.message.contains(words), "{expect}: {problem}");
        let span = problem.span.clone().unwrap_or_else(|| panic!("{expect}: it has a place"));
        assert!(text[span].starts_with(place), "{expect}: {problem:?}");
    }
    assert!(Annotation::parse(&with(r#"(p99, "< 12s", 3)"#)).is_err());
}

#[test]
fn a_quantile_passes_fails_or_is_unsure_as_the_exact_interval_of_its_share_says() {
    // Of 1,000 runs, 995 within 10 s: between 98.84 % and 99.84 % of all, by Clopper and Pearson.
    let times = sample(&[(900, 5), (95, 10), (5, 20)], 0);
    for (text, holds) in [
        (r#"(p98, "<= 10s")"#, Holds::Pass),
        (r#"(p99, "<= 10s")"#, Holds::Unsure),
        (r#"(p99_9, "<= 10s")"#, Holds::Fail),
        (r#"(p98, "< 10s")"#, Holds::Fail),
        (r#"("p99.9", "> 10s")"#, Holds::Pass),
        (r#"("p98", "> 10s")"#, Holds::Fail),
        (r#"(p50, ">= 5s")"#, Holds::Pass),
        (r#"(p50, "< 5s")"#, Holds::Fail),
        (r#"(p50, "< 5001ms")"#, Holds::Pass),
        (r#"(p99_9, "<= 20s")"#, Holds::Unsure),
        (r#"(p99, "< 0s")"#, Holds::Fail),
    ] {
        assert_eq!(judge(text, &times), holds, "{text}");
    }
}

#[test]
fn what_was_not_watched_long_enough_counts_against_either_answer() {
    let times = sample(&[(9_000, 5)], 1_000);
    assert_eq!(judge(r#"(p95, "<= 30s")"#, &times), Holds::Fail, "a tenth had not settled after 30 s");
    assert_eq!(judge(r#"(p95, "<= 90s")"#, &times), Holds::Unsure, "nobody watched for so long");
    assert_eq!(judge(r#"(p50, "<= 90s")"#, &times), Holds::Pass, "whatever the others do");
    let mut limited = sample(&[(9_000, 5)], 0);
    limited.unreached_mut().step_limit = 1_000;
    assert_eq!(judge(r#"(p95, "<= 30s")"#, &limited), Holds::Unsure, "a step limit is no time");
    let nothing = sample(&[], 100);
    assert_eq!(judge(r#"(p50, "<= 30s")"#, &nothing), Holds::Fail);
    assert_eq!(judge(r#"(mean, "<= 30s")"#, &nothing), Holds::Unsure);
    assert_eq!(judge(r#"(p50, "<= 30s")"#, &sample(&[], 0)), Holds::Unsure);
    assert_eq!(judge(r#"(p50, "<= 30s")"#, &sample(&[(1, 5)], 0)), Holds::Unsure, "one run says nothing");
}

#[test]
fn a_mean_is_judged_by_its_interval() {
    let times = sample(&[(500, 4), (500, 6)], 0);
    for (text, holds) in [
        (r#"(mean, "< 6s")"#, Holds::Pass),
        (r#"(mean, "< 5s")"#, Holds::Unsure),
        (r#"(mean, "< 4s")"#, Holds::Fail),
        (r#"(mean, ">= 4s")"#, Holds::Pass),
        (r#"(mean, "> 6s")"#, Holds::Fail),
    ] {
        assert_eq!(judge(text, &times), holds, "{text}");
    }
    assert_eq!(judge(r#"(mean, "< 6s")"#, &sample(&[(999, 4)], 1)), Holds::Unsure, "one run has no time");
    assert_eq!(judge(r#"(mean, "<= 4s")"#, &sample(&[(50, 4)], 0)), Holds::Pass, "all times are equal");
}

#[test]
fn a_campaign_comes_to_what_its_thresholds_do() {
    let judgement = |expect: &str, seeds: u64| {
        let text = format!(
            r#"(version: 1, model: "annotation", knobs: (fields: 5, create_every: "10ms"),
                weather: (operations: {{"save": Chance(0.3)}}), expect: [{expect}])"#
        );
        let plan = Plan { seeds: 0..seeds, ..Plan::default() };
        let never = AtomicBool::new(false);
        let scenario = Annotation::parse(&text).unwrap();
        campaign::<AnnotationSystem>(&scenario, &Samples::new(), &plan, &never, &mut |_| {})
            .unwrap()
            .judgement()
    };
    assert_eq!(judgement(r#"(p50, "<= 1010ms"), (p90, "< 10s")"#, 500), Judgement::Fine);
    assert_eq!(judgement(r#"(p50, "<= 1010ms"), (p90, "< 100ms")"#, 500), Judgement::Slow);
    assert_eq!(judgement(r#"(p50, "<= 1010ms"), (p99_9, "< 10s")"#, 500), Judgement::Unsure);
}

#[test]
fn a_swarm_has_no_thresholds_because_its_runs_are_of_different_systems() {
    let scenario = Annotation::parse(&with(r#"(p50, "< 1ns")"#)).unwrap();
    let plan = Plan { seeds: 0..50, swarm: true, ..Plan::default() };
    let never = AtomicBool::new(false);
    let report =
        campaign::<AnnotationSystem>(&scenario, &Samples::new(), &plan, &never, &mut |_| {}).unwrap();
    assert_eq!((report.times, report.thresholds.len()), (None, 0));
}
