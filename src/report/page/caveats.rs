//! What all of this does not say. Always printed, and no word of it depends on how good the numbers look.

use super::data::Page;
use super::digits::{self, counted};
use super::html::Html;
use crate::check::Ended;

pub(super) fn write(page: &Page<'_>, html: &mut Html) {
    html.section("caveats", "What this does not say", "", |html| {
        html.open("ul", "caveats");
        html.raw("\n");
        for caveat in caveats(page) {
            html.element("li", "", &caveat);
        }
        html.close("ul");
    });
}

fn caveats(page: &Page<'_>) -> Vec<String> {
    let report = page.report;
    let mut all: Vec<String> = [
        "The numbers are of the model in this scenario\u{2019}s weather, not of a system in production. Failures are independent of \
         each other where the scenario does not say otherwise; shared outages that it does not name are not in them.",
        "Intervals are sampling error only: they do not know how well the model fits.",
        "Each interval stands on its own; that all of them hold together is less certain. Only the band of the distribution holds \
         everywhere at once.",
    ]
    .map(String::from)
    .to_vec();
    if let Some(times) = &report.times {
        all.push(format!(
            "Runs were watched up to {}. A run that was not consistent by then is counted as longer, never dropped; nothing is known \
             beyond.",
            digits::exactly(times.horizon().after_start())
        ));
        if times.unreached().step_limit > 0 {
            all.push(format!(
                "The step limit ended {}. Slow runs meet it sooner than others, so quantiles above them may be too low.",
                counted(times.unreached().step_limit, "run")
            ));
        }
    }
    if let Some(poll) = page.knob("poll") {
        all.push(format!(
            "Times are those at which the system was consistent; an observer that polls every {} sees that up to one poll later.",
            poll.trim_matches('"')
        ));
    }
    all.push(match page.by_chance {
        true => "Patterns of failures that count attempts have no probability; where the scenario has such, an interval is over the rest \
                 of its chance."
            .to_string(),
        false => "Nothing in this scenario is left to chance, and deterministic patterns have no probability: intervals mean nothing \
                  here."
            .to_string(),
    });
    all.push("Fitted families describe the sample; they are no law and forecast nothing.".to_string());
    all.push(match page.law {
        Ok(_) => "Numbers of the law say how they are known: exact (proved), bound (proved to lie on one side), approximation (neither). \
                  The law is of the protocol that the scenario describes, not of its program."
            .to_string(),
        Err(_) => "No law stands behind these numbers: of rare times that no run took, nothing is known.".to_string(),
    });
    match report.ended {
        Ended::Complete => {}
        Ended::Enough => all.push(
            "The campaign ended at a failing seed, as asked: shares of it are biased towards failures."
                .to_string(),
        ),
        Ended::Cancelled => {
            all.push("The campaign was interrupted: this is its longest complete beginning.".to_string())
        }
    }
    all
}
