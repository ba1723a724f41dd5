//! Whether the sample and the law agree, with everything that such a verdict needs beside it. Knows no other law.

use super::curves::points;
use super::data::Page;
use super::digits::{self, counted};
use super::html::{Html, words};
use crate::exact::AGREEMENT_ERROR;
use crate::measure::{Agreement, Agrees};

pub(super) fn write(page: &Page<'_>, html: &mut Html) {
    html.section(
        "agreement",
        "Agreement of sample and law",
        "Two ways to the same distribution, computed independently.",
        |html| {
            let law = match (page.law, page.times()) {
                (_, None) => return html.paragraph(page.no_times()),
                (Err(none), _) => {
                    return html.paragraph(&format!("There is no exact law to compare with: {none}."));
                }
                (Ok(_), Some(times)) if times.unreached().ended_early() > 0 => {
                    let early = counted(times.unreached().ended_early(), "run");
                    return html.paragraph(&format!(
                        "The sample is not compared with the law: {early} ended before the horizon without being consistent."
                    ));
                }
                (Ok(law), Some(times)) => law.agreement(times, AGREEMENT_ERROR),
            };
            match law {
                Some(agreement) => tell(page, &agreement, html),
                None => {
                    html.paragraph("The sample cannot be compared with the law: too little of it is known.")
                }
            }
        },
    );
}

fn tell(page: &Page<'_>, agreement: &Agreement, html: &mut Html) {
    let runs = counted(agreement.runs, "run");
    let (class, word, meaning) = match agreement.agrees {
        Agrees::Agree => ("good", "AGREE", format!("Neither test finds a difference in {runs}.")),
        Agrees::Disagree => (
            "bad",
            "DISAGREE",
            format!("In {runs} the sample differs from the law by more than chance explains."),
        ),
        Agrees::Underpowered => (
            "open",
            "UNDERPOWERED",
            format!("Neither test finds a difference, but {runs} could hardly show one."),
        ),
    };
    html.raw(&format!("<p><span class=\"chip {class}\">{word}</span> {}</p>\n", words(&meaning)));
    let facts = facts(agreement);
    let facts: Vec<_> = facts.into_iter().map(|(name, text)| (name.to_string(), words(&text))).collect();
    html.definitions("facts", &facts);
    let beyond = match page.times().map_or(0, |times| times.unreached().total()) {
        0 => String::new(),
        missing => format!(
            " Of {} that were not consistent, only that they are beyond is compared.",
            counted(missing, "run")
        ),
    };
    let note = format!(
        "Together the two tests are made to call a true law wrong in one campaign of a million.{beyond}"
    );
    html.element("p", "note", &note);
}

/// The figures behind the verdict.
fn facts(agreement: &Agreement) -> Vec<(&'static str, String)> {
    let runs = counted(agreement.runs, "run");
    let mut facts = vec![
        (
            "Largest distance",
            format!(
                "{}, at {}; of {}, a true law stays within {}",
                points(agreement.distance),
                digits::exactly(agreement.at),
                runs,
                points(agreement.reach)
            ),
        ),
        (
            "Smallest detectable",
            format!(
                "a difference of {} anywhere would hardly be missed; one below {} is not seen by the curve alone",
                points((2.0 * agreement.reach).min(1.0)),
                points(agreement.reach)
            ),
        ),
    ];
    facts.push((
        "Atoms",
        match agreement.chi_square {
            Some(chi) => format!(
                "\u{3c7}\u{b2} = {} with {} over {runs}: p = {}",
                digits::significant(chi.statistic, 3),
                if chi.freedom == 1 {
                    "1 degree of freedom".to_string()
                } else {
                    format!("{} degrees of freedom", chi.freedom)
                },
                p_value(chi.p)
            ),
            None => {
                "no chi-square test: there are not two pools of atoms that expect five runs each".to_string()
            }
        },
    ));
    if let Some(worst) = agreement.worst {
        facts.push((
            "Furthest off",
            format!(
                "{} seen where {} were expected, up to {}",
                counted(worst.seen, "run"),
                digits::significant(worst.expected, 3),
                digits::exactly(worst.at)
            ),
        ));
    }
    facts
}

fn p_value(p: f64) -> String {
    match p {
        p if p < 1e-12 => "below 10\u{207b}\u{b9}\u{b2}".to_string(),
        p => digits::significant(p, 2),
    }
}
