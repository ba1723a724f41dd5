//! What the shell and the machine say: completions, the manual page, names that can be pasted, how many processors. Knows
//! no scenario.

use std::path::Path;

use clap::CommandFactory;

use super::args::{Arguments, CompletionsArguments};
use super::out::Out;
use super::status::Status;
pub(super) use crate::testing::corpus::quoted;

/// The name that the program was called by: a user's own binary has its own.
pub(super) fn program() -> String {
    let name =
        std::env::args_os().next().and_then(|path| Path::new(&path).file_stem().map(|stem| stem.to_owned()));
    name.map_or("sooner".to_string(), |name| name.to_string_lossy().into_owned())
}

pub(super) fn completions(arguments: &CompletionsArguments, out: &mut Out) -> Status {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), program(), &mut script);
    out.text(&String::from_utf8_lossy(&script));
    Status::Fine
}

/// The page of the program, followed by one for each verb.
pub(super) fn man(out: &mut Out) -> Status {
    let mut program = Arguments::command();
    program.build();
    let verbs = program.get_subcommands().filter(|verb| verb.get_name() != "help").cloned();
    for command in [program.clone()].into_iter().chain(verbs) {
        let mut page = Vec::new();
        let rendered = clap_mangen::Man::new(command).render(&mut page);
        rendered.expect("memory takes everything that is written to it");
        // Tables keep their lines.
        let page = String::from_utf8_lossy(&page).replace("\n.SH EXTRA\n", "\n.SH \"EXIT STATUS\"\n.nf\n");
        out.text(&page.replace("\n.SH VERSION\n", "\n.fi\n.SH VERSION\n"));
        out.text(".fi\n");
    }
    Status::Fine
}

/// How many threads there are where nobody says how many: the only number that is asked of the machine.
pub(super) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
