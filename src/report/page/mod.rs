//! The report of a campaign as one page: a single HTML file that needs no network and no script. Data in, text out; the same
//! data gives the same bytes. Knows no file, terminal or machine.

mod agreement;
mod answer;
mod caveats;
mod curves;
mod data;
mod digits;
mod head;
mod html;
mod items;
mod law;
mod numbers;
mod seeds;
mod stages;
mod style;
mod table;

pub use data::{Page, Threshold};
pub use stages::{Gathering, Stages};

use html::Html;

/// How every page begins; only such a file is ever replaced by another one.
pub const OPENING: &str = "<!doctype html>\n<html lang=\"en\" class=\"sooner-report\">";

/// The whole page.
pub fn page(page: &Page<'_>) -> String {
    let answer = answer::answer(page);
    let mut html = Html::default();
    html.raw(OPENING);
    html.raw("\n<head>\n<meta charset=\"utf-8\"/>\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    html.raw("<meta name=\"color-scheme\" content=\"light dark\"/>\n");
    html.raw("<meta name=\"description\" content=\"");
    html.text(&answer.plain());
    html.raw("\"/>\n<title>");
    html.text(&format!("How soon is eventually? {}", page.file));
    html.raw("</title>\n<style>\n");
    html.raw(style::STYLE);
    html.raw("</style>\n</head>\n<body>\n<main>\n");
    head::write(page, &answer, &mut html);
    numbers::write(page, &mut html);
    curves::distribution(page, &mut html);
    curves::survival(page, &mut html);
    items::write(page, &mut html);
    stages::write(page, &mut html);
    agreement::write(page, &mut html);
    law::write(page, &mut html);
    seeds::worst(page, &mut html);
    seeds::needed(page, &mut html);
    law::fits(page, &mut html);
    caveats::write(page, &mut html);
    html.raw("</main>\n</body>\n</html>\n");
    html.finish()
}
