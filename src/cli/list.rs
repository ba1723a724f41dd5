//! `list`: what there is to write scenarios for. Knows descriptions only.

use super::args::{Format, ListArguments};
use super::out::Out;
use super::status::Status;
use super::trouble::Trouble;
use crate::check::{Description, Registry};
use crate::report::{json, text};

/// A scenario that has every form in it, explained.
const LANGUAGE: &str = include_str!("language.ron");

pub(super) fn list(registry: &Registry, arguments: &ListArguments, out: &mut Out) -> Result<Status, Trouble> {
    if arguments.language {
        out.text(LANGUAGE);
        return Ok(Status::Fine);
    }
    let all: Vec<Description> = registry.models().map(|model| model.describe()).collect();
    let wanted = |model: &Description| arguments.model.as_ref().is_none_or(|name| name == model.name);
    let models: Vec<Description> = all.into_iter().filter(wanted).collect();
    if let (Some(name), []) = (&arguments.model, models.as_slice()) {
        return Err(Trouble::general(registry.no_such(name)));
    }
    match arguments.format {
        Format::Json => out.line(&json::descriptions(&models)),
        Format::Human => {
            let texts: Vec<String> = models.iter().map(text::description).collect();
            out.folded(&texts.join("\n"));
        }
    }
    Ok(Status::Fine)
}
