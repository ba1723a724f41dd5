//! Reads a page as strictly as XML, and refuses what reaches outside. Claims nothing.

use std::collections::BTreeSet;

/// Attributes that hold numbers, and letters of paths.
const NUMBERS: [&str; 12] = ["x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "d", "viewBox", "colspan"];

/// An element with what it says of itself.
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) values: Vec<(String, String)>,
    pub(crate) text: String,
}

impl Element {
    pub(crate) fn value(&self, key: &str) -> Option<&str> {
        self.values.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

/// Every element of a page, in order, each with the text before the next tag.
pub(crate) fn elements(page: &str) -> Vec<Element> {
    let mut rest = page.strip_prefix("<!doctype html>").expect("it is HTML");
    let (mut elements, mut open): (Vec<Element>, Vec<String>) = (Vec::new(), Vec::new());
    while let Some(at) = rest.find('<') {
        let text = &rest[..at];
        for part in text.split('&').skip(1) {
            let entity = part.split(';').next().unwrap();
            assert!(["amp", "lt", "gt", "quot", "#39"].contains(&entity), "&{part}");
        }
        let style = open.last().is_some_and(|name| name == "style");
        assert!(style || !text.contains('>'), "a bracket stands alone: {text}");
        if let Some(element) = elements.last_mut() {
            element.text += text;
        }
        let end = at + rest[at..].find('>').expect("every tag ends");
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "tags are nested");
            continue;
        }
        let alone = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        let (name, mut keys) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut values = Vec::new();
        while let Some((key, after)) = keys.split_once("=\"") {
            let (value, after) = after.split_once('"').expect("every value ends");
            values.push((key.trim().to_string(), value.to_string()));
            keys = after;
        }
        let names: BTreeSet<&String> = values.iter().map(|(key, _)| key).collect();
        assert_eq!((names.len(), keys.trim()), (values.len(), ""), "{tag}");
        if !alone {
            open.push(name.to_string());
        }
        elements.push(Element { name: name.to_string(), values, text: String::new() });
    }
    assert_eq!((open.len(), rest), (0, "\n"), "everything is closed");
    elements
}

/// A page that is well-formed, keeps to itself, and has a number wherever one belongs.
pub(crate) fn assert_sound(page: &str) {
    let elements = elements(page);
    let mut ids = BTreeSet::new();
    for element in &elements {
        assert!(
            !["script", "link", "img", "iframe", "object"].contains(&element.name.as_str()),
            "{}",
            element.name
        );
        for (key, value) in &element.values {
            assert!(!key.starts_with("on") && key != "src" && key != "style", "{key}={value}");
            if key == "id" {
                assert!(ids.insert(value.clone()), "{value} is there twice");
            }
            if NUMBERS.contains(&key.as_str()) {
                let plain = |letter: char| letter.is_ascii_digit() || "MLHVZ-. ".contains(letter);
                assert!(!value.is_empty() && value.chars().all(plain), "{key}={value}");
            }
        }
    }
    for link in elements.iter().filter_map(|element| element.value("href")) {
        let place = link.strip_prefix('#').expect("links stay on the page");
        assert!(ids.contains(place), "{place} is not there");
    }
    for outside in ["http:", "https:", "url(", "@import", "javascript:", "data:"] {
        assert!(!page.contains(outside), "{outside}");
    }
    for number in ["NaN", "nan\u{a0}", ">inf", " inf\u{a0}", "unknown"] {
        assert!(!page.contains(number), "{number}");
    }
    for wording in ["will be consistent", "0 failures", "no failures", "no violations"] {
        assert!(!page.to_lowercase().contains(wording), "{wording}");
    }
}

/// The words of a page without its markup and style, blanks as blanks.
pub(crate) fn words(page: &str) -> String {
    let body = page.split_once("<body>").expect("it has a body").1;
    let mut words = String::new();
    for piece in body.split('<') {
        words += piece.split_once('>').map_or("", |(_, text)| text);
        words.push(' ');
    }
    let words = words.replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    words
        .split(|letter: char| letter.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
