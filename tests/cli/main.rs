//! The command line as a user meets it.

mod desk;
mod exhaust;
mod listing;
mod verbs;
mod wrong_input;
