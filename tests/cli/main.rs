//! The command line as a user meets it.

mod campaign;
mod compare;
mod desk;
mod diagram;
mod exhaust;
mod listing;
mod mutants;
mod samples;
mod shrinking;
mod verbs;
mod wrong_input;
