//! Campaigns inside `#[test]`, and the corpus of saved failures. Touches files and one environment variable; knows no
//! terminal and no model.
//!
//! ```
//! use sooner::check::ScenarioOf;
//! use sooner::models::annotation::AnnotationSystem;
//! use sooner::testing;
//!
//! let text = r#"(version: 1, model: "annotation", knobs: (fields: 3), weather: (loss: 0.1))"#;
//! let scenario = ScenarioOf::<AnnotationSystem>::parse(text).unwrap();
//! testing::campaign::<AnnotationSystem>(scenario).seeds(0..20).assert_ok();
//! ```

mod campaign;
pub mod corpus;
mod part;
mod seeds;
mod words;

pub use campaign::{Campaign, Failed, campaign};
pub use seeds::VARIABLE;
