//! What is wrong with a scenario, and where: the user's mistakes, never ours.

use std::ops::Range;

use super::locate::{locate, offset};

/// One thing that is wrong with a scenario's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The keys that lead to the place: `["faults", "2", "message", "kind"]`.
    pub path: Vec<String>,
    /// The place in the text, as a range of bytes.
    pub span: Option<Range<usize>>,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.place())?;
        }
        f.write_str(&self.message)?;
        self.hint.iter().try_for_each(|hint| write!(f, " ({hint})"))
    }
}

impl std::error::Error for Problem {}

impl Problem {
    /// A problem at the place that `path` leads to.
    pub fn at<P: ToString>(path: impl IntoIterator<Item = P>, message: impl Into<String>) -> Problem {
        let path = path.into_iter().map(|key| key.to_string()).collect();
        Problem { message: message.into(), hint: None, path, span: None }
    }

    /// Its path as people write one: `faults[2].message.kind`.
    pub fn place(&self) -> String {
        self.path.iter().fold(String::new(), |place, key| match key.parse::<usize>() {
            Ok(index) => format!("{place}[{index}]"),
            Err(_) if place.is_empty() => key.clone(),
            Err(_) => format!("{place}.{key}"),
        })
    }

    /// The same with advice.
    pub fn hint(self, hint: impl Into<String>) -> Problem {
        Problem { hint: Some(hint.into()), ..self }
    }

    /// The same, with `keys` before its path.
    pub fn within<P: ToString>(mut self, keys: impl IntoIterator<Item = P>) -> Problem {
        let rest = std::mem::take(&mut self.path);
        self.path = keys.into_iter().map(|key| key.to_string()).chain(rest).collect();
        self
    }

    /// The same with its place in `text`, found by its path.
    pub fn placed(self, text: &str) -> Problem {
        let span = self.span.clone().or_else(|| locate(text, &self.path));
        Problem { span, ..self }
    }

    /// What RON says, in our words.
    pub(super) fn from_ron(text: &str, error: &ron::error::SpannedError, path: Vec<String>) -> Problem {
        use ron::Error;
        let quoted = |names: &'static [&'static str]| {
            names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        };
        let (message, hint) = match &error.code {
            Error::NoSuchStructField { expected, found, .. } => (
                format!("there is no key `{found}` here"),
                Some(
                    did_you_mean(found, expected.iter().copied())
                        .unwrap_or(format!("the keys are {}", quoted(expected))),
                ),
            ),
            Error::NoSuchEnumVariant { expected, found, .. } => (
                format!("`{found}` is not known here"),
                Some(
                    did_you_mean(found, expected.iter().copied())
                        .unwrap_or(format!("write one of {}", quoted(expected))),
                ),
            ),
            Error::MissingStructField { field, .. } => {
                (format!("the key `{field}` is missing"), Some(format!("add `{field}: ...` here")))
            }
            Error::DuplicateStructField { field, .. } => {
                (format!("the key `{field}` is written twice"), Some("keep one of the two".into()))
            }
            Error::ExceededRecursionLimit => {
                ("it is nested too deeply".into(), Some("a scenario nests a dozen levels at most".into()))
            }
            Error::IntegerOutOfBounds => (
                "this number is out of range".into(),
                Some("write a whole number, not negative, that fits; the largest of all is 18446744073709551615".into()),
            ),
            Error::ExpectedIdentifier => ("a key is expected here".into(), Some("write `key: value`".into())),
            Error::ExpectedComma => {
                ("after this, a comma or a closing bracket is missing".into(), Some("a bracket or a quote may not be closed".into()))
            }
            Error::TrailingCharacters => {
                ("the scenario has ended before this".into(), Some("everything stands inside the outer bracket".into()))
            }
            Error::Eof => ("the file ends too early".into(), Some("a bracket or a quote may not be closed".into())),
            Error::ExpectedStructLike
            | Error::ExpectedNamedStructLike(_)
            | Error::ExpectedDifferentStructName { .. } => {
                ("a scenario is one bracket of keys and values".into(), Some("write `(version: 1, model: \"...\", ...)`".into()))
            }
            other => (lowered(&other.to_string()), None),
        };
        if let (Error::IntegerOutOfBounds, false) = (&error.code, path.is_empty()) {
            return Problem { message, hint, path, span: None }.placed(text);
        }
        let start = offset(text, error.span.start.line, error.span.start.col);
        let end = offset(text, error.span.end.line, error.span.end.col).max(start);
        let blank = text[start..end].len() - text[start..end].trim_start().len();
        // RON remembers the inside of a string: its opening quote belongs to the value too.
        let in_quotes = text[..start].ends_with('"') && text[start..end].ends_with('"');
        Problem { message, hint, path, span: Some(start + blank - in_quotes as usize..end) }
    }

    /// A value as a scenario file writes it.
    pub fn show(value: &impl serde::Serialize) -> String {
        super::text::ron_options().to_string(value).unwrap_or_else(|error| format!("<{error}>"))
    }
}

/// The same sentence with a small first letter, as all our messages begin; `NaN` stays what it is.
fn lowered(words: &str) -> String {
    let first = words.split_whitespace().next().unwrap_or_default();
    if first.chars().skip(1).any(char::is_uppercase) {
        return words.to_string();
    }
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

/// "did you mean `x`?", if something among `known` is near to `found`.
pub(super) fn did_you_mean<'a>(found: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    known
        .map(|name| (strsim::damerau_levenshtein(&found.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= 1 + name.len() / 4)
        .min()
        .map(|(_, name)| format!("did you mean `{name}`?"))
}
