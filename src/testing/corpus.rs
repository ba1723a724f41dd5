//! The corpus: a folder of saved scenarios, found, replayed and added to. A file in it is whole or not there, however
//! many processes save into it at once. Knows no terminal.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

pub use super::part::Part;
use crate::check::{AnyScenario, Expectation, Failure, Outcome, RunRequest, Verdict, wrapped};

/// How a run that was saved begins.
const KEPT: &str = "// A run that was kept:";
/// How a scenario that was made small begins.
const SHRUNK: &str = "// A failure:";
/// How saved files begin; only such files are ever replaced.
pub const OPENINGS: [&str; 2] = [KEPT, SHRUNK];

/// How long the lines of a comment are.
const WIDTH: usize = 100;

/// How many names are tried before it is told that none is free.
const NAMES: u32 = 10_000;
/// The longest file that is read, in bytes.
const LONGEST: u64 = 16 << 20;

/// Where a model's failures are kept, from the project's folder.
pub fn home(model: &str) -> PathBuf {
    ["scenarios", "failures", model].iter().collect()
}

/// The scenarios of a folder, by name; none where there is no such folder.
///
/// # Errors
/// When the folder is there and cannot be read.
pub fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !hidden && path.is_file() && path.extension().is_some_and(|end| end == "ron") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The text of a file of reasonable length.
///
/// # Errors
/// When it cannot be read, is no text, or is too long to be a scenario.
pub fn read(file: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(file)?.take(LONGEST + 1).read_to_string(&mut text)?;
    match text.len() as u64 > LONGEST {
        true => Err(io::Error::new(ErrorKind::FileTooLarge, "it is too long for a scenario")),
        false => Ok(text),
    }
}

/// What a saved scenario is today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Today {
    /// It fails, whether or not its file expects that: somebody has to see to it.
    Fails,
    /// Its file tells of a failure, and it no longer fails: it stays as a guard.
    Fixed,
    /// It does not fail, as its file says.
    Holds,
}

/// Runs a saved scenario with its own seed; says what it came to, and what that means.
pub fn replay(scenario: &mut dyn AnyScenario) -> (Outcome, Today) {
    let outcome = scenario.run(scenario.seed(), RunRequest::default());
    let today = today(&scenario.expectations(), &outcome);
    (outcome, today)
}

/// What an outcome means for a saved scenario that expects this.
pub fn today(expected: &[Expectation], outcome: &Outcome) -> Today {
    let met = |one: &Expectation| one.held_against(outcome).is_none();
    let is_to_settle = expected.iter().any(|one| matches!(one, Expectation::Settles { .. }));
    let mut to_fail =
        expected.iter().filter(|one| matches!(one, Expectation::Violates(_) | Expectation::Stalls));
    match &outcome.verdict {
        Verdict::Violated { .. } => Today::Fails,
        Verdict::Stalled { .. } if is_to_settle || !outcome.excused => Today::Fails,
        _ if to_fail.any(|one| !met(one)) => Today::Fixed,
        _ => Today::Holds,
    }
}

/// Where slow runs of a model are kept, from the project's folder. They are no failures, so nothing replays them.
pub fn home_of_slow_runs(model: &str) -> PathBuf {
    ["scenarios", "slow", model].iter().collect()
}

/// Makes a folder where there is none, and writes into it on trial, so that nothing is computed in vain.
///
/// # Errors
/// When it cannot be made or written into.
pub fn prepare(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut trial = Part::begin(&folder.join("trial"))?;
    trial.write_all(KEPT.as_bytes())?;
    trial.flush()
}

/// The text of a saved scenario: how it came to be, how it is replayed, and itself.
pub fn text(verdict: &Verdict, program: &str, place: &Path, scenario: &str) -> String {
    let (verdict, place) = (one_line(&verdict.to_string()), one_line(&quoted(place)));
    format!("{KEPT} {verdict}.\n// To replay it: {program} replay {place}\n{scenario}")
}

/// What there is to tell of a failure that was made small.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// How it fails.
    pub failure: &'a Failure,
    /// What happens, in sentences.
    pub story: &'a str,
    /// Where it came from: a file, a seed, and how much of it is left.
    pub origin: &'a str,
}

/// The text of a file that keeps a failure that was made small.
pub fn story_text(told: &Told<'_>, program: &str, place: &Path, scenario: &str) -> String {
    let Told { failure, story, origin } = told;
    let story = wrapped(&one_line(story), "// ", WIDTH);
    let origin = wrapped(&format!("Where it came from: {}.", one_line(origin)), "// ", WIDTH);
    let place = one_line(&quoted(place));
    format!(
        "{SHRUNK} {failure}.\n//\n{story}//\n{origin}// To replay it: {program} replay {place}\n{scenario}"
    )
}

pub(super) fn one_line(words: &str) -> String {
    words.split(['\n', '\r']).collect::<Vec<_>>().join(" ")
}

/// Whether a file begins so: an earlier work of ours may be replaced, another one never.
pub fn begins_with(file: &Path, openings: &[&str]) -> bool {
    let mut start = Vec::new();
    let opened = file.is_file().then(|| File::open(file).ok()).flatten();
    let longest = openings.iter().map(|opening| opening.len()).max().unwrap_or_default();
    let read = opened.and_then(|file| file.take(longest as u64).read_to_end(&mut start).ok());
    read.is_some() && openings.iter().any(|opening| start.starts_with(opening.as_bytes()))
}

/// Writes a file whole or not at all, over what is there.
///
/// # Errors
/// When it cannot be written; then what was there is as it was.
pub fn write_over(place: &Path, text: &str) -> io::Result<()> {
    let mut part = Part::begin(place)?;
    part.write_all(text.as_bytes())?;
    part.put_over()
}

/// Adds `NAME.ron` to a folder: whole or not at all, and over nothing. Where the name is taken, the same text is
/// there already and all is well, or else `NAME-2.ron` is next. `text` makes the text for a place.
///
/// # Errors
/// When it cannot be written.
pub fn add(folder: &Path, name: &str, text: impl Fn(&Path) -> String) -> io::Result<PathBuf> {
    for number in 1..=NAMES {
        let file = if number == 1 { format!("{name}.ron") } else { format!("{name}-{number}.ron") };
        let place = folder.join(file);
        let text = text(&place);
        if !place.exists() {
            let mut part = Part::begin(&place)?;
            part.write_all(text.as_bytes())?;
            if part.put_if_free()? {
                return Ok(place);
            }
        }
        if read(&place).is_ok_and(|there| there == text) {
            return Ok(place);
        }
    }
    Err(io::Error::new(ErrorKind::AlreadyExists, "too many files of this name are there already"))
}

/// A path as it can be pasted into a shell.
pub fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-+,:@%=".contains(&byte);
    match !path.is_empty() && !path.starts_with('-') && path.bytes().all(plain) {
        true => path,
        false if path.starts_with('-') => quoted(&Path::new(".").join(path)),
        false => format!("'{}'", path.replace('\'', r"'\''")),
    }
}
