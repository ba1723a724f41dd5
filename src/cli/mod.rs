//! The command line: one file per verb. The only place that knows files, the terminal and the process; no model.

mod args;
mod campaign;
mod check;
mod compare;
mod diagram;
mod entry;
mod exhaust;
mod failures;
mod fold;
mod input;
mod interrupt;
mod lines;
mod list;
mod mutants;
mod out;
mod predict;
mod progress;
mod replay;
mod report;
mod rows;
mod run;
mod samples;
mod save;
mod selftest;
mod shell;
mod shrink;
mod status;
mod trouble;
mod tune;
mod whole;

pub use entry::main;
