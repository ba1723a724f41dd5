//! Reports: outcomes and descriptions as text for people and as JSON for programs. Knows no file, terminal or colour.

pub mod campaign;
pub mod compare;
pub mod diagram;
pub mod exhaust;
pub mod json;
pub mod law;
pub mod limits;
mod markup;
pub mod mutants;
pub mod page;
pub mod plot;
pub mod text;
pub mod trials;
pub mod tuning;
