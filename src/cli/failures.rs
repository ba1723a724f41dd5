//! Failing seeds as files, and files as the first thing that a campaign replays. Knows no seed's run from within.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::input::{self, Opened, folder};
use super::shell;
use super::trouble::Trouble;
use crate::check::{Kept, Registry, RunRecord, Verdict, model_of};
use crate::report::campaign::{Corpus, Saved, SavedFailure};
use crate::testing::corpus::{self, Today, Told};

/// How many failing seeds of each property are saved.
const EACH: u32 = 10;

/// Replays what is saved of a model in `folders`, but for `own`, whose turn comes anyway; reads everything before it
/// runs anything.
pub(super) fn replay(
    registry: &Registry,
    model: &str,
    folders: &[PathBuf],
    own: &Path,
) -> Result<Corpus, Trouble> {
    let own = own.canonicalize().ok();
    let mut opened = Vec::new();
    for folder in folders {
        let files = corpus::files(folder).map_err(|error| {
            let message = format!("this folder cannot be read: {error}");
            Trouble::file(folder, message, "what was saved in it is replayed before any new seed")
        })?;
        for file in files.into_iter().filter(|file| own.is_none() || file.canonicalize().ok() != own) {
            // What is another model's is no business of ours; what cannot be read may well be.
            let other = corpus::read(&file).is_ok_and(|text| model_of(&text).is_ok_and(|name| name != model));
            if !other {
                opened.push((input::open(registry, &file)?, file));
            }
        }
    }
    let mut told = Corpus { replayed: opened.len(), ..Corpus::default() };
    for (mut opened, file) in opened {
        match corpus::replay(opened.scenario.as_mut()) {
            (outcome, Today::Fails) => told.failing.push(SavedFailure {
                file: file.display().to_string(),
                verdict: outcome.verdict,
                replay: replay_command(&file),
            }),
            (_, Today::Fixed) => told.fixed += 1,
            (_, Today::Holds) => {}
        }
    }
    Ok(told)
}

/// The command that replays a file.
fn replay_command(file: &Path) -> String {
    format!("{} replay {}", shell::program(), shell::quoted(file))
}

/// Where the model's corpus is, if there is one, and where failures are saved: each once.
pub(super) fn folders(model: &str, save: Option<&Path>) -> Vec<PathBuf> {
    let home = corpus::home(model);
    let mut folders: Vec<PathBuf> = save.iter().map(|folder| folder.to_path_buf()).collect();
    let same = |folder: &PathBuf| {
        folder.canonicalize().is_ok_and(|it| home.canonicalize().is_ok_and(|home| it == home))
    };
    if home.is_dir() && !folders.iter().any(same) {
        folders.push(home);
    }
    folders
}

/// Saves failing seeds: the first ones of each property.
pub(super) struct Saver<'a> {
    folder: &'a Path,
    file: String,
    name: String,
    each: BTreeMap<String, u32>,
    /// What was saved.
    pub(super) saved: Vec<Saved>,
    /// Nothing more can be saved.
    pub(super) broken: bool,
}

impl<'a> Saver<'a> {
    /// Checks that the folder can be written into, so that a long campaign is not run in vain.
    pub(super) fn new(into: &'a Path, scenario: &Path, opened: &Opened) -> Result<Saver<'a>, Trouble> {
        corpus::prepare(into).map_err(|error| {
            let message = format!("nothing can be saved into this folder: {error}");
            Trouble::file(into, message, "name a folder that you may write into")
        })?;
        let beside = folder(scenario);
        let elsewhere =
            beside.canonicalize().is_ok_and(|beside| into.canonicalize().is_ok_and(|into| into != beside));
        if opened.has_samples && elsewhere {
            let hint = format!("save into {}", beside.display());
            return Err(Trouble::file(into, "from there scenarios would not find their sample files", hint));
        }
        let name = scenario.file_stem().map_or("run".into(), |stem| stem.to_string_lossy().into_owned());
        let file = scenario.display().to_string();
        Ok(Saver { folder: into, file, name, each: BTreeMap::new(), saved: Vec::new(), broken: false })
    }

    /// Saves the scenario of a failing seed, if it is one of those that are saved.
    pub(super) fn take(&mut self, record: &RunRecord, opened: &Opened, swarm: bool) -> Result<(), Trouble> {
        let Verdict::Violated { property, .. } = &record.verdict else { return Ok(()) };
        let each = self.each.entry(property.clone()).or_default();
        if self.broken || *each == EACH {
            return Ok(());
        }
        *each += 1;
        let seed = record.seed;
        let kept = opened.scenario.keep(swarm, seed).map_err(|problem| {
            let message = format!("seed {seed} cannot be saved: {}", problem.message);
            Trouble::general(crate::check::Problem { message, span: None, path: Vec::new(), ..problem })
        })?;
        let place = self.save(&kept)?;
        let (file, replay) = (place.display().to_string(), replay_command(&place));
        self.saved.push(Saved { seed, property: property.clone(), file, replay });
        Ok(())
    }

    fn save(&mut self, kept: &Kept) -> Result<PathBuf, Trouble> {
        let seed = kept.seed;
        let origin = format!("{}, {}", self.file, kept.origin);
        let told = Told { failure: &kept.failure, story: &kept.story, origin: &origin };
        let program = shell::program();
        let added = corpus::add(self.folder, &format!("{}-{seed}", self.name), |place| {
            corpus::story_text(&told, &program, place, &kept.text)
        });
        added.map_err(|error| {
            self.broken = true;
            let message = format!("seed {seed} cannot be saved here: {error}");
            Trouble::file(
                self.folder,
                message,
                "nothing more is saved; the campaign goes on and tells its result",
            )
        })
    }
}
