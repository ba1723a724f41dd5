//! Reads scenario files and what they name. Refuses what cannot be one before it is read whole.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::samples;
use super::shell;
use super::trouble::Trouble;
use crate::check::{AnyScenario, Description, Problem, Registry};

/// The longest file that is read, in bytes.
const LONGEST: u64 = 16 << 20;
/// The longest saved campaign: of a million runs and as many items, each with a time of its own, it has some 50 MiB.
const LONGEST_SAVED: u64 = 1 << 30;

/// A scenario that was read.
pub(super) struct Opened {
    pub(super) scenario: Box<dyn AnyScenario>,
    pub(super) model: Description,
    /// The file's text.
    pub(super) text: String,
    /// Whether it names files beside it.
    pub(super) has_samples: bool,
}

impl Opened {
    /// What a seed draws around it takes its place.
    pub(super) fn draw(&mut self, seed: u64) -> Result<(), Trouble> {
        self.scenario = self.scenario.drawn(seed).map_err(|problem| {
            let message = format!("seed {seed} draws no scenario that can be run: {}", problem.message);
            Trouble::general(Problem { message, span: None, ..problem })
        })?;
        Ok(())
    }
}

/// Reads a scenario and the sample files that it names.
pub(super) fn open(registry: &Registry, file: &Path) -> Result<Opened, Trouble> {
    open_text(registry, file, read(file)?)
}

/// The same of a scenario whose text is known already.
pub(super) fn open_text(registry: &Registry, file: &Path, text: String) -> Result<Opened, Trouble> {
    if text.trim().is_empty() {
        let hint = "a scenario begins with `(version: 1, model: \"...\", ...)`";
        return Err(Trouble::file(file, "this file is empty", hint));
    }
    let inside = |problem: Problem| Trouble::inside(file, &text, problem);
    // What cannot be read and brings no advice of its own is a matter of the language.
    let unread = |problem: Problem| {
        let language = format!("`{} list --language` shows every form, by example", shell::program());
        inside(Problem { hint: problem.hint.clone().or(Some(language)), ..problem })
    };
    let model = registry.model_of(&text).map_err(unread)?;
    let names = model.sample_files(&text).map_err(unread)?;
    let mut samples = std::collections::BTreeMap::new();
    for name in &names {
        samples.insert(name.clone(), read_samples(file, &text, name)?);
    }
    let scenario = model.open(&text, &samples).map_err(inside)?;
    let (model, has_samples) = (model.describe(), !names.is_empty());
    Ok(Opened { scenario, model, text, has_samples })
}

/// Sample files lie beside the scenario.
fn read_samples(file: &Path, text: &str, name: &str) -> Result<Vec<crate::sim::Span>, Trouble> {
    let beside = file.with_file_name(name);
    if !beside.exists() {
        let quoted = format!("{name:?}");
        let span = text.find(&quoted).map(|at| at..at + quoted.len());
        let problem = Problem {
            span,
            ..Problem::at::<&str>([], format!("there is no sample file {}", beside.display()))
        };
        let problem = problem.hint("sample files are looked for from the scenario's own folder");
        return Err(Trouble::inside(file, text, problem));
    }
    let values = read(&beside)?;
    samples::parse(&values).map_err(|problem| Trouble::inside(&beside, &values, problem))
}

/// The folder that a file is in.
pub(super) fn folder(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if folder != Path::new("") => folder.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// The text of a file.
pub(super) fn read(file: &Path) -> Result<String, Trouble> {
    read_up_to(file, LONGEST)
}

/// The text of a file that may be a saved campaign, which is longer than a scenario is.
pub(super) fn read_saved(file: &Path) -> Result<String, Trouble> {
    read_up_to(file, LONGEST_SAVED)
}

fn read_up_to(file: &Path, longest: u64) -> Result<String, Trouble> {
    let failed = |error: std::io::Error| {
        let hint = match error.kind() {
            ErrorKind::NotFound => "check the path; it is looked for from the folder that you are in",
            ErrorKind::PermissionDenied => "you need permission to read it",
            _ => "check the path",
        };
        let message = match error.kind() {
            ErrorKind::NotFound => "there is no such file".to_string(),
            _ => format!("this file cannot be read: {error}"),
        };
        Trouble::file(file, message, hint)
    };
    let found = std::fs::metadata(file).map_err(failed)?;
    if found.is_dir() {
        return Err(Trouble::file(file, "this is a folder, not a file", "name one file in it"));
    }
    let too_long = |size: String| {
        let message = format!("this file is too long: {size}; at most {longest} bytes are read");
        Trouble::file(file, message, "is it the right file?")
    };
    if found.len() > longest {
        return Err(too_long(format!("it has {} bytes", found.len())));
    }
    // What is no plain file, such as a pipe, does not tell its length beforehand.
    let mut bytes = Vec::new();
    File::open(file).map_err(failed)?.take(longest + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > longest {
        return Err(too_long("it goes on and on".to_string()));
    }
    let binary = |at: usize| {
        let message = format!("this is not a text file: byte {at} is no part of a UTF-8 text");
        Trouble::file(file, message, "is it the right file?")
    };
    let text = String::from_utf8(bytes).map_err(|error| binary(error.utf8_error().valid_up_to()))?;
    if let Some(at) = text.find('\0') {
        return Err(binary(at));
    }
    Ok(text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text))
}
