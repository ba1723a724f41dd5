//! Where a test of the command line works: a folder, scenarios, and what came of a command. Claims nothing.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// The demonstration of the original.
pub(crate) const DEMO: &str = r#"(version: 1, model: "annotation", knobs: (profile: Classic),
    weather: (operations: {"generate": EveryKth(5), "save": EveryKth(5), "ack": EveryKth(5)}))"#;

/// A folder of its own for a test, with the scenarios that it needs.
pub(crate) struct Desk(TempDir);

/// What came of a command.
pub(crate) struct Came {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Came {
    fn from(output: Output) -> Came {
        let text = |bytes| String::from_utf8(bytes).expect("the program prints text");
        Came { status: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Desk {
    pub(crate) fn with(files: &[(&str, &str)]) -> Desk {
        let desk = Desk(TempDir::new().unwrap());
        files.iter().for_each(|(name, text)| fs::write(desk.path().join(name), text).unwrap());
        desk
    }
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sooner"));
        command.current_dir(self.path()).args(arguments);
        command
    }
    pub(crate) fn sooner(&self, arguments: &[&str]) -> Came {
        self.command(arguments).output().unwrap().into()
    }
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let came = self.sooner(&[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&came.out).expect("standard output is one JSON value")
    }
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// A scenario of three fields with more keys.
pub(crate) fn three(keys: &str) -> String {
    format!("(version: 1, model: \"annotation\", knobs: (fields: 3), {keys})")
}
