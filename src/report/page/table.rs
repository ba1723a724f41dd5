//! Tables whose decimals stand below each other. Knows no number.

use super::digits;
use super::html::Html;
use crate::report::markup::escaped;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// A number or another short text that is aligned with its column.
    Number(String),
    /// The same, and a link to a place of the page.
    Link(String, String),
    /// Words.
    Words(String),
    /// Words over several columns.
    Over(usize, String),
    /// A judgement with its colour.
    Chip(&'static str, String),
}

impl Cell {
    /// A number.
    pub(super) fn number(text: impl Into<String>) -> Cell {
        Cell::Number(text.into())
    }

    /// Words.
    pub(super) fn words(text: impl Into<String>) -> Cell {
        Cell::Words(text.into())
    }

    fn aligned(&mut self) -> Option<&mut String> {
        match self {
            Cell::Number(text) | Cell::Link(text, _) => Some(text),
            _ => None,
        }
    }

    fn columns(&self) -> usize {
        if let Cell::Over(columns, _) = self { *columns } else { 1 }
    }

    fn write(&self, html: &mut Html) {
        match self {
            Cell::Number(text) => html.element("td", "n", text),
            Cell::Link(text, to) => {
                // The blanks that align it are no part of the link.
                let number = text.trim_end_matches(digits::PADDING);
                let (to, number, padding) = (escaped(to), escaped(number), &text[number.len()..]);
                html.raw(&format!("<td class=\"n\"><a href=\"#{to}\">{number}</a>{padding}</td>\n"));
            }
            Cell::Words(text) => html.element("td", "", text),
            Cell::Over(columns, text) => {
                html.raw(&format!("<td class=\"over\" colspan=\"{columns}\">{}</td>\n", escaped(text)));
            }
            Cell::Chip(class, text) => {
                html.raw(&format!("<td><span class=\"chip {class}\">{}</span></td>\n", escaped(text)));
            }
        }
    }
}

/// A table: its heads, and rows that each begin with their name. A head that begins with `>` stands over numbers,
/// one with `>>` over two columns of them.
pub(super) fn write(html: &mut Html, class: &str, heads: &[&str], mut rows: Vec<(String, Vec<Cell>)>) {
    align(&mut rows);
    html.open("table", class);
    html.raw("<thead><tr>");
    for head in heads {
        match (head.strip_prefix(">>"), head.strip_prefix('>')) {
            (Some(head), _) => html.raw(&format!("<th class=\"n\" colspan=\"2\">{}</th>\n", escaped(head))),
            (None, Some(head)) => html.element("th", "n", head),
            (None, None) => html.element("th", "", head),
        }
    }
    html.raw("</tr></thead>\n<tbody>\n");
    for (name, cells) in &rows {
        html.raw("<tr>");
        html.raw(&format!("<th scope=\"row\">{}</th>\n", escaped(name)));
        cells.iter().for_each(|cell| cell.write(html));
        html.raw("</tr>\n");
    }
    html.raw("</tbody>");
    html.close("table");
}

fn align(rows: &mut [(String, Vec<Cell>)]) {
    let wide = |cells: &[Cell]| cells.iter().map(Cell::columns).sum::<usize>();
    let columns = rows.iter().map(|(_, cells)| wide(cells)).max().unwrap_or(0);
    for column in 0..columns {
        let place = |cells: &[Cell]| {
            let mut at = 0;
            cells.iter().position(|cell| {
                let here = at == column;
                at += cell.columns();
                here
            })
        };
        let places: Vec<Option<usize>> = rows.iter().map(|(_, cells)| place(cells)).collect();
        let mut texts: Vec<String> = Vec::new();
        for ((_, cells), place) in rows.iter_mut().zip(&places) {
            let text = place.and_then(|place| cells[place].aligned()).map(|text| text.clone());
            texts.push(text.unwrap_or_default());
        }
        digits::align(&mut texts);
        for (((_, cells), place), text) in rows.iter_mut().zip(places).zip(texts) {
            if let Some(aligned) = place.and_then(|place| cells[place].aligned()) {
                *aligned = text;
            }
        }
    }
}
