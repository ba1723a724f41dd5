//! The law in figures, each with how it is known, and the families that describe the sample. Knows no curve.

use super::data::Page;
use super::digits::{self, Round};
use super::html::Html;
use super::table::{self, Cell};
use crate::exact::{Law, Point, Tag, Tuning};
use crate::measure::{Family, Fit, fits as fitted};
use crate::sim::Span;

pub(super) fn write(page: &Page<'_>, html: &mut Html) {
    html.section("law", "The law", "What can be computed without a single run.", |html| match page.law {
        Ok(law) => figures(law, page.tuning, html),
        Err(none) => {
            html.paragraph(&format!("There is no exact law: {none}."));
            html.element("p", "note", "All numbers of this page are therefore of the sample alone.");
        }
    });
}

/// What stands in place of a time that the law does not tell.
pub(super) fn missing(law: &Law) -> &'static str {
    match law.steps().is_empty() {
        true => "never",
        false => "not known",
    }
}

fn chip(tag: Tag) -> Cell {
    let class = match tag {
        Tag::Exact => "good",
        Tag::Bound | Tag::Approximation => "open",
    };
    Cell::Chip(class, tag.word().to_string())
}

fn figures(law: &Law, tuning: Option<&Tuning>, html: &mut Html) {
    let tail = law.tail();
    let mut rows = Vec::new();
    let mut row = |name: &str, value: String, tag: Tag, meaning: &str| {
        rows.push((name.to_string(), vec![Cell::words(value), chip(tag), Cell::words(meaning)]));
    };
    let mean = law.mean().map_or(missing(law).to_string(), |mean| digits::precise(mean, 6));
    row("mean", mean, Tag::Exact, "of the time to consistency");
    let rate = match tail.rate.value {
        f64::INFINITY => "\u{221e}".to_string(),
        rate => format!("{}\u{a0}per\u{a0}s", digits::trimmed(rate, 5)),
    };
    row(
        "\u{3bb}",
        rate,
        tail.rate.tag,
        "rate at which the tail falls off in the end: P(T > t) ~ C\u{a0}e^(\u{2212}\u{3bb}t)",
    );
    row(
        "\u{3b8}",
        digits::trimmed(tail.theta.value, 5),
        tail.theta.tag,
        "what is left of the tail after one interval of the bottleneck",
    );
    row("bottleneck", tail.bottleneck.to_string(), tail.rate.tag, "the service whose interval sets the rate");
    let decade = match tail.per_decade.value {
        Span::MAX => "never".to_string(),
        more => format!("+{}", digits::precise(more.as_nanos() as f64, 4)),
    };
    row(
        "ten times the items",
        decade,
        tail.per_decade.tag,
        "what a decade costs in the end, created in the same time: ln 10 / \u{3bb}",
    );
    if let Some(growth) = law.growth() {
        let meaning = "C: of N items, N\u{a0}C\u{a0}\u{3b8}^n are open n intervals later";
        row("constant", digits::trimmed(growth.constant.value, 5), growth.constant.tag, meaning);
    }
    if let Some(messages) = law.messages() {
        let all = messages.publish + messages.annotate + messages.ack;
        row("messages", digits::trimmed(all, 6), Tag::Exact, "on average, until all is quiet");
    }
    for (name, value, tag, meaning) in tuning.map_or(Vec::new(), intervals) {
        row(name, value, tag, &meaning);
    }
    table::write(html, "stack", &["", "value", "known as", "meaning"], rows);
    html.element(
        "p",
        "note",
        "The law is a staircase: it rises at ticks and arrivals alone. The maximum of many items has no limit law, so no \
         goodness of fit to a smooth one is to be expected.",
    );
}

/// The longest intervals, and the knee.
fn intervals(tuning: &Tuning) -> Vec<(&'static str, String, Tag, String)> {
    let every = |point: &Point| digits::precise(point.annotation.as_nanos() as f64, 5);
    let goal = format!("{} within {}", tuning.probability, digits::exactly(tuning.within.after_start()));
    let mut all = vec![
        (
            "R max",
            every(&tuning.largest.value),
            tuning.largest.tag,
            format!("the longest interval of both services that keeps {goal}"),
        ),
        (
            "R safe",
            every(&tuning.safe.value),
            tuning.safe.tag,
            match tuning.safe.tag {
                Tag::Exact => "every interval up to this one keeps it too".to_string(),
                _ => "below this one, no interval was found that does not keep it".to_string(),
            },
        ),
    ];
    if tuning.round_trip > Span::ZERO {
        let knee = digits::precise(tuning.round_trip.as_nanos() as f64, 5);
        let meaning = "a whole cascade: shorter intervals repeat what is under way already".to_string();
        all.push(("knee", knee, Tag::Exact, meaning));
    }
    all
}

/// Smooth families beside the sample.
pub(super) fn fits(page: &Page<'_>, html: &mut Html) {
    let lead =
        "Descriptive only: no test, no forecast. Tails of fitted families are often off by 10 to 20\u{a0}%.";
    html.section("fits", "Fitted families", lead, |html| {
        let Some(times) = page.times() else { return html.paragraph(page.no_times()) };
        let fits = fitted(times);
        let Some(best) = fits.first() else {
            return html.paragraph(
                "Nothing is fitted: some runs were not consistent, or there are fewer than two distinct times, or a time of zero.",
            );
        };
        let rows = fits.iter().map(|fit| {
            let cells = vec![
                Cell::words(parameters(fit)),
                Cell::number(format!("+{}", digits::decimal(fit.aic - best.aic, 0, Round::Nearest))),
                Cell::number(digits::share(fit.distance, Round::Up)),
            ];
            (name(fit.family).to_string(), cells)
        });
        table::write(html, "", &["family", "parameters", ">AIC", ">distance"], rows.collect());
        html.element(
            "p",
            "note",
            "By maximum likelihood. AIC is the difference to the best: the smaller the better. Distance is the largest one to \
             the sample\u{2019}s distribution function.",
        );
    });
}

fn name(family: Family) -> &'static str {
    match family {
        Family::Gumbel => "Gumbel",
        Family::Gamma => "gamma",
        Family::LogNormal => "log-normal",
    }
}

fn parameters(fit: &Fit) -> String {
    let (one, two) = fit.parameters;
    let time = |nanos: f64| digits::precise(nanos.max(0.0), 3);
    match fit.family {
        Family::Gumbel if one < 0.0 => format!("location \u{2212}{}, scale {}", time(-one), time(two)),
        Family::Gumbel => format!("location {}, scale {}", time(one), time(two)),
        Family::Gamma => format!("shape {}, scale {}", digits::significant(one, 3), time(two)),
        Family::LogNormal => {
            format!("median {}, sigma {}", time(libm::exp(one)), digits::significant(two, 3))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_told_by_what_its_parameters_mean() {
        let fit = |family, parameters| Fit { family, parameters, aic: 0.0, distance: 0.0 };
        let told = |family, parameters| self::parameters(&fit(family, parameters)).replace('\u{a0}', " ");
        assert_eq!(told(Family::Gumbel, (6.21e9, 8.5e8)), "location 6.21 s, scale 850 ms");
        assert_eq!(told(Family::LogNormal, (libm::log(2e9), 0.25)), "median 2 s, sigma 0.250");
    }
}
