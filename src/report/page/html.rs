//! Writes HTML in which every tag is closed. Knows no section.

use crate::report::markup::escaped;

/// A page in the making.
#[derive(Default)]
pub(super) struct Html(String);

impl Html {
    /// Markup, as it is.
    pub(super) fn raw(&mut self, markup: &str) {
        self.0 += markup;
    }

    /// Words.
    pub(super) fn text(&mut self, words: &str) {
        self.0 += &escaped(words);
    }

    /// Words in an element.
    pub(super) fn element(&mut self, tag: &str, class: &str, words: &str) {
        self.open(tag, class);
        self.text(words);
        self.close(tag);
    }

    /// The beginning of an element.
    pub(super) fn open(&mut self, tag: &str, class: &str) {
        self.0 += "<";
        self.0 += tag;
        if !class.is_empty() {
            self.0 += " class=\"";
            self.0 += &escaped(class);
            self.0 += "\"";
        }
        self.0 += ">";
    }

    /// The end of one.
    pub(super) fn close(&mut self, tag: &str) {
        self.0 += "</";
        self.0 += tag;
        self.0 += ">\n";
    }

    /// A section: its title, and what it answers.
    pub(super) fn section(&mut self, id: &str, title: &str, lead: &str, inside: impl FnOnce(&mut Html)) {
        self.raw(&format!("<section id=\"{}\">\n", escaped(id)));
        self.element("h2", "", title);
        if !lead.is_empty() {
            self.element("p", "lead", lead);
        }
        inside(self);
        self.close("section");
    }

    /// A paragraph of words.
    pub(super) fn paragraph(&mut self, words: &str) {
        self.element("p", "", words);
    }

    /// A list of what is called how: each words and markup.
    pub(super) fn definitions(&mut self, class: &str, all: &[(String, String)]) {
        self.open("dl", class);
        self.raw("\n");
        for (name, markup) in all {
            self.raw("<div>");
            self.element("dt", "", name);
            self.open("dd", "");
            self.raw(markup);
            self.close("dd");
            self.raw("</div>\n");
        }
        self.close("dl");
    }

    /// A picture in a frame with its caption in markup.
    pub(super) fn figure(&mut self, pictures: &[String], caption: &str) {
        self.raw("<figure>\n");
        pictures.iter().for_each(|picture| self.raw(picture));
        if !caption.is_empty() {
            self.raw("<figcaption>");
            self.raw(caption);
            self.raw("</figcaption>\n");
        }
        self.close("figure");
    }

    /// What folds open.
    pub(super) fn details(&mut self, title: &str, inside: impl FnOnce(&mut Html)) {
        self.raw("<details>");
        self.element("summary", "", title);
        inside(self);
        self.close("details");
    }

    /// The whole page.
    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// Words as markup.
pub(super) fn words(text: &str) -> String {
    escaped(text)
}

/// A command or a name as markup.
pub(super) fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}
