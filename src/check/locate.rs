//! Finds the place in a RON text that a path of keys leads to, by reading the text again.

use std::fmt;
use std::ops::Range;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The byte range of the value that `path` leads to; of the nearest enclosing one where the last keys are not written.
pub(super) fn locate(text: &str, path: &[String]) -> Option<Range<usize>> {
    (0..=path.len()).rev().find_map(|keys| find(text, &path[..keys]))
}

fn find(text: &str, path: &[String]) -> Option<Range<usize>> {
    let options = super::text::ron_options();
    let mut deserializer = ron::Deserializer::from_str_with_options(text, &options).ok()?;
    let mut here = None;
    let walked = Walk { path, here: &mut here }.deserialize(&mut deserializer);
    let error = deserializer.span_error(walked.err()?);
    here?;
    let stop = offset(text, error.span.start.line, error.span.start.col);
    let stop = stop + (text[stop..].len() - text[stop..].trim_start().len());
    Some(stop..stop + extent(&text[stop..]))
}

/// Goes down the path; at its end it fails, so that the deserializer tells where it stands.
struct Walk<'a> {
    path: &'a [String],
    here: &'a mut Option<()>,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.path.is_empty() {
            *self.here = Some(());
            return Err(de::Error::custom("here"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("something that can be gone into")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (first, rest) = self.path.split_first().expect("an empty path does not go down");
        while let Some(key) = map.next_key::<String>()? {
            if key == *first {
                return map.next_value_seed(Walk { path: rest, here: self.here });
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let (first, rest) = self.path.split_first().expect("an empty path does not go down");
        let Ok(index) = first.parse::<usize>() else { return Ok(()) };
        for _ in 0..index {
            if seq.next_element::<IgnoredAny>()?.is_none() {
                return Ok(());
            }
        }
        seq.next_element_seed(Walk { path: rest, here: self.here }).map(|_| ())
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// The byte offset of a line and a column, both from 1, columns in characters.
pub(super) fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let line = &text[start..];
    start + line.char_indices().nth(column.saturating_sub(1)).map_or(line.len(), |(at, _)| at)
}

/// How many bytes the value at the beginning of `text` takes: up to its closing bracket, or the next separator.
fn extent(text: &str) -> usize {
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return text[..at].trim_end().len(),
            ')' | ']' | '}' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            ',' | '\n' if depth == 0 => return text[..at].trim_end().len(),
            _ => {}
        }
    }
    text.trim_end().len()
}
