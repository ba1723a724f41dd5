//! What a page says, and that it needs nothing but itself.

use sooner::measure::Counts;
use sooner::report::page::Threshold;
use sooner::sim::{Span, Time};

use crate::markup::{assert_sound, elements, words};
use crate::sample::{campaign, mixed, ordinary};

#[test]
fn a_page_is_well_formed_and_needs_nothing_but_itself() {
    let page = ordinary().page();
    assert_sound(&page);
    for section in [
        "Time to consistency",
        "Distribution",
        "Tail",
        "Time to be acknowledged",
        "Stages over time",
        "Agreement of sample and law",
        "The law",
        "Worst seeds",
        "Seeds still needed",
        "Fitted families",
        "What this does not say",
    ] {
        assert!(page.contains(&format!("<h2>{section}</h2>")), "{section}");
    }
    assert!(page.len() < 150_000, "{} bytes", page.len());
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    assert_eq!(ordinary().page(), ordinary().page());
}

#[test]
fn the_first_line_answers_with_confidence_counts_and_law() {
    let mut sample = ordinary();
    let first = |page: &str| {
        let elements = elements(page);
        elements.iter().find(|element| element.name == "h1").unwrap().text.replace('\u{a0}', " ")
    };
    let chosen = first(&sample.page());
    assert!(
        chosen.starts_with("With 95 % confidence, at least 99.9 % of runs are consistent within "),
        "{chosen}"
    );
    assert!(chosen.contains(" of 10,000 seeds; exact law: 99.9"), "{chosen}");
    sample.deadlines = vec![Time::from_millis(5_000)];
    let named = first(&sample.page());
    assert!(named.starts_with("With 95 % confidence, in at least 9"), "{named}");
    assert!(named.contains("% of runs the system is consistent within 5 s ("), "{named}");
}

#[test]
fn times_of_single_items_have_a_curve_under_the_models_own_name() {
    let section = |page: &str| {
        let from =
            page.find("<h2>Time to be acknowledged</h2>").expect("the model names the time of an item");
        let inside = page[from..].split("</section>").next().unwrap_or_default();
        format!("<body>{inside}</body>")
    };
    let mut sample = ordinary();
    sample.report.items = Counts::default();
    assert!(section(&sample.page()).contains("No times of single items are known"));
    [0, 0, 0, 2_000_000_000].into_iter().for_each(|nanos| sample.report.items.add_one(nanos));
    let told = section(&sample.page());
    assert!(
        told.contains("sample-line") && words(&told).contains("Of all runs together: 4 fields."),
        "{told}"
    );
    assert!(words(&told).contains("p50 0 s") && words(&told).contains("longest 2 s"), "{told}");
    sample.report.items_open = 4;
    let told = words(&section(&sample.page()));
    assert!(told.contains("8 fields; 4 were not done when their runs ended"), "{told}");
    assert!(!told.contains("longest"), "{told}");
}

#[test]
fn four_misses_in_ten_thousand_show_that_999_in_a_thousand_succeed() {
    let mut sample = ordinary();
    let times = (0..10_000).map(|seed| (seed >= 4).then_some(7_000_000_000 + seed % 3 * 1_000_000_000));
    sample.report = campaign(times, Span::from_secs(30));
    sample.deadlines = vec![Time::from_millis(30_000)];
    let words = words(&sample.page());
    let sentence = "With 95 % confidence, in at least 99.908 % of runs the system is consistent within 30 s (9,996 of 10,000 seeds; \
                    exact law: all but ";
    assert!(words.contains(sentence), "{words}");
    assert!(words.contains("Not reached 4 by 30 s; counted as longer"), "{words}");
    assert!(words.contains("Property violated 0 at most 0.030 % of runs"), "{words}");
}

#[test]
fn every_quantile_links_to_the_command_that_replays_it() {
    let page = ordinary().page();
    let elements = elements(&page);
    let links: Vec<&str> = elements.iter().filter_map(|element| element.value("href")).collect();
    assert_eq!(
        links,
        ["#replay-p50", "#replay-p90", "#replay-p95", "#replay-p99", "#replay-p99.9", "#replay-longest"]
    );
    for link in links {
        let at = elements.iter().position(|element| element.value("id") == Some(&link[1..])).unwrap();
        let command = elements[at..].iter().find(|element| element.name == "code").unwrap();
        assert!(command.text.starts_with("sooner run scenarios/demo-random.ron --seed "), "{}", command.text);
    }
}

#[test]
fn a_sample_of_the_law_agrees_and_another_does_not() {
    let mut sample = ordinary();
    assert!(sample.page().contains(">AGREE<"));
    let slower = (0..10_000).map(|seed| Some((1 + mixed(seed) % 9) * 1_000_000_000));
    sample.report = campaign(slower, Span::from_secs(60));
    assert!(sample.page().contains(">DISAGREE<"));
}

#[test]
fn thresholds_are_told_with_their_intervals() {
    let mut sample = ordinary();
    let threshold = |words: &str, verdict: &str| Threshold {
        words: words.into(),
        verdict: verdict.into(),
        interval: "p99 lies between 6 s and 7 s".into(),
    };
    sample.thresholds = vec![
        threshold("p99 < 12s", "PASS"),
        threshold("p50 < 1s", "FAIL"),
        threshold("p99.9 < 9s", "UNSURE"),
    ];
    let page = sample.page();
    assert_sound(&page);
    for class in ["good\">PASS", "bad\">FAIL", "open\">UNSURE"] {
        assert!(page.contains(class), "{class}");
    }
}

#[test]
fn names_cannot_break_the_page() {
    let mut sample = ordinary();
    sample.file = "a <b> & 'c' \"d\"\u{7}.ron".into();
    sample.text = "</pre></details><script>alert(1)</script>\n\tmodel: \"x\"".into();
    sample.explanation.push(("knob".into(), "<i>&amp;".into()));
    sample.stages.columns[0].0 = "<fields> & \"all\"".into();
    let page = sample.page();
    assert_sound(&page);
    assert!(page.contains("a &lt;b&gt; &amp; &#39;c&#39; &quot;d&quot;\u{fffd}.ron"));
    assert!(words(&page).contains("<script>alert(1)</script>"));
}

#[test]
fn ten_thousand_distinct_times_are_no_ten_thousand_points() {
    let mut sample = ordinary();
    let times = (0..10_000).map(|seed| Some(5_000_000_000 + mixed(seed) % 9_000_000_000));
    sample.report = campaign(times, Span::from_secs(60));
    let page = sample.page();
    assert_sound(&page);
    assert!(page.len() < 300_000, "{} bytes", page.len());
    for element in elements(&page) {
        let points = element.value("d").map_or(0, |way| way.matches(['M', 'L', 'H', 'V']).count());
        assert!(points < 1_600, "{points} points");
    }
}
