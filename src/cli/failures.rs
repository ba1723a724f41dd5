//! Failing seeds as files, and files as the first thing that a campaign replays. Knows no seed's run from within.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::input::{self, Opened, folder};
use super::shell;
use super::trouble::Trouble;
use crate::check::{Missed, Registry, RunRecord, Verdict, model_of};
use crate::testing::corpus::{self, Told};

/// How many failing seeds of each property are saved.
const EACH: u32 = 10;

/// The saved scenarios of a model, replayed.
#[derive(Default)]
pub(super) struct Replayed {
    pub(super) number: usize,
    /// How many fail, as they are expected to.
    pub(super) failing: usize,
    /// The file, what it missed, and what to do.
    pub(super) missed: Vec<(String, Missed, &'static str)>,
}

/// Replays what is saved of a model in `folders`; reads everything before it runs anything.
pub(super) fn replay(registry: &Registry, model: &str, folders: &[PathBuf]) -> Result<Replayed, Trouble> {
    let mut opened = Vec::new();
    for folder in folders {
        let files = corpus::files(folder).map_err(|error| {
            let message = format!("this folder cannot be read: {error}");
            Trouble::file(folder, message, "what was saved in it is replayed before any new seed")
        })?;
        for file in files {
            // What is another model's is no business of ours; what cannot be read may well be.
            let other = corpus::read(&file).is_ok_and(|text| model_of(&text).is_ok_and(|name| name != model));
            if !other {
                opened.push((input::open(registry, &file)?, file));
            }
        }
    }
    let mut replayed = Replayed::default();
    for (mut opened, file) in opened {
        if opened.scenario.expectations().is_empty() {
            continue;
        }
        let (outcome, missed) = corpus::replay(opened.scenario.as_mut());
        replayed.number += 1;
        let expected = opened.scenario.expectations();
        replayed.failing += (missed.is_empty() && corpus::is_to_fail(expected)) as usize;
        let advice = corpus::advice(expected, &outcome);
        let file = file.display().to_string();
        replayed.missed.extend(missed.into_iter().map(|missed| (file.clone(), missed, advice)));
    }
    Ok(replayed)
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
    saved: BTreeMap<String, u32>,
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
        Ok(Saver { folder: into, file, name, saved: BTreeMap::new(), broken: false })
    }

    /// Saves the scenario of a failing seed, if it is one of those that are saved; says where.
    pub(super) fn take(
        &mut self,
        record: &RunRecord,
        opened: &Opened,
        swarm: bool,
    ) -> Option<Result<PathBuf, Trouble>> {
        let Verdict::Violated { property, .. } = &record.verdict else { return None };
        let saved = self.saved.entry(property.clone()).or_default();
        if self.broken || *saved == EACH {
            return None;
        }
        *saved += 1;
        Some(self.save(record.seed, opened, swarm))
    }

    fn save(&mut self, seed: u64, opened: &Opened, swarm: bool) -> Result<PathBuf, Trouble> {
        let kept = opened.scenario.keep(swarm, seed).map_err(|problem| {
            let message = format!("seed {seed} cannot be saved: {}", problem.message);
            Trouble::general(crate::check::Problem { message, span: None, path: Vec::new(), ..problem })
        })?;
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
