//! What is wrong with what the user gave, shown as rustc would: the file's line with the place marked, and what to do.

use std::path::Path;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use crate::check::Problem;

/// Lines longer than this are shown in part.
const LINE: usize = 2000;
/// So are the keys that lead to a place.
const PLACE: usize = 72;

/// A problem, and the file that it is in.
#[derive(Debug)]
pub(super) struct Trouble(Box<Found>);

#[derive(Debug)]
struct Found {
    file: Option<String>,
    text: String,
    problem: Problem,
}

impl Trouble {
    /// A problem that is in no file.
    pub(super) fn general(problem: Problem) -> Trouble {
        Trouble::found(None, "", problem)
    }

    /// A problem with a file as a whole.
    pub(super) fn file(file: &Path, message: impl Into<String>, hint: impl Into<String>) -> Trouble {
        Trouble::found(Some(file), "", Problem::at::<&str>([], message).hint(hint))
    }

    /// A problem in a file's text.
    pub(super) fn inside(file: &Path, text: &str, problem: Problem) -> Trouble {
        Trouble::found(Some(file), text, problem)
    }

    fn found(file: Option<&Path>, text: &str, problem: Problem) -> Trouble {
        let file = file.map(|file| file.display().to_string());
        Trouble(Box::new(Found { file, text: text.to_string(), problem }))
    }

    /// The message as it goes to standard error, with colour for those who can see it.
    pub(super) fn render(&self) -> String {
        let Found { file, text, problem } = self.0.as_ref();
        let Problem { message, hint, span, .. } = problem;
        let mut keys = problem.place();
        if keys.len() > PLACE {
            keys = format!("{}...", keys.chars().take(PLACE).collect::<String>());
        }
        let whole = match span {
            None if !keys.is_empty() => format!("{keys}: {message}"),
            _ => message.clone(),
        };
        let mut group = Level::ERROR.primary_title(whole.as_str()).elements(Vec::<Origin<'_>>::new());
        let clip;
        match (file, span) {
            (Some(file), Some(span)) => {
                clip = Clip::of(text, span.clone());
                let mut mark = AnnotationKind::Primary.span(clip.span.clone());
                if !keys.is_empty() {
                    mark = mark.label(keys.as_str());
                }
                let snippet =
                    Snippet::source(clip.text).line_start(clip.line).path(file.as_str()).annotation(mark);
                group = group.element(snippet);
            }
            (Some(file), None) => group = group.element(Origin::path(file.as_str())),
            (None, _) => {}
        }
        if let Some(hint) = hint {
            group = group.element(Level::HELP.message(hint.as_str()));
        }
        Renderer::styled().render(&[group]).to_string()
    }
}

/// The lines around a place: a big file is not laid out whole to show one line of it.
struct Clip<'a> {
    text: &'a str,
    line: usize,
    span: std::ops::Range<usize>,
}

impl<'a> Clip<'a> {
    fn of(text: &'a str, span: std::ops::Range<usize>) -> Clip<'a> {
        let inside =
            |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let (start, end) = (inside(span.start), inside(span.end.max(span.start)));
        let first = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = |from: usize| text[from..].find('\n').map_or(text.len(), |at| from + at);
        // Of a value that runs over many lines, the first shows where it is.
        let end = end.min(line_end(start));
        let last = line_end(end);
        let (from, to) = match last - first > LINE {
            true => (first, inside(end.min(first + LINE).max(start) + 40).min(last)),
            false => (first, last),
        };
        let line = 1 + text[..first].bytes().filter(|byte| *byte == b'\n').count();
        Clip { text: &text[from..to], line, span: start - from..end.min(to) - from }
    }
}
