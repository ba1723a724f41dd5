//! Campaigns inside `#[test]`, and the corpus of saved failures. Touches files and one environment variable; knows no
//! terminal and no model.
//!
//! ```
//! use sooner::check::ScenarioOf;
//! use sooner::models::annotation::AnnotationSystem;
//! use sooner::testing;
//!
//! // What the scenario leaves open, each seed of the swarm draws: knobs, weather, inputs.
//! let text = r#"(version: 1, model: "annotation", knobs: (fields: 3))"#;
//! let scenario = ScenarioOf::<AnnotationSystem>::parse(text).unwrap();
//! testing::campaign::<AnnotationSystem>(scenario).swarm().seeds(0..200).assert_ok();
//! ```
//!
//! How soon is a claim like any other, decided by as many seeds as it takes:
//!
//! ```
//! # use sooner::check::ScenarioOf;
//! # use sooner::models::annotation::AnnotationSystem;
//! # use sooner::testing;
//! let text = r#"(version: 1, model: "annotation", knobs: (fields: 3), weather: (loss: 0.1))"#;
//! let scenario = ScenarioOf::<AnnotationSystem>::parse(text).unwrap();
//! // With 99 % confidence, at least 99 % of all runs are consistent within 30 s.
//! testing::assert_settles_within::<AnnotationSystem>(scenario, "30s", 0.99, 0.99);
//! ```
//!
//! A system of your own is tested in the same way: with its [`Model`](crate::check::Model) in place of
//! `AnnotationSystem`, and a scenario that is parsed or made by [`Scenario::calm`](crate::check::Scenario::calm).
//!
//! The test fails with the story of the failing run, made small, the file that it was saved to, and the command that
//! replays it. From then on that file comes first: while it fails, no new seed is run. `SOONER_SEEDS=100000 cargo test`
//! raises the number of seeds of every campaign that does not say [`exactly`](Campaign::exactly); what
//! [`settles_within`] runs is decided by what is seen, and by [`at_most`](SettlesWithin::at_most) alone.
//!
//! A panic inside the model is caught and is a finding like any other. The process's panic hook still hears of it, as
//! a library must not replace that: so the captured output of a failing test may begin with the words of such panics.

mod campaign;
pub mod corpus;
mod part;
mod seeds;
mod settles;
mod settling;
mod words;

pub use campaign::{Campaign, Failed, campaign};
pub use seeds::VARIABLE;
pub use settles::{SettlesWithin, assert_settles_within, settles_within};
pub use settling::{Settling, WORST};
