//! The law of time to consistency, held against published numbers, against formulas and against other ways to compute it.

mod settings;
mod table;
