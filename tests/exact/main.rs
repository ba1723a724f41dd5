//! The law of time to consistency, held against published numbers, against formulas and against other ways to compute it.

mod brute;
mod copies;
mod cuts;
mod formulas;
mod matrices;
mod messages;
mod mistakes;
mod oddities;
mod scenarios;
mod settings;
mod sweep;
mod table;
