//! The command line: one file per verb. The only place that knows files, the terminal and the process; no model.

mod args;
mod check;
mod entry;
mod fold;
mod input;
mod list;
mod out;
mod replay;
mod run;
mod samples;
mod save;
mod shell;
mod shrink;
mod status;
mod trouble;

pub use entry::main;
