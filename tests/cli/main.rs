//! The command line as a user meets it.

mod desk;
mod listing;
mod shrinking;
mod verbs;
mod wrong_input;
