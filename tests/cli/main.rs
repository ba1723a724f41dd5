//! The command line as a user meets it.

mod campaign;
mod compare;
mod desk;
mod diagram;
mod exhaust;
mod how_soon;
mod listing;
mod mutants;
mod predict;
mod report;
mod samples;
mod saved;
mod shrinking;
mod tune;
mod verbs;
mod wrong_input;
